"""Charts of slides that can be edited: bars and radars, each with a workbook of its printed figures and no others.

What is withheld has no cell: a bar is not there, a line is broken, and the row's name says so in words. A bar whose
figure lies between two ends reaches to the lower one and has both in its label. Each cell and each label has as many
decimals as are printed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.chart.data import ChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.util import Length, Pt

from lws_assess.documents.charts.drawing import HAIR, INK, LINE
from lws_assess.documents.inert_workbooks import inert_workbook
from lws_assess.documents.slides.message_figures import (
    BLUE,
    SOFT_BAR,
    FigureRow,
    FigureValue,
    MessageFigure,
    MessageKind,
)
from lws_assess.documents.tables import inert_cell
from lws_assess.survey.letters import composed_letters
from lws_assess.survey.rounding import decimals_of

SIZES = ((7, Pt(18)), (10, Pt(16)), (14, Pt(14)))  # up to so many bars, type of that size
SMALLEST = Pt(12)
FEW = 4  # rows, below which bars are thin
KEY_SIZE, KEY_HIGH = Pt(16), Pt(32)  # the type of the key, and how much of a box it takes
Box = tuple[Length, Length, Length, Length]  # from the left, from the top, wide, high


def draw_chart(slide: Slide, figure: MessageFigure, box: Box) -> Any:
    """A chart of the figure on the slide, in that box."""
    is_radar = figure.kind == MessageKind.RADAR
    kind = XL_CHART_TYPE.RADAR_MARKERS if is_radar else XL_CHART_TYPE.BAR_CLUSTERED
    if not is_radar and len(figure.series) > 1:
        box = _below_key(slide, figure, box)
    frame: Any = slide.shapes.add_chart(kind, *box, _data_of(figure))
    chart: Chart = frame.chart
    chart.has_title = False
    chart.font.size = _size(len(figure.rows) if is_radar else len(figure.rows) * len(figure.series))
    chart.font.color.rgb = rgb_of(INK)
    chart.has_legend = is_radar and len(figure.series) > 1
    if chart.legend is not None:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = KEY_SIZE
    _scale(chart, figure, is_radar)
    if is_radar:
        _look_of_radar(chart)
    else:
        _look_of_bars(chart, figure)
    return frame


def _below_key(slide: Slide, figure: MessageFigure, box: Box) -> Box:
    """Names the series in their colours and in their order, and returns what is left of the box.

    The legend of a chart is no use here, since programs differ in the order in which they list bars.
    """
    left, top, wide, high = box
    key = slide.shapes.add_textbox(left, top, wide, KEY_HIGH)
    key.name = "Key"
    key.text_frame.word_wrap = True
    words = key.text_frame.paragraphs[0]
    for i, name in enumerate(figure.series):
        for text, colour in ((f"{'   ' * (i > 0)}■ ", _ink_of(figure, i)), (name, INK)):
            run = words.add_run()
            run.text = composed_letters(text)
            run.font.size, run.font.color.rgb = KEY_SIZE, rgb_of(colour)
    return left, Length(top + KEY_HIGH), wide, Length(high - KEY_HIGH)


def _ink_of(figure: MessageFigure, series: int) -> str:
    return SOFT_BAR if len(figure.series) > 1 and series == 0 else BLUE


def _size(bars: int) -> Length:
    return next((size for most, size in SIZES if bars <= most), SMALLEST)


def rgb_of(colour: str) -> RGBColor:
    """A colour as it is written on pages."""
    found: RGBColor = RGBColor.from_string(colour.removeprefix("#").upper())
    return found


# --- its figures -----------------------------------------------------------------------------------------


class PrintedChartData(ChartData):
    """Holds what a chart is made of; its workbook holds what is printed, and no cell of it does anything."""

    def __init__(self, figure: MessageFigure) -> None:
        super().__init__(number_format=_format_of(figure.rows[0].values[0]))
        self.figure = figure

    @property
    def _workbook_writer(self) -> PrintedWorkbookWriter:
        return PrintedWorkbookWriter(self)


class PrintedWorkbookWriter(CategoryWorkbookWriter):
    """Writes the workbook that stands behind a chart."""

    @staticmethod
    def _printed(figure: MessageFigure) -> dict[str, int]:
        """Returns the series of which a bar reaches to the lower of two ends: a column of their own prints both."""
        return {
            name: i
            for i, name in enumerate(figure.series)
            if figure.kind == MessageKind.BARS and any(row.values[i].ends for row in figure.rows)
        }

    @property
    def xlsx_blob(self) -> bytes:
        """The bytes of the workbook, the same for the same figure."""
        figure: MessageFigure = self._chart_data.figure
        out = io.BytesIO()
        with inert_workbook(out, composed_letters(figure.title)) as book:
            sheet = book.add_worksheet("Sheet1")  # as the chart calls it
            sheet.set_column(0, 0, 40)
            for column, name in enumerate(figure.series, 1):
                sheet.write_string(0, column, name)
            printed = self._printed(figure)
            for column, name in enumerate(printed, 1 + len(figure.series)):
                sheet.set_column(column, column, 24)
                sheet.write_string(0, column, f"{name}, as printed")
            for number, row in enumerate(figure.rows, 1):
                name = _name_of(figure, row)
                inert = {"quote_prefix": True} if inert_cell(name) != name else {}
                sheet.write_string(number, 0, name, book.add_format(inert) if inert else None)
                for column, value in enumerate(row.values, 1):
                    at = _point(figure, value)
                    if at is not None:
                        look = book.add_format({"num_format": _format_of(value)})
                        sheet.write_number(number, column, at, look)
                for column, at_series in enumerate(printed.values(), 1 + len(figure.series)):
                    sheet.write_string(number, column, row.values[at_series].text)
        return out.getvalue()


def _data_of(figure: MessageFigure) -> PrintedChartData:
    data = PrintedChartData(figure)
    data.categories = [_name_of(figure, row) for row in figure.rows]
    for i, name in enumerate(figure.series):
        values = [row.values[i] for row in figure.rows]
        data.add_series(name, [_point(figure, one) for one in values], number_format=_most_common(values))
    return data


def _name_of(figure: MessageFigure, row: FigureRow) -> str:
    """The name of a row, with what is said in words of each series that has nothing to be drawn in it."""
    missing = [i for i, one in enumerate(row.values) if _point(figure, one) is None]
    words = [
        f"{figure.series[i].lower()} {row.values[i].text}" if len(row.values) > 1 else row.values[i].text
        for i in missing
    ]
    return composed_letters(f"{row.name}: {', '.join(words)}" if words else row.name)


def _point(figure: MessageFigure, value: FigureValue) -> float | None:
    """Returns what stands in a cell: a line of a radar is broken where a bar would reach to the lower end."""
    return value.number if figure.kind == MessageKind.RADAR else value.drawn


def _format_of(value: FigureValue) -> str:
    """Returns how a number is printed: with as many decimals, or with commas."""
    text = value.text.partition(" ")[0]
    decimals = decimals_of(text) if value.drawn is not None and "." in text else 0
    return f"0.{'0' * decimals}" if decimals else "#,##0"


def _most_common(values: Sequence[FigureValue]) -> str:
    formats = [_format_of(one) for one in values if one.drawn is not None]
    return max(formats, key=formats.count, default="#,##0")


# --- its look --------------------------------------------------------------------------------------------


def _scale(chart: Chart, figure: MessageFigure, is_radar: bool) -> None:
    axis = chart.value_axis
    axis.minimum_scale = figure.low
    if figure.high is not None:
        axis.maximum_scale, axis.major_unit = figure.high, 1.0
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
    axis.has_major_gridlines = is_radar or figure.high is not None
    if axis.has_major_gridlines:
        axis.major_gridlines.format.line.color.rgb = rgb_of(HAIR)
    axis.format.line.fill.background()
    names = chart.category_axis.tick_labels
    names.number_format, names.number_format_is_linked = "General", False
    if not is_radar:
        chart.category_axis.reverse_order = True  # the first row on top
        chart.category_axis.format.line.color.rgb = rgb_of(LINE)
        chart.category_axis.tick_labels.offset = 60
        chart.category_axis.tick_labels.font.size = _size(len(figure.rows))
        axis.visible = figure.high is not None


def _look_of_bars(chart: Chart, figure: MessageFigure) -> None:
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = (35, 0) if len(figure.series) == 1 else (30, -5)
    if len(figure.rows) < FEW:
        plot.gap_width = 150  # or a single bar would fill the slide
    for i, series in enumerate(plot.series):
        fill = series.format.fill
        fill.solid()
        fill.fore_color.rgb = rgb_of(_ink_of(figure, i))
        for number, row in enumerate(figure.rows):
            if row.area is not None and len(figure.series) == 1 and row.values[i].drawn is not None:
                colour = series.points[number].format.fill
                colour.solid()
                colour.fore_color.rgb = rgb_of(row.area.display.colour)
        _label(series, [row.values[i] for row in figure.rows])


def _look_of_radar(chart: Chart) -> None:
    """Everyone in a full line, the targets in a broken one."""
    for i, series in enumerate(chart.plots[0].series):
        is_target = i > 0
        line = series.format.line
        line.color.rgb, line.width = rgb_of(BLUE if is_target else INK), Pt(2 if is_target else 3)
        if is_target:
            line.dash_style = MSO_LINE.DASH
        marker = series.marker.format
        marker.fill.solid()
        marker.fill.fore_color.rgb = rgb_of(BLUE if is_target else INK)
        marker.line.fill.background()
    _in_the_middle(chart)


def _in_the_middle(chart: Chart) -> None:
    """Gives a radar a fixed place, or its names would leave it little room."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, parse_xml(_PLACE))


