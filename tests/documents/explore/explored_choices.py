"""What a reader may choose of a round, and what the view objects publish of it, told without the code that is tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from lws_assess.documents.explore.chosen_figures import (
    EVERYONE,
    TARGET,
    ChosenFigures,
    FigureChoice,
    FigureKind,
    choose_figures,
)
from lws_assess.documents.explore.interactive_figures import interactive_figure
from lws_assess.documents.explore.measures import ExploredMeasure, measures_of
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.survey.withheld import Withheld
from tests.claims.generated_rounds import draw_place
from tests.runs.soaking import IS_SOAK

SEEDS = range(200 if IS_SOAK else 24)
TRIED_OF_A_PLACE = 7  # choices of one round, and of two; in a soak all of them
Figure = Shown | Withheld | BoundedCount
Explored = tuple[FigureChoice, ChosenFigures, dict[str, Any]]


@dataclass(frozen=True)
class PlainFigure:
    """A published figure as whoever reads the view object has it: its text or its reason, and its bounds."""

    text: str
    bounds: tuple[float, float] | None


def plain(figure: Figure) -> PlainFigure:
    if isinstance(figure, Withheld):
        return PlainFigure(str(figure), None)
    if isinstance(figure, BoundedCount):
        least, most = figure.percents
        return PlainFigure(f"{least}%" if least == most else f"{least}% to {most}%", (least, most))
    return PlainFigure(figure.text, (figure.interval.low, figure.interval.high))


def choices_of(results: RoundResults, changes: RoundChanges | None = None) -> Iterator[FigureChoice]:
    """Every kind of picture of every measure, with everybody in it."""
    for audience in results.audiences:
        measures = (ExploredMeasure.POSITION,) if changes else measures_of(audience)
        targets = (TARGET,) if audience.ranks_priorities else ()
        groups = (EVERYONE, *(cell.key for cell in audience.cells), *targets)
        for kind, measure, reading in product(FigureKind, measures, READINGS):
            against = measures[(measures.index(measure) + 1) % len(measures)]
            yield FigureChoice(
                results, audience, reading, kind, measure, against, groups, audience.areas, changes
            )


def _published(audience: AudienceResults, group: str, at: int, measure: str, reading: str) -> Figure:
    found = audience.areas[at]
    code = found.area.code
    cell = next((one for one in audience.cells if one.key == group), None)
    if measure == "dont-know":
        return cell.dont_know[code] if cell else found.dont_know
    if measure == "not-applicable":
        return cell.not_applicable[code] if cell else found.not_applicable
    if measure == "importance":
        return cell.importances[code] if cell else found.reading(reading).importance
    return cell.positions[code] if cell else found.reading(reading).position


def expected_figures(choice: FigureChoice) -> list[list[tuple[PlainFigure, ...]]]:
    """The figures of every series but targets, in order: an area each, and on a scatter two of each."""
    is_scatter, moved = choice.kind == FigureKind.SCATTER, choice.moved
    if moved is None:
        measures = (choice.measure, choice.against) if is_scatter else (choice.measure,)
        return [
            [
                tuple(plain(_published(choice.audience, group, at, one, choice.reading)) for one in measures)
                for at in range(len(choice.areas))
            ]
            for group in choice.groups
            if group != TARGET
        ]
    rows = [[one.reading(choice.reading) for one in moved.areas]] if moved.cells else []
    rows += [[one.cells[i] for one in moved.areas] for i in range(len(moved.cells))]
    if is_scatter:
        return [[(plain(one.then), plain(one.now)) for one in row] for row in rows]
    return [[(plain(getattr(one, when)),) for one in row] for row in rows for when in ("then", "now")]


@cache
def everything_explored() -> tuple[Explored, ...]:
    """Choices over generated rounds, each with what is made of it."""
    found = []
    for seed in SEEDS:
        place = draw_place(seed)
        for changes in (None, place.changes) if place.changes else (None,):
            choices = list(choices_of(place.results, changes))
            order = np.random.default_rng(seed).permutation(len(choices))
            for at in order if IS_SOAK else order[:TRIED_OF_A_PLACE]:
                chosen = choose_figures(choices[at])
                found.append((choices[at], chosen, interactive_figure(chosen)))
    return tuple(found)
