"""Trying the form: the same questions as the real one, and not a row, a word or a cookie of it is kept."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask import Flask

from lws_assess.actions.answering.practice import MOST_CARRIED
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round
from lws_assess.survey.secrets import write_code
from tests.pages.client import Client, Page, begin, first_area, look_at
from tests.pages.elements import Element
from tests.watching.counting import everything, rows, statements
from tests.worlds.builders import INSTRUMENT, World, new_code
from tests.worlds.staff import signed_in, token_of

EDITION = shipped_editions()[INSTRUMENT]
FIRST, SECOND = EDITION.areas[:2]
ONE = FIRST.statements[0].key
WORDS = "Canary words that nobody keeps."


class Trying:
    """One device that tries a round's form. It has no scripts, and sends what stands in the forms."""

    def __init__(self, app: Flask, code: str) -> None:
        self.client = Client(app)
        self.address = f"/practice/{code}"

    def form(self, page: Page) -> dict[str, str | list[str]]:
        """What the page's main form would send: the one that does not only lead on."""
        mains = [f for f in page.root.find_all("form") if "novalidate" in f.attributes]
        return Page(page.path, page.status, page.headers, page.html, _alone(mains[-1])).form()

    def start(self, group: str = "teachers") -> Page:
        page = self.client.get(self.address)
        return self.client.post(self.address, {**self.form(page), "agree": "yes", "group": group})

    def send(self, page: Page, status: int = 200, **fields: str | list[str]) -> Page:
        filled = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.client.post(self.address, {**self.form(page), **filled}, status)

    def press(self, page: Page, to: str, status: int = 200) -> Page:
        """A button that leads to another page."""
        assert page.root.find_all("button", value=to, form="practice"), f"no way from {page.h1} to {to}"
        fields = page.root.find_all("form", id="practice")[0].find_all("input")
        return self.client.post(self.address, {**{e["name"]: e["value"] for e in fields}, "to": to}, status)

    def first_area(self, group: str = "teachers", **about: str) -> Page:
        page = self.start(group)
        return self.send(page, **about) if page.h1 == "About you" else page


def _alone(form: Element) -> Element:
    root = Element("", {})
    root.children.append(form)
    return root


def carried(page: Page) -> dict[str, dict[str, str | list[str]]]:
    text = page.root.find_all("input", name="practice")[0]["value"]
    pages: dict[str, dict[str, str | list[str]]] = json.loads(text)["pages"]
    return pages


@pytest.fixture
def trying(app: Flask, world: World) -> Trying:
    return Trying(app, world.practice_code())


# --- nothing is kept -----------------------------------------------------------------------------------------


def run_through(trying: Trying, group: str, **about: str) -> Page:
    """Everything that can be done: every question, words, a mistake, a stop in between, submitting."""
    page = trying.first_area(group, **about)
    trying.send(page, 400, comment="x" * 5000)
    later = trying.send(page, go="later", comment=WORDS)
    assert later.h1 == "Come back later"
    page = trying.press(later, "check")
    page = trying.press(page, f"areas/{FIRST.code}")
    while page.radios():
        assert "Practice: nothing is kept." in page.html
        page = trying.send(page, **dict.fromkeys(page.radios(), "3"), comment=WORDS)
    page = trying.send(page, top_areas=[SECOND.code], keep=WORDS)
    assert page.h1 == "Check your answers"
    return trying.send(page)


def test_a_whole_practice_leaves_every_table_as_it_was(either_app: Flask) -> None:
    world = World(either_app.config["DATABASE"])
    trying = Trying(either_app, world.practice_code())
    counted, kept = rows(world.database), everything(world.database)
    with statements(world.database) as sent:
        for group, about in (
            ("teachers", {"length": "full"}),
            ("nurses", {"length": "short"}),
            ("inspectors", {}),
            ("parents", {}),
        ):
            assert run_through(trying, group, **about).h1 == "That was practice"
    assert {statement.split()[0] for statement in sent} == {"SELECT"}
    assert rows(world.database) == counted
    assert everything(world.database) == kept


