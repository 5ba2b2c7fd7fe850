"""Footnotes of a Word document: real ones, which Word numbers, moves and prints at the foot of the page."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from lws_assess.documents.papers.word_elements import word_element, word_run
from lws_assess.survey.letters import composed_letters

PLACE = PackURI("/word/footnotes.xml")
TEXT, MARK = "footnote text", "footnote reference"  # Word's own names of their styles
SEPARATORS = (
    ("-1", "separator"),
    ("0", "continuationSeparator"),
)  # lines above the notes, which Word asks for


def add_footnote(document: WordDocument, paragraph: Paragraph, words: str) -> None:
    """Puts a mark behind a paragraph that leads to a note of these words."""
    notes = _notes_of(document)
    number = str(1 + len(notes) - len(SEPARATORS))
    note, line = word_element("w:footnote", id=number), OxmlElement("w:p")
    shape, said = OxmlElement("w:pPr"), OxmlElement("w:t")
    shape.append(word_element("w:pStyle", val=_style_key(TEXT)))
    said.text = f" {composed_letters(words)}"
    said.set(qn("xml:space"), "preserve")
    line.extend((shape, _marked(OxmlElement("w:footnoteRef")), word_run(said)))
    note.append(line)
    notes.append(note)
    paragraph._p.append(_marked(word_element("w:footnoteReference", id=number)))


def _notes_of(document: WordDocument) -> Any:
    """The document's notes; begun, with their styles, where it has none yet."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            return relation.target_part.element
    _add_styles(document)
    notes = OxmlElement("w:footnotes")
    for number, kind in SEPARATORS:
        note, line = word_element("w:footnote", type=kind, id=number), OxmlElement("w:p")
        line.append(word_run(OxmlElement(f"w:{kind}")))
        note.append(line)
        notes.append(note)
    part = XmlPart(PLACE, CONTENT_TYPE.WML_FOOTNOTES, notes, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return notes


def _add_styles(document: WordDocument) -> None:
    text = document.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(8)
    text.paragraph_format.space_after = Pt(0)
    mark = document.styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True


def _style_key(name: str) -> str:
    return name.title().replace(" ", "")


def _marked(element: Any) -> Any:
    """A run in the form of a note's mark."""
    look = OxmlElement("w:rPr")
    look.append(word_element("w:rStyle", val=_style_key(MARK)))
    return word_run(look, element)
