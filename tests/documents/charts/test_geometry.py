"""What is drawn is what is said: positions read back from the drawings."""

from __future__ import annotations

import re
from math import atan2, hypot, pi

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.arches import PAGE as ARCH
from lws_assess.documents.charts.drawing import ordinal_number
from lws_assess.survey.intervals import Interval
from lws_assess.survey.releases.privacy import Shown
from tests.documents.views import (
    EDITION,
    HIGH,
    LOW,
    WITHHELD,
    People,
    drawing,
    results_of,
    usual,
    with_positions,
)

CODES = [area.code for area in EDITION.areas]
SCALE = EDITION.audiences[0].scale
HELD = Shown(2.1, "2.1", "Emerging", 26, between=Interval(1.8, 2.4, open=True))
NUMBER = r"-?[\d.]+"


def bands(svg: str, colour: str) -> list[tuple[float, float]]:
    """Where the arcs of one colour begin and end, as shares of the arch."""
    found = []
    for e in drawing(svg).iter("path"):
        points = re.fullmatch(rf"M({NUMBER}) ({NUMBER})A.* ({NUMBER}) ({NUMBER})", e.get("d", ""))
        if points and e.get("stroke") == colour and not e.get("stroke-dasharray"):
            x1, y1, x2, y2 = map(float, points.groups())
            found.append((_share(x1, y1), _share(x2, y2)))
    return found


def _share(x: float, y: float) -> float:
    return 1 - atan2(ARCH.ground - y, x - ARCH.middle) / pi


def outlines(svg: str) -> list[str]:
    """The outlines of a radar, the whole last; not the lines of its key, which begin at the left edge."""
    paths = [e.get("d", "") for e in drawing(svg).iter("path") if e.get("stroke-width") == "2.2"]
    return [path for path in paths if not path.startswith("M4 ")]


@pytest.mark.parametrize("value", [1.02, 1.8, 2.5, 3.0, 4.37, 5.0])
def test_a_band_is_filled_as_far_as_its_area_has_come(value: float) -> None:
    svg = charts.own_rainbow(EDITION, {CODES[0]: value}).svg
    [(start, end)] = bands(svg, EDITION.areas[0].display.colour)
    assert start == pytest.approx(0, abs=0.002)
    assert end == pytest.approx((value - 1) / 4, abs=0.002)


def test_a_band_at_the_lowest_point_or_without_a_score_is_not_filled() -> None:
    svg = charts.own_rainbow(EDITION, {CODES[0]: 1.0, CODES[1]: None}).svg
    assert bands(svg, EDITION.areas[0].display.colour) == []
    assert bands(svg, EDITION.areas[1].display.colour) == []


def test_a_withheld_band_differs_without_colour() -> None:
    results = with_positions(usual().audiences[0], **{CODES[3]: WITHHELD})
    svg = drawing(charts.rainbow_chart(results, "group").svg)
    assert "rainbow-professional-4" in [e.get("id") for e in svg.iter("pattern")]
    dashed = [e for e in svg.iter("path") if e.get("stroke-dasharray")]
    assert {e.get("stroke") for e in dashed} == {EDITION.areas[3].display.colour}


def test_an_end_of_the_scale_is_hatched_from_where_it_is_not_certain() -> None:
    results = with_positions(usual().audiences[0], **{CODES[0]: LOW, CODES[1]: HIGH})
    chart = charts.rainbow_chart(results, "group")
    low, high = (area.display.colour for area in EDITION.areas[:2])
    assert bands(chart.svg, low) == []
    assert bands(chart.svg, high)[0][1] == pytest.approx(0.875, abs=0.002)
    ends = [bands(chart.svg, f"url(#{chart.key}-{number})")[0] for number in (1, 2)]
    assert ends[0] == pytest.approx((0, 0.125), abs=0.002)
    assert ends[1] == pytest.approx((0.875, 1), abs=0.002)
    assert "only that end is named" in chart.note


def test_a_total_that_holds_an_end_is_hatched_as_far_as_it_may_lie() -> None:
    results = with_positions(usual().audiences[0], **{CODES[0]: HELD})
    chart = charts.rainbow_chart(results, "group")
    colour = EDITION.areas[0].display.colour
    assert bands(chart.svg, colour)[0][1] == pytest.approx(0.2, abs=0.002)
    assert bands(chart.svg, f"url(#{chart.key}-1)")[0] == pytest.approx((0.2, 0.35), abs=0.002)
    assert "it may lie a little above or below" in chart.note


def reach_of(svg: str) -> float:
    """The radius of the outermost ring."""
    return max(float(e.get("r", 0)) for e in drawing(svg).iter("circle") if e.get("stroke"))


