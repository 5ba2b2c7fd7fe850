"""`python -m tests.mutants.run`: draws faults, has the tests that reach each tried, and prints how many were found.

The product is copied to a temporary folder once for each process, and only copies are changed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from tests.mutants.places import FLOORS, TEMPLATES, Mutant, draw
from tests.mutants.reach import AGREED, NOTES, Reach, function_at
from tests.mutants.trials import (
    CONTROL_FAILED,
    HUNG,
    KILLED,
    TRIALS,
    Trial,
    is_own_test,
    read_outcomes,
    write_trials,
)

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "instance" / "mutants"
# Tests whose own process runs the product. Those with a browser ask a server of its own, where nothing is noted.
BESIDES = ("agreed", "attacks", "claims", "faults")
WATCHED = tuple(f"tests/{folder}" for folder in (*FLOORS, *BESIDES))
# Reads every template as it stands, so it renders none.
READS_TEMPLATES = "tests/web/test_template_words.py::test_every_attribute_is_a_word_that_something_defines"
# Reads what modules hold, so it enters no function of theirs.
READS_MODULES = "tests/agreed/test_constants.py::test_what_modules_hold_is_as_agreed[{floor}]"
MOST_SECONDS = 60.0  # of tests for one fault, the quickest first: most faults are found by any
LEAST = {**dict.fromkeys(FLOORS, 90), "documents": 85, TEMPLATES: 100}  # of a hundred faults are to be found

Results = list[tuple[Mutant, str]]
FAILED = {"outcome": CONTROL_FAILED, "test": "none"}


def main() -> int:
    asked = arguments()
    with copies(asked.processes) as folders:
        if asked.anew:
            shutil.rmtree(KEPT, ignore_errors=True)
        if asked.note or not any(KEPT.glob("reach.*.json")):
            note_reach(folders[0], asked.note or WATCHED, asked.processes)
        reach = Reach.read(KEPT)
        mutants = draw(ROOT, asked.number, asked.seed, asked.floors or (*FLOORS, TEMPLATES))
        return report(try_all(folders, mutants, reach))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--floors", nargs="*", choices=(*FLOORS, TEMPLATES))
    parser.add_argument("--note", nargs="*", metavar="TESTS", help="note anew what these tests reach")
    parser.add_argument("--anew", action="store_true", help="forget what was noted before")
    return parser.parse_args()


@contextmanager
def copies(number: int) -> Iterator[list[Path]]:
    """Copies of what git knows of, as it lies there now; they go when the block ends."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, stdout=subprocess.PIPE, check=True,
    ).stdout.decode()  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="lws-mutants-", dir="/var/tmp") as folder:
        made = [Path(folder) / str(i) for i in range(number)]
        for copy in made:
            for name in filter(None, listed.split("\0")):
                if (ROOT / name).is_file():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(ROOT / name, copy / name)
        yield made


def note_reach(copy: Path, tests: tuple[str, ...] | list[str], processes: int) -> None:
    """Runs a few cases of each test once, and keeps what they enter."""
    KEPT.mkdir(parents=True, exist_ok=True)
    share = ["-n", str(processes), "--dist", "loadfile"] if processes > 1 else ["-n", "0"]
    subprocess.run(
        [*_pytest("tests.mutants.reach"), *share, *tests],
        cwd=copy, env={**os.environ, NOTES: str(KEPT)}, stdout=sys.stderr, check=False,
    )  # fmt: skip


