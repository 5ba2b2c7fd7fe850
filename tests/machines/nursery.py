"""A nursery of servers: a process that has imported the product, and makes each server of itself by forking.

Importing takes longer than everything else a server does in most tests. One line of JSON on standard input asks for a
server; its number comes back. Benchmarks, and whoever changes what is imported, start servers the long way.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

from gunicorn.app import wsgiapp

from lws_assess.web import create_app  # noqa: F401 - what every server needs, imported before any is made
from lws_assess.web.assets import find_asset
from tests.runs.slowness import PATIENCE, SERVED
from tests.runs.warm import keep_templates

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["gunicorn", *SERVED]


class Grown:
    """A server that a nursery has made, with what tests ask of a process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs; what it ended with is not known."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float = PATIENCE) -> int:
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(COMMAND, timeout)
            time.sleep(0.01)
        return 0

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)


@cache
def _nursery(_of: int) -> subprocess.Popen[str]:
    """One to each test process; it ends when its standard input does."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.machines.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def grow(environment: dict[str, str], log: Path) -> Grown:
    """A server in a group of its own, which writes to `log`."""
    nursery = _nursery(os.getpid())
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(json.dumps({"environment": environment, "log": str(log)}) + "\n")
    nursery.stdin.flush()
    return Grown(int(nursery.stdout.readline()))


# --- the other process --------------------------------------------------------------------------------------------


def _reap(*_: object) -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _become_a_server(environment: dict[str, str], log: str) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number, file in enumerate((nothing, written, written)):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = COMMAND
    wsgiapp.run()


def main() -> None:
    signal.signal(signal.SIGCHLD, _reap)
    keep_templates()
    find_asset(
        "plotly.js"
    )  # each server compresses it before it answers, which takes as long as making an app
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _become_a_server(**json.loads(line))
            finally:
                atexit._run_exitfuncs()  # a worker ends here as well, and has messages in its hands to finish
                os._exit(1)
        print(child, flush=True)


if __name__ == "__main__":
    main()
