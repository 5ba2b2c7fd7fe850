"""Consultation rounds, the groups they ask, and the open links that lead into them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    delete,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, column_property, mapped_column

from lws_assess.records.clocks import DOUBTED, SETTLED_AT, SINCE
from lws_assess.records.database import Base, OneOf
from lws_assess.records.groups import Group
from lws_assess.records.sealing_keys import UnderAKey
from lws_assess.survey.clocks import VouchedTime
from lws_assess.survey.events.rooms import GRACE_OF_RATING
from lws_assess.survey.keys import AreaCode, EditionDigest, EventKey, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import GRACE, RoundState, RoundTiming
from lws_assess.survey.smallest_numbers import ADVISED, FEWEST


class Round(UnderAKey, Base):
    """One consultation. What is fixed before opening never changes after it."""

    __tablename__ = "rounds"
    __table_args__ = (
        OneOf.check("state", RoundState),
        CheckConstraint(f"smallest_number >= {FEWEST}", name="smallest_number"),
        CheckConstraint("leading_reading IN ('group', 'person')", name="leading_reading"),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[RoundKey] = mapped_column(primary_key=True)
    title: Mapped[str]
    edition: Mapped[EditionDigest] = mapped_column(ForeignKey("editions.digest"))  # the frozen questionnaire
    state: Mapped[RoundState] = mapped_column(OneOf(RoundState), default=RoundState.DRAFT)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]  # planned; may be moved until the release
    closed_at: Mapped[datetime | None]  # when new starts stopped
    released_at: Mapped[datetime | None]  # when the one release was made and the round sealed
    smallest_number: Mapped[int] = mapped_column(default=ADVISED)  # k: nothing of fewer people is shown
    leading_reading: Mapped[str] = mapped_column(default="group")
    second_cut: Mapped[str] = mapped_column(default="")  # a profile question kept for a second way of cutting
    targets_json: Mapped[str] = mapped_column(Text, default="{}")  # area code -> target position
    contact: Mapped[str] = mapped_column(Text, default="")  # whom to ask, as respondents read it
    support: Mapped[str] = mapped_column(Text, default="")  # local help and support details
    support_children: Mapped[str] = mapped_column(Text, default="")  # the same for easy-read forms
    welcome: Mapped[str] = mapped_column(Text, default="")  # instead of the audience's own introduction
    welcome_children: Mapped[str] = mapped_column(Text, default="")
    privacy_words: Mapped[str] = mapped_column(Text, default="")  # beside "who sees what"
    privacy_words_children: Mapped[str] = mapped_column(Text, default="")
    repeats: Mapped[RoundKey | None]  # the round it was copied from
    event: Mapped[
        EventKey | None
    ]  # the visioning event whose people rate in it; beside consultations, never among them
    rehearsal: Mapped[bool] = mapped_column(
        default=False
    )  # that event is a rehearsal: it is told nowhere else
    practice_code: Mapped[str | None] = mapped_column(
        index=True, unique=True
    )  # the link to try the form; stores nothing
    counted_json: Mapped[str | None] = mapped_column(
        Text
    )  # group -> (could answer, answered), as pages show it while the round is open
    counted_at: Mapped[datetime | None]  # the quarter of an hour of which that speaks
    counts_stand_still: Mapped[bool] = mapped_column(default=False)  # words of risk have come since
    lost_at: Mapped[datetime | None]  # ended without results, because its key was lost
    cleared_at: Mapped[datetime | None]  # when the database had cleared away what the release erased
    answers_announced_at: Mapped[datetime | None]  # when it was first said that its answers are to be erased
    answers_erased_at: Mapped[datetime | None]  # answers, ballots and the words of comments not published
    addresses_announced_at: Mapped[datetime | None]  # the same of the addresses that were invited
    addresses_erased_at: Mapped[datetime | None]

    # What the clock was vouched for when the round was read.
    clock_settled_at: Mapped[datetime | None] = column_property(SETTLED_AT)
    clock_doubted: Mapped[bool | None] = column_property(DOUBTED)
    clock_since: Mapped[datetime | None] = column_property(SINCE)

    @property
    def targets(self) -> dict[AreaCode, float]:
        targets: dict[AreaCode, float] = json.loads(self.targets_json)
        return targets

    @property
    def timing(self) -> RoundTiming:
        return RoundTiming(
            self.state,
            self.opens_at,
            self.closes_at,
            self.closed_at,
            self.released_at,
            grace_of(self.event),
            VouchedTime(self.clock_settled_at, bool(self.clock_doubted), self.clock_since),
        )


def grace_of(event: EventKey | None) -> timedelta:
    """Returns how long those in the middle have: a room waits for no half hour."""
    return GRACE_OF_RATING if event else GRACE


class RoundGroup(Base):
    """A group that a round asks."""

    __tablename__ = "round_groups"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        ForeignKeyConstraint(["partnership", "group"], ["groups.partnership", "groups.key"]),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    round: Mapped[RoundKey] = mapped_column(primary_key=True)
    group: Mapped[GroupKey] = mapped_column(primary_key=True)
    target: Mapped[int] = mapped_column(default=0)  # answers hoped for
    size: Mapped[int] = mapped_column(default=0, server_default="0")  # people in it; 0 where nobody knows
    lead_code: Mapped[str | None] = mapped_column(
        index=True, unique=True
    )  # the private link of the group's lead
    lead_written: Mapped[str | None]  # names the mailing that last wrote to the lead, which so writes once
    lead_written_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)  # people asked in ways that this service does not see
    invited: Mapped[int] = mapped_column(default=0)  # addresses invited; stays when they are erased
    slips: Mapped[int] = mapped_column(default=0)  # single-use slips printed
    by_helper: Mapped[int] = mapped_column(default=0)  # answers that a helper typed in for somebody
    by_paper: Mapped[int] = mapped_column(default=0)  # answers that came on paper
    commented: Mapped[int] = mapped_column(default=0)  # people whose comments have reached moderation
    could_answer: Mapped[int | None]  # at the release: who had a link of their own, or had begun
    answered: Mapped[int | None]  # at the release: who had answered


class OpenLink(Base):
    """A link that anyone may use: of one group, or of a round with a choice of group."""

    __tablename__ = "open_links"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_open_links_round", "partnership", "round"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    group: Mapped[GroupKey | None]
    shared: Mapped[bool] = mapped_column(default=False)  # a device that passes from hand to hand
    helper: Mapped[bool] = mapped_column(default=False)  # somebody fills it in for others; shared as well
    short_code: Mapped[str | None] = mapped_column(
        index=True, unique=True
    )  # printed beside the QR code of one's own device


def find_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> Round | None:
    return session.get(Round, (partnership, key))


def get_round_for_change(session: Session, partnership: PartnershipKey, key: RoundKey) -> Round:
    """The round, held until the transaction ends: whoever submits meanwhile waits, or comes too late."""
    return session.scalars(
        select(Round)
        .where(Round.partnership == partnership, Round.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)  # as it is now that it is held, not as it was read before
    ).one()


def delete_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> None:
    """A round and every row that belongs to it, or to a row that does."""
    for table in reversed(Base.metadata.sorted_tables):
        if _names_a_round(table):
            session.execute(delete(table).where(table.c.partnership == partnership, table.c.round == key))
            continue
        for constraint in table.foreign_key_constraints:
            owner = constraint.referred_table
            if _names_a_round(owner):
                # By all columns of its key: by the first alone, rows of other rounds would go too.
                mine = select(*(element.column for element in constraint.elements)).where(
                    owner.c.partnership == partnership, owner.c.round == key
                )
                session.execute(delete(table).where(tuple_(*constraint.columns).in_(mine)))
    session.execute(delete(Round).where(Round.partnership == partnership, Round.key == key))


def _names_a_round(table: Table) -> bool:
    return any(constraint.referred_table.name == "rounds" for constraint in table.foreign_key_constraints)


def list_rounds(session: Session, partnership: PartnershipKey) -> list[Round]:
    """The consultations, the newest first: those not yet open, then by opening date."""
    mine = select(Round).where(Round.partnership == partnership, Round.event.is_(None))
    return _newest_first(session.scalars(mine))


def rounds_asking(session: Session, partnership: PartnershipKey, group: GroupKey) -> list[Round]:
    """The consultations that ask a group or asked it, in the order of `list_rounds`."""
    asking = (
        select(Round)
        .join(RoundGroup, (RoundGroup.partnership == Round.partnership) & (RoundGroup.round == Round.key))
        .where(Round.partnership == partnership, Round.event.is_(None), RoundGroup.group == group)
    )
    return _newest_first(session.scalars(asking))


def _newest_first(rounds: Iterable[Round]) -> list[Round]:
    return sorted(
        rounds, key=lambda r: (r.opens_at is None, r.opens_at.timestamp() if r.opens_at else 0), reverse=True
    )


def groups_of_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> list[Group]:
    return list(
        session.scalars(
            select(Group)
            .join(RoundGroup, (RoundGroup.partnership == Group.partnership) & (RoundGroup.group == Group.key))
            .where(RoundGroup.partnership == partnership, RoundGroup.round == key)
            .order_by(Group.position)
        )
    )


def rounds_by_group(session: Session, partnership: PartnershipKey) -> dict[GroupKey, list[Round]]:
    """The rounds that ask each group or asked it, by the group's key, the newest first."""
    asked: dict[GroupKey, list[Round]] = {}
    rows = session.execute(
        select(RoundGroup.round, RoundGroup.group).where(RoundGroup.partnership == partnership)
    )
    of_round: dict[RoundKey, list[GroupKey]] = {}
    for key, group in rows:
        of_round.setdefault(key, []).append(group)
    for this in list_rounds(session, partnership):
        for group in of_round.get(this.key, ()):
            asked.setdefault(group, []).append(this)
    return asked


