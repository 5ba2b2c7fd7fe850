"""Words written from right to left, on every page: each runs as it should, and the words around keep their order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import Environment
from sqlalchemy import update

from lws_assess.records import priorities
from lws_assess.records.comments import SealedComment
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.events.words import EventWord
from lws_assess.records.feedback import Feedback
from lws_assess.records.groupings import Grouping, GroupingItem
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.people import ADMINISTRATOR, Person
from lws_assess.records.plans import Action, ActionStep
from lws_assess.records.post.invitations import Mailing
from lws_assess.records.rounds import Round
from lws_assess.records.workforce import WorkforceFigure
from lws_assess.survey.plans.feedback import page_to_json
from lws_assess.web.directions import DirectionsExtension, as_it_runs, set_apart
from tests.pages.addresses import Objects, objects_of
from tests.pages.client import Client, look_at
from tests.pages.elements import Element
from tests.pages.page_walk import pages
from tests.worlds.builders import World
from tests.worlds.staff import signed_in
from tests.worlds.telling import a_page

TEAM = "צוות נוער 7 (ב)."
HELD = {
    Group: ("name", "lead", "this_is_you_if", "method", "key_dates"),
    Partnership: (
        "name", "place", "plan", "contact", "safeguarding_name", "safeguarding_words", "controller",
        "data_protection_contact", "privacy_words", "accessibility_words",
    ),
    Round: (
        "title", "contact", "support", "support_children", "welcome", "welcome_children", "privacy_words",
        "privacy_words_children",
    ),
    Mailing: ("subject", "words", "made_by"),
    SealedComment: ("text",),
    Event: ("title", "place", "message"),
    EventWord: ("text", "more", "theme"),
    ProposedAction: ("what", "measure", "lead"),
    priorities.Decision: ("reason", "by"),
    priorities.Approval: ("body", "note", "by"),
    Action: ("what", "measure", "baseline", "target", "latest", "lead", "risk", "learning_question", "lead_words"),
    ActionStep: ("words", "value", "by"),
    Grouping: ("title",),
    GroupingItem: ("name",),
    WorkforceFigure: ("area", "source", "gap"),
    Person: ("name",),
}  # fmt: skip
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label")


@pytest.fixture
def objects(app: Flask) -> Objects:
    """Every text that the database holds is Hebrew, but for keys and e-mail addresses."""
    world = World(app.config["DATABASE"])
    objects = objects_of(world, Client(app))
    with world.database.writing() as session:
        for table, names in HELD.items():
            session.execute(update(table).values(**dict.fromkeys(names, TEAM)))
        session.execute(update(Feedback).values(page_json=page_to_json(a_page(TEAM))))
    return objects


def is_from_the_right(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def is_set_apart(text: str, begins: bool = False) -> bool:
    """Whether every letter from the right stands in an isolate, or in a whole, that begins with such a letter.

    With `begins` the text itself is such a whole.
    """
    wholes: list[str] = [""]
    for character in text:
        kind = unicodedata.bidirectional(character)
        if character == "\u2068":
            wholes.append("")
        elif character == "\u2069":
            wholes.pop()
        elif kind in ("L", "R", "AL"):
            wholes[-1] = wholes[-1] or kind
            if kind != "L" and (wholes[-1] == "L" or (len(wholes) == 1 and not begins)):
                return False
    return len(wholes) == 1


def loose(root: Element) -> Iterator[str]:
    """Words of a page, and of what is read out of it, that would disturb the order of those around them."""
    for element in root.walk():
        if element.tag in ("script", "style"):
            continue
        field = element.tag == "textarea" or (
            element.tag == "input" and element["type"] in ("", "text", "search")
        )
        if field and element["dir"] != "auto":
            yield f"<{element.tag} name={element['name']}>"
        for name in SPOKEN:
            if not is_set_apart(element[name]):
                yield f"{name}={element[name]}"
        directed = any(e["dir"] or e.tag == "bdi" for e in (element, *element.within))
        for child in element.children:
            if isinstance(child, str) and not is_set_apart(child, directed):
                yield f"<{element.tag}> {child.strip()}"


def test_words_from_the_right_are_set_apart_on_every_page(app: Flask, objects: Objects) -> None:
    client = signed_in(app, objects.partnership, ADMINISTRATOR)
    found, seen = [], 0
    for rule in pages(app):
        path = objects.fill(rule)
        reply = client.get(path)
        if reply.status_code == 200 and reply.mimetype == "text/html":
            root = look_at(path, reply).root
            seen += is_from_the_right(root.text)
            found += [f"{rule.rule}: {words}" for words in loose(root)]
    assert found == []
    assert seen > 80


def render(source: str, **values: object) -> str:
    environment = Environment(autoescape=True, extensions=[DirectionsExtension])
    environment.filters.update(set_apart=set_apart, as_it_runs=as_it_runs)
    return environment.from_string(source).render(x="שלום", a={"words": "שלום", "level": "שלום"}, **values)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("<p>Hi {{ x }}, ok</p>", "<p>Hi \u2068שלום\u2069, ok</p>"),
        ("<p>{{ a.words }}</p>", '<p dir="auto">שלום</p>'),
        ("<p>\n  {{ a.words }}\n</p>\nb", '<p dir="auto">שלום</p>\nb'),
        ("<p{{ ' class=b' }}>{{ a.words }}</p>", '<p class=b dir="auto">שלום</p>'),
        ("<{{ 'h2' }} class='b'>{{ a.words }}</{{ 'h2' }}>", "<h2 class='b'>\u2068שלום\u2069</h2>"),
        ("<td>{{ a.level }}</td>", "<td>\u2068שלום\u2069</td>"),
        (
            '<p dir="auto"><b>{{ x }}</b> {{ x }}</p>{{ x }}',
            '<p dir="auto"><b>שלום</b> שלום</p>\u2068שלום\u2069',
        ),
        ('<p dir="auto"><p>{{ x }}</p>{{ x }}</p>', '<p dir="auto"><p>שלום</p>שלום</p>'),
        ("<bdi>{{ x }}</bdi>", "<bdi>שלום</bdi>"),
        ("<p>{{ x|as_it_runs }} b</p>", "<p>שלום b</p>"),
        ("<title>{{ a.words }}</title>", "<title>\u2068שלום\u2069</title>"),
        ("<option>{{ a.words }}</option>", "<option>\u2068שלום\u2069</option>"),
        (
            '<a href="{{ x }}" aria-label="See {{ x }}">b</a>',
            '<a href="שלום" aria-label="See \u2068שלום\u2069">b</a>',
        ),
        (
            "<textarea rows='3'>\n{{ x }}</textarea>{{ x }}",
            "<textarea rows='3' dir=\"auto\">\nשלום</textarea>\u2068שלום\u2069",
        ),
        ('<input type="text" value="{{ x }}">', '<input type="text" value="שלום" dir="auto">'),
        ("<textarea>{{ a.words }}</textarea>", '<textarea dir="auto">שלום</textarea>'),
        ('<input type="hidden" value="{{ x }}">', '<input type="hidden" value="שלום">'),
        (
            "<input {% if 1 %}type='radio'{% endif %} value=\"{{ x }}\">",
            "<input type='radio' value=\"שלום\">",
        ),
        ("<script>{{ x }}</script>{{ x }}", "<script>שלום</script>\u2068שלום\u2069"),
        ("<!-- <p title='-->{{ x }}{{ 1 < 2 }}", "<!-- <p title='-->\u2068שלום\u2069True"),
        ("{{ {'a': {'b': x}}['a']['b'] }}", "\u2068שלום\u2069"),
        ("{{ y }}{{ 3 }}{{ '<'|safe }}", "3<"),
    ],
)
def test_each_value_gets_its_direction(source: str, made: str) -> None:
    assert render(source) == made


def test_words_from_the_left_stay_as_they_are() -> None:
    source = "<p>Hi {{ y }}, <b>{{ y }}</b></p>"
    assert render(source, y="Zoë’s 2 teams") == "<p>Hi Zoë’s 2 teams, <b>Zoë’s 2 teams</b></p>"
