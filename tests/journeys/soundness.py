"""What was found to be sound, which need not be found again: pieces of pages, and words as they are set."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.runs.soaking import IS_SOAK

# What axe can judge of a page by, piece by piece: each element as it is marked, with what it points at, what stands in
# it and what it stands in; and of the page as a whole, which headings and landmarks follow each other, and whether a
# name stands twice. Of words, only that there are some, and of areas not which, since that tells their colours alone.
# In a soak a page is one piece, and every word counts.
PIECES = """everyWord => {
  const POINTING = ['for', 'list', 'headers', 'aria-describedby', 'aria-labelledby', 'aria-controls', 'aria-owns',
    'aria-activedescendant', 'aria-details', 'aria-errormessage'];
  const WORDS = ['id', 'name', 'value', 'title', 'alt', 'placeholder', 'aria-label', 'aria-valuetext', 'aria-valuenow',
    'aria-valuemin', 'aria-valuemax', 'src', 'action', 'd', 'points', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r',
    'rx', 'ry', 'width', 'height', 'transform', 'viewBox', 'dx', 'dy', 'offset', 'datetime', 'nonce', 'max', 'min',
    'stroke-width', 'stroke-dasharray', 'stroke-dashoffset', 'colspan', 'rowspan'];
  if (everyWord) {
    const shown = ['print', '(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'];
    const seenAs = JSON.stringify([innerWidth, innerHeight, shown.map(how => matchMedia(how).matches)]);
    const page = document.documentElement.cloneNode(true);
    page.querySelectorAll('input[type=hidden]').forEach(field => field.removeAttribute('value'));
    const typed = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
      .map(field => [field.checked, field.value]);
    return [seenAs + JSON.stringify([document.activeElement?.id, typed]) + page.outerHTML];
  }
  const named = id => {
    const found = document.getElementById(id);
    return found ? `${found.localName} ${found.type || found.getAttribute('role') || ''}` : 'nobody';
  };
  const marked = ({ name, value, ownerElement }) => {
    if (POINTING.includes(name)) return name + '=' + value.trim().split(/\\s+/).map(named);
    if (name === 'class') return value.replace(/\\ba-[a-z]+\\b/g, 'a-');
    if (name === 'href') return name + (value.startsWith('#') ? ` to ${named(value.slice(1))}` : '');
    if (name === 'content' && ownerElement.name !== 'viewport') return name;
    if (WORDS.includes(name) || name.startsWith('data-')) return name + (value.trim() ? '=w' : '');
    return name + '=' + value;
  };
  const alone = new Map();
  const own = element => {
    if (!alone.has(element)) {
      alone.set(element, [element.localName, ...[...element.attributes].map(marked).sort(), element.checked,
        element === document.activeElement, element.checkVisibility?.()].join(' '));
    }
    return alone.get(element);
  };
  const classes = element => (element.getAttribute('class') || '').replace(/\\ba-[a-z]+\\b/g, 'a-');
  const kind = element => [element.localName, classes(element), element.getAttribute('role')].join('.');
  const ways = new Map([[null, '']]);
  const way = element => {
    if (!ways.has(element)) ways.set(element, `${way(element.parentElement)}>${kind(element)}`);
    return ways.get(element);
  };
  const within = element => [...element.childNodes].map(node => node.nodeType === Node.ELEMENT_NODE ? kind(node)
    : node.nodeType === Node.TEXT_NODE && node.data.trim() ? 'w' : '').filter(Boolean);
  const every = [...document.documentElement.querySelectorAll('*')];
  const pieces = new Set([own(document.documentElement)]);
  for (const one of every) pieces.add(`${way(one.parentElement)}>${own(one)}: ${[...new Set(within(one))].sort()}`);
  const inTurn = css => [...document.querySelectorAll(css)].filter(one => one.checkVisibility()).map(kind)
    .filter((one, at, all) => one !== all[at - 1]).join();
  const twice = names => names.filter((one, at) => names.indexOf(one) !== at);
  const label = one => one.getAttribute('aria-label') || (one.getAttribute('aria-labelledby') || '').split(' ')
    .map(id => document.getElementById(id)?.textContent.trim()).join(' ');
  const parts = [...document.querySelectorAll('nav, aside, section, form, [role=region], [role=navigation]')]
    .filter(one => one.checkVisibility() && (label(one) || one.matches('nav, aside')));
  pieces.add(inTurn('h1, h2, h3, h4, h5, h6').replace(/\\.[^,]*/g, ''));
  pieces.add(inTurn('header, footer, main, nav, aside, [role]:not(svg *)'));
  pieces.add(`twice: ${twice(every.map(one => one.id).filter(Boolean))}`);
  pieces.add(`called alike: ${twice(parts.map(one => `${one.localName} ${label(one)}`))}`);
  return [...pieces];
}"""
# How words are set, by which their contrast can be judged: in which colours, large or not, and on what. Of words that
# are set alike the first and the last of a page are looked at, once; in a soak every word is.
WORDS_SET = """([known, mark]) => {
  const grounds = new Map([[null, '']]);
  const ground = element => {
    if (!grounds.has(element)) {
      const of = getComputedStyle(element), under = ground(element.parentElement);
      const colour = /, 0\\)$/.test(of.backgroundColor) ? '' : of.backgroundColor;
      const picture = of.backgroundImage === 'none' ? '' : of.backgroundImage;
      const place = /absolute|fixed|sticky/.test(of.position) ? of.position : '';
      const own = [colour, picture, of.opacity === '1' ? '' : of.opacity, place].filter(Boolean).join();
      const covers = own === colour && colour.startsWith('rgb(') && !/[.]/.test(under);
      grounds.set(element, !own ? under : covers ? own : `${own}<${under}`);
    }
    return grounds.get(element);
  };
  const kinds = new Map();
  for (const element of document.body.querySelectorAll('*')) {
    if (![...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
      && !['INPUT', 'SELECT', 'TEXTAREA'].includes(element.nodeName)) continue;
    if (!element.checkVisibility()) continue;
    const own = getComputedStyle(element), svg = element.closest('svg'), size = parseFloat(own.fontSize);
    const large = size >= 24 || (size >= 18.66 && own.fontWeight >= 700);
    const kind = [own.color, svg ? own.fill : '', large, own.textShadow, element.disabled,
      svg ? `${svg.getAttribute('class')} ${element.getAttribute('class')}` : '',
      element.closest('label')?.control?.disabled, ground(element)].join();
    kinds.set(kind, [kinds.get(kind)?.[0] || element, element]);
  }
  if (mark) for (const [kind, ends] of kinds) {
    if (!known.includes(kind)) ends.forEach(element => element.setAttribute(mark, ''));
  }
  return [...kinds.keys()];
}"""
JUDGE = """([mark, rules]) => {
  if (mark) axe.configure({ rules: [{ id: 'color-contrast', selector: `[${mark}]` }] });
  const only = rules.length ? { runOnly: rules } : {};
  return axe.run({ resultTypes: ['violations'], ...only }).then(found => {
    document.querySelectorAll(`[${mark}]`).forEach(element => element.removeAttribute(mark));
    return found.violations;
  });
}"""
MARK = "data-words-to-look-at"


class Soundness:
    """What was found to be sound, which need not be found again: pieces of pages, and words as they are set.

    Pieces lie in a folder, where there is one, so that all processes of a run know of them.
    """

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._pieces: set[str] = set()
        self._read: dict[Path, int] = {}

    def violations_of(self, page: Page) -> list[dict[str, Any]]:
        """What axe finds, which takes a second on a long page. A page of pieces that are known is not asked."""
        whole = _named(page.evaluate(PIECES, IS_SOAK))
        words = {} if IS_SOAK else _named(page.evaluate(WORDS_SET, [[], ""]))
        asked = {*whole, *words}
        if asked <= self._pieces or asked <= self._known_by_all():
            return []
        page.evaluate(AXE_SCRIPT)
        if words:
            page.evaluate(WORDS_SET, [[kind for name, kind in words.items() if name in self._pieces], MARK])
        rules = ["color-contrast"] if self._pieces.issuperset(whole) else []
        violations: list[dict[str, Any]] = page.evaluate(JUDGE, ["" if IS_SOAK else MARK, rules])
        if not violations:
            self._tell(asked - self._pieces)
        return violations

    def _known_by_all(self) -> set[str]:
        """With what other processes have found since this was asked last. A line that is still being written waits."""
        for file in self.folder.iterdir() if self.folder else ():
            with file.open() as lines:
                lines.seek(self._read.get(file, 0))
                whole = lines.read().rpartition("\n")[0]
            self._read[file] = self._read.get(file, 0) + len(whole) + (1 if whole else 0)
            self._pieces.update(whole.split())
        return self._pieces

    def _tell(self, pieces: set[str]) -> None:
        self._pieces.update(pieces)
        if self.folder:
            with (self.folder / str(os.getpid())).open("a") as told:
                told.write("".join(f"{one}\n" for one in sorted(pieces)))


def _named(texts: list[str]) -> dict[str, str]:
    """Texts by short names that other processes come to as well."""
    return {hashlib.sha256(one.encode()).hexdigest()[:32]: one for one in texts}


SOUND = Soundness()
