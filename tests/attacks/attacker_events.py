"""The attacker in the hall: it sees all that is shown of two votes and the shift, and looks for fewer than k.

    draw_hall  ->  publish  ->  sums_of  ->  small   a weighted sum that depends on 1 to k - 1 people
                            ->  Worlds   ->  told    what can be worked out of what may not be shown

The first is linear algebra over the exact sum behind each printed mean, count and net move. The second counts
people by group and by what they chose in both turns, takes every printed figure as an equation between whole
numbers, and asks what is left: of a mean named by an end, of a distribution of fewer than ten, and of what
those chose who are fewer than k and voted in one of the two only. The attacker is taken to know who voted when,
group by group, shown or not, and who gave a rating.

The long run:  python -m tests.attacks.attacker_events --halls 1000 --seed 1
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from lws_assess.survey.event_shifts import Moves, Shift
from lws_assess.survey.event_votes import GroupInRoom, RoomResult
from lws_assess.survey.privacy import EXACT_ENDS_NEED, SPREAD_NEEDS, Distribution, Shown
from tests.attacks.attacker_halls import TOP, Hall, Person, Product, Published, draw_hall, publish
from tests.attacks.attacker_search import find, kinds_of

Numbers = npt.NDArray[np.float64]

LEAST_LEFT = 0.25  # levels, of the half level that an end is wide
A_HAIR = 1e-6
AS_IT_IS = Product()


@dataclass(frozen=True)
class Breach:
    hall: Hall
    what: str

    def __str__(self) -> str:
        return f"hall {self.hall.seed}, k = {self.hall.k}: {self.what}"


def breaches(hall: Hall, product: Product = AS_IT_IS) -> list[Breach]:
    published = publish(hall, product)
    return [Breach(hall, what) for what in (*small(published), *told(published))]


# --- linear algebra ------------------------------------------------------------------------------------------


def small(published: Published) -> Iterator[str]:
    """Weighted sums of what is printed that depend on 1 to k - 1 people."""
    people = published.hall.people
    for about, sums in (("levels", _sums_of_levels(published)), ("moving", _sums_of_moving(published))):
        if not sums:
            continue
        kinds, who = kinds_of(np.stack(sums, axis=1))
        found = find(kinds, published.hall.k)
        if found:
            few = [people[one] for kind in found.kinds for one in who[kind]]
            yield f"a sum of {about} depends on {few}"


def _sums_of_levels(published: Published) -> list[Numbers]:
    """The weight of everybody's two ratings in each sum: people x 2."""
    sums = []
    for turn, room in enumerate(published.rooms):
        for _, holds in _figures_with_a_mean(room):
            sums.append(_weights(published.hall, lambda p, t=turn, h=holds: _in_turn(p, t, h)))
    for holds in _shown_moves(published):
        sums.append(_weights(published.hall, lambda p, h=holds: (-1, 1) if p.pair and h(p) else (0, 0)))
    return sums


def _sums_of_moving(published: Published) -> list[Numbers]:
    return [
        _weights(published.hall, lambda p, h=holds: (1, 0) if p.pair and h(p) else (0, 0))
        for holds in _shown_moves(published)
    ]


Holds = Callable[[Person], bool]


def _in_turn(person: Person, turn: int, holds: Holds) -> tuple[float, float]:
    here = float(person.rated(turn) and holds(person))
    return (here, 0) if turn == 0 else (0, here)


def _weights(hall: Hall, of: Callable[[Person], tuple[float, float]]) -> Numbers:
    return np.array([of(person) for person in hall.people], dtype=float)


def _everybody(_: Person) -> bool:
    return True


def _in_group(key: str) -> Holds:
    return lambda person: person.group == key


def _figures_with_a_mean(room: RoomResult) -> Iterator[tuple[RoomResult | GroupInRoom, Holds]]:
    """Even a mean named by an end is taken for its exact sum here."""
    if isinstance(room.mean, Shown):
        yield room, _everybody
    for group in room.groups:
        if isinstance(group.mean, Shown):
            yield group, _in_group(group.key)


def _shown_moves(published: Published) -> list[Holds]:
    if not isinstance(published.shift, Shift):
        return []
    return [_everybody, *(_in_group(group.key) for group in published.shift.groups)]


# --- whole numbers -------------------------------------------------------------------------------------------

PAIRS, SIDES = TOP * TOP, 2 * TOP  # unknowns of a group: pairs by both levels, those alone by the one


