"""A short spread of the false alarms: what `make soak` measures in full."""

from __future__ import annotations

import numpy as np
import pytest

from lws_assess.survey.results import verdicts
from lws_assess.survey.results.verdicts import MISTAKES
from tests.soak.false_alarms import SETTINGS, WHOLE, false_alarms, power

SHORT = [
    one
    for one in SETTINGS
    if one.name in ("2 groups of 30", "3 groups of 20", "Young people: 3 groups of 30")
]
ROUNDS = 20  # of each setting


def share(rounds: int) -> float:
    found = [false_alarms(setting, rounds) for setting in SHORT]
    return sum(false for _, false in found) / sum(pages for pages, _ in found)


def test_pages_of_rounds_in_which_nothing_changed_hardly_ever_name_a_change() -> None:
    """So few rounds tell a share of 5 in 100 give or take 3, twice that at most."""
    assert share(ROUNDS) <= MISTAKES + 2 * 0.028


@pytest.mark.parametrize(("value", "at_least"), [(1.96, 0.3), (0.0, 0.95)])
def test_they_would_without_a_critical_value_for_all_comparisons_at_once(
    value: float, at_least: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_critical", lambda _compared, there, *_: np.full(len(there), value))
    assert share(8) >= at_least


def test_a_rise_of_a_whole_level_is_named() -> None:
    assert min(power(setting, WHOLE, 6) for setting in SHORT) == 1


def test_where_nothing_is_known_of_chance_nothing_is_named() -> None:
    unknown = next(one for one in SETTINGS if "nothing is known" in one.name)
    assert false_alarms(unknown, 3) == (6, 0)
    assert power(unknown, WHOLE, 3) == 0
