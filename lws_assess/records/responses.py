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
from lws_assess.records.places import PLACE, QuestionnairePlace, read_questionnaire_place
from lws_assess.records.rounds import OpenLink, Round, RoundGroup
from lws_assess.records.sealing import Submission, pack_submission, submission_box, unpack_submission
from lws_assess.records.sealing_keys import SealingKey
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey

Key = bytes
ROWS_AT_ONCE = 5_000


class Ballot(Base):
    """The right to answer once. Its id is a hash of a secret that the server does not keep."""

    __tablename__ = "ballots"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_ballots_group", "partnership", "round", "group"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[Key] = mapped_column(LargeBinary(32), primary_key=True)
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    group: Mapped[GroupKey]
    spent_by: Mapped[Key | None] = mapped_column(LargeBinary(32))  # hash of the attempt that submitted


class DraftAnswers(Base):
    """Holds what somebody has answered so far, under the round's key and what their secret leads to."""

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_drafts_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[Key] = mapped_column(LargeBinary(32), primary_key=True)
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    group: Mapped[GroupKey]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class BoxResponse(Base):
    """Holds what one person sent, while their round is open: a ciphertext under the round's key, and nothing
    beside it.
    """

    __tablename__ = "box_responses"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_box_responses_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[Key] = mapped_column(LargeBinary(16), primary_key=True)  # random
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)  # of one of three sizes


class SealedResponse(Base):
    """The answers of somebody in a published cell, once their round is final. It names the cell and not the group."""

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_responses_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[Key] = mapped_column(LargeBinary(16), primary_key=True)  # random, and made at the release
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    cell: Mapped[str]  # the number of the cell in the release
    answers: Mapped[bytes] = mapped_column(LargeBinary)  # survey.responses.layout says what each byte is


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


_DRAFT = _placed(DraftAnswers, DraftAnswers.ciphertext)
_DRAFT_TO_CHANGE = _DRAFT.with_for_update(of=DraftAnswers)
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


def find_draft_answers(session: Session, draft: Key) -> tuple[QuestionnairePlace, bytes] | None:
    """Returns where a draft belongs and its ciphertext."""
    return _find(session, _DRAFT, draft)


def find_draft_answers_to_change(session: Session, draft: Key) -> tuple[QuestionnairePlace, bytes] | None:
    """Returns where a draft belongs and its ciphertext, and holds the row: a second tab waits for its turn."""
    return _find(session, _DRAFT_TO_CHANGE, draft)


def find_draft_answers_to_submit(session: Session, draft: Key) -> tuple[QuestionnairePlace, bytes] | None:
    """Returns where a draft belongs and its ciphertext, and holds its round too, so that a release cannot pass
    it by.
    """
    return _find(session, _DRAFT_TO_SUBMIT, draft)


def _find(session: Session, statement: Select[Any], key: Key) -> tuple[QuestionnairePlace, Any] | None:
    row = session.connection().execute(statement, {"id": key}).one_or_none()
    return (read_questionnaire_place(row), row[-1]) if row else None


def find_ballot(session: Session, ballot: Key) -> tuple[QuestionnairePlace, Key | None] | None:
    """Returns where a ballot belongs, and the attempt that spent it, if any has."""
    return _find(session, _BALLOT, ballot)


def find_ballot_to_begin(session: Session, ballot: Key) -> tuple[QuestionnairePlace, Key | None] | None:
    """Returns where a ballot belongs, and holds the row until the transaction ends."""
    return _find(session, _BALLOT_TO_BEGIN, ballot)


def places_of_open_link(session: Session, code: str) -> tuple[list[QuestionnairePlace], bool] | None:
    """The places an open link leads to, one a group it offers, and whether its devices are shared."""
    return _find_link(session, _LINK, code)


def find_link_to_begin(session: Session, code: str) -> tuple[list[QuestionnairePlace], bool] | None:
    """Returns the places of an open link, with the round held until the person has begun."""
    return _find_link(session, _LINK_TO_BEGIN, code)


def _find_link(
    session: Session, statement: Select[Any], code: str
) -> tuple[list[QuestionnairePlace], bool] | None:
    rows = session.connection().execute(statement, {"code": code}).all()
    return ([read_questionnaire_place(row) for row in rows], bool(rows[0][-1])) if rows else None


def add_ballots(
    session: Session,
    ballots: Sequence[Key],
    partnership: PartnershipKey,
    round_key: RoundKey,
    group: GroupKey,
) -> None:
    """All ballots of a batch in key order, so that their order says nothing of who gets which."""
    session.connection().execute(
        insert(Ballot),
        [
            {"id": ballot, "partnership": partnership, "round": round_key, "group": group, "spent_by": None}
            for ballot in sorted(ballots)
        ],
    )


