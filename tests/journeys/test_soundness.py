"""What is known to be sound is not judged again, and whatever is not like it is: no fault hides behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.soundness import Soundness
from tests.runs.soaking import IS_SOAK

STYLE = """<style>body { color: #222; background: #fff } .band { background: #003; color: #fff }
  .a-one { --own: #dde } .a-two { --own: #ded } .own { background: var(--own) }</style>"""
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>A page</title>{STYLE}</head><body>
  <header><nav aria-label="Main"><ul><li><a href="/one">One</a></li></ul></nav></header>
  <main class="a-one"><nav aria-label="Chapters"><a href="/two">Two</a></nav><h1>A page</h1><h2>A part</h2>
  <p class="own">Words</p><p class="band">Words on a band</p>
  <form><label for="a">A field</label><input id="a" name="a" aria-describedby="hint"><p id="hint">A hint</p>
  <fieldset><legend>Which?</legend><label><input type="radio" name="b" value="1"> One</label></fieldset>
  <button>Send</button></form><img src="data:," alt="A picture">
  <table><thead><tr><th scope="col">Area</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
  <p><span class="band">Other</span> words</p></main></body></html>"""
FAULTS = {
    "label": ('<label for="a">A field</label>', "<b>A field</b>"),
    "color-contrast": (".a-one { --own: #dde }", ".a-one { --own: #444 }"),
    "role-img-alt": ('<p class="own">', '<p class="own" role="img">'),
    "landmark-unique": ('aria-label="Chapters"', 'aria-label="Main"'),
    "heading-order": ("<h2>A part</h2>", "<h4>A part</h4>"),
    "button-name": ("<button>Send</button>", "<button></button>"),
    "image-alt": (' alt="A picture"', ""),
    "html-has-lang": (' lang="en"', ""),
    "document-title": ("<title>A page</title>", "<title></title>"),
    "list": ('<li><a href="/one">One</a></li>', '<p><a href="/one">One</a></p>'),
    "link-name": (">Two</a>", "></a>"),
    "landmark-one-main": ("<main class", "<div class"),
    "region": ("</main>", "</main><p>Words outside of all parts</p>"),
    "aria-required-parent": ('<p class="own">', '<p class="own" role="listitem">'),
}


def put(page: Page, html: str) -> Page:
    page.goto("about:blank")  # where nothing of the judge is left
    page.set_content(html)
    return page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def known(browser: Browser) -> Soundness:
    """What is known once the page was judged."""
    context = browser.new_context()
    known = Soundness()
    assert known.violations_of(put(context.new_page(), PAGE)) == []
    context.close()
    return known


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_in_a_page_that_is_known_is_found(rule: str, known: Soundness, page: Page) -> None:
    right, wrong = FAULTS[rule]
    assert right in PAGE
    for _ in range(2):  # a fault that was found is found again
        found = {one["id"] for one in known.violations_of(put(page, PAGE.replace(right, wrong, 1)))}
        assert rule in found, found


def is_judged(known: Soundness, page: Page, html: str) -> bool:
    assert known.violations_of(put(page, html)) == []
    return bool(page.evaluate("() => 'axe' in window"))


@pytest.mark.skipif(IS_SOAK, reason="in a soak every word counts")
def test_only_what_is_not_like_something_known_is_judged(known: Soundness, page: Page) -> None:
    assert not is_judged(known, page, PAGE)
    assert not is_judged(known, page, PAGE.replace("A hint", "Another hint").replace("/one", "/three"))
    assert is_judged(known, page, PAGE.replace("a-one", "a-two"))  # in other colours
    assert is_judged(known, page, PAGE.replace("<h2>A part</h2>", "<h2>A <b>part</b></h2>"))


def test_processes_know_what_others_have_found(tmp_path: Path, page: Page) -> None:
    one, other = Soundness(), Soundness()
    one.folder = other.folder = tmp_path
    assert is_judged(one, page, PAGE)
    (tmp_path / "of a third").write_text("half of a li")
    assert not is_judged(other, page, PAGE)
