"""A3, A16, A18: rules that only the browser enforces, broken in every way; refused on the server, nothing lost."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from tests.faults.phones import Phone
from tests.faults.test_many_at_once import a_world_that_is_served
from tests.pages.client import Client, Page, first_area, look_at
from tests.watching.counting import everything
from tests.worlds.builders import INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]
FIRST, SECOND = EDITION.areas[:2]
ONE, TWO, *_, LAST = [question.key for question in FIRST.statements]
EASY = FIRST.easy_read["young-people"].key
CODES = [area.code for area in EDITION.areas]


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    return Client(app)


@pytest.fixture
def area(world: World, client: Client) -> Page:
    return first_area(client, world.code("teachers"))


def beside(page: Page, name: str) -> str:
    return f"/answer/{page.path.split('/')[2]}/{name}"


@pytest.mark.parametrize(
    ("wrong", "leads_to"),
    [
        ({ONE: "6"}, ONE),
        ({ONE: "0"}, ONE),
        ({ONE: "-1"}, ONE),
        ({ONE: "3.0"}, ONE),
        ({ONE: "03"}, ONE),
        ({ONE: "1e0"}, ONE),
        ({ONE: "٣"}, ONE),
        ({ONE: "3\u0301"}, ONE),
        ({ONE: "\x07bell"}, ONE),
        ({ONE: "three"}, ONE),
        ({ONE: "9" * 10_000}, ONE),
        ({ONE: ["3", "4"]}, ONE),
        ({ONE: ["3", "3"]}, ONE),
        ({"importance": "dont-know"}, "importance"),
        ({"importance": "6"}, "importance"),
        ({"comment": "x" * 601}, "comment"),
        ({"comment": ["one", "two"]}, "comment"),
    ],
)
def test_an_answer_that_the_page_does_not_offer_is_refused_and_what_is_right_is_kept(
    client: Client, area: Page, wrong: dict[str, str | list[str]], leads_to: str
) -> None:
    refused = client.send(area, 400, **{LAST: "2"}, **wrong)
    assert list(refused.faults()) == [leads_to]
    assert refused.chosen()[LAST] == "2"
    if "comment" in wrong:
        assert refused.typed()[0] in ("x" * 601, "one")
    kept = client.get(area.path)
    assert kept.chosen() == {LAST: "2"}
    assert kept.typed() == [""]


@pytest.mark.parametrize(
    "stray",
    [
        SECOND.statements[0].key,
        EASY,
        "keep",
        "top-areas",
        "role",
        "length",
        "no-such",
        "__proto__",
        "a" * 5000,
        "sipv_1",
    ],
)
def test_an_answer_to_another_question_saves_nothing_and_says_so(
    world: World, client: Client, area: Page, stray: str
) -> None:
    client.send(area, **{ONE: "1"})
    before = everything(world.database)
    refused = client.post(area.path, {**client.get(area.path).form(), TWO: "2", stray: "3"}, 400)
    assert list(refused.faults()) == ["page"]
    assert "Nothing was saved" in refused.text
    assert refused.chosen() == {ONE: "1", TWO: "2"}
    assert everything(world.database) == before


def test_a_question_that_the_short_form_does_not_put_is_refused(world: World, client: Client) -> None:
    short = first_area(client, world.code("teachers"), role="direct")
    assert TWO not in short.radios()
    refused = client.post(short.path, {**short.form(), ONE: "3", TWO: "5"}, 400)
    assert refused.chosen() == {ONE: "3"}
    assert client.get(short.path).chosen() == {}


@pytest.mark.parametrize(
    ("top", "why"),
    [
        (CODES[:4], "You chose 4"),
        (CODES, "You chose 8"),
        ([CODES[0], CODES[0]], "only from the list"),
        (["no-such"], "only from the list"),
        ([CODES[0], "1"], "only from the list"),
        ([f"{CODES[0]},{CODES[1]}"], "only from the list"),
    ],
)
def test_more_than_three_areas_or_others_are_refused(
    client: Client, area: Page, top: list[str], why: str
) -> None:
    page = client.get(beside(area, "priorities"))
    refused = client.send(page, 400, top_areas=top, keep="Tea together.")
    assert why in refused.faults()["top-areas"]
    chosen = [
        e["value"] for e in refused.root.find_all("input", type="checkbox") if "checked" in e.attributes
    ]
    assert set(chosen) == set(top) & set(CODES)
    assert client.get(page.path).form()["keep"] == "Tea together."
    assert "top-areas" not in client.get(page.path).form()


def test_nothing_at_all_is_a_page_of_blanks(client: Client, area: Page) -> None:
    client.send(area, **{ONE: "3"}, comment="Words.")
    fresh = client.get(area.path).form()
    tokens = {name: fresh[name] for name in ("csrf_token", "attempt")}
    assert client.post(area.path, tokens).h1 == SECOND.name
    assert client.get(area.path).chosen() == {}


@pytest.mark.parametrize(
    "page",
    [
        "areas/no-such",
        "areas/",
        "areas/SIPV",
        "areas/../check",
        "areas/%00",
        "nonsense",
        "areas/" + "x" * 3000,
    ],
)
def test_a_page_that_does_not_exist_cannot_be_sent(
    world: World, client: Client, area: Page, page: str
) -> None:
    before = everything(world.database)
    reply = client.raw("POST", beside(area, page), {**area.form(), ONE: "3"})
    assert reply.status_code in (303, 404, 405) if ".." in page else reply.status_code in (404, 405)
    assert everything(world.database) == before


@pytest.mark.parametrize("name", [ONE, "comment", "importance", "anything"])
def test_a_file_in_place_of_an_answer_is_refused(world: World, client: Client, area: Page, name: str) -> None:
    client.send(area, **{ONE: "1"}, comment="Before.")
    before = everything(world.database)
    form = {**client.get(area.path).form(), TWO: "2", name: (io.BytesIO(b"words"), "words.txt")}
    reply = client.raw("POST", area.path, form)
    refused = look_at(area.path, reply)
    assert refused.status == 400
    assert list(refused.faults()) == ["page"]
    assert refused.chosen()[TWO] == "2"
    assert everything(world.database) == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"sipv-1": "3"}', "application/json"),
        (b"sipv-1=3", "text/plain"),
        (b"\xff\xfe\x00\x01" * 100, "application/x-www-form-urlencoded"),
        (b"csrf_token=%zz&sipv-1=%ff%fe", "application/x-www-form-urlencoded"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"&".join(b"a%d=1" % i for i in range(20_000)), "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_changes_nothing(
    world: World, client: Client, area: Page, body: bytes, kind: str
) -> None:
    before = everything(world.database)
    for path in (
        area.path,
        beside(area, "check"),
        beside(area, "leave"),
        f"/join/{world.code('teachers')}",
        "/",
    ):
        reply = client.browser.post(path, data=body, content_type=kind)
        assert reply.status_code in (303, 400, 413), (path, reply.status_code)
    assert everything(world.database) == before


def test_a_comment_with_odd_signs_is_kept_without_them(client: Client, area: Page) -> None:
    client.send(area, comment="a\0b\x1b[31mc\x7f\r\nd\re\tf 🌈 \u0301 \ufffe")
    assert client.get(area.path).typed() == ["ab[31mc\nd\ne f 🌈 \u0301"]


@pytest.mark.parametrize("size", [257 * 1024, 2_000_000])
def test_too_much_at_once_is_a_plain_page_and_nothing_is_saved(
    world: World, client: Client, area: Page, size: int
) -> None:
    before = everything(world.database)
    for path in (area.path, beside(area, "priorities"), beside(area, "about"), beside(area, "check"), "/"):
        refused = client.post(path, {**area.form(), "comment": "x" * size}, 413)
        assert refused.h1 == "That was too much to send at once"
    many = {f"part-{i}": (io.BytesIO(b"x"), "x.txt") for i in range(500)}
    assert client.raw("POST", area.path, many).status_code == 413
    assert everything(world.database) == before


def test_too_much_at_once_is_a_plain_page_from_a_real_server_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    with a_world_that_is_served(url, tmp_path, WORKERS="1", THREADS="2") as (world, server):
        phone = Phone(server.host, server.port)
        entrance = f"/join/{world.code('inspectors')}"
        page = phone.once("GET", entrance)
        path, page = phone.follow(phone.once("POST", entrance, {**page.tokens, "agree": "yes"}))
        refused = phone.insist("POST", path, {**page.tokens, "comment": "x" * 300_000})
        assert (refused.status, refused.h1) == (413, "That was too much to send at once")
        phone.close()
        phone = Phone(server.host, server.port, phone.cookies)
        assert phone.once("POST", path, {**page.tokens, "comment": "x" * 200}).status == 303
        phone.close()


def test_a_closed_round_takes_nothing_whatever_is_sent(world: World, client: Client, area: Page) -> None:
    client.send(area, **{ONE: "1"})
    check = client.get(beside(area, "check"))
    world.close()  # half an hour for this one
    with world.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE rounds SET closed_at = '2020-01-01 00:00:00'")
    before = everything(world.database)
    for page in (area, check):
        assert client.send(page, 410).h1 == "This has closed"
    assert client.get(f"/join/{world.code('teachers')}", 410).h1 == "This has closed"
    assert everything(world.database) == before


def test_a_questionnaires_cookie_that_was_tampered_with_opens_nothing(app: Flask, world: World) -> None:
    client = Client(app)
    area = first_area(client, world.code("teachers"))
    name = f"q-{area.path.split('/')[2]}"
    good = client.browser.get_cookie(name)
    assert good
    secret = good.value.split(".")[1]
    for value in (
        "",
        ".",
        "..",
        "own",
        "own.",
        "own.nonsense.",
        f"own.{secret[::-1]}.",
        "own." + "0" * 26 + ".",
        "\x7f" * 50,
        f"{secret}",
    ):
        client.browser.set_cookie(name, value)
        assert client.raw("GET", area.path).status_code == 404, value
    for value in (
        f"own.{secret}",
        f"own.{secret}.x",
        f"shared.{secret}.",
        f"shared.{secret}",
        f"shared.{secret}.../../x",
    ):
        client.browser.set_cookie(name, value)
        for path in (area.path, beside(area, "check"), beside(area, "leave")):
            assert client.raw("GET", path).status_code == 200, (value, path)
