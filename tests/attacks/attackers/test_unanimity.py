"""The attacker who asks what everybody said: as the product is, and with each protection taken out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
import pytest

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE
from tests.attacks.attackers.product import Product, publish
from tests.attacks.attackers.surveys import Survey, draw_survey
from tests.attacks.attackers.unanimity import (
    CASES,
    Unanimity,
    agreeing,
    all_alike,
    look_at_unanimity,
)
from tests.attacks.attackers.without import UNANIMITY_WITHOUT
from tests.runs.soaking import IS_SOAK, spread_of, tries

SURVEYS = spread_of(range(1, 31), 4)
ANSWERS = (1, 2, 3, 4, 5, BLANK, DONT_KNOW, NOT_APPLICABLE)


@cache
def looked_at(seed: int) -> Unanimity:
    return look_at_unanimity(agreeing(draw_survey(seed)), Product())


@pytest.mark.parametrize("seed", SURVEYS)
def test_nothing_printed_tells_what_all_people_of_a_small_cell_answered(seed: int) -> None:
    assert "\n".join(map(str, looked_at(seed).certain)) == ""


@pytest.mark.parametrize("case", CASES)
def test_a_small_group_that_agrees_is_not_known_to_agree(case: str) -> None:
    found = look_at_unanimity(CASES[case], Product())
    assert found.looked_at > 1
    assert found.certain == ()


def test_many_small_cells_agree_in_the_surveys() -> None:
    found = [looked_at(seed).looked_at for seed in SURVEYS]
    assert sum(found) > 400 / 30 * len(SURVEYS)
    assert sum(count > 0 for count in found) > 20 / 30 * len(SURVEYS)


@pytest.mark.parametrize(
    ("protection", "case"), spread_of([(name, case) for name, (case, _) in UNANIMITY_WITHOUT.items()], 3)
)
def test_the_attacker_notices_when_a_protection_of_unanimity_is_missing(protection: str, case: str) -> None:
    found = look_at_unanimity(CASES[case], UNANIMITY_WITHOUT[protection][1](), most=1)
    assert found.certain


@pytest.mark.parametrize("seed", SURVEYS)
def test_people_of_one_cell_may_change_places(seed: int) -> None:
    """So whoever is of a cell in which two answered otherwise may have given either answer."""
    survey, chance = draw_survey(seed), np.random.default_rng(seed)
    published = publish(survey, Product())
    rounds = []
    for one in survey.rounds:
        people = dict(one.people)
        for cell in (cell for audience in published.results[one.name].audiences for cell in audience.cells):
            whole = chance.permutation(np.concatenate([people[key] for key in cell.group_keys]))
            ends = np.cumsum([len(people[key]) for key in cell.group_keys])[:-1]
            people |= dict(zip(cell.group_keys, np.split(whole, ends), strict=True))
        rounds.append(replace(one, people=people))
    again = publish(replace(survey, rounds=tuple(rounds)), Product())
    assert again.results == published.results
    assert again.compared == published.compared


# --- the search, beside the slow and obvious one -----------------------------------------------------------------


def with_first_answers(survey: Survey, said: tuple[int, ...]) -> Survey:
    """The same survey with these answers to its first question, one a person."""
    (one,) = survey.rounds
    people = one.people["g0"].copy()
    people[:, 0] = said
    return replace(survey, rounds=(replace(one, people={"g0": people}),))


@pytest.mark.parametrize("people", range(5, tries(in_a_soak=7, otherwise=6)))
@pytest.mark.parametrize(
    "protection", ["", "counts stand in classes", *(["means near an end are named by it"] if IS_SOAK else [])]
)
def test_the_attacker_is_right_about_one_question(people: int, protection: str) -> None:
    """Everything that so many young people can answer to a question is tried and published.

    Where they answered in several ways, it may be known how many gave each answer; who did is open for each of them.
    """
    product = UNANIMITY_WITHOUT[protection][1]() if protection else Product()
    survey = all_alike("young-people", people, ([3], 0), ([4], 0))
    every = [with_first_answers(survey, said) for said in combinations_with_replacement(ANSWERS, people)]
    printed = Counter(publish(one, product).results["first"].digest for one in every)
    known = []
    for answer in ANSWERS:
        agreed = with_first_answers(survey, (answer,) * people)
        alone = printed[publish(agreed, product).results["first"].digest] == 1
        found = look_at_unanimity(agreed, product, columns=(0,)).certain
        assert bool(found) == alone, answer
        known += [answer] if alone else []
    assert bool(known) == bool(protection)


# --- how it reads --------------------------------------------------------------------------------------------------


def test_the_five_with_the_same_three_choices_read_as_four_or_five() -> None:
    results = publish(CASES["five with the same three choices"], Product()).results["first"]
    young = next(audience for audience in results.audiences if audience.people)
    assert [area.votes for area in young.areas] == [BoundedCount(4, 5, 5)] * 3 + [BoundedCount(0, 1, 5)] * 2
