"""Excel workbooks that people upload, read with a limit on everything.

A workbook is a packed folder of XML. A small one can unpack to gigabytes, name a cell a million rows down, or
repeat one long text in every cell, so nothing is trusted: not the sizes that it states, not where it says that its
cells are, and no document type at all.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from lws_assess.survey.paper_tables import column_letters
from lws_assess.survey.refusals import BadInput
from lws_assess.web.cell_formats import CellFormats

LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes
MOST_CHARACTERS = 20_000_000  # in all cells together
MOST_SHEETS = 500
CHUNK = 64 * 1024  # bytes unpacked at a time

PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others cannot be unpacked a piece at a time

WORKBOOK = "xl/workbook.xml"  # where it lies when the package does not say
MADE_BY_NUMBERS = (
    "Export Summary"  # the sheet with which Numbers begins a workbook, and in which it lists the others
)
NAMED = 5  # cells that a message names; the rest are counted

ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")  # what holds a drawing to its place

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Attributes = dict[str, str]


class SheetFault(BadInput):
    """A file cannot be read; the words say why and what to do, with the row where there is one."""


DAMAGED = "The workbook cannot be read. Save it again as .xlsx or as CSV."
TOO_LARGE = "The workbook is too large. Keep only the sheet that is needed."
SAVE_AS = "Open it, save it as an Excel workbook (.xlsx) or as CSV, and choose that file."

# What a packed folder is that is no Excel workbook, by what its parts are called.
OTHER_FOLDERS = (
    ("index/document.iwa", f"This is a file of Apple’s apps, such as Numbers (.numbers). {SAVE_AS}"),
    ("index.zip", f"This is a file of Apple’s apps, such as Numbers (.numbers). {SAVE_AS}"),
    ("content.xml", f"This is an OpenDocument file, such as LibreOffice makes (.ods). {SAVE_AS}"),
    ("xl/workbook.bin", f"This is a binary Excel workbook (.xlsb). {SAVE_AS}"),
    (
        "word/document.xml",
        "This is a Word document. Copy its table into a spreadsheet and save that as .xlsx.",
    ),
    ("ppt/presentation.xml", "This is a PowerPoint file. Copy its table into a spreadsheet and save that."),
)
OTHER_FOLDER = "This is a packed folder (.zip) and no Excel workbook. Unpack it and choose the file inside."


@dataclass(frozen=True)
class OtherSheet:
    """A sheet with something in it that was not read."""

    name: str
    hidden: bool = False


@dataclass(frozen=True)
class WorkbookSheet:
    """The sheet of a workbook that was read, and what lies in the workbook besides.

    `rows` are all as long as the longest. Rows count from 1 and columns from 0. Hidden rows and columns that hold
    something are part of `rows`. `merged` are ranges as spreadsheets write them; what they hold stands in their
    first cell. `links` are cells behind which the address of an e-mail lies that they do not show.
    """

    name: str
    rows: list[list[str]]
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    has_notes: bool = False
    has_drawings: bool = False
    others: tuple[OtherSheet, ...] = ()


def read_sheet(data: bytes, most_rows: int, most_columns: int) -> WorkbookSheet:
    """The first sheet that is not hidden and holds something, as texts that people see. Raises SheetFault."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _PackedFolder(packed).read(most_rows, most_columns)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
        *(expat.ExpatError, KeyError, IndexError, ValueError, OverflowError),
    ) as error:
        raise SheetFault(DAMAGED) from error


