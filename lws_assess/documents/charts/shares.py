"""Shares: counts in words and per cent, as wide as they may be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import listed_names, ordinal_number
from lws_assess.documents.claims import Claim, PrintedFigure, Relation
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.intervals import Interval, RankPlaces
from lws_assess.survey.releases.agreement import PLACES as AGREEMENT_PLACES
from lws_assess.survey.rounding import printed_value, whole_percent
from lws_assess.survey.withheld import Withheld

# How a release of before answers where it is asked what nobody counted when it was made.
NOT_COUNTED = "Not counted in this round."


def unrated_labels(edition: Edition, audience: Audience) -> tuple[str, str]:
    """Returns what an audience calls the two answers that are no ratings: don't know, and does not apply."""
    unsure, other = edition.non_ratings
    if audience.easy_read:
        return unsure.easy_label, other.easy_label
    return unsure.label, other.label


def not_counted_then(edition: Edition, audience: Audience) -> str:
    """Says of a release that it did not count how often people answered that something does not apply."""
    return (
        f"How often people answered “{unrated_labels(edition, audience)[1]}” was not counted in this round."
    )


def count_text(count: BoundedCount) -> str:
    """
    >>> count_text(BoundedCount(12, 13, 17)), count_text(BoundedCount(4, 4, 16))
    ('12 to 13 of 17 (71% to 76%)', '4 of 16 (25%)')
    """
    return f"{count} of {count.of:,} ({share_text(count)})"


def share_text(count: BoundedCount) -> str:
    """
    >>> share_text(BoundedCount(0, 1, 8)), share_text(BoundedCount(0, 1, 400)), share_text(BoundedCount(23, 23, 40))
    ('0% to 13%', '0%', '58%')
    """
    return shares_text([count])


def share_words(told: BoundedCount | Withheld | NotCounted) -> str:
    """Returns a share as a table has it: in per cent, or why it is not shown, or that nobody counted it."""
    if isinstance(told, BoundedCount):
        return share_text(told)
    return str(told) if isinstance(told, Withheld) else NOT_COUNTED


def share_in_brief(count: BoundedCount) -> str:
    """Returns a share for a narrow space, with an en dash between the least and the most."""
    return share_text(count).replace("% to ", "–")


def rounded_shares(counts: Sequence[int], n: int) -> list[int]:
    """The shares of a whole in whole per cent, each rounded by itself.

    >>> rounded_shares([23, 17], 40)
    [58, 43]
    """
    return [whole_percent(count, n) for count in counts]


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
    return f"The shares in a row are rounded: they add up to {listed_names(told)}."


def agreement_text(a: float) -> str:
    """Agreement as it is printed, with a minus sign.

    >>> agreement_text(0.35), agreement_text(-1.0)
    ('0.35', '−1.00')
    """
    return printed_value(a, AGREEMENT_PLACES).replace("-", "−")


def shares_text(counts: Iterable[BoundedCount]) -> str:
    """From the least to the most that any of them may be."""
    shares = [count.percents for count in counts]
    least, most = min(low for low, _ in shares), max(high for _, high in shares)
    return f"{least}%" if least == most else f"{least}% to {most}%"


def middle_of_shares(count: BoundedCount) -> float:
    """Halfway between the least and the most, by which things are put in order and shaded."""
    return sum(count.shares) / 2


def place_text(place: RankPlaces) -> str:
    """
    >>> place_text(RankPlaces(1, 1)), place_text(RankPlaces(1, 2)), place_text(RankPlaces(2, 5))
    ('1st', '1st or 2nd', '2nd to 5th')
    """
    best, worst = place.best, place.worst
    if place.is_exact:
        return ordinal_number(best)
    return f"{ordinal_number(best)} {'or' if worst == best + 1 else 'to'} {ordinal_number(worst)}"


def of_what(audience: Audience) -> str:
    """Returns what the shares of don't-knows are shares of, as it stands behind a share.

    Where an area has one question they count people; else every statement counts that was put to somebody, rated,
    left blank or not.
    """
    return "of the people who were asked" if audience.easy_read else "of all that they were asked"


def share_head(audience: Audience, label: str) -> str:
    """Returns the heading of a column of shares, which says what they are shares of."""
    if audience.easy_read:
        return f"Share of the people asked who answered “{label}”"
    return f"Share of all that people were asked that they answered with “{label}”"


def printed_share(name: str, count: BoundedCount) -> PrintedFigure:
    """A share in a claim, as it is printed."""
    return PrintedFigure(name, share_text(count), Interval(*count.percents))


@dataclass(frozen=True)
class LargestShare:
    """Says which of several shares is the largest as printed. `sure`: each of `keys` is; else one of them, or
    several.
    """

    keys: tuple[str, ...]
    sure: bool
    claim: Claim | None  # None where there is nothing to compare it with


def largest_share(counts: Mapping[str, BoundedCount]) -> LargestShare:
    """Returns what may be said of the largest; the keys name each share as the table does.

    >>> largest_share({"a": BoundedCount(0, 1, 8), "b": BoundedCount(1, 1, 9), "c": BoundedCount(0, 0, 9)}).keys
    ('a', 'b')
    """
    keys = tuple(printed_largest(counts))
    sure = len(keys) == 1 or (
        len({counts[key].percents for key in keys}) == 1 and len(set(counts[keys[0]].percents)) == 1
    )
    who = tuple(printed_share(key, counts[key]) for key in keys)
    others = tuple(printed_share(key, one) for key, one in counts.items() if key not in keys)
    if others:
        return LargestShare(
            keys, sure, Claim(Relation.HIGHEST if sure else Relation.MAY_BE_HIGHEST, who, others)
        )
    return LargestShare(keys, sure, Claim(Relation.ALIKE, who) if sure and len(who) > 1 else None)


def printed_largest(counts: Mapping[str, BoundedCount]) -> list[str]:
    """Returns those whose share, as printed, may be the largest."""
    shares = {key: count.percents for key, count in counts.items()}
    sure = max((least for least, _ in shares.values()), default=0)
    return [key for key, (_, most) in shares.items() if most >= sure]
