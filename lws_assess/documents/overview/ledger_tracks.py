"""The tracks of a ledger: one area on the scale, with last time, now, target and its groups.

A row prints the same figures beside its track, so that whoever does not see the drawing misses none of them. Groups
stand beneath the line, each at its printed value; where only an end of the scale is named, a line covers that end.
"""

from __future__ import annotations

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    HAIR,
    INK,
    PAPER,
    SOFT,
    ScalePlace,
    svg_line,
    svg_marker,
    to_svg,
)
from lws_assess.documents.overview.ledger import LedgerRow
from lws_assess.survey.instruments import Scale

WIDE, HIGH = 280.0, 30.0
EDGE = 9.0  # room for half a marker
BASE, BELOW = 11.0, 25.0  # where the area stands, and its groups
DOT = 2.6


def track(row: LedgerRow, scale: Scale) -> Markup:
    """The drawing of one row. It has no name of its own: see the row."""
    colour = row.area.display.colour
    parts = [
        svg_line(_x(level.value, scale), 0, _x(level.value, scale), HIGH, HAIR) for level in scale.levels
    ]
    parts += [_dot(dot.at, scale) for dot in row.dots]
    then, now = _spot(row.then), _spot(row.now)
    if then is not None and now is not None:
        parts.append(svg_line(_x(then, scale), BASE, _x(now, scale), BASE, colour, 4))
    parts.append(svg_marker("diamond", _x(row.target_value, scale), BASE, "none", INK, 1.6))
    if then is not None:
        parts.append(svg_marker("square", _x(then, scale), BASE, PAPER, colour, 2))
    if now is not None:
        is_open = row.now.is_open
        if is_open:
            least, most = row.now.span
            parts.append(svg_line(_x(least, scale), BASE, _x(most, scale), BASE, colour, 2))
        fill, stroke = (PAPER, colour) if is_open else (colour, PAPER)
        at = f'cx="{to_svg(_x(now, scale))}" cy="{to_svg(BASE)}" r="6"'
        parts.append(f'<circle {at} fill="{fill}" stroke="{stroke}" stroke-width="1.6"/>')
    drawn = "".join(parts)
    return Markup(  # noqa: S704 - numbers and colours alone
        f'<svg class="track" viewBox="0 0 {to_svg(WIDE)} {to_svg(HIGH)}" aria-hidden="true" fill="none">{drawn}</svg>'
    )


def _x(value: float, scale: Scale) -> float:
    return EDGE + (WIDE - 2 * EDGE) * (value - 1) / (scale.top - 1)


def _spot(at: ScalePlace | None) -> float | None:
    return at.spot if at is not None else None


def _dot(at: ScalePlace, scale: Scale) -> str:
    if at.is_open:
        least, most = at.span
        return svg_line(_x(least, scale), BELOW, _x(most, scale), BELOW, SOFT, 2, 'stroke-opacity=".55"')
    spot = at.spot or 1
    return f'<circle cx="{to_svg(_x(spot, scale))}" cy="{to_svg(BELOW)}" r="{DOT}" fill="{SOFT}" fill-opacity=".55"/>'
