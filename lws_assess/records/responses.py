"""Responses, drafts and ballots: what is kept of the people who answer, and how it is kept apart.

No table here has a rowid, a serial or a time: nothing tells who came when. The statements are built once and
run on the connection, because every page that somebody answers goes through them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.places import PLACE, Place, read_place
from lws_assess.records.rounds import OpenLink, Round, RoundGroup

Key = bytes


class Ballot(Base):
    """The right to answer once. Its id is a hash of a secret that the server does not keep."""

    __tablename__ = "ballots"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_ballots_group", "partnership", "round", "group"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[Key] = mapped_column(LargeBinary(32), primary_key=True)
    partnership: Mapped[str]
    round: Mapped[str]
    group: Mapped[str]
    spent_by: Mapped[Key | None] = mapped_column(LargeBinary(32))  # hash of the attempt that submitted


class Draft(Base):
    """What somebody has answered so far, under a key derived from their secret."""

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_drafts_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[Key] = mapped_column(LargeBinary(32), primary_key=True)
    partnership: Mapped[str]
    round: Mapped[str]
    group: Mapped[str]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class _Response:
    key: Mapped[Key] = mapped_column(LargeBinary(16), primary_key=True)  # random
    partnership: Mapped[str]
    round: Mapped[str]
    group: Mapped[str]
    answers: Mapped[bytes] = mapped_column(LargeBinary)  # survey.responses.layout says what each byte is


class BoxResponse(_Response, Base):
    """A response while its round is open."""

    __tablename__ = "box_responses"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_box_responses_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )


class SealedResponse(_Response, Base):
    """A response once its round is final."""

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_responses_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )


def _placed(table: Any, *columns: Any) -> Any:
    """The place of a row that names its partnership, round and group, with further columns behind it."""
    return (
        select(*PLACE, *columns)
        .select_from(table)
        .join(Round, (Round.partnership == table.partnership) & (Round.key == table.round))
        .join(Partnership, Partnership.key == table.partnership)
        .join(Group, (Group.partnership == table.partnership) & (Group.key == table.group))
        .where(table.id == bindparam("id"))
    )


_DRAFT = _placed(Draft, Draft.ciphertext)
_DRAFT_TO_CHANGE = _DRAFT.with_for_update(of=Draft)
_DRAFT_TO_SUBMIT = _DRAFT.with_for_update(read=True, key_share=True, of=Round)
_BALLOT = _placed(Ballot, Ballot.spent_by)
_LINK: Any = (
    select(*PLACE, OpenLink.group, OpenLink.shared)
    .select_from(OpenLink)
    .join(Round, (Round.partnership == OpenLink.partnership) & (Round.key == OpenLink.round))
    .join(Partnership, Partnership.key == OpenLink.partnership)
    .join(RoundGroup, (RoundGroup.partnership == OpenLink.partnership) & (RoundGroup.round == OpenLink.round))
    .join(Group, (Group.partnership == OpenLink.partnership) & (Group.key == RoundGroup.group))
    .where(OpenLink.code == bindparam("code"), OpenLink.group.is_(None) | (OpenLink.group == Group.key))
    .order_by(Group.position)
)


# Held, so that a release or a submission on another device cannot pass between looking and beginning.
_LINK_TO_BEGIN = _LINK.with_for_update(read=True, key_share=True, of=Round)
# The round first, as a release holds them.
_BALLOT_TO_BEGIN = _BALLOT.with_for_update(read=True, of=[Round, Ballot])


def find_draft(session: Session, draft: Key) -> tuple[Place, bytes] | None:
    """Where a draft belongs and its ciphertext."""
    return _find(session, _DRAFT, draft)


def find_draft_to_change(session: Session, draft: Key) -> tuple[Place, bytes] | None:
    """The same, held so that a second tab waits for its turn."""
    return _find(session, _DRAFT_TO_CHANGE, draft)


def find_draft_to_submit(session: Session, draft: Key) -> tuple[Place, bytes] | None:
    """The same, with its round held so that a release cannot pass it by."""
    return _find(session, _DRAFT_TO_SUBMIT, draft)


def _find(session: Session, statement: Select[Any], key: Key) -> tuple[Place, Any] | None:
    row = session.connection().execute(statement, {"id": key}).one_or_none()
    return (read_place(row), row[-1]) if row else None


def find_ballot(session: Session, ballot: Key) -> tuple[Place, Key | None] | None:
    """Where a ballot belongs, and the attempt that spent it, if any has."""
    return _find(session, _BALLOT, ballot)


def find_ballot_to_begin(session: Session, ballot: Key) -> tuple[Place, Key | None] | None:
    """The same, held. Looked for twice: a release that we waited for has written every ballot anew."""
    return _find(session, _BALLOT_TO_BEGIN, ballot) or _find(session, _BALLOT_TO_BEGIN, ballot)


def find_link(session: Session, code: str) -> tuple[list[Place], bool] | None:
    """The places an open link leads to, one a group it offers, and whether its devices are shared."""
    return _find_link(session, _LINK, code)


def find_link_to_begin(session: Session, code: str) -> tuple[list[Place], bool] | None:
    """The same, with the round held until whoever begins has begun."""
    return _find_link(session, _LINK_TO_BEGIN, code)


def _find_link(session: Session, statement: Select[Any], code: str) -> tuple[list[Place], bool] | None:
    rows = session.connection().execute(statement, {"code": code}).all()
    return ([read_place(row) for row in rows], bool(rows[0][-1])) if rows else None


def add_ballots(
    session: Session, ballots: Sequence[Key], partnership: str, round_key: str, group: str
) -> None:
    """All ballots of a batch in key order, so that their order says nothing of who gets which."""
    session.connection().execute(
        insert(Ballot),
        [
            {"id": ballot, "partnership": partnership, "round": round_key, "group": group, "spent_by": None}
            for ballot in sorted(ballots)
        ],
    )


def groups_with_ballots(session: Session, partnership: str, round_key: str) -> set[str]:
    """The groups of a round in which somebody was given the right to answer."""
    mine = (Ballot.partnership == partnership) & (Ballot.round == round_key)
    return set(session.scalars(select(Ballot.group).where(mine).distinct()))


def add_spent_ballots(session: Session, ballots: Sequence[Key], place: Place, attempt: Key) -> bool:
    """Ballots made and spent at once; none of them, and false, where the first of them exists already."""
    whole = {
        "partnership": place.partnership,
        "round": place.round,
        "group": place.group,
        "spent_by": attempt,
    }
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(Ballot) if on_sqlite else postgresql.insert(Ballot)
    first, others = ballots[0], sorted(ballots[1:])
    made = statement.values(id=first, **whole).on_conflict_do_nothing().returning(Ballot.id)
    if session.connection().execute(made).first() is None:
        return False
    if others:
        session.connection().execute(insert(Ballot), [{"id": ballot, **whole} for ballot in others])
    return True


def spend_ballot(session: Session, ballot: Key, attempt: Key) -> bool:
    """Spends a ballot; false where it is spent already or was never made."""
    spent = session.connection().execute(
        update(Ballot).where(Ballot.id == ballot, Ballot.spent_by.is_(None)).values(spent_by=attempt)
    )
    return spent.rowcount == 1


def add_draft(session: Session, draft: Key, place: Place, ciphertext: bytes) -> None:
    """An empty draft; where another device has just made it, that one stays."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(Draft) if on_sqlite else postgresql.insert(Draft)
    session.connection().execute(
        statement.on_conflict_do_nothing(),
        {
            "id": draft,
            "partnership": place.partnership,
            "round": place.round,
            "group": place.group,
            "ciphertext": ciphertext,
        },
    )


