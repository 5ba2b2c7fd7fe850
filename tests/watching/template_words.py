"""The words that an attribute in a template can be: names that the product, or a library that it hands on, defines.

A misspelt attribute is seldom a word of these, so it is found in the template's text, whether or not a test comes by.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from datetime import datetime, timedelta

import flask
import wtforms
from jinja2 import Environment, nodes
from jinja2.runtime import LoopContext, Macro

from tests.watching.code_trees import MODULES, walk
from tests.watching.misspelling import TEMPLATES

# What templates are handed that the product does not define itself.
OF_LIBRARIES = (str, list, tuple, set, dict, int, float, datetime, timedelta, enum.Enum, LoopContext, Macro)
OF_FLASK = (flask.Request, flask.Flask, wtforms.Form, wtforms.Field, wtforms.BooleanField)


def words_of_product() -> set[str]:
    """Every name that a module defines for others: of a function, class, field, parameter, key or label."""
    return {word for tree in MODULES.values() for node in walk(tree) for word in _defined(node)}


def _defined(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.AnnAssign | ast.Assign):
        for target in [node.target] if isinstance(node, ast.AnnAssign) else node.targets:
            for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(one, ast.Name):
                    yield one.id
                elif isinstance(one, ast.Attribute):
                    yield one.attr
                elif isinstance(one, ast.Subscript):
                    yield from _text(one.slice)
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            yield from _text(key)


def _text(node: ast.AST | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def words_of_templates(environment: Environment) -> set[str]:
    """Macros that others import, and keys of what a template makes itself."""
    words = set()
    for path in TEMPLATES.rglob("*.*"):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        words |= {one.name for one in tree.find_all(nodes.Macro)}
        words |= {one.key.value for one in tree.find_all(nodes.Pair) if isinstance(one.key, nodes.Const)}
        words |= {one.attr for one in tree.find_all(nodes.NSRef)}
        words |= {one.key for call in tree.find_all(nodes.Call) for one in call.kwargs}
    return words


def words_of_libraries() -> set[str]:
    """Every attribute that what they hand on can have."""
    return {word for one in (*OF_LIBRARIES, *OF_FLASK) for word in dir(one)}
