"""Extremes: which of several figures stand highest and lowest, as far as what is printed tells.

    places by the name that the table gives them  ->  extremes  ->  Extremes: ExtremeAreas above and below

A figure that may be anything within an interval stands at an end only where it does so whatever it is. Where that is
open, ExtremeAreas holds all that may stand there, and the words say so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lws_assess.documents.charts.drawing import ScalePlace
from lws_assess.documents.claims import Claim, PrintedFigure, Relation
from lws_assess.survey.intervals import Interval, may_be_highest, may_be_lowest
from lws_assess.survey.rounding import decimals_of


@dataclass(frozen=True)
class ExtremeAreas:
    """Holds what stands at one end.

    `sure`: all of `names` do, and are printed alike; else one of them does, or several.
    """

    names: tuple[str, ...]
    sure: bool
    claim: Claim


@dataclass(frozen=True)
class FigureExtremes:
    """Both ends of several figures; None where they have no ends, and `alike` where that is since all are one figure.

    `known` counts the figures that are shown.
    """

    known: int
    lowest: ExtremeAreas | None = None
    highest: ExtremeAreas | None = None
    alike: Claim | None = None


def compared_places(places: Mapping[str, ScalePlace]) -> dict[str, Interval]:
    """Returns where each place that is shown may lie, as far as they can be set beside each other.

    Where all are printed with as many decimals, that is what they are printed with, or the end that is named. Else a
    figure of one decimal may be the same as one of two decimals, or on either side of it: then each is as wide as what
    it may have been rounded from.
    """
    shown = {name: p for name, p in places.items() if p.interval is not None}
    exact = {name: decimals_of(p.text) for name, p in shown.items() if not p.is_open}
    if len(set(exact.values())) < 2:
        return {name: p.interval for name, p in shown.items() if p.interval}
    bounds = {
        end for p in shown.values() if p.is_open and p.interval for end in (p.interval.low, p.interval.high)
    }
    return {
        name: _before_rounding(p.interval.low, exact[name], bounds) if name in exact else p.interval
        for name, p in shown.items()
        if p.interval
    }


def _before_rounding(printed: float, places: int, bounds: Collection[float]) -> Interval:
    """All that may be printed so; what stands at the bound of an end that is named is not within that end."""
    half = Fraction(1, 2 * 10**places)
    value = Fraction(printed).limit_denominator(10**places)
    return Interval(printed if printed in bounds else float(value - half), float(value + half), open=True)


def claimed(places: Mapping[str, ScalePlace], names: Sequence[str]) -> tuple[PrintedFigure, ...]:
    """Some of the places as they stand in a claim: as they are printed."""
    return tuple(PrintedFigure(name, p.text, at) for name in names if (at := (p := places[name]).interval))


def extremes_of_places(places: Mapping[str, ScalePlace]) -> FigureExtremes:
    """The ends of those that are shown."""
    seen = compared_places(places)
    if len(seen) < 2:
        return FigureExtremes(len(seen))
    lowest = may_be_lowest(seen)
    if len(lowest) == len(seen):  # none is sure to be below another
        alike = Claim(Relation.ALIKE, claimed(places, lowest)) if one_figure(places, lowest) else None
        return FigureExtremes(len(seen), alike=alike)
    return FigureExtremes(
        len(seen),
        lowest=_end(places, seen, may_be_lowest, Relation.LOWEST, Relation.MAY_BE_LOWEST),
        highest=_end(places, seen, may_be_highest, Relation.HIGHEST, Relation.MAY_BE_HIGHEST),
    )


def one_figure(places: Mapping[str, ScalePlace], names: Sequence[str]) -> bool:
    """True if all are printed with the same exact figure."""
    return len({places[name].text for name in names}) == 1 and not any(places[name].is_open for name in names)


def _end(
    places: Mapping[str, ScalePlace],
    seen: Mapping[str, Interval],
    find: Callable[[Mapping[str, Interval]], Sequence[str]],
    sure: Relation,
    may_be: Relation,
) -> ExtremeAreas:
    names = tuple(find(seen))
    is_sure = len(names) == 1 or one_figure(places, names)
    others = [name for name in seen if name not in names]
    claim = Claim(sure if is_sure else may_be, claimed(places, names), claimed(places, others))
    return ExtremeAreas(names, is_sure, claim)
