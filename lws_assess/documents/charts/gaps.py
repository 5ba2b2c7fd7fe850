"""Gaps: where groups lie apart, and what may be said of that.

    AudienceResults  ->  gaps  ->  Gap, one an area  ->  the sentences under pictures of groups

Two groups are said to differ only where chance alone would hardly make them differ so far (see verdicts). Areas are set
against each other only where that holds for every value that the printed figures leave open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import ScalePlace, listed_names, place_on_scale, printed_figure
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import Interval, may_be_highest, may_be_lowest
from lws_assess.survey.results.round_results import AudienceResults

A_HAIR = 1e-9
ALIKE = 0.05  # levels, below which groups are said to stand at much the same point
FAR = 1.0  # levels, from which it is said that groups see an area differently
GROUPS_ALIKE = "As far as may be shown, the groups stand at much the same point in every area."
NO_TWO = "No area has figures of two groups that may be compared."
WITHIN = "In no area do groups differ by more than chance would make them."
NOT_KNOWN = (
    "How far chance alone could move figures of so few people is not known, so no group is called higher or lower"
    " than another."
)


@dataclass(frozen=True)
class GroupGap:
    """One area as its groups see it. The highest of them lies at least `least` and at most `most` above the lowest.

    `lower` and `higher` are the two groups furthest apart of those that differ by more than chance would make them;
    None where there are none.
    """

    area: Area
    shown: int  # groups that may be shown
    least: float
    most: float
    lower: PrintedFigure | None = None
    higher: PrintedFigure | None = None
    further: tuple[PrintedFigure, ...] = ()  # groups that are printed beyond those two

    @property
    def further_words(self) -> str:
        """Names the groups that a picture shows beyond the two that differ, with a space before; empty for none."""
        if not self.further:
            return ""
        names = listed_names(f"{one.name} ({one.text})" for one in self.further)
        verb = "stands" if len(self.further) == 1 else "stand"
        return f" Further out {verb} {names}, but that could be chance."

    @property
    def is_told(self) -> bool:
        return self.lower is not None

    @property
    def is_far(self) -> bool:
        """True if the two surely lie a whole level or more apart."""
        return self.between >= FAR - A_HAIR

    @property
    def between(self) -> float:
        """Returns how far the two lie apart at least."""
        if self.lower is None or self.higher is None:
            return 0.0
        return self.higher.interval.low - self.lower.interval.high

    @property
    def words(self) -> str:
        """ "from 2.00 (Nurses) to 3.50 (Teachers)", of the two that differ."""
        assert self.lower is not None
        assert self.higher is not None
        return f"from {self.lower.text} ({self.lower.name}) to {self.higher.text} ({self.higher.name})"

    @property
    def claim(self) -> Claim:
        assert self.lower is not None
        assert self.higher is not None
        return Claim(Relation.BELOW, (self.lower,), (self.higher,), beyond_chance=True)


def gaps(results: AudienceResults) -> tuple[GroupGap, ...]:
    """Each area, in the framework's order."""
    return tuple(_gap(results, found.area) for found in results.areas)


def _gap(results: AudienceResults, area: Area) -> GroupGap:
    scale = results.audience.scale
    figures: dict[str, PrintedFigure] = {
        cell.key: figure
        for cell in results.cells
        if (figure := printed_figure(cell.name, place_on_scale(cell.positions[area.code], scale)))
    }
    if not figures:
        return GroupGap(area, 0, 0.0, 0.0)
    intervals = [figure.interval for figure in figures.values()]
    least = max(one.low for one in intervals) - min(one.high for one in intervals)
    most = max(one.high for one in intervals) - min(one.low for one in intervals)
    pairs = [
        (figures[low], figures[high])
        for low, high in results.apart.groups.get(area.code) or ()
        if low in figures and high in figures and figures[low].interval.is_below(figures[high].interval)
    ]
    pairs.sort(key=lambda pair: pair[0].interval.high - pair[1].interval.low)
    if not pairs:
        return GroupGap(area, len(figures), max(0.0, least), most)
    low, high = pairs[0]
    further = (
        one
        for one in figures.values()
        if one not in pairs[0] and not low.interval.middle <= one.interval.middle <= high.interval.middle
    )
    return GroupGap(area, len(figures), max(0.0, least), most, low, high, tuple(further))


