"""Answering from the first page to the thank-you, for each audience, at both widths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from lws_assess.records.responses import BoxResponse
from tests.journeys.visits import DESKTOP, SIZES, Visit, click, wait_until
from tests.machines.servers import Running
from tests.worlds.builders import World


def responses(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(BoxResponse)) or 0


def agree(visit: Visit, world: World, group: str | None) -> Visit:
    visit.go(f"/join/{world.code(group)}")
    visit.page.check("[name=agree]")
    return visit


def answer_areas(visit: Visit, button: str, sound: bool) -> None:
    for _ in range(8):
        if sound:
            visit.is_sound()
        visit.answer_everything().press(button)


@SIZES
def test_a_professional_answers_the_full_form_without_scripts(
    size: tuple[int, int], world: World, server: Running, browser: Browser
) -> None:
    before = responses(world)
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        agree(visit, world, "teachers").press("Start")
        visit.page.check("[name=role][value=manager]")
        visit.press("Continue")
        assert len(visit.questions()) == 6, "five statements and importance"
        answer_areas(visit, "Save and continue", sound=False)
        visit.page.check("[name=top-areas] >> nth=3")
        visit.page.fill("[name=keep]", "The joint training days.")
        visit.press("Save and check your answers")
        visit.is_headed("Check your answers")
        expect(visit.page.locator(".said li")).to_have_count(8 * 6)
        expect(visit.page.locator(".said li:has-text('Left blank')")).to_have_count(0)
        visit.press("Submit my answers")
        visit.is_headed("Thank you")
    assert responses(world) == before + 1


def test_somebody_who_works_with_families_is_offered_the_short_form(visit: Visit, world: World) -> None:
    agree(visit, world, None).is_sound()
    visit.page.check('[name=group][value="nurses"]')
    visit.press("Start").is_sound()
    visit.page.check("[name=role][value=direct]")
    visit.press("Continue")
    assert len(visit.questions()) == 3, "two statements and importance"
    answer_areas(visit, "Save and continue", sound=True)
    visit.is_sound().press("Save and check your answers").is_sound()
    expect(visit.page.locator("figure svg[role=img]"), "one's own rainbow and radar").to_have_count(2)
    visit.press("Submit my answers")
    visit.is_sound().is_headed("Thank you")


@pytest.mark.parametrize("group", ["inspectors", "parents"])
def test_families_answer_the_easy_read_form(group: str, visit: Visit, world: World) -> None:
    agree(visit, world, group).is_sound().press("Start")
    assert len(visit.questions()) == 1, "one question after another"
    expect(visit.page.locator("aside.support")).to_be_visible()
    answer_areas(visit, "Next", sound=True)
    visit.is_sound().press("Next").is_sound()
    expect(visit.page.locator("figure svg[role=img]"), "one's own rainbow").to_have_count(1)
    visit.press("Send")
    visit.is_headed("Thank you")


def test_another_device_carries_on_with_the_code(
    visit: Visit, world: World, browser: Browser, server: Running
) -> None:
    agree(visit, world, "teachers").press("Start").press("Continue")
    visit.answer_everything("4").press("Save and come back later").is_sound()
    code = visit.page.locator(".code").first.inner_text()
    with Visit.on(browser, server.address, DESKTOP) as other:
        other.go("/").page.fill("[name=code]", code.upper().replace("-", " "))
        other.press("Go to the questions")
        expect(other.page, "the first question without an answer").to_have_url(re.compile("/areas/cvl$"))
        other.go(other.page.url.removeprefix(server.address).replace("cvl", "sipv"))
        expect(other.page.locator("input:checked")).to_have_count(6)
        expect(other.page.locator("input:checked").first).to_have_attribute("value", "4")


def test_the_same_device_carries_on_by_itself(visit: Visit, world: World) -> None:
    agree(visit, world, "teachers").press("Start").press("Continue")
    visit.answer_everything("2").press("Save and continue")
    visit.go(f"/join/{world.code('teachers')}").is_sound().follow("Carry on")
    expect(visit.page).to_have_url(re.compile("/areas/cvl$"))


def test_a_shared_device_never_resumes_and_can_be_cleared(visit: Visit, world: World) -> None:
    entrance = f"/join/{world.code('teachers', shared=True)}"
    visit.go(entrance).page.check("[name=agree]")
    visit.press("Start").press("Continue").answer_everything().press("Save and continue")
    answering = visit.page.url.removeprefix(visit.address)
    visit.go(entrance)
    expect(visit.page.locator("text=Carry on")).to_have_count(0)
    visit.go(answering).follow("Come back later, or clear this device").press("Finish and clear this device")
    visit.is_sound().is_headed("This device is clear")
    visit.go(answering)
    visit.is_headed("This device does not have that questionnaire")


def test_somebody_who_needs_more_time_on_a_shared_device_has_an_hour(visit: Visit, world: World) -> None:
    visit.go(f"/join/{world.code('teachers', shared=True)}").page.check("[name=agree]")
    visit.page.check("[name=more-time]")
    visit.is_sound().press("Start").is_sound()
    visit.page.get_by_text("clears itself an hour after the last page").wait_for()
    held = [c["expires"] for c in visit.page.context.cookies() if c["name"].startswith("q-")]
    wait_until(visit.page, lambda: 3500 < held[0] - visit.page.evaluate("() => Date.now() / 1000") <= 3600)


def test_a_keyboard_is_enough(visit: Visit, world: World) -> None:
    agree(visit, world, "teachers").press("Start").press("Continue")
    page = visit.page
    page.locator("input[type=radio]").first.focus()
    for _ in visit.questions():
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    page.keyboard.type("Typed with the keyboard alone.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/areas/cvl")
    page.go_back()
    expect(page.locator("input:checked")).to_have_count(6)
    expect(page.locator("[name=comment]")).to_have_value("Typed with the keyboard alone.")


def test_nothing_scrolls_sideways_on_the_smallest_phone_or_at_four_times_the_size(
    world: World, server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, (320, 560)) as visit:
        agree(visit, world, "teachers").is_sound().press("Start").is_sound().press("Continue").is_sound()
        visit.answer_everything().press("Save and continue")
        visit.go(visit.page.url.removeprefix(server.address).replace("areas/cvl", "priorities")).is_sound()
        visit.go(visit.page.url.removeprefix(server.address).replace("priorities", "check")).is_sound()
        visit.go(visit.page.url.removeprefix(server.address).replace("check", "leave")).is_sound()


def test_a_page_with_a_fault_says_so_and_keeps_the_rest(visit: Visit, world: World) -> None:
    agree(visit, world, "teachers").press("Start").press("Continue").answer_everything()
    visit.page.fill("[name=comment]", "x" * 700)
    visit.press("Save and continue").is_sound()
    expect(visit.page).to_have_title(re.compile("^Error: "))
    expect(visit.page.locator("input:checked")).to_have_count(6)
    click(visit.page.get_by_role("alert").get_by_role("link"))
    visit.page.wait_for_url("**#comment")
