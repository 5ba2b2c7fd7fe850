"""Planned actions from adding to removing, their leads and reminders, local lists and workforce figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from lws_assess.actions.plans import groupings, workforce
from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans import planned_actions as plans
from lws_assess.actions.plans.changes import view_actions_and_areas
from lws_assess.actions.plans.leads import ActionLeadReminder
from lws_assess.records.database import Database
from lws_assess.records.groupings import shipped_outcomes
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.records.priorities import Decision, decisions_of_round
from lws_assess.records.rounds import Round
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.plans.costs import YearFunds
from lws_assess.survey.plans.planned_actions import ActionState, ActionUpdate, PlanRefused
from lws_assess.survey.refusals import NotFound
from tests.watching.counting import everything
from tests.worlds.builders import INSTRUMENT, World, new_code
from tests.worlds.planning import BY, about, plan_action, the_action, the_plan

AREAS = [area.code for area in shipped_editions()[INSTRUMENT].areas]


@pytest.fixture
def world(database: Database) -> World:
    return World(database, opened=False)


def do(world: World, action: Callable[..., object], *args: object, **more: object) -> object:
    with world.database.writing() as session:
        return action(session, world.partnership, *args, **more)


def refused(world: World, action: Callable[..., object], *args: object, **more: object) -> PlanRefused:
    before = everything(world.database)
    with pytest.raises(PlanRefused) as why:
        do(world, action, *args, **more)
    assert everything(world.database) == before
    return why.value


def told(world: World, reference: str) -> list[tuple[str, str]]:
    """The action's history, the oldest first."""
    found = the_plan(world).find_action(reference)
    assert found
    return [
        (update.kind, update.words or update.value or update.state or "")
        for update in reversed(found.updates)
    ]


# --- actions -------------------------------------------------------------------------------------------------


def test_an_action_comes_back_as_it_was_planned(world: World) -> None:
    planned = about(
        areas=("iwp", "cds"), start=date(2025, 4, 1), due=date(2026, 3, 31), cost=24_000, pooled=4_000, risk="Few.",
        year_1=True, quick_win=True, pilot=True, learning_question="Does it work?", pilot_ends=date(2025, 12, 1),
        items=("outcomes/stay-safe",), latest="20",
    )  # fmt: skip
    with world.database.writing() as session:
        reference = plans.add_action(session, world.partnership, planned, BY, world.now).reference
    plan = the_plan(world)
    assert (reference, plan.partnership) == ("TE-01", "Testham Children's Partnership")
    assert [area.code for area in plan.areas] == AREAS
    (action,) = plan.actions
    assert action.about == planned
    assert (action.shown, action.lead_standing, action.target_met) == (
        "Late" if action.late else "Not started",
        "not asked",
        False,
    )
    assert action.updates == (ActionUpdate("added", world.now, BY),)
    assert plan.items_of(action, "outcomes") == ("Stay safe",)


def test_areas_and_items_that_there_are_not_are_left_out_and_none_stands_twice(world: World) -> None:
    reference = plan_action(
        world,
        areas=("iwp", "nowhere", "cds", "iwp"),
        items=("outcomes/x", "outcomes/stay-safe"),
        priority="ofo",
    )
    found = the_action(world, reference).about
    assert (found.areas, found.items, found.priority) == (("iwp", "cds"), ("outcomes/stay-safe",), "")


def test_the_same_is_not_planned_twice(world: World) -> None:
    plan_action(world)
    why = refused(world, plans.add_action, about(what="train a  pool of LEAD professionals"), BY, world.now)
    assert (str(why), why.field) == ("TE-01 says the same already", "what")


