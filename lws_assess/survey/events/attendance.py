"""Who was in a room, by group: so that beside the number of all it tells of no group of one to four how many it was.

The screen said how many were there, so a group that alone has no number would follow from it. It is counted together
with another instead, which its place in the partnership's list chooses and not its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lws_assess.survey.keys import GroupKey
from lws_assess.survey.smallest_numbers import FEWEST, is_too_few, leaves_small_groups_open


@dataclass(frozen=True)
class GroupsCounted:
    """One group, or several that are counted together, and how many of them were there."""

    groups: tuple[GroupKey, ...]
    people: int


def count_groups_apart(people: Mapping[GroupKey, int]) -> tuple[GroupsCounted, ...]:
    """Returns the groups that were there, in their order; none where even together they would tell too much."""
    there = {group: number for group, number in people.items() if number}
    small = [group for group, number in there.items() if is_too_few(number, FEWEST)]
    large = [group for group in there if group not in small]
    if not small:
        return tuple(GroupsCounted((group,), number) for group, number in there.items())
    for joined in ([*small, *large[:1]], list(there)):
        counted = sum(there[group] for group in joined)
        if leaves_small_groups_open(len(small), len(joined) - len(small), counted):
            return _with_joined(there, set(joined))
    return ()


def _with_joined(there: Mapping[GroupKey, int], joined: set[GroupKey]) -> tuple[GroupsCounted, ...]:
    """The joined groups stand where the first of them does."""
    together = GroupsCounted(
        tuple(group for group in there if group in joined), sum(there[group] for group in joined)
    )
    rows: list[GroupsCounted] = []
    for group, number in there.items():
        if group not in joined:
            rows.append(GroupsCounted((group,), number))
        elif together not in rows:
            rows.append(together)
    return tuple(rows)
