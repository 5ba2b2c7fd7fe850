"""What families experience beside what professionals rate, as orders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.documents.charts.orders import order_chart
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, RoundResults
from lws_assess.survey.withheld import Withheld
from tests.documents.views import EDITION, HIGH, LOW, WITHHELD, drawing, results_of, usual, words

NAMES = [area.short_name for area in EDITION.areas]
EASY = [area.easy_label for area in EDITION.areas]
WHO = ["people who work or volunteer with children", "children and young people", "parents and carers"]
Values = Sequence[float | Shown | Withheld]
RISING = [1.6, 2.0, 2.2, 2.4, 2.6, 3.0, 3.4, 4.0]


def a_round(*audiences: Values) -> RoundResults:
    """The usual round with these positions, in the framework's order; audiences not given show nothing."""
    results = usual()
    given_values = [*audiences, *[[WITHHELD] * 8] * (3 - len(audiences))]
    return replace(
        results,
        audiences=tuple(
            replace(a, areas=tuple(map(_at, a.areas, values)))
            for a, values in zip(results.audiences, given_values, strict=True)
        ),
    )


def _at(area: AreaResult, value: float | Shown | Withheld) -> AreaResult:
    shown = Shown(value, f"{value:.2f}", f"band {value:.0f}", 20) if isinstance(value, float) else value
    return replace(area, by_group=replace(area.by_group, position=shown))


@pytest.mark.parametrize(
    ("audiences", "sentence"),
    [
        (
            [RISING, RISING[::-1]],
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2). Lowest for {WHO[1]}: {EASY[7]} (band 2). "
            "They do not see the same area as lowest.",
        ),
        (
            [RISING, RISING],
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2). Lowest for {WHO[1]}: {EASY[0]} (band 2). "
            "They both see the same as lowest.",
        ),
        (
            [RISING, RISING, [1.0, 1.0, *RISING[2:]]],
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2). Lowest for {WHO[1]}: {EASY[0]} (band 2). "
            f"Lowest for {WHO[2]}: {EASY[0]} and {EASY[1]} (band 1).",
        ),
        (
            [RISING, [2.0] * 8],
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2). For {WHO[1]} all areas stand alike.",
        ),
        (
            [RISING],
            f"Only one order may be shown, so there is none to put beside it. "
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2).",
        ),
        ([], "No audience has areas that can be put in order."),
        (
            [[LOW] * 8, [WITHHELD] * 8],
            f"Only one order may be shown, so there is none to put beside it. For {WHO[0]} it cannot be told "
            "which area comes lowest.",
        ),
        (  # the same area lowest for both, for one of them named by an end of the scale
            [[1.6, *[2.0] * 7], [LOW, *[2.0] * 7]],
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2). Lowest for {WHO[1]}: {EASY[0]} (Lowest). "
            "They both see the same as lowest.",
        ),
        (
            [[1.6, *[2.0] * 7], [LOW, 1.2, *[2.0] * 6]],
            f"Lowest for {WHO[0]}: {NAMES[0]} (band 2). "
            f"Lowest for {WHO[1]} is one of these: {EASY[0]} (Lowest) and {EASY[1]} (band 1). "
            "Whether they both see the same area as lowest cannot be told.",
        ),
        (
            [[2.0, 2.0, 1.6, *[2.0] * 5], [LOW, 1.2, *[2.0] * 6]],
            f"Lowest for {WHO[0]}: {NAMES[2]} (band 2). "
            f"Lowest for {WHO[1]} is one of these: {EASY[0]} (Lowest) and {EASY[1]} (band 1). "
            "They do not see the same area as lowest.",
        ),
    ],
)
def test_the_sentence_says_what_comes_lowest_for_each_audience(audiences, sentence: str) -> None:
    assert order_chart(a_round(*audiences), "group").sentence == sentence


def test_equal_values_share_a_place_and_what_is_withheld_has_none() -> None:
    chart = order_chart(a_round([2.0, 1.6, 1.6, LOW, WITHHELD, 3.0, 3.0, 3.5]), "group")
    assert [row[1] for row in chart.rows] == [
        *("4th", "2nd, shared", "2nd, shared", "1st", "not shown"),
        *("5th, shared", "5th, shared", "7th"),
    ]
    assert chart.rows[3][2:4] == ("below 1.5", "Lowest")
    assert chart.rows[4][2:4] == (str(WITHHELD), "")
    assert words(chart.svg).count("not shown") == 1


def test_what_is_open_has_every_place_that_it_may_have() -> None:
    chart = order_chart(a_round([1.2, LOW, LOW, WITHHELD, 1.6, 2.0, HIGH, 4.6]), "group")
    assert [row[1] for row in chart.rows] == [
        *("1st to 3rd", "1st to 3rd", "1st to 3rd", "not shown"),
        *("4th", "5th", "6th or 7th", "6th or 7th"),
    ]
    assert "A pale disc" in chart.note


