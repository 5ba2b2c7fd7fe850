"""The attacker in the hall: it sees all that is shown of two votes and the shift, and looks for what it must not know.

    draw_hall  ->  publish  ->  sums_of  ->  small   a weighted sum that depends on 1 to k - 1 people
                            ->  Worlds   ->  told    what can be worked out of what may not be shown
                                         ->  certain whose answer has no other that is possible

The first is linear algebra over the exact sum behind each printed mean, count of movers included. The others count
people by group, by the votes that they took part in, and by what they chose in both; they take every printed figure
as bounds of a sum of whole numbers and ask what is left. The attacker is taken to know who voted when, group by
group, shown or not, who left and who came, and who gave a rating; and besides, where it does not know the last,
whether it follows of a group that all of it don't know.

Whoever is seen to take part in the same votes as others of a group cannot be told from them. So where these chose
different levels, each may have chosen any of these. Where fewer than twenty all chose the same, another world must
be possible in which one of them did not; time that runs out counts as a breach. Of twenty or more who all agree,
the figures say so.

The long run:  python -m tests.attacks.attackers.votes --halls 1000 --seed 1
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.events.votes import GroupInRoom, RoomResult
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.smallest_numbers import SPREAD_NEEDS
from tests.attacks.attackers.halls import TOP, Hall, Person, Product, Published, draw_hall, publish
from tests.attacks.attackers.searching import find, kinds_of

Numbers = npt.NDArray[np.float64]

NOT_COVERED = 20  # people of a cell who all agree
A_HAIR = 1e-6
LONGEST = 20.0  # seconds for one question
AS_IT_IS = Product()


@dataclass(frozen=True)
class Breach:
    hall: Hall
    what: str

    def __str__(self) -> str:
        return f"hall {self.hall.seed}, k = {self.hall.k}: {self.what}"


def breaches(hall: Hall, product: Product = AS_IT_IS) -> list[Breach]:
    published = publish(hall, product)
    worlds = Worlds(published)
    found = (
        *small(published),
        *told(worlds),
        *certain(worlds),
        *read_off(worlds),
        *all_unsure(published),
    )
    return [Breach(hall, what) for what in found]


# --- who stands in a figure ----------------------------------------------------------------------------------

Holds = Callable[[Person], bool]


def stands(person: Person, turn: int, published: Published) -> tuple[int, int] | None:
    """The weights of somebody's two ratings in the sum of a vote; None where they rated in none that counts.

    A second vote that says so is of those in the first, whose first rating counts where they did not vote again.
    """
    if turn == 0:
        return (1, 0) if person.rated(0) else None
    if not published.rooms[1].again:
        return (0, 1) if person.rated(1) else None
    if person.left:
        return (1, 0) if person.rated(0) else None
    return (0, 1) if person.rated(1) and not person.came else None


def _figures_with_a_mean(room: RoomResult) -> Iterator[tuple[str, RoomResult | GroupInRoom]]:
    """The room, under an empty key, and its groups."""
    if isinstance(room.mean, Shown):
        yield "", room
    for group in room.groups:
        if isinstance(group.mean, Shown):
            yield group.key, group


def _shown_moves(published: Published) -> list[str]:
    if not isinstance(published.shift, RoomShift):
        return []
    return ["", *(group.key for group in published.shift.groups)]


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
    return [
        _weights(
            published.hall,
            lambda p, t=turn, k=key: (k in ("", p.group) and stands(p, t, published)) or (0, 0),
        )
        for turn, room in enumerate(published.rooms)
        for key, _ in _figures_with_a_mean(room)
    ]


def _sums_of_moving(published: Published) -> list[Numbers]:
    return [
        _weights(published.hall, lambda p, k=key: (p.way == "rr" and k in ("", p.group), 0))
        for key in _shown_moves(published)
    ]


def _weights(hall: Hall, of: Callable[[Person], tuple[float, float]]) -> Numbers:
    return np.array([of(person) for person in hall.people], dtype=float)


# --- whole numbers -------------------------------------------------------------------------------------------

# Ways to take part in both votes: "r" rated, "?" did not know, "-" did not vote. Each has an unknown a level, and
# "rr" one for each two levels.
WAYS = ("rr", "r?", "?r", "r-", "-r")
SIZE = {way: TOP * TOP if way == "rr" else TOP for way in WAYS}
START = {way: sum(SIZE[before] for before in WAYS[:i]) for i, way in enumerate(WAYS)}
BLOCK = sum(SIZE.values())


@dataclass(frozen=True)
class Known:
    """Between which numbers a weighted sum of the unknowns lies."""

    weights: Numbers
    low: float
    high: float


class Worlds:
    """All that could have been chosen, as far as what is printed tells. One unknown a group and way of voting."""

    def __init__(self, published: Published, *also: Known) -> None:
        self.published, self.groups = published, published.hall.groups
        self.known = [*self._who_voted(), *self._of_rooms(), *self._of_shift(), *also]
        self.rows = np.array([one.weights for one in self.known])
        self.lows = np.array([one.low for one in self.known]) - A_HAIR
        self.highs = np.array([one.high for one in self.known]) + A_HAIR

    def ways(self, turn: int) -> tuple[str, ...]:
        """Those whose ratings stand in the figures of a turn."""
        if turn == 0:
            return ("rr", "r?", "r-")
        return ("rr", "?r", "r-" if self.published.rooms[1].again else "-r")

    def level(self, turn: int, level: int, group: str = "", ways: Sequence[str] = ()) -> Numbers:
        """People of a group, or of the room, who count for this level in this turn."""
        block = np.zeros(BLOCK)
        for way in ways or self.ways(turn):
            mine = np.zeros((TOP, TOP) if way == "rr" else TOP)
            place = level - 1
            mine[(place, slice(None)) if way == "rr" and turn == 0 else (..., place)] = 1
            block[START[way] : START[way] + SIZE[way]] = mine.ravel()
        return self._placed(block, group)

    def total(self, turn: int, group: str) -> Numbers:
        return np.sum([level * self.level(turn, level, group) for level in range(1, TOP + 1)], axis=0)

    def movers(self, group: str) -> Numbers:
        block = np.zeros(BLOCK)
        block[: SIZE["rr"]] = [float(then != now) for then in range(TOP) for now in range(TOP)]
        return self._placed(block, group)

    def _placed(self, block: Numbers, group: str) -> Numbers:
        return np.concatenate([block if group in ("", one) else np.zeros(len(block)) for one in self.groups])

    def _who_voted(self) -> Iterator[Known]:
        for group in self.groups:
            for way in WAYS:
                people = sum(one.group == group and one.way == way for one in self.published.hall.people)
                block = np.zeros(BLOCK)
                block[START[way] : START[way] + SIZE[way]] = 1
                yield Known(self._placed(block, group), people, people)

    def _of_rooms(self) -> Iterator[Known]:
        for turn, room in enumerate(self.published.rooms):
            for key, seen in _figures_with_a_mean(room):
                if isinstance(seen.spread, RatingSpread):
                    for level, count in enumerate(seen.spread.counts, 1):
                        yield Known(self.level(turn, level, key), count.least, count.most)
                assert isinstance(seen.mean, Shown)
                yield Known(self.total(turn, key), *sums_printed(seen.mean))

    def _of_shift(self) -> Iterator[Known]:
        shift = self.published.shift
        if isinstance(shift, RoomShift):
            for key, moves in [("", shift.moves), *((group.key, group.moves) for group in shift.groups)]:
                yield Known(self.movers(key), moves.moved.least, moves.moved.most)

    def with_movers(self, most: int) -> Worlds:
        """Those in which no more than so many moved."""
        return Worlds(self.published, Known(self.movers(""), 0, most))

    def between(self, weights: Numbers) -> tuple[int, int]:
        """The least and the most that a weighted sum of the unknowns may be."""
        found = [self._solve(sign * weights) for sign in (1, -1)]
        assert all(one.status in (0, 1) for one in found), "what is printed contradicts itself"
        if any(one.status == 1 for one in found):
            return 0, 0  # out of time: as if it were known
        return round(found[0].fun), round(-found[1].fun)

    def is_possible(self, weights: Numbers) -> bool:
        """Whether a weighted sum may be more than nought; not where time runs out."""
        also = scipy.optimize.LinearConstraint(weights[np.newaxis], 1 - A_HAIR, np.inf)
        return bool(self._solve(np.zeros(len(weights)), also).status == 0)

    def _solve(self, weights: Numbers, *also: scipy.optimize.LinearConstraint) -> Any:
        return scipy.optimize.milp(
            weights,
            constraints=[scipy.optimize.LinearConstraint(self.rows, self.lows, self.highs), *also],
            integrality=np.ones(len(weights)),
            bounds=scipy.optimize.Bounds(0, np.inf),
            options={"time_limit": LONGEST},
        )

    def is_plain(self, turn: int, group: str = "") -> bool:
        """Whether twenty or more of a room, or of a group, are all alike, so that its figures say so."""
        seen = dict(_figures_with_a_mean(self.published.rooms[turn])).get(group)
        return (
            seen is not None
            and isinstance(seen.spread, RatingSpread)
            and seen.spread.n >= NOT_COVERED
            and seen.spread.n in [count.least for count in seen.spread.counts]
        )


def sums_printed(mean: Shown) -> tuple[int, int]:
    """The least and the greatest whole sum that is printed like this."""
    fits = [total for total in range(mean.n, TOP * mean.n + 1) if _text_of(total, mean) == mean.text]
    return fits[0], fits[-1]


def _text_of(total: int, mean: Shown) -> str:
    if not mean.text.startswith("about "):
        return f"{floor(Fraction(100 * total, mean.n) + Fraction(1, 2)) / 100:.2f}"
    return f"about {floor(2 * Fraction(total, mean.n) + Fraction(1, 2)) / 2:.1f}"


def told(worlds: Worlds) -> Iterator[str]:
    """Distributions of fewer than ten that can be worked out."""
    hall = worlds.published.hall
    for turn, room in enumerate(worlds.published.rooms):
        if not isinstance(room.mean, Shown) or worlds.is_plain(turn):
            continue
        for one in room.groups:
            if isinstance(one.mean, Shown) and not isinstance(one.spread, RatingSpread):
                yield from _told_of_spread(worlds, turn, [one.key])
        others = [group for group in worlds.groups if group not in [one.key for one in room.groups]]
        people = sum(bool(p.group in others and stands(p, turn, worlds.published)) for p in hall.people)
        if 0 < people < SPREAD_NEEDS:
            yield from _told_of_spread(worlds, turn, others)
    if worlds.published.rooms[1].again and not worlds.is_plain(0):
        for group in worlds.groups:
            left = sum(p.group == group and p.way == "r-" for p in hall.people)
            if 0 < left < SPREAD_NEEDS and not worlds.is_plain(0, group):
                yield from _told_of_spread(worlds, 0, [group], ["r-"])


def _told_of_spread(
    worlds: Worlds, turn: int, keys: Sequence[str], ways: Sequence[str] = ()
) -> Iterator[str]:
    ends = []
    for level in range(1, TOP + 1):
        people = np.sum([worlds.level(turn, level, key, ways) for key in keys], axis=0)
        ends.append(worlds.between(people))
        if ends[-1][0] != ends[-1][1]:
            return
    yield f"turn {turn}, {keys} {list(ways)}: the distribution is {[low for low, _ in ends]}"


def certain(worlds: Worlds) -> Iterator[str]:
    """Members of cells below twenty who can have answered in one way only."""
    published = worlds.published
    for turn in (0, 1):
        if not isinstance(published.rooms[turn].mean, Shown) or worlds.is_plain(turn):
            continue
        for group in worlds.groups:
            for way in worlds.ways(turn):
                if worlds.is_plain(turn, group):
                    continue
                if way == "r-" and (worlds.is_plain(0) or worlds.is_plain(0, group)):
                    continue
                mine = [p for p in published.hall.people if (p.group, p.way) == (group, way)]
                chosen = {p.codes[0 if way == "r-" else turn] for p in mine}
                if len(chosen) != 1 or len(mine) >= NOT_COVERED:
                    continue
                others = [level for level in range(1, TOP + 1) if level not in chosen]
                otherwise = np.sum([worlds.level(turn, one, group, [way]) for one in others], axis=0)
                if not worlds.is_possible(otherwise):
                    yield f"turn {turn}, {group}: each of {len(mine)} ({way}) chose {chosen}"


def read_off(worlds: Worlds) -> Iterator[str]:
    """What the screen tells of those who left or came, to whoever rightly takes it that no more moved than it shows."""
    published = worlds.published
    if not all(isinstance(room.mean, Shown) for room in published.rooms):
        return
    least, _ = worlds.between(worlds.movers(""))
    if sum(p.way == "rr" and p.codes[0] != p.codes[1] for p in published.hall.people) > least:
        return
    still = worlds.with_movers(least)
    for group in worlds.groups:
        for turn, way in ((0, "r-"), (1, "-r")):
            mine = [p for p in published.hall.people if (p.group, p.way) == (group, way)]
            chosen = {p.codes[turn] for p in mine}
            if (
                len(chosen) != 1
                or len(mine) >= NOT_COVERED
                or worlds.is_plain(0)
                or worlds.is_plain(0, group)
            ):
                continue
            others = [level for level in range(1, TOP + 1) if level not in chosen]
            otherwise = np.sum([worlds.level(turn, one, group, [way]) for one in others], axis=0)
            if not still.is_possible(otherwise):
                yield f"turn {turn}, {group}: the {len(mine)} ({way}) chose {chosen}, if only {least} moved"


def all_unsure(published: Published) -> Iterator[str]:
    """Groups of which it follows that all of them said that they don't know."""
    people = published.hall.people
    for turn, room in enumerate(published.rooms):
        if not isinstance(room.mean, Shown):
            continue
        left = room.mean.n - sum(group.mean.n for group in room.groups if isinstance(group.mean, Shown))
        hidden = {p.group for p in people if p.codes[turn] == DONT_KNOW} - {one.key for one in room.groups}
        if left == 0 and hidden:
            yield f"turn {turn}: everybody of {sorted(hidden)} said that they don't know"


# --- the long run --------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """The long run: as many halls as asked for, and what was found at the end."""
    asked = argparse.ArgumentParser(prog="python -m tests.attacks.attackers.votes", description=main.__doc__)
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
