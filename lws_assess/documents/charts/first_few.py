"""First few: the areas that come first of an audience, and what is said of how each of them moved.

What comes first is what a board looks at. So each of these areas that came out higher or lower is told, also where
chance could have moved it as far: a fall with the same care as a rise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import listed_names, numbered_area
from lws_assess.documents.charts.ranking import first_areas, ranked_places
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.moved_figures import claim_of_change
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import RankPlaces, places_from_lowest
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.changes import MovedFigure
from lws_assess.survey.results.compared_figures import comparable_intervals
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.results.verdicts import Verdict

FIRST_FEW = 3  # places that are set off


@dataclass(frozen=True)
class FirstFew:
    """Holds the codes of areas that surely come first, in order, and how a sentence begins that speaks of them."""

    codes: tuple[AreaCode, ...] = ()
    of_these: str = ""


NO_FIRST = FirstFew()


def first_few(audience: AudienceResults, reading: str) -> FirstFew:
    """Returns the areas that surely come first; those that stand lowest where nobody was asked what matters."""
    if ranked_places(audience, reading):
        found = first_areas(audience, reading)
        return FirstFew(tuple(one.area.code for one in (*found.sure, *found.tied)), "Of what comes first")
    places = lowest_first(audience, reading)
    lowest = sorted((at.best, code) for code, at in places.items() if at.worst <= FIRST_FEW)
    return FirstFew(tuple(code for _, code in lowest), "Of what stands lowest")


def lowest_first(audience: AudienceResults, reading: str) -> dict[AreaCode, RankPlaces]:
    """Returns the place of each area by its position alone, the lowest first, by its code."""
    return places_from_lowest(
        comparable_intervals({one.area.code: one.reading(reading).position for one in audience.areas})
    )


def told_of_first(
    found: Sequence[tuple[Area, MovedFigure]], first: FirstFew, told: Collection[AreaCode]
) -> SaidWords:
    """Says which of the first areas came out higher or lower; those that were `told` by name are left out.

    A sentence that leaves one out says so by a word, or the others would seem to be all that moved.
    """
    by_code = {area.code: (area, moved) for area, moved in found}
    mine = [by_code[code] for code in first.codes if code in by_code and code not in told]
    beyond = [(area, moved) for area, moved in mine if moved.rose or moved.fell]
    within = [(area, moved) for area, moved in mine if _is_within(moved)]
    ways = ("rose", [one for one in beyond if one[1].rose]), ("fell", [one for one in beyond if one[1].fell])
    moves = [f"{listed_names(area.short_name for area, _ in ones)} {way}" for way, ones in ways if ones]
    of_these = first.of_these
    if any(code in by_code and code in told for code in first.codes):
        of_these = of_these.replace("Of what ", "Of what else ")
    parts = [f"{of_these}, {' and '.join(moves)}."] if moves else []
    if within:
        came_out = listed_names(map(_came_out, within))
        parts.append(f"Within chance, {came_out}." if parts else f"{of_these}, {came_out}, within chance.")
    if not parts:
        return SaidWords("")
    claims = tuple(claim_of_change(numbered_area(area), moved) for area, moved in (*beyond, *within))
    return SaidWords(" ".join(parts), claims)


def _is_within(moved: MovedFigure) -> bool:
    apart = moved.difference
    is_one_way = apart is not None and (apart.is_rise or apart.is_fall)
    return is_one_way and moved.beside_chance == Verdict.WITHIN


def _came_out(one: tuple[Area, MovedFigure]) -> str:
    area, moved = one
    assert moved.difference
    return f"{area.short_name} came out {moved.difference.size} {'higher' if moved.difference.is_rise else 'lower'}"
