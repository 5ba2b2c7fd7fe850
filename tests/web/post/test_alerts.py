"""Words of risk: from what somebody sent to the safeguarding contact's page, through a real mail server."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.actions.rounds.running_rounds import close_round
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING
from lws_assess.web import create_app
from lws_assess.web.upkeep.due import do_everything_due
from tests.conftest import settings_for
from tests.machines.databases import give_tables
from tests.machines.mail_server import MailServer, a_mail_server
from tests.pages.client import Client, Page, first_area
from tests.pages.elements import Element
from tests.runs.slowness import PATIENCE
from tests.runs.waiting import a_quarter_passes
from tests.watching.counting import rows, statements
from tests.watching.promises_of_mail import promises_of_mail
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import add_person, client_of

FIRST = shipped_editions()[INSTRUMENT].areas[0]
UNSAFE = "I do not feel safe at home at the moment."
HERE = "/p/testham/"
QUEUE = "/p/testham/rounds/first/comments/"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def sending(post: MailServer, tmp_path: Path) -> Iterator[Flask]:
    """The app with a mail server behind it."""
    more = {"SMTP_URL": post.url, "PUBLIC_BASE_URL": "http://assess.testham.example"}
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'alerts.sqlite3'}", tmp_path, **more))
    give_tables(app.config["DATABASE"])
    World(app.config["DATABASE"])
    yield app
    app.config["DATABASE"].engine.dispose()


def send_words(app: Flask, words: str) -> Page:
    """Somebody answers through the pages; returns the last one."""
    client = Client(app, address_of(app))
    page = first_area(client, code_of(app))
    client.send(page, **{FIRST.statements[0].key: "3"}, comment=words)
    return client.send(client.get(page.path.partition("/areas/")[0] + "/check"))


def address_of(app: Flask) -> str:
    return str(app.config["SETTINGS"].public_base_url)


def code_of(app: Flask) -> str:
    with app.config["DATABASE"].reading() as session:
        return str(session.connection().exec_driver_sql(
            "SELECT code FROM open_links WHERE \"group\" = 'teachers' AND NOT shared AND partnership = 'testham'"
        ).scalar_one())  # fmt: skip


def due(app: Flask) -> None:
    """What is due in another quarter of an hour."""
    a_quarter_passes(app.config["DATABASE"])
    with app.app_context():
        do_everything_due(app.config["DATABASE"])


def wait_until(app: Flask, table: str, number: int) -> None:
    until = time.monotonic() + PATIENCE
    while rows(app.config["DATABASE"], table)[table] < number and time.monotonic() < until:
        time.sleep(0.01)
    assert rows(app.config["DATABASE"], table) == {table: number}


def close(app: Flask) -> None:
    """The round closes and has its results; nobody has been told of them yet."""
    with app.config["DATABASE"].writing() as session:
        close_round(session, "testham", "first", datetime.now(UTC))


def member(app: Flask, role: str) -> Client:
    return client_of(app, add_person(app.config["DATABASE"], "testham", role), address_of(app))


def name_nobody(app: Flask) -> None:
    with app.config["DATABASE"].writing() as session:
        partnership = find_partnership(session, "testham")
        assert partnership
        partnership.safeguarding_name = partnership.safeguarding_email = ""


def test_words_of_risk_reach_the_safeguarding_contact_within_a_quarter_of_an_hour_without_the_words(
    sending: Flask, post: MailServer
) -> None:
    assert send_words(sending, UNSAFE).h1 == "Thank you"
    assert rows(sending.config["DATABASE"], "alerts") == {"alerts": 0}, "not in the moment of the answer"
    due(sending)
    letter = post.wait_for(1)[0]
    assert letter["To"] == "sam.oyelaran@testham.example"
    text = letter.get_content()
    assert "safe at home" not in text
    assert "Teachers" not in text
    assert FIRST.name not in text
    link = re.search(r"http://assess\.testham\.example(/alert/\S+)", text)
    assert link
    page = Client(sending, address_of(sending)).get(link[1])
    assert UNSAFE in page.text
    assert "Teachers" not in page.text
    assert FIRST.name not in page.text
    lying = rows(sending.config["DATABASE"], "alerts", "alert_steps", "box_responses", "comments")
    assert lying == {"alerts": 1, "alert_steps": 1, "box_responses": 1, "comments": 0}


def test_words_under_way_lie_under_the_key_of_the_round(sending: Flask) -> None:
    send_words(sending, UNSAFE)
    due(sending)
    database = sending.config["DATABASE"]
    with database.reading() as session:
        row = session.connection().exec_driver_sql("SELECT text, ciphertext FROM alerts").one()
    assert row[0] == ""
    assert b"safe" not in bytes(row[1])


def test_one_e_mail_tells_of_everything_that_a_partnership_has(sending: Flask, post: MailServer) -> None:
    World(sending.config["DATABASE"], partnership="elsewhere").answer(
        "teachers", {f"areas/{FIRST.code}": {"comment": UNSAFE}}
    )
    for more in ("", " Nobody listens."):
        send_words(sending, UNSAFE + more)
    due(sending)
    letters = sorted(len(re.findall(r"/alert/\S+", letter.get_content())) for letter in post.wait_for(2))
    assert letters == [1, 2]
    due(sending)
    assert len(post.letters) == 2, "told once"


def test_at_the_release_the_link_that_was_mailed_dies_and_the_contact_gets_another(
    sending: Flask, post: MailServer
) -> None:
    send_words(sending, UNSAFE)
    due(sending)
    contact = Client(sending, address_of(sending))
    first = link_in(post.wait_for(1)[0])
    assert UNSAFE in contact.get(first).text
    close(sending)
    assert contact.get(first, 404).h1 == "This link leads nowhere, or it has been replaced"
    facilitator = member(sending, FACILITATOR)
    assert "1 alert is with Sam Oyelaran" in facilitator.get(HERE).text, "Sam has been told before"
    due(sending)
    second = link_in(post.wait_for(2)[1])
    assert second != first
    assert UNSAFE in contact.get(second).text
    assert alert_notices(facilitator.get(HERE)) == [second]


def test_what_somebody_types_while_the_round_is_released_is_not_lost(
    sending: Flask, post: MailServer
) -> None:
    send_words(sending, UNSAFE)
    due(sending)
    contact = Client(sending, address_of(sending))
    page = contact.get(link_in(post.wait_for(1)[0]))
    close(sending)
    refused = contact.send(page, 404, who="Sam Oyelaran", what="Raised with the duty team.")
    assert refused.typed() == ["Raised with the duty team."]
    steps = {"alert_steps": 2}  # that it was sent, and that its link was made anew
    assert rows(sending.config["DATABASE"], "alert_steps") == steps


def test_what_was_written_down_before_the_release_stays_with_the_words_after_it(
    sending: Flask, post: MailServer
) -> None:
    send_words(sending, UNSAFE)
    due(sending)
    contact = Client(sending, address_of(sending))
    page = contact.get(link_in(post.wait_for(1)[0]))
    contact.send(page, who="Sam Oyelaran", what="Raised with the duty team.")
    close(sending)
    due(sending)
    assert len(post.letters) == 1, "nothing is open about it"
    assert rows(sending.config["DATABASE"], "alerts", "alert_steps") == {"alerts": 1, "alert_steps": 2}
    assert alert_notices(member(sending, FACILITATOR).get(HERE)) == []


def link_in(letter: EmailMessage) -> str:
    link = re.search(r"/alert/\S+", letter.get_content())
    assert link
    return link[0]


def test_other_words_send_nothing(sending: Flask, post: MailServer) -> None:
    send_words(sending, "All is well.")
    due(sending)
    assert post.letters == []
    assert rows(sending.config["DATABASE"], "alerts") == {"alerts": 0}


def test_facilitators_who_watch_cannot_lay_an_alert_beside_the_answer_that_brought_it(
    sending: Flask, post: MailServer
) -> None:
    """They see the numbers of every group. So once the contact has been told, they learn nothing until the release."""
    facilitator = member(sending, FACILITATOR)
    due(sending)
    numbers = groups_of(facilitator)
    assert [alert_notices(facilitator.get(path)) for path in (HERE, QUEUE)] == [[], []]
    send_words(sending, UNSAFE)
    for _ in range(6):
        due(sending)
        assert len(post.wait_for(1)) == 1
        assert [alert_notices(facilitator.get(path)) for path in (HERE, QUEUE)] == [[], []]
        assert groups_of(facilitator) == numbers, "all are of one group"
        send_words(sending, "All is well.")
    close(sending)
    due(sending)
    for path in (HERE, QUEUE):
        assert len(alert_notices(facilitator.get(path))) == 1
        assert "1 alert is with Sam Oyelaran" in facilitator.get(path).text


def groups_of(client: Client) -> list[str]:
    """What each group's line says of who has answered."""
    (table,) = client.get("/p/testham/rounds/first/participation").root.find_all("table")
    return [row.text for row in table.find_all("tr")]


