"""Compared figures: what may be said of several printed figures, no more finely than they are printed.

Shown  ->  compared  ->  Interval of each, as far as they can be compared  ->  survey.intervals
Shown, Shown  ->  difference_of  ->  Difference, as it is printed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lws_assess.survey.intervals import Interval, Key, exact_interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.rounding import decimals_of, printed_value, rounded_value
from lws_assess.survey.withheld import Withheld


def comparable_intervals(figures: Mapping[Key, Shown | Withheld]) -> dict[Key, Interval]:
    """Returns where each of the figures that are shown may lie, as far as they can be set beside each other.

    A figure of two decimals is worth one beside a figure of one: 1.24 is the same as 1.2 there, and 1.25 may be
    1.2 or 1.3. Withheld figures are left out.

    Ends of intervals are rounded with them: else 1.46, which is 1.5 there, would stand above whatever is below 1.5.

    >>> seen = comparable_intervals({"a": Shown(1.2, "1.2", "", 8), "b": Shown(1.24, "1.24", "", 30),
    ...     "c": Withheld("", "")})
    >>> seen["a"].is_same(seen["b"]), "c" in seen
    (True, False)
    >>> low = Shown(1.5, "below 1.5", "", 8, exact=False, between=Interval(1, 1.5, open=True))
    >>> seen = comparable_intervals({"low": low, "b": Shown(1.46, "1.46", "", 30), "c": Shown(3.0, "3.0", "", 8)})
    >>> seen["low"].is_below(seen["b"]), seen["low"].is_below(seen["c"])
    (False, True)
    """
    shown = {key: one for key, one in figures.items() if isinstance(one, Shown)}
    plain = [one for one in shown.values() if one.exact and one.between is None]
    fewest = min((decimals_of(one.text) for one in plain), default=2)
    seen = {key: one.between or _at(one, fewest) for key, one in shown.items()}
    moved = [_at(one, fewest) for one in plain if decimals_of(one.text) > fewest]
    if moved and any(one.between for one in shown.values()):
        return {
            key: _rounded_with(moved, seen[key], fewest) if one.between else seen[key]
            for key, one in shown.items()
        }
    return seen


def _at(shown: Shown, places: int) -> Interval:
    if not shown.exact or decimals_of(shown.text) <= places:
        return exact_interval(shown.value)
    hidden = Fraction(
        1, 2 * 10 ** decimals_of(shown.text)
    )  # what its own last digit may have been rounded by
    value = Fraction(shown.text)
    a_hair = hidden / 1000  # a mean that was rounded up to this figure is below its upper bound
    return Interval(
        float(rounded_value(value - hidden, places)), float(rounded_value(value + hidden - a_hair, places))
    )


def _rounded_with(moved: Sequence[Interval], between: Interval, places: int) -> Interval:
    """An interval whose ends are rounded; it reaches an open one where another figure was rounded onto it."""
    low, high = (float(rounded_value(end, places)) for end in (between.low, between.high))
    met = {end for one in moved for end in (one.low, one.high)}
    return Interval(low, high, between.open and high not in met, between.open_below and low not in met)


@dataclass(frozen=True)
class FigureDifference:
    """Says how far one printed figure is from another; `places` are the decimals that both of them have.

    `is_sure` is false where they may be the same as far as both are printed, such as 2.25 and 2.3.
    """

    interval: Interval
    places: int
    is_sure: bool = True

    @property
    def is_rise(self) -> bool:
        """True if it is above nought as it is printed, whatever it is."""
        return self.is_sure and rounded_value(self.interval.low, self.places) > 0

    @property
    def is_fall(self) -> bool:
        return self.is_sure and rounded_value(self.interval.high, self.places) < 0

    @property
    def is_nought(self) -> bool:
        return self.interval.is_exact and not rounded_value(self.interval.low, self.places)

    @property
    def may_be_nought(self) -> bool:
        """True if it is none or one unit of the last decimal, which nothing that is printed tells apart."""
        return self.interval.is_exact and not self.is_sure and not self.is_nought

    @property
    def size(self) -> str:
        """Returns the size of the difference without its direction.

        >>> difference_of(Shown(2.1, "2.1", "", 8), Shown(2.37, "2.37", "", 30)).size
        '0.3'
        >>> low = Shown(1.5, "below 1.5", "", 8, exact=False, between=Interval(1, 1.5, open=True))
        >>> difference_of(low, Shown(3.0, "3.0", "", 8)).size
        'between 1.5 and 2.0'
        """
        ends = sorted((abs(self.interval.low), abs(self.interval.high)))
        if self.interval.low < 0 < self.interval.high:
            return f"up to {printed_value(ends[1], self.places)}"
        texts = [printed_value(end, self.places) for end in ends]
        return texts[0] if texts[0] == texts[1] else f"between {texts[0]} and {texts[1]}"


def difference_of(then: Shown, now: Shown) -> FigureDifference:
    """From one printed figure to another, no more finely than the coarser of them is printed.

    >>> may_be_none = difference_of(Shown(2.25, "2.25", "", 30), Shown(2.3, "2.3", "", 8))
    >>> may_be_none.is_rise, may_be_none.is_nought, may_be_none.may_be_nought
    (False, False, True)
    """
    places = min((decimals_of(one.text) for one in (then, now) if one.exact), default=1)
    apart = now.interval.less(then.interval)
    if apart.is_exact:
        finest = max(decimals_of(one.text) for one in (then, now))
        apart = exact_interval(round(float(now.text) - float(then.text), finest))  # as exact as the two texts
    seen = comparable_intervals({"then": then, "now": now})
    return FigureDifference(apart, places, is_sure=seen["now"].is_apart(seen["then"]))
