"""The ranking as it is printed, and what a chair should take away."""

from __future__ import annotations

import pytest

from lws_assess.documents.drawing import place
from lws_assess.documents.headlines import headlines
from lws_assess.documents.ranking import compare_readings, gap_text, ranking, score_text
from lws_assess.survey.privacy import Shown
from tests.documents.views import EDITION, HIGH, LOW, WITHHELD, People, results_of, usual, with_positions

SCALE = EDITION.audiences[0].scale
CODES = [area.code for area in EDITION.areas]


def printed(text: str) -> Shown:
    return Shown(float(text), text, "", 30)


@pytest.mark.parametrize(
    ("position", "target", "gap"),
    [
        (printed("2.15"), 4.0, "1.85"),
        (printed("2.2"), 4.0, "1.8"),
        (printed("4.20"), 4.0, "0.00"),
        (LOW, 4.0, "over 2.5"),
        (HIGH, 4.0, "0.0"),
        (HIGH, 4.8, "up to 0.3"),
        (WITHHELD, 4.0, ""),
    ],
)
def test_a_gap_is_never_more_exact_than_the_position_it_comes_from(position, target: float, gap: str) -> None:
    assert gap_text(place(position, SCALE), target) == gap


@pytest.mark.parametrize(
    ("position", "importance", "score"),
    [
        (printed("2.15"), printed("4.70"), "8.7"),
        (printed("4.20"), printed("4.70"), "0.0"),
        (LOW, printed("4.00"), "10.0 to 12.0"),
        (printed("2.00"), HIGH, "9.0 to 10.0"),
        (WITHHELD, printed("4.00"), ""),
        (printed("2.00"), WITHHELD, ""),
    ],
)
def test_a_priority_score_can_be_worked_out_by_hand_from_what_is_printed(
    position, importance, score: str
) -> None:
    assert score_text(place(position, SCALE), place(importance, SCALE), 4.0) == score


def test_the_ranking_shows_what_families_chose_beside_what_professionals_chose() -> None:
    results = usual()
    rows = ranking(results, results.audiences[0], "group")
    assert [row.rank for row in rows[:2]] == ["1st", "2nd"]
    third = next(row for row in rows if row.area.code == CODES[2])
    assert third.votes == (
        "46 to 48 of 48 (96% to 100%)",
        "0 to 1 of 11 (0% to 9%)",
        "0 to 1 of 9 (0% to 11%)",
    )


def test_what_cannot_be_ranked_comes_last() -> None:
    results = usual()
    professional = with_positions(results.audiences[0], **{CODES[0]: WITHHELD})
    last = ranking(results, professional, "group")[-1]
    assert (last.area.code, last.rank, last.gap, last.score) == (CODES[0], "", "", "")


def test_one_group_puts_the_same_areas_first_in_both_readings() -> None:
    results = results_of(People("Teachers")).audiences[0]
    assert compare_readings(results).startswith("Both ways of counting")


def test_headlines_name_the_ends_and_the_first_three() -> None:
    results = usual()
    main = headlines(results, results.audiences[0], "group")
    assert main.strongest is not None
    assert main.weakest is not None
    assert [found.area.by_group.rank for found in main.first] == [1, 2, 3]
    assert not [item.what for item in main.unshown if "how answers were spread" not in item.what]


def test_headlines_say_when_all_areas_stand_alike_or_none_may_be_shown() -> None:
    same = results_of(People("Teachers", 30, 2))
    main = headlines(same, same.audiences[0], "group")
    assert main.strongest is not None
    assert main.weakest is None
    assert len(main.strongest.areas) == len(CODES)
    nothing = results_of()
    assert headlines(nothing, nothing.audiences[0], "group").strongest is None


def test_statements_and_dont_knows_that_no_group_shows_are_named_too() -> None:
    results = results_of(People("Teachers", 6), People("Inspectors", 12, audience=1))
    said = {item.what: item.why for item in headlines(results, results.audiences[0], "group").unshown}
    workforce, young, *_ = EDITION.audiences
    assert "It would need" in said[f"{workforce.label}, single statements: every area"]
    assert not [what for what in said if what.startswith(young.label) and "know" in what]


def test_what_is_not_shown_is_named_with_its_reason() -> None:
    blank = People("Nurses", 9, areas={CODES[0]: 0, CODES[1]: 0})
    results = results_of(People("Teachers"), blank, left_out={"Clubs": 3, "Choirs": 1}, unanswered=["Heads"])
    said = {item.what: item.why for item in headlines(results, results.audiences[0], "group").unshown}
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
    said = [item.what for item in headlines(small, small.audiences[0], "group").unshown]
    label = small.audiences[0].audience.label
    assert f"{label}, single statements: every area" in said
    assert not [what for what in said if "how answers were spread" in what]
