"""The one family of refusals: what belongs to it, that nobody looks into its words, and who decides the status.

That each form says the same at the same field when its words are others is tried in test_faults.py, on every form of
the product; here it is tried on what people in a room send, since that is refused in the most ways.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import re
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from http import HTTPStatus
from textwrap import indent

import pytest
from flask import Flask

from lws_assess.survey import refusals
from lws_assess.survey.events.rooms import CHOICES, LONGEST_EVIDENCE, LONGEST_MESSAGE, LONGEST_WORD
from lws_assess.survey.refusals import Refusal
from lws_assess.web.refusals import ANSWERS
from tests.watching.code_trees import MODULES, walk
from tests.watching.rewording import OTHER_WORDS, reworded
from tests.web.events.test_hosts import a_host
from tests.web.test_house import modules_at_fault, modules_on
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

# Exceptions of ours that refuse nothing to anybody, and why.
NO_REFUSALS = {
    "AgreementUndefined": "a caller handed in what no agreement can be measured of",
    "CannotRank": "a caller handed in what cannot be ranked",
    "LevelOutOfRange": "the same",
    "MissingInTemplate": "Jinja's own error, with the place in the template",
    "NotACovariance": "the same",
    "NotAChoice": "a ballot was kept that no page of ours sends",
    "NotAnEventBallot": "the same",
    "NotFinite": "the same",
    "NothingToRank": "the same",
    "ShapesDoNotFit": "the same",
    "_PartFound": "ends the reading of a workbook early, within one function",
    "_TooManySteps": "ends a search early, within one function",
}


def name_of(node: ast.expr | None) -> str:
    """The last name of a dotted name; empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def classes() -> dict[str, list[str]]:
    """Every class of the house by its name, with the names of its bases."""
    return {
        node.name: [name_of(base) for base in node.bases]
        for tree in MODULES.values()
        for node in walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def derives(name: str, root: str) -> bool:
    return name == root or any(derives(base, root) for base in classes().get(name, ()))


def is_exception(name: str) -> bool:
    found = getattr(builtins, name, None)
    if isinstance(found, type):
        return issubclass(found, BaseException)
    return name.endswith(("Error", "Exception")) or any(map(is_exception, classes().get(name, ())))


@cache
def names_of_refusals() -> frozenset[str]:
    return frozenset(name for name in classes() if derives(name, "Refusal"))


# --- what belongs to the family ------------------------------------------------------------------------------


def test_every_exception_of_ours_is_a_refusal() -> None:
    others = {name for name in classes() if is_exception(name)} - names_of_refusals()
    assert others == NO_REFUSALS.keys()


def drawn(cls: type[Refusal], before: str = "") -> Iterator[str]:
    below = sorted((one for one in cls.__subclasses__() if one.__bases__[0] is cls), key=lambda c: c.__name__)
    for one in below:
        besides = ", ".join(base.__name__ for base in one.__bases__[1:])
        last = one is below[-1]
        yield f"{before}{'└── ' if last else '├── '}{one.__name__}{f' ({besides})' if besides else ''}"
        yield from drawn(one, before + ("    " if last else "│   "))


def test_the_tree_that_is_drawn_is_the_one_that_there_is() -> None:
    for module in MODULES:
        importlib.import_module(module)
    tree = "\n".join(["Refusal", *drawn(Refusal)])
    assert indent(tree, "    ") in (refusals.__doc__ or "")
    assert all(f" {name}" in f" {tree}" for name in names_of_refusals())


def test_every_refusal_belongs_to_one_of_the_families_and_says_something() -> None:
    assert set(ANSWERS) <= set(Refusal.__subclasses__())
    assert {one.__name__ for one in Refusal.__subclasses__()} == {one.__name__ for one in ANSWERS}
    assert Refusal("Why not", "what").words == str(Refusal("Why not")) == "Why not"
    assert Refusal().words


# --- nobody looks into the words -----------------------------------------------------------------------------

LOOKS_INTO = {
    *(
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "count",
        "partition",
        "rpartition",
        "split",
        "lower",
    ),
    *("upper", "casefold", "replace", "removeprefix", "removesuffix", "strip", "splitlines", "translate"),
}


def names_in(annotation: ast.expr) -> set[str]:
    return {name_of(one) for one in ast.walk(annotation) if isinstance(one, ast.expr)}


def refused_names(function: ast.AST) -> set[str]:
    """The names by which a function calls a refusal: one that it catches, or is handed."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.ExceptHandler) and node.name and node.type:
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if names_of_refusals() & set(map(name_of, caught)):
                names.add(node.name)
        if isinstance(node, ast.arg) and node.annotation and names_of_refusals() & names_in(node.annotation):
            names.add(node.arg)
    return names


class WordsFollowed:
    """Follows the words of refusals through a module: into names, and into its own functions that are handed them."""

    def __init__(self, tree: ast.Module) -> None:
        self.functions = {node.name: node for node in walk(tree) if isinstance(node, ast.FunctionDef)}
        self.told: dict[str, set[str]] = {name: set() for name in self.functions}
        before = -1
        while before != (before := sum(map(len, self.told.values()))):
            for name, function in self.functions.items():
                self._follow(name, function)

    def is_words(self, node: ast.AST, function: str) -> bool:
        refusal = refused_names(self.functions[function])
        if isinstance(node, ast.Attribute):
            return node.attr in ("words", "args") and name_of(node.value) in refusal
        if isinstance(node, ast.Call):
            return name_of(node.func) in ("str", "repr") and any(name_of(arg) in refusal for arg in node.args)
        if isinstance(node, ast.JoinedStr):
            return any(
                isinstance(part, ast.FormattedValue)
                and (self.is_words(part.value, function) or name_of(part.value) in refusal)
                for part in node.values
            )
        if isinstance(node, ast.Subscript):
            return self.is_words(node.value, function)
        return isinstance(node, ast.Name) and node.id in self.told[function]

    def _follow(self, name: str, function: ast.FunctionDef) -> None:
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and self.is_words(node.value, name):
                self.told[name] |= {name_of(target) for target in node.targets}
            if isinstance(node, ast.Call) and (handed := self.functions.get(name_of(node.func))):
                taken = [*handed.args.posonlyargs, *handed.args.args]
                pairs = [(arg.arg, value) for arg, value in zip(taken, node.args, strict=False)]
                pairs += [(keyword.arg or "", keyword.value) for keyword in node.keywords]
                self.told[handed.name] |= {arg for arg, value in pairs if self.is_words(value, name)}

    def looked_into(self) -> Iterator[str]:
        """Where words are compared, searched or cut."""
        for name, function in self.functions.items():
            for node in ast.walk(function):
                if isinstance(node, ast.Compare):
                    looks = any(self.is_words(one, name) for one in (node.left, *node.comparators))
                elif isinstance(node, ast.Subscript):
                    looks = self.is_words(node.value, name)
                elif isinstance(node, ast.Attribute):
                    looks = node.attr in LOOKS_INTO and self.is_words(node.value, name)
                elif isinstance(node, ast.Call):
                    of_re = isinstance(node.func, ast.Attribute) and name_of(node.func.value) == "re"
                    looks = (of_re or name_of(node.func) == "len") and any(
                        self.is_words(arg, name) for arg in node.args
                    )
                else:
                    continue
                if looks:
                    yield f"{name}, line {node.lineno}"


def test_nobody_looks_into_the_words_of_a_refusal() -> None:
    assert modules_at_fault(MODULES, lambda module: WordsFollowed(MODULES[module]).looked_into()) == {}


SEARCHED = [
    "return 'table' in str(refusal)",
    "return refusal.words.startswith('No')",
    "return refusal.args[0]",
    "return re.search('table', f'{refusal}')",
    "words = refusal.words\n        return words == 'No'",
    "return field(refusal.words)",
]


@pytest.mark.parametrize("searched", SEARCHED)
def test_looking_into_words_is_found(searched: str) -> None:
    code = f"""
def view():
    try:
        act()
    except EventRefusal as refusal:
        {searched}

def field(said):
    return "table" if "table" in said else "group"
"""
    assert [*WordsFollowed(ast.parse(code)).looked_into()]


# --- the status ----------------------------------------------------------------------------------------------

STATUSES = range(400, 600)
ONLY_REFUSALS_HAVE = {403, 409, 410, 429, 503}
# The one place; and the pages of errors that are no refusals, such as a database that is away.
DECIDE = {"lws_assess.web.refusals", "lws_assess.web.errors"}


def numbers_in(node: ast.AST) -> set[int]:
    """Statuses, written as a number, as "409 CONFLICT", or by their names."""
    found = {_status_of(one) for one in ast.walk(node)}
    return {value for value in found if value in STATUSES}


def _status_of(node: ast.AST) -> int:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return int(node.value[:3]) if re.fullmatch(r"[45]\d\d( [A-Z ]+)?", node.value) else 0
    named = isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("HTTPStatus")
    return HTTPStatus[node.attr].value if named and node.attr in HTTPStatus.__members__ else 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["409", "'409 CONFLICT'", "HTTPStatus.CONFLICT", "http.HTTPStatus.CONFLICT"])
def test_a_status_is_found_however_it_is_written(code: str) -> None:
    assert numbers_in(ast.parse(code)) == {409}


def answers_refusals(tree: ast.Module) -> Iterator[ast.AST]:
    """What catches a refusal, and the functions that are handed one."""
    for node in walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type:
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if names_of_refusals() & set(map(name_of, caught)):
                yield from node.body
        if isinstance(node, ast.FunctionDef) and refused_names(node.args):
            yield from node.body


def statuses_chosen_in(module: str) -> set[int]:
    """The statuses that only refusals have, and whatever is chosen where a refusal is answered."""
    chosen = (numbers_in(node) for node in answers_refusals(MODULES[module]))
    return set().union(numbers_in(MODULES[module]) & ONLY_REFUSALS_HAVE, *chosen)


def test_no_status_of_a_refusal_is_chosen_outside_the_one_place() -> None:
    assert modules_at_fault(sorted({*modules_on("web")} - DECIDE), statuses_chosen_in) == {}


# --- other words, the same field -----------------------------------------------------------------------------

LONG_WORD, LONG_EVIDENCE = "x" * (LONGEST_WORD + 1), "x" * (LONGEST_EVIDENCE + 1)
HELPS = {"kind": "helps", "area": "AREA", "text": "Pay", "number": "0"}
ACTION = {"area": "AREA", "what": "Do it", "attempt": "0" * 32}
WHOLE = "page"  # where a page begins: for what lies in no one field

Sent = dict[str, str | list[str]]

# What a phone sends, by what the room does, with the status and the field that it gets.
REFUSED: dict[str, list[tuple[str, Sent, int, str]]] = {
    "sits": [
        ("/join", {"group": "nobody", "table": ""}, 400, "group"),
        ("/join", {"group": "teachers", "table": "99"}, 400, "table"),
        ("/votes/9", {"rating": "3"}, 409, WHOLE),
        ("/words", HELPS, 409, WHOLE),
        ("/table/code", {"typed": "222222"}, 400, "typed"),
    ],
    "votes": [
        ("/join", {"group": "nurses", "table": "1"}, 409, WHOLE),
        ("/votes/1", {}, 400, "rating"),
        ("/votes/1", {"rating": "77"}, 400, "rating"),
    ],
    "chooses": [
        ("/votes/1", {}, 400, "top-areas"),
        ("/votes/1", {"top-areas": ["none"]}, 400, "top-areas"),
        ("/votes/1", {"importance-AREA": "77"}, 400, "top-areas"),
    ],
    "writes": [
        ("/words", {**HELPS, "area": "none"}, 400, "area"),
        ("/words", {**HELPS, "text": ""}, 400, "text"),
        ("/words", {**HELPS, "text": LONG_WORD}, 400, "text"),
    ],
    "notes": [
        ("/join", {"group": "teachers", "table": "2"}, 400, "table"),
        ("/table/areas/AREA", {"level": "", "evidence": ""}, 400, "level"),
        ("/table/areas/AREA", {"level": "3", "evidence": LONG_EVIDENCE}, 400, "evidence"),
        ("/table/actions", {**ACTION, "area": "none"}, 400, "area"),
        ("/table/actions", {**ACTION, "what": ""}, 400, "what"),
        ("/table/actions", {**ACTION, "what": LONG_WORD}, 400, "what"),
        ("/table/actions", {**ACTION, "measure": LONG_WORD}, 400, "measure"),
        ("/table/actions", {**ACTION, "lead": LONG_WORD}, 400, "lead"),
        ("/table/actions", {**ACTION, "due": "never"}, 400, "due"),
        ("/table/slips", {"slip": "000000"}, 400, "slip"),
    ],
}


def set_room(room: Room, does: str) -> None:
    if does == "votes":
        room.open_vote()
    if does == "chooses":
        room.go_to("priorities")
        room.open_vote(CHOICES)
    if does == "writes":
        room.go_to("helps")
    if does == "notes":
        room.make_scribe()


@pytest.mark.parametrize("does", REFUSED)
def test_a_room_refuses_at_the_same_field_and_with_the_same_status_whatever_the_words(
    app: Flask, world: World, does: str
) -> None:
    room = a_room(world, {"teachers": 1, "nurses": 1}, tables=2)
    client, here, area = room.client(app), f"/e/{room.code}", room.edition.areas[0].code
    token = client.get(f"{here}/leave").form(f"{here}/leave")["csrf_token"]
    set_room(room, does)
    for address, fields, status, field in REFUSED[does]:
        path = here + address.replace("AREA", area)
        sent = {
            name.replace("AREA", area): value.replace("AREA", area) if isinstance(value, str) else value
            for name, value in {**fields, "csrf_token": token}.items()
        }
        assert [*client.post(path, sent, status).faults()] == [field], (address, fields)
        with reworded():
            assert client.post(path, sent, status).faults() == {field: OTHER_WORDS}, (address, fields)
            told = client.browser.post(path, data=sent, headers={"Accept": "application/json"})
        assert told.status_code == status
        assert not told.is_json or told.get_json() == {
            "refusal": OTHER_WORDS,
            "field": "" if field == WHOLE else field,
        }


def test_a_host_is_told_at_the_same_field_whatever_the_words(app: Flask, world: World) -> None:
    room = a_room(world, {"teachers": 1})
    host = a_host(app, world)
    form = host.get(f"{room.path}/host").form(f"{room.path}/host/gather")
    for press, sent, field in (
        ("timer", {"minutes": "soon"}, "minutes"),
        ("timer", {"minutes": "9999"}, "minutes"),
        ("tell", {"message": "x" * (LONGEST_MESSAGE + 1)}, "message"),
        ("vote-again", {"vote": "77"}, WHOLE),
        ("go", {"segment": "nowhere"}, WHOLE),
    ):
        for words in (nullcontext(), reworded()):
            with words:
                page = host.post(f"{room.path}/host/{press}", {**form, **sent}, 409)
            assert [*page.faults()] == [field], press
