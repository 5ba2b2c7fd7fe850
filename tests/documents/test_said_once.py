"""No paper says a sentence twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lws_assess.actions.papers.strategies import StrategySources
from lws_assess.documents.charts.whose_statements import rated_words
from lws_assess.documents.papers import manuscripts_word
from lws_assess.documents.papers.board_papers import board_paper
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    Manuscript,
    NewPage,
    PaperBlock,
    PaperFigure,
    PaperTable,
    SideBySide,
    TextParagraph,
)
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.records.people import ADMINISTRATOR
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.results.statements import WhoseStatement
from lws_assess.web import create_app
from tests.conftest import a_copy, settings_for
from tests.documents.papers.test_board_papers import contents_of
from tests.documents.views import usual
from tests.worlds.staff import signed_in

LONG = 8  # words: a shorter sentence may well be said of two things
PLACE = "/p/marlhaven"
# Where each stands again on purpose, and why.
ON_PURPOSE = {
    "so none is said to have moved": "of each audience whose groups are too small for it",
    "Put together for their statements": "below each area's table whose groups it holds of",
    "more things are withheld; why is said further on": "below each list that is cut short, of other things",
}


def texts_of(block: PaperBlock) -> Iterator[str]:
    """What a block says in sentences: not the cells of tables, nor what only drawings say."""
    if isinstance(block, TextParagraph):
        yield from (block.lead, block.text)
    elif isinstance(block, BulletList):
        yield from (words for point in block.points for words in point)
    elif isinstance(block, PaperTable):
        yield from block.notes
    elif isinstance(block, PaperFigure):
        yield from block.table.notes
    elif isinstance(block, SideBySide):
        yield block.said


def _behind_the_summary(manuscript: Manuscript) -> int:
    pages = [i for i, block in enumerate(manuscript.blocks) if isinstance(block, NewPage)]
    return pages[max(manuscript.leading, 1) - 1] if pages else 0


def said_twice(manuscript: Manuscript) -> dict[str, int]:
    """The first pages are a summary that is read alone, so they may say what the pages behind them say."""
    sentences: Counter[str] = Counter()
    for block in manuscript.blocks[_behind_the_summary(manuscript) :]:
        for text in texts_of(block):
            for sentence in re.split(r"(?<=[.?!])\s+", text):
                if len(sentence.split()) > LONG:
                    sentences[re.sub(r"^\(\w+\) ", "", sentence)] += 1
    return {
        sentence: times
        for sentence, times in sentences.items()
        if times > 1 and not any(part in sentence for part in ON_PURPOSE)
    }


@pytest.fixture(scope="module")
def client(marlhaven: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("said")
    url = a_copy(marlhaven, folder / "said.sqlite3")
    return signed_in(create_app(settings_for(url, folder)), "marlhaven", ADMINISTRATOR)


PAPERS = [
    f"{PLACE}/rounds/year-1/board-paper.docx",
    f"{PLACE}/rounds/baseline/board-paper.docx",
    f"{PLACE}/rounds/year-1/strategy.docx",
    f"{PLACE}/rounds/baseline/strategy.docx",
    f"{PLACE}/data-protection/impact-assessment.docx",
]


def test_no_paper_of_the_demo_says_a_sentence_twice(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Manuscript] = []
    empty = manuscripts_word._empty

    def noted(manuscript: Manuscript) -> object:
        made.append(manuscript)
        return empty(manuscript)

    # What it says is decided before a word of it is written, and a picture drawn, which takes most of the time.
    monkeypatch.setattr(manuscripts_word, "_empty", noted)
    monkeypatch.setattr(manuscripts_word, "_pictures", lambda _charts: ())
    monkeypatch.setattr(manuscripts_word, "_WRITTEN", defaultdict(lambda: lambda *_block: None))
    for path in PAPERS:
        assert client.get(path).status_code == 200, path
    assert len(made) == len(PAPERS)
    twice = {one.title: said for one in made if (said := said_twice(one))}
    assert twice == {}


def where_not_all_rated_each_statement() -> RoundResults:
    """The figures of statements are of other people in each area; in most, fewer of them rated each statement."""
    results = usual()
    first = results.audiences[0]
    areas = []
    for i, area in enumerate(first.areas):
        whose = WhoseStatement(47 - i, 48, ("Teachers", "Nurses"), ("Clubs",))
        areas.append(replace(area, statements=tuple(replace(one, whose=whose) for one in area.statements)))
    return replace(results, audiences=(replace(first, areas=tuple(areas)), *results.audiences[1:]))


def test_that_not_everybody_rated_each_statement_is_said_once_in_a_paper() -> None:
    results = where_not_all_rated_each_statement()
    rated = rated_words(results.audiences[0].areas[0])
    assert rated
    for paper in (
        board_paper(contents_of(results)),
        strategy_document(StrategySources(results, "24 November 2026")),
    ):
        texts = [text for block in paper.blocks for text in texts_of(block)]
        assert sum(text.count(rated) for text in texts) == 1, paper.title
        assert sum(text.startswith("These figures are of") for text in texts) == len(results.edition.areas)
