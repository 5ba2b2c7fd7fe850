"""Privacy: what may be published of cells.

Everything here follows the method page, "What may be published": cells of at least k people, made once, and
inside a cell only what cannot be turned back into the answers of fewer than k. Whether so many people are enough is
asked of `survey.smallest_numbers`, and what is not shown is said by `survey.withheld`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lws_assess.survey.instruments import Scale
from lws_assess.survey.intervals import A_HAIR, Interval, exact_interval
from lws_assess.survey.keys import AudienceKey, GroupKey, StatementKey
from lws_assess.survey.releases.agreement import FEWEST_LEVELS, agreement_word, exact_agreement
from lws_assess.survey.releases.agreement import PLACES as AGREEMENT_PLACES
from lws_assess.survey.releases.cut_graphs import CutGraph, cells_are_large_enough, weak_components
from lws_assess.survey.releases.scores import AreaFigures, Moments, Read, moments_of_levels
from lws_assess.survey.releases.shared_sums import tells_of_few
from lws_assess.survey.releases.statement_ranges import RatedAlike, stays_open
from lws_assess.survey.rounding import decimals_of, printed_value, rounded_value
from lws_assess.survey.smallest_numbers import (
    FEWEST,
    SPREAD_NEEDS,
    agreement_may_be_named,
    cell_may_be_exact,
    is_nobody_or_enough,
    is_too_few,
    may_be_shown,
    may_be_smallest,
    spread_may_be_shown,
)
from lws_assess.survey.withheld import (
    RATED,
    WhoCounts,
    Withheld,
    spread_withheld_beside_an_end,
    spread_withheld_for_too_few,
    spread_withheld_in_every_group,
    withheld_for_too_few,
    withheld_for_too_few_of,
)

ROOM_AT_THE_ENDS = 0.5  # how near an end "near" is, in levels
# How much of the way from the bound to the end lies what stands for it in totals. Means are rarer the nearer
# they are to the end itself: where they thin out evenly, this is the mean of them.
STANDS_AT = 1 / 3
MAY_BE_OFF = 0.05  # levels that a total printed to two decimals may be wrong by, for the ends it rests on


@dataclass(frozen=True)
class Shown:
    """A mean that may be shown.

    `value` is rounded as far as it may be printed; `text` is how it is printed ("2.46", "below 1.5");
    `exact` is false where only the end of the scale may be named, and `value` then stands at that bound.
    `between` holds every mean that it may be, where what is printed leaves more than one: an end of the scale, and
    totals that hold such ends. Whatever is said of the figure must be so for all of them.
    """

    value: float
    text: str
    band: str
    n: int
    exact: bool = True
    between: Interval | None = None

    @property
    def interval(self) -> Interval:
        return self.between or exact_interval(self.value)


@dataclass(frozen=True)
class EndOfScale:
    """One end of a scale, as it is named in the stead of a mean: `text` and the `bound` in it.

    `stands` is the mean that stands for it in totals, whatever the mean is; `level` is that of the end.
    """

    bound: float
    stands: float
    text: str
    level: int

    @property
    def between(self) -> Interval:
        return (
            Interval(self.level, self.bound, open=True)
            if self.level == 1
            else Interval(self.bound, self.level)
        )


@dataclass(frozen=True)
class Distribution:
    """Says how ratings were spread, where that may be shown: people by level, lowest first.

    `agreement` is van der Eijk's A to the decimals that are printed, and `word` what that is called; None and empty
    below AGREEMENT_NEEDS answers, and on scales of two levels.
    """

    counts: tuple[int, ...]
    agreement: float | None
    word: str

    @property
    def n(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class SmallGroup:
    """A group as far as joining is concerned."""

    key: GroupKey
    branch: str
    audience: AudienceKey
    people: int


@dataclass(frozen=True)
class CellJoining:
    """Disjoint cells of group keys, and the groups left out of every figure."""

    cells: tuple[tuple[GroupKey, ...], ...]
    left_out: tuple[GroupKey, ...]


def join_small_groups(
    groups: Sequence[SmallGroup],
    k: int,
    may_show: Callable[[tuple[GroupKey, ...]], bool] = lambda _cell: True,
) -> CellJoining:
    """Cells of at least k people: large groups alone, small ones joined within their branch, then as others.

    A joined cell holds at least two groups. Groups nobody answered for are in no cell and are not left out.
    A cell that `may_show` refuses is none: its groups are joined as small ones are, or left out.
    Raises ValueError for k below the smallest number that may ever be shown.
    """
    if not may_be_smallest(k):
        raise ValueError(f"the smallest number shown cannot be below {FEWEST}")
    answered = [group for group in groups if group.people > 0]
    alone = [group for group in answered if may_be_shown(group.people, k) and may_show((group.key,))]
    cells: list[tuple[GroupKey, ...]] = [(group.key,) for group in alone]
    waiting = [group for group in answered if group not in alone]
    for audience in dict.fromkeys(group.audience for group in waiting):
        others: list[SmallGroup] = []
        mine = [group for group in waiting if group.audience == audience]
        for branch in dict.fromkeys(group.branch for group in mine):
            together = [group for group in mine if group.branch == branch]
            cell = tuple(group.key for group in together)
            if _large_enough(together, k) and may_show(cell):
                cells.append(cell)
            else:
                others += together
        cell = tuple(group.key for group in others)
        if _large_enough(others, k) and may_show(cell):
            cells.append(cell)
    placed = {key for cell in cells for key in cell}
    return CellJoining(tuple(cells), tuple(group.key for group in waiting if group.key not in placed))


def _large_enough(groups: Sequence[SmallGroup], k: int) -> bool:
    return len(groups) >= 2 and may_be_shown(sum(group.people for group in groups), k)


def mean_shown(moments: Moments, scale: Scale, k: int) -> Shown | Withheld:
    """The mean of a cell as it may be printed, or why it is not."""
    if not may_be_shown(moments.n, k):
        return withheld_for_too_few(moments.n, k)
    return _shown(moments.exact_mean, moments.n, scale, end_named(moments, scale))


def mean_in_cell(
    people: int, moments: Moments | None, scale: Scale, k: int, counted: WhoCounts = RATED
) -> Shown | Withheld:
    """Returns the mean of a cell of `people`, or why it is withheld. None was withheld at the release, which takes `k`
    who are `counted`.
    """
    if moments is None:
        return withheld_for_too_few_of(people, k, counted)
    return mean_shown(moments, scale, k)


def distribution_shown(counts: Sequence[int], scale: Scale, k: int) -> Distribution | Withheld:
    """Returns how the ratings of a cell were spread, or why that is not shown.

    It takes ten people. Where the mean may only be named by an end of the scale, the spread would give it away.
    """
    moments = moments_of_levels(counts)
    if not spread_may_be_shown(moments.n):
        return spread_withheld_for_too_few(moments.n)
    mean = mean_shown(moments, scale, k)
    if isinstance(mean, Shown) and not mean.exact:
        return spread_withheld_beside_an_end()
    return _distribution(counts)


def distributions_together(
    shown: Sequence[Distribution | Withheld],
) -> Distribution | Withheld:
    """All that cells show of their spread, added up; a cell that shows none is in no total."""
    counts = [one.counts for one in shown if isinstance(one, Distribution)]
    if not counts:
        return spread_withheld_in_every_group()
    return _distribution([sum(level) for level in zip(*counts, strict=True)])


def _distribution(counts: Sequence[int]) -> Distribution:
    if len(counts) < FEWEST_LEVELS or not agreement_may_be_named(sum(counts)):
        return Distribution(tuple(counts), None, "")
    a = float(rounded_value(exact_agreement(counts), AGREEMENT_PLACES))
    return Distribution(tuple(counts), a, agreement_word(a))


def unrated_may_be_counted(people: int, scored: int, partial: int | None, k: int) -> bool:
    """True if it may stand beside an area's score in a cell why questions were left without a rating.

    The reasons are two counts: of don't-knows, and of answers that a question does not apply. `scored` people of the
    `people` have the area's score, which is printed. `partial` counts those among them who left some of what was put to
    them without a rating. It counts where the figures printed beside it give that away (statements are shown, or there
    is one question only); otherwise it is None and such an answer may be anybody's. Where it is given away, those who
    can have said so must be nobody, or at least k. Blanks are the rest of what was not rated, and of the same people.
    """
    if partial is None:
        return may_be_shown(people, k)
    return is_nobody_or_enough(people - scored + partial, k)


def rest_may_be_counted(people: int, raters: int, k: int) -> bool:
    """True if reasons for not rating may stand beside the mean of a question that is in no area score.

    The sum of the ratings is all that is published of such a question, and it speaks of the `raters`, who are
    at least k. How many people are in the cell and how many rated are printed, so any further count speaks of
    the others alone: they must be nobody, or at least k.
    """
    return may_be_shown(raters, k) and is_nobody_or_enough(people - raters, k)


def end_named(moments: Moments, scale: Scale) -> EndOfScale | None:
    """The end of the scale that is all that may be said of this mean; None where the mean itself is printed.

    The mean and the number of people decide, never how alike the ratings are: else the way of printing would
    tell that they all are.
    """
    return _end(moments.mean, moments.n, scale)


def _is_near_an_end(mean: float, scale: Scale) -> bool:
    return not 1 + ROOM_AT_THE_ENDS <= mean < scale.top - ROOM_AT_THE_ENDS


def _end(mean: float, n: int, scale: Scale) -> EndOfScale | None:
    low, high = 1 + ROOM_AT_THE_ENDS, scale.top - ROOM_AT_THE_ENDS
    if cell_may_be_exact(n):
        return None
    if mean < low:
        return EndOfScale(low, low - ROOM_AT_THE_ENDS * STANDS_AT, f"below {low:g}", 1)
    if mean >= high:
        return EndOfScale(high, high + ROOM_AT_THE_ENDS * STANDS_AT, f"{high:g} and over", scale.top)
    return None


def as_printed(moments: Moments, scale: Scale) -> Moments:
    """Returns what a cell brings into a total: its moments, or the same about what stands for the end that is named.

    A total made of the mean itself would give it back to whoever takes the other cells away; so it is made of
    what is printed.
    """
    end = end_named(moments, scale)
    return moments if end is None else _about(moments, end.stands)


def _about(moments: Moments, mean: float) -> Moments:
    """Returns moments of the same people, who vary as they do about another mean."""
    squares = moments.variance * (moments.n - 1) + moments.n * mean**2
    return Moments(moments.n, moments.n * mean, squares)


def total_shown(read: Read, cells: Sequence[tuple[int, Moments]], scale: Scale) -> Shown:
    """Returns what cells come to in one reading, as it may be printed; each of them has passed `mean_shown`.

    It is made of what the cells print, so that no total says more than they do. Where all are named by the
    same end, so is the total. Where what stands for ends could put it wrong by more than MAY_BE_OFF, a second
    decimal would claim what nobody knows.
    """
    score = read([(groups, as_printed(moments, scale)) for groups, moments in cells])
    ends = [end_named(moments, scale) for _, moments in cells]
    if not any(ends):
        return _shown(score.mean, score.people, scale, _end(float(score.mean), score.people, scale))
    if len(set(ends)) == 1:
        return _shown(score.mean, score.people, scale, ends[0])
    between = _total_between(read, cells, ends)
    end = _end(float(score.mean), score.people, scale)
    if end and between.low >= end.between.low - A_HAIR and between.high <= end.between.high + A_HAIR:
        return _shown(score.mean, score.people, scale, end)
    off = max(score.mean - Fraction(between.low), Fraction(between.high) - score.mean)
    total = _shown(score.mean, score.people, scale, None, coarse=round(float(off), 9) > MAY_BE_OFF)
    return replace(total, band=_levels_of(between, decimals_of(total.text), scale), between=between)


def _levels_of(between: Interval, places: int, scale: Scale) -> str:
    """The level that a total is named by; both where what it may be lies at two of them."""
    most = between.high - A_HAIR if between.open else between.high
    ends = (float(rounded_value(end, places)) for end in (between.low, most))
    return " or ".join(dict.fromkeys(scale.band(end).label for end in ends))


def _total_between(
    read: Read, cells: Sequence[tuple[int, Moments]], ends: Sequence[EndOfScale | None]
) -> Interval:
    """The least and the most that a total may be, since each end that it rests on may be anything within it."""

    def at(bound: Callable[[Interval], float]) -> float:
        return float(
            read(
                [
                    (groups, _about(moments, bound(end.between)) if end else moments)
                    for (groups, moments), end in zip(cells, ends, strict=True)
                ]
            ).mean
        )

    is_open = any(end is not None and end.between.open for end in ends)
    return Interval(at(lambda one: one.low), at(lambda one: one.high), open=is_open)


def _shown(mean: Fraction, n: int, scale: Scale, end: EndOfScale | None, coarse: bool = False) -> Shown:
    if end:
        label = scale.band(end.level).label
        return Shown(end.bound, end.text, label, n, exact=False, between=end.between)
    places = 2 if spread_may_be_shown(n) and not coarse else 1
    value = float(rounded_value(mean, places))
    return Shown(value, printed_value(mean, places), scale.band(value).label, n)


def statements_may_show(patterns: Mapping[int, int], statements: int, partial: int, k: int) -> bool:
    """True if statement figures of an area may stand beside its area score in a cell.

    `patterns` counts people with an area score by the statements they rated (bit i for statement i);
    `partial` counts those among them who rated some but not all of what was put to them.

    Two tests. First, those who rated some but not all are 0 or at least k. Second,
    exactly: a sum of area scores less a weighted sum of statement ratings vanishes for everybody whose m
    rated statements all carry the weight 1/m. Whatever weights are chosen, those for whom it does not vanish
    must be 0 or at least k. The second is needed where a short and a full form meet in one cell.
    """
    return is_nobody_or_enough(partial, k) and not tells_of_few([patterns], statements, k)


def joined_statements_may_show(members: Sequence[AreaFigures], scale: Scale, k: int) -> bool:
    """True if cells that show no statement figures of an area by themselves may show those of all together.

    `members` says of each what it counts; each has k people with the area's score, and prints it. Together they
    must pass the tests of a cell, in which every member's area score now has a weight of its own. What one of
    its members may only say by an end of the scale must not follow either. And since smaller cells stand in it, of
    which it must stay open what all their people said: no mean lies near an end, however many people rated, and no
    score of a member, which would tell its ratings, to be taken away; no statement is one that nobody rated; of
    several statements none is all that the people of a member rated, since that one's sum could be taken away; and
    the sums leave room for other ratings in each member.
    """
    scored, partial = sum(one.score.n for one in members), sum(one.partial for one in members)
    if (
        not spread_may_be_shown(scored)
        or is_too_few(partial, k)
        or any(_is_near_an_end(one.score.mean, scale) for one in members)
    ):
        return False
    counts = statements_together(members)
    if len(counts) > 1 and any(_rated_one_alone(one) for one in members):
        return False
    left = [sum(column) for column in zip(*(one.left for one in members), strict=True)]
    for levels, unrated in zip(counts.values(), left, strict=True):
        ratings = moments_of_levels(levels)
        if (unrated and not ratings.n) or (ratings.n and _is_near_an_end(ratings.mean, scale)):
            return False
    if tells_of_few([one.patterns for one in members], len(counts), k):
        return False
    return len(counts) == 1 or stays_open(_kinds(members), scale.top, ROOM_AT_THE_ENDS)


def _kinds(members: Sequence[AreaFigures]) -> list[RatedAlike]:
    """The people of each member by the statements that they rated."""
    return [
        RatedAlike(
            number, people, {i: total for i, total in enumerate(one.sums[pattern]) if pattern >> i & 1}
        )
        for number, one in enumerate(members)
        for pattern, people in one.patterns.items()
    ]


def _rated_one_alone(member: AreaFigures) -> bool:
    """True if all with the area's score rated one statement, the same, so that its sum is printed."""
    return len(member.patterns) == 1 and all(pattern.bit_count() == 1 for pattern in member.patterns)


