"""Alerts whose contact was told and writes nothing down: reminders by e-mail, and whom to ring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.actions.rounds.running_rounds import close_round
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING
from lws_assess.web import create_app
from lws_assess.web.upkeep.due import do_everything_due
from lws_assess.web.words import day_in_words
from tests.conftest import settings_for
from tests.machines.mail_server import MailServer, a_mail_server
from tests.pages.client import Client, Page
from tests.runs.waiting import a_quarter_passes
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import add_person, client_of

FIRST = shipped_editions()[INSTRUMENT].areas[0]
UNSAFE = "I do not feel safe at home at the moment."
BASE = "http://assess.testham.example"
PAGES = ("/p/testham/", "/p/testham/rounds/first/comments/")
SUBJECT = "Please read today: somebody may not be safe"


@dataclass
class Days:
    """A round that people answer, its safeguarding contact's mailbox, and a clock that is put on by days."""

    app: Flask
    world: World
    post: MailServer
    monkeypatch: pytest.MonkeyPatch
    today: int = 0

    def date(self, days: int) -> datetime:
        """Noon (UTC), so many days from today."""
        noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
        return noon + timedelta(days=days)

    def turn(self, to: int) -> None:
        """Another day, as alerts and the pages that show them see it; what is due is done."""
        self.today = to
        for module in ("post.alerts", "people.partnerships", "results.comments"):
            self.monkeypatch.setattr(f"lws_assess.web.{module}.now", lambda: self.date(to))
        self.due()

    def due(self) -> list[dict[str, str]]:
        a_quarter_passes(self.world.database)
        with self.app.app_context():
            return do_everything_due(self.world.database)

    def write(self, words: str) -> None:
        self.world.answer("teachers", {f"areas/{FIRST.code}": {"comment": words}})

    def unsafe(self) -> None:
        """Somebody writes words of risk, and the contact is told."""
        self.write(UNSAFE)
        self.due()

    def close(self) -> None:
        """The round has its results on this day."""
        where = (self.world.partnership, self.world.round)
        with self.world.database.writing() as session:
            close_round(session, *where, self.date(self.today))

    def protocol(self, words: str) -> None:
        with self.world.database.writing() as session:
            partnership = find_partnership(session, "testham")
            assert partnership
            partnership.safeguarding_words = words

    def member(self, role: str) -> Client:
        return client_of(self.app, add_person(self.world.database, "testham", role), BASE)


