"""A2 in e-mail: nothing that anybody writes begins a header, and no address holds up what waits behind it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lws_assess.actions.members import EMAIL
from lws_assess.records.groups import Group
from lws_assess.records.instruments import shipped
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round
from lws_assess.web import mail
from lws_assess.web.commands import do_everything_due
from tests.builders import INSTRUMENT, World
from tests.inviting import Inviting, a_facilitator, addresses
from tests.mail_server import MailServer, a_mail_server

PAGE = f"areas/{shipped()[INSTRUMENT].areas[0].code}"
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


def test_every_address_on_record_is_written_to_or_refused(inviting: Inviting) -> None:
    refused = 0
    for address in ADDRESSES:
        assert EMAIL.fullmatch(address)
        try:
            mail.send(inviting.browser.app.config["SETTINGS"], address, "Hello", "Words.\n.\nMore.")
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
