"""The product as it is run: gunicorn in processes of its own, on a real database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.machines.guardian import GROUP, let_go, watch_over
from tests.machines.nursery import Grown, grow
from tests.runs.slowness import PATIENCE, SERVED

ROOT = Path(__file__).resolve().parents[2]
KEY = "0123456789abcdefghijklmnopqrstuvwxyz-test"


@dataclass
class Running:
    """A server that answers. `process` is gunicorn's master."""

    process: subprocess.Popen[bytes] | Grown
    host: str
    port: int
    log: Path
    environment: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def restart(self) -> None:
        """Kills everything in the middle of whatever it does, and starts anew at the same address."""
        _kill(self.process)
        self.process = _start(self.environment, self.log)
        _wait_until_ready(self)


_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that has not been given before: browsers and we know servers by theirs."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


@contextmanager
def serving(database_url: str, folder: Path, **environment: str) -> Iterator[Running]:
    """Serves a migrated database until the block ends."""
    port = free_port()
    log = folder / f"server-{port}.log"
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(folder),
        "SECRET_KEY": KEY,
        "PORT": str(port),
        **environment,
    }
    env.pop("PUBLIC_BASE_URL", None)
    running = Running(_start(env, log), "127.0.0.1", port, log, env)
    try:
        _wait_until_ready(running)
        yield running
    finally:
        _kill(running.process)


def _start(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes] | Grown:
    as_it_is = environment.get("PYTHONPATH") == os.environ.get("PYTHONPATH")
    if "PYTEST_CURRENT_TEST" in os.environ and as_it_is:
        grown = grow(environment, log)
        watch_over(GROUP, grown.pid)
        return grown
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *SERVED],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    watch_over(GROUP, process.pid)
    return process


def _kill(process: subprocess.Popen[bytes] | Grown) -> None:
    """At once, workers and all: what a polite stop finishes is tried where that is the point."""
    if process.poll() is None:  # its number may be another's by now
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    let_go(GROUP, process.pid)


def _wait_until_ready(running: Running, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert running.process.poll() is None, running.log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{running.address}/readyz", timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"not ready after {seconds} s: {running.log.read_text()[-2000:]}")
