"""Tries faults one after another in one process that has read the product and the tests once: a plugin of pytest.

For each fault the process forks. The child puts the faulty code into the functions that are there and runs the tests
that enter them, until one fails; nothing has to be read again for it. A fault outside functions, or in one that was
entered while modules were read, is tried by a process that begins anew. A fault counts as found where the test that
failed passes without it.
"""

from __future__ import annotations

import gc
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from tests.runs.chance import draw_in_a_fork

TRIALS = "TRIALS_OF_MUTANTS"  # the environment's name of the file that says what to try
WAIT = 900.0  # seconds until a child that works no more is given up
SPARE = 20  # seconds of work for a child beside those of its tests
SLOWER = 5  # times as long as noted may a test take
CONTROLS = 12  # tests that have to pass before anything is changed
FOR_OTHERS = 8  # seconds of work for those cases of tests that were not noted
FEW = 3
KEEPS = re.compile(r"@(functools\.)?(lru_)?cache\b")  # of a module that gives again what it gave before

KILLED, HUNG, SURVIVED, NOT_REACHED = "killed", "hung", "survived", "not reached"
CONTROL_FAILED = "control failed"


@dataclass(frozen=True)
class Trial:
    """A fault: its file, its text with the fault, the tests that may find it and how long they take."""

    path: str
    text: str
    tests: list[str]
    seconds: float
    anew: bool  # whether it has to be tried by a process that begins anew


def is_own_test(path: str, test: str) -> bool:
    """True if a test stands in the file that is called after the module, or in one that takes something from it."""
    file = test.partition("::")[0]
    called = path.replace("lws_assess/", "tests/", 1).replace(Path(path).name, f"test_{Path(path).name}")
    return file == called or f"from {path.removesuffix('.py').replace('/', '.')} import" in _text_of(file)


@cache
def _text_of(file: str) -> str:
    return Path(file).read_text() if Path(file).exists() else ""


def write_trials(file: Path, trials: Sequence[Trial]) -> None:
    file.write_text(json.dumps([asdict(trial) for trial in trials]))


def read_outcomes(file: Path) -> list[dict[str, str]]:
    """Returns what has been tried so far."""
    done = file.with_suffix(".done")
    lines = done.read_text().splitlines(keepends=True) if done.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


# --- faulty code in functions that are there ---------------------------------------------------------------


def faulty_functions(good: CodeType, bad: CodeType) -> dict[str, CodeType] | None:
    """By name the code of functions that differ, the outermost of each; None where something else does."""
    if _is_alike(good, bad):
        return {}
    if good.co_flags & CO_OPTIMIZED and not good.co_name.startswith("<"):
        if good.co_freevars != bad.co_freevars:
            return None
        return {good.co_qualname: bad}
    inner, inner_bad = _inner(good), _inner(bad)
    if len(inner) != len(inner_bad) or _itself(good) != _itself(bad):
        return None
    found: dict[str, CodeType] = {}
    for one, other in zip(inner, inner_bad, strict=True):
        within = faulty_functions(one, other)
        if within is None:
            return None
        found |= within
    return found


def _is_alike(good: CodeType, bad: CodeType) -> bool:
    inner, inner_bad = _inner(good), _inner(bad)
    return (
        len(inner) == len(inner_bad)
        and _itself(good) == _itself(bad)
        and all(map(_is_alike, inner, inner_bad))
    )


