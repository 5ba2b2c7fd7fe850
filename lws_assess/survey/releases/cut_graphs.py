"""Cut graphs: what figures by category would tell when they are set beside figures by cell.

Everybody in a cell that is shown is an edge between their cell and their category; all who are in no category
are one more, "everyone else", of whom nothing is published. A sum of figures gives each cell and each category
a weight, and somebody's answers stay out of it exactly where the two weights of their edge cancel. So what it
depends on is a cut of the graph. If within each connected part no cut weighs 1 to k - 1, no sum depends on the
answers of so few (the method page, "What may be published").

Cells touch nothing but categories, so once the categories are parted in two, each cell takes the side where
more of its people are. The lightest cut is then found by trying every way of parting the categories.

Where a cell shows statement figures they can be added to the sum too. People of one area score are people of one set of
rated statements; whatever weights the statements get, the weight of somebody's answers follows from that set and their
category alone. Within one set it cancels for the people of one category at most. So such a cell stands in the graph as
one node for each set. That gives an attacker more than there is, never less. It still stands as one node where whatever
makes use of its statements depends on k people in it alone. What the statements of one cell tell by themselves is for
`privacy.statements_may_show`.

Nothing is published by asking here: `privacy.cut_may_show` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from lws_assess.survey.smallest_numbers import may_be_shown, which_are_too_few

Shares = npt.NDArray[
    np.int64
]  # people: one row a cell or node, one column a category, the last for everyone else
Rated = npt.NDArray[np.bool_]  # one row a set of rated statements, one column a statement
Join = tuple[tuple[int, ...], ...]  # categories by their column, each in one of the joined ones

MOST_WEIGHTINGS = 4000  # of statements that are tried in one cell: five statements, each in five sizes of set


@dataclass(frozen=True, eq=False)
class CutGraph:
    """Says who shares which cell and which category: `cells` by themselves, and the `nodes` they stand as."""

    cells: Shares
    nodes: Shares

    @property
    def categories(self) -> int:
        return int(self.cells.shape[1]) - 1

    def joined(self, join: Join) -> CutGraph:
        """Returns the graph with categories joined. Categories in none of them go to everyone else."""
        return CutGraph(_joined(self.cells, join), _joined(self.nodes, join))


def _joined(shares: Shares, join: Join) -> Shares:
    named = [column for together in join for column in together]
    others = np.delete(shares, named, axis=1).sum(axis=1)
    return np.column_stack([*(shares[:, list(together)].sum(axis=1) for together in join), others])


def plain_graph(cells: Shares) -> CutGraph:
    """The graph of cells that show no statement figures."""
    return CutGraph(cells, cells)


def nodes_with_statements(rated: Rated, shares: Shares, k: int) -> Shares:
    """Returns what a cell that shows statement figures stands as: one node for each set of rated statements, or one."""
    if may_be_shown(touched_with_statements(rated, shares), k):
        return _joined_rows(shares)
    return shares


def _joined_rows(shares: Shares) -> Shares:
    return np.asarray(shares.sum(axis=0, keepdims=True), dtype=np.int64)


def touched_with_statements(rated: Rated, shares: Shares) -> int:
    """Returns how many people of a cell any sum that makes use of its statements depends on, at the least.

    Somebody who rated m statements stays out of it if each of those has the weight that cancels 1/m of what
    their category weighs. So in each category the statements are each fit for sets of one size; or, where the
    category weighs nothing, only those stay out who did not rate some statement that is used.
    """
    sizes = rated.sum(axis=1)
    kinds, statements = np.unique(sizes), rated.shape[1]
    if len(kinds) ** statements > MOST_WEIGHTINGS:
        return 0
    fit = np.array(list(product(kinds, repeat=statements)))
    spared = np.column_stack(
        [(fit[:, mine] == size).all(axis=1) for mine, size in zip(rated, sizes, strict=True)]
    )
    untouched = np.maximum((spared @ shares).max(axis=0), ((~rated).T @ shares).max(axis=0))
    return int((shares.sum(axis=0) - untouched).sum())


def weak_components(graph: CutGraph, k: int) -> frozenset[int]:
    """Sets of categories (bit i for column i) whose figures together depend on too few people.

    Such a set and everything else have people in the same cell, and the lightest cut between them weighs less
    than k. Sets that share no cell with the rest are cut for nothing and tell nothing.
    """
    marks = np.arange(1, 1 << graph.categories, dtype=np.int64)
    sides = marks[:, None] >> np.arange(graph.categories) & 1
    inside, outside = _parted(graph.nodes, sides)
    weight = np.minimum(inside, outside).sum(axis=0)
    inside, outside = _parted(graph.cells, sides)
    meet = ((inside > 0) & (outside > 0)).any(axis=0)
    return frozenset(int(mark) for mark in marks[meet & which_are_too_few(weight, k)])


def _parted(shares: Shares, sides: Shares) -> tuple[Shares, Shares]:
    """People of each row on either side, for each way of parting: rows by ways."""
    inside = shares[:, :-1] @ sides.T
    return inside, shares.sum(axis=1)[:, None] - inside


def cells_are_large_enough(graph: CutGraph, k: int) -> bool:
    """True if a cell cut off by itself weighs nothing, or k."""
    people = graph.cells.sum(axis=1)
    return not ((people > 0) & which_are_too_few(people, k)).any()


def keeps_apart(join: Join, weak: frozenset[int]) -> bool:
    """True if no set of the joined categories is one of the `weak_components` of the graph before joining."""
    return weak.isdisjoint([0, *map(mark_of, sets_of(join))])


def mark_of(columns: Sequence[int]) -> int:
    """A set of categories, with bit i for column i."""
    return sum(1 << column for column in columns)


def sets_of(join: Join) -> list[tuple[int, ...]]:
    """Every joined category, and every several of them together.

    >>> sets_of(((0,), (1, 3)))
    [(0,), (1, 3), (0, 1, 3)]
    """
    found: list[tuple[int, ...]] = []
    for together in join:
        found += [together, *(other + together for other in found)]
    return found


def ways_to_join(columns: Sequence[int]) -> Iterator[Join]:
    """Every way of sorting the categories into joined ones.

    >>> list(ways_to_join([0, 1]))
    [((0,), (1,)), ((0, 1),)]
    """
    if not columns:
        yield ()
        return
    first, *others = columns
    for join in ways_to_join(others):
        yield ((first,), *join)
        for i, together in enumerate(join):
            yield ((first, *together), *join[:i], *join[i + 1 :])