def test_a_change_says_what_was_changed_and_leaves_the_latest_value_to_updates(world: World) -> None:
    reference = plan_action(world, due=date(2025, 3, 31))
    do(world, plans.add_update, reference, "Going well.", value="20", by=BY, now=world.now)
    changed = about(due=date(2025, 6, 30), target="70", latest="")
    do(world, plans.change_action, reference, changed, "Sam", world.now)
    do(world, plans.change_action, reference, changed, "Sam", world.now)
    assert the_action(world, reference).latest == "20"
    assert told(world, reference) == [
        ("added", ""),
        ("update", "Going well."),
        ("changed", "Changed: target, due date. Due date: 31 March 2025 before, 30 June 2025 now."),
    ]


def test_an_area_that_is_asked_no_more_does_not_stop_a_change(world: World) -> None:
    reference = plan_action(world)
    with world.database.writing() as session:
        plans.get_held_action(session, world.partnership, reference).areas_json = '["gone"]'
    do(world, plans.change_action, reference, about(areas=("gone",), target="61"), BY, world.now)
    assert the_plan(world).area_name("gone") == "gone"
    assert (
        refused(world, plans.add_action, about(what="Other", areas=("gone",)), BY, world.now).field == "area"
    )


def test_every_change_of_state_is_noted_with_who_and_when(world: World) -> None:
    reference = plan_action(world)
    later = world.now + timedelta(days=1)
    do(world, plans.move_action, reference, ActionState.UNDER_WAY, "", "Ada", world.now)
    do(world, plans.move_action, reference, ActionState.STOPPED, "No money.", "Sam", later)
    assert refused(world, plans.move_action, reference, ActionState.COMPLETE, "", BY, later).field == "state"
    updates = the_plan(world).actions[0].updates
    assert [(u.kind, u.state, u.by, u.at, u.words) for u in updates[:2]] == [
        ("moved", "stopped", "Sam", later, "No money."),
        ("moved", "under way", "Ada", world.now, ""),
    ]
    assert the_plan(world).actions[0].shown == "Stopped"


def test_the_first_update_begins_an_action_and_an_empty_one_is_refused(world: World) -> None:
    reference = plan_action(world)
    assert refused(world, plans.add_update, reference, " ", value="", by=BY, now=world.now).field == "words"
    do(world, plans.add_update, reference, "", value="31", by=BY, now=world.now)
    do(world, plans.add_update, reference, "No number yet.", value="", by=BY, now=world.now)
    action = the_action(world, reference)
    assert (action.state, action.latest) == (ActionState.UNDER_WAY, "31")


def test_a_removed_action_leaves_one_line_and_its_reference_is_never_used_again(world: World) -> None:
    first, second = plan_action(world), plan_action(world, what="Another")
    do(world, plans.add_update, second, "Words.", value="", by=BY, now=world.now)
    do(world, plans.remove_action, second, "Sam", world.now)
    assert [action.reference for action in the_plan(world).actions] == [first]
    with world.database.reading() as session:
        assert plans.removed_actions(session, world.partnership) == [
            (second, ActionUpdate("removed", world.now, "Sam", "Another"))
        ]
    assert plan_action(world, what="A third") == "TE-03"
    with pytest.raises(NotFound):
        do(world, plans.remove_action, second, "Sam", world.now)


def test_partnerships_have_plans_of_their_own(world: World, database: Database) -> None:
    other = World(database, partnership="elsewhere", opened=False)
    reference = plan_action(world)
    assert plan_action(other) == "EL-01"
    with pytest.raises(NotFound):
        do(other, plans.move_action, reference, ActionState.UNDER_WAY, "", BY, world.now)
    assert len(the_plan(world).actions) == len(the_plan(other).actions) == 1


def test_money_is_kept_by_year_and_a_year_can_be_taken_out(world: World) -> None:
    do(world, plans.set_available, 2025, 1000, 200)
    do(world, plans.set_available, 2024, 10, 0)
    do(world, plans.set_available, 2025, 1500, 0)
    do(world, plans.set_available, 2024, None, 0)
    do(world, plans.set_available, 2023, None, 0)
    assert the_plan(world).available == ((2025, YearFunds(1500, 0)),)
    for year, pounds, pooled, field in (
        (1999, 1, 0, "year"),
        (2025, -1, 0, "pounds"),
        (2025, 1, 2, "pooled"),
    ):
        assert refused(world, plans.set_available, year, pounds, pooled).field == field


