"""The attacker in the hall: it finds nothing, and finds each breach where a protection is taken out."""

from __future__ import annotations

import pytest

from lws_assess.survey.event_shifts import Shift
from lws_assess.survey.privacy import Distribution, Shown
from tests.attacks.attacker_events import breaches, sums_printed
from tests.attacks.attacker_halls import Product, draw_hall, publish

HALLS = range(1, 41)


def _always(*_: object) -> bool:
    return True


def _never(*_: object) -> bool:
    return False


# By the protection that is missing: a hall in which it matters, and what stands in its place.
WITHOUT = {
    "those not shown are nobody or at least k": (1, {"event_groups._is_nobody_or_enough": _always}),
    "what subtraction leaves could be shown": (3, {"event_groups._may_be_known": _always}),
    "a mean named by an end can lie elsewhere": (8, {"event_groups._ends_are_open": _always}),
    "a distribution not shown can be another": (13, {"event_groups._spreads_are_open": _always}),
    "those alone are nobody or at least k": (30, {"event_shifts._Crossing.has_few_alone": _never}),
    "a shift and what it leaves speak of enough": (57, {"event_shifts._may_be_known": _always}),
    "a shift leaves open what the votes do": (170, {"event_shifts.all_is_open": _always}),
}


@pytest.mark.parametrize("seed", HALLS)
def test_nothing_about_fewer_than_k_follows_from_two_votes_and_the_shift(seed: int) -> None:
    assert "\n".join(map(str, breaches(draw_hall(seed)))) == ""


@pytest.mark.parametrize("protection", WITHOUT)
def test_the_attacker_notices_when_a_protection_is_missing(protection: str) -> None:
    seed, patches = WITHOUT[protection]
    assert breaches(draw_hall(seed)) == []
    assert breaches(draw_hall(seed), Product(patches))


def test_the_halls_have_everything_in_them() -> None:
    seen = [publish(draw_hall(seed), Product()) for seed in HALLS]
    rooms = [room for one in seen for room in one.rooms]
    groups = [group for room in rooms for group in room.groups]
    means = [group.mean for group in groups if isinstance(group.mean, Shown)]
    assert sum(isinstance(room.spread, Distribution) for room in rooms) > 20
    assert sum(isinstance(group.spread, Distribution) for group in groups) > 20
    assert sum(not mean.exact for mean in means) > 5
    assert sum(mean.exact and mean.n < 10 for mean in means) > 5
    assert sum(room.hidden_groups > 0 for room in rooms) > 20
    assert sum(isinstance(one.shift, Shift) for one in seen) > 5


@pytest.mark.parametrize(
    ("mean", "sums"),
    [
        (Shown(3.2, "3.2", "", 5), (16, 16)),
        (Shown(3.0, "3.0", "", 9), (27, 27)),
        (Shown(1.5, "below 1.5", "", 6, exact=False), (6, 8)),
        (Shown(4.5, "4.5 and over", "", 7, exact=False), (32, 35)),
    ],
)
def test_the_attacker_reads_a_printed_mean_for_the_sums_it_may_stand_for(
    mean: Shown, sums: tuple[int, int]
) -> None:
    assert sums_printed(mean) == sums
