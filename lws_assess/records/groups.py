"""Stakeholder groups: named sets of people who are asked to respond."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.keys import AudienceKey, GroupKey, PartnershipKey


class Group(Base):
    __tablename__ = "groups"

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[GroupKey] = mapped_column(primary_key=True)
    position: Mapped[int]  # order on every list
    name: Mapped[str]
    this_is_you_if: Mapped[str]  # completes "This is you if ..."
    audience: Mapped[AudienceKey]  # an audience of the instrument
    branch: Mapped[str]  # which small groups it may be joined with
    lead: Mapped[str] = mapped_column(default="")  # a person or an organisation
    target: Mapped[int] = mapped_column(default=0)  # answers hoped for
    catch_all: Mapped[bool] = mapped_column(default=False)  # "None of these, or not sure"
    lead_email: Mapped[str] = mapped_column(default="")  # where the lead is nudged
    method: Mapped[str] = mapped_column(default="")  # how its people are reached: a meeting, a newsletter
    key_dates: Mapped[str] = mapped_column(Text, default="")  # its meetings and deadlines, in words
    retired: Mapped[bool] = mapped_column(default=False)  # asked no more; old rounds keep it
    merged_into: Mapped[GroupKey | None]  # the group that its people belong to since


def list_groups(session: Session, partnership: PartnershipKey, retired: bool = False) -> list[Group]:
    """The groups that a new round may ask, in order; or those that are asked no more. Never a catch-all."""
    return list(
        session.scalars(
            select(Group)
            .where(Group.partnership == partnership, Group.retired.is_(retired), Group.catch_all.is_(False))
            .order_by(Group.position, Group.key)
        )
    )


def all_groups(session: Session, partnership: PartnershipKey) -> list[Group]:
    """Every group that there is or was, catch-alls and retired ones too."""
    return list(
        session.scalars(
            select(Group).where(Group.partnership == partnership).order_by(Group.position, Group.key)
        )
    )


def find_group(session: Session, partnership: PartnershipKey, key: GroupKey) -> Group | None:
    return session.get(Group, (partnership, key))


def get_group(session: Session, partnership: PartnershipKey, key: GroupKey) -> Group:
    return session.get_one(Group, (partnership, key))


def hold_groups(session: Session, partnership: PartnershipKey, *keys: str) -> list[Group | None]:
    """The groups, held until the transaction ends: no round can begin to ask them meanwhile."""
    held = {key: session.get(Group, (partnership, key), with_for_update=True) for key in sorted(set(keys))}
    return [held[key] for key in keys]
