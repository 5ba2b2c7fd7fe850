"""Leads: a private page without an account, and the e-mails that take them there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from pypdf import PdfReader

from lws_assess.actions.answering.practice import make_practice_link
from lws_assess.records.groups import get_group
from lws_assess.records.people import FACILITATOR
from lws_assess.records.rounds import Round, RoundGroup
from lws_assess.web import create_app
from tests.actions.rounds.test_participation import lead_codes, matrix, someone_answers
from tests.conftest import settings_for
from tests.machines.databases import give_tables
from tests.machines.servers import free_port
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.web.rounds.test_participation import MATRIX, as_role
from tests.worlds.builders import World, new_code
from tests.worlds.occasions import plan_a_day

NOT_TWICE = "If you rated at the event, do not answer again"


def lead(world: World, group: str = "teachers") -> str:
    return f"/lead/{lead_codes(world)[group]}"


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


# --- the private page ----------------------------------------------------------------------------------------


def test_a_lead_sees_their_group_and_nothing_of_others(client: Client, world: World) -> None:
    someone_answers(world, "teachers", 7)
    someone_answers(world, "nurses", 6)
    page = client.get(lead(world))
    assert page.h1 == "Teachers"
    assert "Answered: 7 of 20 (35%)" in page.text
    assert "For your target of 20 you need 13 more." in page.text
    assert "The last day is" in page.text
    assert "Ask Ada on 01234 567890." in page.text
    assert world.code("teachers") in page.text
    assert world.code("nurses") not in page.html
    for other in ("Nurses", "nurses", "Young inspectors", "Parent panel"):
        assert other not in page.html


def test_a_lead_may_try_the_form_where_there_is_a_link_for_that(client: Client, world: World) -> None:
    with world.database.writing() as session:
        session.get_one(Round, (world.partnership, world.round)).practice_code = None
    assert "try the form" not in client.get(lead(world)).text
    with world.database.writing() as session:
        code = make_practice_link(session, world.partnership, world.round, new_code)
    page = client.get(lead(world))
    assert [a["href"] for a in page.root.find_all("a") if a.text == "try the form"] == [
        f"http://127.0.0.1:8000/practice/{code}"
    ]


@pytest.mark.parametrize("answered", [0, 1, 4])
def test_below_five_a_lead_is_told_no_number(client: Client, world: World, answered: int) -> None:
    someone_answers(world, "teachers", answered)
    text = client.get(lead(world)).text
    assert "Answered: Fewer than 5 of 20" in text
    assert "It needs up to 5 more." in text
    assert "you need 16 to 20 more." in text


def test_what_to_say_at_a_meeting_are_three_sentences_and_one_is_not_to_answer_twice(
    client: Client, world: World
) -> None:
    (said,) = client.get(lead(world)).root.find_all("ol")
    assert len(said.find_all("li")) == 3
    assert "rated" not in said.text
    assert "Please answer once, by" in said.text
    plan_a_day(world)
    (said,) = client.get(lead(world)).root.find_all("ol")
    assert len(said.find_all("li")) == 3
    assert NOT_TWICE in said.text


def test_a_link_that_leads_nowhere_looks_like_any_other(client: Client, world: World) -> None:
    code = lead_codes(world)["teachers"] or ""
    other = "0" * 26
    answers = {client.get(path, 404).text for path in (f"/lead/{other}", "/lead/x", f"/join/{other}")}
    assert len(answers) == 1
    for path in (f"/lead/{other}", f"/lead/{other}/slips"):
        client.raw("GET", lead(world))
        form = client.get(lead(world)).form(lead(world))
        client.post(path, {**form, "told": "5", "how_many": "5"}, 404)
    client.get(f"/lead/{other}/poster.pdf", 404)
    assert client.get(f"/lead/{code.upper()}").h1 == "Teachers"
    client.get(f"/join/{code}", 404)
    client.get(f"/lead/{world.code('teachers')}", 404)


def test_the_address_of_the_page_reaches_neither_log_nor_other_sites(
    client: Client, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = client.raw("GET", lead(world))
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert reply.headers["Cache-Control"] == "no-store"
    assert (lead_codes(world)["teachers"] or "") not in capsys.readouterr().err


def test_a_lead_tells_how_many_they_told(client: Client, world: World) -> None:
    path = lead(world)
    form = client.get(path).form(path)
    page = client.post(path, {**form, "told": "25"})
    assert "The number is saved." in page.text
    assert page.form(path)["told"] == "25"
    assert matrix(world).rows[0].asked.told == 25
    before = everything(world.database)
    page = client.post(path, {**form, "told": "many"}, 400)
    assert page.faults() == {"told": "Enter a whole number from 0 to 100,000"}
    assert page.form(path)["told"] == "many"
    assert everything(world.database) == before


def test_a_lead_prints_a_poster_and_slips_of_their_group(client: Client, world: World) -> None:
    path = lead(world)
    poster = client.raw("GET", path + "/poster.pdf")
    assert poster.mimetype == "application/pdf"
    assert "Teachers" in PdfReader(io.BytesIO(poster.data)).pages[0].extract_text()
    form = client.get(path).form(path + "/slips")
    assert form["how_many"] == "20"
    sheet = client.raw("POST", path + "/slips", {**form, "how_many": "3"})
    assert sheet.headers["Content-Disposition"] == 'attachment; filename="slips-first-teachers.pdf"'
    assert matrix(world).rows[0].asked.slips == 3
    page = client.post(path + "/slips", {**form, "how_many": "none"}, 400)
    assert list(page.faults()) == ["how_many"]
    assert page.form(path + "/slips")["how_many"] == "none"


def test_the_words_for_an_e_mail_hold_the_link_of_the_group(client: Client, world: World) -> None:
    page = client.get(lead(world))
    assert world.code("teachers") in page.typed()[0]
    (mailto,) = [a["href"] for a in page.root.find_all("a") if a["href"].startswith("mailto:")]
    assert world.code("teachers") in parse_qs(urlsplit(mailto).query)["body"][0]


def test_when_the_results_are_made_the_page_says_so_and_nothing_more(client: Client, world: World) -> None:
    someone_answers(world, "teachers", 7)
    path = lead(world)
    form = client.get(path).form(path)
    world.close()
    page = client.get(path)
    assert page.h1 == "The results are out"
    assert "7" not in page.text.replace("Ask Ada on 01234 567890.", "")
    client.get(path + "/poster.pdf", 404)
    before = everything(world.database)
    for more in ("", "/slips"):
        assert client.post(path + more, {**form, "told": "9", "how_many": "9"}).h1 == "The results are out"
    assert everything(world.database) == before


def test_between_closing_and_results_nothing_is_handed_out(client: Client, world: World) -> None:
    secret = world.begin("nurses")
    world.save(secret, "about", role="manager")
    world.close()
    page = client.get(lead(world))
    assert "Nobody new can begin any more." in page.text
    assert "/join/" not in page.html


# --- nudging -------------------------------------------------------------------------------------------------


class Office:
    """What a mail server was given, by whom it was for. Refuses addresses at `refused.example`."""

    def __init__(self) -> None:
        self.letters: dict[str, EmailMessage] = {}

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.endswith("@refused.example"):
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.update(dict.fromkeys(envelope.rcpt_tos, letter))
        return "250 fine"


@pytest.fixture
def office() -> Iterator[tuple[Office, str]]:
    kept = Office()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield kept, f"smtp://127.0.0.1:{controller.port}?from=assess@testham.example"
    controller.stop()


@pytest.fixture
def mailing(office: tuple[Office, str], tmp_path: Path) -> Iterator[tuple[World, Client]]:
    """A facilitator of a Testham that sends e-mail; leads of three groups have an address."""
    more = {"SMTP_URL": office[1], "PUBLIC_BASE_URL": "http://assess.testham.example"}
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'mail.sqlite3'}", tmp_path, **more))
    give_tables(app.config["DATABASE"])
    world = World(app.config["DATABASE"])
    for group, address in (
        ("teachers", "tess@testham.example"),
        ("nurses", "nora@refused.example"),
        ("parents", "pam@testham.example"),
    ):
        give_address(world, group, address)
    client = Client(app)
    client.browser = as_role(app, FACILITATOR).browser
    yield world, client
    app.config["DATABASE"].engine.dispose()


def give_address(world: World, group: str, address: str) -> None:
    with world.database.writing() as session:
        get_group(session, world.partnership, group).lead_email = address


def nudge(client: Client, group: str = "teachers") -> Page:
    return client.get(f"{MATRIX}/{group}/nudge")


def test_the_nudge_says_what_the_leads_own_page_says(app: Flask, world: World) -> None:
    someone_answers(world, "teachers", 7)
    someone_answers(world, "nurses", 3)
    client = as_role(app, FACILITATOR)
    (words,) = nudge(client).typed()
    assert "So far 7 people of your group have answered.\nThat is enough" in words
    assert "For your target of 20 you need 13 more.\nThe last day is" in words
    assert f"http://127.0.0.1:8000{lead(world)}\n" in words
    assert "rated" not in words
    assert "the people who work with children, young people and families here" in words
    assert "Here is your private page at 127.0.0.1:8000." in words
    plan_a_day(world)
    assert NOT_TWICE in nudge(client).typed()[0]
    page = nudge(client, "nurses")
    assert "So far fewer than 5 people of your group have answered." in page.typed()[0]
    assert "It needs up to 5 more." in page.typed()[0]
    assert page.form()["subject"] == "Nurses: fewer than 5 answered so far"


def test_without_a_mail_server_the_words_are_there_to_copy(app: Flask, world: World) -> None:
    give_address(world, "teachers", "tess+lead@testham.example")
    client = as_role(app, FACILITATOR)
    page = nudge(client)
    (mailto,) = [a["href"] for a in page.root.find_all("a") if a["href"].startswith("mailto:")]
    assert mailto.startswith("mailto:tess%2Blead@testham.example?")
    body = parse_qs(urlsplit(mailto).query)["body"][0]
    assert body.splitlines() == page.typed()[0].splitlines()
    assert not [b for b in page.root.find_all("button") if b.text.startswith("Send")]
    page = client.send(page, 400, words="Mine.")
    assert "cannot be sent from here" in page.faults()["words"]
    assert page.typed() == ["Mine."]


def test_a_nudge_is_sent_as_it_was_changed(mailing: tuple[World, Client], office: tuple[Office, str]) -> None:
    world, client = mailing
    page = nudge(client)
    assert f"http://assess.testham.example{lead(world)}" in page.typed()[0]
    page = client.send(page, subject="A\nnew: subject", words="Café & <tea>")
    assert "Sent to tess@testham.example." in page.root.find_all("section")[0].text
    letter = office[0].letters["tess@testham.example"]
    assert letter["Subject"] == "A new: subject"
    text = letter.get_content().replace("\r\n", "\n")
    words, _, stop = text.partition("\n\nTo stop such messages to leads of groups:\n")
    assert words == "Café & <tea>"
    assert letter["List-Unsubscribe"] == f"<{stop.strip()}>"
    assert letter["Reply-To"] == "facilitator@testham.example"


def test_what_could_not_be_sent_is_said_and_kept(
    mailing: tuple[World, Client], office: tuple[Office, str]
) -> None:
    page = mailing[1].send(nudge(mailing[1], "nurses"), 400, words="Long thought about.")
    assert "could not be sent" in page.faults()["words"]
    assert page.typed() == ["Long thought about."]
    assert office[0].letters == {}


def test_every_lead_gets_their_own_words_at_once(
    mailing: tuple[World, Client], office: tuple[Office, str]
) -> None:
    world, client = mailing
    give_address(world, "nurses", "nora@testham.example")
    page = client.get(f"{MATRIX}/nudge")
    assert "Young inspectors" in page.text.partition("Groups whose lead has no e-mail address here")[2]
    assert office[0].letters == {}
    page = client.send(page)
    assert "Sent to 3 leads." in page.root.find_all("section")[0].text
    for group, name in (("teachers", "tess"), ("nurses", "nora"), ("parents", "pam")):
        words = office[0].letters[f"{name}@testham.example"].get_content()
        for other in ("teachers", "nurses", "parents"):
            assert (lead(world, other) in words) == (other == group)


def test_where_one_cannot_be_sent_the_rest_stay_chosen(
    mailing: tuple[World, Client], office: tuple[Office, str]
) -> None:
    world, client = mailing
    someone_answers(world, "nurses", 5)
    page = client.get(f"{MATRIX}/nudge")
    assert page.form()["leads"] == ["parents", "teachers", "nurses"], "who needs help first"
    page = client.send(page, 400)
    assert "nora@refused.example could not be sent" in page.faults()["leads"]
    assert set(office[0].letters) == {"pam@testham.example", "tess@testham.example"}
    assert page.form()["leads"] == ["nurses"]
    assert "Sent already: pam@testham.example (Parent panel)" in page.text


def test_a_page_that_is_sent_twice_writes_to_each_lead_once(
    mailing: tuple[World, Client], office: tuple[Office, str]
) -> None:
    world, client = mailing
    give_address(world, "nurses", "nora@testham.example")
    page = client.get(f"{MATRIX}/nudge")
    client.send(page)
    office[0].letters.clear()
    client.send(page)
    assert office[0].letters == {}
    again = client.get(f"{MATRIX}/nudge")
    assert "Written to on" in again.text
    assert "leads" not in again.form(), "whoever was written to today is not ticked"
    client.send(again, leads=["teachers"])
    assert set(office[0].letters) == {"tess@testham.example"}


def test_what_was_not_sent_may_be_tried_again_from_the_same_page(
    mailing: tuple[World, Client], office: tuple[Office, str]
) -> None:
    world, client = mailing
    page = client.get(f"{MATRIX}/nudge")
    client.send(page, 400, leads=["nurses"])
    with world.database.reading() as session:
        asked = session.get_one(RoundGroup, (world.partnership, world.round, "nurses"))
        assert (asked.lead_written, asked.lead_written_at) == (None, None)
    give_address(world, "nurses", "nora@testham.example")
    client.send(page, leads=["nurses"])
    assert set(office[0].letters) == {"nora@testham.example"}


def test_nobody_chosen_is_said(mailing: tuple[World, Client], office: tuple[Office, str]) -> None:
    client = mailing[1]
    page = client.get(f"{MATRIX}/nudge")
    page = client.send(page, 400, leads=[])
    assert page.faults() == {"leads": "Choose at least one lead"}
    page = client.send(page, 400, leads=["inspectors", "nobody"])
    assert office[0].letters == {}


def test_nobody_is_nudged_once_nobody_can_begin(app: Flask, world: World) -> None:
    client = as_role(app, FACILITATOR)
    world.begin("nurses")
    world.close()
    assert nudge(client).path == f"{MATRIX}/teachers/"
    assert client.get(f"{MATRIX}/nudge").path == MATRIX
