"""Letters: text as it may stand in a file that other programs read, whatever people have typed."""

from __future__ import annotations

import unicodedata

# Marks that turn the direction of a line, by which a name can be made to read as another.
_TURNS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# What no XML may hold; line breaks and tabs may stand.
_FORBIDDEN = {
    code: None
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n"
}
_LEFT_OUT = {**_TURNS, **_FORBIDDEN}


def readable(text: str) -> str:
    """Composed letters, without control characters, halves of pairs and marks that turn the direction.

    >>> readable("in\\u202evoice\\x02")
    'invoice'
    """
    return unicodedata.normalize("NFC", text).translate(_LEFT_OUT)


def cut_to(text: str, most: int) -> str:
    """The text, or its beginning with three dots where it is longer than `most` characters.

    >>> cut_to("Teachers", 8), cut_to("Teachers and heads", 8)
    ('Teachers', 'Teacher…')
    """
    return text if len(text) <= most else text[: most - 1] + "…"
