"""What the host's page shows: where the room is, what can be pressed now, and who did the last thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.asking_desks import AskingDesk, view_asking
from lws_assess.actions.events.imaginary_phones import RehearsalDesk, view_rehearsal
from lws_assess.actions.events.scenes import Scene, get_scene
from lws_assess.actions.results.releases import view_release
from lws_assess.records.events import tables as event_tables
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events import words as event_words
from lws_assess.records.events.sealing import RoomCodes
from lws_assess.records.events.visioning_events import Event, codes_of, get_event_for_change
from lws_assess.records.events.votes import EventVote
from lws_assess.survey.days import clock_time, local_day
from lws_assess.survey.events import programmes
from lws_assess.survey.events.programme_kinds import BY_AREA, REVEAL
from lws_assess.survey.events.programme_times import (
    late_end_words,
    late_words,
    running_late,
    segment_times,
)
from lws_assess.survey.events.programmes import Segment
from lws_assess.survey.events.rooms import (
    RATING,
    EventRefusal,
    EventState,
    RatingState,
    VoteState,
    WordState,
)
from lws_assess.survey.events.segment_clocks import SegmentClock, clock_of
from lws_assess.survey.events.spreads import WidestSpreads, widest_spreads
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.keys import NO_ROUND, EventKey, PartnershipKey, StatementKey


@dataclass(frozen=True)
class ProgrammeLine:
    """A line of the programme: its segment, its number from 1, and when it was to start and end."""

    number: int
    segment: Segment
    starts: str
    ends: str
    here: bool


@dataclass(frozen=True)
class FirstVote:
    """A first vote on a statement, which the room may vote on again."""

    number: int
    area: Area
    statement: str  # its topic


@dataclass(frozen=True)
class WaitingWords:
    """Holds what nobody has looked at yet."""

    words: int
    missing: int
    evidence: int
    actions: int


@dataclass(frozen=True)
class HostDesk:
    """All that the host's page says of a running event."""

    scene: Scene
    codes: RoomCodes
    parts: tuple[ProgrammeLine, ...]
    before: Segment | None
    late: str  # how far behind or ahead the room is; empty on another day than was planned
    last: str  # who did the last thing, and when
    late_end: str  # when the day ends if nothing is shortened; empty where the room is not behind
    clock: SegmentClock | None  # of the timer, also once its time is up; None where none runs
    wide: WidestSpreads
    first_votes: tuple[FirstVote, ...]
    done: frozenset[
        StatementKey
    ]  # keys of statements that were voted or practised on, and are not put as new
    waiting: WaitingWords
    by_area: bool
    asking: AskingDesk | None  # where the part asks a question of the room's own
    rehearsal: RehearsalDesk | None  # of a rehearsal: how far its imaginary people are

    @property
    def here(self) -> ProgrammeLine:
        return next(part for part in self.parts if part.here)

    @property
    def next_area(self) -> Area | None:
        """The area after the one that the room looks at, where the part goes area by area."""
        areas = self.scene.edition.areas
        step = self.scene.event.step
        return areas[step] if self.by_area and step < len(areas) else None

    @property
    def voting(self) -> bool:
        return self.scene.vote is not None and self.scene.vote.state == VoteState.OPEN


def get_desk(session: Session, event: Event, now: datetime) -> HostDesk:
    """The desk of an event that runs."""
    scene = get_scene(session, event)
    here = scene.segment.key
    behind = _minutes_behind(event, scene, now)
    done = _done(session, event)
    return HostDesk(
        scene=scene,
        codes=codes_of(session, event),
        parts=_parts(event, scene),
        before=programmes.segment_before(scene.segments, here),
        late="" if behind is None else late_words(behind),
        late_end=late_end_words(event.starts, scene.segments, behind or 0),
        clock=clock_of(event.timer_ends_at, now),
        last=last_act(event),
        wide=_wide(session, scene).without(done),
        first_votes=_first_votes(session, event, scene.edition),
        done=done,
        waiting=count_waiting(session, event),
        by_area=scene.kind in BY_AREA,
        asking=view_asking(session, event),
        rehearsal=view_rehearsal(session, event, now),
    )


