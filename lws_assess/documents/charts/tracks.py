"""Tracks: one row an area, its scale from end to end, and dots on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Plotly,
    ScalePlace,
    area_disc,
    plain_for_plotly,
    plotly_layout,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
    wrapped_lines,
)
from lws_assess.survey.instruments import Area, Scale

LEFT, RIGHT = 14.0, WIDTH - 14.0
ROW = 46.0  # from one area to the next
BAR = ((PAPER, 5), (INK, 3))  # a bar and the edge that keeps it apart from the dots
NEAR = 7.0  # dots closer than this are stacked


@dataclass(frozen=True)
class TrackDot:
    place: ScalePlace
    shape: str
    fill: str
    stroke: str = PAPER


@dataclass(frozen=True)
class TrackRow:
    """One area: its dots, and what is printed at the end of its line. A blank one has no value of its own."""

    area: Area
    dots: tuple[TrackDot, ...]
    words: str
    blank: bool
    joined: bool = True
    making_room: tuple[str, ...] = ("circle",)  # shapes that stand above and below each other where they meet


def draw_tracks(
    key: str, rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> Markup:
    parts, top = _known(known)
    bottom = top + 22 + ROW * len(rows)
    parts += _grid(scale, top + 10, bottom)
    for i, row in enumerate(rows):
        parts += _row(row, top + 34 + ROW * i, scale)
    parts += _axis(scale, bottom + 14)
    return svg_picture(key, "Dot plot", bottom + 49, parts)


def _known(known: Sequence[tuple[str, str, str]]) -> tuple[list[str], float]:
    """Returns what each kind of dot means, one a line."""
    parts, y = [], 14.0
    for shape, fill, words in known:
        parts.append(_mark(shape, 16, y - 4, fill, INK if fill in (PAPER, "none") else PAPER))
        for lines in wrapped_lines(words, WIDTH - 34):
            parts.append(svg_text(30, y, lines))
            y += 16
        y += 4
    return parts, y - 14


def _grid(scale: Scale, top: float, bottom: float) -> list[str]:
    return [svg_line(x, top, x, bottom, HAIR) for x in (_x(level.value, scale) for level in scale.levels)]


def _axis(scale: Scale, y: float) -> list[str]:
    """Under each level its number and, where there is room for all, its name, on two lines by turns."""
    last, room = len(scale.levels) - 1, 2 * (RIGHT - LEFT) / (scale.top - 1) - 10
    fits = all(width_of(level.label, SMALL) <= room for level in scale.levels)
    parts = []
    for i, level in enumerate(scale.levels):
        x = _x(level.value, scale)
        parts.append(svg_text(x, y, str(level.value), SMALL, "middle", ink=SOFT))
        if fits:
            at, anchor = {0: (0.0, ""), last: (WIDTH - 1.0, "end")}.get(i, (x, "middle"))
            parts.append(svg_text(at, y + 15 + 14 * (i % 2), level.label, SMALL, anchor, ink=SOFT))
    return parts


def _x(value: float, scale: Scale) -> float:
    return LEFT + (RIGHT - LEFT) * (value - 1) / (scale.top - 1)


def _row(row: TrackRow, y: float, scale: Scale) -> list[str]:
    """Number, short name and figures on one line; the scale with its dots on the next."""
    base = y + 18
    track = (LINE, 1.5, 'stroke-dasharray="3 4"') if row.blank else (HAIR, 1.5, "")
    style = f'font-style="italic" {HALO}' if row.blank else f"{BOLD} {HALO}"
    parts = [
        area_disc(row.area, 11, y - 4.5),
        svg_text(26, y, row.area.short_name, more=HALO),
        svg_text(WIDTH - 2, y, row.words, anchor="end", ink=SOFT if row.blank else INK, more=style),
        svg_line(LEFT, base, RIGHT, base, *track),
    ]
    drawn = [(_x(at, scale), dot) for dot in row.dots if (at := dot.place.spot) is not None]
    parts += [_span(dot.place, base, scale) for _, dot in drawn if dot.place.is_open]
    if row.joined and len(drawn) == 2:
        parts.append(svg_line(drawn[0][0], base, drawn[1][0], base, row.area.display.colour, 4))
    taken: list[tuple[float, float]] = []
    for x, dot in drawn:
        height = 0.0 if row.joined or dot.shape not in row.making_room else _free(x, taken)
        fill, stroke = (
            (dot.fill, dot.stroke)
            if not dot.place.is_open
            else (PAPER, dot.stroke if dot.fill == "none" else dot.fill)
        )
        parts.append(_mark(dot.shape, x, base + height, fill, stroke))
    return parts


def _span(place: ScalePlace, y: float, scale: Scale) -> str:
    """From where to where a place may lie, under its dot."""
    least, most = (_x(end, scale) for end in place.span)
    return svg_line(least, y, most, y, SOFT, 2.5)


def _free(x: float, taken: list[tuple[float, float]]) -> float:
    """Returns where a dot finds room: on the line, then above and below it by turns."""
    for height in (0.0, -6.0, 6.0, -10.0, 10.0):
        if all(abs(x - other) >= NEAR or height != at for other, at in taken):
            break
    taken.append((x, height))
    return height


def _mark(shape: str, x: float, y: float, fill: str, stroke: str) -> str:
    if shape == "bar":
        edges = (
            f'<path d="M{to_svg(x)} {to_svg(y - 11)}v22" stroke="{ink}" stroke-width="{w}"/>'
            for ink, w in BAR
        )
        return "".join(edges)
    return svg_marker(shape, x, y, fill, stroke, 1.6 if fill in (PAPER, "none") else 1)


def scale_layout(scale: Scale, rows: int, **more: Any) -> Plotly:
    """Levels along the bottom, areas down the side, the first at the top."""
    levels: Plotly = {
        "range": [0.8, scale.top + 0.2],
        "tickvals": [level.value for level in scale.levels],
        "ticktext": [f"{level.value}<br>{plain_for_plotly(level.label)}" for level in scale.levels],
        "tickangle": 0,
        "automargin": True,
        "gridcolor": HAIR,
        "zeroline": False,
    }
    areas = {"autorange": "reversed", "automargin": True, "gridcolor": HAIR}
    return plotly_layout(130 + 42 * rows, xaxis=levels, yaxis=areas, **more)
