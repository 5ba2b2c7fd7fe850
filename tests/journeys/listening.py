"""What a screen reader would be told of a page that changes: what comes into live regions; and the keyboard’s place.

A region counts if it stood in the page before the words came into it. A region that comes with its words is read only
if it is an alert. What is hidden when the words come is not read. What stood there when the page came is not told.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.runs.slowness import PATIENCE

LISTEN = """() => {
  const LIVE = "[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]";
  const known = new WeakSet(), told = (window.told = []);
  const whole = (region) => region.getAttribute("aria-atomic") !== "false"
    && region.matches("[role=status], [role=alert]");
  const words = (nodes) => nodes.map((node) => node.nodeType === 1 && node.children.length
    ? words([...node.childNodes]) : node.textContent).join(" ").replace(/\\s+/g, " ").trim();
  const lines = (region) => region.children.length
    ? [...region.children].map((one) => words([one])) : [words([region])];
  const tell = (said, region) => {
    const urgent = region.matches("[role=alert], [aria-live=assertive]");
    for (const line of said.filter(Boolean)) told.push({ line, urgent });
  };
  const seen = (region) => region.getClientRects().length > 0;
  const watch = (records) => {
    const changed = new Map(), came = new Set();
    for (const record of records) {
      for (const node of record.addedNodes) {
        if (node.nodeType !== 1) continue;
        for (const region of [node, ...node.querySelectorAll("*")].filter((one) => one.matches(LIVE))) came.add(region);
      }
      const at = record.target.nodeType === 1 ? record.target : record.target.parentElement;
      const region = at?.closest(LIVE);
      if (region && known.has(region) && (record.type === "characterData" || record.addedNodes.length)) {
        changed.set(region, [...(changed.get(region) || []), ...record.addedNodes]);
      }
    }
    for (const [region, added] of changed) if (region.isConnected && seen(region)) {
      tell(whole(region) ? lines(region) : [words(added)], region);
    }
    for (const region of came) {
      if (region.matches("[role=alert]") && region.isConnected && seen(region)) tell(lines(region), region);
      known.add(region);
    }
  };
  // What everybody can read on the page: not the regions themselves, and nothing that only screen readers are given.
  window.shown = [], window.shownBefore = [];
  window.noteWhatIsShown = () => {
    const page = document.body.cloneNode(true);
    page.querySelectorAll(".unseen, [hidden], script, svg").forEach((part) => part.remove());
    if (window.shown.at(-1) !== page.textContent) window.shown.push(page.textContent);
  };
  // A heading to which a page moves the keyboard is read as well.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("h1, h2, h3, h4")) told.push({ line: words([target]), urgent: false });
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const region of document.querySelectorAll(LIVE)) known.add(region);
    new MutationObserver(window.noteWhatIsShown).observe(document.body,
      { subtree: true, childList: true, characterData: true, attributeFilter: ["hidden", "class"] });
    new MutationObserver(watch).observe(document, { subtree: true, childList: true, characterData: true });
  });
}"""
FOCUS = """() => { const at = document.activeElement;
  const name = [at.tagName.toLowerCase(), at.id, at.textContent.trim().slice(0, 60)].join(" ");
  return at === document.body ? "body" : name; }"""


def bare(words: str) -> str:
    """Words without the spaces between them, which depend on how the page is laid out."""
    return re.sub(r"\s+", "", words)


@dataclass
class Listener:
    """Somebody who hears a page. Made before the page is opened."""

    page: Page
    name: str
    holds: bool = False  # whether the keyboard is somewhere

    def __post_init__(self) -> None:
        self.page.add_init_script(f"({LISTEN})()")

    def start(self, focus: str = "") -> None:
        """Puts the keyboard on the first of `focus` that is there, and forgets what was said.

        What was shown is kept until the start after this one: a count is said some time after it has come.
        """
        if focus:
            self.page.locator(focus).locator("visible=true").first.focus()
        self.holds = bool(focus)
        self.page.evaluate(
            "() => { told.length = 0; noteWhatIsShown(); shownBefore = shown; shown = []; noteWhatIsShown(); }"
        )

    def look(self) -> list[str]:
        """The lines said so far, in order."""
        return [one["line"] for one in self.page.evaluate("() => window.told")]

    @property
    def focus(self) -> str:
        at: str = self.page.evaluate(FOCUS)
        return at

    @property
    def shown(self) -> list[str]:
        """Whatever the page has shown since the start before the last one, or since it came."""
        every: list[str] = self.page.evaluate(
            "() => { noteWhatIsShown(); return [...shownBefore, ...shown]; }"
        )
        return [bare(one) for one in every]

    def faults(self, wanted: str) -> list[str]:
        """What is wrong with what was said since the start: `wanted` is to be said once, and nothing else twice."""
        lines = self.look()
        said = " ".join(lines)
        times = said.count(wanted) if wanted else 1
        shown = self.shown
        wrong = [f"“{wanted}” is said {times} times"] if times != 1 else []
        wrong += [f"“{line}” is said twice" for line in sorted(set(lines)) if lines.count(line) > 1]
        wrong += [f"“{line}” is not shown" for line in lines if not any(bare(line) in one for one in shown)]
        wrong += ["the keyboard fell to the body"] if self.holds and self.focus == "body" else []
        return [f"{self.name}: {one}; said {lines}, keyboard on {self.focus}" for one in wrong]


def hear(listeners: Sequence[Listener], wanted: Sequence[str], seconds: float = PATIENCE) -> None:
    """Waits until each has heard its words, and a moment more in which they could be said again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        heard = [" ".join(one.look()) for one in listeners]
        if all(words in said for words, said in zip(wanted, heard, strict=True)):
            break
        listeners[0].page.wait_for_timeout(100)
    listeners[0].page.wait_for_timeout(400)
