"""Numbers with the noun that they count: one person, two people."""

from __future__ import annotations


def counted_noun(number: int, one: str, many: str | None = None) -> str:
    """Returns a number and its noun, which is the plural for every number but one.

    >>> counted_noun(1, "person", "people"), counted_noun(2, "person", "people"), counted_noun(0, "group")
    ('1 person', '2 people', '0 groups')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
