"""Statement joins: cells that may not show the statements of an area by themselves show them together.

    cells of a release, and what each counts  ->  join_statements  ->  the same cells, with JoinedStatements

They are joined by the rule that joins groups: those of one branch and audience first, then all others of the audience.
Where that leaves some out, there are two ways: they are put to cells that are joined already, or those that stand in
the way are left out. The way is taken that shows the statements of more people. A cell that shows them by itself is
never joined: what it shows could be taken away again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations, islice

from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.keys import AudienceKey, GroupKey
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.privacy import SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import JoinedCell, JoinedStatements, ReleaseCell
from lws_assess.survey.releases.scores import AreaFigures, CellFigures
from lws_assess.survey.smallest_numbers import SPREAD_NEEDS

MOST_TRIED = 80  # sets of cells that are tried in the stead of what the rule leaves out

Members = tuple[int, ...]  # cells by their number, in order
Stands = Callable[[Sequence[ReleaseCell]], bool]  # whether what is published besides may still stand


def join_statements(
    edition: Edition,
    cells: Sequence[ReleaseCell],
    figures: Sequence[CellFigures],
    branches: Mapping[GroupKey, str],
    k: int,
    stands: Stands = lambda _cells: True,
    apart: Set[AudienceKey] = frozenset(),
) -> list[ReleaseCell]:
    """The cells of a release with the statements that they show together, area by area.

    `figures` holds what each cell counts, `branches` the branch of each group. Where `stands` says no of what
    would be published, the fewest people are left out again. Audiences that are `apart` show none together.
    """
    found = list(cells)
    for area in edition.areas:
        for audience in dict.fromkeys(cell.audience for cell in cells if cell.audience not in apart):
            waiting = [
                _WaitingCell(i, cell, mine.areas[area.code], _branch(cell, branches))
                for i, (cell, mine) in enumerate(zip(cells, figures, strict=True))
                if cell.audience == audience and _waits(cell, area)
            ]
            joins = _AreaJoining(area, edition, audience, waiting, k).joins()
            while joins and not stands(_with_joins(found, area, waiting, joins)):
                joins.remove(min(joins, key=lambda members: _people(waiting, members)))
            found = _with_joins(found, area, waiting, joins)
    return found


@dataclass(frozen=True)
class _WaitingCell:
    number: int  # of the cell
    cell: ReleaseCell
    figures: AreaFigures
    branch: str  # empty for groups of several branches


def _branch(cell: ReleaseCell, branches: Mapping[GroupKey, str]) -> str:
    of_groups = {branches.get(group, "") for group in cell.groups}
    return of_groups.pop() if len(of_groups) == 1 else ""


def _waits(cell: ReleaseCell, area: Area) -> bool:
    found = cell.areas[area.code]
    return found.score is not None and found.statements is None


def _people(waiting: Sequence[_WaitingCell], members: Members) -> int:
    return sum(waiting[i].figures.score.n for i in members)


def _with_joins(
    cells: Sequence[ReleaseCell], area: Area, waiting: Sequence[_WaitingCell], joins: Sequence[Members]
) -> list[ReleaseCell]:
    found = list(cells)
    for members in joins:
        mine = [waiting[i] for i in members]
        joined = _joined(mine)
        for one in mine:
            cell = found[one.number]
            shown = {**cell.areas, area.code: replace(cell.areas[area.code], joined=joined)}
            found[one.number] = replace(cell, areas=shown)
    return found


def _joined(members: Sequence[_WaitingCell]) -> JoinedStatements:
    statements = privacy.statements_together([one.figures for one in members])
    put = [_put(one.figures, len(statements)) for one in members]
    cells = []
    for one, mine in zip(members, put, strict=True):
        elsewhere = [sum(column) - own for column, own in zip(zip(*put, strict=True), mine, strict=True)]
        rated = sum(max(0, sum(n) - others) for n, others in zip(statements.values(), elsewhere, strict=True))
        cells.append(JoinedCell(one.cell.groups, one.cell.people, rated))
    return JoinedStatements(tuple(cells), sum(one.figures.score.n for one in members), statements)


def _put(figures: AreaFigures, statements: int) -> list[int]:
    """To how many people with the area's score each statement was put."""
    return [sum(n for form, n in figures.forms.items() if form >> i & 1) for i in range(statements)]


class _AreaJoining:
    """The cells of one audience that wait to show one area."""

    def __init__(
        self, area: Area, edition: Edition, audience: AudienceKey, waiting: Sequence[_WaitingCell], k: int
    ) -> None:
        self.code, self.scale = area.code, edition.audience(audience).scale
        self.waiting, self.k = waiting, k
        self.known: dict[Members, bool] = {}

    def joins(self) -> list[Members]:
        """The sets of cells that show their statements together."""
        by_rule = self._by_rule()
        if sum(map(len, by_rule)) == len(self.waiting):
            return by_rule
        best, most = by_rule, self._shown(by_rule)
        for joins in islice(self._otherwise(by_rule), MOST_TRIED):
            if self._shown(joins) > most and all(map(self._may_show, joins)):
                best, most = joins, self._shown(joins)
        return best

    def _by_rule(self) -> list[Members]:
        groups = [
            SmallGroup(GroupKey(str(i)), one.branch or f"several {i}", one.cell.audience, one.figures.score.n)
            for i, one in enumerate(self.waiting)
        ]

        def may_show(keys: tuple[str, ...]) -> bool:
            return self._may_show(tuple(sorted(map(int, keys))))

        return [
            tuple(sorted(map(int, keys))) for keys in join_small_groups(groups, SPREAD_NEEDS, may_show).cells
        ]

    def _otherwise(self, by_rule: Sequence[Members]) -> Iterator[list[Members]]:
        """Other ways: those left out put to cells that are joined already, then all but the smallest few together."""
        placed = {i for members in by_rule for i in members}
        left = tuple(i for i in range(len(self.waiting)) if i not in placed)
        for members in sorted(by_rule, key=self._size):
            others = [one for one in by_rule if one != members]
            yield [*others, tuple(sorted((*members, *left)))]
        every = sorted(range(len(self.waiting)), key=lambda i: self.waiting[i].figures.score.n)
        for count in range(len(every) - 1):
            for out in combinations(every, count):
                yield [tuple(i for i in range(len(self.waiting)) if i not in out)]

    def _size(self, members: Members) -> int:
        return _people(self.waiting, members)

    def _shown(self, joins: Sequence[Members]) -> int:
        return sum(map(self._size, joins))

    def _may_show(self, members: Members) -> bool:
        if len(members) < 2:
            return False
        if members not in self.known:
            self.known[members] = self._passes([self.waiting[i] for i in members])
        return self.known[members]

    def _passes(self, members: Sequence[_WaitingCell]) -> bool:
        """The tests of a cell; and nothing that a member shows by itself is withheld for it."""
        figures = [one.figures for one in members]
        return privacy.joined_statements_may_show(figures, self.scale, self.k) and all(
            privacy.may_not_know_in_joined(one.cell.people, one.figures, figures, self.k)
            for one in members
            if one.cell.areas[self.code].dont_know is not None
        )
