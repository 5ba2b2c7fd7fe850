"""Figures as `make bench` and `make soak` print them: one JSON object a line (name, value, unit)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout

Figure = tuple[str, float, str]


def print_figures(figures: Iterable[Figure]) -> None:
    """Prints each as it is measured, none of them twice. Whatever else is said meanwhile goes to standard error."""
    out, named = sys.stdout, set()
    for name, value, unit in _without_a_word(iter(figures)):
        assert name not in named, f"{name} is measured twice"
        named.add(name)
        print(json.dumps({"name": name, "value": round(value, 3), "unit": unit}), file=out, flush=True)


def _without_a_word(figures: Iterator[Figure]) -> Iterator[Figure]:
    while True:
        with redirect_stdout(sys.stderr):
            figure = next(figures, None)
        if figure is None:
            return
        yield figure
