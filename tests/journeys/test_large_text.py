"""Pages that anybody can open, with letters twice as large on a phone, and at four times their size.

And the focus of a page that refuses a form, in a browser without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from lws_assess.web import create_app
from lws_assess.web.access import ACCESS, ANYONE
from tests.conftest import settings_for
from tests.journeys.visits import click, wait_until
from tests.machines.servers import Running
from tests.pages.addresses import Objects, objects_of, rules
from tests.pages.client import Client
from tests.worlds.builders import World

PUBLIC = {endpoint for endpoint, who in ACCESS if who == ANYONE}
# Pictures of a screen, which a hall reads from far away: they are drawn to fit, whatever the size of letters.
SCREENS = {"event_leads.screen"}
SIZE_OF_LETTERS = """percent => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`html { font-size: ${percent}% !important }`);
  document.adoptedStyleSheets = percent === 100 ? [] : [sheet];
}"""
# What runs off the screen to the side, and words that are cut where nobody can scroll to them.
OFF = """() => {
  const page = document.documentElement, off = [];
  if (page.scrollWidth > page.clientWidth) off.push(`${page.scrollWidth - page.clientWidth} pixels off the screen`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.matches("input, thead, option") || e.closest(".unseen, .skip, svg")) continue;
    const { clipPath, overflowX } = getComputedStyle(e);
    if (clipPath === "inset(50%)") continue; // heard, and never seen
    const hides = ["hidden", "clip"].includes(overflowX);
    if (hides && e.scrollWidth > e.clientWidth + 1) off.push(`cut: ${e.textContent.trim().slice(0, 40)}`);
  }
  return off;
}"""
# Width in pixels and size of letters in percent: a phone with letters twice as large; a screen of 1,280 pixels at 400%.
WAYS = [(390, 200), (320, 100)]


@pytest.fixture(scope="module")
def here(place: tuple[World, Running], tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Objects]:
    """One of everything that an address can name, and an app that knows the addresses."""
    world, _ = place
    app = create_app(settings_for(str(world.database.engine.url), Path(tmp_path_factory.mktemp("large"))))
    return app, objects_of(world, Client(app))


@pytest.fixture
def large(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WAYS[0][0], "height": 844})
    yield context.new_page()
    context.close()


def fits(page: Page) -> None:
    """In each of the ways; the page is laid out anew for each, and not loaded anew."""
    page.wait_for_load_state()
    for width, percent in WAYS:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(SIZE_OF_LETTERS, percent)
        wait_until(page, lambda: page.evaluate(OFF) == [], str((page.url, width, percent)))


def press(page: Page, words: str) -> None:
    click(page.get_by_role("button", name=words, exact=True))
    fits(page)


def test_no_public_page_runs_off_the_screen(
    large: Page, server: Running, here: tuple[Flask, Objects]
) -> None:
    app, objects = here
    large.context.add_cookies([{"name": f"e-{objects.room}", "value": objects.phone, "url": server.address}])
    looked_at = 0
    for rule in rules(app, "GET"):
        path = objects.fill(rule)
        if rule.endpoint in PUBLIC - SCREENS and not path.endswith((".pdf", ".css", ".txt", "/now")):
            reply = large.goto(server.address + path)
            if reply and "html" in reply.headers.get("content-type", ""):
                fits(large)
                looked_at += 1
    assert looked_at >= 25


@pytest.mark.parametrize("group", ["teachers", "inspectors"])
def test_no_page_of_a_questionnaire_runs_off_the_screen(
    large: Page, server: Running, world: World, group: str
) -> None:
    large.goto(f"{server.address}/join/{world.code(group)}")
    fits(large)
    press(large, "Start")  # refused
    large.check("#agree")
    press(large, "Start")
    if large.url.endswith("/about"):
        press(large, "Continue")
    for name in dict.fromkeys(
        large.locator("input[type=radio]").evaluate_all("all => all.map(one => one.name)")
    ):
        large.locator(f'input[name="{name}"]').nth(2).check()
    while "/areas/" in large.url or large.url.endswith("/priorities"):
        click(large.locator("button[value=next]"))
        fits(large)
    large.goto(large.url.replace("/check", "/leave"))
    fits(large)
    large.go_back()
    press(large, "Send" if group == "inspectors" else "Submit my answers")
    expect(large.locator("h1")).to_have_text("Thank you", use_inner_text=True)


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_the_summary_of_a_refused_form_has_the_focus_and_leads_to_the_field(
    browser: Browser, server: Running, world: World, scripts: bool
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    for path, button, field in (
        ("/", "Go to the questions", "code"),
        ("/sign-in", "Sign in", "email"),
        (f"/join/{world.code(None)}", "Start", "agree"),
    ):
        page.goto(server.address + path)
        click(page.get_by_role("button", name=button))
        expect(page.locator(".govuk-error-summary"), path).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(f"#{field}[aria-invalid=true]"), path).to_be_focused()
    context.close()
