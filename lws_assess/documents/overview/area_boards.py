"""The board of one area: a scale with where it stood and stands, its target, and every group that is shown.

It is drawn twice, for a phone and for a wide screen, and the page shows one of them. Each group is a link where it has
an address. Whoever does not see the drawing hears the links, and finds every figure in the table of groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from lws_assess.documents.charts.drawing import (
    BOLD,
    ScalePlace,
    svg_line,
    svg_marker,
    svg_text,
    to_svg,
    width_of,
)
from lws_assess.documents.overview.ledger import LedgerRow
from lws_assess.documents.overview.overview_inks import CARD, EDGE, HAIR, HALO, INK, LINE, SOFT
from lws_assess.survey.instruments import Scale
from lws_assess.survey.keys import CellKey
from lws_assess.survey.results.round_results import CellResult

DOT, STEP = 6.0, 14.0  # the radius of a group's dot, and how far apart two stand that would touch
LINE_AT, DOTS_AT = 74.0, 122.0


@dataclass(frozen=True)
class BoardSize:
    """Holds how wide a board is drawn, and how large its type: in units that are pixels where it is seen."""

    key: str
    wide: float
    type_size: float


WIDE, PHONE = BoardSize("board-wide", 900.0, 14), BoardSize("board-phone", 320.0, 13)


@dataclass(frozen=True)
class BoardGroup:
    """One cell at its printed value."""

    cell: CellResult
    at: ScalePlace


def area_boards(
    row: LedgerRow, scale: Scale, groups: Sequence[BoardGroup], addresses: Mapping[CellKey, str]
) -> Markup:
    """Both boards of an area. `addresses` has the page of each group, by the key of its cell."""
    return Markup("").join(_board(row, scale, groups, addresses, size) for size in (WIDE, PHONE))


def _board(
    row: LedgerRow,
    scale: Scale,
    groups: Sequence[BoardGroup],
    addresses: Mapping[CellKey, str],
    size: BoardSize,
) -> Markup:
    dots = _in_heaps([one for one in groups if one.at.spot is not None], scale, size)
    high = max((y for *_, y in dots), default=DOTS_AT - STEP) + 14
    drawn = [*_levels(scale, size, high), *_places(row, scale, size)]
    if dots:
        drawn.append(svg_text(0, DOTS_AT - 20, "Groups", size.type_size, ink=SOFT))
    links = "".join(_group(one, x, y, scale, size, addresses.get(one.cell.key, "")) for one, x, y in dots)
    key = f"{size.key}-title"
    return Markup(  # noqa: S704 - every word in it has passed escape
        f'<svg class="{size.key}" viewBox="0 0 {to_svg(size.wide)} {to_svg(high)}" role="group"'
        f' aria-labelledby="{key}" fill="none"><title id="{key}">Groups on the scale</title>'
        f'<g aria-hidden="true">{"".join(drawn)}</g>{links}</svg>'
    )


def _x(value: float, scale: Scale, size: BoardSize) -> float:
    edge = 34.0 if size is PHONE else 60.0
    return edge + (size.wide - 2 * edge) * (value - 1) / (scale.top - 1)


def _levels(scale: Scale, size: BoardSize, bottom: float) -> list[str]:
    """The levels by name where there is room for all, and by number where there is not; then the ends by name."""
    room = (size.wide - 120) / (scale.top - 1)
    fits = all(width_of(level.label, size.type_size) < room for level in scale.levels)
    parts = []
    for level in scale.levels:
        x = _x(level.value, scale, size)
        parts.append(svg_line(x, 26, x, bottom - 6, HAIR))
        if fits:
            parts.append(svg_text(x, 16, f"{level.value} {level.label}", size.type_size, "middle", ink=SOFT))
        elif level.value in (1, scale.top):
            anchor = "start" if level.value == 1 else "end"
            at = 0 if level.value == 1 else size.wide
            parts.append(svg_text(at, 16, f"{level.value} {level.label}", size.type_size, anchor, ink=SOFT))
        else:
            parts.append(svg_text(x, 16, str(level.value), size.type_size, "middle", ink=SOFT))
    return parts


def _places(row: LedgerRow, scale: Scale, size: BoardSize) -> list[str]:
    colour, y = row.area.display.colour, LINE_AT
    now, then = row.now.spot, row.then.spot if row.then else None
    ends = (_x(1, scale, size), _x(scale.top, scale, size))
    parts = [svg_line(ends[0], y, ends[1], y, LINE, 1.5, "" if now is not None else 'stroke-dasharray="3 4"')]
    if (
        now is not None and then is not None and not row.compared_in
    ):  # else its length would be another change
        step = _x(then, scale, size), y, _x(now, scale, size), y
        parts += [svg_line(*step, EDGE, 7), svg_line(*step, colour, 5)]
    if row.target is not None:
        parts.append(svg_marker("diamond", _x(row.target, scale, size), y, CARD, INK, 1.8))
    if then is not None:
        parts.append(svg_marker("frame", _x(then, scale, size), y, EDGE, EDGE, 1))
        parts.append(svg_marker("square", _x(then, scale, size), y, CARD, colour, 2.2))
    if now is not None:
        parts += _now(row, _x(now, scale, size), colour, scale, size)
    return [*parts, *_labels(row, scale, size)]


def _now(row: LedgerRow, x: float, colour: str, scale: Scale, size: BoardSize) -> list[str]:
    """Returns where it stands; hollow, with a line as far as it may lie, where what is printed leaves that open."""
    parts = []
    if row.now.is_open:
        least, most = row.now.span
        parts.append(svg_line(_x(least, scale, size), LINE_AT, _x(most, scale, size), LINE_AT, colour, 3))
    fill, stroke = (CARD, colour) if row.now.is_open else (colour, EDGE)
    at = f'cx="{to_svg(x)}" cy="{to_svg(LINE_AT)}" r="9"'
    return [*parts, f'<circle {at} fill="{fill}" stroke="{stroke}" stroke-width="2"/>']


def _labels(row: LedgerRow, scale: Scale, size: BoardSize) -> list[str]:
    """Names of the places: now and target above the line, last time below; a target that would touch stands higher."""
    parts, above, now = [], LINE_AT - 18, None
    if row.now.spot is not None:
        words = f"Now {row.now.text}"
        now = _span_of(words, _x(row.now.spot, scale, size), size)
        parts.append(_label(words, now, above, size.type_size, BOLD))
    if row.target is not None:
        words = f"Target {row.target_text}"
        target = _span_of(words, _x(row.target, scale, size), size)
        touches = now is not None and now[0] < target[1] + 8 and target[0] < now[1] + 8
        parts.append(_label(words, target, above - 18 * touches, size.type_size))
    if row.then and row.then.spot is not None:
        words = f"Last time {row.then.text}"
        span = _span_of(words, _x(row.then.spot, scale, size), size)
        parts.append(_label(words, span, LINE_AT + 26, size.type_size))
    return parts


def _span_of(words: str, x: float, size: BoardSize) -> tuple[float, float]:
    """From where to where a label stands under or over a place, within the board."""
    wide = width_of(words, size.type_size) * 0.92
    left = min(max(x - wide / 2, 0), size.wide - wide)
    return left, left + wide


def _label(words: str, span: tuple[float, float], y: float, type_size: float, more: str = "") -> str:
    return svg_text(
        (span[0] + span[1]) / 2, y, words, type_size, "middle", ink=INK, more=f"{HALO} {more}".strip()
    )


def _in_heaps(
    groups: Sequence[BoardGroup], scale: Scale, size: BoardSize
) -> list[tuple[BoardGroup, float, float]]:
    """Each group at its value; one that would touch another stands beneath it, so that none hides another."""
    placed: list[tuple[BoardGroup, float, float]] = []
    for one in sorted(groups, key=lambda one: one.at.spot or 0):
        x, y = _x(one.at.spot or 1, scale, size), DOTS_AT
        while any(abs(x - at) < STEP - 0.5 and abs(y - down) < STEP - 0.5 for _, at, down in placed):
            y += STEP
        placed.append((one, x, y))
    return placed


def _group(one: BoardGroup, x: float, y: float, scale: Scale, size: BoardSize, address: str) -> str:
    name = f"{one.cell.name}: {one.at.text}"
    span = ""
    if one.at.is_open:
        least, most = one.at.span
        span = svg_line(_x(least, scale, size), y, _x(most, scale, size), y, SOFT, 2)
    fill, stroke = (CARD, SOFT) if one.at.is_open else (SOFT, CARD)
    dot = (
        f'{span}<circle cx="{to_svg(x)}" cy="{to_svg(y)}" r="{DOT:g}" fill="{fill}" stroke="{stroke}"'
        f' stroke-width="1.4"><title>{escape(name)}</title></circle>'
    )
    if not address:
        return f"<g>{dot}</g>"
    return f'<a href="{escape(address)}" aria-label="{escape(name)}">{dot}</a>'
