"""Votes at an event: what was asked, the ballots while they are needed, and the one release of each vote.

A ballot carries hashes of the device's secret: with the vote, so that it counts once, and with the question, so
that both votes on it make a pair. Nothing else can be laid together. Ballots are erased when the event ends; those
of a practice as soon as it was shown.
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

from lws_assess.records.database import Base
from lws_assess.records.event_people import EventPerson
from lws_assess.records.events import Event


class EventVote(Base):
    """One vote. `again_of` is the number of the first vote on the same question."""

    __tablename__ = "event_votes"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        CheckConstraint("kind IN ('practice', 'rating', 'choices')", name="kind"),
        CheckConstraint("state IN ('open', 'closed', 'shown')", name="state"),
    )

    partnership: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    segment: Mapped[str]
    kind: Mapped[str]
    area: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(default="")  # key; easy-read forms get the area's own question
    again_of: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="open")
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

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # hash of secret and vote
    pair: Mapped[bytes] = mapped_column(LargeBinary(32))  # hash of secret and question
    partnership: Mapped[str]
    event: Mapped[str]
    vote: Mapped[str]
    group: Mapped[str]
    audience: Mapped[str]
    answer: Mapped[bytes] = mapped_column(LargeBinary)  # a rating; or importances, then first areas, in order


class Standing(NamedTuple):
    """All that decides whether a ballot counts, from one statement."""

    partnership: str
    event: str
    edition: str
    number: int
    kind: str
    area: str
    statement: str
    again_of: int | None
    state: str
    group: str
    audience: str

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
        EventVote.again_of,
        EventVote.state,
        EventPerson.group,
        EventPerson.audience,
    )
    .select_from(Event)
    .join(EventVote, and_(EventVote.partnership == Event.partnership, EventVote.event == Event.key))
    .join(EventPerson, and_(EventPerson.partnership == Event.partnership, EventPerson.event == Event.key))
    .where(
        Event.code == bindparam("code"),
        EventVote.number == bindparam("number"),
        EventPerson.id == bindparam("person"),
    )
    .with_for_update(read=True, of=EventVote)
)


_STILL_THERE: Any = select(EventPerson.id).where(EventPerson.id == bindparam("person"))


def find_standing(session: Session, code: str, number: int, person: bytes) -> Standing | None:
    """The vote of a room as it stands for one person; None where they are not in that room, or it has none."""
    connection = session.connection()
    asked = {"code": code, "number": number, "person": person}
    row = connection.execute(_STANDING, asked).one_or_none()
    # While this waited for the vote somebody may have left. Their row is looked at again and never held: a lock
    # would write the ballot's transaction into it.
    if (
        row
        and connection.dialect.name == "postgresql"
        and not connection.execute(_STILL_THERE, {"person": person}).one_or_none()
    ):
        return None
    return Standing(*row) if row else None


def _keeping(statement: Any) -> Any:
    """Keeps a ballot, or what it was changed to. Built once: a hall votes in one second."""
    changed = {name: getattr(statement.excluded, name) for name in ("group", "audience", "answer")}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changed)


_KEEP = {
    "sqlite": _keeping(sqlite.insert(EventBallot)),
    "postgresql": _keeping(postgresql.insert(EventBallot)),
}


def _keeping_first(statement: Any) -> Any:
    """Keeps a ballot where there is none, and gives back its id only then."""
    return statement.on_conflict_do_nothing(index_elements=["id"]).returning(EventBallot.id)


_KEEP_FIRST = {
    "sqlite": _keeping_first(sqlite.insert(EventBallot)),
    "postgresql": _keeping_first(postgresql.insert(EventBallot)),
}


def keep_ballot(
    session: Session, standing: Standing, ballot: bytes, pair: bytes, answer: bytes, once: bool = False
) -> bool:
    """Keeps somebody's vote, or what they have changed it to; with `once` only the first, and false for another."""
    kept = session.connection().execute(
        (_KEEP_FIRST if once else _KEEP)[session.get_bind().dialect.name],
        {
            "id": ballot,
            "pair": pair,
            "partnership": standing.partnership,
            "event": standing.event,
            "vote": str(standing.number),
            "group": standing.group,
            "audience": standing.audience,
            "answer": answer,
        },
    )
    return not once or kept.one_or_none() is not None


def delete_ballot(session: Session, ballot: bytes) -> None:
    """Takes one person's vote back."""
    session.execute(delete(EventBallot).where(EventBallot.id == ballot))


def find_answer(session: Session, ballot: bytes) -> bytes | None:
    """What somebody has voted, for their own eyes."""
    return session.execute(select(EventBallot.answer).where(EventBallot.id == ballot)).scalar_one_or_none()


def _of_vote(partnership: str, event: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return (
        EventBallot.partnership == partnership,
        EventBallot.event == event,
        EventBallot.vote == str(number),
    )


def count_ballots(session: Session, partnership: str, event: str, number: int) -> int:
    return session.execute(
        select(func.count()).select_from(EventBallot).where(*_of_vote(partnership, event, number))
    ).scalar_one()


def find_vote(session: Session, partnership: str, event: str, number: int) -> EventVote | None:
    return session.get(EventVote, (partnership, event, number))


def list_votes(session: Session, partnership: str, event: str) -> list[EventVote]:
    """Every vote of an event in the order in which they were begun."""
    return list(
        session.scalars(
            select(EventVote)
            .where(EventVote.partnership == partnership, EventVote.event == event)
            .order_by(EventVote.number)
        )
    )


def hold_vote(session: Session, partnership: str, event: str, number: int) -> EventVote:
    """A vote, held: whoever votes at this moment counts before, or comes too late."""
    return session.scalars(
        select(EventVote)
        .where(EventVote.partnership == partnership, EventVote.event == event, EventVote.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


class Cast(NamedTuple):
    """A ballot as the release reads it."""

    pair: bytes
    group: str
    audience: str
    answer: bytes


def read_ballots(session: Session, partnership: str, event: str, number: int) -> list[Cast]:
    """Every ballot of a vote. Called by the release of votes and by nothing else."""
    rows = session.connection().execute(
        select(EventBallot.pair, EventBallot.group, EventBallot.audience, EventBallot.answer)
        .where(*_of_vote(partnership, event, number))
        .order_by(EventBallot.id)
    )
    return [Cast(*row) for row in rows]


def erase_ballots(session: Session, partnership: str, event: str) -> None:
    """Every ballot of an event."""
    mine = (EventBallot.partnership == partnership, EventBallot.event == event)
    session.execute(delete(EventBallot).where(*mine))


def erase_ballots_of_vote(session: Session, partnership: str, event: str, number: int) -> None:
    session.execute(delete(EventBallot).where(*_of_vote(partnership, event, number)))
