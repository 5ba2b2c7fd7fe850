"""What stands highest and lowest: never more than holds for all that the printed figures may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts import radar, rainbow
from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.documents.charts.extremes import extremes_of_places
from lws_assess.documents.charts.headlines import EndAreas, round_headlines
from lws_assess.documents.claims import Claim, Relation
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.intervals import Interval, exact_interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.withheld import Withheld
from tests.documents.views import EDITION, HIGH, LOW, WITHHELD, results_of, usual, with_positions

CODES = [area.code for area in EDITION.areas]
NAMES = [area.short_name for area in EDITION.areas]
SCALE = EDITION.audiences[0].scale
Value = Shown | Withheld
USUAL = usual()


def figure(text: str) -> Shown:
    return Shown(float(text), text, SCALE.band(float(text)).label, 8 if len(text) == 3 else 30)


HELD = Shown(2.1, "2.1", "Emerging", 26, between=Interval(1.8, 2.4, open=True))
TEXTS = ["1.2", "1.24", "1.25", "1.5", "1.50", "2.0", "2.04", "2.1", "3.5", "3.50", "4.5", "4.62", "5.0"]
POOL = [*map(figure, TEXTS), LOW, HIGH, HELD, WITHHELD]
VALUES = st.sampled_from(POOL)
AREAS = st.lists(VALUES, min_size=8, max_size=8)


def round_of(values: Sequence[Value]) -> AudienceResults:
    return with_positions(USUAL.audiences[0], **dict(zip(CODES, values, strict=True)))


def may_be(value: Shown, beside: Shown) -> tuple[Fraction, Fraction]:
    """The least and the most that the mean itself may be, before it was rounded; beside an interval, as printed."""
    if value.between:
        return Fraction(value.between.low), Fraction(value.between.high)
    if beside.between:
        return Fraction(value.text), Fraction(value.text)
    half = Fraction(1, 2 * 10 ** len(value.text.partition(".")[2]))
    return Fraction(value.text) - half, Fraction(value.text) + half


def is_surely_below(one: Shown, other: Shown) -> bool:
    least, most = may_be(other, one)[0], may_be(one, other)[1]
    return most < least or (
        most == least and (one.between.open if one.between else other.between is None) and one != other
    )


# --- by hand -------------------------------------------------------------------------------------------------


def test_a_cell_below_an_end_is_neither_lower_nor_higher_than_one_within_it() -> None:
    results = round_of([LOW, figure("1.2"), *[figure("2.0")] * 6])
    said = charts.rainbow_chart(results, "group").sentence
    assert f"Lowest is one of these: {NAMES[0]} (below 1.5, Lowest) and {NAMES[1]} (1.2, " in said
    main = round_headlines(replace(USUAL, audiences=(results,)), results, "group")
    assert main.weakest
    assert [(at.area.short_name, at.text) for at in main.weakest.figures] == [
        (NAMES[0], "below 1.5"),
        (NAMES[1], "1.2"),
    ]
    assert not main.weakest.sure
    assert main.ends.text == said


def test_an_end_is_the_lowest_where_all_others_lie_above_it() -> None:
    said = charts.rainbow_chart(round_of([LOW, *[figure("1.5")] * 6, figure("2.0")]), "group").sentence
    assert said.endswith(f"Lowest: {NAMES[0]} (below 1.5, Lowest).")


def test_areas_that_are_all_at_one_end_are_told_from_one_another_by_nothing() -> None:
    chart = charts.rainbow_chart(round_of([LOW] * 8), "group")
    assert chart.sentence == "Which area is highest or lowest cannot be told: each is below 1.5, Lowest."
    assert not chart.claims


def test_ties_name_each_area_with_its_own_figure_and_how_many_rated_it() -> None:
    tied = [replace(figure("1.60"), n=20 + i) for i in range(2)]
    main = round_headlines(
        replace(USUAL, audiences=(results := round_of([*tied, *[figure("2.50")] * 6]),)), results, "group"
    )
    assert main.weakest
    assert main.weakest.sure
    assert [(at.text, at.people) for at in main.weakest.figures] == [("1.60", 20), ("1.60", 21)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["4.00", "3.40"] * 4, "4 areas have reached their targets."),
        (["4.00", *["3.40"] * 7], "1 area has reached its target."),
        (["3.40"] * 8, "No area has reached its target. All have equally far to go."),
        (
            [WITHHELD, *["3.40"] * 7],
            "No area that is shown has reached its target. All have equally far to go.",
        ),
        ([WITHHELD, *["4.00"] * 7], "Every area that is shown has reached its target."),
        # 3.46 is 3.5 beside figures of one decimal, but it has not reached 3.5.
        (["3.46", *["2.0"] * 7], "No area has reached its target."),
        (
            [LOW, *["2.00"] * 7],
            f"No area has reached its target. The longest way to go: {NAMES[0]}, at below 1.5",
        ),
        (
            [LOW, "1.2", *["2.0"] * 6],
            f"The longest way to go is one of these: {NAMES[0]} (at below 1.5, target 3.5) and {NAMES[1]} (at 1.2",
        ),
    ],
)
def test_the_radar_says_what_has_reached_its_target_and_what_has_furthest_to_go(values, said: str) -> None:
    shown = [figure(value) if isinstance(value, str) else value for value in values]
    assert said in charts.radar_chart(round_of(shown), "group").sentence


def test_whether_an_end_reaches_a_target_within_it_is_open() -> None:
    results = round_of([HIGH, *[figure("2.0")] * 7])
    first, *others = results.areas
    results = replace(results, areas=(replace(first, target=4.8), *others))
    said = charts.radar_chart(results, "group").sentence
    assert (
        f"No area is sure to have reached its target. Whether {NAMES[0]} has reached its target is open."
        in said
    )


# --- whatever the figures are --------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(AREAS)
def test_what_is_called_an_end_is_one_whatever_the_figures_are(values: list[Value]) -> None:
    results = round_of(values)
    main = round_headlines(replace(USUAL, audiences=(results,)), results, "group")
    known = {area.code: v for area, v in zip(EDITION.areas, values, strict=True) if isinstance(v, Shown)}
    for ends, lowest in ((main.weakest, True), (main.strongest, False)):
        if ends is None or main.weakest is None:
            continue
        _check_end(ends, known, lowest)
    assert all(claim.holds for claim in main.claims)


def _check_end(ends: EndAreas, known: dict[str, Shown], lowest: bool) -> None:
    named = [area.code for area in ends.areas]

    def before(one: Shown, other: Shown) -> bool:
        return is_surely_below(one, other) if lowest else is_surely_below(other, one)

    for code, value in known.items():
        if code not in named:  # whoever is not named is beaten by somebody who is
            assert any(before(known[one], value) for one in named)
    if ends.sure:
        assert len({known[code].text for code in named}) == 1
        assert all(before(known[one], value) for one in named for c, value in known.items() if c not in named)
    else:  # nobody is named in vain
        assert not any(
            before(known[one], known[other]) for one, other in product(named, repeat=2) if one != other
        )


@pytest.mark.parametrize("seed", range(6))
def test_every_claim_of_a_rainbow_and_a_radar_holds_and_stands_in_its_table(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few different figures a round, so that many are tied; not drawn, since nothing of the drawing is asked."""
    monkeypatch.setattr(rainbow, "_draw", lambda *_: Markup())
    monkeypatch.setattr(radar, "draw_spokes", lambda *_: Markup())
    chance = Random(seed)
    for _ in range(60):
        few = chance.sample(POOL, chance.choice([2, 3, 5]))
        _check_claims([chance.choice(few) for _ in CODES], [chance.choice(few) for _ in CODES])


