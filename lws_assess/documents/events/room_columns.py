"""Columns for a hall: one vote as bars on a common ground, two votes on one question as people who stand at levels.

Pictures for a hall are drawn in the units of a screen 1280 wide, so that the type of each is as large as it says.
Parts that static/reveal.js moves carry `data-reveal`; without it they stand where they end.

Of two votes each person is a dot: a ring where the first vote put them, a disc where the second did. Which disc was
which ring is neither known nor told. A disc starts from a ring of the same rank, counted from the lowest level on.
So what moves follows from the printed counts of both votes, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    INK,
    LINE,
    PAPER,
    SOFT,
    ScalePlace,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
    wrapped_lines,
)
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.instruments import Area, Scale

COUNT_TYPE, NAME_TYPE, SMALLEST_TYPE = 26.0, 20.0, 15.0
SLIDE_OF_MEANS = 34.0  # how high the line is on which both means stand
LARGEST_DOT, SMALLEST_DOT = 30.0, 3.0
STEP = 90  # milliseconds from one column to the next
LEAST_WAY = 34.0  # a mean that went less far than this on the drawing has no arrow


@dataclass(frozen=True)
class ColumnBoard:
    """Holds where levels stand: a slot for each, side by side, their names beneath a common ground."""

    wide: float
    high: float
    scale: Scale
    area: Area
    beneath: float = 0.0  # the room for what stands under the names

    @property
    def slot(self) -> float:
        return self.wide / self.scale.top

    @property
    def named(self) -> bool:
        """True if there is room for the levels' names, and not only for their numbers."""
        longest = max(self.names, key=len)
        return width_of(longest, SMALLEST_TYPE) <= self.slot - 6

    @property
    def names(self) -> list[str]:
        """Every word of the levels' names, since a name is broken between words."""
        return [word for level in self.scale.levels for word in level.label.split()]

    @property
    def type_size(self) -> float:
        longest = max(self.names, key=len)
        fits = NAME_TYPE * (self.slot - 6) / width_of(longest, NAME_TYPE)
        return min(NAME_TYPE, fits) if self.named else NAME_TYPE

    @property
    def folds(self) -> list[tuple[str, ...]]:
        """Returns what stands under each slot, line by line."""
        size = self.type_size
        return [
            (str(level.value), *(wrapped_lines(level.label, self.slot - 4, size) if self.named else ()))
            for level in self.scale.levels
        ]

    @property
    def ground(self) -> float:
        lines = max(map(len, self.folds))
        return self.high - self.beneath - 10 - lines * self.type_size * 1.15

    def middle(self, level: float) -> float:
        """Returns where a level, or a mean between two, stands."""
        return self.slot * (level - 0.5)

    def backdrop(self) -> Iterator[str]:
        """The slots in the area's pale colour, the ground, and the names under it."""
        size = self.type_size
        for i, lines in enumerate(self.folds):
            yield (
                f'<rect x="{to_svg(self.slot * i + 3)}" y="0" width="{to_svg(self.slot - 6)}" '
                f'height="{to_svg(self.ground)}" rx="6" fill="{self.area.display.tint}"/>'
            )
            for j, words in enumerate(lines):
                y = self.ground + 6 + size * (0.95 + 1.15 * j)
                bold = BOLD if j == 0 else ""
                yield svg_text(self.middle(i + 1), y, words, size, "middle", more=bold)
        yield svg_line(0, self.ground, self.wide, self.ground, LINE, 2)


# --- one vote ------------------------------------------------------------------------------------------------


def draw_columns(key: str, spread: RatingSpread, board: ColumnBoard) -> Markup:
    """A bar for each level, as long as is certain, and dashed as far as it may go beyond that."""
    longest = max(max(count.most for count in spread.counts), 1)
    room = board.ground - COUNT_TYPE * 1.3
    parts = list(board.backdrop())
    for i, count in enumerate(spread.counts):
        long, reach = (room * end / longest for end in (count.least, count.most))
        parts += _bar(board, i, (long, reach), f'data-reveal="grow" data-after="{STEP * i}"')
        parts.append(_number(board.middle(i + 1), board.ground - reach, board.slot, count, STEP * i))
    return svg_picture(key, "Bar chart", board.high, parts, board.wide)


