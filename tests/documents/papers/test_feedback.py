"""A page of feedback out of view objects: what it says, what it leaves out, and that it holds no other figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lws_assess.actions.plans.feedback import FeedbackMaterial
from lws_assess.actions.results.priorities import DecidedPlace, DecisionTaken, RoundPriorities
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.documents.papers.feedback import EASY_STATES, ToldPage, make_page, tell_easily, tell_feedback
from lws_assess.records.priorities import Approval
from lws_assess.records.rounds import Round
from lws_assess.survey.plans.feedback import (
    BothVersions,
    FeedbackPage,
    FeedbackWords,
    page_from_json,
    page_to_json,
)
from lws_assess.survey.plans.planned_actions import (
    STATES,
    ActionDescription,
    ActionPlan,
    PlannedAction,
    shown_state,
)
from lws_assess.survey.results.round_results import RoundResults
from tests.attacks.results.reading_back import Numbers, numbers_in_view
from tests.documents.views import EDITION, People, drawing, results_of, three_areas, usual, words
from tests.runs.keeping import MadeWhenAsked

TODAY = date(2026, 3, 2)
CODES = [area.code for area in EDITION.areas]
LEADING = People("Teachers", 30, 3, areas={CODES[0]: 1, CODES[3]: 4})


def material(results: RoundResults, **changes: Any) -> FeedbackMaterial:
    this = Round(partnership="testham", key="first", title=results.title)
    areas = {area.code: area for area in results.edition.areas}
    plan = ActionPlan("Testham", TODAY, (), (), (), (), (), ())
    usual = FeedbackMaterial(
        this, results, RoundPriorities(this, areas, (), None, None), plan, (), FeedbackWords(), None
    )
    return replace(usual, **changes)


def decided(results: RoundResults, *codes: str, reason: str = "It drew many votes.") -> RoundPriorities:
    this = Round(partnership="testham", key="first", title=results.title)
    areas, seen = {area.code: area for area in results.edition.areas}, what_is_seen(results)
    figures = {code: seen.find(code) or seen.figures[0] for code in codes}
    places = tuple(DecidedPlace(n, areas[code], figures[code]) for n, code in enumerate(codes, 1))
    approval = Approval(body="Board", approved_on=TODAY, note="Secret note.", by="Ada", struck_by="")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    one = DecisionTaken(
        1, True, places, False, (), reason, "Ada, facilitator", at, seen, seen.digest, (approval,), ()
    )
    return RoundPriorities(this, areas, (one,), None, None)


def action(reference: str, *areas: str, state: str = "under way", **about: Any) -> PlannedAction:
    lead = {"lead": "Ada Bell", "lead_email": "ada@testham.example", "risk": "Ada may leave.", "cost": 5000}
    told = ActionDescription(what=f"Do {reference}", areas=areas, **{**lead, **about})
    return PlannedAction(reference, told, state, "accepted", "Ada says yes.", (), TODAY)


def planned(*actions: PlannedAction) -> ActionPlan:
    return ActionPlan("Testham", TODAY, (), actions, (), (), (), ())


def both(page: FeedbackPage, results: RoundResults) -> Sequence[ToldPage]:
    return tell_feedback(page, results.edition), tell_easily(page, results.edition)


ROUNDS = MadeWhenAsked(
    {
        "usual": usual,
        "nobody": results_of,
        "all left out": lambda: results_of(left_out={"Nurses": 3}),
        "one group": lambda: results_of(LEADING),
        "few": lambda: results_of(People("Clubs", 5, 2)),
        "all the same answer": lambda: results_of(
            People("Teachers", 12, 5), People("Inspectors", 12, 5, audience=1)
        ),
        "all don't know": lambda: results_of(People("Teachers", 12, areas=dict.fromkeys(CODES, 0))),
        "one area unanswered": lambda: results_of(People("Teachers", 12, areas={CODES[2]: 0})),
        "families alone": lambda: results_of(People("Inspectors", 12, 2, audience=1, areas={CODES[1]: 4})),
        "another questionnaire": lambda: results_of(People("Teachers", 12, 2), edition=three_areas()),
    }
)


@pytest.mark.parametrize("name", ROUNDS)
def test_every_round_can_be_told_in_both_versions_and_survives_being_kept(name: str) -> None:
    results = ROUNDS[name]
    page = make_page(material(results))
    assert page_from_json(page_to_json(page)) == page
    for told in both(page, results):
        for side in told.sides:
            assert drawing(str(side.chart.svg)) is not None
            assert len(side.areas) == len(results.edition.areas)
        assert told.not_shown.endswith(".")


@pytest.mark.parametrize("name", ROUNDS)
def test_a_page_holds_no_figure_that_the_results_do_not_show(name: str) -> None:
    results = ROUNDS[name]
    page = make_page(material(results))
    read = Numbers()
    for told in both(page, results):
        for side in told.sides:
            for line in (*words(str(side.chart.svg)), side.chart.sentence, *map(" ".join, side.chart.rows)):
                read.read(line)
            for row in side.areas:
                read.read(f"{row.said.text} {row.said.people} people")
    assert not read.without(numbers_in_view(results))
    assert bool(read.decimals) == bool(results.people and name != "all don't know")


def test_what_is_withheld_says_why_and_has_no_level() -> None:
    results = ROUNDS["one area unanswered"]
    told = tell_feedback(make_page(material(results)), EDITION)
    rows = {row.area.code: row for row in told.sides[0].areas}
    assert rows[CODES[2]].said.why
    assert (rows[CODES[2]].level, rows[CODES[2]].said.text) == (0, "")
    assert "Some figures are not shown" in told.not_shown


@pytest.mark.parametrize(
    ("name", "highest", "lowest"),
    [("nobody", None, None), ("all don't know", 0, 0), ("all the same answer", 8, 0), ("one group", 1, 1)],
)
def test_ends_are_told_where_there_are_any(name: str, highest: int | None, lowest: int | None) -> None:
    sides = tell_feedback(make_page(material(ROUNDS[name])), EDITION).sides
    assert [(len(side.highest), len(side.lowest)) for side in sides[:1]] == (
        [] if highest is None else [(highest, lowest)]
    )


def test_the_audience_that_is_ranked_comes_first_and_families_speak_in_easy_words() -> None:
    page = make_page(material(ROUNDS["usual"]))
    plain, easy = both(page, ROUNDS["usual"])
    assert [side.audience.easy_read for side in plain.sides] == [False, True, True]
    assert [side.audience.easy_read for side in easy.sides] == [True, True]
    labels = " ".join(words(str(easy.sides[0].chart.svg)))
    assert EDITION.areas[5].easy_label.split()[0] in labels
    assert EDITION.areas[5].short_name not in labels
    assert [area.code for area, _ in plain.first] == [first.area for first in page.first]


def test_where_only_professionals_answered_the_easy_version_tells_what_they_said() -> None:
    _, easy = both(make_page(material(ROUNDS["one group"])), ROUNDS["one group"])
    assert [side.audience.easy_read for side in easy.sides] == [False]


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({}, "So that nobody can tell who said what, a figure stands only for 5 people or more."),
        ({"Nurses": 1}, "The answers of 1 person are in no figure"),
        ({"Nurses": 3, "Clubs": 1}, "The answers of 4 people are in no figure"),
    ],
)
def test_one_sentence_says_what_is_not_shown_and_names_no_group(left_out: dict[str, int], words: str) -> None:
    told = tell_feedback(make_page(material(results_of(LEADING, left_out=left_out))), EDITION)
    assert words in told.not_shown.replace("1 person is", "1 person are")
    assert "Nurses" not in told.not_shown


# --- what was chosen and what is done --------------------------------------------------------------------


def test_each_action_stands_once_quick_wins_first_and_names_nobody() -> None:
    results = ROUNDS["usual"]
    plan = planned(
        action("A", CODES[0], CODES[1], latest="7", target="9"),
        action("B", CODES[1], quick_win=True),
        action("C", CODES[5], CODES[1]),
        action("D", CODES[5]),
        action("E", CODES[1], state="stopped"),
    )
    page = make_page(material(results, priorities=decided(results, CODES[1], CODES[0], CODES[2]), plan=plan))
    told = [(doing.area, [one.what for one in doing.actions]) for doing in page.doing]
    assert told == [(CODES[1], ["Do B", "Do C", "Do E"]), (CODES[0], ["Do A"]), (CODES[2], [])]
    for secret in ("Ada", "testham.example", "may leave", "5000", "Secret note"):
        assert secret not in page_to_json(page)


def test_reason_and_words_stand_beside_their_easy_versions() -> None:
    results = ROUNDS["usual"]
    written = FeedbackWords(why_easy="Many asked.", areas={CODES[0]: BothVersions("We act.", "We help.")})
    page = make_page(material(results, priorities=decided(results, CODES[0]), words=written))
    assert page.chosen
    assert page.chosen.why == BothVersions("It drew many votes.", "Many asked.")
    assert page.doing[0].words == BothVersions("We act.", "We help.")
    assert page.chosen.approvals == (("Board", TODAY),)
    assert page.chosen.decided_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_nothing_is_told_of_a_plan_before_anything_is_decided() -> None:
    page = make_page(material(ROUNDS["usual"], plan=planned(action("A", CODES[0]))))
    assert (page.chosen, page.doing) == (None, ())


def test_every_state_that_is_shown_has_easy_words() -> None:
    shown = {
        shown_state(state, due, met, TODAY)
        for state in STATES
        for due in (None, date(2020, 1, 1))
        for met in (True, False, None)
    }
    assert shown == set(EASY_STATES)


def test_easy_sentences_count_what_is_done_one_idea_each() -> None:
    results = ROUNDS["usual"]
    states = ("complete", "complete", "under way", "missed", "stopped", "not started")
    plan = planned(*(action(f"A{n}", CODES[0], state=state) for n, state in enumerate(states)))
    page = make_page(material(results, priorities=decided(results, CODES[0]), plan=plan))
    assert tell_easily(page, EDITION).doing[0].sentences == (
        "We have done 2 things.",
        "We did one thing, but it did not help as much as we hoped.",
        "We are working on one thing.",
        "We will start one more thing.",
        "We stopped one thing.",
    )
