"""A hall full of phones before a real server: hundreds of connections in one thread, every reply checked.

Phones behave as `static/room.js` does: they ask for the room's version as often as it says, and fetch the page when it
has moved on. Screens behave as `static/screen.js` does, which gets a new scene with the answer: they ask as often as
their page says.
"""

from __future__ import annotations

import asyncio
import gzip
import html
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from config import ROOT


def milliseconds_of(script: str, name: str) -> float:
    """How long a script of ours waits, by the name that it gives to that."""
    found = re.search(rf"\b{name} = (\d+)", (ROOT / "static" / script).read_text(encoding="utf-8"))
    assert found, f"{script} says no {name}"
    return float(found[1])


EVERY = milliseconds_of("room.js", "LOOK") / 1000  # seconds between two looks, give or take three twentieths
PATIENCE = 60.0  # seconds that a phone waits for a reply
TOKEN = re.compile(rb'name="(?:csrf_token)"[^>]*value="([^"]*)"')
VERSION = re.compile(rb'data-version="(\d+)"')
EVERY_ON_SCREENS = re.compile(rb'data-every="(\d+)"')  # milliseconds
NUMBER = re.compile(rb'"version": ?(\d+)')
SCRIPT, PAGE = "application/json", "text/html"


def allow_connections(count: int) -> None:
    """Lets this process, and the servers it starts, hold so many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(count, hard)), hard))


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def page(self) -> bytes:
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def token(self) -> str:
        found = TOKEN.search(self.page)
        return html.unescape(found[1].decode()) if found else ""

    @property
    def version(self) -> int:
        found = NUMBER.search(self.page) or VERSION.search(self.page)
        return int(found[1]) if found else -1


class _Line(asyncio.Protocol):
    """One connection that is kept open, and the reply that is coming in on it."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._whole = -1
        self._waiting: asyncio.Future[bytes] | None = None
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._whole < 0 and (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._came[:end]).lower()
            length = re.search(rb"content-length: (\d+)", head)
            self._whole = end + 4 + (int(length[1]) if length else 0)
        if 0 <= self._whole <= len(self._came) and self._waiting and not self._waiting.done():
            self._waiting.set_result(bytes(self._came[: self._whole]))

    def connection_lost(self, _fault: Exception | None) -> None:
        self.transport = None
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("hung up"))

    async def send(self, request: bytes) -> bytes:
        assert self.transport
        self._came.clear()
        self._whole = -1
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        async with asyncio.timeout(PATIENCE):
            return await self._waiting


@dataclass
class Tally:
    """What became of every request of a hall."""

    statuses: Counter[int] = field(default_factory=Counter)
    dropped: int = 0  # connections that broke, and replies that did not come

    def refuse(self) -> None:
        """Raises where anybody was told to wait, met a fault, or got no answer."""
        wrong = {status: n for status, n in self.statuses.items() if status == 429 or status >= 500}
        assert not wrong, f"refused: {wrong}"
        assert not self.dropped, f"dropped: {self.dropped}"


@dataclass
class Phone:
    """A device with its cookies and one connection."""

    host: str
    port: int
    tally: Tally
    cookies: dict[str, str] = field(default_factory=dict)
    line: _Line = field(default_factory=_Line)
    seen: int = -1  # the version of the page that it shows
    token: str = ""  # of the form on it
    every: float = EVERY  # seconds between two looks
    saw: dict[int, float] = field(default_factory=dict)  # when it first showed each version

    async def ask(
        self, method: str, path: str, form: Iterable[tuple[str, str]] = (), accept: str = PAGE
    ) -> Reply:
        body = urlencode(list(form)).encode()
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Accept: {accept}",
            "Accept-Encoding: gzip",
        ]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        try:
            raw = await self._send("\r\n".join([*head, "", ""]).encode() + body)
        except (OSError, TimeoutError):
            self.tally.dropped += 1
            raise
        return self._read(raw)

    async def _send(self, request: bytes) -> bytes:
        if self.line.transport is None:
            self.line = _Line()
            await asyncio.get_running_loop().create_connection(lambda: self.line, self.host, self.port)
        return await self.line.send(request)

    def _read(self, raw: bytes) -> Reply:
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
            headers[name.lower()] = value
        reply = Reply(int(first.split()[1]), headers, body)
        self.tally.statuses[reply.status] += 1
        return reply

    def close(self) -> None:
        if self.line.transport:
            self.line.transport.close()

    async def page(self, path: str) -> Reply:
        """A page, through redirects."""
        reply = await self.ask("GET", path)
        for _ in range(4):
            if reply.status not in (302, 303):
                break
            reply = await self.ask("GET", reply.headers["location"])
        assert reply.status == 200, f"GET {path}: {reply.status}"
        return reply

    async def look(self, path: str) -> None:
        """Fetches the page, and notes when it was there."""
        reply = await self.page(path)
        self.seen, self.token = reply.version, reply.token
        if found := EVERY_ON_SCREENS.search(reply.page):
            self.every = float(found[1]) / 1000
        self.saw.setdefault(self.seen, time.perf_counter())

    def has_seen(self, version: int) -> bool:
        """True if that version, or one that came after it, has been there: nobody sees every one on a slow machine."""
        return self.seen >= version

    def saw_at(self, version: int) -> float:
        """The moment at which that version, or the first after it, was there."""
        return min(moment for seen, moment in self.saw.items() if seen >= version)

    async def follow(self, now: str, page: str, chance: random.Random) -> None:
        """Follows the room for ever as a phone: asks for its version, and looks when that has moved on."""
        await asyncio.sleep(EVERY * chance.random())
        while True:
            reply = await self.ask("GET", now, accept=SCRIPT)
            if reply.version != self.seen:
                await self.look(page)
            await asyncio.sleep(EVERY * chance.uniform(0.85, 1.15))

    async def follow_on_a_screen(self, now: str) -> None:
        """Follows the room for ever as the projector: what is new comes with the answer, as a scene."""
        while True:
            reply = await self.ask("GET", f"{now}?version={self.seen}", accept=SCRIPT)
            if reply.version != self.seen:
                assert b"data-version" in reply.page, "no scene came with the answer"
                self.seen = reply.version
                self.saw.setdefault(self.seen, time.perf_counter())
            await asyncio.sleep(self.every)


async def all_of(works: Iterable[Awaitable[object]]) -> None:
    """Does everything at once; the first fault stops it."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(_as_coroutine(work))


async def _as_coroutine(work: Awaitable[object]) -> None:
    await work


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