def alert_notices(page: Page) -> list[str]:
    return [a["href"] for a in page.root.find_all("a") if a["href"].startswith("/alert/")]


def test_a_mail_server_that_is_slow_or_down_delays_nobody_and_due_tries_again(
    sending: Flask, post: MailServer
) -> None:
    post.stop()
    assert send_words(sending, UNSAFE).h1 == "Thank you"
    assert rows(sending.config["DATABASE"], "alerts") == {"alerts": 0}, (
        "nobody is written to before the answer"
    )
    due(sending)
    for path in (HERE, QUEUE):
        page = (member(sending, FACILITATOR) if path == HERE else member(sending, ADMINISTRATOR)).get(path)
        assert "nobody has been told yet" in page.text
        assert "the mail server did not take the message" in page.text
    post.start()
    due(sending)
    assert len(post.wait_for(1)) == 1
    due(sending)
    assert len(post.letters) == 1, "told once"


def test_without_a_mail_server_facilitators_are_told_who_must_be_told(app: Flask, world: World) -> None:
    send_words(app, UNSAFE)
    due(app)
    page = member(app, FACILITATOR).get(HERE)
    assert "This service sends no e-mail, so nothing goes to Sam Oyelaran" in page.text
    assert "Whoever runs the server can set up e-mail." in page.text
    assert promises_of_mail(page.text) == []
    assert "safe at home" not in page.text
    assert Client(app, address_of(app)).get(alert_link(page)).text.count("sends no e-mail") == 1, "said twice"
    assert "nobody has been told" not in member(app, STEERING).get(HERE).text


