"""Groupings: lists of a partnership's own that its actions are sorted by, such as outcomes, objectives or strands.

A partnership that has not touched its outcomes has those that ship, which stand in outcomes.yaml.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.keys import GroupingKey, ItemKey, PartnershipKey
from lws_assess.survey.plans import planned_actions as plans
from lws_assess.survey.plans.planned_actions import OUTCOMES, GroupingLine

FILE = Path(__file__).resolve().parent / "outcomes.yaml"


class Grouping(Base):
    __tablename__ = "groupings"

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[GroupingKey] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str]


class GroupingItem(Base):
    """One line of a grouping."""

    __tablename__ = "grouping_items"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "grouping"], ["groupings.partnership", "groupings.key"]),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    grouping: Mapped[GroupingKey] = mapped_column(primary_key=True)
    key: Mapped[ItemKey] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    areas_json: Mapped[str] = mapped_column(Text, default="[]")  # codes of the areas that it belongs to


@cache
def shipped_outcomes() -> plans.PlanGrouping:
    """The outcomes that a partnership begins with."""
    data = read_yaml(FILE)
    items = tuple(
        GroupingLine(ItemKey(f"{OUTCOMES}/{entry['key']}"), entry["name"], ()) for entry in data["items"]
    )
    return plans.PlanGrouping(GroupingKey(OUTCOMES), data["title"], items)


def list_groupings(session: Session, partnership: PartnershipKey) -> list[plans.PlanGrouping]:
    """Every grouping with its items, outcomes first."""
    rows = session.scalars(
        select(Grouping)
        .where(Grouping.partnership == partnership)
        .order_by(Grouping.key != OUTCOMES, Grouping.position)
    ).all()
    items = items_by_grouping(session, partnership)
    found = [plans.PlanGrouping(row.key, row.title, tuple(items.get(row.key, ()))) for row in rows]
    own_outcomes = any(row.key == OUTCOMES for row in rows)
    return found if own_outcomes else [shipped_outcomes(), *found]


def items_by_grouping(session: Session, partnership: PartnershipKey) -> dict[GroupingKey, list[GroupingLine]]:
    found: dict[GroupingKey, list[GroupingLine]] = {}
    rows = session.scalars(
        select(GroupingItem)
        .where(GroupingItem.partnership == partnership)
        .order_by(GroupingItem.grouping, GroupingItem.position)
    )
    for row in rows:
        item = GroupingLine(ItemKey(f"{row.grouping}/{row.key}"), row.name, tuple(json.loads(row.areas_json)))
        found.setdefault(row.grouping, []).append(item)
    return found


def keep_grouping(session: Session, partnership: PartnershipKey, grouping: plans.PlanGrouping) -> None:
    """Writes a grouping as it is to be from now on, at its place or after all others."""
    row = session.get(Grouping, (partnership, grouping.key))
    if row is None:
        taken = session.scalars(select(Grouping.position).where(Grouping.partnership == partnership))
        row = Grouping(partnership=partnership, key=grouping.key, position=max(taken, default=0) + 1)
        session.add(row)
    row.title = grouping.title
    session.flush()
    _delete_items(session, partnership, grouping.key)
    session.add_all(
        GroupingItem(
            partnership=partnership,
            grouping=grouping.key,
            key=item.key.partition("/")[2],
            position=position,
            name=item.name,
            areas_json=json.dumps(item.areas),
        )
        for position, item in enumerate(grouping.items, 1)
    )
    session.flush()


def delete_grouping(session: Session, partnership: PartnershipKey, key: GroupingKey) -> None:
    _delete_items(session, partnership, key)
    session.execute(delete(Grouping).where(Grouping.partnership == partnership, Grouping.key == key))


def _delete_items(session: Session, partnership: PartnershipKey, grouping: GroupingKey) -> None:
    session.execute(
        delete(GroupingItem).where(GroupingItem.partnership == partnership, GroupingItem.grouping == grouping)
    )
    session.expire_all()
