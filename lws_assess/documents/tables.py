"""Tables to download: CSV that every spreadsheet opens, and in which no cell does anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

# What makes a spreadsheet take a cell for a formula, in both widths of letters, or lets one follow.
_STARTS_SOMETHING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(cell: Cell) -> Cell:
    """The cell as text that no spreadsheet carries out: what looks like a formula gets an apostrophe."""
    if isinstance(cell, str) and cell.lstrip(" \xa0").startswith(_STARTS_SOMETHING):
        return "'" + cell
    return cell


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, so that Excel reads its accents. Numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (headers, *rows):
        writer.writerow([inert("" if cell is None else cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")