def test_an_empty_plan_is_a_plan(world: World) -> None:
    plan = the_plan(world)
    assert (plan.actions, plan.years, plan.late, plan.priorities_without_actions) == ((), (), (), ())
    assert plan.groupings == (shipped_outcomes(),)


def decide(world: World, *places: str) -> None:
    """The steering group decides what comes first, after a round with results."""
    with world.database.writing() as session:
        session.get_one(Round, (world.partnership, world.round)).released_at = world.now
        frozen = {"reason": "", "seen_json": "{}", "seen_digest": "", "by": BY, "at": world.now}
        number = len(decisions_of_round(session, world.partnership, world.round)) + 1
        places_json = json.dumps(places)
        session.add(
            Decision(
                partnership=world.partnership,
                round=world.round,
                number=number,
                places_json=places_json,
                **frozen,
            )
        )


def test_the_plan_serves_what_was_decided_last(world: World) -> None:
    assert the_plan(world).decided == ()
    decide(world, "ofo")
    decide(world, "iwp", "cds", "hqw")
    plan_action(world, areas=("iwp",))
    second = plan_action(world, what="Second", areas=("crf",), priority="cds")
    third = plan_action(world, what="Third", areas=("crf", "bpo"), priority="ofo")
    plan = the_plan(world)
    assert plan.decided == ("iwp", "cds", "hqw")
    assert [action.about.priority for action in plan.actions] == ["", "cds", ""]
    assert plan.priorities_without_actions == (plan.area_name("hqw"),)
    assert [action.reference for action in plan.actions_without_priority] == [third]
    decide(world, "hqw")
    changed = about(what="Second", areas=("crf",), priority="cds", risk="Some.")
    do(world, plans.change_action, second, changed, BY, world.now)
    assert the_action(world, second).priority == "cds", "an older priority stays until somebody takes it away"
    assert len(the_plan(world).actions_without_priority) == 3


def test_without_an_earlier_round_no_area_has_moved(world: World) -> None:
    plan_action(world)
    with world.database.reading() as session:
        assert view_actions_and_areas(session, world.partnership, the_plan(world)) is None


# --- leads ---------------------------------------------------------------------------------------------------


def asked(world: World, **changes: object) -> tuple[str, str]:
    """An action whose lead has been asked, and the code of the private link."""
    reference, code = plan_action(world, **changes), new_code()
    do(world, plan_leads.ask_action_lead, reference, lambda: code, BY, world.now)
    return reference, code


def by_lead(world: World, act: Callable[..., object], *args: object, **more: object) -> object:
    with world.database.writing() as session:
        return act(session, *args, **more)


def test_a_lead_accepts_and_reports_on_this_one_action(world: World) -> None:
    reference, code = asked(world)
    plan_action(world, what="Another")
    with pytest.raises(PlanRefused, match="Accept the action first"):
        by_lead(world, plan_leads.report_as_action_lead, code, "Words.", value="", state="", now=world.now)
    by_lead(world, plan_leads.answer_as_action_lead, code, True, "Gladly.", world.now)
    by_lead(world, plan_leads.answer_as_action_lead, code, True, "Gladly.", world.now)
    by_lead(
        world,
        plan_leads.report_as_action_lead,
        code,
        "Two more.",
        value="16",
        state=ActionState.UNDER_WAY,
        now=world.now,
    )
    by_lead(
        world,
        plan_leads.report_as_action_lead,
        code,
        "All done.",
        value="63",
        state=ActionState.COMPLETE,
        now=world.now,
    )
    assert told(world, reference) == [
        ("added", ""),
        ("asked", "Workforce lead was asked to lead it."),
        ("answered", "Accepted. Gladly."),
        ("update", "Two more."),
        ("update", "All done."),
        ("moved", "complete"),
    ]
    action = the_plan(world).actions[0]
    assert (action.shown, action.target_met, action.updates[0].by) == ("Complete", True, "Workforce lead")
    with pytest.raises(PlanRefused, match="finished"):
        by_lead(world, plan_leads.report_as_action_lead, code, "More.", value="", state="", now=world.now)


