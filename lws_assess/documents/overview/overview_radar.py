"""The overview's radar: everyone, up to two groups over each other, the targets, and last time.

It is drawn larger than the radars of the results, and it names areas by number alone: the ledger beside it names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    HAIR,
    INK,
    LINE,
    PAPER,
    SOFT,
    ScalePlace,
    area_disc,
    place_on_scale,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    target_place,
    to_svg,
)
from lws_assess.documents.charts.pairs import two_groups
from lws_assess.documents.charts.radar import against_the_whole, furthest_from_target
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.charts.spokes import TOGETHER, RadarOutline
from lws_assess.documents.claims import SaidWords
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults, CellResult

MIDDLE, RADIUS = 160.0, 128.0
TARGET, LAST_TIME = "Target", "Last time"


@dataclass(frozen=True)
class Outline:
    """One line of the radar: its name, where it stands in each area, and how it looks, never by ink alone."""

    name: str
    places: tuple[ScalePlace, ...]
    ink: str
    dash: str
    shape: str
    filled: bool = False


@dataclass(frozen=True)
class OverviewRadar:
    """The drawing, what each outline is, and its main point in a sentence."""

    svg: Markup
    outlines: tuple[Outline, ...]
    sentence: str


def overview_radar(
    audience: AudienceResults,
    reading: str,
    groups: Sequence[CellResult] = (),
    changes: AudienceChanges | None = None,
    with_target: bool = True,
    with_last_time: bool = False,
) -> OverviewRadar:
    """Everyone together, and what is laid over it; of `groups` the first two."""
    outlines = tuple(_outlines(audience, reading, groups[:2], changes, with_target, with_last_time))
    areas = [one.area for one in audience.areas]
    return OverviewRadar(
        _draw(areas, audience.audience.scale, outlines),
        outlines,
        _said(audience, outlines[0], groups[:2]).text,
    )


def _said(audience: AudienceResults, whole: Outline, groups: Sequence[CellResult]) -> SaidWords:
    """The main point, from the figures that are drawn."""
    if len(groups) > 1:
        return SaidWords(two_groups(audience, groups[0], groups[1]).sentence)
    areas = [one.area for one in audience.areas]
    if groups:
        scale = audience.audience.scale
        at = tuple(place_on_scale(groups[0].positions[area.code], scale) for area in areas)
        return against_the_whole(
            areas, RadarOutline(whole.name, whole.places), RadarOutline(groups[0].name, at)
        )
    pairs = list(zip(audience.areas, whole.places, strict=True))
    shown = [(one, at) for one, at in pairs if at.value is not None]
    if shown and audience.ranks_priorities:
        return furthest_from_target(shown)
    return highest_and_lowest([(one.area, at) for one, at in pairs])


def _outlines(
    audience: AudienceResults,
    reading: str,
    groups: Sequence[CellResult],
    changes: AudienceChanges | None,
    with_target: bool,
    with_last_time: bool,
) -> list[Outline]:
    scale = audience.audience.scale
    compared = (
        {one.area.code: one.reading(reading) for one in changes.areas} if changes and changes.cells else {}
    )

    def now_of(code: str) -> ScalePlace:
        """With a comparison, everyone stands where the compared groups do, as in the ledger."""
        if compared:
            return place_on_scale(compared[code].now, scale) if code in compared else _nowhere()
        return place_on_scale(
            next(one for one in audience.areas if one.area.code == code).reading(reading).position, scale
        )

    codes = [one.area.code for one in audience.areas]
    found = [Outline(TOGETHER, tuple(map(now_of, codes)), INK, "", "circle", filled=True)]
    if with_last_time and compared:
        then = tuple(
            place_on_scale(compared[code].then, scale) if code in compared else _nowhere() for code in codes
        )
        found.append(Outline(LAST_TIME, then, SOFT, "1.5 3", "triangle"))
    for cell, (ink, dash, shape) in zip(
        groups, (("#a8410a", "8 4", "square"), ("#1a5fa8", "3 3", "diamond")), strict=False
    ):
        found.append(
            Outline(
                cell.name,
                tuple(place_on_scale(cell.positions[code], scale) for code in codes),
                ink,
                dash,
                shape,
            )
        )
    if with_target and audience.ranks_priorities:
        found.append(
            Outline(TARGET, tuple(target_place(one.target, scale) for one in audience.areas), INK, "1 4", "")
        )
    return found


def _nowhere() -> ScalePlace:
    return ScalePlace(None, "Not compared", "–", "", 1, 1, "Not compared")


def _draw(areas: Sequence[Area], scale: Scale, outlines: Sequence[Outline]) -> Markup:
    parts = [_ring(level.value, scale) for level in scale.levels[1:]]
    for i, area in enumerate(areas):
        x, y = _at(i, len(areas), scale.top, scale, 17)
        parts.append(svg_line(MIDDLE, MIDDLE, *_at(i, len(areas), scale.top, scale), HAIR))
        parts.append(area_disc(area, x, y, 11))
    for level in scale.levels[1:]:
        away = RADIUS * (level.value - 1) / (scale.top - 1)
        angle = pi / len(areas)
        parts.append(
            svg_text(
                MIDDLE + away * sin(angle),
                MIDDLE - away * cos(angle) + 4,
                str(level.value),
                11,
                "middle",
                ink=SOFT,
            )
        )
    for one in reversed(outlines):
        parts.append(_outline(one, scale))
    return svg_picture("overview-radar", "Radar", 2 * MIDDLE, parts, 2 * MIDDLE)


def _at(i: int, of: int, value: float, scale: Scale, further: float = 0) -> tuple[float, float]:
    away = RADIUS * (value - 1) / (scale.top - 1) + further
    angle = 2 * pi * i / of
    return MIDDLE + away * sin(angle), MIDDLE - away * cos(angle)


def _ring(value: int, scale: Scale) -> str:
    ink = LINE if value == scale.top else HAIR
    middle, radius = to_svg(MIDDLE), to_svg(RADIUS * (value - 1) / (scale.top - 1))
    return f'<circle cx="{middle}" cy="{middle}" r="{radius}" stroke="{ink}"/>'


def _outline(one: Outline, scale: Scale) -> str:
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
    fill = f' fill="{one.ink}" fill-opacity=".06"' if one.filled and len(whole) == count else ""
    parts = [f'<path d="{path}" stroke="{one.ink}" stroke-width="2.4"{dash}{fill}/>'] if path else []
    for i, (point, p) in enumerate(zip(points, one.places, strict=True)):
        if p.is_open:
            parts.append(
                svg_line(*_at(i, count, p.span[0], scale), *_at(i, count, p.span[1], scale), one.ink, 1.4)
            )
        if point and one.shape:
            ink = (PAPER, one.ink) if p.is_open else (one.ink, PAPER)
            parts.append(svg_marker(one.shape, *point, *ink))
    return f"<g>{''.join(parts)}</g>"
