"""Groups in a room: which of them may be shown beside the exact figures of the whole room.

    ratings by group  ->  groups_that_may_show  ->  keys of groups

The room's distribution is printed, so taking away the groups that are shown leaves the others. What is left
must be something that could itself be shown. Four parts of a room matter:

    groups with a distribution    10 people, and a mean that is printed as it is
    groups with a mean only       k to 9 people, and a mean that is printed as it is
    groups named by an end        "below 1.5"
    everybody else together       nobody, or at least k people

Known to whoever subtracts: the distribution of the last three together, and the mean of the last two together.
So both must pass as those of a cell would. Then, within that, answers are exchanged between two parts so that
every printed figure stays as it is: a mean named by an end must be able to lie elsewhere within its end, and a
distribution that is not shown must be able to be another.

Not protected: that a group which voted is not shown says that some set with it in would have told too much.
Unlike a consultation, a room may hide a group of k people for another's sake (method page, "Events").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from lws_assess.survey.instruments import Scale
from lws_assess.survey.privacy import (
    ROOM_AT_THE_ENDS,
    SPREAD_NEEDS,
    Distribution,
    distribution_shown,
    end_named,
)
from lws_assess.survey.scores import moments_of_levels

Counts = tuple[int, ...]  # ratings by level, lowest first

LEAST_LEFT = 0.25  # levels within which a mean named by an end must still be able to lie
TRIED_TOGETHER = 3  # groups that are left out in every combination before the smallest go one by one


def groups_that_may_show(
    ratings: Mapping[str, Counts], scale: Scale, k: int, among: Collection[str] | None = None
) -> tuple[str, ...]:
    """The largest set of groups that may stand beside the room; () where there is none.

    `ratings` holds every group that rated; `among`, where given, those that may be shown at all. Among sets of
    as many groups, the one that leaves out the fewest people.
    """
    candidates = [
        group
        for group, counts in sorted(ratings.items())
        if sum(counts) >= k and (among is None or group in among)
    ]
    sizes = {group: sum(ratings[group]) for group in candidates}
    return next((shown for shown in sets_of_groups(sizes) if _is_safe(ratings, shown, scale, k)), ())


def sets_of_groups(sizes: Mapping[str, int], tried: int = TRIED_TOGETHER) -> Iterator[tuple[str, ...]]:
    """Sets of these groups, the largest first, and at the end no group at all.

    Up to `tried` groups are left out in every combination; beyond that the smallest go first.
    """
    for out in range(min(tried, len(sizes)) + 1):
        for left in sorted(combinations(sizes, out), key=lambda groups: sum(sizes[g] for g in groups)):
            yield tuple(group for group in sizes if group not in left)
    largest_first = sorted(sizes, key=lambda group: -sizes[group])
    for kept in range(len(sizes) - tried - 1, -1, -1):
        yield tuple(sorted(largest_first[:kept]))


def _is_safe(ratings: Mapping[str, Counts], shown: Sequence[str], scale: Scale, k: int) -> bool:
    others = together([counts for group, counts in ratings.items() if group not in shown], scale)
    if not _is_nobody_or_enough(sum(others), k):
        return False
    hidden = [others] if sum(others) else []
    undrawn = [ratings[group] for group in shown if not _has_spread(ratings[group], scale, k)]
    ends = [counts for counts in undrawn if _end_of(counts, scale)]
    means = [counts for counts in undrawn if not _end_of(counts, scale)]
    if not _may_be_known(together(undrawn + hidden, scale), together(ends + hidden, scale), scale, k):
        return False
    return _ends_are_open(ends, hidden, scale) and _spreads_are_open(
        means + hidden if not ends else means, ends if not ends else ends + hidden, scale
    )


def _is_nobody_or_enough(people: int, k: int) -> bool:
    return people == 0 or people >= k


def _may_be_known(spread: Counts, mean: Counts, scale: Scale, k: int) -> bool:
    """Whether the distribution and the mean that subtraction leaves could be shown, if they were a cell's."""
    return (not sum(spread) or _has_spread(spread, scale, k)) and (not sum(mean) or not _end_of(mean, scale))


