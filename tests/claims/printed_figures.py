"""Printed figures, read back: where a figure may lie, going by nothing but the words in which it is printed.

    "2.46", "below 1.5", "4.5 and over", "over 0.5", "0.0 to 1.4", "12 to 13 of 17 (71% to 76%)", "2nd to 4th"

Nothing here knows how the product works any of it out: whoever reads a page has these words and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

NUMBER = r"[−-]?\d[\d,]*(?:\.\d+)?"
_EXACT = re.compile(rf"({NUMBER})")
_BELOW = re.compile(r"(?:below |<)(\d+(?:\.\d+)?)")
_OVER = re.compile(r"(\d+(?:\.\d+)?)(?: and over|\+)")
_MORE = re.compile(rf"(?:over|more than) ({NUMBER})")
_UP_TO = re.compile(rf"up to ({NUMBER})")
_BETWEEN = re.compile(rf"(?:between |somewhere from |anywhere from )?({NUMBER})%? (?:to|and|or) ({NUMBER})%?")
_SHARE = re.compile(r"(\d+)%(?: to (\d+)%)?")
_COUNT = re.compile(r"([\d,]+)(?: to ([\d,]+))? of ([\d,]+)(?: \((.+)\))?")
_PLACE = re.compile(r"(?:(?:some|any)where from )?(\d+)(?:st|nd|rd|th)(?: (?:or|to) (\d+)(?:st|nd|rd|th))?")
_COMMENT = re.compile(r" \([\d,]+(?: rated it)?\)$")  # how many people a figure rests on


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, without the one where `open_low` and without the other where `open`.

    `places` are the decimals of a figure that is exact.
    """

    low: Fraction
    high: Fraction
    open: bool = False
    places: int | None = None
    open_low: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def below(self, other: Range) -> bool:
        """Whether it is lower whatever both are."""
        mine, its = side_by_side(self, other)
        return mine.high < its.low or (mine.high == its.low and (mine.open or its.open_low))

    def above(self, other: Range) -> bool:
        return other.below(self)

    def same(self, other: Range) -> bool:
        """Whether both are exact and no different as far as both are printed."""
        mine, its = side_by_side(self, other)
        return mine.exact and its.exact and mine.low == its.low

    def holds(self, other: Range) -> bool:
        """Whether the other lies within it."""
        return self.low <= other.low and (
            other.high < self.high or (other.high == self.high and (other.open or not self.open))
        )


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded; a half goes away from nought."""
    scaled = abs(value) * 10**places + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return Fraction(-whole if value < 0 else whole, 10**places)


def side_by_side(one: Range, other: Range) -> tuple[Range, Range]:
    """Two exact figures of different decimals can be compared no finer than the coarser of them."""
    if one.places is None or other.places is None or one.places == other.places:
        return one, other
    places = min(one.places, other.places)
    return coarse(one, places), coarse(other, places)


def coarse(one: Range, places: int) -> Range:
    if one.places is None or one.places <= places:
        return one
    hidden = Fraction(1, 2 * 10**one.places)
    return Range(
        half_up(one.low - hidden, places), half_up(one.high + hidden - hidden / 1000, places), places=None
    )


def widened(one: Range, places: int) -> Range:
    """With both ends rounded to so many decimals, and closed."""
    return Range(half_up(one.low, places), half_up(one.high, places))


@cache
def number(text: str) -> Fraction:
    return Fraction(text.replace(",", "").replace("−", "-"))


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


@cache
def exact_number(text: str) -> Range:
    """An exact figure; nought is no rounded one, since no mean is so low and a gap is cut off there."""
    value = number(text)
    return Range(value, value, places=decimals(text) if value else None)


@cache
def figure(text: str, top: int = 5) -> Range | None:
    """A mean as it stands in a table, perhaps with its level's name or how many people it rests on behind it."""
    words = _COMMENT.sub("", text.strip())
    if found := _BELOW.match(words):
        return Range(Fraction(1), number(found[1]), open=True)
    if found := _OVER.match(words):
        return Range(number(found[1]), Fraction(top))
    if found := _BETWEEN.fullmatch(words):
        return Range(number(found[1]), number(found[2]))
    if found := _EXACT.match(words):
        return exact_number(found[1])
    return None


@cache
def distance(text: str) -> Range | None:
    """A gap or a score: exact, over something, up to something, or between two."""
    words = text.strip()
    if found := _MORE.fullmatch(words):
        return Range(number(found[1]), Fraction(1000))
    if found := _UP_TO.fullmatch(words):
        return Range(Fraction(0), number(found[1]))
    if found := _BETWEEN.fullmatch(words):
        return Range(number(found[1]), number(found[2]))
    if found := _EXACT.fullmatch(words):
        return exact_number(found[1])
    return None


@cache
def share(text: str) -> Range | None:
    """A share in whole per cent, the first that is printed."""
    found = _SHARE.search(text)
    if not found:
        return None
    low, high = Fraction(found[1]), Fraction(found[2] or found[1])
    return Range(low, high, places=0 if low == high else None)


@dataclass(frozen=True)
class CountRead:
    """At least `least` and at most `most` of `of`; `said` is what stands in brackets behind it."""

    least: int
    most: int
    of: int
    said: str

    @property
    def percent(self) -> str:
        ends = [half_up(Fraction(100 * count, self.of), 0) for count in (self.least, self.most)]
        return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}% to {ends[1]}%"


def counts(text: str) -> Iterable[CountRead]:
    """Every "12 to 13 of 17" in a text."""
    for found in _COUNT.finditer(text):
        least = int(number(found[1]))
        yield CountRead(least, int(number(found[2] or found[1])), int(number(found[3])), found[4] or "")


@cache
def place(text: str) -> tuple[int, int] | None:
    """The best and the worst place: "2nd", "1st or 2nd", "2nd to 4th"."""
    found = _PLACE.fullmatch(text.strip())
    return (int(found[1]), int(found[2] or found[1])) if found else None


def level(figure_text: str, labels: Sequence[str]) -> str:
    """The level that an exact printed figure is nearest to, a half going up; that of the end for an end."""
    at = figure(figure_text, len(labels))
    if at is None:
        return ""
    if not at.exact:
        return labels[0] if at.low == 1 else labels[-1]
    return labels[min(len(labels), max(1, int(half_up(at.low, 0)))) - 1]


# --- several at once -------------------------------------------------------------------------------------


def may_be_lowest(column: Mapping[str, Range]) -> set[str]:
    return {name for name, one in column.items() if not any(other.below(one) for other in column.values())}


def may_be_highest(column: Mapping[str, Range]) -> set[str]:
    return {name for name, one in column.items() if not any(other.above(one) for other in column.values())}


def total(parts: Sequence[tuple[int, Range]], outward: bool = False) -> Range | None:
    """Where a weighted mean of printed figures lies, where some of them are no exact ones; None where all are.

    Exact parts may be off by what their printing hides. The range is drawn in by as much, so that nothing is called
    false that rounding alone could make so; `outward` lets it out by as much, for all that may be.
    """
    if all(part.exact for _, part in parts):
        return None
    weights = sum(weight for weight, _ in parts)
    slack = sum(
        (weight * Fraction(1, 2 * 10**part.places) for weight, part in parts if part.places is not None),
        Fraction(),
    )
    slack = -slack if outward else slack
    low = (sum((weight * part.low for weight, part in parts), Fraction()) + slack) / weights
    high = (sum((weight * part.high for weight, part in parts), Fraction()) - slack) / weights
    is_open = any(part.open for _, part in parts)
    return Range(low, high, open=is_open) if low < high else Range((low + high) / 2, (low + high) / 2)
