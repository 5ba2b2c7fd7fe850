"""`python -m tests.mutants.run`: draws faults, runs the tests that reach each, and prints how many were found.

The product is copied to a temporary folder once for each process, and only copies are changed. A test run that does
not end within its time counts as one that found the fault.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.coverage_map import CoverageMap, make_map, read_map
from tests.mutants.places import FLOORS, TEMPLATES, Mutant, draw

ROOT = Path(__file__).resolve().parent.parent.parent
NOTES = ROOT / "instance" / "mutants"
MOST_TESTS = 400  # the quickest of those that reach a line
AT_ONCE = 80  # tests in one run: the quickest come first, since most faults are found by any
SECONDS = 240.0  # for one run
LEAST = {**dict.fromkeys(FLOORS, 90), "documents": 85, TEMPLATES: 100}  # of a hundred faults are to be found


def main() -> int:
    asked = arguments()
    with copies(asked.processes) as folders:
        if asked.anew or not any(NOTES.glob("lines.*")):
            shutil.rmtree(NOTES, ignore_errors=True)
            make_map(folders[0], NOTES, asked.tests, asked.processes)
        reached = read_map(folders[0], NOTES)
        floors = asked.floors or (*FLOORS, TEMPLATES)
        mutants = draw(ROOT, asked.number, asked.seed, floors)
        free: SimpleQueue[Path] = SimpleQueue()
        for folder in folders:
            free.put(folder)
        with ThreadPoolExecutor(len(folders)) as pool:
            results = list(pool.map(lambda one: (one, _try(one, reached, free)), mutants))
    return report(results)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--floors", nargs="*", choices=(*FLOORS, TEMPLATES))
    parser.add_argument("--tests", nargs="*", default=["tests"], help="what the map of tests is made of")
    parser.add_argument("--anew", action="store_true", help="make that map anew")
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


def _try(mutant: Mutant, reached: CoverageMap, free: SimpleQueue[Path]) -> str:
    tests = reached.tests_of(mutant.path, mutant.line)[:MOST_TESTS]
    if not tests:
        return "not reached"
    copy = free.get()
    path, began = copy / mutant.path, time.monotonic()
    good = path.read_text()
    try:
        path.write_text(mutant.text)
        runs = (tests[start : start + AT_ONCE] for start in range(0, len(tests), AT_ONCE))
        outcome = next((found for some in runs if (found := _run(copy, some))), "survived")
    finally:
        path.write_text(good)
        free.put(copy)
    where = f"{mutant.path}:{mutant.line} {mutant.what}"
    print(f"{outcome:11} {time.monotonic() - began:5.0f} s  {where}", file=sys.stderr, flush=True)
    return outcome


def _run(copy: Path, tests: list[str]) -> str:
    """What became of the fault in one run; empty where no test failed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    running = subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        return "killed" if running.wait(SECONDS) else ""
    except subprocess.TimeoutExpired:
        return "hung"
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def report(results: list[tuple[Mutant, str]]) -> int:
    """Prints a line a floor and every fault that no test found; 1 where a floor stays below what it should reach."""
    by_floor: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, outcome in results:
        by_floor[mutant.floor][outcome] += 1
    print(f"{'':10} {'faults':>7} {'found':>7} {'of 100':>7} {'wanted':>7}")
    short = False
    for floor, counts in by_floor.items():
        found, total = counts["killed"] + counts["hung"], counts.total()
        short |= 100 * found < LEAST[floor] * total
        print(f"{floor:10} {total:7} {found:7} {100 * found / total:7.0f} {LEAST[floor]:7}")
    for mutant, outcome in results:
        if outcome not in ("killed", "hung"):
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
