"""Faces: the type in which papers and pictures are set, and which letters each face has.

    Noto Sans                       figures: the first face has no nought without a stroke through it
    AtkinsonHyperlegible            everything else that it has
    Noto Sans, and one for each     the letters of other languages, emoji and signs
      alphabet that it lacks
    what comes with the printer     signs of mathematics, boxes

All of them come as packages, so that a paper looks the same on every machine, and nothing is fetched.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, Final

import typst

from lws_assess.survey.letters import UNSEEN, whole_letters

FACE: Final = "Atkinson Hyperlegible"
FONT_PACKAGES = (("fontpkg_atkinson_hyperlegible", "files"), ("manimgx_fonts", ""), ("manimgx_fonts_cjk", ""))
FIGURES_FACE: Final = "Noto Sans"  # its figures are all as wide, so that columns of them stand straight
BEFORE_OTHERS = (FACE, FIGURES_FACE)
AFTER_OTHERS = ("Noto Emoji", "Noto Sans CJK SC", "Noto Sans Symbols")
# Faces that lie inside the printer, where no list of letters can be read; a test tries each of these.
INSIDE: Final = {
    "New Computer Modern Math": (
        (0x20, 0x7E),
        (0x20D0, 0x20DC),
        (0x2190, 0x23FF),
        (0x27C0, 0x27FF),
        (0x2900, 0x2BFF),
        (0x1D400, 0x1D7FF),
    ),
    "DejaVu Sans Mono": (
        (0x2500, 0x262F),
        (0x2638, 0x268B),
        (0x270C, 0x2727),
        (0x2729, 0x274B),
        (0x2758, 0x275E),
        (0x2761, 0x2775),
        (0x2798, 0x27AF),
        (0x27B1, 0x27BE),
    ),
}
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class TypeFace:
    """A family of type and the letters that it has, as ranges from the first to the last, in order."""

    family: str
    ranges: Ranges

    def has(self, character: str) -> bool:
        at = bisect_right(self.ranges, (ord(character), 0x110000)) - 1
        return at >= 0 and ord(character) <= self.ranges[at][1]

    @property
    def character_class(self) -> str:
        """Returns the letters of the face as a regular expression that the printer and Python both read."""
        return "[{}]".format("".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in self.ranges))


@cache
def printer_fonts() -> typst.Fonts:
    """Every face, found once; a file is read when one of its letters is first printed."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(files(package) / folder) for package, folder in FONT_PACKAGES],
    )


@cache
def shipped_faces() -> tuple[TypeFace, ...]:
    """Every face in the order in which they are asked for a letter."""
    regular: dict[str, tuple[str, int]] = {}
    for font in printer_fonts().fonts():
        if font.path and font.style == "normal" and font.weight <= 400:
            regular.setdefault(font.family, (font.path, font.index))
    others = sorted(set(regular) - {*BEFORE_OTHERS, *AFTER_OTHERS} - _other_chinese(regular))
    read = [
        TypeFace(family, _letters(Path(regular[family][0]), regular[family][1]))
        for family in (*BEFORE_OTHERS, *others, *AFTER_OTHERS)
    ]
    return (*read, *(TypeFace(family, ranges) for family, ranges in INSIDE.items()))


def _other_chinese(families: Iterable[str]) -> set[str]:
    """Returns the faces that have the letters in the shapes of other countries: one of them has to be enough."""
    return {family for family in families if family.startswith("Noto Sans CJK ")} - {*AFTER_OTHERS}


# --- what may be printed ---------------------------------------------------------------------------------


def printable_text(text: str) -> str:
    """The text, with the number of each letter that no face has, as [U+1234], in its place.

    A letter and its marks are drawn by one face or not at all; the printer would leave out what it cannot place.

    >>> printable_text("Zażółć ڈ 中 👍🏽 ܐ")
    'Zażółć ڈ 中 👍🏽 [U+0710]'
    """
    if not outside_of_first(text):
        return text
    return "".join(part if _drawn_whole(part) else _said_by_number(part) for part in whole_letters(text))


def numbered_letters(text: str) -> str:
    """The text with the number of each letter that is not certain to be drawn: what the first face has not."""
    return "".join(c if c == "\n" or shipped_faces()[0].has(c) else _number(c) for c in text)


def outside_of_first(text: str) -> bool:
    """True if any letter of it is set in another face than the first."""
    return not _usual().fullmatch(text)


def beyond_first(text: str) -> frozenset[str]:
    """The letters that are set in another face than the first."""
    return frozenset(c for c in set(text) if c != "\n" and not shipped_faces()[0].has(c))


@cache
def _usual() -> re.Pattern[str]:
    """Texts that the first face has as a whole."""
    return re.compile(f"[\n{shipped_faces()[0].character_class[1:]}*")


@lru_cache(maxsize=20_000)
def _drawn_whole(part: str) -> bool:
    seen = [c for c in part if c not in UNSEEN and c != "\n"]
    return any(all(map(face.has, seen)) for face in shipped_faces())


def _said_by_number(part: str) -> str:
    """Letter by letter: those that some face has stand, without marks that would be lost."""
    return "".join(
        "" if c in UNSEEN else c if unicodedata.category(c)[0] != "M" and _drawn_whole(c) else _number(c)
        for c in part
    )


def _number(character: str) -> str:
    return f"[U+{ord(character):04X}]"


# --- reading a file of type ------------------------------------------------------------------------------


def _letters(path: Path, index: int) -> Ranges:
    """The letters of a face, from the table that OpenType calls cmap. Its formats 4 and 12 hold all of ours."""
    with path.open("rb") as file:
        start = 0
        if _read(file, 0, ">4s")[0] == b"ttcf":
            [start] = _read(file, 12 + 4 * index, ">I")
        [tables] = _read(file, start + 4, ">H")
        records = [_read(file, start + 12 + 16 * i, ">4sIII") for i in range(tables)]
        at = next(offset for tag, _, offset, _ in records if tag == b"cmap")
        [subtables] = _read(file, at + 2, ">H")
        places = {_read(file, at + 4 + 8 * i, ">HHI")[2] + at for i in range(subtables)}
        formats = {_read(file, place, ">H")[0]: place for place in sorted(places)}
        found = _format_12(file, formats[12]) if 12 in formats else _format_4(file, formats[4])
    return _merged(found)


def _read(file: BinaryIO, at: int, form: str) -> tuple[Any, ...]:
    file.seek(at)
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _format_12(file: BinaryIO, at: int) -> list[tuple[int, int]]:
    [groups] = _read(file, at + 12, ">I")
    numbers = _read(file, at + 16, f">{3 * groups}I")
    return list(zip(numbers[::3], numbers[1::3], strict=True))


def _format_4(file: BinaryIO, at: int) -> list[tuple[int, int]]:
    """Segments of letters; a letter whose glyph is 0 is none."""
    length, _, twice = _read(file, at + 2, ">HHH")
    many = twice // 2
    words = _read(file, at, f">{length // 2}H")
    ends, starts, shifts, ranges = (words[7 + many * i + (i > 0) :][:many] for i in range(4))
    found = []
    for i, (start, end, shift, offset) in enumerate(zip(starts, ends, shifts, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            place = 8 + 3 * many + i + offset // 2 + code - start
            if (words[place] if offset else (code + shift) % 65536) != 0:
                found.append((code, code))
    return found


def _merged(found: list[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and merged[-1][1] + 1 == first:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return tuple(merged)
