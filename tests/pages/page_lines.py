"""Replies as lines that can be compared: what somebody reads, where links lead, and what forms ask for and send."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from werkzeug.test import TestResponse

from tests.pages.elements import Element, elements_of

PASSED_OVER = {"script", "style"}
# What of an element is told besides its text; where a mark of a drawing stands, tests of documents agree on.
TOLD = (
    "href",
    "method",
    "action",
    "type",
    "name",
    "value",
    "for",
    "alt",
    "lang",
    "dir",
    "scope",
    "colspan",
    "rowspan",
    "datetime",
    "autocomplete",
    "inputmode",
    "maxlength",
    "min",
    "max",
    "checked",
    "selected",
    "disabled",
    "required",
    "hidden",
    "open",
    "role",
)
AS_TEXT = ("text/", "application/json", "image/svg")
# What is drawn is another as soon as anything before it draws once more: codes, keys and digests, the name of a
# request, and what an app for codes is told.
DRAWN = re.compile(
    r"\b(?=[a-z]*\d)[0-9a-z]{10,}\b|\b(?=[a-f]*\d)[0-9a-f]{8}\b|(?<=/assets/)\w+|(?<=/welcome/)[\w-]+"
    r"|\b[0-9a-z]{5}(?:-[0-9a-z]{5}){2,}(?:-[0-9a-z]{1,5})?\b|\b(?:[0-9a-z]{4} ){6}[0-9a-z]{2}\b"
    r"|\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b|\b[A-Z2-7]{32}\b"
)
SHORTEST = 8  # of what is drawn, with what stands before it
TOKEN = "csrf_token"
ENDS_OF_DRAWINGS = re.compile(r"<svg\b|</svg>")
NAMED = re.compile(r'\b(class|aria-label|viewBox)="([^"]*)"')
SCANNED = 'class="qrline"'


def lines_of_reply(reply: TestResponse) -> str:
    """Returns status and kind, and where it leads or what it says."""
    lines = [f"{reply.status_code} {reply.mimetype}"]
    if "Location" in reply.headers:
        lines.append(f"leads to {reply.headers['Location']}")
    elif reply.mimetype == "text/html":
        lines += lines_of_page(elements_of(reply.get_data(as_text=True)))
    elif reply.mimetype.startswith(AS_TEXT):
        lines += reply.get_data(as_text=True).replace("><", ">\n<").splitlines()
    return "\n".join(lines)


def drawings_of_page(html: str) -> Iterator[str]:
    """A line for each drawing: what it is called, and a digest that is another as soon as one of its marks moves.

    Codes to be scanned are left out: they are drawn anew for every link.
    """
    for drawing in _outermost(html):
        if SCANNED not in drawing:
            called = NAMED.search(drawing)
            marks = '"'.join(map(_without_drawn, " ".join(drawing.split()).split('"')))
            yield f"{called[2] if called else 'drawing'} {hashlib.sha256(marks.encode()).hexdigest()[:7]}"


def _outermost(html: str) -> Iterator[str]:
    """A drawing may hold others."""
    depth = began = 0
    for end in ENDS_OF_DRAWINGS.finditer(html):
        if not end[0].startswith("</"):
            began = began if depth else end.start()
            depth += 1
        else:
            depth -= 1
            if not depth:
                yield html[began : end.end()]


def without_codes(text: str, names: Mapping[str, str]) -> str:
    """The same text, where a star stands for each long code, and these names for short ones."""
    for code, name in names.items():
        text = text.replace(code, name)
    return "\n".join(map(_without_drawn, text.split("\n")))


@lru_cache(20_000)
def _without_drawn(piece: str) -> str:
    """A line, or what stands between quotes, which nothing that is drawn goes over. Most stand on many pages."""
    return DRAWN.sub("*", piece) if len(piece) >= SHORTEST else piece


def lines_of_page(element: Element) -> Iterator[str]:
    """A line for each element that has something to tell, and for each piece of text."""
    if element.tag in PASSED_OVER:
        return
    told = list(_told(element))
    if told:
        yield f"<{element.tag} {' '.join(told)}>"
    for child in element.children:
        if isinstance(child, Element):
            yield from lines_of_page(child)
        elif words := " ".join(child.split()):
            yield words


def _told(element: Element) -> Iterator[str]:
    for name in (*TOLD, *(name for name in element.attributes if name.startswith(("aria-", "data-")))):
        if name in element.attributes:
            drawn = name == "data-token" or (name == "value" and element["name"] == TOKEN)
            yield f"{name}={'*' if drawn else ' '.join(unquote(element[name]).split())}"
