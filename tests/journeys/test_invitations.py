"""A facilitator invites a list by e-mail, watches it go, and reminds everybody, in a real browser."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE
from tests.journeys.visits import Visit
from tests.machines.databases import give_tables, open_database
from tests.machines.mail_server import MailServer, a_mail_server
from tests.machines.servers import serving
from tests.worlds.builders import World
from tests.worlds.inviting import INDEX, REMIND, addresses, to
from tests.worlds.staff import add_person


def invite(visit: Visit, server: MailServer, group: str, name: str) -> None:
    listed = ["Name, E-mail", *addresses(30, group), "nobody@nowhere"]
    visit.go(to(group)).is_sound().page.get_by_label("E-mail addresses").fill("\n".join(listed))
    visit.press("Check the list").is_sound()
    visit.is_headed(f"Send 30 invitations to {name}?")
    server.pause = 600
    visit.press("Send 30 invitations").is_sound()
    expect(visit.page.locator("#progress")).to_contain_text("to go")
    server.pause = 0
    visit.page.wait_for_selector("#progress:not([data-watch])", state="attached")
    expect(visit.page.locator("#problems")).to_have_count(1)
    visit.is_sound()


def remind(visit: Visit, name: str) -> None:
    visit.go(REMIND).is_sound().page.get_by_label(name).check()
    visit.press("Look at the reminder").is_sound().press("Send 29 reminders").is_sound()
    expect(visit.page).to_have_url(re.compile(re.escape(INDEX) + "$"))


def stop(browser: Browser, address: str, letter: EmailMessage) -> None:
    """Somebody stops messages on their phone, with scripts off, and lets them come again."""
    link = str(letter["List-Unsubscribe"])[1:-1]
    with Visit.on(browser, address, PHONE, scripts=False) as visit:
        visit.go(link.removeprefix(address))
        visit.is_headed("Stop invitations and reminders?")
        visit.press("Stop these messages")
        visit.is_headed("You get no more invitations and reminders")
    with Visit.on(browser, address, PHONE) as visit:
        visit.go(link.removeprefix(address)).is_sound().press("Send me messages again").is_sound()
        visit.is_headed("Stop invitations and reminders?")


def test_a_list_is_invited_watched_and_reminded(browser: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'journey.sqlite3'}"
    database = open_database(url)
    give_tables(database)
    world = World(database)
    add_person(database, world.partnership, "facilitator")
    with a_mail_server() as server, serving(url, tmp_path, WORKERS="1", SMTP_URL=server.url) as running:
        server.at_rcpt = lambda address: "550 no such box" if "person7@" in address else None
        with Visit.on(browser, running.address, PHONE) as visit:
            visit.sign_in("facilitator@testham.example")
            invite(visit, server, "teachers", "Teachers")
            remind(visit, "Teachers")
        stop(browser, running.address, server.wait_for(2 * 29)[-1])
    database.engine.dispose()
