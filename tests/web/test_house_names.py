"""The rules of the house about names: found by searching, and one word for one thing."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.watching.code_trees import MODULES, walk
from tests.web.test_house import imported_by

# What may be imported under a name of one word.
ONE_WORD_IS_ENOUGH = {
    "install": "each module of web that has something to put into the app does it by this name",
    "now": "the clock, as the standard library calls it; what is below web is handed it under the same name",
    "today": "the clock's day, as the standard library calls it",
}
MOST_CLASSES_OF_ONE_WORD = 0.15
# Words of the glossary's last table, each with what must stand beside it in the name of a public class.
WORDS_OF_TWO_MEANINGS = {
    "Ballot": r"^Ballot$|EventBallot",
    "Box": r"^BoxResponse$|^FormBox$",
    "Draft": r"Draft(Answers|Round)",
    "Lead": r"(Action|Group)Lead",
    "Part": r"^(?!)",
    "Reading": r"^(?!)",
    "Standing": r"^(?!)",
}


def words_of(name: str) -> list[str]:
    """The words that a name is made of: `find_open_link`, `OpenLink`.

    >>> words_of("find_open_link"), words_of("_LinkOfOne"), words_of("now")
    (['find', 'open', 'link'], ['Link', 'Of', 'One'], ['now'])
    """
    return re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)


def functions_of(module: str) -> set[str]:
    return {node.name for node in MODULES[module].body if isinstance(node, ast.FunctionDef)}


def classes_of(module: str) -> set[str]:
    return {node.name for node in MODULES[module].body if isinstance(node, ast.ClassDef)}


def taken_from_others(module: str) -> set[tuple[str, str]]:
    """Modules of the house and the names that a module takes out of them, by import or behind a dot."""
    tree = MODULES[module]
    imports = [node for node in walk(tree) if isinstance(node, ast.ImportFrom)]
    called = {
        alias.asname or alias.name: f"{node.module}.{alias.name}" for node in imports for alias in node.names
    }
    dotted = {
        (called[node.value.id], node.attr)
        for node in walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called
    }
    plain = {(full.rpartition(".")[0], full.rpartition(".")[2]) for full in imported_by(module)}
    return {(there, name) for there, name in plain | dotted if there in MODULES and there != module}


def test_a_function_that_another_module_imports_has_a_name_of_two_words() -> None:
    taken = {(there, name) for module in MODULES for there, name in taken_from_others(module)}
    of_one_word = {(there, name) for there, name in taken if len(words_of(name)) == 1}
    assert len(taken) > 2000
    assert {name for there, name in of_one_word if name in functions_of(there)} == set(ONE_WORD_IS_ENOUGH)


def test_few_classes_have_a_name_of_one_word() -> None:
    names = [name for module in MODULES for name in classes_of(module)]
    of_one_word = [name for name in names if len(words_of(name)) == 1]
    assert len(of_one_word) <= MOST_CLASSES_OF_ONE_WORD * len(names)


def test_no_two_modules_have_a_class_of_one_name() -> None:
    names = Counter(name for module in MODULES for name in classes_of(module))
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("word", WORDS_OF_TWO_MEANINGS)
def test_a_word_of_two_meanings_stands_in_names_that_say_which(word: str) -> None:
    names = {name for module in MODULES for name in classes_of(module) if name[0] != "_"}
    says_which = re.compile(WORDS_OF_TWO_MEANINGS[word])
    assert [name for name in names if word in words_of(name) and not says_which.search(name)] == []
