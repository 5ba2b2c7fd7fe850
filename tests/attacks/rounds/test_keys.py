"""Keys of rounds that are killed over, swapped, lost, restored or looked for in the wrong place, tried from outside."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.events.keys import destroy_keys_of_events
from lws_assess.actions.results.releases import why_no_results
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.key_checks import check_keys
from lws_assess.actions.rounds.key_endings import destroy_keys_that_came_back, end_round_keys
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.migrations import migrate_database
from lws_assess.records.rounds import Round
from lws_assess.records.sealing_keys import ENDING, FolderAway, KeyDamaged, KeyFolder
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import Secret
from lws_assess.web.upkeep.due import do_everything_due
from tests.machines.databases import a_key_folder, open_database
from tests.machines.postgresql import Server
from tests.watching.counting import everything, rows
from tests.worlds.boxes import key_of_round, what_was_sent
from tests.worlds.builders import INSTRUMENT, World, new_code
from tests.worlds.rooms import a_room
from tests.worlds.shelved import restore_postgresql, restore_sqlite, secret_of, told

AREA = shipped_editions()[INSTRUMENT].areas[0]
PAGE, ONE = f"areas/{AREA.code}", AREA.statements[0].key


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_key_folder() as made:
        yield made


@pytest.fixture
def world(database: Database, folder: Path) -> World:
    """A round in which seven have answered, with keys in a folder of its own; another round is open beside it."""
    database.keys = KeyFolder(folder)
    world = World(database)
    other = World(database, partnership="elsewhere")
    for one in (world, other):
        for number in range(7):
            one.answer("teachers", {PAGE: {ONE: str(number % 5 + 1), "comment": f"Quitte {number}"}})
    return world


def get(world: World) -> Round:
    with world.database.reading() as session:
        return session.get_one(Round, (world.partnership, world.round))


def file_of(world: World, folder: Path, partnership: str = "testham") -> Path:
    return folder / f"{key_of_round(world.database, partnership).name}{ENDING}"


class Stopped(Exception):
    """What stands for a process that stops in the middle of a transaction."""


def open_another(world: World, then_stop: bool = False) -> None:
    with world.database.writing() as session:
        world.draft(session, "second")
        rounds.open_round(session, world.partnership, "second", new_code, world.now)
        if then_stop:
            raise Stopped


# --- killed over it ------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lws_assess.actions.rounds.key_endings import end_round_keys
from lws_assess.records.database import Database
from lws_assess.records.sealing_keys import KeyFolder

destroy = KeyFolder.destroy


def killed(folder, name):
    if sys.argv[3] == "behind":
        destroy(folder, name)
    os.kill(os.getpid(), signal.SIGKILL)


KeyFolder.destroy = killed
end_round_keys(Database(sys.argv[1], keys=KeyFolder(Path(sys.argv[2]))), datetime.now(UTC))
"""


