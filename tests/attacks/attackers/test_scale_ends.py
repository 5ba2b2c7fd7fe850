"""The attacker at the ends of a scale: as the product is, and with each protection taken out."""

from __future__ import annotations

import pytest

from tests.attacks.attackers.product import Product
from tests.attacks.attackers.scale_ends import look_at_ends, with_ends
from tests.attacks.attackers.surveys import draw_survey
from tests.attacks.attackers.without import ENDS_WITHOUT

SURVEYS = range(1, 31)


@pytest.mark.parametrize("seed", SURVEYS)
def test_nothing_printed_tells_where_within_an_end_a_mean_lies(seed: int) -> None:
    found = look_at_ends(with_ends(draw_survey(seed)), Product())
    assert "\n".join(map(str, found.narrowed)) == ""
    # Recomputed from the raw answers, each total is what the method page says it is.
    assert found.unexplained == ()


def test_the_surveys_have_many_means_near_an_end() -> None:
    found = [look_at_ends(with_ends(draw_survey(seed)), Product()).looked_at for seed in SURVEYS]
    assert sum(found) > 200
    assert sum(count > 0 for count in found) > 20


@pytest.mark.parametrize(("protection", "seed"), [(name, seed) for name, (seed, _) in ENDS_WITHOUT.items()])
def test_the_attacker_notices_when_a_protection_of_the_ends_is_missing(protection: str, seed: int) -> None:
    survey = with_ends(draw_survey(seed))
    assert look_at_ends(survey, Product()).narrowed == ()
    found = look_at_ends(survey, ENDS_WITHOUT[protection][1]())
    assert found.narrowed
    assert all(0 <= one.high - one.low < 0.25 for one in found.narrowed)
