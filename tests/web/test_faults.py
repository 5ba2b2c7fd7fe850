"""Every form of the product that is refused says what is wrong, in one and the same way.

What holds for a page that says so stands among the rules of tests/pages/client.py, and so is looked for on every page
that any test sees: "Error:" first in the title, a summary that comes first and takes the focus, a link to each
field, and each field marked and described. Here every address that takes a form is sent a wrong one, and once more
while each refusal says something else: status and fields stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lws_assess.records.people import ADMINISTRATOR
from lws_assess.web import create_app
from lws_assess.web.access import ACCESS, ANYONE, RESPONDENT
from tests.conftest import a_copy, settings_for
from tests.pages.addresses import Objects, objects_of, rules
from tests.pages.client import Client, Page, look_at
from tests.runs.soaking import IS_SOAK
from tests.watching.rewording import reworded
from tests.web.results.test_results_pages import answered
from tests.worlds.builders import World
from tests.worlds.staff import add_person, signed_in

WHO = dict(ACCESS)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MOVES = re.compile(r'name="moves" value="(\d+)"')
LONG = "x" * 5001  # longer than what any field takes
REFUSALS = {
    303,
    400,
    404,
    409,
    410,
    413,
    422,
    429,
    503,
}  # 303: the page that it leads to says why nothing was done

# Sent last, in this order: each takes away what others need.
LAST = (
    "participation.new_link",
    "groups.merge",
    "groups.retire",
    "groups.delete",
    "responses.submit",
    "responses.clear",
    "event_phones.clear",
    "event_leads.end",
    "event_hosts.end",
    "rounds.close",
    "members.remove",
    "account.set_up_codes",
    "members.demand_codes",
    "people.sign_out",
)
# They have a button and nothing to fill in, and do what the button says however often it is pressed.
BUTTONS = {
    "clocks.confirm",
    "comments.publish_unflagged",
    "event_facts.tick",
    "event_hosts.end",
    "event_leads.act",
    "event_leads.end",
    "event_phones.clear",
    "event_programmes.move",
    "event_rehearsals.end",
    "event_remote_links.captions",
    "event_remote_links.take_back",
    "feedback.take_back",
    "groups.bring_back",
    "groups.move",
    "invitations.again",
    "members.change",
    "members.demand_codes",
    "members.make_link",
    "participation.new_link",
    "people.sign_out",
    "plan_leads.reminders",
    "practice.make_link",
    "priorities.strike_out",
    "responses.clear",
}
# What makes them refuse is made in those tests, whose pages are looked at by the same rules.
ELSEWHERE = {
    "account.turn_off_codes": "test_people",
    "drafts.cut": "test_drafts",
    "event_remote_screens.type_line": "test_remote_screens",
    "people.one_time_code": "test_people",
    "people.welcome": "test_people",
}
OF_NO_DRAFT = ("drafts.new", "drafts.repeat")
OF_RESULTS = ("board_papers.", "feedback.", "priorities.decide")


@dataclass
class Sender:
    """An administrator who also answers, scribes in a room and leads a group, all on one device."""

    client: FlaskClient
    objects: Objects
    over: Objects  # of a partnership whose round has its results
    tokens: dict[str, str] = field(default_factory=dict)  # by the page that each was read off

    def address(self, rule: Rule) -> str:
        if rule.endpoint.startswith(("additions.", "drafts.")) and rule.endpoint not in OF_NO_DRAFT:
            return self.objects.fill(rule, round_key="draft")
        if rule.endpoint.startswith(("event_hosts.", "event_papers.", "events.delete")):
            return self.objects.fill(rule, event="visioning-day", press="tell")
        objects = self.over if rule.endpoint.startswith(OF_RESULTS) else self.objects
        return objects.fill(rule)

    def token(self, rule: Rule) -> str:
        page = "/account"
        if rule.endpoint.startswith("responses."):
            page = f"/answer/{self.objects.questionnaire}/leave"
        if rule.endpoint.startswith(("event_phones.", "event_scribes.")):
            page = f"/e/{self.objects.room}/leave"
        if (
            page not in self.tokens
            or rule.endpoint in LAST
            or rule.endpoint.startswith(("people.", "account."))
        ):
            found = TOKEN.search(self.client.get(page, follow_redirects=True).text)
            self.tokens[page] = found[1] if found else ""  # what is gone takes no more forms
        return self.tokens[page]

    def names(self, rule: Rule) -> set[str]:
        """The names of all fields of the page at the address, and of the page that holds a form for it."""
        names: set[str] = set()
        for path in (self.address(rule), self.address(rule).rsplit("/", 1)[0]):
            reply = self.client.get(path, follow_redirects=True)
            if reply.status_code == 200 and reply.mimetype == "text/html":
                page = look_at(path, reply)
                names |= {e["name"] for e in page.root.find_all("input", "textarea", "select") if e["name"]}
        return names - {"csrf_token", "moves"}

    def state(self, rule: Rule) -> dict[str, str]:
        """Where the room is, as a press of a desk says it."""
        if not rule.endpoint.startswith(("event_hosts.", "event_leads.")):
            return {}
        desk = re.sub(r"/(host|meeting)/.*", r"/\1", self.address(rule))
        found = MOVES.search(self.client.get(desk).text)
        return {"moves": found[1]} if found else {}

    def send(self, rule: Rule, names: set[str], value: str) -> Page | None:
        """What comes of a form all of whose fields hold the same; nothing where that is no page."""
        path = self.address(rule)
        fields = dict.fromkeys(names, value) | self.state(rule) | {"csrf_token": self.token(rule)}
        reply = self.client.post(path, data=fields)
        status = reply.status_code
        while reply.status_code in (302, 303):
            path = reply.headers["Location"]
            reply = self.client.get(path)
        if reply.mimetype != "text/html":
            return None
        page = look_at(path, reply)
        refused = status >= 400 and bool(page.root.find_all("form", method="post"))
        assert bool(page.faults()) or not refused, f"{rule.endpoint}: {status}, and no word of what is wrong"
        assert not page.faults() or status in REFUSALS, f"{rule.endpoint}: refused with {status}"
        return page


@pytest.fixture
def app(sqlite_pattern: Path, tmp_path: Path) -> Iterator[Flask]:
    """The app with a mail server set up, which nobody needs to reach: nothing is sent."""
    more = {"SMTP_URL": "smtp://127.0.0.1:9", "PUBLIC_BASE_URL": "http://localhost"}
    app = create_app(settings_for(a_copy(sqlite_pattern, tmp_path / "app.sqlite3"), tmp_path, **more))
    app.testing = False
    yield app
    app.config["DATABASE"].engine.dispose()


@pytest.fixture
def sender(app: Flask, world: World) -> Sender:
    respondent = Client(app)
    objects = objects_of(world, respondent)
    with world.database.writing() as session:
        world.draft(session, "draft")
    client = signed_in(app, world.partnership, ADMINISTRATOR)
    over = World(world.database, partnership="over")
    add_person(world.database, "over", ADMINISTRATOR, f"{ADMINISTRATOR}@{world.partnership}.example")
    answered(over, teachers=8, nurses=6)
    held = respondent.browser._cookies.items()
    client._cookies.update({key: cookie for key, cookie in held if cookie.key.startswith("q-")})
    client.set_cookie(f"e-{objects.room}", objects.phone)
    return Sender(client, objects, Objects(**{**vars(objects), "partnership": "over"}))


def _place(rule: Rule) -> int:
    """First what anybody can send: what staff send takes away some of it."""
    if rule.endpoint in LAST:
        return 2 + LAST.index(rule.endpoint)
    return int(WHO[rule.endpoint] not in (ANYONE, RESPONDENT))


def _where(page: Page) -> tuple[int, set[str]]:
    """The status of a refused form, and the fields at which something is wrong."""
    return page.status, set(page.faults())


def test_every_form_says_what_is_wrong_with_it(app: Flask, sender: Sender) -> None:
    posts = list(rules(app, "POST"))
    refused, told = set(), set()
    for rule in sorted(posts, key=_place):
        names = sender.names(rule)
        for value in ("", LONG):
            if rule.endpoint in refused and not IS_SOAK:
                continue  # what is too long everywhere is another test's
            page = sender.send(rule, names, value)
            if page and page.faults():
                refused.add(rule.endpoint)
                with reworded() as made:
                    again = sender.send(rule, names, value)
                told |= {(rule.endpoint, type(one).__name__) for one in made}
                assert again, rule.endpoint
                assert _where(again) == _where(page), f"{rule.endpoint}: moved with the words of a refusal"
    assert len(told) > (
        60 if IS_SOAK else 40
    )  # so many pairs of a form and a refusal of its own, besides what forms find by themselves
    every = {rule.endpoint for rule in posts}
    assert not (left := every - refused - BUTTONS - ELSEWHERE.keys()), " ".join(sorted(left))
    assert not (these := refused & (BUTTONS | ELSEWHERE.keys())), " ".join(sorted(these))
