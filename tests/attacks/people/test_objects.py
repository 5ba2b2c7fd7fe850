"""A15 one name at a time: everything that an address names belongs to what stands before it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select

from lws_assess.records.comments import Alert
from lws_assess.records.responses import DraftAnswers
from lws_assess.web.access import ACCESS
from tests.pages.addresses import METHODS, Objects, lead_code, objects_of, rules, staff_token
from tests.pages.client import Client
from tests.watching.counting import everything
from tests.worlds.builders import GROUPS, World, new_code
from tests.worlds.staff import signed_in

WHO = dict(ACCESS)
THEIRS_ALONE = (("divers", "Divers", "professional", "schools"),)
# Whatever is typed is looked at first, or the list is asked for as a whole.
FORM = {"agree": "yes", "what": "publish", "how_many": "2", "told": "1", "target": "1", "into": "nurses"}
FORM |= {
    "subject": "S",
    "words": "W {link}",
    "addresses": "a@b.example",
    "key": "ab" * 16,
    "attempt": "ab" * 16,
}


@pytest.fixture
def here(app: Flask) -> World:
    return World(app.config["DATABASE"], partnership="here", round="ours")


@pytest.fixture
def there(app: Flask) -> World:
    """Another partnership, whose group nobody else has."""
    return World(app.config["DATABASE"], partnership="there", round="theirs", groups=(*THEIRS_ALONE, *GROUPS))


def test_no_object_of_another_partnership_can_be_named_in_ones_own_round(
    app: Flask, here: World, there: World
) -> None:
    mine, theirs = objects_of(here, Client(app)), objects_of(there, Client(app))
    client = signed_in(app, "here", "administrator")
    token = staff_token(client)
    before = everything(here.database)
    foreign = {"group": "divers", "group_key": "divers", "mailing": theirs.mailing, "comment": theirs.comment}
    foreign |= {"approval": theirs.approval, **theirs.plan}
    tried = 0
    for method in METHODS:
        for rule in rules(app, method):
            for name in rule.arguments & foreign.keys():
                if "partnership" in rule.arguments:
                    path = mine.fill(rule, **{name: foreign[name]})
                    data = {**FORM, "csrf_token": token} if method == "POST" else None
                    reply = client.open(path, method=method, data=data)
                    assert reply.status_code == 404, (method, path, reply.status_code)
                    assert b"Divers" not in reply.data
                    tried += 1
    assert tried >= 30
    assert everything(here.database) == before


def codes_of(world: World, objects: Objects) -> dict[str, str]:
    """Every kind of code, by the address that takes it."""
    return {
        "/join/": world.code("teachers"),
        "/i/": world.personal_link().code,
        "/lead/": lead_code(world),
        "/practice/": world.practice_code(),
        "/alert/": objects.alert,
        "/action/": objects.plan["action"],
        "/feedback/": objects.feedback,
    }


def test_a_code_opens_what_it_was_made_for_and_nothing_else(app: Flask, here: World) -> None:
    objects = objects_of(here, Client(app))
    codes = codes_of(here, objects)
    client = app.test_client()
    for address, own in codes.items():
        assert client.get(address + own, follow_redirects=True).status_code == 200, address
        for code in (new_code(), *(other for other in codes.values() if other != own)):
            for path in (code, f"{code}/poster.pdf", f"{code}/slips"):
                reply = client.get(address + path, follow_redirects=True)
                assert reply.status_code in (404, 405), (address, path)


def test_once_the_results_are_there_no_code_of_the_round_changes_anything(app: Flask, here: World) -> None:
    """But an alert stays open, under another code: what was done about it is still to be written down."""
    objects = objects_of(here, Client(app))
    codes = codes_of(here, objects)
    client = Client(app)
    lead = f"/lead/{codes['/lead/']}"
    token = client.get(lead).form(lead)["csrf_token"]
    with here.database.writing() as session:
        session.execute(delete(DraftAnswers).where(DraftAnswers.partnership == here.partnership))
    here.close()
    before = everything(here.database)
    form = {**FORM, "csrf_token": token}
    for path in (
        lead,
        f"{lead}/slips",
        *(address + codes[address] for address in ("/join/", "/i/", "/practice/")),
    ):
        assert client.raw("POST", path, form).status_code < 500, path
        assert everything(here.database) == before, path
    assert client.raw("GET", f"{lead}/poster.pdf").status_code == 404
    assert client.get(lead).h1 == "The results are out"
    client.get(f"/alert/{codes['/alert/']}", 404)
    with here.database.reading() as session:
        alert = f"/alert/{session.scalars(select(Alert.code)).one()}"
    done = client.send(client.get(alert), who="Sam", what="Read.")
    assert "Sam: Read." in done.text
