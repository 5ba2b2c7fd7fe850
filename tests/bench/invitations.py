"""How long 2,000 invitations take, from confirming the list to the last message marked as sent."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from lws_assess.actions.post import sending
from lws_assess.actions.post.invitations import view_invitations
from lws_assess.records.migrations import migrate_database
from lws_assess.survey.message_states import MessageState
from lws_assess.web import create_app
from lws_assess.web.words import now
from tests.conftest import settings_for
from tests.machines.servers import free_port
from tests.pages.client import Client
from tests.worlds.builders import World
from tests.worlds.staff import PASSWORD, add_person

ADDRESSES = 2000
GIVEN_UP_AFTER = 60  # seconds


def two_thousand(name: str, database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Through the pages, as a facilitator sends them, to a real mail server in a process of its own."""
    with _mail_server() as port:
        url = f"smtp://127.0.0.1:{port}?from=assess@bench.example"
        app = create_app(settings_for(database_url, folder, SMTP_URL=url))
        migrate_database(app.config["DATABASE"])
        world = World(app.config["DATABASE"])
        client = _facilitator(app, world)
        to = f"/p/{world.partnership}/rounds/{world.round}/invitations/to/teachers"
        addresses = "\n".join(f"person{number}@school.example" for number in range(ADDRESSES))
        check = client.send(client.get(to), addresses=addresses)
        began = time.perf_counter()
        client.post(f"{to}/send", check.form(f"{to}/send"))
        _wait_until_sent(world)
        seconds = time.perf_counter() - began
        app.config["DATABASE"].engine.dispose()
    yield f"invitations_2000_seconds{'' if name == 'sqlite' else f'_{name}'}", seconds, "s"


def _facilitator(app: Any, world: World) -> Client:
    email = add_person(world.database, world.partnership, "facilitator")
    client = Client(app)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    return client


def _wait_until_sent(world: World) -> None:
    until = time.monotonic() + GIVEN_UP_AFTER
    while time.monotonic() < until:
        with world.database.reading() as session:
            if not sending.anything_waits(session, now()):
                overview = view_invitations(session, world.partnership, world.round)
                if overview.number(MessageState.SENT) == ADDRESSES:
                    return
        time.sleep(0.05)
    raise TimeoutError(f"{ADDRESSES} invitations were not sent in {GIVEN_UP_AFTER} seconds")


@contextmanager
def _mail_server() -> Iterator[int]:
    port = free_port()
    process = get_context("spawn").Process(target=_serve_mail, args=(port,), daemon=True)
    process.start()
    try:
        _wait_until_listening(port)
        yield port
    finally:
        process.terminate()
        process.join()


class _Takes:
    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        return "250 taken"


def _serve_mail(port: int) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(loop.create_server(lambda: SMTP(_Takes(), loop=loop), "127.0.0.1", port))
    loop.run_forever()


def _wait_until_listening(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the mail server did not start")
