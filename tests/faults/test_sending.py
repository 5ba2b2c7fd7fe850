"""Mail servers that are away, hang up, refuse and put off; senders that die, and two at once. On both databases."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from lws_assess.actions import sending as actions
from lws_assess.actions.sending import Pairing
from lws_assess.records.database import Database
from lws_assess.records.invitations import HANDING_OVER, Message
from lws_assess.records.responses import Ballot
from lws_assess.web import sending
from lws_assess.web.due import do_everything_due
from lws_assess.web.words import now
from tests.builders import new_secret
from tests.counting import rows
from tests.faults.phones import Phone
from tests.inviting import BASE, Inviting, a_facilitator, addresses, to
from tests.mail_server import MailServer, a_mail_server
from tests.servers import serving
from tests.staff import PASSWORD


@pytest.fixture
def inviting(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inviting]:
    monkeypatch.setattr(sending, "SECONDS_BETWEEN_TRIES", 0.1)
    with a_mail_server() as server, a_facilitator(server, database_url, tmp_path) as inviting:
        yield inviting
        inviting.server.at_data = inviting.server.at_rcpt = lambda address: None
        wait_until_no_sender_works()


def wait_until_no_sender_works() -> None:
    until = time.monotonic() + 60
    while sending._senders and time.monotonic() < until:
        time.sleep(0.02)


def received(server: MailServer) -> Counter[str]:
    return Counter(str(letter["To"]) for letter in server.letters)


def links(server: MailServer) -> list[str]:
    texts = "\n".join(letter.get_content() for letter in server.letters)
    return re.findall(rf"{BASE}/i/\w+", texts)


def ballots(database: Database) -> set[bytes]:
    with database.reading() as session:
        return set(session.scalars(select(Ballot.id)))


def test_while_the_server_is_away_messages_wait_and_afterwards_each_is_sent_once(inviting: Inviting) -> None:
    inviting.server.stop()
    inviting.invite(addresses(30))
    until = time.monotonic() + 60
    while "cannot be reached" not in (page := inviting.page().text) and time.monotonic() < until:
        time.sleep(0.05)
    assert (
        "The mail server cannot be reached. 30 messages are waiting. The next try is within a minute" in page
    )
    assert ballots(inviting.database) == set()  # nobody's link is made before there is somebody to take it
    inviting.server.start()
    inviting.wait_until("sent")
    assert received(inviting.server) == dict.fromkeys(addresses(30), 1)
    assert len(ballots(inviting.database)) == len(set(links(inviting.server))) == 30


def test_a_connection_that_breaks_over_a_message_leaves_it_unknown_until_somebody_sends_it_again(
    inviting: Inviting,
) -> None:
    lost = addresses(60)[7]
    inviting.server.at_data = lambda address: "drop" if address == lost else None
    inviting.invite(addresses(60))
    states = inviting.wait_until("sent", "unknown")
    assert [address for address, state in states.items() if state == "unknown"] == [lost]
    wait_until_no_sender_works()
    with inviting.browser.app.app_context():
        do_everything_due(inviting.database)
    assert received(inviting.server) == dict.fromkeys(addresses(60), 1)
    assert len(ballots(inviting.database)) == 60  # the link that may have arrived still answers
    page = inviting.page()
    assert re.search(rf"{lost} ?Invitation ?Unknown\.", page.text)
    inviting.server.at_data = lambda address: None
    again = next(a["href"] for a in page.root.find_all("a") if a.text.startswith("Send 1 again"))
    asked = inviting.browser.get(again)
    assert "Each link answers once" in asked.text
    inviting.browser.send(asked)
    inviting.wait_until("sent")
    assert received(inviting.server)[lost] == 2


def test_a_connection_that_breaks_before_a_message_was_handed_over_costs_nothing(inviting: Inviting) -> None:
    breaks = iter(addresses(60)[10:13])
    breaking = next(breaks)

    def hang_up_once(address: str) -> str | None:
        nonlocal breaking
        if address != breaking:
            return None
        breaking = next(breaks, "")
        return "drop"

    inviting.server.at_rcpt = hang_up_once
    inviting.invite(addresses(60))
    inviting.wait_until("sent")
    assert received(inviting.server) == dict.fromkeys(addresses(60), 1)
    assert len(ballots(inviting.database)) == len(set(links(inviting.server))) == 60


def test_what_the_server_refuses_is_listed_and_what_it_puts_off_is_brought_again_with_the_same_link(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PUT_OFF_FOR", timedelta(seconds=0.3))
    refused, put_off = addresses(12)[3], Counter(addresses(12)[4:6])
    replies = {refused: "550 5.1.1 No such person"}

    def answer(address: str) -> str | None:
        put_off[address] -= 1
        return "451 Busy: come again" if put_off[address] >= 0 else replies.get(address)

    inviting.server.at_rcpt = answer
    inviting.invite(addresses(12))
    inviting.wait_until("sent", "refused")
    wait_until_no_sender_works()
    assert "The mail server said: “550 5.1.1 No such person”" in inviting.page().text
    assert set(received(inviting.server)) == set(addresses(12)) - {refused}
    found = links(inviting.server)
    assert len(set(found)) == len(found) == 11  # also those put off: nobody fell back on the open link
    assert len(ballots(inviting.database)) == 11  # the refused one's right to answer is taken back


def test_a_server_that_takes_nothing_from_us_holds_everything_up(inviting: Inviting) -> None:
    inviting.server.at_mail = lambda: "553 we do not know you"
    inviting.invite(addresses(6))
    until = time.monotonic() + 60
    while "553 we do not know you" not in (page := inviting.page().text) and time.monotonic() < until:
        time.sleep(0.05)
    assert "553 we do not know you" in page
    assert set(inviting.states().values()) <= {"waiting", "handing over"}
    inviting.server.at_mail = lambda: None
    inviting.wait_until("sent")
    assert received(inviting.server) == dict.fromkeys(addresses(6), 1)


def test_two_senders_at_once_send_nothing_twice(inviting: Inviting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where nothing keeps them apart but the claim of each message."""

    @contextmanager
    def not_alone(_database: Database) -> Iterator[bool]:
        yield True

    monkeypatch.setattr(Database, "alone", not_alone)
    inviting.server.pause = 0.002
    inviting.invite(addresses(150))
    app = inviting.browser.app

    def send() -> None:
        with app.app_context():
            sending.send_what_waits()

    others = [threading.Thread(target=send) for _ in range(3)]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join()
    inviting.wait_until("sent")
    wait_until_no_sender_works()
    assert received(inviting.server) == dict.fromkeys(addresses(150), 1)
    assert len(set(links(inviting.server))) == len(links(inviting.server))


