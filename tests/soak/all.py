"""`make soak`: what long generators measure, one JSON object a line, and their tables in docs/method.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tests.figures import Figure, print_figures
from tests.soak import attacker, page


class Measured(Protocol):
    """A module that measures. It does so once, however often it is asked, with seeds of its own."""

    __name__: str

    def figures(self) -> Iterator[Figure]:
        """Each figure as it is measured."""

    def tables(self) -> str:
        """The same in Markdown, as docs/method.md shows it: every table has a caption above it, in bold."""


# In the order of the page, where each has its place between two marks. Another one is added here and there.
MODULES: tuple[Measured, ...] = (attacker,)


def figures() -> Iterator[Figure]:
    """All of them; the page is written anew as soon as a module has measured."""
    for module in MODULES:
        yield from module.figures()
        page.write(name_of(module), module.tables())


def name_of(module: Measured) -> str:
    return module.__name__.rpartition(".")[2]


if __name__ == "__main__":
    print_figures(figures())
