"""Tracks: one row an area, its scale from end to end, and dots on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

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
    WIDE,
    WIDTH,
    WORDS,
    ScalePlace,
    area_disc,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
    wrapped_lines,
)
from lws_assess.documents.charts.point_labels import NamedDot, name_dots
from lws_assess.survey.instruments import Area, Scale

BAR = ((PAPER, 5), (INK, 3))  # a bar and the edge that keeps it apart from the dots
NEAR = 7.0  # dots closer than this are stacked
FURTHEST = 11  # units above and below its line that a dot may stand
NAMES = 20.0  # room for the names of dots over a row


@dataclass(frozen=True)
class TrackBoard:
    """Says where on a board the tracks lie. On a wide one an area's name and its figures stand on its own line."""

    width: float
    left: float
    right: float
    row: float  # from one area to the next
    is_wide: bool = False


PHONE_BOARD = TrackBoard(WIDTH, 14.0, WIDTH - 14.0, 46.0)
WIDE_BOARD = TrackBoard(WIDE, 214.0, WIDE - 134.0, 35.0, is_wide=True)


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


@dataclass(frozen=True)
class NamedRow:
    """The row over which dots are named."""

    row: int
    dots: tuple[NamedDot, ...]


def draw_tracks(
    key: str, rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> Markup:
    """Draws them for phones and papers: dots are named over the first line that has all of them, else in a legend."""
    board = PHONE_BOARD
    named = _named_row(rows, scale, known, board)
    parts, top = ([], -8.0) if named else _known(known)
    bottom = top + 22 + board.row * len(rows) + (NAMES if named else 0)
    parts += _grid(scale, top + 10, bottom, board)
    y = top + 34
    for i, row in enumerate(rows):
        is_named = named is not None and named.row == i
        parts += _row(row, y, scale, NAMES if is_named else 0)
        if named and is_named:
            parts += _names(named.dots, y + 16, y + 18 + NAMES)
            y += NAMES
        y += board.row
    parts += _axis(scale, bottom + 14, board)
    return svg_picture(key, "Dot plot", bottom + 49, parts)


def draw_wide_tracks(
    key: str, rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> Markup:
    """Draws them for wide screens: an area is one line, and dots are named as on a phone."""
    board = WIDE_BOARD
    named = _named_row(rows, scale, known, board)
    parts, top = ([], 4.0) if named else _known_in_a_row(known, board)
    bottom = top + board.row * len(rows) + (NAMES if named else 0)
    parts += _grid(scale, top, bottom, board)
    y = top + board.row / 2
    for i, row in enumerate(rows):
        if named and named.row == i:
            y += NAMES
            parts += _names(named.dots, y - board.row / 2 - 6, y)
        parts += _wide_row(row, y, scale)
        y += board.row
    parts += _axis(scale, bottom + 14, board)
    return svg_picture(f"{key}-wide", "Dot plot", bottom + 49, parts, board.width)


def _names(dots: Sequence[NamedDot], y: float, base: float) -> list[str]:
    """Names on a line, and from each a thin line down to its dot."""
    parts = [svg_line(dot.foot, y + 4, dot.x, base - 8, LINE) for dot in dots]
    return [
        *parts,
        *(svg_text((dot.left + dot.right) / 2, y, dot.words, SMALL, "middle", more=HALO) for dot in dots),
    ]


def _named_row(
    rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]], board: TrackBoard
) -> NamedRow | None:
    """Returns the first row that has a dot of every kind and room over it, with the names of these dots; or None."""
    for i, row in enumerate(rows):
        found: dict[str, list[float]] = {}
        for dot in row.dots:
            if dot.place.spot is not None:
                found.setdefault(dot.shape, []).append(_x(dot.place.spot, scale, board))
        if all(shape in found for shape, *_ in known):
            middle = sum(min(spots) for spots in found.values()) / len(found)
            points = [(max(found[s], key=lambda x: abs(x - middle)), words) for s, _, words in known]
            if dots := name_dots(points, 1.0, board.width - 1):
                return NamedRow(i, tuple(dots))
    return None


def _known(known: Sequence[tuple[str, str, str]]) -> tuple[list[str], float]:
    """Returns what each kind of dot means, one a line."""
    parts, y = [], 14.0
    for shape, fill, words in known:
        parts.append(_known_mark(shape, fill, 16, y))
        for lines in wrapped_lines(words, WIDTH - 34):
            parts.append(svg_text(30, y, lines))
            y += 16
        y += 4
    return parts, y - 14


def _known_in_a_row(known: Sequence[tuple[str, str, str]], board: TrackBoard) -> tuple[list[str], float]:
    """Returns what each kind of dot means, as many to a line as there is room for; and where the rows begin."""
    parts, x, y = [], 16.0, 14.0
    for shape, fill, words in known:
        if x > 16 and x + width_of(words) > board.width - 20:
            x, y = 16.0, y + 20
        parts += [_known_mark(shape, fill, x, y), svg_text(x + 14, y, words)]
        x += 44 + width_of(words)
    return parts, y + 12


def _known_mark(shape: str, fill: str, x: float, y: float) -> str:
    return _mark(shape, x, y - 4, fill, INK if fill in (PAPER, "none") else PAPER)