def is_known(results: AudienceResults) -> bool:
    """True if it is known of any area how far chance could move its groups."""
    return any(results.apart.groups.get(a.area.code) is not None for a in results.areas)


def far_apart(results: AudienceResults) -> SaidWords:
    """In which areas groups lie a whole level or more apart; else where they differ most, or that they do not."""
    if len(results.cells) < 2:
        return SaidWords("There is one group only, so nothing to compare it with.")
    found = gaps(results)
    said = _nothing_to_say(results, found)
    if said:
        return said
    far = [gap for gap in found if gap.is_far]
    if far:
        return SaidWords(
            "More than chance would make it, the highest group lies a whole level or more above the lowest on "
            f"{listed_names(gap.area.short_name for gap in far)}.",
            tuple(gap.claim for gap in far),
        )
    nowhere = "Nowhere do groups lie a whole level apart. " if all(gap.most < FAR for gap in found) else ""
    widest = _widest(found)
    return SaidWords(nowhere + widest.text, widest.claims)


def widest_gaps(results: AudienceResults) -> SaidWords:
    """Says where groups differ by more than chance would make them, and by how much where it is most."""
    found = gaps(results)
    return _nothing_to_say(results, found) or _widest(found)


def _nothing_to_say(results: AudienceResults, found: Sequence[GroupGap]) -> SaidWords:
    """Why no group is said to differ from another; nothing where some are."""
    if all(gap.shown < 2 for gap in found):
        return SaidWords(NO_TWO)
    if all(gap.most < ALIKE for gap in found):
        return SaidWords(GROUPS_ALIKE)
    if not is_known(results):
        return SaidWords(NOT_KNOWN)
    return SaidWords("" if any(gap.is_told for gap in found) else WITHIN)


@dataclass(frozen=True)
class WidestGap:
    """The area in which two groups lie furthest apart, where it is `sure`; else one in which groups differ far."""

    gap: GroupGap
    sure: bool


def widest_gap(results: AudienceResults) -> WidestGap | None:
    """Returns where groups differ most of all; None where none differ by more than chance would make them."""
    found = gaps(results)
    return _widest_of(found) if any(gap.is_told for gap in found) else None


def _told_by_width(found: Sequence[GroupGap]) -> list[GroupGap]:
    return sorted((gap for gap in found if gap.is_told), key=lambda gap: -gap.least)


def _widest_of(found: Sequence[GroupGap]) -> WidestGap:
    first = _told_by_width(found)[0]
    surely = first.between >= first.least - A_HAIR and all(
        gap.most < first.least - A_HAIR for gap in found if gap is not first
    )
    return WidestGap(first, surely)


def _widest(found: Sequence[GroupGap]) -> SaidWords:
    """The areas in which groups differ, and of the widest the two ends."""
    told = _told_by_width(found)
    first, others = told[0], told[1:]
    name = first.area.short_name
    if _widest_of(found).sure:
        words = f"The groups lie furthest apart on {name}: {first.words}, more than chance would make it."
    else:
        words = f"More than chance would make it, groups differ on {name}: {first.words}."
    words += first.further_words
    if not others:
        return SaidWords(words, (first.claim,))
    more = listed_names(gap.area.short_name for gap in others)
    also = f"They differ by more than chance would make them on {more} too."
    return SaidWords(f"{words} {also}", tuple(gap.claim for gap in told))


def range_words(places: Sequence[ScalePlace]) -> str:
    """From the lowest figure of an area to the highest, as they are printed where it is sure which they are.

    Else the bounds between which all of them lie.
    """
    known = {str(i): (p, interval) for i, p in enumerate(places) if (interval := p.interval) is not None}
    if not known:
        return "not shown"
    intervals = {key: interval for key, (_, interval) in known.items()}
    if len(known) == 1:
        return next(iter(known.values()))[0].text
    low = _end_words([known[key] for key in may_be_lowest(intervals)], min(i.low for i in intervals.values()))
    high = _end_words(
        [known[key] for key in may_be_highest(intervals)], max(i.high for i in intervals.values())
    )
    return low if low == high else f"{low} to {high}"


def _end_words(may_be: Sequence[tuple[ScalePlace, Interval]], bound: float) -> str:
    texts = {at.narrow for at, _ in may_be}
    return texts.pop() if len(texts) == 1 else f"{bound:.1f}"