_CHANGE_DRAFT = update(Draft).where(Draft.id == bindparam("draft")).values(ciphertext=bindparam("sealed"))


def change_draft(session: Session, draft: Key, ciphertext: bytes) -> None:
    session.connection().execute(_CHANGE_DRAFT, {"draft": draft, "sealed": ciphertext})


_DELETE_DRAFT = delete(Draft).where(Draft.id == bindparam("draft"))


def delete_draft(session: Session, draft: Key) -> bool:
    return session.connection().execute(_DELETE_DRAFT, {"draft": draft}).rowcount == 1


def delete_drafts_of_round(session: Session, partnership: str, round_key: str) -> None:
    session.execute(delete(Draft).where(Draft.partnership == partnership, Draft.round == round_key))


def people_in_the_middle(session: Session, partnership: str, round_key: str) -> int:
    """How many have begun and not submitted."""
    return session.execute(
        select(func.count()).where(Draft.partnership == partnership, Draft.round == round_key)
    ).scalar_one()


def add_to_box(session: Session, key: Key, place: Place, answers: bytes) -> None:
    add_many_to_box(session, place, [(key, answers)])


def add_many_to_box(session: Session, place: Place, responses: Sequence[tuple[Key, bytes]]) -> None:
    """Responses as (random key, vector), stored in key order."""
    session.connection().execute(
        insert(BoxResponse),
        [
            {
                "key": key,
                "partnership": place.partnership,
                "round": place.round,
                "group": place.group,
                "answers": answers,
            }
            for key, answers in sorted(responses)
        ],
    )


