"""Plans: what a partnership has set out to do, who sees to it, and how far it is.

    ActionPlan
      areas       PlanArea            in the framework's order
      actions     PlannedAction       in the order of their references, each with its ActionDescription
      groupings   PlanGrouping        lists of the partnership's own, outcomes first; their items are mapped to areas
      decided     area codes          the priorities of the steering group, the first one first
      years       YearMoney           what it costs beside what there is
      workforce   WorkforceTableLine  typed in; no figure of it comes from a round

Whether an action is late is worked out from its due date and its state, and never typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lws_assess.survey.keys import (
    NO_AREA,
    ActionReference,
    AreaCode,
    FigureKey,
    GroupingKey,
    ItemKey,
    PartnershipKey,
)
from lws_assess.survey.plans.costs import ActionCost, YearFunds, YearMoney, money_by_year
from lws_assess.survey.plans.measures import target_met
from lws_assess.survey.refusals import BadInput


class ActionState(StrEnum):
    """Holds what somebody says of an action."""

    NOT_STARTED = "not started"
    UNDER_WAY = "under way"
    COMPLETE = "complete"
    MISSED = "missed"  # complete, and its target was missed
    STOPPED = "stopped"


class ShownState(StrEnum):
    """Holds what is shown of an action, in words: lateness and a missed target are worked out."""

    NOT_STARTED = "Not started"
    ON_TRACK = "On track"
    LATE = "Late"
    COMPLETE = "Complete"
    MISSED = "Complete, target missed"
    STOPPED = "Stopped"


class AskingState(StrEnum):
    """Says whether the lead of an action has been asked, and what they said."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


STATES = tuple(ActionState)
FINISHED = (ActionState.COMPLETE, ActionState.MISSED, ActionState.STOPPED)

# From a state to those that may follow it: what is finished is taken up again before it ends in another way.
MOVES = {
    ActionState.NOT_STARTED: (
        ActionState.UNDER_WAY,
        ActionState.COMPLETE,
        ActionState.MISSED,
        ActionState.STOPPED,
    ),
    ActionState.UNDER_WAY: (
        ActionState.NOT_STARTED,
        ActionState.COMPLETE,
        ActionState.MISSED,
        ActionState.STOPPED,
    ),
    ActionState.COMPLETE: (ActionState.UNDER_WAY, ActionState.MISSED),
    ActionState.MISSED: (ActionState.UNDER_WAY, ActionState.COMPLETE),
    ActionState.STOPPED: (ActionState.NOT_STARTED, ActionState.UNDER_WAY),
}
STATE_WORDS = {
    ActionState.NOT_STARTED: "Not started",
    ActionState.UNDER_WAY: "Under way",
    ActionState.COMPLETE: "Complete",
    ActionState.MISSED: "Complete, target missed",
    ActionState.STOPPED: "Stopped",
}


MOST_LINE, MOST_WORDS, MOST_POUNDS = 200, 2_000, 100_000_000
OUTCOMES = "outcomes"  # the key of the list of outcomes; any other grouping is the partnership's own


class PlanRefused(BadInput):
    """Holds what is wrong with something planned, and at which field."""

    field = "what"


@dataclass(frozen=True, kw_only=True)
class ActionDescription:
    """An action as people describe it. The first of its areas is the one it stands under."""

    what: str
    areas: tuple[AreaCode, ...]  # codes
    priority: AreaCode = NO_AREA  # the code of the decided area that it serves
    measure: str = ""
    baseline: str = ""
    target: str = ""
    latest: str = ""
    lead: str = ""  # a name or a post
    lead_email: str = ""
    start: date | None = None
    due: date | None = None
    cost: int | None = None  # whole pounds; None while nobody has said
    pooled: int = 0  # the part of the cost that comes out of pooled money
    risk: str = ""
    year_1: bool = False
    quick_win: bool = False
    pilot: bool = False
    learning_question: str = ""
    pilot_ends: date | None = None
    items: tuple[str, ...] = ()  # "grouping/item", of as many groupings as one likes


