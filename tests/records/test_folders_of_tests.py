"""Each process of the tests has a folder of keys that no other takes away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lws_assess.records.database import Database
from lws_assess.records.rounds import get_round_for_change
from lws_assess.records.sealing_keys import key_of
from tests.conftest import a_copy
from tests.machines.databases import HAS_ITS_OWN, a_key_folder, open_database
from tests.machines.servers import ROOT
from tests.worlds.builders import World
from tests.worlds.prepared import keep_with_keys
from tests.worlds.staff import add_person

# Says which folder it uses, and whether that is there after a child that was forked has ended, and one that it started.
LIVE = """
import os, subprocess, sys
from tests.machines.databases import set_key_folder
set_key_folder()
folder = os.environ["KEYS_PATH"]
if os.fork() == 0:
    sys.exit()
os.wait()
child = "import os; from tests.machines import databases as d; d.set_key_folder(); print(os.environ['KEYS_PATH'])"
of_child = subprocess.run([sys.executable, "-c", child], check=True, capture_output=True, text=True).stdout.strip()
print(folder, of_child, os.path.isdir(folder))
"""


def live(**environment: str) -> tuple[Path, Path, bool]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("KEYS_PATH", "PYTEST_XDIST_WORKER", HAS_ITS_OWN)
    }
    done = subprocess.run(
        [sys.executable, "-c", LIVE],
        env={**inherited, **environment},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    mine, of_child, there = done.stdout.split()
    return Path(mine), Path(of_child), there == "True"


def test_whoever_made_a_folder_removes_it_and_none_of_its_children_does() -> None:
    mine, of_child, there = live()
    assert there
    assert of_child == mine
    assert not mine.exists()


def test_each_worker_has_a_folder_within_that_of_its_run_and_removes_no_other(tmp_path: Path) -> None:
    run = tmp_path / "run"
    one, of_child, there = live(KEYS_PATH=str(run), PYTEST_XDIST_WORKER="gw1")
    assert there
    assert of_child == one
    other, _, _ = live(KEYS_PATH=str(run), PYTEST_XDIST_WORKER="gw1")
    assert one.parent == other.parent == run
    assert one != other
    assert list(run.iterdir()) == []


def test_a_folder_that_is_named_is_used_and_left(tmp_path: Path) -> None:
    assert live(KEYS_PATH=str(tmp_path)) == (tmp_path, tmp_path, True)
    assert tmp_path.is_dir()


def test_whoever_copies_what_another_process_made_has_its_keys(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(sqlite_database)
    keep_with_keys(sqlite_database, tmp_path / "made.sqlite3")
    with a_key_folder() as of_another_process:
        monkeypatch.setenv("KEYS_PATH", str(of_another_process))
        copied = open_database(a_copy(tmp_path / "made.sqlite3", tmp_path / "copied.sqlite3"))
        with copied.reading() as session:
            assert key_of(session, get_round_for_change(session, world.partnership, world.round))
        copied.engine.dispose()


@pytest.mark.usefixtures("own_key_folder")
def test_a_key_that_was_taken_away_is_not_brought_back_by_what_is_prepared(
    sqlite_pattern: Path, tmp_path: Path
) -> None:
    for number in range(2):
        database = open_database(a_copy(sqlite_pattern, tmp_path / f"{number}.sqlite3"))
        world = World(database)
        key = world.lose_key() if number else None
        add_person(database, world.partnership, "facilitator")
        assert key is None or not key.exists()
        database.engine.dispose()
