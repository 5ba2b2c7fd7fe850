"""Where views differ most after a room has rated alone: what is worth talking about and voting on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lws_assess.survey.instruments import Area, Question
from lws_assess.survey.keys import StatementKey
from lws_assess.survey.releases.privacy import Distribution
from lws_assess.survey.results.round_results import AreaResult, RoundResults

MOST_OFFERED = 3


@dataclass(frozen=True)
class WidestStatement:
    """The statement of an area about which views differ most, and the word for how far they do."""

    area: Area
    statement: Question
    agreement: float
    word: str


@dataclass(frozen=True)
class WidestSpreads:
    """One statement of each area where views differ most; `more` areas differ exactly as much as the last of them."""

    found: tuple[WidestStatement, ...]
    more: int

    def without(self, statements: Collection[StatementKey]) -> WidestSpreads:
        """Returns the spreads without the statements with these keys. `more` is 0 where the last of them is gone."""
        kept = tuple(wide for wide in self.found if wide.statement.key not in statements)
        return WidestSpreads(kept, self.more if kept[-1:] == self.found[-1:] else 0)


def widest_spreads(results: RoundResults, most: int = MOST_OFFERED) -> WidestSpreads:
    """The widest first; equal ones in the framework's order.

    Only statements are looked at of which agreement may be shown, and only of audiences that are asked statements.
    """
    found: dict[str, WidestStatement] = {}
    for audience in results.audiences:
        if audience.audience.easy_read:
            continue
        for area in audience.areas:
            widest = _widest_of(area)
            before = found.get(area.area.code)
            if widest and (before is None or widest.agreement < before.agreement):
                found[area.area.code] = widest
    order = {area.code: place for place, area in enumerate(results.edition.areas)}
    by_spread = sorted(found.values(), key=lambda wide: (wide.agreement, order[wide.area.code]))
    shown, rest = by_spread[:most], by_spread[most:]
    return WidestSpreads(tuple(shown), sum(one.agreement == shown[-1].agreement for one in rest))


def _widest_of(result: AreaResult) -> WidestStatement | None:
    wides = [
        WidestStatement(result.area, one.question, one.spread.agreement, one.spread.word)
        for one in result.statements
        if isinstance(one.spread, Distribution) and one.spread.agreement is not None
    ]
    return min(wides, key=lambda wide: wide.agreement, default=None)
