"""Labels at points: words beside each disc of a board, or over dots of a line, where they hide nothing.

Words over dots stand in the order of the dots, and are pushed apart as far as they must; a thin line leads from each to
its dot. Where they have no room, or would stand far from their dots, there are none, and a legend says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import HALO, SMALL, svg_text, width_of

APART, AWAY = 12.0, 70.0  # between words over dots, and how far from its dot such a word may end
HALF = 11.0  # of a disc and of a line of type
BESIDE = 14.0  # from the middle of a disc to its words


@dataclass(frozen=True)
class LabelPlace:
    """A place where words stand, or which they must not hide."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: LabelPlace) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def label_points(points: Sequence[tuple[float, float, str]], left: float, right: float) -> list[str]:
    """Words at each point, between the edges of the board: to its right, else to its left, above it or below it."""
    taken = [LabelPlace(x - HALF, y - HALF, x + HALF, y + HALF) for x, y, _ in points]
    parts = []
    for x, y, words in points:
        spots = list(_spots(x, y, width_of(words, SMALL)))
        inside = [spot for spot in spots if spot[0].left >= left and spot[0].right <= right] or spots
        box, at, anchor = min(inside, key=lambda spot: sum(spot[0].meets(one) for one in taken))
        taken.append(box)
        parts.append(svg_text(at, (box.top + box.bottom) / 2 + 4.3, words, SMALL, anchor, more=HALO))
    return parts


def _spots(x: float, y: float, wide: float) -> Iterator[tuple[LabelPlace, float, str]]:
    """The spots about a point, the best first, each with where the words begin and how they are anchored."""
    for away in (0.0, -9.0, 9.0):
        up, down = y - 7 + away, y + 7 + away
        yield LabelPlace(x + BESIDE - 2, up, x + BESIDE + wide, down), x + BESIDE, ""
        yield LabelPlace(x - BESIDE - wide, up, x - BESIDE + 2, down), x - BESIDE, "end"
    for y_middle in (y - 20, y + 20):
        yield LabelPlace(x - wide / 2, y_middle - 7, x + wide / 2, y_middle + 7), x, "middle"


@dataclass(frozen=True)
class NamedDot:
    """A name over a dot: where the dot is, and from where to where the words stand."""

    x: float
    words: str
    left: float
    right: float

    @property
    def foot(self) -> float:
        """Returns where its thin line begins: over the dot, or at the end of the words that is nearest to it."""
        return min(max(self.x, self.left + 6), self.right - 6)


def name_dots(points: Sequence[tuple[float, str]], left: float, right: float) -> list[NamedDot]:
    """The names of some dots of a line, between the edges of the board; none where they have no room.

    >>> [(dot.left, dot.right) for dot in name_dots([(10, "ab"), (12, "cd")], 0, 100)]
    [(2.6, 17.4), (29.4, 44.3)]
    >>> name_dots([(10, "ab"), (12, "cd")], 0, 30)
    []
    """
    found = sorted(points)
    wide = [width_of(words, SMALL) for _, words in found]
    starts: list[float] = []
    for (x, _), width in zip(found, wide, strict=True):
        least = starts[-1] + wide[len(starts) - 1] + APART if starts else left
        starts.append(max(least, x - width / 2))
    room = right
    for i in reversed(range(len(starts))):
        starts[i] = min(starts[i], room - wide[i])
        room = starts[i] - APART
    placed = [
        NamedDot(x, words, round(start, 1), round(start + width, 1))
        for (x, words), start, width in zip(found, starts, wide, strict=True)
    ]
    fits = all(dot.left >= left and dot.left - AWAY <= dot.x <= dot.right + AWAY for dot in placed)
    return placed if fits else []
