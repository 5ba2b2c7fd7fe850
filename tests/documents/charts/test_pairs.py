"""Any two groups against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.charts.groups import two_groups
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.verdicts import Pairs, ToldApart
from lws_assess.survey.withheld import Withheld
from tests.documents.views import EDITION, LOW, WITHHELD, drawing, usual, words

NAMES = [area.short_name for area in EDITION.areas]
CODES = [area.code for area in EDITION.areas]
Value = str | Shown | Withheld


def pair(one: Sequence[Value], other: Sequence[Value], told: Sequence[int] | None = ()) -> Chart:
    """Groups A and B with these positions; the areas not given stand at 3.00 in both.

    `told` are the areas in which they differ by more than chance would make them; None where that is not known.
    """
    results = usual().audiences[0]
    a, b = (
        replace(
            cell,
            key=name,
            name=name,
            positions=dict(zip(CODES, map(_shown, [*given, *filling]), strict=True)),
        )
        for cell, name, given in zip(results.cells, "AB", (one, other), strict=False)
        for filling in [["3.00"] * (len(CODES) - len(given))]
    )
    apart: dict[str, Pairs] = {
        code: None if told is None else ((("A", "B"),) if i in told else ()) for i, code in enumerate(CODES)
    }
    return two_groups(replace(results, apart=ToldApart(groups=apart)), a, b)


def _shown(value: Value) -> Shown | Withheld:
    return Shown(float(value), value, "", 12) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("one", "other", "told", "sentence"),
    [
        (
            ["2.00", "2.50", "3.10"],
            ["3.50", "3.00", "3.00"],
            [0, 2],
            f"The two groups differ by more than chance would make them on {NAMES[0]} (from 2.00, A, to 3.50, B) "
            f"and {NAMES[2]} (from 3.00, B, to 3.10, A).",
        ),
        (
            ["2.00"],
            ["2.50"],
            [],
            "In no area do the two groups differ by more than chance would make them.",
        ),
        (
            ["2.00"],
            ["2.50"],
            None,
            "How far chance alone could move figures of so few people is not known, so neither group is called "
            "higher or lower than the other.",
        ),
        ([LOW], ["1.20"], [0], "In no area do the two groups differ by more than chance would make them."),
        ([], [], [], "The two groups stand at the same point in every area."),
        (
            [WITHHELD],
            [],
            [],
            "The two groups stand at the same point in every area where both may be compared.",
        ),
        (
            [WITHHELD] * 8,
            [],
            [],
            "The two groups cannot be compared: no area has figures of both that may be shown.",
        ),
    ],
)
def test_the_sentence_says_where_two_groups_differ(one, other, told, sentence: str) -> None:
    chart = pair(one, other, told)
    assert chart.sentence == sentence
    assert all(claim.holds for claim in chart.claims)
    assert all(claim.beyond_chance for claim in chart.claims) or "at the same point" in sentence
    assert bool(chart.claims) == sentence.startswith(("The two groups differ", "The two groups stand"))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("2.46", "3.10", "0.64 higher"),
        ("3.1", "2.46", "0.6 lower"),
        ("2.50", "2.50", "the same"),
        ("3.6", "3.55", "the same or 0.1 lower"),
        (LOW, "2.50", "between 1.00 and 1.50 higher"),
        (LOW, "1.20", "lower, higher or the same"),
        ("2.50", WITHHELD, "not compared"),
    ],
)
def test_a_difference_is_no_finer_than_its_figures(one, other, difference: str) -> None:
    row = pair([one], [other]).rows[0]
    assert row[5] == difference
    assert row[1] == (str(one) if isinstance(one, Withheld) else getattr(one, "text", one))


@pytest.mark.parametrize(
    ("told", "words_of_it"),
    [([0], "more than chance would make it"), ([], "no more than chance would make it"), (None, "not known")],
)
def test_beside_a_difference_stands_whether_chance_would_make_it(told, words_of_it: str) -> None:
    assert pair(["2.00"], ["2.50"], told).rows[0][6] == words_of_it
    assert pair([WITHHELD], ["2.50"], told).rows[0][6] == "–"


def test_both_figures_stand_with_how_many_people_they_rest_on() -> None:
    assert pair(["2.46"], [LOW]).rows[0][:5] == (f"1 {NAMES[0]}", "2.46", "12", "below 1.5", "9")


def test_a_group_that_may_not_be_shown_leaves_the_other_alone_on_its_line() -> None:
    svg = pair(["2.46", WITHHELD], [WITHHELD, WITHHELD]).svg
    assert "2.46 and not shown" in words(svg)
    assert "not shown" in words(svg)
    marks = [e for e in drawing(svg).iter("path") if e.get("transform")]
    assert len(marks) == 1 + 2 * 6  # one alone, and six pairs


def test_what_is_not_exact_is_hollow_and_brief() -> None:
    svg = pair([LOW], [LOW]).svg
    hollow = [e for e in drawing(svg).iter("path") if e.get("transform") and e.get("fill") == "#fff"]
    assert len(hollow) == 2
    assert all(e.get("stroke") != "#fff" for e in hollow)
    assert "<1.5 and <1.5" in words(svg)


def test_the_two_groups_differ_in_shape() -> None:
    marks = [e.get("d") for e in drawing(pair([], []).svg).iter("path") if e.get("transform")]
    assert len(set(marks)) == 2
