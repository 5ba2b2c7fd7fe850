"""What the tests of one file share, made once, and forgotten before the next file begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar

import pytest

Arguments = ParamSpec("Arguments")
Thing = TypeVar("Thing")
_forget: list[Callable[[], None]] = []


def keep_for_a_file(make: Callable[Arguments, Thing]) -> Callable[Arguments, Thing]:
    """Makes each thing once for a file of tests, which must not change it. A process does not hold it any longer."""
    kept = cache(make)
    _forget.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        for forget in _forget:
            forget()
