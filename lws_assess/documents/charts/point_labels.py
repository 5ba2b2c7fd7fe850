"""Labels at points: words beside each disc of a board, where they hide neither discs nor each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import HALO, SMALL, svg_text, width_of

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
