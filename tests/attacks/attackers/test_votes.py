"""The attacker in the hall: it finds nothing, and finds each breach where a protection is taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from unittest.mock import patch

import pytest

from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers import choices as attacker_choices
from tests.attacks.attackers import hall_losses
from tests.attacks.attackers.hall_losses import LOST
from tests.attacks.attackers.halls import Hall, Person, Product, draw_hall, publish
from tests.attacks.attackers.votes import breaches, sums_printed

HALLS = range(1, 41)

Both = tuple[int | None, int | None]


def a_hall(**groups: Sequence[Both]) -> Hall:
    people = tuple(Person(group, codes) for group, some in groups.items() for codes in some)
    return Hall(0, 5, people)


def _always(*_: object) -> bool:
    return True


def _never(*_: object) -> bool:
    return False


def _from_ten(people: int) -> bool:
    return people >= 10


MIXED: list[Both] = [(2, 2), (3, 3), (4, 4), (3, 3)] * 5
UNSURE_NOW: list[Both] = [(3, DONT_KNOW), (4, DONT_KNOW), (2, DONT_KNOW)] * 4

# By the protection that is missing: a hall in which it matters, and what stands in its place.
WITHOUT: dict[str, tuple[Hall, Product]] = {
    "those not shown are nobody or at least k": (
        draw_hall(1),
        Product({"groups.is_nobody_or_enough": _always}),
    ),
    "those not shown do not all say that they don't know": (
        draw_hall(24),
        Product({"groups.all_others_are_unsure": _never}),
    ),
    "those not shown do not all say so in the second vote": (
        a_hall(a=MIXED, b=UNSURE_NOW),
        Product({"shifts.all_others_are_unsure": _never}),
    ),
    "what groups answered does not follow": (
        draw_hall(3),
        Product({"groups.nothing_follows": _always}),
    ),
    "nor does it from both votes": (draw_hall(9), Product({"exchanges.RoomOfVotes.all_is_open": _always})),
    "counts of nearly all are classes": (draw_hall(16), Product({"figures.room_may_be_exact": _from_ten})),
    "both votes differ by nobody or at least k": (
        draw_hall(12),
        Product({"shifts.some_mixture_is_small": _never}),
    ),
    "those whose moves are not shown are nobody or at least k": (
        draw_hall(318),
        Product({"shifts.is_nobody_or_enough": _always}),
    ),
    "somebody who left counts as before": (draw_hall(17), Product(of_the_first=False)),
    "somebody who came is in no figure": (draw_hall(3), Product(of_the_first=False)),
}


@pytest.mark.parametrize("seed", HALLS)
def test_nothing_about_fewer_than_k_follows_from_two_votes_and_the_shift(seed: int) -> None:
    assert "\n".join(map(str, breaches(draw_hall(seed)))) == ""


@pytest.mark.parametrize("protection", WITHOUT)
def test_the_attacker_notices_when_a_protection_is_missing(protection: str) -> None:
    hall, product = WITHOUT[protection]
    assert breaches(hall) == []
    assert breaches(hall, product)


# --- all alike -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [10, 12, 19])
@pytest.mark.parametrize("level", [1, 2, 3, 5])
def test_a_room_in_which_all_agree_tells_of_nobody_what_they_chose(people: int, level: int) -> None:
    hall = a_hall(a=[(level, level)] * people)
    assert isinstance(publish(hall, Product()).rooms[1].mean, Shown)
    assert breaches(hall) == []
    assert breaches(hall, Product({"figures.room_may_be_exact": _from_ten}))


@pytest.mark.parametrize("wholly", [[(1, 1)] * 6, [(5, 5)] * 12, [(3, 4)] * 11])
def test_a_group_that_agrees_in_a_room_that_does_not_tells_of_nobody(wholly: list[Both]) -> None:
    assert breaches(a_hall(a=wholly, b=MIXED)) == []
    assert breaches(a_hall(a=wholly, b=[(2, 2)] * 7)) == []


@pytest.mark.parametrize("others", [MIXED, [(3, 4)] * 20, [(2, 4)] * 9, [(3, 3)] * 14])
@pytest.mark.parametrize("level", [1, 3, 5])
def test_nobody_reads_off_what_one_person_chose_who_left(others: list[Both], level: int) -> None:
    hall = a_hall(a=[*others, (level, None)])
    assert breaches(hall) == []


def test_a_second_vote_that_would_tell_of_the_one_who_left_is_not_shown() -> None:
    """Everybody else went from 2 to 4, so whoever counts twice alike chose what both votes have in common."""
    published = publish(a_hall(a=[*[(2, 4)] * 20, (3, None)]), Product())
    assert isinstance(published.rooms[0].mean, Shown)
    assert "beside the first vote" in str(published.rooms[1].mean)
    assert isinstance(published.shift, Withheld)


# --- choosing priorities -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, 31))
def test_choices_tell_of_nobody_what_they_chose(seed: int) -> None:
    assert list(attacker_choices.certain(attacker_choices.draw_ballots(seed))) == []


@pytest.mark.parametrize("people", [10, 12, 19])
@pytest.mark.parametrize("first", [{0}, {0, 1, 2}])
def test_a_room_that_chooses_the_same_three_tells_of_nobody(people: int, first: set[int]) -> None:
    ballots = [((4,) * attacker_choices.AREAS, frozenset(first))] * people
    assert list(attacker_choices.certain(ballots)) == []
    with patch("lws_assess.survey.events.figures.room_may_be_exact", _from_ten):
        assert len(list(attacker_choices.certain(ballots))) == 1 + attacker_choices.AREAS


# --- what the halls have, and what the attacker reads ------------------------------------------------------------


def test_the_halls_have_everything_in_them() -> None:
    halls = [draw_hall(seed) for seed in HALLS]
    seen = [publish(hall, Product()) for hall in halls]
    rooms = [room for one in seen for room in one.rooms]
    groups = [group for room in rooms for group in room.groups]
    means = [group.mean for group in groups if isinstance(group.mean, Shown)]
    spreads = [room.spread for room in rooms if isinstance(room.spread, RatingSpread)]
    assert sum(spread.n >= 20 for spread in spreads) > 20
    assert sum(spread.n < 20 for spread in spreads) > 5
    assert sum(isinstance(group.spread, RatingSpread) for group in groups) > 20
    assert sum(mean.n < 10 for mean in means) > 5
    assert sum(room.hidden_groups > 0 for room in rooms) > 20
    assert sum(bool(one.rooms[1].again) for one in seen) > 20
    assert sum(isinstance(one.shift, RoomShift) for one in seen) > 10
    assert sum(sum(person.left for person in hall.people) == 1 for hall in halls) > 3


@pytest.mark.parametrize(
    ("mean", "sums"),
    [
        (Shown(3.2, "3.20", "", 25), (80, 80)),
        (Shown(3.0, "about 3.0", "", 9), (25, 29)),
        (Shown(1.0, "about 1.0", "", 6), (6, 7)),
        (Shown(5.0, "about 5.0", "", 8), (38, 40)),
    ],
)
def test_the_attacker_reads_a_printed_mean_for_the_sums_it_may_stand_for(
    mean: Shown, sums: tuple[int, int]
) -> None:
    assert sums_printed(mean) == sums


def test_protection_keeps_most_of_what_a_hall_may_see() -> None:
    """A room of sixty shows all of its own figures, and most groups; of few people nothing is lost that need not be."""
    found = Counter(
        (people, figure, outcome)
        for people in (12, 60)
        for seed in range(12)
        for figure, outcome in hall_losses.outcomes(hall_losses.draw_event(people, seed))
    )
    lost, kept = (
        Counter({(people, figure): n for (people, figure, one), n in found.items() if (one == LOST) == gone})
        for gone in (True, False)
    )
    assert not lost[60, "first vote: mean of the room"]
    assert not lost[60, "first vote: levels of the room"]
    assert lost[60, "first vote: means of groups"] < 0.3 * kept[60, "first vote: means of groups"]
    assert lost[60, "how the room moved"] <= kept[60, "how the room moved"]
    assert lost[12, "first vote: levels of the room"] < 0.3 * kept[12, "first vote: levels of the room"]
