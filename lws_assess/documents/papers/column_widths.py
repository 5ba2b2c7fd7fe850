"""How wide the columns of a printed table are: each has room for its longest word, so that no word is broken.

    cells  ->  ColumnNeed, in ems  ->  share_of_room

An em is the size of the type. Letters are measured as those of Arial, in which Word files are set; the faces of PDFs
are as wide to within a twentieth, which `SPARE` leaves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_THOUSANDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
_EMS = {chr(32 + place): wide / 1000 for place, wide in enumerate(_THOUSANDTHS)}
BOLD, SPARE = 1.08, 1.05  # how much wider letters are in bold; what every measure leaves over
_BREAKS = re.compile(r"\s+|(?<=[-–—/])")  # where a line may end
LONGEST_WORD, WIDEST = 12.0, 30.0  # words that columns are made for, and what no column exceeds
TURNS = 40  # halvings, after which a share is exact to far less than a hair


@dataclass(frozen=True)
class ColumnNeed:
    """The width in ems that a column must have for its longest word, and would like for its longest cell.

    Between these, columns are wide in proportion to their `weight`: then cells have about as many lines as others in
    their rows. It is the fourth root of a sum of cubes, with which the sum of (width of cell / column) cubed is least.
    """

    least: float
    most: float
    weight: float


def width_in_ems(words: str, is_bold: bool = False) -> float:
    """Returns how wide a line of type is, in sizes of its type."""
    wide = sum(map(_letter, words))
    return wide * SPARE * (BOLD if is_bold else 1)


def _letter(letter: str) -> float:
    if letter in _EMS:
        return _EMS[letter]
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.62


def need_of_column(head: str, cells: Sequence[str], is_first: bool, padding: float) -> ColumnNeed:
    """Heads are bold, and so is the first column, whose cells name what a row is about."""
    words = [width_in_ems(word, is_bold=True) for word in _BREAKS.split(head)]
    words += [width_in_ems(word, is_first) for cell in cells for word in _BREAKS.split(cell)]
    least = min(max(words, default=0.0), LONGEST_WORD)
    lines = [width_in_ems(line, is_first) for cell in cells for line in cell.split("\n")]
    title = width_in_ems(head, is_bold=True)
    most = max(least, min(max((title, *lines)), WIDEST))
    weight = sum(line**3 for line in (title, *lines)) ** 0.25
    return ColumnNeed(least + padding, most + padding, weight)


def share_of_room(needs: Sequence[ColumnNeed], room: float) -> tuple[int, ...]:
    """Each column's share of a room of so many ems, between what it must have and what it would like."""

    def wide(factor: float) -> list[float]:
        return [min(max(need.least, factor * need.weight), need.most) for need in needs]

    low, high = 0.0, room
    for _ in range(TURNS):
        factor = (low + high) / 2
        low, high = (factor, high) if sum(wide(factor)) <= room else (low, factor)
    return tuple(max(1, round(100 * one)) for one in wide(low))
