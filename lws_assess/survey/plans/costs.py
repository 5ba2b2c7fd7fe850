"""What a plan costs in each financial year, beside the money that there is for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

APRIL = 4
Year = int | None  # the calendar year in which a financial year begins; None for costs without a date


@dataclass(frozen=True)
class ActionCost:
    """Holds what one action costs, in whole pounds, and the days over which it is spent."""

    pounds: int
    pooled: int  # the part that comes out of pooled money
    start: date | None
    due: date | None


@dataclass(frozen=True)
class YearFunds:
    """Holds what there is to spend in a year, in whole pounds; `pooled` is the part of it that partners pool."""

    pounds: int
    pooled: int


@dataclass(frozen=True)
class YearMoney:
    """One financial year: what the plan costs and what there is. `available` is None where nobody has said."""

    year: Year
    pounds: int
    pooled: int
    available: YearFunds | None

    @property
    def words(self) -> str:
        return year_words(self.year)

    @property
    def left(self) -> int | None:
        """Returns what is left over; below 0 where money is missing. None where nobody has said what there is."""
        return self.available.pounds - self.pounds if self.available else None


def financial_year(day: date) -> int:
    """The year in which the day's financial year began: April to March.

    >>> financial_year(date(2025, 3, 31)), financial_year(date(2025, 4, 1))
    (2024, 2025)
    """
    return day.year if day.month >= APRIL else day.year - 1


def year_words(year: Year) -> str:
    """
    >>> year_words(2024), year_words(2099), year_words(None)
    ('2024-25', '2099-00', 'No dates yet')
    """
    return "No dates yet" if year is None else f"{year}-{(year + 1) % 100:02}"


def spread(pounds: int, start: date | None, due: date | None) -> dict[Year, int]:
    """A cost by financial year, evenly over its days, in whole pounds that add up to it.

    With one date only, all of it counts in that year; without any, in none.

    >>> spread(100, date(2025, 3, 22), date(2025, 4, 10))
    {2024: 50, 2025: 50}
    """
    first, last = start or due, due or start
    if first is None or last is None:
        return {None: pounds}
    last = max(first, last)
    days, spent, shares = (last - first).days + 1, 0, dict[Year, int]()
    for year in range(financial_year(first), financial_year(last) + 1):
        end = min(last, date(year + 1, APRIL, 1) - timedelta(days=1))
        so_far = round(pounds * ((end - first).days + 1) / days)
        shares[year], spent = so_far - spent, so_far
    return shares


def money_by_year(costs: Iterable[ActionCost], available: Mapping[int, YearFunds]) -> tuple[YearMoney, ...]:
    """Every year that costs something or has money, the earliest first; costs without dates last."""
    pounds: Counter[Year] = Counter()
    pooled: Counter[Year] = Counter()
    for cost in costs:
        pounds.update(spread(cost.pounds, cost.start, cost.due))
        pooled.update(spread(cost.pooled, cost.start, cost.due))
    years = sorted({year for year in pounds if year is not None} | set(available))
    without = [None] if pounds[None] else []
    return tuple(
        YearMoney(year, pounds[year], pooled[year], available.get(year) if year is not None else None)
        for year in (*years, *without)
    )
