"""The list of contents of a Word document: a field that Word keeps up to date, filled in beforehand.

Each line leads to its heading, which carries a bookmark made of its own words.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from lws_assess.documents.papers.word_elements import word_element, word_run

FIELD = 'TOC \\o "1-1" \\h \\z \\u'  # headings of the first level, as links
STYLE = "toc 1"  # Word's own name, so that it takes the same form once Word has made the list anew


def bookmark_heading(paragraph: Paragraph, words: str) -> None:
    """Marks a heading as a place that the list can lead to."""
    number = str(zlib.crc32(words.encode()) >> 1)
    paragraph._p.insert_element_before(word_element("w:bookmarkStart", id=number, name=name_of(words)), "w:r")
    paragraph._p.append(word_element("w:bookmarkEnd", id=number))


def name_of(words: str) -> str:
    """Returns what Word calls the place of a heading."""
    return f"_Toc{zlib.crc32(words.encode()):010}"


def write_contents(document: WordDocument, title: str, entries: Sequence[str]) -> None:
    """The title, which is no heading itself, and a line for each entry."""
    if STYLE not in document.styles:
        style = document.styles.add_style(STYLE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = document.styles["Normal"]
    head = document.add_paragraph()
    head.paragraph_format.page_break_before = True
    run = head.add_run(title)
    run.bold, run.font.size = True, Pt(14)
    lines = [document.add_paragraph(style=STYLE) for _ in entries]
    for line, entry in zip(lines, entries, strict=True):
        line._p.append(_link(entry))
    if lines:
        for element in _field_begins():
            lines[0]._p.insert_element_before(element, "w:hyperlink")
        lines[-1]._p.append(word_run(word_element("w:fldChar", fldCharType="end")))


def _field_begins() -> list[Any]:
    code = OxmlElement("w:instrText")
    code.text = FIELD
    begin, separate = (word_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate"))
    return [word_run(one) for one in (begin, code, separate)]


def _link(entry: str) -> Any:
    link, words = word_element("w:hyperlink", anchor=name_of(entry), history="1"), OxmlElement("w:t")
    words.text = entry
    link.append(word_run(words))
    return link
