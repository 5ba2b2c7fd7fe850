"""One area over time: its figure in each round, what was decided, and its actions, all on one axis of days.

    TimeStory                  one axis for all areas
      TimePanel                an area: a figure a round, decisions as stars, actions as bars from start to due date

A figure that is withheld breaks the line, and the reason stands in the table of the page. Each figure is what its round
prints of everyone; between two of other groups the line is dashed. Decisions and actions are
links, heard by their names; the rest of a drawing says nothing that the table does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

from markupsafe import Markup, escape

from lws_assess.documents.charts.drawing import (
    BOLD,
    ScalePlace,
    svg_hatch,
    svg_line,
    svg_marker,
    svg_text,
    to_svg,
)
from lws_assess.documents.charts.history import OTHER_GROUPS
from lws_assess.documents.overview.overview_inks import CARD, EDGE, HAIR, HALO, INK, LINE, SOFT
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.plans.planned_actions import PlannedAction, ShownState

LEFT, RIGHT, TOP, HIGH = 22.0, 24.0, 20.0, 96.0  # room beside and above the scale, and how high it is
TYPE = 13
FIRST = 20.0  # from the scale to its first figure, which must not reach the numbers of the levels
BAR, MOST_BARS = 17.0, 6  # how high a line of actions is, and how many there are at most
FIGURE = 40.0  # room that a printed figure needs
LATE_INK = "var(--bad)"


@dataclass(frozen=True)
class TimeMark:
    """A decision that put the area in a place, on a day."""

    on: date
    place: int
    name: str
    address: str


@dataclass(frozen=True)
class TimeBar:
    """An action from its start to its due date; from or to the end of the axis where it has none."""

    action: PlannedAction
    address: str

    @property
    def name(self) -> str:
        return f"{self.action.reference}, {str(self.action.shown).lower()}: {self.action.about.what}"


@dataclass(frozen=True)
class TimePanel:
    """An area over the rounds of an axis. `values` has a place for each of its days."""

    area: Area
    values: tuple[ScalePlace, ...]
    steps_alike: tuple[bool, ...]  # of each figure and the next: True if both count the same groups
    marks: tuple[TimeMark, ...]
    bars: tuple[TimeBar, ...]


@dataclass(frozen=True)
class TimeAxis:
    """The days on which rounds closed, the earliest first, and how far the axis reaches on either side."""

    days: tuple[date, ...]
    first: date
    last: date

    def x(self, day: date, wide: float) -> float:
        of = max(1, (self.last - self.first).days)
        share = (min(max(day, self.first), self.last) - self.first).days / of
        return LEFT + FIRST + (wide - LEFT - RIGHT - FIRST) * share


def time_axis(days: Sequence[date], panels: Sequence[TimePanel], today: date) -> TimeAxis:
    """The axis that holds all rounds, decisions and actions of these panels, and today."""
    seen = [*days, today, *(mark.on for panel in panels for mark in panel.marks)]
    for panel in panels:
        for bar in panel.bars:
            seen += [day for day in (bar.action.about.start, bar.action.about.due) if day]
    return TimeAxis(tuple(days), min(seen), max(seen))


def time_board(key: str, panel: TimePanel, axis: TimeAxis, scale: Scale, today: date, wide: float) -> Markup:
    """The drawing of one area, so many units wide."""
    rows, left_out = _rows_of_bars(panel.bars, axis, wide)
    marks_at = TOP + HIGH + 24
    bars_at = marks_at + (24 if panel.marks else 4)
    bottom = bars_at + BAR * len(rows) + (16 if left_out else 0)
    drawn = [
        svg_hatch(f"{key}-hatch", ink=LINE, paper=CARD),
        *_levels(scale, wide),
        *_years(axis, wide, bottom, today),
        *_gaps(key, panel, axis, wide),
        *_line(panel, axis, scale, wide),
    ]
    if left_out:
        drawn.append(svg_text(LEFT, bottom - 3, f"and {left_out} more actions", TYPE, ink=SOFT))
    links = [_mark(one, axis.x(one.on, wide), marks_at) for one in panel.marks]
    links += [
        _bar(bar, axis, wide, bars_at + BAR * i, panel.area, today)
        for i, row in enumerate(rows)
        for bar in row
    ]
    return Markup(  # noqa: S704 - every word in it has passed escape
        f'<svg class="time" viewBox="0 0 {to_svg(wide)} {to_svg(bottom + 22)}" role="group" fill="none"'
        f' aria-labelledby="{key}"><title id="{key}">Decisions and actions over time</title>'
        f'<g aria-hidden="true">{"".join(drawn)}</g>{"".join(links)}</svg>'
    )


def _y(value: float, scale: Scale) -> float:
    return TOP + HIGH * (scale.top - value) / (scale.top - 1)


def _levels(scale: Scale, wide: float) -> Iterator[str]:
    for level in scale.levels:
        y = _y(level.value, scale)
        yield svg_line(LEFT, y, wide - RIGHT + 10, y, HAIR)
        yield svg_text(LEFT - 6, y + 4.3, str(level.value), TYPE, "end", ink=SOFT)


def _years(axis: TimeAxis, wide: float, bottom: float, today: date) -> Iterator[str]:
    """A line where each year begins, as many named as there is room for; and today."""
    years = range(axis.first.year, axis.last.year + 1)
    apart = (wide - LEFT - RIGHT) / max(1, len(years))
    step = ceil(44 / apart) if apart < 44 else 1
    for year in years:
        start = max(axis.first, date(year, 1, 1))
        x = axis.x(start, wide)
        if start == date(year, 1, 1):
            yield svg_line(x, TOP, x, bottom, HAIR, 1, 'stroke-dasharray="2 3"')
        if year % step == 0 and (start.month, start.day) <= (9, 1):
            yield svg_text(x, bottom + 16, str(year), TYPE, ink=SOFT)
    x = axis.x(today, wide)
    yield svg_line(x, TOP, x, bottom, SOFT, 1)
    yield svg_text(x, TOP - 7, "today", TYPE, "end" if x > wide - 40 else "middle", ink=SOFT)


def _gaps(key: str, panel: TimePanel, axis: TimeAxis, wide: float) -> Iterator[str]:
    """A hatched strip where a round has no figure that may be shown."""
    for day, found in zip(axis.days, panel.values, strict=True):
        if found.value is None:
            x = axis.x(day, wide)
            yield f'<path d="M{to_svg(x - 5)} {to_svg(TOP)}h10v{to_svg(HIGH)}h-10z" fill="url(#{key}-hatch)"/>'


def _line(panel: TimePanel, axis: TimeAxis, scale: Scale, wide: float) -> Iterator[str]:
    colour = panel.area.display.colour
    points = [(axis.x(day, wide), p) for day, p in zip(axis.days, panel.values, strict=True)]
    for ((x1, one), (x2, other)), is_alike in zip(pairwise(points), panel.steps_alike, strict=True):
        if one.spot is not None and other.spot is not None:
            ends = x1, _y(one.spot, scale), x2, _y(other.spot, scale)
            yield svg_line(*ends, EDGE, 4.6)
            yield svg_line(*ends, colour, 2.6, "" if is_alike else OTHER_GROUPS)
    free = float("inf")
    for x, at in reversed(points):  # the newest figure is printed first, and others where there is room
        if at.spot is None:
            continue
        y = _y(at.spot, scale)
        if at.is_open:
            yield svg_line(x, _y(at.span[0], scale), x, _y(at.span[1], scale), colour, 2)
        fill, stroke = (CARD, colour) if at.is_open else (colour, EDGE)
        yield svg_marker("circle", x, y, fill, stroke)
        if free - x >= FIGURE:
            yield svg_text(x, y - 9, at.narrow, TYPE, "middle", ink=INK, more=f"{HALO} {BOLD}")
            free = x


def _mark(one: TimeMark, x: float, y: float) -> str:
    star = svg_text(x, y, f"★ {one.place}", TYPE, "middle", ink=INK, more=BOLD)
    return _linked(one, star)


def _rows_of_bars(bars: Sequence[TimeBar], axis: TimeAxis, wide: float) -> tuple[list[list[TimeBar]], int]:
    """Bars in as few lines as they fit into without touching; and how many there was no room for."""
    rows: list[tuple[float, list[TimeBar]]] = []
    left_out = 0
    for bar in sorted(bars, key=lambda one: one.action.about.start or axis.first):
        start, end = _ends(bar, axis, wide)
        at = next((i for i, (free, _) in enumerate(rows) if free <= start), None)
        if at is not None:
            rows[at] = (end + 6, [*rows[at][1], bar])
        elif len(rows) < MOST_BARS:
            rows.append((end + 6, [bar]))
        else:
            left_out += 1
    return [row for _, row in rows], left_out


def _ends(bar: TimeBar, axis: TimeAxis, wide: float) -> tuple[float, float]:
    """From where to where a bar is drawn, wide enough to be hit."""
    about = bar.action.about
    start = axis.x(about.start or axis.first, wide)
    end = axis.x(about.due or axis.last, wide)
    return (start, end) if end - start >= 14 else (max(LEFT, end - 14), max(LEFT + 14, end))


def _bar(bar: TimeBar, axis: TimeAxis, wide: float, y: float, area: Area, today: date) -> str:
    """Filled once it is complete, hollow while it is not; late ones go on as a dashed line to today."""
    start, end = _ends(bar, axis, wide)
    shown = bar.action.shown
    done = shown in (ShownState.COMPLETE, ShownState.MISSED)
    ink = LATE_INK if bar.action.late else SOFT if shown == ShownState.STOPPED else area.display.colour
    fill = ink if done else CARD
    box = f"M{to_svg(start)} {to_svg(y)}h{to_svg(end - start)}v9h{to_svg(start - end)}z"
    parts = [
        f'<path d="{box}" stroke="{EDGE}" stroke-width="3"/>',
        f'<path d="{box}" fill="{fill}" stroke="{ink}" stroke-width="1.6"/>',
    ]
    if bar.action.late:
        parts.append(svg_line(end, y + 4.5, axis.x(today, wide), y + 4.5, ink, 1.6, 'stroke-dasharray="3 3"'))
    return _linked(bar, "".join(parts))


def _linked(to: TimeMark | TimeBar, drawn: str) -> str:
    name = escape(to.name)
    return f'<a href="{escape(to.address)}" aria-label="{name}"><title>{name}</title>{drawn}</a>'