@pytest.mark.parametrize("state", [ActionState.STOPPED, "late", "declined", ActionState.MISSED])
def test_a_lead_may_say_how_far_it_is_and_nothing_else(world: World, state: str) -> None:
    reference, code = asked(world)
    by_lead(world, plan_leads.answer_as_action_lead, code, True, "", world.now)
    if state == ActionState.MISSED:
        by_lead(world, plan_leads.report_as_action_lead, code, "", value="", state=state, now=world.now)
    else:
        with pytest.raises(PlanRefused):
            by_lead(
                world, plan_leads.report_as_action_lead, code, "Words.", value="", state=state, now=world.now
            )
    assert the_action(world, reference).state == (
        ActionState.MISSED if state == ActionState.MISSED else "not started"
    )


def test_a_lead_who_says_no_says_why_and_may_think_again(world: World) -> None:
    reference, code = asked(world)
    with pytest.raises(PlanRefused, match="Say why"):
        by_lead(world, plan_leads.answer_as_action_lead, code, False, " ", world.now)
    by_lead(world, plan_leads.answer_as_action_lead, code, False, "I leave in May.", world.now)
    action = the_action(world, reference)
    assert (action.lead_standing, action.lead_words) == ("declined", "I leave in May.")
    by_lead(world, plan_leads.answer_as_action_lead, code, True, "", world.now)
    assert the_action(world, reference).lead_standing == "accepted"


def test_another_lead_has_to_be_asked_anew_and_the_old_link_leads_nowhere(world: World) -> None:
    reference, code = asked(world)
    by_lead(world, plan_leads.answer_as_action_lead, code, True, "", world.now)
    do(world, plans.change_action, reference, about(lead="Somebody else"), BY, world.now)
    action = the_action(world, reference)
    assert (action.lead_standing, action.lead_code, action.asked_at) == ("not asked", None, None)
    for act in (plan_leads.view_as_action_lead, plan_leads.want_reminders):
        with pytest.raises(NotFound):
            by_lead(world, act, code, world.now.date())
    do(world, plan_leads.ask_action_lead, reference, new_code, BY, world.now)
    with pytest.raises(NotFound):
        by_lead(world, plan_leads.view_as_action_lead, code, world.now.date())


def test_nobody_is_asked_without_a_name_or_about_what_is_finished(world: World) -> None:
    reference = plan_action(world, lead="")
    assert refused(world, plan_leads.ask_action_lead, reference, new_code, BY, world.now).field == "lead"
    done = plan_action(world, what="Done")
    do(world, plans.move_action, done, ActionState.COMPLETE, "", BY, world.now)
    assert refused(world, plan_leads.ask_action_lead, done, new_code, BY, world.now).field == "lead"


def test_a_leads_view_holds_one_action_and_its_area(world: World) -> None:
    reference, code = asked(world)
    with world.database.reading() as session:
        view = plan_leads.view_as_action_lead(session, code, world.now.date())
    assert view.action.reference == reference
    assert view.area == shipped_editions()[INSTRUMENT].area("iwp").name
    assert view.may_say == (ActionState.UNDER_WAY, ActionState.COMPLETE, ActionState.MISSED)


# --- reminders -----------------------------------------------------------------------------------------------


def due(world: World, days: float) -> list[str]:
    """The actions to be reminded of, so many days from now."""
    moment = world.now + timedelta(days=days)
    with world.database.reading() as session:
        return [one.reference for one in plan_leads.find_lead_reminders(session, moment, moment.date())]


def take(world: World, reference: str, days: float) -> ActionLeadReminder | None:
    """The reminder, if it is there to be taken."""
    moment = world.now + timedelta(days=days)
    reminder = ActionLeadReminder("testham", reference, moment.date())
    with world.database.writing() as session:
        return reminder if reminder.take(session, moment) else None


