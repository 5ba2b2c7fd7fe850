"""Drawings of the overview's radar: large, with areas by number, and as small rainbows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from lws_assess.documents.charts.arches import CROWDED, LARGE_ARCH, SMALL_ARCH, ArchLook, draw_arch
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

TYPE = 13


@dataclass(frozen=True)
class RadarBoard:
    """Says how large a radar is drawn, in units that are about pixels where it is seen: its type is always of 13."""

    key: str
    middle: float
    radius: float
    beyond: float  # from the outermost ring to the middle of a number
    disc: float
    arch: ArchLook  # of a rainbow of the same size

    def at(self, i: int, of: int, value: float, scale: Scale, further: float = 0) -> tuple[float, float]:
        """The point of a value on a spoke; the centre is the scale's lowest point."""
        away = self.radius * (value - 1) / (scale.top - 1) + further
        angle = 2 * pi * i / of
        return self.middle + away * sin(angle), self.middle - away * cos(angle)


SMALL_BOARD = RadarBoard("small", 93.5, 69.0, 14.5, 9.5, SMALL_ARCH)
LARGE_BOARD = RadarBoard("large", 160.0, 130.0, 17.0, 11.0, LARGE_ARCH)


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


def draw_rainbow(
    key: str, areas: Sequence[Area], scale: Scale, outline: OverviewOutline, board: RadarBoard
) -> Markup:
    """A rainbow of one outline."""
    arch = board.arch
    body = draw_arch(key, list(zip(areas, outline.places, strict=True)), scale, arch)
    foot = (42 if arch.values else 24) + 14 * (len(areas) > CROWDED)
    return svg_picture(key, f"Rainbow: {outline.name}", arch.ground + foot, body, 2 * arch.middle)


def draw_overview_radar(
    areas: Sequence[Area], scale: Scale, outlines: Sequence[OverviewOutline], board: RadarBoard
) -> Markup:
    """Every outline over the others, the first one uppermost."""
    count, top = len(areas), scale.top
    parts = [_ring(level.value, scale, board) for level in scale.levels[1:]]
    for i, area in enumerate(areas):
        parts.append(svg_line(board.middle, board.middle, *board.at(i, count, top, scale), HAIR))
        parts.append(area_disc(area, *board.at(i, count, top, scale, board.beyond), board.disc, TYPE))
    parts += [_level(level.value, count, scale, board) for level in scale.levels]
    parts += [_outline(one, scale, board) for one in reversed(outlines)]
    return svg_picture(f"overview-radar-{board.key}", "Radar", 2 * board.middle, parts, 2 * board.middle)


def _level(value: int, areas: int, scale: Scale, board: RadarBoard) -> str:
    """The number of a level, half way between the first two spokes; that of the lowest stands at the centre."""
    x, y = board.at(1, 2 * areas, value, scale)
    return svg_text(x, y + 4, str(value), TYPE, "middle", ink=SOFT)


def _ring(value: int, scale: Scale, board: RadarBoard) -> str:
    ink = LINE if value == scale.top else HAIR
    middle, radius = to_svg(board.middle), to_svg(board.radius * (value - 1) / (scale.top - 1))
    return f'<circle cx="{middle}" cy="{middle}" r="{radius}" stroke="{ink}"/>'


def _outline(one: OverviewOutline, scale: Scale, board: RadarBoard) -> str:
    """A closed line where every place is there; otherwise pieces between neighbours that both are."""
    count = len(one.places)
    points = [None if p.spot is None else board.at(i, count, p.spot, scale) for i, p in enumerate(one.places)]
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
            ends = (board.at(i, count, end, scale) for end in p.span)
            parts.append(svg_line(*next(ends), *next(ends), one.ink, 1.4))
        if point and one.shape:
            fill_ink, edge = (CARD, one.ink) if p.is_open else (one.ink, CARD)
            parts.append(svg_marker(one.shape, *point, fill_ink, edge))
    return f"<g>{''.join(parts)}</g>"
