"""The demo with its rounds answered and closed, played once for all the processes of a run, and killed on the way.

Its rounds have dates of their own; only what a load does afterwards depends on the day. So whoever needs the demo as
of some day copies this, and loads what is missing.
"""

from __future__ import annotations

import fcntl
import pickle
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lws_assess.actions.demo.loading import load_demo
from lws_assess.records.demo import marlhaven_demo
from lws_assess.records.sealing import Submission
from tests.machines.databases import give_tables, open_database
from tests.worlds.boxes import what_was_sent
from tests.worlds.prepared import keep_with_keys

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # of the loads that are killed: none of them comes to use it


class Killed(BaseException):
    """Stands for the process dying where it is raised."""


def dies_after(calls: int) -> Callable[[int], bytes]:
    """Random bytes that run out in the middle of somebody's answers."""
    left = iter(range(calls))

    def random_bytes(length: int) -> bytes:
        if next(left, None) is None:
            raise Killed
        return secrets.token_bytes(length)

    return random_bytes


def dies_at(person: int) -> Callable[[int, int, str], None]:
    """Progress that dies once so many people have answered."""

    def progress(done: int, _of: int, _words: str) -> None:
        if done == person:
            raise Killed

    return progress


def made_once(file: Path, make: Callable[[Path], None]) -> Path:
    """A file that the first process to need it makes, and the others wait for."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            make(file)
    return file


def play_rounds(file: Path) -> None:
    """Makes the rounds of the demo, killed among somebody's pages, before each closing, and between rounds.

    Then it dies after the last closing. What lay in each box before it closed is kept beside the file.
    """
    demo, boxes, answered = marlhaven_demo(), {}, 0
    database = open_database(f"sqlite:///{file.with_suffix('.loading')}")
    give_tables(database)
    with pytest.raises(Killed):
        load_demo(database, dies_after(1500), NOW)
    for this in demo.rounds:
        if answered:
            with pytest.raises(Killed):
                load_demo(database, secrets.token_bytes, NOW, dies_at(answered + 1))
        answered += sum(this.people.values())
        with pytest.raises(Killed):
            load_demo(database, secrets.token_bytes, NOW, dies_at(answered))
        boxes[this.key] = what_was_sent(database, demo.key, this.key)
    with pytest.raises(Killed):
        load_demo(
            database, dies_after(0), NOW
        )  # nobody answers any more: it closes the last round, and goes on
    file.with_suffix(".boxes").write_bytes(pickle.dumps(boxes))
    keep_with_keys(database, file)


def boxes_of(file: Path) -> dict[str, list[Submission]]:
    """What lay in the box of each round right before it closed."""
    boxes: dict[str, list[Submission]] = pickle.loads(file.with_suffix(".boxes").read_bytes())
    return boxes
