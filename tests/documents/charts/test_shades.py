"""Shades: legible at every depth, and in order without colour."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.documents.charts.shades import LEGIBLE, shade_of_colour
from tests.documents.colours import contrast
from tests.documents.views import EDITION

COLOURS = st.sampled_from([area.display.colour for area in EDITION.areas]) | st.from_regex(
    r"#[0-9a-f]{6}", fullmatch=True
)
DEPTHS = st.floats(0, 1)


@given(COLOURS, DEPTHS)
def test_type_is_legible_on_every_shade_of_every_colour(colour: str, depth: float) -> None:
    look = shade_of_colour(colour, depth)
    assert contrast(look.fill, look.ink) >= LEGIBLE


@given(COLOURS, DEPTHS, DEPTHS)
def test_deeper_shades_are_never_lighter(colour: str, one: float, other: float) -> None:
    lighter, darker = (shade_of_colour(colour, depth).fill for depth in sorted((one, other)))
    assert contrast(lighter, "#fff") <= contrast(darker, "#fff") + 0.1


def test_levels_of_a_scale_can_be_told_apart_without_colour() -> None:
    for area in EDITION.areas:
        fills = [shade_of_colour(area.display.colour, level / 4).fill for level in range(5)]
        assert all(contrast(a, b) > 1.5 for a, b in pairwise(fills))
