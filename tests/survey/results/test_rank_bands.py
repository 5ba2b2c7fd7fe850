"""Rank bands of the priorities: against raw answers the long way round, and where little is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import mean
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.intervals import exact_interval, places_from_highest
from lws_assess.survey.releases.release_cells import ReleaseCell, ReleasedArea
from lws_assess.survey.releases.scores import JointMoments, Moments
from lws_assess.survey.releases.unanimity import show_cell
from lws_assess.survey.results.priorities import AreaToRank
from lws_assess.survey.results.rank_bands import (
    AreaBands,
    RankBand,
    priority_bands,
    score_terms,
    sum_of_terms,
)
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.survey.withheld import Withheld
from tests.soak.coverage import SETTINGS, tally

CODES = ("sipv", "iwp", "ceqi")
READINGS = [EACH_GROUP, EACH_PERSON]
People = list[tuple[list[float | None], list[int]]]  # area scores, then importances, 0 where not said


def cell_of(people: People, groups: Sequence[str] = ("teachers",), k: int = 5) -> ReleaseCell:
    """The cell that a release would keep of these people, counted one by one."""
    codes = CODES[: len(people[0][0])] if people else CODES
    whole = [[*scores, *marks] for scores, marks in people if None not in scores and 0 not in marks]
    width = 2 * len(codes)
    sums = tuple(round(sum(row[i] for row in whole), 9) for i in range(width))
    products = tuple(
        tuple(round(sum(row[i] * row[j] for row in whole), 9) for j in range(width)) for i in range(width)
    )
    areas = {code: released(people, place, k) for place, code in enumerate(codes)}
    joint = JointMoments(len(whole), sums, products) if len(whole) >= k else None
    return ReleaseCell("workforce", tuple(groups), len(people), 0, areas, joint)


def released(people: People, place: int, k: int) -> ReleasedArea:
    rated = [scores[place] for scores, _ in people if scores[place] is not None]
    marks = [importances[place] for _, importances in people]
    levels = tuple(marks.count(level) for level in range(1, 6))
    return ReleasedArea(
        score=Moments(len(rated), sum(rated), sum(r * r for r in rated)) if len(rated) >= k else None,
        put=len(people),
        dont_know=0,
        importance=levels if sum(levels) >= k else None,
        votes=0,
        statements=None,
    )


def covariance(codes: Sequence[str], cells: Sequence[ReleaseCell], *asked: Any) -> Any:
    """The covariance of cells as they are kept."""
    return sum_of_terms(list(score_terms(codes, [show_cell(cell) for cell in cells], *asked)))


def both_bands_of(
    codes: Sequence[str], cells: Sequence[ReleaseCell], *asked: Any
) -> dict[str, AreaBands] | Withheld:
    """The bands of cells as they are kept."""
    return priority_bands(codes, [show_cell(cell) for cell in cells], *asked)


def bands_of(
    codes: Sequence[str], cells: Sequence[ReleaseCell], *asked: Any
) -> dict[str, RankBand] | Withheld:
    """The band of each area by itself."""
    found = both_bands_of(codes, cells, *asked)
    return found if isinstance(found, Withheld) else {code: bands.alone for code, bands in found.items()}


def some_people(seed: int, n: int, codes: int = 3, silent: float = 0.0) -> People:
    """People whose area scores go together, in thirds of a level; a share of answers is missing."""
    chance = np.random.default_rng(seed)
    mood = chance.normal(0, 0.5, n)
    people: People = []
    for one in range(n):
        raw = 2.5 + np.linspace(-0.6, 0.6, codes) + mood[one] + chance.normal(0, 0.5, codes)
        scores = [None if chance.random() < silent else round(3 * s) / 3 for s in np.clip(raw, 1, 5)]
        marks = [0 if chance.random() < silent else int(chance.choice([2, 3, 4, 5])) for _ in range(codes)]
        people.append((scores, marks))
    return people


def weights_of(cells: Sequence[ReleaseCell], reading: str, place: int, importance: bool) -> list[float]:
    """What share of an area's mean each cell gives."""
    shares = []
    for cell in cells:
        area = cell.areas[CODES[place]]
        n = sum(area.importance or ()) if importance else (area.score.n if area.score else 0)
        shares.append((n if reading == EACH_PERSON else len(cell.groups)) if n else 0)
    return [share / sum(shares) for share in shares]


