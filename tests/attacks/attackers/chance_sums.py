"""Claims of how far chance could move a mean: sums of the squares of people's scores, in larger cells alone.

The square of a standard error is made of how people of cells of 20 or more vary about their cell's mean. The means
are printed, so what it tells besides is one sum over the squares of all their scores, in which all people of a cell
weigh the same. Of smaller cells it holds nothing but how many rated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.unanimity import SMALL_VARY
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from tests.attacks.attackers.sums import SQUARES, Crowd, Figure, Subject, Value, Weights, rated, score_weights
from tests.attacks.attackers.surveys import Survey

SMALL = 20  # people with a score, below whom nothing is told of how they vary
Part = tuple[
    tuple[str, ...], float
]  # the groups of a cell, and what the square of a score of its people weighs


@dataclass(frozen=True, eq=False)
class SquaresFigure(Figure):
    """Each person has one square of a score. `parts` are the cells of the round that are in the figure."""

    round: str
    parts: tuple[Part, ...]

    def on(self, survey: Survey, levels: int = 0) -> Value:
        crowd = Crowd(survey, survey.of(self.round), self.subject.audience)
        codes = crowd.codes(self.subject)
        scores = (score_weights(codes) * np.where(rated(codes), codes, 0)).sum(axis=1)
        has = (score_weights(codes) > 0).any(axis=1)
        total = 0.0
        for groups, weight in self.parts:
            mine = scores[crowd.rows_of(groups) & has]
            # Where all are alike, one of them counts as a level away.
            total += weight * max(float(((mine - mine.mean()) ** 2).sum()), (len(mine) - 1) / len(mine))
        return total


def claims_of_chance(survey: Survey, name: str, found: AudienceResults) -> Iterator[Figure]:
    crowd = Crowd(survey, survey.of(name), found.audience.key)
    for area in found.areas:
        subject = Subject(SQUARES, found.audience.key, area.area.code)
        has = (score_weights(crowd.codes(subject)) > 0).any(axis=1)
        for reading, parts in _parts(area, found.cells, crowd, has).items():
            weights = np.zeros(crowd.codes(subject).shape)
            for groups, weight in parts:
                weights[crowd.rows_of(groups) & has, 0] = weight
            place = f"{name}/audiences/{found.audience.key}/areas/{area.area.code}/{reading}/chance/about"
            yield SquaresFigure(place, subject, {name: _as_weights(weights)}, name, parts)


def _as_weights(weights: npt.NDArray[np.float64]) -> Weights:
    return weights


def _parts(
    area: AreaResult, cells: Sequence[CellResult], crowd: Crowd, has: npt.NDArray[np.bool_]
) -> Mapping[str, tuple[Part, ...]]:
    """For each reading what the squares weigh; nothing where no cell tells anything."""
    shown = [cell for cell in cells if isinstance(cell.positions[area.area.code], Shown)]
    n = {cell.key: int((crowd.rows_of(cell.group_keys) & has).sum()) for cell in shown}
    told = [cell for cell in shown if cell.people >= SMALL and n[cell.key] >= SMALL]
    if not told:
        return {}
    known = sum(n[cell.key] - 1 for cell in told)
    found = {}
    for reading in ("by_group", "by_person"):
        mine = {c.key: len(c.group_keys) if reading == "by_group" else n[c.key] for c in shown}
        whole = sum(mine.values())
        part = {key: (weight / whole) ** 2 / n[key] for key, weight in mine.items()}
        others = sum(part[cell.key] for cell in shown if cell not in told)
        found[reading] = tuple(
            (cell.group_keys, part[cell.key] / (n[cell.key] - 1) + SMALL_VARY * others / known)
            for cell in told
        )
    return found
