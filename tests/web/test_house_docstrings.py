"""The rules of the house about docstrings: sentences that somebody whose first language is not English reads once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.watching.code_trees import MODULES, walk

# A clause instead of a sentence, or a word that says nothing without the function above.
NO_SENTENCE = re.compile(
    r"(The same|What|Whether|How|Where|Which|Who|Whose|Whom|Those|Whatever|Whoever|That)\b"
)
MOST_WORDS = 30  # between two stops
STOPS = re.compile(r"(?<=[.?!:;])\s+")
DRAWING = re.compile(r"^ {2,}.*$|\S {2,}\S.*$", re.MULTILINE)  # of the shape of data, or its columns
DOCTEST = re.compile(r"^>>> .*(\n(?!\n).*)*", re.MULTILINE)


def docstrings() -> Iterator[tuple[str, ast.AST, str]]:
    for module, tree in MODULES.items():
        for node in walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                words = ast.get_docstring(node)
                if words:
                    yield f"{module}.{getattr(node, 'name', '')}", node, words


def stretches(words: str) -> Iterator[str]:
    """What stands between two stops of a docstring, without its doctests and drawings."""
    prose = DRAWING.sub("", DOCTEST.sub("", words))
    for paragraph in re.split(r"\n\s*\n", prose):
        yield from STOPS.split(" ".join(paragraph.split()))


def test_a_docstring_begins_with_a_sentence() -> None:
    """A module's may begin with its subject, as a title does."""
    found = [(name, words) for name, node, words in docstrings() if not isinstance(node, ast.Module)]
    assert len(found) > 2000
    assert [(name, words[:60]) for name, words in found if NO_SENTENCE.match(words)] == []


def test_no_sentence_of_a_docstring_is_long() -> None:
    long = [
        (name, s) for name, _, words in docstrings() for s in stretches(words) if len(s.split()) > MOST_WORDS
    ]
    assert long == []
