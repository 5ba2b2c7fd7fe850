"""What the strategy document says of decisions and of the plan: from what their pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.board_papers import EarlierDecision
from lws_assess.actions.papers.strategies import AskedGroup, RoundDates
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.data.planned_actions import (
    WORKFORCE_HEADERS,
    met_words,
    money_sentence,
    plan_sentence,
)
from lws_assess.documents.papers.board_paper_actions import (
    cost_of_plan,
    day_or_dash,
    decision_taken,
    in_pounds,
)
from lws_assess.documents.papers.decisions import since_earlier
from lws_assess.documents.papers.manuscripts import (
    PaperBlock,
    PaperHeading,
    PaperTable,
    TextParagraph,
    table_with_notes,
)
from lws_assess.survey.plans.planned_actions import OUTCOMES, ActionPlan, PlanGrouping, PlannedAction
from lws_assess.survey.plans.sections import PILOTS, YEAR_1, actions_with_flag, by_date, sections_by_area
from lws_assess.survey.results.round_results import RoundResults

NOBODY = "nobody yet"


def section_of_workforce(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """The figures that people typed in; nothing where there are none."""
    if plan and plan.workforce:
        yield table_with_notes(
            "Workforce figures",
            WORKFORCE_HEADERS,
            [
                (
                    line.area,
                    _number(line.headcount),
                    _number(line.vacancies),
                    line.source or "–",
                    day_or_dash(line.day),
                    line.gap or "–",
                )
                for line in plan.workforce
            ],
        )
        yield TextParagraph(
            "These figures were typed in. None of them comes from the questionnaire.", look="quiet"
        )


def _number(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"


# --- objectives and decisions ----------------------------------------------------------------------------


def own_lists(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """The partnership’s own objectives or strands, with the areas that each belongs to and its actions."""
    for grouping in plan.groupings if plan else ():
        if plan and grouping.items:
            yield _list(plan, grouping)


def _list(plan: ActionPlan, grouping: PlanGrouping) -> PaperTable:
    """Each item with its actions, and with its areas where any item has some."""
    mapped = any(item.areas for item in grouping.items)
    rows = []
    for item in grouping.items:
        areas = ", ".join(plan.area_name(code) for code in item.areas) or "–"
        carried = ", ".join(a.reference for a in plan.actions if item.key in a.about.items) or "none yet"
        rows.append((item.name, areas, carried) if mapped else (item.name, carried))
    name = "Outcome" if grouping.key == OUTCOMES else "Name"
    return table_with_notes(grouping.title, (name, "Areas", "Actions") if mapped else (name, "Actions"), rows)


def what_was_decided(
    decided: DecisionTaken | None, earlier: EarlierDecision | None, results: RoundResults
) -> Iterator[PaperBlock]:
    """Tells what the steering group decided, after this round or after one before it; nothing before it has."""
    if decided:
        yield from decision_taken(decided)
    elif earlier:
        yield TextParagraph(
            f"Nothing has been decided after this round yet. This was decided after “{earlier.title}”."
        )
        yield from decision_taken(earlier.decided, since_earlier(earlier, results))


# --- actions ---------------------------------------------------------------------------------------------


def section_of_pilots(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Actions that are tried out, each with what it is to teach."""
    found = actions_with_flag(plan.actions, PILOTS) if plan else ()
    if found:
        yield table_with_notes(
            "Pilots",
            ("Reference", "What", "Lead", "What it is to teach", "Ends", "State"),
            [
                (
                    a.reference,
                    a.about.what,
                    a.about.lead or NOBODY,
                    a.about.learning_question or "–",
                    day_or_dash(a.about.pilot_ends),
                    a.shown,
                )
                for a in by_date(found)
            ],
        )


def section_of_actions(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """The first year in detail, then every action under its area."""
    if plan is None or not plan.actions:
        return
    yield TextParagraph(f"{plan_sentence(plan.actions)} As of {day_or_dash(plan.today)}.")
    if first := actions_with_flag(plan.actions, YEAR_1):
        yield PaperHeading("The first year in detail", 2)
        yield table_with_notes(
            "Actions of Year 1",
            ("Reference", "What", "Lead", "Start", "Due", "Measure", "From", "To"),
            [_in_detail(action) for action in by_date(first)],
        )
    yield PaperHeading("All actions by area", 2)
    for area, found in sections_by_area(plan, plan.actions):
        yield table_with_notes(
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
        day_or_dash(about.start),
        day_or_dash(about.due),
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
        day_or_dash(about.due),
        measure,
        action.shown,
    )


def section_of_risks(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Risks that people entered with actions."""
    found = [action for action in (plan.actions if plan else ()) if action.about.risk]
    if found:
        yield table_with_notes(
            "Risks of planned actions",
            ("Reference", "Action", "Risk", "Lead"),
            [(a.reference, a.about.what, a.about.risk, a.about.lead or NOBODY) for a in found],
        )


def section_of_resources(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Cost by year beside what there is, then what each action costs and how much of that is pooled."""
    if plan is None or not plan.years:
        return
    yield TextParagraph(money_sentence(plan.years))
    yield from cost_of_plan(plan)
    found = [action for action in plan.actions if action.about.cost is not None]
    if found:
        yield PaperHeading("What each action costs", 2)
        yield table_with_notes(
            "Cost of each action",
            ("Reference", "What", "Cost", "Pooled part of it"),
            [
                (a.reference, a.about.what, in_pounds(a.about.cost or 0), in_pounds(a.about.pooled))
                for a in found
            ],
        )


def section_of_measures(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Tells what each action is measured by, and how far it has come."""
    found = [action for action in (plan.actions if plan else ()) if action.about.measure]
    if found:
        yield PaperHeading("How actions are measured", 2)
        yield table_with_notes(
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


def section_of_engagement(groups: Sequence[AskedGroup]) -> Iterator[PaperBlock]:
    """Tells who leads each group, how its people are reached, and how many were asked and answered."""
    if groups:
        yield table_with_notes(
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


def section_of_calendar(rounds: Sequence[RoundDates]) -> Iterator[PaperBlock]:
    """When people were asked and will be asked."""
    if rounds:
        yield table_with_notes(
            "Rounds of the questionnaire",
            ("Round", "Opens or opened", "Closes or closed", "Results"),
            [(r.title, r.opened or "not set", r.closed or "not set", r.results or "to come") for r in rounds],
        )
