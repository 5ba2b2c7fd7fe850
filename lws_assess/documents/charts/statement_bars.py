"""Bars of statements: how ratings of each were spread, from the lowest level to the highest.

A shade is edged in the area's own colour, so that the lightest has an edge and neighbours stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
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
    svg_box,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    width_of,
    wrapped_lines,
)
from lws_assess.documents.charts.shades import ColourShade, shade_of_colour
from lws_assess.survey.instruments import Area, Question, Scale
from lws_assess.survey.releases.privacy import Distribution
from lws_assess.survey.rounding import whole_percent
from lws_assess.survey.withheld import Withheld

BAR = 20.0  # how high a bar is
NARROW = 27.0  # a segment narrower than this holds no percentage
SPREAD_NOT_SHOWN = "how answers were spread: not shown"


@dataclass(frozen=True)
class DrawnStatement:
    """One statement as it is drawn: where it stands, and how ratings were spread."""

    question: Question
    name: str
    place: ScalePlace
    spread: Distribution | Withheld


@dataclass(frozen=True)
class StatementBoard:
    """Says where bars lie. On a wide board the statement stands to their left and the figure to their right."""

    width: float
    left: float
    right: float
    is_wide: bool = False

    def along(self, value: float, scale: Scale) -> float:
        return self.left + 7 + (self.right - self.left - 14) * (value - 1) / (scale.top - 1)


PHONE = StatementBoard(WIDTH, 1.0, WIDTH - 1.0)
WIDE_BOARD = StatementBoard(WIDE, 292.0, WIDE - 104.0, is_wide=True)


def draw_statements(
    key: str, area: Area, found: Sequence[DrawnStatement], scale: Scale, board: StatementBoard
) -> Markup:
    parts, y = _known(area, scale, board)
    for statement in found:
        row, y = (_wide_row if board.is_wide else _row)(statement, area, scale, y)
        parts += row
    return svg_picture(key, "Bars of answers", y - 8, parts, board.width)


def _known(area: Area, scale: Scale, board: StatementBoard) -> tuple[list[str], float]:
    """Returns what each shade means: as many to a line as there is room for; and where the rows begin."""
    parts, x, y, edge = [area_disc(area, 11, 12)], 28.0, 12.0, area.display.colour
    for level in scale.levels:
        wide = 26 + width_of(level.label, SMALL) + 10
        if x > 28 and x + wide > board.width + 10:
            x, y = 28.0, y + 24
        look = _shade(area, level.value, scale)
        parts += [
            svg_box(x, y - 9, 20, 18, look.fill, edge),
            svg_text(x + 10, y + 4.3, str(level.value), SMALL, "middle", ink=look.ink, more=BOLD),
            svg_text(x + 26, y + 4.3, level.label, SMALL),
        ]
        x += wide
    return parts, y + 36


def _row(statement: DrawnStatement, area: Area, scale: Scale, y: float) -> tuple[list[str], float]:
    """Topic and mean, the bar under them, then how far people agree; and where the next row begins."""
    at = statement.place
    figure = f"{at.text} {at.band}".rstrip()
    wide = WIDTH - 12 - width_of(figure) - 8
    parts = [
        svg_text(WIDTH - 1, y, figure, anchor="end", ink=INK if at.value is not None else SOFT, more=BOLD)
    ]
    for words in wrapped_lines(statement.name, wide):
        parts.append(svg_text(0, y, words))
        y += 16
    y -= 8
    parts += list(_bar(statement, area, scale, y, PHONE))
    y += BAR + 13
    if said := _word(statement):
        y += 16
        parts.append(svg_text(0, y, said, SMALL, ink=SOFT, more='font-style="italic"'))
    if at.people:
        parts.append(svg_text(WIDTH - 1, y, f"{at.people:,} rated it", SMALL, "end", ink=SOFT))
    return parts, y + 30


def _wide_row(statement: DrawnStatement, area: Area, scale: Scale, y: float) -> tuple[list[str], float]:
    """Draws side by side: the statement and how far people agree, the bar, and the mean with its level."""
    at, board = statement.place, WIDE_BOARD
    figures = [(at.text, WORDS, BOLD, INK if at.value is not None else SOFT)]
    figures += [(at.band, SMALL, "", INK)] if at.band else []
    figures += [(f"{at.people:,} rated it", SMALL, "", SOFT)] if at.people else []
    room, text = board.left - 16, statement.question.text if statement.question.topic else ""
    words = [(line, WORDS, BOLD, INK) for line in wrapped_lines(statement.name, room)]
    words += [(line, SMALL, "", INK) for line in wrapped_lines(text, room, SMALL) if line]
    agreed = wrapped_lines(_word(statement), room, SMALL)
    words += [(line, SMALL, 'font-style="italic"', SOFT) for line in agreed if line]
    parts = [*_column(words, 0, y), *_column(figures, board.right + 14, y)]
    parts += list(_bar(statement, area, scale, y - 8, board))
    return parts, y + max(16.0 * max(len(words), len(figures)), BAR + 16) + 12


def _column(lines: Sequence[tuple[str, float, str, str]], x: float, y: float) -> Iterator[str]:
    for i, (words, size, more, ink) in enumerate(lines):
        yield svg_text(x, y + 4 + 16 * i, words, size, ink=ink, more=more)


def _word(statement: DrawnStatement) -> str:
    if isinstance(statement.spread, Distribution):
        return statement.spread.word
    return SPREAD_NOT_SHOWN if statement.place.value is not None else ""


def _bar(
    statement: DrawnStatement, area: Area, scale: Scale, y: float, board: StatementBoard
) -> Iterator[str]:
    """The ratings from lowest to highest; where their spread is not shown, the scale with the mean on it."""
    if not isinstance(statement.spread, Distribution):
        yield from _track(statement.place, area, scale, y + BAR / 2, board)
        return
    x = board.left
    for level, count in enumerate(statement.spread.counts, 1):
        wide = (board.right - board.left) * count / statement.spread.n
        if count:
            share = f"{whole_percent(count, statement.spread.n)}%"
            yield from _segment(x, y, wide, level, share, area, scale)
        x += wide


def _segment(
    x: float, y: float, wide: float, level: int, share: str, area: Area, scale: Scale
) -> Iterator[str]:
    look = _shade(area, level, scale)
    yield svg_box(x, y, wide, BAR, look.fill, area.display.colour)
    if wide >= NARROW:
        yield svg_text(x + wide / 2, y + 14.5, share, SMALL, "middle", ink=look.ink)
    if wide >= 9:
        yield svg_text(x + wide / 2, y + BAR + 12.5, str(level), SMALL, "middle", ink=SOFT)


def _track(at: ScalePlace, area: Area, scale: Scale, y: float, board: StatementBoard) -> Iterator[str]:
    look = (HAIR, 1.5, "") if at.value is not None else (LINE, 1.5, 'stroke-dasharray="3 4"')
    yield svg_line(board.left + 7, y, board.right - 7, y, *look)
    for level in scale.levels:
        x = board.along(level.value, scale)
        yield svg_line(x, y - 4, x, y + 4, LINE)
        yield svg_text(x, y + BAR / 2 + 12.5, str(level.value), SMALL, "middle", ink=SOFT)
    if at.spot is not None:
        colour = area.display.colour
        if at.is_open:
            yield svg_line(
                *(board.along(at.span[0], scale), y), *(board.along(at.span[1], scale), y), colour, 3
            )
        fill, edge = (PAPER, colour) if at.is_open else (colour, PAPER)
        yield svg_marker("circle", board.along(at.spot, scale), y, fill, edge, 1.6)


def _shade(area: Area, level: int, scale: Scale) -> ColourShade:
    return shade_of_colour(area.display.colour, (level - 1) / (scale.top - 1))
