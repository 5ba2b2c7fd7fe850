"""What everybody in the demo answers is what was agreed, field by field, whoever loads it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from lws_assess.actions.demo.answers import people_of_round
from lws_assess.actions.demo.sheets import DemoAnswers
from lws_assess.records.demo import DemoRound, marlhaven_demo
from lws_assess.records.instruments import shipped_editions
from tests.watching.agreed import AgreedTexts

AGREED = AgreedTexts("agreed_demo")
DEMO = marlhaven_demo()
EDITION = shipped_editions()[DEMO.instrument]


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_everybody_answers_as_agreed(this: DemoRound) -> None:
    people = people_of_round(DEMO, this, EDITION)
    AGREED.assert_agreed({f"{this.key} {group}": told_of(sheets) for group, sheets in people.items()})


def told_of(sheets: Sequence[DemoAnswers]) -> str:
    """A line a field: how many gave which answer. The last line tells one person's answers from another's."""
    given: dict[str, Counter[str]] = defaultdict(Counter)
    pages = [dict(sheet.pages()) for sheet in sheets]
    for page, fields in ((page, fields) for one in pages for page, fields in one.items()):
        for name, values in fields.items():
            given[f"{page} {name}"][str(values)] += 1
    lines = [f"{field}: {dict(sorted(counted.items()))}" for field, counted in sorted(given.items())]
    return "\n".join([*lines, hashlib.sha256(repr(pages).encode()).hexdigest()[:16]])
