"""What the strategy document says of decisions and of the plan: from what their pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.board_papers import Earlier
from lws_assess.actions.papers.strategies import AskedGroup, RoundDates
from lws_assess.actions.results.priorities import Decided
from lws_assess.documents.data.planned_actions import (
    WORKFORCE_HEADERS,
    met_words,
    money_sentence,
    plan_sentence,
)
from lws_assess.documents.papers.board_paper_actions import cost, day_words, decision, pounds
from lws_assess.documents.papers.decisions import since_earlier
from lws_assess.documents.papers.manuscripts import Block, Heading, Table, Words, table
from lws_assess.survey.plans.planned_actions import OUTCOMES, ActionPlan, PlanGrouping, PlannedAction
from lws_assess.survey.plans.sections import PILOTS, YEAR_1, by_date, only, sections_by_area
from lws_assess.survey.results.round_results import RoundResults

NOBODY = "nobody yet"


def workforce(plan: ActionPlan | None) -> Iterator[Block]:
    """The figures that people typed in; nothing where there are none."""
    if plan and plan.workforce:
        yield table(
            "Workforce figures",
            WORKFORCE_HEADERS,
            [
                (
                    line.area,
                    _number(line.headcount),
                    _number(line.vacancies),
                    line.source or "–",
                    day_words(line.day),
                    line.gap or "–",
                )
                for line in plan.workforce
            ],
        )
        yield Words("These figures were typed in. None of them comes from the questionnaire.", look="quiet")


def _number(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"


# --- objectives and decisions ----------------------------------------------------------------------------


def own_lists(plan: ActionPlan | None) -> Iterator[Block]:
    """The partnership’s own objectives or strands, with the areas that each belongs to and its actions."""
    for grouping in plan.groupings if plan else ():
        if plan and grouping.items:
            yield _list(plan, grouping)


def _list(plan: ActionPlan, grouping: PlanGrouping) -> Table:
    """Each item with its actions, and with its areas where any item has some."""
    mapped = any(item.areas for item in grouping.items)
    rows = []
    for item in grouping.items:
        areas = ", ".join(plan.area_name(code) for code in item.areas) or "–"
        carried = ", ".join(a.reference for a in plan.actions if item.key in a.about.items) or "none yet"
        rows.append((item.name, areas, carried) if mapped else (item.name, carried))
    name = "Outcome" if grouping.key == OUTCOMES else "Name"
    return table(grouping.title, (name, "Areas", "Actions") if mapped else (name, "Actions"), rows)


def what_was_decided(
    decided: Decided | None, earlier: Earlier | None, results: RoundResults
) -> Iterator[Block]:
    """What the steering group decided, after this round or after one before it; nothing before it has."""
    if decided:
        yield from decision(decided)
    elif earlier:
        yield Words(
            f"Nothing has been decided after this round yet. This was decided after “{earlier.title}”."
        )
        yield from decision(earlier.decided, since_earlier(earlier, results))


# --- actions ---------------------------------------------------------------------------------------------


def pilots(plan: ActionPlan | None) -> Iterator[Block]:
    """Actions that are tried out, each with what it is to teach."""
    found = only(plan.actions, PILOTS) if plan else ()
    if found:
        yield table(
            "Pilots",
            ("Reference", "What", "Lead", "What it is to teach", "Ends", "State"),
            [
                (
                    a.reference,
                    a.about.what,
                    a.about.lead or NOBODY,
                    a.about.learning_question or "–",
                    day_words(a.about.pilot_ends),
                    a.shown,
                )
                for a in by_date(found)
            ],
        )


def actions(plan: ActionPlan | None) -> Iterator[Block]:
    """The first year in detail, then every action under its area."""
    if plan is None or not plan.actions:
        return
    yield Words(f"{plan_sentence(plan.actions)} As of {day_words(plan.today)}.")
    if first := only(plan.actions, YEAR_1):
        yield Heading("The first year in detail", 2)
        yield table(
            "Actions of Year 1",
            ("Reference", "What", "Lead", "Start", "Due", "Measure", "From", "To"),
            [_in_detail(action) for action in by_date(first)],
        )
    yield Heading("All actions by area", 2)
    for area, found in sections_by_area(plan, plan.actions):
        yield table(
            area,
            ("Reference", "What", "Lead", "Due", "Measure", "State"),
            [_in_brief(action) for action in by_date(found)],
        )


def _in_detail(action: PlannedAction) -> tuple[str, ...]:
    about = action.about
    return (
        action.reference,
        about.what,
        about.lead or NOBODY,
        day_words(about.start),
        day_words(about.due),
        about.measure or "–",
        about.baseline or "–",
        about.target or "–",
    )


def _in_brief(action: PlannedAction) -> tuple[str, ...]:
    about = action.about
    measure = about.measure or "–"
    return (
        action.reference,
        about.what,
        about.lead or NOBODY,
        day_words(about.due),
        measure,
        action.shown,
    )


def risks(plan: ActionPlan | None) -> Iterator[Block]:
    """Risks that people entered with actions."""
    found = [action for action in (plan.actions if plan else ()) if action.about.risk]
    if found:
        yield table(
            "Risks of planned actions",
            ("Reference", "Action", "Risk", "Lead"),
            [(a.reference, a.about.what, a.about.risk, a.about.lead or NOBODY) for a in found],
        )


def resources(plan: ActionPlan | None) -> Iterator[Block]:
    """Cost by year beside what there is, then what each action costs and how much of that is pooled."""
    if plan is None or not plan.years:
        return
    yield Words(money_sentence(plan.years))
    yield from cost(plan)
    found = [action for action in plan.actions if action.about.cost is not None]
    if found:
        yield Heading("What each action costs", 2)
        yield table(
            "Cost of each action",
            ("Reference", "What", "Cost", "Pooled part of it"),
            [(a.reference, a.about.what, pounds(a.about.cost or 0), pounds(a.about.pooled)) for a in found],
        )


def measures(plan: ActionPlan | None) -> Iterator[Block]:
    """What each action is measured by, and how far it has come."""
    found = [action for action in (plan.actions if plan else ()) if action.about.measure]
    if found:
        yield Heading("How actions are measured", 2)
        yield table(
            "What each action is measured by",
            ("Reference", "Measure", "From", "To", "Now", "Target met"),
            [
                (
                    a.reference,
                    a.about.measure,
                    a.about.baseline or "–",
                    a.about.target or "–",
                    a.about.latest or "–",
                    met_words(a.target_met),
                )
                for a in found
            ],
        )


# --- managing the change ---------------------------------------------------------------------------------


def engagement(groups: Sequence[AskedGroup]) -> Iterator[Block]:
    """Who leads each group, how its people are reached, and how many were asked and answered."""
    if groups:
        yield table(
            "Who leads each group",
            ("Group", "Lead", "How people are reached", "Dates", "Asked in person", "Hoped for", "Answered"),
            [
                (
                    one.name,
                    one.lead or NOBODY,
                    one.method or "–",
                    one.key_dates or "–",
                    f"{one.invited:,}" if one.invited else "–",
                    f"{one.target:,}" if one.target else "–",
                    one.answered.words,
                )
                for one in groups
            ],
        )


def calendar(rounds: Sequence[RoundDates]) -> Iterator[Block]:
    """When people were asked and will be asked."""
    if rounds:
        yield table(
            "Rounds of the questionnaire",
            ("Round", "Opens or opened", "Closes or closed", "Results"),
            [(r.title, r.opened or "not set", r.closed or "not set", r.results or "to come") for r in rounds],
        )
