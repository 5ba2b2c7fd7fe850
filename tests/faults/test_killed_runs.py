"""A run that is killed leaves no server and no folder behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.machines.servers import ROOT
from tests.runs.waiting import wait_until_true

# Starts what tests start, says which processes and folders there are, and waits to be killed.
RUN = """
import os, sys, tempfile, time
from pathlib import Path
from tests.conftest import FORGETFUL
from tests.machines.databases import open_database
from lws_assess.records.migrations import migrate_database
from tests.machines.postgresql import a_server
from tests.machines.servers import serving
with a_server(FORGETFUL) as database_server, tempfile.TemporaryDirectory() as folder:
    url = database_server.new_database()
    database = open_database(url)
    migrate_database(database)
    with serving(url, Path(folder), WORKERS="2") as server:
        print(server.process.pid, (database_server.folder / "data/postmaster.pid").read_text().split()[0], flush=True)
        print(database_server.folder, os.environ["KEYS_PATH"], flush=True)
        time.sleep(600)
"""


def processes_of(group_or_parent: int) -> list[int]:
    """All that live in this group or below this process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = status.read_text().split(" (", 1)
            state, parent, group, *_ = rest.rpartition(") ")[2].split()
        except OSError:
            continue  # gone while we look
        if state != "Z" and group_or_parent in {int(number), int(parent), int(group)}:
            found.append(int(number))
    return found


def test_a_run_that_is_killed_leaves_no_server_and_no_folder_behind() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KEYS_PATH"}
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    servers = [int(number) for number in run.stdout.readline().split()]
    folders = [Path(name) for name in run.stdout.readline().split()]
    assert len(servers) == len(folders) == 2
    # The first worker answers before there are two.
    wait_until_true(
        lambda: all(len(processes_of(server)) >= 3 for server in servers),
        lambda: list(map(processes_of, servers)),
    )
    assert all(folder.is_dir() for folder in folders)
    run.send_signal(signal.SIGKILL)
    run.wait()
    wait_until_true(
        lambda: not any(map(processes_of, servers)) and not any(folder.exists() for folder in folders),
        lambda: (list(map(processes_of, servers)), folders),
    )
