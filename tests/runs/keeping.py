"""What the tests of one file share, made once, and forgotten before the next file begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, ParamSpec, TypeVar

import pytest

Arguments = ParamSpec("Arguments")
Thing = TypeVar("Thing")
_forget: list[Callable[[], object]] = []


def keep_for_a_file(make: Callable[Arguments, Thing]) -> Callable[Arguments, Thing]:
    """Makes each thing once for a file of tests, which must not change it. A process does not hold it any longer."""
    kept = cache(make)
    _forget.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


def forget_after_a_file(forget: Callable[[], object]) -> None:
    """Has this called before the next file of tests begins, from here on."""
    _forget.append(forget)


def forgotten_after_a_file() -> dict[Any, Any]:
    """An empty dictionary that is empty again before the next file of tests begins."""
    kept: dict[Any, Any] = {}
    forget_after_a_file(kept.clear)
    return kept


class MadeWhenAsked(Mapping[str, Thing]):
    """Things by their names, each made for a file by whoever first asks for it: tests are named after them before."""

    def __init__(self, makers: Mapping[str, Callable[[], Thing]]) -> None:
        self._makers = makers
        self._made: dict[str, Thing] = forgotten_after_a_file()

    def __getitem__(self, name: str) -> Thing:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        for forget in _forget:
            forget()
