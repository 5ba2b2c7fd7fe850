"""A manuscript as a Word document: real headings, real tables whose header rows repeat, words for every drawing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from lws_assess.documents.directions import FEW, language_of, pieces_by_direction, runs_backward
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    ContentsList,
    Manuscript,
    NewPage,
    PaperBlock,
    PaperFigure,
    PaperHeading,
    PaperTable,
    SideBySide,
    TextParagraph,
    WritingPrompt,
    alternative_text,
    drawn_for_papers,
)
from lws_assess.documents.papers.word_contents import bookmark_heading, write_contents
from lws_assess.documents.papers.word_elements import word_element
from lws_assess.documents.papers.word_footnotes import add_footnote
from lws_assess.documents.papers.word_styles import (
    CAPTION,
    HAIR,
    HEAD_FILL,
    SOFT,
    TO_WRITE,
    style_document,
)
from lws_assess.documents.printing import compile_pages
from lws_assess.survey.letters import composed_letters

# The order in which Word wants what it is told of a run, and of a paragraph; what is not named keeps its place before.
_LOOK_ENDS = ("rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")
_SHAPE_ENDS = (
    "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
    "rPr", "sectPr", "pPrChange",
)  # fmt: skip
_LOOK_BEGINS = ("rStyle", "rFonts", "b", "bCs", "i", "iCs")
_LANGUAGES = {"ur": "ur-PK", "fa": "fa-IR", "ps": "ps-AF", "ku": "ku-Arab-IQ", "ar": "ar-SA", "he": "he-IL"}
_SIDES = ("On the left", "On the right")
LONGEST_TITLE = 255  # characters that a Word file can be named with
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # instead of the moment and the machine it was made on
WIDTH, HEIGHT = 17.0, 19.0  # centimetres that text and drawings have
KEPT_TOGETHER = 12  # rows of a table that no page parts
DOTS = 160.0  # to an inch of a drawing
BESIDE = 7.4  # centimetres that each of two drawings has


def word_file(manuscript: Manuscript) -> bytes:
    """A .docx file that tells nothing of who made it, when and where, but for the partnership."""
    document = _empty(manuscript)
    pictures = iter(_pictures(tuple(drawn_for_papers(chart) for chart in _charts(manuscript.blocks))))
    blocks = manuscript.blocks
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        _WRITTEN[type(block)](document, block, pictures)
        if isinstance(before, NewPage) and not before.in_pdf_alone:
            document.paragraphs[-1].paragraph_format.page_break_before = True
        if isinstance(block, TextParagraph) and isinstance(after, PaperFigure | SideBySide | PaperTable):
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(manuscript: Manuscript) -> WordDocument:
    document = Document()
    about = document.core_properties
    about.title = composed_letters(manuscript.title)[:LONGEST_TITLE]
    about.author = composed_letters(manuscript.author)[:LONGEST_TITLE]
    about.last_modified_by = about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = FIRST_DAY
    style_document(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    _foot(section.footer.paragraphs[0], manuscript.foot)
    title, subtitle = _styled(document, "Title"), document.add_paragraph()
    _run(title, manuscript.title)
    _turned(title._p, manuscript.title)
    _run(subtitle, manuscript.subtitle)
    _turned(subtitle._p, manuscript.subtitle)
    for run in subtitle.runs:
        run.font.color.rgb = SOFT
    return document


def _foot(paragraph: Paragraph, words: str) -> None:
    """Writes what every page says, with its number."""
    _run(paragraph, f"{words}\t\tPage ")
    _field(paragraph, "PAGE", "1")


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Something that Word works out, with what it shows until then."""
    instruction, result = word_element("w:instrText"), OxmlElement("w:t")
    instruction.text, result.text = code, shown
    begin, separate, end = (
        word_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")
    )
    for element in (begin, instruction, separate, result, end):
        paragraph.add_run()._r.append(element)


def _run(paragraph: Paragraph, words: str, bold: bool = False) -> Any:
    """The words in a run, or in several where some of them run from right to left; the first is returned."""
    words = composed_letters(words)
    run = paragraph.add_run(words)
    run.bold = True if bold else None
    for one in _directed(run._r, words):
        run._r.getparent().append(one)
    return run


def _directed(run: Any, words: str) -> list[Any]:
    """Gives a run its direction; where the words change direction, its text is the first part, and the rest follows."""
    found = pieces_by_direction(words)
    if not any(backward for _, backward in found):
        return []
    runs = [run, *(deepcopy(run) for _ in found[1:])]
    for one, (part, backward) in zip(runs, found, strict=True):
        one.text = part
        if backward:
            look = one.get_or_add_rPr()
            if look.find(qn("w:b")) is not None:
                look.append(word_element("w:bCs"))
            look.append(word_element("w:rtl"))
            look.append(word_element("w:lang", bidi=_LANGUAGES.get(language_of(part), "ar-SA")))
            look[:] = sorted(look, key=_place_in_look)
    return runs[1:]


