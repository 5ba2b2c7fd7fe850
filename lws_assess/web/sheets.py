"""Tables that people upload or paste: CSV in any usual encoding and separator, or an Excel workbook."""

from __future__ import annotations

import csv
import io

import charset_normalizer
from flask import Flask, request

from lws_assess.web.workbooks import WorkbookFault, read_first_sheet

LARGEST_FILE = 5 * 1024 * 1024  # bytes
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
    try:
        return _tidy(read_first_sheet(data, MOST_ROWS + 1, MOST_COLUMNS))
    except WorkbookFault as fault:
        raise SheetFault(str(fault)) from fault


def _tidy(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS + 1:
        raise SheetFault(f"The table has {len(rows):,} rows; at most {MOST_ROWS:,} can be read at once.")
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise SheetFault(
            f"The table has a row of more than {MOST_COLUMNS} columns. Keep only those that are needed."
        )
    trimmed = [[cell.replace("\xa0", " ").strip() for cell in row] for row in rows]
    while trimmed and not any(trimmed[-1]):
        trimmed.pop()
    return trimmed