@dataclass(frozen=True)
class Known:
    """Between which numbers a weighted sum of the unknowns lies."""

    weights: Numbers
    low: float
    high: float


class Worlds:
    """All that could have been chosen, as far as what is printed tells. One unknown a group and way of voting."""

    def __init__(self, published: Published, with_shift: bool = True) -> None:
        self.published, self.groups = published, published.hall.groups
        self.known = [*self._who_voted(), *self._of_rooms()]
        if with_shift and isinstance(published.shift, Shift):
            self.known += self._of_shift(published.shift)
        nothing = [one for one in self.known if not one.weights.any()]
        assert all(one.low - A_HAIR <= 0 <= one.high + A_HAIR for one in nothing), "a figure is of nobody"

    def level(self, turn: int, level: int, group: str = "") -> Numbers:
        """People of a group, or of the room, who chose this level in this turn."""
        mine = np.zeros((TOP, TOP))
        mine[(level - 1, slice(None)) if turn == 0 else (slice(None), level - 1)] = 1
        alone = np.zeros((2, TOP))
        alone[turn, level - 1] = 1
        return self._placed(np.concatenate([mine.ravel(), alone.ravel()]), group)

    def total(self, turn: int, group: str = "") -> Numbers:
        return np.sum([level * self.level(turn, level, group) for level in range(1, TOP + 1)], axis=0)

    def alone(self, turn: int, group: str) -> Numbers:
        """The sum of what those of a group chose who voted in this turn only."""
        alone = np.zeros((2, TOP))
        alone[turn] = range(1, TOP + 1)
        return self._placed(np.concatenate([np.zeros(PAIRS), alone.ravel()]), group)

    def moves(self, of: Callable[[int], float], group: str = "") -> Numbers:
        steps = [of(now - then) for then in range(TOP) for now in range(TOP)]
        return self._placed(np.concatenate([steps, np.zeros(SIDES)]), group)

    def _placed(self, block: Numbers, group: str) -> Numbers:
        return np.concatenate([block if group in ("", one) else np.zeros(len(block)) for one in self.groups])

    def _who_voted(self) -> Iterator[Known]:
        for group in self.groups:
            people = [person for person in self.published.hall.people if person.group == group]
            pairs = sum(person.pair for person in people)
            yield Known(self.moves(lambda _: 1.0, group), pairs, pairs)
            for turn in (0, 1):
                alone = sum(person.alone and person.rated(turn) for person in people)
                block = np.zeros(PAIRS + SIDES)
                block[PAIRS + turn * TOP : PAIRS + (turn + 1) * TOP] = 1
                yield Known(self._placed(block, group), alone, alone)

    def _of_rooms(self) -> Iterator[Known]:
        for turn, room in enumerate(self.published.rooms):
            for seen, _ in _figures_with_a_mean(room):
                key = seen.key if isinstance(seen, GroupInRoom) else ""
                if isinstance(seen.spread, Distribution):
                    for level, count in enumerate(seen.spread.counts, 1):
                        yield Known(self.level(turn, level, key), count, count)
                assert isinstance(seen.mean, Shown)
                yield Known(self.total(turn, key), *sums_printed(seen.mean))

    def _of_shift(self, shift: Shift) -> Iterator[Known]:
        for key, moves in [("", shift.moves), *((group.key, group.moves) for group in shift.groups)]:
            net = [
                whole for whole in range(-TOP * moves.pairs, TOP * moves.pairs + 1) if _prints(whole, moves)
            ]
            yield Known(self.moves(float, key), net[0], net[-1])
            yield Known(self.moves(lambda step: float(step != 0), key), moves.moved, moves.moved)

    def between(self, weights: Numbers) -> tuple[int, int]:
        """The least and the most that a weighted sum of the unknowns may be."""
        rows = np.array([one.weights for one in self.known])
        lows, highs = (np.array([getattr(one, end) for one in self.known]) for end in ("low", "high"))
        found = [
            milp(
                sign * weights,
                constraints=LinearConstraint(rows, lows - A_HAIR, highs + A_HAIR),
                integrality=np.ones(len(weights)),
                bounds=Bounds(0, np.inf),
            )
            for sign in (1, -1)
        ]
        assert all(one.status == 0 for one in found), "what is printed contradicts itself"
        return round(found[0].fun), round(-found[1].fun)


