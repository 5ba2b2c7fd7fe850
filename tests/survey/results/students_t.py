"""Student's t by the incomplete beta function, which the product does not use: `scipy.stats` would be 50 MB more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy


def t_tail(value: float, freedom: float) -> float:
    """The share of the distribution above a value."""
    beyond = float(scipy.special.betainc(freedom / 2, 0.5, freedom / (freedom + value**2))) / 2
    return beyond if value >= 0 else 1 - beyond


def t_exceeded_by(share: float, freedom: float) -> float:
    """The value that this share of the distribution, at most a half, lies above."""
    part = float(scipy.special.betaincinv(freedom / 2, 0.5, 2 * share))
    return float(np.sqrt(freedom * (1 - part) / part))


def welch_freedom(one: Sequence[float], other: Sequence[float]) -> float:
    """Degrees of freedom of the difference of two means (Welch 1947)."""
    a, b = (np.var(each, ddof=1) / len(each) for each in (one, other))
    return float((a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(other) - 1)))


def standard_error(scores: Sequence[float]) -> float:
    """That of the mean."""
    return float(np.std(scores, ddof=1) / np.sqrt(len(scores)))