def hold_rounds_without_results(session: Session, partnership: PartnershipKey) -> list[Round]:
    """Rounds that may still change, held until the transaction ends."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.partnership == partnership, Round.released_at.is_(None))
            .order_by(Round.key)
            .with_for_update()
        )
    )


def rounds_of_key(session: Session, key: str) -> list[Round]:
    """Rounds of that key, of any partnership. No rehearsal's is among them."""
    return list(session.scalars(select(Round).where(Round.key == key, Round.rehearsal.is_(False))))


def find_round_group(
    session: Session, partnership: PartnershipKey, key: RoundKey, group: GroupKey
) -> RoundGroup | None:
    return session.get(RoundGroup, (partnership, key, group))


@dataclass(frozen=True)
class GroupOfRound:
    """A group as a round asks it: how many people it has, and how many answers are hoped for; 0 where nobody said."""

    key: GroupKey
    name: str
    size: int
    hoped_for: int


def asked_by_rounds(
    session: Session, partnership: PartnershipKey, keys: Sequence[RoundKey]
) -> dict[RoundKey, list[GroupOfRound]]:
    """The groups that each of some rounds asks, in their order, in one statement."""
    rows = session.execute(
        select(RoundGroup.round, Group.key, Group.name, RoundGroup.size, RoundGroup.target)
        .join(Group, (RoundGroup.partnership == Group.partnership) & (RoundGroup.group == Group.key))
        .where(RoundGroup.partnership == partnership, RoundGroup.round.in_(keys))
        .order_by(Group.position)
    )
    found: dict[RoundKey, list[GroupOfRound]] = {key: [] for key in keys}
    for row in rows:
        found[row.round].append(GroupOfRound(row.key, row.name, row.size, row.target))
    return found


