"""The attacker of questions of a room's own: it sees both votes on one, and asks who answered what for certain.

It knows who voted when. People are counted by whether they voted again and by both their ballots; every printed
count is taken as bounds of a sum of whole numbers, and so is every mean rank. Where fewer than twenty of those who
voted again, or of those who did not, all answered alike, another room must be possible in which one of them did not.
It also asks whether a difference of the two votes depends on fewer people than may be told of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

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

OPTIONS = ("a", "b", "c")
ASKED = {
    "one": OwnQuestion("choice", "?", OPTIONS),
    "several": OwnQuestion("choice", "?", OPTIONS, most=2),
    "ranking": OwnQuestion("ranking", "?", OPTIONS),
    "dots": OwnQuestion("dots", "?", OPTIONS, most=3),
}
Answered = tuple[bytes | None, bytes | None]  # of one person in both votes; None where they did not vote


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
    turns = [turn for turn in (0, 1) if isinstance(shown[turn].voters, int)]
    same = bool(shown[1].again)
    if not same:  # two votes of whoever voted: each by itself
        for turn in turns:
            cast = [both[turn] for both in room.people if both[turn] is not None]
            yield from _of_cells(room, shown, [turn], [(one, one) for one in cast], [True] * len(cast))
        return
    mine = [both for both in room.people if both[0] is not None]
    again = [both[1] is not None for both in mine]
    yield from _of_cells(room, shown, turns, [(a, a if b is None else b) for a, b in mine], again)


def _of_cells(
    room: AskedRoom,
    shown: Sequence[TallyResult],
    turns: Sequence[int],
    people: Sequence[Answered],
    again: Sequence[bool],
) -> Iterator[str]:
    ballots = every_ballot(room.question)
    # Unknowns: how many of those who voted again, and of those who did not, answered which of these pairs.
    unknowns = [(True, a, b) for a in ballots for b in (ballots if len(turns) > 1 else [a])]
    unknowns += [(False, a, a) for a in ballots]
    held = Counter(again)
    rows = [np.array([one[0] is way for one in unknowns], float) for way in (True, False)]
    lows, highs = [held[True], held[False]], [held[True], held[False]]
    for turn in turns:
        for option in shown[turn].options:
            cast = np.array(
                [one[1 + turn if len(turns) > 1 else 1][option.number] for one in unknowns], float
            )
            rows.append((cast == 1).astype(float))
            lows.append(option.count.least)
            highs.append(option.count.most)
            if isinstance(option.mean_rank, Shown):
                low, high = sums_printed(option.mean_rank)
                rows.append(cast)
                lows.append(low)
                highs.append(high)
    for way in (True, False):
        for turn in turns:
            cell = [both[turn] for both, also in zip(people, again, strict=True) if also is way]
            if len(set(cell)) != 1 or len(cell) >= NOT_COVERED:
                continue
            at = 1 + turn if len(turns) > 1 else 1
            otherwise = np.array([one[0] is way and one[at] != cell[0] for one in unknowns], float)
            if not is_possible([*rows, otherwise], [*lows, 1], [*highs, len(cell)]):
                who = "who voted again" if way else "who did not vote again"
                yield f"vote {turn + 1}: each of {len(cell)} {who} answered {list(cell[0] or b'')}"
