"""A2 in e-mail: nothing that anybody writes begins a header, and no address holds up what waits behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lws_assess.actions.people.members import EMAIL
from lws_assess.records.groups import Group
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round
from lws_assess.web.post import mail
from lws_assess.web.start.commands import do_everything_due
from tests.machines.mail_reading import ReadLetter, read_letter
from tests.machines.mail_server import MailServer, a_mail_server
from tests.pages.client import Client
from tests.runs.waiting import a_quarter_passes
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.inviting import BASE, ROUND, Inviting, a_facilitator, addresses, wait_until_no_sender_works
from tests.worlds.planning import plan_action
from tests.worlds.staff import PASSWORD, add_person

PAGE = f"areas/{shipped_editions()[INSTRUMENT].areas[0].code}"
UNSAFE = "I do not feel safe at home at the moment."

# What begins a header: at once, or once a mail program has decoded it.
HEADERS = [
    "Hello\r\nBcc: thief@evil.example",
    "Hello\x0bBcc: thief@evil.example\x85Bcc: thief@evil.example\u2028Bcc: thief@evil.example",
    "=?utf-8?q?Hello=0D=0ABcc:_thief@evil.example?=",
    "=?utf-8?b?SGVsbG8NCkJjYzogdGhpZWZAZXZpbC5leGFtcGxl?=",
    "=?utf-8?q?=0A?= =?utf-8?q?Bcc:_thief@evil.example?=",
    "==?utf-8?q??utf-8?q?=0ABcc:_thief@evil.example?=",
    '", <thief@evil.example>, "',
]
# Each may stand in our records as an e-mail address; mail libraries stumble over some.
ADDRESSES = [
    *("a@[.de", "a@[1.2", "[a@b.cd", "a[b@c.de", "a@b.c]", "josé@exämple.example", "..a@b.cd", "a..b@c.de"),
    *("a@b..c", "=?utf-8?q?=0D=0ABcc=3A_thief=40evil.example?=@b.cd", "=?utf-8?q?a?=@b.cd", "`x@y.z", "a%0d@b.c"),
]  # fmt: skip
OURS = {"From", "To", "Subject", "Date", "Auto-Submitted", "Message-ID", "MIME-Version", "Content-Type"}
OURS |= {"Content-Transfer-Encoding", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def inviting(server: MailServer, tmp_path: Path) -> Iterator[Inviting]:
    with a_facilitator(server, f"sqlite:///{tmp_path / 'mail.sqlite3'}", tmp_path) as inviting:
        yield inviting


def holds_only_ours(letter: EmailMessage) -> bool:
    """The headers are looked at as they came: the library cannot read every address."""
    names = [name for name, _ in letter.raw_items()]
    return set(names) <= OURS and len(names) == len(set(names))


def written_to(server: MailServer) -> set[str]:
    return {str(value) for letter in server.letters for name, value in letter.raw_items() if name == "To"}


def test_no_subject_and_no_name_of_a_partnership_begins_a_header(inviting: Inviting) -> None:
    """Sent from a partnership of every such name, under every such subject."""
    with inviting.database.writing() as session:
        session.execute(update(Partnership).values(name=" ".join(HEADERS)))
        session.execute(update(Round).values(state="draft"))
    invited: list[str] = []
    for number, words in enumerate(HEADERS):
        these = addresses(6, f"list{number}")
        inviting.confirm(inviting.check(these, subject=words))
        invited += these
    with inviting.database.writing() as session:
        session.execute(update(Round).values(state="open"))
    with inviting.browser.app.app_context():
        do_everything_due(inviting.database)
    inviting.wait_until("sent")
    assert all(holds_only_ours(letter) for letter in inviting.server.letters)
    assert written_to(inviting.server) == set(invited)


def test_no_name_of_a_group_does_in_a_message_to_its_lead(inviting: Inviting) -> None:
    for words in HEADERS:
        with inviting.database.writing() as session:
            session.execute(update(Group).values(name=words, lead_email="lead@testham.example"))
        page = inviting.browser.get("/p/testham/rounds/first/participation/nudge")
        inviting.browser.send(page, leads=["teachers"])
    assert [holds_only_ours(letter) for letter in inviting.server.letters] == [True] * len(HEADERS)


# --- every kind of message ---------------------------------------------------------------------------------

NAMES = [
    "Marlhaven, Dale and Eastby Children’s Partnership",
    "North: South; East (“all” of it) <us@x.example>",
    "=?utf-8?q?A=0AB?=  بچوں کی شراکت داری 👩‍👩‍👧",
    'Dr. No\\s "own" ' + "very " * 20 + "long name",
]


@dataclass(frozen=True)
class Kind:
    """What a kind of message has beside its words: whether it can be stopped, and who gets an answer."""

    subject: str
    stops: bool = False
    reply_to: str = ""
    named: bool = True  # whether it comes from a partnership


def send_each_kind(inviting: Inviting, name: str) -> dict[str, Kind]:
    """One of every message that the service sends, from a partnership of this name, about things of this name."""
    browser, world, server = inviting.browser, inviting.world, inviting.server
    with inviting.database.writing() as session:
        session.execute(
            update(Partnership).values(name=name, contact="", safeguarding_email="safe@x.example")
        )
        session.execute(update(Round).values(contact=""))
        session.execute(update(Group).values(name=name, lead_email="lead@x.example"))
    me = "facilitator@testham.example"
    inviting.confirm(inviting.check("ada@x.example", subject=f"About {name}"))
    subject = f"About {' '.join(name.split())}"
    inviting.wait_until("sent")
    wait_until_no_sender_works(inviting)
    inviting.remind()
    server.wait_for(2)
    browser.send(browser.get(f"{ROUND}/participation/nudge"), leads=["teachers"])
    reference = plan_action(world, what=f"Ask {name}", lead_email="doer@x.example")
    browser.send(browser.get(f"/p/testham/plan/actions/{reference}/ask"))
    world.answer("teachers", {PAGE: {"comment": UNSAFE}})
    a_quarter_passes(inviting.database)
    with browser.app.app_context():
        do_everything_due(inviting.database)
    add_person(inviting.database, world.partnership, "administrator", "boss@x.example")
    boss = Client(browser.app, BASE)
    boss.send(boss.get("/sign-in"), email="boss@x.example", password=PASSWORD)
    boss.send(boss.get("/p/testham/people/invite"), email="new@x.example", role="steering")
    stranger = Client(browser.app, BASE)
    stranger.send(stranger.get("/forgotten"), email=me)
    server.wait_for(7)
    return {
        "ada@x.example": Kind(subject, True, me),
        "ada@x.example again": Kind(f"Re: {subject}", True, me),
        "lead@x.example": Kind(f"{name}: fewer than 5 answered so far", True, me),
        "doer@x.example": Kind(f"Will you lead {reference}? Ask {name}", True, me),
        "safe@x.example": Kind("Please read today: somebody may not be safe"),
        "new@x.example": Kind(f"Your account for {name}"),
        me: Kind("A link to set your password", named=False),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_message_has_one_mailbox_of_the_exact_name_and_the_exact_subject(
    inviting: Inviting, name: str
) -> None:
    expected = send_each_kind(inviting, name)
    found: dict[str, ReadLetter] = {}
    for raw in inviting.server.raw:
        letter = read_letter(raw)
        to = letter.mailbox("To")[1]
        found[f"{to} again" if to in found else to] = letter
    assert set(found) == set(expected)
    for to, letter in found.items():
        kind = expected[to]
        assert letter.mailbox("From") == (name if kind.named else "", "assess@testham.example"), to
        said = letter.words("Subject")
        if not to.startswith("ada@"):  # a sentence of ours, in which words from right to left are set apart
            said = said.replace("\u2068", "").replace("\u2069", "")
        assert said == kind.subject, to
        assert letter.headers.get("Reply-To", "") == kind.reply_to, to
        assert ("List-Unsubscribe" in letter.headers) == kind.stops, to
        assert kind.reply_to or "Please do not reply to this e-mail" in letter.text, to
        if kind.stops:
            assert letter.text.rstrip().endswith(letter.headers["List-Unsubscribe"][1:-1]), to


def test_every_address_on_record_is_written_to_or_refused(inviting: Inviting) -> None:
    refused = 0
    for address in ADDRESSES:
        assert EMAIL.fullmatch(address)
        try:
            mail.send_message(
                inviting.browser.app.config["SETTINGS"], address, subject="Hello", text="Words.\n.\nMore."
            )
        except mail.NotSent:
            refused += 1
    assert len(inviting.server.letters) == len(ADDRESSES) - refused > 0
    for letter in inviting.server.letters:
        assert holds_only_ours(letter)
        assert letter.get_content().splitlines() == ["Words.", ".", "More."]


def test_an_address_that_cannot_be_written_to_holds_up_no_other_partnerships_alert(
    inviting: Inviting,
) -> None:
    app: Flask = inviting.browser.app
    others = [World(inviting.database, partnership=f"other-{i}") for i in range(len(ADDRESSES))]
    with inviting.database.writing() as session:
        for other, address in zip(others, ADDRESSES, strict=True):
            mine = Partnership.key == other.partnership
            session.execute(update(Partnership).where(mine).values(safeguarding_email=address))
    for world in (*others, inviting.world):
        world.answer("teachers", {PAGE: {"comment": UNSAFE}})
    with app.app_context():
        do_everything_due(inviting.database)
    assert "sam.oyelaran@testham.example" in written_to(inviting.server)