def targets_of_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> dict[GroupKey, int]:
    """Returns how many answers are hoped for, by group."""
    rows = session.execute(
        select(RoundGroup.group, RoundGroup.target).where(
            RoundGroup.partnership == partnership, RoundGroup.round == key
        )
    )
    return {row.group: row.target for row in rows}


def commented_by_group(session: Session, partnership: PartnershipKey, key: RoundKey) -> dict[GroupKey, int]:
    """Returns how many people of each group have comments that reached moderation."""
    rows = session.execute(
        select(RoundGroup.group, RoundGroup.commented).where(
            RoundGroup.partnership == partnership, RoundGroup.round == key
        )
    )
    return {row.group: row.commented for row in rows}


def rounds_under_way(session: Session) -> list[Round]:
    """Rounds that have opened, and have neither results yet nor been ended without: by partnership, events last.

    No rehearsal's is among them: nothing of it is counted, and nobody is alerted by it.
    """
    return list(
        session.scalars(
            select(Round)
            .where(Round.state != RoundState.DRAFT, Round.released_at.is_(None), Round.lost_at.is_(None))
            .where(Round.rehearsal.is_(False))
            .order_by(Round.partnership, Round.event.is_not(None), Round.key)
        )
    )


def rounds_with_a_key_to_destroy(session: Session) -> list[Round]:
    """Rounds with results, or ended without, whose key or erased rows may still be there."""
    return list(
        session.scalars(
            select(Round)
            .where(
                Round.released_at.is_not(None) | Round.lost_at.is_not(None),
                Round.sealing_key_gone_at.is_(None) | Round.cleared_at.is_(None),
                Round.sealing_key.is_not(None),
            )
            .order_by(Round.partnership, Round.key)
        )
    )


