"""Tables to download: CSV that every spreadsheet opens, and in which no cell does anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

TableCell = str | int | float | None

# What makes a spreadsheet take a cell for a formula, in both widths of letters, or lets one follow.
_STARTS_SOMETHING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert_cell(cell: TableCell) -> TableCell:
    """The cell as text that no spreadsheet carries out: what looks like a formula gets an apostrophe."""
    if isinstance(cell, str) and cell.lstrip(" \xa0").startswith(_STARTS_SOMETHING):
        return "'" + cell
    return cell


def said_before_inert(cell: str) -> str:
    """Returns what a cell said before `inert_cell`, so that a table that was saved can be read again.

    >>> said_before_inert("'=1+1"), said_before_inert("'tis"), said_before_inert("Jo")
    ('=1+1', "'tis", 'Jo')
    """
    bare = cell.removeprefix("'")
    return bare if bare != cell and inert_cell(bare) == cell else cell


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[TableCell]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, so that Excel reads its accents. Numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (headers, *rows):
        writer.writerow([inert_cell("" if cell is None else cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")