def standings_of(cells: Sequence[ReleaseCell], reading: str, target: float = 4.0) -> dict[str, AreaToRank]:
    """Each area that somebody rated and somebody called important, in a reading."""
    found = {}
    for place, code in enumerate(CODES):
        areas = [cell.areas[code] for cell in cells]
        if not (any(area.score for area in areas) and any(area.importance for area in areas)):
            continue
        position = sum(
            w * area.score.mean
            for w, area in zip(weights_of(cells, reading, place, False), areas, strict=True)
            if area.score
        )
        importance = sum(
            w * sum((i + 1) * n for i, n in enumerate(area.importance)) / sum(area.importance)
            for w, area in zip(weights_of(cells, reading, place, True), areas, strict=True)
            if area.importance
        )
        found[code] = AreaToRank(position, importance, target)
    return found


def slow_covariance(
    crowds: Sequence[People],
    cells: Sequence[ReleaseCell],
    standings: Mapping[str, AreaToRank],
    reading: str,
) -> list[list[float]]:
    """From the raw answers, people by people and pair by pair, where everybody answered everything."""
    gradients = {}
    for place, code in enumerate(CODES):
        gradients[place] = -standings[code].importance
        gradients[len(CODES) + place] = standings[code].gap
    whole = [[0.0] * len(CODES) for _ in CODES]
    for number, people in enumerate(crowds):
        rows = [[*scores, *marks] for scores, marks in people]
        for a in range(len(CODES)):
            for b in range(len(CODES)):
                for i in (a, len(CODES) + a):
                    for j in (b, len(CODES) + b):
                        centre_i, centre_j = mean(r[i] for r in rows), mean(r[j] for r in rows)
                        common = sum((r[i] - centre_i) * (r[j] - centre_j) for r in rows) / (len(rows) - 1)
                        shares = (
                            weights_of(cells, reading, a, i >= len(CODES))[number],
                            weights_of(cells, reading, b, j >= len(CODES))[number],
                        )
                        whole[a][b] += (
                            gradients[i] * gradients[j] * shares[0] * shares[1] * common / len(rows)
                        )
    return whole


