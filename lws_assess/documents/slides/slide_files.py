"""Slides as a file for PowerPoint and what reads it: a title that tells the finding, a figure, a line, and notes.

    SlideDeck  ->  slide_file  ->  .pptx: titles as titles, charts and tables that can be edited, words for each of them

The file tells nothing of who made it, when and where. The same messages give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.presentation import Presentation as SlideFile
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Inches, Length, Pt

from lws_assess.documents.charts.drawing import INK, SOFT, wrapped_lines
from lws_assess.documents.directions import runs_backward
from lws_assess.documents.papers.manuscripts_word import FIRST_DAY, LONGEST_TITLE
from lws_assess.documents.papers.word_styles import FACE
from lws_assess.documents.slides.message_figures import MessageFigure, MessageKind, MessageTable
from lws_assess.documents.slides.slide_charts import Box, draw_chart
from lws_assess.documents.slides.slide_messages import BoardMessage, SlideDeck
from lws_assess.survey.letters import composed_letters, cut_to, width_in_letters

WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, ACROSS = Inches(0.6), Inches(12.13)
TITLE: Box = (LEFT, Inches(0.35), ACROSS, Inches(1.35))
FIGURE: Box = (LEFT, Inches(1.75), ACROSS, Inches(4.2))
RADAR: Box = (LEFT, Inches(1.75), Inches(7.0), Inches(4.2))
BESIDE: Box = (Inches(7.7), Inches(1.75), Inches(5.03), Inches(4.2))  # the figures of a radar
SAID: Box = (LEFT, Inches(5.98), ACROSS, Inches(0.95))
FOOT: Box = (LEFT, Inches(6.95), Inches(10.5), Inches(0.4))
NUMBER: Box = (Inches(11.73), Inches(6.95), Inches(1.0), Inches(0.4))
# Of a slide without a figure.
KICKER: Box = (LEFT, Inches(0.9), ACROSS, Inches(0.6))
BIG_TITLE: Box = (LEFT, Inches(1.6), ACROSS, Inches(2.9))
BIG_SAID: Box = (LEFT, Inches(4.7), ACROSS, Inches(1.9))  # at the lowest: it stands under its title
TOP, MIDDLE = "t", "ctr"  # where words stand in their box
GAP = 14  # points between them
TITLE_SIZES, SAID_SIZES = (34, 30, 26, 22), (20, 18, 16, 14)
BIG_SIZES, BIG_SAID_SIZES = (44, 40, 36, 32, 28, 24), (26, 24, 20)
TABLE_SIZES = (20, 18, 16, 14, 12)
LEADING = 1.2  # from line to line, in sizes of type
GREEN, TINT, WHITE = "0F6B4F", "EEF3F0", "FFFFFF"
WIDEST_COLUMN, NARROWEST_COLUMN = 46, 10  # letters
MOST_WORDS = 4_000  # characters of an alternative text
DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def slide_file(deck: SlideDeck) -> bytes:
    """A .pptx file with a slide for each message."""
    file = Presentation()
    layout = _prepared(file, deck)
    for number, message in enumerate(deck.messages, 1):
        _write_slide(file.slides.add_slide(layout), message, number, deck)
    out = io.BytesIO()
    file.save(out)
    return _without_a_moment(out.getvalue())


def _without_a_moment(data: bytes) -> bytes:
    """Returns the same parts, none of which tells when it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in found.namelist():
            part = zipfile.ZipInfo(name, DAY_OF_ZIP)
            part.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(part, found.read(name))
    return out.getvalue()


# --- what all slides share -------------------------------------------------------------------------------


def _prepared(file: SlideFile, deck: SlideDeck) -> SlideLayout:
    """The layout of every slide, in a file that is wide, and without what its template says of a machine."""
    file.slide_width, file.slide_height = WIDE, HIGH
    _tell_nothing(file, deck)
    layout = next(one for one in file.slide_layouts if one.name == "Title Only")
    for one in [one for one in file.slide_layouts if one is not layout]:
        file.slide_layouts.remove(one)
    master = file.slide_master
    for where in (master, layout):
        for shape in list(where.placeholders):
            kind = shape.element.ph.get("type")
            box = {"title": TITLE, "ftr": FOOT, "sldNum": NUMBER}.get(kind)
            if box is None:
                shape.element.getparent().remove(shape.element)
            else:
                shape.left, shape.top, shape.width, shape.height = box
    _styles(master)
    return layout


