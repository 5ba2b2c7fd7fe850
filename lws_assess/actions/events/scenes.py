"""What a room is looking at: one view object for the projector, for phones and for the host's picture of both.

    Scene
      segment, step     where in the programme, and which area where the segment goes area by area
      vote              VoteScene: what is or was voted on; figures only once it is closed and shown
      rating            how far rating alone has come; results only once they may be shown
      words, ...        what people wrote, as far as somebody has let it through

Nothing here is computed from a single answer: figures come from releases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.events.groupings import GroupedSource, find_open_grouping
from lws_assess.actions.events.own_votes import is_wiped, question_asked, view_own_vote
from lws_assess.actions.events.table_names import SeenRating, seen_ratings
from lws_assess.actions.events.vote_releases import room_choices, rooms_of, shifts_of
from lws_assess.actions.results.releases import view_release
from lws_assess.records.events import people as event_people
from lws_assess.records.events import tables as event_tables
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events import words as event_words
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.visioning_events import Event, programme_of
from lws_assess.records.events.votes import EventVote
from lws_assess.records.events.words import EventWord
from lws_assess.records.groups import all_groups
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.responses import answered_by_group
from lws_assess.records.rounds import find_round
from lws_assess.survey.events import programmes
from lws_assess.survey.events.choices import ChoicesResult, view_choices
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programmes import Segment, Segments
from lws_assess.survey.events.rooms import CHOICES, OWN, RATING, Device, RatingState, VoteState, WordState
from lws_assess.survey.events.shifts import RoomShift, view_shift
from lws_assess.survey.events.tallies import TallyResult
from lws_assess.survey.events.votes import RoomResult, question_of, view_room
from lws_assess.survey.instruments import Area, Audience, Edition, Question
from lws_assess.survey.keys import NO_ROUND, AudienceKey, GroupKey
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.round_timing import RoundState
from lws_assess.survey.withheld import Withheld


@dataclass(frozen=True)
class RatingScene:
    """Rating alone: its state, how many have begun it, and how many have sent it."""

    state: RatingState
    begun: int
    sent: int

    @property
    def in_the_middle(self) -> int:
        return self.begun - self.sent


@dataclass(frozen=True)
class VoteLens:
    """One audience's side of a vote: its question, and once shown what it came to, first and now."""

    audience: Audience
    question: Question | None  # None where priorities are chosen
    room: RoomResult | None
    first: RoomResult | None  # of a second vote: what the first came to
    shift: RoomShift | Withheld | None


@dataclass(frozen=True)
class VoteScene:
    number: int
    kind: str
    state: VoteState
    area: Area | None
    again: bool  # the second vote on its question
    may_go_again: bool  # a first vote on a statement that has been closed and has no second
    cast: int  # ballots so far, or when it was closed
    lenses: tuple[VoteLens, ...]
    choices: ChoicesResult | None  # of choosing priorities, once shown
    again_of: int | None = None  # the number of the first vote, of a second one
    own: OwnQuestion | None = None  # of the room's own
    tally: TallyResult | None = None  # what that came to, once shown
    first: TallyResult | None = None  # of a second vote on it: what the first came to

    @property
    def shown(self) -> bool:
        return self.state == VoteState.SHOWN

    def lens(self, audience: AudienceKey) -> VoteLens | None:
        return next((lens for lens in self.lenses if lens.audience.key == audience), None)


@dataclass(frozen=True)
class Scene:
    event: Event
    partnership_name: str
    demo: bool
    edition: Edition
    segments: Segments
    segment: Segment
    number: int  # of the segment, from 1
    following: Segment | None
    area: Area | None  # of the step
    people: int
    slips: int  # of the people, those with a paper slip
    tables: Mapping[str, int]  # people by table
    vote: VoteScene | None
    rating: RatingScene
    grouping: GroupedSource | None = None  # what tables put under themes now

    @property
    def kind(self) -> str:
        return self.segment.kind

    @property
    def place_next(self) -> str:
        """Returns where the next part is: its own place, or that of the event; empty where nothing follows."""
        return (self.following.place or self.event.place) if self.following else ""


@dataclass(frozen=True)
class SceneContent:
    """Holds what the segment shows besides: loaded for the screen and the host, not for phones."""

    results: RoundResults | None = None  # of rating alone, once shown
    table_ratings: tuple[SeenRating, ...] = ()
    words: tuple[EventWord, ...] = ()  # those that were let through
    waiting: int = 0  # words that nobody has looked at yet
    actions: tuple[ProposedAction, ...] = ()
    votes: tuple[VoteScene, ...] = ()  # every vote that was shown, in order


def get_scene(session: Session, event: Event) -> Scene:
    """Returns where a room is. An event that has not begun stands before its first segment."""
    partnership = session.get_one(Partnership, event.partnership)
    edition = edition_of(session, event)
    segments = programme_of(session, event.partnership, event.key)
    segment = programmes.find_segment(segments, event.segment) or segments[0]
    vote = event_votes.find_vote(session, event.partnership, event.key, event.vote) if event.vote else None
    return Scene(
        event=event,
        partnership_name=partnership.name,
        demo=partnership.demo,
        edition=edition,
        segments=segments,
        segment=segment,
        number=segments.index(segment) + 1,
        following=programmes.next_after(segments, segment.key),
        area=edition.areas[event.step - 1] if event.step else None,
        people=event_people.count_people(session, event.partnership, event.key),
        slips=event_people.count_slips(session, event.partnership, event.key),
        tables=event_people.people_by_table(session, event.partnership, event.key),
        vote=get_vote_scene(session, event, edition, vote) if vote else None,
        rating=_rating(session, event),
        grouping=find_open_grouping(session, event),
    )


