"""A reason that several cells of a table share: said once beneath the table, and named by a letter in each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

LONG = 40  # characters of a cell, from which on it is a reason and not a word or two

Rows = tuple[tuple[str, ...], ...]


def said_once(rows: Sequence[Sequence[str]], least: int = 2) -> tuple[Rows, tuple[str, ...]]:
    """The rows with a letter for each reason that stands in `least` cells or more, and the reasons themselves.

    >>> why = "Not shown: fewer than 5 of the 6 people here rated this."
    >>> rows, reasons = said_once([("Teachers", why), ("Nurses", why)])
    >>> rows
    (('Teachers', 'not shown (a)'), ('Nurses', 'not shown (a)'))
    >>> reasons
    ('(a) Not shown: fewer than 5 of the 6 people here rated this.',)
    >>> said_once([("Teachers", why), ("Nurses", "3.4")])[1]
    ()
    """
    times = Counter(cell for row in rows for cell in row[1:] if _is_reason(cell))
    letters = {
        reason: letter_of(number)
        for number, reason in enumerate(reason for reason, count in times.items() if count >= least)
    }
    lettered = tuple((*row[:1], *(_named(cell, letters) for cell in row[1:])) for row in rows)
    return lettered, tuple(f"({letter}) {reason}" for reason, letter in letters.items())


def _is_reason(cell: str) -> bool:
    return cell.startswith("Not ") and len(cell) > LONG


def _named(cell: str, letters: dict[str, str]) -> str:
    if cell not in letters:
        return cell
    return f"{' '.join(cell.partition(':')[0].split()[:2]).lower()} ({letters[cell]})"


def letter_of(number: int) -> str:
    """
    >>> letter_of(0), letter_of(25), letter_of(26)
    ('a', 'z', 'aa')
    """
    before, last = divmod(number, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("a") + last)
