"""Where faults can be put: each place of each module and template, and how its text reads with the fault."""

from __future__ import annotations

import ast
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import parso  # noqa: F401 - before cosmic-ray, which else imports its parts in a circle
from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator

from tests.mutants.operators import DropCondition, SwapArguments

FLOORS = ("survey", "records", "actions", "documents", "web")
TEMPLATES = "templates"
NEEDS_MORE = ("VariableReplacer", "VariableInserter", "NoOp")  # they want arguments, or do nothing
# What no test can find, because the product does the same: equal texts and small numbers are one object in this
# interpreter, and nothing but None equals None.
MEAN_THE_SAME = ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq")
# What these decorators add is speed, or a refusal of what mypy refuses already.
NOTHING_SEEN = re.compile(r"(functools\.)?(cache|lru_cache|dataclass|final|override)\b")
# Names of constants that say how long or how often something is tried: another number is as right.
TUNED = re.compile(r"_?(SECONDS_(BETWEEN|TO|FOR|OF|KEPT|BEFORE)_?|ROWS_AT_ONCE$|CHUNK$)")
# A name behind a dot within the marks of a template's language.
WITHIN = re.compile(r"{[{%].*?[}%]}", re.DOTALL)
ATTRIBUTE = re.compile(r"(?<=[\w)\]]\.)[a-z_]{3,}\b(?!\s*\()")
STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the line, what it is, and the file's text with it."""

    floor: str
    path: str
    line: int
    what: str
    text: str


def operators() -> dict[str, Operator]:
    names = [name for name in plugins.operator_names() if not name.endswith((*NEEDS_MORE, *MEAN_THE_SAME))]
    own: dict[str, Operator] = {"own/SwapArguments": SwapArguments(), "own/DropCondition": DropCondition()}
    return own | {name: plugins.get_operator(name)() for name in names}


def not_run(source: str) -> set[int]:
    """Lines where a fault would change nothing that a test could see: annotations, type aliases, docstrings.

    So are `__repr__`, which only an engineer reads, and how long or how often something is tried.
    """
    lines: set[int] = set()

    def leave_out(node: ast.AST | None) -> None:
        if node is not None:
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))  # type: ignore[attr-defined]

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if NOTHING_SEEN.match(ast.unparse(decorator)):
                    leave_out(decorator)
        if isinstance(node, ast.FunctionDef) and node.name == "__repr__":
            leave_out(node)
        elif isinstance(node, ast.FunctionDef):
            for argument in (*node.args.args, *node.args.kwonlyargs):
                leave_out(argument.annotation)
            leave_out(node.returns)
        elif isinstance(node, ast.AnnAssign):
            leave_out(node.annotation)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id[:1].isupper() and not node.targets[0].id.isupper():
                leave_out(node)  # a name for a type
            elif TUNED.match(node.targets[0].id):
                leave_out(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            leave_out(node)
    return lines


def only_orders(source: str) -> set[tuple[int, int]]:
    """Where a number is negated so that the largest comes first: `~n` gives the order that `-n` gives."""
    keys = (
        told.value
        for told in ast.walk(ast.parse(source))
        if isinstance(told, ast.keyword) and told.arg == "key"
    )
    return {
        (node.lineno, node.col_offset)
        for key in keys
        for node in ast.walk(key)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    }


def only_guards(source: str) -> set[tuple[int, int]]:
    """Where `zip` is told that what it is given is of one length: it is, or there is another fault."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        (told.value.lineno, told.value.col_offset)
        for call in calls
        for told in call.keywords
        if told.arg == "strict"
    }


def faults_of_module(source: str, known: dict[str, Operator]) -> dict[tuple[int, int], list[tuple[str, int]]]:
    """By place, the operators that can be applied there, each with its number among what it could change."""
    found: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    left_out, guards, nodes = not_run(source), only_guards(source), list(ast_nodes(get_ast(source)))
    orders = only_orders(source)
    for name, operator in known.items():
        number = 0
        for node in nodes:
            for start, _ in operator.mutation_positions(node):
                is_same = start in guards or (start in orders and name.endswith("USub_Invert"))
                if start[0] not in left_out and not is_same:
                    found[start].append((name, number))
                number += 1
    return found


def draw_module_faults(root: Path, floor: str, number: int, chance: random.Random) -> Iterator[Mutant]:
    """So many faults of a floor: each place of it is as likely as any other, and each operator at a place."""
    known = operators()
    files = sorted((root / "lws_assess" / floor).rglob("*.py"))
    sizes = [len(path.read_bytes()) for path in files]
    taken: set[tuple[Path, tuple[int, int]]] = set()
    places: dict[Path, dict[tuple[int, int], list[tuple[str, int]]]] = {}
    while len(taken) < number:
        [path] = chance.choices(files, sizes)
        source = path.read_text()
        if path not in places:
            places[path] = faults_of_module(source, known)
        if not places[path]:
            continue
        place = chance.choice(sorted(places[path]))
        by_kind: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, occurrence in places[path][place]:
            by_kind[name.split("_")[0]].append((name, occurrence))
        name, occurrence = chance.choice(by_kind[chance.choice(sorted(by_kind))])
        text = mutate_code(source, known[name], occurrence)
        if (path, place) in taken or text is None or _same(source, text):
            continue
        taken.add((path, place))
        yield Mutant(floor, str(path.relative_to(root)), place[0], name.partition("/")[2], text)


def _same(source: str, text: str) -> bool:
    """Whether it means the same or nothing at all; a text that does not parse is no fault that anybody makes."""
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(text))
    except SyntaxError:
        return True


def draw_template_faults(root: Path, number: int, chance: random.Random) -> Iterator[Mutant]:
    """So many attributes, misspelt one at a time."""
    places = [
        (path, within.start() + found.start(), found[0])
        for path in sorted((root / TEMPLATES).rglob("*"))
        if path.is_file()
        for within in WITHIN.finditer(path.read_text())
        for found in ATTRIBUTE.finditer(STRINGS.sub(lambda one: " " * len(one[0]), within[0]))
    ]
    for path, at, name in chance.sample(places, min(number, len(places))):
        text = path.read_text()
        wrong = name[:-1] + ("y" if name[-1] != "y" else "i") + "x"
        changed = text[:at] + wrong + text[at + len(name) :]
        line = text.count("\n", 0, at) + 1
        yield Mutant(TEMPLATES, str(path.relative_to(root)), line, f"{name} misspelt", changed)


def draw(root: Path, number: int, seed: int, floors: Sequence[str] = (*FLOORS, TEMPLATES)) -> list[Mutant]:
    """The same faults for the same seed and the same sources, as many of each floor as of any other."""
    drawn: list[Mutant] = []
    for i, floor in enumerate(floors):
        share = number // len(floors) + (i < number % len(floors))
        chance = random.Random(f"{seed} {floor}")
        make = draw_template_faults(root, share, chance) if floor == TEMPLATES else None
        drawn += make or draw_module_faults(root, floor, share, chance)
    return drawn
