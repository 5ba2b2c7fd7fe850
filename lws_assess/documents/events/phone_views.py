"""What one phone of a room shows: where the room is, which all share, and what is its holder's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lws_assess.actions.events.phones import PhoneDone, Typed
from lws_assess.actions.events.scenes import Scene, VoteLens, VoteScene
from lws_assess.actions.events.words import KINDS_OF_SEGMENT
from lws_assess.documents.events.reveals import lines_of_vote
from lws_assess.documents.events.waiting_facts import WaitingFact
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.places import QuestionnairePlace
from lws_assess.survey.events import programme_kinds as kinds
from lws_assess.survey.events.own_questions import OwnQuestion, words_of_ballot
from lws_assess.survey.events.programme_times import segment_times
from lws_assess.survey.events.programmes import Segment
from lws_assess.survey.events.rooms import CHOICES, PRACTICE, RatingState, VoteState
from lws_assess.survey.events.segment_clocks import SegmentClock, clock_of, time_back
from lws_assess.survey.instruments import Area, Audience, Edition, Question

# What a phone shows while no vote is on; everything else tells where the room is.
PARTS = {
    kinds.VOICES: "listen",
    kinds.PRACTICE: "look",
    kinds.REVEAL: "look",
    kinds.VOTE_AGAIN: "look",
    kinds.PRIORITIES: "look",
    kinds.RATE: "rate",
    kinds.HELPS: "writing",
    kinds.WORDS: "writing",
    kinds.MISSING: "writing",
    kinds.ACTIONS: "actions",
    kinds.ICE_BREAKER: "look",
    kinds.CHOICE: "look",
    kinds.RANKING: "look",
    kinds.DOTS: "look",
    kinds.OPEN: "writing",
    kinds.QUESTIONS: "writing",
}


@dataclass(frozen=True)
class PhoneGuess:
    """A guess at what the room will say, which stays on the phone. `key` names what it is about."""

    key: str
    asks: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class PhoneView:
    """One phone's view of its room, at the moment `now`.

    `facts` are of published feedback or were ticked, for this audience. `card` names what the card to keep would hold;
    empty where there is none yet. `card_later` leads to the card once the event is over.
    """

    code: str
    scene: Scene
    place: QuestionnairePlace
    person: InTheRoom
    shared: tuple[str, ...]  # what the screen reveals to everybody alike
    done: PhoneDone
    now: datetime
    facts: tuple[WaitingFact, ...] = ()
    card: str = ""
    card_later: str = ""

    @property
    def own(self) -> Typed:
        return self.done.own

    @property
    def begun(self) -> bool:
        return self.done.begun

    @property
    def rated(self) -> bool:
        return self.done.rated

    @property
    def written(self) -> Mapping[tuple[str, str], int]:
        return self.done.written

    @property
    def placed(self) -> Mapping[str, str]:
        """Returns under which theme this phone's table has put which idea."""
        return self.done.placed

    @property
    def next_idea(self) -> str:
        """The key of the first idea that this phone's table has put nowhere; empty where there is none."""
        ideas = self.scene.grouping.ideas if self.scene.grouping else ()
        return next((idea.key for idea in ideas if idea.key not in self.placed), "")

    @property
    def event(self) -> Event:
        return self.scene.event

    @property
    def edition(self) -> Edition:
        return self.scene.edition

    @property
    def audience(self) -> Audience:
        return self.edition.audience(self.person.audience)

    @property
    def vote(self) -> VoteScene | None:
        return self.scene.vote

    @property
    def lens(self) -> VoteLens | None:
        return self.vote.lens(self.person.audience) if self.vote else None

    @property
    def question(self) -> Question | None:
        return self.lens.question if self.lens else None

    @property
    def own_question(self) -> OwnQuestion | None:
        return self.vote.own if self.vote else None

    @property
    def area(self) -> Area | None:
        return self.vote.area if self.vote else self.scene.area

    @property
    def part(self) -> str:
        """The piece of the page that says what there is to do."""
        if self.scene.grouping:
            return "grouping"
        if self.own_question:
            return "own"
        if self.vote:
            return "choices" if self.vote.kind == CHOICES else "vote"
        return PARTS.get(self.scene.kind, "wait")

    @property
    def title(self) -> str:
        return self.area.label(self.audience) if self.area else self.scene.segment.title

    @property
    def practising(self) -> bool:
        return self.vote is not None and self.vote.kind == PRACTICE

    @property
    def may_vote(self) -> bool:
        return self.vote is not None and self.vote.state == VoteState.OPEN

    @property
    def may_rate(self) -> bool:
        """True if rating alone can be begun, or gone on with."""
        return not self.rated and (
            self.scene.rating.state == RatingState.OPEN
            or (self.scene.rating.state == RatingState.STOPPED and self.begun)
        )

    @property
    def following(self) -> tuple[Segment, str] | None:
        """The next part of the programme, and when it is planned."""
        if self.scene.following is None:
            return None
        return self.scene.following, segment_times(self.event.starts, self.scene.segments)[self.scene.number][
            0
        ]

    @property
    def next_area(self) -> Area | None:
        """The area that the programme comes to next; None where it comes to none any more."""
        areas, step = self.edition.areas, self.event.step
        if self.scene.kind in kinds.BY_AREA and step < len(areas):
            return areas[step]
        later = self.scene.segments[self.scene.number :]
        return areas[0] if any(one.kind in kinds.BY_AREA for one in later) else None

    @property
    def fact(self) -> WaitingFact | None:
        """One thing to read while the phone waits: of the next area if there is one, else another in each part."""
        area = self.next_area
        of_next = [one for one in self.facts if area and one.area == area.code]
        if self.scene.kind in kinds.BY_AREA and of_next:
            return of_next[0]
        return self.facts[self.scene.number % len(self.facts)] if self.facts else None

    @property
    def guess(self) -> PhoneGuess | None:
        """Returns what somebody may guess now: only what has been asked and has not been shown."""
        if self.vote and self.vote.state == VoteState.CLOSED:
            return self._guess_of_vote(self.vote)
        waits = self.part == "rate" and self.rated and self.scene.rating.state != RatingState.SHOWN
        lowest = "Which area do you think the room puts lowest?"
        return PhoneGuess("rating", lowest, self._names_of_areas()) if waits else None

    def _guess_of_vote(self, vote: VoteScene) -> PhoneGuess | None:
        key = f"vote-{vote.number}"
        if vote.own:
            options = vote.own.options
            return PhoneGuess(key, "What do you think most people here said?", options) if options else None
        if vote.kind == CHOICES:
            return PhoneGuess(
                key, "Which area do you think the room chose most often?", self._names_of_areas()
            )
        if self.question is None:
            return None
        levels = tuple(level.label for level in self.question.scale.levels)
        return PhoneGuess(key, "Where do you think the room came to?", levels)

    def _names_of_areas(self) -> tuple[str, ...]:
        return tuple(area.label(self.audience) for area in self.edition.areas)

    @property
    def guessed(self) -> str:
        """Names the guess to show beside what the room has come to; empty where nothing has just been shown."""
        if self.vote:
            return f"vote-{self.vote.number}" if self.vote.shown and self.revealed else ""
        return "rating" if self.scene.kind == kinds.REVEAL and self.revealed and not self.event.step else ""

    @property
    def clock(self) -> SegmentClock | None:
        """The host's timer as it stands now; None where none runs."""
        return clock_of(self.event.timer_ends_at, self.now)

    @property
    def back(self) -> str:
        """Returns when the room goes on after the break that it is in; empty where it is in none, or nobody can say."""
        if self.scene.kind != kinds.BREAK:
            return ""
        scene = self.scene
        return time_back(self.event.starts, scene.segments, scene.number, self.event.timer_ends_at, self.now)

    @property
    def own_words(self) -> str:
        """Returns what this phone has voted, in the words of the question; empty where nothing is known."""
        if self.own_question:
            return words_of_ballot(self.own_question, self.own)
        chosen = next(iter(self.own.get("rating", ())), "")
        if self.question is None or not chosen:
            return ""
        if chosen == "dont-know":
            found = next(one for one in self.edition.non_ratings if one.key == chosen)
            return found.easy_label if self.audience.easy_read else found.label
        level = self.question.scale.levels[int(chosen) - 1]
        return f"{level.value}. {level.label}" if self.question.descriptors else level.label

    @property
    def revealed(self) -> tuple[str, ...]:
        """Returns what the room has come to, as far as it is on the screen: in sentences, withheld or not."""
        of_vote = (
            lines_of_vote(self.vote, self.person.audience) if self.vote and not self.event.hidden else ()
        )
        return self.shared or of_vote

    @property
    def kinds_of_words(self) -> tuple[str, ...]:
        return KINDS_OF_SEGMENT.get(self.scene.kind, ())
