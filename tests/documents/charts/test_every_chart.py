"""Every chart: figure, table and sentence say the same, whatever is withheld, and carry no markup of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from markupsafe import Markup

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.charts.ranking import places_text, score_texts
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.withheld import Withheld
from tests.documents.views import (
    EDITION,
    HIGH,
    LOW,
    WITHHELD,
    People,
    drawing,
    many_areas,
    results_of,
    three_areas,
    usual,
    with_positions,
    words,
)

CODES = [area.code for area in EDITION.areas]
SCALE = EDITION.audiences[0].scale
FIGURE = re.compile(r"\d+\.\d+|\d+%|not shown")
HOSTILE = """<script>alert('x')</script>"&<b onclick=x>"""
OTHER_ROWS = (
    "groups-",
    "statements-",
    "heat-map-",
    "dont-know-map-",
    "not-applicable-map-",
)  # charts whose rows are not the areas


def every_chart(results: RoundResults, reading: str = "group") -> Iterator[Chart]:
    """All the pictures a dashboard may show of a round."""
    for audience in results.audiences:
        yield charts.rainbow_chart(audience, reading)
        yield charts.radar_chart(audience, reading)
        yield charts.dot_plot(audience, reading)
        yield charts.group_chart(audience, reading)
        yield charts.reading_chart(audience)
        yield charts.dont_know(results.edition, audience)
        yield charts.statement_chart(audience, audience.areas[0], reading)
        yield charts.importance_chart(audience, reading)
        yield charts.heat_map(audience, reading)
        yield charts.dont_know_map(results.edition, audience)
        if other := charts.not_applicable_map(results.edition, audience):
            yield other
        yield charts.rank_band_chart(audience, reading)
        for cell in audience.cells:
            yield charts.radar_chart(audience, reading, cell)
            yield charts.group_chart(audience, reading, cell)
            yield charts.statement_chart(audience, audience.areas[1], reading, cell)
            yield charts.two_groups(audience, cell, audience.cells[-1])
    yield charts.vote_chart(results)
    yield charts.order_chart(results, reading)
    yield charts.own_rainbow(results.edition, {})
    yield charts.own_radar(results.edition, results.edition.audiences[0].scale, {})


def all_withheld() -> RoundResults:
    results = usual()
    gone = dict.fromkeys(CODES, WITHHELD)
    return replace(results, audiences=tuple(with_positions(a, **gone) for a in results.audiences))


def some_at_the_ends() -> RoundResults:
    results = usual()
    ends = {CODES[0]: LOW, CODES[1]: HIGH, CODES[4]: WITHHELD}
    return replace(results, audiences=tuple(with_positions(a, **ends) for a in results.audiences))


ROUNDS = {
    "the usual": usual,
    "one group": lambda: results_of(People("Teachers")),
    "nothing at all": lambda: results_of(),
    "all withheld": all_withheld,
    "some at the ends": some_at_the_ends,
    "all the same": lambda: results_of(People("Teachers", 30, 5), People("Nurses", 30, 5)),
    "three areas": lambda: results_of(
        People("Teachers"), People("Guests", 9, audience=1), edition=three_areas()
    ),
    "twelve areas": lambda: results_of(People("Teachers"), edition=many_areas(12)),
    "hostile names": lambda: results_of(People(HOSTILE), People(HOSTILE + "2", 8), title=HOSTILE),
}


@pytest.fixture(params=ROUNDS)
def a_round(request: pytest.FixtureRequest) -> RoundResults:
    made: RoundResults = ROUNDS[request.param]()
    return made


# --- what holds for every chart --------------------------------------------------------------------------------


def test_every_chart_has_a_figure_a_table_and_a_sentence(a_round: RoundResults) -> None:
    for chart in every_chart(a_round):
        assert chart.title
        assert chart.sentence.endswith((".", "?", "!")), chart.sentence
        assert {len(row) for row in chart.rows} <= {len(chart.headers)}, chart.key
        assert all(row[0] for row in chart.rows)
        assert len(chart.rows) >= len(a_round.edition.areas) or chart.key.startswith(OTHER_ROWS)


def boards_of(chart: Chart) -> dict[str, Markup]:
    """The drawings of a chart by what their ids begin with: for phones and papers, and for wide screens."""
    return {chart.key: chart.svg, **({f"{chart.key}-wide": chart.wide} if chart.wide else {})}


