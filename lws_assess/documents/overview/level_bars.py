"""Bars along a scale: how far one figure has come, from the lowest level to the highest.

A bar has no words, and is stretched to the room that it gets: its figure stands beside it.
"""

from __future__ import annotations

from markupsafe import Markup

from lws_assess.documents.charts.drawing import LINE, PAPER, ScalePlace, to_svg
from lws_assess.survey.instruments import Area, Scale

LONG, HIGH = 300.0, 12.0


def level_bar(at: ScalePlace, area: Area, scale: Scale) -> Markup:
    """Filled as far as it is certain, pale as far as it may lie; empty and dashed where it is withheld."""
    look = area.display
    sure, reach = at.span if at.value is not None else (1.0, 1.0)
    parts = [_box(0, LONG, look.tint)]
    if at.is_open:
        parts.append(_box(_x(sure, scale), _x(reach, scale), look.colour, 'fill-opacity=".45"'))
    if at.value is not None:
        parts.append(_box(0, _x(sure, scale), look.colour))
    for level in scale.levels[1:-1]:
        x = to_svg(_x(level.value, scale))
        parts.append(f'<path d="M{x} 0V{to_svg(HIGH)}" stroke="{PAPER}" stroke-width="1.5" {_KEPT}/>')
    edge = 'stroke-dasharray="4 4"' if at.value is None else ""
    parts.append(
        f'<path d="M0 0H{to_svg(LONG)}V{to_svg(HIGH)}H0z" stroke="{LINE}" stroke-width="1" {edge} {_KEPT}/>'
    )
    return Markup(  # noqa: S704 - numbers and colours alone
        f'<svg class="level-bar" viewBox="0 0 {to_svg(LONG)} {to_svg(HIGH)}" preserveAspectRatio="none"'
        f' aria-hidden="true" fill="none">{"".join(parts)}</svg>'
    )


_KEPT = 'vector-effect="non-scaling-stroke"'


def _x(value: float, scale: Scale) -> float:
    return LONG * (value - 1) / (scale.top - 1)


def _box(start: float, end: float, fill: str, more: str = "") -> str:
    return (
        f'<path d="M{to_svg(start)} 0H{to_svg(end)}V{to_svg(HIGH)}H{to_svg(start)}z" fill="{fill}" {more}/>'
    )
