"""Shares: counts in words and per cent, as wide as they may be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from lws_assess.documents.drawing import listed, ordinal, percent
from lws_assess.survey.counts import Count
from lws_assess.survey.intervals import Places


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


def rounded_shares(counts: Sequence[int], n: int) -> list[int]:
    """The shares of a whole in whole per cent, each rounded by itself."""
    return [percent(count / n) for count in counts]


def rounding_note(wholes: Iterable[Sequence[int]]) -> str:
    """Says where printed shares of a whole do not add up to 100; nothing where all do.

    >>> rounding_note([[33, 33, 33]]), rounding_note([[50, 50], [17, 17, 17, 17, 17, 17]])
    ('The shares are rounded and add up to 99.', 'The shares in a row are rounded: they add up to 102 in 1 row.')
    """
    sums = [sum(shares) for shares in wholes]
    found = Counter(total for total in sums if total != 100)
    if not found:
        return ""
    if len(sums) == 1:
        return f"The shares are rounded and add up to {sums[0]}."
    told = (f"{total} in {rows} {'row' if rows == 1 else 'rows'}" for total, rows in sorted(found.items()))
    return f"The shares in a row are rounded: they add up to {listed(told)}."


def shares_text(counts: Iterable[Count]) -> str:
    """From the least to the most that any of them may be."""
    shares = [count.shares for count in counts]
    least, most = percent(min(low for low, _ in shares)), percent(max(high for _, high in shares))
    return f"{least}%" if least == most else f"{least}% to {most}%"


def middle(count: Count) -> float:
    """Halfway between the least and the most, by which things are put in order and shaded."""
    return sum(count.shares) / 2


def place_text(place: Places) -> str:
    """
    >>> place_text(Places(1, 1)), place_text(Places(1, 2)), place_text(Places(2, 5))
    ('1st', '1st or 2nd', '2nd to 5th')
    """
    best, worst = place.best, place.worst
    if place.is_exact:
        return ordinal(best)
    return f"{ordinal(best)} {'or' if worst == best + 1 else 'to'} {ordinal(worst)}"


def printed_largest(counts: Mapping[str, Count]) -> list[str]:
    """Those whose share, as printed, may be the largest."""
    shares = {key: tuple(map(percent, count.shares)) for key, count in counts.items()}
    sure = max((least for least, _ in shares.values()), default=0)
    return [key for key, (_, most) in shares.items() if most >= sure]
