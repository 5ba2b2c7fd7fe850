"""What is told of five hundred places is read by somebody who has only the page, and holds; and no fault is missed.

A run of `make test` reads a quarter of them, each with its charts and by turns with its pages, its papers or its
feedback; `make soak` reads all of them with everything. A fault that is put back is looked for in all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.web import create_app
from tests.claims import claim_reader, number_reader, sentence_reader
from tests.claims.exhibits import (
    Exhibit,
    changes_told,
    charts_of,
    exhibits_of,
    feedback_of,
    pages_of,
    papers_of,
)
from tests.claims.generated_rounds import KINDS, GeneratedPlace, draw_place
from tests.claims.put_back import FAULTS, PutBack, put_back
from tests.claims.sentence_reader import RULES, Fault, faults_in
from tests.conftest import a_copy, settings_for
from tests.runs.soaking import IS_SOAK, spread_of

PLACES, TOGETHER = 500, 25
EVERY_RULE = (*RULES, number_reader.numbers, claim_reader.claims, claim_reader.unclaimed)
TRIED = 40  # places, among which a fault that is put back must be found


@pytest.fixture(scope="module")
def pages(sqlite_pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("told")
    app = create_app(settings_for(a_copy(sqlite_pattern, folder / "app.sqlite3"), folder))
    yield app
    app.config["DATABASE"].engine.dispose()


def some_of(place: GeneratedPlace, pages: Flask) -> Iterator[Exhibit]:
    """Charts in the leading reading, and by turns pages, papers or feedback; everything in a soak."""
    if IS_SOAK:
        yield from exhibits_of(place, pages)
        return
    yield from charts_of(place.results, place.results.leading)
    yield from changes_told(place.changes, place.history, place.results)
    turn = place.seed // len(KINDS) % 3
    yield from (pages_of(place, pages), papers_of(place), feedback_of(place))[turn]


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 2))
def test_all_that_is_told_of_a_place_holds(first: int, pages: Flask) -> None:
    found: list[str] = []
    read: Counter[str] = Counter()
    for seed in range(first, first + TOGETHER):
        place = draw_place(seed)
        faults, seen = faults_in(place, some_of(place, pages), EVERY_RULE)
        found += [f"place {seed} ({place.kind}): {fault}" for fault in faults]
        read += seen
    assert found == []
    # What is not read cannot be found false.
    assert read["sentences of charts"] > 20 * TOGETHER
    assert sum(number for what, number in read.items() if what.startswith("claims: ")) > 10 * TOGETHER
    rules = ("means counted again", "levels", "gaps", "extremes", "firsts", "numbers", "pairs of ranks")
    assert min(read[rule] for rule in rules) > 0, read


def first_found(fault: PutBack, pages: Flask) -> Fault | None:
    """The first that the reader finds of it, place after place of the kinds in which it can bite."""
    order = [seed for seed in range(PLACES) if list(KINDS)[seed % len(KINDS)] in fault.kinds]
    order.sort(key=lambda seed: (seed < fault.starts, seed))
    rules = [rule for rule in EVERY_RULE if rule is not sentence_reader.doubles]
    for seed in order[:TRIED]:
        with put_back(fault):
            place = draw_place(seed)
            faults, _ = faults_in(place, exhibits_of(place, pages), rules)
        if found := next((one for one in faults if one.kind in fault.found_as), None):
            return found
    return None


@pytest.mark.parametrize("fault", spread_of(FAULTS, 8), ids=lambda fault: fault.name)
def test_a_fault_that_is_put_back_is_found(fault: PutBack, pages: Flask) -> None:
    assert first_found(fault, pages) is not None
