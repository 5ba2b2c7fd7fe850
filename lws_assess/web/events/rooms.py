"""What one phone of a room sees: where the room is, which all share, and what is its holder's own.

A scene is made once a version in each process, since one press of a host sends hundreds of phones to look.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom
from lws_assess.actions.events.scenes import Lens, Scene, VoteScene, find_own_vote, get_scene
from lws_assess.actions.events.words import KINDS_OF_SEGMENT
from lws_assess.records.events import words as event_words
from lws_assess.records.events.people import InTheRoom, find_person_in_room
from lws_assess.records.events.visioning_events import Event, find_event_by_code
from lws_assess.records.events.words import HELPS, HINDERS
from lws_assess.records.places import QuestionnairePlace, find_place
from lws_assess.records.responses import find_ballot
from lws_assess.survey.days import clock_time
from lws_assess.survey.events import programme_kinds as kinds
from lws_assess.survey.events.programme_times import times
from lws_assess.survey.events.programmes import Segment
from lws_assess.survey.events.rooms import CHOICES, MOST_WORDS, PRACTICE, Device, RatingState, VoteState
from lws_assess.survey.instruments import Area, Audience, Edition, Question
from lws_assess.survey.keys import NO_ROUND, EventKey, GroupKey, PartnershipKey
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.web.events.pulse import seconds_left
from lws_assess.web.events.reveals import lines_of_vote, lines_revealed
from lws_assess.web.loading import database
from lws_assess.web.words import now

MOST_ROOMS = 200  # scenes kept in a process
Typed = Mapping[str, list[str]]  # fields of a form as they were sent, or as they were kept

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
}


@dataclass
class _Kept:
    """What all phones of a room share, until its version moves."""

    version: int
    scene: Scene
    shared: tuple[str, ...]
    places: dict[GroupKey, QuestionnairePlace]


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class PhoneView:
    """One phone's view. `own` is what it has voted, as fields of the form; `written` counts what it wrote."""

    code: str
    scene: Scene
    place: QuestionnairePlace
    person: InTheRoom
    shared: tuple[str, ...]  # what the screen reveals to everybody alike
    own: Typed
    begun: bool  # rating alone
    rated: bool
    written: Mapping[tuple[str, str], int]

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
    def lens(self) -> Lens | None:
        return self.vote.lens(self.person.audience) if self.vote else None

    @property
    def question(self) -> Question | None:
        return self.lens.question if self.lens else None

    @property
    def area(self) -> Area | None:
        return self.vote.area if self.vote else self.scene.area

    @property
    def part(self) -> str:
        """The piece of the page that says what there is to do."""
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
        """Whether rating alone can be begun, or gone on with."""
        return not self.rated and (
            self.scene.rating.state == RatingState.OPEN
            or (self.scene.rating.state == RatingState.STOPPED and self.begun)
        )

    @property
    def following(self) -> tuple[Segment, str] | None:
        """The next part of the programme, and when it is planned."""
        if self.scene.following is None:
            return None
        return self.scene.following, times(self.event.starts, self.scene.segments)[self.scene.number][0]

    @property
    def timer_ends(self) -> tuple[float, str] | None:
        """When the host's timer ends: in how many seconds, and by the clock on the wall."""
        ends = self.event.timer_ends_at
        left = seconds_left(ends, now())
        return (left, clock_time(ends)) if ends and left is not None else None

    @property
    def own_words(self) -> str:
        """What this phone has voted, in the words of the question; empty where nothing is known."""
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
        """What the room has come to, as far as it is on the screen: in sentences, withheld or not."""
        of_vote = (
            lines_of_vote(self.vote, self.person.audience) if self.vote and not self.event.hidden else ()
        )
        return self.shared or of_vote

    @property
    def kinds_of_words(self) -> tuple[str, ...]:
        return KINDS_OF_SEGMENT.get(self.scene.kind, ())


def look(code: str, device: Device | None) -> PhoneView:
    """What a phone sees now. Raises NoSuchRoom and NotInTheRoom."""
    with database().reading() as session:
        event = find_event_by_code(session, code)
        if event is None:
            raise NoSuchRoom
        person = find_person_in_room(session, *_where(event), device.person) if device else None
        if device is None or person is None:
            raise NotInTheRoom
        return _see(session, code, event, person, device)


def look_as(session: Session, code: str, person: InTheRoom, device: Device) -> PhoneView:
    """The same of somebody found already: the holder of a paper slip. Raises NoSuchRoom."""
    event = find_event_by_code(session, code)
    if event is None:
        raise NoSuchRoom
    return _see(session, code, event, person, device)


def _where(event: Event) -> tuple[PartnershipKey, EventKey]:
    return event.partnership, event.key


def _see(session: Session, code: str, event: Event, person: InTheRoom, device: Device) -> PhoneView:
    kept = _share(session, code, event)
    scene = kept.scene
    if person.group not in kept.places:
        place = find_place(session, event.partnership, event.round or NO_ROUND, person.group)
        assert place, "everybody in a room chose one of its round's groups"
        kept.places[person.group] = place
    rating = scene.kind == kinds.RATE or scene.rating.state in (RatingState.OPEN, RatingState.STOPPED)
    ballot = find_ballot(session, device.rating.ballot) if rating else None
    return PhoneView(
        code=code,
        scene=scene,
        place=kept.places[person.group],
        person=person,
        shared=kept.shared,
        own=_fields_of(scene, find_own_vote(session, scene, device)),
        begun=ballot is not None,
        rated=ballot is not None and ballot[1] is not None,
        written=_written(session, scene, device),
    )


def _share(session: Session, code: str, event: Event) -> _Kept:
    """The scene as of the event's version."""
    kept = _kept.get(code)
    if kept is None or kept.version < event.version:
        with _lock:  # one makes it, the others wait for it
            kept = _kept.get(code)
            if kept is None or kept.version < event.version:
                if len(_kept) >= MOST_ROOMS:
                    _kept.clear()
                scene = get_scene(session, event)
                kept = _kept[code] = _Kept(event.version, scene, lines_revealed(session, scene), {})
    return kept


def _fields_of(scene: Scene, answer: bytes | None) -> Typed:
    """A ballot as the fields of its form."""
    if answer is None or scene.vote is None:
        return {}
    if scene.vote.kind != CHOICES:
        return {"rating": ["dont-know" if answer[0] == DONT_KNOW else str(answer[0])]}
    codes = [area.code for area in scene.edition.areas]
    importances, first = answer[: len(codes)], answer[len(codes) :]
    fields = {
        f"importance-{code}": [str(value)] for code, value in zip(codes, importances, strict=True) if value
    }
    return fields | {"top-areas": [code for code, chosen in zip(codes, first, strict=True) if chosen]}


def _written(session: Session, scene: Scene, device: Device) -> Mapping[tuple[str, str], int]:
    """How many things this phone wrote of each kind about each area: the number that the next one takes."""
    areas = [area.code for area in scene.edition.areas]
    asked = [
        (kind, area)
        for kind in KINDS_OF_SEGMENT.get(scene.kind, ())
        for area in (areas if kind in (HELPS, HINDERS) else [""])
    ]
    ids = {
        one: [device.word(f"{scene.event.key}/{one[0]}/{one[1]}", number) for number in range(MOST_WORDS)]
        for one in asked
    }
    if not ids:
        return {}
    kept = event_words.words_kept(
        session, *_where(scene.event), [word for words in ids.values() for word in words]
    )
    return {
        one: next((number for number, word in enumerate(words) if word not in kept), MOST_WORDS)
        for one, words in ids.items()
    }
