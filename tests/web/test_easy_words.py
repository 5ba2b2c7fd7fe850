"""Everything that somebody with an easy-read form meets is easy, from the first page to the last."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.pages.client import Client, Page, begin
from tests.web.results.test_results_pages import answered
from tests.worlds.builders import World
from tests.worlds.telling import lay_open

MOST_WORDS = 20  # of a sentence
DECIMAL = re.compile(r"\d[.,]\d")
GROUP = "inspectors"


def sentences(page: Page) -> Iterator[str]:
    """Of the main part: every block by itself, since headings and answers have no full stop."""
    for block in page.root.find_all("main")[0].find_all("p", "li", "h1", "h2", "legend", "label", "td", "th"):
        yield from re.split(r"(?<=[.?!:;])\s+", block.text)


def is_easy(page: Page) -> Page:
    long = [s for s in sentences(page) if len(s.split()) > MOST_WORDS]
    assert not long, f"{page.path} ({page.status}): {long}"
    decimals = DECIMAL.findall(re.sub(r"https?://\S+", "", page.text))
    assert not decimals, f"{page.path}: {decimals}"
    return page


def test_every_page_of_the_easy_form_is_easy_to_the_end(app: Flask, world: World) -> None:
    client = Client(app)
    code = world.code(GROUP)
    page = is_easy(client.get(f"/join/{code}"))
    is_easy(client.send(page, 400))
    page = is_easy(begin(client, code))
    assert page.path.endswith("/areas/sipv")
    is_easy(client.send(page, 400, comment="x" * 5000))
    is_easy(client.send(page, 400, **dict.fromkeys(page.radios(), "9")))
    while "/areas/" in page.path:
        page = is_easy(client.send(page, **dict.fromkeys(page.radios(), "3")))
    is_easy(client.send(page, 400, top_areas=[e["value"] for e in page.inputs("top-areas")]))
    page = is_easy(client.send(page))
    questionnaire = page.path.split("/")[2]
    answers = [e.text for e in page.root.find_all("td") if e["data-label"] == "Your answer"]
    assert set(answers) == {"Sometimes"}  # in the words of the form
    is_easy(client.get(f"/answer/{questionnaire}/leave"))
    page = is_easy(client.send(page))
    assert page.h1 == "Thank you"
    is_easy(client.get(f"/join/{'0' * 26}", 404))
    is_easy(Client(app).get(f"/answer/{questionnaire}/check", 404))


def test_a_device_that_is_cleared_says_so_in_easy_words(app: Flask, world: World) -> None:
    client = Client(app)
    page = client.send(begin(client, world.code(GROUP)))
    leave = client.get(page.path.split("/areas/")[0] + "/leave")
    is_easy(client.send(leave, go="clear"))


@pytest.mark.parametrize("way", ["closed", "used"])
def test_a_link_that_is_over_says_so_in_easy_words(app: Flask, world: World, way: str) -> None:
    client = Client(app)
    code = world.personal_link(GROUP).code
    if way == "closed":
        world.close()
        is_easy(client.get(f"/i/{code}", 404))
        return
    page = client.send(client.get(f"/i/{code}"), agree="yes")
    while "/check" not in page.path:
        page = client.send(page, **dict.fromkeys(page.radios(), "2"))
    client.send(page)
    is_easy(Client(app).get(f"/i/{code}", 409))


def test_what_came_of_it_has_no_decimals_in_its_easy_version(app: Flask, world: World) -> None:
    answered(world, inspectors=8, teachers=8)
    code = lay_open(world)
    page = Client(app).get(f"/feedback/{code}/easy")
    assert not DECIMAL.search(page.text)
    assert DECIMAL.search(Client(app).get(f"/feedback/{code}").text)