def test_a_reminder_is_taken_once_and_then_not_for_a_week(world: World) -> None:
    reference, _ = asked(world)
    do(world, plan_leads.note_written, reference, world.now)
    assert (due(world, 6.9), due(world, 7.1)) == ([], [reference])
    reminder = take(world, reference, 7.1)
    assert reminder
    errand = reminder.errand
    assert errand
    assert (errand.why, errand.to, errand.partnership.key) == (
        "not accepted",
        "lead@testham.example",
        "testham",
    )
    assert take(world, reference, 7.2) is None
    assert due(world, 14) == []
    assert take(world, reference, 14.2)


def test_a_reminder_that_could_not_be_sent_is_tried_again_after_an_hour_and_leaves_no_trace(
    world: World,
) -> None:
    reference, _ = asked(world)
    before = told(world, reference)
    reminder = take(world, reference, 8)
    assert reminder
    with world.database.writing() as session:
        reminder.settle(session, SendingOutcome(MessageState.WAITING), world.now + timedelta(days=8))
    assert told(world, reference) == before
    assert (due(world, 8.03), due(world, 8.05)) == ([], [reference])


def test_nobody_is_reminded_who_cannot_be_or_wants_none(world: World) -> None:
    reference, code = asked(world)
    plan_action(world, what="Never asked", due=world.now.date())
    asked(world, what="No address", lead_email="")
    assert due(world, 8) == [reference]
    by_lead(world, plan_leads.want_reminders, code, False)
    assert due(world, 8) == []
    by_lead(world, plan_leads.want_reminders, code, True)
    do(world, plans.move_action, reference, ActionState.STOPPED, "No money.", BY, world.now)
    assert due(world, 8) == []
    assert take(world, reference, 8) is None


# --- local lists ---------------------------------------------------------------------------------------------

KENT = {
    "A Multi-agency working": ["iwp"],
    "B Common core skills": ["sipv", "hqw"],
    "C Professional development and qualifications": ["hqw"],
    "D Leadership and management": ["sipv", "hqw"],
    "E Workforce planning": ["cds"],
    "F Recruitment, retention and reward": ["cds"],
    "G Specific issues": ["cvl", "hqw", "ofo"],
    "H Working with parents and carers": ["bpo", "crf"],
}
CENTRAL_BEDFORDSHIRE = {
    "(a) Shared identity, vision, language, practice and services": ["sipv", "cvl", "iwp"],
    "(b) Integrated working and one staff development framework": ["iwp", "hqw"],
    "(c) Local training hubs": ["hqw"],
    "(d) Safeguarding first": ["cds"],
}


def test_kents_objectives_and_central_bedfordshires_strands_stand_side_by_side(world: World) -> None:
    for title, items in (("Objectives", KENT), ("Strands", CENTRAL_BEDFORDSHIRE)):
        grouping = do(world, groupings.add_grouping, title, items)
        for item in grouping.items:
            key = item.key.partition("/")[2]
            do(world, groupings.change_item, grouping.key, key, item.name, items[item.name])
    found = {
        one.key: {item.name: list(item.areas) for item in one.items} for one in the_plan(world).groupings
    }
    assert list(found) == ["outcomes", "objectives", "strands"]
    assert found["objectives"] == KENT
    assert found["strands"] == CENTRAL_BEDFORDSHIRE
    both = ("objectives/a-multi-agency-working", "strands/c-local-training-hubs", "outcomes/be-healthy")
    reference = plan_action(world, items=both)
    plan = the_plan(world)
    action = plan.find_action(reference)
    assert action
    assert [plan.items_of(action, one.key) for one in plan.groupings] == [
        ("Be healthy",), ("A Multi-agency working",), ("(c) Local training hubs",),
    ]  # fmt: skip


