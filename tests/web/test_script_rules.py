"""The rules of scripts: one place asks our service, no clock of a device is believed, and nothing is used unasked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lws_assess.web.assets import BUNDLES, find_asset
from tests.machines.servers import ROOT

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "static").glob("*.js"))}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ASKING, LIVE = "asking.js", "live.js"

# What says nothing of who answered, what the device's clock says, and what browsers of 2021 have not.
FORBIDDEN = {
    "success judged by status": r"\.ok\b",
    "a redirect that is followed": r"\.redirected\b",
    "the clock of the device": r"\bDate\b|\bIntl\b|\btoLocale\w+",
    "newer than browsers of 2021": (
        r"AbortSignal|structuredClone|randomUUID|requestSubmit|replaceChildren|\.submitter\b|\bCSS\.|\.at\(|hasOwn\("
        r"|:has\(|replaceAll|findLast|\.to(Sorted|Reversed|Spliced)\(|groupBy|\?\?=|&&=|#\w+\s*[=(;]\s*|\(\?<|static \{"
    ),
    "code out of texts": r"\beval\b|new Function|document\.write",
}
# Functions that every browser has which can read these scripts at all.
OLD_NAMES = """
    Array Boolean Number String Uint8Array abort abs add addEventListener adoptNode appendChild apply assign call
    catch ceil clearTimeout cloneNode contains createElement delete done endsWith every filter find floor focus forEach
    from get getAll getAttribute getBoundingClientRect getComputedStyle getElementById getItem has hasAttribute
    includes indexOf insertBefore isFinite item join keys log map match max min observe parse parseFromString
    preventDefault push querySelector querySelectorAll race random reduce reload remove removeAttribute
    removeChild removeEventListener removeItem replace replaceChild reset resolve scrollBy scrollTo select send set
    setAttribute setInterval setItem setTimeout slice some sort splice split startsWith stringify test text then toFixed
    toLowerCase toString toggle trim unobserve values
"""
OLD = set(OLD_NAMES.split())
# What other scripts have from the one that asks, and from the one that says what has changed.
OURS = {"ask", "ready", "stepAside", "fill", "newKey", "submitPlainly", "countdown", "left"}
OURS |= {"say", "warn", "wordsOf", "pieces", "news", "tally", "tellTime", "plain", "settle"}
OURS |= {"replaceWhatChanged", "keepPlace", "focusOn", "play", "finish"}
# Asked for in another way than by name, where it is used.
GUARDED = {
    LIVE: {"exchange"},  # handed in by whoever changes a part of the page
    ASKING: {"AbortController", "DOMParser", "Promise", "fetch", "getRandomValues", "now"},
    # Those of the charts library, once that has come.
    "explore.js": {"hover", "newPlot", "on", "purge", "relayout", "restyle", "toImage"},
    "typing.js": {"after", "normalize"},
    # Of every browser that can move a thing, which it looks for; the others are words in texts.
    "reveal.js": {
        *("animate", "cancel", "cancelAnimationFrame", "matchMedia", "now", "requestAnimationFrame"),
        *("B", "rotate", "translate"),
    },
    "present.js": {"exitFullscreen", "replaceState", "requestFullscreen"},
}


def code_of(name: str) -> str:
    """A script without its comments and the words that it says."""
    text = re.sub(r"^\s*//.*$|(?<=[;{}),]) +//.*$|/\*.*?\*/", "", SCRIPTS[name], flags=re.MULTILINE)
    return re.sub(r"\"(?:[^\"\\\n]|\\.)*\"", '""', text)


def asked_for(name: str) -> set[str]:
    """The last names of what a script makes sure of before it does anything."""
    found = re.findall(r"NEEDS = [`\"]([^`\"]+)|asking\.ready\(\"([^\"]+)", SCRIPTS[name])
    return {one.rpartition(".")[2] for both in found for text in both for one in text.split()}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_script_uses(name: str, what: str) -> None:
    assert re.findall(FORBIDDEN[what], code_of(name)) == []


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != ASKING])
def test_only_one_script_asks_our_service(name: str) -> None:
    assert not re.search(r"\bfetch\(|XMLHttpRequest|sendBeacon|EventSource|WebSocket", code_of(name))


def own_of(code: str) -> set[str]:
    """The names that a script gives to functions of its own."""
    declared = re.findall(r"\b(?:const|let|var|function)\s+(\w+)", code)
    in_rows = [
        one
        for row in re.findall(r"\b(?:const|let|var)\s+(\w+ = [^;]*);", code)
        for one in re.findall(r"(\w+) = ", row)
    ]
    return {*declared, *in_rows, *re.findall(r"\b(\w+): \(", code)}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_function_that_a_script_uses_is_old_or_asked_for(name: str) -> None:
    code = code_of(name)
    used = {*re.findall(r"(?<![\w$])(\w+)\(", code), *re.findall(r"\bnew (\w+)", code)}
    used = {
        one for one in used if not re.fullmatch(r"if|for|while|return|catch|function|async|await|of|in", one)
    }
    assert used - own_of(code) - OURS - OLD - asked_for(name) - GUARDED.get(name, set()) == set()


# What phones get in one piece, part by part.
WHOLE_PHONE = " ".join(f"asset('{part}')" for part in BUNDLES["phone.js"])


def places_of(name: str) -> list[Path]:
    asked = {name, *(whole for whole, parts in BUNDLES.items() if name in parts)}
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES}
    return [path for path, text in texts.items() if any(f"asset('{one}')" in text for one in asked)]


@pytest.mark.parametrize(
    ("first", "name"),
    [
        (first, name)
        for first in (ASKING, LIVE)
        for name in SCRIPTS
        if name != first and f"{first.removesuffix('.js')}." in code_of(name)
    ],
)
def test_what_others_need_stands_before_every_script_that_needs_it(first: str, name: str) -> None:
    for place in places_of(name):
        text = place.read_text(encoding="utf-8").replace("asset('phone.js')", WHOLE_PHONE)
        if place.name == "left.html":  # takes away what is on the device, and asks nothing
            continue
        assert 0 <= text.find(f"asset('{first}')") < text.find(f"asset('{name}')"), place
        assert first == ASKING or '{% include "live.html" %}' in text, place
    assert f"window.{first.removesuffix('.js')}" in SCRIPTS[name]


def test_pages_of_people_who_answer_stay_light() -> None:
    """Bytes of scripts as they are served: a page of a room has one of them, and fetches four in one piece later."""
    served = {asset.name: len(asset.plain) for name in SCRIPTS if (asset := find_asset(name))}
    assert served[ASKING] < 5_000
    assert served[ASKING] + served[LIVE] + served["room.js"] < 26_000
    together = find_asset("phone.js")
    assert together
    assert len(together.compressed) < 10_000
    before_a_first_vote = find_asset("later.js")
    assert before_a_first_vote
    assert len(before_a_first_vote.compressed) < 700
