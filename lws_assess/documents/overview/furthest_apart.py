"""Furthest apart: where two groups differ most, as far as their printed figures tell, and whether chance may do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lws_assess.documents.charts.drawing import ScalePlace, listed_names, numbered_area, place_on_scale
from lws_assess.documents.charts.extremes import compared_places
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import Interval, exact_interval, may_be_highest
from lws_assess.survey.results.round_results import AudienceResults, CellResult
from lws_assess.survey.results.verdicts import Verdict

NOTHING = "These two groups cannot be compared: no area has figures of both that may be shown."
BESIDE_CHANCE = {
    Verdict.BEYOND: ", more than chance would make it",
    Verdict.WITHIN: ", no more than chance would make it",
    Verdict.UNKNOWN: "; how much of it is chance is not known",
}


def furthest_apart(audience: AudienceResults, one: CellResult, other: CellResult) -> SaidWords:
    """Says where two groups differ most, with both figures, and whether that is more than chance would make it."""
    scale = audience.audience.scale
    pairs = {
        found.area: tuple(place_on_scale(cell.positions[found.area.code], scale) for cell in (one, other))
        for found in audience.areas
    }
    shown = {area: both for area, both in pairs.items() if all(at.interval for at in both)}
    if not shown:
        return SaidWords(NOTHING)
    sizes = _sizes(shown)
    if all(size.is_exact and size.high == 0 for size in sizes.values()):
        return SaidWords("These two groups stand at the same point wherever both are shown.")
    named = {numbered_area(area): area for area in shown}
    most = [named[name] for name in may_be_highest(sizes)]
    if len(most) == len(shown) > 1:
        return SaidWords("In which area these two groups are furthest apart is open.")
    return _told(audience, shown, most, one, other)


def _told(
    audience: AudienceResults,
    shown: Mapping[Area, tuple[ScalePlace, ...]],
    most: Sequence[Area],
    one: CellResult,
    other: CellResult,
) -> SaidWords:
    who = tuple(printed for area in most for printed in _printed(area, shown[area]))
    others = tuple(
        printed for area, both in shown.items() if area not in most for printed in _printed(area, both)
    )
    words = [f"{numbered_area(area)}: {' and '.join(at.narrow for at in shown[area])}" for area in most]
    if len(most) > 1:
        one_of = Claim(Relation.ONE_IS_FURTHEST_APART, who, others)
        return SaidWords(f"Furthest apart on one of these: {listed_names(words, 'or')}.", (one_of,))
    verdict = audience.apart.differ(most[0].code, one.key, other.key)
    lead = "Furthest apart on" if others else "Only one area has figures of both:"
    claims = (Claim(Relation.FURTHEST_APART, who, others),) if others else ()
    return SaidWords(f"{lead} {words[0]}{BESIDE_CHANCE[verdict]}.", claims)


def _printed(area: Area, both: Sequence[ScalePlace]) -> tuple[PrintedFigure, ...]:
    name = numbered_area(area)
    return tuple(PrintedFigure(name, at.text, at.interval or exact_interval(0)) for at in both)


def _sizes(shown: Mapping[Area, tuple[ScalePlace, ...]]) -> dict[str, Interval]:
    """Returns how far apart the two are in each area, whichever way, as far as what is printed tells."""
    seen = compared_places(
        {f"{numbered_area(area)}|{at}": both[at] for area, both in shown.items() for at in (0, 1)}
    )
    sizes = {}
    for area in shown:
        name = numbered_area(area)
        apart = seen[f"{name}|0"].less(seen[f"{name}|1"])
        ends = sorted((abs(apart.low), abs(apart.high)))
        sizes[name] = Interval(0.0 if apart.low < 0 < apart.high else ends[0], ends[1])
    return sizes
