"""Pages say what was agreed, word for word, and their links and fields are those that were agreed.

The place is the shelved one at the moment at which it was put there. Tests of pages say what must hold; this keeps
everything else from moving unseen. After a change that is meant: `make agreed`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lws_assess.web.access import ACCESS
from tests.machines.databases import a_key_folder
from tests.pages.agreed_walk import AgreedPlace, AgreedReader, family_of, read_family
from tests.pages.page_walk import release, walk_through_an_event
from tests.watching.agreed import AgreedTexts
from tests.worlds.shelved import Shelved

AGREED = AgreedTexts("agreed_pages")
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


@pytest.mark.parametrize("family", FAMILIES)
def test_pages_at_rest_are_as_agreed(at_rest: Flask, place: AgreedPlace, family: str) -> None:
    reader = AgreedReader(at_rest, place, family)
    read_family(reader, family)
    AGREED.assert_agreed(reader.texts)


def test_pages_of_a_day_are_as_agreed(place: AgreedPlace) -> None:
    """From the first part of a programme to what came of it."""
    mine = place.copied("day")
    with mine.app() as app:
        reader = AgreedReader(app, mine, "day")
        walk_through_an_event(
            app, mine.browser(app, "administrator"), Shelved(app.config["DATABASE"]), reader.ask
        )
        AGREED.assert_agreed(reader.texts)


def test_pages_of_a_released_round_are_as_agreed(place: AgreedPlace) -> None:
    """Those of its results, and those that tell of all rounds."""
    mine = place.copied("released")
    with mine.app() as app:
        release(app, Shelved(app.config["DATABASE"]))
        reader = AgreedReader(app, mine, "released")
        for family in TELL_OF_RESULTS:
            read_family(reader, family, ("first",))
        AGREED.assert_agreed(reader.texts)
