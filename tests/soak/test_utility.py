"""What can be seen of places, on a few of them: the long run is `make soak`."""

from __future__ import annotations

import pytest

from tests.soak.utility import GROUPS, KINDS, LEFT, draw_place, joined_nowhere, seen_in, shares


@pytest.mark.parametrize(("people", "ratings", "by_group"), [(60, 80, 25), (150, 92, 55)])
def test_most_ratings_of_statements_stand_in_what_everyone_says(
    people: int, ratings: float, by_group: float
) -> None:
    found = shares(people, places=2)
    assert found.shown["statement_ratings"] >= ratings
    assert found.shown["statements_by_group"] >= by_group
    # What is shown without joining stays shown.
    assert all(found.shown[kind] >= found.not_joined[kind] for kind in KINDS if kind != "statement_changes")
    assert found.not_joined["statement_ratings"] < ratings
    assert all(0 < share <= 100 for share in (*found.shown.values(), *found.plain.values()))


def test_the_plain_rule_is_counted_from_the_answers_themselves() -> None:
    place = draw_place(1, 60, LEFT[1])
    sizes = [place.rounds[1].size(group.key) for group in place.rounds[1].groups]
    assert len(sizes) == GROUPS
    _, plain, every = seen_in(place, joined_nowhere())
    assert plain["groups"] == sum(size >= 5 for size in sizes)
    assert every["groups"] == sum(size > 0 for size in sizes)
