"""Tracks: one row an area, its scale from end to end, and dots on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from lws_assess.survey.instruments import Area, Scale

BAR = ((PAPER, 5), (INK, 3))  # a bar and the edge that keeps it apart from the dots
NEAR = 7.0  # dots closer than this are stacked


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


def draw_tracks(
    key: str, rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> Markup:
    parts, top = _known(known)
    bottom = top + 22 + PHONE_BOARD.row * len(rows)
    parts += _grid(scale, top + 10, bottom, PHONE_BOARD)
    for i, row in enumerate(rows):
        parts += _row(row, top + 34 + PHONE_BOARD.row * i, scale)
    parts += _axis(scale, bottom + 14, PHONE_BOARD)
    return svg_picture(key, "Dot plot", bottom + 49, parts)


def draw_wide_tracks(
    key: str, rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> Markup:
    """Draws them for wide screens: an area is one line, and dots are named where they stand if there is room."""
    board, named = WIDE_BOARD, _named_dots(rows, scale, known)
    parts, top = ([], 4.0) if named else _known_in_a_row(known, board)
    bottom = top + board.row * len(rows)
    parts += _grid(scale, top, bottom, board)
    for i, row in enumerate(rows):
        parts += _wide_row(row, top + board.row * (i + 0.5), scale)
    parts += [svg_text(x, top + board.row / 2 + 4, words, size, anchor) for x, words, size, anchor in named]
    parts += _axis(scale, bottom + 14, board)
    return svg_picture(f"{key}-wide", "Dot plot", bottom + 49, parts, board.width)


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


def _named_dots(
    rows: Sequence[TrackRow], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> list[tuple[float, str, float, str]]:
    """Returns the names of the two dots of the first row, outside of them; none where they have no room there.

    >>> _named_dots((), None, ())
    []
    """
    board = WIDE_BOARD
    found = (
        [(_x(dot.place.spot, scale, board), dot) for dot in rows[0].dots if dot.place.spot is not None]
        if rows
        else []
    )
    if len(known) != 2 or len(found) != 2 or {s for s, *_ in known} != {dot.shape for _, dot in found}:
        return []
    words = {shape: name for shape, _, name in known}
    (low, one), (high, other) = sorted(found, key=lambda at: at[0])
    fits = (
        width_of(words[one.shape], SMALL) < low - board.left - 14
        and width_of(words[other.shape], SMALL) < board.right - high - 14
    )
    if not fits or high - low < 3 * NEAR:
        return []
    return [(low - 14, words[one.shape], SMALL, "end"), (high + 14, words[other.shape], SMALL, "")]


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


def _row(row: TrackRow, y: float, scale: Scale) -> list[str]:
    """Number, short name and figures on one line; the scale with its dots on the next."""
    return [
        area_disc(row.area, 11, y - 4.5),
        svg_text(26, y, row.area.short_name, more=HALO),
        _figures(row, WIDTH - 2, y),
        *_track(row, y + 18, scale, PHONE_BOARD),
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
