"""The time that a form promises is that of the words on its pages, as whoever has that form reads them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import FULL, SHORT, WORDS_A_MINUTE
from lws_assess.survey.keys import AudienceKey
from tests.pages.client import Client, Page, begin
from tests.worlds.builders import INSTRUMENT, World

ROOT = Path(__file__).resolve().parents[3]
AUDIENCES = {"inspectors": "young-people", "parents": "parents-carers"}
EDITION = shipped_editions()[INSTRUMENT]


def words_of(page: Page) -> int:
    return len(page.text.split())


def words_by_page(client: Client, code: str, **about: str) -> list[int]:
    """Returns how many words each page of a form shows, from its entrance to the last before it is sent."""
    pages = [client.get(f"/join/{code}"), begin(client, code)]
    if pages[-1].path.endswith("/about"):
        pages.append(client.send(pages[-1], **about))
    while not pages[-1].path.endswith("/check"):
        pages.append(client.send(pages[-1]))
    return [words_of(page) for page in pages[:-1]]


@pytest.mark.parametrize(
    ("group", "length"),
    [("teachers", FULL), ("teachers", SHORT), ("inspectors", FULL), ("parents", FULL)],
)
def test_a_form_promises_the_time_that_its_words_take(
    world: World, app: Flask, group: str, length: str
) -> None:
    audience = EDITION.audience(AudienceKey(AUDIENCES.get(group, "professional")))
    words = words_by_page(Client(app), world.code(group), length=length)
    assert EDITION.words(audience, length) == pytest.approx(sum(words), rel=0.02)
    assert EDITION.minutes(audience, length) == math.ceil(EDITION.words(audience, length) / WORDS_A_MINUTE)


def test_the_shipped_forms_promise_27_and_17_minutes_and_easy_ones_4_and_5() -> None:
    """Whoever changes a word of them may have to change these, and whatever is printed of them elsewhere."""
    workforce, young, parents = EDITION.audiences
    assert [EDITION.minutes(workforce, FULL), EDITION.minutes(workforce, SHORT)] == [27, 17]
    assert [EDITION.minutes(young), EDITION.minutes(parents)] == [4, 5]


def test_the_readme_promises_the_same() -> None:
    workforce, young, parents = EDITION.audiences
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for length in (FULL, SHORT):
        said = f"{EDITION.count(workforce, length)}( statements)? in about {EDITION.minutes(workforce, length)}\\b"
        assert re.search(said, readme), said
    easy = f"easy-read form in {EDITION.minutes(young)} or {EDITION.minutes(parents)} minutes"
    assert easy in readme
