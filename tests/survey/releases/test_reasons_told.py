"""Why people did not rate, and what those chose who chose: another answer stays possible for each of them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from hashlib import sha256
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.releases.release_cells import ReleaseCell, ReleasedArea, cell_from_json, cell_to_json
from lws_assess.survey.releases.scores import Moments, Vectors
from lws_assess.survey.releases.unanimity import count_in_cell, show_cell
from lws_assess.survey.responses import DONT_KNOW, vector_layout
from tests.survey.releases.test_additions import GROWN, ONE, TWO, a_cell, people, view

# Of the release below, as it was made and shown before counts were told out of those who can have given the answer.
KEPT_BEFORE = "97619d2f93d3d5345065b5eec7239777232cec5afc1b86ca3c4423ca92d8a279"
PRINTED_BEFORE = "13f15b415ddd9be303825f7c2ce25d5a1dce87edb2120fd16a4c4abbad39a0bf"


def seven_rated_and_eight_chose() -> Vectors:
    """Twelve people: five did not know the added statement, and eight of them chose, all the first area."""
    answers = people(*[(2, 2)] * 7, *[(DONT_KNOW, 2)] * 5)
    votes = [i for i, slot in enumerate(vector_layout(TWO, GROWN)) if slot.kind == "vote"]
    answers[:, votes] = 250
    answers[:8, votes[0]] = 1
    answers[:4, votes[1]] = 1
    return answers


def as_kept_before(cell: ReleaseCell) -> str:
    kept: dict[str, Any] = json.loads(cell_to_json(cell))
    del kept["choices"]
    for told in (*kept["areas"].values(), *kept["local"].values()):
        del told["unscored"]
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def test_a_release_of_before_keeps_its_bytes_its_digest_and_what_is_printed_of_it() -> None:
    before = as_kept_before(a_cell(seven_rated_and_eight_chose()))
    assert sha256(before.encode()).hexdigest() == KEPT_BEFORE
    cell = cell_from_json(before)
    assert cell_to_json(cell) == before
    assert view(cell).digest == PRINTED_BEFORE
    shown = show_cell(cell)
    assert shown.local[ONE].dont_know == exact_count(5, 12)
    assert next(iter(shown.areas.values())).votes == exact_count(8, 8)


def test_a_release_of_today_tells_counts_out_of_those_who_can_have_given_the_answer() -> None:
    cell = a_cell(seven_rated_and_eight_chose())
    assert cell_from_json(cell_to_json(cell)) == cell
    shown = show_cell(cell)
    assert shown.local[ONE].dont_know == BoundedCount(4, 5, 12)
    assert [area.votes for area in shown.areas.values()] == [
        BoundedCount(7, 8, 8),
        exact_count(4, 8),
        BoundedCount(0, 1, 8),
    ]


@pytest.mark.parametrize("unrated", range(1, 25))
def test_of_whoever_did_not_rate_two_reasons_stay_possible(unrated: int) -> None:
    """Every way to share them among don't know, does not apply and nothing is tried and printed."""
    ways = defaultdict(list)
    for unsure, other in product(range(unrated + 1), repeat=2):
        if unsure + other <= unrated:
            printed = tuple(count_in_cell(19, count, 95, unrated) for count in (unsure, other))
            ways[printed].append((unsure, other, unrated - unsure - other))
    for printed, shared in ways.items():
        given_by_some = Counter(reason for way in shared for reason, people in enumerate(way) if people)
        assert len(given_by_some) > 1, printed


def voting(voters: int, choices: int, votes: tuple[int, ...]) -> ReleaseCell:
    areas = {
        f"area-{i}": ReleasedArea(Moments(voters, 3.0 * voters, 9.0 * voters), 19, None, None, count, None)
        for i, count in enumerate(votes)
    }
    return ReleaseCell("everybody", ("teachers",), 19, voters, areas, None, choices=choices)


@given(st.data())
def test_of_whoever_chose_it_stays_open_whether_they_chose_an_area(data: st.DataObject) -> None:
    areas, voters = data.draw(st.integers(2, 6)), data.draw(st.integers(5, 19))
    choices = min(data.draw(st.integers(1, 3)), areas)
    votes = [0] * areas
    for _ in range(voters):
        for area in data.draw(st.sets(st.integers(0, areas - 1), min_size=1, max_size=choices)):
            votes[area] += 1
    told = [area.votes for area in show_cell(voting(voters, choices, tuple(votes))).areas.values()]
    for i, count in enumerate(told):
        if count is not None:
            others = [other for j, other in enumerate(told) if j != i and other is not None]
            assert count.least < voters
            assert count.most > 0
            # As many as are possible beside the others: neither nobody alone, nor all who chose alone.
            possible = [
                n
                for n in range(count.least, count.most + 1)
                if n + sum(other.least for other in others) <= choices * voters
                and n + sum(other.most for other in others) >= voters
            ]
            assert possible not in ([0], [voters])


@pytest.mark.parametrize(
    ("votes", "shown"),
    [
        ((0, 9, 9, 9, 9), False),  # all twelve chose three, so that none is left for the first
        ((1, 9, 9, 9, 8), True),
        ((0, 9, 9, 9, 8), True),  # somebody chose two, and may have chosen the first
        ((2, 9, 9, 8, 8), True),  # no area is one that nobody chose
        ((0, 0, 12, 12, 12), True),
    ],
)
def test_votes_are_not_told_where_they_leave_none_for_an_area(votes: tuple[int, ...], shown: bool) -> None:
    cell = show_cell(voting(12, 3, votes))
    assert (cell.voters == 12) == shown
    assert all((area.votes is not None) == shown for area in cell.areas.values())
