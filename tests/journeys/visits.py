"""A visit: one device, and what must be true of every page it looks at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Cookie, Locator, Page, ViewportSize, expect
from playwright.sync_api import Error as PlaywrightError

from lws_assess.web.assets import find_asset
from tests.journeys.soundness import SOUND
from tests.runs.slowness import PATIENCE
from tests.runs.soaking import IS_SOAK
from tests.worlds.staff import PASSWORD

PHONE, DESKTOP = (390, 844), (1280, 900)
# The widths at which a journey is made. In a soak these are both; else a phone's pages are looked at in the other width
# as well, as they are there: what a desktop alone does has tests of its own.
TRIED = {"phone": PHONE, "desktop": DESKTOP} if IS_SOAK else {"phone": PHONE}
SIZES = pytest.mark.parametrize("size", list(TRIED.values()), ids=list(TRIED))

GROUPS_WITHOUT_A_NAME = """() => [...document.querySelectorAll('input[type=radio]')]
  .filter(r => !r.closest('fieldset')?.querySelector('legend')?.textContent.trim()).map(r => r.name)"""
CHARTS_WITHOUT_A_TABLE = """() => [...document.querySelectorAll('figure')]
  .filter(f => f.querySelector('svg') && !f.querySelector('table') && !f.parentElement.querySelector('table'))
  .map(f => f.textContent.slice(0, 60))"""

# Said by the browser of what a page answers, and of a network that a test has taken away.
EXPECTED = ("status of 4", "ERR_INTERNET_DISCONNECTED")
PRESS_THE_REST = """value => document.querySelectorAll(`input[type=radio][value="${value}"]`)
  .forEach(radio => radio.checked || radio.click())"""

SCRIPT_OF_PHONES = find_asset("phone.js")
assert SCRIPT_OF_PHONES
# A phone that has been in this room before: it has its scripts when its page is there, and not some seconds later.
HAS_BEEN_HERE = f"""(() => {{
  const room = location.pathname.match(/^\\/e\\/([^/]+)/);
  try {{
    if (room) localStorage.setItem(`room ${{room[1].toUpperCase()}} script`,
      "/assets/{SCRIPT_OF_PHONES.digest}/phone.js");
  }} catch {{}}
}})()"""


def click(place: Locator) -> None:
    """Presses something. Where that leads to another page, that is here with all its elements afterwards.

    Playwright waits until another page begins, when it may have no element yet. Nothing is waited for where the same
    page stays, or a file is saved; what a script asks for or changes has to be waited for by whoever presses.
    """
    place.click()
    place.page.wait_for_load_state("domcontentloaded")


def wait_until(page: Page, true: Callable[[], object], told: str = "") -> None:
    """Waits until something is so on a page that may not be ready yet. `expect` says more where it can be asked."""
    page.wait_for_load_state()
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"{page.url}: it did not come about. {told}"
        page.wait_for_timeout(50)


def stays(so: object, told: str = "") -> None:
    """Takes what was looked at once, because it must not be otherwise even for a moment.

    To wait for it would forgive a page that was wrong in between.
    """
    assert so, f"it did not stay so. {told}"


def sign_in(page: Page, address: str, email: str) -> None:
    """Fills in the form of a server for a person of the tests."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    click(page.get_by_role("button", name="Sign in", exact=True))


def _as_named(size: tuple[int, int]) -> ViewportSize:
    return {"width": size[0], "height": size[1]}


_SIGNED_IN: dict[tuple[str, str], list[Cookie]] = {}  # no two servers of a process have the same address


