"""Tables that people upload or paste: CSV in any usual encoding and separator, or an Excel workbook.

Whatever is read says what was read of it and what was not, in sentences for the page that asks to confirm it:

    sheet = sheets.read_rows(file.read())       or   sheets.read_pasted(text)
    sheet.rows                                  the cells as trimmed texts
    {% import "sheets/parts.html" as sheet_parts %}
    {{ sheet_parts.what_was_read(sheet) }}
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import charset_normalizer
from flask import Flask, request

from lws_assess.survey.paper_tables import column_letters
from lws_assess.web.workbooks import NAMED, SheetFault, WorkbookSheet, read_sheet

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_ROWS = 10_000
MOST_COLUMNS = 400
LOOKED_AT = 50  # rows by which the separator is told

# What may stand between cells, the surest first.
SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
NO_SEPARATOR = "\x00"

# Endpoints that take a file; everywhere else the app's own smaller limit holds.
TAKES_FILES: set[str] = set()

SAVE_AGAIN = "Save it again as CSV or as an Excel workbook (.xlsx)."
IN_EXCEL = (
    "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, and choose that file."
)
NO_TABLE = "This is neither a CSV file nor an Excel workbook (.xlsx)."

TOO_MANY_ROWS = f"The table has more than {MOST_ROWS:,} rows, and no more can be read at once. Split it."

# How files begin that programs save as a web page and call .xls.
WEB_PAGES = (
    *(
        b"<!doctype",
        b"<!--",
        b"<html",
        b"<head",
        b"<body",
        b"<meta",
        b"<title",
        b"<style",
        b"<script",
        b"<link",
    ),
    *(b"<table", b"<tr", b"<div", b"<p>", b"<center", b"<font", b"<xml", b"<svg"),
)

Rows = list[list[str]]

_FIRST_LINE = re.compile(r'\s*"?sep=([^\w\s"]|\t)"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class ReadTable:
    """A table as it was read.

    `rows` are trimmed texts, without empty rows at the end. `read` says in sentences what was read, `not_read` what
    lies in the file besides; both are for the page on which the table is confirmed. `separator` stood between the
    cells of a text, "" where nothing did and in a workbook.
    """

    rows: Rows
    read: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    separator: str = ""


def install(app: Flask) -> None:
    """Lets the endpoints of TAKES_FILES take larger requests. Must come before whatever reads a form."""

    @app.before_request
    def _allow_files() -> None:
        if request.endpoint in TAKES_FILES:
            request.max_content_length = LARGEST_FILE
            request.max_form_memory_size = LARGEST_FILE


def read_rows(data: bytes, by_lines: bool = False) -> ReadTable:
    """The table of a file. Raises SheetFault, also where it holds no row.

    `by_lines` is as with read_pasted.
    """
    if not data.strip():
        raise SheetFault("The file is empty.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        sheet = _read_workbook(data)
    else:
        text, encoding = _decode(data)
        sheet = read_pasted(text, by_lines)
        if encoding:
            sheet = replace(sheet, read=(*sheet.read, f"Its letters were read as {encoding}."))
    if not sheet.rows:
        raise SheetFault("The file has no rows.")
    return sheet


def read_pasted(text: str, by_lines: bool = False) -> ReadTable:
    """The table of a text: separated by tabs, semicolons, bars or commas, whichever divides its lines alike.

    A first line such as `sep=;` says what separates, as spreadsheets write it, and is no row. Raises SheetFault
    where quotes do not pair up or a row is too wide; with `by_lines` each line is a row of one cell then, because text
    off a message holds quotes that no table would, and many people in a line.
    """
    text = text.lstrip("\ufeff").replace(NO_SEPARATOR, "")
    told = _FIRST_LINE.match(text)
    if told:
        text = text[told.end() :]
    separator = told[1] if told else _separator(text)
    try:
        rows = _tidy(_parse(text, separator))
        return ReadTable(rows, (_extent(rows, separator),), separator=separator.strip(NO_SEPARATOR))
    except SheetFault:
        if not by_lines:
            raise
    rows = _tidy([[line] for line in _LINE_END.split(text)])
    return ReadTable(
        rows, (_extent(rows, NO_SEPARATOR), "Each line was read as one row, because it is no plain table.")
    )


def _parse(text: str, separator: str) -> Rows:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=separator != "\t"
    )
    rows: Rows = []
    line = 1
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS + 1 and (any(row) or len(rows) > 20 * MOST_ROWS):
                raise SheetFault(TOO_MANY_ROWS)
            line = reader.line_num + 1
    except csv.Error as error:
        why = "a cell is too long" if "limit" in str(error) else "its quotation marks do not pair up"
        raise SheetFault(f"Line {line} cannot be read: {why}. {SAVE_AGAIN}") from error
    return rows


def _separator(text: str) -> str:
    """Returns what divides the first rows alike: most of them, into the same number of cells, with quotes that pair up.

    Where quotes pair up with none, the likeliest, so that whoever reads the whole can say where they do not.
    """
    for strict in (True, False):
        scores = {separator: _likeness(text, separator, strict) for separator in SEPARATORS}
        likeliest = max(scores, key=lambda separator: scores[separator])
        if scores[likeliest]:
            return likeliest
    return NO_SEPARATOR


def _likeness(text: str, separator: str, strict: bool) -> float:
    """Returns how many of the first rows are divided into the usual number of cells; 0 where most are not divided."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=strict, skipinitialspace=separator != "\t"
    )
    try:
        widths = [len(row) for row in islice(filter(any, reader), LOOKED_AT)]
    except csv.Error:
        return 0
    divided = [width for width in widths if width > 1]
    if not divided or len(divided) * 2 < len(widths):
        return 0
    return max(divided.count(width) for width in set(divided)) / len(widths)


