"""Participation: the engagement matrix of a round, as whoever looks may see it, and what is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.quarters import numbers_shown
from lws_assess.actions.repeats import earlier_cells
from lws_assess.records.groups import Group
from lws_assess.records.leads import Asked, find_asked, groups_asked
from lws_assess.records.results import cells_of_release
from lws_assess.records.rounds import Round, RoundGroup, rounds_with_results
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.quarters import GroupNumbers
from lws_assess.survey.round_timing import RoundRefusal, RoundState
from lws_assess.survey.rounds.participation import (
    ChangedSmallestNumber,
    CountedGroup,
    GroupParticipation,
    ReleaseForecast,
    SeenNumber,
    forecast_release,
    group_participations,
    in_chosen_order,
    total_answered,
)
from lws_assess.survey.rounds.repeats import EarlierCell
from lws_assess.survey.smallest_numbers import is_too_few, numbers_differ

MOST = 100_000  # people of one group that anybody tells or hopes for


@dataclass(frozen=True)
class MatrixRow:
    """A group in the matrix: who it is, what the round keeps for it, and where it stands."""

    group: Group
    asked: RoundGroup
    numbers: GroupNumbers
    standing: GroupParticipation

    @property
    def invited(self) -> int:
        """Everybody asked in person: by e-mail, by slip, or in other ways."""
        return self.asked.invited + self.asked.slips + self.asked.told

    @property
    def own_device(self) -> int:
        return max(0, self.standing.answered.least - self.numbers.by_helper - self.numbers.by_paper)


@dataclass(frozen=True)
class RoundParticipation:
    """Says who has answered. `exact` where whoever looks may know how many below five.

    `counted_at` is the quarter of an hour of which the numbers speak; None where they are as of now, or final.
    """

    rows: tuple[MatrixRow, ...]
    answered: SeenNumber
    forecast: ReleaseForecast
    exact: bool
    counted_at: datetime | None
    changed: ChangedSmallestNumber | None = None  # None too once the results are there

    def in_order(self, order: str) -> list[MatrixRow]:
        """The rows in one of survey.participation.ORDERS."""
        rows = {row.group.key: row for row in self.rows}
        return [rows[s.key] for s in in_chosen_order([row.standing for row in self.rows], order)]


def view_participation(session: Session, this: Round, runs_it: bool) -> RoundParticipation:
    """The matrix: exact to those who run the round, and to every member once the results are there."""
    everything = runs_it or this.released_at is not None
    asked = groups_asked(session, this.partnership, this.key)
    numbers = numbers_shown(session, this)
    counted = _count(asked, numbers)
    released: list[tuple[GroupKey, ...]] | None = None
    earlier: list[EarlierCell] = []
    if this.released_at:
        released = [tuple(cell.groups) for cell in cells_of_release(session, this.partnership, this.key)]
    elif this.opens_at:
        earlier = earlier_cells(session, this, this.opens_at)
    standings = {
        s.key: s for s in group_participations(counted, this.smallest_number, everything, earlier, released)
    }
    rows = tuple(
        MatrixRow(group, one, numbers.get(group.key, GroupNumbers()), standings[group.key])
        for one, group in asked
        if group.key in standings
    )
    return RoundParticipation(
        rows,
        total_answered(counted, everything),
        forecast_release(list(standings.values())),
        everything,
        counted_at(this),
        None if this.released_at else changed_smallest_number(session, this, [group for _, group in asked]),
    )


def changed_smallest_number(
    session: Session, this: Round, groups: list[Group]
) -> ChangedSmallestNumber | None:
    """Returns what the last consultation with results counted by, where that is another number; None for an event."""
    before = [] if this.event else rounds_with_results(session, this.partnership)
    if not before or not numbers_differ(before[-1].smallest_number, this.smallest_number):
        return None
    people = {
        cell.groups[0]: cell.people
        for cell in cells_of_release(session, this.partnership, before[-1].key)
        if len(cell.groups) == 1
    }
    short = [g.name for g in groups if g.key in people and is_too_few(people[g.key], this.smallest_number)]
    return ChangedSmallestNumber(
        smallest_then=before[-1].smallest_number,
        smallest_number=this.smallest_number,
        title=before[-1].title,
        fallen_short=tuple(short),
    )


def counted_at(this: Round) -> datetime | None:
    """The quarter of an hour of which a round's numbers speak; None where they are as of now, or final."""
    return None if this.released_at or this.lost_at else this.counted_at


def _count(asked: list[Asked], numbers: Mapping[GroupKey, GroupNumbers]) -> list[CountedGroup]:
    return [
        CountedGroup(
            key=group.key,
            name=group.name,
            branch=group.branch,
            audience=group.audience,
            answered=numbers.get(group.key, GroupNumbers()).answered,
            target=one.target,
            catch_all=group.catch_all,
        )
        for one, group in asked
    ]


def find_row(session: Session, this: Round, group: GroupKey, runs_it: bool) -> MatrixRow | None:
    """The row of one group; none where the round does not ask it, or where nobody leads it."""
    rows = view_participation(session, this, runs_it).rows
    return next((row for row in rows if row.group.key == group and not row.group.catch_all), None)


def keep_target_and_told(
    session: Session, this: Round, group: GroupKey, target: int, told: int, size: int = 0
) -> None:
    """Keeps how many answers are hoped for in this round, how many people were told in other ways, and how many there
    are in the group: 0 where nobody knows.
    """
    found = find_asked(session, this.partnership, this.key, group)
    if found is None:
        raise RoundRefusal("That group is not part of this round.")
    if this.released_at or this.lost_at:
        raise RoundRefusal("This round is over. Its targets stay as they were.")
    found[0].target, found[0].told, found[0].size = target, told, size
    session.flush()


def keep_told(session: Session, this: Round, asked: RoundGroup, told: int) -> None:
    """Keeps how many people the lead told in other ways. Works while the round is open."""
    if this.state == RoundState.CLOSED:
        raise RoundRefusal("The round has closed, so this number can no longer be changed.")
    asked.told = told
    session.flush()
