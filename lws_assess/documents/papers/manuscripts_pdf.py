"""A manuscript as a tagged PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

from lws_assess.documents.papers.manuscripts import (
    HALF_A_PAGE,
    BulletList,
    Manuscript,
    NewPage,
    PaperBlock,
    PaperFigure,
    PaperHeading,
    PaperTable,
    SideBySide,
    TextParagraph,
    WritingPrompt,
    alternative_text,
    drawn_for_papers,
)
from lws_assess.documents.printing import Data, make_pdf


def pdf_file(manuscript: Manuscript) -> bytes:
    """PDF/UA-1: headings in order, table headers, words for every drawing, a title and a language."""
    leading, blocks = _parted(manuscript)
    return make_pdf(
        "board_paper",
        {
            "title": manuscript.title,
            "subtitle": manuscript.subtitle,
            "author": manuscript.author,
            "foot": manuscript.foot,
            "leading": [_all_printed(part) for part in leading],
            "blocks": _all_printed(blocks),
        },
    )


def _parted(manuscript: Manuscript) -> tuple[list[list[PaperBlock]], list[PaperBlock]]:
    """Returns the leading parts, and all that comes after them."""
    parts: list[list[PaperBlock]] = [[]]
    for block in manuscript.blocks:
        if isinstance(block, NewPage) and len(parts) <= manuscript.leading:
            parts.append([])
        else:
            parts[-1].append(block)
    return (parts[:-1], parts[-1]) if len(parts) > manuscript.leading else (parts, [])


def _all_printed(blocks: Sequence[PaperBlock]) -> list[Data]:
    """Each block; words stay on one page with the drawing or table that they lead to."""
    return [
        {**_PRINTED[type(block)](block), "kept": isinstance(after, PaperFigure | SideBySide | PaperTable)}
        for block, after in zip_longest(blocks, blocks[1:])
        if block is not None
    ]


def _picture(chart: Any) -> Data:
    return {"title": chart.title, "svg": drawn_for_papers(chart), "alt": alternative_text(chart)}


def _table(table: PaperTable, room: float = 0) -> Data:
    return {
        "kind": "table",
        "caption": table.caption,
        "headers": table.headers,
        "rows": table.rows,
        "widths": table.widths(room),
        "dense": table.dense,
        "notes": table.notes,
    }


_PRINTED: dict[type, Callable[[Any], Data]] = {
    PaperHeading: lambda it: {"kind": "heading", "level": it.level, "words": it.words},
    TextParagraph: lambda it: {
        "kind": "words",
        "lead": it.lead,
        "text": it.text,
        "look": it.look,
        "footnote": it.footnote,
    },
    WritingPrompt: lambda it: {"kind": "prompt", "text": it.text},
    BulletList: lambda it: {"kind": "points", "points": it.points, "numbered": it.numbered},
    PaperTable: _table,
    PaperFigure: lambda it: {
        "kind": "figure",
        "picture": _picture(it.chart),
        "table": _table(it.table, HALF_A_PAGE if it.beside else 0),
        "beside": it.beside,
    },
    SideBySide: lambda it: {"kind": "side", "pictures": [_picture(c) for c in it.charts], "said": it.said},
    NewPage: lambda _it: {"kind": "page"},
}