def _inner(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _itself(code: CodeType) -> tuple[object, ...]:
    """What it does, but for the code within it. Constants of different types are different: 1, 1.0 and True."""
    values = [repr(one) for one in code.co_consts if not isinstance(one, CodeType)]
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return code.co_qualname, code.co_code, values, names, code.co_exceptiontable, code.co_flags


def functions_by_name() -> dict[tuple[str, str], list[FunctionType]]:
    """Every function there is, by its file and name."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    gc.unfreeze()  # what is frozen is not told
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found


# --- the plugin --------------------------------------------------------------------------------------------


class AroundAll:
    """Stands in for the next test, so that what is torn down is all but what every test stands in."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        chains = [item.listchain() for item in items]
        self._chain = [one[0] for one in zip(*chains, strict=False) if len(set(one)) == 1]

    def listchain(self) -> list[pytest.Collector | pytest.Item]:
        return self._chain  # type: ignore[return-value]


class Trials:
    """Tries what the file says, and writes a line for each beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.trials = [Trial(**one) for one in json.loads(file.read_text())]
        self.fail_by_themselves: set[str] = set()
        self.told = ""  # of the test that failed last

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        self.cases: dict[str, list[str]] = defaultdict(list)
        for test in self.items:
            self.cases[test.partition("[")[0]].append(test)
        self._warm_up()
        self.keys = os.environ["KEYS_PATH"]  # goes with the whole run
        self.functions = functions_by_name()
        gc.freeze()
        with self.file.with_suffix(".done").open("w") as done:
            for trial in (self._control(), *self.trials):
                before = sum(os.times()[:4])
                outcome, test = self._try(trial)
                if trial.path == "" and outcome != SURVIVED:
                    outcome = CONTROL_FAILED
                told = {"outcome": outcome, "test": test, "seconds": f"{sum(os.times()[:4]) - before:.0f}"}
                print(json.dumps(told), file=done, flush=True)
                if outcome == CONTROL_FAILED:
                    break
        return True

    def _warm_up(self) -> None:
        """What all tests of a process share is made before it forks: a database with its tables."""
        needing = [
            item for item in self.session.items if "sqlite_pattern" in getattr(item, "fixturenames", ())
        ]
        if len(needing) > 1:
            around = AroundAll(self.session.items)
            needing[0].config.hook.pytest_runtest_protocol(item=needing[0], nextitem=around)

    def _control(self) -> Trial:
        """Nothing is changed, and tests that find faults have to pass: of each few faults the quickest test."""
        first = list(dict.fromkeys(trial.tests[0] for trial in self.trials if trial.tests))
        some = first[:: len(first) // CONTROLS + 1]
        return Trial("", "", some, 10.0 * len(some), anew=False)

    def _try(self, trial: Trial) -> tuple[str, str]:
        path = Path(trial.path)
        good = path.read_text() if trial.path else ""
        tests = [test for test in trial.tests if test in self.items]
        if not tests:
            return NOT_REACHED, ""
        while tests := [test for test in tests if test not in self.fail_by_themselves]:
            try:
                if trial.path:
                    path.write_text(trial.text)
                outcome, test = self._run(trial, good, tests)
            finally:
                if trial.path:
                    path.write_text(good)
            # Without the fault the test has to pass. One that fails in the control and passes alone minds its order.
            if outcome != KILLED or self._passes(test, trial, tests) == bool(trial.path):
                return outcome, test
            self.fail_by_themselves.add(test)
            tests = tests[tests.index(test) + 1 :] if test in tests else tests  # those before it have passed
        return SURVIVED, ""

    def _run(self, trial: Trial, good: str, tests: list[str]) -> tuple[str, str]:
        seconds = SPARE + SLOWER * trial.seconds
        swap = None if trial.anew else self._swap(trial, good)
        if swap is None:
            return run_anew(tests, seconds)
        outcome, test = self._fork(swap, tests, seconds)
        if outcome == SURVIVED and (others := self._other_cases(trial, tests)):
            outcome, test = self._fork(swap, others, FOR_OTHERS + SPARE, FOR_OTHERS)
        # It may be entered only by what is made before the fork: once for all tests, or kept by a cache.
        if outcome == SURVIVED and trial.path and (len(tests) <= FEW or KEEPS.search(good)):
            return run_anew(tests, seconds)
        return outcome, test

    def _swap(self, trial: Trial, good: str) -> Callable[[], None] | None:
        """Puts the faulty code in; None where that cannot be done."""
        if not trial.path.endswith(".py"):
            return lambda: None  # a template is read from its file
        file = str(Path(trial.path).resolve())
        try:
            faulty = faulty_functions(compile(good, file, "exec"), compile(trial.text, file, "exec"))
        except SyntaxError:
            return None
        if not faulty or any(not self.functions.get((file, name)) for name in faulty):
            return None

        def put_in() -> None:
            for name, code in faulty.items():
                for function in self.functions[file, name]:
                    function.__code__ = code

        return put_in

    def _passes(self, test: str, trial: Trial, tests: list[str]) -> bool:
        """Whether it passes as things are, after the same tests, and in such a process as with the fault."""
        before = tests[: tests.index(test)] if trial.path and test in tests else []
        seconds = SPARE + SLOWER * trial.seconds
        if trial.anew:
            return run_anew([*before, test], seconds)[0] == SURVIVED
        return self._fork(lambda: None, [*before, test], seconds)[0] == SURVIVED

    def _other_cases(self, trial: Trial, tests: list[str]) -> list[str]:
        """Of tests of which a few cases were noted, the others, one of each test after the other.

        Those of the module's own tests come first.
        """
        rounds: dict[tuple[bool, int], list[str]] = defaultdict(list)
        for name in dict.fromkeys(test.partition("[")[0] for test in tests):
            others = [case for case in self.cases[name] if case not in tests and "postgresql" not in case]
            for number, case in enumerate(others):
                rounds[not is_own_test(trial.path, case), number].append(case)
        return [case for _, of_one in sorted(rounds.items()) for case in of_one]

    def _fork(
        self, swap: Callable[[], None], tests: list[str], seconds: float, enough: float = WAIT
    ) -> tuple[str, str]:
        """Runs tests in a child until one fails, or until it has worked enough seconds."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
            code = 3
            try:
                # Tests draw the same keys every time that they run, and none may be there before.
                os.environ["KEYS_PATH"] = tempfile.mkdtemp(dir=self.keys)
                draw_in_a_fork()
                swap()
                failed = self._run_here([self.items[test] for test in tests], enough)
                os.write(writing, failed.encode())
                code = int(bool(failed))
            finally:
                os._exit(code)
        os.close(writing)
        try:
            ended, _, _ = select.select([reading], [], [], WAIT)
            failed = os.read(reading, 10_000).decode() if ended else ""
        finally:
            os.close(reading)
            if not ended:
                os.killpg(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return HUNG, ""
        # A child that ended in any other way fell over the fault with its first test.
        return (SURVIVED, "") if os.WEXITSTATUS(status) == 0 else (KILLED, failed or tests[0])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.told = report.longreprtext

    def _run_here(self, items: list[pytest.Item], enough: float) -> str:
        """The test that fails first."""
        before, began = self.session.testsfailed, time.process_time()
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.session.testsfailed > before:
                print(self.told, file=sys.stderr)
                return item.nodeid
            if time.process_time() - began > enough:
                break
        return ""


def run_anew(tests: list[str], seconds: float) -> tuple[str, str]:
    """By a process of its own, which reads the product with the fault."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-rfE",
        "--tb=no",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
    ]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    limit = int(seconds)
    running = subprocess.Popen(
        [*command, *tests], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5)),
    )  # fmt: skip
    try:
        told, _ = running.communicate(timeout=WAIT)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        return HUNG, ""
    if running.returncode < 0:
        return HUNG, ""
    # The product may not even be read with it: then no test is named.
    named = [line.split(" ")[1] for line in told.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    failed = next((test for test in tests for name in named if test.startswith(name)), tests[0])
    return (KILLED, failed) if running.returncode else (SURVIVED, "")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Trials(Path(os.environ[TRIALS])))
