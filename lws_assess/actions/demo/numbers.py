"""Ratings that come to a given mean: drawn around it, then nudged one level at a time until they fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from random import Random

from lws_assess.survey.keys import AreaCode
from lws_assess.survey.smallest_numbers import FEWEST, is_too_few, no_more_than_enough

Rated = dict[str, int]  # question key -> rating, of one person in one area

CLOSE_ENOUGH = 0.0195  # how far a group's mean may lie from what it is to be
A_PERSON_MISSED = 0.01  # how much of a mean's exactness one more person is worth
FEW = 10  # people; where there are so few, more of their ratings may move
NEAR = 0.6  # points of one person's score, from where the last steps are chosen with care
MOST_LAST_STEPS = 3


@cache
def lasting_difference(seed: str) -> float:
    """Returns a difference that is the same in every round, in standard deviations."""
    return Random(seed).gauss(0, 1)  # noqa: S311


def draw_rating(chance: Random, mean: float, spread: float, top: int) -> int:
    return min(top, max(1, round(chance.gauss(mean, spread))))


def whole_numbers(chance: Random, count: int, total: int, spread: float, top: int) -> list[int]:
    """Returns ratings of this number that add up to the total."""
    ratings = [draw_rating(chance, total / count, spread, top) for _ in range(count)]
    while (off := total - sum(ratings)) != 0:
        step = 1 if off > 0 else -1
        movable = [i for i, rating in enumerate(ratings) if 1 <= rating + step <= top]
        ratings[chance.choice(movable)] += step
    return ratings


def count_and_total(mean: float, most: int, expected: int, carried: float = 0.0) -> tuple[int, int]:
    """Returns how many people rate, and what their ratings add up to.

    The mean is met where whole numbers allow it; then as many people as expected; then what the groups before
    `carried` over is made good. Their number never falls below the smallest that may be shown, if it can.
    """
    tries = [
        (count, total)
        for count in range(no_more_than_enough(most, FEWEST), most + 1)
        for total in range(count, round(mean * count) + count + 1)
        if abs(total / count - mean) < 0.5
    ]

    def cost(tried: tuple[int, int]) -> float:
        count, total = tried
        error = total / count - mean
        too_far = max(0.0, abs(error) - CLOSE_ENOUGH)
        return 100 * too_far + abs(carried + error) + A_PERSON_MISSED * abs(count - expected)

    return min(tries, key=cost)


def mean_of_scores(people: Sequence[Rated]) -> float:
    return sum(sum(rated.values()) / len(rated) for rated in people) / len(people)


def settle_ratings(chance: Random, people: Sequence[Rated], mean: float, top: int) -> float:
    """Moves single ratings until the mean of the people's scores is as near as it gets; returns its error."""

    left = (mean - mean_of_scores(people)) * len(people)
    while abs(left) > NEAR:
        rated = chance.choice(people)
        key = chance.choice(list(rated))
        step = 1 if left > 0 else -1
        if 1 <= rated[key] + step <= top:
            rated[key] += step
            left -= step / len(rated)
    for rated, key, step in min(
        _last_steps(list(_single_steps(people, top)), MOST_LAST_STEPS + is_too_few(len(people), FEWEST)),
        key=lambda steps: abs(left - sum(step / len(rated) for rated, _, step in steps)),
    ):
        rated[key] += step
    return mean_of_scores(people) - mean


Step = tuple[Rated, str, int]


def _single_steps(people: Sequence[Rated], top: int) -> Iterator[Step]:
    """Single steps up or down, a few of each size: a step weighs more where fewer questions are rated."""
    ready = [
        (rated, key, step)
        for place, rated in enumerate(people)
        for key, rating in list(rated.items())[: 1 if len(people) > FEW else None]
        for step in ((1, -1) if len(people) <= FEW else (1,) if place % 2 else (-1,))
        if 1 <= rating + step <= top
    ]
    found: Counter[tuple[int, int]] = Counter()
    for rated, key, step in ready:
        kind = (len(rated), step)
        if found[kind] < MOST_LAST_STEPS:
            found[kind] += 1
            yield rated, key, step


def _last_steps(steps: Sequence[Step], most: int) -> Iterator[tuple[Step, ...]]:
    for size in range(most + 1):
        yield from combinations(steps, size)


def small_differences(chance: Random, count: int, reach: float) -> list[float]:
    """Small differences that cancel out, so that not every group's mean is a round number."""
    drawn = [chance.uniform(-reach, reach) for _ in range(count)]
    middle = sum(drawn) / count if count else 0.0
    return [value - middle for value in drawn]


# --- votes -----------------------------------------------------------------------------------------------


def numbers_of_votes(chance: Random, voters: int, most: int, total: int) -> list[int]:
    """Returns how many areas each voter puts first: as many as they may, but for a few."""
    counts = [most] * voters
    while sum(counts) > total:
        counts[chance.choice([i for i, count in enumerate(counts) if count > 1])] -= 1
    return counts


def share_votes(
    chance: Random,
    totals: Mapping[AreaCode, int],
    counts: Sequence[int],
    leanings: Sequence[Mapping[AreaCode, float]],
) -> list[set[AreaCode]]:
    """The areas each voter chooses: by their leaning, and so that every area comes to its total exactly."""
    chosen: list[set[AreaCode]] = []
    for count, leaning in zip(counts, leanings, strict=True):
        drawn = {area: chance.random() ** (1 / (totals[area] * leaning[area])) for area in totals}
        chosen.append(set(sorted(drawn, key=lambda area: -drawn[area])[:count]))
    while over := _off(totals, chosen):
        much, little = over
        ready = [i for i, areas in enumerate(chosen) if much in areas and little not in areas]
        voter = max(ready, key=lambda i: chance.random() ** (leanings[i][much] / leanings[i][little]))
        chosen[voter] = chosen[voter] - {much} | {little}
    return chosen


def _off(totals: Mapping[AreaCode, int], chosen: Sequence[set[AreaCode]]) -> tuple[AreaCode, AreaCode] | None:
    """The area most above its total and the one most below; None once all fit."""
    above = {area: sum(area in areas for areas in chosen) - total for area, total in totals.items()}
    much, little = max(above, key=lambda a: above[a]), min(above, key=lambda a: above[a])
    return (much, little) if above[much] > 0 else None
