"""A facilitator types in a paper form in a real browser, with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Keyboard, expect

from lws_assess.records.people import FACILITATOR
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visits import Visit
from tests.machines.servers import Running
from tests.runs.soaking import IS_SOAK
from tests.watching.counting import rows
from tests.worlds.builders import World
from tests.worlds.staff import add_person

A_FORM = "345d2 " * 8 + "147"  # five ratings an area, importance left blank, three areas


@pytest.mark.parametrize(
    ("scripts", "size"), [(True, DESKTOP), (False, DESKTOP), *([(True, PHONE)] if IS_SOAK else [])]
)
def test_a_form_is_typed_in_with_the_keyboard_alone(
    scripts: bool, size: tuple[int, int], world: World, server: Running, browser: Browser
) -> None:
    email = add_person(world.database, world.partnership, FACILITATOR, f"{scripts}-{size[0]}@testham.example")
    before = rows(world.database, "box_responses")["box_responses"]
    comments = len(world.words_in_box())
    with Visit.on(browser, server.address, size, scripts=scripts) as visit:
        visit.come_as(email).go("/p/testham/rounds/first/paper/nurses")
        if scripts:
            visit.is_sound()
        type_in(visit.page.keyboard, scripts)
        visit.page.get_by_text("1 in this sitting").wait_for()
        expect(visit.page.locator("#sipv-1")).to_be_focused()
        if scripts:
            visit.is_sound()
    assert rows(world.database, "box_responses")["box_responses"] == before + 1
    assert len(world.words_in_box()) == comments + scripts


def type_in(keyboard: Keyboard, scripts: bool) -> None:
    """Each key as somebody presses it, and a comment after the last; without scripts Tab leads from box to box."""
    for place, key in enumerate(A_FORM):
        if key != " ":
            keyboard.press(key)
        if place < len(A_FORM) - 1 and not scripts:
            keyboard.press("Tab")
        elif key == " ":
            keyboard.press("Space")
    if scripts:
        keyboard.type("We all know each other.")
    keyboard.press("Control+Enter" if scripts else "Enter")
