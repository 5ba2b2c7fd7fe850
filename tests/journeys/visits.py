"""A visit: one device, and what must be true of every page it looks at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from playwright.sync_api import Error as PlaywrightError

from tests.runs.soaking import IS_SOAK

_axe = Axe()

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

PRESS_THE_REST = """value => document.querySelectorAll(`input[type=radio][value="${value}"]`)
  .forEach(radio => radio.checked || radio.click())"""

# What axe can judge of a page by: its elements, how they are marked, and which of them point at which. Names that point
# are numbered as they come, so that a wrong or doubled one shows; of words, only that there are some. In a soak every
# word counts.
LOOK = """everyWord => {
  const POINTING = ['id', 'for', 'name', 'list', 'headers', 'aria-describedby', 'aria-labelledby', 'aria-controls',
    'aria-owns', 'aria-activedescendant', 'aria-details', 'aria-errormessage'];
  const WORDS = ['value', 'title', 'alt', 'placeholder', 'aria-label', 'aria-valuetext', 'src', 'action',
    'd', 'points', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'transform', 'viewBox', 'dx',
    'dy', 'datetime', 'nonce'];
  const numbers = new Map();
  const number = name => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name);
  };
  const marked = ({ name, value }) => {
    if (POINTING.includes(name)) return name + '=' + value.split(' ').map(number);
    if (name === 'href') return name + (value.startsWith('#') ? number(value.slice(1)) : '');
    if (WORDS.includes(name) || name.startsWith('data-')) return name + (value.trim() ? '=w' : '');
    return name + '=' + value;
  };
  const shape = element => {
    const within = [...element.childNodes].map(node => node.nodeType === Node.ELEMENT_NODE ? shape(node)
      : node.nodeType === Node.TEXT_NODE && node.data.trim() ? 'w' : '').join('');
    return `<${element.localName} ${[...element.attributes].map(marked).join(' ')} ${element.checked}>${within}</>`;
  };
  const typed = () => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .map(field => [field.checked, field.value]);
  const written = () => {
    const page = document.documentElement.cloneNode(true);
    page.querySelectorAll('input[type=hidden]').forEach(field => field.removeAttribute('value'));
    return [typed(), page.outerHTML];
  };
  return JSON.stringify([innerWidth, innerHeight, matchMedia('print').matches,
    matchMedia('(prefers-color-scheme: dark)').matches, document.activeElement?.id,
    everyWord ? written() : shape(document.documentElement)]);
}"""
_found_sound: set[str] = set()


def _violations_of(page: Page) -> list[dict[str, Any]]:
    """What axe finds, which takes a second on a long page: a page that looks like one it knows is sound as well."""
    look = hashlib.sha256(page.evaluate(LOOK, IS_SOAK).encode()).hexdigest()
    if look in _found_sound:
        return []
    violations: list[dict[str, Any]] = _axe.run(page).response["violations"]
    if not violations:
        _found_sound.add(look)
    return violations


def _as_named(size: tuple[int, int]) -> ViewportSize:
    return {"width": size[0], "height": size[1]}


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
        cls, browser: Browser, address: str, size: tuple[int, int], scripts: bool = True
    ) -> Iterator[Visit]:
        context = browser.new_context(
            viewport=_as_named(size),
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        visit = cls(context.new_page(), address, size)
        visit.page.on(
            "console",
            lambda m: (
                visit.console.append(m.text)
                if m.type in ("error", "warning") and "status of 4" not in m.text
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

    def press(self, name: str) -> Visit:
        self.page.get_by_role("button", name=name).first.click()
        return self

    def follow(self, name: str) -> Visit:
        """Presses the first link with a name; the main links of staff are asked for first on a phone."""
        main = self.page.locator("#main-menu")
        menu = self.page.locator("[popovertarget=main-menu]")
        if menu.is_visible() and main.get_by_role("link", name=name, include_hidden=True).count():
            menu.click()
        self.page.get_by_role("link", name=name).first.click()
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
            return _violations_of(self.page)
        except PlaywrightError:
            self.page.wait_for_timeout(1000)
            self.page.wait_for_load_state()
            return _violations_of(self.page)

    def _fits(self) -> None:
        wide, here = self.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= here, f"{self.page.url} is {wide - here} pixels too wide at {here}"

    def is_sound(self) -> Visit:
        """No accessibility violation, one h1, named groups, tables by charts, no sideways scrolling."""
        violations = self._violations()
        told = [(v["id"], v["nodes"][0]["html"][:160]) for v in violations]
        assert told == [], f"{self.page.url}: {told}"
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.page.evaluate(GROUPS_WITHOUT_A_NAME) == []
        assert self.page.evaluate(CHARTS_WITHOUT_A_TABLE) == []
        self._fits()
        if self.size == PHONE:
            self.page.set_viewport_size(_as_named(DESKTOP))
            self._fits()
            self.page.set_viewport_size(_as_named(PHONE))
        assert self.console == [], self.console
        assert self.elsewhere == [], self.elsewhere
        return self
