"""The order of test files in a run: those that wait most lie evenly among those that work, and come to an end first.

Tests with a browser wait most of their time. Where three of them run at once, two cores have half of nothing to do;
where one of them runs beside two others, there is always work.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

WAITING = "journeys"  # the folder whose tests wait
ENDS_AFTER = 0.8  # of all files: whatever waits longest must not be what everything else waits for


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = {path: list(of_file) for path, of_file in itertools.groupby(items, lambda item: item.path)}
    if sum(map(len, files.values())) != len(items):
        return  # somebody named tests in an order of their own
    waiting = [path for path in files if _waits(path)]
    working = [path for path in files if not _waits(path)]
    items[:] = [item for path in _among(working, waiting) for item in files[path]]


def _waits(path: Path) -> bool:
    return path.parent.name == WAITING


def _among(working: list[Path], waiting: list[Path]) -> list[Path]:
    """All of them, the waiting evenly among the first working ones."""
    step = ENDS_AFTER * len(working) / max(1, len(waiting))
    placed = [(float(at), path) for at, path in enumerate(working)]
    placed += [(number * step - 0.5, path) for number, path in enumerate(waiting)]
    return [path for _, path in sorted(placed, key=lambda one: one[0])]
