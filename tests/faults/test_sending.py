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
from sqlalchemy import delete, select, update

from lws_assess.actions.post import sending as actions
from lws_assess.actions.post.list_links import destroy_keys_of_lists, secret_of_invitation
from lws_assess.records.database import Database
from lws_assess.records.post.invitations import Invitation, Mailing, Message
from lws_assess.records.responses import Ballot
from lws_assess.records.sealing_keys import FolderAway, KeyFolder, key_of
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.secrets import read_secret
from lws_assess.web.post import sending
from lws_assess.web.upkeep.due import do_everything_due
from lws_assess.web.words import now
from tests.faults.phones import Phone
from tests.machines.mail_server import MailServer, a_mail_server
from tests.machines.servers import serving
from tests.runs.slowness import PATIENCE
from tests.watching.counting import rows
from tests.worlds.inviting import (
    BASE,
    INDEX,
    Inviting,
    a_facilitator,
    addresses,
    invite_and_leave,
    send,
    to,
    wait_until_no_sender_works,
)
from tests.worlds.staff import PASSWORD


@pytest.fixture
def inviting(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inviting]:
    monkeypatch.setattr(sending, "SECONDS_BETWEEN_TRIES", 0.1)
    with a_mail_server() as server, a_facilitator(server, database_url, tmp_path) as inviting:
        yield inviting
        inviting.server.at_data = inviting.server.at_rcpt = lambda address: None
        wait_until_no_sender_works(inviting)


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
    until = time.monotonic() + PATIENCE
    while "cannot be reached" not in (page := inviting.page().text) and time.monotonic() < until:
        time.sleep(0.05)
    assert (
        "The mail server cannot be reached. 30 messages are waiting. The next try is within a minute" in page
    )
    made = ballots(inviting.database)
    assert len(made) == 30
    inviting.server.start()
    inviting.wait_until("sent")
    assert received(inviting.server) == dict.fromkeys(addresses(30), 1)
    assert ballots(inviting.database) == ballots_of(links(inviting.server)) == made


def ballots_of(found: list[str]) -> set[bytes]:
    secrets_found = [read_secret(link.rpartition("/")[2]) for link in found]
    return {secret.ballot for secret in secrets_found if secret}


def list_of(database: Database) -> Mailing:
    """The one mailing that was made."""
    with database.reading() as session:
        return session.scalars(select(Mailing)).one()


def keys_left(database: Database) -> set[str]:
    """Keys of lists that are still there, of those that this database names."""
    with database.reading() as session:
        named = set(session.scalars(select(Mailing.sealing_key)))
    assert database.keys
    return named & set(database.keys.names())


def test_a_connection_that_breaks_over_a_message_leaves_it_unknown_until_somebody_sends_it_again(
    inviting: Inviting,
) -> None:
    """As long as the list has its key: here another of its messages is still put off."""
    lost, put_off = addresses(60)[7], addresses(60)[9]
    inviting.server.at_data = lambda address: "drop" if address == lost else None
    inviting.server.at_rcpt = lambda address: "451 Come again" if address == put_off else None
    invite_and_leave(inviting, addresses(60))
    send(inviting)
    states = inviting.states()
    assert Counter(states.values()) == {"sent": 58, "unknown": 1, "waiting": 1}
    assert (states[lost], states[put_off]) == ("unknown", "waiting")
    with inviting.browser.app.app_context():
        do_everything_due(inviting.database)
    assert received(inviting.server) == dict.fromkeys(set(addresses(60)) - {put_off}, 1)
    made = ballots(inviting.database)
    assert len(made) == 60  # the link that may have arrived still answers
    page = inviting.page()
    assert re.search(rf"{lost} ?Invitation ?Unknown\.", page.text)
    inviting.server.at_data = inviting.server.at_rcpt = lambda address: None
    try_at_once(inviting.database)
    again = next(a["href"] for a in page.root.find_all("a") if a.text.startswith("Send 1 again"))
    asked = inviting.browser.get(again)
    assert "Both messages carry the same link, which answers once" in asked.text
    inviting.browser.send(asked)
    inviting.wait_until("sent")
    assert received(inviting.server)[lost] == 2
    texts = [letter.get_content() for letter in inviting.server.letters if letter["To"] == lost]
    assert texts[0] == texts[1]
    assert ballots(inviting.database) == made


