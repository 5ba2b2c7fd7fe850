"""A plan chosen from and put in order: by area, by lead, by date, or by a list of the partnership's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from lws_assess.survey.plans.planned_actions import (
    ActionDescription,
    ActionPlan,
    ActionState,
    PlanGrouping,
    PlannedAction,
)

YEAR_1, PILOTS, QUICK_WINS = "year-1", "pilots", "quick-wins"

Section = tuple[str, tuple[PlannedAction, ...]]  # a heading, and what stands under it

_FLAGS: dict[str, Callable[[ActionDescription], bool]] = {
    YEAR_1: lambda about: about.year_1,
    PILOTS: lambda about: about.pilot,
    QUICK_WINS: lambda about: about.quick_win,
}


def actions_with_flag(actions: Iterable[PlannedAction], flag: str) -> tuple[PlannedAction, ...]:
    """Returns those with a flag; all of them for a flag that is none."""
    has = _FLAGS.get(flag)
    return tuple(action for action in actions if has is None or has(action.about))


def by_date(actions: Iterable[PlannedAction]) -> tuple[PlannedAction, ...]:
    """Returns what is late first, then what is due next, then what has no date; what is finished last."""

    def place(action: PlannedAction) -> tuple[int, bool, date, str]:
        kind = 0 if action.late else 1 if action.is_open else 3 if action.state == ActionState.STOPPED else 2
        due = action.about.due
        return kind, due is None, due or date.max, action.reference

    return tuple(sorted(actions, key=place))


def sections_by_area(plan: ActionPlan, actions: Sequence[PlannedAction]) -> tuple[Section, ...]:
    """Under the area that each stands under, in the framework's order; areas no longer asked last."""
    codes = dict.fromkeys([area.code for area in plan.areas])
    codes |= dict.fromkeys(action.about.areas[0] for action in actions)
    return _filled(
        (plan.area_name(code), tuple(a for a in actions if a.about.areas[0] == code)) for code in codes
    )


def sections_by_lead(actions: Sequence[PlannedAction]) -> tuple[Section, ...]:
    """By lead in the alphabet's order, what is late first; those that nobody leads come first of all."""
    leads = sorted({action.about.lead for action in actions}, key=str.casefold)
    return _filled(
        (lead or "Nobody leads these yet", by_date(a for a in actions if a.about.lead == lead))
        for lead in leads
    )


def sections_by_date(actions: Sequence[PlannedAction]) -> tuple[Section, ...]:
    ordered = by_date(actions)
    return _filled(
        (
            ("Late", tuple(a for a in ordered if a.late)),
            ("To come", tuple(a for a in ordered if a.is_open and not a.late)),
            ("Finished", tuple(a for a in ordered if not a.is_open)),
        )
    )


def sections_by_grouping(grouping: PlanGrouping, actions: Sequence[PlannedAction]) -> tuple[Section, ...]:
    """Under each item that they carry, so that one may stand twice; those that carry none come last."""
    keys = {item.key for item in grouping.items}
    carried = [(item.name, tuple(a for a in actions if item.key in a.about.items)) for item in grouping.items]
    return _filled((*carried, ("None of these", tuple(a for a in actions if not keys & set(a.about.items)))))


def _filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section[1])