def _bar(board: ColumnBoard, i: int, ends: tuple[float, float], moved: str) -> Iterator[str]:
    long, reach = ends
    colour, thick = board.area.display.colour, min(board.slot * 0.62, 150.0)
    left = board.middle(i + 1) - thick / 2
    if long:
        yield (
            f'<path d="{_box(left, board.ground - long, thick, long)}" fill="{colour}" stroke="{colour}" '
            f'stroke-width="2" {moved}/>'
        )
    if reach > long:
        more = _box(left, board.ground - reach, thick, reach - long)
        yield (
            f'<path d="{more}" fill="{PAPER}" stroke="{colour}" stroke-width="2" stroke-dasharray="6 5" '
            f'data-reveal="show" data-after="{STEP * i + 500}"/>'
        )


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"M{to_svg(x)} {to_svg(y)}h{to_svg(wide)}v{to_svg(high)}h{to_svg(-wide)}z"


def _fitted(count: BoundedCount, wide: float, size: float) -> tuple[str, float]:
    """A count and its type, no wider than its column: in brief where it would be too small, never too small to read."""
    words = f"{count}"
    if width_of(words, SMALLEST_TYPE) > wide:
        words = words.replace(" to ", "–")
    return words, max(SMALLEST_TYPE, min(size, size * wide / width_of(words, size)))


def _number(x: float, top: float, wide: float, count: BoundedCount, after: int) -> str:
    words, size = _fitted(count, wide, COUNT_TYPE)
    return svg_text(
        x,
        top - 7,
        words,
        size,
        "middle",
        ink=INK,
        more=f'{BOLD} data-reveal="run" data-after="{after}"',
    )


# --- two votes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Dot:
    """A person, or somebody who may be one, at a level."""

    x: float
    y: float
    sure: bool


def draw_moves(
    key: str, then: RatingSpread, now: RatingSpread, means: tuple[ScalePlace, ScalePlace], board: ColumnBoard
) -> Markup:
    """Rings where the first vote put people, and discs where the second did; beneath them how far the mean went."""
    dot = _size_of_dots(board, (*then.counts, *now.counts))
    rings, discs = _dots(then, board, dot, 0), _dots(now, board, dot, 1)
    parts = list(board.backdrop())
    parts += [_ring(one, dot, board) for one in rings]
    parts += _discs(rings, discs, dot, board)
    parts += _counts_of_both(then, now, rings, discs, dot, board)
    parts += _slide_of_means(means, board)
    return svg_picture(key, "Dots, one for each person, at both votes", board.high, parts, board.wide)


def _half(board: ColumnBoard) -> float:
    """The room for the dots of one vote at one level."""
    return board.slot / 2 - 10