def test_outcomes_are_those_that_ship_until_a_partnership_writes_its_own(world: World) -> None:
    reference = plan_action(world, items=("outcomes/stay-safe", "outcomes/be-healthy"))
    do(world, groupings.change_item, "outcomes", "be-healthy", "Be well", ["bpo", "nowhere"])
    do(world, groupings.remove_item, "outcomes", "stay-safe")
    do(world, groupings.add_item, "outcomes", "Have a home", [])
    (outcomes,) = the_plan(world).groupings
    assert [item.name for item in outcomes.items] == [
        "Be well", "Enjoy and achieve", "Make a positive contribution", "Achieve economic wellbeing", "Have a home",
    ]  # fmt: skip
    assert outcomes.items[0].areas == ("bpo",)
    assert the_action(world, reference).about.items == ("outcomes/be-healthy",)
    assert "Outcomes stay" in str(refused(world, groupings.remove_grouping, "outcomes"))


def test_a_list_that_goes_is_carried_by_no_action(world: World) -> None:
    do(world, groupings.add_grouping, "Strands", ["One", "Two"])
    reference = plan_action(world, items=("strands/one", "outcomes/be-healthy"))
    do(world, groupings.rename_grouping, "strands", "Our strands")
    assert [one.title for one in the_plan(world).groupings] == ["Outcomes", "Our strands"]
    do(world, groupings.remove_grouping, "strands")
    assert the_action(world, reference).about.items == ("outcomes/be-healthy",)
    assert [one.key for one in the_plan(world).groupings] == ["outcomes"]


@pytest.mark.parametrize(
    ("act", "args", "field"),
    [
        (groupings.add_grouping, ("strands", []), "title"),
        (groupings.add_grouping, (" ", []), "title"),
        (groupings.add_grouping, ("New", ["a", "A"]), "name"),
        (groupings.add_grouping, ("New", ["x" * 201]), "name"),
        (groupings.rename_grouping, ("strands", "OUTCOMES"), "title"),
        (groupings.add_item, ("strands", "one", []), "name"),
        (groupings.change_item, ("strands", "two", "One", []), "name"),
    ],
)
def test_lists_and_items_need_names_of_their_own(world: World, act, args: tuple, field: str) -> None:
    do(world, groupings.add_grouping, "Strands", ["One", "Two"])
    assert refused(world, act, *args).field == field


# --- workforce figures ---------------------------------------------------------------------------------------


def test_workforce_figures_are_typed_in_line_by_line(world: World) -> None:
    do(
        world,
        workforce.add_figure,
        workforce.WorkforceLine("Social work", 410, 38, "Return", date(2024, 9, 30)),
    )
    do(world, workforce.add_figure, workforce.WorkforceLine("Childminders", gap="Nobody counts them."))
    do(world, workforce.change_figure, "social-work", workforce.WorkforceLine("Social work", 420, 30))
    figures = the_plan(world).workforce
    assert [(f.area, f.headcount, f.vacancies, f.gap) for f in figures] == [
        ("Social work", 420, 30, ""),
        ("Childminders", None, None, "Nobody counts them."),
    ]
    do(world, workforce.remove_figure, "social-work")
    assert [figure.key for figure in the_plan(world).workforce] == ["childminders"]
    with pytest.raises(NotFound):
        do(world, workforce.remove_figure, "social-work")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (workforce.WorkforceLine(" ", 1), "area"),
        (workforce.WorkforceLine("social work", 1), "area"),
        (workforce.WorkforceLine("Health visitors"), "headcount"),
    ],
)
def test_a_line_names_a_part_once_and_says_how_many_or_what_is_not_known(
    world: World, line: workforce.WorkforceLine, field: str
) -> None:
    do(world, workforce.add_figure, workforce.WorkforceLine("Social work", 410))
    assert refused(world, workforce.add_figure, line).field == field


def test_a_partnership_may_plan_before_it_has_asked_anybody(world: World) -> None:
    with world.database.reading() as session:
        assert [area.code for area in plans.areas_of_plan(session, "without rounds")] == AREAS
