"""Shares: counts in words and per cent, as wide as they may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lws_assess.documents.drawing import ordinal, percent
from lws_assess.survey.counts import Count


def count_text(count: Count) -> str:
    """
    >>> count_text(Count(12, 13, 17)), count_text(Count(4, 4, 16))
    ('12 to 13 of 17 (71% to 76%)', '4 of 16 (25%)')
    """
    return f"{count} of {count.of:,} ({share_text(count)})"


def share_text(count: Count) -> str:
    """
    >>> share_text(Count(0, 1, 8)), share_text(Count(0, 1, 400)), share_text(Count(4, 4, 16))
    ('0% to 13%', '0%', '25%')
    """
    return shares_text([count])


def share_in_brief(count: Count) -> str:
    """The same where there is little room: an en dash between the least and the most."""
    return share_text(count).replace("% to ", "–")


def shares_text(counts: Iterable[Count]) -> str:
    """From the least to the most that any of them may be."""
    shares = [count.shares for count in counts]
    least, most = percent(min(low for low, _ in shares)), percent(max(high for _, high in shares))
    return f"{least}%" if least == most else f"{least}% to {most}%"


def middle(count: Count) -> float:
    """Halfway between the least and the most, by which things are put in order and shaded."""
    return sum(count.shares) / 2


def place_text(place: tuple[int, int]) -> str:
    """
    >>> place_text((1, 1)), place_text((1, 2)), place_text((2, 5))
    ('1st', '1st or 2nd', '2nd to 5th')
    """
    best, worst = place
    if best == worst:
        return ordinal(best)
    return f"{ordinal(best)} {'or' if worst == best + 1 else 'to'} {ordinal(worst)}"


def printed_largest(counts: Mapping[str, Count]) -> list[str]:
    """Those whose share, as printed, may be the largest."""
    shares = {key: tuple(map(percent, count.shares)) for key, count in counts.items()}
    sure = max((least for least, _ in shares.values()), default=0)
    return [key for key, (_, most) in shares.items() if most >= sure]
