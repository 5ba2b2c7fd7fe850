"""Votes at an event: what was asked, the ballots while they are needed, and the one release of each vote.

A ballot is found by a hash of the device's secret and the vote, so that it counts once. All else of it is one
ciphertext under the event's key, also the hash of secret and question by which both votes on it make a pair. Nothing
else can be laid together. Ballots are erased when the event ends, and the key is destroyed; those of a practice are
erased as soon as it was shown.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    and_,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf
from lws_assess.records.events.people import EventPerson, open_person
from lws_assess.records.events.sealing import BALLOT, PERSON, EventSealing, packed_texts, unpacked_texts
from lws_assess.records.events.visioning_events import (
    Event,
    RoomFound,
    find_room_by_code,
    find_sealing,
    get_sealing,
    guess_room,
    keep_sealing,
)
from lws_assess.survey.events.rooms import VoteState
from lws_assess.survey.keys import (
    AreaCode,
    AudienceKey,
    EditionDigest,
    EventKey,
    GroupKey,
    PartnershipKey,
    SegmentKey,
    StatementKey,
)


class EventVote(Base):
    """One vote. `again_of` is the number of the first vote on the same question."""

    __tablename__ = "event_votes"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        CheckConstraint("kind IN ('practice', 'rating', 'choices', 'own')", name="kind"),
        OneOf.check("state", VoteState),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    event: Mapped[EventKey] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    segment: Mapped[SegmentKey]
    kind: Mapped[str]
    area: Mapped[AreaCode] = mapped_column(default="")
    statement: Mapped[StatementKey] = mapped_column(
        default=""
    )  # key; easy-read forms get the area's own question
    question_json: Mapped[str] = mapped_column(Text, default="")  # of the room's own, as it was asked
    again_of: Mapped[int | None]
    state: Mapped[VoteState] = mapped_column(OneOf(VoteState), default=VoteState.OPEN)
    released_json: Mapped[str] = mapped_column(Text, default="")  # what may be shown, made when it closed
    shift_json: Mapped[str] = mapped_column(Text, default="")  # of a second vote: how people moved
    voted: Mapped[int] = mapped_column(default=0)  # how many ballots there were

    @property
    def question(self) -> str:
        """Names what both votes on a question have in common."""
        return f"{self.event}/{self.again_of or self.number}"


class EventBallot(Base):
    """One person's vote, while it may still change or wait for the second."""

    __tablename__ = "event_ballots"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_ballots_vote", "partnership", "event", "vote"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # keyed hash of secret and vote
    partnership: Mapped[PartnershipKey]
    event: Mapped[EventKey]
    vote: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class EventBallotState(NamedTuple):
    """All that decides whether a ballot counts, from one statement."""

    partnership: PartnershipKey
    event: EventKey
    edition: EditionDigest
    number: int
    kind: str
    area: AreaCode
    statement: StatementKey
    question_json: str
    again_of: int | None
    state: VoteState
    group: GroupKey
    audience: AudienceKey

    @property
    def question(self) -> str:
        return f"{self.event}/{self.again_of or self.number}"


# Held, so that a vote cannot be closed between looking and counting.
_STANDING: Any = (
    select(
        Event.partnership,
        Event.key,
        Event.edition,
        EventVote.number,
        EventVote.kind,
        EventVote.area,
        EventVote.statement,
        EventVote.question_json,
        EventVote.again_of,
        EventVote.state,
        EventPerson.sealed,
    )
    .select_from(Event)
    .join(EventVote, and_(EventVote.partnership == Event.partnership, EventVote.event == Event.key))
    .join(EventPerson, and_(EventPerson.partnership == Event.partnership, EventPerson.event == Event.key))
    .where(
        Event.partnership == bindparam("partnership"),
        Event.key == bindparam("event"),
        Event.code_hash == bindparam("code_hash"),
        EventVote.number == bindparam("number"),
        EventPerson.id == bindparam("person"),
    )
    .with_for_update(read=True, of=EventVote)
)


_STILL_THERE: Any = select(EventPerson.id).where(EventPerson.id == bindparam("person"))


def find_event_ballot_state(
    session: Session, code: str, number: int, person: bytes
) -> EventBallotState | None:
    """The vote of a room as it stands for one person; None where they are not in that room, or it has none.

    Raises FolderAway where no key can be read now.
    """
    for find in (guess_room, find_room_by_code):
        room = find(session, code)
        found = room and _standing_in(session, room, number, person)
        if found:
            return found
    return None


def _standing_in(session: Session, room: RoomFound, number: int, person: bytes) -> EventBallotState | None:
    hashed, connection = room.sealing.hash(PERSON, person), session.connection()
    asked = {
        "partnership": room.partnership,
        "event": room.event,
        "code_hash": room.code_hash,
        "number": number,
        "person": hashed,
    }
    row = connection.execute(_STANDING, asked).one_or_none()
    # While this waited for the vote somebody may have left. Their row is looked at again and never held: a lock
    # would write the ballot's transaction into it.
    if row is None or (
        connection.dialect.name == "postgresql"
        and not connection.execute(_STILL_THERE, {"person": hashed}).one_or_none()
    ):
        return None
    keep_sealing(session, room)
    found = open_person(room.sealing, room.partnership, room.event, hashed, row.sealed)
    values: tuple[Any, ...] = (*row[:-1], found.group, found.audience)
    return EventBallotState(*values)


def _keeping(statement: Any) -> Any:
    """Keeps a ballot, or what it was changed to. Built once: a hall votes in one second."""
    return statement.on_conflict_do_update(index_elements=["id"], set_={"sealed": statement.excluded.sealed})


