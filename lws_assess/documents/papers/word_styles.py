"""The look of Word files: one sans face, dark headings, the paper's own colours, and the language of spelling."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from lws_assess.documents.papers.word_elements import word_element

FACE = "Arial"  # on every machine that opens Word files
CAPTION = "Caption"  # Word's own style
TO_WRITE = "To write"  # the style of what people must write
INK, SOFT = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x4A, 0x4F, 0x57)  # as in PDFs
HEAD_FILL, HAIR = "F3EFE6", "9A9DA3"
SIZES = {"Normal": 10, "Title": 20, "Heading 1": 14, "Heading 2": 11.5}  # points
SPACES = {
    "Normal": (0, 5),
    "Title": (0, 4),
    "Heading 1": (16, 5),
    "Heading 2": (11, 4),
}  # above and below, points


def style_document(document: WordDocument) -> None:
    """Gives a new document its styles."""
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size = FACE, Pt(size)
        style.font.color.rgb = INK
        above, below = SPACES[name]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        fonts_of = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts_of.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Title"].font.bold = True
    for name in ("List Bullet", "List Number"):
        document.styles[name].paragraph_format.space_after = Pt(4)
    _rule_below(document.styles["Title"].element.get_or_add_pPr())
    caption = document.styles[CAPTION]
    caption.font.name, caption.font.size, caption.font.bold, caption.font.color.rgb = FACE, Pt(9.5), True, INK
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(2)
    _add_prompt(document)
    document.styles["Normal"].element.get_or_add_rPr().append(word_element("w:lang", val="en-GB"))


def _rule_below(shape: Any) -> None:
    """A dark line under the title, in place of the one that Word has."""
    for old in shape.findall(qn("w:pBdr")):
        shape.remove(old)
    border = OxmlElement("w:pBdr")
    border.append(word_element("w:bottom", val="single", sz="12", space="4", color="0B0C0C"))
    shape.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:jc", "w:outlineLvl", "w:rPr",
    )  # fmt: skip


def _add_prompt(document: WordDocument) -> None:
    """The style of what people must write: a coloured bar and ground, and a name by which Word finds all of them."""
    asked = document.styles.add_style(TO_WRITE, WD_STYLE_TYPE.PARAGRAPH)
    asked.base_style = document.styles["Normal"]
    shape = asked.element.get_or_add_pPr()
    border = OxmlElement("w:pBdr")
    border.append(word_element("w:left", val="single", sz="24", space="8", color="8A5A00"))
    shape.append(border)
    shape.append(word_element("w:shd", val="clear", color="auto", fill="FFF3C4"))
    asked.paragraph_format.left_indent = Cm(0.3)
