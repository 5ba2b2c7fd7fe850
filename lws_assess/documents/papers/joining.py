"""Several tagged PDFs of ours in one: long files are printed in parts, since a page that waits takes much memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack

import pikepdf
from pikepdf import Dictionary, Object


def join_pdfs(parts: Iterator[bytes]) -> bytes:
    """The pages of all parts in order, read out in that order too, with the title and language of the first.

    Each part is let go before the next is made. Raises StopIteration where there is none.
    """
    with ExitStack() as open_files:
        whole = open_files.enter_context(pikepdf.open(io.BytesIO(next(parts))))
        for data in parts:
            part = open_files.enter_context(pikepdf.open(io.BytesIO(data)))
            _append(whole, part)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
        return out.getvalue()


def _append(whole: pikepdf.Pdf, part: pikepdf.Pdf) -> None:
    before = len(whole.pages)
    whole.pages.extend(part.pages)
    tags = whole.Root.StructTreeRoot
    added = whole.copy_foreign(part.Root.StructTreeRoot)
    shift = int(tags.ParentTreeNextKey)
    for page in list(whole.pages)[before:]:
        _renumber(page.obj, "/StructParents", shift)
        for annotation in page.obj.get("/Annots", []):
            _renumber(annotation, "/StructParent", shift)
    for number, entry in enumerate(added.ParentTree.Nums):
        # Numbers and what they lead to take turns.
        tags.ParentTree.Nums.append(int(entry) + shift if number % 2 == 0 else entry)
    tags.ParentTreeNextKey = shift + int(added.ParentTreeNextKey)
    document = tags.K[0]
    for child in added.K[0].K:
        child.P = document
        document.K.append(child)


def _renumber(thing: Object | Dictionary, name: str, shift: int) -> None:
    if name in thing:
        thing[name] = int(thing[name]) + shift
