"""What a question of the room's own came to in a sentence: every claim holds for all that the figures leave open."""

from __future__ import annotations

import pytest

from lws_assess.documents.events.room_tallies import tally_chart, told_tally
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.tallies import TallyResult, release_tally, view_tally
from tests.attacks.attackers.tallies import ASKED, draw_room


def seen(question: OwnQuestion, *ballots: bytes, k: int = 5) -> TallyResult:
    return view_tally(release_tally(question, ballots, k), question, k)


@pytest.mark.parametrize("turn", [0, 1])
def test_claims_hold_and_name_figures_of_the_table(turn: int) -> None:
    told = 0
    for seed in range(1, 81):
        tally = draw_room(seed).publish()[turn]
        chart = tally_chart("own", tally, (600.0, 300.0))
        assert bool(chart.svg) == bool(tally.options)
        cells = {row[0]: row[1:] for row in chart.rows}
        for claim in chart.claims:
            told += 1
            assert claim.holds, f"seed {seed}: {claim}"
            for figure in (*claim.who, *claim.others):
                assert figure.text.removeprefix("mean rank ") in cells[figure.name]
    assert told > 30


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((14, 4, 2), "Most chosen: “a” (14). 20 people answered."),
        ((9, 9, 3), "Most chosen: “a” (9) and “b” (9). 21 people answered."),
        ((8, 8, 8), "All came out alike (8). 24 people answered."),
        ((4, 4, 4), "All came out alike (4). 12 people answered."),
        ((12, 0, 0), "Most chosen: “a” (11 to 12). 12 people answered."),
        ((4, 2, 2), "Not shown: fewer than 10 people answered this. It would need 10 people who do."),
    ],
)
def test_the_main_point_is_said(counts: tuple[int, ...], words: str) -> None:
    ballots = [bytes(i == j for j in range(3)) for i, count in enumerate(counts) for _ in range(count)]
    assert told_tally(seen(ASKED["one"], *ballots)).text == words


def test_a_ranking_is_in_the_order_of_its_mean_ranks() -> None:
    chart = tally_chart("own", seen(ASKED["ranking"], *[bytes((3, 1, 2))] * 15, *[bytes((1, 2, 3))] * 10))
    assert chart.headers == ("Option", "Put it first", "Mean rank")
    assert chart.rows == (("b", "15", "1.40"), ("a", "10", "2.20"), ("c", "0", "2.40"))
    assert chart.sentence == "First: “b” (mean rank 1.40). 25 people answered."


def test_few_people_leave_the_first_of_a_ranking_open() -> None:
    tally = seen(ASKED["ranking"], *[bytes((1, 2, 3))] * 6, *[bytes((2, 1, 3))] * 5)
    assert told_tally(tally).text.startswith("First: “a” (mean rank about 1.5) or “b” (mean rank about 1.5).")
