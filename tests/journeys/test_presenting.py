"""Slides on the screen of a room: read from the back row, led by keys, by a finger and by links without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import STEERING
from tests.journeys.test_staff import place
from tests.journeys.visits import DESKTOP, PHONE, Visit, click, wait_until
from tests.machines.servers import Running

__all__ = ["place"]

ROOM = (1920, 1080)
PRESENT = "/p/marlhaven/rounds/year-1/results/present"
KEYS = [
    "headline",
    "people",
    "position",
    "first",
    "statements",
    "groups",
    "families",
    "moved",
    "decided",
    "plan",
]
# The smallest letters on any slide, in pixels of the screen; those in drawings as large as they are drawn.
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.shown *')]
  .filter(one => [...one.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
  .filter(one => one.tagName !== 'title' && one.getClientRects().length && !one.closest('.unseen, caption'))
  .map(one => parseFloat(getComputedStyle(one).fontSize) * (one.ownerSVGElement ? one.getScreenCTM().a : 1)))"""
TOO_HIGH = """() => [...document.querySelectorAll('.shown')]
  .filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.id)"""
TOO_WIDE = """() => [...document.querySelectorAll('.shown')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.id)"""
IN_VIEW = """() => [...document.querySelectorAll('.shown')]
  .filter(one => Math.abs(one.getBoundingClientRect().left) < 2).map(one => one.id)"""


WAYS = (
    ("ArrowRight", 1),
    ("PageDown", 2),
    ("ArrowLeft", 1),
    ("End", 9),
    ("ArrowRight", 9),
    ("Home", 0),
    ("PageUp", 0),
)


@contextmanager
def presenting(
    server: Running, browser: Browser, size: tuple[int, int], scripts: bool = True
) -> Iterator[Visit]:
    with Visit.on(browser, server.address, size, scripts=scripts) as visit:
        visit.come_as(f"{STEERING}@marlhaven.example").go(PRESENT)
        yield visit


def comes_to_rest(visit: Visit, key: str) -> None:
    """Until one slide alone stands where it belongs."""
    visit.page.wait_for_function(f"key => ({IN_VIEW})().join() === key", arg=key)


def seen(visit: Visit) -> list[str]:
    found: list[str] = visit.page.evaluate(IN_VIEW)
    return found


def test_every_word_can_be_read_from_the_back_row_and_no_slide_has_to_be_scrolled(
    server: Running, browser: Browser
) -> None:
    with presenting(server, browser, ROOM) as visit:
        expect(visit.page.locator(".shown")).to_have_count(len(KEYS))
        visit.is_sound()
        wait_until(visit.page, lambda: visit.page.evaluate(SMALLEST) >= ROOM[1] / 25)
        wait_until(visit.page, lambda: visit.page.evaluate(TOO_HIGH) == [])
        wait_until(visit.page, lambda: visit.page.evaluate(TOO_WIDE) == [])


def test_keys_lead_from_slide_to_slide(server: Running, browser: Browser) -> None:
    with presenting(server, browser, DESKTOP) as visit:
        visit.is_sound()
        for key, expected in WAYS:
            visit.page.keyboard.press(key)
            visit.page.wait_for_function(
                f"() => Math.abs(document.getElementById('{KEYS[expected]}').getBoundingClientRect().left) < 2"
            )
            expect(visit.page.locator(f"#{KEYS[expected]}-title")).to_be_focused()
            visit.page.wait_for_url(f"**#{KEYS[expected]}")
        visit.page.keyboard.press("Alt+ArrowRight")  # a browser's own key stays its own
        assert seen(visit) == [KEYS[0]]


@pytest.mark.parametrize("scripts", [True, False])
def test_links_and_a_finger_lead_from_slide_to_slide_without_scripts_too(
    scripts: bool, server: Running, browser: Browser
) -> None:
    with presenting(server, browser, PHONE, scripts) as visit:
        if scripts:
            visit.is_sound()
            wait_until(visit.page, lambda: visit.page.evaluate(TOO_WIDE) == [])
        assert seen(visit) == [KEYS[0]]
        for key in KEYS[1:4]:
            click(visit.page.locator(f"section:has(+ #{key})").get_by_role("link", name="Next"))
            comes_to_rest(visit, key)
        click(visit.page.locator("#first").get_by_role("link", name="Back"))
        comes_to_rest(visit, "position")
        # What a finger does: wherever it lets go, one slide comes to rest.
        visit.page.locator("#slides").evaluate("one => one.scrollBy(one.clientWidth * 0.7, 0)")
        comes_to_rest(visit, "first")
        click(visit.page.locator("#first").get_by_role("link", name="Leave"))
        visit.page.wait_for_url("**/papers")


def test_on_paper_each_slide_begins_a_page(server: Running, browser: Browser) -> None:
    with presenting(server, browser, DESKTOP) as visit:
        visit.page.emulate_media(media="print")
        visit.is_sound()
        breaks = visit.page.locator(".shown").evaluate_all(
            "all => all.map(one => getComputedStyle(one).breakAfter)"
        )
        assert set(breaks) == {"page"}
        expect(visit.page.locator(".ways").first).to_be_hidden()