def _pytest(plugin: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-p", plugin, "-p", "no:cacheprovider"]


def try_all(folders: list[Path], mutants: list[Mutant], reach: Reach) -> Results:
    """Each copy tries its share, one fault after another; each outcome is told as soon as it is known.

    So is the work that it took, in seconds of a processor.
    """
    shares = [mutants[i :: len(folders)] for i in range(len(folders))]
    at_work = [
        _start(copy, [_trial(mutant, reach) for mutant in share])
        for copy, share in zip(folders, shares, strict=True)
    ]
    found: list[list[dict[str, str]]] = [[] for _ in folders]
    working = True
    while working:
        working = any(process.poll() is None for process in at_work)
        for known, copy, share in zip(found, folders, shares, strict=True):
            for outcome in read_outcomes(_file(copy))[len(known) :]:
                known.append(outcome)
                if len(known) > 1:  # the first says that tests pass where nothing was changed
                    number = sum(len(one) - 1 for one in found if one)
                    _tell(f"{number:3} of {len(mutants)}", share[len(known) - 2], outcome)
        if working:
            time.sleep(1)
    results: Results = []
    for copy, share, (control, *outcomes) in zip(
        folders, shares, (one or [FAILED] for one in found), strict=True
    ):
        if control["outcome"] == CONTROL_FAILED or len(outcomes) != len(share):
            print(_file(copy).with_suffix(".log").read_text()[-3000:], file=sys.stderr)
            sys.exit(f"Tests fail where nothing was changed, so nothing can be told. {control['test']}")
        results += [(mutant, found["outcome"]) for mutant, found in zip(share, outcomes, strict=True)]
    return results


def _tell(number: str, mutant: Mutant, outcome: dict[str, str]) -> None:
    where = f"{mutant.path}:{mutant.line} {mutant.what}"
    print(
        f"{number}  {outcome['outcome']:11} {outcome['seconds']:>4} s of work  {where}  {outcome['test']}",
        file=sys.stderr, flush=True,
    )  # fmt: skip


def _file(copy: Path) -> Path:
    return copy.parent / f"trials-{copy.name}.json"


def _start(copy: Path, trials: list[Trial]) -> subprocess.Popen[bytes]:
    write_trials(_file(copy), trials)
    files = sorted({test.partition("::")[0] for trial in trials for test in trial.tests})
    environment = {**os.environ, TRIALS: str(_file(copy)), "OPENBLAS_NUM_THREADS": "1"}
    # A folder of its own: others that run tests clear away what they take for left.
    folder = ["-o", "tmp_path_retention_policy=none", f"--basetemp={_file(copy).with_suffix('.tmp')}"]
    with _file(copy).with_suffix(".log").open("w") as log:
        return subprocess.Popen(
            [*_pytest("tests.mutants.trials"), "-n", "0", *folder, *files],
            cwd=copy, env=environment, stdout=log, stderr=log,
        )  # fmt: skip


def _trial(mutant: Mutant, reach: Reach) -> Trial:
    in_python = mutant.path.endswith(".py")
    function = function_at((ROOT / mutant.path).read_text(), mutant.line) if in_python else ""
    tests = [] if in_python else [READS_TEMPLATES]
    if in_python and not function:
        tests.append(READS_MODULES.format(floor=mutant.floor))
    reaching = sorted(
        reach.tests_of(mutant.path, function), key=lambda test: not is_own_test(mutant.path, test)
    )
    # What was agreed is looked at last, and whatever came before: few faults pass it.
    agreed = [test for test in reaching if test.startswith(AGREED)]
    tests += _within([test for test in reaching if test not in agreed], reach) + _within(agreed, reach)
    seconds = sum(reach.seconds.get(test, 1.0) for test in tests)
    anew = in_python and (not function or reach.is_entered_early(mutant.path, function))
    return Trial(mutant.path, mutant.text, tests, min(seconds, 4 * MOST_SECONDS), anew)


def _within(tests: list[str], reach: Reach) -> list[str]:
    """The quickest, as many as fit into the time that there is for a fault; one at the least."""
    ends = accumulate(reach.seconds.get(test, 1.0) for test in tests)
    return [test for test, end in zip(tests, ends, strict=True) if end <= MOST_SECONDS] or tests[:1]


def report(results: Results) -> int:
    """Prints a line a floor and every fault that no test found; 1 where a floor stays below what it should reach."""
    by_floor: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, outcome in results:
        by_floor[mutant.floor][outcome] += 1
    print(f"{'':10} {'faults':>7} {'found':>7} {'of 100':>7} {'wanted':>7}")
    short = False
    for floor, counts in by_floor.items():
        found, total = counts[KILLED] + counts[HUNG], counts.total()
        short |= 100 * found < LEAST[floor] * total
        print(f"{floor:10} {total:7} {found:7} {100 * found / total:7.0f} {LEAST[floor]:7}")
    for mutant, outcome in results:
        if outcome not in (KILLED, HUNG):
            print(f"{outcome}: {mutant.path}:{mutant.line} {mutant.what}")
            print(*_difference(mutant), sep="\n")
    return int(short)


def _difference(mutant: Mutant) -> list[str]:
    """The line as it is and as it was with the fault."""
    was, with_fault = (ROOT / mutant.path).read_text().split("\n"), mutant.text.split("\n")
    pairs = zip(was, with_fault, strict=False)
    return next(([f"  - {old.strip()}", f"  + {new.strip()}"] for old, new in pairs if old != new), [])


if __name__ == "__main__":
    sys.exit(main())
