"""Shades: one hue from light to dark, each of them legible under type.

A shade is named by its contrast with white paper (WCAG 2.2, relative luminance), which also orders shades as
they are seen without colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lws_assess.documents.charts.drawing import PAPER
from lws_assess.survey.instruments import Area

LEGIBLE = 4.5  # the contrast that type needs with what it stands on
LIGHTEST, DARKEST = 1.1, 9.0  # contrast with white
NEITHER = (3.7, 4.6)  # between these neither dark type nor paper is legible
DARK_TYPE = "#000"  # on a light shade: no ink of the page, since a shade is the same on a dark one
DARK_CARD = "#221f1b"  # what drawings lie on in the dark, as staff.css has it
BRIGHT, DIM = (
    4.6,
    1.2,
)  # the contrast with it that an area's colour has at the least, and its tint at the most

Parts = tuple[float, float, float]


@dataclass(frozen=True)
class ColourShade:
    fill: str
    ink: str  # the colour of type on it


@lru_cache(maxsize=4096)
def shade_of_colour(colour: str, depth: float) -> ColourShade:
    """A shade of a colour: 0 the lightest, 1 the darkest, in equal steps to the eye between them."""
    wanted = LIGHTEST * (DARKEST / LIGHTEST) ** min(1.0, max(0.0, depth))
    if NEITHER[0] < wanted < NEITHER[1]:
        wanted = NEITHER[round((wanted - NEITHER[0]) / (NEITHER[1] - NEITHER[0]))]
    return ColourShade(
        _with_luminance(colour, 1.05 / wanted - 0.05), PAPER if wanted >= LEGIBLE else DARK_TYPE
    )


def dark_area_inks(areas: Iterable[Area]) -> str:
    """Rules of style by which drawings have the hues of these areas on a dark page, as light as is needed there.

    Discs keep their colour, since a number stands on it.
    """
    card = _luminance(_parts(DARK_CARD)) + 0.05
    rules = []
    for look in (area.display for area in areas):
        bright = max(_luminance(_parts(look.colour)), card * BRIGHT - 0.05)
        for fixed, wanted in ((look.colour, bright), (look.tint, card * DIM - 0.05)):
            ink = _with_luminance(fixed, wanted)
            rules += [f'svg path[{of}="{fixed}"]{{{of}:{ink}}}' for of in ("fill", "stroke")]
    return "".join(rules)


def _with_luminance(colour: str, wanted: float) -> str:
    """The colour mixed with white or black until it is as light as wanted."""
    own = _parts(colour)
    other = (1.0, 1.0, 1.0) if _luminance(own) < wanted else (0.0, 0.0, 0.0)
    low, high = 0.0, 1.0  # how much of the other
    for _ in range(20):
        middle = (low + high) / 2
        short = (_luminance(_mixed(own, other, middle)) < wanted) == (other[0] == 1)
        low, high = (middle, high) if short else (low, middle)
    return "#" + "".join(f"{round(255 * part):02x}" for part in _mixed(own, other, low))


def _mixed(one: Parts, other: Parts, share: float) -> Parts:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(parts: Parts) -> float:
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> Parts:
    """Red, green and blue of #rgb or #rrggbb, each 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue
