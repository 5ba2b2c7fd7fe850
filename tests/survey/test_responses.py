"""What one person may answer, how it is read from a page, and the vector it becomes."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey import responses as survey
from lws_assess.survey.instruments import FULL, SHORT, Area, Audience
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, PageField, Pages, read_page

EDITION = shipped_editions()["one-childrens-workforce"]
WORKFORCE, YOUNG, PARENTS = EDITION.audiences
FIRST, SECOND = EDITION.areas[:2]
ONE = survey.page_of(FIRST)
ALL_BUT_IMPORTANCE = {question.key: "3" for question in FIRST.statements}
ALL_AREAS = {
    survey.page_of(area): {"importance": "3", **{question.key: "3" for question in area.statements}}
    for area in EDITION.areas
}

RATING = PageField("one", ("1", "2", "3"))
PICKS = PageField("picks", ("a", "b", "c", "d"), most=3)
TEXT = PageField("text", most_characters=10)
FIELDS = (RATING, PICKS, TEXT)
PASSED_OVER = frozenset({"csrf_token"})


# --- reading a page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, {}),
        ({"csrf_token": ["anything"]}, {}),
        ({"one": ["2"]}, {"one": "2"}),
        ({"one": [""]}, {}),
        ({"one": ["", "2"]}, {"one": "2"}),
        ({"picks": ["a"]}, {"picks": ["a"]}),
        ({"picks": ["c", "a", "b"]}, {"picks": ["c", "a", "b"]}),
        ({"text": ["  hello \r\n"]}, {"text": "hello"}),
        ({"text": ["a\r\nb\rc"]}, {"text": "a\nb\nc"}),
        ({"text": ["0123456789"]}, {"text": "0123456789"}),
        ({"text": ["  0123456789  "]}, {"text": "0123456789"}),
        ({"text": ["a\0b\x1b\x7fc"]}, {"text": "abc"}),
        ({"text": ["\0\0"]}, {}),
        ({"unknown": [""]}, {}),
    ],
)
def test_what_is_right_is_kept_without_a_fault(sent: dict[str, list[str]], kept: dict[str, Any]) -> None:
    reading = read_page(FIELDS, sent, PASSED_OVER)
    assert reading.faults == ()
    assert reading.kept == kept


@pytest.mark.parametrize(
    ("sent", "field", "why", "kept"),
    [
        ({"one": ["0"]}, "one", "Choose one of the answers shown", {}),
        ({"one": ["4"]}, "one", "Choose one of the answers shown", {}),
        ({"one": ["2 "]}, "one", "Choose one of the answers shown", {}),
        ({"one": ["２"]}, "one", "Choose one of the answers shown", {}),  # a full-width digit
        ({"one": ["2\0"]}, "one", "Choose one of the answers shown", {}),
        ({"one": ["1", "2"]}, "one", "answered twice", {}),
        ({"one": ["2", "2"]}, "one", "answered twice", {}),
        ({"picks": ["e"]}, "picks", "Choose only from the list", {}),
        ({"picks": ["a", "a"]}, "picks", "Choose only from the list", {}),
        ({"picks": list("abcd")}, "picks", "Choose 3 or fewer. You chose 4", {}),
        ({"text": ["01234567890"]}, "text", "1 too many", {"text": "01234567890"}),
        ({"text": ["x" * 5000]}, "text", "4990 too many", {"text": "x" * 5000}),
        ({"text": ["a", "b"]}, "text", "answered twice", {"text": "a"}),
        ({"unknown": ["x"]}, "", "does not ask", {}),
        ({"ONE": ["2"]}, "", "does not ask", {}),
        ({"one ": ["2"]}, "", "does not ask", {}),
    ],
)
def test_what_is_wrong_is_refused_and_what_is_right_beside_it_kept(
    sent: dict[str, list[str]], field: str, why: str, kept: dict[str, Any]
) -> None:
    beside = {"one": ["3"], "picks": ["d"], "text": ["fine"]}
    others = {name: value for name, value in beside.items() if name not in sent}
    reading = read_page(FIELDS, {**sent, **others}, PASSED_OVER)
    assert [fault.field for fault in reading.faults] == [field]
    assert why in reading.faults[0].message
    right = {"one": "3", "picks": ["d"], "text": "fine"}
    assert reading.kept == {**{name: right[name] for name in others}, **kept}


sent_values = st.lists(st.text(max_size=30) | st.sampled_from(["1", "2", "a", "b", "9"]), max_size=5)


@given(
    st.dictionaries(
        st.sampled_from(["one", "picks", "text", "csrf_token", "other"]) | st.text(max_size=5), sent_values
    )
)
def test_whatever_is_sent_only_what_a_field_may_hold_is_kept_without_a_fault(
    sent: dict[str, list[str]],
) -> None:
    reading = read_page(FIELDS, sent, PASSED_OVER)
    faulty = {fault.field for fault in reading.faults}
    right = {name: value for name, value in reading.kept.items() if name not in faulty}
    assert set(right) <= {"one", "picks", "text"}
    assert right.get("one", "1") in RATING.values
    assert set(right.get("picks", [])) <= set(PICKS.values)
    assert len(right.get("picks", [])) <= 3
    assert len(right.get("text", "")) <= 10
    for fault in reading.faults:
        assert fault.message


# --- the fields of a page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "statements"), [(FULL, 5), (SHORT, 2)])
def test_an_area_puts_its_statements_importance_and_a_comment(length: str, statements: int) -> None:
    fields = survey.fields_of_area(FIRST, WORKFORCE, length)
    assert len(fields) == statements + 2
    assert {f.values for f in fields[:-2]} == {("1", "2", "3", "4", "5", "dont-know", "not-applicable")}
    assert fields[-2] == PageField("importance", ("1", "2", "3", "4", "5"))
    assert fields[-1].name == "comment"


@pytest.mark.parametrize("audience", [YOUNG, PARENTS])
def test_an_easy_area_puts_one_question_and_a_comment(audience: Audience) -> None:
    names = [field.name for field in survey.fields_of_area(FIRST, audience, FULL)]
    assert names == [FIRST.easy_read[audience.key].key, "comment"]


def test_easy_readers_are_asked_nothing_about_themselves() -> None:
    assert survey.fields_of_about(EDITION, YOUNG, ("role",)) == ()


@pytest.mark.parametrize(
    ("about", "audience", "length"),
    [
        ({}, WORKFORCE, FULL),
        ({"role": "direct"}, WORKFORCE, SHORT),
        ({"role": "manager"}, WORKFORCE, FULL),
        ({"role": "not-say"}, WORKFORCE, FULL),
        ({"role": "direct", "length": "full"}, WORKFORCE, FULL),
        ({"role": "manager", "length": "short"}, WORKFORCE, SHORT),
        ({"length": "short"}, WORKFORCE, SHORT),
        ({"role": "direct", "length": "short"}, YOUNG, FULL),
    ],
)
def test_role_offers_a_length_and_either_may_choose_the_other(
    about: dict[str, str], audience: Audience, length: str
) -> None:
    assert survey.length_of(EDITION, audience, {"about": dict(about)}) == length


# --- progress ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "first"),
    [
        ({}, ("about", "")),
        ({"about": {"role": "manager"}}, (ONE, "")),
        ({"about": {}, ONE: {f"{FIRST.code}-1": "3"}}, (ONE, f"{FIRST.code}-2")),
        ({"about": {"length": "short"}, ONE: {f"{FIRST.code}-1": "dont-know"}}, (ONE, f"{FIRST.code}-5")),
        ({"about": {}, ONE: {"comment": "only words"}}, (ONE, "")),
        ({"about": {}, ONE: ALL_BUT_IMPORTANCE}, (ONE, "importance")),
        ({"about": {}, ONE: {**ALL_BUT_IMPORTANCE, "importance": "2"}}, (survey.page_of(SECOND), "")),
        ({"about": {}, **ALL_AREAS}, ("priorities", "")),
        ({"about": {}, **ALL_AREAS, "priorities": {"top-areas": [FIRST.code]}}, ("check", "")),
    ],
)
def test_one_carries_on_at_the_first_question_without_an_answer(pages: Pages, first: tuple[str, str]) -> None:
    found = survey.first_unanswered(EDITION, WORKFORCE, pages)
    assert (found.page, found.question) == first


def test_whoever_answers_each_question_that_they_are_led_to_comes_to_the_end() -> None:
    for audience in EDITION.audiences:
        for in_room in (False, True):
            pages: dict[str, dict] = {}
            led = []
            while (place := survey.first_unanswered(EDITION, audience, pages, in_room)).page != "check":
                led.append((place.page, place.question))
                page = pages.setdefault(place.page, {})
                area = EDITION.find_area(survey.area_of_page(place.page))
                page[place.question or (area.questions(audience)[0].key if area else "top-areas")] = "1"
            assert len(set(led)) == len(led)
            asked = EDITION.count(audience) + 8 * bool(audience.importance and not in_room)
            assert len(led) == asked + (0 if in_room else 1) + (not (audience.easy_read or in_room))


@pytest.mark.parametrize(
    ("pages", "anything"),
    [
        ({}, False),
        ({"about": {"role": "direct"}}, False),
        ({"priorities": {}}, False),
        ({"priorities": {"keep": "x"}}, True),
        ({survey.page_of(FIRST): {"importance": "1"}}, True),
    ],
)
def test_a_questionnaire_with_nothing_but_a_role_has_no_answer(pages: Pages, anything: bool) -> None:
    assert survey.anything_answered(pages) == anything


@pytest.mark.parametrize(
    ("ratings", "put", "score"),
    [
        ([4, 4, 1], 5, 3.0),
        ([4, 4], 5, None),
        ([1, 2, 3, 4, 5], 5, 3.0),
        ([2], 2, 2.0),
        ([], 2, None),
        ([], 0, None),
        ([5], 1, 5.0),
        ([3], 3, None),
        ([1, 2], 4, 1.5),
    ],
)
def test_a_score_needs_half_of_what_was_put(ratings: list[int], put: int, score: float | None) -> None:
    assert survey.area_score_of_answers(ratings, put) == score


# --- the vector ----------------------------------------------------------------------------------------------

SPOKEN = {"dont-know": DONT_KNOW, "not-applicable": NOT_APPLICABLE, "": BLANK}
audiences = st.sampled_from(EDITION.audiences)
answers = st.sampled_from(["", "1", "2", "3", "4", "5", "dont-know", "not-applicable"])
importances = st.sampled_from(["", "1", "2", "3", "4", "5"])
codes = [area.code for area in EDITION.areas]


@st.composite
def drafts(draw: st.DrawFn, audience: Audience) -> Pages:
    pages: Pages = {}
    if not audience.easy_read:
        about = {"role": draw(st.sampled_from(["", *(c.key for c in EDITION.role.choices)]))}
        about |= {"length": draw(st.sampled_from(["", FULL, SHORT]))}
        about |= {"sector": draw(st.sampled_from(["", *(c.key for c in EDITION.sector.choices)]))}
        pages["about"] = {name: value for name, value in about.items() if value}
    for area in EDITION.areas:
        page = {q.key: draw(answers) for q in area.questions(audience)}
        page |= {"importance": draw(importances), "comment": draw(st.sampled_from(["", "words"]))}
        if audience.easy_read:
            del page["importance"]
        if page := {name: value for name, value in page.items() if value}:
            pages[survey.page_of(area)] = dict(page)
    chosen = draw(st.lists(st.sampled_from(codes), unique=True, max_size=3))
    if chosen:
        pages["priorities"] = {"top-areas": chosen}
    return pages


def expected_code(audience: Audience, pages: Pages, kept: tuple[str, ...], slot: survey.VectorSlot) -> int:
    """One place of the vector, said the long way round."""
    about = pages.get("about", {})
    if slot.kind == "vote":
        return 1 if slot.area in pages.get("priorities", {}).get("top-areas", []) else BLANK
    if slot.kind == "profile":
        if slot.key not in kept:
            return NOT_PUT
        choices = [c.key for c in getattr(EDITION, slot.key).choices]
        return choices.index(str(about[slot.key])) + 1 if about.get(slot.key) else BLANK
    answer = str(pages.get(f"areas/{slot.area}", {}).get(slot.key, ""))
    if slot.kind == "statement" and not audience.easy_read:
        role = next((c for c in EDITION.role.choices if c.key == about.get("role")), None)
        length = about.get("length") or (role.offers if role else FULL)
        question = next(q for q in EDITION.area(slot.area).statements if q.key == slot.key)
        if length == SHORT and not question.short_form:
            return NOT_PUT
    return SPOKEN.get(answer) or int(answer)


@given(st.data(), audiences, st.sampled_from([(), ("sector",), ("role",), ("role", "sector")]))
def test_a_vector_says_exactly_what_was_answered_in_always_the_same_length(
    data: st.DataObject, audience: Audience, kept: tuple[str, ...]
) -> None:
    pages = data.draw(drafts(audience))
    slots = survey.vector_layout(EDITION, audience)
    vector = survey.encode_answers(EDITION, audience, pages, kept)
    assert list(vector) == [expected_code(audience, pages, kept, slot) for slot in slots]


@pytest.mark.parametrize(
    ("audience", "places"), [(WORKFORCE, 40 + 8 + 8 + 2), (YOUNG, 8 + 8 + 2), (PARENTS, 18)]
)
def test_the_layout_has_one_place_a_question(audience: Audience, places: int) -> None:
    slots = survey.vector_layout(EDITION, audience)
    assert len(slots) == len(set(slots)) == places


@given(st.data(), audiences)
def test_ones_own_scores_are_the_means_of_what_one_rated(data: st.DataObject, audience: Audience) -> None:
    pages = data.draw(drafts(audience))
    length = survey.length_of(EDITION, audience, pages)
    for code, score in survey.own_scores(EDITION, audience, length, pages).items():
        assert score == pytest.approx(slow_score(EDITION.area(code), audience, length, pages))


def slow_score(area: Area, audience: Audience, length: str, pages: Pages) -> float | None:
    page = pages.get(survey.page_of(area), {})
    put = [q.key for q in area.questions(audience, length)]
    ratings = [int(str(page[key])) for key in put if page.get(key) in list("12345")]
    return sum(ratings) / len(ratings) if ratings and len(ratings) >= math.ceil(len(put) / 2) else None


def test_texts_leave_the_draft_one_by_one_with_the_question_they_answer() -> None:
    pages: Pages = {
        "about": {"role": "direct"},
        survey.page_of(SECOND): {"comment": "plain words", f"{SECOND.code}-1": "3"},
        "priorities": {"top-areas": [FIRST.code], "keep": "the training", "one-change": "less paper"},
    }
    assert list(survey.texts_of(EDITION, pages)) == [
        ("comment", SECOND.code, "plain words"),
        ("keep", "", "the training"),
        ("one-change", "", "less paper"),
    ]


@given(st.dictionaries(st.text(max_size=4), st.text(max_size=4) | st.lists(st.text(max_size=3))))
def test_a_page_has_the_same_digest_however_it_is_ordered(page: dict[str, Any]) -> None:
    turned = dict(reversed(page.items()))
    assert survey.digest_of_page(page) == survey.digest_of_page(turned)
    assert survey.digest_of_page({**page, "more": "1"}) != survey.digest_of_page(page)