# --- the covariance ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("sizes", [[22], [24, 30], [20, 29, 41]])
def test_the_covariance_is_what_raw_answers_give_the_long_way_round(reading: str, sizes: list[int]) -> None:
    crowds = [some_people(seed, n) for seed, n in enumerate(sizes)]
    cells = [cell_of(people, ["g"] * (1 + i)) for i, people in enumerate(crowds)]
    standings = standings_of(cells, reading)
    found = covariance(CODES, cells, standings, reading)
    slow = np.array(slow_covariance(crowds, cells, standings, reading))
    assert found == pytest.approx(slow, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("reading", READINGS)
def test_drawing_people_again_gives_nearly_the_same_covariance(reading: str) -> None:
    """A bootstrap within cells of the score itself, which is smooth here; never of the ranks."""
    crowds = [some_people(seed, n) for seed, n in ((1, 60), (2, 90))]
    cells = [cell_of(people) for people in crowds]
    standings = standings_of(cells, reading)
    tables = [np.array([[*scores, *marks] for scores, marks in people]) for people in crowds]
    share = np.array([60, 90]) / 150 if reading == EACH_PERSON else np.array([0.5, 0.5])
    chance, drawn = np.random.default_rng(3), []
    for _ in range(2000):
        means = [table[chance.integers(0, len(table), len(table))].mean(axis=0) for table in tables]
        both = share @ np.array(means)
        drawn.append((4.0 - both[:3]) * both[3:])
    bootstrap = np.cov(np.array(drawn).T)
    found = covariance(CODES, cells, standings, reading)
    assert np.diagonal(found) == pytest.approx(np.diagonal(bootstrap), rel=0.1)
    assert found == pytest.approx(bootstrap, abs=0.1 * float(bootstrap.max()))


def test_readings_differ_only_where_groups_differ_in_size() -> None:
    alike = [cell_of(some_people(1, 20)), cell_of(some_people(2, 20))]
    standings = standings_of(alike, EACH_GROUP)
    by_group, by_person = (covariance(CODES, alike, standings, reading) for reading in READINGS)
    assert by_group == pytest.approx(by_person)
    uneven = [cell_of(some_people(1, 20)), cell_of(some_people(2, 200))]
    standings = standings_of(uneven, EACH_GROUP)
    by_group, by_person = (covariance(CODES, uneven, standings, reading) for reading in READINGS)
    assert by_group.trace() > 2 * by_person.trace()


def test_a_cell_whose_joint_figures_are_withheld_adds_variances_and_nothing_shared() -> None:
    people = some_people(4, 40)
    whole, alone = cell_of(people), replace(cell_of(people), joint=None)
    standings = standings_of([whole], EACH_GROUP)
    paired = covariance(CODES, [whole], standings, EACH_GROUP)
    unpaired = covariance(CODES, [alone], standings, EACH_GROUP)
    variances = [
        s.importance**2 * np.var([p[0][i] for p in people], ddof=1) / 40
        + s.gap**2 * np.var([p[1][i] for p in people], ddof=1) / 40
        for i, s in enumerate(standings.values())
    ]
    assert unpaired == pytest.approx(np.diag(variances))
    for a, b in ((0, 1), (0, 2), (1, 2)):
        of_difference = [c[a, a] + c[b, b] - 2 * c[a, b] for c in (paired, unpaired)]
        assert of_difference[0] < of_difference[1]


def test_a_cell_that_does_not_show_an_area_has_no_weight_in_it() -> None:
    whole = cell_of(some_people(5, 20))
    silent = cell_of([([None, *scores[1:]], [0, *marks[1:]]) for scores, marks in some_people(6, 20)])
    assert silent.joint is None
    assert silent.areas[CODES[0]].score is None
    standings = standings_of([whole, silent], EACH_GROUP)
    found = covariance(CODES, [whole, silent], standings, EACH_GROUP)
    alone = covariance(CODES, [whole], standings, EACH_GROUP)
    assert found[0, 0] == pytest.approx(alone[0, 0])
    assert found[0, 1] == pytest.approx(alone[0, 1] / 2)


def test_an_area_at_its_target_may_still_move_but_shares_nothing_with_the_others() -> None:
    cells = [cell_of(some_people(7, 30))]
    standings = standings_of(cells, EACH_GROUP)
    free = covariance(CODES, cells, standings, EACH_GROUP)
    reached = {**standings, CODES[1]: replace(standings[CODES[1]], target=1.0)}
    found = covariance(CODES, cells, reached, EACH_GROUP)
    variance = cells[0].areas[CODES[1]].score.variance / 30
    assert found[1, 1] == pytest.approx(standings[CODES[1]].importance ** 2 * variance)
    assert found[0, 1] == found[1, 2] == 0
    assert found[0, 2] == pytest.approx(free[0, 2])


def test_two_areas_near_the_target_are_not_told_apart_by_what_lies_beyond_it() -> None:
    """Everybody finds the second a level better, but it is past the target: only what lies before it counts."""
    people: People = [([s, s + 1], [4, 4]) for s in [2.5, 3.0, 4.0, 3.0, 4.0, 4.0, 4.0, 2.5, 4.0, 4.0] * 2]
    cell = cell_of(people)
    standings = {"sipv": AreaToRank(3.5, 4.0, 3.6), "iwp": AreaToRank(4.5, 4.0, 3.6)}
    bands = bands_of(CODES[:2], [cell], standings, EACH_GROUP)
    assert bands == {"sipv": RankBand(1, 2), "iwp": RankBand(1, 2)}


# --- small cells ---------------------------------------------------------------------------------------------


def test_how_a_small_cell_varies_moves_no_covariance_and_no_band() -> None:
    large, mood = cell_of(some_people(1, 30)), [2.0, 7 / 3, 3.0]
    alike: People = [(list(mood), [4, 4, 4])] * 8
    unlike: People = [([m + (-1) ** i for m in mood], [3 + 2 * (i % 2)] * 3) for i in range(8)]
    standings = standings_of([large, cell_of(alike)], EACH_GROUP)
    one, other = ([large, cell_of(them)] for them in (alike, unlike))
    for asked in (covariance, bands_of):
        told = [asked(CODES, cells, standings, EACH_GROUP) for cells in (one, other)]
        assert str(told[0]) == str(told[1])
    assert isinstance(bands_of(CODES, [cell_of(alike)], standings, EACH_GROUP), Withheld)


def test_a_small_cell_is_taken_to_vary_half_as_much_again_as_the_larger_ones() -> None:
    """Ten people beside forty: the variance of their means is four times that of the forty, and half as much again."""
    forty, ten = cell_of(some_people(2, 40)), cell_of(some_people(3, 10))
    standings = standings_of([forty, ten], EACH_GROUP)
    both = covariance(CODES, [forty, ten], standings, EACH_GROUP)
    alone = covariance(CODES, [forty], standings, EACH_GROUP)
    assert both == pytest.approx(alone / 4 + 1.5 * 4 * alone / 4)


def test_the_freedom_is_that_of_the_larger_groups_and_no_more() -> None:
    """Small cells add to what can vary, and nothing to what is known of it."""
    forty, ten = cell_of(some_people(2, 40)), cell_of(some_people(3, 10))
    twenty = cell_of(some_people(4, 20))
    standings = standings_of([forty, ten], EACH_GROUP)
    shown = [show_cell(cell) for cell in (forty, ten, twenty)]
    assert [part.freedom for part in score_terms(CODES, shown[:2], standings, EACH_GROUP)] == [39]
    assert [part.freedom for part in score_terms(CODES, shown, standings, EACH_GROUP)] == [39, 19]


def test_bands_are_read_by_students_t() -> None:
    """Of 20 people two areas lie 2.03 standard errors apart: enough by the normal, and not by t, which asks 2.09."""
    differences = np.array([-1.0, 1.0] * 10)
    differences += 2.03 * differences.std(ddof=1) / np.sqrt(20)
    people: People = [([2.0, 2.0 + d], [4, 4, 4]) for d in differences.tolist()]
    cell = cell_of(people)
    means = [cell.areas[code].score.mean for code in CODES[:2]]
    standings = {code: AreaToRank(mean, 4.0, 4.0) for code, mean in zip(CODES, means, strict=False)}
    assert bands_of(CODES[:2], [cell], standings, EACH_GROUP) == dict.fromkeys(CODES[:2], RankBand(1, 2))
    many = cell_of(people * 2)
    assert bands_of(CODES[:2], [many], standings, EACH_GROUP) == {
        "sipv": RankBand(1, 1),
        "iwp": RankBand(2, 2),
    }


@pytest.mark.parametrize("name", ["one group of 20", "20 and five small"])
def test_bands_hold_as_often_as_promised_where_by_the_normal_they_would_not(name: str) -> None:
    """A spread of what `tests.soak.coverage` tries at length; all areas are equal in truth, which is the hardest."""
    found = tally(next(setting for setting in SETTINGS if setting.name == name), rounds=100)
    assert found.shown == 1
    assert found.held >= 0.93
    assert found.all_held >= 0.93
    assert found.normal_all_held <= 0.88
    assert found.width <= 1.3 * found.normal_width


@pytest.mark.parametrize("sizes", [(5, 5), (5,) * 6, (8,), (19,) * 4])
def test_small_groups_alone_have_no_bands_and_it_is_said_why(sizes: tuple[int, ...]) -> None:
    cells = [cell_of(some_people(seed, n)) for seed, n in enumerate(sizes)]
    bands = bands_of(CODES, cells, standings_of(cells, EACH_GROUP), EACH_GROUP)
    assert isinstance(bands, Withheld)
    assert "read off groups of 20 people or more" in str(bands)


# --- what is printed as an interval --------------------------------------------------------------------------


def test_a_score_that_is_an_interval_is_told_apart_only_where_all_of_it_is() -> None:
    people: People = [
        ([2.0 + m, 2.6 + m + e], [4, 4]) for m, e in [(0, 0.2), (1, 0), (0.4, -0.2), (1, 0)] * 6
    ]
    cell = show_cell(cell_of(people))
    standings = {"sipv": AreaToRank(2.6, 4.0, 4.0), "iwp": AreaToRank(3.2, 4.0, 4.0)}
    apart = standings["sipv"].score - standings["iwp"].score
    for reach, told_apart in ((0.0, True), (0.5 * apart, True), (0.99 * apart, False), (1.2 * apart, False)):
        ends = {"sipv": (standings["sipv"].score - reach, standings["sipv"].score)}
        bands = priority_bands(CODES[:2], [cell], standings, EACH_GROUP, ends)
        assert isinstance(bands, dict)
        assert (bands["sipv"].alone == RankBand(1, 1)) == told_apart
        assert bands["sipv"].alone.best == 1


@pytest.mark.parametrize("code", CODES[:3])
def test_a_band_of_an_interval_holds_the_bands_of_every_value_in_it(code: str) -> None:
    cells = [cell_of(some_people(7, 30))]
    exact = standings_of(cells, EACH_GROUP)
    mine = exact[code]
    scores = [AreaToRank(position, mine.importance, mine.target) for position in (1.0, 1.2, 1.5)]
    ends = {code: (scores[-1].score, scores[0].score)}
    wide = priority_bands(
        CODES, [show_cell(one) for one in cells], {**exact, code: scores[1]}, EACH_GROUP, ends
    )
    assert isinstance(wide, dict)
    for standing in scores:
        narrow = bands_of(CODES, cells, {**exact, code: standing}, EACH_GROUP)
        assert isinstance(narrow, dict)
        for other in CODES:
            assert wide[other].alone.best <= narrow[other].best, other
            assert narrow[other].worst <= wide[other].alone.worst, other


# --- the bands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
def test_every_printed_rank_lies_within_its_band(reading: str) -> None:
    for seed in range(12):
        cells = [cell_of(some_people(10 * seed + i, n, silent=0.03)) for i, n in enumerate((9, 14, 30))]
        standings = standings_of(cells, reading)
        bands = bands_of(CODES, cells, standings, reading)
        assert isinstance(bands, dict)
        for code, printed in places_from_highest(
            {c: exact_interval(s.score) for c, s in standings.items()}
        ).items():
            assert 1 <= bands[code].best <= printed.best <= bands[code].worst <= len(CODES)


def test_ten_times_the_people_narrow_the_bands() -> None:
    few, many = some_people(5, 20), some_people(5, 20) * 10
    standings = standings_of([cell_of(few)], EACH_GROUP)
    wide = bands_of(CODES, [cell_of(few)], standings, EACH_GROUP)
    narrow = bands_of(CODES, [cell_of(many)], standings, EACH_GROUP)
    assert isinstance(wide, dict)
    assert isinstance(narrow, dict)
    assert all(wide[c].best <= narrow[c].best and narrow[c].worst <= wide[c].worst for c in CODES)
    assert wide != narrow


def test_the_same_release_always_prints_the_same_bands() -> None:
    cells = [cell_of(some_people(9, 25))]
    standings = standings_of(cells, EACH_GROUP)
    once, again = (bands_of(CODES, cells, standings, EACH_GROUP) for _ in range(2))
    assert once == again


def test_an_area_that_cannot_be_ranked_has_no_band_and_takes_no_place() -> None:
    cells = [cell_of(some_people(11, 30))]
    standings = standings_of(cells, EACH_GROUP)
    del standings[CODES[1]]
    bands = bands_of(CODES, cells, standings, EACH_GROUP)
    assert isinstance(bands, dict)
    assert list(bands) == [CODES[0], CODES[2]]
    assert max(band.worst for band in bands.values()) == 2


@pytest.mark.parametrize(
    ("sizes", "shows"),
    [([], False), ([5], False), ([7], False), ([8], True), ([5, 3], False), ([5, 5], True)],
)
def test_bands_need_eight_people_of_larger_groups_who_answered_everything(
    sizes: list[int], shows: bool
) -> None:
    silent: People = [([2.0] * 3, [0] * 3)] * 15
    cells = [cell_of(some_people(seed, n) + silent) for seed, n in enumerate(sizes)]
    standings = {code: AreaToRank(2.0 + i / 10, 4.0, 4.0) for i, code in enumerate(CODES)}
    bands = bands_of(CODES, cells, standings, EACH_GROUP)
    assert isinstance(bands, dict) == shows
    if isinstance(bands, Withheld):
        assert str(bands).startswith("Not shown: ")
        assert bands.remedy == "It would need 8 who did."


def test_thirty_who_each_left_something_out_have_no_bands() -> None:
    people = some_people(12, 30)
    gaps: People = [
        ([None if i % 3 == a else s for a, s in enumerate(p[0])], p[1]) for i, p in enumerate(people)
    ]
    cell = cell_of(gaps)
    assert all(area.score for area in cell.areas.values())
    standings = standings_of([cell], EACH_PERSON)
    assert isinstance(bands_of(CODES, [cell], standings, EACH_PERSON), Withheld)


@pytest.mark.parametrize("cells", [[], [cell_of(some_people(13, 20))]])
def test_where_nothing_can_be_ranked_there_are_no_bands(cells: list[ReleaseCell]) -> None:
    assert bands_of(CODES, cells, {}, EACH_GROUP) == {}


@pytest.mark.parametrize("scores", [[1.0] * 3, [10 / 3] * 3, [2.0, 7 / 3, 3.0]])
@pytest.mark.parametrize("reading", READINGS)
def test_where_all_see_two_areas_alike_nothing_tells_what_chance_could_do(
    scores: list[float], reading: str
) -> None:
    """However far apart: twenty people who agree are not everybody, and no variance is no certainty."""
    cells = [cell_of([(scores, [4] * 3)] * 21), cell_of([(scores, [4] * 3)] * 9)]
    bands = bands_of(CODES, cells, standings_of(cells, reading), reading)
    assert isinstance(bands, Withheld)
    assert "everybody sees the same distance between two of these areas" in str(bands)


def test_two_areas_that_all_see_alike_are_enough() -> None:
    people: People = [([s, s + 1, t], [4] * 3) for s, t in [(2.0, 2.5), (2.5, 2.0), (3.0, 3.5)] * 7]
    cell = cell_of(people)
    standings = standings_of([cell], EACH_GROUP)
    assert isinstance(bands_of(CODES, [cell], standings, EACH_GROUP), Withheld)
    del standings["iwp"]
    assert isinstance(bands_of(CODES, [cell], standings, EACH_GROUP), dict)


def test_an_area_that_alone_can_be_ranked_comes_first_whoever_agrees() -> None:
    cell = cell_of([([2.0, None, None], [4] * 3)] * 13 + [([2.0] * 3, [4] * 3)] * 8)
    standings = standings_of([cell], EACH_GROUP)
    for code in CODES[1:]:
        del standings[code]
    assert bands_of(CODES, [cell], standings, EACH_GROUP) == {"sipv": RankBand(1, 1)}


@pytest.mark.parametrize("n", [20, 23])
def test_one_who_differs_by_a_twentieth_of_a_level_is_no_rounding(n: int) -> None:
    """Who sees every distance as all others do says nothing of what they could be; who sees one otherwise does."""
    usual = ([10 / 3, 8 / 3, 7 / 3], [4, 4, 4])
    for odd, shows in (([203 / 60, 163 / 60, 143 / 60], False), ([203 / 60, 8 / 3, 137 / 60], True)):
        cells = [cell_of([usual] * (n - 1) + [(odd, [4, 4, 4])])]
        bands = bands_of(CODES, cells, standings_of(cells, EACH_GROUP), EACH_GROUP)
        assert isinstance(bands, dict) == shows
        assert not shows or bands == {"sipv": RankBand(3, 3), "iwp": RankBand(2, 2), "ceqi": RankBand(1, 1)}


@given(st.integers(0, 2**32), st.integers(20, 24), st.integers(1, 3), st.sampled_from(READINGS))
def test_few_people_who_nearly_agree_never_break_the_arithmetic(
    seed: int, n: int, cells: int, reading: str
) -> None:
    """With fewer people than figures the covariance is singular, and what a cell keeps is rounded."""
    chance = np.random.default_rng(seed)
    crowds: list[People] = []
    for _ in range(cells):
        people: People = [([10 / 3] * 3, [4] * 3) for _ in range(n)]
        for _ in range(int(chance.integers(0, 4))):
            people[int(chance.integers(n))][0][int(chance.integers(3))] = float(
                chance.choice([3.25, 11 / 3, 3.4])
            )
        crowds.append([(list(scores), list(marks)) for scores, marks in people])
    them = [cell_of(people) for people in crowds]
    bands = both_bands_of(CODES, them, standings_of(them, reading), reading)
    if isinstance(bands, Withheld):
        assert "everybody sees the same distance" in str(bands)
        return
    for band in bands.values():
        assert 1 <= band.alone.best <= band.alone.worst <= 3
        assert band.simultaneous.best <= band.alone.best
        assert band.alone.worst <= band.simultaneous.worst
