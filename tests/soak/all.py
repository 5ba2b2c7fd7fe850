"""`make soak`: what long generators measure, one JSON object a line, and their tables in docs/method.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from tests.runs.figures import Figure, print_figures
from tests.soak import attacker, coverage, false_alarms, page, utility
from tests.soak.tables import table_of


class Measured(Protocol):
    """A module that measures, with seeds of its own, so that it always gives the same.

    It may have `tables() -> str` as well: the same in Markdown, measured once with the figures. Else one is made of
    its figures.
    """

    __name__: str

    def figures(self) -> Iterator[Figure]:
        """Each figure as it is measured."""


# In the order of the page, where each has its place between two marks. Another one is added here and there.
MODULES: tuple[Measured, ...] = (coverage, false_alarms, utility, attacker)


def figures() -> Iterator[Figure]:
    """All of them; the page is written anew as soon as a module has measured."""
    for module in MODULES:
        found = []
        for figure in module.figures():
            found.append(figure)
            yield figure
        tables: Callable[[], str] | None = getattr(module, "tables", None)
        page.write(name_of(module), tables() if tables else table_of(found))


def name_of(module: Measured) -> str:
    return module.__name__.rpartition(".")[2]


if __name__ == "__main__":
    print_figures(figures())
