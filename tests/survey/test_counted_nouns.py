"""Numbers in templates have the noun that goes with them, also where there is one: they go through `count`.

What is never one is named below, with why. Numbers on pages of the demo are read in `test_demo_pages`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lws_assess.survey.counted_nouns import counted_noun
from tests.watching.code_trees import TEMPLATES
from tests.watching.number_words import NOUNS, miscounted

# By the last name of what is printed.
NEVER_ONE = {
    # limits and settings, which are at least five
    "fewest",
    "fewest_in_a_room",
    "k",
    "longest",
    "most",
    "most_characters",
    "most_rows",
    "smallest",
    "smallest_number",
    # how long links live, and how long erasing is announced
    "days",
    # from the smallest number of the round on
    "people_now",
    "people_then",
    # the areas of a questionnaire, in the ledger
    "ledger",
    # groups of which one alone is told otherwise
    "groups_shown",
    # words of a number that may be hidden: "fewer than 5", or five and more
    "words",
}
_COUNTED = re.compile(
    r"\{\{-?\s*(?P<printed>[^{}]+?)\s*-?\}\}\s+(?:more\s+)?(?P<noun>"
    + "|".join([*NOUNS.values(), "characters"])
    + r")\b"
)


def uncounted(text: str) -> list[str]:
    """What is printed before a noun in the plural as if it could not be one."""
    found = []
    for one in _COUNTED.finditer(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)):
        printed = one["printed"]
        names = re.findall(r"[a-z_]+", re.sub(r"'[^']*'|\"[^\"]*\"", "", printed).split("|")[0])
        is_text = printed.startswith(('"', "'"))
        if not is_text and not re.search(r"\bcount\(", printed) and not set(names) & NEVER_ONE:
            found.append(one[0])
    return found


@pytest.mark.parametrize("kind", ["*.html", "*.txt"])
def test_what_may_be_one_is_counted(kind: str) -> None:
    found = {
        path.relative_to(TEMPLATES).as_posix(): wrong
        for path in sorted(Path(TEMPLATES).rglob(kind))
        if (wrong := uncounted(path.read_text("utf-8")))
    }
    assert found == {}


def test_a_number_without_its_filter_is_found() -> None:
    assert uncounted("<p>{{ groups|length }} groups, {{ minutes }} minutes</p>")
    assert not uncounted('<p>{{ groups|length|count("group") }} of {{ results.k }} people</p>')


@pytest.mark.parametrize(("one", "many"), [("person", "people"), ("group", None), ("priority", "priorities")])
@pytest.mark.parametrize("number", [0, 1, 2, 11, 21, 1000])
def test_a_number_has_its_noun(number: int, one: str, many: str | None) -> None:
    words = counted_noun(number, one, many)
    assert miscounted(words) == []
    other = f"{number:,} {(many or one + 's') if number == 1 else one}"
    assert miscounted(other) == [other]