def _grid(scale: Scale, top: float, bottom: float, board: TrackBoard) -> list[str]:
    across = (_x(level.value, scale, board) for level in scale.levels)
    return [svg_line(x, top, x, bottom, HAIR) for x in across]


def _axis(scale: Scale, y: float, board: TrackBoard) -> list[str]:
    """Under each level its number and, where there is room for all, its name, on two lines by turns."""
    last, room = len(scale.levels) - 1, 2 * (board.right - board.left) / (scale.top - 1) - 10
    fits = all(width_of(level.label, SMALL) <= room for level in scale.levels)
    ends = {} if board.is_wide else {0: (0.0, ""), last: (board.width - 1.0, "end")}
    parts = []
    for i, level in enumerate(scale.levels):
        x = _x(level.value, scale, board)
        parts.append(svg_text(x, y, str(level.value), SMALL, "middle", ink=SOFT))
        if fits:
            at, anchor = ends.get(i, (x, "middle"))
            parts.append(svg_text(at, y + 15 + 14 * (i % 2), level.label, SMALL, anchor, ink=SOFT))
    return parts


def _x(value: float, scale: Scale, board: TrackBoard) -> float:
    return board.left + (board.right - board.left) * (value - 1) / (scale.top - 1)


def _row(row: TrackRow, y: float, scale: Scale, further: float = 0) -> list[str]:
    """Number, short name and figures on one line; the scale with its dots on the next, or so much further down."""
    return [
        area_disc(row.area, 11, y - 4.5),
        svg_text(26, y, row.area.short_name, more=HALO),
        _figures(row, WIDTH - 2, y),
        *_track(row, y + 18 + further, scale, PHONE_BOARD),
    ]


def _wide_row(row: TrackRow, y: float, scale: Scale) -> list[str]:
    """Number, short name, the scale with its dots, and figures, all on one line."""
    folds = wrapped_lines(row.area.short_name, WIDE_BOARD.left - 40, WORDS)
    first = y + 4.5 - 7.5 * (len(folds) - 1)
    return [
        area_disc(row.area, 11, y),
        *(svg_text(26, first + 15 * i, fold) for i, fold in enumerate(folds)),
        *_track(row, y, scale, WIDE_BOARD),
        _figures(row, WIDE_BOARD.width - 2, y + 4.5),
    ]


def _figures(row: TrackRow, x: float, y: float) -> str:
    style = f'font-style="italic" {HALO}' if row.blank else f"{BOLD} {HALO}"
    return svg_text(x, y, row.words, anchor="end", ink=SOFT if row.blank else INK, more=style)


def _track(row: TrackRow, base: float, scale: Scale, board: TrackBoard) -> list[str]:
    look = (LINE, 1.5, 'stroke-dasharray="3 4"') if row.blank else (HAIR, 1.5, "")
    parts = [svg_line(board.left, base, board.right, base, *look)]
    drawn = [(_x(at, scale, board), dot) for dot in row.dots if (at := dot.place.spot) is not None]
    parts += [_span(dot.place, base, scale, board) for _, dot in drawn if dot.place.is_open]
    is_joined = row.joined and len(drawn) == 2
    if is_joined:
        parts.append(svg_line(drawn[0][0], base, drawn[1][0], base, row.area.display.colour, 4))
    heights = _heights([(x, dot.shape) for x, dot in drawn], row)
    for (x, dot), height in zip(drawn, heights, strict=True):
        fill, stroke = (
            (dot.fill, dot.stroke)
            if not dot.place.is_open
            else (PAPER, dot.stroke if dot.fill == "none" else dot.fill)
        )
        parts.append(_mark(dot.shape, x, base + height, fill, stroke))
    return parts


def _heights(drawn: Sequence[tuple[float, str]], row: TrackRow) -> list[float]:
    """Returns how far from the line each dot stands, so that none hides another. A frame stands around a dot."""
    if row.joined:
        meet = len(drawn) == 2 and abs(drawn[0][0] - drawn[1][0]) < NEAR
        return [5.5, -5.5] if meet and "frame" not in {shape for _, shape in drawn} else [0.0] * len(drawn)
    taken: list[tuple[float, float]] = []
    return [_free(x, taken) if shape in row.making_room else 0.0 for x, shape in drawn]


def _span(place: ScalePlace, y: float, scale: Scale, board: TrackBoard) -> str:
    """From where to where a place may lie, under its dot."""
    least, most = (_x(end, scale, board) for end in place.span)
    return svg_line(least, y, most, y, SOFT, 2.5)


def _free(x: float, taken: list[tuple[float, float]]) -> float:
    """Returns where a dot finds room: on the line, then above and below it by turns.

    Where all of these are taken it stands as far from the others as it can, so that each is seen at least in part.
    """
    heights = (0.0, -6.0, 6.0, -10.0, 10.0)
    free = (h for h in heights if all(abs(x - other) >= NEAR or h != at for other, at in taken))
    between = (h / 2 for h in range(-2 * FURTHEST, 2 * FURTHEST + 1))
    height = next(free, None)
    if height is None:
        # Whoever stands further aside than anybody in the way can be high or low is never the nearest.
        near = [(x - other, at) for other, at in taken if abs(x - other) < NEAR + 2 * FURTHEST]
        height = max(between, key=lambda h: min(hypot(aside, h - at) for aside, at in near))
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
