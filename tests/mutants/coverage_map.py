"""Which tests reach which line, and which template: found by running them once, and kept for the next time.

This is also the plugin of pytest that notes it: coverage.py changes its context with every test, and every template
that is rendered is noted with the test that did it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage
import jinja2.runtime
import pytest

FOLDER = "NOTES_OF_MUTANTS"  # the environment's name of the folder where notes are kept
NOWHERE = "outside tests"


@dataclass(frozen=True)
class CoverageMap:
    """For files by their path the tests that reach a line of them, quickest first."""

    lines: dict[str, dict[int, list[str]]]
    templates: dict[str, list[str]]
    seconds: dict[str, float]

    def tests_of(self, path: str, line: int) -> list[str]:
        if path.startswith("templates/"):
            found = self.templates.get(path.removeprefix("templates/"), [])
        else:
            # A statement of several lines is noted at its first.
            lines = self.lines.get(path, {})
            found = next((lines[at] for at in range(line, max(0, line - 12), -1) if at in lines), [])
        return sorted(found, key=lambda test: self.seconds.get(test, 1.0))


class Watching:
    """Notes for each test what it reaches."""

    def __init__(self, folder: Path) -> None:
        self.test = NOWHERE
        self.templates: dict[str, set[str]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)
        self.folder = folder
        name = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.coverage = coverage.Coverage(
            data_file=str(folder / f"lines.{name}"), source=["lws_assess"], concurrency=["thread"]
        )
        self.coverage.start()
        self._watch_templates()

    def _watch_templates(self) -> None:
        made = jinja2.runtime.Context.__init__

        def note(context: Any, environment: Any, parent: Any, name: str | None, *more: Any) -> None:
            if name:
                self.templates[name].add(self.test)
            made(context, environment, parent, name, *more)

        jinja2.runtime.Context.__init__ = note  # type: ignore[method-assign]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test = item.nodeid
        self.coverage.switch_context(item.nodeid)
        yield
        self.coverage.switch_context(NOWHERE)
        self.test = NOWHERE

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        notes = {"templates": {k: sorted(v) for k, v in self.templates.items()}, "seconds": self.seconds}
        name = os.environ.get("PYTEST_XDIST_WORKER", "main")
        (self.folder / f"notes.{name}.json").write_text(json.dumps(notes))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watching(Path(os.environ[FOLDER])))


def make_map(copy: Path, notes: Path, tests: list[str], processes: int) -> None:
    """Runs the tests in a copy of the product and keeps what they reach."""
    notes.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.mutants.coverage_map",
        "-p",
        "no:cacheprovider",
    ]
    share = ["-n", str(processes), "--dist", "loadfile"] if processes > 1 else ["-n", "0"]
    environment = {**os.environ, FOLDER: str(notes)}
    done = subprocess.run(
        [*command, *share, *tests], cwd=copy, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    print("\n".join(done.stdout.splitlines()[-3:]), file=sys.stderr)


def read_map(copy: Path, notes: Path) -> CoverageMap:
    lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    templates: dict[str, list[str]] = defaultdict(list)
    seconds: dict[str, float] = {}
    for kept in notes.glob("lines.*"):
        data = coverage.CoverageData(str(kept))
        data.read()
        for name in data.measured_files():
            # Notes may be older than the copy, which lies elsewhere every time.
            path = "lws_assess/" + name.rpartition("/lws_assess/")[2]
            for line, tests in data.contexts_by_lineno(name).items():
                lines[path][line] += [test for test in tests if test and test != NOWHERE]
    for kept in notes.glob("notes.*.json"):
        found = json.loads(kept.read_text())
        for name, tests in found["templates"].items():
            templates[name] += [test for test in tests if test != NOWHERE]
        seconds |= found["seconds"]
    return CoverageMap(lines, templates, seconds)
