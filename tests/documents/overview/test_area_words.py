"""What events say of an area: two votes in words that read, whichever of them may be shown."""

from __future__ import annotations

from itertools import product

import pytest

from lws_assess.documents.overview.area_words import words_of_votes
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import (
    Withheld,
    not_compared_in_any_group,
    withheld_for_nobody,
    withheld_for_not_asked,
)
from tests.claims.sentence_reader import set_wrongly

ROOM = Shown(2.5, "2.5", "Developing", 14)
MEANS = (None, ROOM, withheld_for_nobody(), not_compared_in_any_group(), withheld_for_not_asked())


@pytest.mark.parametrize(("first", "now"), list(product(MEANS, MEANS)))
def test_two_votes_read_as_sentences(first: Shown | Withheld | None, now: Shown | Withheld | None) -> None:
    said = words_of_votes(first, now)
    assert set_wrongly(said) == ""
    assert bool(said) == (first is not None or now is not None)
    for one in (first, now):
        assert one is None or (one.text if isinstance(one, Shown) else str(one)) in said


def test_wrong_setting_is_found() -> None:
    for words in (
        "who do.; after",
        "It stands , here.",
        "a; Not shown",
        "Done.. Then",
        "Said. then",
        "none ()",
    ):
        assert set_wrongly(words)
    assert set_wrongly("Highest: Values, 3.1; Capacity, 2.0.", ("Capacity",)) == ""