def statements_together(members: Sequence[AreaFigures]) -> dict[StatementKey, tuple[int, ...]]:
    """Ratings by level of each statement of an area, over several cells."""
    return {
        key: tuple(sum(level) for level in zip(*(one.statements[key] for one in members), strict=True))
        for key in members[0].statements
    }


def may_not_know_in_joined(people: int, member: AreaFigures, members: Sequence[AreaFigures], k: int) -> bool:
    """True if a member of joined cells may still show why its people did not rate, beside their statements.

    How many rated each statement is printed of all together. So some people with the area's score can have said that
    they do not know, or that it does not apply: those to whom a statement was put that one of them left unrated.
    """
    left = sum(
        1 << i for i, column in enumerate(zip(*(one.left for one in members), strict=True)) if any(column)
    )
    could = sum(count for form, count in member.forms.items() if form & left)
    return unrated_may_be_counted(people, member.score.n, could, k)


def no_end_is_given_away(statements: Sequence[Sequence[int]], scale: Scale) -> bool:
    """True if no statement of an area that may only be named by an end follows from the others and the score.

    Where everybody rates all of them, the score is their mean: with all but one of them exact, so is that one.
    `statements` holds ratings by level, lowest first.
    """
    named = [end_named(moments_of_levels(counts), scale) is not None for counts in statements if sum(counts)]
    return all(named) or not any(named)


