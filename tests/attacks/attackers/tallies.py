"""The attacker of questions of a room's own: it sees both votes on one, and asks who answered what for certain.

It knows who voted when. People are counted by whether they voted again and by both their ballots; every printed
count is taken as bounds of a sum of whole numbers, and so is every mean rank. It asks of each option by itself
whether it was chosen, or which place it was given. Where fewer than twenty of those who voted again, or of those who
did not, all answered that alike, another room must be possible in which one of them did not. What follows from one
vote alone in which twenty or more took part is told by it, and does not count.

It may besides be somebody of the room, and take away their own ballots. Of those who did as it did about voting again
it may then know more. Of the others it must not know what they chose, or which place they gave, by two votes together.

It also asks whether a difference of the two votes depends on fewer people than may be told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, combinations_with_replacement, permutations, product

import numpy as np

from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.tallies import (
    TallyResult,
    release_tally,
    release_tally_again,
    tally_from_json,
    tally_to_json,
    view_tally,
)
from lws_assess.survey.releases.privacy import Shown
from tests.attacks.attackers.choices import is_possible
from tests.attacks.attackers.votes import NOT_COVERED, sums_printed

OPTIONS = ("a", "b", "c", "d")
ASKED = {
    "one": OwnQuestion("choice", "?", OPTIONS[:3]),
    "several": OwnQuestion("choice", "?", OPTIONS[:3], most=2),
    "ranking": OwnQuestion("ranking", "?", OPTIONS[:3]),
    "dots": OwnQuestion("dots", "?", OPTIONS[:3], most=3),
}
FOUR = OwnQuestion("ranking", "?", OPTIONS)  # seconds a room
Answered = tuple[bytes | None, bytes | None]  # of one person in both votes; None where they did not vote
Both = tuple[bytes, bytes]  # what somebody counts for in both votes


def every_ballot(question: OwnQuestion) -> list[bytes]:
    """All that one person could answer."""
    number = len(question.options)
    if question.takes.ranks:
        return [bytes(places) for places in permutations(range(1, number + 1))]
    return [
        bytes(option in chosen for option in range(number))
        for size in range(1, question.most + 1)
        for chosen in combinations(range(number), size)
    ]


@dataclass(frozen=True)
class AskedRoom:
    """A question, and what everybody in the room answered to it twice."""

    question: OwnQuestion
    people: tuple[Answered, ...]
    k: int = 5

    def publish(self) -> tuple[TallyResult, TallyResult]:
        """Both votes as they are kept, read back and seen."""
        first, second = (
            {f"{i}".encode(): cast for i, both in enumerate(self.people) if (cast := both[turn]) is not None}
            for turn in (0, 1)
        )
        before = release_tally(self.question, list(first.values()), self.k)
        after = release_tally_again(self.question, before, first, second, self.k)
        shown = [
            view_tally(tally_from_json(tally_to_json(one)), self.question, self.k) for one in (before, after)
        ]
        return shown[0], shown[1]


def draw_room(seed: int) -> AskedRoom:
    """Ten to thirty people, of whom many answer alike, many do not move, and some go or come between the votes."""
    chance = np.random.default_rng([seed, 16])
    question = ASKED[str(chance.choice(sorted(ASKED)))]
    ballots = every_ballot(question)
    alike = [ballots[int(chance.integers(len(ballots)))] for _ in (0, 1)]
    agreed, stay = float(chance.choice([0.5, 0.9, 1])), float(chance.choice([0, 0.5, 1]))
    people: list[Answered] = []
    for _ in range(int(chance.integers(10, 31))):
        first, second = (
            one if chance.random() < agreed else ballots[int(chance.integers(len(ballots)))] for one in alike
        )
        people.append((first, first if chance.random() < stay else second))
    for _ in range(int(chance.choice([0, 0, 1, 1, 2, 4]))):
        people[int(chance.integers(len(people)))] = (ballots[int(chance.integers(len(ballots)))], None)
    if chance.random() < 0.3:
        people.append((None, alike[1]))
    return AskedRoom(question, tuple(people))


def draw_narrow_room(seed: int) -> AskedRoom:
    """Ten to twenty-nine people: what all, or nearly all, give one option differs only between votes and cells."""
    chance = np.random.default_rng([seed, 99])
    question = ASKED[str(chance.choice(sorted(ASKED)))]
    ballots = every_ballot(question)
    people = int(chance.integers(10, 30))
    out = min(int(chance.choice([0, 1, 2, 3, 5, 8, 13])), people - 10)
    option = int(chance.integers(len(question.options)))
    wanted = question.takes.ranks or chance.random() < 0.7
    some = [one for one in ballots if (one[option] == 1) == wanted]
    others = [one for one in ballots if one not in some]
    mixed = float(chance.choice([0, 0, 0.05]))
    cells = [(others, some, others), (others, some, some), (some, others, others), (some, some, some)]
    first, second, left = cells[int(chance.integers(len(cells)))]

    def one_of(alike: Sequence[bytes]) -> bytes:
        drawn = ballots if chance.random() < mixed else alike
        return drawn[int(chance.integers(len(drawn)))]

    return AskedRoom(
        question,
        (
            *((one_of(left), None) for _ in range(out)),
            *((one_of(first), one_of(second)) for _ in range(people - out)),
        ),
    )


def rooms_with_first_vote(question: OwnQuestion, first: Sequence[int], out: int) -> Iterator[AskedRoom]:
    """Every room in which so many chose each option at first, one each, and so many of them did not vote again."""
    ballots = every_ballot(question)
    for left in combinations_with_replacement(range(len(first)), out):
        stayed = [number - left.count(option) for option, number in enumerate(first)]
        if min(stayed) < 0:
            continue
        for seconds in product(*(combinations_with_replacement(ballots, number) for number in stayed)):
            again = [(ballots[i], now) for i, some in enumerate(seconds) for now in some]
            yield AskedRoom(question, (*((ballots[i], None) for i in left), *again))


def known_by_how_it_is_printed(rooms: Iterable[AskedRoom]) -> list[str]:
    """All that rooms have in common which are printed alike, or withheld alike: what all of a small cell chose.

    Who knows how we decide what to withhold learns that too from what is shown. All rooms are of as many people, and as
    many of them did not vote again.
    """
    alike: dict[str, list[AskedRoom]] = {}
    for room in rooms:
        alike.setdefault(repr(room.publish()), []).append(room)
    found = []
    for printed, some in alike.items():
        for name, turn, is_again in (("again, then", 0, True), ("again, now", 1, True), ("once", 0, False)):
            for option in range(len(some[0].question.options)):
                given = {
                    cast[option]
                    for room in some
                    for both in room.people
                    if (both[1] is not None) is is_again and (cast := both[turn]) is not None
                }
                if given == {1}:
                    found.append(f"all who voted {name}: {OPTIONS[option]}, of {printed}")
    return found


def breaches(room: AskedRoom) -> list[str]:
    """All that can be worked out of what may not be."""
    shown = room.publish()
    return [*_small(room, shown), *_certain(room, shown)]


def _small(room: AskedRoom, shown: Sequence[TallyResult]) -> Iterator[str]:
    """The difference of two votes of the same people is about those who voted again."""
    if all(isinstance(one.voters, int) for one in shown) and shown[1].again:
        stayed = sum(None not in both for both in room.people)
        if stayed < room.k:
            yield f"the difference depends on {stayed}"


def _certain(room: AskedRoom, shown: Sequence[TallyResult]) -> Iterator[str]:
    printed = [Printed.of(one) for one in shown]
    if shown[1].again:
        mine = [both for both in room.people if both[0] is not None]
        again = [(a, b) for a, b in mine if a is not None and b is not None]
        yield from Known(
            room.question, printed, again, [(a, a) for a, b in mine if a is not None and b is None]
        ).all()
        return
    for turn in (0, 1):  # two votes of whoever voted: each by itself
        cast = [one for both in room.people if (one := both[turn]) is not None]
        yield from Known(room.question, [printed[turn]], [(one, one) for one in cast], []).all()


@dataclass(frozen=True)
class Printed:
    """Between which numbers each printed sum of a vote lies: people who gave an option 1, and the sum of places."""

    people: int = 0
    chosen: tuple[tuple[int, int], ...] = ()
    places: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, seen: TallyResult) -> Printed:
        if not isinstance(seen.voters, int):
            return cls()
        return cls(
            seen.voters,
            tuple((one.count.least, one.count.most) for one in seen.options),
            tuple(sums_printed(one.mean_rank) for one in seen.options if isinstance(one.mean_rank, Shown)),
        )

    def without(self, ballot: bytes) -> Printed:
        """The same without somebody who answered that."""
        return Printed(
            self.people - 1,
            tuple(
                (low - (one == 1), high - (one == 1))
                for (low, high), one in zip(self.chosen, ballot, strict=True)
            ),
            tuple((low - one, high - one) for (low, high), one in zip(self.places, ballot, strict=False)),
        )


class Rooms:
    """All rooms that print this: unknown is how many of those who voted again, or did not, answered which of these."""

    def __init__(self, question: OwnQuestion, printed: Sequence[Printed], again: int, out: int) -> None:
        self.turns = [turn for turn, one in enumerate(printed) if one.people]
        ballots = every_ballot(question)
        self.unknowns = [(True, (a, b)) for a in ballots for b in (ballots if len(self.turns) > 1 else [a])]
        self.unknowns += [(False, (a, a)) for a in ballots]
        self.rows = [self._row(lambda way, _, is_so=is_so: way is is_so) for is_so in (True, False)]
        self.bounds = [(again, again), (out, out)]
        for turn in self.turns:
            for i, between in enumerate(printed[turn].chosen):
                self._know(between, lambda _, cast, i=i, turn=turn: cast[turn][i] == 1)
            for i, between in enumerate(printed[turn].places):
                self._know(between, lambda _, cast, i=i, turn=turn: cast[turn][i])

    def _row(self, weight: Callable[[bool, Both], float]) -> np.ndarray:
        return np.array([float(weight(way, cast)) for way, cast in self.unknowns])

    def _know(self, between: tuple[int, int], weight: Callable[[bool, Both], float]) -> None:
        self.rows.append(self._row(weight))
        self.bounds.append(between)

    def one_differs(self, way: bool, turn: int, option: int, given: int) -> bool:
        """Whether one of those who voted again, or of those who did not, may have given the option something else."""
        differs = self._row(lambda is_so, cast: is_so is way and cast[turn][option] != given)
        everybody = self.bounds[0][0] + self.bounds[1][0]
        lows, highs = zip(*self.bounds, (1, max(1, everybody)), strict=True)
        return is_possible([*self.rows, differs], lows, highs)


@dataclass(frozen=True)
class Known:
    """What follows from what is printed of one vote, or of two. `again` and `out` are all who count in them."""

    question: OwnQuestion
    printed: Sequence[Printed]
    again: Sequence[Both]
    out: Sequence[Both]
    inside: bool = False  # whether it has taken its own ballots away already

    def all(self) -> Iterator[str]:
        for way, cell, others in ((True, self.again, self.out), (False, self.out, self.again)):
            for turn, option, given in self._answered_alike(cell):
                who = f"each of {len(cell)} who voted {'again' if way else 'once'}"
                said = f"vote {turn + 1}: {given} for {OPTIONS[option]} by {who}"
                if self._follows(way, turn, option, given):
                    yield said
                    continue
                for mine in sorted(set(others)) if given else ():
                    if self._without(mine, not way)._follows(way, turn, option, given):
                        yield f"{said}, to somebody who answered {[*map(list, mine)]}"
                        break

    def _answered_alike(self, cell: Sequence[Both]) -> Iterator[tuple[int, int, int]]:
        if not 0 < len(cell) < NOT_COVERED:
            return
        for turn in (turn for turn, one in enumerate(self.printed) if one.people):
            if turn and cell is self.out:
                return  # counts for what they answered before
            for option in range(len(self.question.options)):
                given = {cast[turn][option] for cast in cell}
                # Who chooses one option answers by that: others stay possible while two are.
                if len(given) == 1 and (given != {0} or not self.question.one_only):
                    yield turn, option, *given

    def _without(self, mine: Both, again: bool) -> Known:
        left = list(self.again if again else self.out)
        left.remove(mine)
        printed = [
            seen.without(ballot) if seen.people else seen
            for seen, ballot in zip(self.printed, mine, strict=False)
        ]
        return Known(
            self.question, printed, *((left, self.out) if again else (self.again, left)), inside=True
        )

    def _follows(self, way: bool, turn: int, option: int, given: int) -> bool:
        """Whether it follows, and not from one vote alone that may tell it."""
        if self._rooms.one_differs(way, turn, option, given):
            return False
        people = self.printed[turn].people
        if people < NOT_COVERED and not self.inside:
            return True
        return Rooms(self.question, [self.printed[turn]], people, 0).one_differs(True, 0, option, given)

    @cached_property
    def _rooms(self) -> Rooms:
        return Rooms(self.question, self.printed, len(self.again), len(self.out))
