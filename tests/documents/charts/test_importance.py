"""Importance against the distance still to go: points, lines of equal priority, and what is said of them."""

from __future__ import annotations

import re
from math import hypot

import pytest

from lws_assess.documents.charts import importance as chart_of
from lws_assess.documents.charts.importance import importance_chart
from tests.documents.views import EDITION, LOW, WITHHELD, drawing, placed, usual, with_positions

CODES = [area.code for area in EDITION.areas]
NAMES = [area.short_name for area in EDITION.areas]


APART = [(2.0, 4.5), (2.5, 4.0), (3.0, 4.0), (2.2, 3.0), (3.9, 4.8), (3.0, 3.0), (3.5, 3.0), (3.2, 2.5)]


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (
            APART,
            f"{NAMES[0]} lies furthest out: importance 4.50, and 2.00 still to go. "
            f"{NAMES[4]} matters most of all (4.80) but comes 8th, having less far to go (0.10).",
        ),
        (
            [(2.0, 4.0), (2.0, 4.0), *[(3.5, 3.0)] * 6],
            f"{NAMES[0]} and {NAMES[1]} lie furthest out, equally far.",
        ),
        ([(2.0, 4.0)] * 8, "All areas lie equally far out: none comes before another."),
        (
            [(4.2, 4.0)] * 8,
            "Every area that can be placed has reached its target, so there is nothing left to go.",
        ),
        (
            [(LOW, 3.0), (2.0, 4.5), *[(3.5, 3.0)] * 6],
            f"{NAMES[1]} or {NAMES[0]} lies furthest out: the figures leave it open.",
        ),
        (
            [(LOW, 4.5), (2.0, 4.0), *[(3.5, 3.0)] * 6],
            f"{NAMES[0]} lies furthest out: importance 4.50, and 2.5 to 3.0 still to go.",
        ),
        ([None] * 8, "No area can be placed: its position or its importance may not be shown."),
        ([*[None] * 7, (2.0, 4.0)], f"{NAMES[7]} lies furthest out: importance 4.00, and 2.00 still to go."),
    ],
)
def test_the_sentence_says_what_lies_furthest_out_and_what_matters_but_is_near(points, sentence: str) -> None:
    assert importance_chart(placed(*points), "group").sentence == sentence


def test_what_is_known_between_two_ends_is_drawn_as_a_span_and_not_as_a_point() -> None:
    chart = importance_chart(placed((LOW, 4.0), *[(3.0, 4.0)] * 7), "group")
    svg = drawing(chart.svg)
    [bar] = [e.get("d", "") for e in svg.iter("path") if e.get("fill-opacity")]
    board = chart_of.ImportanceBoard(widest=3.5, low=3, high=5)
    found = re.match(r"M([\d.]+) [\d.]+h([\d.]+)a", bar)
    assert found
    left, wide = map(float, found.groups())
    assert left == pytest.approx(board.x(2.5), abs=0.1)
    assert left + wide == pytest.approx(board.x(3.0), abs=0.2)
    assert chart.rows[0][3:] == ("2.5 to 3.0", "4.00", "10.0 to 12.0", "1st")
    assert "fill-opacity" not in importance_chart(placed(*APART), "group").svg


def test_families_were_not_asked_what_matters() -> None:
    assert importance_chart(usual().audiences[1], "group").sentence == (
        "These people were not asked how much each area matters."
    )


def test_points_stand_where_their_gap_and_importance_are() -> None:
    svg = drawing(importance_chart(placed(*APART), "group").svg)
    discs = {
        e.get("fill"): (float(e.get("cx", 0)), float(e.get("cy", 0)))
        for e in svg.iter("circle")
        if float(e.get("cy", 0)) < chart_of.BOTTOM
    }
    board = chart_of.ImportanceBoard(widest=2.5, low=2, high=5)
    for area, (position, matters) in zip(EDITION.areas, APART, strict=True):
        x, y = discs[area.display.colour]
        assert x == pytest.approx(board.x(4 - position), abs=0.06)
        assert y == pytest.approx(board.y(matters), abs=0.06)


def test_every_line_holds_points_of_one_priority_score() -> None:
    svg = drawing(importance_chart(placed(*APART), "group").svg)
    board = chart_of.ImportanceBoard(widest=2.5, low=2, high=5)
    curves = [e.get("d", "") for e in svg.iter("path") if e.get("stroke-dasharray") == "5 4"]
    assert len(curves) >= 3
    for i, path in enumerate(curves, 1):
        for x, y in re.findall(r"([\d.]+) ([\d.]+)", path):
            gap = (float(x) - chart_of.LEFT) / (board.x(1) - chart_of.LEFT)
            matters = 2 + (chart_of.BOTTOM - float(y)) / (board.y(2) - board.y(3))
            assert gap * matters == pytest.approx(2.5 * i, abs=0.02)


def test_areas_at_the_same_point_are_moved_apart_with_a_line_to_it() -> None:
    svg = drawing(importance_chart(placed(*[(2.0, 4.0)] * 8), "group").svg)
    board = [e for e in svg.iter("circle") if float(e.get("cy", 0)) < chart_of.BOTTOM]
    discs = [(float(e.get("cx", 0)), float(e.get("cy", 0))) for e in board if float(e.get("r", 0)) > 5]
    assert len(discs) == 8
    assert all(
        hypot(a[0] - b[0], a[1] - b[1]) >= chart_of.APART - 0.2
        for i, a in enumerate(discs)
        for b in discs[i + 1 :]
    )
    assert sum(float(e.get("r", 0)) == 3 for e in board) >= 7


def test_an_area_that_cannot_be_placed_is_named_with_its_reason() -> None:
    results = with_positions(usual().audiences[0], **{CODES[2]: WITHHELD})
    chart = importance_chart(results, "group")
    assert f"Not placed, as a figure may not be shown: 3 {NAMES[2]}." in chart.note
    assert next(row for row in chart.rows if row[0].startswith("3 "))[1] == str(WITHHELD)
