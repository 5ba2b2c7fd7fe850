"""Charts inside the workbook, drawn by the spreadsheet itself from the sheets that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from lws_assess.documents.charts.drawing import HAIR, INK
from lws_assess.documents.data.workbook_sheets import (
    AREAS,
    RANKING,
    VOTES,
    VOTES_LEAST,
    VOTES_MOST,
    SheetTable,
    audiences_shown,
    rows_of_reading,
)
from lws_assess.survey.results.round_results import AudienceResults, RoundResults

WIDE, HIGH = 620, 360  # pixels
ROWS_APART, COLUMN_OF_SECOND = 19, 10
BLUE = "#1a5fa8"
EXPLAINED = (
    "An area whose figure is not shown, or known between two ends only, has no bar and breaks the line: the sheet that "
    "a chart names says what is known."
)


@dataclass(frozen=True)
class WorkbookChart:
    """Bars or a radar over the rows `first` to `last` of a sheet, from 0; `series` are heads of its columns."""

    is_radar: bool
    title: str
    sheet: SheetTable
    first: int
    last: int
    series: tuple[str, ...]
    ends: tuple[float, float | None]
    colours: tuple[str, ...] = ()


def draw_charts(
    book: xlsxwriter.Workbook,
    on: Worksheet,
    results: RoundResults,
    sheets: list[SheetTable],
) -> None:
    """Draws every chart on one sheet, two beside each other, in the order of the story."""
    drawings = list(_drawings(results, {sheet.name: sheet for sheet in sheets}))
    on.write_string(0, 0, EXPLAINED if drawings else "There is nothing that may be drawn.")
    on.set_h_pagebreaks(range(1 + 2 * ROWS_APART, 2 + ROWS_APART * len(drawings), 2 * ROWS_APART))
    for number, drawing in enumerate(drawings):
        chart = _radar(book, drawing) if drawing.is_radar else _bars(book, drawing)
        chart.set_title({"name": drawing.title, "name_font": {"size": 12, "color": INK}, "overlay": False})
        chart.set_size({"width": WIDE, "height": HIGH})
        said = f"{drawing.title}. The figures are on the sheet “{drawing.sheet.name}”."
        at = 2 + ROWS_APART * (number // 2), COLUMN_OF_SECOND * (number % 2)
        on.insert_chart(*at, chart, {"description": said, "object_position": 3})


def _drawings(results: RoundResults, sheets: dict[str, SheetTable]) -> Iterator[WorkbookChart]:
    for audience in audiences_shown(results):
        if audience.people:
            yield from _of_audience(results, audience, sheets)


def _of_audience(
    results: RoundResults, audience: AudienceResults, sheets: dict[str, SheetTable]
) -> Iterator[WorkbookChart]:
    label, colours = audience.audience.label, [a.area.display.colour for a in audience.areas]
    if rows := rows_of_reading(results, audience, sheets[AREAS]):
        ends = (1.0, float(audience.audience.scale.top))
        title = f"Where each area stands: {label}"
        yield WorkbookChart(False, title, sheets[AREAS], *rows, ("Current position",), ends, tuple(colours))
        series = ("Current position", "Target") if audience.ranks_priorities else ("Current position",)
        yield WorkbookChart(True, f"As a radar: {label}", sheets[AREAS], *rows, series, ends)
    if rows := rows_of_reading(results, audience, sheets[RANKING]):
        title = f"Priority score, first priority at the top: {label}"
        yield WorkbookChart(False, title, sheets[RANKING], *rows, ("Priority score",), (0.0, None))
    if audience.voters:
        rows_of_votes = [i for i, row in enumerate(sheets[VOTES].rows) if row[0] == label]
        rows, title = (rows_of_votes[0], rows_of_votes[-1]), f"Votes for the first three: {label}"
        yield WorkbookChart(
            False, title, sheets[VOTES], *rows, _ends_of_votes(audience), (0.0, None), tuple(colours)
        )


def _ends_of_votes(audience: AudienceResults) -> tuple[str, ...]:
    """One bar an area where every number of votes is exact, else one for the least and one for the most."""
    exact = all(area.votes is None or area.votes.exact for area in audience.areas)
    return (VOTES_MOST,) if exact else (VOTES_LEAST, VOTES_MOST)


def _bars(book: xlsxwriter.Workbook, drawing: WorkbookChart) -> Chart:
    chart = book.add_chart({"type": "bar"})
    for series in _series(drawing):
        points = [{"fill": {"color": colour}} for colour in drawing.colours] or None
        look = {"fill": {"color": BLUE}, "points": points, "data_labels": {"value": True}, "gap": 40}
        chart.add_series({**series, **look})
    chart.set_legend({"position": "bottom"} if len(drawing.series) > 1 else {"none": True})
    chart.set_y_axis({"reverse": True, "major_tick_mark": "none", "line": {"color": HAIR}})
    chart.set_x_axis({**_ends(drawing), "label_position": "high"})
    return chart


def _radar(book: xlsxwriter.Workbook, drawing: WorkbookChart) -> Chart:
    """Outlines without fill, told apart by dash and marker as well; what is not shown breaks the line."""
    chart = book.add_chart({"type": "radar", "subtype": "with_markers"})
    looks = ((INK, "solid", "circle"), (BLUE, "square_dot", "diamond"))
    for series, (ink, dash, shape) in zip(_series(drawing), looks, strict=False):
        mark = {"type": shape, "size": 7, "fill": {"color": ink}, "border": {"color": ink}}
        chart.add_series({**series, "line": {"color": ink, "width": 2, "dash_type": dash}, "marker": mark})
    chart.set_y_axis({**_ends(drawing), "major_unit": 1})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    return chart


def _series(drawing: WorkbookChart) -> Iterator[dict[str, object]]:
    heads = [column.head for column in drawing.sheet.columns]
    first, last = drawing.first + 1, drawing.last + 1  # under the headers
    names = [drawing.sheet.name, first, heads.index("Area"), last, heads.index("Area")]
    for head in drawing.series:
        column = heads.index(head)
        yield {
            "name": [drawing.sheet.name, 0, column],
            "categories": names,
            "values": [drawing.sheet.name, first, column, last, column],
        }


def _ends(drawing: WorkbookChart) -> dict[str, object]:
    least, most = drawing.ends
    ends: dict[str, object] = {"min": least, "major_gridlines": {"visible": True, "line": {"color": HAIR}}}
    return {**ends, "max": most, "major_unit": 1} if most else ends
