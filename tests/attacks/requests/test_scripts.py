"""A2: scripts in every field that a respondent or the staff can write, read back on every page that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from lws_assess.actions.answering.responses import find_entrance, sealing_key_of
from lws_assess.actions.rounds.drafts import RoundWords
from lws_assess.records.groups import Group
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.responses import add_to_box
from lws_assess.records.rounds import Round
from lws_assess.records.sealing import Submission
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.written_words import several_lines
from lws_assess.web.start.commands import do_everything_due
from tests.pages.client import Client, Page, first_area, look_at, whole_journey
from tests.pages.elements import Element
from tests.worlds.builders import INSTRUMENT, World, new_key
from tests.worlds.staff import signed_in

EDITION = shipped_editions()[INSTRUMENT]
FIRST = EDITION.areas[0]
PAGE = f"areas/{FIRST.code}"
ONE = FIRST.statements[0].key
TAG = re.compile(
    r"<(?!/?(b|br|i)>)"
)  # the charts library reads these few in its words, and we send no others

CORPUS = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title></style></script><script src=//evil.example></script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" autofocus onfocus=alert(1) x=\"",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//evil.example><button>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "javascript:alert(1)",
    "{{ 1337*7331 }}{% raw %}${1337*7331}#{1337*7331}",
    "{{ config.SECRET_KEY }} {{ ''.__class__.__mro__ }}",
    "<!--",
    "]]><![CDATA[",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "\u2028alert(1)\u2029",
    "\u202eexe.txt",
    "<ſcript>alert(1)</ſcript>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "is-3\x02bad\x03",  # the marks that drawn questions are cut at
    "=HYPERLINK(\"//evil.example\")",
]  # fmt: skip
GROUPS = (
    "groups/",
    "groups/new",
    *(f"groups/g{i}/{page}" for i in (1, 3) for page in ("", "edit", "retire")),
)
WORDS_OF_ROUNDS = tuple(RoundWords.__dataclass_fields__)
DRAFT_PAGES = ("", "title", "groups", "dates", "counting", "cut", "words", "open", "delete")
AS_KEPT = [several_lines(text) for text in CORPUS]


def planted(page: Page) -> list[Element]:
    """Whatever on a page a script of somebody else's would need; the rules of every page find the rest."""
    tags = page.root.find_all("script", "iframe", "base", "math", "object", "embed", "img")
    return [
        e
        for e in tags
        if e.tag != "script" or "evil" in e["src"] or (e["type"] != "application/json" and e.content)
    ]


def check(page: Page) -> None:
    assert planted(page) == []
    leading = [e["action"] + e["href"] for e in page.root.walk()]
    assert [to for to in leading if "evil.example" in to and not to.startswith("mailto:")] == []
    assert "9801547" not in page.html
    metas = [m for m in page.root.find_all("meta") if m["http-equiv"]]
    assert [m for m in metas if not m["content"].isdigit()] == []  # a page may load itself again


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    return Client(app)


@pytest.mark.parametrize(("text", "kept"), list(zip(CORPUS, AS_KEPT, strict=True)), ids=range(len(CORPUS)))
def test_what_a_respondent_writes_comes_back_as_they_wrote_it_and_does_nothing(
    app: Flask, world: World, client: Client, text: str, kept: str
) -> None:
    area = first_area(client, world.code("teachers"))
    client.send(area, **{ONE: "3"}, comment=text)
    here = area.path.partition("/areas/")[0]
    client.send(client.get(f"{here}/priorities"), keep=text, one_change=text)
    pages = {
        name: client.get(f"{here}/{name}") for name in (f"areas/{FIRST.code}", "priorities", "check", "leave")
    }
    assert pages[f"areas/{FIRST.code}"].typed() == [kept]
    assert pages["priorities"].typed() == [kept, kept]
    assert pages["check"].text.count(" ".join(kept.split())) == 3
    shown = [*pages.values()]
    shown.append(client.send(area, 400, comment=text + "x" * 700))  # the page with its faults
    shown.append(client.post(area.path, {**area.form(), "comment": text, "csrf_token": ""}, 400))
    shown.append(client.post(area.path, {**area.form(), "comment": "other"}, 400))  # another tab
    shown.append(client.send(client.get(f"{here}/check")))
    shown.append(client.send(area, 409, comment=text))
    lost = Client(app)
    shown.append(lost.post(area.path, {"comment": text, text: text}, 404))
    assert [words.strip() for words in shown[-2].typed()] == [kept]
    assert kept in [words.strip() for words in shown[-1].typed()]
    for page in shown:
        check(page)


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_what_is_sent_in_place_of_a_choice_comes_back_harmless_or_not_at_all(
    app: Flask, world: World, client: Client, text: str
) -> None:
    area = first_area(client, world.code("teachers"))
    here = area.path.partition("/areas/")[0]
    check(client.send(area, 400, **{ONE: text}))
    check(client.post(area.path, {**area.form(), text: text}, 400))
    check(client.send(client.get(f"{here}/priorities"), 400, top_areas=[text]))
    check(client.post(f"{here}/about", {**area.form(), "role": text, "length": text}, 400))
    about = client.get(f"{here}/about")
    assert about.chosen() == {"role": "manager"}
    strange = client.raw("POST", area.path, {**area.form(), "attempt": text, "go": text, "comment": "x"})
    assert strange.status_code in (303, 400)
    entrance = client.get(f"/join/{world.code(None)}")
    check(client.send(entrance, 400, agree=text, group=text))
    check(
        client.post(entrance.path, {"agree": text, "group": text, text: text}, 400)
    )  # no token: offered again
    typed = client.raw("POST", "/", {**client.get("/").form(), "code": text})
    assert typed.status_code in (
        303,
        400,
        404,
    )  # some of them happen to have 26 letters, or the 10 of a poster
    check(look_at("/", client.raw("POST", "/", {**client.get("/").form(), "code": f"{text}!x"})))
    check(client.get("/join/" + text.encode().hex() + text.replace("/", ""), 404))


