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
from lws_assess.survey.results.changes import RoundChanges, view_changes
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.survey.withheld import Withheld
from tests.claims.generated_rounds import GeneratedPlace, draw_place
from tests.documents.views import usual
from tests.runs.soaking import IS_SOAK

# The last two add more places of several rounds.
SEEDS = range(200) if IS_SOAK else (*range(24), 28, 40)
TRIED_OF_A_PLACE = 4  # choices of one audience and of several, with and without other rounds; in a soak all
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


def choices_of(results: RoundResults, changes: tuple[RoundChanges, ...] = ()) -> Iterator[FigureChoice]:
    """Every kind of picture of every measure, with everybody in it: of each audience, and of all beside each other."""
    answered = tuple(audience for audience in results.audiences if audience.people)
    apart = [(audience,) for audience in results.audiences]
    for audiences in (*apart, answered) if len(answered) > 1 else apart:
        shared = [one for one in ExploredMeasure if all(one in measures_of(each) for each in audiences)]
        measures = [ExploredMeasure.POSITION] if changes else shared
        cells = (cell.key for audience in audiences for cell in audience.cells)
        groups = (EVERYONE, *cells, TARGET)
        for kind, measure, reading in product(FigureKind, measures, READINGS):
            against = measures[(measures.index(measure) + 1) % len(measures)]
            yield FigureChoice(
                results,
                audiences,
                reading,
                kind,
                measure,
                against,
                groups,
                results.edition.areas,
                changes,
            )


def beside_of(place: GeneratedPlace) -> Iterator[tuple[RoundChanges, ...]]:
    """No other round, the one before, and all that came before."""
    yield ()
    earlier = tuple(view_changes(one.kept, place.now.kept) for one in place.rounds[:-1])
    for beside in dict.fromkeys((len(earlier) - 1, 0)) if earlier else ():
        yield earlier[beside:]


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
    expected = _beside_earlier if choice.changes else _of_one_round
    return [row for audience in choice.audiences for row in expected(choice, audience)]


def _of_one_round(choice: FigureChoice, audience: AudienceResults) -> Iterator[list[tuple[PlainFigure, ...]]]:
    measures = (choice.measure, choice.against) if choice.kind == FigureKind.SCATTER else (choice.measure,)
    for group in (EVERYONE, *(cell.key for cell in audience.cells)):
        yield [
            tuple(plain(_published(audience, group, at, one, choice.reading)) for one in measures)
            for at in range(len(choice.areas))
        ]


def _beside_earlier(
    choice: FigureChoice, audience: AudienceResults
) -> Iterator[list[tuple[PlainFigure, ...]]]:
    """Each group in every round that shows exactly it, the earliest first, and then now; or each against now."""
    found = [one.find_audience(audience.audience.key) for one in choice.changes]
    changes = [one for one in found if one]
    shared = set.intersection(*({one.area.code for one in each.areas} for each in changes))
    for group in (EVERYONE, *(cell.key for cell in audience.cells)):
        rounds = []
        for one in changes:
            areas = [area for area in one.areas if area.area.code in shared]
            keys = [cell.key for cell in one.cells]
            if group == EVERYONE and keys:
                rounds.append([area.reading(choice.reading) for area in areas])
            elif group in keys:
                rounds.append([area.cells[keys.index(group)] for area in areas])
        if choice.kind == FigureKind.SCATTER:
            yield from ([(plain(one.stood), plain(one.stands)) for one in row] for row in rounds)
        elif rounds:
            yield from ([(plain(one.stood),) for one in row] for row in rounds)
            nows = [[(plain(one.stands),) for one in row] for row in rounds]
            assert all(one == nows[0] for one in nows), "a round prints one figure, whatever stands beside it"
            yield nows[0]


@cache
def everything_explored() -> tuple[Explored, ...]:
    """Choices over generated rounds, each with what is made of it."""
    found: list[FigureChoice] = []
    for seed in SEEDS:
        place = draw_place(seed)
        for changes in beside_of(place):
            found += list(_tried(seed, list(choices_of(place.results, changes))))
    found += [one for one in choices_of(usual()) if len(one.audiences) > 1]
    made = ((choice, choose_figures(choice)) for choice in found)
    return tuple((choice, chosen, interactive_figure(chosen)) for choice, chosen in made)


def _tried(seed: int, choices: list[FigureChoice]) -> Iterator[FigureChoice]:
    """Some of one audience and some of several, drawn by the seed."""
    order = [choices[at] for at in np.random.default_rng(seed).permutation(len(choices))]
    for several in (False, True):
        those = [one for one in order if (len(one.audiences) > 1) == several]
        yield from those if IS_SOAK else those[:TRIED_OF_A_PLACE]
