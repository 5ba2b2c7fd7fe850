"""Groupings: lists of a partnership's own, whose items are mapped to areas and carried by actions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from lws_assess.actions.keys import propose_key
from lws_assess.actions.plans.planned_actions import areas_of_plan
from lws_assess.records import groupings as records
from lws_assess.records.partnerships import hold_partnership
from lws_assess.records.plans import list_actions
from lws_assess.survey.keys import AreaCode, GroupingKey, ItemKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import (
    MOST_LINE,
    OUTCOMES,
    GroupingLine,
    PlanGrouping,
    PlanRefused,
)
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.written_words import folded_words

MOST_GROUPINGS, MOST_ITEMS = 20, 60


def add_grouping(
    session: Session, partnership: PartnershipKey, title: str, names: Iterable[str]
) -> PlanGrouping:
    """A new list with its items, mapped to no area yet. Raises PlanRefused."""
    hold_partnership(session, partnership)
    there = records.list_groupings(session, partnership)
    if len(there) > MOST_GROUPINGS:
        raise PlanRefused(f"There are {MOST_GROUPINGS} lists already", "title")
    _refuse_title(title, there)
    key = GroupingKey(propose_key(title, {OUTCOMES, *(one.key for one in there)}, "list"))
    grouping = PlanGrouping(key, title, ())
    for name in names:
        grouping = _with_item(grouping, name, ())
    records.keep_grouping(session, partnership, grouping)
    return grouping


def rename_grouping(session: Session, partnership: PartnershipKey, key: GroupingKey, title: str) -> None:
    grouping = _hold(session, partnership, key)
    others = [one for one in records.list_groupings(session, partnership) if one.key != key]
    _refuse_title(title, others)
    records.keep_grouping(session, partnership, replace(grouping, title=title))


def remove_grouping(session: Session, partnership: PartnershipKey, key: GroupingKey) -> None:
    """A list goes, and with it what actions carry of it. Outcomes stay, since every plan has some."""
    grouping = _hold(session, partnership, key)
    if key == OUTCOMES:
        raise PlanRefused("Outcomes stay: change its items instead")
    _drop(session, partnership, {item.key for item in grouping.items})
    records.delete_grouping(session, partnership, key)


def add_item(
    session: Session, partnership: PartnershipKey, key: GroupingKey, name: str, areas: Iterable[AreaCode]
) -> None:
    grouping = _hold(session, partnership, key)
    if len(grouping.items) >= MOST_ITEMS:
        raise PlanRefused(f"The list has {MOST_ITEMS} items already", "name")
    mapped = _known(session, partnership, areas)
    records.keep_grouping(session, partnership, _with_item(grouping, name, mapped))


def change_item(
    session: Session,
    partnership: PartnershipKey,
    key: GroupingKey,
    item: ItemKey,
    name: str,
    areas: Iterable[AreaCode],
) -> None:
    """Names an item anew and says which areas it belongs to. Actions that carry it go on carrying it."""
    grouping = _hold(session, partnership, key)
    old = _item(grouping, item)
    others = [one for one in grouping.items if one is not old]
    _refuse_name(name, others)
    new = GroupingLine(old.key, name, _known(session, partnership, areas))
    items = tuple(new if one is old else one for one in grouping.items)
    records.keep_grouping(session, partnership, replace(grouping, items=items))


def remove_item(session: Session, partnership: PartnershipKey, key: GroupingKey, item: ItemKey) -> None:
    grouping = _hold(session, partnership, key)
    gone = _item(grouping, item)
    _drop(session, partnership, {gone.key})
    items = tuple(one for one in grouping.items if one is not gone)
    records.keep_grouping(session, partnership, replace(grouping, items=items))


def find_grouping(session: Session, partnership: PartnershipKey, key: GroupingKey) -> PlanGrouping | None:
    return next((one for one in records.list_groupings(session, partnership) if one.key == key), None)


def _hold(session: Session, partnership: PartnershipKey, key: GroupingKey) -> PlanGrouping:
    """The grouping as it is, once nobody else can change it."""
    hold_partnership(session, partnership)
    found = find_grouping(session, partnership, key)
    if found is None:
        raise NotFound
    return found


def _item(grouping: PlanGrouping, item: ItemKey) -> GroupingLine:
    found = next((one for one in grouping.items if one.key == f"{grouping.key}/{item}"), None)
    if found is None:
        raise NotFound
    return found


def _with_item(grouping: PlanGrouping, name: str, areas: tuple[AreaCode, ...]) -> PlanGrouping:
    _refuse_name(name, grouping.items)
    taken = {item.key.partition("/")[2] for item in grouping.items}
    key = ItemKey(f"{grouping.key}/{propose_key(name, taken, 'item')}")
    return replace(grouping, items=(*grouping.items, GroupingLine(key, name, areas)))


def _refuse_title(title: str, others: Iterable[PlanGrouping]) -> None:
    if not title.strip() or len(title) > MOST_LINE:
        raise PlanRefused(f"Give the list a name, of {MOST_LINE} characters at most", "title")
    if any(folded_words(other.title) == folded_words(title) for other in others):
        raise PlanRefused("There is a list of this name already", "title")


def _refuse_name(name: str, others: Iterable[GroupingLine]) -> None:
    if not name.strip() or len(name) > MOST_LINE:
        raise PlanRefused(f"Give each item a name, of {MOST_LINE} characters at most", "name")
    if any(folded_words(other.name) == folded_words(name) for other in others):
        raise PlanRefused(f"“{name}” stands in the list already", "name")


def _known(session: Session, partnership: PartnershipKey, areas: Iterable[AreaCode]) -> tuple[AreaCode, ...]:
    """Returns those that there are, in the framework's order."""
    wanted = set(areas)
    return tuple(area.code for area in areas_of_plan(session, partnership) if area.code in wanted)


def _drop(session: Session, partnership: PartnershipKey, items: set[str]) -> None:
    """No action carries these items any more."""
    for action in list_actions(session, partnership):
        carried = action.about.items
        if items & set(carried):
            action.items_json = json.dumps([key for key in carried if key not in items])
    session.flush()
