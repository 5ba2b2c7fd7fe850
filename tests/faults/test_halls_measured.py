"""The benchmark of a hall, held with few: it follows pages and scripts as they are today, or says where it cannot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.events import HallSize, hall

FEW = HallSize(phones=12, waiting=20, seconds_of_waiting=2.5, votes=1, screens=1)
COUNTED_IN = {"s", "ms", "MB"}


def test_a_small_hall_is_measured_from_joining_to_waiting(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'hall.sqlite3'}"
    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may have a loop of events in this thread
        measured = apart.submit(lambda: list(hall("sqlite", address, tmp_path, FEW))).result()
    figures = {name: (value, unit) for name, value, unit in measured}
    assert "event_waiting_phones_20_p95_ms_sqlite" in figures
    assert all(value > 0 and unit in COUNTED_IN for value, unit in figures.values()), figures
