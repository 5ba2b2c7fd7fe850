"""Pages say what was agreed, word for word, and their links, fields and drawings are those that were agreed.

The place is the shelved one at the moment at which it was put there. Tests of pages say what must hold; this keeps
everything else from moving unseen. After a change that is meant: `make agreed`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lws_assess.web.access import ACCESS
from tests.machines.databases import a_key_folder
from tests.pages.addresses import METHODS, rules, staff_token
from tests.pages.agreed_papers import papers_of_a_day, papers_of_a_round
from tests.pages.agreed_walk import RESPONDENT, AgreedPlace, AgreedReader, family_of, read_family
from tests.pages.page_walk import ROLES, ROUNDS, release, walk_through_an_event
from tests.watching.agreed import AgreedTexts
from tests.worlds.shelved import Shelved

AGREED, DRAWN = AgreedTexts("agreed_pages"), AgreedTexts("agreed_drawings")
PAPERS = AgreedTexts("agreed_papers")
WITHOUT_PAGES = {"assets", "files", "plan_asking", "strategy_documents"}
TELL_OF_RESULTS = (
    "areas",
    "board_slides",
    "comments",
    "feedback",
    "group_pages",
    "leads",
    "over_time",
    "participation",
    "partnerships",
    "plans",
    "priorities",
    "results",
    "round_papers",
    "rounds",
)
# What is of nothing where a word alone would not be taken for a name.
UNKNOWN = {"mailing": "ab" * 16, **dict.fromkeys(("number", "approval", "decision", "person"), "9999")}
OF_WORDS = {"kind", "way", "change_to"}  # no address has another than those
# Where something else is answered than that there is no such page, and why.
ANSWERED = {
    ("GET", "assets.asset", "digest"): 200,  # a page that was kept is given what there is today
    ("GET", "notices.privacy", "partnership"): 302,  # to the notices of the service
    ("GET", "notices.accessibility", "partnership"): 302,
    ("GET", "event_scribes.rating", "area"): 303,  # to what there is on the table
    ("POST", "event_scribes.save_rating", "area"): 303,
    ("POST", "event_scribes.slip_vote", "number"): 303,  # to what runs in the room
    ("POST", "event_phones.vote", "number"): 303,
    ("POST", "event_programmes.remove", "segment"): 303,  # somebody else has removed it
    ("POST", "event_programmes.place", "event"): 400,  # the form is looked at first
    ("POST", "event_programmes.place", "segment"): 400,
    ("POST", "stops.change", "secret"): 400,
    ("POST", "event_remote_links.take_back", "link"): 409,  # said on the page of links
}
STANDS_IN = {"/draft/": "later", "/results/": "baseline"}
FAMILIES = sorted({family_of(endpoint) for endpoint, _ in ACCESS} - WITHOUT_PAGES)


@pytest.fixture(scope="module")
def place() -> Iterator[AgreedPlace]:
    with a_key_folder() as folder:
        (folder.parent / "place").mkdir()
        yield AgreedPlace.build(folder.parent / "place")


@pytest.fixture(scope="module")
def at_rest(place: AgreedPlace) -> Iterator[Flask]:
    with place.app() as app:
        yield app


def assert_as_agreed(reader: AgreedReader) -> None:
    AGREED.assert_agreed(reader.texts)
    if reader.drawn:
        DRAWN.assert_agreed(reader.drawings)


@pytest.mark.parametrize("family", FAMILIES)
def test_pages_at_rest_are_as_agreed(at_rest: Flask, place: AgreedPlace, family: str) -> None:
    reader = AgreedReader(at_rest, place, family)
    read_family(reader, family)
    assert_as_agreed(reader)


def test_pages_of_a_day_are_as_agreed(place: AgreedPlace) -> None:
    """From the first part of a programme to what came of it."""
    mine = place.copied("day")
    with mine.app() as app:
        reader = AgreedReader(app, mine, "day")
        walk_through_an_event(
            app, mine.browser(app, "administrator"), Shelved(app.config["DATABASE"]), reader.ask
        )
        assert_as_agreed(reader)
        with app.config["DATABASE"].reading() as session:
            PAPERS.assert_agreed(papers_of_a_day(session, Shelved(app.config["DATABASE"])))


def test_pages_of_a_released_round_are_as_agreed(place: AgreedPlace) -> None:
    """Those of its results, and those that tell of all rounds."""
    mine = place.copied("released")
    with mine.app(turned=False) as app:  # keys are drawn for rows as they come
        release(app, Shelved(app.config["DATABASE"]))
    with mine.app() as app:
        reader = AgreedReader(app, mine, "released")
        for family in TELL_OF_RESULTS:
            read_family(reader, family, ("first",))
        assert_as_agreed(reader)
        with app.config["DATABASE"].reading() as session:
            PAPERS.assert_agreed(papers_of_a_round(session, Shelved(app.config["DATABASE"])))


def _round_of(rule: Rule) -> str:
    """One that has such pages: not every round is a draft, or has results."""
    return next((key for part, key in STANDS_IN.items() if part in rule.rule), ROUNDS[0])


def test_what_an_address_names_has_to_be_there(place: AgreedPlace) -> None:
    """One name at a time is that of nothing; all others are of the place."""
    mine, answered = place.copied("unknown"), {}
    with mine.app() as app:
        staff, respondent = mine.browser(app, ROLES[0]), mine.browser(app, RESPONDENT)
        token = {"csrf_token": staff_token(staff)}
        for method in METHODS:
            for rule in rules(app, method):
                browser = respondent if "questionnaire" in rule.arguments else staff
                for name in sorted(rule.arguments - OF_WORDS):
                    path = mine.objects.fill(
                        rule, **{"round_key": _round_of(rule), name: UNKNOWN.get(name, "nothing")}
                    )
                    reply = browser.open(path, method=method, data=token if method == "POST" else None)
                    if reply.status_code != 404:
                        answered[method, rule.endpoint, name] = reply.status_code
    assert answered == ANSWERED
