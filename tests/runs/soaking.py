"""Long forms of tests: `make soak` tries every case of what `make test` tries a spread of."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

IS_SOAK = os.environ.get("SOAK") == "1"
Case = TypeVar("Case")


def tries(in_a_soak: int, otherwise: int) -> int:
    """How many times something is tried where more of the same finds the same more surely."""
    return in_a_soak if IS_SOAK else otherwise


def spread_of(cases: Iterable[Case], number: int) -> list[Case]:
    """All cases in a soak; else so many of them, evenly apart, with the first and the last."""
    every = list(cases)
    if IS_SOAK or len(every) <= number:
        return every
    return [every[round(at * (len(every) - 1) / (number - 1))] for at in range(number)]
