"""Halls: random rooms in which one question is voted on twice, and what the product publishes of them.

    draw_hall  ->  Hall  ->  publish  ->  Published: the view objects of both votes and of the shift

Groups have every awkward size; many people agree, some at an end of the scale, and in some halls all do; some
don't know, come late or go early, sometimes one alone; and many do not move at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from unittest.mock import patch

import numpy as np

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.events.shifts import (
    ReleasedShift,
    RoomShift,
    release_again,
    shift_from_json,
    shift_to_json,
    view_shift,
)
from lws_assess.survey.events.votes import (
    Ballot,
    ReleasedRoom,
    RoomResult,
    release_room,
    room_from_json,
    room_to_json,
    view_room,
)
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.withheld import Withheld

AUDIENCE = shipped_editions()["one-childrens-workforce"].audiences[0]
SCALE = AUDIENCE.scale
TOP = SCALE.top
SIZES = (1, 2, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 13, 19, 20, 24)


@dataclass(frozen=True)
class Person:
    """What somebody answered in both turns; None where they did not vote."""

    group: str
    codes: tuple[int | None, int | None]

    def rated(self, turn: int) -> bool:
        """Whether they chose a level when this vote was held."""
        return self.codes[turn] not in (None, DONT_KNOW)

    @property
    def left(self) -> bool:
        """Whether they voted the first time only."""
        return self.codes[1] is None

    @property
    def came(self) -> bool:
        """Whether they voted the second time only."""
        return self.codes[0] is None

    @property
    def way(self) -> str:
        """Which votes they took part in, and rated in: all that can be seen of anybody from outside."""
        return "".join("-" if code is None else "?" if code == DONT_KNOW else "r" for code in self.codes)


@dataclass(frozen=True)
class Hall:
    seed: int
    k: int
    people: tuple[Person, ...]

    @property
    def groups(self) -> list[str]:
        return sorted({person.group for person in self.people})


def draw_hall(seed: int) -> Hall:
    chance = np.random.default_rng([seed, 6])
    k = int(chance.choice([5, 5, 5, 6, 8]))
    small, alike = chance.random() < 0.4, chance.random() < 0.25
    away, unsure, moving = (
        float(chance.choice(rates)) for rates in ([0, 0.03, 0.1, 0.3], [0, 0.05], [0, 0.1, 0.4, 1])
    )
    people = []
    step = int(chance.choice([1, 1, 1, -1, 0]))  # by which everybody who moves moves; 0 is each their own
    everybody = int(chance.integers(1, TOP + 1))
    for number in range(int(chance.integers(1, 4 if small else 7))):
        mood, agreed = int(chance.integers(1, TOP + 1)), float(chance.choice([0.4, 0.8, 1]))
        if alike:
            mood, agreed = everybody, 1
        nobody_knows = chance.random() < 0.05
        for _ in range(int(chance.choice(SIZES[:12] if small else SIZES))):
            then = mood if chance.random() < agreed else _near(chance, mood)
            moved = then + (step or int(chance.choice([-2, -1, 1, 2]))) if chance.random() < moving else then
            answers = (then, min(TOP, max(1, moved)))
            people.append(
                Person(f"g{number}", _as_cast(chance, answers, away, 1 if nobody_knows else unsure))
            )
    if chance.random() < 0.4:  # the host is watched by everybody: one goes before the second vote, or comes
        one = int(chance.integers(0, len(people)))
        codes = (None, people[one].codes[1]) if chance.random() < 0.3 else (people[one].codes[0], None)
        people[one] = Person(people[one].group, codes)
    return Hall(seed, k, tuple(person for person in people if person.codes != (None, None)))


def _near(chance: np.random.Generator, mood: int) -> int:
    return min(TOP, max(1, mood + int(chance.choice([-2, -1, -1, 1, 1, 2]))))


def _as_cast(
    chance: np.random.Generator, answers: tuple[int, int], away: float, unsure: float
) -> tuple[int | None, int | None]:
    first, second = (
        None if chance.random() < away else DONT_KNOW if chance.random() < unsure else answer
        for answer in answers
    )
    return first, second


@dataclass(frozen=True)
class Product:
    """The product, or one in which something is otherwise: `patches` are things put in the place of others."""

    patches: Mapping[str, object] = field(default_factory=dict)
    of_the_first: bool = (
        True  # whether the second vote is of those in the first, and not of all who vote then
    )


@dataclass(frozen=True)
class Published:
    hall: Hall
    rooms: tuple[RoomResult, RoomResult]
    shift: RoomShift | Withheld


def publish(hall: Hall, product: Product) -> Published:
    """Both votes and the shift as they are kept, read back and seen."""
    patches = [patch(f"lws_assess.survey.events.{name}", value) for name, value in product.patches.items()]
    for one in patches:
        one.start()
    try:
        return _publish(hall, product)
    finally:
        for one in patches:
            one.stop()


def _publish(hall: Hall, product: Product) -> Published:
    turns = [
        {
            str(number).encode(): (person.group, code)
            for number, person in enumerate(hall.people)
            if (code := person.codes[turn]) is not None
        }
        for turn in (0, 1)
    ]
    first = release_room(AUDIENCE.key, list(turns[0].values()), SCALE, hall.k)
    second, shift = _second(first, turns, hall.k, product)
    rooms = tuple(
        view_room(room_from_json(room_to_json(one)), AUDIENCE, SCALE, {}, hall.k) for one in (first, second)
    )
    both = (rooms[0], rooms[1])
    return Published(hall, both, view_shift(shift_from_json(shift_to_json(shift)), *both, hall.k))


def _second(
    first: ReleasedRoom, turns: list[dict[bytes, Ballot]], k: int, product: Product
) -> tuple[ReleasedRoom, ReleasedShift]:
    if product.of_the_first:
        return release_again(first, turns[0], turns[1], SCALE, k)
    return (
        release_room(AUDIENCE.key, list(turns[1].values()), SCALE, k),
        ReleasedShift(AUDIENCE.key, "too-much", None),
    )
