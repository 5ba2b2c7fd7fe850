"""Elements of Word's own language, which the library that writes Word files has no words for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def word_element(tag: str, /, **attributes: str) -> Any:
    """An element such as "w:shd" with attributes of the same vocabulary."""
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def word_run(*elements: Any) -> Any:
    """A run of these elements."""
    run = OxmlElement("w:r")
    run.extend(elements)
    return run
