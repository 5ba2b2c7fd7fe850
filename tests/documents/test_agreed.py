"""Drawings, tables and papers are what was agreed, mark for mark and word for word.

The rounds are those in which every area, group and level has a figure of its own, so that whatever changes places,
moves or is left out makes a difference.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import ModuleType

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.data.planned_actions import plan_table, workforce_table
from lws_assess.documents.data.region import file_for_a_region
from lws_assess.documents.data.release_tables import data_dictionary, tidy_table
from lws_assess.documents.data.workbook import release_workbook
from lws_assess.documents.events import programmes
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.papers import feedback_sheets, handouts, manuscripts_pdf, questionnaires
from lws_assess.documents.papers.board_papers import board_paper
from lws_assess.documents.papers.manuscripts import Manuscript
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.survey.instruments import FULL, SHORT
from lws_assess.survey.results.changes import view_changes
from lws_assess.survey.results.histories import view_history
from lws_assess.survey.results.round_results import RoundResults
from tests.documents.agreed import assert_agreed
from tests.documents.charts.test_changes import usual as two_usual_rounds
from tests.documents.charts.test_cuts import spread
from tests.documents.charts.test_every_chart import every_chart, some_at_the_ends
from tests.documents.data.test_release_tables import with_a_cut
from tests.documents.events.test_programmes import a_programme
from tests.documents.events.test_room_pictures import every_picture
from tests.documents.papers.test_board_papers import everything as all_of_a_board_paper
from tests.documents.papers.test_feedback_sheets import a_sheet as a_feedback_sheet
from tests.documents.papers.test_handouts import a_handout
from tests.documents.papers.test_questionnaires import a_sheet as a_questionnaire
from tests.documents.papers.test_strategy_documents import everything as all_of_a_strategy
from tests.documents.test_drawn_figures import asymmetric, two_rounds
from tests.documents.views import EDITION, results_of, three_areas, usual


def all_different() -> RoundResults:
    results = usual()
    return replace(results, audiences=(asymmetric(), *results.audiences[1:]))


ROUNDS: dict[str, Callable[[], RoundResults]] = {
    "all different": all_different,
    "some at the ends": some_at_the_ends,
    "three areas": lambda: results_of(edition=three_areas()),
}


@pytest.mark.parametrize("reading", ["group", "person"])
def test_charts_are_as_agreed(reading: str) -> None:
    assert_agreed(
        {
            f"charts-by-{reading} {name}, {at} {chart.key}": chart
            for name, made in ROUNDS.items()
            for at, chart in enumerate(every_chart(made(), reading))
        }
    )


def test_charts_of_what_changed_are_as_agreed() -> None:
    made = {}
    for name, rounds in (("usual", two_usual_rounds()), ("all different", two_rounds())):
        changes = view_changes(*rounds)
        for audience in changes.audiences:
            for reading in ("group", "person"):
                of = f"{name}, {audience.audience.key}, {reading}"
                made[f"changes {of}, then and now"] = charts.dumbbell_chart(
                    audience, reading, then_title="Before", now_title="Now"
                )
                made[f"changes {of}, groups"] = charts.changes_of_groups(audience, reading)
                made[f"changes {of}, history"] = charts.history_chart(
                    view_history(rounds), audience.audience, reading
                )
    made["changes by role"] = charts.cut_dots(spread())
    assert_agreed(made)


def test_pictures_of_a_room_are_as_agreed() -> None:
    pictures = {f"room {name}": svg for name, svg in every_picture().items()}
    assert_agreed({**pictures, **{f"room {name}": room_overview(made()) for name, made in ROUNDS.items()}})


def test_tables_of_a_release_are_as_agreed() -> None:
    results = with_a_cut(all_different())
    with zipfile.ZipFile(io.BytesIO(release_workbook(results))) as packed:
        sheets = {
            f"tables workbook, {name}": packed.read(name).decode()
            for name in packed.namelist()
            if name.startswith(("xl/worksheets/", "xl/charts/", "xl/drawings/", "xl/sharedStrings"))
        }
    plan = all_of_a_strategy().plan
    assert plan
    as_text = {
        "tables of a release": tidy_table(results),
        "tables what its words mean": data_dictionary(results),
        "tables for a region": file_for_a_region(results)[1],
    }
    of_plan = {"tables of planned actions": plan_table(plan), "tables of a workforce": workforce_table(plan)}
    assert_agreed({**sheets, **{name: _csv(rows) for name, rows in as_text.items()}, **of_plan})


def _csv(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def test_papers_are_as_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    paper, strategy = board_paper(all_of_a_board_paper()), strategy_document(all_of_a_strategy())
    made: dict[str, object] = {"papers board paper": paper, "papers strategy": strategy}
    for name, one in (("board paper", paper), ("strategy", strategy)):
        made[f"papers {name}, in Word"] = _in_word(one)
    given = what_is_printed(monkeypatch)
    manuscripts_pdf.pdf_file(paper)
    for audience in EDITION.audiences:
        for length in (FULL, SHORT):
            questionnaires.questionnaire_pdf(a_questionnaire(EDITION, audience.key, length))
    feedback_sheets.feedback_sheets([a_feedback_sheet(usual(), name) for name in ("Teachers", "Clubs")])
    programmes.programme_pdf(a_programme(), programmes.pieces_of_pack(a_programme().segments))
    programmes.programme_pdf(a_programme("half-day"), [part.key for part in programmes.PARTS])
    made |= dict(_handed_out())
    made |= {f"papers printed, {at} {template}": data for at, (template, data) in enumerate(given)}
    assert_agreed(made)


def _handed_out() -> Iterator[tuple[str, object]]:
    """Posters and slips are printed; their e-mails are given back. In plain and in easy words."""
    at = {"address": "https://testham.example/join/abc", "code": "234 567"}
    slip = handouts.PrintedSlip("https://testham.example/i/abc", "k7xq-abcd-efgh")
    for easy in (False, True):
        mine, everybodys = (
            a_handout(easy=easy, **at),
            a_handout(easy=easy, group="", last_day="", contact="", **at),
        )
        handouts.poster_pdf(mine)
        handouts.posters_pdf([mine, everybodys])
        handouts.slips_of_groups([(mine, [slip] * 3), (replace(mine, rated_at=""), [slip])])
        for name, one in (("a group", mine), ("everybody", everybodys)):
            yield f"papers e-mail for {name}, {'easy' if easy else 'plain'}", handouts.email_with_link(one)


def _in_word(paper: Manuscript) -> str:
    with zipfile.ZipFile(io.BytesIO(word_file(paper))) as packed:
        return packed.read("word/document.xml").decode()


def what_is_printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """What templates of papers are given from here on, which takes a hundredth of the time of printing it."""
    given: list[tuple[str, object]] = []

    def note(template: str, data: object) -> bytes:
        given.append((template, data))
        return b""

    modules: tuple[ModuleType, ...] = (manuscripts_pdf, questionnaires, handouts, feedback_sheets, programmes)
    for module in modules:
        monkeypatch.setattr(module, "make_pdf", note)
    monkeypatch.setattr(handouts, "join_pdfs", b"".join)
    return given
