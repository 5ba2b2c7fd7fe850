"""The attacker of priorities: it sees how often each area was chosen in a room, and asks who chose what for certain.

It counts people by the set of areas that they put first, takes every printed count as bounds of a sum of whole
numbers, and looks for a room in which one of those who all chose alike chose otherwise. Of importance it asks the
same, an area at a time: no printed figure joins two areas' importance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import scipy

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.choices import (
    AudienceChoices,
    choices_from_json,
    choices_to_json,
    release_choices,
    view_choices,
)
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.releases.privacy import Shown
from tests.attacks.attackers.votes import LONGEST, NOT_COVERED, sums_printed

EDITION = shipped_editions()["one-childrens-workforce"]
AUDIENCE = EDITION.audiences[0]
AREAS = len(EDITION.areas)
MOST = AUDIENCE.top_areas.most
A_HAIR = 1e-6

Ballot = tuple[tuple[int, ...], frozenset[int]]  # importance by area, 0 where left blank; the first areas


def published(ballots: Sequence[Ballot], k: int) -> AudienceChoices:
    cast = [bytes([*levels, *(i in first for i in range(AREAS))]) for levels, first in ballots]
    released = choices_from_json(choices_to_json(release_choices(EDITION, AUDIENCE, cast, k)))
    return view_choices([released], EDITION, None, k).audiences[0]


def draw_ballots(seed: int) -> list[Ballot]:
    """Rooms of ten to twenty-four, in many of which nearly everybody says the same."""
    chance = np.random.default_rng([seed, 8])
    agreed = float(chance.choice([0.5, 0.9, 1]))
    alike = frozenset(map(int, chance.permutation(AREAS)[: int(chance.integers(1, MOST + 1))]))
    level = int(chance.integers(0, 6))
    ballots = []
    for _ in range(int(chance.integers(10, 25))):
        own = frozenset(map(int, chance.permutation(AREAS)[: int(chance.integers(0, MOST + 1))]))
        levels = tuple(
            level if chance.random() < agreed else int(chance.integers(0, 6)) for _ in range(AREAS)
        )
        ballots.append((levels, alike if chance.random() < agreed else own))
    return ballots


def certain(ballots: Sequence[Ballot], k: int = 5) -> Iterator[str]:
    """What every one of fewer than twenty people must have said."""
    seen = published(ballots, k)
    chosen = Counter(first for _, first in ballots if first)
    people = sum(chosen.values())
    if isinstance(seen.voters, int) and people < NOT_COVERED and len(chosen) == 1:
        [alike] = chosen
        if not _could_differ(seen, people, alike):
            yield f"each of {people} chose {sorted(alike)}"
    for i, area in enumerate(seen.areas):
        said = Counter(levels[i] for levels, _ in ballots if levels[i])
        number = sum(said.values())
        if isinstance(area.importance, Shown) and number < NOT_COVERED and len(said) == 1:
            [level] = said
            if not _level_could_differ(area.importance, area.spread, level):
                yield f"area {i}: each of {number} said {level}"


def _could_differ(seen: AudienceChoices, people: int, alike: frozenset[int]) -> bool:
    sets = [frozenset(some) for size in range(1, MOST + 1) for some in combinations(range(AREAS), size)]
    rows, lows, highs = (
        [np.ones(len(sets)), np.array([one != alike for one in sets], float)],
        [people, 1],
        [people, people],
    )
    for i, area in enumerate(seen.areas):
        assert isinstance(area.votes, BoundedCount)
        rows.append(np.array([i in one for one in sets], float))
        lows.append(area.votes.least)
        highs.append(area.votes.most)
    return is_possible(rows, lows, highs)


def _level_could_differ(mean: Shown, spread: object, level: int) -> bool:
    assert isinstance(spread, RatingSpread)
    top = len(spread.counts)
    low, high = sums_printed(mean)
    rows = [
        np.ones(top),
        np.array([float(other != level) for other in range(1, top + 1)]),
        np.arange(1.0, top + 1),
        *np.eye(top),
    ]
    lows = [mean.n, 1, low, *(count.least for count in spread.counts)]
    highs = [mean.n, mean.n, high, *(count.most for count in spread.counts)]
    return is_possible(rows, lows, highs)


def is_possible(rows: Sequence[np.ndarray], lows: Sequence[int], highs: Sequence[int]) -> bool:
    """Time that runs out counts as not."""
    found = scipy.optimize.milp(
        np.zeros(len(rows[0])),
        constraints=scipy.optimize.LinearConstraint(
            np.array(rows), np.array(lows, float) - A_HAIR, np.array(highs, float) + A_HAIR
        ),
        integrality=np.ones(len(rows[0])),
        bounds=scipy.optimize.Bounds(0, np.inf),
        options={"time_limit": LONGEST},
    )
    return bool(found.status == 0)
