"""docs/method.md: its sections, its measured tables, and that its words name the figures of these tables."""

from __future__ import annotations

import pkgutil
from itertools import groupby

import pytest

from tests import soak
from tests.soak import all as every
from tests.soak import page
from tests.soak.tables import table_of

SECTIONS = ["Coverage", "False alarms", "Utility", "The attacker"]
NAMES = [every.name_of(module) for module in every.MODULES]
HELPERS = {"all", "page", "tables"}


def text() -> str:
    return page.PAGE.read_text(encoding="utf-8")


def test_it_has_its_sections_and_each_says_what_it_shows_how_and_what_not() -> None:
    found = page.sections(text())
    assert list(found) == SECTIONS
    for words in found.values():
        assert len(page.measured(words)) == 1
        parts = (
            "**What it shows.**",
            "**How it was measured.**",
            "<!-- measured: ",
            "**What it does not show.**",
        )
        places = [words.index(part) for part in parts]
        assert places == sorted(places)


def test_every_module_that_measures_is_run_and_has_its_place() -> None:
    there = {module.name for module in pkgutil.iter_modules(soak.__path__)} - HELPERS
    assert sorted(NAMES) == sorted(name for name in there if not name.startswith("test_"))
    assert set(NAMES) <= set(page.measured(text()))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_measured_stands_there_as_tables(name: str) -> None:
    tables = [
        list(lines)
        for is_table, lines in groupby(
            page.measured(text())[name].splitlines(), lambda line: line.startswith("|")
        )
        if is_table
    ]
    assert tables
    for lines in tables:
        assert len(lines) >= 3
        assert {line.count("|") for line in lines} == {lines[0].count("|")}
        assert any(digit.isdigit() for line in lines[2:] for digit in line)


def test_a_figure_that_the_words_name_stands_in_the_tables_of_its_section() -> None:
    for heading, words in page.sections(text()).items():
        assert set(page.claimed(words)) <= page.numbers(words), heading


# --- what finds and writes them ----------------------------------------------------------------------------------

SMALL = """# A page

## One

Of all bands **97.5%** hold, and **1,000** were drawn in 2 ways.

<!-- measured: one -->
<!-- end of one -->

## Two

<!-- measured: two -->
old | 3
<!-- end of two -->
"""


def test_tables_are_written_between_their_marks_and_nowhere_else() -> None:
    written = page.with_tables(SMALL, "one", "| 97.5 | 1,000 |\n")
    assert page.measured(written) == {"one": "| 97.5 | 1,000 |", "two": "old | 3"}
    assert page.MEASURED.sub("", written) == page.MEASURED.sub("", SMALL)
    assert page.with_tables(written, "one", "| 97.5 | 1,000 |") == written, "twice is once"
    with pytest.raises(AssertionError, match="no place"):
        page.with_tables(SMALL, "three", "|")


def test_figures_in_bold_are_claims_and_others_are_not() -> None:
    one = page.sections(page.with_tables(SMALL, "one", "| 97.5 | 999 |"))["One"]
    assert page.claimed(one) == ["97.5", "1,000"]
    assert page.numbers(one) == {"97.5", "999"}


def test_figures_of_places_of_several_sizes_stand_side_by_side() -> None:
    figures = [
        ("area_means_shown_percent_60", 93.96, "%"),
        ("area_means_shown_percent_60_if_five_or_more", 97, "%"),
        ("area_means_shown_percent_400", 99.25, "%"),
        ("breaches", 0, "breaches"),
    ]
    assert table_of(figures).splitlines() == [
        "**By how many people there are, in 100**",
        "",
        "|  | 60 people | 400 people |",
        "| --- | ---: | ---: |",
        "| Area means shown | 94.0 | 99.3 |",
        "| Area means shown, if five or more | 97 |  |",
        "",
        "**What was measured**",
        "",
        "|  |  | Unit |",
        "| --- | ---: | ---: |",
        "| Breaches | 0 | breaches |",
    ]