def _extent(rows: Rows, separator: str) -> str:
    wide = max(map(len, rows), default=0)
    number = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    if wide < 2:
        return f"The whole text: {number}."
    named = SEPARATORS.get(separator, f"“{separator}”")
    return f"The whole text: {number} and {wide} columns, separated by {named}."


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and its encoding where that is worth a word. Raises SheetFault."""
    _refuse_other_files(data)
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding), ""
            except UnicodeDecodeError as error:
                raise SheetFault(f"The file is damaged. {SAVE_AGAIN}") from error
    if b"\0" in data:
        padded = _without_padding(data)
        if padded is not None:
            return padded, ""
        return _decode_wide(data), "UTF-16"
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    best = charset_normalizer.from_bytes(
        data, cp_isolation=["cp1252", "latin_1", "mac_roman", "cp850"]
    ).best()
    names = {"mac_roman": "Mac Roman", "cp850": "DOS (code page 850)"}
    text = str(best) if best else data.decode("cp1252", errors="replace")
    return text, names.get(best.encoding if best else "", "Windows-1252")


def _decode_wide(data: bytes) -> str:
    """Text of two bytes a letter that does not say so: in most of its letters one of the bytes is 0."""
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and zeros.count(0) * 5 > len(data):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
    raise SheetFault(NO_TABLE)


def _without_padding(data: bytes) -> str | None:
    """Text in UTF-8 in which old databases have left a few bytes of 0; None where it is none."""
    plain = data.replace(b"\0", b"")
    try:
        return plain.decode("utf-8") if len(plain) > 0.9 * len(data) else None
    except UnicodeDecodeError:
        return None


def _refuse_other_files(data: bytes) -> None:
    """Names what people choose by mistake, and what to do. Raises SheetFault."""
    head = data[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SheetFault(
                "The workbook is protected by a password. Save it without one and choose it again."
            )
        if "__substg1.0_".encode("utf-16-le") in data:
            raise SheetFault(
                "This is a message of Outlook (.msg). Copy the addresses out of it and paste them."
            )
        raise SheetFault(
            f"This is a file of an older Office, such as an old Excel workbook (.xls). {IN_EXCEL}"
        )
    if head.startswith(WEB_PAGES):
        raise SheetFault(f"This is a web page, whatever the end of its name says. {IN_EXCEL}")
    if head.startswith(b"<?xml") or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise SheetFault(f"This is an XML file. {IN_EXCEL}")
    if head.startswith(b"mime-version:"):
        raise SheetFault(f"This is a web page or a message saved as one file. {IN_EXCEL}")
    if head.startswith(b"%pdf"):
        raise SheetFault(
            "This is a PDF. Copy its table into a spreadsheet, save that as .xlsx and choose it."
        )
    if head.startswith(b"{\\rtf"):
        raise SheetFault(
            "This is a text with formats (RTF). Copy its table into a spreadsheet and save that as .xlsx."
        )


def _read_workbook(data: bytes) -> ReadTable:
    found = read_sheet(data, MOST_ROWS + 1, MOST_COLUMNS)
    rows = _tidy(found.rows)
    return ReadTable(rows, tuple(_what_was_read(found, rows)), tuple(_what_was_not(found)))


def _what_was_read(found: WorkbookSheet, rows: Rows) -> Iterator[str]:
    if not rows:
        return
    wide = len(rows[0])
    columns = f"columns A to {column_letters(wide - 1)}" if wide > 1 else "column A"
    yield f"The sheet “{found.name}”: {f'rows 1 to {len(rows):,}' if len(rows) > 1 else 'row 1'}, {columns}."
    if found.hidden_rows:
        numbers = [f"{number}" for number in found.hidden_rows]
        yield f"{_named('Row', numbers)} hidden there, by a filter or by hand. Hidden rows were read like all others."
    if found.hidden_columns:
        letters = [column_letters(column) for column in found.hidden_columns]
        yield f"{_named('Column', letters)} hidden there. Hidden columns were read like all others."
    if found.merged:
        yield f"{_named('Range', list(found.merged))} merged. What stands there counts for the first cell only."


def _what_was_not(found: WorkbookSheet) -> Iterator[str]:
    for other in found.others:
        yield f"The {'hidden ' if other.hidden else ''}sheet “{other.name}”."
    if found.links:
        yield f"E-mail addresses that lie as links behind {_list('cell', list(found.links))} and are not shown there."
    if found.has_notes:
        yield "Notes and comments on cells."
    if found.has_drawings:
        yield "Pictures, charts and text boxes."


def _list(noun: str, names: Sequence[str]) -> str:
    more = len(names) - NAMED
    joined = ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return f"{noun}{'s' if len(names) > 1 else ''} {joined}"


def _named(noun: str, names: Sequence[str]) -> str:
    return f"{_list(noun, names)} {'are' if len(names) > 1 else 'is'}"


def _tidy(rows: Rows) -> Rows:
    if any(len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]) for row in rows) or _is_vast(rows):
        raise SheetFault(
            f"The table has a row of more than {MOST_COLUMNS} columns. Keep only those that are needed."
        )
    trimmed = [[_trim(cell) for cell in row[:MOST_COLUMNS]] for row in rows]
    while trimmed and not any(trimmed[-1]):
        trimmed.pop()
    if len(trimmed) > MOST_ROWS + 1:
        raise SheetFault(TOO_MANY_ROWS)
    return trimmed


def _is_vast(rows: Rows) -> bool:
    return any(len(row) > 100 * MOST_COLUMNS for row in rows)


def _trim(cell: str) -> str:
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell.replace("\xa0", " ").strip()
