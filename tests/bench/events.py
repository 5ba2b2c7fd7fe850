"""A hall at an event, before the product as it is served: 500 phones join, vote and follow; 2,000 only follow.

The load runs on the same machine, in one thread, which takes a part of its cores: the processor's time of both is
printed beside, and what each vote, page and question whether the room has moved on costs the server. Everything is
counted: a phone that is told to wait, meets a fault or gets no answer fails the benchmark, and so does a vote that was
acknowledged and is not in the release.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lws_assess.records.events.visioning_events import programme_of
from lws_assess.records.events.votes import find_vote
from lws_assess.records.people import FACILITATOR
from lws_assess.survey.events.rooms import address_to_join
from tests.bench.answering import a_world
from tests.bench.hall import EVERY, SCRIPT, Phone, Tally, all_of, allow_connections, percentile
from tests.bench.load import Browser
from tests.bench.pages import ASSETS
from tests.machines.servers import Running, serving
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import PASSWORD, add_person

GROUPS = ("teachers", "nurses", "inspectors", "parents")
TABLES = 40
LATER = re.compile(rb'data-rest="(/assets/[^"]+)"')
WAIT = 120.0  # seconds until everybody must have seen what was shown, on a busy machine too


@dataclass(frozen=True)
class HallSize:
    """How many there are in a hall, and how often it votes and is shown what that came to."""

    phones: int = 500
    waiting: int = 2000  # phones that only follow, afterwards
    seconds_of_waiting: float = 20
    votes: int = 5
    screens: int = 4


@dataclass
class Measured:
    """Milliseconds, of every phone and every screen."""

    join_seconds: float = 0.0
    votes: list[float] = field(default_factory=list)
    phones: list[float] = field(default_factory=list)
    screens: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    served_votes: float = 0.0  # seconds of the server's processor while votes came in
    served_reveals: float = 0.0  # and while everybody looked at what was shown
    served_polls: float = 0.0
    server: float = 0.0  # of everything
    driver: float = 0.0


class Hall:
    """An event that is served, its host, its screens and its phones."""

    def __init__(self, room: Room, server: Running, size: HallSize) -> None:
        self.room, self.server, self.size, self.tally = room, server, size, Tally()
        self.code, self.measured = room.code, Measured()
        self.address = f"/e/{self.code}"
        self.phones = [self._device() for _ in range(size.phones)]
        self.screens = [self._device() for _ in range(size.screens)]
        self.host = self._device()
        self.chance = random.Random(7)
        self.followers: list[asyncio.Task[None]] = []

    def _device(self) -> Phone:
        return Phone(self.server.host, self.server.port, self.tally)

    # --- joining -----------------------------------------------------------------------------------------

    async def join(self) -> None:
        """Everybody at once: the page, the form, and the page of the room."""
        began = time.perf_counter()
        await all_of(self._join(number, phone) for number, phone in enumerate(self.phones))
        self.measured.join_seconds = time.perf_counter() - began

    async def _join(self, number: int, phone: Phone) -> None:
        entrance = await phone.page(self.address)
        form = {
            "csrf_token": entrance.token,
            "group": GROUPS[number % len(GROUPS)],
            "table": str(number % TABLES + 1),
        }
        reply = await phone.ask("POST", f"{self.address}/join", form.items())
        assert reply.status == 303, (reply.status, reply.page.decode())
        await phone.look(self.address)

    # --- the host ----------------------------------------------------------------------------------------

    async def sign_in(self) -> None:
        email = add_person(self.room.database, self.room.world.partnership, FACILITATOR)
        page = await self.host.page("/sign-in")
        form = {"csrf_token": page.token, "email": email, "password": PASSWORD}
        assert (await self.host.ask("POST", "/sign-in", form.items())).status == 303
        for screen in self.screens:
            screen.cookies = dict(self.host.cookies)
            await screen.look(f"{self.room.path}/screen")

    async def press(self, button: str, **fields: str | int) -> float:
        """Presses a button of the host's page; gives the moment at which it was sent."""
        page = await self.host.page(f"{self.room.path}/host")
        state = {"csrf_token": page.token, "moves": str(self.room.event.moves)}
        form = {**state, **{name: str(value) for name, value in fields.items()}}
        began = time.perf_counter()
        reply = await self.host.ask("POST", f"{self.room.path}/host/{button}", form.items())
        assert reply.status == 303, (button, reply.status, reply.page.decode())
        return began

    # --- votes -------------------------------------------------------------------------------------------

    async def vote(self, number: int) -> None:
        """A vote from start to end: everybody within one second, and all of them counted once."""
        area = self.room.edition.areas[number % len(self.room.edition.areas)]
        question = f"{area.code}/{area.statements[0].key}"
        segment = self.room.event.segment
        await self.press("start-vote", kind="rating", question=question, segment=segment)
        await self._until_seen(self.room.event.version)
        before = processor_seconds_of(self.server)
        await all_of(self._cast(phone, number) for phone in self.phones)
        self.measured.served_votes += processor_seconds_of(self.server) - before
        await self.press("stop-vote", vote=number)
        await self._until_seen(self.room.event.version)
        before = processor_seconds_of(self.server)
        began = await self.press("show-vote", vote=number)
        version = self.room.event.version
        await self._until_seen(version)
        self.measured.served_reveals += processor_seconds_of(self.server) - before
        self.measured.phones += [(phone.saw_at(version) - began) * 1000 for phone in self.phones]
        self.measured.screens += [(screen.saw_at(version) - began) * 1000 for screen in self.screens]
        self._refuse_lost_votes(number)

    async def _cast(self, phone: Phone, number: int) -> None:
        await asyncio.sleep(self.chance.random())
        line = Phone(phone.host, phone.port, phone.tally, phone.cookies)  # browsers open a second connection
        form = {"csrf_token": phone.token, "rating": str(self.chance.randint(1, 5))}
        began = time.perf_counter()
        reply = await line.ask("POST", f"{self.address}/votes/{number}", form.items(), SCRIPT)
        self.measured.votes.append((time.perf_counter() - began) * 1000)
        assert reply.status == 200, (reply.status, reply.body)
        line.close()

    def _refuse_lost_votes(self, number: int) -> None:
        with self.room.database.reading() as session:
            vote = find_vote(session, *self.room.where, number)
            assert vote
            assert vote.voted == len(self.phones), f"{vote.voted} of {len(self.phones)} votes counted"

    def _refuse_whoever_stopped(self) -> None:
        for task in self.followers:
            assert not task.done(), task.exception()

    async def _until_seen(self, version: int) -> None:
        until = time.perf_counter() + WAIT
        while not all(one.has_seen(version) for one in (*self.phones, *self.screens)):
            self._refuse_whoever_stopped()
            assert time.perf_counter() < until, "somebody did not see what was shown"
            await asyncio.sleep(0.02)

    # --- following ---------------------------------------------------------------------------------------

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Phones and screens follow the room while the block runs."""
        screen = f"{self.room.path}/screen"
        works = [phone.follow(f"{self.address}/now", self.address, self.chance) for phone in self.phones]
        works += [one.follow_on_a_screen(f"{screen}/now") for one in self.screens]
        self.followers = [asyncio.create_task(work) for work in works]
        try:
            yield
            self._refuse_whoever_stopped()
        finally:
            for task in self.followers:
                task.cancel()
            await asyncio.gather(*self.followers, return_exceptions=True)

    async def poll_with(self, count: int, seconds: float) -> None:
        """So many phones that wait: each asks for the version as often as its script does."""
        phones = self.phones + [self._device() for _ in range(count - len(self.phones))]
        until = time.perf_counter() + seconds
        await all_of(self._poll(phone, until) for phone in phones)

    async def _poll(self, phone: Phone, until: float) -> None:
        await asyncio.sleep(EVERY * self.chance.random())
        while (began := time.perf_counter()) < until:
            assert (await phone.ask("GET", f"{self.address}/now", accept=SCRIPT)).status == 200
            self.measured.polls.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(EVERY * self.chance.uniform(0.85, 1.15))

    # --- everything --------------------------------------------------------------------------------------

    async def hold(self) -> Measured:
        ours = time.process_time()
        await self.join()
        await self.sign_in()
        async with self.following():
            segment = next(one for one in await self._segments() if one[1] == "reveal")
            await self.press("go", segment=segment[0], step=1)
            for number in range(1, self.size.votes + 1):
                await self.vote(number)
        before = processor_seconds_of(self.server)
        await self.poll_with(self.size.waiting, self.size.seconds_of_waiting)
        self.measured.server = processor_seconds_of(self.server)
        self.measured.served_polls = self.measured.server - before
        self.measured.driver = time.process_time() - ours
        self.measured.megabytes = megabytes_of(self.server)
        self.tally.refuse()
        return self.measured

    async def _segments(self) -> list[tuple[str, str]]:
        with self.room.database.reading() as session:
            return [(one.key, one.kind) for one in programme_of(session, *self.room.where)]


def way_to_a_first_vote(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Bytes on the wire, headers and all, that a phone with nothing kept gets between a table's code and a first vote.

    What it fetches later, some seconds after the page, is a figure of its own: until then votes are plain forms.
    """
    world = a_world(database_url)
    room = a_room(world, {}, tables=TABLES)
    room.go_to("reveal")
    room.open_vote()
    address = address_to_join("", room.code, room.codes.salt, "3")
    world.database.engine.dispose()
    with serving(database_url, folder, WORKERS="1") as server:
        phone = Browser(server.host, server.port)
        _, page = phone.get(address)
        seen = dict.fromkeys(ASSETS.findall(page))
        _, voting = phone.post(f"/e/{room.code}/join", page, {"group": GROUPS[0], "table": "3"})
        assert b'name="rating"' in voting
        for asset in seen | dict.fromkeys(ASSETS.findall(voting)):
            phone.get(asset.decode())
        first = phone.received
        for asset in dict.fromkeys(LATER.findall(voting)):
            phone.get(asset.decode())
        assert phone.received > first, "the page names nothing to fetch later"
        yield "event_phone_bytes", first, "bytes"
        yield "event_phone_bytes_later", phone.received - first, "bytes"