def test_figures_of_unlike_decimals_are_equal_or_not_and_that_is_open() -> None:
    rough = Shown(1.6, "1.6", "band 2", 8)
    chart = order_chart(a_round([1.62, rough, *RISING[2:]]), "group")
    assert [row[1] for row in chart.rows[:3]] == ["1st or 2nd", "1st or 2nd", "3rd"]
    assert f"is one of these: {NAMES[0]} (band 2) and {NAMES[1]} (band 2)" in chart.sentence


VALUES = st.lists(st.sampled_from([1.2, 1.4, 1.6, 2.0, 4.6, LOW, HIGH, WITHHELD]), min_size=8, max_size=8)


@settings(max_examples=60, deadline=None)
@given(VALUES, VALUES)
def test_whatever_the_ends_stand_for_the_places_and_the_sentence_are_so(one: Values, other: Values) -> None:
    chart = order_chart(a_round(one, other), "group")
    assert all(claim.holds for claim in chart.claims)
    worlds = [_worlds(values) for values in (one, other)]
    for column, values, possible in zip((1, 4), (one, other), worlds, strict=True):
        if all(value is WITHHELD for value in values):
            continue
        if len(chart.headers) <= column:
            column = 1  # the other audience has no order
        for i, row in enumerate(chart.rows):
            if values[i] is WITHHELD:
                assert row[column] == "not shown"
                continue
            best, *more = map(int, re.findall(r"\d+", row[column]))
            worst = more[0] if more else best
            for world in possible:
                place = 1 + sum(v < world[i] for v in world if v is not None)
                assert best <= place <= worst
    if "They do not see" in chart.sentence:
        assert not any(_lowest(a) & _lowest(b) for a, b in product(*worlds))
    if "They both see" in chart.sentence:
        assert all(_lowest(a) == _lowest(b) for a, b in product(*worlds))


def _worlds(values: Values) -> list[list[float | None]]:
    """Some of all that the figures may be, with every end at its least, its most and between."""
    spots = {LOW.text: (1.0, 1.3, 1.49), HIGH.text: (4.5, 4.7, 5.0)}
    of_each = [
        (None,) if isinstance(v, Withheld) else spots[v.text] if isinstance(v, Shown) else (v,)
        for v in values
    ]
    low, high, turned = ([s[i % len(s)] for s in of_each] for i in (0, 2, 1))
    mixed = [s[i % len(s)] for i, s in enumerate(of_each)]
    return [low, high, turned, mixed, [s[(i + 1) % len(s)] for i, s in enumerate(of_each)]]


def _lowest(world: Sequence[float | None]) -> set[int]:
    least = min(v for v in world if v is not None)
    return {i for i, v in enumerate(world) if v == least}


@given(st.lists(st.sampled_from([1.6, 2.0, 2.5, 3.0]), min_size=8, max_size=8))
def test_a_place_is_one_more_than_how_many_areas_are_lower(values: list[float]) -> None:
    places = [int(re.match(r"\d+", row[1])[0]) for row in order_chart(a_round(values), "group").rows]  # type: ignore[index]
    assert places == [1 + sum(other < value for other in values) for value in values]


def test_a_line_runs_between_the_places_of_an_area_and_breaks_off_where_it_has_none() -> None:
    svg = drawing(order_chart(a_round(RISING, [WITHHELD, WITHHELD, *RISING[2:]]), "group").svg)
    lines = [e.get("stroke") for e in svg.iter("path") if e.get("stroke-width") == "2.2"]
    assert lines == [area.display.colour for area in EDITION.areas[2:]]
    level = drawing(order_chart(a_round(RISING, RISING, RISING), "group").svg)
    for e in level.iter("path"):
        if e.get("stroke-width") == "2.2":
            ends = re.findall(r"[ML][\d.]+ ([\d.]+)", e.get("d", ""))
            assert ends[0] == ends[1]


def test_families_areas_stand_in_their_own_words() -> None:
    said = " ".join(words(order_chart(a_round(RISING, RISING), "group").svg))
    assert "Joined-up help" in said
    assert "Integrated working" in said


def test_no_difference_in_points_is_ever_said_or_tabled() -> None:
    chart = order_chart(usual(), "group")
    assert not [head for head in chart.headers if "ifference" in head]
    assert "Only the orders may be compared" in chart.note


def test_nothing_at_all_is_drawn_as_not_shown() -> None:
    assert words(order_chart(results_of(), "group").svg) == ["not shown"]
