"""Nothing in a test rests on chance: what is drawn goes by the seed, and nothing by an order that nobody set."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runs.chance import written_in

TESTS = Path(__file__).resolve().parents[1]
SEEDED = {"Random", "default_rng", "seed"}  # by what they are given
# What draws from elsewhere than tests/runs/chance.py makes certain, or was bound before that could.
UNSEEDED = {
    "os": {"getrandom"},
    "random": {"SystemRandom"},
    "secrets": {"SystemRandom"},
    "uuid": {"uuid1", "getnode"},
}
BOUND_TOO_EARLY = {("os", "urandom"), ("random", "_urandom")}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns"}
ORDERED_BY_NOBODY = {"set", "frozenset"}
FOLLOWS_THE_ORDER = {"list", "tuple", "iter", "enumerate", "zip", "map", "choice", "sample", "join"}


def name_of(function: ast.expr) -> str:
    """The last name of what is called; empty where it has none."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def module_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name | ast.Attribute):
        return name_of(function.value)
    return ""


def calls_in(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def generators_without_a_seed(tree: ast.Module) -> Iterator[ast.AST]:
    for call in calls_in(tree):
        if name_of(call.func) in SEEDED and not call.args and not call.keywords:
            yield call


def draws_from_elsewhere(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in UNSEEDED.get(name_of(node.value), ()):
            yield node
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if names & UNSEEDED.get(node.module or "", set()):
                yield node
            if any((node.module, name) in BOUND_TOO_EARLY for name in names):
                yield node


def draws_of_numpy_at_large(tree: ast.Module) -> Iterator[ast.AST]:
    """`np.random.normal` and the like share a generator that nobody has seeded."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and module_of(node) == "random" and node.attr.islower():
            of_numpy = isinstance(node.value, ast.Attribute) and name_of(node.value.value) in {"np", "numpy"}
            if of_numpy and node.attr != "default_rng":
                yield node


def clocks_read_while_importing(tree: ast.Module) -> Iterator[ast.AST]:
    """Processes that collect the same tests at different moments would have different data."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If):
            continue
        within = [node for node in ast.walk(statement) if not isinstance(node, ast.Lambda)]
        for node in within:
            if isinstance(node, ast.Call) and name_of(node.func) in CLOCKS and module_of(node.func):
                yield node


def is_a_set(node: ast.expr) -> bool:
    if isinstance(node, ast.Set):
        return any(
            not isinstance(one, ast.Constant) or isinstance(one.value, str | bytes) for one in node.elts
        )
    return isinstance(node, ast.SetComp) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ORDERED_BY_NOBODY
    )


def orders_of_sets(tree: ast.Module) -> Iterator[ast.AST]:
    """Lists made of sets: their order changes with the seed of hashes. What is checked of each is left alone."""
    for call in calls_in(tree):
        if name_of(call.func) in FOLLOWS_THE_ORDER and any(map(is_a_set, call.args)):
            yield call
        if name_of(call.func) == "parametrize" and any(map(is_a_set, call.args[1:])):
            yield call
    for node in ast.walk(tree):
        if isinstance(node, ast.ListComp | ast.DictComp) and any(
            map(is_a_set, [g.iter for g in node.generators])
        ):
            yield node


def orders_of_folders(tree: ast.Module) -> Iterator[ast.AST]:
    """Cases that are listed as the disk has them."""
    for statement in tree.body:
        is_function = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
        for part in statement.decorator_list if is_function else [statement]:  # type: ignore[union-attr]
            for call in calls_in(part):
                if name_of(call.func) in {"parametrize", "list", "tuple"}:
                    yield from (
                        one for one in call.args if isinstance(one, ast.Call) and _lists_a_folder(one)
                    )


def _lists_a_folder(call: ast.Call) -> bool:
    return name_of(call.func) in {"glob", "rglob", "iterdir", "listdir"}


def hashes_as_data(tree: ast.Module) -> Iterator[ast.AST]:
    for call in calls_in(tree):
        if isinstance(call.func, ast.Name) and call.func.id == "hash":
            yield call


KINDS: list[Callable[[ast.Module], Iterator[ast.AST]]] = [
    generators_without_a_seed,
    draws_from_elsewhere,
    draws_of_numpy_at_large,
    clocks_read_while_importing,
    orders_of_sets,
    orders_of_folders,
    hashes_as_data,
]


def found_in(text: str) -> list[str]:
    tree = ast.parse(text)
    return [f"{node.lineno}: {kind.__name__}" for kind in KINDS for node in kind(tree)]  # type: ignore[attr-defined]


FOLDERS = [".", *sorted(path.name for path in TESTS.iterdir() if path.is_dir())]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_in_tests_rests_on_chance(folder: str) -> None:
    files = sorted((TESTS / folder).rglob("*.py") if folder != "." else TESTS.glob("*.py"))
    found = {str(path.relative_to(TESTS)): found_in(path.read_text(encoding="utf-8")) for path in files}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "line",
    [
        "chance = random.Random()",
        "chance = np.random.default_rng()",
        "random.seed()",
        "key = random.SystemRandom().random()",
        "key = os.getrandom(8)",
        "key = uuid.uuid1()",
        "from os import urandom",
        "drawn = np.random.normal(0, 1)",
        "TOMORROW = datetime.now(UTC) + timedelta(days=1)",
        "TODAY = date.today()",
        "cases = list({'a', 'b'})",
        "first = next(iter(set(names)))",
        "cases = [name for name in {one.name for one in found}]",
        "CASES = list(Path('x').glob('*'))",
        "seed = hash('x')",
    ],
)
def test_each_kind_is_found(line: str) -> None:
    assert found_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "chance = random.Random(3)",
        "chance = np.random.default_rng([1, seed])",
        "cases = sorted({'a', 'b'})",
        "assert all(name in text for name in {'a', 'b'})",
        "def moment():\n    return datetime.now(UTC)",
        "key = sealing.hash('purpose', value)",
    ],
)
def test_what_is_certain_is_left_alone(line: str) -> None:
    assert found_in(line) == []


def test_what_utf_8_can_write_is_what_is_drawn_from() -> None:
    """All letters but halves of pairs, as asking for each of a million would find too."""
    letters, come_back_as_others = written_in("utf-8")
    assert letters.intervals == ((0, 0xD7FF), (0xE000, sys.maxunicode))
    assert not come_back_as_others.intervals
    for half in (0xD800, 0xDFFF):
        with pytest.raises(UnicodeEncodeError):
            chr(half).encode()
    for first, last in letters.intervals:
        assert chr(first).encode().decode() + chr(last).encode().decode() == chr(first) + chr(last)