def processes_of(server: Running) -> list[str]:
    """The master of a server, and its workers."""
    master = server.process.pid
    return [str(master), *Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def megabytes_of(server: Running) -> float:
    """The memory of all processes of the server, each shared page counted once between those that share it (PSS)."""
    return sum(_proportional_kilobytes(pid) for pid in processes_of(server)) / 1024


def _proportional_kilobytes(pid: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def processor_seconds_of(server: Running) -> float:
    """What all processes of the server have had of a processor. A database in processes of its own is not in it."""
    return sum(_ticks(pid) for pid in processes_of(server)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: str) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return int(fields[11]) + int(fields[12])


def hall(
    name: str, database_url: str, folder: Path, size: HallSize | None = None
) -> Iterator[tuple[str, float, str]]:
    """One database's figures."""
    size = size or HallSize()
    allow_connections(size.waiting + 4 * size.phones)
    world = a_world(database_url)
    room = a_room(world, {}, tables=TABLES)
    with serving(database_url, folder) as server:
        measured = asyncio.run(Hall(room, server, size).hold())
    world.database.engine.dispose()
    yield f"event_join_seconds_{name}", measured.join_seconds, "s"
    yield f"event_vote_p50_ms_{name}", percentile(measured.votes, 0.5), "ms"
    yield f"event_vote_p99_ms_{name}", percentile(measured.votes, 0.99), "ms"
    yield f"event_press_to_screen_p95_ms_{name}", percentile(measured.screens, 0.95), "ms"
    yield f"event_press_to_phones_p95_ms_{name}", percentile(measured.phones, 0.95), "ms"
    yield f"event_waiting_phones_{size.waiting}_p95_ms_{name}", percentile(measured.polls, 0.95), "ms"
    yield f"event_memory_mb_{name}", measured.megabytes, "MB"
    yield f"event_server_ms_a_vote_{name}", 1000 * measured.served_votes / len(measured.votes), "ms"
    yield f"event_server_ms_a_reveal_{name}", 1000 * measured.served_reveals / len(measured.phones), "ms"
    yield f"event_server_ms_a_poll_{name}", 1000 * measured.served_polls / len(measured.polls), "ms"
    yield f"event_server_processor_s_{name}", measured.server, "s"
    yield f"event_driver_processor_s_{name}", measured.driver, "s"
