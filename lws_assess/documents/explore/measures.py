"""Measures: what may be laid along an axis, and where each published figure stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale
from lws_assess.documents.charts.shares import (
    share_head,
    share_in_brief,
    share_text,
    share_words,
    unrated_labels,
)
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instruments import Edition, Scale
from lws_assess.survey.intervals import Interval
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.withheld import Withheld

SHARE_STEPS = (0, 20, 40, 60, 80, 100)  # per cent


class ExploredMeasure(StrEnum):
    """Says which figure of an area is looked at."""

    POSITION = "position"
    IMPORTANCE = "importance"
    DONT_KNOW = "dont-know"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True)
class ExploredAxis:
    """Says what an axis measures and how far it reaches, which never depends on the figures that stand on it.

    `scale` is None for shares, which are per cent.
    """

    title: str
    lowest: float
    highest: float
    ticks: tuple[tuple[float, str], ...]
    scale: Scale | None = None


def measures_of(audience: AudienceResults) -> tuple[ExploredMeasure, ...]:
    """The measures that an audience has.

    Only some are asked how much an area matters, and not every release counted what does not apply to people.
    """
    has = {
        ExploredMeasure.IMPORTANCE: audience.audience.importance is not None,
        ExploredMeasure.NOT_APPLICABLE: audience.counts_not_applicable,
    }
    return tuple(one for one in ExploredMeasure if has.get(one, True))


def axis_of(audience: AudienceResults, edition: Edition, measure: ExploredMeasure) -> ExploredAxis:
    """The axis of a measure. Raises ValueError for importance where nobody of the audience was asked about it."""
    if measure in SHARES_OF_UNRATED:
        label = unrated_labels(edition, audience.audience)[SHARES_OF_UNRATED.index(measure)]
        steps = tuple((float(step), f"{step}%") for step in SHARE_STEPS)
        return ExploredAxis(share_head(audience.audience, label), 0.0, 100.0, steps)
    scale = _scale_of(audience, measure)
    levels = tuple((float(level.value), f"{level.value} {level.label}") for level in scale.levels)
    return ExploredAxis(NAMES[measure], 1.0, float(scale.top), levels, scale)


NAMES = {
    ExploredMeasure.POSITION: "Current position",
    ExploredMeasure.IMPORTANCE: "Importance",
    ExploredMeasure.DONT_KNOW: "Share of don’t-knows",
    ExploredMeasure.NOT_APPLICABLE: "Share of “does not apply”",
}
# In the order in which an edition has the two answers that are no ratings.
SHARES_OF_UNRATED = (ExploredMeasure.DONT_KNOW, ExploredMeasure.NOT_APPLICABLE)


def place_of_everyone(
    audience: AudienceResults, found: AreaResult, measure: ExploredMeasure, reading: str
) -> ScalePlace:
    """Returns where everyone of an audience stands on a measure of one area."""
    if measure == ExploredMeasure.DONT_KNOW:
        return _place_of_share(found.dont_know)
    if measure == ExploredMeasure.NOT_APPLICABLE:
        return _place_of_share(found.not_applicable)
    ranked = found.reading(reading)
    figure = ranked.position if measure == ExploredMeasure.POSITION else ranked.importance
    return place_on_scale(figure, _scale_of(audience, measure))


def place_of_group(
    audience: AudienceResults, cell: CellResult, found: AreaResult, measure: ExploredMeasure
) -> ScalePlace:
    """Returns where one group stands on a measure of one area."""
    code = found.area.code
    if measure == ExploredMeasure.DONT_KNOW:
        return _place_of_share(cell.dont_know[code])
    if measure == ExploredMeasure.NOT_APPLICABLE:
        told = cell.not_applicable
        return _place_of_share(told if isinstance(told, NotCounted) else told[code])
    figures = cell.positions if measure == ExploredMeasure.POSITION else cell.importances
    return place_on_scale(figures[code], _scale_of(audience, measure))


def _scale_of(audience: AudienceResults, measure: ExploredMeasure) -> Scale:
    if measure == ExploredMeasure.POSITION:
        return audience.audience.scale
    if audience.audience.importance is None:
        raise ValueError("this audience was not asked how much areas matter")
    return audience.audience.importance.scale


def _place_of_share(count: BoundedCount | Withheld | NotCounted) -> ScalePlace:
    """A share as it is drawn and printed: in whole per cent, from the least to the most that it may be."""
    if not isinstance(count, BoundedCount):
        return ScalePlace(None, "not shown", "–", "", 0, 0, share_words(count))
    least, most = count.percents
    between = None if least == most else Interval(float(least), float(most))
    middle = float(least) if between is None else between.middle
    return ScalePlace(
        middle, share_text(count), share_in_brief(count), "", float(least), float(most), between=between
    )
