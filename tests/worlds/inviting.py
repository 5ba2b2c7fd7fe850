"""A facilitator who invites by e-mail, before a real mail server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from lws_assess.records.database import Database
from lws_assess.records.post.invitations import Invitation, Message
from lws_assess.web import create_app
from lws_assess.web.post import sending
from tests.conftest import settings_for
from tests.machines.databases import give_tables
from tests.machines.mail_server import MailServer
from tests.pages.client import Client, Page
from tests.runs.slowness import PATIENCE
from tests.worlds.builders import World
from tests.worlds.staff import add_person, client_of

BASE = "http://assess.testham.example"
ROUND = "/p/testham/rounds/first"
INDEX = f"{ROUND}/invitations/"
REMIND = f"{ROUND}/reminders/"


def to(group: str) -> str:
    return f"{INDEX}to/{group}"


def addresses(number: int, group: str = "teachers") -> list[str]:
    return [f"person{i}@{group}.example" for i in range(number)]


@dataclass
class Inviting:
    """One facilitator's browser, the world they work in, and the mail server."""

    server: MailServer
    world: World
    browser: Client

    @property
    def database(self) -> Database:
        return self.world.database

    def check(self, listed: str | list[str], group: str = "teachers", status: int = 200, **more: str) -> Page:
        text = listed if isinstance(listed, str) else "\n".join(listed)
        return self.browser.send(self.browser.get(to(group)), status, addresses=text, **more)

    def confirm(self, page: Page, group: str = "teachers", status: int = 200) -> Page:
        return self.browser.post(f"{to(group)}/send", page.form(f"{to(group)}/send"), status)

    def invite(self, listed: list[str], group: str = "teachers") -> Page:
        return self.confirm(self.check(listed, group), group)

    def remind(self, group: str = "*", status: int = 200, **more: str) -> Page:
        page = self.browser.send(self.browser.get(REMIND), status, group=group, **more)
        action = f"{REMIND}send"
        return self.browser.post(action, page.form(action)) if status == 200 else page

    def page(self) -> Page:
        return self.browser.get(INDEX)

    def states(self) -> dict[str, str]:
        """The state of each address's first message."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Invitation.address, Message.state).join(Message, Message.invitation == Invitation.id)
            )
            return {row.address: row.state for row in rows}

    def wait_until(self, *states: str, seconds: float = PATIENCE) -> dict[str, str]:
        """Waits until every message is in one of some states."""
        until = time.monotonic() + seconds
        while not set(found := self.states().values()) <= set(states):
            assert time.monotonic() < until, sorted(found)
            time.sleep(0.02)
        return self.states()


@contextmanager
def a_facilitator(server: MailServer, database_url: str, folder: Path, **world: object) -> Iterator[Inviting]:
    """Signed in to a migrated database."""
    app = create_app(settings_for(database_url, folder, SMTP_URL=server.url, PUBLIC_BASE_URL=BASE))
    app.testing = False
    give_tables(app.config["DATABASE"])
    built = World(app.config["DATABASE"], **world)
    email = add_person(built.database, built.partnership, "facilitator")
    yield Inviting(server, built, client_of(app, email, BASE))
    app.config["DATABASE"].engine.dispose()


def invite_and_leave(inviting: Inviting, listed: list[str], group: str = "teachers") -> None:
    """Confirms a list while no sender works; afterwards the app has new ones."""
    app = inviting.browser.app
    sending.senders_of(app).stop()
    try:
        inviting.invite(listed, group)
        wait_until_no_sender_works(inviting)
    finally:
        sending.install(app)


def send(inviting: Inviting) -> None:
    """One run of the sender."""
    with inviting.browser.app.app_context():
        sending.send_what_waits()


def wait_until_no_sender_works(inviting: Inviting) -> None:
    threads, until = sending.senders_of(inviting.browser.app).threads, time.monotonic() + PATIENCE
    while threads and time.monotonic() < until:
        time.sleep(0.02)