def test_where_nobody_is_named_facilitators_are_led_to_name_somebody(app: Flask, world: World) -> None:
    name_nobody(app)
    send_words(app, UNSAFE)
    due(app)
    page = member(app, FACILITATOR).get(HERE)
    assert "nobody has been told yet" in page.text
    assert [a for a in page.root.find_all("a") if a["href"] == "/p/testham/settings"]


def test_without_a_mail_server_nobody_is_asked_for_the_address_of_a_contact_who_is_named(
    app: Flask, world: World
) -> None:
    with world.database.writing() as session:
        partnership = find_partnership(session, world.partnership)
        assert partnership
        partnership.safeguarding_email = ""
    send_words(app, UNSAFE)
    due(app)
    page = member(app, FACILITATOR).get(HERE)
    assert "nothing goes to Sam Oyelaran: please pass the words on yourself" in " ".join(page.text.split())
    [note] = [
        one for one in page.root.find_all("div") if one.text.strip().startswith("Somebody may not be safe")
    ]
    assert not [a for a in note.find_all("a") if a["href"] == "/p/testham/settings"]


def alert_link(page: Page) -> str:
    return next(a["href"] for a in page.root.find_all("a") if a["href"].startswith("/alert/"))


def test_what_was_done_is_written_down_by_name_and_the_notice_goes(app: Flask, world: World) -> None:
    send_words(app, UNSAFE)
    due(app)
    facilitator = member(app, FACILITATOR)
    address = alert_link(facilitator.get(HERE))
    contact = Client(app, address_of(app))
    page = contact.get(address)
    assert "Follow your local safeguarding procedure" in page.text
    wrong = contact.send(page, 400, what="Raised with the duty team.")
    assert list(wrong.faults()) == ["who"]
    assert wrong.typed() == ["Raised with the duty team."]
    done = contact.send(wrong, who="Sam Oyelaran", what="Raised with the duty team.")
    assert "Sam Oyelaran: Raised with the duty team." in done.text
    more = contact.send(done, who="Sam Oyelaran", what="Nobody can be identified.")
    assert "Raised with the duty team." in more.text
    assert "Nobody can be identified." in more.text
    assert "nobody has been told" not in facilitator.get(HERE).text


