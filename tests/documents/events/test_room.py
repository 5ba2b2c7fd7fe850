"""Every line of type has room: inside the board, and not over another."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from lws_assess.survey.results.round_results import RoundResults
from tests.documents.charts.test_every_chart import ROUNDS, every_chart
from tests.documents.views import drawing

REGULAR, HEAVY = 0.56, 0.62  # of its size, how wide a letter is on average in a usual typeface
# Words along arches and around spokes are laid out by rules of their own, with their own tests.
NOT_CHECKED = ("rainbow-", "radar-", "own-")

Box = tuple[float, float, float, float]


@pytest.fixture(params=ROUNDS)
def a_round(request: pytest.FixtureRequest) -> RoundResults:
    made: RoundResults = ROUNDS[request.param]()
    return made


def _box(e: Element) -> Box:
    size = float(e.get("font-size", 0))
    wide = len("".join(e.itertext())) * size * (HEAVY if e.get("font-weight") else REGULAR)
    x, y = float(e.get("x", 0)), float(e.get("y", 0))
    left = x - {"middle": wide / 2, "end": wide}.get(e.get("text-anchor", ""), 0.0)
    return left, y - size * 0.7, left + wide, y + size * 0.15


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_no_line_of_type_leaves_its_board_or_lies_over_another(a_round: RoundResults) -> None:
    for chart in every_chart(a_round):
        if chart.key.startswith(NOT_CHECKED):
            continue
        svg = drawing(chart.svg)
        *_, wide, high = map(float, svg.get("viewBox", "").split())
        lines = [("".join(e.itertext()), _box(e)) for e in svg.iter("text")]
        for i, (words, box) in enumerate(lines):
            assert box[0] >= -1, (chart.key, words)
            assert box[2] <= wide + 1, (chart.key, words)
            assert 0 <= box[1] < box[3] <= high, (chart.key, words)
            for others, other in lines[i + 1 :]:
                assert not _overlap(box, other), (chart.key, words, others)
