"""Ideas that the tables of a room put under themes: what may be told of their choices.

A table is a group of people. Its choices are counted only where the table could be named beside what it writes, at the
moment of each choice and when the grouping is stopped: then five people or more stand behind each one that is counted,
whatever somebody knows of all other tables. Nothing is counted before the grouping is stopped, and it is counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

MOST_THEMES = 24  # names that tables may give in one grouping, shared out among them
LONGEST_THEME = 60


class PlacedIdea(NamedTuple):
    """A table's choice for one idea. `named` says whether the table could be named when it chose."""

    table: int
    idea: str
    theme: str
    named: bool


def most_themes_of_a_table(tables: int) -> int:
    """Returns how many names one table of so many may give, so that none of them takes the others' share.

    >>> [most_themes_of_a_table(tables) for tables in (1, 5, 24, 40)]
    [24, 4, 1, 1]
    """
    return max(1, MOST_THEMES // tables)


def count_placed_ideas(
    placed: Iterable[PlacedIdea], countable: Collection[int]
) -> Mapping[str, Mapping[str, int]]:
    """Returns how many tables put each idea under which theme, of those that may be counted.

    >>> placed = [PlacedIdea(table, "a", "x", True) for table in (1, 2, 3)]
    >>> count_placed_ideas(placed, {1, 2})
    {'a': {'x': 2}}
    """
    found: dict[str, Counter[str]] = {}
    for one in placed:
        if one.named and one.table in countable:
            found.setdefault(one.idea, Counter())[one.theme] += 1
    return {idea: dict(sorted(themes.items())) for idea, themes in found.items()}