@dataclass(frozen=True)
class ActionUpdate:
    """Holds what somebody wrote about an action, or did to it."""

    kind: str
    at: datetime
    by: str
    words: str = ""
    value: str = ""
    state: ActionState | None = None  # what the action became


@dataclass(frozen=True)
class PlannedAction:
    """An action as it stands today."""

    reference: ActionReference
    about: ActionDescription
    state: ActionState
    lead_standing: AskingState
    lead_words: str  # why the lead said no, or what they wrote as they accepted
    updates: tuple[ActionUpdate, ...]  # the newest first
    today: date

    @property
    def target_met(self) -> bool | None:
        """True if the target is met by now; None where numbers cannot tell and nobody has said."""
        if self.state == ActionState.MISSED:
            return False
        about = self.about
        met = target_met(baseline=about.baseline, target=about.target, latest=about.latest)
        return True if met is None and self.state == ActionState.COMPLETE else met

    @property
    def shown(self) -> ShownState:
        """The state in words that are shown: lateness and a missed target are worked out."""
        return shown_state(self.state, self.about.due, self.target_met, self.today)

    @property
    def late(self) -> bool:
        return self.shown == ShownState.LATE

    @property
    def days_late(self) -> int:
        """Returns by how many days it is late; 0 where it is not."""
        return (self.today - self.about.due).days if self.late and self.about.due else 0

    @property
    def is_open(self) -> bool:
        return self.state not in FINISHED

    @property
    def serves(self) -> frozenset[AreaCode]:
        """Every area that it works on."""
        return frozenset((*self.about.areas, *([self.about.priority] if self.about.priority else [])))


def shown_state(state: ActionState, due: date | None, met: bool | None, today: date) -> ShownState:
    """Returns what is shown of an action in that state.

    >>> str(shown_state(ActionState.UNDER_WAY, date(2025, 1, 31), None, date(2025, 2, 1)))
    'Late'
    >>> str(shown_state(ActionState.COMPLETE, date(2025, 1, 31), False, date(2025, 2, 1)))
    'Complete, target missed'
    """
    if state == ActionState.COMPLETE and met is False:
        return ShownState.MISSED
    if state in FINISHED:
        return ShownState(STATE_WORDS[state])
    if due is not None and due < today:
        return ShownState.LATE
    return ShownState.ON_TRACK if state == ActionState.UNDER_WAY else ShownState.NOT_STARTED


@dataclass(frozen=True)
class PlanArea:
    code: AreaCode
    number: int
    name: str
    colour: str


@dataclass(frozen=True)
class GroupingLine:
    """One line of a grouping, such as an objective, and the areas that it belongs to."""

    key: ItemKey  # "grouping/item"
    name: str
    areas: tuple[AreaCode, ...]


@dataclass(frozen=True)
class PlanGrouping:
    """A list of the partnership's own, such as objectives or strands."""

    key: GroupingKey
    title: str
    items: tuple[GroupingLine, ...]


@dataclass(frozen=True)
class WorkforceTableLine:
    """A line of the table of workforce figures; a number that nobody knows is None, and `gap` says why."""

    key: FigureKey
    area: str  # the service area
    headcount: int | None
    vacancies: int | None
    source: str
    day: date | None
    gap: str


