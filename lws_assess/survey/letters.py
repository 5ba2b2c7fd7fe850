"""Letters: text as it may stand in a file that other programs read, whatever people have typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

# Drawn by no face, and meant for the letters around them: joiners, variants, and the letters of a flag.
UNSEEN: Final = frozenset(
    map(chr, (*range(0x200B, 0x200E), 0x2060, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)))
)
SKINS: Final = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
JOINER: Final = "\u200d"
# Marks that turn the direction of a line, by which a name can be made to read as another.
_TURNS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# What no XML may hold; line breaks and tabs may stand.
_FORBIDDEN = {
    code: None
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n"
}
_LEFT_OUT = {**_TURNS, **_FORBIDDEN}
_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], "\n")  # what also ends a line
_SPACES = {0x09: " ", 0xAD: None, 0xFEFF: None}  # a tab, a hyphen that may be, a mark of the order of bytes


def composed_letters(text: str) -> str:
    """Composed letters, without control characters, halves of pairs and marks that turn the direction.

    >>> composed_letters("in\\u202evoice\\x02")
    'invoice'
    """
    return unicodedata.normalize("NFC", text).translate(_LEFT_OUT)


def composed_for_print(text: str) -> str:
    """Returns composed letters for print: any end of a line is a line break, and a tab is a space.

    >>> composed_for_print("one\\r\\ntwo\\tthree\\u2028four")
    'one\\ntwo three\\nfour'
    """
    return composed_letters(text.replace("\r\n", "\n").translate({**_BREAKS, **_SPACES}))


def whole_letters(text: str) -> Iterator[str]:
    """Returns what stands as one: a letter with its marks, a person with a skin, a family, a flag.

    >>> [*whole_letters("a\u0301 👍🏽")]
    ['á', ' ', '👍🏽']
    """
    whole = ""
    for c in text:
        joined = c in UNSEEN or c in SKINS or whole.endswith(JOINER) or unicodedata.category(c)[0] == "M"
        if whole and not joined:
            yield whole
            whole = ""
        whole += c
    if whole:
        yield whole


def width_in_letters(text: str) -> int:
    """Returns how many letters of the Latin alphabet are about as wide as the text.

    >>> width_in_letters("child"), width_in_letters("儿童"), width_in_letters("👨‍👩‍👧")
    (5, 4, 2)
    """
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(whole[0]) in "WF" else 1 + sum(map(_takes_room, whole[1:]))
        for whole in whole_letters(text)
    )


def _takes_room(mark: str) -> bool:
    return unicodedata.category(mark) == "Mc"


def lines_for_width(text: str, room: int, broken: bool = True) -> list[str]:
    """The text in lines as wide as `room` Latin letters. Words longer than a line are `broken`, or stand out.

    >>> lines_for_width("one two three", 8), lines_for_width("儿童学校", 4)
    (['one two', 'three'], ['儿童', '学校'])
    """
    lines, line = [], ""
    for word in text.split():
        together = f"{line} {word}" if line else word
        if width_in_letters(together) <= room:
            line = together
            continue
        lines += [line] if line else []
        *full, line = _broken(word, room) if broken or not word.isascii() else [word]
        lines += full
    return [*lines, line] if line else lines


def _broken(word: str, room: int) -> list[str]:
    pieces = [""]
    for whole in whole_letters(word):
        if pieces[-1] and width_in_letters(pieces[-1] + whole) > room:
            pieces.append("")
        pieces[-1] += whole
    return pieces


def cut_to(text: str, most: int) -> str:
    """The text, or its beginning with three dots where it is longer than `most` characters.

    >>> cut_to("Teachers", 8), cut_to("Teachers and heads", 8)
    ('Teachers', 'Teacher…')
    """
    if len(text) <= most:
        return text
    kept = ""
    for whole in whole_letters(text[:most]):  # what stands as one is left out as one
        if len(kept) + len(whole) > most - 1:
            break
        kept += whole
    return kept + "…"


def shortened_line(text: str, most: int) -> str:
    """The text in one line, and cut where that is longer than `most` characters.

    >>> shortened_line("Teachers\nof maths", 20), shortened_line("Teachers of maths", 10)
    ('Teachers of maths', 'Teachers…')
    """
    line = " ".join(text.split())
    return line if len(line) <= most else cut_to(line, most)[:-1].rstrip() + "…"


def cut_at_word(text: str, most: int) -> str:
    """The text, or its first whole words with three dots where it is longer than `most` characters.

    >>> cut_at_word("One two three", 9), cut_at_word("One two", 9)
    ('One two…', 'One two')
    """
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def address_in_short(address: str) -> str:
    """A web address as people say it.

    >>> address_in_short("https://assess.example/")
    'assess.example'
    """
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")
