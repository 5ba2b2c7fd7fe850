"""Groups in a room: which of them may be shown beside the figures of the whole room.

    ratings by group  ->  groups_that_may_show  ->  keys of groups

Taking away the groups that are shown leaves the others, so what is left must be something that could itself be
shown: everybody who is not is nobody, or at least k people, and not all of them said that they don't know. Then
nothing of what single groups answered may follow from all that is printed (`event_exchanges`).

Not protected: that a group which voted is not shown says that some set with it in would have told too much.
Unlike a consultation, a room may hide a group of k people for another's sake (method page, "Events").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

from lws_assess.survey.events.exchanges import NO_RATING, AnsweredAlike, RoomOfVotes, ShiftDisplay
from lws_assess.survey.events.figures import Counts
from lws_assess.survey.instruments import Scale
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.smallest_numbers import is_nobody_or_enough, may_be_shown

TRIED_TOGETHER = 3  # groups that are left out in every combination before the smallest go one by one
MOST_TRIED = 120  # combinations, so that a room with many groups does not wait for them


def groups_that_may_show(
    ratings: Mapping[GroupKey, Counts], unsure: Mapping[GroupKey, int], scale: Scale, k: int
) -> tuple[GroupKey, ...]:
    """The largest set of groups that may stand beside the room; () where there is none.

    `ratings` holds every group that rated, `unsure` how many of each said that they don't know. Among sets of as
    many groups, the one that leaves out the fewest people.
    """
    sizes = {group: sum(counts) for group, counts in sorted(ratings.items()) if may_be_shown(sum(counts), k)}
    return next((shown for shown in sets_of_groups(sizes) if _is_safe(ratings, unsure, shown, scale, k)), ())


def sets_of_groups(
    sizes: Mapping[GroupKey, int], tried: int = TRIED_TOGETHER
) -> Iterator[tuple[GroupKey, ...]]:
    """Sets of these groups, the largest first, and at the end no group at all.

    Up to `tried` groups are left out in every combination, fewer where there are many; beyond that the smallest
    go first.
    """
    while tried > 1 and comb(len(sizes), tried) > MOST_TRIED:
        tried -= 1
    for out in range(min(tried, len(sizes)) + 1):
        for left in sorted(combinations(sizes, out), key=lambda groups: sum(sizes[g] for g in groups)):
            yield tuple(group for group in sizes if group not in left)
    largest_first = sorted(sizes, key=lambda group: -sizes[group])
    for kept in range(len(sizes) - tried - 1, -1, -1):
        yield tuple(sorted(largest_first[:kept]))


def _is_safe(
    ratings: Mapping[GroupKey, Counts],
    unsure: Mapping[GroupKey, int],
    shown: Sequence[GroupKey],
    scale: Scale,
    k: int,
) -> bool:
    sizes = {group: sum(counts) for group, counts in ratings.items()}
    return (
        is_nobody_or_enough(sum(people for group, people in sizes.items() if group not in shown), k)
        and not all_others_are_unsure(sizes, unsure, shown)
        and nothing_follows(ratings, shown, scale.top)
    )


def all_others_are_unsure(
    sizes: Mapping[GroupKey, int], unsure: Mapping[GroupKey, int], shown: Sequence[GroupKey]
) -> bool:
    """True if it follows of everybody in the groups not shown that they said they don't know."""
    others = {*sizes, *unsure} - set(shown)
    return any(unsure.get(group) for group in others) and not any(sizes.get(group) for group in others)


def nothing_follows(ratings: Mapping[GroupKey, Counts], shown: Sequence[GroupKey], top: int) -> bool:
    """True if all that the room and these groups print leaves open what each group answered."""
    people = Counter(
        {
            AnsweredAlike(group, True, level, NO_RATING): number
            for group, counts in ratings.items()
            for level, number in enumerate(counts, 1)
            if number
        }
    )
    return RoomOfVotes(people, ShiftDisplay((frozenset(shown), frozenset())), top).all_is_open()


def ratings_together(parts: Sequence[Counts], scale: Scale) -> Counts:
    """Ratings by level of all of them; of nobody where there are none."""
    return tuple(sum(level) for level in zip(*parts, strict=True)) if parts else (0,) * scale.top