def _check_claims(whole: list[Value], group: list[Value]) -> None:
    results = round_of(whole)
    cell = replace(results.cells[0], positions=dict(zip(CODES, group, strict=True)))
    for chart in (
        charts.rainbow_chart(results, "group"),
        charts.radar_chart(results, "group"),
        charts.radar_chart(results, "group", cell),
    ):
        rows = {row[0]: row for row in chart.rows}
        for claim in chart.claims:
            assert claim.holds, (chart.sentence, str(claim))
            for one in (*claim.who, *claim.others):
                assert one.text in rows[one.name], (chart.key, one)
        if re.search(r"\b(higher|lower|reached its|Highest(:| is)|Lowest(:| is))", chart.sentence):
            assert chart.claims or "nothing" in chart.sentence, chart.sentence


COUNTS = st.lists(
    st.one_of(
        st.just(WITHHELD),
        st.tuples(st.integers(0, 40), st.integers(0, 2), st.integers(1, 60)).map(
            lambda c: BoundedCount(min(c[0], c[2]), min(c[0] + c[1], c[2]), c[2])
        ),
    ),
    min_size=8,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_every_claim_of_dont_knows_holds_for_all_that_shares_may_be(
    whole: list[BoundedCount | Withheld], group: list[BoundedCount | Withheld]
) -> None:
    results = USUAL.audiences[0]
    shares = dict(zip(CODES, group, strict=True))
    results = replace(
        results,
        areas=tuple(replace(a, dont_know=one) for a, one in zip(results.areas, whole, strict=True)),
        cells=tuple(replace(cell, dont_know=shares) for cell in results.cells[:2]),
    )
    for chart in (charts.dont_know(EDITION, results), charts.dont_know_map(EDITION, results)):
        assert all(claim.holds for claim in chart.claims), chart.sentence
        cells = {row[0]: row for row in chart.rows}
        for claim in chart.claims:
            for one in (*claim.who, *claim.others):
                row = cells.get(one.name) or cells[one.name.split(": ", 1)[0]]
                assert one.text in row


# --- that this finds a fault -----------------------------------------------------------------------------------


def test_a_claim_made_of_the_bound_of_an_end_is_found_out() -> None:
    """The fault that was here: an end handled as the bound in its name."""
    places = {"1 A": place_on_scale(LOW, SCALE), "2 B": place_on_scale(figure("1.2"), SCALE)}
    wrong = {name: replace(p, between=exact_interval(p.value or 0)) for name, p in places.items()}
    found = extremes_of_places(wrong)
    assert found.lowest
    assert found.lowest.names == ("2 B",)
    true = tuple(replace(one, interval=places[one.name].interval) for one in found.lowest.claim.who)  # type: ignore[arg-type]
    others = tuple(replace(one, interval=places[one.name].interval) for one in found.lowest.claim.others)  # type: ignore[arg-type]
    assert not Claim(Relation.LOWEST, true, others).holds


def test_nothing_at_all_has_no_ends() -> None:
    results = results_of()
    main = round_headlines(results, results.audiences[0], "group")
    assert (main.strongest, main.weakest, main.claims) == (None, None, ())
    assert main.ends.text == "There is nothing to draw: no area has a figure that may be shown."
