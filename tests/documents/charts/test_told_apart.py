"""Nothing in a picture is told by hue alone: what differs also differs in shape, in dash, in lightness or by a sign."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest

from lws_assess.documents.charts.bars import COLOURS
from lws_assess.documents.charts.cuts import MARKS
from lws_assess.documents.charts.point_labels import name_dots
from lws_assess.documents.charts.spokes import LOOKS
from lws_assess.documents.explore.chosen_figures import FigureSeries
from lws_assess.documents.explore.series_looks import DASHES, SYMBOLS, looks_of_series
from lws_assess.documents.overview.overview_radar import GROUP_LOOKS
from tests.documents.colours import contrast
from tests.machines.servers import ROOT

STYLE = (ROOT / "static" / "results.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--((?:low|high|deep)\d): (#\w{6})", part)) for part in STYLE.split("@media", 2)[:2]
)


def without_red_and_green(colour: str) -> tuple[float, float]:
    """How light and how blue a colour is to whoever cannot tell red from green: the rest is not seen.

    Red and green are one sense there, which weighs them as they weigh in lightness.
    """
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.3 * red + 0.7 * green, blue


def test_outlines_differ_in_dash_and_in_marker() -> None:
    assert len({one.shape for one in LOOKS}) == len({one.dash for one in LOOKS}) == len(LOOKS)
    assert len({(dash, shape) for _, dash, shape in GROUP_LOOKS}) == len({shape for *_, shape in GROUP_LOOKS})
    assert len({shape for shape, _ in MARKS}) == len(MARKS)


def test_as_many_series_as_there_are_markers_and_dashes_differ_without_ink() -> None:
    groups = [FigureSeries(f"Group {i}", (), people="9") for i in range(len(SYMBOLS) * len(DASHES))]
    looks = looks_of_series(groups)
    assert len({(one.shape, one.dash) for one in looks}) == len(groups)


@pytest.mark.parametrize("tints", [LIGHT, DARK], ids=["light", "dark"])
def test_lower_and_higher_are_told_apart_without_red_and_green(tints: dict[str, str]) -> None:
    """By how blue they are, beside how light: orange has less blue than green and red, and blue has more."""
    for depth in (1, 2, 3):
        low, high = (without_red_and_green(tints[f"{way}{depth}"]) for way in ("low", "high"))
        assert (high[1] - high[0]) - (low[1] - low[0]) > 0.15, depth


@pytest.mark.parametrize("tints", [LIGHT, DARK], ids=["light", "dark"])
def test_depths_of_a_tint_are_told_apart_in_grey(tints: dict[str, str]) -> None:
    for way in ("low", "high", "deep"):
        found = [tint for name, tint in tints.items() if name.startswith(way)]
        assert len(found) > 2
        for one, other in pairwise(found):
            assert contrast(one, other) > 1.09, (way, one, other)


def test_bars_beside_each_other_are_told_apart_in_grey_or_by_their_pattern() -> None:
    assert contrast(COLOURS[0], COLOURS[1]) > 1.5


def test_names_over_dots_never_hide_each_other_and_stand_in_the_order_of_their_dots() -> None:
    for points in combinations([(x, f"Name {x}") for x in range(0, 361, 45)], 3):
        named = name_dots(points, 0, 360)
        assert all(one.right < other.left for one, other in pairwise(named))
        assert [dot.x for dot in named] in ([], sorted(x for x, _ in points))
        assert all(0 <= dot.left <= dot.foot <= dot.right <= 360.1 for dot in named)
    assert name_dots([(10, "a" * 30), (12, "b" * 30)], 0, 360) == []
