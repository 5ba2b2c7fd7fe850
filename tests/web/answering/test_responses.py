"""The answering journey, page by page, through a client that looks at every page it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.actions.rounds import drafts as draft_actions
from lws_assess.records.instruments import freeze_edition, shipped_editions
from lws_assess.survey.secrets import read_secret
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.machines.databases import give_tables
from tests.pages.client import Client, Page, answer_areas, begin, first_area, look_at, whole_journey
from tests.watching.counting import everything, rows, statements
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import signed_in

EDITION = shipped_editions()[INSTRUMENT]
FIRST, SECOND = EDITION.areas[:2]
WORKFORCE, YOUNG, PARENTS = EDITION.audiences
ONE, TWO, *_, LAST = [question.key for question in FIRST.statements]
SHELF = Path(__file__).resolve().parents[1].parent / "shelf"


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    return Client(app)


def area_address(page: Page, code: str) -> str:
    return re.sub(r"/(about|areas/.*|priorities|check)$", f"/areas/{code}", page.path)


def beside(page: Page, name: str) -> str:
    """Another page of the same questionnaire."""
    return f"/answer/{page.path.split('/')[2]}/{name}"


def own_code(client: Client, page: Page) -> str:
    leave = client.get(beside(page, "leave"))
    return next(e.text for e in leave.root.walk() if e["class"] == "code")


# --- from the link to the thank-you page ---------------------------------------------------------------------


@pytest.mark.parametrize("audience", EDITION.audiences, ids=[a.key for a in EDITION.audiences])
def test_each_audience_gets_from_its_link_to_the_thank_you_page(
    app: Flask, world: World, client: Client, audience
) -> None:
    group = {"professional": "teachers", "young-people": "inspectors", "parents-carers": "parents"}[
        audience.key
    ]
    page = whole_journey(client, world.code(group), comment="We plan together.")
    assert page.h1 == "Thank you"
    assert rows(world.database, "box_responses", "drafts") == {"box_responses": 1, "drafts": 0}
    assert world.words_in_box() == ["We plan together."] * 8


def test_an_area_shows_all_that_it_should(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    assert page.h1 == FIRST.name
    for words in (FIRST.purpose, FIRST.child_voice, "1 of 8", WORKFORCE.comment.notice):
        assert words in page.text
    asked = page.radios()
    assert set(asked) == {q.key for q in FIRST.statements} | {"importance"}
    assert asked[ONE] == ["1", "2", "3", "4", "5", "dont-know", "not-applicable"]
    assert asked["importance"] == ["1", "2", "3", "4", "5"]
    for statement in FIRST.statements:
        for level, descriptor in zip(WORKFORCE.scale.levels, statement.descriptors, strict=True):
            assert f"{level.value}. {level.label} {descriptor}" in page.text
    assert page.chosen() == {}


@pytest.mark.parametrize(("group", "audience"), [("inspectors", YOUNG), ("parents", PARENTS)])
def test_an_easy_form_is_one_plain_question_after_another(
    world: World, client: Client, group: str, audience
) -> None:
    page = begin(client, world.code(group))
    for number, area in enumerate(EDITION.areas, 1):
        assert page.h1 == area.easy_label
        assert f"Question {number} of 8" in page.text
        assert list(page.radios()) == [area.easy_read[audience.key].key]
        assert audience.support.split(".")[0] in page.html
        assert "Local help line for children: 01234 000111." in page.html
        assert area.name not in page.html or area.name == area.easy_label
        page = client.send(page, **{area.easy_read[audience.key].key: "4"})
    check = client.send(page)
    assert len(check.root.find_all("svg", role="img")) == 1
    assert audience.support.split(".")[0] in check.html


def test_a_link_of_the_round_offers_its_groups_with_a_line_each_and_none_of_these(
    world: World, client: Client
) -> None:
    page = client.get(f"/join/{world.code(None)}")
    assert page.radios()["group"] == [
        *("teachers", "nurses", "none-of-these-professional"),
        *("inspectors", "none-of-these-young-people"),
        *("parents", "none-of-these-parents-carers"),
    ]
    assert page.text.count("None of these, or not sure") == 3
    assert "This is you if you are one of the teachers." in page.text
    assert page.chosen() == {}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "agree"),
        ({"agree": "no", "group": "teachers"}, "agree"),
        ({"agree": "yes"}, "group"),
        ({"agree": "yes", "group": "no-such"}, "group"),
        ({"group": "teachers"}, "agree"),
    ],
)
def test_nobody_begins_without_a_group_and_without_agreeing(
    world: World, client: Client, sent: dict[str, str], field: str
) -> None:
    before = rows(world.database)
    page = client.get(f"/join/{world.code(None)}")
    page = client.post(page.path, {"csrf_token": page.form()["csrf_token"], **sent}, 400)
    assert list(page.faults()) == [field]
    assert rows(world.database) == before
    if sent.get("group") == "teachers":
        assert page.chosen() == {"group": "teachers"}


def test_somebody_whom_no_group_fits_gets_the_form_of_their_audience(world: World, client: Client) -> None:
    page = begin(client, world.code(None), group="none-of-these-young-people")
    assert page.h1 == FIRST.easy_label


@pytest.mark.parametrize(
    ("role", "other", "statements_put"),
    [("direct", "full", 2), ("manager", "short", 5), ("not-say", "short", 5)],
)
def test_role_offers_a_form_and_either_may_take_the_other(
    world: World, client: Client, role: str, other: str, statements_put: int
) -> None:
    page = first_area(client, world.code("teachers"), role=role)
    assert len(page.radios()) == statements_put + 1
    form = {**page.form(beside(page, "about")), "length": other}
    page = client.post(beside(page, "about"), form)
    assert len(page.radios()) == 7 - statements_put + 1


def test_the_about_page_says_honestly_how_long_it_takes_and_whose_structure_it_follows(
    world: World, client: Client
) -> None:
    page = begin(client, world.code("teachers"))
    assert "40 statements" in page.html
    assert "16 statements" in page.html
    assert f"about {EDITION.minutes(WORKFORCE)} minutes" in page.html
    assert EDITION.acknowledgement in " ".join(page.html.split())
    assert "cannot be withdrawn" in page.html


def test_nothing_is_asked_that_must_be_answered(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    while "/areas/" in page.path:
        assert "required" not in page.html
        page = client.send(page)
    page = client.send(page)
    assert page.h1 == "Check your answers"
    assert "There is nothing to send yet" in page.text


def test_the_check_page_leads_back_to_each_page_and_draws_ones_own_rainbow_and_radar(
    world: World, client: Client
) -> None:
    page = answer_areas(client, first_area(client, world.code("teachers")), "4")
    page = client.send(page, top_areas=[SECOND.code], keep="Tea together.")
    assert len(page.root.find_all("svg", role="img")) == 2
    links = [a["href"] for a in page.root.find_all("a")]
    assert [area_address(page, area.code) for area in EDITION.areas] == [a for a in links if "/areas/" in a]
    assert f"2. {SECOND.short_name}" in page.text
    assert "Tea together." in page.text
    for area in EDITION.areas:
        for statement in area.statements:
            assert f"{statement.topic}: 4. Established" in page.text
    assert page.text.count("How much it matters: High") == 8


def test_the_check_page_says_every_answer_in_the_words_of_the_form(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    page = client.send(
        page, **{ONE: "2", TWO: "dont-know", LAST: "not-applicable"}, comment="We <meet> often."
    )
    page = client.get(beside(page, "check"))
    said = [f"{statement.topic}: " for statement in FIRST.statements]
    words = ["2. Early steps", "Don’t know", "Left blank", "Left blank", EDITION.non_ratings[1].label]
    for asked, answer in zip(said, words, strict=True):
        assert asked + answer in page.text
    assert "“We <meet> often.”" in page.text


@pytest.mark.parametrize(("group", "audience"), [("inspectors", YOUNG), ("parents", PARENTS)])
def test_the_check_page_of_an_easy_form_draws_ones_own_rainbow_in_easy_words(
    world: World, client: Client, group: str, audience
) -> None:
    page = begin(client, world.code(group))
    page = client.send(page, **{FIRST.easy_read[audience.key].key: "2"})
    check = client.get(beside(page, "check"))
    [_picture] = check.root.find_all("svg", role="img")
    assert "Your own rainbow" in check.text
    assert "Only you can see this." in check.text
    assert "Not often" in check.text
    assert f"1. {FIRST.easy_label}" in check.text
    assert FIRST.name not in check.text
    assert check.root.find_all("details"), "the same as a table"


def test_what_was_sent_is_there_when_one_goes_back(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    client.send(page, **{ONE: "4", TWO: "dont-know", "importance": "5"}, comment="Line one\nline two")
    back = client.get(page.path)
    assert back.chosen() == {ONE: "4", TWO: "dont-know", "importance": "5"}
    assert back.typed() == ["Line one\nline two"]


def test_an_answer_can_be_taken_back_to_blank(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    client.send(page, **{ONE: "4"})
    back = client.get(page.path)
    assert "" in back.radios()[ONE]
    client.send(back, **{ONE: ""})
    assert client.get(page.path).chosen() == {}


# --- coming back ---------------------------------------------------------------------------------------------


def test_the_same_device_carries_on_from_the_same_link(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    client.send(page, **{ONE: "4"})
    entrance = client.get(f"/join/{world.code('teachers')}")
    assert "You have begun on this device" in entrance.text
    again = next(a["href"] for a in entrance.root.find_all("a") if a.text == "Carry on")
    assert client.get(again).path == f"{page.path}#{TWO}"


@pytest.mark.parametrize("way", ["link", "code", "code in capitals"])
def test_another_device_carries_on_with_the_link_or_the_code(
    app: Flask, world: World, client: Client, way: str
) -> None:
    page = first_area(client, world.code("teachers"))
    client.send(page, **{ONE: "4"})
    code = own_code(client, page)
    other = Client(app)
    if way == "link":
        link = next(e.text for e in client.get(beside(page, "leave")).root.walk() if e["class"] == "link-box")
        arrived = other.get(link.removeprefix("http://127.0.0.1:8000"))
    else:
        arrived = other.send(other.get("/"), code=code.upper() if "capitals" in way else code)
    assert other.get(page.path).chosen() == {ONE: "4"}
    assert arrived.path == f"{page.path}#{TWO}"
    onward = other.send(arrived, **dict.fromkeys(arrived.radios(), "3"))
    other.send(onward, **dict.fromkeys(onward.radios(), "3"))
    third = client.get(beside(page, "resume"))
    assert third.path == area_address(page, EDITION.areas[2].code), (
        "the first device sees what the second answered"
    )


def test_whoever_has_answered_all_is_led_to_what_comes_first_and_then_to_the_check(
    world: World, client: Client
) -> None:
    page = answer_areas(client, first_area(client, world.code("teachers")))
    assert client.get(beside(page, "resume")).path.endswith("/priorities")
    client.send(page, top_areas=[SECOND.code])
    check = client.get(beside(page, "resume"))
    assert check.path.endswith("/check")
    client.send(check)
    assert client.get(beside(page, "resume")).h1 == "Thank you"


def test_a_link_to_come_back_is_offered_to_copy_to_photograph_and_to_mail(
    world: World, client: Client
) -> None:
    page = first_area(client, world.code("teachers"))
    leave = client.get(beside(page, "leave"))
    secret = read_secret(own_code(client, page))
    assert secret
    address = f"http://127.0.0.1:8000/i/{secret.code}"
    assert address in leave.text
    mail = next(a["href"] for a in leave.root.find_all("a") if a["href"].startswith("mailto:"))
    assert secret.code in mail
    assert leave.root.find_all("svg")


def test_a_personal_link_leaves_the_address_bar_at_once(world: World, client: Client) -> None:
    secret = world.personal_link("nurses")
    reply = client.raw("GET", f"/i/{secret.code}")
    assert reply.status_code == 303
    assert secret.code not in reply.headers["Location"]
    assert "HttpOnly" in reply.headers["Set-Cookie"]
    assert "SameSite=Lax" in reply.headers["Set-Cookie"]


def test_a_personal_link_asks_for_agreement_and_then_begins(world: World, client: Client) -> None:
    secret = world.personal_link("nurses")
    page = client.get(f"/i/{secret.code}")
    assert page.h1 == EDITION.title
    assert "You are answering as: Nurses" in page.text
    page = client.send(page, 400, role="direct")
    assert list(page.faults()) == ["agree"]
    assert rows(world.database, "drafts") == {"drafts": 0}
    assert page.chosen() == {"role": "direct"}
    page = client.post(page.path, {**page.form(), "agree": "yes", "csrf_token": ""}, 400)
    page = client.send(page, agree="yes")
    assert page.h1 == FIRST.name
    assert len(page.radios()) == 3


def test_an_easy_reader_with_a_personal_link_agrees_and_begins(world: World, client: Client) -> None:
    secret = world.personal_link("inspectors")
    page = client.send(client.get(f"/i/{secret.code}"), agree="yes")
    assert page.h1 == FIRST.easy_label


@pytest.mark.parametrize(
    ("path", "status", "h1"),
    [
        ("/join/nonsense", 404, "This link leads nowhere, or it is over"),
        (f"/join/{'0' * 26}", 404, "This link leads nowhere, or it is over"),
        ("/i/nonsense", 404, "This link leads nowhere, or it is over"),
        (f"/i/{'0' * 26}", 404, "This link leads nowhere, or it is over"),
        ("/answer/0000000000000000/about", 404, "This device does not have that questionnaire"),
        ("/no-such-page", 404, "Page not found"),
    ],
)
def test_a_link_that_leads_nowhere_says_so_and_nothing_of_any_round(
    world: World, client: Client, path: str, status: int, h1: str
) -> None:
    page = client.get(path, status)
    assert page.h1 == h1
    assert "Testham" not in page.html
    assert "Ada" not in page.html


def test_a_closed_link_says_that_and_whom_to_ask_and_no_more(world: World, client: Client) -> None:
    code = world.code("teachers")
    world.close()
    page = client.get(f"/join/{code}", 410)
    assert page.h1 == "This has closed"
    assert "Ask Ada on 01234 567890." in page.text
    assert "first round" not in page.html
    assert "Teachers" not in page.html


def test_a_personal_link_of_a_round_that_is_not_open_yet_says_that(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    secret = world.personal_link("teachers")
    page = Client(app).get(f"/i/{secret.code}", 403)
    assert page.h1 == "This is not open yet"
    assert "first round" not in page.html


# --- leaving nothing behind ----------------------------------------------------------------------------------


def test_finish_and_clear_takes_the_questionnaire_off_the_device_and_keeps_what_was_sent(
    app: Flask, world: World, client: Client
) -> None:
    page = first_area(client, world.code("teachers"))
    client.send(page, **{ONE: "4"})
    code = own_code(client, page)
    cleared = client.send(client.get(beside(page, "leave")), go="clear")
    assert cleared.h1 == "This device is clear"
    client.get(page.path, 404)
    other = Client(app)
    other.send(other.get("/"), code=code)
    assert other.get(page.path).chosen() == {ONE: "4"}


def test_deleting_ones_answers_erases_the_draft(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    client.send(page, **{ONE: "4"})
    client.send(client.get(beside(page, "leave")), go="delete")
    assert rows(world.database, "drafts") == {"drafts": 0}


def test_a_shared_device_never_resumes_and_forgets_after_five_minutes(world: World, client: Client) -> None:
    code = world.code("teachers", shared=True)
    page = first_area(client, code)
    reply = client.raw("GET", page.path)
    cookies = reply.headers.getlist("Set-Cookie")
    assert any(f"q-{page.path.split('/')[2]}" in c and "Max-Age=300" in c for c in cookies)
    assert reply.headers["Refresh"] == f"300; url=/join/{code}"
    assert "You have begun" not in client.get(f"/join/{code}").text
    assert all("at-" not in cookie.key for cookie in client.browser._cookies.values())


def test_a_shared_device_is_clear_once_the_answers_are_in(world: World, client: Client) -> None:
    page = whole_journey(client, world.code("teachers", shared=True))
    assert "Start for the next person" in page.text
    assert client.get(page.path, 404).h1 == "This device does not have that questionnaire"


def test_ones_own_device_is_not_told_to_forget(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    assert "Refresh" not in client.raw("GET", page.path).headers


# --- how it is sent ------------------------------------------------------------------------------------------


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        settings_for(
            f"sqlite:///{tmp_path / 'secure.sqlite3'}", tmp_path, PUBLIC_BASE_URL="https://survey.example.org"
        )
    )
    give_tables(app.config["DATABASE"])
    yield app
    app.config["DATABASE"].engine.dispose()


def test_over_https_the_whole_journey_works_and_every_cookie_is_locked_to_the_host(secure: Flask) -> None:
    world = World(secure.config["DATABASE"])
    client = Client(secure, "https://survey.example.org")
    page = whole_journey(client, world.code("teachers"))
    assert page.h1 == "Thank you"
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookies = list(client.browser._cookies.values())
    assert len(cookies) >= 2
    assert all(c.key.startswith("__Host-") and c.secure and c.http_only for c in cookies)
    leave = first_area(Client(secure, "https://survey.example.org"), world.code("nurses"))
    assert "https://survey.example.org" not in leave.html


def test_a_token_looks_different_on_every_page(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    tokens = {client.get(page.path).form()[name] for _ in range(3) for name in ("csrf_token", "attempt")}
    assert len(tokens) == 6


def test_pages_are_compressed_for_those_who_take_it(world: World, client: Client) -> None:
    page = first_area(client, world.code("teachers"))
    reply = client.browser.get(page.path, headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert len(reply.data) < 14_000


# --- how much of the database it takes -----------------------------------------------------------------------


def test_no_page_takes_more_statements_than_this(either_app: Flask) -> None:
    """One to show, three to save, eight to submit, whatever was answered."""
    database = either_app.config["DATABASE"]
    client = Client(either_app)
    page = first_area(client, World(database).code("teachers"))
    while "/areas/" in page.path:
        with statements(database) as shown:
            client.get(page.path)
        form = {**page.form(), **dict.fromkeys(page.radios(), "3"), "comment": "Words."}
        with statements(database) as saved:
            assert client.raw("POST", page.path, form).status_code == 303
        assert (len(shown), len(saved) <= 3) == (1, True), (shown, saved)
        following = EDITION.next_area(page.path.rpartition("/")[2])
        page = client.get(area_address(page, following.code) if following else beside(page, "priorities"))
    check = client.send(page, keep="Words.", one_change="More words.")
    with statements(database) as submitted:
        assert client.raw("POST", check.path, check.form()).status_code == 303
    assert len(submitted) <= 8, submitted
    with statements(database) as thanked:
        client.get(beside(page, "done"))
    assert len(thanked) <= 2


# --- looking changes nothing ---------------------------------------------------------------------------------


def test_no_get_of_the_journey_changes_anything(app: Flask, world: World, client: Client) -> None:
    """Every address that can be looked at, in every state of a questionnaire, with every row before and after."""
    personal, used = world.personal_link("nurses"), world.personal_link("nurses")
    client.send(client.get(f"/i/{used.code}"), agree="yes")
    middle = first_area(client, world.code("teachers"))
    client.send(middle, **{ONE: "3"}, comment="Words.")
    done = whole_journey(client, world.code("inspectors"))
    questionnaires = [
        middle.path.split("/")[2],
        done.path.split("/")[2],
        personal.questionnaire,
        used.questionnaire,
    ]
    paths = [f"/join/{world.code(g, s)}" for g in (None, "teachers") for s in (True, False)]
    paths += [f"/i/{personal.code}", f"/i/{used.code}"]
    rules = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint.startswith("responses.")
    ]
    assert len(rules) == 7
    paths += [
        rule.replace("<questionnaire>", questionnaire).replace("<code>", FIRST.code)
        for rule in rules
        for questionnaire in questionnaires
    ]
    before = everything(world.database)
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS"):
            for _ in range(2):
                reply = client.raw(method, path)
                assert reply.status_code < 500, path
    assert everything(world.database) == before


# --- a second questionnaire is a second file -----------------------------------------------------------------


def test_a_second_questionnaire_goes_the_whole_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file of another shape, through both its forms, to the dashboard, without a word of the first."""
    monkeypatch.setattr(draft_actions, "freeze_edition", partial(freeze_edition, shelf=SHELF))
    groups = (("street", "The street", "neighbours", "a"), ("guests", "The guests", "visitors", "b"))
    world = World(app.config["DATABASE"], groups=groups, instrument="small-places", partnership="bridges")
    seen = [Client(app).get(f"/join/{world.code(None)}")]
    for i in range(6):
        for group, ratings in (("street", 4), ("guests", 3)):
            client = Client(app)
            page = first_area(client, world.code(group), role="build" if i % 2 else "carry")
            while "/areas/" in page.path:
                seen.append(page)
                page = client.send(
                    page,
                    **{
                        n: str(1 + i % min(len(v), 3 if n == "importance" else ratings))
                        for n, v in page.radios().items()
                    },
                )
            seen.append(page)
            page = client.send(page, top_areas=["water"])
            seen.append(page)
            assert client.send(page).h1 == "Thank you"
    world.close()
    for role in ("steering", "facilitator"):
        staff = signed_in(app, "bridges", role)
        for path in ("results", "results?audience=visitors", "results?reading=person", ""):
            reply = staff.get(f"/p/bridges/rounds/first/{path}", follow_redirects=True)
            seen.append(look_at(path, reply))
            assert reply.status_code == 200
    text = " ".join(page.html for page in seen)
    for words in ("Bread for all", "Is there water?", "Nearer", "Heavy", "One wish", "Small places together"):
        assert words in text, words
    rainbow = {area.name for area in EDITION.areas} | {level.label for level in WORKFORCE.scale.levels}
    assert [words for words in rainbow if words in text] == []
    assert rows(world.database, "responses") == {"responses": 12}