@dataclass
class Visit:
    """One device's page, with everything the console and the network said."""

    page: Page
    address: str
    size: tuple[int, int]
    console: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def on(
        cls,
        browser: Browser,
        address: str,
        size: tuple[int, int],
        scripts: bool = True,
        been_here: bool = True,
    ) -> Iterator[Visit]:
        context = browser.new_context(
            viewport=_as_named(size),
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        if been_here:
            context.add_init_script(HAS_BEEN_HERE)
        visit = cls(context.new_page(), address, size)
        visit.page.on(
            "console",
            lambda m: (
                visit.console.append(m.text)
                if m.type in ("error", "warning") and not any(one in m.text for one in EXPECTED)
                else None
            ),
        )
        visit.page.on("pageerror", lambda fault: visit.console.append(str(fault)))
        visit.page.on(
            "request",
            lambda r: (
                None if r.url.startswith((address, "data:", "blob:")) else visit.elsewhere.append(r.url)
            ),
        )
        yield visit
        context.close()

    def go(self, path: str) -> Visit:
        self.page.goto(self.address + path)
        return self

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def is_headed(self, words: str) -> Visit:
        """Waits for the page that says this above all."""
        expect(self.page.locator("h1")).to_have_text(words)
        return self

    def press(self, name: str) -> Visit:
        click(self.page.get_by_role("button", name=name).first)
        return self

    def sign_in(self, email: str) -> Visit:
        """Signs a person of the tests in, who sees their first page then."""
        sign_in(self.page, self.address, email)
        return self

    def come_as(self, email: str) -> Visit:
        """Signs in somebody who may have signed in at this server before: then the device keeps that, as theirs did.

        No page is shown.
        """
        if (self.address, email) in _SIGNED_IN:
            self.page.context.add_cookies(_SIGNED_IN[self.address, email])  # type: ignore[arg-type]
        else:
            self.sign_in(email)
            _SIGNED_IN[self.address, email] = self.page.context.cookies()
        return self

    def follow(self, name: str) -> Visit:
        """Presses the first link with a name; the main links of staff are asked for first on a phone."""
        main = self.page.locator("#main-menu")
        menu = self.page.locator("[popovertarget=main-menu]")
        if menu.is_visible() and main.get_by_role("link", name=name, include_hidden=True).count():
            click(menu)
        click(self.page.get_by_role("link", name=name).first)
        return self

    def questions(self) -> list[str]:
        """The names of the radio groups on this page, in order, once it is all there."""
        self.page.wait_for_load_state()
        names: list[str] = self.page.locator("input[type=radio]").evaluate_all(
            "all => all.map(one => one.name)"
        )
        return list(dict.fromkeys(names))

    def answer_everything(self, value: str = "3") -> Visit:
        """Ticks the first and the last as a finger would, and presses the rest in one go, unless this is a soak."""
        names = self.questions()
        for name in names if IS_SOAK else names[:1] + names[1:][-1:]:
            self.page.check(f'input[name="{name}"][value="{value}"]')
        if not IS_SOAK:
            self.page.evaluate(PRESS_THE_REST, value)
        return self

    def _violations(self) -> list[dict[str, Any]]:
        """What axe finds. A page that was still being left while it looked is looked at once it is there."""
        self.page.wait_for_load_state()
        try:
            return SOUND.violations_of(self.page)
        except PlaywrightError:
            self.page.wait_for_timeout(1000)
            self.page.wait_for_load_state()
            return SOUND.violations_of(self.page)

    def fits(self) -> None:
        """Nothing runs off to the side."""
        wide, here = self.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= here, f"{self.page.url} is {wide - here} pixels too wide at {here}"

    def is_sound(self) -> Visit:
        """No accessibility violation, one h1, named groups, tables by charts, no sideways scrolling.

        On a phone a page that has anything new to it is laid out for a desktop too.
        """
        judged = SOUND.judged
        violations = self._violations()
        told = [(v["id"], v["nodes"][0]["html"][:160]) for v in violations]
        assert told == [], f"{self.page.url}: {told}"
        expect(self.page.locator("h1"), self.page.url).to_have_count(1)
        wait_until(self.page, lambda: self.page.evaluate(GROUPS_WITHOUT_A_NAME) == [])
        wait_until(self.page, lambda: self.page.evaluate(CHARTS_WITHOUT_A_TABLE) == [])
        self.fits()
        if self.size == PHONE and (SOUND.judged > judged or IS_SOAK):
            self.page.set_viewport_size(_as_named(DESKTOP))
            self.fits()
            self.page.set_viewport_size(_as_named(PHONE))
        assert self.console == [], self.console
        assert self.elsewhere == [], self.elsewhere
        return self
