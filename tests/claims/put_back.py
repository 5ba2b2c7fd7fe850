"""Faults put back: each takes one mend out of the product, so that the reader can be seen to find it.

A fault stands in place of what mended it, in every module that uses it. What it names of the product must be there,
or the test that puts it back fails.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from lws_assess.documents.charts import extremes, orders, ranking, shares, whose_statements
from lws_assess.documents.papers import board_paper_results
from lws_assess.survey import intervals, rounding
from lws_assess.survey.instruments import Scale
from lws_assess.survey.intervals import Interval, RankPlaces, exact_interval
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results import compared_figures, priorities, verdicts
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.priorities import FIRST_WHICHEVER, FirstThree
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.rounding import decimals_of
from lws_assess.survey.withheld import Withheld


@dataclass(frozen=True)
class PutBack:
    """A fault, and where it is looked for.

    `found_as` are the rules of the reader one of which must find it. It is looked for in places of `kinds`, those from
    the seed `starts` on first, since some faults bite seldom.
    """

    name: str
    found_as: frozenset[str]
    put: Callable[[ExitStack], None]
    kinds: tuple[str, ...]
    starts: int = 0


def in_place_of(stack: ExitStack, old: Any, new: Any) -> None:
    """Every module of the product that calls `old` calls `new` instead."""
    there = 0
    for name, module in list(sys.modules.items()):
        if not name.startswith("lws_assess"):
            continue
        for attribute, value in list(vars(module).items()):
            if value is old:
                stack.enter_context(patch.object(module, attribute, new))
                there += 1
    assert there, f"{old} is nowhere any more"


@contextmanager
def put_back(fault: PutBack) -> Iterator[None]:
    with ExitStack() as stack:
        fault.put(stack)
        yield


# --- figures ---------------------------------------------------------------------------------------------


def _halves_go_down(stack: ExitStack) -> None:
    def rounded(value: Fraction | float, places: int) -> Fraction:
        exact = Fraction(value)
        scaled = abs(exact) * 10**places - Fraction(1, 2)
        whole = -(-scaled.numerator // scaled.denominator)
        return Fraction(-whole if exact < 0 else whole, 10**places)

    in_place_of(stack, rounding.rounded_value, rounded)


def _an_end_is_its_bound(stack: ExitStack) -> None:
    def beside_its_bound(end: privacy.EndOfScale) -> Interval:
        return Interval(end.bound - 1e-6, end.bound)

    stack.enter_context(patch.object(privacy.EndOfScale, "between", property(beside_its_bound)))


def _a_total_is_what_it_looks_like(stack: ExitStack) -> None:
    shown = privacy.total_shown

    def total_shown(*args: Any) -> Shown:
        one = shown(*args)
        return replace(one, between=None) if one.exact else one

    in_place_of(stack, shown, total_shown)


def _levels_of_means(stack: ExitStack) -> None:
    shown = privacy._shown

    def with_level(mean: Fraction, n: int, scale: Scale, end: Any, coarse: bool = False) -> Shown:
        one = shown(mean, n, scale, end, coarse)
        return one if end else replace(one, band=scale.band(float(mean)).label)

    in_place_of(stack, shown, with_level)


def _finer_than_its_parts(stack: ExitStack) -> None:
    def difference_of(then: Shown, now: Shown) -> FigureDifference:
        places = max((decimals_of(one.text) for one in (then, now) if one.exact), default=1)
        apart = now.interval.less(then.interval)
        if apart.is_exact:
            apart = exact_interval(float(Fraction(now.text) - Fraction(then.text)))
        return FigureDifference(apart, places)

    in_place_of(stack, compared_figures.difference_of, difference_of)


def _a_move_within_chance(stack: ExitStack) -> None:
    def always(differences: Sequence[FigureDifference | None], *_args: Any, **_more: Any) -> list[Verdict]:
        return [Verdict.UNKNOWN if one is None else Verdict.BEYOND for one in differences]

    in_place_of(stack, verdicts.verdicts, always)


# --- orders ----------------------------------------------------------------------------------------------


def _orders_pass_over_ends(stack: ExitStack) -> None:
    """As if nothing were known of an area of which only an end is named."""
    seen = extremes.compared_places

    def without_ends(places: Mapping[str, Any]) -> dict[str, Interval]:
        return {name: one for name, one in seen(places).items() if places[name].exact}

    for module in (extremes, orders):
        stack.enter_context(patch.object(module, "compared_places", without_ends))


def _equal_scores_unlike_ranks(stack: ExitStack) -> None:
    in_place_of(stack, ranking.decimals_that_tell_apart, lambda scores: dict.fromkeys(scores, 1))


def _ranks_as_if_exact(stack: ExitStack) -> None:
    def places(figures: Mapping[str, Interval]) -> dict[str, RankPlaces]:
        middles = {key: one.middle for key, one in figures.items()}
        ranks = {key: 1 + sum(other > mine for other in middles.values()) for key, mine in middles.items()}
        return {key: RankPlaces(rank, rank) for key, rank in ranks.items()}

    in_place_of(stack, intervals.places_from_highest, places)


def _first_at_its_target(stack: ExitStack) -> None:
    def is_sure(key: str, scores: Mapping[str, Interval]) -> bool:
        rivals = sum(other.is_above(scores[key]) for other in scores.values())
        return rivals < priorities.FIRST_THREE

    in_place_of(stack, priorities.is_sure_of_three, is_sure)
    in_place_of(stack, ranking.no_first, lambda *_args: ranking.SaidWords(""))


def _four_first(stack: ExitStack) -> None:
    first = priorities.first_three

    def all_that_tie(scores: Mapping[str, Interval]) -> FirstThree:
        found = first(scores)
        return FirstThree(sure=(*found.sure, *found.tied), open=found.open)

    in_place_of(stack, first, all_that_tie)


def _first_in_one_way_is_first_in_both(stack: ExitStack) -> None:
    def whose(by_group: FirstThree, by_person: FirstThree, keys: Sequence[str]) -> dict[str, str]:
        return {key: FIRST_WHICHEVER for key in keys if key in (*by_group.sure, *by_person.sure)}

    in_place_of(stack, priorities.whose_voice, whose)


# --- words -----------------------------------------------------------------------------------------------


def _robust(stack: ExitStack) -> None:
    def whose(by_group: FirstThree, by_person: FirstThree, keys: Sequence[str]) -> dict[str, str]:
        return {key: "robust" for key in keys if key in by_group.sure and key in by_person.sure}

    in_place_of(stack, priorities.whose_voice, whose)


def _some_pull_for_all(stack: ExitStack) -> None:
    in_place_of(stack, whose_statements.are_the_area_s, lambda *_args: True)


def _agreement_of_few(stack: ExitStack) -> None:
    stack.enter_context(patch.object(privacy, "agreement_may_be_named", bool))


def _everything_though_not_all(stack: ExitStack) -> None:
    """A group that was left out is forgotten where it is said what is in the figures."""
    in_place_of(stack, board_paper_results.how_many, lambda *_said: board_paper_results.EVERYTHING)


def _one_more(stack: ExitStack) -> None:
    how_many = board_paper_results.how_many

    def more(results: Any, *told: str) -> str:
        words = how_many(results, *told)
        return words.replace(" thing is withheld", " more thing is withheld").replace(
            " things are withheld", " more things are withheld"
        )

    in_place_of(stack, how_many, more)


def _fewer_than_rated(stack: ExitStack) -> None:
    """Whoever rated anything is said to have rated nothing, where their scores may not be shown."""
    in_cell = privacy.mean_in_cell

    def mean_in_cell(people: int, moments: Any, scale: Scale, k: int, *_counted: Any) -> Shown | Withheld:
        return in_cell(people, moments, scale, k)

    in_place_of(stack, in_cell, mean_in_cell)


def _shares_of_answers(stack: ExitStack) -> None:
    in_place_of(stack, shares.of_what, lambda _audience: "of the answers")
    in_place_of(stack, shares.share_head, lambda _audience, label: f"Share of answers that were “{label}”")


FAULTS = (
    PutBack(
        "halves go down",
        frozenset(("halves", "shares", "dont know")),
        _halves_go_down,
        ("ties", "tiny", "ends"),
    ),
    PutBack(
        "an end is its bound",
        frozenset(("extremes", "orders", "marks", "claim: bounds", "ranks", "spans")),
        _an_end_is_its_bound,
        ("ends", "ties", "moving"),
    ),
    PutBack(
        "a total that rests on ends is what it looks like",
        frozenset(("extremes", "orders", "claim: bounds", "claim: holds")),
        _a_total_is_what_it_looks_like,
        ("ends", "ties"),
    ),
    PutBack(
        "orders pass over ends",
        frozenset(("extremes", "orders")),
        _orders_pass_over_ends,
        ("ends", "ties"),
    ),
    PutBack(
        "a level is that of the mean", frozenset(("levels",)), _levels_of_means, ("tiny", "families"), 114
    ),
    PutBack(
        "a difference is finer than its parts",
        frozenset(("differences",)),
        _finer_than_its_parts,
        ("moving", "withheld", "unchanged", "joined"),
    ),
    PutBack("a move within chance", frozenset(("moves",)), _a_move_within_chance, ("unchanged", "moving")),
    PutBack(
        "equal printed scores have unlike ranks",
        frozenset(("ranks",)),
        _equal_scores_unlike_ranks,
        ("large", "ties", "joined", "moving"),
    ),
    PutBack("ranks as if figures were exact", frozenset(("ranks",)), _ranks_as_if_exact, ("ends", "ties")),
    PutBack(
        "an area at its target comes first",
        frozenset(("first", "claim: holds")),
        _first_at_its_target,
        ("tiny", "ties", "large"),
    ),
    PutBack(
        "four come first without a word", frozenset(("first", "claim: holds")), _four_first, ("ties",), 145
    ),
    PutBack(
        "first in one way of counting is first in both",
        frozenset(("whichever",)),
        _first_in_one_way_is_first_in_both,
        ("moving", "large", "joined"),
        64,
    ),
    PutBack("robust", frozenset(("robust",)), _robust, ("large", "joined")),
    PutBack(
        "statements of some pull for all",
        frozenset(("pulls",)),
        _some_pull_for_all,
        ("withheld", "ties"),
        137,
    ),
    PutBack("agreement of few", frozenset(("agreement",)), _agreement_of_few, ("large", "ties", "forms")),
    PutBack(
        "everything, though a group is left out",
        frozenset(("everything",)),
        _everything_though_not_all,
        ("withheld", "joined"),
    ),
    PutBack("one more of nothing", frozenset(("more",)), _one_more, ("tiny", "ties", "moving")),
    PutBack("fewer than there are", frozenset(("fewer",)), _fewer_than_rated, ("withheld", "forms")),
    PutBack("shares of something else", frozenset(("dont know",)), _shares_of_answers, ("withheld", "forms")),
)
