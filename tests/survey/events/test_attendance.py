"""Who was in a room, by group: nothing that is told says how many a group of one to four was."""

from __future__ import annotations

from itertools import product

from lws_assess.survey.events.attendance import GroupsCounted, count_groups_apart

Counts = tuple[int, ...]
NAMES = "abc"


def told(counts: Counts) -> tuple[GroupsCounted, ...]:
    return count_groups_apart(dict(zip(NAMES, counts, strict=False)))


def test_groups_of_five_and_more_stand_by_themselves_and_nobody_of_a_group_is_no_group() -> None:
    assert told((6, 0, 5)) == (GroupsCounted(("a",), 6), GroupsCounted(("c",), 5))
    assert told(()) == told((0, 0)) == ()


def test_a_small_group_is_counted_with_the_first_that_is_not_small_whatever_its_size() -> None:
    assert told((30, 6, 3)) == (GroupsCounted(("a", "c"), 33), GroupsCounted(("b",), 6))
    assert told((3, 30, 6)) == (GroupsCounted(("a", "b"), 33), GroupsCounted(("c",), 6))


def test_groups_whose_sum_would_tell_are_told_all_together_or_not_at_all() -> None:
    assert told((1, 6, 30)) == (GroupsCounted(("a", "b", "c"), 37),)
    assert told((1, 5)) == told((1, 1, 1)) == ()


def test_whoever_knows_the_rule_and_the_number_of_all_finds_no_small_group_out() -> None:
    rooms: dict[tuple[int, tuple[GroupsCounted, ...]], list[Counts]] = {}
    for counts in product(range(1, 15), repeat=3):
        rooms.setdefault((sum(counts), told(counts)), []).append(counts)
    for (people, rows), alike in rooms.items():
        if people > 16:  # beyond it, rooms that would be told alike lie outside these
            continue
        for n in range(3):
            found = {counts[n] for counts in alike}
            if rows and min(found) < 5:
                assert len(found) > 1, (people, rows, alike)
