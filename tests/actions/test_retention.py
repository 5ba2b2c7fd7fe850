"""Announcing and erasing what a round kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lws_assess.actions.results.releases import view_release
from lws_assess.actions.retention import carry_out_erasure, find_due_erasures, view_retention
from lws_assess.records.comments import Alert, AlertStep, CommentStep, SealedComment
from lws_assess.records.database import Base, Database
from lws_assess.records.post.invitations import INVITATION, Invitation, Mailing, Message
from lws_assess.records.responses import Ballot, SealedResponse
from lws_assess.records.rounds import get_round_for_change
from lws_assess.survey.comments import CommentState
from lws_assess.survey.rounds.retention import RetentionStep
from tests.worlds.builders import World, new_key

WORDS = "Canary one sang in the mine."
PUBLISHED_WORDS = "Canary two was allowed to sing."


@pytest.fixture
def world(database: Database) -> World:
    return a_closed_world(database)


def a_closed_world(database: Database) -> World:
    """A round with results, a comment that was published, one that was not, an alert and an address."""
    world = World(database)
    for number in range(6):
        text = (WORDS, PUBLISHED_WORDS)[number % 2] if number < 2 else ""
        world.answer("teachers", {"areas/sipv": {"sipv-1": "4", "comment": text}})
    world.close()
    with database.writing() as session:
        _moderate(session, world)
        _invite(session, world)
    return world


def _moderate(session: Session, world: World) -> None:
    for comment in session.scalars(select(SealedComment)):
        if comment.text == PUBLISHED_WORDS:
            comment.state, comment.published = CommentState.PUBLISHED, "Two may sing."
        session.add(CommentStep(comment=comment.key, action=comment.state, by="Ada", at=world.now))
    alert = Alert(
        key=new_key(), partnership=world.partnership, round=world.round, text=WORDS, code="code-of-alert"
    )
    session.add(alert)
    session.flush()
    session.add(AlertStep(alert=alert.key, action="sent", by="Ada", at=world.now))


def _invite(session: Session, world: World) -> None:
    place = {"partnership": world.partnership, "round": world.round}
    invitation = Invitation(id=new_key(), **place, group="teachers", address="canary@testham.example")
    mailing = Mailing(
        id=new_key(), **place, kind=INVITATION, subject="s", words="w", made_at=world.now, made_by="Ada"
    )
    session.add_all([invitation, mailing])
    session.flush()
    session.add(Message(mailing=mailing.id, invitation=invitation.id, state="sent", changed_at=world.now))


def count(database: Database, table: type[Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def run(world: World, now: datetime) -> list[str]:
    """What `due` does at a moment, in its words."""
    with world.database.reading() as session:
        due = find_due_erasures(session, now)
    done = []
    for erasure in due:
        with world.database.writing() as session:
            done.append(f"{carry_out_erasure(session, erasure, now)} {erasure.kind.key}")
    return done


def test_right_after_the_results_nothing_is_due(world: World) -> None:
    assert run(world, world.now) == []
    with world.database.reading() as session:
        assert [e.kind.key for e in view_retention(session, world.partnership)] == ["answers", "addresses"]


def test_addresses_go_after_a_month_and_their_number_stays(world: World) -> None:
    assert run(world, world.now + timedelta(days=24)) == ["announce addresses"]
    assert run(world, world.now + timedelta(days=25)) == []
    assert count(world.database, Invitation) == 1
    assert run(world, world.now + timedelta(days=32)) == ["erase addresses"]
    assert count(world.database, Invitation) == count(world.database, Message) == 0
    assert count(world.database, SealedResponse) == 6
    assert run(world, world.now + timedelta(days=33)) == []


def test_answers_go_after_their_months_and_the_results_stay(world: World) -> None:
    with world.database.reading() as session:
        before = view_release(session, world.partnership, world.round)
    run(world, world.now + timedelta(days=3 * 366))
    assert count(world.database, SealedResponse) == 6
    assert "erase answers" in run(world, world.now + timedelta(days=3 * 366 + 31))
    for table in (SealedResponse, Ballot, Alert, AlertStep):
        assert count(world.database, table) == 0, table
    with world.database.reading() as session:
        after = view_release(session, world.partnership, world.round)
        left = session.execute(select(SealedComment.text, SealedComment.published)).all()
    assert before
    assert after
    assert before.digest == after.digest
    assert [tuple(row) for row in left] == [("", "Two may sing.")]
    assert count(world.database, CommentStep) == 1


def test_a_clock_that_jumps_ahead_and_back_erases_nothing(world: World) -> None:
    run(world, world.now + timedelta(days=4000))
    assert run(world, world.now) == ["take back addresses", "take back answers"]
    assert run(world, world.now + timedelta(days=1)) == []
    assert count(world.database, SealedResponse) == 6


def test_a_following_round_moves_the_day(world: World) -> None:
    with world.database.reading() as session:
        alone = view_retention(session, world.partnership)[0].ends
    with world.database.writing() as session:
        world.draft(session, "second")
        second = get_round_for_change(session, world.partnership, "second")
        second.state, second.released_at = "closed", world.now + timedelta(days=100)
    with world.database.reading() as session:
        first = next(
            e
            for e in view_retention(session, world.partnership)
            if e.kind.key == "answers" and e.round == "first"
        )
    assert first.ends < alone


def test_doing_the_same_twice_changes_nothing(world: World) -> None:
    later = world.now + timedelta(days=3 * 366)
    run(world, later)
    with world.database.reading() as session:
        due = find_due_erasures(session, later + timedelta(days=31))
    for _ in range(2):
        with world.database.writing() as session:
            whats = [carry_out_erasure(session, erasure, later + timedelta(days=31)) for erasure in due]
    assert set(whats) <= {RetentionStep.ERASE, RetentionStep.LEAVE}


def test_what_was_erased_is_not_on_the_disk_any_more(sqlite_database: Database) -> None:
    world = a_closed_world(sqlite_database)
    path = sqlite_database.engine.url.database
    assert path
    assert WORDS in on_disk(path)
    run(world, world.now + timedelta(days=3 * 366))
    run(world, world.now + timedelta(days=3 * 366 + 31))
    sqlite_database.tidy_after_erasing()
    left = on_disk(path)
    for words in (WORDS, PUBLISHED_WORDS, "canary@testham.example"):
        assert words not in left
    assert "Two may sing." in left


def on_disk(path: str) -> str:
    """Everything in the files of a database, as text."""
    files = [Path(path), Path(f"{path}-wal")]
    return "".join(file.read_bytes().decode("latin-1") for file in files if file.exists())