def _size_of_dots(board: ColumnBoard, counts: Sequence[BoundedCount]) -> float:
    """The largest at which every column stands between the ground and its number."""
    most = max(max(count.most for count in counts), 1)
    room = board.ground - COUNT_TYPE * 1.4
    size = LARGEST_DOT
    while size > SMALLEST_DOT and -(-most // _abreast(board, size)) * size > room:
        size -= 0.5
    return size


def _abreast(board: ColumnBoard, size: float) -> int:
    return max(1, int(_half(board) / size))


def _dots(spread: RatingSpread, board: ColumnBoard, size: float, turn: int) -> list[_Dot]:
    """The dots of one vote, lowest level first and from the ground upwards; those that are open stand on top."""
    abreast = _abreast(board, size)
    found = []
    for i, count in enumerate(spread.counts):
        left = board.slot * i + 7 + turn * (_half(board) + 6)
        indent = (_half(board) - size * min(abreast, max(count.most, 1))) / 2
        for n in range(count.most):
            x = left + indent + size * (n % abreast + 0.5)
            found.append(_Dot(x, board.ground - 2 - size * (n // abreast + 0.5), n < count.least))
    return found


def _ring(one: _Dot, size: float, board: ColumnBoard) -> str:
    dashed = "" if one.sure else ' stroke-dasharray="3 3"'
    return (
        f'<circle cx="{to_svg(one.x)}" cy="{to_svg(one.y)}" r="{to_svg(size * 0.38)}" fill="{PAPER}" '
        f'stroke="{board.area.display.colour}" stroke-width="{1.2 if size < 12 else 2}"{dashed}/>'
    )


def _discs(rings: Sequence[_Dot], discs: Sequence[_Dot], size: float, board: ColumnBoard) -> Iterator[str]:
    """Discs that begin where a ring of the same rank is."""
    sure_then = [one for one in rings if one.sure]
    sure_now = [one for one in discs if one.sure]
    colour = board.area.display.colour
    for n, one in enumerate(sure_now):
        moved = 'data-reveal="show"'
        if sure_then:
            start = sure_then[n * len(sure_then) // len(sure_now)]
            by = f"{to_svg(start.x - one.x)} {to_svg(start.y - one.y)}"
            moved = f'data-reveal="walk" data-by="{by}" data-after="{900 + 700 * n // len(sure_now)}"'
        yield (
            f'<circle cx="{to_svg(one.x)}" cy="{to_svg(one.y)}" r="{to_svg(size * 0.44)}" fill="{colour}" '
            f"{moved}/>"
        )
    yield from (
        f'<circle cx="{to_svg(one.x)}" cy="{to_svg(one.y)}" r="{to_svg(size * 0.4)}" fill="{PAPER}" '
        f'stroke="{colour}" stroke-width="2" stroke-dasharray="4 3" data-reveal="show" data-after="2200"/>'
        for one in discs
        if not one.sure
    )


def _counts_of_both(
    then: RatingSpread,
    now: RatingSpread,
    rings: Sequence[_Dot],
    discs: Sequence[_Dot],
    dot: float,
    board: ColumnBoard,
) -> Iterator[str]:
    """Draws how many stood at each level, over their dots: then in grey, now in black."""
    size = min(COUNT_TYPE, _half(board) / 2)
    for turn, (spread, dots) in enumerate(((then, rings), (now, discs))):
        for i, count in enumerate(spread.counts):
            left = board.slot * i + 7 + turn * (_half(board) + 6)
            mine = [one.y for one in dots if left <= one.x <= left + _half(board)]
            top = min(mine, default=board.ground) - dot / 2
            x = left + _half(board) / 2
            words, fits = _fitted(count, _half(board) + 4, size)
            look = f'{BOLD} data-reveal="show" data-after="2200"' if turn else ""
            yield svg_text(x, top - 5, words, fits, "middle", ink=INK if turn else SOFT, more=look)


def _slide_of_means(means: tuple[ScalePlace, ScalePlace], board: ColumnBoard) -> Iterator[str]:
    """A line from level to level with the mean of the first vote as a ring and that of the second as a disc.

    A mean that is printed to the half is a stretch. Only two that are printed as they are have an arrow.
    """
    y = board.high - SLIDE_OF_MEANS / 2
    left, right = board.middle(1), board.middle(board.scale.top)
    yield svg_line(left, y, right, y, LINE, 3)
    yield from (svg_line(board.middle(i), y - 6, board.middle(i), y + 6, LINE, 3) for i in _levels(board))
    then, now = means
    colour = board.area.display.colour
    at = [board.middle(sum(one.span) / 2) for one in means]
    if not (then.is_open or now.is_open) and abs(at[1] - at[0]) >= LEAST_WAY:
        yield _arrow(at[0], at[1], y, colour)
    yield _mean(then, board, y, f'fill="{PAPER}" stroke="{colour}" stroke-width="4"')
    moved = f'data-reveal="walk" data-by="{to_svg(at[0] - at[1])} 0" data-after="900"'
    yield _mean(now, board, y, f'fill="{colour}" stroke="{PAPER}" stroke-width="2" {moved}')


def _levels(board: ColumnBoard) -> range:
    return range(1, board.scale.top + 1)


def _arrow(start: float, end: float, y: float, colour: str) -> str:
    way = 1 if end > start else -1
    tip = end - 13 * way
    return (
        f'<path d="M{to_svg(start + 11 * way)} {to_svg(y)}H{to_svg(tip - 10 * way)}" stroke="{colour}" '
        f'stroke-width="8" data-reveal="show" data-after="2200"/>'
        f'<path d="M{to_svg(tip - 12 * way)} {to_svg(y - 12)}L{to_svg(tip)} {to_svg(y)}L'
        f'{to_svg(tip - 12 * way)} {to_svg(y + 12)}z" fill="{colour}" data-reveal="show" data-after="2200"/>'
    )


def _mean(at: ScalePlace, board: ColumnBoard, y: float, look: str) -> str:
    low, high = (board.middle(end) for end in at.span)
    if not at.is_open:
        return f'<circle cx="{to_svg(low)}" cy="{to_svg(y)}" r="11" {look}/>'
    return f'<rect x="{to_svg(low)}" y="{to_svg(y - 9)}" width="{to_svg(high - low)}" height="18" rx="9" {look}/>'
