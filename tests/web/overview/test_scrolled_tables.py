"""Tables that go on sideways are reached by keyboard, and named to whoever hears them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "templates"
FRAME = re.compile(r'<div class="scroll[^>]*>')


def _has_frames(wing: Path) -> bool:
    return any(FRAME.search(path.read_text("utf-8")) for path in wing.rglob("*.html"))


@pytest.mark.parametrize("wing", sorted(path.name for path in FOLDER.iterdir() if _has_frames(path)))
def test_a_frame_that_scrolls_takes_the_keyboard_and_has_a_name(wing: str) -> None:
    found = [
        (path.name, frame)
        for path in sorted((FOLDER / wing).rglob("*.html"))
        for frame in FRAME.findall(path.read_text("utf-8"))
    ]
    for name, frame in found:
        assert 'tabindex="0"' in frame, name
        assert 'role="region"' in frame, name
        assert re.search(r'aria-label(ledby)?="[^"]', frame), name


def test_a_shade_at_its_edge_says_that_a_table_goes_on() -> None:
    style = (FOLDER.parent / "static" / "style.css").read_text("utf-8")
    rule = re.search(r"\n\.scroll \{([^}]*)\}", style)
    assert rule
    assert rule[1].count("local") == rule[1].count(" scroll") == 2  # covers move with the table, shades stay


@pytest.mark.parametrize(("sheet", "box"), [("style", ".card"), ("style", ".picture"), ("events", ".block")])
def test_covers_have_the_colour_of_what_a_table_lies_on(sheet: str, box: str) -> None:
    style = (FOLDER.parent / "static" / "style.css").read_text("utf-8")
    rule = re.search(r"\n\.scroll \{([^}]*)\}", style)
    assert rule
    assert rule[1].count("var(--ground)") == 2
    assert "--ground: var(--paper)" in style
    own = re.search(
        rf"\n\{box} \{{([^}}]*)\}}", (FOLDER.parent / "static" / f"{sheet}.css").read_text("utf-8")
    )
    assert own
    assert "--ground: var(--card)" in own[1]
    assert "background: var(--card)" in own[1]