def edition_of(session: Session, event: Event) -> Edition:
    """The frozen questionnaire, or before the event begins the one that would be frozen today."""
    return get_edition(session, event.edition) if event.edition else shipped_editions()[event.instrument]


def _rating(session: Session, event: Event) -> RatingScene:
    this = find_round(session, event.partnership, event.round) if event.round else None
    if this is None or this.state == RoundState.DRAFT:
        return RatingScene(RatingState.NOT_YET, 0, 0)
    counted = answered_by_group(session, event.partnership, this.key).values()
    begun, sent = sum(b for b, _ in counted), sum(s for _, s in counted)
    if this.state == RoundState.OPEN:
        state = RatingState.OPEN
    elif this.state == RoundState.CLOSED and not this.released_at:
        state = RatingState.STOPPED
    else:
        state = RatingState.SHOWN if event.rating_shown else RatingState.MADE
    return RatingScene(state, begun, sent)


def get_vote_scene(session: Session, event: Event, edition: Edition, vote: EventVote) -> VoteScene:
    """A vote as it may be seen now: without any figure until it has been shown."""
    votes = event_votes.list_votes(session, event.partnership, event.key)
    first = next((one for one in votes if one.number == vote.again_of), None)
    again = any(one.again_of == vote.number for one in votes)
    shown = vote.state == VoteState.SHOWN
    still_open = vote.state == VoteState.OPEN
    return VoteScene(
        number=vote.number,
        kind=vote.kind,
        state=vote.state,
        area=edition.find_area(vote.area),
        again=bool(vote.again_of),
        may_go_again=vote.kind in (RATING, OWN)
        and not (vote.again_of or again or still_open or is_wiped(vote)),
        cast=event_votes.count_event_ballots(session, event.partnership, event.key, vote.number)
        if still_open
        else vote.voted,
        lenses=_lenses(session, event, edition, vote, first, shown),
        choices=_choices(session, event, edition, vote) if shown and vote.kind == CHOICES else None,
        again_of=vote.again_of,
        own=question_asked(session, event, vote),
        tally=view_own_vote(session, event, vote),
        first=view_own_vote(session, event, first) if shown and first else None,
    )


def _lenses(
    session: Session, event: Event, edition: Edition, vote: EventVote, first: EventVote | None, shown: bool
) -> tuple[VoteLens, ...]:
    if vote.kind == OWN:
        return ()
    if vote.kind == CHOICES:
        return tuple(VoteLens(audience, None, None, None, None) for audience in edition.audiences)
    names = {group.key: group.name for group in all_groups(session, event.partnership)} if shown else {}
    lenses = []
    for audience in edition.audiences:
        question = question_of(edition, audience, vote.area, vote.statement)
        now = _room(vote, audience, question, names, event.smallest_number) if shown else None
        then = _room(first, audience, question, names, event.smallest_number) if shown and first else None
        shift = _shift(vote, audience, (then, now), event.smallest_number)
        lenses.append(VoteLens(audience, question, now, then, shift))
    return tuple(lenses)


def _room(
    vote: EventVote, audience: Audience, question: Question, names: Mapping[GroupKey, str], k: int
) -> RoomResult | None:
    """Returns what a vote came to for one audience; None where nobody of it voted."""
    released = rooms_of(vote).get(audience.key)
    return view_room(released, audience, question.scale, names, k) if released else None


def _shift(
    vote: EventVote, audience: Audience, both: tuple[RoomResult | None, RoomResult | None], k: int
) -> RoomShift | Withheld | None:
    """Returns how an audience moved that took part in both votes, once they are shown."""
    first, second = both
    released = shifts_of(vote).get(audience.key)
    return view_shift(released, first, second, k) if released and first and second else None


def _choices(session: Session, event: Event, edition: Edition, vote: EventVote) -> ChoicesResult:
    """Returns what people chose, beside what they rated alone where that has been shown."""
    results = (
        view_release(session, event.partnership, event.round or NO_ROUND) if event.rating_shown else None
    )
    return view_choices(room_choices(vote), edition, results, event.smallest_number)


def get_content(session: Session, scene: Scene) -> SceneContent:
    """Everything besides that a room has seen so far or may see now."""
    event = scene.event
    shown = scene.rating.state == RatingState.SHOWN
    votes = event_votes.list_votes(session, event.partnership, event.key)
    counted = event_words.count_words(session, event.partnership, event.key)
    return SceneContent(
        results=view_release(session, event.partnership, event.round or NO_ROUND) if shown else None,
        table_ratings=seen_ratings(session, event),
        words=tuple(event_words.words_of_event(session, event.partnership, event.key, state=WordState.SHOWN)),
        waiting=sum(number for (_, state), number in counted.items() if state == WordState.WAITING),
        actions=tuple(event_tables.proposed_actions(session, event.partnership, event.key)),
        votes=tuple(
            get_vote_scene(session, event, scene.edition, vote)
            for vote in votes
            if vote.state == VoteState.SHOWN
        ),
    )


def find_own_vote(session: Session, scene: Scene, device: Device) -> bytes | None:
    """Returns what this device has voted in the vote that is on."""
    if scene.vote is None:
        return None
    event = scene.event
    ballot = device.ballot(f"{event.key}/{scene.vote.number}")
    return event_votes.find_answer(session, event.partnership, event.key, ballot)