def rows_of_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> dict[GroupKey, RoundGroup]:
    """Returns what a round keeps of each group that it asks."""
    rows = session.scalars(
        select(RoundGroup).where(RoundGroup.partnership == partnership, RoundGroup.round == key)
    )
    return {row.group: row for row in rows}


def count_way_in(
    session: Session, partnership: PartnershipKey, key: RoundKey, group: GroupKey, way: str, number: int
) -> None:
    """Adds to a group's count of answers that came `by_paper` or `by_helper`.

    Must have a transaction of its own: rows that are written together with a response can be joined to it
    again, by the transaction that PostgreSQL notes on each.
    """
    column = {"by_paper": RoundGroup.by_paper, "by_helper": RoundGroup.by_helper}[way]
    session.execute(
        update(RoundGroup)
        .where(RoundGroup.partnership == partnership, RoundGroup.round == key, RoundGroup.group == group)
        .values({way: column + number})
        .execution_options(synchronize_session=False)
    )


def find_open_link(session: Session, code: str) -> OpenLink | None:
    return session.get(OpenLink, code)


def find_link_by_short_code(session: Session, short: str) -> OpenLink | None:
    return session.scalars(select(OpenLink).where(OpenLink.short_code == short)).one_or_none()


def links_of_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> list[OpenLink]:
    return list(
        session.scalars(select(OpenLink).where(OpenLink.partnership == partnership, OpenLink.round == key))
    )


def rounds_with_something_due(session: Session, now: datetime) -> list[Round]:
    """Rounds that may have to open, to close or to be released by now."""
    return list(
        session.scalars(
            select(Round).where(
                Round.released_at.is_(None),
                Round.lost_at.is_(None),
                (Round.state == RoundState.CLOSED)
                | ((Round.state == RoundState.OPEN) & (Round.closes_at <= now))
                | ((Round.state == RoundState.DRAFT) & (Round.opens_at <= now)),
            )
        )
    )


def rounds_with_results(
    session: Session, partnership: PartnershipKey | None = None, events: bool = False
) -> list[Round]:
    """Consultations with results, by partnership and the earliest first; of one partnership, or of all.

    With `events`, the rounds of visioning events are among them; that of a rehearsal never is.
    """
    released = select(Round).where(Round.released_at.is_not(None), Round.rehearsal.is_(False))
    if not events:
        released = released.where(Round.event.is_(None))
    if partnership is not None:
        released = released.where(Round.partnership == partnership)
    return list(session.scalars(released.order_by(Round.partnership, Round.released_at)))
