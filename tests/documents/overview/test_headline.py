"""The headline of hundreds of places holds: it is recounted here from the printed figures, by rules of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lws_assess.documents.overview.headline import lowest_statement, round_headline, what_is_first, what_moved
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from tests.claims.generated_rounds import kept_place
from tests.runs.soaking import spread_of

PLACES, TOGETHER = 300, 25
LONGEST = 420  # characters, with names as long as those of the framework
COUNTED = re.compile(
    r"\b(all|one|two|three|four|five|six|seven|eight|nine|ten|\d+)(?: of \w+)? areas? (rose|fell)"
)
NUMBER_WORDS = "one two three four five six seven eight nine ten"

View = tuple[AudienceResults, AudienceChanges | None, str, str]


def views(first: int) -> Iterator[View]:
    """Every audience of some places, in both readings, with what changed since the round before."""
    for seed in range(first, first + TOGETHER):
        place = kept_place(seed)
        for audience in place.results.audiences:
            found = place.changes.find_audience(audience.audience.key) if place.changes else None
            changes = found if found and found.cells else None
            for reading in (EACH_GROUP, EACH_PERSON):
                yield audience, changes, place.changes.then_title if place.changes else "", reading


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_every_claim_holds_and_every_headline_is_short(first: int) -> None:
    seen = set()
    for audience, changes, then_title, reading in views(first):
        said = round_headline(audience, reading, changes, then_title)
        assert said.text.endswith("."), said.text
        assert len(said.text) < LONGEST, said.text
        assert [str(claim) for claim in said.claims if not claim.holds] == []
        seen.add(re.sub(r"[A-Z“\d].*", "", said.text[1:]))
    assert len(seen) > 2


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_as_many_rose_and_fell_as_it_says(first: int) -> None:
    told = 0
    for _audience, changes, then_title, reading in views(first):
        if changes is None:
            continue
        text = what_moved(changes, reading, then_title).text
        known = [one.reading(reading) for one in changes.areas if one.reading(reading).difference]
        beyond = [one for one in known if one.beside_chance == Verdict.BEYOND]
        up = sum(one.difference is not None and one.difference.is_rise for one in beyond)
        down = sum(one.difference is not None and one.difference.is_fall for one in beyond)
        counted = {
            way: len(known) if word.lower() == "all" else _number(word) for word, way in COUNTED.findall(text)
        }
        for way, number in (("rose", up), ("fell", down)):
            assert (way in text) == bool(number), text
            if number > 2:
                assert counted[way] == number, text
            told += 1
        if known and not up and not down:
            assert "No area has moved" in text or "none is said to have moved" in text
    assert told


def _number(word: str) -> int:
    word, words = word.lower(), NUMBER_WORDS.split()
    return words.index(word) + 1 if word in words else int(word)


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_the_area_that_comes_first_has_the_highest_score_of_all(first: int) -> None:
    named = 0
    for audience, _changes, _title, reading in views(first):
        _said, area = what_is_first(audience, reading)
        if area is None:
            continue
        named += 1
        mine = area.reading(reading).score
        others = [one.reading(reading).score for one in audience.areas if one is not area]
        assert mine is not None
        assert mine.low > 0 or mine.open_below
        assert all(one is None or mine.low > one.high - 1e-9 for one in others)
    assert named


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_what_comes_first_never_sounds_surer_than_the_ledger_beside_it(first: int) -> None:
    open_ones = unknown = 0
    for audience, _changes, _title, reading in views(first):
        said, _area = what_is_first(audience, reading)
        least = 3 if "among the first three" in said.text else 1
        named = [one for one in audience.areas if one.area.short_name in said.text]
        if not named or not re.search(r"^(?!.*(none|could come)).* comes? (first|among)", said.text):
            continue
        bands = [one.reading(reading).simultaneous_band for one in named]
        ends = [band.worst for band in bands if band]
        is_open = len(ends) == len(bands) and max(ends) > least
        assert ("by these figures" in said.text) == (None in bands), said.text
        assert ("(could be " in said.text or "(chance could" in said.text) == is_open, said.text
        unknown += None in bands
        open_ones += is_open
    assert open_ones
    assert unknown


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_no_statement_that_is_shown_stands_lower_than_the_lowest(first: int) -> None:
    named = 0
    for audience, _changes, _title, reading in views(first):
        found = lowest_statement(audience, reading)
        if found is None:
            continue
        named += 1
        shown = [
            (one.question.topic, value)
            for area in audience.areas
            for one in area.statements
            if isinstance(value := one.reading(reading), Shown)
        ]
        text = found[1].text
        assert f" {len(shown)} statements" in text
        lowest = min(value.interval.low for _, value in shown)
        assert any(
            topic in text and value.text in text for topic, value in shown if value.interval.low == lowest
        )
    assert named