_PLACE = (
    '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:manualLayout>'
    '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.24"/><c:y val="0.1"/>'
    '<c:w val="0.52"/><c:h val="0.72"/></c:manualLayout></c:layout>'
)


def _label(series: Any, values: Sequence[FigureValue]) -> None:
    """The printed figure at each bar, in bold; where one is printed otherwise than most, in a form of its own."""
    labels = series.data_labels
    labels.show_value, labels.number_format_is_linked = True, False
    labels.number_format = most = _most_common(values)
    labels.font.bold = True
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for number, value in enumerate(values):
        if value.ends:
            own = series.points[number].data_label
            own.text_frame.text = value.text
            own.position = XL_LABEL_POSITION.OUTSIDE_END
            own.font.bold = True
        elif value.number is not None and _format_of(value) != most:
            _own_format(labels._element, number, _format_of(value))


def _own_format(labels: Any, number: int, code: str) -> None:
    """A label of one point, before those of all."""
    own = OxmlElement("c:dLbl")
    own.append(_element("c:idx", val=str(number)))
    own.append(_element("c:numFmt", formatCode=code, sourceLinked="0"))
    own.append(parse_xml(_BOLD))
    own.append(_element("c:dLblPos", val="outEnd"))
    for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"):
        own.append(_element(f"c:show{name}", val="1" if name == "Val" else "0"))
    before = [one for one in labels.findall(qn("c:dLbl")) if int(one.find(qn("c:idx")).get("val")) < number]
    labels.insert(len(before), own)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(key, value)
    return element


_BOLD = (
    '<c:txPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:bodyPr/><a:lstStyle/>'
    '<a:p><a:pPr><a:defRPr b="1"/></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
)