def test_a_drawing_is_named_in_a_few_words_that_are_not_said_beside_it(a_round: RoundResults) -> None:
    for chart in every_chart(a_round):
        ids: list[str | None] = []
        for key, board in boards_of(chart).items():
            svg = drawing(board)
            name = svg.findtext("title") or ""
            assert svg.get("role") == "img"
            assert svg.get("aria-labelledby") == svg.find("title").get("id") == f"{key}-title"
            assert svg.find("desc") is None, chart.key
            assert 0 < len(name) < 40, chart.key
            assert name not in (chart.title, chart.sentence)
            ids += [e.get("id") for e in svg.iter() if e.get("id")]
        assert len(set(ids)) == len(ids)
        assert all(str(name).startswith(chart.key) for name in ids)


def test_no_drawing_has_a_style_a_script_or_anything_from_elsewhere(a_round: RoundResults) -> None:
    for chart in every_chart(a_round):
        for e in (e for board in boards_of(chart).values() for e in drawing(board).iter()):
            assert e.tag in {"svg", "title", "path", "text", "textPath", "circle", "pattern"}
            for name, value in e.attrib.items():
                assert name != "style"
                assert not name.startswith("on")
                assert "url(" not in value or value.startswith(f"url(#{chart.key}-")
                assert name != "href" or value.startswith(f"#{chart.key}-")


