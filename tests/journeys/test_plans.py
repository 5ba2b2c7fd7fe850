"""A facilitator plans an action and asks its lead, who reports by a private link: at both widths."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from lws_assess.records.people import FACILITATOR
from tests.journeys.visits import PHONE, SIZES, Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.staff import add_person


@SIZES
def test_an_action_is_planned_led_and_finished(
    size: tuple[int, int], browser: Browser, world: World, server: Running
) -> None:
    what = f"Run an advice line {size[0]}"
    email = add_person(world.database, world.partnership, FACILITATOR)
    with Visit.on(browser, server.address, size) as visit, Visit.on(browser, server.address, PHONE) as lead:
        page = visit.come_as(email).go(f"/p/{world.partnership}/plan/").is_sound().page
        visit.go(f"/p/{world.partnership}/plan/new").is_sound()
        page.get_by_label("What is to be done?").fill(what)
        page.get_by_label("Who leads it?").fill("Team leader")
        page.get_by_label("Target").fill("200 calls")
        page.get_by_label("Pilot", exact=False).first.check()
        visit.press("Add this action").is_sound()
        click(page.get_by_role("link", name="Choose an area"))
        page.keyboard.press("ArrowDown")
        page.get_by_label("What do you want to learn").fill("Does it help?")
        page.get_by_label("When does the pilot end?").fill("2030-01-31")
        visit.press("Add this action").is_sound()
        expect(visit.page.locator("h1")).to_contain_text(what)
        visit.follow("Ask the lead").is_sound().press("Make the link").is_sound()
        link = page.locator(".link-box").inner_text()
        lead.go("/action/" + link.rpartition("/")[2]).is_sound()
        lead.page.get_by_label("Yes, I lead it").check()
        lead.press("Send the answer").is_sound()
        lead.page.get_by_label("Where the measure stands now").fill("210 calls")
        lead.page.get_by_label("Complete", exact=True).check()
        lead.press("Add the update").is_sound()
        page.reload()
        expect(page.locator(".tag").first).to_have_text("Complete")
        visit.is_sound()
        for path in (
            "?by=date",
            "?by=outcomes&only=pilots",
            "lists/outcomes/",
            "lists/new",
            "workforce/new",
            "money",
        ):
            visit.go(f"/p/{world.partnership}/plan/{path}").is_sound()
