"""Plans: states and lateness, measures, money by year, what serves which priority, references and reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.plans import planned_actions as plans
from lws_assess.survey.plans import reminders as plan_reminders
from lws_assess.survey.plans.costs import (
    ActionCost,
    YearFunds,
    financial_year,
    money_by_year,
    spread,
    year_words,
)
from lws_assess.survey.plans.measures import numbers_in, target_met
from lws_assess.survey.plans.planned_actions import (
    STATES,
    ActionDescription,
    ActionPlan,
    ActionState,
    AskingState,
    GroupingLine,
    PlanArea,
    PlanGrouping,
    PlannedAction,
    PlanRefused,
    next_reference,
    refuse_action,
    refuse_move,
)
from lws_assess.survey.plans.reminders import AskingOfActionLead, ReminderReason, reminder_wanted
from lws_assess.survey.plans.sections import (
    PILOTS,
    QUICK_WINS,
    YEAR_1,
    actions_with_flag,
    by_date,
    sections_by_area,
    sections_by_date,
    sections_by_grouping,
    sections_by_lead,
)

TODAY = date(2025, 3, 7)
NOW = datetime(2025, 3, 7, 12, tzinfo=UTC)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
AREAS = tuple(PlanArea(code, n, f"Area {code}", "#000000") for n, code in enumerate("abc", 1))


def an_action(reference: str = "MA-01", state: str = ActionState.UNDER_WAY, **about) -> PlannedAction:
    about = ActionDescription(**{"what": f"Do {reference}", "areas": ("a",), **about})
    return PlannedAction(reference, about, state, AskingState.NOT_ASKED, "", (), TODAY)


def a_plan(*actions: PlannedAction, **more) -> ActionPlan:
    parts = {"groupings": (), "decided": (), "available": (), "workforce": (), **more}
    return ActionPlan("Testham", TODAY, AREAS, actions, **parts)


# --- measures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("71%", (71,)), ("14 (2)", (14, 2)), ("3 of 8", (3, 8)), ("50 settings", (50,)), ("2.6", (2.6,)),
        ("£40,000", (40000,)), ("1,2", (1,)), ("−3", (-3,)), ("", ()), ("all of them", ()),
        ("by 2025", ()), ("20 trainees (10 young)", (20, 10)), ("５", (5,)),
        ("200 calls by May 2025", (200,)),
    ],
)  # fmt: skip
def test_numbers_are_read_where_a_value_begins_with_one(text: str, numbers: tuple[float, ...]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("baseline", "target", "latest", "met"),
    [
        ("22%", "80%", "71%", False), ("14 (2)", "60 (15)", "63 (17)", True), ("0 (0)", "300 (90)", "310 (74)", False),
        ("3 of 8", "8 of 8", "6 of 8", False), ("0", "50", "58", True), ("12%", "8%", "9%", False),
        ("12%", "8%", "8%", True),
        ("", "50", "50", True), ("", "", "58", None), ("0", "20 (10)", "25", None), ("0", "20 (10)", "9", False),
        ("none", "all signed", "all signed", None), ("0", "50", "", None),
    ],
)  # fmt: skip
def test_a_target_is_met_where_every_number_reaches_its_own(
    baseline: str, target: str, latest: str, met: bool | None
) -> None:
    assert target_met(baseline=baseline, target=target, latest=latest) is met


@given(st.text(), st.text(), st.text())
def test_no_text_whatever_breaks_a_measure(baseline: str, target: str, latest: str) -> None:
    assert target_met(baseline=baseline, target=target, latest=latest) in (True, False, None)


# --- states --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "due", "latest", "shown"),
    [
        (ActionState.NOT_STARTED, 1, "", "Not started"),
        (ActionState.NOT_STARTED, -1, "", "Late"),
        (ActionState.UNDER_WAY, 0, "", "On track"),
        (ActionState.UNDER_WAY, -1, "", "Late"),
        (ActionState.UNDER_WAY, None, "", "On track"),
        (ActionState.COMPLETE, -9, "80", "Complete"),
        (ActionState.COMPLETE, -9, "79", "Complete, target missed"),
        (ActionState.COMPLETE, -9, "good", "Complete"),
        (ActionState.MISSED, -9, "80", "Complete, target missed"), (ActionState.STOPPED, -9, "", "Stopped"),
    ],
)  # fmt: skip
def test_lateness_and_a_missed_target_are_worked_out(
    state: str, due: int | None, latest: str, shown: str
) -> None:
    day = None if due is None else TODAY + timedelta(days=due)
    action = an_action(state=state, due=day, baseline="0", target="80", latest=latest)
    assert action.shown == shown
    assert action.late == (shown == "Late")


def test_an_action_is_met_when_somebody_says_so_and_no_number_speaks_against_it() -> None:
    assert an_action(state=ActionState.COMPLETE).target_met is True
    assert an_action(state=ActionState.UNDER_WAY).target_met is None
    assert an_action(state=ActionState.MISSED, baseline="0", target="5", latest="6").target_met is False


def test_every_state_leads_on_and_none_to_itself() -> None:
    assert plans.MOVES.keys() == set(STATES)
    for state, then in plans.MOVES.items():
        assert then
        assert state not in then
        assert set(then) <= set(STATES)


@pytest.mark.parametrize(
    ("now", "then", "words", "field"),
    [
        (ActionState.COMPLETE, ActionState.NOT_STARTED, "", "state"),
        (ActionState.STOPPED, ActionState.COMPLETE, "", "state"),
        (ActionState.UNDER_WAY, "late", "", "state"),
        (ActionState.UNDER_WAY, ActionState.UNDER_WAY, "", "state"),
        (ActionState.UNDER_WAY, ActionState.STOPPED, "  ", "words"),
    ],
)  # fmt: skip
def test_moves_that_make_no_sense_are_refused(now: str, then: str, words: str, field: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        refuse_move(now, then, words)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": "  "}, "what"), ({"areas": ()}, "area"), ({"areas": ("x",)}, "area"),
        ({"start": TODAY, "due": TODAY - timedelta(days=1)}, "due"), ({"cost": -1}, "cost"),
        ({"cost": 10**9}, "cost"), ({"cost": 5, "pooled": 6}, "pooled"), ({"pooled": 1}, "pooled"),
        ({"pilot": True}, "learning_question"), ({"pilot": True, "learning_question": "Why?"}, "pilot_ends"),
    ],
)  # fmt: skip
def test_what_will_not_do_about_an_action_is_said_at_its_field(change: dict, field: str) -> None:
    good = ActionDescription(what="Do it", areas=("a",))
    refuse_action(good, "abc")
    with pytest.raises(PlanRefused) as refused:
        refuse_action(replace(good, **change), "abc")
    assert refused.value.field == field


def test_references_go_on_after_the_highest_that_ever_was() -> None:
    assert next_reference("MA", ["MA-09", "MA-03", "odd"]) == "MA-10"
    assert next_reference("MA", [f"MA-{n:02}" for n in range(1, 100)]) == "MA-100"


# --- money ---------------------------------------------------------------------------------------------------


def slow_spread(pounds: int, start: date, due: date) -> dict[int, float]:
    """Day by day."""
    days = [start + timedelta(days=n) for n in range((due - start).days + 1)]
    shares: dict[int, float] = {}
    for day in days:
        shares[financial_year(day)] = shares.get(financial_year(day), 0) + pounds / len(days)
    return shares


@given(st.integers(0, 10**7), DAYS, st.integers(0, 1500))
def test_a_cost_is_spread_over_its_days_and_adds_up(pounds: int, start: date, length: int) -> None:
    due = start + timedelta(days=length)
    shares = spread(pounds, start, due)
    assert sum(shares.values()) == pounds
    slow = slow_spread(pounds, start, due)
    assert shares.keys() == slow.keys()
    assert all(abs(shares[year] - slow[year]) <= 1 for year in slow)


@given(st.integers(0, 10**6), DAYS)
def test_with_one_date_all_of_a_cost_counts_in_that_year(pounds: int, day: date) -> None:
    assert spread(pounds, day, None) == spread(pounds, None, day) == {financial_year(day): pounds}
    assert spread(pounds, None, None) == {None: pounds}


def test_cost_stands_against_what_there_is_and_years_without_a_word_say_so() -> None:
    costs = [
        ActionCost(1000, 400, date(2024, 5, 1), date(2025, 3, 31)),
        ActionCost(500, 0, date(2026, 4, 1), None),
        ActionCost(70, 0, None, None),
    ]
    years = money_by_year(costs, {2024: YearFunds(600, 100), 2025: YearFunds(50, 0)})
    assert [(y.words, y.pounds, y.pooled, y.left) for y in years] == [
        ("2024-25", 1000, 400, -400),
        ("2025-26", 0, 0, 50),
        ("2026-27", 500, 0, None),
        ("No dates yet", 70, 0, None),
    ]
    assert money_by_year([], {}) == ()
    assert year_words(1999) == "1999-00"


def test_stopped_actions_cost_nothing_and_those_without_a_cost_are_named() -> None:
    plan = a_plan(
        an_action("MA-01", cost=100, pooled=40, start=date(2024, 5, 1)),
        an_action("MA-02", ActionState.STOPPED, cost=900, start=date(2024, 5, 1)),
        an_action("MA-03"),
        an_action("MA-04", ActionState.STOPPED),
    )
    assert [(year.pounds, year.pooled) for year in plan.years] == [(100, 40)]
    assert [action.reference for action in plan.without_cost] == ["MA-03"]


# --- priorities ----------------------------------------------------------------------------------------------


def test_priorities_without_actions_and_actions_without_priorities() -> None:
    plan = a_plan(
        an_action("MA-01", areas=("a", "b")),
        an_action("MA-02", areas=("c",)),
        an_action("MA-03", areas=("c",), priority="a"),
        an_action("MA-04", ActionState.STOPPED, areas=("d",)),
        decided=("b", "d", "a"),
    )
    assert plan.priorities_without_actions == ("d",), (
        "what was stopped does not count, and d has no name any more"
    )
    assert [a.reference for a in plan.actions_without_priority] == ["MA-02"]
    undecided = replace(plan, decided=())
    assert undecided.priorities_without_actions == undecided.actions_without_priority == ()


# --- order ---------------------------------------------------------------------------------------------------

STRANDS = PlanGrouping(
    "strands", "Strands", (GroupingLine("strands/1", "One", ("a",)), GroupingLine("strands/2", "Two", ()))
)


def mixed() -> tuple[PlannedAction, ...]:
    ago = [TODAY - timedelta(days=days) for days in (30, 10)]
    return (
        an_action("MA-01", due=TODAY, areas=("b",), lead="Zed", year_1=True),
        an_action("MA-02", due=ago[1], lead="ada", items=("strands/2", "strands/1")),
        an_action("MA-03", ActionState.STOPPED, due=ago[0], pilot=True),
        an_action("MA-04", ActionState.NOT_STARTED, due=ago[0], areas=("x",), lead="Zed", quick_win=True),
        an_action("MA-05", ActionState.COMPLETE, due=ago[0], items=("strands/2",)),
        an_action("MA-06", ActionState.NOT_STARTED),
    )


def references(sections) -> list[tuple[str, list[str]]]:
    return [(heading, [action.reference[-1] for action in actions]) for heading, actions in sections]


def test_what_is_late_comes_first_and_what_is_finished_last() -> None:
    assert [a.reference[-1] for a in by_date(mixed())] == list("421653")
    assert references(sections_by_date(mixed())) == [
        ("Late", ["4", "2"]), ("To come", ["1", "6"]), ("Finished", ["5", "3"]),
    ]  # fmt: skip
    assert sections_by_date(()) == ()


def test_actions_stand_under_their_area_their_lead_or_their_items() -> None:
    actions, plan = mixed(), a_plan(*mixed(), groupings=(STRANDS,))
    assert references(sections_by_area(plan, actions)) == [
        ("Area a", ["2", "3", "5", "6"]), ("Area b", ["1"]), ("x", ["4"]),
    ]  # fmt: skip
    assert references(sections_by_lead(actions)) == [
        ("Nobody leads these yet", ["6", "5", "3"]), ("ada", ["2"]), ("Zed", ["4", "1"]),
    ]  # fmt: skip
    assert references(sections_by_grouping(STRANDS, actions)) == [
        ("One", ["2"]), ("Two", ["2", "5"]), ("None of these", ["1", "3", "4", "6"]),
    ]  # fmt: skip
    assert plan.items_of(actions[1], "strands") == ("One", "Two")
    assert plan.items_of(actions[1], "nowhere") == ()


def test_the_plan_can_be_narrowed_to_year_1_to_pilots_and_to_quick_wins() -> None:
    found = {
        flag: [a.reference[-1] for a in actions_with_flag(mixed(), flag)]
        for flag in (YEAR_1, PILOTS, QUICK_WINS, "x")
    }
    assert found == {YEAR_1: ["1"], PILOTS: ["3"], QUICK_WINS: ["4"], "x": list("123456")}


# --- reminders -----------------------------------------------------------------------------------------------


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("asking", "state", "due_in", "why"),
    [
        (AskingOfActionLead(AskingState.NOT_ASKED), ActionState.UNDER_WAY, -3, None),
        (AskingOfActionLead(AskingState.ASKED, ago(6.9), ago(7)), ActionState.UNDER_WAY, -3, None),
        (
            AskingOfActionLead(AskingState.ASKED, ago(7), ago(7)),
            ActionState.UNDER_WAY,
            None,
            ReminderReason.NOT_ACCEPTED,
        ),
        (AskingOfActionLead(AskingState.ASKED, ago(30), ago(6.9)), ActionState.UNDER_WAY, None, None),
        (AskingOfActionLead(AskingState.DECLINED, ago(30), ago(30)), ActionState.UNDER_WAY, -3, None),
        (AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8)), ActionState.UNDER_WAY, 15, None),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8)),
            ActionState.UNDER_WAY,
            14,
            ReminderReason.DUE_SOON,
        ),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8)),
            ActionState.NOT_STARTED,
            0,
            ReminderReason.DUE_SOON,
        ),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8)),
            ActionState.UNDER_WAY,
            -1,
            ReminderReason.LATE,
        ),
        (AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8)), ActionState.UNDER_WAY, None, None),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), None),
            ActionState.UNDER_WAY,
            -1,
            ReminderReason.LATE,
        ),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8), wants_none=True),
            ActionState.UNDER_WAY,
            -1,
            None,
        ),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8), failed_at=ago(0.01)),
            ActionState.UNDER_WAY,
            -1,
            None,
        ),
        (
            AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8), failed_at=ago(0.05)),
            ActionState.UNDER_WAY,
            -1,
            ReminderReason.LATE,
        ),
        *(
            (AskingOfActionLead(AskingState.ACCEPTED, ago(30), ago(8)), state, -1, None)
            for state in (ActionState.COMPLETE, ActionState.MISSED, ActionState.STOPPED)
        ),
    ],
)
def test_leads_are_reminded_at_most_once_a_week_and_of_nothing_that_is_finished(
    asking: AskingOfActionLead, state: ActionState, due_in: int | None, why: ReminderReason | None
) -> None:
    due = None if due_in is None else TODAY + timedelta(days=due_in)
    assert reminder_wanted(asking, state, due, NOW, TODAY) == why


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(-20, 40))
def test_however_often_we_look_a_week_lies_between_two_reminders(hours: list[int], due_in: int) -> None:
    asking, moment, sent = AskingOfActionLead("accepted", ago(9), ago(9)), NOW, []
    for step in hours:
        moment += timedelta(hours=step)
        if reminder_wanted(
            asking, ActionState.UNDER_WAY, TODAY + timedelta(days=due_in), moment, moment.date()
        ):
            sent.append(moment)
            asking = replace(asking, written_at=moment)
    assert all(b - a >= plan_reminders.BETWEEN for a, b in pairwise(sent))