def decode_escapes(text: str) -> str:
    """A text of a workbook without its escapes: `_x0041_` is A, and `_x005F_` an underscore that is meant."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _PackedFolder:
    """The parts of a packed folder by their names, which it may write with any letters and slashes."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        self.parts: dict[str, zipfile.ZipInfo] = {}
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
            raise SheetFault(TOO_LARGE)
        for entry in packed.infolist():
            if (
                entry.compress_type not in PACKED_AS
                or self.parts.setdefault(_part(entry.filename), entry) != entry
            ):
                raise SheetFault(DAMAGED)

    def read(self, most_rows: int, most_columns: int) -> WorkbookSheet:
        home = self._links_of("")
        workbook = next((link.target for link in home.values() if link.kind == "officeDocument"), WORKBOOK)
        if _part(workbook) not in self.parts:
            raise SheetFault(self._what_else())
        book = _WorkbookReader()
        self._parse(workbook, book.start)
        if len(book.sheets) > MOST_SHEETS:
            raise SheetFault(TOO_LARGE)
        links = self._links_of(workbook)
        texts = _SharedTexts()
        formats = CellFormats(since_1904=book.since_1904)
        parts = {link.kind: link.target for link in links.values()}
        if "sharedStrings" in parts:
            self._parse(parts["sharedStrings"], texts.start, texts.end, texts.data)
        if "styles" in parts:
            self._parse(parts["styles"], formats.start, formats.end)
        return self._first(book, links, lambda: _SheetCells(texts.found, formats, most_rows, most_columns))

    def _first(
        self, book: _WorkbookReader, links: dict[str, _PartLink], new_cells: Callable[[], _SheetCells]
    ) -> WorkbookSheet:
        sheets = [sheet for sheet in book.sheets if links[sheet.link].kind == "worksheet"]
        seen: dict[str, bool] = {}  # whether a part holds something: a hostile workbook names one many times
        for sheet in sheets:
            part = links[sheet.link].target
            if sheet.hidden or part in seen:
                continue
            cells = new_cells()
            cells.sheet = sheet.name
            self._parse(part, cells.start, cells.end, cells.data)
            seen[part] = bool(cells.rows)
            if sheet is sheets[0] and sheet.name == MADE_BY_NUMBERS and self._holds_more(links, sheets[1:]):
                continue
            if cells.rows:
                others = [other for other in sheets if other is not sheet and self._holds(links, other, seen)]
                return self._as_sheet(cells, part, tuple(OtherSheet(o.name, o.hidden) for o in others))
        hidden = [sheet.name for sheet in sheets if sheet.hidden and self._holds(links, sheet, seen)]
        if hidden:
            raise SheetFault(
                f"Only hidden sheets hold something, such as “{hidden[0]}”. Show the sheet that is meant."
            )
        return WorkbookSheet(sheets[0].name if sheets else "", [])

    def _holds_more(self, links: dict[str, _PartLink], others: list[_OpenSheet]) -> bool:
        seen: dict[str, bool] = {}
        return any(self._holds(links, other, seen) for other in others if not other.hidden)

    def _holds(self, links: dict[str, _PartLink], sheet: _OpenSheet, seen: dict[str, bool]) -> bool:
        part = links[sheet.link].target
        if part not in seen:
            seen[part] = self._has(part, ("v", "is", "f"))
        return seen[part]

    def _has(self, part: str, tags: tuple[str, ...]) -> bool:
        """True if a part has an element of one of these names."""

        def look(tag: str, _attributes: Attributes) -> None:
            if tag in tags:
                raise _PartFound

        try:
            self._parse(part, look)
        except _PartFound:
            return True
        return False

    def _as_sheet(self, cells: _SheetCells, part: str, others: tuple[OtherSheet, ...]) -> WorkbookSheet:
        links = self._links_of(part)
        kinds = {link.kind: link.target for link in links.values()}
        behind = [
            place
            for place, link in cells.links.items()
            if link in links and _is_mail(links[link].target) and "@" not in cells.at(place)
        ]
        return WorkbookSheet(
            cells.sheet,
            cells.as_rows(),
            tuple(sorted(row + 1 for row in cells.rows.keys() & cells.hidden_rows)),
            tuple(
                x
                for x in range(cells.wide())
                if cells.is_hidden(x) and any(x in r for r in cells.rows.values())
            ),
            tuple(cells.merged),
            tuple(behind + cells.formulas_with_links),
            bool(kinds.keys() & {"comments", "threadedComment"}),
            "drawing" in kinds and self._has(kinds["drawing"], ANCHORS),
            others,
        )

    def _links_of(self, part: str) -> dict[str, _PartLink]:
        folder, name = posixpath.split(_part(part))
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if where not in self.parts:
            return {}
        links = _PartLinks(folder)
        self._parse(where, links.start)
        return links.found

    def _what_else(self) -> str:
        """Returns what the folder is where it is no workbook that can be read."""
        for part, words in OTHER_FOLDERS:
            if part in self.parts:
                return words
        return DAMAGED if "[content_types].xml" in self.parts else OTHER_FOLDER

    def _parse(
        self,
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
        with self.packed.open(self.parts[_part(name)]) as file:
            while piece := file.read(CHUNK):
                parser.Parse(piece, False)
        parser.Parse(b"", True)


def _part(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


def _refuse_document_type(*_declared: object) -> None:
    raise SheetFault(DAMAGED)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _PartFound(Exception):
    """Raised where what was looked for stands in a part."""


def _is_mail(text: str) -> bool:
    return "mailto:" in text.lower()


def _is_on(attributes: Attributes, name: str) -> bool:
    return attributes.get(name, "0").lower() in ("1", "true", "on")


@dataclass(frozen=True)
class _OpenSheet:
    name: str
    link: str
    hidden: bool


@dataclass
class _WorkbookReader:
    """The sheets of a workbook, first to last, and the day that its dates count from."""

    sheets: list[_OpenSheet] = field(default_factory=list)
    since_1904: bool = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            self.since_1904 = _is_on(attributes, "date1904")
        elif tag == "sheet":
            link = next(value for name, value in attributes.items() if name.endswith("/relationships id"))
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(_OpenSheet(decode_escapes(attributes.get("name", "")), link, hidden))


@dataclass(frozen=True)
class _PartLink:
    kind: str
    target: str


@dataclass
class _PartLinks:
    folder: str
    found: dict[str, _PartLink] = field(default_factory=dict)

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            target = attributes["Target"]
            if attributes.get("TargetMode") != "External":
                target = posixpath.join("/", self.folder, target.replace("\\", "/"))
            self.found[attributes["Id"]] = _PartLink(attributes["Type"].rpartition("/")[2], target)


@dataclass
class _SharedTexts:
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
            self.found.append(decode_escapes("".join(self._pieces)))


class _SheetCells:
    """The cells of a sheet that hold something, by row and column from 0."""

    def __init__(self, texts: list[str], formats: CellFormats, most_rows: int, most_columns: int) -> None:
        self.sheet = ""
        self.texts = texts
        self.formats = formats
        self.most = (most_rows, most_columns)
        self.rows: dict[int, dict[int, str]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[str] = []
        self.links: dict[str, str] = {}
        self.not_worked_out: list[str] = []
        self.formulas_with_links: list[str] = []
        self.characters = 0
        self.row, self.column = -1, -1
        self.kind = ""
        self.style = ""
        self.within = ""
        self.spoken = False
        self.has_formula, self.has_value = False, False
        self.pieces: list[str] = []
        self.formula: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
            self.kind, self.pieces = attributes.get("t", "n"), []
            self.style = attributes.get("s", "0")
            self.has_formula = self.has_value = False
            self.formula = []
        elif tag == "v":
            self.has_value = True
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
            if _is_on(attributes, "hidden") or _is_nothing(attributes.get("ht")):
                self.hidden_rows.add(self.row)
        elif tag == "rPh":
            self.spoken = True
        else:
            self._start_aside(tag, attributes)
        self.within = tag

    def _start_aside(self, tag: str, attributes: Attributes) -> None:
        if tag == "col" and (_is_on(attributes, "hidden") or _is_nothing(attributes.get("width"))):
            self.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
        elif tag == "mergeCell":
            self.merged.append(attributes["ref"])
        elif tag == "hyperlink":
            link = next(
                (value for name, value in attributes.items() if name.endswith("/relationships id")), ""
            )
            if link:
                self.links[attributes["ref"]] = link

    def data(self, text: str) -> None:
        if self.within in ("v", "t") and not self.spoken:
            self.pieces.append(text)
        elif self.within == "f":
            self.formula.append(text)

    def end(self, tag: str) -> None:
        self.within = ""
        if tag == "c":
            if text := self._text():
                self._keep(text)
        elif tag == "rPh":
            self.spoken = False
        elif tag == "sheetData" and self.not_worked_out:
            raise SheetFault(_without_result(self.not_worked_out))

    def _text(self) -> str:
        text = "".join(self.pieces)
        if self.has_formula and not text and not (self.has_value and self.kind == "str"):
            self.not_worked_out.append(f"{column_letters(self.column)}{self.row + 1}")
        if self.formula and "@" not in text and _is_mail("".join(self.formula)):
            self.formulas_with_links.append(f"{column_letters(self.column)}{self.row + 1}")
        if self.kind == "s" and text:
            return self.texts[int(text)]
        if self.kind == "n" and text:
            return self.formats.number(text, self.style)
        if self.kind == "d" and text:
            return self.formats.date(text)
        if self.kind == "b" and text:
            return "TRUE" if text.strip() == "1" else "FALSE"
        return decode_escapes(text)

    def _keep(self, text: str) -> None:
        most_rows, most_columns = self.most
        if not 0 <= self.row < most_rows or not 0 <= self.column < most_columns:
            raise SheetFault(
                f"The sheet “{self.sheet}” is too large: at most {most_rows - 1:,} rows and {most_columns} columns "
                "can be read at once."
            )
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise SheetFault(TOO_LARGE)
        row = self.rows.setdefault(self.row, {})
        if self.column in row:
            raise SheetFault(DAMAGED)  # one of two texts of the same cell would be lost
        row[self.column] = text

    def at(self, place: str) -> str:
        """Returns what the first cell of a range such as B2:C3 holds."""
        digits = place.partition(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return self.rows.get(int(digits) - 1, {}).get(_column(place), "")

    def is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    def wide(self) -> int:
        return max((max(row) for row in self.rows.values()), default=-1) + 1

    def as_rows(self) -> list[list[str]]:
        wide = self.wide()
        high = max(self.rows, default=-1) + 1
        nothing: dict[int, str] = {}
        return [[self.rows.get(y, nothing).get(x, "") for x in range(wide)] for y in range(high)]


def _is_nothing(size: str | None) -> bool:
    """True if a row's height or a column's width is stated and is 0, which hides it as well."""
    return size is not None and float(size) == 0


def _without_result(places: list[str]) -> str:
    named = ", ".join(places[:NAMED]) + (f" and {len(places) - NAMED:,} more" if len(places) > NAMED else "")
    cells = "Cell" if len(places) == 1 else "Cells"
    hold = "holds a formula" if len(places) == 1 else "hold formulas"
    return (
        f"{cells} {named} {hold} without a result in the file. Open the workbook in a spreadsheet program, save it "
        "there, and choose it again."
    )


def _column(reference: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for sign in reference:
        if not "A" <= sign <= "Z":
            break
        number = number * 26 + ord(sign) - 64
    return number - 1
