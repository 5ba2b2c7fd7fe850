"""Lists to download as an Excel workbook of one sheet, in which no cell does anything. `tables` makes the CSV."""

from __future__ import annotations

import io
from collections.abc import Sequence

from lws_assess.documents.inert_workbooks import inert_workbook
from lws_assess.documents.tables import inert_cell

WIDEST, NARROWEST = 60, 10  # of a column, in characters


def xlsx_bytes(title: str, headers: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """A workbook whose first row are the headings. Numbers stay numbers; every other cell is text."""
    out = io.BytesIO()
    with inert_workbook(out, title) as book:
        bold = book.add_format({"bold": True})
        # What looks like a formula stays text also when somebody edits its cell.
        quoted = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet(title[:31])
        for x, heading in enumerate(headers):
            sheet.write_string(0, x, heading, bold)
            widest = max((len(str(row[x])) for row in rows), default=0)
            sheet.set_column(x, x, min(WIDEST, max(NARROWEST, len(heading), widest) + 2))
        for y, row in enumerate(rows, 1):
            for x, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(y, x, cell)
                elif cell:
                    sheet.write_string(y, x, cell, quoted if inert_cell(cell) != cell else None)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