def group_may_be_named(commented: int) -> bool:
    """True if a comment may name its group: ten or more people of it have commented in the round."""
    return may_be_shown(commented, SPREAD_NEEDS)


def pools_of_comments(
    commented: Mapping[GroupKey, int], audiences: Mapping[GroupKey, AudienceKey]
) -> dict[AudienceKey, tuple[AudienceKey, ...]]:
    """For each audience, the audiences that its comments are mixed with where they do not name their group.

    `commented` counts people by group, `audiences` gives each group's own. An audience in which a single
    unnamed group commented would name that group after all. So such audiences are mixed with one another; one
    that is left is mixed with the audience of the fewest groups, and () says only that somebody answered.
    """
    unnamed: dict[AudienceKey, int] = {}
    for group, people in commented.items():
        if people and not group_may_be_named(people):
            unnamed[audiences[group]] = unnamed.get(audiences[group], 0) + 1
    mixed = [audience for audience, groups in unnamed.items() if groups == 1]
    others = [audience for audience in unnamed if audience not in mixed]
    if len(mixed) == 1 and others:
        mixed.append(min(others, key=lambda audience: unnamed[audience]))
    pool = tuple(audience for audience in unnamed if audience in mixed) if len(mixed) > 1 else ()
    return {audience: pool if audience in mixed else (audience,) for audience in unnamed}


def cut_may_show(graph: CutGraph, k: int) -> bool:
    """True if figures by category may stand beside those of the cells: no cut of the graph weighs 1 to k - 1."""
    return cells_are_large_enough(graph, k) and not weak_components(graph, k)
