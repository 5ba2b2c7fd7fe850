"""What a round keeps for each group it asks, beside the answers: its target, who was told, and its lead's link."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.records.groups import Group
from lws_assess.records.rounds import RoundGroup

Asked = tuple[RoundGroup, Group]

_JOINED = (RoundGroup.partnership == Group.partnership) & (RoundGroup.group == Group.key)


def groups_asked(session: Session, partnership: str, key: str) -> list[Asked]:
    """A round's groups, each with what the round keeps for it, in the partnership's order."""
    rows = session.execute(
        select(RoundGroup, Group)
        .join(Group, _JOINED)
        .where(RoundGroup.partnership == partnership, RoundGroup.round == key)
        .order_by(Group.position)
    )
    return [(asked, group) for asked, group in rows]


def find_asked(session: Session, partnership: str, key: str, group: str) -> Asked | None:
    """A group that a round asks, by its key; none for the catch-alls, which nobody leads."""
    rows = groups_asked(session, partnership, key)
    return next((row for row in rows if row[1].key == group and not row[1].catch_all), None)


def find_by_lead_code(session: Session, code: str) -> Asked | None:
    row = session.execute(
        select(RoundGroup, Group).join(Group, _JOINED).where(RoundGroup.lead_code == code)
    ).one_or_none()
    return (row[0], row[1]) if row else None
