"""Rank bands where a figure is only known between two ends: wide enough for each of its values."""

from __future__ import annotations

import pytest
from lws_assess.survey.open_bands import bands_of_intervals

from lws_assess.survey.intervals import Interval, Places, places_from_highest, point
from lws_assess.survey.priorities import Standing, gap_between
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.rank_bands import priority_bands
from lws_assess.survey.rounds import EACH_GROUP
from lws_assess.survey.unanimity import show_cell
from tests.survey.test_rank_bands import CODES, cell_of, some_people, standings_of

COUNTED = [cell_of(some_people(7, 30))]
CELLS = [show_cell(cell) for cell in COUNTED]
EXACT = standings_of(COUNTED, EACH_GROUP)


def bands_with(**positions: Interval):  # type: ignore[no-untyped-def]
    figures = {
        code: (positions.get(code, point(s.position)), point(s.importance), s.target)
        for code, s in EXACT.items()
    }
    scores = {code: gap_between(p, target).times(i) for code, (p, i, target) in figures.items()}
    places = places_from_highest(scores)
    return bands_of_intervals(CODES, CELLS, figures, places, EACH_GROUP), places


def test_where_all_is_exact_the_bands_are_those_of_chance_alone() -> None:
    assert bands_with()[0] == priority_bands(CODES, CELLS, EXACT, EACH_GROUP)


@pytest.mark.parametrize("code", CODES[:3])
def test_a_band_holds_those_of_every_value_that_is_left_open_and_every_place(code: str) -> None:
    bands, places = bands_with(**{code: Interval(1, 1.5, open=True)})
    for position in (1.0, 1.2, 1.49):
        mine = EXACT[code]
        at = {**EXACT, code: Standing(position, mine.importance, mine.target)}
        here = priority_bands(CODES, CELLS, at, EACH_GROUP)
        assert not isinstance(here, Withheld)
        for other in CODES:
            assert bands[other].best <= here[other].best
            assert here[other].worst <= bands[other].worst
    for other in CODES:
        assert bands[other].best <= places[other].best <= places[other].worst <= bands[other].worst


def test_where_no_band_may_be_shown_none_is() -> None:
    small = [show_cell(cell_of(some_people(7, 9)))]
    figures = {code: (Interval(1, 1.5), point(4.0), 4.0) for code in CODES}
    found = bands_of_intervals(CODES, small, figures, dict.fromkeys(CODES, Places(1, 8)), EACH_GROUP)
    assert isinstance(found, Withheld)