def test_the_cookie_holds_the_forms_token_and_no_answer(trying: Trying) -> None:
    run_through(trying, "teachers", role="direct")
    cookies = list(trying.client.browser._cookies.values())
    assert [cookie.key for cookie in cookies] == ["session"]
    serializer = trying.client.app.session_interface.get_signing_serializer(trying.client.app)
    assert set(serializer.loads(cookies[0].value)) == {"csrf_token"}


def test_the_last_page_says_that_nothing_was_stored_and_why(trying: Trying) -> None:
    page = run_through(trying, "teachers", role="manager")
    assert "Nothing was stored" in page.text
    assert "mixed up with real ones" in page.text
    assert WORDS not in page.text


# --- the same form -------------------------------------------------------------------------------------------


def asked(page: Page) -> list[str]:
    """What a page asks: every legend, label, hint and value, as it is read."""
    main = page.root.find_all("main")[0]
    fields = [
        f"{e['name']}={e['value']}" for e in main.find_all("input") if e["type"] in ("radio", "checkbox")
    ]
    words = [e.text for e in main.find_all("h1", "legend", "label", "textarea", "p")]
    return fields + words


@pytest.mark.parametrize(
    ("group", "length"), [("teachers", "full"), ("teachers", "short"), ("inspectors", ""), ("parents", "")]
)
def test_every_page_asks_what_the_real_page_asks(
    app: Flask, world: World, trying: Trying, group: str, length: str
) -> None:
    client = Client(app)
    about = {"length": length} if length else {}
    page, real = trying.start(group), begin(client, world.code(group))
    pages = 0
    while real.h1 != "Check your answers":
        assert asked(page) == asked(real)
        answers = dict.fromkeys(real.radios().keys() - {"role", "length", "sector"}, "4")
        more = about if real.h1 == "About you" else answers
        page, real = trying.send(page, **more), client.send(real, **more)
        pages += 1
    assert pages == len(EDITION.areas) + (2 if length else 1)
    assert asked(page) == asked(real)
    assert len(page.root.find_all("svg", role="img")) == (2 if length else 1)
    drawn = [re.search(r"<figure>.*</figure>", this.html, re.DOTALL) for this in (page, real)]
    assert drawn[0]
    assert drawn[1]
    assert drawn[0][0] == drawn[1][0]


def test_the_same_mistakes_are_refused_with_the_same_words(app: Flask, world: World, trying: Trying) -> None:
    client = Client(app)
    page, real = trying.first_area(role="manager"), first_area(client, world.code("teachers"))
    for wrong in ({ONE: "6"}, {"comment": "x" * 601}, {"importance": "dont-know"}, {"no-such": "1"}):
        refused, really = trying.send(page, 400, **wrong), client.send(real, 400, **wrong)
        assert refused.faults() == really.faults() != {}
        assert refused.typed() == really.typed()
    picks = [area.code for area in EDITION.areas][:4]
    page = trying.press(trying.press(trying.send(page, go="later"), "check"), "priorities")
    refused = trying.send(page, 400, top_areas=picks)
    assert "You chose 4" in refused.faults()["top-areas"]


def test_a_submission_without_an_answer_is_refused_as_it_really_is(trying: Trying) -> None:
    page = trying.press(trying.send(trying.first_area(), go="later"), "check")
    assert "There is nothing to send yet" in page.text
    hidden = trying.client.get(trying.address).form()
    empty = json.dumps({"group": "teachers", "at": "check", "pages": {}})
    refused = trying.client.post(trying.address, {**hidden, "practice": empty}, 400)
    assert "no question has an answer" in refused.text


