"""Figures as tables in Markdown, where a module makes none of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from tests.runs.figures import Figure

BY_PEOPLE = re.compile(
    r"(.+)_percent_(\d+)(?:_(.+))?"
)  # what, in places of how many people, and compared how
UNITS = {"%": "in 100"}


def table_of(figures: Sequence[Figure]) -> str:
    """Shares that are measured in places of several sizes stand side by side, in percent; all others in a list."""
    sizes: list[int] = []
    by_size: dict[str, dict[int, float]] = {}
    others: list[Figure] = []
    for figure in figures:
        name, value, _ = figure
        found = BY_PEOPLE.fullmatch(name)
        if not found:
            others.append(figure)
            continue
        what, size, how = found[1], int(found[2]), found[3]
        sizes += [size] if size not in sizes else []
        by_size.setdefault(_in_words(what) + (f", {_in_words(how).lower()}" if how else ""), {})[size] = value
    tables = []
    if by_size:
        heads = [f"{size} people" for size in sizes]
        rows = [[what, *(_number(row.get(size)) for size in sizes)] for what, row in by_size.items()]
        tables.append(markdown("By how many people there are, in 100", ["", *heads], rows))
    if others:
        rows = [[_in_words(name), _number(value), UNITS.get(unit, unit)] for name, value, unit in others]
        tables.append(markdown("What was measured", ["", "", "Unit"], rows))
    return "\n\n".join(tables)


def markdown(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table below its caption; the first column holds words and the others numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join([f"**{caption}**", "", *(f"| {' | '.join(line)} |" for line in lines)])


def _in_words(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _number(value: float | None) -> str:
    """To one decimal, halves away from zero, as the product prints its own; whole numbers as they are."""
    if value is None:
        return ""
    return (
        f"{Decimal(repr(value)).quantize(Decimal(1) if not value % 1 else Decimal('0.1'), ROUND_HALF_UP):,}"
    )