def groups_with_ballots(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> set[GroupKey]:
    """The groups of a round in which somebody was given the right to answer."""
    mine = (Ballot.partnership == partnership) & (Ballot.round == round_key)
    return set(session.scalars(select(Ballot.group).where(mine).distinct()))


def add_spent_ballots(
    session: Session, ballots: Sequence[Key], place: QuestionnairePlace, attempt: Key
) -> bool:
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


def delete_unspent(session: Session, ballot: Key) -> None:
    """Takes the right to answer back from somebody who has not used it."""
    session.execute(delete(Ballot).where(Ballot.id == ballot, Ballot.spent_by.is_(None)))


def spend_ballot(session: Session, ballot: Key, attempt: Key) -> bool:
    """Spends a ballot; false where it is spent already or was never made."""
    spent = session.connection().execute(
        update(Ballot).where(Ballot.id == ballot, Ballot.spent_by.is_(None)).values(spent_by=attempt)
    )
    return spent.rowcount == 1


def add_draft_answers(session: Session, draft: Key, place: QuestionnairePlace, ciphertext: bytes) -> None:
    """An empty draft; where another device has just made it, that one stays."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(DraftAnswers) if on_sqlite else postgresql.insert(DraftAnswers)
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


_CHANGE_DRAFT = (
    update(DraftAnswers).where(DraftAnswers.id == bindparam("draft")).values(ciphertext=bindparam("sealed"))
)


def change_draft_answers(session: Session, draft: Key, ciphertext: bytes) -> None:
    session.connection().execute(_CHANGE_DRAFT, {"draft": draft, "sealed": ciphertext})


_DELETE_DRAFT = delete(DraftAnswers).where(DraftAnswers.id == bindparam("draft"))


def delete_draft_answers(session: Session, draft: Key) -> bool:
    return session.connection().execute(_DELETE_DRAFT, {"draft": draft}).rowcount == 1


def people_in_the_middle(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> int:
    """Returns how many have begun and not submitted."""
    return session.execute(
        select(func.count()).where(DraftAnswers.partnership == partnership, DraftAnswers.round == round_key)
    ).scalar_one()


def add_to_box(
    session: Session,
    place: QuestionnairePlace,
    key: SealingKey,
    submissions: Sequence[tuple[Key, Submission]],
) -> None:
    """Submissions as (random key, what was sent), sealed under the round's key and stored in key order."""
    box = submission_box(key)
    session.connection().execute(
        insert(BoxResponse),
        [
            {
                "key": row,
                "partnership": place.partnership,
                "round": place.round,
                "ciphertext": box.seal(row, pack_submission(submission)),
            }
            for row, submission in sorted(submissions, key=lambda one: one[0])
        ],
    )


def answered_by_group(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> dict[GroupKey, tuple[int, int]]:
    """For each group: how many may answer by a link of their own or have begun, and how many have answered.

    Counted from ballots while there are any, and as it was kept at the release after it.
    """
    kept = session.execute(
        select(RoundGroup.group, RoundGroup.could_answer, RoundGroup.answered).where(
            RoundGroup.partnership == partnership,
            RoundGroup.round == round_key,
            RoundGroup.answered.is_not(None),
        )
    ).all()
    if kept:
        return {group: (could or 0, answered or 0) for group, could, answered in kept if could}
    rows = session.execute(
        select(Ballot.group, func.count(), func.count(Ballot.spent_by))
        .where(Ballot.partnership == partnership, Ballot.round == round_key)
        .group_by(Ballot.group)
    )
    return {group: (ballots, spent) for group, ballots, spent in rows}


def keep_numbers(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> None:
    """Keeps with each group how many could answer and how many have, before the ballots go."""
    counts = answered_by_group(session, partnership, round_key)
    for row in session.scalars(
        select(RoundGroup).where(RoundGroup.partnership == partnership, RoundGroup.round == round_key)
    ):
        row.could_answer, row.answered = counts.get(row.group, (0, 0))
    session.flush()


def open_box(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, key: SealingKey
) -> Iterator[tuple[Key, Submission]]:
    """Every submission in the box by its row. Called by the release, and for words of risk, and by nothing else.

    Raises CannotOpen for a row that was damaged or belongs elsewhere.
    """
    box = submission_box(key)
    rows = session.connection().execute(
        select(BoxResponse.key, BoxResponse.ciphertext).where(
            BoxResponse.partnership == partnership, BoxResponse.round == round_key
        ),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    for row in rows:
        yield row[0], unpack_submission(box.open(row[0], row[1]))


def keep_sealed(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, rows: Sequence[tuple[Key, int, bytes]]
) -> None:
    """Answers as (fresh random key, cell, vector), in key order: nothing in an earlier copy names one of them."""
    connection = session.connection()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    # Straight to the driver, as there may be a hundred thousand of them.
    statement = (
        f"INSERT INTO responses (key, partnership, round, cell, answers) VALUES ({', '.join([mark] * 5)})"  # noqa: S608
    )
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        connection.exec_driver_sql(
            statement, [(key, partnership, round_key, str(cell), answers) for key, cell, answers in some]
        )


def count_sealed(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> int:
    """Returns how many sealed responses a round has."""
    mine = (SealedResponse.partnership == partnership, SealedResponse.round == round_key)
    return session.execute(select(func.count()).select_from(SealedResponse).where(*mine)).scalar_one()


def erase_what_was_sent(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> None:
    """Empties the box and erases drafts and ballots: at the release, or where a round ends without one."""
    for table in (BoxResponse, DraftAnswers, Ballot):
        session.execute(delete(table).where(table.partnership == partnership, table.round == round_key))


def hand_on_ballots(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, into: GroupKey
) -> None:
    """Lets links that were given out for one group of a draft answer for another."""
    mine = (Ballot.partnership == partnership) & (Ballot.round == round_key) & (Ballot.group == group)
    session.execute(update(Ballot).where(mine).values(group=into))


def erase_answers(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> None:
    """Erases the sealed responses of a round. Its release stays."""
    mine = (SealedResponse.partnership == partnership, SealedResponse.round == round_key)
    session.execute(delete(SealedResponse).where(*mine))
