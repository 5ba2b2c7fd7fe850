"""The tracks of a ledger: one area on the scale, with last time, now, target and its groups.

A row prints the same figures beside its track, so that whoever does not see the drawing misses none of them. Groups
stand beneath the line, each at its printed value; where only an end of the scale is named, a line covers that end.
Whoever points at a group reads its name.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from lws_assess.documents.charts.drawing import ScalePlace, svg_line, svg_marker, to_svg
from lws_assess.documents.overview.ledger import LedgerDot, LedgerRow
from lws_assess.documents.overview.overview_inks import CARD, EDGE, HAIR, INK, SOFT
from lws_assess.survey.instruments import Scale

WIDE, HIGH = 280.0, 30.0
SIDE = 9.0  # room for half a marker
BASE, BELOW = 11.0, 25.0  # where the area stands, and its groups
DOT = 2.6


def draw_track(row: LedgerRow, scale: Scale) -> Markup:
    """The drawing of one row. It has no name of its own: see the row."""
    colour = row.area.display.colour
    parts = [
        svg_line(_x(level.value, scale), 0, _x(level.value, scale), HIGH, HAIR) for level in scale.levels
    ]
    parts += [_dot(dot, scale) for dot in row.dots]
    then, now = _spot(row.then), _spot(row.now)
    if (
        then is not None and now is not None and not row.compared_in
    ):  # else its length would be another change
        ends = _x(then, scale), BASE, _x(now, scale), BASE
        parts += [svg_line(*ends, EDGE, 6), svg_line(*ends, colour, 4)]
    if row.target is not None:
        parts.append(svg_marker("diamond", _x(row.target, scale), BASE, CARD, INK, 1.6))
    if then is not None:
        parts.append(svg_marker("frame", _x(then, scale), BASE, EDGE, EDGE, 1))
        parts.append(svg_marker("square", _x(then, scale), BASE, CARD, colour, 2))
    if now is not None:
        parts.append(_now(row.now, now, colour, scale))
    drawn = "".join(parts)
    return Markup(  # noqa: S704 - numbers and colours, and names that have passed escape
        f'<svg class="track" viewBox="0 0 {to_svg(WIDE)} {to_svg(HIGH)}" aria-hidden="true" fill="none">{drawn}</svg>'
    )


def _now(at: ScalePlace, spot: float, colour: str, scale: Scale) -> str:
    """A disc at an exact figure; a ring, and a line as far as it may lie, at one that leaves several values open."""
    reach = (
        [svg_line(_x(at.span[0], scale), BASE, _x(at.span[1], scale), BASE, colour, 2)] if at.is_open else []
    )
    fill, stroke = (CARD, colour) if at.is_open else (colour, EDGE)
    where = f'cx="{to_svg(_x(spot, scale))}" cy="{to_svg(BASE)}" r="6"'
    return f'{"".join(reach)}<circle {where} fill="{fill}" stroke="{stroke}" stroke-width="1.6"/>'


def _x(value: float, scale: Scale) -> float:
    return SIDE + (WIDE - 2 * SIDE) * (value - 1) / (scale.top - 1)


def _spot(at: ScalePlace | None) -> float | None:
    return at.spot if at is not None else None


def _dot(dot: LedgerDot, scale: Scale) -> str:
    named = f"<title>{escape(dot.name)}: {escape(dot.at.text)}</title>"
    if dot.at.is_open:
        least, most = (to_svg(_x(end, scale)) for end in dot.at.span)
        path = f"M{least} {to_svg(BELOW)}H{most}"
        return f'<path d="{path}" stroke="{SOFT}" stroke-width="3" stroke-opacity=".5">{named}</path>'
    at = f'cx="{to_svg(_x(dot.at.spot or 1, scale))}" cy="{to_svg(BELOW)}" r="{DOT}"'
    return f'<circle {at} fill="{SOFT}" fill-opacity=".6">{named}</circle>'