_KEEP = {
    "sqlite": _keeping(sqlite.insert(EventBallot)),
    "postgresql": _keeping(postgresql.insert(EventBallot)),
}


class CastEventBallot(NamedTuple):
    """A ballot as the release reads it."""

    pair: bytes  # the same for both votes of somebody on a question
    group: GroupKey
    audience: AudienceKey
    answer: bytes  # a rating; importances, then first areas, in order; or a byte for each option


def seal_event_ballot(sealing: EventSealing, row: bytes, cast: CastEventBallot) -> bytes:
    return sealing.ballots.seal(
        row, packed_texts(cast.pair, cast.group.encode(), cast.audience.encode(), cast.answer)
    )


def open_event_ballot(sealing: EventSealing, row: bytes, sealed: bytes) -> CastEventBallot:
    pair, group, audience, answer = unpacked_texts(sealing.ballots.open(row, sealed))
    return CastEventBallot(pair, GroupKey(group.decode()), AudienceKey(audience.decode()), answer)


def _keeping_first(statement: Any) -> Any:
    """Keeps the first ballot alone, and says whether it did: of inserts PostgreSQL's driver counts no rows."""
    return statement.on_conflict_do_nothing(index_elements=["id"]).returning(EventBallot.id)


_KEEP_FIRST = {
    "sqlite": _keeping_first(sqlite.insert(EventBallot)),
    "postgresql": _keeping_first(postgresql.insert(EventBallot)),
}


def keep_event_ballot(
    session: Session,
    standing: EventBallotState,
    ballot: bytes,
    pair: bytes,
    answer: bytes,
    once: bool = False,
) -> bool:
    """Keeps somebody's vote, or what they have changed it to; with `once` only the first, and false for another."""
    sealing = get_sealing(session, standing.partnership, standing.event)
    row = sealing.hash(BALLOT, ballot)
    kept = session.connection().execute(
        (_KEEP_FIRST if once else _KEEP)[session.get_bind().dialect.name],
        {
            "id": row,
            "partnership": standing.partnership,
            "event": standing.event,
            "vote": str(standing.number),
            "sealed": seal_event_ballot(
                sealing, row, CastEventBallot(pair, standing.group, standing.audience, answer)
            ),
        },
    )
    return not once or kept.one_or_none() is not None


def delete_event_ballot(
    session: Session, partnership: PartnershipKey, event: EventKey, ballot: bytes
) -> None:
    """Takes one person's vote back."""
    row = get_sealing(session, partnership, event).hash(BALLOT, ballot)
    session.execute(delete(EventBallot).where(EventBallot.id == row))


def find_answer(
    session: Session, partnership: PartnershipKey, event: EventKey, ballot: bytes
) -> bytes | None:
    """Returns what somebody has voted, for their own eyes."""
    sealing = find_sealing(session, partnership, event)
    if sealing is None:
        return None
    row = sealing.hash(BALLOT, ballot)
    sealed = session.execute(select(EventBallot.sealed).where(EventBallot.id == row)).scalar_one_or_none()
    return open_event_ballot(sealing, row, sealed).answer if sealed else None


def _of_vote(partnership: PartnershipKey, event: EventKey, number: int) -> tuple[ColumnElement[bool], ...]:
    return (
        EventBallot.partnership == partnership,
        EventBallot.event == event,
        EventBallot.vote == str(number),
    )


def count_event_ballots(session: Session, partnership: PartnershipKey, event: EventKey, number: int) -> int:
    return session.execute(
        select(func.count()).select_from(EventBallot).where(*_of_vote(partnership, event, number))
    ).scalar_one()


def count_all_event_ballots(session: Session, partnership: PartnershipKey, event: EventKey) -> int:
    """Returns how many ballots of all votes of an event are kept."""
    mine = (EventBallot.partnership == partnership, EventBallot.event == event)
    return session.execute(select(func.count()).select_from(EventBallot).where(*mine)).scalar_one()


def find_vote(
    session: Session, partnership: PartnershipKey, event: EventKey, number: int
) -> EventVote | None:
    return session.get(EventVote, (partnership, event, number))


def list_votes(session: Session, partnership: PartnershipKey, event: EventKey) -> list[EventVote]:
    """Every vote of an event in the order in which they were begun."""
    return list(
        session.scalars(
            select(EventVote)
            .where(EventVote.partnership == partnership, EventVote.event == event)
            .order_by(EventVote.number)
        )
    )


def hold_vote(session: Session, partnership: PartnershipKey, event: EventKey, number: int) -> EventVote:
    """A vote, held: whoever votes at this moment counts before, or comes too late."""
    return session.scalars(
        select(EventVote)
        .where(EventVote.partnership == partnership, EventVote.event == event, EventVote.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def read_event_ballots(
    session: Session, partnership: PartnershipKey, event: EventKey, number: int
) -> list[CastEventBallot]:
    """Every ballot of a vote. Called by the release of votes and by nothing else."""
    sealing = get_sealing(session, partnership, event)
    rows = session.connection().execute(
        select(EventBallot.id, EventBallot.sealed)
        .where(*_of_vote(partnership, event, number))
        .order_by(EventBallot.id)
    )
    return [open_event_ballot(sealing, row, sealed) for row, sealed in rows]


def erase_event_ballots(session: Session, partnership: PartnershipKey, event: EventKey) -> None:
    """Every ballot of an event."""
    mine = (EventBallot.partnership == partnership, EventBallot.event == event)
    session.execute(delete(EventBallot).where(*mine))


def erase_event_ballots_of_vote(
    session: Session, partnership: PartnershipKey, event: EventKey, number: int
) -> None:
    session.execute(delete(EventBallot).where(*_of_vote(partnership, event, number)))
