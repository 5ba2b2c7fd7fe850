"""What a board paper says was decided and is planned, from the decision and the plan as their pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.charts.drawing import listed_names, ordinal_number
from lws_assess.documents.papers.decisions import SinceDecided
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    PaperBlock,
    PaperHeading,
    TextParagraph,
    table_with_notes,
)
from lws_assess.survey import days
from lws_assess.survey.plans.costs import YearMoney
from lws_assess.survey.plans.planned_actions import ActionPlan, PlannedAction
from lws_assess.survey.plans.sections import by_date, sections_by_area

NOT_YET = "The steering group has not decided yet."
NO_PLAN = "No action is planned yet."
NO_COST = "No cost has been entered for any planned action."
MOST_IN_SHORT, MOST_LATE = 5, 8  # actions in the short table: so many, or more where more are late
MOST_YEARS = 5  # financial years in the short table, the latest


def day_or_dash(value: date | datetime | None) -> str:
    """A day, or the local day of an instant; a dash where there is none."""
    return days.day_words(value) if value else "–"


def in_pounds(number: int) -> str:
    return f"{'−' if number < 0 else ''}£{abs(number):,}"


# --- what was decided ------------------------------------------------------------------------------------


def decided_words(decided: DecisionTaken | None) -> str:
    """Returns what comes first by decision, in one sentence, and whether that follows the ranking."""
    if decided is None:
        return f"[{NOT_YET}]"
    names = listed_names(place.area.short_name for place in decided.places)
    if not decided.departs:
        if decided.chose_among_open:
            return f"The steering group chose among what the ranking leaves open, and put first: {names}."
        return f"The steering group confirmed what the ranking puts first: {names}."
    return f"The steering group departed from the ranking, for a reason of its own, and put first: {names}."


def decision_taken(decided: DecisionTaken | None, since: SinceDecided | None = None) -> Iterator[PaperBlock]:
    """The places that were given, why, by whom, on which figures, and who approved."""
    if decided is None:
        yield TextParagraph(f"[{NOT_YET}]")
        return
    yield TextParagraph(decided_words(decided))
    yield table_with_notes(
        "What the steering group puts first, and what it saw",
        ("Place", "Area", "Rank it saw", "Current position", "Target", "Importance", "Priority score"),
        [
            (
                ordinal_number(place.number),
                f"{place.area.number} {place.area.short_name}",
                place.figures.rank or "–",
                place.figures.position or "–",
                place.figures.target or "–",
                place.figures.importance or "–",
                place.figures.score or "–",
            )
            for place in decided.places
        ],
    )
    if decided.passed_over:
        passed = listed_names(f"{one.name} (ranked {one.rank})" for one in decided.passed_over)
        yield TextParagraph(f"Ranked among as many, and not put among them: {passed}.")
    if decided.reason:
        yield TextParagraph("In the steering group’s own words:", look="quiet")
        yield TextParagraph(decided.reason, look="theirs")
    seen = f"The figures that were seen: SHA-256 {decided.seen_digest}." if decided.seen_digest else ""
    yield TextParagraph(f"Decided on {day_or_dash(decided.at)}; entered by {decided.by}.", footnote=seen)
    yield from _approved(decided)
    yield from _since(since)


def _approved(decided: DecisionTaken) -> Iterator[PaperBlock]:
    if not decided.approvals:
        yield TextParagraph("No body has approved it yet.")
        return
    yield TextParagraph("Approved by:")
    yield BulletList(
        tuple(
            (one.body, " ".join(filter(None, (f"on {day_or_dash(one.approved_on)}.", one.note))))
            for one in decided.approvals
        )
    )


def _then_to_now(since: SinceDecided) -> str:
    """Heads the positions of both rounds with the groups on which they rest, which may be fewer than all."""
    if not since.groups:
        return "Current position, then to now"
    groups = "1 group" if since.groups == 1 else f"{since.groups} groups"
    return f"Current position, then to now, over the {groups} compared"


def _since(since: SinceDecided | None) -> Iterator[PaperBlock]:
    if since is None:
        return
    yield TextParagraph(since.sentence, f"What has moved since, by “{since.now_title}”.")
    yield table_with_notes(
        "The decision beside the ranking now",
        ("Area", "Place decided", "Rank then", "Rank now", _then_to_now(since)),
        [
            (
                row.name,
                ordinal_number(row.decided) if row.decided else "–",
                row.rank_then or "–",
                row.rank_now or "–",
                row.change or "–",
            )
            for row in since.rows
        ],
    )


# --- what is planned -------------------------------------------------------------------------------------


def planned_actions(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Every action under its area, what is late first; then what it costs."""
    if plan is None or not plan.actions:
        yield TextParagraph(f"[{NO_PLAN}]")
        if plan:
            yield from _gaps(plan)
        return
    yield TextParagraph(_standing(plan))
    yield from _gaps(plan)
    for area, actions in sections_by_area(plan, plan.actions):
        yield PaperHeading(area, 2)
        yield table_with_notes(
            f"Planned actions: {area}",
            ("Reference", "What", "Lead", "Due", "State", "Measure: from, to, now"),
            [_action(action) for action in by_date(actions)],
        )
    yield from cost_of_plan(plan)


