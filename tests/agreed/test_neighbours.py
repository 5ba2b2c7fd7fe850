"""What somebody does in one partnership, round or event changes nothing of another with the same keys.

Every form that an administrator, a lead, a respondent or a phone in a room can see is sent as a browser would, as it
stands and with its empty fields filled in. Every row of every table is compared before and after: nothing of a
neighbour may differ, and what does is kept word for word, with what is answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.records.rounds import Round
from tests.machines.databases import a_key_folder
from tests.pages.agreed_walk import RESPONDENT, AgreedPlace, short_codes
from tests.pages.client import Page
from tests.pages.elements import elements_of
from tests.pages.form_walk import SentForm, forms_of_anybody, forms_of_staff, in_order, page_at
from tests.pages.page_lines import without_codes
from tests.watching.agreed import AgreedTexts
from tests.watching.neighbours import (
    HERE,
    THERE,
    Neighbours,
    Owner,
    build_neighbours,
    changed,
    rows_by_owner,
)
from tests.watching.row_changes import RowWatch
from tests.worlds.builders import World
from tests.worlds.shelved import Shelved, told

AGREED = AgreedTexts("agreed_writes")


@pytest.fixture(scope="module")
def place() -> Iterator[AgreedPlace]:
    with a_key_folder() as folder:
        (folder.parent / "place").mkdir()
        yield AgreedPlace.build(folder.parent / "place")


@pytest.fixture
def neighbours(app: Flask) -> tuple[Neighbours, Neighbours]:
    return build_neighbours(app)


def is_of_another(owner: Owner, path: str) -> bool:
    """Whether somebody stands beside what a path names: another partnership, or another round or event of its own.

    The rehearsal of an event is its own.
    """
    round_key = re.search(r"/rounds/([^/]+)/", path)
    event = re.search(r"/events/([^/]+)/", path)
    return owner.partnership != HERE or bool(
        (round_key and owner.round and owner.round != round_key[1])
        or (event and owner.event and owner.event.removeprefix("rehearsal-of-") != event[1])
    )


def what_is_said(browser: FlaskClient, path: str, fields: dict[str, str | list[str]]) -> list[str]:
    """Where a form leads and what is said there, or what of it is wrong."""
    reply = browser.post(path, data=fields)
    lines = [str(reply.status_code)]
    if "Location" in reply.headers:
        lines.append(f"leads to {reply.headers['Location']}")
        page = page_at(browser, reply.headers["Location"])
    else:
        page = _page_of(path, reply.get_data(as_text=True)) if reply.mimetype == "text/html" else None
    if page:
        lines += [page.h1, *(e.text for e in page.root.find_all(role="status"))]
        lines += [f"{at}: {words}" for at, words in page.faults().items()]
    return lines


def _page_of(path: str, html: str) -> Page:
    return Page(path, 200, {}, html, elements_of(html, path))


def send(place: AgreedPlace, app: Flask, browser: FlaskClient, forms: list[SentForm], who: str) -> None:
    """Sends each form twice, and compares what differs afterwards."""
    watch, texts = RowWatch(place.database_file), dict[str, str]()
    before = watch.look()
    watch.changes({})  # notes whose each row is
    for form in forms:
        for name, fields in (("as it stands", form.standing), ("filled in", form.filled)):
            said = what_is_said(browser, form.path, fields)
            changes = watch.changes(before)
            theirs = [one.line for one in changes if one.owner and is_of_another(one.owner, form.path)]
            assert not theirs, f"{form.path} changed what belongs to others: {theirs}"
            texts[f"{who} {form.path} {name}"] = "\n".join([*said, *sorted(one.line for one in changes)])
            before = watch.look()
    watch.close()
    codes = short_codes(app)
    AGREED.assert_agreed({without_codes(name, codes): _in_order(text, codes) for name, text in texts.items()})


def _in_order(text: str, codes: dict[str, str]) -> str:
    """Lines of rows in an order that does not rest on what was drawn."""
    lines = without_codes(text, codes).split("\n")
    rows = [line for line in lines if line[:2] in ("+ ", "~ ", "- ")]
    return "\n".join([*(line for line in lines if line not in rows), *sorted(rows)])


def test_forms_of_staff_change_what_was_agreed_and_nothing_of_a_neighbour(place: AgreedPlace) -> None:
    mine = place.copied("staff")
    with mine.app() as app:
        browser = mine.browser(app, "administrator")
        send(mine, app, browser, in_order(forms_of_staff(app, browser, mine.objects)), "staff")


def test_forms_of_anybody_change_what_was_agreed_and_nothing_of_a_neighbour(place: AgreedPlace) -> None:
    mine = place.copied("anybody")
    with mine.app() as app:
        browser = mine.browser(app, RESPONDENT)
        room = Shelved(app.config["DATABASE"]).room()
        browser.set_cookie(f"e-{room.code}", told()["running"]["people"][0]["secret"])
        browser.set_cookie(f"e-{mine.objects.room}", mine.objects.phone)
        forms = in_order(forms_of_anybody(app, browser, mine.objects, [room.code, mine.objects.room]))
        send(mine, app, browser, forms, "anybody")


def test_commands_find_a_round_by_its_own_name_alone(
    app: Flask, neighbours: tuple[Neighbours, Neighbours]
) -> None:
    here, _ = neighbours
    run = app.test_cli_runner().invoke
    before = rows_by_owner(here.database)
    for name in ("firsts", "nowhere/first", f"{HERE}/third", "first", HERE):
        for command in (["close"], ["open"], ["results"], ["personal-links", "--group", "nurses"]):
            done = run(args=["round", command[0], name, *command[1:], "--json"])
            assert done.exit_code == 1, (command, name, done.output)
            assert "refused" in json.loads(done.output)
    assert not list(changed(before, rows_by_owner(here.database)))


def test_a_round_that_is_the_only_one_is_not_closed_by_another_name(app: Flask) -> None:
    world = World(app.config["DATABASE"])
    run = app.test_cli_runner().invoke
    assert run(args=["round", "close", "wrong-name"]).exit_code == 1
    assert run(args=["round", "close", "elsewhere/first"]).exit_code == 1
    with world.database.reading() as session:
        assert session.get_one(Round, (HERE, "first")).state == "open"


@pytest.mark.parametrize("key", ["first", "second"])
def test_commands_change_the_round_that_they_name_and_no_other(
    app: Flask, neighbours: tuple[Neighbours, Neighbours], key: str
) -> None:
    here, _ = neighbours
    run = app.test_cli_runner().invoke
    before = rows_by_owner(here.database)
    made = run(args=["round", "personal-links", f"{THERE}/{key}", "--group", "nurses", "--count", "3"])
    assert made.exit_code == 0, made.output
    after = rows_by_owner(here.database)
    assert {owner for owner, _ in changed(before, after)} == {Owner(THERE, key)}
    closed = run(args=["round", "close", f"{HERE}/{key}"])
    assert closed.exit_code == 0, closed.output
    assert {owner for owner, _ in changed(after, rows_by_owner(here.database))} == {Owner(HERE, key)}
