"""A visit: one device, and what must be true of every page it looks at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, ViewportSize
from playwright.sync_api import Error as PlaywrightError

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

PRESS_THE_REST = """value => document.querySelectorAll(`input[type=radio][value="${value}"]`)
  .forEach(radio => radio.checked || radio.click())"""

# What axe can judge of a page by: its elements, how they are marked, and which of them point at which. Names that point
# are numbered as they come, so that a wrong or doubled one shows; of words, only that there are some, and of what
# stands alike in a row, the first. In a soak every word counts.
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
      : node.nodeType === Node.TEXT_NODE && node.data.trim() ? 'w' : '')
      .filter(Boolean).filter((part, at, all) => part !== all[at - 1]).join('');
    return `<${element.localName} ${[...element.attributes].map(marked).join(' ')} ${element.checked}>${within}</>`;
  };
  const typed = () => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .map(field => [field.checked, field.value]);
  const written = () => {
    const page = document.documentElement.cloneNode(true);
    page.querySelectorAll('input[type=hidden]').forEach(field => field.removeAttribute('value'));
    return [typed(), page.outerHTML];
  };
  const shown = ['print', '(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'];
  return JSON.stringify([innerWidth, innerHeight, shown.map(how => matchMedia(how).matches), document.activeElement?.id,
    everyWord ? written() : shape(document.documentElement)]);
}"""
# Which words contrast is looked at for. It depends on the colours, the size and what lies behind, so words that are set
# alike need it once, and the last of a page again; what is placed over something else is always looked at. In a soak
# every word counts.
MARK_WORDS = """([known, mark]) => {
  const style = element => {
    const of = getComputedStyle(element);
    return [element.localName, element.getAttribute('class'), of.backgroundColor, of.backgroundImage, of.opacity,
      of.position];
  };
  const kinds = new Map();
  const settings = new Map([[null, '']]);
  const around = element => {
    if (!settings.has(element)) settings.set(element, style(element) + '<' + around(element.parentElement));
    return settings.get(element);
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (![...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
      && !['INPUT', 'SELECT', 'TEXTAREA'].includes(element.nodeName)) continue;
    const own = getComputedStyle(element);
    const kind = [innerWidth, own.color, own.fill, own.fontSize, own.fontWeight, own.textShadow, element.disabled,
      element.type, element.closest('label')?.control?.disabled, around(element)].join();
    const placed = /absolute|fixed|sticky/.test(kind);
    if (!placed && known.includes(kind)) continue;
    if (placed || !kinds.has(kind)) element.setAttribute(mark, '');
    if (!placed && element.checkVisibility()) kinds.set(kind, element);
  }
  for (const last of kinds.values()) last.setAttribute(mark, '');
  return [...kinds.keys()];
}"""
JUDGE = """mark => {
  if (mark) axe.configure({ rules: [{ id: 'color-contrast', selector: `[${mark}]` }] });
  return axe.run({ resultTypes: ['violations'] }).then(found => {
    document.querySelectorAll(`[${mark}]`).forEach(element => element.removeAttribute(mark));
    return found.violations;
  });
}"""
MARK = "data-words-to-look-at"


class Soundness:
    """What was found to be sound, which need not be found again: looks of pages, and words as they are set.

    Looks lie in a folder, where there is one, so that all processes of a run know of them.
    """

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._looks: set[str] = set()
        self._words: set[str] = set()

    def violations_of(self, page: Page) -> list[dict[str, Any]]:
        """What axe finds, which takes a second on a long page."""
        look = hashlib.sha256(page.evaluate(LOOK, IS_SOAK).encode()).hexdigest()
        if look in self._looks or (self.folder and (self.folder / look).exists()):
            return []
        page.evaluate(AXE_SCRIPT)
        words = [] if IS_SOAK else page.evaluate(MARK_WORDS, [list(self._words), MARK])
        violations: list[dict[str, Any]] = page.evaluate(JUDGE, "" if IS_SOAK else MARK)
        if not violations:
            self._looks.add(look)
            self._words.update(words)
            if self.folder:
                (self.folder / look).touch()
        return violations


SOUND = Soundness()


def click(place: Locator) -> None:
    """Presses something. Where that leads to another page, that is here with all its elements afterwards.

    Playwright waits until another page begins, when it may have no element yet. Nothing is waited for where the same
    page stays, or a file is saved; what a script asks for or changes has to be waited for by whoever presses.
    """
    place.click()
    place.page.wait_for_load_state("domcontentloaded")


def sign_in(page: Page, address: str, email: str) -> None:
    """Fills in the form of a server for a person of the tests."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    click(page.get_by_role("button", name="Sign in", exact=True))


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
        click(self.page.get_by_role("button", name=name).first)
        return self

    def sign_in(self, email: str) -> Visit:
        """Signs a person of the tests in, who sees their first page then."""
        sign_in(self.page, self.address, email)
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
        """No accessibility violation, one h1, named groups, tables by charts, no sideways scrolling."""
        violations = self._violations()
        told = [(v["id"], v["nodes"][0]["html"][:160]) for v in violations]
        assert told == [], f"{self.page.url}: {told}"
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.page.evaluate(GROUPS_WITHOUT_A_NAME) == []
        assert self.page.evaluate(CHARTS_WITHOUT_A_TABLE) == []
        self.fits()
        if self.size == PHONE:
            self.page.set_viewport_size(_as_named(DESKTOP))
            self.fits()
            self.page.set_viewport_size(_as_named(PHONE))
        assert self.console == [], self.console
        assert self.elsewhere == [], self.elsewhere
        return self
