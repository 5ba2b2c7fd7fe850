"""Drawings of messages for a screen that is read from the back of a room: a bar to each row of a table, and a radar.

What a figure leaves open between two ends is hatched; a row's name and figures stand as words beside it.
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from lws_assess.documents.charts.drawing import HAIR, PAPER, svg_hatch, svg_line, to_svg
from lws_assess.documents.charts.spokes import HALL, LOOKS, TARGET, draw_for_hall
from lws_assess.documents.slides.message_figures import BLUE, SOFT_BAR, FigureRow, MessageFigure

BACK_ROW = replace(HALL, size=20)  # with numbers of levels as large as all words on a slide
ACROSS, THICK, BETWEEN = 640.0, 30.0, 6.0  # of a row's bars


def bars_of_row(key: str, figure: MessageFigure, row: FigureRow) -> Markup:
    """The bars of one row, a series under the other. `key` stands in ids and must be used once a page."""
    parts = [_level(value, figure, len(row.values)) for value in _levels(figure)]
    for i, one in enumerate(row.values):
        if one.drawn is None:
            continue
        y = BETWEEN + i * (THICK + BETWEEN)
        ink = _ink(figure, row, i)
        parts.append(_bar(0, _across(one.drawn, figure), y, ink))
        if one.ends and one.ends[1] > one.ends[0]:
            low, high = (_across(end, figure) for end in one.ends)
            parts.append(svg_hatch(f"{key}-{i}", ink=ink, paper=PAPER))
            parts.append(_bar(low, high, y, f"url(#{key}-{i})"))
    return Markup(  # noqa: S704 - numbers and colours alone
        f'<svg class="bars of-{len(row.values)}" viewBox="0 0 {to_svg(ACROSS)} {to_svg(_high(len(row.values)))}"'
        f' preserveAspectRatio="none" aria-hidden="true" fill="none">{"".join(parts)}</svg>'
    )


def _high(series: int) -> float:
    return BETWEEN + series * (THICK + BETWEEN)


def _levels(figure: MessageFigure) -> list[float]:
    return [float(level.value) for level in figure.scale.levels] if figure.scale else []


def _level(value: float, figure: MessageFigure, series: int) -> str:
    x = _across(value, figure)
    return svg_line(x, 0, x, _high(series), HAIR, 2)


def _across(value: float, figure: MessageFigure) -> float:
    return ACROSS * (value - figure.low) / (figure.top - figure.low)


def _bar(start: float, end: float, y: float, fill: str) -> str:
    return f'<path d="M{to_svg(start)} {to_svg(y)}H{to_svg(end)}V{to_svg(y + THICK)}H{to_svg(start)}z" fill="{fill}"/>'


def _ink(figure: MessageFigure, row: FigureRow, i: int) -> str:
    """An area's own colour where each row has one bar, else a colour for each series."""
    if len(figure.series) > 1:
        return (SOFT_BAR, BLUE)[min(i, 1)]
    return row.area.display.colour if row.area else BLUE


def series_mark(i: int) -> Markup:
    """Shows what a series of bars looks like, for beside its name where there are several."""
    ink = (SOFT_BAR, BLUE)[min(i, 1)]
    return Markup(  # noqa: S704 - numbers and colours alone
        f'<svg class="mark" viewBox="0 0 30 30" aria-hidden="true"><path d="M0 0H30V30H0z" fill="{ink}"/></svg>'
    )


def radar_on_screen(key: str, figure: MessageFigure) -> Markup:
    """The outlines with the areas' numbers; their names and figures stand in the table beside it."""
    assert figure.scale is not None  # a radar is drawn on one
    areas = [row.area for row in figure.rows if row.area]
    return draw_for_hall(key, areas, figure.scale, figure.outlines, (LOOKS[0], TARGET), BACK_ROW)