@pytest.mark.parametrize("where", ["before", "behind"])
def test_a_process_killed_between_the_release_and_the_end_of_its_key_leaves_the_rest_to_the_next(
    world: World, folder: Path, where: str
) -> None:
    path = file_of(world, folder)
    world.close()
    done = subprocess.run([sys.executable, "-c", KILLED, world.database.url, str(folder), where], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.exists() == (where == "before")
    assert get(world).sealing_key_gone_at is None, "nothing says that it is gone before it is known to be"
    assert {"what": "destroy key", "partnership": "testham", "round": "first"} in do_everything_due(
        world.database
    )
    assert not path.exists()
    assert get(world).sealing_key_gone_at
    assert len(what_was_sent(world.database, "elsewhere")) == 7


def test_opening_that_fails_behind_the_making_of_its_key_leaves_a_round_without_one(
    world: World, folder: Path
) -> None:
    before = everything(world.database)
    with suppress(Stopped):
        open_another(world, then_stop=True)
    assert everything(world.database) == before
    found = check_keys(world.database, world.now)
    assert any("belong to nothing" in one.words for one in found)
    open_another(world)


# --- keys of others, and folders that are not there ------------------------------------------------------------


@pytest.mark.parametrize("harm", ["another's", "a part", "empty", "longer"])
def test_a_key_of_another_round_or_a_part_of_one_takes_and_opens_nothing(
    world: World, folder: Path, harm: str
) -> None:
    begun = world.begin()
    world.save(begun, PAGE, **{ONE: "3"})
    mine, others = file_of(world, folder), file_of(world, folder, "elsewhere")
    whole = mine.read_bytes()
    put = {
        "another's": others.read_bytes(),
        "a part": whole[:16],
        "empty": b"",
        "longer": whole + b"\n",
    }[harm]
    mine.write_bytes(put)
    before = everything(world.database)
    for act in (
        lambda: world.begin(),
        lambda: world.save(begun, PAGE, **{ONE: "4"}),
        lambda: world.submit(begun),
    ):
        with pytest.raises(KeyDamaged):
            act()
    assert everything(world.database) == before
    world.close()
    assert get(world).released_at is None
    mine.write_bytes(whole)


def test_no_key_is_made_in_a_folder_that_never_held_one_while_others_are_in_use(
    world: World, folder: Path, tmp_path: Path
) -> None:
    """A disk that is not mounted leaves an empty folder: a key made there would make those of the disk seem gone."""
    away = folder.with_name(f"{folder.name}-away")
    folder.rename(away)
    folder.mkdir()
    with pytest.raises(RoundRefusal, match="mounted"):
        open_another(world)
    assert list(folder.iterdir()) == []
    with pytest.raises(FolderAway):
        world.begin()
    world.database.keys = KeyFolder(away)
    world.begin()


def test_without_that_refusal_a_key_that_is_only_away_would_be_said_to_be_gone(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyFolder, "refuse_another_folder", lambda *_: None)
    world.close()
    away = folder.with_name(f"{folder.name}-away")
    folder.rename(away)
    folder.mkdir()
    open_another(world)
    end_round_keys(world.database, world.now)
    assert get(world).sealing_key_gone_at
    assert (away / f"{get(world).sealing_key}{ENDING}").exists()


# --- keys that come back -----------------------------------------------------------------------------------


def test_a_key_that_was_destroyed_and_is_restored_is_named_and_destroyed_again(
    world: World, folder: Path
) -> None:
    room = a_room(world, {"teachers": 2})
    room.end()
    files = {path.name: path.read_bytes() for path in folder.glob(f"*{ENDING}")}
    world.close()
    end_round_keys(world.database, world.now)
    destroy_keys_of_events(world.database, world.now)
    gone = {name: value for name, value in files.items() if not (folder / name).exists()}
    assert len(gone) == 2, "that of the round, and that of the event"
    for name, value in gone.items():
        (folder / name).write_bytes(value)
        (folder / name).chmod(0o600)
    faults = [one.words for one in check_keys(world.database, world.now) if one.fault]
    assert any("in the folder again" in fault for fault in faults)
    assert destroy_keys_that_came_back(world.database) == sorted(Path(name).stem for name in gone)
    assert not any((folder / name).exists() for name in gone)
    assert destroy_keys_that_came_back(world.database) == []
    assert len(what_was_sent(world.database, "elsewhere")) == 7


def test_due_destroys_what_came_back(world: World, folder: Path) -> None:
    path = file_of(world, folder)
    whole = path.read_bytes()
    world.close()
    do_everything_due(world.database)
    assert not path.exists()
    path.write_bytes(whole)
    assert "destroy key again" in {done["what"] for done in do_everything_due(world.database)}
    assert not path.exists()


# --- an older database whose key is gone ---------------------------------------------------------------------


@pytest.fixture
def older(world: World, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The database as it was while the round was open, restored when its key had gone."""
    begun = world.begin()
    world.save(begun, PAGE, **{ONE: "3"})
    world.database.engine.dispose()
    if world.database.is_sqlite:
        shutil.copyfile(str(world.database.engine.url.database), tmp_path / "older.sqlite3")
        url, server = f"sqlite:///{tmp_path / 'older.sqlite3'}", None
    else:
        server = request.getfixturevalue("postgresql")
        url = server.new_database(like=str(world.database.engine.url.database))
    with world.database.writing() as session:
        answering.discard_draft_answers(session, begun)
    world.close()
    end_round_keys(world.database, world.now)
    database = open_database(url)
    database.keys = world.database.keys
    restored = object.__new__(World)
    restored.__dict__ |= {**world.__dict__, "database": database, "begun": begun}
    yield restored
    database.engine.dispose()
    if server:
        server.drop(url)


def test_an_older_database_whose_key_is_gone_takes_nothing_opens_nothing_and_can_be_ended(
    older: World,
) -> None:
    begun = older.__dict__["begun"]
    before = everything(older.database)
    with older.database.reading() as session, pytest.raises(answering.RoundClosed):
        answering.get_questionnaire(session, begun, older.now)
    for act in (lambda: older.begin(), lambda: older.submit(begun)):
        with pytest.raises(answering.RoundClosed):
            act()
    assert everything(older.database) == before
    assert any("is gone" in one.words for one in check_keys(older.database, older.now) if one.fault)
    with older.database.writing() as session:
        answering.discard_draft_answers(session, begun)
    older.close()
    assert get(older).released_at is None
    with older.database.reading() as session:
        assert "is gone" in why_no_results(session, get(older))
    do_everything_due(older.database)
    assert get(older).released_at is None
    with older.database.writing() as session:
        rounds.end_lost_round(session, older.partnership, older.round, older.now)
    left = rows(older.database, "drafts", "responses", "comments", "alerts")
    assert left == {"drafts": 0, "responses": 0, "comments": 0, "alerts": 0}
    assert len(what_was_sent(older.database, "elsewhere")) == 7, "the other round of the same copy goes on"


# --- a database that was open when keys came -----------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def shelved(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    """A database from before there were keys, and where its files lie."""
    if request.param == "sqlite":
        path = tmp_path / "shelved.sqlite3"
        database = open_database(restore_sqlite(path))
        yield database, path
        database.engine.dispose()
        return
    server: Server = request.getfixturevalue("postgresql")
    url = restore_postgresql(server.new_database())
    database = open_database(url)
    yield database, server.folder / "data" / "base"
    database.engine.dispose()
    server.drop(url)


def disk_of(database: Database, files: Path) -> bytes:
    if database.is_sqlite:
        return b"".join(
            Path(f"{files}{end}").read_bytes() for end in ("", "-wal") if Path(f"{files}{end}").exists()
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        oid = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    return b"".join(path.read_bytes() for path in (files / str(oid)).iterdir() if path.is_file())


OPEN_BEFORE = {
    "comments": "SELECT text FROM box_comments",
    "answers": "SELECT answers FROM box_responses",
    "votes": "SELECT pair FROM event_ballots",
    "people in the room": "SELECT id FROM event_people",
    "the salt of slips": "SELECT salt FROM events WHERE salt IS NOT NULL",
    "the code of the room": "SELECT code FROM events WHERE code IS NOT NULL",
    "drafts": "SELECT ciphertext FROM drafts",
}


def left_of_earlier_shapes(database: Database, files: Path) -> dict[str, int]:
    """How much of what was sent before the upgrade lies on the disk behind it."""
    with database.engine.connect() as connection:
        sent = {
            name: [one if isinstance(one, str) else bytes(one) for (one,) in connection.execute(text(asked))]
            for name, asked in OPEN_BEFORE.items()
        }
    migrate_database(database)
    disk = disk_of(database, files)
    return {
        name: sum((one.encode() if isinstance(one, str) else one) in disk for one in those)
        for name, those in sent.items()
    }


def test_behind_the_upgrade_nothing_that_was_sent_before_it_lies_on_the_disk(
    shelved: tuple[Database, Path],
) -> None:
    """Only copies from before it are not covered, as the page on privacy says."""
    assert left_of_earlier_shapes(*shelved) == dict.fromkeys(OPEN_BEFORE, 0)


def test_where_nothing_is_cleared_away_behind_the_upgrade_it_lies_there(
    shelved: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "tidy_after_migrating", lambda _self: "")
    found = left_of_earlier_shapes(*shelved)
    assert found["the salt of slips"] == 1
    assert found["drafts"] > 0


def test_a_copy_from_behind_the_upgrade_opens_no_old_draft_once_the_key_is_gone(
    shelved: tuple[Database, Path],
) -> None:
    database, _ = shelved
    migrate_database(database)
    drafts = [secret_of(one["secret"]) for one in told()["open"]["drafts"]]
    with database.reading() as session:
        found = {
            bytes(row): bytes(sealed)
            for row, sealed in session.execute(text("SELECT id, ciphertext FROM drafts"))
        }
    assert len(drafts) >= 7
    for secret in drafts:
        assert not opens_alone(secret, found[secret.draft])


def opens_alone(secret: Secret, ciphertext: bytes) -> bool:
    try:
        AESGCM(secret.draft_key).decrypt(ciphertext[:12], ciphertext[12:], secret.draft)
    except InvalidTag:
        return False
    return True


def test_a_draft_of_that_time_did_open_with_its_link_alone(shelved: tuple[Database, Path]) -> None:
    database, _ = shelved
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT id, ciphertext FROM drafts")).all()
    sealed = {bytes(row): bytes(one) for row, one in found}
    secrets = [secret_of(one["secret"]) for one in told()["open"]["drafts"]]
    assert all(opens_alone(secret, sealed[secret.draft]) for secret in secrets)


# --- what a process that dies leaves behind ------------------------------------------------------------------

IMAGES = """
import resource
from lws_assess.web import create_app

most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
{}
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


def test_no_process_of_the_service_leaves_an_image_of_its_memory(
    sqlite_database: Database, tmp_path: Path
) -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if most == 0:
        pytest.skip("nothing on this machine may leave one")
    environment = {
        **os.environ,
        "DATABASE_URL": sqlite_database.url,
        "INSTANCE_PATH": str(tmp_path),
        "SECRET_KEY": token_hex(24),
    }

    def largest(start: str) -> int:
        """How large an image may be, in bytes; -1 where nothing limits it."""
        command = [sys.executable, "-c", IMAGES.format(start)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True)
        return int(done.stdout)

    assert largest("create_app()") == 0
    assert largest("") == most, "it is the service that turns them off"
