"""The ranking as it is printed, and what a chair should take away."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.documents.charts.drawing import ScalePlace, ordinal_number, place_on_scale
from lws_assess.documents.charts.headlines import round_headlines
from lws_assess.documents.charts.radar import radar_chart
from lws_assess.documents.charts.ranking import (
    RankingRow,
    area_ranking,
    compare_readings,
    first_areas,
    gap_text,
    intervals_note,
    score_texts,
    what_comes_first,
)
from lws_assess.documents.data.release_figures import release_figures
from lws_assess.documents.data.release_measures import TARGET
from lws_assess.survey.intervals import Interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import DEPENDS, FIRST_WHICHEVER, LEFT_OPEN, printed_interval
from lws_assess.survey.results.round_results import READINGS, AudienceResults
from lws_assess.survey.rounding import decimals_of
from tests.claims.generated_rounds import draw_place
from tests.documents.views import (
    EDITION,
    HIGH,
    LOW,
    WITHHELD,
    People,
    placed,
    results_of,
    usual,
    with_positions,
)
from tests.runs.soaking import tries

SCALE = EDITION.audiences[0].scale
CODES = [area.code for area in EDITION.areas]
NAMES = [area.short_name for area in EDITION.areas]


def printed(text: str) -> Shown:
    return Shown(float(text), text, "", 30)


@pytest.mark.parametrize(
    ("position", "target", "gap"),
    [
        (printed("2.15"), 4.0, "1.85"),
        (printed("2.2"), 4.0, "1.8"),
        (printed("4.20"), 4.0, "0.00"),
        (LOW, 4.0, "2.5 to 3.0"),
        (HIGH, 4.0, "0.0"),
        (HIGH, 4.8, "0.0 to 0.3"),
        (replace(printed("2.4"), between=Interval(2.2, 2.6)), 4.0, "1.4 to 1.8"),
        (printed("2.1"), 3.25, "1.15"),
        (LOW, 3.25, "1.75 to 2.25"),
        (WITHHELD, 4.0, ""),
    ],
)
def test_a_gap_is_never_more_exact_than_the_figures_it_comes_from(position, target: float, gap: str) -> None:
    assert gap_text(place_on_scale(position, SCALE), target) == gap


@pytest.mark.parametrize(
    ("position", "importance", "score"),
    [
        (printed("2.15"), printed("4.70"), "8.7"),
        (printed("4.20"), printed("4.70"), "0.0"),
        (printed("2.9"), printed("5.50"), "6.1"),  # 6.05, which a binary fraction falls short of
        (LOW, printed("4.00"), "10.0 to 12.0"),
        (printed("2.00"), HIGH, "9.0 to 10.0"),
        (WITHHELD, printed("4.00"), ""),
        (printed("2.00"), WITHHELD, ""),
    ],
)
def test_a_priority_score_can_be_worked_out_by_hand_from_what_is_printed(
    position, importance, score: str
) -> None:
    results = placed((position, importance), *[None] * 7)
    assert score_texts(results, "group").get(CODES[0], "") == score
    assert area_ranking(results_of(), results, "group")[0].score == score


# --- scores, ranks and what comes first ------------------------------------------------------------------

# Few values, so that areas often stand alike; ends of the scale, and positions beyond the target.
POSITIONS = st.sampled_from([1.24, 2.0, 2.5, 3.01, 3.02, 4.0, 4.3]) | st.sampled_from(
    [LOW, HIGH, replace(printed("2.4"), between=Interval(2.2, 2.6))]
)
IMPORTANCES = st.sampled_from([3.0, 4.0, 4.01, 4.02, 4.9]) | st.just(HIGH)
POINTS = st.none() | st.tuples(POSITIONS, IMPORTANCES)
ROUNDS = st.lists(POINTS, min_size=8, max_size=8)


def ends(text: str) -> tuple[float, float]:
    """What a printed figure, or two of them, may be."""
    low, *high = text.split(" to ")
    return float(low), float(high[0] if high else low)


@pytest.mark.parametrize(("target", "text"), [(3.25, "3.25"), (3.35, "3.35"), (4.0, "4.0"), (10 / 3, "3.33")])
def test_a_target_is_printed_as_the_gap_is_worked_out_from_it(target: float, text: str) -> None:
    results = results_of(People("Teachers", 30), targets=dict.fromkeys(CODES, target))
    audience = results.audiences[0]
    for row in area_ranking(results, audience, results.leading):
        assert row.target == text
        assert Fraction(row.gap) == max(Fraction(), Fraction(text) - Fraction(row.position.text))
    chart = radar_chart(audience, results.leading)
    assert {row[chart.headers.index("Target")] for row in chart.rows} == {text}
    assert (
        f"target of {text}" in chart.sentence
        or f"target {text}" in chart.sentence
        or "All have" in chart.sentence
    )
    targets = [one.said for one in release_figures(results) if one.measure is TARGET]
    assert {(said.text, said.value) for said in targets} == {(text, float(text))}


@given(ROUNDS)
@settings(max_examples=tries(100, 40))
def test_the_order_can_be_explained_from_what_stands_in_the_table(points) -> None:
    """Gaps and scores work out by hand, equal scores have equal ranks, and a rank is as wide as scores overlap."""
    rows = [row for row in area_ranking(results_of(), placed(*points), "group") if row.rank]
    for row in rows:
        at, matters = (printed_interval_of(one) for one in (row.position, row.importance))
        gap = [max(0.0, 4.0 - at.high), max(0.0, 4.0 - at.low)]
        assert ends(row.gap) == pytest.approx(gap)
        assert ends(row.score) == pytest.approx([gap[0] * matters.low, gap[1] * matters.high], abs=0.0500001)
        above = sum(lies_above(other, row) for other in rows)
        assert row.rank.startswith(ordinal_number(1 + above))
        if " to " not in row.score and all(
            ends(o.score)[1] < ends(row.score)[0]
            or ends(o.score)[0] > ends(row.score)[1]
            or o.score == row.score
            for o in rows
        ):
            assert row.rank == ordinal_number(1 + above)
    for one in rows:
        assert {other.rank for other in rows if other.score == one.score} == {one.rank}


def lies_above(other: RankingRow, row: RankingRow) -> bool:
    """Whether one score is higher than another whatever both stand for: “below 1.5” never reaches 1.5."""
    low, high = ends(other.score)[0], ends(row.score)[1]
    position, importance = printed_interval_of(row.position), printed_interval_of(row.importance)
    never_met = printed_interval_of(other.position).open or position.open_below or importance.open
    return low > high or (low == high and never_met)


def ends_of(text: str) -> tuple[Fraction, Fraction]:
    low, _, high = text.partition(" to ")
    return Fraction(low), Fraction(high or low)


def test_no_gap_or_score_of_generated_rounds_is_finer_than_what_it_rests_on_and_the_open_one_is_named() -> (
    None
):
    """From the texts of the table alone: what is exact rests on figures of which every value prints so."""
    met = {"open gap": 0, "open score, exact gap": 0, "exact": 0}
    for seed in range(tries(200, 40)):
        for audience in draw_place(seed).results.audiences:
            for reading in READINGS:
                note = intervals_note(audience, reading)
                for row in area_ranking_of(audience, reading):
                    at, weight = printed_interval_of(row.position), printed_interval_of(row.importance)
                    gap, score = ends_of(row.gap), ends_of(row.score)
                    assert len(row.gap.partition(".")[2].split()[0]) <= max(
                        decimals_of(row.position.text) if row.position.exact else 1, decimals_of(row.target)
                    )
                    goal = float(Fraction(row.target))
                    low, high = max(0.0, goal - at.high), max(0.0, goal - at.low)
                    assert (float(gap[0]), float(gap[1])) == pytest.approx((low, high), abs=0.0501)
                    assert float(score[0]) <= low * weight.low + 0.0501
                    assert float(score[1]) >= high * weight.high - 0.0501
                    if gap[0] != gap[1]:
                        assert not at.is_exact
                    if score[0] != score[1]:
                        named = [
                            n for n, one in (("position", at), ("importance", weight)) if not one.is_exact
                        ]
                        assert named
                        for name in named:
                            assert row.area.short_name in note.partition(f"the {name} of ")[2]
                    met["open gap"] += gap[0] != gap[1]
                    met["open score, exact gap"] += gap[0] == gap[1] and score[0] != score[1]
                    met["exact"] += score[0] == score[1]
    assert min(met.values()) > 3, met


def area_ranking_of(audience: AudienceResults, reading: str) -> list[RankingRow]:
    """The rows that have a score."""
    results = replace(usual(), audiences=(audience,))
    return [row for row in area_ranking(results, audience, reading) if row.score]


def printed_interval_of(at: ScalePlace) -> Interval:
    """Where a figure of the table may lie."""
    return printed_interval(Shown(at.value, at.text, "", 9, at.exact, at.between))


@given(ROUNDS, ROUNDS)
@settings(max_examples=tries(100, 40))
def test_what_is_said_to_come_first_holds_for_every_value_and_stands_in_the_tables(points, others) -> None:
    results = placed(*points, by_person=others)
    for reading in ("group", "person"):
        said = what_comes_first(results, reading)
        texts = score_texts(results, reading)
        assert {
            f"{a.area.number} {a.area.short_name} {texts[a.area.code]}"
            for a in results.areas
            if a.area.code in texts
        } >= {f"{one.name} {one.text}" for claim in said.claims for one in (*claim.who, *claim.others)}
        assert all(claim.holds for claim in said.claims), [str(claim) for claim in said.claims]
        found = first_areas(results, reading)
        assert len(found.sure) <= 3
        assert all(a.reading(reading).gap.high > 0 for a in (*found.sure, *found.tied, *found.open))
    assert all(claim.holds for claim in compare_readings(results).claims)
    for a in results.areas:
        is_first = [a in first_areas(results, reading).sure for reading in ("group", "person")]
        if a.first_three == FIRST_WHICHEVER and not one_reading_has_all_alike(results):
            assert all(is_first) or not any(is_first)
        if a.first_three == DEPENDS:
            assert is_first[0] != is_first[1] or not any(is_first)


def one_reading_has_all_alike(results: AudienceResults) -> bool:
    """None comes first where all that can be ranked are alike, which may be so in one reading alone."""
    scores = [[*score_texts(results, reading).values()] for reading in ("group", "person")]
    return any(len(of_one) > 1 and len(set(of_one)) == 1 for of_one in scores)


FOUR_TIE = [(2.0, 4.5), *[(2.5, 4.0)] * 4, *[(3.5, 3.0)] * 3]


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (
            [(2.0, 4.5), (2.5, 4.0), (2.5, 3.0), *[(3.5, 3.0)] * 5],
            f"What comes first by the formula: {NAMES[0]}, {NAMES[1]} and {NAMES[2]}.",
        ),
        (
            FOUR_TIE,
            f"What comes first by the formula: {NAMES[0]}. {NAMES[1]}, {NAMES[2]}, {NAMES[3]} and {NAMES[4]} tie "
            "for 2nd place, each with a priority score of 6.0.",
        ),
        (
            [(2.0, 4.5), (2.5, 4.0), *[(4.3, 4.9)] * 6],
            f"What comes first by the formula: {NAMES[0]} and {NAMES[1]}.",
        ),
        ([(4.3, 4.9)] * 8, "Every area that can be ranked has reached its target, so none comes first."),
        (
            [(4.3, 4.9), *[None] * 7],
            "Every area that can be ranked has reached its target, so none comes first.",
        ),
        (
            [(2.0, 4.0)] * 8,
            "Every area that can be ranked has the same priority score, so none comes first.",
        ),
        (
            [(LOW, 4.0), (1.2, 4.0), (1.3, 4.0), (1.4, 4.0), *[(3.5, 3.0)] * 4],
            f"What comes first by the formula: {NAMES[1]} and {NAMES[2]}. {NAMES[0]} or {NAMES[3]} could be among the "
            "first three too: the figures leave it open.",
        ),
        (
            [*[(LOW, 4.0)] * 4, *[(3.5, 3.0)] * 4],
            "No area is sure to be among the first three, since the figures leave it open: "
            f"{NAMES[0]}, {NAMES[1]}, {NAMES[2]} or {NAMES[3]} could be.",
        ),
        ([None] * 8, "No area can be ranked: a position or an importance may not be shown."),
    ],
)
def test_at_most_three_come_first_or_it_says_why_not(points, sentence: str) -> None:
    assert what_comes_first(placed(*points), "group").text == sentence


def test_whose_voice_counts_is_told_of_ties_and_ends_too() -> None:
    assert {a.first_three for a in placed(*FOUR_TIE).areas} == {FIRST_WHICHEVER, LEFT_OPEN, ""}
    compared = compare_readings(placed(*FOUR_TIE)).text
    assert compared.startswith(
        f"Both ways of counting put the same areas first: {NAMES[0]}; then {NAMES[1]},"
    )
    three = [(2.0, 4.5), (2.5, 4.0), (2.5, 3.0), *[(3.5, 3.0)] * 5]
    depends = placed(*three, by_person=three[::-1])
    assert {a.first_three for a in depends.areas} == {DEPENDS, ""}
    assert compare_readings(depends).text.startswith(
        "The first areas depend on whose voice counts. If each group"
    )
    left_open = compare_readings(placed(*three, by_person=FOUR_TIE)).text
    assert left_open.startswith("Whether the first areas depend on whose voice counts is left open")


def test_scores_that_would_look_alike_have_the_digit_that_tells_them_apart() -> None:
    results = placed((2.49, 4.0), (2.51, 4.0), (2.0, 3.0), (2.0, 3.0), *[(3.5, 3.0)] * 4)
    rows = area_ranking(results_of(), results, "group")
    assert [(row.rank, row.score) for row in rows[:4]] == [
        ("1st", "6.04"),
        ("2nd", "6.00"),
        ("2nd", "6.00"),
        ("4th", "5.96"),
    ]


def test_the_ranking_shows_what_families_chose_beside_what_professionals_chose() -> None:
    results = usual()
    rows = area_ranking(results, results.audiences[0], "group")
    assert [row.rank for row in rows[:3]] == ["1st", "2nd or 3rd", "2nd or 3rd"]
    third = next(row for row in rows if row.area.code == CODES[2])
    assert third.votes == (
        "46 to 48 of 48 (96% to 100%)",
        "0 to 1 of 11 (0% to 9%)",
        "0 to 1 of 9 (0% to 11%)",
    )


def test_what_cannot_be_ranked_comes_last() -> None:
    results = usual()
    professional = with_positions(results.audiences[0], **{CODES[0]: WITHHELD})
    last = area_ranking(results, professional, "group")[-1]
    assert (last.area.code, last.rank, last.gap, last.score) == (CODES[0], "", "", "")


def test_one_group_puts_the_same_areas_first_in_both_readings() -> None:
    results = results_of(People("Teachers")).audiences[0]
    assert compare_readings(results).text.startswith("Both ways of counting")


def test_headlines_name_the_ends_and_the_first_three() -> None:
    results = usual()
    main = round_headlines(results, results.audiences[0], "group")
    assert main.strongest is not None
    assert main.weakest is not None
    assert [found.rank for found in main.first] == ["1st", "2nd or 3rd", "2nd or 3rd"]
    assert [item.what for item in main.unshown if "how answers were spread" not in item.what] == [
        "Clubs, single statements: every area"
    ]


def test_headlines_say_when_all_areas_stand_alike_or_none_may_be_shown() -> None:
    same = results_of(People("Teachers", 30, 2))
    main = round_headlines(same, same.audiences[0], "group")
    assert main.strongest is not None
    assert main.weakest is None
    assert len(main.strongest.areas) == len(CODES)
    nothing = results_of()
    assert round_headlines(nothing, nothing.audiences[0], "group").strongest is None


def test_statements_and_dont_knows_that_no_group_shows_are_named_too() -> None:
    results = results_of(People("Teachers", 6), People("Inspectors", 12, audience=1))
    said = {item.what: item.why for item in round_headlines(results, results.audiences[0], "group").unshown}
    workforce, young, *_ = EDITION.audiences
    assert "It would need" in said[f"{workforce.label}, single statements: every area"]
    assert not [what for what in said if what.startswith(young.label) and "know" in what]


def test_what_is_not_shown_is_named_with_its_reason() -> None:
    blank = People("Nurses", 9, areas={CODES[0]: 0, CODES[1]: 0})
    results = results_of(People("Teachers"), blank, left_out={"Clubs": 3, "Choirs": 1}, unanswered=["Heads"])
    said = {item.what: item.why for item in round_headlines(results, results.audiences[0], "group").unshown}
    assert said["2 groups with too few answers"].startswith("4 people answered in all")
    assert "The groups are: Clubs and Choirs." in said["2 groups with too few answers"]
    assert "Next time a group is shown from 5 answers" in said["2 groups with too few answers"]
    assert said["Heads"] == "Nobody answered."
    names = f"{EDITION.areas[0].short_name} and {EDITION.areas[1].short_name}"
    assert said[f"Nurses: {names}"].startswith(
        "Not shown: fewer than 5 of the 9 people here rated at least half"
    )


def test_statements_without_any_figure_are_named_once_and_those_without_a_spread_by_themselves() -> None:
    small = results_of(People("Teachers", 7), People("Nurses", 6))
    said = [item.what for item in round_headlines(small, small.audiences[0], "group").unshown]
    label = small.audiences[0].audience.label
    assert f"{label}, single statements: every area" in said
    assert not [what for what in said if "how answers were spread" in what]


def test_two_ways_of_counting_put_the_same_first_where_all_of_them_tie() -> None:
    """Four areas have one score, so none is sure of a place among the first three."""
    said = compare_readings(placed(*[(2.0, 4.0)] * 4, *[(3.5, 3.0)] * 4)).text
    assert said == (
        "Both ways of counting put the same areas first: "
        f"{NAMES[0]}, {NAMES[1]}, {NAMES[2]} and {NAMES[3]} tie."
    )