def test_names_of_partnerships_groups_and_rounds_do_nothing_either(app: Flask) -> None:
    """A group named after each script; partnership, round, contact and support named after all of them."""
    audiences = [audience.key for audience in EDITION.audiences]
    groups = tuple((f"g{i}", text, audiences[i % 3], "branch") for i, text in enumerate(AS_KEPT))
    world = World(app.config["DATABASE"], groups=groups)
    everything = " ".join(AS_KEPT)
    with world.database.writing() as session:
        for key, text, *_ in groups:
            values = dict.fromkeys(("lead", "this_is_you_if", "method", "key_dates"), text)
            session.execute(update(Group).where(Group.key == key).values(**values))
        session.execute(update(Partnership).values(name=everything, contact=everything, place=everything))
        session.execute(update(Round).values(title=everything, **dict.fromkeys(WORDS_OF_ROUNDS, everything)))
    client = Client(app)
    pages = [client.get(f"/join/{world.code(None)}")]
    pages += [first_area(Client(app), world.code(key)) for key, *_ in groups[:3]]
    pages += [client.get(f"/i/{world.personal_link(key).code}") for key, *_ in groups[:3]]
    pages.append(whole_journey(Client(app), world.code("g1"), comment="Kept."))
    with world.database.writing() as session:
        places, edition, _ = find_entrance(session, world.code(None), world.now)
        for place in places:
            questions = FIRST.questions(edition.audience(place.audience))
            vector = encode_answers(
                edition, edition.audience(place.audience), {PAGE: {q.key: "3" for q in questions}}
            )
            people = range(6 if place.group != "g0" else 2)
            sent = [(new_key(), Submission(place.group, vector)) for _ in people]
            add_to_box(session, place, sealing_key_of(session, place), sent)
    staff = signed_in(app, world.partnership, "administrator")
    for path in ("", "rounds/", "rounds/first/", "rounds/first/close", "people/", "settings", *GROUPS):
        pages.append(look_at(path, staff.get(f"/p/{world.partnership}/{path}")))
    with world.database.writing() as session:
        session.execute(
            update(Round).values(state="closed", closed_at=world.now.replace(year=world.now.year - 1))
        )
    with app.app_context():
        do_everything_due(world.database)
    for query in (
        "",
        *(f"?audience={key}" for key in audiences),
        "?group=g3",
        "?audience=young-people&group=g1",
    ):
        pages.append(look_at(query, staff.get(f"/p/{world.partnership}/rounds/first/results{query}")))
    for path in ("rounds/first/", "rounds/", ""):
        pages.append(look_at(path, staff.get(f"/p/{world.partnership}/{path}")))
    whole = " ".join(page.root.text for page in pages)
    assert [text for text in AS_KEPT if " ".join(text.split()) not in whole] == []
    for page in pages:
        check(page)
        for data in page.root.find_all("script", type="application/json"):
            assert "<" not in data.content
            assert not TAG.search(" ".join(strings_in(json.loads(data.content))))


def test_the_words_of_a_draft_do_nothing_while_it_is_prepared(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False, second_cut="sector")
    everything = " ".join(AS_KEPT)
    with world.database.writing() as session:
        session.execute(update(Round).values(title=everything, **dict.fromkeys(WORDS_OF_ROUNDS, everything)))
        session.execute(update(Group).values(name=everything, this_is_you_if=everything))
        session.execute(update(Partnership).values(name=everything, safeguarding_name=everything))
    staff = signed_in(app, world.partnership, "facilitator")
    for path in DRAFT_PAGES:
        page = look_at(path, staff.get(f"/p/{world.partnership}/rounds/first/draft/{path}"))
        assert page.status == 200
        assert " ".join(everything.split()) in page.root.text
        check(page)


def strings_in(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in [*data.keys(), *data.values()] if isinstance(data, dict) else data:
            yield from strings_in(item)
