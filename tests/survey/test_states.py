"""States: each is defined once, as an enumeration, and nothing compares one with a text."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "lws_assess"
TEMPLATES = ROOT / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in HOUSE.rglob("*.py")}


@pytest.fixture(scope="module")
def enumerations(trees: Mapping[str, ast.Module]) -> dict[str, type[StrEnum]]:
    """Every enumeration of texts in the product, by its name."""
    return {
        node.name: getattr(importlib.import_module(module), node.name)
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and "StrEnum" in map(ast.unparse, node.bases)
    }


def fields_of(trees: Iterable[ast.Module], enumerations: Iterable[str]) -> dict[str, set[str]]:
    """By the name of a field or parameter, the enumerations that it is annotated with anywhere."""
    known, found = set(enumerations), defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name, kind = node.target.id, node.annotation
            elif isinstance(node, ast.arg) and node.annotation is not None:
                name, kind = node.arg, node.annotation
            elif isinstance(node, ast.FunctionDef) and node.returns is not None:
                name, kind = node.name, node.returns
            else:
                continue
            if isinstance(kind, ast.Subscript) and ast.unparse(kind.value) == "Mapped":
                kind = kind.slice
            alternatives = {ast.unparse(one) for one in _alternatives(kind)}
            found[name] |= alternatives & known
    return {name: kinds for name, kinds in found.items() if kinds}


def _alternatives(kind: ast.expr) -> Iterator[ast.expr]:
    if isinstance(kind, ast.BinOp):
        yield from _alternatives(kind.left)
        yield from _alternatives(kind.right)
    else:
        yield kind


def values_by_field(
    trees: Iterable[ast.Module], enumerations: Mapping[str, type[StrEnum]]
) -> dict[str, set[str]]:
    """By the name of what holds a state, the texts that must not be written beside it."""
    return {
        name: {member.value for kind in kinds for member in enumerations[kind]}
        for name, kinds in fields_of(trees, enumerations).items()
    }


def compared_in_code(tree: ast.AST, values: Mapping[str, set[str]]) -> list[str]:
    """Comparisons of a state with a text, and dictionaries of texts that a state is looked up in."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
            sides = (node.slice, *(key for key in node.value.keys if key is not None))
        elif isinstance(node, ast.Match):
            texts = [one for one in ast.walk(node) if isinstance(one, ast.MatchValue)]
            sides = (node.subject, *(one.value for one in texts))
        else:
            continue
        names = {_last_name(side) for side in sides}
        texts = {text for side in sides for text in _texts(side)}
        if any(texts & values.get(name, set()) for name in names):
            found.append(f"{getattr(node, 'lineno', 0)}: {ast.unparse(node)}")
    return found


def _last_name(side: ast.expr) -> str:
    return side.attr if isinstance(side, ast.Attribute) else side.id if isinstance(side, ast.Name) else ""


def _texts(side: ast.expr) -> Iterator[str]:
    for one in side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def compared_on_page(tree: nodes.Template, values: Mapping[str, set[str]]) -> list[str]:
    """The same in a template, and filters and tests that are given a text."""
    found = []
    for node in tree.find_all((nodes.Compare, nodes.Test)):
        if isinstance(node, nodes.Compare):
            sides = [node.expr, *(operand.expr for operand in node.ops)]
        else:
            sides = [node.node, *node.args]
        names = {_page_name(side) for side in sides}
        texts = {text for side in sides for text in _page_texts(side)}
        found += [f"{node.lineno}: {name}" for name in names if texts & values.get(name, set())]
    return found


def _page_name(side: nodes.Node) -> str:
    if isinstance(side, nodes.Getattr):
        return side.attr
    if isinstance(side, nodes.Getitem) and isinstance(side.arg, nodes.Const):
        return str(side.arg.value)
    return side.name if isinstance(side, nodes.Name) else ""


def _page_texts(side: nodes.Node) -> Iterator[str]:
    for one in side.items if isinstance(side, nodes.Tuple | nodes.List) else [side]:
        if isinstance(one, nodes.Const) and isinstance(one.value, str):
            yield one.value


def test_no_code_compares_a_state_with_a_text(
    trees: Mapping[str, ast.Module], enumerations: Mapping[str, type[StrEnum]]
) -> None:
    values = values_by_field(trees.values(), enumerations)
    found = {module: compared_in_code(tree, values) for module, tree in trees.items()}
    assert [f"{module}:{line}" for module, lines in found.items() for line in lines] == []


def test_no_template_compares_a_state_with_a_text(
    trees: Mapping[str, ast.Module], enumerations: Mapping[str, type[StrEnum]]
) -> None:
    values = values_by_field(trees.values(), enumerations)
    parse = Environment(extensions=["jinja2.ext.do"], autoescape=True).parse
    found = {
        path.relative_to(TEMPLATES).as_posix(): compared_on_page(parse(path.read_text("utf-8")), values)
        for path in PAGES
    }
    assert [f"{page}:{line}" for page, lines in found.items() for line in lines] == []