@pytest.fixture
def days(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    with a_mail_server() as post:
        more = {"SMTP_URL": post.url, "PUBLIC_BASE_URL": BASE}
        app = create_app(settings_for(database_url, tmp_path, **more))
        days = Days(app, World(app.config["DATABASE"]), post, monkeypatch)
        days.turn(0)
        yield days
        app.config["DATABASE"].engine.dispose()


def notes(page: Page) -> list[str]:
    """What the notices on alerts say."""
    said = (" ".join(note.text.split()) for note in page.root.find_all("div", role="status"))
    return [text for text in said if "alert" in text]


def link_in(letter_text: str) -> str:
    link = re.search(r"/alert/\S+", letter_text)
    assert link
    return link[0]


def test_the_contact_is_reminded_by_the_same_link_and_without_the_words(days: Days) -> None:
    days.unsafe()
    for number in range(1, 8):
        days.turn(number)
        days.due()
    first, *reminders = days.post.letters
    assert first["Subject"] == SUBJECT
    assert len(reminders) == 5
    for letter in reminders:
        text = letter.get_content()
        assert letter["Subject"] == f"Reminder: {SUBJECT}"
        assert letter["To"] == first["To"] == "sam.oyelaran@testham.example"
        assert link_in(text) == link_in(first.get_content())
        assert "nobody has written down yet" in text
        for secret in ("safe at home", "Teachers", FIRST.name):
            assert secret not in text


def test_no_reminder_comes_once_something_has_been_written_down(days: Days) -> None:
    days.unsafe()
    contact = Client(days.app, BASE)
    page = contact.get(link_in(days.post.letters[0].get_content()))
    assert "a reminder follows once a day, 5 times at the most" in page.text
    assert "a reminder follows" not in contact.send(page, who="Sam", what="Read.").text
    days.turn(3)
    assert len(days.post.letters) == 1


def test_what_was_done_does_not_say_that_anybody_was_reminded_of_an_alert(days: Days) -> None:
    days.unsafe()
    days.monkeypatch.setattr("lws_assess.web.post.alerts.now", lambda: days.date(1))
    assert days.due() == []
    assert len(days.post.letters) == 2


def test_whom_to_ring_is_shown_two_days_after_the_release_and_not_before(days: Days) -> None:
    days.protocol("Ring the duty team on 01632 960999.")
    members = [days.member(role) for role in (FACILITATOR, ADMINISTRATOR)]
    days.unsafe()
    for number in (1, 2, 3):
        days.turn(number)
        assert [notes(members[0].get(path)) for path in PAGES] == [[], []]
    days.close()
    days.turn(3)
    days.turn(4)
    (note,) = notes(members[0].get(PAGES[0]))
    assert note.startswith("1 alert is with Sam Oyelaran.")
    days.turn(5)
    for page in (member.get(path) for member in members for path in PAGES):
        (note,) = notes(page)
        assert note.startswith(f"1 alert has been waiting since {day_in_words(days.date(3))}.")
        assert "Please ring Sam Oyelaran today" in note
        assert "Ring the duty team on 01632 960999." in note
        for secret in ("safe at home", "Teachers", FIRST.name):
            assert secret not in note
    assert notes(days.member(STEERING).get(PAGES[0])) == []


def test_several_are_counted(days: Days) -> None:
    facilitator = days.member(FACILITATOR)
    days.unsafe()
    days.turn(1)
    days.write(f"{UNSAFE} And nobody listens.")
    days.turn(2)
    days.close()
    days.turn(2)
    days.turn(5)
    (note,) = notes(facilitator.get(PAGES[0]))
    assert note.startswith(f"2 alerts have been waiting since {day_in_words(days.date(2))}.")
    assert "follow your local safeguarding procedure" in note, "no protocol is written"
    assert "See the alert (2 of 2)" in note


def test_no_page_that_a_facilitator_reads_tells_on_which_day_before_the_release_the_contact_was_told(
    days: Days,
) -> None:
    """It is the day of the answer."""
    facilitator = days.member(FACILITATOR)
    days.unsafe()
    days.turn(1)
    days.turn(2)
    days.close()
    days.turn(4)
    shown = [text for path in PAGES for text in notes(facilitator.get(path))]
    (address,) = {a["href"] for a in facilitator.get(PAGES[1]).root.find_all("a") if "/alert/" in a["href"]}
    alert = facilitator.get(address).text
    assert "An e-mail with the address of this page was sent" in alert
    assert len(shown) == 2
    for text in (*shown, alert):
        assert not [number for number in range(4) if day_in_words(days.date(number)) in text]


def test_an_address_that_is_refused_is_said_so_with_the_way_to_mend_it(days: Days) -> None:
    facilitator = days.member(FACILITATOR)
    days.unsafe()
    days.post.at_rcpt = lambda _address: "550 no such person"
    days.turn(1)
    assert [notes(facilitator.get(path)) for path in PAGES] == [[], []], "not before the release"
    days.close()
    days.turn(1)
    for path in PAGES:
        page = facilitator.get(path)
        (note,) = notes(page)
        assert note.startswith(
            "The last e-mail to Sam Oyelaran about 1 alert could not be sent, "
            "because the mail server does not accept the address."
        )
        assert "Please ring Sam Oyelaran today" in note
        assert [a for a in page.root.find_all("a") if a.text == "Check the address"]
    days.post.at_rcpt = lambda _address: None
    days.due()
    assert [letter["Subject"] for letter in days.post.letters] == [SUBJECT, SUBJECT], "by a link that works"
    (note,) = notes(facilitator.get(PAGES[0]))
    assert note.startswith("1 alert is with Sam Oyelaran.")
