"""Drawings of the overview's radar: large, with areas by number, and as small rainbows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from lws_assess.documents.charts.arches import CROWDED, SMALL_ARCH, draw_arch
from lws_assess.documents.charts.drawing import (
    ScalePlace,
    area_disc,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
)
from lws_assess.documents.overview.overview_inks import CARD, HAIR, LINE, SOFT
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.results.round_results import CellResult

MIDDLE, RADIUS = 150.0, 118.0
BEYOND = 17.0  # from the outermost ring to the middle of a number
TYPE = 13


@dataclass(frozen=True)
class OverviewOutline:
    """One line of the radar: its name, where it stands in each area, and how it looks, never by ink alone."""

    name: str
    places: tuple[ScalePlace, ...]
    ink: str
    dash: str
    shape: str
    is_filled: bool = False
    cell: CellResult | None = None  # the group that it draws


def draw_small_rainbow(key: str, areas: Sequence[Area], scale: Scale, outline: OverviewOutline) -> Markup:
    """A rainbow of one outline."""
    body = draw_arch(key, list(zip(areas, outline.places, strict=True)), scale, SMALL_ARCH)
    foot = 40 + 14 * (len(areas) > CROWDED)
    return svg_picture(key, f"Rainbow: {outline.name}", SMALL_ARCH.ground + foot, body, 2 * SMALL_ARCH.middle)


def draw_overview_radar(areas: Sequence[Area], scale: Scale, outlines: Sequence[OverviewOutline]) -> Markup:
    """Every outline over the others, the first one uppermost."""
    parts = [_ring(level.value, scale) for level in scale.levels[1:]]
    for i, area in enumerate(areas):
        parts.append(svg_line(MIDDLE, MIDDLE, *_at(i, len(areas), scale.top, scale), HAIR))
        parts.append(area_disc(area, *_at(i, len(areas), scale.top, scale, BEYOND), 11))
    parts += [_level(level.value, len(areas), scale) for level in scale.levels]
    parts += [_outline(one, scale) for one in reversed(outlines)]
    return svg_picture("overview-radar", "Radar", 2 * MIDDLE, parts, 2 * MIDDLE)


def _level(value: int, areas: int, scale: Scale) -> str:
    """The number of a level, half way between the first two spokes; that of the lowest stands at the centre."""
    away, angle = RADIUS * (value - 1) / (scale.top - 1), pi / areas
    x, y = MIDDLE + away * sin(angle), MIDDLE - away * cos(angle) + 4
    return svg_text(x, y, str(value), TYPE, "middle", ink=SOFT)


def _at(i: int, of: int, value: float, scale: Scale, further: float = 0) -> tuple[float, float]:
    away = RADIUS * (value - 1) / (scale.top - 1) + further
    angle = 2 * pi * i / of
    return MIDDLE + away * sin(angle), MIDDLE - away * cos(angle)


def _ring(value: int, scale: Scale) -> str:
    ink = LINE if value == scale.top else HAIR
    middle, radius = to_svg(MIDDLE), to_svg(RADIUS * (value - 1) / (scale.top - 1))
    return f'<circle cx="{middle}" cy="{middle}" r="{radius}" stroke="{ink}"/>'


def _outline(one: OverviewOutline, scale: Scale) -> str:
    """A closed line where every place is there; otherwise pieces between neighbours that both are."""
    count = len(one.places)
    points = [None if p.spot is None else _at(i, count, p.spot, scale) for i, p in enumerate(one.places)]
    whole = [point for point in points if point is not None]
    if len(whole) == count:
        path = "M" + "L".join(f"{to_svg(x)} {to_svg(y)}" for x, y in whole) + "z"
    else:
        pairs = zip(points, [*points[1:], *points[:1]], strict=True)
        path = "".join(
            f"M{to_svg(a[0])} {to_svg(a[1])}L{to_svg(b[0])} {to_svg(b[1])}" for a, b in pairs if a and b
        )
    dash = f' stroke-dasharray="{one.dash}"' if one.dash else ""
    fill = f' fill="{one.ink}" fill-opacity=".06"' if one.is_filled and len(whole) == count else ""
    parts = [f'<path d="{path}" stroke="{one.ink}" stroke-width="2.4"{dash}{fill}/>'] if path else []
    for i, (point, p) in enumerate(zip(points, one.places, strict=True)):
        if p.is_open:
            ends = (_at(i, count, end, scale) for end in p.span)
            parts.append(svg_line(*next(ends), *next(ends), one.ink, 1.4))
        if point and one.shape:
            fill_ink, edge = (CARD, one.ink) if p.is_open else (one.ink, CARD)
            parts.append(svg_marker(one.shape, *point, fill_ink, edge))
    return f"<g>{''.join(parts)}</g>"