def _minutes_behind(event: Event, scene: Scene, now: datetime) -> int | None:
    """Returns how late the room is, or will be when its timer ends; None on another day than was planned."""
    if event.day and event.day != local_day(now):
        return None
    here, until = scene.segment.key, wall_clock(event.timer_ends_at)
    return running_late(event.starts, scene.segments, here, wall_clock(now), until)


def wall_clock(value: datetime | None) -> str:
    """14:03, in local time; empty for no time."""
    return clock_time(value) if value else ""


def last_act(event: Event) -> str:
    """Anna stopped the vote, 14:03."""
    return f"{event.acted_by} {event.acted}, {wall_clock(event.acted_at)}".strip() if event.acted_at else ""


def refuse_moved(session: Session, partnership: PartnershipKey, key: EventKey, moves: int | None) -> None:
    """Refuses a press that was made at another state of the room, be it sent again or late. Holds the event.

    `moves` is what the press says: how often the room had moved when its page was made; None where it says nothing.
    Raises EventRefusal with the last thing that was done. An event that does not run refuses presses by itself.
    """
    event = get_event_for_change(session, partnership, key)
    if event.state == EventState.RUNNING and event.moves != moves:
        raise EventRefusal(
            "This press did nothing: the room has moved since its page was made. The last thing that a host did: "
            f"{last_act(event)}. Look at what is on now, and press again if it is still to be done."
        )


def _parts(event: Event, scene: Scene) -> tuple[ProgrammeLine, ...]:
    planned = zip(scene.segments, segment_times(event.starts, scene.segments), strict=True)
    return tuple(
        ProgrammeLine(number, segment, starts, ends, segment.key == scene.segment.key)
        for number, (segment, (starts, ends)) in enumerate(planned, 1)
    )


def _wide(session: Session, scene: Scene) -> WidestSpreads:
    nothing = WidestSpreads((), 0)
    if scene.kind != REVEAL or scene.rating.state != RatingState.SHOWN:
        return nothing
    results = view_release(session, scene.event.partnership, scene.event.round or NO_ROUND)
    return widest_spreads(results) if results else nothing


def _done(session: Session, event: Event) -> frozenset[StatementKey]:
    votes = event_votes.list_votes(session, event.partnership, event.key)
    return frozenset(vote.statement for vote in votes if vote.statement)


def _first_votes(session: Session, event: Event, edition: Edition) -> tuple[FirstVote, ...]:
    """Votes on statements that are closed and have no second one, the latest first."""
    votes = event_votes.list_votes(session, event.partnership, event.key)
    again = {vote.again_of for vote in votes if vote.again_of}
    firsts = [v for v in votes if v.kind == RATING and not v.again_of and v.state != VoteState.OPEN]
    return tuple(_first_vote(edition, vote) for vote in reversed(firsts) if vote.number not in again)


def _first_vote(edition: Edition, vote: EventVote) -> FirstVote:
    area = edition.area(vote.area)
    statement = next(one for one in area.statements if one.key == vote.statement)
    return FirstVote(vote.number, area, statement.topic or statement.text)


def count_waiting(session: Session, event: Event) -> WaitingWords:
    """Returns how much waits for the host, by where it is looked at."""
    where = (event.partnership, event.key)
    words = event_words.count_words(session, *where)
    evidence = [one for one in event_tables.table_ratings(session, *where) if one.evidence]
    return WaitingWords(
        words=sum(number for (_, state), number in words.items() if state == WordState.WAITING),
        missing=words.get((event_words.MISSING, WordState.WAITING), 0),
        evidence=_how_many_wait(evidence),
        actions=_how_many_wait(event_tables.proposed_actions(session, *where)),
    )


def _how_many_wait(
    rows: Sequence[event_tables.TableRating] | Sequence[event_tables.ProposedAction],
) -> int:
    return sum(row.state == WordState.WAITING for row in rows)
