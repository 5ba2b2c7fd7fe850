"""What the care for small groups costs: nothing of the means, and no more of the rest than the method page says."""

from __future__ import annotations

import pytest

from tests.attacks.attackers.caution import lost_at

UNTOUCHED = (
    "Current position",
    "Importance",
    "Gap",
    "Priority score",
    "Rank",
    "Mean of a statement",
)


# Told in full, groups that are put together for their statements would also show how these were spread.
@pytest.mark.parametrize(("people", "most"), [(60, 0.65), (400, 0.36)])
def test_care_for_small_groups_costs_no_mean_and_no_more_than_so_many_figures(
    people: int, most: float
) -> None:
    lost = lost_at(people, rounds=2)
    assert {name: lost[name].share for name in UNTOUCHED} == dict.fromkeys(UNTOUCHED, 0.0)
    assert 0 < lost[""].share < most
    assert lost["Don’t know"].withheld == 0
    # In small rounds all of a group may have chosen as many areas as they could, and then none is left for another.
    assert lost["Votes"].withheld <= lost["Votes"].shown / 5
