"""Our own drawings of chosen figures: what stands on the page before, and without, the charts library.

A radar of up to three series is drawn as on the pages of results. All else stands as markers on lines, an area a
line, or as points between two axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    NOT_SHOWN,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    ScalePlace,
    area_disc,
    blur_note,
    size_of_drawing,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
    wrapped_lines,
)
from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.charts.spokes import MOST_SERIES, OutlineLook, RadarOutline, draw_spokes
from lws_assess.documents.explore.chosen_figures import (
    FEWEST_SPOKES,
    ChosenFigures,
    FigureBoard,
    FigureKind,
    FigureSeries,
)
from lws_assess.documents.explore.measures import ExploredAxis
from lws_assess.documents.explore.series_looks import SeriesLook, looks_of_series, series_key
from lws_assess.survey.instruments import Area

KEY = "chosen-figures"
LEFT, RIGHT = 14.0, WIDTH - 14.0
ROW, MARKER_STEP = 30.0, 11.0  # of an area with one line of markers, and each further one
SIDE, SQUARE = 34.0, 300.0  # of points: room for the upright axis, and how high its board is


def explored_chart(chosen: ChosenFigures) -> Chart:
    """The chosen figures as a picture with its table and its sentence."""
    places = [place for one in chosen.series for place in (*one.places, *one.upright)]
    return Chart(
        key=KEY,
        title=chosen.title,
        sentence=chosen.sentence,
        headers=chosen.headers,
        rows=chosen.rows,
        svg=_drawing(chosen),
        note=blur_note(places),
    )


@dataclass(frozen=True)
class SeriesMark:
    """Says how a series is drawn, for a key: what it is called, its marker, and the key that its traces share."""

    key: str
    name: str
    svg: Markup


def series_marks(chosen: ChosenFigures) -> tuple[SeriesMark, ...]:
    """The key of a picture, in the order of its series."""
    looks = looks_of_series(chosen.series)
    return tuple(
        SeriesMark(series_key(number), one.name, _mark_alone(look))
        for number, (one, look) in enumerate(zip(chosen.series, looks, strict=True))
    )


def _mark_alone(look: SeriesLook) -> Markup:
    """A marker on its stroke, as a decoration beside a name."""
    dash = f'stroke-dasharray="{look.strokes}"' if look.strokes else ""
    drawn = svg_line(0, 8, 30, 8, look.ink, 2.2, dash) + svg_marker(look.shape, 15, 8, look.ink)
    return Markup(f'<svg viewBox="0 0 30 16" aria-hidden="true">{drawn}</svg>')  # noqa: S704 - nobody's words


def _drawing(chosen: ChosenFigures) -> Markup:
    """One board, or several beneath each other with what each of them is about."""
    looks = iter(looks_of_series(chosen.series))
    if len(chosen.boards) == 1:
        return _board(chosen, chosen.boards[0], tuple(looks), KEY)
    parts: list[str] = []
    y = 0.0
    for number, board in enumerate(chosen.boards, 1):
        for words in wrapped_lines(board.title, WIDTH - 4):
            y += 17
            parts.append(svg_text(2, y, words, more=BOLD))
        svg = _board(chosen, board, tuple(islice(looks, len(board.series))), f"{KEY}-{number}")
        wide, high = size_of_drawing(svg)
        at = f'<svg x="{to_svg((WIDTH - wide) / 2)}" y="{to_svg(y + 8)}" width="{to_svg(wide)}" '
        parts.append(f'{at}height="{to_svg(high)}" {svg.removeprefix("<svg ")}')
        y += high + 22
    return svg_picture(KEY, "Pictures on scales of their own", y, parts)


def _board(chosen: ChosenFigures, board: FigureBoard, looks: Sequence[SeriesLook], key: str) -> Markup:
    if board.side is not None:
        return _points(chosen.areas, board, board.side, looks, key)
    if _fits_on_spokes(chosen, board) and board.axis.scale:
        outlines = [RadarOutline(one.name, one.places) for one in board.series]
        drawn = [OutlineLook(look.ink, look.strokes, look.shape) for look in looks]
        return draw_spokes(key, chosen.areas, board.axis.scale, outlines, drawn)
    return _lines(chosen.areas, board, looks, key)


def _fits_on_spokes(chosen: ChosenFigures, board: FigureBoard) -> bool:
    is_radar = chosen.kind == FigureKind.RADAR and len(chosen.areas) >= FEWEST_SPOKES
    return is_radar and 0 < len(board.series) <= MOST_SERIES


# --- an area a line --------------------------------------------------------------------------------------


def _lines(areas: Sequence[Area], board: FigureBoard, looks: Sequence[SeriesLook], key: str) -> Markup:
    """Markers of each series on the axis of each area. Many series stand beneath each other, so that none is hidden."""
    parts, top = _key(board.series, looks)
    high = ROW + MARKER_STEP * (max(1, len(looks)) - 1)
    bottom = top + high * len(areas) + 16
    parts += [
        svg_line(x, top + 6, x, bottom, HAIR) for at, _ in board.axis.ticks for x in [_across(board.axis, at)]
    ]
    for i, area in enumerate(areas):
        y = top + 20 + high * i
        parts += [area_disc(area, 11, y - 4.5), svg_text(26, y, area.short_name, SMALL, more=HALO)]
        for j, (one, look) in enumerate(zip(board.series, looks, strict=True)):
            parts += _mark(board.axis, one.places[i], look, y + 11 + MARKER_STEP * j)
    return svg_picture(
        key,
        "Dot plot",
        bottom + (20 if board.axis.scale else 35),
        [*parts, *_bottom_axis(board.axis, bottom + 14)],
    )


def _mark(axis: ExploredAxis, place: ScalePlace, look: SeriesLook, y: float) -> list[str]:
    """Returns a marker where the figure stands; what is withheld has a dotted line and the words."""
    if place.spot is None:
        return [
            svg_line(LEFT, y, RIGHT, y, HAIR, 1, 'stroke-dasharray="3 4"'),
            svg_text(RIGHT, y + 4, NOT_SHOWN, SMALL, "end", ink=SOFT, more=f'font-style="italic" {HALO}'),
        ]
    low, high = (_across(axis, end) for end in place.span)
    stretch = [svg_line(low, y, high, y, look.ink, 1.5)] if place.is_open else []
    return [*stretch, svg_marker(look.shape, _across(axis, place.spot), y, *_inks(place.is_open, look))]


def _inks(is_open: bool, look: SeriesLook) -> tuple[str, str]:
    return (PAPER, look.ink) if is_open else (look.ink, PAPER)


def _across(axis: ExploredAxis, value: float) -> float:
    return LEFT + (RIGHT - LEFT) * (value - axis.lowest) / (axis.highest - axis.lowest)


def _bottom_axis(axis: ExploredAxis, y: float) -> list[str]:
    """Numbers alone. What they measure stands beneath them where it is not the levels of the scale."""
    numbers = [svg_text(_across(axis, at), y, f"{at:g}", SMALL, "middle", ink=SOFT) for at, _ in axis.ticks]
    unit = [] if axis.scale else [svg_text(LEFT, y + 15, "Shares in per cent", SMALL, ink=SOFT)]
    return [*numbers, *unit]


def _key(series: Sequence[FigureSeries], looks: Sequence[SeriesLook]) -> tuple[list[str], float]:
    """Returns what each marker stands for, one a line; and where the drawing goes on."""
    parts, y = [], 14.0
    for one, look in zip(series, looks, strict=True):
        parts.append(svg_marker(look.shape, 16, y - 4, look.ink))
        for words in wrapped_lines(one.name, WIDTH - 34):
            parts.append(svg_text(30, y, words, SMALL))
            y += 15
    return parts, y - 8


# --- points between two axes -----------------------------------------------------------------------------


def _points(
    areas: Sequence[Area], of: FigureBoard, side: ExploredAxis, looks: Sequence[SeriesLook], key: str
) -> Markup:
    """A point for each area of each series, with the area's number beside it."""
    parts, top = _key(of.series, looks)
    heads = wrapped_lines(f"Upwards: {_measured(side)}", WIDTH - 4, SMALL)
    for words in heads:
        top += 15
        parts.append(svg_text(2, top, words, SMALL, ink=SOFT, more=BOLD))
    board = PointBoard(of.axis, side, top + 14)
    parts += board.grid()
    hidden = []
    for one, look in zip(of.series, looks, strict=True):
        for area, at, up in zip(areas, one.places, one.upright, strict=True):
            if at.spot is None or up.spot is None:
                hidden.append(area)
            else:
                parts += board.point(area.number, at, up, look)
    y = board.bottom + 32
    for words in (
        *wrapped_lines(f"To the right: {_measured(of.axis)}", WIDTH - 4, SMALL),
        *([f"Points not shown: {len(hidden)}."] if hidden else []),
    ):
        parts.append(svg_text(2, y, words, SMALL, ink=SOFT, more=BOLD))
        y += 15
    return svg_picture(key, "Scatter plot", y, parts)