def _turned(paragraph: Any, words: str, few: float = FEW) -> None:
    """Lines of a text that runs from right to left as a whole begin at the right."""
    if runs_backward(composed_letters(words), few):
        shape = paragraph.get_or_add_pPr()
        shape.append(word_element("w:bidi"))
        shape[:] = sorted(shape, key=_place_in_shape)


def _place_in_look(element: Any) -> int:
    """Bold for such letters stands beside bold for others."""
    name = element.tag.rpartition("}")[2]
    if name in _LOOK_BEGINS:
        return _LOOK_BEGINS.index(name)
    return 100 + _LOOK_ENDS.index(name) if name in _LOOK_ENDS else 50


def _place_in_shape(element: Any) -> int:
    name = element.tag.rpartition("}")[2]
    return _SHAPE_ENDS.index(name) + 1 if name in _SHAPE_ENDS else 0


def _styled(document: WordDocument, style: str) -> Paragraph:
    """A paragraph of a style, by the key that its name gives: to look it up is to walk over all styles."""
    paragraph = document.add_paragraph()
    paragraph._p.style = style.replace(" ", "")
    return paragraph


# --- blocks ----------------------------------------------------------------------------------------------


def _heading(document: WordDocument, it: PaperHeading, _pictures: Iterator[bytes]) -> None:
    words = composed_letters(it.words)
    heading = _styled(document, f"Heading {it.level}")
    _run(heading, words)
    if it.level == 1:
        bookmark_heading(heading, words)
    _turned(heading._p, words)


def _words(document: WordDocument, it: TextParagraph, _pictures: Iterator[bytes]) -> None:
    paragraph = document.add_paragraph()
    if it.lead:
        _run(paragraph, f"{it.lead} ", bold=True)
    kept = len(paragraph.runs)
    _run(paragraph, it.text)
    if it.look == "quiet":
        for run in paragraph.runs[kept:]:
            run.font.size, run.font.color.rgb = Pt(9), SOFT
    if it.look == "theirs":
        paragraph.paragraph_format.left_indent = Cm(0.6)
    if it.footnote:
        add_footnote(document, paragraph, it.footnote)
    _turned(paragraph._p, f"{it.lead} {it.text}")


def _prompt(document: WordDocument, it: WritingPrompt, _pictures: Iterator[bytes]) -> None:
    """Marked by its words as well as by a style of its own, by which Word finds all of them."""
    paragraph = _styled(document, TO_WRITE)
    _run(paragraph, it.text)
    _turned(paragraph._p, it.text)


def _contents(document: WordDocument, it: ContentsList, _pictures: Iterator[bytes]) -> None:
    write_contents(document, "Contents", [composed_letters(entry) for entry in it.entries])


def _points(document: WordDocument, it: BulletList, _pictures: Iterator[bytes]) -> None:
    for lead, words in it.points:
        paragraph = _styled(document, "List Number" if it.numbered else "List Bullet")
        if lead:
            _run(paragraph, f"{lead} ", bold=True)
        _run(paragraph, words)
        _turned(paragraph._p, f"{lead} {words}")


def _table(document: WordDocument, it: PaperTable, _pictures: Iterator[bytes]) -> None:
    _caption(document, it.caption)
    rows = (it.headers, *it.rows)
    table = document.add_table(rows=len(rows), cols=len(it.headers))
    table.autofit = False
    _about_table(table._tbl.tblPr, it.caption)
    size = Pt(8) if it.dense else Pt(9)
    shares = it.widths()
    widths = [Cm(WIDTH * share / sum(shares)) for share in shares]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for number, (tr, row) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):
        properties = tr.get_or_add_trPr()
        properties.append(word_element("w:cantSplit"))
        if number == 0:
            properties.append(word_element("w:tblHeader"))
        for place, (tc, words) in enumerate(zip(tr.tc_lst, row, strict=True)):
            tc.width = widths[place]
            tc.tcPr.extend(deepcopy(one) for one in _shape_of_cell(number == 0))
            kept = number == 0 or number < len(it.rows) <= KEPT_TOGETHER
            _cell(tc, words, size, bold=number == 0 or place == 0, kept=kept)
    for note in it.notes:
        _words(document, TextParagraph(note, look="quiet"), _pictures)
    after = document.add_paragraph().paragraph_format  # Word wants one after every table
    after.space_after, after.line_spacing = Pt(0), Pt(5)


def _caption(document: WordDocument, words: str) -> None:
    """In Word's own style, with a number that Word counts, so that a list of tables can be made of them."""
    paragraph = _styled(document, CAPTION)
    _run(paragraph, "Table ")
    _field(paragraph, "SEQ Table \\* ARABIC", str(1 + sum(1 for _ in document.tables)))
    _run(paragraph, f". {words}")
    _turned(paragraph._p, words)