def test_type_has_thirteen_to_sixteen_pixels_on_a_phone_and_on_a_wide_screen(a_round: RoundResults) -> None:
    """A picture is as wide as a phone, and at most 27.5rem; its wide board is seen at 45rem."""
    widths = {"": (390, 440), "-wide": (720, 720)}
    for chart in every_chart(a_round):
        for key, board in boards_of(chart).items():
            svg = drawing(board)
            narrow, wide = (
                w / float(svg.get("viewBox", "").split()[2]) for w in widths[key[len(chart.key) :]]
            )
            sizes = sorted(float(e.get("font-size", 0)) for e in svg.iter("text"))
            assert sizes[0] * narrow >= 12.4, key
            assert sizes[len(sizes) // 2] * wide <= 16, key  # a rainbow has large numbers besides


def test_both_boards_say_the_same_figures(a_round: RoundResults) -> None:
    """Each figure of the board for phones stands on the wide one, and no other does."""
    for chart in every_chart(a_round):
        if chart.wide:
            one, other = (
                set(re.findall(r"\d+\.\d+|\d+%|not shown", " ".join(words(b))))
                for b in boards_of(chart).values()
            )
            assert one == other, chart.key


def test_keys_stand_once_among_the_charts_of_a_page() -> None:
    results = usual()
    keys = [
        c.key
        for c in every_chart(
            replace(results, audiences=tuple(replace(a, cells=()) for a in results.audiences))
        )
    ]
    assert len(set(keys)) == len(keys)


def test_names_that_look_like_markup_are_words() -> None:
    results = results_of(People(HOSTILE), People("Nurses"))
    cell = results.audiences[0].cells[0]
    for chart in (
        charts.radar_chart(results.audiences[0], "group", cell),
        charts.group_chart(results.audiences[0], "group", cell),
    ):
        assert "<script" not in chart.svg
        assert any("alert('x')" in line for line in words(chart.svg))
        assert any(HOSTILE in cell for row in (chart.headers, *chart.rows) for cell in row)


# --- withheld --------------------------------------------------------------------------------------------------


def test_a_withheld_value_gives_its_reason_in_every_table() -> None:
    results = with_positions(usual().audiences[0], **{CODES[2]: WITHHELD})
    for chart in (
        charts.rainbow_chart(results, "group"),
        charts.radar_chart(results, "group"),
        charts.dot_plot(results, "group"),
        charts.reading_chart(results),
    ):
        row = next(row for row in chart.rows if row[0].startswith("3 "))
        assert str(WITHHELD) in row, chart.key
        assert "not shown" in words(chart.svg)


def test_a_round_with_nothing_to_show_says_so() -> None:
    results = all_withheld().audiences[0]
    assert "may be shown" in charts.rainbow_chart(results, "group").sentence
    assert (
        "cannot" in charts.dot_plot(results, "group").sentence
        or "No area" in charts.dot_plot(results, "group").sentence
    )
    assert all(str(WITHHELD) in row for row in charts.rainbow_chart(results, "group").rows)


# --- the same values everywhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["group", "person"])
def test_table_and_drawing_hold_the_values_of_the_view(reading: str) -> None:
    results = usual().audiences[0]
    shown = [a.reading(reading).position for a in results.areas]
    texts = [value.text for value in shown if isinstance(value, Shown)]
    for chart in (charts.rainbow_chart(results, reading), charts.radar_chart(results, reading)):
        assert [row[1] for row in chart.rows] == texts
        assert set(texts) <= set(words(chart.svg))


def test_the_two_readings_stand_side_by_side() -> None:
    results = usual().audiences[0]
    for a, row in zip(results.areas, charts.reading_chart(results).rows, strict=True):
        assert isinstance(a.by_group.position, Shown)
        assert isinstance(a.by_person.position, Shown)
        assert row[1] == str(a.by_group.position.n)
        assert row[2:4] == (a.by_group.position.text, a.by_person.position.text)
        assert (row[5], row[7]) == (places_text(a.by_group.places), places_text(a.by_person.places))
        scores = (score_texts(results, reading)[a.area.code] for reading in ("group", "person"))
        assert (row[4], row[6]) == tuple(scores)


def test_groups_stand_with_how_many_they_are_and_every_area() -> None:
    results = usual().audiences[0]
    chart = charts.group_chart(results, "group")
    assert [row[:2] for row in chart.rows] == [
        ("Everyone together", "48"),
        ("Teachers", "30"),
        ("Nurses", "12"),
        ("Clubs", "6"),
    ]
    for cell, row in zip(results.cells, chart.rows[1:], strict=True):
        assert list(row[2:]) == [_text(cell.positions[code]) for code in CODES]


def _number(printed: str) -> float:
    return float(printed.removeprefix("below ").removesuffix(" and over"))


def _text(value: Shown | Withheld) -> str:
    return value.text if isinstance(value, Shown) else str(value)


def test_groups_well_above_or_below_the_whole_are_marked_in_words() -> None:
    results = usual().audiences[0]
    chart = charts.group_chart(results, "group")
    marked = 0
    for cell, row, tones in zip(results.cells, chart.rows[1:], chart.tones[1:], strict=True):
        for a, whole, one, tone in zip(results.areas, chart.rows[0][2:], row[2:], tones[2:], strict=True):
            by = round(_number(one) - _number(whole), 6)
            beyond = results.apart.differs_from_whole(a.area.code, cell.key, "group") == Verdict.BEYOND
            if "below" not in one + whole:
                assert tone == (
                    "" if not beyond else "higher" if by >= 0.3 else "lower" if by <= -0.3 else ""
                )
            marked += bool(tone)
    assert marked > 5


def test_the_dot_plot_runs_from_the_first_priority_to_the_last() -> None:
    results = usual().audiences[0]
    ranks = {f"{a.area.number} {a.area.short_name}": a.by_group.rank for a in results.areas}
    order = [ranks[row[0]] for row in charts.dot_plot(results, "group").rows]
    assert order == sorted(order, key=lambda rank: rank or 99)


def test_votes_stand_apart_for_every_audience_and_are_never_added_up() -> None:
    chart = charts.vote_chart(usual())
    rows = {row[0][:1]: row[1:] for row in chart.rows}
    assert rows["3"] == (
        *("96% to 100% (46 to 48)", "1st"),
        *("0% to 9% (0 to 1)", "2nd to 8th", "0% to 11% (0 to 1)", "3rd to 8th"),
    )
    assert rows["5"] == (
        *("0% to 4% (0 to 2)", "5th to 8th"),
        *("91% to 100% (10 to 11)", "1st", "0% to 11% (0 to 1)", "3rd to 8th"),
    )
    assert len(chart.headers) == 7


# --- one's own -------------------------------------------------------------------------------------------------


def test_ones_own_charts_print_one_decimal_and_say_what_has_no_score() -> None:
    scores = {code: 1 + i / 2 for i, code in enumerate(CODES)} | {CODES[3]: None}
    for chart in (charts.own_rainbow(EDITION, scores), charts.own_radar(EDITION, SCALE, scores)):
        assert [row[1] for row in chart.rows[:3]] == ["1.0", "1.5", "2.0"]
        assert chart.rows[3][1].startswith("No score")
        assert "no score" in words(chart.svg)
        assert chart.sentence.startswith(f"Your highest score: {EDITION.areas[7].short_name} (4.5, ")
        assert chart.wide is None


def test_the_mark_is_decoration_in_the_colours_of_the_first_questionnaire() -> None:
    svg = drawing(charts.product_emblem())
    assert svg.get("aria-hidden") == "true"
    assert [e.get("stroke") for e in svg.iter("path")] == [area.display.colour for area in EDITION.areas]
