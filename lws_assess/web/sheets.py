"""Tables that people upload or paste: CSV in any usual encoding and separator, or an Excel workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time

import charset_normalizer
from flask import Flask, request
from python_calamine import CalamineError, CalamineWorkbook

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes; a workbook is a packed folder, and a small one can hold a lot
MOST_ROWS = 10_000
MOST_COLUMNS = 400
SEPARATORS = ",;\t|"

# Endpoints that take a file; everywhere else the app's own smaller limit holds.
TAKES_FILES: set[str] = set()

Rows = list[list[str]]


class SheetFault(Exception):
    """A file cannot be read; the message says why and what to do, with the row where there is one."""


def install(app: Flask) -> None:
    """Lets the endpoints of TAKES_FILES take larger requests. Must come before whatever reads a form."""

    @app.before_request
    def _allow_files() -> None:
        if request.endpoint in TAKES_FILES:
            request.max_content_length = LARGEST_FILE
            request.max_form_memory_size = LARGEST_FILE


def read_rows(data: bytes) -> Rows:
    """The rows of a file as trimmed text, without empty rows at the end. Raises SheetFault."""
    if not data.strip():
        raise SheetFault("The file is empty.")
    rows = _read_workbook(data) if data.startswith(b"PK") else read_pasted(_decode(data))
    if not rows:
        raise SheetFault("The file has no rows.")
    return rows


def read_pasted(text: str) -> Rows:
    """The same for text: separated by commas, semicolons, tabs or bars, whichever its first lines use most."""
    lines = text.splitlines()
    head = "\n".join(lines[:20])
    separator = max(SEPARATORS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise SheetFault(
            f"The table cannot be read: {error}. Save it again as CSV or as an Excel workbook."
        ) from error
    return _tidy(rows)


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SheetFault("The file is damaged: save it again as CSV or as an Excel workbook.")
    if b"\0" in data:
        raise SheetFault("This is neither a CSV file nor an Excel workbook (.xlsx).")
    best = charset_normalizer.from_bytes(
        data, cp_isolation=["cp1252", "latin_1", "mac_roman", "cp850"]
    ).best()
    return str(best) if best else data.decode("cp1252", errors="replace")


def _read_workbook(data: bytes) -> Rows:
    """The first sheet. What it would unpack to is looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                raise SheetFault("The workbook is too large. Keep only the sheet that is needed.")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (zipfile.BadZipFile, CalamineError, ValueError, IndexError) as error:
        raise SheetFault("The workbook cannot be read. Save it again as .xlsx or as CSV.") from error
    if sheet.total_height > MOST_ROWS + 1 or sheet.total_width > MOST_COLUMNS:
        raise SheetFault(
            f"The first sheet is too large: at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns."
        )
    return _tidy([[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)])


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _tidy(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS + 1:
        raise SheetFault(f"The table has {len(rows):,} rows; at most {MOST_ROWS:,} can be read at once.")
    trimmed = [[cell.replace("\xa0", " ").strip() for cell in row] for row in rows]
    while trimmed and not any(trimmed[-1]):
        trimmed.pop()
    return trimmed
