"""Priorities: how far each area has to go, how much it matters, and what comes first.

Priority score = gap x mean importance; gap = max(0, target - current position). The score ranks, votes stand
beside it, and the steering group decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_THREE = 3
ROBUST, DEPENDS = "robust", "depends on whose voice counts"


@dataclass(frozen=True)
class Standing:
    """One area in one reading: position and importance as they go into the score."""

    position: float
    importance: float
    target: float

    @property
    def gap(self) -> float:
        return gap(self.position, self.target)

    @property
    def score(self) -> float:
        return self.gap * self.importance


def gap(position: float, target: float) -> float:
    """How far an area is from its target; 0 where it has reached it.

    >>> gap(2.15, 4.0), gap(4.2, 4.0)
    (1.85, 0.0)
    """
    return max(0.0, round(target - position, 9))


def rank(scores: Mapping[str, float]) -> dict[str, int]:
    """Rank 1 for the largest; equal scores share the better rank.

    >>> rank({"a": 2.0, "b": 5.0, "c": 2.0, "d": 1.0})
    {'b': 1, 'a': 2, 'c': 2, 'd': 4}
    """
    order = sorted(scores, key=lambda key: -scores[key])
    ranks: dict[str, int] = {}
    for place, key in enumerate(order, 1):
        tied = place > 1 and abs(scores[order[place - 2]] - scores[key]) < 1e-9
        ranks[key] = ranks[order[place - 2]] if tied else place
    return ranks


def robustness(by_group: Mapping[str, int], by_person: Mapping[str, int]) -> dict[str, str]:
    """For each area in the first three of either reading: robust, or depends on whose voice counts."""
    words = {}
    for key in by_group:
        firsts = (by_group[key] <= FIRST_THREE) + (by_person.get(key, 99) <= FIRST_THREE)
        if firsts:
            words[key] = ROBUST if firsts == 2 else DEPENDS
    return words
