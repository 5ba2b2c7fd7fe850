"""Feedback sheets: one page for each group, which shows its figures or says how its answers were counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lws_assess.actions.papers.feedback_sheets import FeedbackSheet, SheetGroup
from lws_assess.documents.papers.feedback_sheets import counted, feedback_sheets
from lws_assess.survey.results.round_results import RoundResults
from tests.documents.charts.test_every_chart import ROUNDS
from tests.documents.paper import Paper
from tests.documents.papers.test_board_papers import CODES, a_decision, a_plan, an_action, flat, solid
from tests.documents.papers.test_handouts import HOSTILE
from tests.documents.views import EDITION, People, results_of, three_areas, usual
from tests.runs.soaking import spread_of

WORKFORCE, YOUNG, PARENTS = (audience.key for audience in EDITION.audiences)


def a_sheet(results: RoundResults, group: str, audience: str = WORKFORCE, **more: object) -> FeedbackSheet:
    return replace(FeedbackSheet(results, SheetGroup(group, group, audience), "Ask Ada."), **more)


def paper_of(*sheets: FeedbackSheet) -> Paper:
    return Paper(feedback_sheets(sheets)).is_sound()


def test_a_group_sees_each_area_beside_everyone_together_and_how_many_answered() -> None:
    results = usual()
    [workforce] = [a for a in results.audiences if a.ranks_priorities]
    [teachers] = [cell for cell in workforce.cells if cell.name == "Teachers"]
    paper = paper_of(a_sheet(results, "Teachers"))
    assert "30 people of your group answered." in paper.text
    for area in workforce.areas:
        theirs, whole = teachers.positions[area.area.code], area.reading(results.leading).position
        line = solid(f"{area.area.short_name} {theirs.text} {theirs.band} {whole.text} {whole.band}")
        assert line in solid(paper.text)
    assert [alternative for tag, alternative in paper.tags() if tag == "/Figure"]


@pytest.mark.parametrize(("group", "audience"), [("Inspectors", YOUNG), ("Parents", PARENTS)])
def test_young_people_and_families_read_easy_labels_and_levels_without_numbers(
    group: str, audience: str
) -> None:
    results = usual()
    found = results.find_audience(audience)
    assert found
    paper = paper_of(a_sheet(results, group, audience))
    assert "What you told us" in paper.text
    for area in found.areas:
        value = found.cells[0].positions[area.area.code]
        assert solid(f"{area.area.easy_label} {value.band}") in solid(paper.text)
        assert area.area.short_name not in paper.text
        assert value.text not in paper.text
    assert "Everyone together" not in paper.text  # they are the only group of their kind


def test_groups_counted_together_are_told_with_whom() -> None:
    sheet = a_sheet(usual(), "Teachers")
    cell = sheet.cell
    assert cell
    joined = replace(cell, key="a+b", group_keys=("a", "b"), groups=("Clubs", "Choirs"), people=7)
    [workforce] = [a for a in sheet.results.audiences if a.ranks_priorities]
    audiences = tuple(
        replace(a, cells=(joined, *a.cells[1:])) if a is workforce else a for a in sheet.results.audiences
    )
    results = replace(sheet.results, audiences=audiences)
    [said] = counted(replace(sheet, results=results, group=SheetGroup("a", "Clubs", WORKFORCE)))
    assert said == (
        "Fewer than 5 people of your group answered, so it is not shown alone. "
        "Your answers count together with those of Choirs: 7 people in all."
    )


def test_a_group_left_out_reads_so_and_gets_what_everybody_said() -> None:
    results = replace(usual(), left_out=("Choirs",), left_out_people=3)
    paper = paper_of(a_sheet(results, "Choirs"))
    assert "your answers are in no figure" in paper.text
    assert "Here is what the 3 groups that can be shown said: 48 people." in paper.text
    assert "3 people" not in paper.text
    assert "Your group" not in paper.text


def test_a_group_nobody_answered_for_reads_so() -> None:
    results = replace(usual(), unanswered=("Choirs",))
    assert "Nobody answered for your group this time." in paper_of(a_sheet(results, "Choirs")).text


def test_before_a_decision_the_ranking_stands_and_says_so() -> None:
    paper = paper_of(a_sheet(usual(), "Teachers"))
    assert "The steering group has not decided yet. Going by what people who work" in paper.text


def test_a_decision_and_what_is_planned_for_it_are_told() -> None:
    results = usual()
    plan = a_plan(
        *(an_action(f"TE-0{i}", due=date(2025, 3 if i == 2 else 9, i)) for i in range(1, 6)),
        an_action("TE-09", areas=(CODES[5],)),
    )
    decided = a_decision(results, CODES[:2])
    paper = paper_of(a_sheet(results, "Teachers", decided=decided, plan=plan))
    assert "The steering group decided:" in paper.text
    assert "Do TE-01, by 1 September 2025" in paper.text
    assert "Do TE-02, late: it was due by 2 March 2025" in paper.text
    assert "And 2 more." in paper.text
    assert "TE-09" not in paper.text
    easy = paper_of(a_sheet(results, "Inspectors", YOUNG, decided=decided, plan=plan))
    assert "5 things are planned to make this better." in easy.text
    assert EDITION.area(CODES[0]).easy_label in easy.text


@pytest.mark.parametrize("name", ROUNDS)
def test_a_sheet_is_one_page_whatever_there_is_to_show(name: str) -> None:
    results = ROUNDS[name]()
    sheets = [
        a_sheet(results, group, audience.audience.key)
        for audience in results.audiences
        for group in [*(key for cell in audience.cells[:1] for key in cell.group_keys), "Nobody"]
    ]
    paper = paper_of(*sheets)
    assert len(paper.pages) == len(sheets)


@pytest.mark.parametrize("name", spread_of([*HOSTILE, "w" * 10_000], 5))
def test_whatever_somebody_typed_is_printed_and_does_nothing(name: str) -> None:
    edition = three_areas()
    groups = People(name or "x", 12), People("Nurses", 9)
    results = results_of(*groups, edition=edition, title=name, partnership=name)
    plan = a_plan(an_action("TE-01", what=name, areas=(edition.areas[0].code,)))
    sheet = FeedbackSheet(results, SheetGroup(name or "x", name, edition.audiences[0].key), name, None, plan)
    paper = paper_of(sheet)
    assert len(paper.pages) == 1
    assert "root:" not in paper.text
    assert not set("\u202e\u202c\u200f\u2066\x07") & set(paper.text + paper.title)
    assert flat(paper.title).startswith("What came of the answers: ")
