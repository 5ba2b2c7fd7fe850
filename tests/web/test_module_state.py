"""What a process remembers belongs to an app or a database, and no module keeps any of it: tests make new ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.watching.code_trees import MODULES, walk
from tests.web.test_house import modules_at_fault

CHANGES = {
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "move_to_end",
    "pop",
    "popitem",
}
CHANGES |= {"popleft", "remove", "setdefault", "sort", "update"}
REMEMBERED = {
    # By the digest of what is remembered: the same in every database. Reading one takes 7 ms.
    "lws_assess.records.instruments": ["_editions"],
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def names_of_module(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Names that a module gives a value, and names that it imports."""
    targets = [
        target
        for node in tree.body
        for target in (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
    ]
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    return {target.id for target in targets if isinstance(target, ast.Name)}, imported


def names_of_function(function: Function) -> set[str]:
    stored = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    return stored | {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}


def kept_in(node: ast.expr, own: set[str], imported: set[str]) -> str | None:
    """The name of what this module keeps or another one; None for anything else.

    In another module it is written as constants or private names are, and functions and classes are not.
    """
    name = node.id if isinstance(node, ast.Name) else ""
    if name in own:
        return name
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name = node.attr if node.value.id in imported else ""
    elif name not in imported:
        name = ""
    return name if name.startswith("_") or name.isupper() else None


def changed_by(function: Function, own: set[str], imported: set[str]) -> Iterator[str]:
    local = names_of_function(function)
    own, imported = own - local, imported - local
    for node in ast.walk(function):
        found: str | None = None
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found = kept_in(node.value, own, imported)
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES
        ):
            found = kept_in(node.func.value, own, imported)
        if found:
            yield found


def changed_in(tree: ast.Module) -> set[str]:
    functions = [node for node in walk(tree) if isinstance(node, Function)]
    own, imported = names_of_module(tree)
    return {name for function in functions for name in changed_by(function, own, imported)}


def test_no_function_changes_what_a_module_keeps() -> None:
    assert modules_at_fault(MODULES, lambda module: changed_in(MODULES[module])) == REMEMBERED


@pytest.mark.parametrize(
    "body",
    [
        "_kept[1] = 2",
        "_kept.clear()",
        "del _kept[1]",
        "global _kept; _kept = {}",
        "other._kept.pop(1)",
        "_kept[1] += 1",
    ],
)
def test_such_a_change_is_found(body: str) -> None:
    assert changed_in(ast.parse(f"import other\n_kept = {{}}\ndef change():\n    {body}\n")) == {"_kept"}


@pytest.mark.parametrize("body", ["_kept = {}; _kept[1] = 2", "return _kept[1]", "return other.find(1)"])
def test_what_changes_nothing_is_let_through(body: str) -> None:
    assert changed_in(ast.parse(f"import other\n_kept = {{}}\ndef change():\n    {body}\n")) == set()