@dataclass(frozen=True)
class ActionPlan:
    """Everything about a plan, for its pages, its table and every document that tells of it."""

    partnership: str
    today: date
    areas: tuple[PlanArea, ...]
    actions: tuple[PlannedAction, ...]
    groupings: tuple[PlanGrouping, ...]
    decided: tuple[AreaCode, ...]
    available: tuple[tuple[int, YearFunds], ...]
    workforce: tuple[WorkforceTableLine, ...]

    @property
    def years(self) -> tuple[YearMoney, ...]:
        """Cost and money by year. Stopped actions cost nothing more; those without a cost are counted apart."""
        costs = [
            ActionCost(a.about.cost, a.about.pooled, a.about.start, a.about.due)
            for a in self.actions
            if a.about.cost is not None and a.state != ActionState.STOPPED
        ]
        return money_by_year(costs, dict(self.available))

    @property
    def without_cost(self) -> tuple[PlannedAction, ...]:
        return tuple(a for a in self.actions if a.about.cost is None and a.state != ActionState.STOPPED)

    @property
    def late(self) -> tuple[PlannedAction, ...]:
        return tuple(action for action in self.actions if action.late)

    def find_action(self, reference: ActionReference) -> PlannedAction | None:
        return next((action for action in self.actions if action.reference == reference), None)

    def find_grouping(self, key: GroupingKey) -> PlanGrouping | None:
        return next((grouping for grouping in self.groupings if grouping.key == key), None)

    def area_name(self, code: AreaCode) -> str:
        """An area that the questionnaire no longer has keeps its code as its name."""
        return next((area.name for area in self.areas if area.code == code), code)

    def items_of(self, action: PlannedAction, grouping: GroupingKey) -> tuple[str, ...]:
        """The names of the items of one grouping that an action carries, in the grouping's order."""
        found = self.find_grouping(grouping)
        return tuple(item.name for item in found.items if item.key in action.about.items) if found else ()

    @property
    def priorities_without_actions(self) -> tuple[str, ...]:
        """Decided areas, by name, that nothing in the plan works on: what was stopped does not count."""
        served = {
            area for action in self.actions if action.state != ActionState.STOPPED for area in action.serves
        }
        return tuple(self.area_name(code) for code in self.decided if code not in served)

    @property
    def actions_without_priority(self) -> tuple[PlannedAction, ...]:
        """Actions that serve no decided area; none while nothing has been decided."""
        decided = set(self.decided)
        return tuple(
            a for a in self.actions if decided and a.state != ActionState.STOPPED and not a.serves & decided
        )


# --- refusing --------------------------------------------------------------------------------------------


def refuse_action(about: ActionDescription, areas: Iterable[AreaCode]) -> None:
    """Raises PlanRefused for what will not do about an action; `areas` are the codes that there are."""
    known = set(areas)
    if not about.what.strip():
        raise PlanRefused("Say what is to be done", "what")
    if not about.areas or about.areas[0] not in known:
        raise PlanRefused("Choose an area", "area")
    if about.start and about.due and about.due < about.start:
        raise PlanRefused("The due date is before the start", "due")
    if about.cost is not None and not 0 <= about.cost <= MOST_POUNDS:
        raise PlanRefused(f"Enter whole pounds, up to {MOST_POUNDS:,}", "cost")
    if about.pooled > (about.cost or 0):
        raise PlanRefused("The pooled share cannot be more than the cost", "pooled")
    if about.pilot and not about.learning_question.strip():
        raise PlanRefused("Say what you want to learn from the pilot", "learning_question")
    if about.pilot and about.pilot_ends is None:
        raise PlanRefused("Enter the day on which the pilot ends", "pilot_ends")


def read_state(typed: str) -> ActionState | None:
    """The state that a form holds; None for what is none."""
    return ActionState(typed) if typed in STATES else None


def refuse_move(now: ActionState, then: ActionState | None, words: str) -> ActionState:
    """Returns what follows. Raises PlanRefused where a state may not follow another, or where stopping says
    no reason.
    """
    if then is None or then not in MOVES[now]:
        raise PlanRefused(f"It is {now} now, so choose what comes next", "state")
    if then == ActionState.STOPPED and not words.strip():
        raise PlanRefused("Say why it was stopped", "words")
    return then


def next_reference(initials: str, used: Iterable[str]) -> str:
    """The reference after the highest that was ever used.

    >>> next_reference("MA", ["MA-01", "MA-12", "MA-07"]), next_reference("MA", [])
    ('MA-13', 'MA-01')
    """
    numbers = [int(number) for one in used if (number := one.rpartition("-")[2]).isdigit()]
    return f"{initials}-{max(numbers, default=0) + 1:02}"


def initials_of(key: PartnershipKey) -> str:
    """Returns what the references of a partnership begin with.

    >>> initials_of("marlhaven"), initials_of("a"), initials_of("9-lives")
    ('MA', 'A', '9L')
    """
    return "".join(c for c in key if c.isalnum())[:2].upper() or "PL"
