"""Closing a round in a browser: while the results are made the page says so, and takes no second press."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from lws_assess.records.people import FACILITATOR
from tests.journeys.visits import SIZES, Visit
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.staff import add_person

BUTTON = "Close the round and make the results"
STAY = """() => document.querySelector('form[data-working]').addEventListener('submit', e => e.preventDefault())"""


@SIZES
def test_while_the_results_are_made_the_page_says_so_and_takes_no_second_press(
    size: tuple[int, int], world: World, server: Running, browser: Browser
) -> None:
    mine = World(world.database, partnership=f"closing-{size[0]}")
    email = add_person(mine.database, mine.partnership, FACILITATOR)
    with Visit.on(browser, server.address, size) as visit:
        visit.come_as(email).go(f"/p/{mine.partnership}/rounds/{mine.round}/close").is_sound()
        visit.page.evaluate(STAY)
        visit.press(BUTTON).page.get_by_text("We are closing the round and making its results").wait_for()
        expect(visit.page.get_by_role("button", name=BUTTON)).to_be_disabled()
        visit.is_sound()
        visit.page.reload()
        visit.press(BUTTON).page.get_by_text("Its results are ready").wait_for()