def test_a_link_cannot_be_sent_again_once_its_list_is_through(inviting: Inviting) -> None:
    lost = addresses(12)[7]
    inviting.server.at_data = lambda address: "drop" if address == lost else None
    inviting.invite(addresses(12))
    inviting.wait_until("sent", "unknown")
    wait_until_no_sender_works(inviting)
    assert keys_left(inviting.database) == set()
    this, page = list_of(inviting.database), inviting.page()
    assert this.sealing_key_gone_at
    assert "Its links cannot be sent again" in page.text
    assert [a for a in page.root.find_all("a") if "again" in a.text] == []
    asked = inviting.browser.get(f"{INDEX}mailings/{this.id.hex()}/again")
    assert "can be given the open link of the group" in asked.text
    assert not asked.root.find_all("button", text="Send again")
    inviting.browser.post(
        f"{INDEX}mailings/{this.id.hex()}/again", {"csrf_token": page.form(f"{INDEX}remove")["csrf_token"]}
    )
    assert inviting.states()[lost] == "unknown"
    assert len(ballots(inviting.database)) == 12


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
    assert ballots(inviting.database) == ballots_of(links(inviting.server))
    assert len(ballots(inviting.database)) == 60


def test_what_the_server_refuses_is_listed_and_what_it_puts_off_is_brought_again_with_the_same_link(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PUT_OFF_FOR", timedelta(seconds=0.3))
    refused, put_off = addresses(12)[3], Counter(addresses(12)[4:6])
    replies = {refused: "550 5.1.1 No such person"}

    def answer(address: str) -> str | None:
        put_off[address] -= 1
        return "451 Busy: come again" if put_off[address] >= 0 else replies.get(address)

    inviting.server.at_rcpt = answer
    inviting.invite(addresses(12))
    inviting.wait_until("sent", "refused")
    wait_until_no_sender_works(inviting)
    assert "The mail server said: “550 5.1.1 No such person”" in inviting.page().text
    assert set(received(inviting.server)) == set(addresses(12)) - {refused}
    found = links(inviting.server)
    assert len(set(found)) == len(found) == 11  # also those put off: nobody fell back on the open link
    made = ballots(inviting.database)
    assert len(made) == 12  # also of the one refused: nothing is removed
    assert made > ballots_of(found)


def test_a_server_that_takes_nothing_from_us_holds_everything_up(inviting: Inviting) -> None:
    inviting.server.at_mail = lambda: "553 we do not know you"
    inviting.invite(addresses(6))
    until = time.monotonic() + PATIENCE
    while "553 we do not know you" not in (page := inviting.page().text) and time.monotonic() < until:
        time.sleep(0.05)
    assert "553 we do not know you" in page
    assert set(inviting.states().values()) <= {"waiting", "handing over"}
    inviting.server.at_mail = lambda: None
    inviting.wait_until("sent")
    assert received(inviting.server) == dict.fromkeys(addresses(6), 1)


def test_two_senders_at_once_send_nothing_twice(inviting: Inviting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where nothing keeps them apart but the taking of each message."""

    @contextmanager
    def not_alone(_database: Database) -> Iterator[bool]:
        yield True

    monkeypatch.setattr(Database, "alone", not_alone)
    inviting.server.pause = 0.002
    inviting.invite(addresses(150))
    others = [threading.Thread(target=send, args=(inviting,)) for _ in range(3)]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join()
    inviting.wait_until("sent")
    wait_until_no_sender_works(inviting)
    assert received(inviting.server) == dict.fromkeys(addresses(150), 1)
    assert len(set(links(inviting.server))) == len(links(inviting.server))


def test_only_one_sender_works_at_a_time(inviting: Inviting) -> None:
    with inviting.database.alone() as first, inviting.database.alone() as second:
        assert (first, second) == (True, False)
    with inviting.database.alone() as third:
        assert third


def test_after_a_restart_what_was_being_handed_over_is_unknown_and_the_rest_keeps_its_links(
    inviting: Inviting,
) -> None:
    """A sender that dies: it has taken a message, and nothing of it goes on."""
    database, moment = inviting.database, now() + timedelta(seconds=1)
    invite_and_leave(inviting, addresses(20))
    made = ballots(database)
    with database.writing() as session:
        mailing = actions.find_mailings(session, moment)[0]
        batch = actions.begin_batch(session, mailing, moment)
        assert actions.LetterErrand(batch.letters[0]).take(session, moment)
        assert not actions.LetterErrand(batch.letters[0]).take(session, moment)
    expected = {letter.address: batch.link_of(letter) for letter in batch.letters}
    send(inviting)
    states = inviting.states()
    assert Counter(states.values()) == {"sent": 19, "handing over": 1}
    assert len(keys_left(database)) == 1
    with database.writing() as session:
        ten_minutes_ago = update(Message).where(Message.state == MessageState.HANDING_OVER)
        session.execute(ten_minutes_ago.values(changed_at=moment - timedelta(minutes=11)))
    send(inviting)
    assert inviting.states()[batch.letters[0].address] == "unknown"
    assert len(received(inviting.server)) == 19
    assert ballots(database) == made
    for letter in inviting.server.letters:
        secret = expected[str(letter["To"])]
        assert secret
        assert secret.code in letter.get_content()
    assert keys_left(database) == set()


# --- the keys of lists ---------------------------------------------------------------------------------------


def test_a_key_lies_outside_the_database_until_the_list_is_through(inviting: Inviting) -> None:
    invite_and_leave(inviting, addresses(6))
    database = inviting.database
    assert len(keys_left(database)) == 1
    assert list_of(database).sealing_key_gone_at is None
    inviting.server.at_rcpt = lambda address: "451 Come again" if address == addresses(6)[2] else None
    send(inviting)
    assert Counter(inviting.states().values()) == {"sent": 5, "waiting": 1}
    assert len(keys_left(database)) == 1
    inviting.server.at_rcpt = lambda address: None
    try_at_once(database)
    send(inviting)
    assert keys_left(database) == set()
    assert list_of(database).sealing_key_gone_at


def try_at_once(database: Database) -> None:
    """Lets what was put off be tried in the next run."""
    with database.writing() as session:
        waits = update(Message).where(Message.state == MessageState.WAITING)
        session.execute(waits.values(changed_at=now() - timedelta(minutes=1)))


def test_a_key_that_cannot_be_destroyed_is_destroyed_by_a_later_run(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_folder: KeyFolder, name: str) -> None:
        raise FolderAway(f"The key {name} cannot be removed now: it is elsewhere.")

    invite_and_leave(inviting, addresses(6))
    with monkeypatch.context() as broken:
        broken.setattr(KeyFolder, "destroy", away)
        send(inviting)
    assert set(inviting.states().values()) == {"sent"}
    assert len(keys_left(inviting.database)) == 1
    assert list_of(inviting.database).sealing_key_gone_at is None
    assert "key not destroyed" in caplog.text
    with inviting.browser.app.app_context():
        do_everything_due(inviting.database)
    assert keys_left(inviting.database) == set()
    assert list_of(inviting.database).sealing_key_gone_at


def test_the_results_of_a_round_end_its_lists(inviting: Inviting) -> None:
    inviting.server.stop()
    invite_and_leave(inviting, addresses(6))
    assert len(keys_left(inviting.database)) == 1
    inviting.world.close()
    assert destroy_keys_of_lists(inviting.database, now()) == []
    assert keys_left(inviting.database) == set()
    assert set(inviting.states().values()) == {"waiting"}
    inviting.server.start()


def test_a_list_that_is_taken_back_leaves_no_key_and_its_ballots_stay(inviting: Inviting) -> None:
    invite_and_leave(inviting, addresses(6))
    key, cancel = list_of(inviting.database).sealing_key, f"{INDEX}mailings/{{}}/cancel"
    inviting.browser.send(inviting.browser.get(cancel.format(list_of(inviting.database).id.hex())))
    assert rows(inviting.database, "mailings", "invitations") == {"mailings": 0, "invitations": 0}
    assert inviting.database.keys
    assert key not in set(inviting.database.keys.names())
    assert len(ballots(inviting.database)) == 6


def test_without_a_key_no_list_is_taken_on(inviting: Inviting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting.database, "keys", KeyFolder(None))
    page = inviting.invite(addresses(6))
    assert "Set KEYS_PATH to a folder for the keys" in page.root.text
    assert rows(inviting.database, "mailings", "invitations", "ballots") == dict.fromkeys(
        ("mailings", "invitations", "ballots"), 0
    )
    inviting.invite(addresses(4))  # fewer have no links of their own, and need none
    inviting.wait_until("sent")


@pytest.mark.parametrize("harm", ["gone", "another", "cut short"])
def test_a_list_whose_key_was_harmed_waits_and_says_why(inviting: Inviting, harm: str) -> None:
    invite_and_leave(inviting, addresses(6))
    this = list_of(inviting.database)
    assert inviting.database.keys
    file = inviting.database.keys.folders[0] / f"{this.sealing_key}.key"
    value = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(value[:7] if harm == "cut short" else bytes(32))
    send(inviting)
    assert inviting.server.letters == []
    assert set(inviting.states().values()) == {"waiting"}
    page = inviting.page().text
    assert ("is gone, and what lay under it cannot be read" if harm == "gone" else "is not the key") in page
    file.write_bytes(value)
    send(inviting)
    assert ballots_of(links(inviting.server)) == ballots(inviting.database)
    assert len(inviting.server.letters) == 6


def test_lists_from_before_there_were_keys_get_theirs_with_the_first_run(inviting: Inviting) -> None:
    """Eight of them wait and one is unknown: the old ballots of those sent stay, and nine are made at once."""
    invite_and_leave(inviting, addresses(12))
    database, states = inviting.database, [*["sent"] * 3, "unknown", *["waiting"] * 8]
    with database.writing() as session:
        session.execute(update(Mailing).values(sealing_key=None, sealing_mark=None))
        session.execute(delete(Ballot))
        for message, state in zip(session.scalars(select(Message)), states, strict=True):
            message.state = state
    send(inviting)
    assert Counter(inviting.states().values()) == {"sent": 11, "unknown": 1}
    assert len(links(inviting.server)) == 8
    assert ballots_of(links(inviting.server)) < ballots(database)
    assert len(ballots(database)) == 9
    assert keys_left(database) == set()


def test_the_few_that_were_left_of_a_list_without_a_key_get_the_open_link(inviting: Inviting) -> None:
    invite_and_leave(inviting, addresses(12))
    database, states = inviting.database, [*["sent"] * 8, *["waiting"] * 4]
    with database.writing() as session:
        session.execute(update(Mailing).values(sealing_key=None, sealing_mark=None))
        session.execute(delete(Ballot))
        for message, state in zip(session.scalars(select(Message)), states, strict=True):
            message.state = state
    send(inviting)
    assert links(inviting.server) == []
    open_link = f"{BASE}/join/{inviting.world.code('teachers')}"
    assert [open_link in letter.get_content() for letter in inviting.server.letters] == [True] * 4
    assert list_of(database).sealing_key is None


def test_a_list_of_which_fewer_than_five_are_left_gets_the_open_link(inviting: Inviting) -> None:
    invite_and_leave(inviting, addresses(6))
    page, remove = inviting.page(), f"{INDEX}remove"
    for address in addresses(2):
        page = inviting.browser.post(remove, {**page.form(remove), "address": address})
    send(inviting)
    assert len(inviting.server.letters) == 4
    assert links(inviting.server) == []
    assert len(ballots(inviting.database)) == 6
    assert keys_left(inviting.database) == set()


def test_due_sends_what_waits_and_says_so(inviting: Inviting) -> None:
    invite_and_leave(inviting, addresses(6))
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
            running.process.wait(PATIENCE)
        states = Counter(inviting.states().values())
        assert set(states) == {"sent", "waiting"}
        assert states["sent"] == len(mail_server.letters)
        mail_server.pause = 0
        with inviting.browser.app.app_context():
            sending.send_what_waits()
        assert received(mail_server) == dict.fromkeys(addresses(60), 1)


def test_a_sender_that_is_killed_leaves_the_same_links_to_be_sent(database_url: str, tmp_path: Path) -> None:
    """SIGKILL in the middle, more than once; what was in its hands is unknown, and nothing was sent twice."""
    with a_mail_server() as mail_server, a_facilitator(mail_server, database_url, tmp_path) as inviting:
        mail_server.pause = 0.05
        with serving(database_url, tmp_path, WORKERS="1", SMTP_URL=mail_server.url) as running:
            elsewhere = Phone(running.host, running.port)
            invite_by(elsewhere, addresses(60))
            elsewhere.close()
            made, expected = ballots(inviting.database), codes_of(inviting.database)
            for number in (5, 15):
                mail_server.wait_for(number)
                running.restart()
                threading.Thread(target=send, args=(inviting,)).start()
            mail_server.wait_for(25)
        mail_server.pause = 0
        wait_until_only_the_killed_are_in_the_way(inviting)
        assert set(received(mail_server).values()) == {1}
        for letter in mail_server.letters:
            assert expected[str(letter["To"])] in letter.get_content()
        assert ballots(inviting.database) == made
        assert len(made) == 60


def codes_of(database: Database) -> dict[str, str]:
    """The code in the link of each address, as whoever has the key can tell it."""
    with database.reading() as session:
        key = key_of(session, session.scalars(select(Mailing)).one())
        return {
            one.address: secret_of_invitation(key, one.id).code for one in session.scalars(select(Invitation))
        }


def wait_until_only_the_killed_are_in_the_way(inviting: Inviting) -> None:
    until = time.monotonic() + PATIENCE
    while "waiting" in inviting.states().values():
        assert time.monotonic() < until
        send(inviting)
    in_the_way = Counter(inviting.states().values())["handing over"]
    assert in_the_way <= 2 * sending.CONNECTIONS


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