def answered_by_group(session: Session, partnership: str, round_key: str) -> dict[str, tuple[int, int]]:
    """For each group: how many may answer by a link of their own or have begun, and how many have answered."""
    rows = session.execute(
        select(Ballot.group, func.count(), func.count(Ballot.spent_by))
        .where(Ballot.partnership == partnership, Ballot.round == round_key)
        .group_by(Ballot.group)
    )
    return {group: (ballots, spent) for group, ballots, spent in rows}


def read_box(session: Session, partnership: str, round_key: str) -> Iterator[tuple[str, bytes]]:
    """(group, vector) of every response in the box. Called by the release and by nothing else."""
    rows = session.connection().execute(
        select(BoxResponse.group, BoxResponse.answers)
        .where(BoxResponse.partnership == partnership, BoxResponse.round == round_key)
        .order_by(BoxResponse.group)
    )
    for row in rows:
        yield row[0], row[1]


def seal_box(session: Session, partnership: str, round_key: str) -> None:
    """Moves every response of the box into the sealed table in key order, and empties the box."""
    mine = (BoxResponse.partnership == partnership, BoxResponse.round == round_key)
    columns = ("key", "partnership", "round", "group", "answers")
    in_key_order = (
        select(*(getattr(BoxResponse, name) for name in columns)).where(*mine).order_by(BoxResponse.key)
    )
    session.execute(insert(SealedResponse).from_select(columns, in_key_order))
    session.execute(delete(BoxResponse).where(*mine))


def shuffle_ballots(session: Session, partnership: str, round_key: str) -> None:
    """Writes the ballots of a round anew, in key order and in one transaction.

    PostgreSQL notes on each when it was spent. Comments and alerts say the same of themselves, so that words
    could be laid beside the link that brought them.
    """
    mine = (Ballot.partnership == partnership, Ballot.round == round_key)
    names = ("id", "partnership", "round", "group", "spent_by")
    taken = session.connection().execute(
        delete(Ballot).where(*mine).returning(*(getattr(Ballot, name) for name in names))
    )
    rows = sorted((dict(zip(names, row, strict=True)) for row in taken), key=lambda row: bytes(row["id"]))
    if rows:
        session.connection().execute(insert(Ballot), rows)


def hand_on_ballots(session: Session, partnership: str, round_key: str, group: str, into: str) -> None:
    """Lets links that were given out for one group of a draft answer for another."""
    mine = (Ballot.partnership == partnership) & (Ballot.round == round_key) & (Ballot.group == group)
    session.execute(update(Ballot).where(mine).values(group=into))


def erase_answers(session: Session, partnership: str, round_key: str) -> None:
    """Erases the sealed responses and the ballots of a round. Its release stays."""
    for table in (SealedResponse, Ballot):
        session.execute(delete(table).where(table.partnership == partnership, table.round == round_key))
