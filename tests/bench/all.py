"""`make bench`: every figure, one JSON object a line (name, value, unit)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import (
    answering,
    events,
    files,
    handouts,
    invitations,
    overviews,
    pages,
    paper,
    papers,
    releases,
    reveals,
    strategies,
)
from tests.machines.postgresql import a_server
from tests.runs.figures import Figure, print_figures


def figures(folder: Path) -> Iterator[Figure]:
    """Each figure as it is measured."""
    with a_server() as postgresql:
        databases = {
            "sqlite": lambda: f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'bench.sqlite3'}",
            "postgresql": postgresql.new_database,
        }
        yield "fsync_ms", answering.fsync_milliseconds(folder), "ms"
        yield from answering.statements(databases["sqlite"]())
        for name, new_database in databases.items():
            yield from answering.journeys(name, new_database(), folder)
            yield from events.hall(name, new_database(), folder)
        yield from events.way_to_a_first_vote(databases["sqlite"](), folder)
        yield from reveals.frames_of_reveals(databases["sqlite"](), folder)
        yield from pages.first_page(databases["sqlite"](), folder)
        yield from pages.results(databases["sqlite"](), folder)
        for people in (1_000, 100_000):
            yield from overviews.overviews(databases["sqlite"](), folder, people)
        yield from overviews.of_many_rounds(databases["sqlite"](), folder)
        yield from files.of_the_demo(databases["sqlite"]())
        yield from strategies.of_the_demo(databases["sqlite"]())
        yield from handouts.pdfs(databases["sqlite"](), folder)
        yield from paper.typing_and_importing(databases["sqlite"](), folder)
        yield from papers.papers(databases["sqlite"](), folder)
        for name, new_database in databases.items():
            yield from releases.release(name, new_database(), folder)
            yield from invitations.two_thousand(name, new_database(), folder)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lws-bench-") as folder:
        print_figures(figures(Path(folder)))


if __name__ == "__main__":
    main()
