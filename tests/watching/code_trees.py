"""The product's modules as syntax trees, read once in a process for every test that looks at how the code is written.

All of them together take a hundred megabytes: they are given back before a test that does not read them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "lws_assess"
TEMPLATES = ROOT / "templates"


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """The tree of any file of Python; those of the house are read together."""
    return _house()[path] if HOUSE in path.parents else ast.parse(read(path))


@cache
def _house() -> dict[Path, ast.Module]:
    """All in a row, with nothing that stays in between: the pieces of memory that they fill then go back whole."""
    written = {path: read(path) for path in sorted(HOUSE.rglob("*.py"))}
    return {path: ast.parse(text) for path, text in written.items()}


@cache
def walk(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of a module, as `ast.walk` finds them, found once."""
    return tuple(ast.walk(tree))


class CodeTrees(Mapping[str, ast.Module]):
    """The syntax tree of each module of the house by its name, read when it is asked for."""

    def __init__(self) -> None:
        self._paths = {module_name(path): path for path in sorted(HOUSE.rglob("*.py"))}

    def __getitem__(self, name: str) -> ast.Module:
        return tree_of(self._paths[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return name in self._paths


MODULES = CodeTrees()


@cache
def reads_trees(path: Path) -> bool:
    """Whether a file of tests looks at how the code is written."""
    return f"from {__name__} import" in read(path)


class TreesGivenBack:
    """A plugin that forgets the trees before a test that does not read them."""

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        if nextitem is None or (nextitem.path != item.path and not reads_trees(nextitem.path)):
            walk.cache_clear()
            tree_of.cache_clear()
            _house.cache_clear()
