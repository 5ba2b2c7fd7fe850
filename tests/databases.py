"""Databases as tests open them: with the folder of the keys."""

from __future__ import annotations

import os
from pathlib import Path

from lws_assess.records.database import Database
from lws_assess.records.sealing_keys import KeyFolder


def open_database(url: str) -> Database:
    """A database whose sessions carry the folder of the keys that all tests of a process share."""
    return Database(url, keys=KeyFolder(Path(os.environ["KEYS_PATH"])))
