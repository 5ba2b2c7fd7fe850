"""What papers say of figures: it holds, it stands in a table of the paper, and numbers and nouns agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.actions.papers.strategies import StrategySources
from lws_assess.documents.charts.headlines import everything_not_shown
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.papers.board_paper_results import EVERYBODY, EVERYTHING, how_many
from lws_assess.documents.papers.board_papers import board_paper
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    Manuscript,
    PaperBlock,
    PaperFigure,
    PaperHeading,
    PaperTable,
    SideBySide,
    TextParagraph,
    table_with_notes,
)
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.survey.results.round_results import RoundResults
from tests.documents.charts.test_every_chart import ROUNDS
from tests.documents.charts.test_ranking import ROUNDS as POINTS_OF_ROUNDS
from tests.documents.views import People, placed, results_of, usual
from tests.runs.soaking import tries

WRITTEN = "24 November 2026"
MARK = re.compile(" [▲▼]$")  # of a group that differs from everyone together, behind its figure


@dataclass(frozen=True)
class Stated:
    """A sentence or a few of a paper, and all that they claim of figures.

    `tables` are those of the paper in which the figures stand, what comes after the sentence first: every name and
    text in `claims` must stand in a row of one of them.
    """

    said: SaidWords
    tables: tuple[PaperTable, ...]


def statements_of(manuscript: Manuscript) -> Iterator[Stated]:
    """Whatever a paper says of its figures, in reading order."""
    blocks = manuscript.blocks
    for number, block in enumerate(blocks):
        after, before = _tables_in(blocks[number:]), _tables_in(blocks[:number])
        for said in _said_in(block):
            yield Stated(said, (*after, *reversed(before)))


def _said_in(block: PaperBlock) -> Iterator[SaidWords]:
    if isinstance(block, TextParagraph) and block.claims:
        yield SaidWords(block.text, block.claims)
    elif isinstance(block, SideBySide) and block.claims:
        yield SaidWords(block.said, block.claims)
    elif isinstance(block, BulletList):
        for (_, text), claims in zip(block.points, block.claims, strict=False):
            if claims:
                yield SaidWords(text, claims)


def _tables_in(blocks: Sequence[PaperBlock]) -> list[PaperTable]:
    found = (block.table if isinstance(block, PaperFigure) else block for block in blocks)
    return [block for block in found if isinstance(block, PaperTable)]


def papers_of(results: RoundResults) -> tuple[Manuscript, Manuscript]:
    return board_paper(BoardPaperContents(results, WRITTEN)), strategy_document(
        StrategySources(results, WRITTEN)
    )


def faults_of(paper: Manuscript) -> list[str]:
    """Claims that do not hold, and figures in them that stand in no table of the paper."""
    faults = []
    for stated in statements_of(paper):
        rows = [[MARK.sub("", cell) for cell in row] for one in stated.tables for row in one.rows]
        for claim in stated.said.claims:
            if not claim.holds:
                faults.append(f"{stated.said.text} {claim}")
            faults += [
                f"{stated.said.text} {one.name}: {one.text}"
                for one in (*claim.who, *claim.others)
                if not any({one.name, one.text} <= set(row) for row in rows)
            ]
    return faults


@pytest.mark.parametrize("name", ROUNDS)
def test_what_papers_say_holds_and_stands_in_their_tables(name: str) -> None:
    for paper in papers_of(ROUNDS[name]()):
        assert faults_of(paper) == []


@given(POINTS_OF_ROUNDS, POINTS_OF_ROUNDS)
@settings(max_examples=tries(25, 12))
def test_it_does_so_whatever_the_figures_are(points, others) -> None:
    _, *rest = usual().audiences
    results = replace(usual(), audiences=(placed(*points, by_person=others), *rest))
    for paper in papers_of(results):
        assert faults_of(paper) == []


def test_a_claim_that_does_not_hold_or_stands_nowhere_is_found() -> None:
    """So that the two tests above can fail."""
    paper = board_paper(BoardPaperContents(usual(), WRITTEN))
    stated = next(one for one in statements_of(paper) if one.said.claims and one.tables)
    claim = stated.said.claims[0]
    turned = TextParagraph("Turned round.", claims=(replace(claim, who=claim.others, others=claim.who),))
    assert faults_of(replace(paper, blocks=(*paper.blocks, turned)))
    tables_gone = tuple(block for block in paper.blocks if isinstance(block, TextParagraph | BulletList))
    assert faults_of(replace(paper, blocks=tables_gone))


def test_statements_are_told_with_every_table_the_nearest_after_them_first() -> None:
    before, after = (
        table_with_notes("Before", ("Area",), [("a",)]),
        table_with_notes("After", ("Area",), [("b",)]),
    )
    claim = next(
        c for s in statements_of(board_paper(BoardPaperContents(usual(), WRITTEN))) for c in s.said.claims
    )
    blocks = (before, TextParagraph("Said.", claims=(claim,)), TextParagraph("Nothing."), after)
    [stated] = statements_of(Manuscript("", "", "", "", blocks))
    assert (stated.said.text, stated.said.claims, stated.tables) == ("Said.", (claim,), (after, before))


# --- numbers and what is withheld ------------------------------------------------------------------------

# "1 people", and "2 group" too.
WRONG = re.compile(
    r"(?<![\d.,-])1 (?:people|groups|things|areas|answers|actions|persons)\b"
    r"|(?<![\d.,])(?:0|[2-9]|\d\d+) (?:person|group|thing|area|action)\b(?! (?:by|of))"
)


def text_of(paper: Manuscript) -> list[str]:
    found = [paper.title, paper.subtitle]
    for block in paper.blocks:
        if isinstance(block, BulletList):
            found += [" ".join(point) for point in block.points]
        elif isinstance(block, TextParagraph):
            found.append(f"{block.lead} {block.text}")
        elif isinstance(block, SideBySide):
            found.append(block.said)
        elif isinstance(block, PaperHeading):
            found.append(block.words)
        elif isinstance(block, PaperTable):
            found += block.notes
    return found


def left_out(people: int) -> dict[str, int]:
    return {"Clubs": people} if people else {}


@pytest.mark.parametrize("unanswered", [[], ["Heads"], ["Heads", "Choirs"]])
@pytest.mark.parametrize("people", [0, 1, 2])
@pytest.mark.parametrize("groups", [0, 1, 2])
def test_no_paper_gets_a_number_wrong_or_begins_with_one_more_thing(
    groups: int, people: int, unanswered: list[str]
) -> None:
    them = [People("Teachers", 30, 2), People("Nurses", 8, 1)][:groups]
    results = results_of(*them, left_out=left_out(people), unanswered=unanswered)
    for paper in papers_of(results):
        for text in text_of(paper):
            assert not WRONG.search(text), text
    said = how_many(results)
    assert not re.match(r"\d+ more", said), said
    assert not any(
        text.startswith("What is not shown. 1 more") for p in papers_of(results) for text in text_of(p)
    )


@given(st.booleans(), st.booleans(), st.integers(0, 2))
@settings(max_examples=12, deadline=None)
def test_everything_is_in_the_figures_is_said_only_where_it_is(small: bool, blank: bool, few: int) -> None:
    code = results_of().edition.areas[0].code
    teachers = People("Teachers", 30, 2, votes=[code], areas={code: 0} if blank else {})
    nurses = [People("Nurses", 8, 2, votes=[code])] if small else []
    results = results_of(teachers, *nurses, left_out=left_out(few))
    said = " ".join(text for paper in papers_of(results) for text in text_of(paper)) + how_many(results)
    if EVERYTHING in said:
        assert (blank, few, small) == (False, 0, False)
        assert not list(everything_not_shown(results))
    if EVERYBODY in said:
        assert not few


def test_a_round_of_one_large_group_that_rated_everything_says_so() -> None:
    code = results_of().edition.areas[0].code
    results = results_of(People("Teachers", 30, 2, votes=[code]))
    assert not list(everything_not_shown(results))
    assert how_many(results) == EVERYTHING
