"""The attacker of the method page over a thousand surveys: how many of them, what of, and what it found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache

from tests.attacks.attackers.small_groups import Looked, look_at
from tests.runs.figures import Figure
from tests.soak.tables import markdown

SURVEYS = 1000
FIRST_SEED = 1  # each next survey has one more


@cache
def _looked() -> tuple[Looked, ...]:
    made = []
    for seed in range(FIRST_SEED, FIRST_SEED + SURVEYS):
        made.append(look_at(seed))
        for line in made[-1].wrong:
            print(line)
        if len(made) % 100 == 0:
            print(f"  the attacker has looked at {len(made)} of {SURVEYS} surveys", file=sys.stderr)
    return tuple(made)


def figures() -> Iterator[Figure]:
    yield "attacker_breaches", sum(len(one.wrong) for one in _looked()), "breaches"


def tables() -> str:
    made = _looked()
    rows = {
        "Surveys": len(made),
        "Published figures, each as the weighted sum of answers that it is": sum(one.figures for one in made),
        "Means of which only the end of the scale is named": sum(one.named for one in made),
        "Questions that all people of a small cell answered alike": sum(one.alike for one in made),
        "Areas and added statements that all who did not rate left so for one reason": sum(
            one.left_alike for one in made
        ),
        "**Breaches found**": sum(len(one.wrong) for one in made),
    }
    caption = (
        f"What the attacker looked at, and what it found, seeds {FIRST_SEED} to {SURVEYS + FIRST_SEED - 1}"
    )
    return markdown(caption, ["", "How many"], [[words, f"{number:,}"] for words, number in rows.items()])
