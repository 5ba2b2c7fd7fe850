"""Which test files run together, and in which order.

Files that read the product's modules as trees run in one process, one after the other, so that they are read once.
Those that wait most lie evenly among those that work, and come to an end first.

Tests with a browser wait most of their time. Where three of them run at once, two cores have half of nothing to do;
where one of them runs beside two others, there is always work.
"""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.watching.code_trees import ROOT, reads_trees

WAITING = "journeys"  # the folder whose tests wait
ENDS_AFTER = 0.8  # of all files: whatever waits longest must not be what everything else waits for


@cache
def _runs_with(path: str) -> str:
    """What a file runs together with: the others that read trees, or nothing but its own tests."""
    return "trees" if reads_trees(ROOT / path) else path


class TogetherByFile(LoadFileScheduling):  # type: ignore[misc]
    """Keeps the tests of a file on one process, and all files that read trees."""

    def _split_scope(self, nodeid: str) -> str:
        return _runs_with(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> TogetherByFile:
    return TogetherByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = {path: list(of_file) for path, of_file in itertools.groupby(items, lambda item: item.path)}
    if sum(map(len, files.values())) != len(items):
        return  # somebody named tests in an order of their own
    waiting = [path for path in files if _waits(path)]
    working = sorted((path for path in files if not _waits(path)), key=lambda path: not reads_trees(path))
    items[:] = [item for path in _among(working, waiting) for item in files[path]]


def _waits(path: Path) -> bool:
    return path.parent.name == WAITING


def _among(working: list[Path], waiting: list[Path]) -> list[Path]:
    """All of them, the waiting evenly among the first working ones."""
    step = ENDS_AFTER * len(working) / max(1, len(waiting))
    placed = [(float(at), path) for at, path in enumerate(working)]
    placed += [(number * step - 0.5, path) for number, path in enumerate(waiting)]
    return [path for _, path in sorted(placed, key=lambda one: one[0])]
