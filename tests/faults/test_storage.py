"""F14 and its kin: the disk full, the file locked, PostgreSQL gone. Never a thank-you; nothing typed is lost."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.migrations import migrate_database
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.faults.phones import Phone
from tests.faults.test_many_at_once import a_world_that_is_served, workers_of
from tests.machines.databases import open_database
from tests.machines.postgresql import Server, a_server
from tests.pages.client import Client, Page, begin, first_area
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]
FIRST = EDITION.areas[0]
ONE = FIRST.statements[0].key
LONG = "We plan together more than we did. " * 16

Trouble = Callable[[Database], Any]


# --- kinds of trouble, each with a real database that really refuses -------------------------------------------


@contextmanager
def a_full_disk(database: Database) -> Iterator[None]:
    """The file may not grow by one page."""

    def limit(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    with anew_with(database, limit):
        yield


@contextmanager
def a_locked_file(database: Database) -> Iterator[None]:
    """Another program holds the file and does not let go."""
    path = database.engine.url.database
    assert path
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    try:
        with anew_with(
            database, lambda connection, _: connection.execute("PRAGMA busy_timeout=100") and None
        ):
            yield
    finally:
        other.stdin.close()
        other.wait()
        other.stdout.close()


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def anew_with(database: Database, prepare: Callable[[Any, object], None]) -> Iterator[None]:
    """Fresh connections, prepared that way; fresh ones again afterwards."""
    database.engine.dispose()
    event.listen(database.engine, "connect", prepare)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", prepare)
        database.engine.dispose()


def send_until_refused(client: Client, page: Page) -> Page:
    """Sends one area after another, each full of words, until one is refused; the page that says so."""
    for area in EDITION.areas:
        path = page.path.replace(f"/{FIRST.code}", f"/{area.code}")
        answers = {q.key: "4" for q in area.statements}
        form = {**client.get(path).form(), **answers, "comment": f"{area.code} {LONG}"[:600].strip()}
        reply = client.raw("POST", path, form)
        if reply.status_code != 303:
            return client.post(path, form, 503)
    raise AssertionError("everything found room")


# --- SQLite --------------------------------------------------------------------------------------------------


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    return Client(app)


def test_f14_when_the_disk_is_full_the_page_says_so_and_offers_again_what_was_typed(
    world: World, client: Client
) -> None:
    page = first_area(client, world.code("teachers"))
    before = client.get(page.path).chosen()
    with a_full_disk(world.database):
        refused = send_until_refused(client, page)
        assert refused.headers["Retry-After"] == "5"
        assert refused.h1 == "We could not save that just now"
        assert LONG[:100] in refused.typed()[0]
        assert client.get(page.path).h1 == FIRST.name  # what is there can still be read
        assert client.send(refused, 503).typed() == refused.typed()
    saved = client.send(refused)  # straight from the page that said so
    assert saved.status == 200
    again = client.get(refused.path)
    assert again.typed() == refused.typed()
    assert len(again.chosen()) == 5
    assert before == {}


def test_f14_nobody_is_thanked_while_the_disk_is_full_and_the_same_attempt_counts_once_there_is_room(
    world: World, client: Client
) -> None:
    page = first_area(client, world.code("teachers"))
    for area in EDITION.areas:
        path = page.path.replace(f"/{FIRST.code}", f"/{area.code}")
        client.post(path, {**client.get(path).form(), "comment": LONG})
    check = client.get(page.path.partition("/areas/")[0] + "/check")
    with a_full_disk(world.database):
        refused = client.send(check, 503)
        assert "Thank you" not in refused.html
        assert client.get(page.path.partition("/areas/")[0] + "/done").h1 == "Check your answers"
        assert rows(world.database, "box_responses", "drafts") == {"box_responses": 0, "drafts": 1}
    assert refused.form()["attempt"] == check.form()["attempt"]
    assert client.send(refused).h1 == "Thank you"
    assert client.send(check).h1 == "Thank you"
    assert rows(world.database, "box_responses") == {"box_responses": 1}
    assert len(world.words_in_box()) == 8


def test_f14_agreeing_while_the_disk_is_full_can_be_sent_again(world: World, client: Client) -> None:
    entrance = client.get(f"/join/{world.code(None)}")
    full: list[Page] = []
    with a_full_disk(world.database):
        for _ in range(400):  # until the last free page is used up
            reply = client.raw("POST", entrance.path, {**entrance.form(), "agree": "yes", "group": "nurses"})
            if reply.status_code == 503:
                full.append(client.send(entrance, 503, agree="yes", group="nurses"))
                break
    assert client.send(full[0]).h1 == "About you"


def test_a_file_that_another_program_holds_is_a_503_and_not_a_500(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    with a_locked_file(world.database):
        refused = client.send(page, 503, **{ONE: "4"}, comment="Short words.")
        assert refused.form()["comment"] == "Short words."
        assert client.get(page.path).chosen() == {}
    client.send(refused)
    again = client.get(page.path)
    assert (again.chosen(), again.typed()) == ({ONE: "4"}, ["Short words."])


def test_f14_on_a_real_server_whose_files_may_not_grow(tmp_path: Path) -> None:
    """The operating system refuses every byte more; reading goes on; it recovers without a restart."""
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    with a_world_that_is_served(url, tmp_path, WORKERS="2", THREADS="4") as (world, server):
        phone = Phone(server.host, server.port)
        entrance = f"/join/{world.code('inspectors')}"
        page = phone.once("GET", entrance)
        path, page = phone.follow(phone.once("POST", entrance, {**page.tokens, "agree": "yes"}))
        form = {**page.tokens, "comment": "Typed on a full disk."}
        least = min(file.stat().st_size for file in tmp_path.glob("test.sqlite3*"))
        files_may_grow_to(workers_of(server), least // 4)
        refused = phone.once("POST", path, form)
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert b"Typed on a full disk." in refused.content
        assert phone.once("GET", path).status == 200
        assert phone.once("POST", path, {**refused.tokens, "comment": "Typed on a full disk."}).status == 503
        files_may_grow_to(workers_of(server), resource.RLIM_INFINITY)
        assert phone.once("POST", path, {**refused.tokens, "comment": "Typed on a full disk."}).status == 303
        check = path.partition("/areas/")[0] + "/check"
        _, page = phone.follow(phone.once("POST", check, phone.once("GET", check).tokens))
        assert page.h1 == "Thank you"
        assert world.words_in_box() == ["Typed on a full disk."]
        phone.close()


def files_may_grow_to(processes: list[int], size: int) -> None:
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


# --- PostgreSQL ----------------------------------------------------------------------------------------------


@pytest.fixture
def own_postgresql() -> Iterator[Server]:
    """A server that a test may stop."""
    with a_server() as server:
        yield server


@pytest.mark.parametrize("how", ["immediate", "fast"])
def test_when_postgresql_is_gone_nobody_is_thanked_and_nothing_typed_is_lost(
    own_postgresql: Server, tmp_path: Path, how: str
) -> None:
    app = create_app(settings_for(own_postgresql.new_database(), tmp_path))
    database: Database = app.config["DATABASE"]
    migrate_database(database)
    world, client = World(database), Client(app)
    page = first_area(client, world.code("teachers"))
    other = Client(app)
    other_page = begin(other, world.code("inspectors"))
    other.send(other_page, comment="Already here.")
    check = other.get(other_page.path.partition("/areas/")[0] + "/check")
    entrance = f"/join/{world.code('teachers')}"
    own_postgresql.stop(how)
    try:
        refused = client.send(page, 503, **{ONE: "4"}, comment="Typed meanwhile.")
        assert refused.headers["Retry-After"] == "5"
        assert (refused.form()["comment"], refused.form()[ONE]) == ("Typed meanwhile.", "4")
        unsent = other.send(check, 503)
        assert "Thank you" not in unsent.html
        for path in (entrance, page.path):
            assert client.get(path, 503).headers["Retry-After"] == "5"
        assert client.raw("GET", "/readyz").status_code == 503
        assert client.raw("GET", "/livez").status_code == 200
    finally:
        own_postgresql.start()
    client.send(refused)
    assert client.get(page.path).typed() == ["Typed meanwhile."]
    assert other.send(unsent).h1 == "Thank you"
    assert other.send(check).h1 == "Thank you"
    assert rows(database, "box_responses") == {"box_responses": 1}
    database.engine.dispose()


def test_a_connection_that_postgresql_ended_is_replaced_unnoticed(either_app: Flask) -> None:
    world = World(either_app.config["DATABASE"])
    client = Client(either_app)
    page = first_area(client, world.code("teachers"))
    if not world.database.is_sqlite:
        other = open_database(world.database.url)
        with other.writing() as session:
            session.connection().exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        other.engine.dispose()
    client.send(page, **{ONE: "4"})
    assert client.get(page.path).chosen() == {ONE: "4"}
