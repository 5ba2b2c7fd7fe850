"""Rank bands where figures are intervals: a band holds every place that chance or an interval leaves open.

What is behind an interval may be at either of its ends, so the bands are worked out there as well: an area ranks
best where its own score is the largest that it may be and all the others are the smallest, and worst the other way
round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lws_assess.survey.intervals import Interval, Places
from lws_assess.survey.priorities import Standing
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.rank_bands import RankBand, priority_bands
from lws_assess.survey.unanimity import ShownCell

Standings = dict[str, Standing]


def bands_of_intervals(
    codes: Sequence[str],
    cells: Sequence[ShownCell],
    figures: Mapping[str, tuple[Interval, Interval, float]],
    places: Mapping[str, Places],
    reading: str,
) -> dict[str, RankBand] | Withheld:
    """The rank band of each area in `figures` (its position, its importance and its target), or why there are none.

    `places` are those that the figures leave open before any chance.
    """
    middle = {
        code: Standing(position.middle, importance.middle, target)
        for code, (position, importance, target) in figures.items()
    }
    found = priority_bands(codes, cells, middle, reading)
    if isinstance(found, Withheld):
        return found
    is_exact = {code: p.is_exact and i.is_exact for code, (p, i, _) in figures.items()}
    if all(is_exact.values()):
        return found
    at_an_end: dict[tuple[str, bool], dict[str, RankBand]] = {}

    def band(code: str, is_best: bool) -> RankBand:
        # Every exact area is at its best, and at its worst, where the others are: one reckoning serves them all.
        which = ("" if is_exact[code] else code, is_best)
        if which not in at_an_end:
            ends = {
                other: _at_an_end(*figure, is_largest=(other == code) is is_best)
                for other, figure in figures.items()
            }
            bands = priority_bands(codes, cells, ends, reading)
            at_an_end[which] = found if isinstance(bands, Withheld) else bands
        return at_an_end[which][code]

    return {
        code: RankBand(
            min(places[code].best, mine.best, band(code, is_best=True).best),
            max(places[code].worst, mine.worst, band(code, is_best=False).worst),
        )
        for code, mine in found.items()
    }


def _at_an_end(position: Interval, importance: Interval, target: float, is_largest: bool) -> Standing:
    """Where the priority score is the largest that the intervals leave open, or the smallest."""
    if is_largest:
        return Standing(position.low, importance.high, target)
    return Standing(position.high, importance.low, target)
