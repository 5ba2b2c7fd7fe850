"""Row headers of the tables in a PDF, which the printer cannot mark by itself.

In every table that has a row of headers, the first cell of each row below names what the row is about. It becomes a
header of its row. The printer also lists each cell's column header by its number; without that list a reader
finds both headers by the direction in which they point.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

HEADERS_ABOVE = "/THead"
MARKED_BY_PRINTER = b"/THead"  # what the printer writes of such tables is not packed


def with_row_headers(pdf: bytes) -> bytes:
    """Returns the file with the first cell of each row as a header. The same file gives the same bytes."""
    if MARKED_BY_PRINTER not in pdf:
        return pdf
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for row in _rows(opened.Root.StructTreeRoot):
            _mark(row)
        opened.save(out, static_id=False, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _children(node: Object) -> Iterator[Dictionary]:
    """The parts of a part of a paper that are parts themselves, and not words on a page."""
    inside = node.get("/K")
    for one in inside if isinstance(inside, Array) else [inside]:
        if isinstance(one, Dictionary) and "/S" in one:
            yield one


def _rows(root: Object) -> Iterator[Dictionary]:
    """The rows below the headers of every table. A table may be large, so nothing is looked at twice."""
    waiting = [*_children(root)]
    while waiting:
        node = waiting.pop()
        parts = [*_children(node)]
        if Name.Table == node.S and any(str(part.S) == HEADERS_ABOVE for part in parts):
            yield from (row for part in parts if Name.TBody == part.S for row in _children(part))
        waiting += parts


def _mark(row: Dictionary) -> None:
    cells = [*_children(row)]
    for cell in cells:
        attributes = cell.get("/A")
        for one in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(one, Dictionary) and one.get("/O") == Name.Table and "/Headers" in one:
                del one["/Headers"]
    first = cells[0]
    if first.S == Name.TD and len([*_all(first)]):
        first.S = Name.TH
        _table_attributes(first).Scope = Name.Row


def _all(cell: Dictionary) -> Iterator[Object]:
    inside = cell.get("/K")
    yield from inside if isinstance(inside, Array) else [inside] if inside is not None else []


def _table_attributes(cell: Dictionary) -> Dictionary:
    attributes = cell.get("/A")
    for one in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(one, Dictionary) and one.get("/O") == Name.Table:
            return one
    made = Dictionary(O=Name.Table)
    cell.A = Array(
        [made, *(attributes if isinstance(attributes, Array) else [attributes] if attributes else [])]
    )
    return made
