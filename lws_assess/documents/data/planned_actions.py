"""The plan and the workforce figures as tables to download or to print, from the plan that the pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from lws_assess.documents.tables import TableCell
from lws_assess.survey.days import local_day
from lws_assess.survey.plans.costs import YearMoney
from lws_assess.survey.plans.planned_actions import ActionPlan, PlannedAction, ShownState

Table = tuple[tuple[str, ...], list[tuple[TableCell, ...]]]

HEADERS = (
    "Reference", "Action", "Area", "Other areas", "Priority", "Measure", "Baseline", "Target", "Latest", "Target met",
    "Lead", "Lead has accepted", "Start", "Due", "State", "Cost (£)", "Of which pooled (£)", "Risk", "Year 1",
    "Quick win", "Pilot", "What the pilot is to teach", "Pilot ends", "Last update", "Last update on",
)  # fmt: skip
WORKFORCE_HEADERS = ("Service area", "Headcount", "Vacancies", "Source", "Date", "What is not known")
MONEY_HEADERS = (
    "Financial year", "Planned cost (£)", "Pooled part of the cost (£)", "Money available (£)",
    "Pooled part of the money (£)", "Left over (£)",
)  # fmt: skip

# In the order in which a sentence tells of them.
SHOWN = (
    ShownState.LATE,
    ShownState.ON_TRACK,
    ShownState.NOT_STARTED,
    ShownState.COMPLETE,
    ShownState.MISSED,
    ShownState.STOPPED,
)


def plan_table(plan: ActionPlan) -> Table:
    """Every action in a row; a column more for each of the partnership's lists."""
    headers = (*HEADERS, *(grouping.title for grouping in plan.groupings))
    return headers, [_row(plan, action) for action in plan.actions]


def _row(plan: ActionPlan, action: PlannedAction) -> tuple[TableCell, ...]:
    about = action.about
    last = next((update for update in action.updates if update.words or update.value), None)
    return (
        action.reference,
        about.what,
        plan.area_name(about.areas[0]),
        "; ".join(plan.area_name(code) for code in about.areas[1:]),
        plan.area_name(about.priority) if about.priority else "",
        about.measure,
        about.baseline,
        about.target,
        about.latest,
        met_words(action.target_met),
        about.lead,
        action.lead_standing.capitalize(),
        iso(about.start),
        iso(about.due),
        action.shown,
        about.cost,
        about.pooled if about.cost is not None else None,
        about.risk,
        yes(about.year_1),
        yes(about.quick_win),
        yes(about.pilot),
        about.learning_question,
        iso(about.pilot_ends),
        last.words or last.value if last else "",
        iso(local_day(last.at)) if last else "",
        *("; ".join(plan.items_of(action, grouping.key)) for grouping in plan.groupings),
    )


def workforce_table(plan: ActionPlan) -> Table:
    return WORKFORCE_HEADERS, [
        (line.area, line.headcount, line.vacancies, line.source, iso(line.day), line.gap)
        for line in plan.workforce
    ]


def money_table(years: Sequence[YearMoney]) -> Table:
    """Cost against what there is; what nobody has said stays empty."""
    rows: list[tuple[TableCell, ...]] = []
    for year in years:
        there = year.available
        rows.append(
            (
                year.words,
                year.pounds,
                year.pooled,
                there.pounds if there else None,
                there.pooled if there else None,
                year.left,
            )
        )
    return MONEY_HEADERS, rows


def plan_sentence(actions: Sequence[PlannedAction]) -> str:
    """Returns how many actions there are and how they stand, what is late first."""
    if not actions:
        return "No actions are planned here yet."
    counts = Counter(action.shown for action in actions)
    parts = [f"{counts[shown]} {shown[0].lower()}{shown[1:]}" for shown in SHOWN if counts[shown]]
    total = f"{len(actions)} action" + ("s" if len(actions) > 1 else "")
    return f"{total}: {'; '.join(parts)}."


def money_sentence(years: Sequence[YearMoney]) -> str:
    """Returns which year lacks how much; or that there is enough, or that nobody has said."""
    known = [year for year in years if year.left is not None]
    short = [f"£{-year.left:,} in {year.words}" for year in known if year.left is not None and year.left < 0]
    unknown = [year.words for year in years if year.left is None and year.year is not None]
    sentences = []
    if short:
        sentences.append(f"The plan costs more than there is: {', '.join(short)} is missing.")
    elif known:
        sentences.append("What there is covers what is planned in every year that has a figure.")
    if unknown:
        sentences.append(f"Nobody has entered yet what there is for {', '.join(unknown)}.")
    return " ".join(sentences)


def met_words(met: bool | None) -> str:
    return "Not known" if met is None else yes(met)


def yes(is_so: bool) -> str:
    return "Yes" if is_so else "No"


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
