"""An administrator sets up a partnership and its groups on a phone, by keyboard where it matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import ADMINISTRATOR
from tests.journeys.conftest import PHONE
from tests.journeys.visits import Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.staff import add_person


@pytest.fixture
def visit(browser: Browser, world: World, server: Running) -> Iterator[Visit]:
    """A phone on which an administrator has signed in."""
    email = add_person(world.database, world.partnership, ADMINISTRATOR)
    with Visit.on(browser, server.address, PHONE) as visit:
        yield visit.sign_in(email)


def test_a_partnership_gets_its_groups_in_the_order_it_wants(visit: Visit) -> None:
    page = visit.follow("Set up another partnership").is_sound().page
    page.get_by_label("Name", exact=True).fill("Bramford Children’s Trust")
    expect(page.get_by_label("Address of its pages")).to_have_value("bramford-childrens-trust")
    visit.press("Set up the partnership").is_sound().follow("Set up the groups").is_sound()
    visit.follow("Choose from fifteen usual groups").is_sound()
    page.get_by_label("Human resources").uncheck()
    visit.press("Add the ticked groups").is_sound()
    expect(page.locator("tbody tr")).to_have_count(14)
    page.get_by_role("button", name="Down: move Schools network").focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        page.wait_for_url("**moved=schools-network**")
        page.get_by_text(f"number {place} of its list").wait_for()
        expect(page.get_by_role("button", name="Down: move Schools network")).to_be_focused()
    visit.is_sound().follow("Parents and carers").is_sound()
    page.get_by_label("Target").fill("many")
    visit.press("Add the group").is_sound()
    click(page.get_by_role("link", name="Enter a whole number"))
    page.keyboard.press("Control+A")
    page.keyboard.type("30")
    visit.press("Add the group").is_sound()
    visit.is_headed("Settings of Parents and carers")
    visit.follow("Delete").is_sound()
    visit.follow("Settings").is_sound()
