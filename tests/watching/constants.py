"""What the modules of the product hold from the moment that they are read: numbers, words, and tables of both."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from tests.watching.code_trees import ROOT, module_name, read

PLAIN = (str, bytes, bool, int, float, type(None), date, timedelta)
NAMED = re.compile(r"^(_?[A-Z]\w*(?:, _?[A-Z]\w*)*)(?:: [^=\n]+)? = ", re.MULTILINE)
LONG = 200  # longer tables are of all letters that a version of Python knows


def constants_of_floor(floor: str) -> dict[str, str]:
    """By module a line for each value in it, those of tables one by one; modules that hold none are left out."""
    paths = sorted((ROOT / "lws_assess" / floor).rglob("*.py"))
    told = {module_name(path): "\n".join(_lines_of_module(path)) for path in paths}
    return {name.removeprefix("lws_assess."): text for name, text in told.items() if text}


def _lines_of_module(path: Path) -> Iterator[str]:
    module = importlib.import_module(module_name(path))
    for names in NAMED.findall(read(path)):
        for name in names.split(", "):
            yield from _lines(getattr(module, name, None), name)
    for name, value in vars(module).items():
        if getattr(value, "__module__", "") == module.__name__:
            yield from _given_if_nothing_is(value, name)


def _given_if_nothing_is(value: object, name: str) -> Iterator[str]:
    """What a function, the methods of a class and the fields of one take where nothing else is said."""
    if inspect.isfunction(value):
        for one in inspect.signature(value).parameters.values():
            if one.default is not one.empty:
                yield from _lines(one.default, f"{name}({one.name})")
    elif inspect.isclass(value) and issubclass(value, Enum):
        yield from (f"{name}.{one.name} {one.value!r}" for one in value)
    elif inspect.isclass(value):
        if is_dataclass(value):
            for one in fields(value):
                if one.default is not MISSING:
                    yield from _lines(one.default, f"{name}.{one.name}")
        for within, method in vars(value).items():
            if inspect.isfunction(method) and not within.startswith("__"):
                yield from _given_if_nothing_is(method, f"{name}.{within}")


def _lines(value: object, name: str) -> Iterator[str]:
    if isinstance(value, Path):
        yield f"{name} {value.relative_to(ROOT) if value.is_relative_to(ROOT) else value}"
    elif isinstance(value, Enum):
        yield f"{name} {type(value).__name__}.{value.name}"
    elif isinstance(value, PLAIN):
        yield f"{name} {value!r}"
    elif isinstance(value, re.Pattern):
        yield f"{name} {value.pattern[:LONG]!r} {value.flags}"
    elif isinstance(value, Mapping | Sequence | Set) and len(value) > LONG:
        return
    elif is_dataclass(value) and not inspect.isclass(value):
        for one in fields(value):
            yield from _lines(getattr(value, one.name), f"{name}.{one.name}")
    elif isinstance(value, Mapping) and not _is_of_letters(value):
        for key, item in value.items():
            yield from _lines(item, f"{name}[{_brief(key)}]")
    elif isinstance(value, Set):
        yield from sorted(line for item in value for line in _lines(item, f"{name} -"))
    elif isinstance(value, Sequence):
        for number, item in enumerate(value):
            yield from _lines(item, f"{name}[{number}]")
    elif inspect.isfunction(value) or inspect.isclass(value):
        yield f"{name} {_brief(value)}"


def _is_of_letters(table: Mapping[object, object]) -> bool:
    """True if it tells letters by their numbers: which there are depends on the version of Python as well."""
    return all(isinstance(key, int) for key in table) and max(table, default=0) > 127  # type: ignore[type-var,operator]


def _brief(value: object) -> str:
    return getattr(value, "__qualname__", None) or repr(value)
