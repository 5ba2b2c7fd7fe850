"""Stopping messages: the link in each, the page it leads to, what mail programs send, and what is sent afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.groups import Group
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.post.invitations import Mailing, erase_addresses
from lws_assess.records.rounds import Round
from lws_assess.web.post import sending
from lws_assess.web.start.commands import do_everything_due
from tests.machines.mail_server import MailServer
from tests.pages.client import Client, Page
from tests.watching.counting import everything, rows
from tests.worlds.builders import INSTRUMENT, World, new_code
from tests.worlds.inviting import (
    BASE,
    REMIND,
    Inviting,
    a_facilitator,
    addresses,
    invite_and_leave,
    send,
    to,
    wait_until_no_sender_works,
)
from tests.worlds.planning import plan_action

FIRST = shipped_editions()[INSTRUMENT].areas[0]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WANTS_NONE = "This address asked for no more messages"


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def stop_link(letter: EmailMessage) -> str:
    """The link of a message, which stands in its text and is offered to the mail program alike."""
    header = str(letter["List-Unsubscribe"])
    link = header.removeprefix("<").removesuffix(">")
    assert link.startswith(f"{BASE}/stop/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert text_of(letter).rstrip().endswith(f"\n{link}")
    return link


def letter_to(inviting: Inviting, address: str) -> EmailMessage:
    return next(letter for letter in reversed(inviting.server.letters) if letter["To"] == address)


def path_for(inviting: Inviting, address: str) -> str:
    return stop_link(letter_to(inviting, address)).removeprefix(BASE)


def somebody(inviting: Inviting) -> Client:
    """A browser that has never been here."""
    return Client(inviting.browser.app, BASE)


def press(inviting: Inviting, path: str, button: str) -> Page:
    client = somebody(inviting)
    page = client.get(path)
    assert [b["value"] for b in page.root.find_all("button")] == [button]
    return client.post(path, {"go": button})


def a_day_later(inviting: Inviting) -> None:
    with inviting.database.writing() as session:
        session.execute(update(Mailing).values(made_at=inviting.world.now - timedelta(days=1)))


def invited(inviting: Inviting, number: int = 6) -> list[str]:
    inviting.invite(addresses(number))
    inviting.wait_until("sent")
    wait_until_no_sender_works(inviting)
    return addresses(number)


def not_wanted(inviting: Inviting) -> list[list[str]]:
    """What did not arrive, and why, as the page lists it."""
    (table,) = (
        t for t in inviting.page().root.find_all("table") if "not wanted" in t.find_all("caption")[0].text
    )
    return [[cell.text for cell in row.find_all("th", "td")] for row in table.find_all("tr")[1:]]


# --- the link and its page -------------------------------------------------------------------------------


def test_every_invitation_and_every_reminder_carries_the_same_link_and_each_address_its_own(
    inviting: Inviting,
) -> None:
    people = invited(inviting)
    first = {str(letter["To"]): stop_link(letter) for letter in inviting.server.letters}
    assert len(set(first.values())) == len(people)
    inviting.remind()
    reminders = inviting.server.wait_for(12)[6:]
    assert {str(letter["To"]): stop_link(letter) for letter in reminders} == first
    for letter in inviting.server.letters:
        link = stop_link(letter).rpartition("/")[2]
        own = re.search(r"/i/(\w+)", text_of(letter))
        assert own is None or (own[1] not in link and link not in own[1])


def test_looking_changes_nothing_a_button_stops_and_another_lets_messages_come_again(
    inviting: Inviting,
) -> None:
    people = invited(inviting)
    path = path_for(inviting, people[0])
    before = everything(inviting.database)
    client = somebody(inviting)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert client.raw(method, path).status_code == 200
    assert client.get(path).h1 == "Stop invitations and reminders?"
    assert everything(inviting.database) == before
    for _ in range(2):  # twice is once
        page = client.post(path, {"go": "stop"})
        assert page.h1 == "You get no more invitations and reminders"
        assert rows(inviting.database, "stopped_addresses") == {"stopped_addresses": 1}
    page = press(inviting, path, "again")
    assert page.h1 == "Stop invitations and reminders?"
    assert everything(inviting.database) == before


def test_a_mail_program_stops_them_at_once_without_cookie_or_token_and_is_not_sent_on(
    inviting: Inviting,
) -> None:
    people = invited(inviting)
    program: FlaskClient = inviting.browser.app.test_client()
    for form, kind in ((ONE_CLICK, "application/x-www-form-urlencoded"), (ONE_CLICK, "multipart/form-data")):
        reply = program.post(path_for(inviting, people[0]), data=form, content_type=kind, base_url=BASE)
        assert reply.status_code == 200
        assert "You get no more" in reply.text
    assert rows(inviting.database, "stopped_addresses") == {"stopped_addresses": 1}


def test_the_page_tells_no_address_and_nothing_of_anybodys_answer(inviting: Inviting) -> None:
    people = invited(inviting)
    client = somebody(inviting)
    path = path_for(inviting, people[0])
    page = client.get(path)
    assert not [address for address in people if address in page.html]
    inviting.world.answer("teachers", {f"areas/{FIRST.code}": {FIRST.statements[0].key: "4"}})
    assert client.get(path).root.text == page.root.text


def test_a_link_that_is_none_of_ours_stops_nothing_and_says_so(inviting: Inviting) -> None:
    people = invited(inviting)
    path = path_for(inviting, people[0])
    for wrong in ("/stop/nothing", path[:-1], path.replace("/stop/", "/stop/b")[:-1]):
        page = somebody(inviting).get(wrong, 404)
        assert page.h1 == "This link stops nothing"
        assert (
            inviting.browser.app.test_client().post(wrong, data=ONE_CLICK, base_url=BASE).status_code == 404
        )
    assert rows(inviting.database, "stopped_addresses") == {"stopped_addresses": 0}


# --- what is sent afterwards -----------------------------------------------------------------------------


def test_whoever_stopped_gets_no_reminder_and_whoever_took_it_back_does(inviting: Inviting) -> None:
    people = invited(inviting)
    path = path_for(inviting, people[0])
    press(inviting, path, "stop")
    page = inviting.browser.send(inviting.browser.get(REMIND), group="*")
    assert page.h1 == "Send 5 reminders to everybody invited?"
    assert "1 address asked for no more messages and gets none" in page.text
    inviting.remind()
    inviting.wait_until("sent")
    inviting.server.wait_for(11)
    assert sorted(str(letter["To"]) for letter in inviting.server.letters[6:]) == people[1:]
    press(inviting, path, "again")
    a_day_later(inviting)
    inviting.remind()
    assert sorted(str(letter["To"]) for letter in inviting.server.wait_for(17)[11:]) == people


def test_where_everybody_stopped_there_is_nobody_to_remind(inviting: Inviting) -> None:
    for address in invited(inviting):
        press(inviting, path_for(inviting, address), "stop")
    assert "Everybody there has asked for no more messages" in inviting.remind(status=400).faults()["group"]


def test_a_message_that_waits_when_somebody_stops_is_not_sent(inviting: Inviting) -> None:
    people = invited(inviting)
    inviting.server.stop()
    inviting.remind()
    press(inviting, path_for(inviting, people[2]), "stop")
    inviting.server.start()
    inviting.server.wait_for(11)
    inviting.wait_until("sent", "refused")
    send(inviting)
    assert sorted(str(letter["To"]) for letter in inviting.server.letters[6:]) == [*people[:2], *people[3:]]
    assert not_wanted(inviting) == [[people[2], "Reminder", f"Not sent. {WANTS_NONE}."]]


def test_whoever_stops_while_a_list_is_being_sent_is_passed_over(inviting: Inviting) -> None:
    """In the moment between two messages: the letter is taken for sending only where nobody has stopped it."""
    people = invited(inviting)
    path = path_for(inviting, people[5])
    got: list[str] = []

    def answer(address: str) -> None:
        if not got:
            press(inviting, path, "stop")
        got.append(address)

    inviting.server.at_rcpt = answer
    inviting.remind()
    inviting.server.wait_for(10)
    inviting.wait_until("sent", "refused")
    assert people[5] not in got[1:]


def test_a_new_list_names_whoever_stopped_as_a_problem_and_nobody_can_go_over_it(inviting: Inviting) -> None:
    people = invited(inviting)
    press(inviting, path_for(inviting, people[0]), "stop")
    with inviting.database.writing() as session:  # as in a later round, for which nobody has been invited yet
        erase_addresses(session, "testham", "first")
    page = inviting.check([*people, "new@x.example"], "nurses")
    assert page.h1 == "Send 6 invitations to Nurses?"
    table = {row.find_all("th")[0].text: row.find_all("td")[1].text for row in page.root.find_all("tr")[1:]}
    assert table == {"Row 1": WANTS_NONE}
    action = to("nurses") + "/send"
    forced = {**page.form(action), "addresses": ", ".join([*people, "new@x.example"])}
    again = inviting.browser.post(action, forced, 409)
    assert WANTS_NONE in again.text
    assert rows(inviting.database, "invitations") == {"invitations": 0}
    alone = inviting.check(people[0], "nurses", 400)
    assert "nobody new" in alone.faults()["addresses"]
    assert WANTS_NONE in alone.text


def test_a_list_that_waits_for_its_round_passes_over_whoever_stopped(
    mail_server: MailServer, tmp_path: Path
) -> None:
    with a_facilitator(
        mail_server, f"sqlite:///{tmp_path / 'draft.sqlite3'}", tmp_path, opened=False
    ) as drafting:
        invite_and_leave(drafting, addresses(6))
        code = drafting.database.stops.code(sending.list_of("testham"), addresses(6)[3])
        press(drafting, f"/stop/{code}", "stop")
        with drafting.database.writing() as session:
            open_round(session, "testham", "first", new_code, drafting.world.now)
        send(drafting)
        drafting.wait_until("sent", "refused")
        assert sorted(str(letter["To"]) for letter in mail_server.letters) == [
            *addresses(6)[:3],
            *addresses(6)[4:],
        ]
        assert not_wanted(drafting) == [[addresses(6)[3], "Invitation", f"Not sent. {WANTS_NONE}."]]


@pytest.mark.parametrize("opened", [True, False])
def test_where_too_few_are_left_of_a_list_nobody_gets_a_link_of_their_own(
    mail_server: MailServer, tmp_path: Path, opened: bool
) -> None:
    """Copies of the database would tell of the one whose link was sent whether it was used."""
    people = addresses(FEWEST_OWN_LINKS)
    with a_facilitator(mail_server, f"sqlite:///{tmp_path / 'few.sqlite3'}", tmp_path, opened=opened) as few:
        invite_and_leave(few, people)
        for address in people[1:]:
            press(few, f"/stop/{few.database.stops.code(sending.list_of('testham'), address)}", "stop")
        with few.database.writing() as session:
            if not opened:
                open_round(session, "testham", "first", new_code, few.world.now)
        send(few)
        (letter,) = mail_server.letters
        assert letter["To"] == people[0]
        assert f"{BASE}/join/{few.world.code('teachers')}" in text_of(letter)
        assert "/i/" not in text_of(letter)
        if not opened:
            assert rows(few.database, "ballots") == {"ballots": 0}


def test_a_stop_outlives_the_addresses_and_the_link_works_for_good(inviting: Inviting) -> None:
    people = invited(inviting)
    path = path_for(inviting, people[0])
    press(inviting, path, "stop")
    with inviting.database.writing() as session:
        erase_addresses(session, "testham", "first")
    left = repr({name: found for name, found in everything(inviting.database).items() if name != "people"})
    assert not [address for address in people if address in left]
    assert somebody(inviting).get(path).h1 == "You get no more invitations and reminders"
    press(inviting, path, "again")
    assert rows(inviting.database, "stopped_addresses") == {"stopped_addresses": 0}


def test_what_one_partnership_may_not_send_another_may(inviting: Inviting) -> None:
    people = invited(inviting)
    press(inviting, path_for(inviting, people[0]), "stop")
    other = inviting.database.stops.code(sending.list_of("elsewhere"), people[0])
    World(inviting.database, partnership="elsewhere")
    assert somebody(inviting).get(f"/stop/{other}").h1 == "Stop invitations and reminders?"


# --- leads -----------------------------------------------------------------------------------------------


def name_leads(inviting: Inviting) -> None:
    with inviting.database.writing() as session:
        for key in ("teachers", "nurses"):
            mine = (Group.partnership == "testham", Group.key == key)
            session.execute(update(Group).where(*mine).values(lead_email=f"{key}@x.example"))


NUDGE = "/p/testham/rounds/first/participation/nudge"


def test_a_lead_of_a_group_who_stopped_is_not_written_to(inviting: Inviting) -> None:
    name_leads(inviting)
    inviting.browser.send(inviting.browser.get(NUDGE), leads=["teachers", "nurses"])
    path = path_for(inviting, "teachers@x.example")
    assert path != path_for(inviting, "nurses@x.example")
    press(inviting, path, "stop")
    page = inviting.browser.get(NUDGE)
    assert "asked for no more messages" in page.text
    inviting.browser.send(page, 400, leads=["teachers"])
    one = "/p/testham/rounds/first/participation/teachers/nudge"
    page = inviting.browser.get(one)
    assert "asked for no more messages" in page.text
    page = inviting.browser.send(page, 400)
    assert WANTS_NONE in page.faults()["words"]
    assert len(inviting.server.letters) == 2


def test_the_lead_of_an_action_who_stopped_is_neither_asked_nor_reminded(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = plan_action(inviting.world)
    asking = f"/p/testham/plan/actions/{reference}/ask"
    inviting.browser.send(inviting.browser.get(asking))
    letter = inviting.server.wait_for(1)[0]
    assert letter["Reply-To"] == "facilitator@testham.example"
    press(inviting, path_for(inviting, "lead@testham.example"), "stop")
    assert "asked for no more messages about planned actions" in inviting.browser.get(asking).text
    real = inviting.world.now
    for module in ("post.plan_mail", "plans.leads"):
        monkeypatch.setattr(f"lws_assess.web.{module}.now", lambda: real + timedelta(days=9))
    run_due(inviting)
    assert len(inviting.server.letters) == 1
    own = re.search(rf"{BASE}(/action/\w+)", text_of(letter))
    assert own
    lead = somebody(inviting)
    page = lead.get(own[1])
    assert "You get no reminders" in page.text
    lead.post(f"{own[1]}/reminders", {**page.form(f"{own[1]}/reminders")})
    run_due(inviting)
    reminder = inviting.server.wait_for(2)[1]
    assert reminder["Reply-To"] is None
    assert "Please do not reply to this e-mail" in text_of(reminder)
    assert stop_link(reminder) == stop_link(letter)


def run_due(inviting: Inviting) -> None:
    with inviting.browser.app.app_context():
        do_everything_due(inviting.database)


# --- who is meant to answer, and what is shown before ----------------------------------------------------


@pytest.mark.parametrize(
    ("of_round", "of_partnership", "reply_to"),
    [
        ("Ask Jo on 01632 960000 or jo@x.example.", "Ask al@x.example", "jo@x.example"),
        ("Ask Jo.", "Write to Al Bloggs <Al@x.example>, please", "al@x.example"),
        ("Ask Jo.", "", "facilitator@testham.example"),
        ("Meet us @ the library", "", "facilitator@testham.example"),
    ],
)
def test_answers_go_to_whom_people_are_told_to_ask(
    inviting: Inviting, of_round: str, of_partnership: str, reply_to: str
) -> None:
    with inviting.database.writing() as session:
        session.execute(update(Round).values(contact=of_round))
        session.execute(update(Partnership).values(contact=of_partnership))
    invited(inviting)
    inviting.remind()
    letters = inviting.server.wait_for(12)
    assert {str(letter["Reply-To"]) for letter in letters} == {reply_to}
    assert all("delete your link from the reply first" in text_of(letter) for letter in letters[:6])
    with inviting.database.writing() as session:
        erase_addresses(session, "testham", "first")
    with inviting.database.reading() as session:
        assert {mailing.reply_to for mailing in session.query(Mailing)} == {""}


def test_a_message_says_what_its_page_showed_before_it_went(inviting: Inviting) -> None:
    urdu = "آپ\u200cکا شکریہ"
    typed = f"Come on Friday\u00a015\u00a0January\u00a02027.\tThank\u2009you\vall. {urdu}\r\n.\r\nFrom us:\r\n{{link}}"
    page = inviting.check(addresses(6), words=typed, subject="Friday\u00a015\u00a0January,\tall")
    shown = page.root.find_all("pre")[0].content
    subject = next(p.text for p in page.root.find_all("p") if p.text.startswith("Subject:"))
    inviting.confirm(page)
    letter = inviting.server.wait_for(6)[0]
    assert subject == f"Subject: {letter['Subject']}" == "Subject: Friday 15 January, all"
    assert hidden(text_of(letter)) == hidden(shown) + "\n"
    assert f"Come on Friday 15 January 2027. Thank you\nall. {urdu}\n.\nFrom us:\n" in text_of(letter)
    inviting.wait_until("sent")
    page = inviting.browser.send(inviting.browser.get(REMIND), group="*")
    shown = page.root.find_all("pre")[0].content
    inviting.browser.post(f"{REMIND}send", page.form(f"{REMIND}send"))
    assert hidden(text_of(inviting.server.wait_for(7)[6])) == hidden(shown) + "\n"


def hidden(text: str) -> str:
    """With what is each person's own left out."""
    return re.sub(r"/(i|stop)/\w+", r"/\1/", text)
