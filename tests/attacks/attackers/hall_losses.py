"""What protection costs in a hall: which figures of two votes are printed exactly, in a class, or not at all.

Halls are drawn like those of real events: groups of every size that lean one way or the other, a few who don't know,
some who leave or come, and a part that moves a little.

    python -m tests.attacks.attackers.hall_losses --halls 150
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.events.votes import GroupInRoom
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.smallest_numbers import EXACT_NEEDS, SPREAD_NEEDS
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers.halls import TOP, Hall, Person, Product, publish

GROUPS = {12: 1.6, 20: 2.5, 60: 6, 150: 9}  # how many groups on average, by people
K = 5
EXACT, CLASS, LOST = "exact", "class or half", "lost"


def draw_event(people: int, seed: int) -> Hall:
    chance = np.random.default_rng([people, seed])
    groups = max(1, int(chance.poisson(GROUPS[people])))
    sizes, leaning = (
        chance.dirichlet(np.full(groups, 2.0)),
        chance.normal(2.7, 0.6) + chance.normal(0, 0.5, groups),
    )
    spread, moving = float(chance.choice([0.5, 0.8, 1.1])), float(chance.choice([0.1, 0.35, 0.6]))
    leaving, coming = float(chance.choice([0, 0.04, 0.12])), float(chance.choice([0, 0.03]))
    drift = chance.normal(0.3, 0.2)
    found = []
    for group in chance.choice(groups, size=people, p=sizes):
        then = float(leaning[group] + chance.normal(0, spread))
        now = then + drift + chance.normal(0, 0.7) if chance.random() < moving else then
        codes = [
            DONT_KNOW if chance.random() < 0.03 else int(np.clip(round(value), 1, TOP))
            for value in (then, now)
        ]
        gone, new = chance.random() < leaving, chance.random() < coming
        if not (gone and new):
            found.append(Person(f"g{group}", (None if new else codes[0], None if gone else codes[1])))
    return Hall(seed, K, tuple(found))


def outcomes(hall: Hall) -> Iterator[tuple[str, str]]:
    """Each figure that the two votes could show, and what became of it."""
    published = publish(hall, Product())
    for turn, room in enumerate(published.rooms):
        name = ("first", "second")[turn]
        yield f"{name} vote: mean of the room", _of_mean(room.mean)
        yield from ((f"{name} vote: levels of the room", one) for one in _of_levels(room.spread))
        seen = {group.key: group for group in room.groups}
        sizes = Counter(person.group for person in hall.people if person.rated(turn))
        for key in (key for key, size in sizes.items() if size >= K):
            yield f"{name} vote: means of groups", _of_mean(seen[key].mean) if key in seen else LOST
            if sizes[key] >= SPREAD_NEEDS:
                yield from ((f"{name} vote: levels of groups", one) for one in _of_group(seen.get(key)))
    shift = published.shift
    yield "how the room moved", _of_moves(shift.moves.pairs) if isinstance(shift, RoomShift) else LOST
    moved = {group.key: group.moves.pairs for group in shift.groups} if isinstance(shift, RoomShift) else {}
    pairs = Counter(person.group for person in hall.people if person.way == "rr")
    for key in (key for key, size in pairs.items() if size >= K):
        yield "how groups moved", _of_moves(moved[key]) if key in moved else LOST


def _of_mean(mean: Shown | Withheld) -> str:
    return LOST if isinstance(mean, Withheld) else _of_moves(mean.n)


def _of_moves(people: int) -> str:
    return EXACT if people >= EXACT_NEEDS else CLASS


def _of_group(group: GroupInRoom | None) -> list[str]:
    return _of_levels(group.spread) if group else [LOST] * TOP


def _of_levels(spread: RatingSpread | Withheld) -> list[str]:
    if isinstance(spread, Withheld):
        return [LOST] * TOP
    return [EXACT if count.exact else CLASS for count in spread.counts]


def main(arguments: Sequence[str]) -> int:
    """Prints the shares by size of hall."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.attacks.attackers.hall_losses", description=main.__doc__
    )
    asked.add_argument("--halls", type=int, default=150)
    options = asked.parse_args(arguments)
    for people in GROUPS:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for seed in range(options.halls):
            for figure, outcome in outcomes(draw_event(people, seed)):
                found[figure][outcome] += 1
        print(f"{people} people, {options.halls} halls")
        for figure, counted in found.items():
            shares = (f"{one} {counted[one] / counted.total():.0%}" for one in (EXACT, CLASS, LOST))
            print(f"    {figure}: {', '.join(shares)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
