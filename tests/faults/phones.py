"""Phones before a real server: they insist until they are answered, as people do."""

from __future__ import annotations

import html
import re
import select
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.load import TOKENS, Browser
from tests.runs.slowness import PATIENCE

TITLE = re.compile(rb"<h1>([^<]*)</h1>")


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def h1(self) -> str:
        found = TITLE.search(self.content)
        return html.unescape(found[1].decode()) if found else ""

    @property
    def tokens(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in TOKENS.findall(self.content)}


class Phone(Browser):
    """A browser whose owner sends again what got no answer: the same form, with the same tokens."""

    def once(self, method: str, path: str, form: dict[str, str] | None = None) -> Reply:
        reply = Reply(*self.request(method, path, form))
        length = int(reply.headers.get("content-length", "-1"))
        whole = (
            length == len(reply.content) if reply.headers.get("content-encoding") != "gzip" else reply.content
        )
        if length < 0 or not (whole or reply.status == 303):
            raise EOFError("half a reply")
        return reply

    def insist(
        self, method: str, path: str, form: dict[str, str] | None = None, seconds: float = PATIENCE
    ) -> Reply:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                reply = self.once(method, path, form)
            except (OSError, IndexError, ValueError, EOFError, zlib.error):
                self._again()
                continue
            if reply.status != 503:
                return reply
            time.sleep(0.05)
        raise AssertionError(f"no answer to {method} {path} in {seconds} s")

    @property
    def was_hung_up_on(self) -> bool:
        """Whether the server has closed a connection on which nothing was asked."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def _again(self) -> None:
        self.close()
        while True:
            try:
                self._connect()
                return
            except OSError:
                time.sleep(0.02)

    def follow(self, reply: Reply) -> tuple[str, Reply]:
        """Where a redirect leads, and the page there."""
        assert reply.status == 303, (reply.status, reply.h1)
        path = reply.headers["location"]
        reply = self.insist("GET", path)
        return self.follow(reply) if reply.status == 303 else (path, reply)


def at_once(work: Callable[[int], object], times: int) -> list[object]:
    """Runs the same work in many threads that start together; what each gave back."""
    gate = threading.Barrier(times)
    given: list[object] = [None] * times

    def run(number: int) -> None:
        gate.wait()
        try:
            given[number] = work(number)
        except BaseException as fault:
            given[number] = fault

    together([lambda number=number: run(number) for number in range(times)])
    faults = [one for one in given if isinstance(one, BaseException)]
    if faults:
        raise faults[0]
    return given


def together(works: Sequence[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
