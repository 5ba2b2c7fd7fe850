"""Statement ranges: how far the ratings of each cell may be others, where only their sums over several are printed.

    Kind, people of one cell who rated the same statements  ->  stays_open  ->  bool

Of each cell the sum of its area scores is printed, and over all of them the sum of the ratings of each statement. Cells
trade: one rates a statement lower and another one higher, and another cell the other way round, so that every sum stays
as it is. The ratings of a cell may all lie at one end, and those of the others at the other. Then there is nothing to
trade, and the sums tell what everybody of it said. Trades that keep the sum of each kind are looked for; since they
keep every printed figure, what is found possible is possible for whoever reads them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

# A node is a statement by its number, or a kind by -1 less its own.
Room = dict[int, dict[int, int]]  # from node to node, how many levels may go that way


@dataclass(frozen=True)
class RatedAlike:
    """`people` of one cell who rated the same statements, and the sum of their ratings of each."""

    cell: int
    people: int
    sums: Mapping[int, int]  # by the number of the statement


def stays_open(kinds: Sequence[RatedAlike], top: int, room_at_the_ends: float) -> bool:
    """True if each cell's mean of each statement may lie elsewhere than near an end of the scale.

    Near the lower end is less than `room_at_the_ends` from it, near the upper one that or less. And whether none is
    certain of a statement that others rated too, even away from the ends: whoever knew it could take it away.

    Ten people rate two statements 1 and 3, ten others 3 and 5. The sums of the statements are 40 and 80, of which the
    second ten have at most 50 of the 80 and 80 in all; so they are 30 and 50, and it is known who said what:

    >>> stays_open([RatedAlike(0, 10, {0: 10, 1: 30}), RatedAlike(1, 10, {0: 30, 1: 50})], 5, 0.5)
    False
    >>> stays_open([RatedAlike(0, 10, {0: 10, 1: 30}), RatedAlike(1, 10, {0: 30, 1: 30})], 5, 0.5)
    True
    """
    mirrored = [
        replace(one, sums={i: (top + 1) * one.people - total for i, total in one.sums.items()})
        for one in kinds
    ]
    raised, lowered = _StatementTrades(kinds, top), _StatementTrades(mirrored, top)
    ends = ((raised, ceil), (lowered, lambda near: floor(near) + 1))
    for cell, statement in dict.fromkeys((one.cell, i) for one in kinds for i in one.sums):
        for trades, least in ends:
            people, total = trades.rated(cell, statement)
            if not trades.may_gain(cell, statement, least((1 + room_at_the_ends) * people) - total):
                return False
        shared = any(statement in one.sums for one in kinds if one.cell != cell)
        if shared and not any(trades.may_gain(cell, statement, 1) for trades in (raised, lowered)):
            return False
    return True


class _StatementTrades:
    """Holds what a cell may gain in a statement by trading with the others."""

    def __init__(self, kinds: Sequence[RatedAlike], top: int) -> None:
        self.kinds, self.top = kinds, top

    def rated(self, cell: int, statement: int) -> tuple[int, int]:
        """Returns how many people of a cell rated a statement, and the sum of their ratings."""
        mine = [one for one in self.kinds if one.cell == cell and statement in one.sums]
        return sum(one.people for one in mine), sum(one.sums[statement] for one in mine)

    def may_gain(self, cell: int, statement: int, levels: int) -> bool:
        """True if a cell may rate a statement so many levels higher, all together, and every sum stay as it is."""
        if levels <= 0:
            return True
        room, end = self._room(cell, statement), -1 - len(self.kinds)
        for i, one in enumerate(self.kinds):
            if one.cell == cell and statement in one.sums:
                room[-1 - i][end] = room[-1 - i].pop(statement)
        while levels > 0 and (way := _way(room, statement, end)):
            most = min(levels, *(room[a][b] for a, b in way))
            for a, b in way:
                room[a][b] -= most
                room.setdefault(b, {})[a] = room.get(b, {}).get(a, 0) + most
            levels -= most
        return levels <= 0

    def _room(self, cell: int, statement: int) -> Room:
        """From a kind to a statement how much higher it may rate it, and back how much lower.

        The statement itself is rated higher by the cell alone and lower by the others alone.
        """
        room: Room = {}
        for i, one in enumerate(self.kinds):
            for other, total in one.sums.items():
                if other != statement or one.cell == cell:
                    room.setdefault(-1 - i, {})[other] = self.top * one.people - total
                if other != statement or one.cell != cell:
                    room.setdefault(other, {})[-1 - i] = total - one.people
        return room


def _way(room: Room, start: int, end: int) -> list[tuple[int, int]]:
    """The shortest way along which there is room, step by step; empty where there is none."""
    came: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for there, levels in room.get(here, {}).items():
            if levels > 0 and there not in came:
                came[there] = here
                waiting.append(there)
    if end not in came:
        return []
    way = [(came[end], end)]
    while way[-1][0] != start:
        way.append((came[way[-1][0]], way[-1][0]))
    return way[::-1]
