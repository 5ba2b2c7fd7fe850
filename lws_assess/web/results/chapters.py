"""The chapters of the results: each has an address and a few blocks, and all together are the whole report.

A chapter is named and ordered here alone. Pages that lead to the results include `templates/results/chapters.html`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResultsChapter:
    """One page of the results. `blocks` are the keys of what stands on it, in order.

    `slide` is the key of the message that tells of it to a board.
    """

    key: str
    name: str
    blocks: tuple[str, ...]
    slide: str = "headline"

    def holds(self, block: str) -> bool:
        return block in self.blocks


CHAPTERS = (
    ResultsChapter("position", "Position", ("main-points", "areas"), "position"),
    ResultsChapter("inside-areas", "Inside areas", ("statements", "dont-know", "additions"), "statements"),
    ResultsChapter("groups", "Groups", ("groups", "pair", "cut"), "groups"),
    ResultsChapter("families", "Families", ("families",), "families"),
    ResultsChapter("what-comes-first", "What comes first", ("ranking", "votes"), "first"),
    ResultsChapter("since-last-time", "Since last time", ("since",), "moved"),
    ResultsChapter("words", "Words", ("comments",)),
    ResultsChapter("method", "Method", ("not-shown", "method")),
)
FIRST_CHAPTER = CHAPTERS[0]
WHOLE_REPORT = "whole"  # stands in place of a chapter's key where all of them are on one page
WHERE_NOTHING_IS_SHOWN = "not-shown"  # the block that says why, in place of all that have nothing to say


def find_chapter(key: str) -> ResultsChapter | None:
    return next((chapter for chapter in CHAPTERS if chapter.key == key), None)


def chapter_with_block(block: str) -> ResultsChapter:
    """Returns where a block stands; raises LookupError for one that is in no chapter."""
    found = next((chapter for chapter in CHAPTERS if chapter.holds(block)), None)
    if found is None:
        raise LookupError(f"no chapter has the block {block}")
    return found


def chapters_beside(chapter: ResultsChapter) -> tuple[ResultsChapter | None, ResultsChapter | None]:
    """Returns the chapters before and after one, as far as there are any."""
    place = CHAPTERS.index(chapter)
    before = CHAPTERS[place - 1] if place else None
    return before, CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None
