"""The chart of what people chose: its sentence names no area alone that may not be alone in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lws_assess.documents.charts.bars import NOT_APART, vote_chart
from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.results.round_results import RoundResults
from tests.documents.views import EDITION, usual

NAMES = [area.short_name for area in EDITION.areas]
FEW = [exact_count(3, 40)] * len(NAMES)


def chosen(counts: Sequence[BoundedCount]) -> RoundResults:
    """By so many people each, in the order of the areas."""
    results = usual().audiences[0]
    pairs = zip(results.areas, counts, strict=True)
    areas = tuple(replace(area, votes=count) for area, count in pairs)
    return replace(usual(), audiences=(replace(results, areas=areas),))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (FEW, " chose all areas equally often (8%)."),
        ([BoundedCount(3, 4, 40)] * len(NAMES), f": {NOT_APART} (8% to 10%)."),
        ([exact_count(4, 40), *FEW[1:]], f" chose {NAMES[0]} most often (10%)."),
        ([exact_count(4, 40)] * 2 + FEW[2:], f" chose {NAMES[0]} and {NAMES[1]} most often (10%)."),
        ([BoundedCount(5, 6, 40), *FEW[1:]], f" chose {NAMES[0]} most often (13% to 15%)."),
        (
            [BoundedCount(5, 7, 40), exact_count(6, 40), *FEW[2:]],
            f" chose {NAMES[0]} (13% to 18%) and {NAMES[1]} (15%) most often; "
            "which of these came first cannot be told.",
        ),
        ([exact_count(0, 40)] * len(NAMES), ""),
    ],
)
def test_the_sentence_names_those_that_may_have_been_chosen_most_often(
    counts: Sequence[BoundedCount], said: str
) -> None:
    results = chosen(counts)
    label = results.audiences[0].audience.label
    assert vote_chart(results).sentence == (f"{label}{said}" if said else "Nobody's choices may be shown.")