def test_the_protocol_of_the_partnership_stands_on_the_page(app: Flask, world: World) -> None:
    with world.database.writing() as session:
        partnership = find_partnership(session, "testham")
        assert partnership
        partnership.safeguarding_words = "Ring the duty team on 01632 960999.\nThen tell the head."
    send_words(app, UNSAFE)
    due(app)
    page = Client(app, address_of(app)).get(alert_link(member(app, FACILITATOR).get(HERE)))
    assert "Ring the duty team on 01632 960999." in page.text


def test_a_code_that_is_none_is_nowhere(app: Flask, world: World) -> None:
    for code in ("x", "0" * 26, "%00", "3957ps5a38wrm7qhkd9rfa58cd"):
        Client(app).get(f"/alert/{code}", 404)


def address_to_decide(card: Element) -> str:
    return next(a["href"] for a in card.find_all("a") if a.text.startswith("Decide"))


def test_a_moderator_passes_a_comment_on(sending: Flask, post: MailServer) -> None:
    world_words = "He waits for me outside every day."
    send_words(sending, world_words)
    due(sending)
    close(sending)
    due(sending)
    assert post.letters == []
    facilitator = member(sending, FACILITATOR)
    queue = facilitator.get(QUEUE)
    card = next(a for a in queue.root.find_all("article") if world_words in a.text)
    page = facilitator.get(address_to_decide(card))
    facilitator.send(page, what="pass-on", reasons=["risk"])
    letter = post.wait_for(1)[0]
    assert world_words in facilitator.get(link_in(letter)).text
    wait_until(sending, "alert_steps", 1)
    assert "with Sam Oyelaran" in facilitator.get(QUEUE).text


@pytest.mark.parametrize("written_down", [False, True])
def test_a_moderator_reads_beside_words_of_risk_what_has_become_of_them(
    sending: Flask, post: MailServer, written_down: bool
) -> None:
    send_words(sending, UNSAFE)
    due(sending)
    close(sending)
    due(sending)
    if written_down:
        contact = Client(sending, address_of(sending))
        contact.send(contact.get(link_in(post.wait_for(2)[1])), who="Sam Oyelaran", what="Read.")
    facilitator = member(sending, FACILITATOR)
    (article,) = facilitator.get(QUEUE).root.find_all("article")
    said = facilitator.get(address_to_decide(article)).text
    assert ("is being told of words like these" in said) == (not written_down)
    assert ("somebody has written down what was done" in said) == written_down


def test_only_words_of_risk_cost_the_one_who_sends_them_anything_more(app: Flask, world: World) -> None:
    """A submission without them runs not one statement for the sake of alerts."""
    secret = world.begin("teachers")
    world.save(secret, f"areas/{FIRST.code}", comment="All is well.")
    with statements(world.database) as sent:
        world.submit(secret)
    assert not [statement for statement in sent if "alert" in statement]
    assert len(sent) <= 8


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 no such person", "does not accept the address"),
        ("450 come back later", "did not take the message"),
    ],
)
def test_where_the_e_mail_is_refused_the_notice_says_whether_the_address_is_at_fault(
    sending: Flask, post: MailServer, said: str, why: str
) -> None:
    post.at_rcpt = lambda _address: said
    send_words(sending, UNSAFE)
    due(sending)
    page = member(sending, FACILITATOR).get(HERE)
    assert f"because the mail server {why}" in page.text
    links = [a for a in page.root.find_all("a") if a.text == "Check the address"]
    assert bool(links) == said.startswith("5")
