"""An attribute in a template is a word that something defines: a misspelling is found wherever it stands."""

from __future__ import annotations

from collections import defaultdict

import pytest
from jinja2 import Environment

from tests.watching.misspelling import IN_A_FILTER, all_sites
from tests.watching.template_words import words_of_libraries, words_of_product, words_of_templates

# Names of fields that a form makes of two parts.
MADE = {f"{name}-easy" for name in ("opening", "why", "next")}

ENVIRONMENT = Environment(extensions=["jinja2.ext.do"])


@pytest.fixture(scope="module")
def known() -> set[str]:
    return words_of_product() | words_of_templates(ENVIRONMENT) | words_of_libraries() | MADE


@pytest.fixture(scope="module")
def asked() -> dict[str, list[str]]:
    """By word the places where it is an attribute; one with dots is several words."""
    places: dict[str, list[str]] = defaultdict(list)
    for told in all_sites(ENVIRONMENT).values():
        place, _, name = told.removesuffix(IN_A_FILTER).partition(" ")
        for word in name.split("."):
            places[word].append(place)
    return places


def test_every_attribute_is_a_word_that_something_defines(
    known: set[str], asked: dict[str, list[str]]
) -> None:
    assert {word: places for word, places in asked.items() if word not in known} == {}
    assert sum(map(len, asked.values())) > 6000


def slips(word: str) -> set[str]:
    """What somebody types instead: two letters that change places, one twice, and one left out within the word."""
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    twice = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    without = {word[:i] + word[i + 1 :] for i in range(1, len(word) - 1)}
    return (swapped | twice | without) - {word}


def test_an_attribute_that_is_misspelt_is_no_such_word(known: set[str], asked: dict[str, list[str]]) -> None:
    """But for a few short ones that are words all the same, such as "on" for "one"."""
    tried = {(word, slip) for word in asked for slip in slips(word)}
    missed = sorted((word, slip) for word, slip in tried if slip in known)
    assert len(tried) > 5000
    assert len(missed) <= len(tried) // 100, missed
