"""Takes away what a test process started and can no longer stop: servers and folders of a run that was killed.

A process of its own stands beside each test process that starts a server. It is told what there is, waits until the
test process has ended, however it ended, and then kills those groups of processes and removes those folders.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

GROUP, PROCESS, FOLDER = "group", "process", "folder"
EVERY = 0.5  # seconds between two looks at whether the test process is there
MOST_WAITED = 10  # seconds for processes to end before their folders are removed
_beside: dict[
    int, subprocess.Popen[str]
] = {}  # by the process it stands beside: not that of a parent after a fork


def watch_over(kind: str, what: int | Path) -> None:
    """From now on this goes with the process that calls."""
    _tell(f"watch {kind} {what}")


def let_go(kind: str, what: int | Path) -> None:
    """Whoever made it has taken it away; its number may become another's."""
    _tell(f"leave {kind} {what}")


def _tell(line: str) -> None:
    beside = _beside.get(os.getpid())
    if beside is None:
        beside = _beside[os.getpid()] = subprocess.Popen(
            [sys.executable, "-S", __file__, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # or whoever reads what the test process writes would wait for this one
            text=True,
            start_new_session=True,
        )
    assert beside.stdin
    beside.stdin.write(line + "\n")
    beside.stdin.flush()


# --- the other process --------------------------------------------------------------------------------------------


def guard(parent: int) -> None:
    """Reads what to watch over until the parent is gone. A pipe alone would not tell: forked children hold it too."""
    watched: list[tuple[str, str]] = []
    pending = b""
    while os.getppid() == parent:
        if not select.select([0], [], [], EVERY)[0]:
            continue
        read = os.read(0, 65536)
        if not read:
            break
        *lines, pending = (pending + read).split(b"\n")
        for line in lines:
            what, kind, name = line.decode().split(" ", 2)
            watched = [one for one in watched if one != (kind, name)]
            watched += [(kind, name)] if what == "watch" else []
    _take_away(watched)


def _take_away(watched: list[tuple[str, str]]) -> None:
    for kind, name in watched:
        with suppress(ProcessLookupError, PermissionError):
            if kind == GROUP:
                os.killpg(int(name), signal.SIGKILL)
            elif kind == PROCESS:
                os.kill(int(name), signal.SIGQUIT)  # of PostgreSQL: ends at once, with all its processes
    until = time.monotonic() + MOST_WAITED
    numbers = [name for kind, name in watched if kind != FOLDER]
    while any(Path(f"/proc/{number}").exists() for number in numbers) and time.monotonic() < until:
        time.sleep(0.05)
    for kind, name in watched:
        if kind == FOLDER:
            shutil.rmtree(name, ignore_errors=True)


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    guard(int(sys.argv[1]))
