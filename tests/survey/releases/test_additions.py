"""Statements of a partnership's own: how they are put, kept and told, and that no area score knows of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey import responses as survey
from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.instrument_files import read_edition
from lws_assess.survey.instruments import FULL, SHORT, Edition
from lws_assess.survey.refusals import FileFault, NotFound
from lws_assess.survey.releases.additions import (
    Addition,
    AdditionRefused,
    ReleasedLocal,
    additions_of,
    additions_without,
    with_another,
    with_changed,
)
from lws_assess.survey.releases.privacy import Shown, rest_may_be_counted
from lws_assess.survey.releases.release_cells import ReleaseCell, cell_from_json, cell_to_json, release_cell
from lws_assess.survey.releases.scores import Vectors, count_cell
from lws_assess.survey.releases.unanimity import count_in_cell
from lws_assess.survey.responses import DONT_KNOW, NOT_PUT, encode_answers, vector_layout
from lws_assess.survey.results.round_results import RoundFacts, RoundResults, view_results
from lws_assess.survey.withheld import Withheld

RIGHT: dict[str, Any] = read_yaml(Path(__file__).parents[1].parent / "shelf" / "small_places.yaml")
PLAIN = read_edition(RIGHT, "small_places.yaml")
AREA = PLAIN.areas[0].code


def edition_with(*additions: Addition | str) -> Edition:
    data = copy.deepcopy(RIGHT)
    for number, addition in enumerate(additions, 1):
        if isinstance(addition, str):
            addition = Addition(AREA, f"{AREA}-local-{number}", addition)
        area = next(area for area in data["areas"] if area["code"] == addition.area)
        area.setdefault("local_statements", []).append({"key": addition.key, "text": addition.text})
    return read_edition(data, "a copy")


TWO = edition_with("Swings are mended.", "Slides are clean.")
GROWN, *OTHERS = TWO.audiences
EASY = next(a for a in TWO.audiences if a.easy_read)
FIRST = TWO.areas[0]
ONE, OTHER = (q.key for q in FIRST.local_statements)


# --- how they are put ------------------------------------------------------------------------------------


def test_they_are_put_on_the_full_form_after_the_areas_own_and_on_no_other_form() -> None:
    own = [q.key for q in FIRST.statements]
    assert [q.key for q in FIRST.put(GROWN, FULL)] == [*own, ONE, OTHER]
    assert FIRST.put(GROWN, SHORT) == FIRST.questions(GROWN, SHORT)
    assert FIRST.put(EASY) == FIRST.questions(EASY)
    assert [q.key for q in FIRST.questions(GROWN, FULL)] == own
    assert TWO.count(GROWN) == PLAIN.count(PLAIN.audiences[0]) + 2
    assert TWO.count(EASY) == PLAIN.count(PLAIN.audience(EASY.key))
    assert TWO.minutes(GROWN, FULL, False) == PLAIN.minutes(PLAIN.audiences[0]) <= TWO.minutes(GROWN)


def test_each_is_rated_on_the_scale_with_its_own_meanings() -> None:
    for question in FIRST.local_statements:
        assert question.scale == GROWN.scale
        meanings = tuple(level.meaning for level in GROWN.scale.levels)
        assert question.descriptors == (meanings if all(meanings) else ())


def test_a_vector_without_additions_is_what_it_was_and_with_them_has_a_place_for_each() -> None:
    plain, more = vector_layout(PLAIN, PLAIN.audiences[0]), vector_layout(TWO, GROWN)
    assert [slot for slot in more if slot.kind != "local"] == list(plain)
    assert [slot.key for slot in more if slot.kind == "local"] == [ONE, OTHER]
    pages: survey.Pages = {
        "about": {"length": "full"},
        f"areas/{AREA}": {ONE: "2", OTHER: "dont-know", FIRST.statements[0].key: "1"},
    }
    vector = dict(zip(more, encode_answers(TWO, GROWN, pages), strict=True))
    assert [vector[slot] for slot in more if slot.kind == "local"] == [2, DONT_KNOW]
    without_them = {**pages, f"areas/{AREA}": {FIRST.statements[0].key: "1"}}
    own = encode_answers(PLAIN, PLAIN.audiences[0], without_them)
    assert bytes(vector[slot] for slot in more if slot.kind != "local") == own


def test_somebody_with_the_short_form_was_not_put_them() -> None:
    pages: survey.Pages = {"about": {"length": "short"}, f"areas/{AREA}": {ONE: "2"}}
    vector = encode_answers(TWO, GROWN, pages)
    assert [
        code for slot, code in zip(vector_layout(TWO, GROWN), vector, strict=True) if slot.kind == "local"
    ] == [
        NOT_PUT,
        NOT_PUT,
    ]
    names = {field.name for field in survey.fields_of_area(FIRST, GROWN, SHORT)}
    assert not names & {ONE, OTHER}


def test_they_count_into_no_score_and_no_progress_of_ones_own() -> None:
    pages: survey.Pages = {"about": {"length": "full"}, f"areas/{AREA}": {ONE: "1", OTHER: "1"}}
    assert survey.own_scores(TWO, GROWN, FULL, pages)[AREA] is None


# --- reading them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "place", "reason"),
    [
        ([], "local_statements", "at least 1"),
        ("words", "local_statements", "at least 1"),
        ([{"key": "x-local-1"}], "local_statements[1].text", "is missing"),
        ([{"key": "X", "text": "Words."}], "local_statements[1].key", "not a key"),
        ([{"key": "x-local-1", "text": "w" * 201}], "local_statements[1].text", "200 characters"),
        ([{"key": "x-local-1", "text": "Words.", "descriptors": {}}], "local_statements[1].descriptors", ""),
        ([{"key": "x-local-1", "text": "A."}, {"key": "x-local-1", "text": "B."}], "", "stands already"),
        ([{"key": "practice", "text": "A."}], "", "kept for another field"),
        ([{"key": f"x-local-{n}", "text": f"Number {n}."} for n in range(11)], "areas", "more than 10"),
    ],
)
def test_a_mistake_in_them_is_refused_with_its_place(entries: object, place: str, reason: str) -> None:
    data = copy.deepcopy(RIGHT)
    data["areas"][0]["local_statements"] = entries
    with pytest.raises(FileFault) as caught:
        read_edition(data, "a copy")
    assert place in caught.value.place
    assert reason in caught.value.reason


# --- adding, changing, removing --------------------------------------------------------------------------


def test_one_more_has_the_next_number_of_its_area() -> None:
    assert additions_of(TWO)[-1].key == f"{AREA}-local-2"
    third = with_another(TWO, AREA, "  Benches   are dry. ", ())[-1]
    assert third == Addition(AREA, f"{AREA}-local-3", "Benches are dry.")
    second = PLAIN.areas[1].code
    assert with_another(TWO, second, "Shops are near.", ())[-1].key == f"{second}-local-1"


def test_a_sentence_asked_in_another_round_has_its_key_and_no_other_sentence_gets_it() -> None:
    elsewhere = [
        Addition(AREA, f"{AREA}-local-1", "Gates are shut."),
        Addition(AREA, f"{AREA}-local-4", "Paths are lit!"),
    ]
    assert with_another(PLAIN, AREA, "paths are lit", elsewhere)[-1].key == f"{AREA}-local-4"
    assert with_another(PLAIN, AREA, "Bins are emptied.", elsewhere)[-1].key == f"{AREA}-local-5"


def test_a_changed_sentence_keeps_its_key_unless_another_round_has_asked_by_it() -> None:
    mended = with_changed(TWO, ONE, AREA, "All swings are mended.", ())
    assert mended[0] == Addition(AREA, ONE, "All swings are mended.")
    asked = [Addition(AREA, ONE, "Swings are mended.")]
    assert with_changed(TWO, ONE, AREA, "All swings are mended.", asked)[0].key == f"{AREA}-local-3"
    assert with_changed(TWO, ONE, AREA, "Swings are mended!", asked)[0].key == ONE
    second = PLAIN.areas[1].code
    assert with_changed(TWO, ONE, second, "Swings are mended.", ())[0].key == f"{second}-local-1"


def test_one_is_taken_out_and_the_others_stay_as_they_are() -> None:
    assert [a.key for a in additions_without(TWO, ONE)] == [OTHER]
    for unknown in ("no-such", FIRST.statements[0].key):
        with pytest.raises(NotFound):
            additions_without(TWO, unknown)
        with pytest.raises(NotFound):
            with_changed(TWO, unknown, AREA, "Words.", ())


@pytest.mark.parametrize(
    ("area", "text", "field", "why"),
    [
        (AREA, "", "text", "Write the statement"),
        (AREA, " \t ", "text", "Write the statement"),
        (AREA, "?!", "text", "in words"),
        (AREA, "a\ue000b", "text", "ordinary signs"),
        (AREA, "w" * 201, "text", "1 too many"),
        ("no-such", "Words.", "area", "Choose the area"),
        ("", "Words.", "area", "Choose the area"),
        (AREA, "SWINGS are mended", "text", "already"),
        (AREA, FIRST.statements[0].text.upper(), "text", "asks this already"),
    ],
)
def test_what_will_not_do_is_refused_at_its_field(area: str, text: str, field: str, why: str) -> None:
    with pytest.raises(AdditionRefused, match=why) as refused:
        with_another(TWO, area, text, ())
    assert refused.value.field == field


def test_ten_are_the_most() -> None:
    ten = edition_with(*(f"Number {n} is fine." for n in range(10)))
    with pytest.raises(AdditionRefused, match="10 statements"):
        with_another(ten, AREA, "One more.", ())
    assert len(with_changed(ten, f"{AREA}-local-1", AREA, "Another instead.", ())) == 10


# --- what a release says of them -------------------------------------------------------------------------


def people(*answers: tuple[int, int]) -> Vectors:
    """People who rate everything 2, with the codes given for the two local statements."""
    slots = vector_layout(TWO, GROWN)
    mine = {ONE: 0, OTHER: 1}
    return np.array(
        [[codes[mine[s.key]] if s.kind == "local" else 2 for s in slots] for codes in answers],
        dtype=np.uint8,
    )


def a_cell(vectors: Vectors, groups: tuple[str, ...] = ("teachers",), k: int = 5) -> ReleaseCell:
    return release_cell(TWO, GROWN, groups, count_cell(TWO, GROWN, vectors), k)


def view(*cells: ReleaseCell, k: int = 5) -> RoundResults:
    facts = RoundFacts(TWO, "Testham", "The round", "group", k, {}, "2 March 2026", {}, {}, ())
    return view_results(facts, cells)


def test_area_figures_are_the_same_with_them_and_without() -> None:
    rows = people(*[(1, 3)] * 7)
    local = [i for i, slot in enumerate(vector_layout(TWO, GROWN)) if slot.kind == "local"]
    plain = count_cell(PLAIN, PLAIN.audiences[0], np.delete(rows, local, axis=1))
    figures = count_cell(TWO, GROWN, rows)
    assert (figures.areas, figures.joint, figures.voters) == (plain.areas, plain.joint, plain.voters)


def test_a_cell_without_them_is_kept_as_it_always_was_and_one_with_them_comes_back_whole() -> None:
    audience = PLAIN.audiences[0]
    width = len(vector_layout(PLAIN, audience))
    rows = np.full((6, width), 2, dtype=np.uint8)
    plain = release_cell(PLAIN, audience, ["teachers"], count_cell(PLAIN, audience, rows), 5)
    assert "local" not in json.loads(cell_to_json(plain))
    for cell in (plain, a_cell(people(*[(1, 3)] * 6, *[(2, DONT_KNOW)] * 5))):
        assert cell_from_json(cell_to_json(cell)) == cell


def test_the_mean_is_that_of_everybody_who_rated_it() -> None:
    cell = a_cell(people(*[(1, 2)] * 8, *[(3, DONT_KNOW)] * 8, *[(3, 1)] * 4))
    first, second = view(cell).audiences[0].additions
    assert first.by_group == first.by_person == first.cells[0].mean
    assert isinstance(first.by_group, Shown)
    assert (first.by_group.text, first.by_group.n, first.dont_know) == ("2.20", 20, exact_count(0, 20))
    assert isinstance(second.by_group, Shown)
    assert (second.by_group.n, second.dont_know) == (12, exact_count(8, 20))
    assert first.area is FIRST
    assert view(cell).audiences[1].additions == ()


def test_both_readings_weigh_cells_as_they_do_areas() -> None:
    large, small = a_cell(people(*[(3, 2)] * 30)), a_cell(people(*[(2, 2)] * 10), ("nurses",))
    found = view(large, small).audiences[0].additions[0]
    assert isinstance(found.by_group, Shown)
    assert isinstance(found.by_person, Shown)
    assert (found.by_group.value, found.by_person.value) == (2.5, 2.75)
    assert found.reading("person") is found.by_person


@pytest.mark.parametrize(
    ("raters", "others", "mean_shows", "dont_know"),
    [
        (4, 6, False, None),
        (5, 0, True, 0),
        (5, 1, True, None),  # the one who did not rate it would be told
        (5, 4, True, None),
        (5, 5, True, 5),
        (0, 10, False, None),
    ],
)
def test_what_is_counted_besides_the_ratings_gives_nobody_away(
    raters: int, others: int, mean_shows: bool, dont_know: int | None
) -> None:
    cell = a_cell(people(*[(2, 2)] * raters, *[(DONT_KNOW, 2)] * others))
    assert (cell.local[ONE].score is not None) == mean_shows
    assert cell.local[ONE].dont_know == dont_know
    found = view(cell).audiences[0].additions[0]
    assert isinstance(found.by_group, Shown if mean_shows else Withheld)
    assert isinstance(found.cells[0].mean, Shown if mean_shows else Withheld)
    assert found.dont_know == (
        None if dont_know is None else count_in_cell(cell.people, dont_know, cell.people, others)
    )


@pytest.mark.parametrize(("on_short_forms", "unsure", "dont_know"), [(4, 1, None), (9, 1, None), (4, 5, 5)])
def test_people_who_were_not_asked_hide_nobody_who_was(
    on_short_forms: int, unsure: int, dont_know: int | None
) -> None:
    """Whoever had the short form could not say that they do not know: the count is of the others alone."""
    cell = a_cell(people(*[(2, 2)] * 6, *[(DONT_KNOW, 2)] * unsure, *[(NOT_PUT, 2)] * on_short_forms))
    assert cell.local[ONE].dont_know == dont_know


def test_what_one_cell_withholds_no_total_holds() -> None:
    shown, hidden = a_cell(people(*[(1, 2)] * 12)), a_cell(people(*[(3, 2)] * 4, *[(0, 2)] * 4), ("nurses",))
    assert hidden.local[ONE] == ReleasedLocal(None, None, None)
    found = view(shown, hidden).audiences[0].additions[0]
    assert isinstance(found.by_person, Shown)
    assert found.by_person.n == 12
    assert found.dont_know == BoundedCount(0, 0, 12), "counted in the cells that have a mean"
    unsure = a_cell(people(*[(3, 2)] * 6, (DONT_KNOW, 2)), ("clubs",))
    assert view(shown, unsure).audiences[0].additions[0].dont_know is None
    assert "fewer than 5 of the 8 people" in str(found.cells[1].mean)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(5, 8))
def test_every_count_that_is_printed_speaks_of_nobody_or_of_at_least_k(
    raters: int, others: int, k: int
) -> None:
    """Printed are people, raters and what some of the others said: each difference is of nobody or of k."""
    if rest_may_be_counted(raters + others, raters, k):
        assert raters >= k
        assert others == 0 or others >= k
