"""Which tests enter which function, and which template: noted while they run, and kept for the next time.

This is a plugin of pytest as well. It has every function of the product say that it was entered, by one statement
that is put before its first while the module is read; that costs a test less than a hundredth of its time, where
watching each line would double it. What is kept names functions, so that it holds while other code moves.
"""

from __future__ import annotations

import ast
import builtins
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import pytest

NOTES = "NOTES_OF_MUTANTS"  # the environment's name of the folder where notes are kept
ENTERED = "_entered_in_a_test"
PRODUCT = "lws_assess/"
TEMPLATES = "templates/"
CASES = 2  # of each test are run; the others seldom enter anything else
# Tests that compare with what was agreed: each of their cases looks at something else.
AGREED = ("tests/agreed/", "tests/documents/test_agreed.py", "tests/actions/demo/test_agreed_demo.py")
MADE_BEFORE = {"sqlite_pattern"}  # once, before the first fault is tried
OUTSIDE = "outside tests"  # while modules are read, or tests collected


def functions_of(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function and method with the name that its code has too."""

    def within(node: ast.AST, before: str) -> Iterator[tuple[str, ast.FunctionDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                yield before + child.name, child
                yield from within(child, f"{before}{child.name}.<locals>.")
            elif isinstance(child, ast.ClassDef):
                yield from within(child, f"{before}{child.name}.")
            else:
                yield from within(child, before)

    return within(tree, "")


def function_at(source: str, line: int) -> str:
    """The innermost function around a line, without its decorators and defaults; empty where there is none."""
    around = [
        (node.body[0].lineno, name)
        for name, node in functions_of(ast.parse(source))
        if node.body[0].lineno <= line <= (node.end_lineno or 0)
    ]
    return max(around, default=(0, ""))[1]


# --- what was noted ----------------------------------------------------------------------------------------


@dataclass
class Reach:
    """For each test what it enters ("path function", or the path of a template), and its seconds of work."""

    entered: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Reach:
        reach = cls()
        for kept in sorted(folder.glob("reach.*.json"), key=lambda path: path.stat().st_mtime):
            noted = json.loads(kept.read_text())
            reach.entered |= noted["entered"]
            reach.seconds |= noted["seconds"]
        return reach

    @cached_property
    def by_place(self) -> dict[str, set[str]]:
        """By function or template the tests that enter it, and by module those that enter any of its functions."""
        found: dict[str, set[str]] = defaultdict(set)
        for test, places in self.entered.items():
            for place in places:
                found[place].add(test)
                found[place.partition(" ")[0]].add(test)
        return found

    def tests_of(self, path: str, function: str) -> list[str]:
        """The quickest first. What is outside functions is reached by whatever enters one of the module's."""
        tests = self.by_place.get(f"{path} {function}".strip(), set()) - {OUTSIDE}
        return sorted(tests, key=lambda test: (self.seconds.get(test, 1.0), test))

    def is_entered_early(self, path: str, function: str) -> bool:
        """Whether it was entered before any test began, so that what it gave then is kept."""
        return OUTSIDE in self.by_place.get(f"{path} {function}", set())


# --- the plugin --------------------------------------------------------------------------------------------


class Noting:
    """Notes for each test what it enters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entered: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}
        self.now: set[str] = set()
        self.shared: dict[str, float] = {}  # seconds of work, by the name of what tests share
        self.made_now: set[str] = set()
        setattr(builtins, ENTERED, self.now.add)
        read_with_notes()
        self._watch_templates()

    def _watch_templates(self) -> None:
        """Whatever a page extends, includes or imports is asked for while it is rendered, as the page itself is."""
        load = jinja2.Environment._load_template

        def note(environment: Any, name: str, made: Any) -> Any:
            self.now.add(TEMPLATES + name)
            return load(environment, name, made)

        jinja2.Environment._load_template = note  # type: ignore[method-assign]

    def _close(self, test: str) -> None:
        if self.now:
            self.entered[test] = sorted(self.now)
            self.now.clear()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._close(OUTSIDE)
        before = _seconds_of_work()
        self.made_now.clear()
        yield
        named = getattr(item, "fixturenames", ())
        shared = sum(self.shared.get(name, 0.0) for name in named if name not in self.made_now)
        self.seconds[item.nodeid] = _seconds_of_work() - before + shared
        self._close(item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """What tests share is made again for each that is run alone, so it counts for every test that names it."""
        before = _seconds_of_work()
        yield
        if fixturedef.scope != "function" and fixturedef.argname not in MADE_BEFORE:
            self.shared[fixturedef.argname] = _seconds_of_work() - before
            self.made_now.add(fixturedef.argname)

    def pytest_sessionfinish(self) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        kept = self.folder / f"reach.{os.getpid()}.{worker}.json"
        kept.write_text(json.dumps({"entered": self.entered, "seconds": self.seconds}))


def _seconds_of_work() -> float:
    """Of this process and what it started: whatever else the machine does changes nothing of it."""
    return sum(os.times()[:4])


def read_with_notes() -> None:
    """Modules of the product are read anew from here on, each function with its note."""
    get_code = SourceFileLoader.get_code

    def get_code_with_notes(loader: SourceFileLoader, name: str) -> CodeType | None:
        file = loader.get_filename(name)
        at = file.rfind("/" + PRODUCT)
        if at < 0 or "site-packages" in file:
            return get_code(loader, name)
        return compile(with_notes(loader.get_data(file).decode(), file[at + 1 :]), file, "exec")

    SourceFileLoader.get_code = get_code_with_notes  # type: ignore[assignment,method-assign]


def with_notes(source: str, path: str) -> ast.Module:
    tree = ast.parse(source)
    for name, node in list(functions_of(tree)):
        first = node.body[0]
        has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        call = ast.parse(f"{ENTERED}({f'{path} {name}'!r})").body[0]
        for part in ast.walk(call):
            ast.copy_location(part, first)
        node.body.insert(int(has_docstring), call)
    return ast.fix_missing_locations(tree)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = spread(items)


def spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of each test a few of its cases, spread over all; on SQLite where it runs on PostgreSQL as well."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    kept = []
    for of_one in cases.values():
        mine = [item for item in of_one if "postgresql" not in item.nodeid.partition("[")[2]] or of_one
        whole = mine[0].nodeid.startswith(AGREED)
        kept += (
            [mine[at * len(mine) // CASES] for at in range(CASES)]
            if len(mine) > CASES and not whole
            else mine
        )
    return kept


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the tests' own set-up reads the product."""
    early_config.pluginmanager.register(Noting(Path(os.environ[NOTES])))
