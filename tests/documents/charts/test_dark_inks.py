"""Pictures in the dark: every ink of a drawing has one that serves there, and stands out on the card and beside it."""

from __future__ import annotations

import re

import pytest

from lws_assess.documents.charts.shades import DARK_CARD, DARK_TYPE, LEGIBLE, dark_area_inks
from lws_assess.survey.instruments import Area
from tests.documents.colours import contrast
from tests.documents.views import EDITION
from tests.machines.servers import ROOT

GRAPHICAL = 3.0  # the contrast that a part of a picture needs with what it stands on
RULE = re.compile(r'\[(fill|stroke)="(#[0-9a-f]+)"\] \{\s*(?:fill|stroke): ([^;]+);')
NAMED = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]+|var\(--card\));")
STYLE = (ROOT / "static" / "staff.css").read_text()
LIGHT = dict(NAMED.findall((ROOT / "static" / "style.css").read_text())) | {
    "one": "#a8410a",
    "other": "#1a5fa8",
}
TINTED = dict(NAMED.findall((ROOT / "static" / "results.css").read_text().split("@media")[0]))


def _dark(path: str = "staff.css") -> dict[str, str]:
    dark = (ROOT / "static" / path).read_text().split("(prefers-color-scheme: dark)")[1].split("}")[0]
    return dict(NAMED.findall(dark))


def _known_inks() -> dict[str, str]:
    """The ink that stands in the dark for each of those that drawings have."""
    named = {**LIGHT, **_dark()}
    return {
        fixed: named[ink[6:-1]] if ink.startswith("var(") else ink for _, fixed, ink in RULE.findall(STYLE)
    }


def _inks_of_drawings() -> set[str]:
    """Every colour that a module writes into a drawing which a page of the staff shows."""
    found: set[str] = set()
    for wing in ("charts", "explore", "overview", "slides"):
        for module in (ROOT / "lws_assess" / "documents" / wing).glob("*.py"):
            found |= set(re.findall(r'"(#(?:[0-9a-f]{3}|[0-9a-f]{6}))"', module.read_text()))
    return found - {DARK_TYPE, DARK_CARD}


def test_every_ink_of_a_drawing_has_one_for_the_dark_as_fill_and_as_stroke() -> None:
    for of in ("fill", "stroke"):
        assert (
            _inks_of_drawings() - {fixed for kind, fixed, _ in RULE.findall(STYLE) if kind == of} == set()
        ), of


def test_the_card_in_the_dark_is_the_one_that_inks_are_made_for() -> None:
    assert _dark()["card"] == DARK_CARD


def test_what_is_drawn_stands_out_on_a_dark_card() -> None:
    faint = {LIGHT["card"], LIGHT["hair"]}  # the card itself, and lines that only guide the eye
    told = {fixed: ink for fixed, ink in _known_inks().items() if fixed not in faint}
    assert {fixed: ink for fixed, ink in told.items() if contrast(ink, DARK_CARD) < GRAPHICAL} == {}


@pytest.mark.parametrize("named", [LIGHT, {**LIGHT, **_dark()}], ids=["light", "dark"])
def test_words_are_legible_on_every_ground(named: dict[str, str]) -> None:
    grounds = [named[ground] for ground in ("paper", "card", "note")]
    for words in ("ink", "soft", "link", "go-dark", "bad"):
        assert min(contrast(named[words], ground) for ground in grounds) >= LEGIBLE, words
    for ground in ("go", "bad", "ink"):  # of buttons, and of what is chosen
        assert contrast(named["card"], named[ground]) >= LEGIBLE, ground
    for part in ("line", "one", "other"):
        assert contrast(named[part], named["card"]) >= GRAPHICAL, part


@pytest.mark.parametrize(("ink", "tints"), [(LIGHT["ink"], TINTED), (_dark()["ink"], _dark("results.css"))])
def test_figures_are_legible_on_every_tint_of_a_matrix(ink: str, tints: dict[str, str]) -> None:
    assert len(tints) == 11
    assert {name: tint for name, tint in tints.items() if contrast(ink, tint) < LEGIBLE} == {}


@pytest.mark.parametrize("area", EDITION.areas, ids=lambda area: str(area.code))
def test_an_area_keeps_its_hue_and_stands_out_on_the_card_and_on_its_tint(area: Area) -> None:
    found = dict(re.findall(r'path\[fill="(#\w+)"\]\{fill:(#\w+)\}', dark_area_inks([area])))
    colour, tint = found[area.display.colour], found[area.display.tint]
    assert contrast(colour, DARK_CARD) >= LEGIBLE
    assert contrast(colour, tint) >= GRAPHICAL
    assert contrast(tint, DARK_CARD) < 1.3
    fixed = area.display.colour
    order = sorted(range(3), key=lambda i: fixed[1 + 2 * i : 3 + 2 * i])
    parts = [int(colour[1 + 2 * i : 3 + 2 * i], 16) for i in order]
    assert parts == sorted(parts)
