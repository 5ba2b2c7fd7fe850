"""Heat map: every group in every area at a glance, and where groups lie furthest apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from lws_assess.documents.charts import grids
from lws_assess.documents.charts.drawing import (
    Chart,
    FigureMatrix,
    FigureMatrixRow,
    MatrixCell,
    ScalePlace,
    blur_note,
    numbered_area,
    place_on_scale,
)
from lws_assess.documents.charts.gaps import widest_gaps
from lws_assess.documents.charts.groups import column_of_people, marks_note, tones_of
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.claims import SaidWords
from lws_assess.survey.instruments import Scale
from lws_assess.survey.intervals import A_HAIR
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.results.verdicts import difference_between
from lws_assess.survey.withheld import Withheld
from lws_assess.survey.written_words import isolated_words

IN_BRACKETS = "In brackets: how many people rated the area."


@dataclass(frozen=True)
class GridOrder:
    """Says by what a grid is sorted, lowest first: groups by an area, areas by a group or by everyone together.

    Empty where they stand as they are listed. What is withheld comes last; of an interval its middle counts.
    """

    groups_by: AreaCode | str = ""
    areas_by: str = ""


AS_LISTED = GridOrder()
EVERYONE = "_everyone"  # the key of everyone together among groups: no group's key begins so


def heat_map(results: AudienceResults, reading: str, order: GridOrder = AS_LISTED) -> Chart:
    """Groups down the side, areas across, each figure with how many people it rests on."""
    scale, key = results.audience.scale, f"heat-map-{results.audience.key}"
    areas, groups = _sorted_areas(results, reading, order), _sorted_groups(results, order)
    whole = [place_on_scale(a.reading(reading).position, scale) for a in areas]
    cells = [[place_on_scale(cell.positions[a.area.code], scale) for a in areas] for cell in groups]
    named = [
        (TOGETHER, results.people, whole),
        *((c.name, c.people, row) for c, row in zip(groups, cells, strict=True)),
    ]
    title = "Where every group stands in every area"
    ends = _ends([p for *_, row in named for p in row], scale)
    as_seen = replace(results, areas=tuple(areas), cells=tuple(groups))
    tones, said = tones_of(as_seen, reading), _said(results, cells)
    head, answered = column_of_people(as_seen)
    rows = [grids.GridRow(name, people, tuple(_cell(p, *ends) for p in row)) for name, people, row in named]
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Group", head, *(numbered_area(a.area) for a in areas)),
        rows=tuple(
            (name, who, *map(_with_people, row)) for who, (name, _, row) in zip(answered, named, strict=True)
        ),
        svg=grids.draw_grid(key, [a.area for a in areas], rows, _ramp(scale, *ends)),
        matrix=_matrix(as_seen, reading, named, tones),
        tones=tones,
        note=blur_note(p for *_, row in named for p in row).replace("Hatched or hollow:", "With < or +:"),
        table_note=f"{IN_BRACKETS} {marks_note(tones)}".strip(),
        claims=said.claims,
    )


# --- in an order -----------------------------------------------------------------------------------------


def _sorted_groups(results: AudienceResults, order: GridOrder) -> list[CellResult]:
    codes = [a.area.code for a in results.areas]
    if order.groups_by not in codes:
        return list(results.cells)
    return sorted(results.cells, key=lambda cell: _in_order(cell.positions[AreaCode(order.groups_by)]))


def _sorted_areas(results: AudienceResults, reading: str, order: GridOrder) -> list[AreaResult]:
    if order.areas_by == EVERYONE:
        return sorted(results.areas, key=lambda a: _in_order(a.reading(reading).position))
    by = next((cell for cell in results.cells if cell.key == order.areas_by), None)
    if by is None:
        return list(results.areas)
    return sorted(results.areas, key=lambda a: _in_order(by.positions[a.area.code]))


def _in_order(figure: Shown | Withheld) -> tuple[bool, float]:
    """By what is printed alone."""
    return (False, figure.interval.middle) if isinstance(figure, Shown) else (True, 0.0)


# --- for wide screens ------------------------------------------------------------------------------------

STEPS = (0.3, 0.6, 1.0)  # levels from everyone together at which a colour begins, at the least
BELOW, ABOVE = ("", "low1", "low2", "low3"), ("", "high1", "high2", "high3")  # by how many steps
KNOWN = (
    *(
        (tone, f"{step:.1f} or more below")
        for step, tone in reversed(list(zip(STEPS, BELOW[1:], strict=True)))
    ),
    ("", "as everyone, or near"),
    *((tone, f"{step:.1f} or more above") for step, tone in zip(STEPS, ABOVE[1:], strict=True)),
)


def _matrix(
    results: AudienceResults,
    reading: str,
    named: Sequence[tuple[str, int, Sequence[ScalePlace]]],
    tones: Sequence[Sequence[str]],
) -> FigureMatrix:
    keys = [EVERYONE, *(cell.key for cell in results.cells)]
    colours = [[""] * len(results.areas), *(_colours(results, cell, reading) for cell in results.cells)]
    return FigureMatrix(
        tuple(a.area for a in results.areas),
        tuple(
            FigureMatrixRow(
                key,
                name,
                f"{people:,}",
                tuple(
                    MatrixCell(at.narrow, "hidden" if at.value is None else colour, mark)
                    for at, colour, mark in zip(row, colour_row, marks[2:], strict=True)
                ),
            )
            for key, (name, people, row), colour_row, marks in zip(keys, named, colours, tones, strict=True)
        ),
        KNOWN,
    )


def _colours(results: AudienceResults, cell: CellResult, reading: str) -> list[str]:
    """By how far each figure lies from everyone together at the least, whatever both are."""
    return [_colour(a.reading(reading).position, cell.positions[a.area.code]) for a in results.areas]


def _colour(whole: Shown | Withheld, mine: Shown | Withheld) -> str:
    apart = difference_between(whole, mine)
    if apart is None or not (apart.is_rise or apart.is_fall):
        return ""
    least = min(abs(apart.interval.low), abs(apart.interval.high)) + A_HAIR
    return (ABOVE if apart.is_rise else BELOW)[sum(least >= one for one in STEPS)]


# --- for phones and papers -------------------------------------------------------------------------------


def _ends(found: Sequence[ScalePlace], scale: Scale) -> tuple[int, int]:
    """The levels between which all values lie: the lightest shade and the darkest."""
    values = [p.value for p in found if p.value is not None] or [1.0, float(scale.top)]
    low = min(floor(min(values)), scale.top - 1)
    return low, max(ceil(max(values)), low + 1)


def _cell(at: ScalePlace, low: int, high: int) -> grids.GridCell:
    if at.value is None:
        return grids.GridCell(grids.DASH, None)
    return grids.GridCell(at.brief, (at.value - low) / (high - low))


def _with_people(at: ScalePlace) -> str:
    return at.cell if at.value is None else f"{at.text} ({at.people:,})"


def _ramp(scale: Scale, low: int, high: int) -> grids.ShadeRamp:
    levels = scale.levels[low - 1 : high]
    return grids.ShadeRamp(
        tuple(grids.GridCell(str(level.value), (level.value - low) / (high - low)) for level in levels),
        f"{', '.join(f'{level.value} {level.label}' for level in levels)}: the darker, the higher.",
    )


def _said(results: AudienceResults, cells: Sequence[Sequence[ScalePlace]]) -> SaidWords:
    """Says where groups differ by more than chance would make them."""
    if not any(p.value is not None for row in cells for p in row):
        return SaidWords("No figure of any group may be shown.")
    if len(cells) == 1:
        only = isolated_words(results.cells[0].name)
        return SaidWords(f"There is one group only, {only}, so nothing to compare it with.")
    return widest_gaps(results)
