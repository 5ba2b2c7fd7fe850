"""What is drawn of a figure that lies between two: no more than is printed of it."""

from __future__ import annotations

from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.survey.releases.privacy import total_shown
from lws_assess.survey.releases.scores import Moments, read_by_group
from tests.survey.results.test_round_results import WORKFORCE


def test_where_a_total_lies_is_drawn_no_finer_than_it_is_printed() -> None:
    """Six people are below 1.5, and seven others at 2.43 or at 2.40, which is printed 2.4 of either."""
    low = (1, Moments(6, 7.2, 8.8))
    found = [
        place_on_scale(
            total_shown(read_by_group, [low, (1, Moments(7, total, 48.0))], WORKFORCE.scale), WORKFORCE.scale
        )
        for total in (17.0, 16.8)
    ]
    assert [one.text for one in found] == ["1.9", "1.9"]
    assert [one.span for one in found] == [(1.7, 2.0), (1.7, 2.0)]
    assert found[0].spot == found[1].spot


def test_the_end_of_a_scale_is_drawn_to_its_bound() -> None:
    top = total_shown(read_by_group, [(1, Moments(6, 28.8, 140.0))], WORKFORCE.scale)
    assert place_on_scale(top, WORKFORCE.scale).span == (4.5, 5.0)
