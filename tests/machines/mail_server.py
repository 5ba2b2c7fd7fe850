"""A real mail server in a thread of its own, which keeps what it is given and can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from tests.machines.servers import free_port
from tests.runs.slowness import PATIENCE

Answer = Callable[[str], str | None]


class MailServer:
    """Listens on a port of its own from `start` to `stop`. What it says to whom can be changed at any time."""

    def __init__(self) -> None:
        self.port = free_port()
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []  # the same as they came
        self.at_rcpt: Answer = lambda address: None
        self.at_data: Answer = lambda address: None  # "drop" hangs up when the message has been taken
        self.at_mail: Callable[[], str | None] = lambda: None
        self.pause = 0.0  # seconds over each message, also one that is being taken
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=assess@testham.example"

    def start(self) -> MailServer:
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        assert ready.wait(PATIENCE)
        return self

    def _run(self, ready: threading.Event) -> None:
        loop = self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(loop.create_server(lambda: SMTP(self), "127.0.0.1", self.port))
        ready.set()
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()
        self._loop = None

    def stop(self) -> None:
        loop = self._loop
        if loop:
            loop.call_soon_threadsafe(loop.stop)
        until = time.monotonic() + PATIENCE
        while self._loop and time.monotonic() < until:
            time.sleep(0.01)

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        said = self.at_mail()
        if said == "drop":
            server.transport.abort()
        envelope.mail_from = address
        return said or "250 fine"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        said = self.at_rcpt(address)
        if said == "drop":
            server.transport.abort()
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 fine"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        began = time.monotonic()
        while (left := began + self.pause - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.02))
        said = self.at_data(envelope.rcpt_tos[0])
        if said is None or said == "drop":
            letter = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.raw.append(envelope.original_content)
        if said == "drop":
            server.transport.abort()
        return said or "250 fine"

    def wait_for(self, number: int, seconds: float = PATIENCE) -> list[EmailMessage]:
        until = time.monotonic() + seconds
        while len(self.letters) < number and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.letters) >= number, len(self.letters)
        return self.letters


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    server = MailServer().start()
    try:
        yield server
    finally:
        server.stop()
