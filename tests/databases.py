"""Databases as tests open them, with one folder for the keys of all that this process makes."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from lws_assess.records.database import Database
from lws_assess.records.sealing_keys import KeyFolder


def set_key_folder() -> None:
    """A folder for keys on a disk, for this process and every server that it starts, unless one is named."""
    if "KEYS_PATH" not in os.environ:
        folder = tempfile.mkdtemp(prefix="lws-assess-keys-", dir="/var/tmp")
        os.environ["KEYS_PATH"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def key_folder() -> KeyFolder:
    """The folder that `set_key_folder` has named. What is written there need not outlive a power cut."""
    set_key_folder()
    return KeyFolder(Path(os.environ["KEYS_PATH"]), durable=False)


def open_database(url: str) -> Database:
    return Database(url, keys=key_folder())
