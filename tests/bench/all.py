"""`make bench`: every figure, one JSON object a line (name, value, unit). `make bench ONLY=events`: those of events."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config import ROOT
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

# Where temporary files may go; the first that is on a disk is taken.
PLACES = (Path(tempfile.gettempdir()), Path("/var/tmp"), ROOT)


Databases = Mapping[str, Callable[[], str]]  # by name, what gives the address of an empty one


@contextmanager
def databases_in(folder: Path) -> Iterator[Databases]:
    """Both databases, with all they keep in files of the folder."""
    with a_server() as postgresql:
        yield {
            "sqlite": lambda: f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'bench.sqlite3'}",
            "postgresql": postgresql.new_database,
        }


def figures_of_events(databases: Databases, folder: Path) -> Iterator[Figure]:
    """Each figure of a hall as it is measured."""
    for name, new_database in databases.items():
        yield from events.hall(name, new_database(), folder)
    yield from events.way_to_a_first_vote(databases["sqlite"](), folder)
    yield from reveals.frames_of_reveals(databases["sqlite"](), folder)


def figures(databases: Databases, folder: Path) -> Iterator[Figure]:
    """Each figure as it is measured."""
    yield "fsync_ms", answering.fsync_milliseconds(folder), "ms"
    yield from answering.statements(databases["sqlite"]())
    for name, new_database in databases.items():
        yield from answering.journeys(name, new_database(), folder)
    yield from figures_of_events(databases, folder)
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


def is_on_disk(folder: Path) -> bool:
    """False where what is written into a folder stays in memory: writing costs nothing there."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    found = [(place, kind) for _, place, kind, *_ in mounts if folder.resolve().is_relative_to(place)]
    return max(found, key=lambda one: len(one[0]))[1] not in ("tmpfs", "ramfs")


def main() -> None:
    tempfile.tempdir = next((str(one) for one in PLACES if one.is_dir() and is_on_disk(one)), None)
    assert tempfile.tempdir, "none of the folders for temporary files is on a disk"
    measure = {"": figures, "events": figures_of_events}["".join(sys.argv[1:])]
    with tempfile.TemporaryDirectory(prefix="lws-bench-") as name:
        folder = Path(name)
        with databases_in(folder) as databases:
            print_figures(measure(databases, folder))


if __name__ == "__main__":
    main()
