"""What was decided and is planned, as messages: from the decision and the plan as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.charts.drawing import listed_names, numbered_area, ordinal_number
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.data.planned_actions import plan_sentence
from lws_assess.documents.papers.board_paper_actions import day_or_dash, decided_words
from lws_assess.documents.slides.message_figures import MessageTable
from lws_assess.documents.slides.slide_messages import BoardMessage
from lws_assess.survey.letters import cut_at_word, shortened_line
from lws_assess.survey.plans.planned_actions import ActionPlan, PlannedAction

MOST_ACTIONS = 4  # that a slide has room for
LONGEST_ACTION, LONGEST_LEAD = 64, 30  # characters
ASKED = "The board is asked to note what was found, and to agree what comes first."


def decided_message(contents: BoardPaperContents) -> BoardMessage:
    """Tells what was decided after this round, or else after an earlier one, and what the board is asked."""
    decided, earlier = contents.decided, contents.earlier
    asked = contents.recommendations or ASKED
    if decided:
        said = _approved(decided)
        return BoardMessage(
            "decided",
            "What was decided",
            SaidWords(_put_first(decided)),
            said,
            tuple(filter(None, (decided_words(decided), decided.reason, said, asked))),
            _decided_table("What the steering group puts first, and what it saw", decided),
        )
    if earlier:
        return BoardMessage(
            "decided",
            "What was decided",
            SaidWords(f"Decided after “{earlier.title}”, and nothing since"),
            f"{_put_first(earlier.decided)}. After “{contents.results.title}” nothing is decided yet.",
            (decided_words(None).strip("[]"), decided_words(earlier.decided), asked),
            _decided_table(f"What was put first after “{earlier.title}”", earlier.decided),
        )
    return BoardMessage(
        "decided",
        "What was decided",
        SaidWords("Nothing is decided yet"),
        ASKED,
        (decided_words(None).strip("[]"), asked),
    )


def _put_first(decided: DecisionTaken) -> str:
    return f"The steering group put first {listed_names(place.area.short_name for place in decided.places)}"


def _approved(decided: DecisionTaken) -> str:
    bodies = [f"{one.body} on {day_or_dash(one.approved_on)}" for one in decided.approvals]
    approved = f"approved by {listed_names(bodies)}" if bodies else "no body has approved it yet"
    return f"Decided on {day_or_dash(decided.at)}; {approved}."


def _decided_table(title: str, decided: DecisionTaken) -> MessageTable:
    rows = (
        (
            ordinal_number(place.number),
            numbered_area(place.area),
            place.figures.rank or "–",
            place.figures.position or "–",
            place.figures.target or "–",
        )
        for place in decided.places
    )
    return MessageTable(title, ("Place", "Area", "Rank it saw", "Stood at", "Target"), tuple(rows))


# --- the plan --------------------------------------------------------------------------------------------


def plan_message(contents: BoardPaperContents) -> BoardMessage:
    """Tells how many actions there are and which are late; then what is due next."""
    plan = contents.plan
    if plan is None or not plan.actions:
        none = "No action is planned yet"
        return BoardMessage(
            "plan", "The plan", SaidWords(none), _unserved(plan) or ASKED, (f"{none}.", ASKED)
        )
    shown = _next_due(plan)
    rows = tuple(
        (
            action.reference,
            cut_at_word(" ".join(action.about.what.split()), LONGEST_ACTION),
            shortened_line(action.about.lead, LONGEST_LEAD) or "nobody yet",
            _when(plan, action),
        )
        for action in shown
    )
    said = _unserved(plan) or plan_sentence(plan.actions)
    notes = (plan_sentence(plan.actions), *(_told(plan, action) for action in shown), _unserved(plan))
    return BoardMessage(
        "plan",
        "The plan",
        SaidWords(_standing(plan)),
        said,
        tuple(filter(None, notes)),
        MessageTable("What is late, and what is due next", ("", "Action", "Who sees to it", "Due"), rows)
        if rows
        else None,
    )


def _standing(plan: ActionPlan) -> str:
    number, late = len(plan.actions), len(plan.late)
    still = sum(action.is_open for action in plan.actions)
    actions = "1 action" if number == 1 else f"{number} actions"
    if not still:
        return f"Of {actions} none is still to do"
    said = f"Of {actions} {still} {'is' if still == 1 else 'are'} still to do"
    if not late:
        return f"{said}, and none is late"
    return f"{said}, and {late} of them {'is' if late == 1 else 'are'} late"


def _next_due(plan: ActionPlan) -> Sequence[PlannedAction]:
    """The actions that are not finished, first those that were due longest ago; those without a day come last."""
    still = [action for action in plan.actions if action.is_open]
    still.sort(
        key=lambda action: (action.about.due is None, action.about.due or plan.today, action.reference)
    )
    return still[:MOST_ACTIONS]


def _when(plan: ActionPlan, action: PlannedAction) -> str:
    due = action.about.due
    if due is None or not action.late:
        return day_or_dash(due)
    days = (plan.today - due).days
    return f"{days:,} {'day' if days == 1 else 'days'} late"


def _told(plan: ActionPlan, action: PlannedAction) -> str:
    what = action.about.what.strip().rstrip(".")
    return f"{action.reference}: {what}. {action.about.lead or 'Nobody yet'}; {_when(plan, action)}."


def _unserved(plan: ActionPlan | None) -> str:
    """The priorities that nothing works on; empty where there are none."""
    names = plan.priorities_without_actions if plan else ()
    if not names:
        return ""
    return f"Nothing planned works on {listed_names(names)}, which {'was' if len(names) == 1 else 'were'} put first."
