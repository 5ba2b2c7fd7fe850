"""Tallies of rooms as they usually are: people differ, talk moves some of them, and a few leave."""

from __future__ import annotations

import numpy as np
import pytest

from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.tallies import release_tally, release_tally_again

LETTERS = tuple("abcdefghijklmnopqrst")
USUAL = {
    "one of eight": OwnQuestion("choice", "?", LETTERS[:8]),
    "two of six": OwnQuestion("choice", "?", LETTERS[:6], most=2),
    "a ranking of six": OwnQuestion("ranking", "?", LETTERS[:6]),
    "three dots on ten": OwnQuestion("dots", "?", LETTERS[:10], most=3),
    "three dots on twenty": OwnQuestion("dots", "?", LETTERS, most=3),
}
ROOMS = 20
LEAVE = 0.06  # of those in the first vote, before the second


def draw_ballots(seed: int, question: OwnQuestion, people: int) -> list[tuple[bytes, bytes]]:
    """What people answer before and after they talk: half of them stay, others go some way to what is liked more."""
    chance = np.random.default_rng([seed, people, question.number_of_options])
    options = question.number_of_options
    liked = chance.normal(0, 0.8, options)
    later = 1.5 * liked + chance.normal(0, 0.5, options)

    def ballot(worth: np.ndarray) -> bytes:
        order = np.argsort(-worth)
        if question.takes.ranks:
            return bytes((np.argsort(order) + 1).tolist())
        chosen = question.most if chance.random() < 0.8 else int(chance.integers(1, question.most + 1))
        return bytes(int(option in order[:chosen]) for option in range(options))

    both = []
    for _ in range(people):
        own, moved = chance.gumbel(0, 1, options), chance.gumbel(0, 1, options)
        first = ballot(liked + own)
        both.append((first, first if chance.random() < 0.5 else ballot(later + 0.7 * own + 0.3 * moved)))
    return both


def withheld(question: OwnQuestion, people: int) -> tuple[int, int]:
    """Of so many rooms, in how many the first vote is withheld and in how many the second."""
    found = [0, 0]
    for seed in range(ROOMS):
        both = draw_ballots(seed, question, people)
        out = int(np.random.default_rng([seed, people]).binomial(people - 10, LEAVE))
        first = {f"{i}".encode(): cast for i, (cast, _) in enumerate(both)}
        second = {f"{i}".encode(): cast for i, (_, cast) in enumerate(both) if i >= out}
        before = release_tally(question, list(first.values()), 5)
        after = release_tally_again(question, before, first, second, 5)
        found[0] += before.counts is None
        found[1] += after.counts is None
    return found[0], found[1]


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.parametrize(("people", "first", "second"), [(12, 5, 6), (20, 0, 2), (60, 0, 1)])
def test_usual_rooms_see_their_votes(name: str, people: int, first: int, second: int) -> None:
    """Withholding is for rooms that agree, and never the rule. Given is the most of twenty rooms."""
    found = withheld(USUAL[name], people)
    assert found[0] <= first
    assert found[1] <= second
