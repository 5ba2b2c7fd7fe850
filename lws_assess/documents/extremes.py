"""Extremes: which of several figures stand highest and lowest, as far as what is printed tells.

    places by the name that the table gives them  ->  extremes  ->  Extremes: an End above, an End below

A figure that may be anything within an interval stands at an end only where it does so whatever it is. Where that is
open, an End holds all that may stand there, and the words say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lws_assess.documents.claims import Claim, Printed, Relation
from lws_assess.documents.drawing import Place
from lws_assess.survey.compared_figures import compared
from lws_assess.survey.intervals import Interval, may_be_highest, may_be_lowest
from lws_assess.survey.privacy import Shown


@dataclass(frozen=True)
class End:
    """What stands at one end. `sure`: all of `names` do, and are printed alike; else one of them does, or several."""

    names: tuple[str, ...]
    sure: bool
    claim: Claim


@dataclass(frozen=True)
class Extremes:
    """Both ends of several figures; None where they have no ends, and `alike` where that is since all are one figure.

    `known` counts the figures that are shown.
    """

    known: int
    lowest: End | None = None
    highest: End | None = None
    alike: Claim | None = None


def compared_places(places: Mapping[str, Place]) -> dict[str, Interval]:
    """Where each place may lie, as far as they can be set beside each other; see survey.compared_figures."""
    return compared(
        {
            name: Shown(p.value, p.text, p.band, p.people, exact=p.exact, between=p.between)
            for name, p in places.items()
            if p.value is not None
        }
    )


def claimed(places: Mapping[str, Place], names: Sequence[str]) -> tuple[Printed, ...]:
    """Some of the places as they stand in a claim."""
    seen = compared_places(places)
    return tuple(Printed(name, places[name].text, seen[name]) for name in names)


def extremes(places: Mapping[str, Place]) -> Extremes:
    """The ends of those that are shown."""
    seen = compared_places(places)
    if len(seen) < 2:
        return Extremes(len(seen))
    lowest = may_be_lowest(seen)
    if len(lowest) == len(seen):  # none is sure to be below another
        alike = Claim(Relation.ALIKE, claimed(places, lowest)) if _one_figure(places, lowest) else None
        return Extremes(len(seen), alike=alike)
    return Extremes(
        len(seen),
        lowest=_end(places, seen, may_be_lowest, Relation.LOWEST, Relation.MAY_BE_LOWEST),
        highest=_end(places, seen, may_be_highest, Relation.HIGHEST, Relation.MAY_BE_HIGHEST),
    )


def _one_figure(places: Mapping[str, Place], names: Sequence[str]) -> bool:
    """Whether all are printed with the same exact figure."""
    return len({places[name].text for name in names}) == 1 and not any(places[name].is_open for name in names)


def _end(
    places: Mapping[str, Place],
    seen: Mapping[str, Interval],
    find: Callable[[Mapping[str, Interval]], Sequence[str]],
    sure: Relation,
    may_be: Relation,
) -> End:
    names = tuple(find(seen))
    is_sure = len(names) == 1 or _one_figure(places, names)
    others = [name for name in seen if name not in names]
    claim = Claim(sure if is_sure else may_be, claimed(places, names), claimed(places, others))
    return End(names, is_sure, claim)
