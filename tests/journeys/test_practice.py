"""Trying the form in a real browser: forwards, back by the page's own ways, and out."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE
from tests.journeys.visits import Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World


def test_a_form_is_tried_and_every_page_of_it_is_sound(
    browser: Browser, server: Running, world: World
) -> None:
    with Visit.on(browser, server.address, PHONE) as visit:
        visit.go(f"/practice/{world.practice_code()}").is_sound()
        visit.page.check('input[value="teachers"]')
        visit.page.check('input[name="agree"]')
        visit.press("Start")
        visit.page.check('input[value="short"]')
        first = visit.press("Continue").is_sound().heading
        visit.answer_everything().press("Save and continue")
        second = visit.heading
        click(visit.page.locator(".progress button").first)
        assert first != second
        visit.is_headed(first)
        expect(visit.page.locator("input:checked")).to_have_count(3)
        visit.press("Save and come back later").is_sound().press("Carry on now").is_sound()
        expect(visit.page.locator("figure svg[role=img]"), "one's own rainbow and radar").to_have_count(2)
        visit.press("Submit my answers").is_sound().is_headed("That was practice")
        expect(visit.page.get_by_text("Practice: nothing is kept.")).to_have_count(1)
