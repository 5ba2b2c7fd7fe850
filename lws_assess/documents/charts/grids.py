"""Grids: groups down the side, areas across, each cell shaded by its value with the value printed on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    WORDS,
    area_disc,
    area_key,
    svg_hatch,
    svg_picture,
    svg_text,
    to_svg,
    wrapped_lines,
)
from lws_assess.documents.charts.shades import ColourShade, shade_of_colour
from lws_assess.survey.instruments import Area

HUE = "#1a5fa8"
NARROWEST, HIGH = 30.0, 24.0  # a cell
REPEATED = 8  # after so many groups the areas' numbers stand again
DASH = "–"  # in a cell that is not shown


@dataclass(frozen=True)
class GridCell:
    """Holds what is printed, and how deep its shade is, 0 to 1; None where the value is not shown."""

    words: str
    depth: float | None


@dataclass(frozen=True)
class GridRow:
    name: str
    people: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class ShadeRamp:
    """Holds what the shades mean: some cells as examples, and words on them."""

    examples: tuple[GridCell, ...]
    words: str


def draw_grid(key: str, areas: Sequence[Area], rows: Sequence[GridRow], ramp: ShadeRamp) -> Markup:
    """The first row is everyone together."""
    pattern, wide = f"{key}-not-shown", max(NARROWEST, WIDTH / len(areas))
    parts = [svg_hatch(pattern, ink=LINE, paper=PAPER)]
    known, y = _known(ramp, pattern, any(c.depth is None for row in rows for c in row.cells))
    parts += known
    for i, row in enumerate(rows):
        if i % REPEATED == 0 and (i == 0 or len(rows) - i > 2):
            parts += [area_disc(area, wide * (j + 0.5), y) for j, area in enumerate(areas)]
            y += 29
        parts.append(svg_text(wide * len(areas) - 1, y, _people(row), SMALL, "end", ink=SOFT))
        for words in wrapped_lines(row.name, wide * len(areas) - 84, WORDS):
            parts.append(svg_text(0, y, words, more=BOLD if i == 0 else ""))
            y += 16
        y -= 9
        for j, cell in enumerate(row.cells):
            parts += _cell(cell, wide * j + 1, y, wide - 2, pattern)
        y += HIGH + 21
    areas_known, bottom = area_key([(area, area.short_name) for area in areas], y + 2)
    return svg_picture(key, "Heat map", bottom, [*parts, *areas_known], wide * len(areas))


def _people(row: GridRow) -> str:
    return f"{row.people:,} {'person' if row.people == 1 else 'people'}"


def _known(ramp: ShadeRamp, pattern: str, some_not_shown: bool) -> tuple[list[str], float]:
    """Examples of the shades, what they mean, and where the grid begins."""
    examples = [*ramp.examples, *([GridCell(DASH, None)] if some_not_shown else [])]
    parts: list[str] = []
    for i, example in enumerate(examples):
        gap = 8 if example.depth is None else 0
        parts += _cell(example, 1 + 38 * i + gap, 1, 38, pattern)
    words = f"{ramp.words}{' Hatched with a dash: not shown.' if some_not_shown else ''}"
    y = 43.0
    for fold in wrapped_lines(words, WIDTH - 2, SMALL):
        parts.append(svg_text(0, y, fold, SMALL, ink=SOFT))
        y += 15
    return parts, y + 14


def _cell(cell: GridCell, x: float, y: float, wide: float, pattern: str) -> Iterator[str]:
    look = ColourShade(f"url(#{pattern})", INK) if cell.depth is None else shade_of_colour(HUE, cell.depth)
    box = f"M{to_svg(x)} {to_svg(y)}h{to_svg(wide)}v{to_svg(HIGH)}h{to_svg(-wide)}z"
    yield f'<path d="{box}" fill="{look.fill}" stroke="{HAIR}"/>'
    middle, base = x + wide / 2, y + HIGH / 2 + 4.3
    if cell.depth is None:
        yield f'<circle cx="{to_svg(middle)}" cy="{to_svg(base - 4.3)}" r="7.5" fill="{PAPER}"/>'
    yield svg_text(middle, base, cell.words, SMALL, "middle", ink=look.ink)
