"""What makes tests quick: files in memory, and what one process works out once though each test has its own app.

Nine tenths of making an app go into compiling its addresses, and most of the first look at a page into compiling
its template. Both come out the same every time, so each is kept; the apps share nothing else.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """Templates, compiled once in a process and not once for every app that a test makes."""

    def __init__(self) -> None:
        self.code: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.code.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[f"{bucket.key} {bucket.checksum}"] = bucket.code


TEMPLATES = Compiled()


MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes


def work_in_memory() -> None:
    """Temporary files, databases among them, need not reach a disk where the machine has room for them elsewhere."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asks anew


def keep_what_is_compiled() -> None:
    """From here on, in every app of this process."""
    _keep_addresses(Rule._compile_builder)
    _keep_templates(Flask.create_jinja_environment)


def _keep_addresses(compile_builder: Callable[[Rule, bool], Builder]) -> None:
    """The function that builds an address takes its rule as an argument, so equal rules may share it."""
    kept: dict[tuple[object, ...], Builder] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Builder:
        known = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if known not in kept:
            kept[known] = compile_builder(rule, append_unknown)
        return kept[known]

    Rule._compile_builder = once  # type: ignore[assignment,method-assign]


def _keep_templates(create: Callable[[Flask], Environment]) -> None:
    def with_them(app: Flask, *more: Any) -> Environment:
        environment = create(app, *more)
        environment.bytecode_cache = TEMPLATES
        return environment

    Flask.create_jinja_environment = with_them  # type: ignore[assignment,method-assign]