def test_answers_are_there_on_going_back_and_when_the_other_form_is_looked_at(trying: Trying) -> None:
    page = trying.first_area(length="full")
    last = FIRST.statements[-2].key
    page = trying.send(page, **{last: "2"}, comment=WORDS)
    page = trying.press(page, f"areas/{FIRST.code}")
    assert page.chosen() == {last: "2"}
    assert page.typed() == [WORDS]
    for length, shown in (("short", {}), ("full", {last: "2"})):
        note = next(f for f in page.root.find_all("form") if f["class"] == "note")
        fields = {e["name"]: e["value"] for e in note.find_all("input")}
        page = trying.client.post(trying.address, {**fields, "length": length})
        page = trying.press(page, f"areas/{FIRST.code}")
        assert {k: v for k, v in page.chosen().items() if k == last} == shown


def test_it_can_be_tried_again_as_somebody_else(trying: Trying) -> None:
    page = run_through(trying, "teachers", role="manager")
    assert trying.address in [a["href"] for a in page.root.find_all("a")]
    assert trying.start("inspectors").h1 == FIRST.easy_label


# --- while it is good ----------------------------------------------------------------------------------------


def test_the_link_is_good_from_the_draft_to_the_results(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    trying = Trying(app, world.practice_code())
    assert trying.start().h1 == "About you"
    with world.database.writing() as session:
        open_round(session, world.partnership, world.round, new_code, world.now)
    assert trying.start().h1 == "About you"
    page = trying.first_area(role="manager")
    world.close()
    assert trying.client.get(trying.address, 410).h1 == "This has closed"
    gone = trying.send(page, 410, comment=WORDS)
    assert WORDS in gone.typed()
    assert "{" not in gone.text, "what the page carried is not shown to anybody"


OTHER_CODES = [write_code(b"0" * 16), "x", "%00", "practice", "0" * 26]


def test_another_code_leads_nowhere(trying: Trying) -> None:
    for code in OTHER_CODES:
        assert trying.client.get(f"/practice/{code}", 404).h1


def test_an_open_link_is_no_practice_link_and_a_practice_link_answers_nothing(
    world: World, trying: Trying
) -> None:
    assert trying.client.get(f"/practice/{world.code('teachers')}", 404).h1
    assert trying.client.get(f"/join/{world.practice_code()}", 404).h1


# --- what it carries -----------------------------------------------------------------------------------------

CARRIED = {"group": "teachers", "at": "", "pages": {}}


UNREADABLE = [
    "nonsense",
    "[]",
    "null",
    "{}",
    json.dumps({**CARRIED, "group": "no-such"}),
    json.dumps({**CARRIED, "group": ["teachers"]}),
    "[" * 50_000,
    json.dumps({**CARRIED, "pages": "x" * MOST_CARRIED}),
    "\ud83d",
]


def test_what_cannot_be_read_begins_again_and_says_so(trying: Trying) -> None:
    for text in UNREADABLE:
        hidden = trying.client.get(trying.address).form()
        form = {**hidden, "practice": text.encode("utf-8", "replace").decode()}
        page = trying.client.post(trying.address, form, 400)
        assert "could not be read" in page.faults()["group"]


MEDDLED: list[tuple[object, dict[str, object]]] = [
    ({f"areas/{FIRST.code}": {ONE: "6"}}, {f"areas/{FIRST.code}": {}}),
    ({f"areas/{FIRST.code}": {ONE: "2", "no-such": "1"}}, {f"areas/{FIRST.code}": {ONE: "2"}}),
    ({f"areas/{FIRST.code}": {ONE: {"a": "b"}}}, {f"areas/{FIRST.code}": {}}),
    ({f"areas/{FIRST.code}": {ONE: 3}}, {f"areas/{FIRST.code}": {}}),
    ({f"areas/{FIRST.code}": ["x"]}, {}),
    ({"areas/no-such": {ONE: "2"}, "__proto__": {}}, {}),
    ({"priorities": {"top-areas": ["no-such"]}}, {"priorities": {}}),
    ({"about": {"length": "long", "role": "manager"}}, {"about": {"role": "manager"}}),
    ("words", {}),
]


def test_what_was_meddled_with_is_checked_again_and_left_out(trying: Trying) -> None:
    for pages, kept in MEDDLED:
        hidden = trying.client.get(trying.address).form()
        form = {**hidden, "practice": json.dumps({**CARRIED, "pages": pages}), "to": "priorities"}
        assert carried(trying.client.post(trying.address, form)) == kept


NO_PAGES = ["areas/no-such", "leave", "areas/", "../check", "x" * 1000]


def test_a_page_that_does_not_exist_is_not_found(trying: Trying) -> None:
    for at in NO_PAGES:
        hidden = trying.client.get(trying.address).form()
        for form in (
            {"practice": json.dumps({**CARRIED, "at": at})},
            {"practice": json.dumps(CARRIED), "to": at},
        ):
            assert trying.client.raw("POST", trying.address, {**hidden, **form}).status_code == 404


def test_what_is_written_comes_back_as_words_and_never_as_a_part_of_the_page(trying: Trying) -> None:
    script = "\"><script>alert(1)</script>'"
    page = trying.send(trying.first_area(role="manager"), comment=script)
    assert "<script>alert" not in page.html
    assert carried(page)[f"areas/{FIRST.code}"]["comment"] == script
    assert trying.press(page, f"areas/{FIRST.code}").typed() == [script]


def test_an_expired_form_offers_what_was_typed_once_more_and_goes_on(trying: Trying) -> None:
    page = trying.first_area(role="manager")
    form = {**trying.form(page), ONE: "2", "comment": WORDS}
    trying.client.browser.delete_cookie("session")
    expired = trying.client.post(trying.address, form, 400)
    assert expired.typed() == []  # the words are short, so they travel hidden with the rest
    assert WORDS in unescape(expired.html)
    page = look_at(trying.address, trying.client.raw("POST", trying.address, expired.form()))
    assert carried(page)[f"areas/{FIRST.code}"] == {ONE: "2", "comment": WORDS}


def test_the_longest_form_full_of_words_can_be_carried(trying: Trying) -> None:
    page = trying.first_area(length="full")
    while page.radios():
        page = trying.send(page, **dict.fromkeys(page.radios(), "4"), comment="“" * 600)
    closing = {text.key: "“" * text.most_characters for text in EDITION.audiences[0].closing}
    page = trying.send(page, **closing)
    assert page.text.count("4. Established") == 40
    assert len(carried(page)) == len(EDITION.areas) + 2
    assert trying.send(page).h1 == "That was practice"


# --- where staff find it -------------------------------------------------------------------------------------


def test_staff_find_the_link_on_the_rounds_page_until_it_has_results(app: Flask, world: World) -> None:
    path = f"/p/{world.partnership}/rounds/{world.round}/"
    address = f"/practice/{world.practice_code()}"
    clients = [signed_in(app, world.partnership, role) for role in ("facilitator", "steering")]
    for client in clients:
        assert address in look_at(path, client.get(path)).html
    world.close()
    for client in clients:
        assert "Try the form" not in client.get(path).text


def test_a_round_without_a_link_gets_one_by_a_button(app: Flask, world: World) -> None:
    path = f"/p/{world.partnership}/rounds/{world.round}"
    with world.database.writing() as session:
        session.get_one(Round, (world.partnership, world.round)).practice_code = None
    steering, facilitator = (signed_in(app, world.partnership, role) for role in ("steering", "facilitator"))
    assert "A facilitator can make one" in steering.get(f"{path}/").text
    page = facilitator.get(f"{path}/").text
    assert "Make a link to try the form" in page
    token = token_of(page)
    assert facilitator.post(f"{path}/practice", data={"csrf_token": token}).status_code == 303
    code = world.practice_code()
    assert len(code) == 26
    facilitator.post(f"{path}/practice", data={"csrf_token": token})
    assert world.practice_code() == code, "pressing twice makes one link"
    with world.database.writing() as session:
        session.get_one(Round, (world.partnership, world.round)).practice_code = None
    world.close()
    reply = facilitator.post(f"{path}/practice", data={"csrf_token": token}, follow_redirects=True)
    assert "can no longer be tried" in reply.text
    assert world.practice_code() == ""
