"""What the sentences of a paper claim of figures, one claim a row, for whoever wants to check them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.documents.claims import Claim, PrintedFigure
from lws_assess.documents.papers.manuscripts import BulletList, Manuscript, PaperHeading, TextParagraph

CLAIM_HEADERS = (
    "Where",
    "What is said",
    "Whose figures",
    "Relation",
    "Beside whose figures",
    "More than chance",
)


def claim_rows(manuscript: Manuscript) -> Iterator[tuple[str, ...]]:
    """A row for each claim, in the order in which the paper makes them, under the heading where it stands."""
    where = ""
    for block in manuscript.blocks:
        if isinstance(block, PaperHeading):
            where = block.words
        elif isinstance(block, TextParagraph):
            yield from _rows(where, block.text, block.claims)
        elif isinstance(block, BulletList):
            for (lead, words), claims in zip(block.points, block.claims, strict=False):
                yield from _rows(where, f"{lead} {words}".strip(), claims)


def _rows(where: str, words: str, claims: Sequence[Claim]) -> Iterator[tuple[str, ...]]:
    for claim in claims:
        beyond = "yes" if claim.beyond_chance else ""
        yield where, words, _figures(claim.who), str(claim.relation), _figures(claim.others), beyond


def _figures(printed: Sequence[PrintedFigure]) -> str:
    return "; ".join(f"{one.name}: {one.text}" for one in printed)
