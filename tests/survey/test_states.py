"""States: each is defined once, as an enumeration, and nothing compares one with a text."""

from __future__ import annotations

import ast
import importlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import pytest
from jinja2 import Environment, nodes
from sqlalchemy.dialects import sqlite

from lws_assess.records.database import OneOf
from lws_assess.records.tables import METADATA
from lws_assess.web.page_states import STATES
from tests.watching.code_trees import MODULES, TEMPLATES, walk

PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


@pytest.fixture(scope="module")
def trees() -> Mapping[str, ast.Module]:
    return MODULES


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
        for node in walk(tree):
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


def compared_in_code(tree: ast.Module, values: Mapping[str, set[str]]) -> list[str]:
    """Where a state is compared with a text, looked up among texts, or set to one by its name."""
    found = [
        f"{node.value.lineno}: {node.arg}={node.value.value!r}"
        for node in walk(tree)
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant)
        if node.value.value in values.get(node.arg or "", set())
    ]
    for node in walk(tree):
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
    for node in tree.find_all((nodes.Compare, nodes.Test, nodes.Filter)):
        names = set()
        if isinstance(node, nodes.Compare):
            sides = [node.expr, *(operand.expr for operand in node.ops)]
        elif isinstance(
            node, nodes.Filter
        ):  # selectattr("state", "equalto", "open") asks for a name by its text
            sides = node.args
            names = {text for side in sides for text in _page_texts(side)} & values.keys()
        else:
            sides = [node.node, *node.args]
        names |= {_page_name(side) for side in sides}
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


def test_no_value_of_a_state_is_given_a_name_twice(trees: Mapping[str, ast.Module]) -> None:
    """A module that calls a text by a name in capitals, as states once were, defines no state by it."""
    named = defaultdict(set)
    for module, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and "StrEnum" in map(ast.unparse, node.bases):
                members = frozenset(
                    ast.unparse(line.value) for line in node.body if isinstance(line, ast.Assign)
                )
                named[members].add(f"{module}.{node.name}")
    assert [names for names in named.values() if len(names) > 1] == []


def test_every_state_that_is_a_column_is_kept_as_its_value_and_read_as_a_member() -> None:
    dialect = sqlite.dialect()
    columns = [
        (column, column.type)
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, OneOf)
    ]
    assert {column.name for column, _ in columns} == {"state", "lead_standing", "action"}
    for _, kind in columns:
        for state in kind.states:
            kept = kind.process_bind_param(state, dialect)
            assert type(kept) is str
            assert kept == state.value
            assert kind.process_result_value(kept, dialect) is state


def test_a_state_stands_in_json_on_pages_and_in_texts_as_its_value(
    enumerations: Mapping[str, type[StrEnum]],
) -> None:
    draw = (
        Environment(autoescape=True).from_string("{{ state }}|{{ state|lower }}|{{ 'is ' ~ state }}").render
    )
    for states in enumerations.values():
        for state in states:
            value = state.value
            assert json.dumps([state]) == json.dumps([value])
            assert draw(state=state) == draw(state=value)
            assert f"{state}" == value


def test_every_enumeration_that_a_template_names_is_there_and_each_member_is_its_own(
    trees: Mapping[str, ast.Module], enumerations: Mapping[str, type[StrEnum]]
) -> None:
    parse = Environment(extensions=["jinja2.ext.do"], autoescape=True).parse
    offered = {states.__name__: states for states in STATES}
    assert offered.items() <= enumerations.items()
    used = set()
    for path in PAGES:
        for node in parse(path.read_text("utf-8")).find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name in enumerations:
                assert node.attr in offered[node.node.name].__members__, f"{path.name}:{node.lineno}"
                used.add(node.node.name)
    assert used == set(offered), "offered to templates, and used by none"


CODE = """
def go(this, words):
    if this.state == "open" or "draft" != this.round.state:
        ...
    if this.state in ("late", "closed") or this.title == "open":
        ...
    if this.state == "late" or this.state == RoundState.OPEN:
        ...
    said = {"open": "Open", "closed": "Closed"}[this.state]
    match this.state:
        case "draft":
            ...
    words(state="open", title="open")
"""
PAGE = """
{% if round.state == "open" %}{% endif %}
{% if round["state"] in ("late", "draft") %}{% endif %}
{{ "Open" if "open" == state }}
{{ rounds|selectattr("state", "equalto", "x") }}{% if round.title == "open" or round.state == "late" %}{% endif %}
{% if round.state is eq("closed") %}{% endif %}
"""


def test_what_reads_the_code_finds_a_state_beside_a_text() -> None:
    values = {"state": {"draft", "open", "closed"}}
    found = [line.partition(":")[0] for line in compared_in_code(ast.parse(CODE), values)]
    assert sorted(map(int, found)) == [3, 3, 5, 9, 10, 13]
    page = compared_on_page(Environment(autoescape=True).parse(PAGE), values)
    assert sorted(page) == ["2: state", "3: state", "4: state", "6: state"]


def test_what_holds_a_state_is_known_by_its_annotation() -> None:
    tree = ast.parse(
        "class Row:\n    state: Mapped[RoundState]\n    why: Reason | None = None\n    title: str\n"
        "def move(to: RoundState) -> None: ...\ndef standing() -> Reason: ...\n"
    )
    assert fields_of([tree], ["RoundState", "Reason"]) == {
        "state": {"RoundState"},
        "why": {"Reason"},
        "to": {"RoundState"},
        "standing": {"Reason"},
    }