def _measured(axis: ExploredAxis) -> str:
    return axis.title if axis.scale else f"{axis.title}, in per cent"


class PointBoard:
    """Says where points stand between two axes."""

    def __init__(self, axis: ExploredAxis, side: ExploredAxis, top: float) -> None:
        self._axis, self._side, self._top = axis, side, top
        self.bottom = top + SQUARE

    def _at(self, across: float, upwards: float) -> tuple[float, float]:
        x = SIDE + (RIGHT - SIDE) * (across - self._axis.lowest) / (self._axis.highest - self._axis.lowest)
        y = self.bottom - SQUARE * (upwards - self._side.lowest) / (self._side.highest - self._side.lowest)
        return x, y

    def grid(self) -> list[str]:
        parts = []
        for at, _ in self._axis.ticks:
            x, _y = self._at(at, self._side.lowest)
            parts.append(svg_line(x, self._top, x, self.bottom, HAIR))
            parts.append(svg_text(x, self.bottom + 15, f"{at:g}", SMALL, "middle", ink=SOFT))
        for at, _ in self._side.ticks:
            _x, y = self._at(self._axis.lowest, at)
            parts.append(svg_line(SIDE, y, RIGHT, y, HAIR))
            parts.append(svg_text(SIDE - 6, y + 4, f"{at:g}", SMALL, "end", ink=SOFT))
        return parts

    def point(self, number: int, at: ScalePlace, up: ScalePlace, look: SeriesLook) -> list[str]:
        """A marker, and lines as far as its figures may lie."""
        if at.spot is None or up.spot is None:
            return []
        x, y = self._at(at.spot, up.spot)
        parts = []
        if at.is_open:
            ends = [self._at(end, up.spot) for end in at.span]
            parts.append(svg_line(*ends[0], *ends[1], look.ink, 1.5))
        if up.is_open:
            ends = [self._at(at.spot, end) for end in up.span]
            parts.append(svg_line(*ends[0], *ends[1], look.ink, 1.5))
        parts.append(svg_marker(look.shape, x, y, *_inks(at.is_open or up.is_open, look)))
        words = str(number)
        beyond = x + 8 + width_of(words, SMALL) > RIGHT
        anchor = "end" if beyond else ""
        parts.append(svg_text(x - 8 if beyond else x + 8, y - 4, words, SMALL, anchor, ink=INK, more=HALO))
        return parts
