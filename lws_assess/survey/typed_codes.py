"""Codes as people type, read out or paste them, and what stands for a code in a link.

Capitals, spaces, hyphens, digits of any script and marks that are not printed do not matter. A letter of another
alphabet that looks like one of ours is that one. Which of our own letters are taken for which others is for each kind
of code to say: only where its alphabet makes it certain.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from lws_assess.survey.written_words import plain_signs

LONGEST_PASTED = 4_000  # characters; what is longer is no link
ROOM_LINK, OPEN_LINK, PERSONAL_LINK = "e", "join", "i"

# Letters of Greek and Cyrillic keyboards that are seen as the Latin ones.
_SEEN_AS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХавеѕіјкмнорстухΑΒΕΖΗΙΚΜΝΟΡΤΥΧον",
    "ABESIJKMHOPCTYXabesijkmhopctyxABEZHIKMNOPTYXov",
)
_LINK = re.compile(
    r"(?:^|[/\s<(])(?P<kind>e|join|i)/+(?P<code>[^/?#&\s<>()\[\]{}|*!…—\"“”«»'’,;]+)/?(?:\?(?P<query>[^#\s<>]*))?",
    re.IGNORECASE,
)
# What stands before a code where both were copied: "Your code is", "Code:".
_NAMED_CODE = re.compile(r"^\W*(?:\w+\s+){0,3}code(?:\s+is)?(?:\s*[:=]\s*|\s+)(?=\w)", re.IGNORECASE)
_LIKE_DIGITS = str.maketrans("OILSBZoilsbz", "011582011582")


class PastedLink(NamedTuple):
    """A link to one of our pages, by the code that it carries."""

    kind: str  # ROOM_LINK, OPEN_LINK or PERSONAL_LINK
    code: str
    query: str


def find_pasted_link(text: str) -> PastedLink | None:
    """The link to a room or a questionnaire in what somebody pasted; None where there is none.

    Also where a mail program has put the link into one of its own.

    >>> find_pasted_link("See https://lws.example/join/0abc?utm_source=x, thanks")
    PastedLink(kind='join', code='0abc', query='utm_source=x,')
    """
    if len(text) > LONGEST_PASTED or ("/" not in text and "%2f" not in text.lower()):
        return None
    if "urldefense" in text.lower() and "_" in text and not _LINK.search(text):
        text = text.replace("_", "/").replace(
            "-", "%"
        )  # as one of those programs writes a link within its own
    for _ in range(3):
        found = _LINK.search(plain_signs(text))
        if found:
            code = unquote(found["code"]).partition("/")[0]
            return PastedLink(found["kind"].lower(), code, found["query"] or "")
        text = unquote(text)
    return None


def letters_and_digits(text: str) -> str:
    """The letters and digits of a code, in capitals, as our keyboards write them.

    >>> letters_and_digits("\\u202aсх3-４k\\u200b \\u06f7")
    'CX34K7'
    """
    text = _NAMED_CODE.sub("", text[:LONGEST_PASTED])
    plain = text if text.isascii() else plain_signs(text).translate(_SEEN_AS)
    return "".join(c for c in plain.upper() if c.isalnum())


def read_digits(text: str) -> str:
    """The digits of a code that has digits alone, so that what looks like a digit is one.

    >>> read_digits("٤ 12-3O6")
    '412306'
    """
    return letters_and_digits(text).translate(_LIKE_DIGITS)
