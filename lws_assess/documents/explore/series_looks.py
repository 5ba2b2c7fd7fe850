"""Looks: how one series differs from the others, by ink, by dash and by marker, and never by ink alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.explore.chosen_figures import FigureSeries

INKS = ("#1c1a17", "#1a5fa8", "#a8410a", "#0f6b4f", "#7a3b8f", "#8a5a00", "#b0185a")
DASHES = (("solid", ""), ("dash", "7 4"), ("dashdot", "7 3 2 3"))
# Of earlier rounds, the newest of them first.
EARLIER = (("dot", "2 3.5"), ("longdash", "12 4"), ("longdashdot", "12 4 2 4"))
# As the charts library calls a marker, and as our own drawings do.
SYMBOLS = (
    ("circle", "circle"),
    ("square", "square"),
    ("triangle-up", "triangle"),
    ("triangle-down", "wedge"),
    ("cross", "cross"),
)
APART_BY = 2  # symbols, from a group in one round to the same group in the one before
FOR_TARGETS = ("diamond", "diamond")


@dataclass(frozen=True)
class SeriesLook:
    """`dash` and `symbol` are the charts library's words, `strokes` and `shape` those of our own drawings."""

    ink: str
    dash: str
    strokes: str
    symbol: str
    shape: str


def looks_of_series(series: Sequence[FigureSeries]) -> tuple[SeriesLook, ...]:
    """A look for each. A group then and the same group now share their ink, and differ by dash and by marker."""
    looks, number = [], 0
    for one in series:
        back = one.rounds_back
        dash = EARLIER[(back - 1) % len(EARLIER)] if back else DASHES[number // len(SYMBOLS) % len(DASHES)]
        symbol = FOR_TARGETS if one.is_target else SYMBOLS[(number + APART_BY * back) % len(SYMBOLS)]
        looks.append(SeriesLook(INKS[number % len(INKS)], *dash, *symbol))
        number += not back
    return tuple(looks)


def series_key(number: int) -> str:
    """Returns what the traces of one series have in common, and what is shown and hidden together."""
    return f"series-{number}"
