"""Databases as tests open them: with a folder for keys that lies on a disk and goes with the process."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from lws_assess.records.database import Database
from lws_assess.records.sealing_keys import KeyFolder

ON_A_DISK = "/var/tmp"  # keys are refused where everything is gone when the machine stops


def set_keys_aside() -> None:
    """From here on the product finds a folder for its keys, unless it is told another."""
    folder = tempfile.mkdtemp(prefix="lws-keys-", dir=ON_A_DISK)
    atexit.register(_remove, folder, os.getpid())
    os.environ["KEYS_PATH"] = folder


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:  # a process that was forked off leaves it to its parent
        shutil.rmtree(folder, ignore_errors=True)


def keys_of_tests() -> Path:
    """Where keys lie."""
    if "KEYS_PATH" not in os.environ:
        set_keys_aside()
    return Path(os.environ["KEYS_PATH"])


def open_database(url: str) -> Database:
    """A database with the folder of the keys."""
    return Database(url, keys=KeyFolder(keys_of_tests()))
