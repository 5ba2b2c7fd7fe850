"""docs/protection.md: who can learn what, and the test that shows it. Every test that it names must be there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "protection.md"
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")

BEFORE_AND_AFTER = {
    "Another respondent",
    "Somebody who invents people",
    "Respondent’s mail administrator",
    "Database administrator",
    "Host of the machine",
    "Whoever holds an image of the whole machine",
    "Whoever finds a backup",
    "Operator who restores an old copy",
    "Host of the event",
    "Holder of a link to a screen",
    "Scribe",
    "Lead",
    "Facilitator",
    "Steering group",
    "Safeguarding contact",
}


class Line(NamedTuple):
    reader: str
    when: str
    can: str
    cannot: str
    shown_by: str


def lines() -> list[Line]:
    """The table of readers."""
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| **")]
    return [Line(*(cell.strip().strip("*") for cell in row.strip("|").split("|"))) for row in rows]


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def test_each_reader_stands_there_before_and_after() -> None:
    told: dict[str, set[str]] = {}
    for line in lines():
        assert line.can
        assert line.cannot
        told.setdefault(line.reader, set()).add(line.when)
    assert set(told) == BEFORE_AND_AFTER
    assert all(len(when) > 1 for when in told.values())


def test_each_line_names_a_test_that_is_there() -> None:
    for line in lines():
        named = NAMED.findall(line.shown_by)
        assert named, f"{line.reader}, {line.when}: nothing shows it"
        assert len(named) == line.shown_by.count("`") // 2, line.shown_by
        for path, name in named:
            assert name.startswith("test_")
            assert name in named_in(path), f"{path}::{name} does not exist"