def _about_table(properties: Any, caption: str) -> None:
    """Lines and margins; its first row and first column are headers; and what a screen reader calls it."""
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    headers = {
        "firstRow": "1",
        "firstColumn": "1",
        "lastRow": "0",
        "lastColumn": "0",
        "noHBand": "1",
        "noVBand": "1",
    }
    look = word_element("w:tblLook", val="06A0", **headers)
    properties.extend(
        (_lines(), _margins(), look, word_element("w:tblCaption", val=composed_letters(caption)))
    )
    order = ("tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption")
    properties[:] = sorted(properties, key=lambda one: order.index(one.tag.rpartition("}")[2]))


def _cell(tc: Any, words: str, size: Pt, bold: bool, kept: bool) -> None:
    """Fills a cell; its shape is a copy, since making one anew takes four times as long."""
    shape, letters = _looks(size, bold, kept)
    run = OxmlElement("w:r")
    run.text = composed_letters(words)
    run.insert(0, deepcopy(letters))
    paragraph = tc.p_lst[0]
    paragraph.extend((deepcopy(shape), run))
    paragraph.extend(_directed(run, composed_letters(words)))
    _turned(paragraph, words)


@lru_cache(maxsize=16)
def _looks(size: Pt, bold: bool, kept: bool) -> tuple[Any, Any]:
    """The properties of a paragraph in a cell, and of its letters. They are copied, and never stand themselves."""
    paragraph = Document().add_paragraph()
    paragraph.paragraph_format.keep_with_next = kept
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    _run(paragraph, "", bold).font.size = size
    return paragraph._p.pPr, paragraph.runs[0]._r.rPr


@lru_cache(maxsize=2)
def _shape_of_cell(is_head: bool) -> tuple[Any, ...]:
    """Gives a cell what it has besides its width: words in its middle, and for a head dark lines and a ground."""
    middle = word_element("w:vAlign", val="center")
    if not is_head:
        return (middle,)
    borders = OxmlElement("w:tcBorders")
    for side, thick in (("top", "8"), ("bottom", "6")):
        borders.append(word_element(f"w:{side}", val="single", sz=thick, space="0", color="0B0C0C"))
    return (borders, word_element("w:shd", val="clear", color="auto", fill=HEAD_FILL), middle)


def _lines() -> Any:
    """Hairlines between the rows, and no others."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(word_element(f"w:{side}", val="single", sz="4", space="0", color=HAIR))
    return borders


def _margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(word_element(f"w:{side}", w="50", type="dxa"))
    return margins


def _figure(document: WordDocument, it: PaperFigure, pictures: Iterator[bytes]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _picture(paragraph, it.chart, next(pictures), 9.5)
    _table(document, it.table, pictures)


def _side(document: WordDocument, it: SideBySide, pictures: Iterator[bytes]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    for chart in it.charts:
        _picture(paragraph, chart, next(pictures), BESIDE)
        _run(paragraph, " ")
    titles = ". ".join(f"{side}: {chart.title}" for side, chart in zip(_SIDES, it.charts, strict=False))
    _words(document, TextParagraph(f"{titles}. {it.said}", look="quiet"), pictures)


def _picture(paragraph: Paragraph, chart: Any, png: bytes, wide: float) -> None:
    """The drawing, as wide as asked unless it would be higher than a page."""
    run = paragraph.add_run()
    shape = run.add_picture(io.BytesIO(png), width=Cm(wide))
    if shape.height > Cm(HEIGHT):
        shape.width, shape.height = round(shape.width * Cm(HEIGHT) / shape.height), Cm(HEIGHT)
    about = shape._inline.docPr
    about.set("descr", composed_letters(alternative_text(chart)))
    about.set("title", composed_letters(chart.title))
    about.set("name", f"Picture {about.get('id')}")


def _new_page(_document: WordDocument, _it: NewPage, _pictures: Iterator[bytes]) -> None:
    """A mark of the paragraph that comes next."""


_WRITTEN: dict[type, Callable[[WordDocument, Any, Iterator[bytes]], None]] = {
    PaperHeading: _heading,
    TextParagraph: _words,
    WritingPrompt: _prompt,
    BulletList: _points,
    PaperTable: _table,
    PaperFigure: _figure,
    SideBySide: _side,
    NewPage: _new_page,
    ContentsList: _contents,
}


# --- drawings --------------------------------------------------------------------------------------------

_SHEETS = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#for drawing in json(bytes(sys.inputs.data)) { page(image(bytes(drawing), format: "svg", width: 360pt)) }"""


def _charts(blocks: Sequence[PaperBlock]) -> Iterator[Any]:
    for block in blocks:
        if isinstance(block, PaperFigure):
            yield block.chart
        elif isinstance(block, SideBySide):
            yield from block.charts


@lru_cache(maxsize=8)  # a release is never made again, so neither are its drawings
def _pictures(drawings: tuple[str, ...]) -> tuple[bytes, ...]:
    """Each drawing as a PNG."""
    if not drawings:
        return ()
    return compile_pages(_SHEETS, [composed_letters(drawing) for drawing in drawings], "png", DOTS)