def _prints(whole: int, moves: Moves) -> bool:
    places = len(moves.net_text.partition(".")[2])
    return abs(round(whole / moves.pairs, places) - moves.net) < A_HAIR


def sums_printed(mean: Shown) -> tuple[int, int]:
    """The least and the greatest whole sum that is printed like this."""
    if not mean.exact:
        low = mean.text.startswith("below")
        return (mean.n, ceil(1.5 * mean.n) - 1) if low else (ceil((TOP - 0.5) * mean.n), TOP * mean.n)
    places = len(mean.text.partition(".")[2])
    fits = [s for s in range(mean.n, TOP * mean.n + 1) if f"{s / mean.n:.{places}f}" == mean.text]
    return fits[0], fits[-1]


def told(published: Published) -> Iterator[str]:
    """What can be worked out of what may not be shown."""
    worlds = Worlds(published)
    for turn, room in enumerate(published.rooms):
        for seen, _ in _figures_with_a_mean(room):
            key = seen.key if isinstance(seen, GroupInRoom) else ""
            assert isinstance(seen.mean, Shown)
            if not seen.mean.exact:
                yield from _told_of_end(worlds, turn, key, seen.mean)
            elif not isinstance(seen.spread, Distribution):
                yield from _told_of_spread(worlds, turn, [key])
        yield from _told_of_others(worlds, turn, [group.key for group in room.groups])
    if isinstance(published.shift, Shift):
        yield from _told_of_alone(worlds, Worlds(published, with_shift=False))


def _told_of_end(worlds: Worlds, turn: int, key: str, mean: Shown) -> Iterator[str]:
    low, high = worlds.between(worlds.total(turn, key))
    if high - low < LEAST_LEFT * mean.n:
        yield f"turn {turn}, {key or 'the room'}: {mean.text} lies between {low / mean.n} and {high / mean.n}"


def _told_of_spread(worlds: Worlds, turn: int, keys: Sequence[str]) -> Iterator[str]:
    ends = []
    for level in range(1, TOP + 1):
        people = np.sum([worlds.level(turn, level, key) for key in keys], axis=0)
        ends.append(worlds.between(people))
        if ends[-1][0] != ends[-1][1]:
            return
    yield f"turn {turn}, {keys}: the distribution is {[low for low, _ in ends]}"


def _told_of_others(worlds: Worlds, turn: int, shown: Sequence[str]) -> Iterator[str]:
    """What can be worked out of all other groups together, who are a cell that is not shown."""
    others = [group for group in worlds.groups if group not in shown]
    people = sum(p.rated(turn) and p.group in others for p in worlds.published.hall.people)
    if not people or not isinstance(worlds.published.rooms[turn].mean, Shown):
        return
    low, high = worlds.between(np.sum([worlds.total(turn, group) for group in others], axis=0))
    is_near = low < 1.5 * people or low >= (TOP - 0.5) * people
    if shown and low == high and is_near and people < EXACT_ENDS_NEED:
        yield f"turn {turn}, {others}: the mean of {people} others is {low / people}"
    if people < SPREAD_NEEDS:
        yield from _told_of_spread(worlds, turn, others)


def _told_of_alone(with_shift: Worlds, without: Worlds) -> Iterator[str]:
    """What fewer than k chose who voted in one turn only, where the shift is what tells it."""
    hall = with_shift.published.hall
    for group in with_shift.groups:
        for turn in (0, 1):
            few = sum(p.alone and p.rated(turn) for p in hall.people if p.group == group)
            if not 0 < few < hall.k:
                continue
            low, high = with_shift.between(with_shift.alone(turn, group))
            before = without.between(without.alone(turn, group))
            if low == high and before[0] != before[1]:
                yield f"turn {turn}, {group}: the {few} who voted only then chose {low} together"


# --- the long run --------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """The long run: as many halls as asked for, and what was found at the end."""
    asked = argparse.ArgumentParser(prog="python -m tests.attacks.attacker_events", description=main.__doc__)
    asked.add_argument("--halls", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1, help="the seed of the first; each next has one more")
    options = asked.parse_args(arguments)
    began, wrong = time.monotonic(), 0
    for seed in range(options.seed, options.seed + options.halls):
        found = breaches(draw_hall(seed))
        wrong += bool(found)
        for breach in found:
            print(breach, flush=True)
    print(f"{options.halls} halls, {wrong} in which something is wrong, {time.monotonic() - began:.0f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
