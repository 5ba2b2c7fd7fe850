"""What a round keeps for each group it asks, beside the answers: its target, who was told, and its lead's link."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.records.groups import Group
from lws_assess.records.rounds import Round, RoundGroup
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey

Asked = tuple[RoundGroup, Group]

_JOINED = (RoundGroup.partnership == Group.partnership) & (RoundGroup.group == Group.key)


def groups_asked(session: Session, partnership: PartnershipKey, key: RoundKey) -> list[Asked]:
    """A round's groups, each with what the round keeps for it, in the partnership's order."""
    rows = session.execute(
        select(RoundGroup, Group)
        .join(Group, _JOINED)
        .where(RoundGroup.partnership == partnership, RoundGroup.round == key)
        .order_by(Group.position)
    )
    return [(asked, group) for asked, group in rows]


def find_asked(session: Session, partnership: PartnershipKey, key: RoundKey, group: GroupKey) -> Asked | None:
    """A group that a round asks, by its key; none for the catch-alls, which nobody leads."""
    rows = groups_asked(session, partnership, key)
    return next((row for row in rows if row[1].key == group and not row[1].catch_all), None)


def hold_asked(
    session: Session, partnership: PartnershipKey, key: RoundKey, group: GroupKey
) -> RoundGroup | None:
    """Returns what a round keeps of a group, held until the transaction ends."""
    return session.scalars(
        select(RoundGroup)
        .where(RoundGroup.partnership == partnership, RoundGroup.round == key, RoundGroup.group == group)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def find_by_group_lead_code(session: Session, code: str) -> Asked | None:
    """Returns what a lead's private link leads to; none for a group that is retired."""
    row = session.execute(
        select(RoundGroup, Group)
        .join(Group, _JOINED)
        .where(RoundGroup.lead_code == code, Group.retired.is_(False))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def group_in_its_rounds(
    session: Session, partnership: PartnershipKey, group: GroupKey
) -> list[tuple[RoundGroup, str]]:
    """A group's place in every round that asks it or asked it, held, each with the state of its round."""
    rows = session.execute(
        select(RoundGroup, Round.state)
        .join(Round, (Round.partnership == RoundGroup.partnership) & (Round.key == RoundGroup.round))
        .where(RoundGroup.partnership == partnership, RoundGroup.group == group)
        .order_by(RoundGroup.round)
        .with_for_update(of=RoundGroup, key_share=True)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]
