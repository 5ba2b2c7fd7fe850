"""Heat map: every group in every area at a glance, and where groups lie furthest apart."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from lws_assess.documents.charts import grids
from lws_assess.documents.charts.drawing import Chart, ScalePlace, blur_note, numbered_area, place_on_scale
from lws_assess.documents.charts.gaps import widest_gaps
from lws_assess.documents.charts.groups import column_of_people, marks_note, tones_of
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.claims import SaidWords
from lws_assess.survey.instruments import Scale
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.written_words import isolated_words

IN_BRACKETS = "In brackets: how many people rated the area."


def heat_map(results: AudienceResults, reading: str) -> Chart:
    """Groups down the side, areas across, each figure with how many people it rests on."""
    scale, key = results.audience.scale, f"heat-map-{results.audience.key}"
    whole = [place_on_scale(a.reading(reading).position, scale) for a in results.areas]
    cells = [
        [place_on_scale(cell.positions[a.area.code], scale) for a in results.areas] for cell in results.cells
    ]
    named = [
        (TOGETHER, results.people, whole),
        *((c.name, c.people, row) for c, row in zip(results.cells, cells, strict=True)),
    ]
    title = "Where every group stands in every area"
    ends = _ends([p for *_, row in named for p in row], scale)
    tones, said = tones_of(results, reading), _said(results, cells)
    head, answered = column_of_people(results)
    rows = [grids.GridRow(name, people, tuple(_cell(p, *ends) for p in row)) for name, people, row in named]
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Group", head, *(numbered_area(a.area) for a in results.areas)),
        rows=tuple(
            (name, who, *map(_with_people, row)) for who, (name, _, row) in zip(answered, named, strict=True)
        ),
        svg=grids.draw_grid(key, [a.area for a in results.areas], rows, _ramp(scale, *ends)),
        tones=tones,
        note=blur_note(p for *_, row in named for p in row).replace("Hatched or hollow:", "With < or +:"),
        table_note=f"{IN_BRACKETS} {marks_note(tones)}".strip(),
        claims=said.claims,
    )


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
