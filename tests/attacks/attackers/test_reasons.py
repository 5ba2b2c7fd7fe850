"""The attacker who asks why people did not rate: as the product is, and with each protection taken out."""

from __future__ import annotations

from functools import cache

import pytest

from tests.attacks.attackers.leaving import REASONS, leaving_alike
from tests.attacks.attackers.product import Product
from tests.attacks.attackers.reasons import Reasons, look_at_reasons
from tests.attacks.attackers.surveys import draw_survey
from tests.attacks.attackers.without import REASONS_WITHOUT
from tests.runs.soaking import spread_of

SURVEYS = spread_of(range(1, 61), 12)


@cache
def looked_at(seed: int) -> Reasons:
    return look_at_reasons(leaving_alike(draw_survey(seed)), Product())


@pytest.mark.parametrize("seed", SURVEYS)
def test_nothing_printed_tells_why_people_did_not_rate(seed: int) -> None:
    assert "\n".join(map(str, looked_at(seed).known)) == ""


@pytest.mark.parametrize("case", REASONS)
def test_those_who_gave_one_reason_are_not_known_to_have_given_it(case: str) -> None:
    assert "\n".join(map(str, look_at_reasons(REASONS[case], Product()).known)) == ""


def test_small_groups_give_one_reason_in_many_surveys() -> None:
    assert sum(looked_at(seed).looked_at for seed in SURVEYS) > len(SURVEYS)


@pytest.mark.parametrize("protection", REASONS_WITHOUT)
def test_the_attacker_notices_when_reasons_are_told_of_more_than_can_have_given_them(protection: str) -> None:
    case, made = REASONS_WITHOUT[protection]
    assert look_at_reasons(REASONS[case], made()).known
