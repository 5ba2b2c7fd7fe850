"""Words to start from: what a board may be asked, made from the results, the decision and the plan.

They are marked in the paper as a beginning, until the partnership has put its own words in their place.
"""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.actions.papers.board_papers import BoardPaperContents, EarlierDecision
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.charts.ranking import first_areas
from lws_assess.documents.papers.board_paper_actions import day_or_dash, in_pounds, late_by, total_cost
from lws_assess.documents.papers.board_paper_results import leading_audience
from lws_assess.survey.plans.planned_actions import ActionPlan

ASKED = "The board is asked to:"
MOST_LATE = 4  # actions that are named by their references


def words_to_start_from(contents: BoardPaperContents) -> tuple[str, ...]:
    """Returns what the board may be asked, each beginning with what it would do."""
    return (
        _note(contents),
        *_agree(contents),
        *_plan(contents.plan, bool(contents.decided or contents.earlier)),
    )


def _note(contents: BoardPaperContents) -> str:
    results = contents.results
    if not results.people:
        return f"note that nothing of “{results.title}” may be shown, and why."
    people = "1 person" if results.people == 1 else f"{results.people:,} people"
    return f"note what {people} said in “{results.title}”."


def _agree(contents: BoardPaperContents) -> Iterator[str]:
    """Words what was decided, to be agreed or noted; else that it has yet to be decided."""
    if contents.decided:
        yield _decided(contents.decided)
        return
    ranked = _ranked_first(contents)
    by_formula = f"; the formula puts first: {ranked}" if ranked else ""
    yield f"ask the steering group to decide which areas come first{by_formula}."
    if contents.earlier:
        yield _until_then(contents.earlier)


def _decided(decided: DecisionTaken) -> str:
    names = listed_names(place.area.short_name for place in decided.places)
    verb = "comes" if len(decided.places) == 1 else "come"
    if decided.approvals:
        bodies = listed_names(f"{one.body} on {day_or_dash(one.approved_on)}" for one in decided.approvals)
        decided_on = day_or_dash(decided.at)
        return f"note that {names} {verb} first, as the steering group decided on {decided_on}, approved by {bodies}."
    departs = ", which departs from the ranking for the reason given" if decided.departs else ""
    return f"agree that {names} {verb} first, as the steering group decided on {day_or_dash(decided.at)}{departs}."


def _until_then(earlier: EarlierDecision) -> str:
    names = listed_names(place.area.short_name for place in earlier.decided.places)
    return f"keep until then to what was decided after “{earlier.title}”: {names}."


def _ranked_first(contents: BoardPaperContents) -> str:
    audience = leading_audience(contents.results)
    if not contents.results.people or not audience.ranks_priorities:
        return ""
    sure = first_areas(audience, contents.results.leading).sure
    return listed_names(found.area.short_name for found in sure) if sure else ""


def _plan(plan: ActionPlan | None, is_decided: bool) -> Iterator[str]:
    """Says what the plan lacks: actions, time and money."""
    if plan is None or not plan.actions:
        yield f"have actions planned for {'what comes first' if is_decided else 'what is decided to come first'}."
        return
    if plan.priorities_without_actions:
        names = listed_names(plan.priorities_without_actions)
        yield f"have an action planned for {names}: decided to come first, and without one."
    if plan.late:
        named = [f"{one.reference} ({late_by(one)})" for one in plan.late[:MOST_LATE]]
        more = len(plan.late) - len(named)
        late = listed_names([*named, f"{more} more"] if more > 0 else named)
        yield f"ask for a new date, or for help that is needed, for what is late: {late}."
    missing = [
        f"{in_pounds(-year.left)} in {year.words}"
        for year in plan.years
        if year.left is not None and year.left < 0
    ]
    if missing:
        whole = in_pounds(total_cost(plan))
        yield f"find {listed_names(missing)}, or say what of the plan waits; it costs {whole} in all."
