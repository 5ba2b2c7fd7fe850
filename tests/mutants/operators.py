"""Faults that cosmic-ray's operators do not make: two arguments that change places, and a condition that is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Example, Operator

# Calls that mean the same whichever of their arguments comes first: a query keeps what fulfils all its conditions.
EITHER_WAY = {"min", "max", "minimum", "maximum", "and_", "or_", "where", "hypot", "isdisjoint"}

Place = tuple[tuple[int, int], tuple[int, int]]


def _arguments(node: Any) -> list[Any]:
    """The positional arguments of a call, before the first that has a name or a star."""
    if node.type != "trailer" or node.children[0].value != "(" or node.children[1].type != "arglist":
        return []
    found = []
    for child in node.children[1].children[::2]:
        if child.type == "argument":
            break
        found.append(child)
    return found


class SwapArguments(Operator):
    """The first two positional arguments of a call change places."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        found = _arguments(node)
        before = node.get_previous_sibling() if found else None
        called = before.get_code(False).rpartition(".")[2] if before is not None else ""
        differ = len(found) > 1 and found[0].get_code(False) != found[1].get_code(False)
        if differ and called not in EITHER_WAY:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        arguments = node.children[1]
        first, second = (arguments.children.index(one) for one in _arguments(node)[:2])
        children = arguments.children
        children[first], children[second] = children[second], children[first]
        return node

    @classmethod
    def examples(cls) -> list[Example]:
        return [Example("f(a, b)", "f( b,a)")]


class DropCondition(Operator):
    """A query loses one of its conditions: the last argument of a `where`, or all of it where there is one."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        if self._conditions(node) is not None:
            yield node.start_pos, node.end_pos

    def _conditions(self, node: Any) -> Any:
        if node.type != "trailer" or node.children[0].value != "(" or len(node.children) < 3:
            return None
        before = node.get_previous_sibling()
        is_where = before is not None and before.get_code(False) == ".where"
        return node.children[1] if is_where else None

    def mutate(self, node: Any, index: int) -> Any:
        conditions = self._conditions(node)
        if conditions.type == "arglist" and len(conditions.children) > 2:
            while conditions.children[-1].type == "operator":
                conditions.children.pop()
            conditions.children[-2:] = []
        else:
            node.children[1:2] = []
        return node

    @classmethod
    def examples(cls) -> list[Example]:
        return [Example("s.where(a, b)", "s.where(a)"), Example("s.where(a)", "s.where()")]
