"""Writes that share a commit: all are kept, each is told its own, and nobody fails for another's sake."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lws_assess.records.database import Database
from lws_assess.records.partnerships import Partnership
from tests.runs.slowness import PATIENCE
from tests.runs.waiting import wait_until_true

WRITERS = 12


class Refused(Exception):
    """What was asked cannot be done."""


def add(key: str) -> Callable[[Session], str]:
    def write(session: Session) -> str:
        session.execute(insert(Partnership).values(key=key, name=key, contact=""))
        return f"kept {key}"

    return write


def refuse(_session: Session) -> str:
    raise Refused


def kept(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(Partnership.key)))


def all_at_once(database: Database, writes: list[Callable[[Session], str]]) -> tuple[list[object], int]:
    """What each was told, in order, and how many commits it took. The first waits until all others have come."""
    told: list[object] = [None] * len(writes)
    commits: list[Any] = []
    begun, come = threading.Event(), threading.Event()

    def count(connection: Any) -> None:
        commits.append(connection)

    event.listen(database.engine, "commit", count)

    def first(session: Session) -> str:
        begun.set()
        come.wait(PATIENCE)
        return writes[0](session)

    def ask(number: int, write: Callable[[Session], str]) -> None:
        try:
            told[number] = database.shared.write(write)
        except Exception as fault:
            told[number] = type(fault)

    threads = [
        threading.Thread(target=ask, args=(number, write))
        for number, write in enumerate([first, *writes[1:]])
    ]
    threads[0].start()
    assert begun.wait(PATIENCE)
    for thread in threads[1:]:
        thread.start()
    wait_until_true(lambda: len(database.shared._waiting) == len(writes) - 1)
    come.set()
    for thread in threads:
        thread.join()
    event.remove(database.engine, "commit", count)
    return told, len(commits)


def test_whoever_comes_while_one_writes_shares_the_next_commit(sqlite_database: Database) -> None:
    names = [f"p{number:02}" for number in range(WRITERS)]
    told, commits = all_at_once(sqlite_database, [add(name) for name in names])
    assert told == [f"kept {name}" for name in names]
    assert kept(sqlite_database) == names
    assert commits == 2


def test_a_refusal_is_told_to_whoever_asked_and_to_nobody_else(sqlite_database: Database) -> None:
    told, commits = all_at_once(sqlite_database, [add("a"), refuse, add("b"), refuse])
    assert told == ["kept a", Refused, "kept b", Refused]
    assert (kept(sqlite_database), commits) == (["a", "b"], 2)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_fault_of_the_database_is_one_writers_and_the_others_are_kept(
    sqlite_database: Database, at: int
) -> None:
    names = ["b", "c", "d"]
    names[at] = "a"  # there already
    with sqlite_database.writing() as session:
        add("a")(session)
    told, _ = all_at_once(sqlite_database, [add("z"), *map(add, names)])
    assert told == ["kept z", *(IntegrityError if name == "a" else f"kept {name}" for name in names)]
    assert kept(sqlite_database) == sorted({"a", "z", *names})


def test_one_alone_is_told_of_its_fault(database: Database) -> None:
    database.shared.write(add("a"))
    with pytest.raises(IntegrityError):
        database.shared.write(add("a"))
    with pytest.raises(Refused):
        database.shared.write(refuse)
    assert database.shared.write(add("b")) == "kept b"
    assert kept(database) == ["a", "b"]
