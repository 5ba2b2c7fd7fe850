"""Shades: one hue from light to dark, each of them legible under type.

A shade is named by its contrast with white paper (WCAG 2.2, relative luminance), which also orders shades as
they are seen without colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lws_assess.documents.charts.drawing import INK, PAPER

LEGIBLE = 4.5  # the contrast that type needs with what it stands on
LIGHTEST, DARKEST = 1.1, 9.0  # contrast with white
NEITHER = (3.7, 4.6)  # between these neither ink nor paper is legible

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
    return ColourShade(_with_luminance(colour, 1.05 / wanted - 0.05), PAPER if wanted >= LEGIBLE else INK)


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
