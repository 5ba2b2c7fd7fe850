"""F1, F6, F7 on a real server: workers killed under load, many at once on one attempt and on one link."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lws_assess.records.instruments import shipped_editions
from tests.faults.phones import Phone, at_once, together
from tests.machines.databases import give_tables, open_database
from tests.machines.servers import Running, serving
from tests.runs.soaking import IS_SOAK, tries
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World

FIRST, SECOND = shipped_editions()[INSTRUMENT].areas[:2]
ONE = FIRST.statements[0].key


WRITERS = tries(in_a_soak=40, otherwise=12)
AT_ONCE = tries(in_a_soak=50, otherwise=12)
KILLINGS = tries(in_a_soak=10, otherwise=2)


@contextmanager
def a_world_that_is_served(url: str, folder: Path, **environment: str) -> Iterator[tuple[World, Running]]:
    database = open_database(url)
    give_tables(database)
    world = World(database)
    with serving(url, folder, **environment) as server:
        yield world, server
    database.engine.dispose()


# --- F1 ------------------------------------------------------------------------------------------------------


def workers_of(server: Running) -> list[int]:
    master = server.process.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def answer_insisting(server: Running, entrance: str, words: str) -> None:
    """A short questionnaire, every step of it sent again until it is answered, up to the thank-you page."""
    phone = Phone(server.host, server.port)
    try:
        page = phone.insist("GET", entrance)
        path, page = phone.follow(phone.insist("POST", entrance, {**page.tokens, "agree": "yes"}))
        path, page = phone.follow(phone.insist("POST", path, {**page.tokens, "role": "direct"}))
        form = {**page.tokens, ONE: "4", "comment": words}
        _, page = phone.follow(phone.insist("POST", path, form))
        check = path.partition("/areas/")[0] + "/check"
        page = phone.insist("GET", check)
        _, page = phone.follow(phone.insist("POST", check, page.tokens))
        assert page.h1 == "Thank you", page.h1
    finally:
        phone.close()


def test_f1_what_was_acknowledged_is_stored_once_while_workers_are_killed(
    database_url: str, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    stop = threading.Event()
    killed = 0
    faults: list[BaseException] = []
    with a_world_that_is_served(database_url, tmp_path, WORKERS="4", THREADS="8") as (world, server):
        entrance = f"/join/{world.code('teachers')}"

        def write(number: int) -> None:
            turn = 0
            while not stop.is_set() and not faults:
                words = f"writer {number} turn {turn}"
                try:
                    answer_insisting(server, entrance, words)
                except BaseException as fault:
                    faults.append(fault)
                    return
                acknowledged.append(words)
                turn += 1

        def kill() -> None:
            nonlocal killed
            chance = random.Random(1)
            try:
                while killed < KILLINGS and not faults:
                    time.sleep(0.5)
                    if workers := workers_of(server):
                        os.kill(chance.choice(workers), signal.SIGKILL)
                        killed += 1
            finally:
                stop.set()  # or nobody would ever go home

        together([kill, *(lambda number=number: write(number) for number in range(WRITERS))])
    assert not faults, faults[0]
    assert killed == KILLINGS
    assert len(acknowledged) >= WRITERS
    stored = world.words_in_box()
    assert [words for words, count in Counter(stored).items() if count > 1] == []
    assert stored == sorted(acknowledged)
    assert rows(world.database, "box_responses") == {"box_responses": len(acknowledged)}


# --- F6, F7 --------------------------------------------------------------------------------------------------


# What a server does before it asks its database for anything depends on none.
ON_SQLITE = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgresql"] if IS_SOAK else ["sqlite"], indirect=True
)


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[tuple[World, Callable[[], Phone]]]:
    """A world, and phones before its server; the phones are put away afterwards."""
    phones: list[Phone] = []
    with a_world_that_is_served(database_url, tmp_path, WORKERS="2", THREADS="8") as (world, server):

        def phone() -> Phone:
            phones.append(Phone(server.host, server.port))
            return phones[-1]

        yield world, phone
        for one in phones:
            one.close()


def test_f6_many_at_once_with_one_attempt_are_one_response_and_as_many_thanks(
    served: tuple[World, Callable[[], Phone]],
) -> None:
    world, new_phone = served
    phone = new_phone()
    entrance = f"/join/{world.code('inspectors')}"
    page = phone.insist("GET", entrance)
    path, page = phone.follow(phone.insist("POST", entrance, {**page.tokens, "agree": "yes"}))
    phone.insist("POST", path, {**page.tokens, "comment": "Once only."})
    check = path.partition("/areas/")[0] + "/check"
    form = phone.insist("GET", check).tokens
    phones = [new_phone() for _ in range(AT_ONCE)]
    for one in phones:
        one.cookies = phone.cookies
    replies = at_once(lambda number: phones[number].once("POST", check, form), AT_ONCE)
    assert Counter(reply.status for reply in replies) == {303: AT_ONCE}
    assert {reply.headers["location"] for reply in replies} == {check.replace("/check", "/done")}
    thanks = [one.insist("GET", check.replace("/check", "/done")).h1 for one in phones]
    assert set(thanks) == {"Thank you"}
    assert (rows(world.database, "box_responses"), world.words_in_box()) == (
        {"box_responses": 1},
        ["Once only."],
    )


def test_f7_many_devices_at_once_on_one_personal_link_store_one_and_tell_the_others(
    served: tuple[World, Callable[[], Phone]],
) -> None:
    world, new_phone = served
    secret = world.personal_link("inspectors")
    about = f"/answer/{secret.questionnaire}/about"
    area, check = about.replace("about", f"areas/{FIRST.code}"), about.replace("about", "check")
    phones = [new_phone() for _ in range(AT_ONCE)]
    pages = [phone.follow(phone.insist("GET", f"/i/{secret.code}"))[1] for phone in phones]
    agreed = at_once(lambda i: phones[i].once("POST", about, {**pages[i].tokens, "agree": "yes"}), AT_ONCE)
    assert Counter(reply.status for reply in agreed) == {303: AT_ONCE}
    assert rows(world.database, "drafts", "ballots") == {"drafts": 1, "ballots": 1}
    pages = [phone.insist("GET", area) for phone in phones]
    saved = at_once(
        lambda i: phones[i].once("POST", area, {**pages[i].tokens, "comment": f"Device {i}."}), AT_ONCE
    )
    statuses = Counter(reply.status for reply in saved)
    assert statuses == {303: 1, 400: AT_ONCE - 1}, (
        statuses
    )  # one is kept, the others are shown what they typed
    assert all(b"in another window too" in reply.content for reply in saved if reply.status == 400)
    pages = [phone.insist("GET", check) for phone in phones]
    sent = at_once(lambda i: phones[i].once("POST", check, pages[i].tokens), AT_ONCE)
    statuses = Counter(reply.status for reply in sent)
    assert statuses == {303: 1, 409: AT_ONCE - 1}, statuses
    assert {reply.h1 for reply in sent if reply.status == 409} == {"This link has been used already"}
    kept = next(i for i, reply in enumerate(saved) if reply.status == 303)
    assert (rows(world.database, "box_responses"), world.words_in_box()) == (
        {"box_responses": 1},
        [f"Device {kept}."],
    )


def test_many_people_at_once_by_one_open_link_are_as_many_responses(
    served: tuple[World, Callable[[], Phone]],
) -> None:
    world, new_phone = served
    entrance = f"/join/{world.code('inspectors')}"

    def answer(number: int) -> str:
        phone = new_phone()
        page = phone.once("GET", entrance)
        path, page = phone.follow(phone.once("POST", entrance, {**page.tokens, "agree": "yes"}))
        phone.follow(phone.once("POST", path, {**page.tokens, "comment": f"Person {number}."}))
        check = path.partition("/areas/")[0] + "/check"
        return phone.follow(phone.once("POST", check, phone.once("GET", check).tokens))[1].h1

    assert set(at_once(answer, AT_ONCE)) == {"Thank you"}
    assert world.words_in_box() == sorted(f"Person {number}." for number in range(AT_ONCE))


@ON_SQLITE
def test_phones_that_connect_ahead_and_say_nothing_hold_nobody_up(
    served: tuple[World, Callable[[], Phone]],
) -> None:
    """Browsers open connections before they need them. Sixteen threads once waited five seconds for each."""
    world, new_phone = served
    silent = [new_phone() for _ in range(48)]
    one = new_phone()
    for _ in range(3):
        assert one.once("GET", f"/join/{world.code('teachers')}").status == 200
    # Nobody was waited for: whoever is given up by the server is hung up on.
    assert [number for number, phone in enumerate(silent) if phone.was_hung_up_on] == []
