"""One seed for everything that tests draw: run `make test SEED=7` to try others.

Each test, and each fixture that several tests share, has a stream of its own, which depends on the seed and on its
name alone: it draws the same in whatever order tests run, and alone as among all. The product's secrets come from
the same stream while a test runs. Servers and other programs that tests start draw their own.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import numpy.random  # noqa: F401 - draws when it is read, which must be in no test
import pytest
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.intervalsets import IntervalSet

SEED = int(os.environ.get("SEED") or 1)
IN_UTF_8 = ((0, 0xD7FF), (0xE000, 0x10FFFF))  # every letter but halves of pairs
FROM_THE_SYSTEM = os.urandom


class Stream:
    """Bytes that look like chance and are the same every time. Threads may share one."""

    def __init__(self, name: str, seed: int = SEED) -> None:
        self._key = hashlib.sha256(f"{seed} {name}".encode()).digest()
        self._drawn = 0
        self._lock = threading.Lock()

    def draw(self, length: int) -> bytes:
        with self._lock:
            self._drawn += 1
            number = self._drawn
        return hashlib.shake_256(self._key + number.to_bytes(8)).digest(length)


class SeededChance:
    """A plugin that puts a stream of its own below each test, and says in the header which seed it is."""

    def __init__(self) -> None:
        _plugins.append(self)
        self._stream = Stream("before any test")
        # `secrets` and `uuid` draw by these; a program that is forked from here draws what is its own.
        self._take()
        os.register_at_fork(after_in_child=self._give_back)
        # Hypothesis tries words out of all modules that happen to have been imported; reading them takes 100 MB too.
        providers._get_local_constants = Constants  # type: ignore[attr-defined]
        # To find out what UTF-8 can write, it tries a million letters, which takes three seconds and 200 MB.
        charmap.intervals_from_codec = written_in

    def _take(self) -> None:
        os.urandom = random._urandom = self._draw  # type: ignore[attr-defined,assignment]

    def _draw(self, length: int, /) -> bytes:
        return self._stream.draw(length)

    def _give_back(self) -> None:
        os.urandom = random._urandom = FROM_THE_SYSTEM  # type: ignore[attr-defined]

    def pytest_report_header(self) -> str:
        return f"seed: {SEED}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._stream = Stream(item.nodeid)
        random.seed(f"{SEED} {item.nodeid}")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Iterator[object]:
        """What several tests share is the same whichever of them comes first."""
        if fixturedef.scope == "function":
            return (yield)
        with self.drawing_by(
            f"{request.node.nodeid} {fixturedef.argname} {getattr(request, 'param_index', 0)}"
        ):
            return (yield)

    @contextmanager
    def drawing_by(self, name: str, seed: int = SEED) -> Iterator[None]:
        """A stream of its own within that of the test."""
        of_the_test, state = self._stream, random.getstate()
        self._stream = Stream(name, seed)
        random.seed(f"{seed} {name}")
        try:
            yield
        finally:
            self._stream = of_the_test
            random.setstate(state)


def written_in(
    codec: str, ask: Callable[[str], tuple[IntervalSet, IntervalSet]] = charmap.intervals_from_codec
) -> tuple[IntervalSet, IntervalSet]:
    """The letters that an encoding can write, and those of them that come back as others."""
    return (IntervalSet(IN_UTF_8), IntervalSet()) if codec == "utf-8" else ask(codec)


_plugins: list[SeededChance] = []


@contextmanager
def drawing_by(name: str, seed: int = SEED) -> Iterator[None]:
    """What is drawn within depends on the seed and this name alone, whichever test runs.

    Another seed than that of the run is for what is compared with a kept copy.
    """
    with ExitStack() as all_of_them:
        for plugin in _plugins:
            all_of_them.enter_context(plugin.drawing_by(name, seed))
        yield


def draw_in_a_fork() -> None:
    """Has tests of a process that was forked draw as they would here."""
    for plugin in _plugins:
        plugin._take()


def another_than(secret: str) -> str:
    """Another secret of the same form: one character of it is always a different one.

    It is the last but one, because the last may hold bits that nobody reads, and "0" and "1" stand in every alphabet.
    """
    return f"{secret[:-2]}{'1' if secret[-2] == '0' else '0'}{secret[-1]}"
