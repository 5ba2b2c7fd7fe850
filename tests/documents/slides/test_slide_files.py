"""The file of slides: it opens, nothing stands outside a slide or has no room, and it holds what is printed alone."""

from __future__ import annotations

import getpass
import io
import re
import socket
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fontpkg_atkinson_hyperlegible
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Pt

from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.message_figures import MessageFigure, MessageKind, MessageTable
from lws_assess.documents.slides.slide_files import slide_file
from tests.documents.slides.boards import BOARDS

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FONTS = Path(fontpkg_atkinson_hyperlegible.__path__[0])


@cache
def made(board: str) -> bytes:
    return slide_file(board_messages(BOARDS[board]()))


@pytest.fixture(params=BOARDS)
def board(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def slides_of(board: str) -> list[Any]:
    return list(Presentation(io.BytesIO(made(board))).slides)


def parts_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part of a file, and those of the workbooks in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            yield name, part
            if name.endswith(".xlsx"):
                yield from ((f"{name}/{inner}", found) for inner, found in parts_of(part))


# --- room ------------------------------------------------------------------------------------------------


@cache
def face(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    """A face whose letters are as wide as those of Arial or a little wider."""
    weight = "Bold" if bold else "Regular"
    [path] = [one for one in FONTS.rglob("*") if one.stem.endswith(f"-{weight}") and "Mono" not in one.stem][
        :1
    ]
    return ImageFont.truetype(str(path), round(size * 10))


def lines_needed(words: str, wide: float, size: float, bold: bool) -> int:
    lines, line = 1, ""
    for word in words.split():
        together = f"{line} {word}".strip()
        if line and face(size, bold).getlength(together) / 10 > wide:
            lines, line = lines + 1, word
        else:
            line = together
    return lines


def high_of(frame: Any, wide: float) -> float:
    """How high the words of a frame are, in points, in lines as wide as that."""
    high = 0.0
    for paragraph in frame.paragraphs:
        sizes = [(run.font.size.pt, bool(run.font.bold)) for run in paragraph.runs] or [(18, False)]
        size, bold = sizes[0]
        high += lines_needed(paragraph.text, wide - 14.4, size, bold) * size * 1.2
    return high + 7.2


def test_everything_stands_on_its_slide_and_nothing_over_something_else(board: str) -> None:
    file = Presentation(io.BytesIO(made(board)))
    for slide in file.slides:
        boxes = []
        for shape in slide.shapes:
            left, top = int(shape.left), int(shape.top)
            right, bottom = left + int(shape.width), top + int(shape.height)
            assert left >= 0 <= top, shape.name
            assert right <= file.slide_width, shape.name
            assert bottom <= file.slide_height, shape.name
            boxes.append((left, top, right, bottom, shape.name))
        for i, (left, top, right, bottom, name) in enumerate(boxes):
            for left2, top2, right2, bottom2, other in boxes[i + 1 :]:
                apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
                assert apart, (name, other)


def test_all_words_have_room(board: str) -> None:
    for slide in slides_of(board):
        for shape in slide.shapes:
            if (shape.has_text_frame and not shape.is_placeholder) or shape == slide.shapes.title:
                assert high_of(shape.text_frame, shape.width.pt) <= shape.height.pt, shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        assert high_of(cell.text_frame, column.width.pt) <= row.height.pt + 1, (
                            cell.text_frame.text
                        )


def test_no_word_is_smaller_than_a_person_at_the_back_can_read(board: str) -> None:
    for slide in slides_of(board):
        for shape in slide.shapes:
            frames = [shape.text_frame] if shape.has_text_frame else []
            if shape.has_table:
                frames = [cell.text_frame for row in shape.table.rows for cell in row.cells]
            for run in (run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs):
                assert run.font.size >= Pt(12), run.text


# --- for everybody ---------------------------------------------------------------------------------------


def test_each_slide_has_a_title_of_its_own_notes_and_words_for_its_figure(board: str) -> None:
    messages, slides = board_messages(BOARDS[board]()).messages, slides_of(board)
    assert len(slides) == len(messages)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert len(set(titles)) == len(titles)
    assert all(titles)
    for slide, message in zip(slides, messages, strict=True):
        said = slide.notes_slide.notes_text_frame.text
        assert len(said.splitlines()) >= len(message.notes)
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                about = shape._element.nvGraphicFramePr.cNvPr
                assert about.get("descr").startswith(about.get("name")[:40])
                assert len(about.get("descr")) > 40
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(set(ids)) == len(ids)


# --- figures ---------------------------------------------------------------------------------------------


def cells_of(workbook: bytes) -> tuple[list[list[str]], list[str]]:
    """The cells of a workbook row by row, those of numbers as they are printed; and all its formulas."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        shared = [
            "".join(t.text or "" for t in e.iter(f"{S}t"))
            for e in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 1
        sheet = ElementTree.fromstring(parts.read(sheets[0]))
    rows = []
    for row in sheet.iter(f"{S}row"):
        cells = []
        for cell in row.iter(f"{S}c"):
            value = cell.findtext(f"{S}v") or ""
            cells.append(shared[int(value)] if cell.get("t") == "s" else value)
        rows.append(cells)
    return rows, [e.text or "" for e in sheet.iter(f"{S}f")]


def test_charts_can_be_edited_and_hold_printed_figures_alone(board: str) -> None:
    messages = board_messages(BOARDS[board]()).messages
    seen = 0
    for slide, message in zip(slides_of(board), messages, strict=True):
        charts = [shape.chart for shape in slide.shapes if shape.has_chart]
        figure = message.figure
        assert len(charts) == isinstance(figure, MessageFigure)
        if not isinstance(figure, MessageFigure):
            continue
        [chart] = charts
        rows, formulas = cells_of(chart.part.chart_workbook.xlsx_part.blob)
        assert formulas == []
        wide = [
            at
            for at in range(len(figure.series))
            if figure.kind == MessageKind.BARS and any(row.values[at].ends for row in figure.rows)
        ]
        assert rows[0] == [*figure.series, *(f"{figure.series[at]}, as printed" for at in wide)]
        in_chart = [list(series.values) for series in chart.plots[0].series]
        for i, row in enumerate(figure.rows):
            drawn = [v.number if figure.kind == MessageKind.RADAR else v.drawn for v in row.values]
            assert [series[i] for series in in_chart] == drawn
            cells = rows[i + 1][1:]
            assert cells[len(cells) - len(wide) :] == [row.values[at].text for at in wide]
            numbers = cells[: len(cells) - len(wide)]
            assert [float(cell) for cell in numbers] == [one for one in drawn if one is not None]
            for value, number in zip(row.values, drawn, strict=True):
                if number is not None:
                    assert f"{number:g}".rstrip("0") in value.text.replace(",", "").rstrip("0")
                    seen += 1
                elif figure.kind != MessageKind.RADAR:
                    assert value.text in rows[i + 1][0]
    assert seen or board in ("nothing at all", "all withheld")


def test_labels_have_as_many_decimals_as_are_printed() -> None:
    """Of figures of unlike decimals each keeps its own, and one of two ends has both in its label."""
    xml = "".join(part.decode() for name, part in parts_of(made("at the ends")) if "charts/chart" in name)
    assert "below 1.5" in xml
    formats = set(re.findall(r'formatCode="([^"]*)"', xml))
    assert formats <= {"0", "0.0", "0.00", "0.000", "#,##0", "General"}


# --- what it must not tell -------------------------------------------------------------------------------


def test_it_tells_nothing_of_who_made_it_when_and_where(board: str) -> None:
    words = {
        "steve",
        "canny",
        "python",
        "macintosh",
        "microsoft macintosh",
        "printersettings",
        "/tmp",
        "root@",
    }
    words |= {socket.gethostname().lower(), str(Path.home()).lower(), getpass.getuser()}
    tells = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words - {""}))
    names = [name for name, _ in parts_of(made(board))]
    assert not [name for name in names if re.search(r"thumbnail|printer|vba|viewProps|comment", name)]
    for name, part in parts_of(made(board)):
        if name.endswith((".xml", ".rels")):
            assert tells.findall(part.decode().lower()) == [], name
        if name.endswith("core.xml"):
            root = ElementTree.fromstring(part)
            about = {e.tag.rpartition("}")[2]: e.text or "" for e in root}
            assert not any(about.get(one) for one in ("creator", "lastModifiedBy", "description"))
            assert about["created"] == "2000-01-01T00:00:00Z"
            assert about.get("modified", about["created"]) == "2000-01-01T00:00:00Z"
        if name.endswith(".rels"):
            assert 'TargetMode="External"' not in part.decode()
    with zipfile.ZipFile(io.BytesIO(made(board))) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_messages_give_the_same_bytes(board: str) -> None:
    assert slide_file(board_messages(BOARDS[board]())) == made(board)


def test_a_radar_has_its_figures_beside_it() -> None:
    deck = board_messages(BOARDS["everything"]())
    number = next(i for i, one in enumerate(deck.messages) if one.key == "position")
    figure = deck.messages[number].figure
    assert isinstance(figure, MessageFigure)
    [table] = [shape.table for shape in slides_of("everything")[number].shapes if shape.has_table]
    rows = [tuple(cell.text_frame.text for cell in row.cells) for row in table.rows]
    expected: MessageTable = figure.as_table
    assert rows == [expected.headers, *expected.rows]