def _has_spread(counts: Counts, scale: Scale, k: int) -> bool:
    return isinstance(distribution_shown(counts, scale, k), Distribution)


def _end_of(counts: Counts, scale: Scale) -> int:
    """The level of the end that a mean is named by; 0 where it is printed as it is."""
    end = end_named(moments_of_levels(counts), scale)
    return end.level if end else 0


def together(parts: Sequence[Counts], scale: Scale) -> Counts:
    """Ratings by level of all of them; of nobody where there are none."""
    return tuple(sum(level) for level in zip(*parts, strict=True)) if parts else (0,) * scale.top


def _spreads_are_open(known: Sequence[Counts], others: Sequence[Counts], scale: Scale) -> bool:
    """Whether each part of fewer than ten, whose mean is known, could have another distribution.

    `known` are parts whose mean is known, `others` those undrawn besides.
    """
    parts = [*known, *others]
    return all(
        any(_could_differ(part, other, scale) for j, other in enumerate(parts) if j != i)
        for i, part in enumerate(known)
        if sum(part) < SPREAD_NEEDS
    )


def _could_differ(part: Counts, other: Counts, scale: Scale) -> bool:
    """Whether exchanges with the other part can change this one and keep the sums of both."""
    above = sum(step * count for step, count in enumerate(part))
    return int(ways_to_pick(together([part, other], scale), sum(part), above)[above]) > 1


def _ends_are_open(ends: Sequence[Counts], hidden: Sequence[Counts], scale: Scale) -> bool:
    """Whether each mean named by an end could lie elsewhere in it: a quarter of a level at the least."""
    return all(
        any(
            _room_left(end, other, named=j < len(ends), scale=scale) >= LEAST_LEFT * sum(end)
            for j, other in enumerate([*ends, *hidden])
            if j != i
        )
        for i, end in enumerate(ends)
    )


def _room_left(end: Counts, other: Counts, named: bool, scale: Scale) -> int:
    """How far apart the sums of a group named by an end can lie, by exchanges with one other part.

    `named` says that the other part is named by an end too, in which its mean must stay.
    """
    if _end_of(end, scale) != 1:  # looked at from above, so that the end is the lowest level
        end, other = end[::-1], other[::-1]
        most = floor(ROOM_AT_THE_ENDS * sum(end))
    else:
        most = ceil(ROOM_AT_THE_ENDS * sum(end)) - 1
    both = together([end, other], scale)
    ways = ways_to_pick(both, sum(end), most)
    whole = sum(step * count for step, count in enumerate(both))
    above = [int(a) for a in np.flatnonzero(ways) if not named or _stays_in(other, whole - int(a), scale)]
    return max(above) - min(above)


def _stays_in(part: Counts, above: int, scale: Scale) -> bool:
    """Whether a part near one end stays near it where its ratings come to `above` more than the lowest."""
    people, now = sum(part), sum(step * count for step, count in enumerate(part))
    room = ROOM_AT_THE_ENDS * people
    inside = above < room if now <= room else above > (scale.top - 1) * people - room
    return inside or above == now


def ways_to_pick(counts: Counts, people: int, most: int) -> npt.NDArray[np.int64]:
    """How many ways there are to pick ratings for so many people, by how far their sum lies above the lowest.

    Goes up to `most` above; 2 stands for two or more.
    """
    ways = np.zeros((people + 1, most + 1), dtype=np.int64)
    ways[0, 0] = 1
    for step, count in enumerate(counts):
        more = ways.copy()
        for taken in range(1, min(count, people) + 1):
            up = taken * step
            if up > most:
                break
            more[taken:, up:] += ways[: people + 1 - taken, : most + 1 - up]
        ways = np.minimum(more, 2)
    return np.asarray(ways[people])
