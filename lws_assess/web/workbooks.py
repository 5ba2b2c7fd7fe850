"""Excel workbooks that people upload, read with a limit on everything.

A workbook is a packed folder of XML. A small one can unpack to gigabytes, name a cell a million rows down, or
repeat one long text in every cell, so nothing is trusted: not the sizes that it states, not where it says that its
cells are, and no document type at all.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes
MOST_CHARACTERS = 20_000_000  # in all cells together
CHUNK = 64 * 1024  # bytes unpacked at a time

PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others cannot be unpacked a piece at a time

WORKBOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
WHOLE_NUMBER = 15  # digits that a spreadsheet keeps exactly

Attributes = dict[str, str]


class WorkbookFault(Exception):
    """A workbook cannot be read; the message says why."""


DAMAGED = "The workbook cannot be read. Save it again as .xlsx or as CSV."
TOO_LARGE = "The workbook is too large. Keep only the sheet that is needed."


def read_first_sheet(data: bytes, most_rows: int, most_columns: int) -> list[list[str]]:
    """The cells of the first sheet as texts, each row as long as the longest. Raises WorkbookFault."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _read(packed, most_rows, most_columns)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
        *(expat.ExpatError, KeyError, IndexError, ValueError),
    ) as error:
        raise WorkbookFault(DAMAGED) from error


def _read(packed: zipfile.ZipFile, most_rows: int, most_columns: int) -> list[list[str]]:
    if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
        raise WorkbookFault(TOO_LARGE)
    if any(entry.compress_type not in PACKED_AS for entry in packed.infolist()):
        raise WorkbookFault(DAMAGED)
    first = _Names()
    _parse(packed, WORKBOOK, first.start)
    links = _Links()
    _parse(packed, LINKS, links.start)
    texts = _Texts()
    if links.texts:
        _parse(packed, _inside(links.texts), texts.start, texts.end, texts.data)
    cells = _Cells(texts.found, most_rows, most_columns)
    _parse(packed, _inside(links.targets[first.sheets[0]]), cells.start, cells.end, cells.data)
    return cells.as_rows()


def _inside(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _parse(
    packed: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Reads one file of the folder, a piece at a time: what a bomb would unpack to never lies in memory."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = lambda tag, attributes: start(_local(tag), attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    if text:
        parser.CharacterDataHandler = text
    with packed.open(name) as file:
        while piece := file.read(CHUNK):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse_document_type(*_declared: object) -> None:
    raise WorkbookFault(DAMAGED)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


@dataclass
class _Names:
    """The sheets of a workbook, first to last, by the links that lead to them."""

    sheets: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            self.sheets += [value for name, value in attributes.items() if name.endswith(" id")]


@dataclass
class _Links:
    targets: dict[str, str] = field(default_factory=dict)
    texts: str = ""  # where the texts lie that cells name by number

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            self.targets[attributes["Id"]] = attributes["Target"]
            if attributes["Type"].endswith("/sharedStrings"):
                self.texts = attributes["Target"]


@dataclass
class _Texts:
    """Texts that cells name by number. What tells how a text is spoken is no part of it."""

    found: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _within: str = ""
    _spoken: bool = False

    def start(self, tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            self._pieces = []
        self._spoken = self._spoken or tag == "rPh"
        self._within = tag

    def data(self, text: str) -> None:
        if self._within == "t" and not self._spoken:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        self._within = ""
        if tag == "rPh":
            self._spoken = False
        elif tag == "si":
            self.found.append("".join(self._pieces))


class _Cells:
    """The cells of a sheet that hold something, by row and column from 0."""

    def __init__(self, texts: list[str], most_rows: int, most_columns: int) -> None:
        self.texts = texts
        self.most = (most_rows, most_columns)
        self.rows: dict[int, dict[int, str]] = {}
        self.characters = 0
        self.row, self.column = -1, -1
        self.kind = ""
        self.within = ""
        self.pieces: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif tag == "c":
            self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
            self.kind, self.pieces = attributes.get("t", "n"), []
        self.within = tag

    def data(self, text: str) -> None:
        if self.within in ("v", "t"):
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        self.within = ""
        if tag == "c" and (text := self._text()):
            self._keep(text)

    def _text(self) -> str:
        text = "".join(self.pieces)
        if self.kind == "s" and text:
            return self.texts[int(text)]
        return _number(text) if self.kind == "n" and text else text

    def _keep(self, text: str) -> None:
        most_rows, most_columns = self.most
        if not 0 <= self.row < most_rows or not 0 <= self.column < most_columns:
            raise WorkbookFault(
                f"The first sheet is too large: at most {most_rows - 1:,} rows and {most_columns} columns."
            )
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise WorkbookFault(TOO_LARGE)
        self.rows.setdefault(self.row, {})[self.column] = text

    def as_rows(self) -> list[list[str]]:
        wide = max((max(row) for row in self.rows.values()), default=-1) + 1
        high = max(self.rows, default=-1) + 1
        nothing: dict[int, str] = {}
        return [[self.rows.get(y, nothing).get(x, "") for x in range(wide)] for y in range(high)]


def _column(reference: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str) -> str:
    """A number as people read it: 3 and not 3.0."""
    value = float(text)
    return str(int(value)) if abs(value) < 10**WHOLE_NUMBER and value.is_integer() else text
