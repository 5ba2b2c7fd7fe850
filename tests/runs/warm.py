"""What makes tests quick: files in memory, and what one process works out once though each test has its own app.

Nine tenths of making an app go into compiling its addresses, most of the first look at a page into compiling its
template, and much of every first query into writing its SQL. These come out the same every time, so each is kept;
apps and databases share nothing else.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import segno
from argon2 import PasswordHasher
from flask import Flask
from flask.templating import Environment
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import Map, Rule, RuleFactory
from werkzeug.routing.matcher import StateMachineMatcher

from lws_assess.records import database
from tests.machines.guardian import FOLDER, watch_over

STATEMENTS = 5000  # more than the product has


# Where the processes of a run, and the servers that they start, lay what templates were compiled to.
COMPILED = "COMPILED_TEMPLATES"


class Compiled(BytecodeCache):
    """Templates, compiled once in a run and not once for every app that a test or a server makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        name = f"{bucket.key} {bucket.checksum}"
        if name not in self.code and (file := self.folder / name).exists():
            with file.open("rb") as compiled:
                bucket.load_bytecode(compiled)
            self.code[name] = bucket.code
        bucket.code = self.code.get(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        name = f"{bucket.key} {bucket.checksum}"
        self.code[name] = bucket.code
        unfinished = self.folder / f"{name} {os.getpid()} {threading.get_ident()}"
        with suppress(FileNotFoundError):  # the run is over, and its folder gone
            with unfinished.open("wb") as compiled:
                bucket.write_bytecode(compiled)
            unfinished.rename(self.folder / name)


MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes


def work_in_memory() -> None:
    """Temporary files, databases among them, need not reach a disk where the machine has room for them elsewhere."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asks anew


def keep_what_is_compiled() -> None:
    """From here on, in every app of this process."""
    _keep_addresses()
    keep_templates()
    _keep_statements(database.create_engine)  # type: ignore[attr-defined]
    segno.make = lru_cache(1000)(segno.make)  # trying which of eight masks is read best takes most of a code
    PasswordHasher.verify = cache(PasswordHasher.verify)  # type: ignore[method-assign] # what fits once fits again


class KeptAddresses(Map):
    """The addresses of an app. The tree by which they are found is that of the first app that had the same ones."""

    found_by: ClassVar[dict[tuple[int, ...], tuple[StateMachineMatcher, dict[Any, list[Rule]]]]] = {}

    def __init__(self, *given: Any, **options: Any) -> None:
        self._added: list[Rule] = []
        super().__init__(*given, **options)

    def add(self, rulefactory: RuleFactory) -> None:
        for rule in rulefactory.get_rules(self):
            if rule.map is None:
                rule.bind(self)
            self._added.append(rule)
        self._remap = True

    def update(self) -> None:
        with self._remap_lock:
            if self._remap:
                names = tuple(map(id, self._added))
                if names not in self.found_by:
                    self.found_by[names] = self._tree()
                self._matcher, self._rules_by_endpoint = self.found_by[names]
                self._remap = False

    def _tree(self) -> tuple[StateMachineMatcher, dict[Any, list[Rule]]]:
        matcher, by_endpoint = StateMachineMatcher(self.merge_slashes), dict[Any, list[Rule]]()
        for rule in self._added:
            if not rule.build_only:
                matcher.add(rule)
            by_endpoint.setdefault(rule.endpoint, []).append(rule)
        matcher.update()
        for rules in by_endpoint.values():
            rules.sort(key=Rule.build_compare_key)
        return matcher, by_endpoint


def _keep_addresses() -> None:
    """What a rule is compiled to depends on how it is written, and knows nothing of the app it stands in."""
    kept: dict[tuple[object, ...], Rule] = {}

    def once(rule: str, **options: Any) -> Rule:
        methods = tuple(sorted(options["methods"]))
        written = (
            rule,
            methods,
            *sorted((name, repr(one)) for name, one in options.items() if name != "methods"),
        )
        if written not in kept:
            kept[written] = Rule(rule, **options)
        return kept[written]

    Flask.url_rule_class = staticmethod(once)  # type: ignore[assignment]
    Flask.url_map_class = KeptAddresses


def keep_templates() -> None:
    """From here on, in every app of this process, with those of all processes that it starts or that started it."""
    if COMPILED not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="lws-assess-templates-"))
        watch_over(FOLDER, folder)
        os.environ[COMPILED] = str(folder)
    compiled = Compiled(Path(os.environ[COMPILED]))
    create = Flask.create_jinja_environment

    def with_them(app: Flask, *more: Any) -> Environment:
        environment = create(app, *more)
        environment.bytecode_cache = compiled
        return environment

    Flask.create_jinja_environment = with_them  # type: ignore[assignment,method-assign]


def _keep_statements(create: Callable[..., Engine]) -> None:
    """SQL is kept by the dialect it is written in, so engines of one kind get the first one's, once that knows all."""
    kept: dict[tuple[str, object], Engine] = {}

    def with_them(url: str, **more: Any) -> Engine:
        engine = create(url, query_cache_size=STATEMENTS, **more)
        kind = (engine.driver, more.get("module"))
        if kind in kept:
            first = kept[kind]
            engine.dialect = engine.pool._dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        else:
            event.listen(engine, "connect", lambda *_: kept.setdefault(kind, engine))
        return engine

    database.create_engine = with_them  # type: ignore[assignment,attr-defined]