def test_only_one_sender_works_at_a_time(inviting: Inviting) -> None:
    with inviting.database.alone() as first, inviting.database.alone() as second:
        assert (first, second) == (True, False)
    with inviting.database.alone() as third:
        assert third


def test_after_a_restart_what_was_being_handed_over_is_unknown_and_the_rest_gets_fresh_links(
    inviting: Inviting,
) -> None:
    """A sender that dies: it has written its ballots and claimed a message, and nothing of it goes on."""
    inviting.server.stop()
    with inviting.browser.app.app_context():
        sending._stopping.set()
        inviting.invite(addresses(20))
        wait_until_no_sender_works()
        sending._stopping.clear()
    database, moment = inviting.database, now() + timedelta(seconds=1)
    with database.writing() as session:
        mailing = actions.find_mailings(session, moment)[0]
        batch = actions.begin_batch(session, mailing, Pairing(), new_secret, moment)
        assert actions.claim(session, batch.letters[0], moment)
        assert not actions.claim(session, batch.letters[0], moment)
    lost = ballots(database)
    inviting.server.start()
    with inviting.browser.app.app_context():
        sending.send_what_waits()
    states = inviting.states()
    assert Counter(states.values()) == {"sent": 19, "handing over": 1}
    with database.writing() as session:
        ten_minutes_ago = update(Message).where(Message.state == HANDING_OVER)
        session.execute(ten_minutes_ago.values(changed_at=moment - timedelta(minutes=11)))
    with inviting.browser.app.app_context():
        sending.send_what_waits()
    assert inviting.states()[batch.letters[0].address] == "unknown"
    assert len(received(inviting.server)) == 19
    assert len(ballots(database) - lost) == 19


def test_due_sends_what_waits_and_says_so(inviting: Inviting) -> None:
    sending._stopping.set()
    try:
        inviting.invite(addresses(6))
        wait_until_no_sender_works()
    finally:
        sending._stopping.clear()
    assert inviting.server.letters == []
    with inviting.browser.app.app_context():
        done = do_everything_due(inviting.database)
    assert {"what": "send", "partnership": "testham", "round": "first"} in done
    assert received(inviting.server) == dict.fromkeys(addresses(6), 1)
    assert rows(inviting.database, "messages") == {"messages": 6}


def test_a_server_that_is_stopped_finishes_the_messages_in_its_hands(tmp_path: Path) -> None:
    """SIGTERM in the middle: nothing is left unknown, and the next start sends the rest, each once."""
    url = f"sqlite:///{tmp_path / 'stopped.sqlite3'}"
    with a_mail_server() as mail_server, a_facilitator(mail_server, url, tmp_path) as inviting:
        mail_server.pause = 0.15
        with serving(url, tmp_path, WORKERS="1", SMTP_URL=mail_server.url) as running:
            elsewhere = Phone(running.host, running.port)
            invite_by(elsewhere, addresses(60))
            mail_server.wait_for(5)
            elsewhere.close()
            running.process.terminate()
            running.process.wait(20)
        states = Counter(inviting.states().values())
        assert set(states) == {"sent", "waiting"}
        assert states["sent"] == len(mail_server.letters)
        mail_server.pause = 0
        with inviting.browser.app.app_context():
            sending.send_what_waits()
        assert received(mail_server) == dict.fromkeys(addresses(60), 1)


def invite_by(phone: Phone, listed: list[str]) -> None:
    """A facilitator on a server that runs."""
    page = phone.once("GET", "/sign-in")
    form = {**page.tokens, "email": "facilitator@testham.example", "password": PASSWORD}
    phone.follow(phone.once("POST", "/sign-in", form))
    page = phone.once("GET", to("teachers"))
    words = {"subject": "Come", "words": "{link}", "key": secrets.token_hex(16)}
    sent = phone.once(
        "POST", f"{to('teachers')}/send", {**page.tokens, **words, "addresses": "\n".join(listed)}
    )
    assert sent.status == 303, sent.content
