"""Excel workbooks in which no cell does anything: what looks like a formula, a link or a number stays text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import xlsxwriter

NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook must have a date, and ours says nothing
INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def inert_workbook(out: io.BytesIO, title: str) -> Iterator[xlsxwriter.Workbook]:
    """A workbook with this title among its properties; when the block ends, `out` holds its bytes."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, **INERT})
    book.set_properties({"title": title, "created": NO_DATE})
    yield book
    book.close()
