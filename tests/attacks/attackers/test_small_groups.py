"""The attacker over random surveys: it finds nothing, and finds each breach where a protection is taken out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.round_results import RoundResults
from tests.attacks.attackers.changes import unlike
from tests.attacks.attackers.probing import published_sums
from tests.attacks.attackers.product import Product, publish
from tests.attacks.attackers.searching import Kinds, Touched, find_by_programming, find_exactly
from tests.attacks.attackers.small_groups import Breach, breaches, breaches_of
from tests.attacks.attackers.sums import leaves
from tests.attacks.attackers.surveys import Survey, draw_survey
from tests.attacks.attackers.without import COMPARED_WITHOUT, WITHOUT
from tests.runs.soaking import spread_of

SURVEYS = spread_of(range(1, 51), 15)
REGROUPED = 26  # a survey in which the second round has other cells of the same groups


# --- the product as it is --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SURVEYS)
def test_no_sum_of_published_figures_depends_on_fewer_than_k_people(seed: int) -> None:
    survey = draw_survey(seed)
    sums = published_sums(survey, Product())
    # Recomputed from the raw answers, each figure is what the method page says it is.
    assert sums.unexplained == ()
    assert unlike(publish(survey, Product()), sums.figures) == []
    assert "\n".join(map(str, breaches_of(survey, sums))) == ""


def test_the_surveys_have_everything_in_them() -> None:
    places = [place for seed in SURVEYS for place in leaves(publish(draw_survey(seed), Product()))]
    for part in (
        "second/",
        "event/",
        "/cuts/",
        "compared/changes",
        "compared/history",
        "/statements/",
        "/spread",
        "/dont_know",
        "/not_applicable",
        "/votes",
        "/importance",
        "/additions/",
    ):
        assert sum(part in place for place in places) > 20 / 50 * len(SURVEYS), part


def test_a_survey_is_the_same_whenever_it_is_drawn() -> None:
    one, other = draw_survey(7), draw_survey(7)
    assert one.k == other.k
    for first, second in zip(one.rounds, other.rounds, strict=True):
        assert first.groups == second.groups
        assert all((first.people[key] == second.people[key]).all() for key in first.people)


# --- the product without a protection --------------------------------------------------------------------


def one_round(seed: int) -> Survey:
    survey = draw_survey(seed)
    return replace(survey, rounds=survey.rounds[:1])


@cache
def breaches_as_it_is(seed: int) -> list[Breach]:
    return breaches(one_round(seed))


@pytest.mark.parametrize(
    ("protection", "seed"), spread_of([(name, seed) for name, (seed, _) in WITHOUT.items()], 6)
)
def test_the_attacker_notices_when_a_protection_is_missing(protection: str, seed: int) -> None:
    survey = one_round(seed)
    assert breaches_as_it_is(seed) == []
    found = breaches(survey, WITHOUT[protection][1]())
    assert found
    for breach in found:
        assert 0 < len(breach.people) < survey.k
        assert breach.combination


def test_rounds_compared_without_the_same_groups_are_noticed() -> None:
    """No sum of few people's answers comes of it, since each side is a function of cells; but it is no change."""
    survey = draw_survey(REGROUPED)
    assert unlike(publish(survey, Product()), published_sums(survey, Product()).figures) == []
    sums = published_sums(survey, COMPARED_WITHOUT)
    assert unlike(publish(survey, COMPARED_WITHOUT), sums.figures)


# --- what is printed ---------------------------------------------------------------------------------------


def places_of(value: float) -> int:
    return len(str(value).partition(".")[2])


def printed(results: RoundResults) -> list[Shown]:
    found: list[Shown] = []
    for audience in results.audiences:
        for area in audience.areas:
            found += [s for r in (area.by_group, area.by_person) for s in (r.position, r.importance)]
            for statement in area.statements:
                found += [statement.by_group, statement.by_person, *(c.mean for c in statement.cells)]
        for cell in audience.cells:
            found += [*cell.positions.values(), *cell.importances.values()]
    return [one for one in found if isinstance(one, Shown)]


@pytest.mark.parametrize("seed", range(1, 21))
def test_no_mean_is_printed_finer_than_its_people_allow(seed: int) -> None:
    survey = draw_survey(seed)
    for results in publish(survey, Product()).results.values():
        for shown in printed(results):
            assert shown.n >= survey.k
            assert places_of(shown.value) <= (1 if shown.n < 10 else 2)
        for audience in results.audiences:
            spreads = [c.spread for a in audience.areas for s in a.statements for c in s.cells]
            assert all(one.n >= 10 for one in spreads if isinstance(one, Distribution))


# --- the search, beside the slow and obvious one --------------------------------------------------------------


def some_kinds(seed: int) -> Kinds:
    """A few kinds of people in a few sums that share them, as cells and categories do."""
    chance = np.random.default_rng(seed)
    kinds, sums, questions = (
        int(chance.integers(1, 8)),
        int(chance.integers(1, 6)),
        int(chance.integers(1, 3)),
    )
    blocks = chance.choice([0, 0, 0, 0.5, 1, 1], size=(kinds, sums, questions))
    return Kinds(tuple(int(n) for n in chance.integers(1, 7, size=kinds)), blocks)


def slowly(kinds: Kinds, k: int) -> bool:
    """Whether some combination depends on 1 to k - 1 people: every set of kinds is tried."""
    count, sums, _ = kinds.blocks.shape
    rank = np.linalg.matrix_rank(kinds.blocks.transpose(1, 0, 2).reshape(sums, -1)) if sums else 0
    for touched in (set(c) for n in range(1, count + 1) for c in combinations(range(count), n)):
        others = [kind for kind in range(count) if kind not in touched]
        rest = kinds.blocks[others].transpose(1, 0, 2).reshape(sums, -1)
        if sum(kinds.sizes[kind] for kind in touched) < k and np.linalg.matrix_rank(rest) < rank:
            return True
    return False


def is_right(kinds: Kinds, k: int, found: Touched) -> bool:
    """What was found is a combination of the sums, and depends on as few as it says."""
    sums = kinds.blocks.shape[1]
    matrix = kinds.blocks.transpose(1, 0, 2).reshape(sums, -1).T
    wanted = found.weights.reshape(-1)
    combination = np.linalg.lstsq(matrix, wanted, rcond=None)[0]
    people = sum(kinds.sizes[kind] for kind in found.kinds)
    return bool(np.allclose(matrix @ combination, wanted, atol=1e-6)) and 0 < people < k


def test_the_exact_search_finds_a_breach_where_there_is_one() -> None:
    answers = []
    for seed in range(300):
        kinds, k = some_kinds(seed), 5 + seed % 3
        found = find_exactly(kinds, k)
        answers.append(found is not None)
        assert (found is not None) == slowly(kinds, k), seed
        assert found is None or is_right(kinds, k, found), seed
    assert 50 < sum(answers) < 250


def test_linear_programming_finds_the_same_and_invents_nothing() -> None:
    missed = 0
    for seed in range(80):
        kinds, k = some_kinds(seed), 5 + seed % 3
        found = find_by_programming(kinds, k)
        assert found is None or is_right(kinds, k, found), seed
        assert found is None or find_exactly(kinds, k) is not None, seed
        missed += found is None and find_exactly(kinds, k) is not None
    assert missed <= 2