def _tell_nothing(file: SlideFile, deck: SlideDeck) -> None:
    about = file.core_properties
    about.title = cut_to(composed_letters(f"{deck.title}: {deck.whose}"), LONGEST_TITLE)
    about.author = about.last_modified_by = about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = FIRST_DAY
    package, here = file.part.package, file.part
    for owner, kinds in ((package, ("metadata/thumbnail",)), (here, ("printerSettings", "viewProps"))):
        relations = owner._rels
        for key in [key for key, one in relations.items() if one.reltype.endswith(kinds)]:
            relations.pop(key)
    for relation in package._rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            relation.target_part.blob = _NO_PROPERTIES  # which program, and for which screen


_NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def _styles(master: Any) -> None:
    """One sans face, dark titles that begin at the left, and a green edge."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    words = theme.blob.decode()
    words = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FACE}"', words)
    words = re.sub(r"(<a:accent1>).*?(</a:accent1>)", rf'\1<a:srgbClr val="{GREEN}"/>\2', words)
    theme.blob = words.encode()
    styles = master.element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    look = title.find(qn("a:defRPr"))
    look.set("sz", "3000")
    look.set("b", "1")
    edge = master.shapes._spTree
    edge.insert(2, parse_xml(_EDGE))


_EDGE = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="99" name="Edge"/>'
    f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDE}"'
    f' cy="{Inches(0.14)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
    f'<a:srgbClr val="{GREEN}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>'
    '<a:p><a:endParaRPr lang="en-GB"/></a:p></p:txBody></p:sp>'
)


# --- one slide -------------------------------------------------------------------------------------------


def _write_slide(slide: Slide, message: BoardMessage, number: int, deck: SlideDeck) -> None:
    figure = message.figure
    if isinstance(figure, MessageFigure) and figure.kind == MessageKind.RADAR:
        _name(draw_chart(slide, figure, RADAR), figure.title, figure.in_words)
        _name(_draw_table(slide, figure.as_table, BESIDE), figure.as_table.title, figure.as_table.in_words)
    elif isinstance(figure, MessageFigure):
        _name(draw_chart(slide, figure, FIGURE), figure.title, figure.in_words)
    elif isinstance(figure, MessageTable):
        _name(_draw_table(slide, figure, FIGURE), figure.title, figure.in_words)
    else:
        _write_box(slide, "What it is about", message.chapter, KICKER, (20,), bold=True, colour=f"#{GREEN}")
    title, words = slide.shapes.title, composed_letters(message.finding.text)
    assert title is not None  # the layout has one
    box, sizes = (TITLE, TITLE_SIZES) if figure else (BIG_TITLE, BIG_SIZES)
    title.left, title.top, title.width, title.height = box
    size = _fitting(words, box, sizes)
    _write(title._element.txBody, words, size, bold=True, anchor=MIDDLE if figure else TOP)
    if figure:
        _write_box(slide, "What it says", message.said, SAID, SAID_SIZES)
    else:
        title.height = Pt(height_in_points(words, box[2], size))
        below = Emu(title.top + title.height + Pt(GAP))
        _write_box(slide, "What it says", message.said, (LEFT, below, *BIG_SAID[2:]), BIG_SAID_SIZES)
    _foot(slide, deck.foot, number)
    _write_notes(slide, message.notes)


def _write_box(
    slide: Slide,
    name: str,
    words: str,
    box: Box,
    sizes: Sequence[int],
    bold: bool = False,
    colour: str = INK,
) -> None:
    shape, words = slide.shapes.add_textbox(*box), composed_letters(words)
    shape.name = name
    _write(shape._element.txBody, words, _fitting(words, box, sizes), bold=bold, colour=colour)


def _name(frame: Any, title: str, words: str) -> None:
    """Says what a chart or a table is called, and what is said of it to those who do not see it."""
    about = frame._element.nvGraphicFramePr.cNvPr
    about.set("name", cut_to(composed_letters(title), LONGEST_TITLE))
    about.set("descr", cut_to(composed_letters(words), MOST_WORDS))


def _fitting(words: str, box: Box, sizes: Sequence[int]) -> int:
    """The largest size of type in which the words have room in a box; the smallest where they have none."""
    return next((size for size in sizes if height_in_points(words, box[2], size) <= box[3].pt), sizes[-1])


def height_in_points(words: str, wide: Length, size: float) -> float:
    """Returns how high some words are in lines as wide as that, measured generously."""
    room = wide.pt - 14.4  # a box keeps a tenth of an inch free at either side
    return 7.2 + sum(len(wrapped_lines(line, room, size)) for line in words.split("\n")) * size * LEADING


def _write(
    body: Any, words: str, size: int, *, bold: bool = False, colour: str = INK, anchor: str = TOP
) -> None:
    """Fills the body of a shape, a paragraph for each line; written as a whole, which takes a tenth of the time."""
    body.bodyPr.set("wrap", "square")
    body.bodyPr.set("anchor", anchor)
    for old in body.p_lst:
        body.remove(old)
    for line in words.split("\n"):
        turned = ' algn="r" rtl="1"' if runs_backward(line) else ""
        look = {"size": size * 100, "bold": int(bold), "colour": colour[1:].upper(), "turned": turned}
        body.append(parse_xml(_PARAGRAPH.format(words=escape(line), **look)))


_PARAGRAPH = (
    '<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:pPr{turned}/><a:r>'
    '<a:rPr lang="en-GB" sz="{size}" b="{bold}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:rPr>'
    "<a:t>{words}</a:t></a:r></a:p>"
)


def _foot(slide: Slide, words: str, number: int) -> None:
    """Writes whose round it is, and the number of the slide, where the layout has room for them."""
    for place, (kind, said) in enumerate((("ftr", composed_letters(words)), ("sldNum", str(number))), 11):
        shape = parse_xml(_PLACEHOLDER.format(id=place + 80, kind=kind, idx=place))
        line = shape.find(f".//{qn('a:p')}")
        if kind == "sldNum":
            run = OxmlElement("a:fld")
            run.set("id", _NUMBER_FIELD)
            run.set("type", "slidenum")
        else:
            run = OxmlElement("a:r")
        text = OxmlElement("a:t")
        text.text = said
        run.extend((parse_xml(_SMALL), text))
        line.append(run)
        slide.shapes._spTree.append(shape)


_NUMBER_FIELD = "{C1FF6DA9-008F-8B48-92A6-B652298478BF}"
_SMALL = (
    '<a:rPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" lang="en-GB" sz="1200"><a:solidFill>'
    f'<a:srgbClr val="{SOFT[1:].upper()}"/></a:solidFill><a:latin typeface="+mn-lt"/></a:rPr>'
)
_PLACEHOLDER = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="{id}" name="{kind}"/>'
    '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{idx}"/></p:nvPr>'
    '</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="l"/></a:p></p:txBody></p:sp>'
)


def _write_notes(slide: Slide, notes: Sequence[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # every page of notes has room for them
    frame.text = "\n".join(composed_letters(" ".join(line.split())) for line in notes)


# --- tables ----------------------------------------------------------------------------------------------


def _draw_table(slide: Slide, found: MessageTable, box: Box) -> Any:
    """The table in a size of type in which all of it has room."""
    lines = [[composed_letters(cell) for cell in row] for row in (found.headers, *found.rows)]
    wide, size = next(
        (
            (wide, size)
            for size in TABLE_SIZES
            for wide in [_columns(lines, box[2])]
            if sum(_heights(lines, wide, size)) <= box[3].pt
        ),
        (_columns(lines, box[2]), TABLE_SIZES[-1]),
    )
    heights = _heights(lines, wide, size)
    frame = slide.shapes.add_table(len(lines), len(wide), *box[:3], Pt(sum(heights)))
    for number, width in enumerate(wide):
        frame.table.columns[number].width = width
    for number, (row, high, cells) in enumerate(zip(frame.table.rows, heights, lines, strict=True)):
        row.height = Pt(high)
        fill = GREEN if number == 0 else TINT if number % 2 else WHITE
        for cell, words in zip(row._tr.tc_lst, cells, strict=True):
            ink = f"#{WHITE}" if number == 0 else INK
            _write(cell.get_or_add_txBody(), words, size, bold=number == 0, colour=ink)
            shape = cell.get_or_add_tcPr()
            shape.set("anchor", MIDDLE)
            shape.append(parse_xml(_FILL.format(colour=fill)))
    return frame


_FILL = (
    '<a:solidFill xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:srgbClr val="{colour}"/>'
    "</a:solidFill>"
)


def _columns(lines: Sequence[Sequence[str]], across: Length) -> list[Length]:
    """Returns how wide the columns are: by the longest cell in each, and for its heading by the longest word."""
    heads, *rows = lines
    letters = [
        min(
            WIDEST_COLUMN,
            max(
                NARROWEST_COLUMN,
                *(width_in_letters(word) + 2 for word in heads[i].split()),
                *(width_in_letters(row[i]) + 2 for row in rows),
            ),
        )
        for i in range(len(heads))
    ]
    return [Emu(across * one // sum(letters)) for one in letters]


def _heights(lines: Sequence[Sequence[str]], wide: Sequence[Length], size: int) -> list[float]:
    return [
        max(height_in_points(cell, width, size) for cell, width in zip(row, wide, strict=True))
        for row in lines
    ]
