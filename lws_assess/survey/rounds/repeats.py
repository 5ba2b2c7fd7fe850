"""Asking the same groups again soon: what two releases, set against each other, must not tell.

Whoever takes what one round publishes of a group from what the round before it published is left with those who
answered in one of the two only. Between a release and a round that opens within three months of it most people answer
alike, so where these are fewer than k the difference is theirs. So any cells of the earlier releases are taken from a
cell and from the cells beside it. The cell is shown only where that leaves nobody, or at least k people.

Numbers are all that is known: people who stay away while as many others come count as nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, combinations
from typing import TypeVar

from lws_assess.survey.keys import AreaCode, GroupKey
from lws_assess.survey.releases.privacy import CellJoining, SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import ReleaseCell
from lws_assess.survey.rounds.retention import add_months
from lws_assess.survey.smallest_numbers import is_too_few

MONTHS = 3
MOST_TRIED = 14  # cells that hang together, before each of them is taken for too near

NewCell = tuple[GroupKey, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class EarlierCell:
    """A cell that an earlier release published: how many people of each of its groups stood in it.

    Groups carry the keys of those that their people belong to now. `people` is None where the numbers of its
    groups are not known. `together` are the codes of the areas whose statements it shows together with other cells.
    """

    release: str
    groups: frozenset[GroupKey]
    people: Mapping[GroupKey, int] | None
    together: frozenset[AreaCode] = frozenset()


def is_soon(released_at: datetime, opens_at: datetime) -> bool:
    """True if a round that opens then asks again within three months of a release, or even before it.

    >>> is_soon(datetime(2026, 1, 31), datetime(2026, 4, 30)), is_soon(datetime(2026, 1, 31), datetime(2026, 5, 1))
    (True, False)
    """
    return opens_at <= add_months(released_at, MONTHS)


def join_apart(groups: Sequence[SmallGroup], k: int, earlier: Sequence[EarlierCell]) -> CellJoining:
    """As `join_small_groups`, of cells that are not too near to what earlier releases published.

    A group whose number is too near is treated as a small one: it is joined with others, or left out.
    """
    people = {group.key: group.people for group in groups}
    refused: set[NewCell] = set()

    def may_show(cell: NewCell) -> bool:
        return cell not in refused

    while True:
        joining = join_small_groups(groups, k, may_show)
        near = set(too_near(joining.cells, people, earlier, k))
        if not near:
            return joining
        refused |= near


def without_statements_shown_together(cell: ReleaseCell, earlier: Sequence[EarlierCell]) -> ReleaseCell:
    """The cell without statements that an earlier release shows of any of its groups together with other cells.

    Taken away from those, they would leave the statements of the others alone, which may not be shown.
    """
    before = {area for one in earlier if one.groups & set(cell.groups) for area in one.together}
    areas = {
        code: replace(area, statements=None) if code in before else area for code, area in cell.areas.items()
    }
    return replace(cell, areas=areas)


def near_groups(groups: Sequence[SmallGroup], k: int, joining: CellJoining) -> list[GroupKey]:
    """Groups that stand in no such cell as they would if nothing had been released shortly before."""
    plain = join_small_groups(groups, k)
    return [group for cell in plain.cells if cell not in joining.cells for group in cell]


def too_near(
    cells: Sequence[NewCell], people: Mapping[GroupKey, int], earlier: Sequence[EarlierCell], k: int
) -> Iterator[NewCell]:
    """One cell of each part of the release in which a difference would rest on 1 to k - 1 people.

    `people` counts each group of this round.
    """
    for new, old in _parts(cells, earlier):
        if any(one.people is None for one in old) or len(new) + len(old) > MOST_TRIED:
            yield from new
            continue
        for some, before in _pairs(new, old):
            if is_too_few(rests_on(some, people, before), k):
                yield min(some, key=lambda cell: sum(people[group] for group in cell))
                break


def rests_on(some: Sequence[NewCell], people: Mapping[GroupKey, int], before: Sequence[EarlierCell]) -> int:
    """Returns how many people, at the least, are left when earlier cells are taken from cells of this round."""
    now = {group: people[group] for cell in some for group in cell}
    then: dict[GroupKey, int] = {}
    for one in before:
        for group, number in (one.people or {}).items():
            then[group] = then.get(group, 0) + number
    return sum(abs(now.get(group, 0) - then.get(group, 0)) for group in now.keys() | then.keys())


def _parts(
    cells: Sequence[NewCell], earlier: Sequence[EarlierCell]
) -> Iterator[tuple[list[NewCell], list[EarlierCell]]]:
    """Cells that hang together by their groups: nothing of one part is in any difference of another."""
    waiting = list(cells)
    while waiting:
        new, old, groups = [waiting.pop(0)], [], set[GroupKey]()
        groups.update(new[0])
        grown = True
        while grown:
            grown = False
            for one in earlier:
                if one not in old and one.groups & groups:
                    old.append(one)
                    groups |= one.groups
                    grown = True
            for cell in [cell for cell in waiting if groups & set(cell)]:
                waiting.remove(cell)
                new.append(cell)
                groups.update(cell)
                grown = True
        if old:
            yield new, old


def _pairs(
    new: Sequence[NewCell], old: Sequence[EarlierCell]
) -> Iterator[tuple[tuple[NewCell, ...], tuple[EarlierCell, ...]]]:
    """Every choice of cells of this round and of earlier ones, the smallest first.

    Of two releases before this one, cells that hold the same group are never taken together.
    """
    choices = [
        (some, before)
        for some in _some(new)
        for before in _some(old)
        if all(a.release == b.release or not a.groups & b.groups for a, b in combinations(before, 2))
    ]
    yield from sorted(choices, key=lambda pair: len(pair[0]) + len(pair[1]))


def _some(of: Sequence[T]) -> Iterator[tuple[T, ...]]:
    return chain.from_iterable(combinations(of, size) for size in range(1, len(of) + 1))
