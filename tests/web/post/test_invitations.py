"""Inviting by e-mail, page by page: lists, words, confirming, taking back, reminders."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select, update

from lws_assess.actions.people.groups import merge_group, retire_group
from lws_assess.actions.rounds.drafts import delete_draft_round
from lws_assess.actions.rounds.participation import view_participation
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.post.invitations import Invitation, Mailing
from lws_assess.records.responses import Ballot
from lws_assess.records.rounds import Round, RoundGroup
from lws_assess.records.sealing_keys import KeyFolder
from lws_assess.web.post import sending
from tests.machines.mail_server import MailServer
from tests.pages.client import Client, Page, look_at
from tests.watching.counting import rows
from tests.worlds.builders import World, new_code
from tests.worlds.inviting import (
    BASE,
    INDEX,
    REMIND,
    Inviting,
    a_facilitator,
    addresses,
    invite_and_leave,
    send,
    to,
)
from tests.worlds.occasions import plan_a_day
from tests.worlds.staff import signed_in


def invited(inviting: Inviting, group: str = "teachers") -> int:
    with inviting.database.reading() as session:
        return session.get_one(RoundGroup, ("testham", "first", group)).invited


# --- lists ---------------------------------------------------------------------------------------------------


def test_a_list_is_checked_row_by_row_and_nothing_is_kept_or_sent_before_it_is_confirmed(
    inviting: Inviting,
) -> None:
    inviting.invite(addresses(6, "before"), "nurses")
    inviting.wait_until("sent")
    listed = ["Name,E-mail", "Ada,ada@x.example", "Bea,bea@x", ",", "Cy,ADA@x.example", "Di,"]
    page = inviting.check("\n".join([*listed, "Ed,person0@before.example", "Fay,fay@x.example"]))
    assert page.h1 == "Send 2 invitations to Teachers?"
    assert "2 addresses are good; 4 rows have a problem" in page.text
    table = {row.find_all("th")[0].text: row.find_all("td")[1].text for row in page.root.find_all("tr")[1:]}
    assert table == {
        "Row 3": "This is not an e-mail address",
        "Row 5": "The same address stands in row 2",
        "Row 6": "There is no e-mail address in this row",
        "Row 7": "Already invited in this round, for Nurses",
    }
    assert rows(inviting.database, "invitations", "mailings") == {"invitations": 6, "mailings": 1}
    assert len(inviting.server.letters) == 6


def test_going_back_keeps_the_list_and_the_words(inviting: Inviting) -> None:
    page = inviting.check("Name;Mail\nAda;ada@x.example\nBea;bea@x", words="Come: {link}", subject="Come")
    back = inviting.browser.post(to("teachers"), {**page.form(to("teachers") + "/send"), "go": "change"})
    form = back.form()
    assert form["addresses"] == "Name, Mail\nada@x.example\nbea@x"
    assert (form["subject"], form["words"]) == ("Come", "Come: {link}")
    assert not back.faults()


def workbook(*table: tuple[object, ...]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return data.getvalue()


def test_a_file_counts_instead_of_what_was_pasted(inviting: Inviting) -> None:
    table = workbook(("no", "name", "address"), (1, "A", "ada@x.example"), (2, "B", "bea@x.example"))
    for name, data in (
        ("list.csv", "Größe;Mail\nÄ;ada@x.example\nÖ;bea@x.example\n".encode("cp1252")),
        ("list.csv", "\ufeffada@x.example\tx\nbea@x.example\ty\n".encode("utf-16")),
        ("list.xlsx", table),
    ):
        form = {**inviting.browser.get(to("teachers")).form(), "addresses": "cy@x.example"}
        reply = inviting.browser.browser.post(
            to("teachers"), data={**form, "file": (io.BytesIO(data), name)}, base_url=BASE
        )
        page = look_at(to("teachers"), reply)
        assert page.form(to("teachers") + "/send")["addresses"] == "ada@x.example, bea@x.example"


def choose(inviting: Inviting, data: bytes, **typed: str) -> Page:
    form = {**inviting.browser.get(to("teachers")).form(), **typed}
    sent = {**form, "file": (io.BytesIO(data), "list.csv")}
    return look_at(to("teachers"), inviting.browser.browser.post(to("teachers"), data=sent, base_url=BASE))


def test_a_file_that_cannot_be_read_is_refused_at_its_field_and_all_else_is_kept(inviting: Inviting) -> None:
    typed = {"addresses": "Cy <cy@x.example>", "subject": "Come", "words": "Come: {link}"}
    for data, said in (
        (b"PK\3\4nothing", "cannot be read"),
        (b"<html><table><tr><td>ada@x.example", "web page"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "(.xls)"),
    ):
        page = choose(inviting, data, **typed)
        assert (page.status, list(page.faults())) == (400, ["file"])
        assert said in page.faults()["file"]
        assert typed.items() <= page.form().items()


def test_what_a_file_holds_is_kept_as_text_where_the_message_will_not_do(inviting: Inviting) -> None:
    page = choose(inviting, b"Name;Mail\nAda;ada@x.example\nBea;bea@\n", words="No link")
    assert list(page.faults()) == ["words"]
    assert page.form()["addresses"] == "Name, Mail\nada@x.example\nbea@"


def told(page: Page) -> list[str]:
    (section,) = [e for e in page.root.find_all("section") if "What was read" in e.text]
    return [item.text for item in section.find_all("li")]


def test_the_check_names_what_was_read_and_what_was_not_and_every_problem_of_a_row(
    inviting: Inviting,
) -> None:
    listed = (
        "sep=;\nName;E-mail;Manager\nSmith, Jo;Jo <jo@x.example>, al@x.example;boss@x.example\nCy;see @ noon;"
    )
    page = inviting.check(listed)
    assert page.h1 == "Send 2 invitations to Teachers?"
    assert "2 addresses are good; 2 rows have a problem" in page.text
    assert told(page) == [
        "The whole text: 3 rows and 3 columns, separated by semicolons.",
        "Row 1 was taken for the headings: Name, E-mail, Manager.",
        "Addresses are taken from “E-mail”.",
        "The columns “Name”, “Manager”: nobody is invited from them.",
    ]
    cells = [[cell.text for cell in row.find_all("th", "td")] for row in page.root.find_all("tr")[1:]]
    assert cells == [
        ["Row 2", "boss@x.example", "This stands in “Manager”, and addresses are taken from “E-mail”"],
        ["Row 3", "see @ noon", "This is not an e-mail address"],
    ]
    back = inviting.browser.post(to("teachers"), {**page.form(to("teachers") + "/send"), "go": "change"})
    assert told(inviting.browser.send(back)) == [
        "The whole text: 3 rows and 2 columns, separated by tabs.",
        "Row 1 was taken for the headings: E-mail, Manager.",
        "Addresses are taken from “E-mail”.",
        "The column “Manager”: nobody is invited from it.",
    ]


def test_no_problem_is_left_off_the_page_however_many_or_long(inviting: Inviting) -> None:
    bad = [f"person{number}@x" for number in range(700)]
    page = inviting.check([*bad, "x" * 700 + "@" + "y" * 700, "ada@x.example"])
    shown = [cells[0].text for row in page.root.find_all("tr")[1:] if (cells := row.find_all("td"))]
    assert shown == [*bad, "x" * 700 + "@" + "y" * 700]
    good = inviting.check(addresses(700))
    assert all(address in good.text for address in addresses(700))


def test_what_will_not_do_is_said_at_its_field_and_nothing_typed_is_lost(inviting: Inviting) -> None:
    for field, value, said in (
        ("addresses", "", "Paste at least one address"),
        ("addresses", "nobody here", "nobody new"),
        ("words", "Come.", "Keep {link}"),
        ("words", "", "Enter a message"),
        ("words", "{link}" + "x" * 5000, "5,000 characters"),
        ("subject", " ", "Enter a subject"),
    ):
        typed = {"addresses": "ada@x.example", "words": "Come: {link}", "subject": "Come", field: value}
        page = inviting.browser.send(inviting.browser.get(to("teachers")), 400, **typed)
        assert said in page.faults()[field]
        kept = page.form()
        assert {name: kept[name] for name in typed} == {**typed, "subject": typed["subject"].strip()}


def test_two_thousand_addresses_and_more_fit_into_the_form(inviting: Inviting) -> None:
    many = addresses(9000, "a-long-name-of-some-school-or-other")
    page = inviting.check(many)
    assert page.h1 == "Send 9,000 invitations to Teachers?"
    back = inviting.browser.post(to("teachers"), {**page.form(to("teachers") + "/send"), "go": "change"})
    assert back.form()["addresses"] == "\n".join(many)


# --- sending -------------------------------------------------------------------------------------------------


def test_everybody_gets_a_link_of_their_own_that_answers_once(inviting: Inviting) -> None:
    page = inviting.invite(addresses(7))
    assert "on their way" in page.root.text
    letters = inviting.server.wait_for(7)
    assert sorted(str(letter["To"]) for letter in letters) == addresses(7)
    texts = [letter.get_content() for letter in letters]
    links = {line for text in texts for line in text.splitlines() if line.startswith(f"{BASE}/i/")}
    assert len(links) == 7
    for text in texts:
        assert "again" not in text
        for words in (
            "Testham Children's Partnership asks",
            "minutes",
            "last day is",
            "voluntary and anonymous: we cannot tell who answered",
            "This link is yours alone: it answers once",
            "how well the people who work or volunteer with children",
            "The link leads to assess.testham.example. The page there asks for no name",
            "Ask Ada on 01234 567890",
        ):
            assert words in text
    inviting.wait_until("sent")
    assert invited(inviting) == 7
    phone = Client(inviting.browser.app, BASE)
    assert "agree" in phone.get(links.pop()).html


def test_children_get_plainer_words(inviting: Inviting) -> None:
    plan_a_day(inviting.world)
    inviting.invite(addresses(5), "inspectors")
    text = inviting.server.wait_for(5)[0].get_content()
    assert "This link is only for you: it answers once" in text
    assert "short questions" in text
    assert "the people who help children, young people and families here" in text
    assert "The link leads to assess.testham.example. The page there does not ask for your name" in text
    assert "Did you answer these questions at the event? Then do not answer again." in text


def test_with_very_few_nobody_gets_a_link_of_their_own(inviting: Inviting) -> None:
    assert "From 5 people on, each has a link of their own" in inviting.browser.get(to("teachers")).text
    page = inviting.check(addresses(4))
    assert "nobody gets a link of their own" in page.text
    before = rows(inviting.database, "ballots")
    inviting.confirm(page)
    texts = [letter.get_content() for letter in inviting.server.wait_for(4)]
    assert all(f"{BASE}/join/{inviting.world.code('teachers')}" in text for text in texts)
    assert all("yours alone" not in text and "only once" in text for text in texts)
    assert rows(inviting.database, "ballots") == before


def test_confirming_twice_sends_once(inviting: Inviting) -> None:
    page = inviting.check(addresses(5))
    inviting.confirm(page)
    inviting.wait_until("sent")
    inviting.confirm(page)
    assert rows(inviting.database, "invitations", "mailings") == {"invitations": 5, "mailings": 1}
    assert len(inviting.server.letters) == 5


def test_a_list_of_which_somebody_was_invited_meanwhile_is_shown_anew(inviting: Inviting) -> None:
    page = inviting.check(addresses(6))
    inviting.invite([*addresses(5, "others"), "person0@teachers.example"], "nurses")
    inviting.wait_until("sent")
    page = inviting.confirm(page, status=409)
    assert page.h1 == "Send 5 invitations to Teachers?"
    assert "Already invited in this round, for Nurses" in page.text
    assert invited(inviting) == 0


def test_a_subject_and_words_cannot_carry_another_header(inviting: Inviting) -> None:
    page = inviting.check(addresses(5), subject="Come\r\nBcc: evil@x.example", words="a\r\n.\r\n{link}\x00")
    inviting.confirm(page)
    for letter in inviting.server.wait_for(5):
        assert letter["Bcc"] is None
        assert letter["Subject"] == "Come Bcc: evil@x.example"
        assert letter.get_content().startswith("a\r\n.\r\nhttp")


def test_words_of_other_languages_arrive_as_they_were_written(inviting: Inviting) -> None:
    inviting.confirm(inviting.check(addresses(5), subject="Dŵr – ein plant", words="Ŵ “q” ¡ ×\n\n{link}"))
    letter = inviting.server.wait_for(5)[0]
    assert letter["Subject"] == "Dŵr – ein plant"
    assert letter.get_content().startswith(f"Ŵ “q” ¡ ×\r\n\r\n{BASE}/i/")


def test_without_a_mail_server_the_page_says_so_before_anything_is_typed(app: Flask, world: World) -> None:
    client = signed_in(app, "testham", "facilitator")
    page = look_at(INDEX, client.get(INDEX))
    assert "cannot send e-mail yet" in page.text
    assert "Invite people" not in page.text
    for path in (to("teachers"), REMIND):
        assert client.get(path).headers["Location"] == INDEX


# --- drafts and closed rounds --------------------------------------------------------------------------------


def test_invitations_of_a_draft_wait_until_it_opens_and_can_be_cancelled(
    mail_server: MailServer, tmp_path: Path
) -> None:
    with a_facilitator(
        mail_server, f"sqlite:///{tmp_path / 'draft.sqlite3'}", tmp_path, opened=False
    ) as drafting:
        page = drafting.invite(addresses(6))
        assert "6 invitations wait until the round opens" in page.text
        with drafting.browser.app.app_context():
            assert sending.send_what_waits() == []
        cancel = next(a["href"] for a in page.root.find_all("a") if a.text.startswith("Cancel"))
        asked = drafting.browser.get(cancel)
        assert "6 messages" in asked.text
        page = drafting.browser.send(asked)
        assert "cancelled" in page.root.text
        assert rows(drafting.database, "invitations", "mailings", "messages", "ballots") == dict.fromkeys(
            ("invitations", "mailings", "messages", "ballots"), 0
        )
        assert invited(drafting) == 0
        assert mail_server.letters == []


def test_once_a_round_has_closed_nothing_more_is_sent(inviting: Inviting) -> None:
    inviting.server.stop()
    inviting.invite(addresses(6))
    inviting.world.close()
    inviting.server.start()
    with inviting.browser.app.app_context():
        assert sending.send_what_waits() == []
    assert "6 messages were not sent, because the round has closed" in inviting.page().text
    assert inviting.browser.raw("GET", to("teachers")).status_code == 303
    assert inviting.server.letters == []


def test_an_address_can_be_taken_off_before_anything_was_sent_to_it_and_not_after(inviting: Inviting) -> None:
    inviting.server.at_rcpt = lambda address: "550 no such box" if "person0" in address else None
    inviting.invite(addresses(6))
    inviting.wait_until("sent", "refused")
    page = inviting.page()
    assert "550 no such box" in page.text
    remove = f"{INDEX}remove"
    page = inviting.browser.post(remove, {**page.form(remove), "address": "Person0@teachers.example"})
    assert "person0@teachers.example is off the list" in page.root.text
    assert invited(inviting) == 5
    page = inviting.browser.post(remove, {**page.form(remove), "address": "person1@teachers.example"}, 400)
    assert "has left" in page.faults()["address"]
    page = inviting.browser.post(remove, {**page.form(remove), "address": "who@x.example"}, 400)
    assert "Nobody was invited" in page.faults()["address"]
    assert (invited(inviting), rows(inviting.database, "invitations")["invitations"]) == (5, 5)


# --- reminders -----------------------------------------------------------------------------------------------


def test_a_reminder_answers_the_invitation_and_has_no_link(inviting: Inviting) -> None:
    inviting.server.at_rcpt = lambda address: "550 no such box" if "person0" in address else None
    inviting.invite(addresses(6))
    inviting.wait_until("sent", "refused")
    first = {letter["To"]: letter for letter in inviting.server.letters}
    inviting.remind()
    reminders = inviting.server.wait_for(10)[5:]
    assert {letter["To"] for letter in reminders} == set(first)
    with inviting.database.reading() as session:  # those of the list, also of the message that was refused
        assert session.scalar(select(func.count()).select_from(Ballot)) == 6
    for letter in reminders:
        invitation = first[letter["To"]]
        assert letter["In-Reply-To"] == letter["References"] == invitation["Message-ID"]
        assert letter["Message-ID"] != invitation["Message-ID"]
        assert letter["Subject"] == f"Re: {invitation['Subject']}"
        text = letter.get_content()
        assert text.startswith("We cannot tell who has answered; if you have, thank you.")
        assert "asked you about the people who work with children" in text
        assert "again" not in text
        assert "/i/" not in text


def test_there_is_at_most_one_reminder_a_day_to_each_group(inviting: Inviting) -> None:
    for group in ("teachers", "nurses"):
        inviting.invite(addresses(5, group), group)
    inviting.wait_until("sent")
    inviting.remind("teachers")
    assert "Wait until tomorrow" in inviting.remind("teachers", 400).faults()["group"]
    assert "Choose another group" in inviting.remind("*", 400).faults()["group"]
    inviting.remind("nurses")
    with inviting.database.writing() as session:
        session.execute(update(Mailing).values(made_at=inviting.world.now - timedelta(days=1)))
    inviting.remind("*")
    inviting.server.wait_for(30)
    assert "Wait until tomorrow" in inviting.remind("teachers", 400).faults()["group"]


def test_a_reminder_takes_no_link(inviting: Inviting) -> None:
    inviting.invite(addresses(5))
    inviting.wait_until("sent")
    assert "Take {link} out" in inviting.remind(status=400, words="Here: {link}").faults()["words"]
    with inviting.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 5


# --- groups of drafts ----------------------------------------------------------------------------------------


def test_what_waits_in_a_draft_follows_its_group(mail_server: MailServer, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'draft.sqlite3'}"
    with a_facilitator(mail_server, url, tmp_path, opened=False) as drafting:
        for group in ("teachers", "nurses"):
            drafting.invite(addresses(6, group), group)
        with drafting.database.writing() as session:
            merge_group(session, "testham", "teachers", "nurses", datetime.now(UTC))
        assert invited(drafting, "nurses") == 12
        assert "12 invitations wait" in drafting.page().text
        with drafting.database.writing() as session:
            retire_group(session, "testham", "nurses", datetime.now(UTC))
        assert "wait until the round opens" not in drafting.page().text
        drafting.invite(addresses(5, "parents"), "parents")
        with drafting.database.writing() as session:
            delete_draft_round(session, "testham", "first")
        left = rows(drafting.database, "invitations", "mailings", "messages", "rounds")
        assert set(left.values()) == {0}


def test_lists_of_a_draft_get_their_links_when_it_opens_also_those_of_a_group_that_was_merged(
    mail_server: MailServer, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'draft.sqlite3'}"
    with a_facilitator(mail_server, url, tmp_path, opened=False) as drafting:
        for group, number in (("teachers", 6), ("nurses", 7), ("parents", 3)):
            drafting.invite(addresses(number, group), group)
        assert rows(drafting.database, "ballots") == {"ballots": 0}
        with drafting.database.writing() as session:
            merge_group(session, "testham", "teachers", "nurses", drafting.world.now)
            open_round(session, "testham", "first", new_code, drafting.world.now)
        send(drafting)
        texts = [letter.get_content() for letter in mail_server.letters]
        assert sum(f"{BASE}/i/" in text for text in texts) == 13
        assert sum(f"{BASE}/join/{drafting.world.code('parents')}" in text for text in texts) == 3
        with drafting.database.reading() as session:
            assert session.scalars(select(Ballot.group)).all() == ["nurses"] * 13
            lists = session.scalars(select(Mailing).order_by(Mailing.group)).all()
        assert [(one.group, bool(one.sealing_key_gone_at)) for one in lists] == [
            ("nurses", True),
            ("nurses", True),
            ("parents", False),
        ]


def test_a_draft_takes_no_list_where_no_key_could_be_made_for_it(
    mail_server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'draft.sqlite3'}"
    with a_facilitator(mail_server, url, tmp_path, opened=False) as drafting:
        monkeypatch.setattr(drafting.database, "keys", KeyFolder(None))
        assert "Set KEYS_PATH to a folder" in drafting.invite(addresses(6)).root.text
        assert rows(drafting.database, "mailings") == {"mailings": 0}


def test_people_whose_list_was_taken_back_are_not_counted_as_invited_or_as_having_answered(
    inviting: Inviting,
) -> None:
    invite_and_leave(inviting, addresses(6))
    page = inviting.page()
    cancel = next(a["href"] for a in page.root.find_all("a") if a.text.startswith("Cancel"))
    inviting.browser.send(inviting.browser.get(cancel))
    with inviting.database.reading() as session:
        this = session.get_one(Round, ("testham", "first"))
        seen = view_participation(session, this, runs_it=True)
        assert session.scalar(select(func.count()).select_from(Ballot)) == 6
    assert [(row.invited, row.own_device) for row in seen.rows] == [(0, 0)] * len(seen.rows)
    inviting.invite(addresses(6))
    inviting.wait_until("sent")
    assert invited(inviting) == 6


def test_while_messages_are_on_their_way_the_page_shows_how_far_they_got_also_without_scripts(
    inviting: Inviting,
) -> None:
    inviting.server.pause = 0.2
    page = inviting.invite(addresses(12))
    assert "12 messages done" in page.text
    assert page.root.find_all("progress", max="12")
    assert [link["href"] for link in page.root.find_all("a") if link.text == "Look again"] == [page.path]
    inviting.server.pause = 0
    inviting.wait_until("sent")
    page = inviting.page()
    assert not page.root.find_all("progress")
    assert "Nothing waits to be sent." in page.text