def test_what_is_open_is_hollow_on_the_radar_and_drawn_as_far_as_it_may_lie() -> None:
    """A dot at the bound of an end would say that the mean is the bound."""
    results = with_positions(results_of(People("Teachers", 30, 2)).audiences[0], **{CODES[0]: LOW})
    svg = charts.radar_chart(results, "group").svg
    [hollow] = [e for e in drawing(svg).iter("path") if e.get("fill") == "#fff" and e.get("transform")]
    ring = next(e for e in drawing(svg).iter("circle") if e.get("stroke"))
    x, y = map(float, re.findall(NUMBER, hollow.get("transform", "")))
    away = hypot(x - float(ring.get("cx", 0)), y - float(ring.get("cy", 0)))
    assert away == pytest.approx(reach_of(svg) * 0.25 / 4, abs=0.15)


def test_points_of_the_radar_stand_as_far_out_as_their_values() -> None:
    results = usual().audiences[0]
    svg = charts.radar_chart(results, "group").svg
    whole = outlines(svg)[-1]  # drawn last, over the target
    points = [tuple(map(float, pair)) for pair in re.findall(rf"({NUMBER}) ({NUMBER})", whole)]
    ring = next(e for e in drawing(svg).iter("circle") if e.get("stroke"))
    x, y = float(ring.get("cx", 0)), float(ring.get("cy", 0))
    assert whole.endswith("z")
    for a, point in zip(results.areas, points, strict=True):
        assert isinstance(a.by_group.position, Shown)
        away = hypot(point[0] - x, point[1] - y)
        assert away == pytest.approx(reach_of(svg) * (a.by_group.position.value - 1) / 4, abs=0.15)


def test_a_withheld_value_breaks_the_line_of_the_radar() -> None:
    results = with_positions(usual().audiences[0], **{CODES[3]: WITHHELD})
    whole = outlines(charts.radar_chart(results, "group").svg)[-1]
    assert not whole.endswith("z")
    assert whole.count("M") == len(CODES) - 2  # a piece between every two neighbours that both have a value


def test_the_radar_never_holds_more_than_three_outlines_and_each_has_its_own_dash_and_marker() -> None:
    results = usual().audiences[0]
    svg = drawing(charts.radar_chart(results, "group", results.cells[0]).svg)
    lines = [e for e in svg.iter("path") if e.get("stroke-width") == "2.2" and e.get("d", "").endswith("z")]
    assert len(lines) == 3
    assert len({e.get("stroke-dasharray") for e in lines}) == 3
    assert all(e.get("fill") is None for e in lines)
    assert svg.get("fill") == "none"
    assert len({e.get("d") for e in svg.iter("path") if e.get("transform")}) == 3


def test_bars_are_as_long_as_their_shares() -> None:
    svg = drawing(charts.vote_chart(usual()).svg)
    widths = [
        float(m[1])
        for e in svg.iter("path")
        if (m := re.fullmatch(rf"M26 {NUMBER}h({NUMBER})v14h.*z", e.get("d", "")))
    ]
    assert len(widths) == 3 * len(CODES)
    # Of 48 people at work at least 46, 41 and 30 chose the first three; of 11 young people 10, of 9 parents 8.
    room = max(widths) * 48 / 46
    assert 140 < room < 242
    for share in (41 / 48, 30 / 48, 10 / 11, 8 / 9):
        assert any(width == pytest.approx(room * share, abs=0.2) for width in widths)


def test_a_bar_is_drawn_on_to_where_it_may_reach() -> None:
    """All that may be shown of the parents who chose the sixth area is that they were eight or nine of nine."""
    drawn = [
        e.get("d", "")
        for e in drawing(charts.vote_chart(usual()).svg).iter("path")
        if e.get("stroke-dasharray")
    ]
    ends = [
        float(m[1]) + float(m[2])
        for d in drawn
        if (m := re.fullmatch(rf"M({NUMBER}) {NUMBER}h({NUMBER})v14h.*z", d))
    ]
    # Every number rests on a small group, so every bar has such an end.
    assert len(ends) == 3 * len(CODES)
    assert (
        sum(end == pytest.approx(max(ends), abs=0.2) for end in ends) == 4
    )  # 100% of each audience, parents twice


def test_the_same_answers_draw_the_same_picture_twice() -> None:
    assert [charts.group_chart(usual().audiences[0], "group"), charts.vote_chart(usual())] == [
        charts.group_chart(usual().audiences[0], "group"),
        charts.vote_chart(usual()),
    ]


def test_every_number_has_the_ending_that_is_said() -> None:
    """Those that are said with a teen end in th, whatever their last digit."""
    for number in range(1, 230):
        teen, last = number // 10 % 10 == 1, str(number)[-1]
        ending = "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(last, "th")
        assert ordinal_number(number) == f"{number}{ending}"