def _standing(plan: ActionPlan) -> str:
    """Returns how many actions there are and how they stand, lateness first."""
    late = plan.late
    states: dict[str, int] = {}
    for action in plan.actions:
        states[action.shown] = states.get(action.shown, 0) + 1
    told = ", ".join(f"{number} {state.lower()}" for state, number in states.items())
    number = len(plan.actions)
    behind = f" Late: {listed_names(action.reference for action in late)}." if late else " None is late."
    return f"{number} {'action' if number == 1 else 'actions'} on {day_or_dash(plan.today)}: {told}.{behind}"


def _action(action: PlannedAction) -> tuple[str, ...]:
    about = action.about
    flags = [
        word
        for word, is_so in (("Year 1", about.year_1), ("pilot", about.pilot), ("quick win", about.quick_win))
        if is_so
    ]
    what = f"{about.what} ({', '.join(flags)})" if flags else about.what
    return (
        action.reference,
        what,
        about.lead or "nobody yet",
        day_or_dash(about.due),
        state_in_words(action),
        _measure(action),
    )


def state_in_words(action: PlannedAction) -> str:
    """Returns how an action stands, and by how many days it is late."""
    return f"{action.shown}, by {late_by(action)}" if action.late else action.shown


def late_by(action: PlannedAction) -> str:
    """Returns how long ago an action was due, in days."""
    days_late = (action.today - action.about.due).days if action.about.due else 0
    return "1 day" if days_late == 1 else f"{days_late:,} days"


def _measure(action: PlannedAction) -> str:
    about = action.about
    steps = (("from", about.baseline), ("to", about.target), ("now", about.latest))
    values = ", ".join(f"{word} {value}" for word, value in steps if value)
    return ": ".join(filter(None, (about.measure, values))) or "–"


def _gaps(plan: ActionPlan) -> Iterator[PaperBlock]:
    """Priorities that nothing works on, and actions that serve no priority."""
    points = []
    if plan.priorities_without_actions:
        points.append(("Priorities without an action:", f"{listed_names(plan.priorities_without_actions)}."))
    if plan.actions_without_priority:
        served = listed_names(action.reference for action in plan.actions_without_priority)
        points.append(("Actions that serve no decided priority:", f"{served}."))
    if points:
        yield BulletList(tuple(points))


def cost_of_plan(plan: ActionPlan) -> Iterator[PaperBlock]:
    """Tells what the plan costs in each financial year beside what there is."""
    if not plan.years:
        return
    yield PaperHeading("What it costs", 2)
    yield _costs(plan.years)
    if plan.without_cost:
        yield TextParagraph(_without_cost(plan))


def _costs(years: Sequence[YearMoney]) -> PaperBlock:
    return table_with_notes(
        "Cost and money by financial year",
        ("Year", "Cost", "Pooled part of it", "Available", "Left"),
        [
            (
                year.words,
                in_pounds(year.pounds),
                in_pounds(year.pooled),
                in_pounds(year.available.pounds) if year.available else "not said",
                in_pounds(year.left) if year.left is not None else "–",
            )
            for year in years
        ],
    )


def _without_cost(plan: ActionPlan) -> str:
    return f"No cost has been entered for {_references(plan.without_cost)}."


def total_cost(plan: ActionPlan) -> int:
    """Returns what all planned actions cost, in pounds."""
    return sum(year.pounds for year in plan.years)


def cost_in_words(plan: ActionPlan | None) -> Iterator[str]:
    """Says what the planned actions cost in all, and which years lack money; nothing where nothing costs."""
    costs = [year for year in plan.years if year.pounds] if plan else []
    if not plan or not costs:
        return
    pooled = sum(year.pooled for year in costs)
    yield f"The planned actions cost {in_pounds(total_cost(plan))}, of which {in_pounds(pooled)} is pooled."
    missing = [
        f"{year.words} ({in_pounds(-year.left)})" for year in costs if year.left is not None and year.left < 0
    ]
    if missing:
        yield f"Money is missing in {listed_names(missing)}."


def _references(actions: Sequence[PlannedAction]) -> str:
    return listed_names(action.reference for action in actions)


# --- the same in short -----------------------------------------------------------------------------------


def plan_in_short(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Says how many actions there are and how they stand, what is late and by how long, and what is due next."""
    if plan is None or not plan.actions:
        yield TextParagraph(f"[{NO_PLAN}]")
    else:
        yield TextParagraph(_standing(plan))
    if plan:
        yield from _gaps(plan)
        waiting = [action for action in by_date(plan.actions) if action.is_open]
        shown = waiting[: max(MOST_IN_SHORT, min(len(plan.late), MOST_LATE))]
        if shown:
            yield table_with_notes(
                "What is late, and what is due next" if plan.late else "What is due next",
                ("Reference", "What", "Lead", "Due", "State"),
                [_action(action)[:5] for action in shown],
            )
        if more := len(waiting) - len(shown):
            left = "action has" if more == 1 else "actions have"
            yield TextParagraph(f"{more} more {left} yet to be done.", look="quiet")


def costs_in_short(plan: ActionPlan | None) -> Iterator[PaperBlock]:
    """Says what the plan costs in all and in each year, and what has no cost yet."""
    if plan is None or not plan.years:
        yield TextParagraph(NO_COST)
        return
    said = [*cost_in_words(plan), *([_without_cost(plan)] if plan.without_cost else [])]
    yield TextParagraph(" ".join(said) or NO_COST)
    yield _costs(plan.years[-MOST_YEARS:])
