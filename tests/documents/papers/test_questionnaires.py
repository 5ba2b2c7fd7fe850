"""The questionnaire on paper: every question, in the order and with the numbers that are typed in."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from lws_assess.actions.papers.questionnaires import PrintedQuestionnaire
from lws_assess.documents.papers.questionnaires import LARGE, questionnaire_pdf
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import FULL, SHORT, Edition
from lws_assess.survey.paper import form_boxes, form_lengths
from lws_assess.survey.rounds.occasions import EVENT, not_twice, not_twice_in_easy_words
from tests.documents.paper import Paper
from tests.documents.papers.test_handouts import HOSTILE
from tests.worlds.builders import INSTRUMENT

SHELF = Path(__file__).parents[2] / "shelf"
EDITIONS = {**shipped_editions(), **shipped_editions(SHELF)}
FORMS = [
    (key, audience.key, length)
    for key, edition in EDITIONS.items()
    for audience in edition.audiences
    for length in form_lengths(audience)
]


def a_sheet(edition: Edition, audience: str, length: str = FULL, **different: object) -> PrintedQuestionnaire:
    sheet = PrintedQuestionnaire(
        edition=edition,
        audience=edition.audience(audience),
        length=length,
        large=False,
        partnership="Testham Children’s Partnership",
        round="Baseline",
        groups=(("Teachers", "you teach."), ("Nurses", "you nurse."), ("None of these, or not sure", "")),
        asked=(),
        smallest_number=5,
        introduction="",
        privacy="",
        last_day="24 March 2026",
        hand_in="",
        support="Local help: 01632 960111.",
        contact="Ask Ada on 01632 960000.",
        rated_at=EVENT,
    )
    return replace(sheet, **different)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("instrument", "audience", "length"), FORMS)
def test_every_question_is_printed_in_the_order_in_which_it_is_typed_in(
    instrument: str, audience: str, length: str
) -> None:
    edition = EDITIONS[instrument]
    sheet = a_sheet(edition, audience, length)
    paper = Paper(questionnaire_pdf(sheet)).is_sound()
    rest = paper.text
    for area in edition.areas:
        for question in area.questions(sheet.audience, length):
            _, found, rest = rest.partition(flat(question.text))
            assert found, question.text
            for level, words in zip(question.scale.levels, question.descriptors or ("",) * 9, strict=False):
                assert level.label in rest
                assert flat(words) in rest
    for text in sheet.audience.closing:
        assert flat(text.text) in rest
    numbers = [box.number for box in form_boxes(edition, sheet.audience, length) if "." in box.number]
    assert re.findall(r"(?<![\d.])\d+\.\d+(?= [A-Z])", paper.text) == numbers


def test_statements_of_a_partnerships_own_are_printed_at_the_end_of_their_area_on_full_forms_only() -> None:
    plain = EDITIONS["small-places"]
    grown = plain.audiences[0]
    added = replace(plain.areas[0].statements[0], key="x-local-1", topic="", text="Staff meet by the river.")
    areas = (replace(plain.areas[0], local_statements=(added,)), *plain.areas[1:])
    edition = replace(plain, areas=areas, digest="a copy")
    text = Paper(questionnaire_pdf(a_sheet(edition, grown.key))).is_sound().text
    before, found, after = text.partition("Asked only here")
    assert found
    assert flat(after).find(added.text) < flat(after).find(areas[1].name)
    assert added.text not in flat(before)
    assert added.text in [box.words for box in form_boxes(edition, grown, FULL)]
    assert "Asked only here" not in Paper(questionnaire_pdf(a_sheet(edition, grown.key, SHORT))).text


@pytest.mark.parametrize("audience", [a.key for a in shipped_editions()[INSTRUMENT].audiences])
def test_a_form_says_what_taking_part_means_and_where_to_hand_it_in(audience: str) -> None:
    easy = shipped_editions()[INSTRUMENT].audience(audience).easy_read
    sheet = a_sheet(shipped_editions()[INSTRUMENT], audience, hand_in="The desk of the library")
    text = Paper(questionnaire_pdf(sheet)).text
    for words in (
        "Teachers: you teach.",
        "None of these, or not sure",
        flat(sheet.audience.agreement),
        (not_twice_in_easy_words if easy else not_twice)(EVENT),
        "Hand this in by 24 March 2026: The desk of the library",
        "Help and support",
        flat(sheet.audience.support),
        "Local help: 01632 960111.",
        "Ask Ada on 01632 960000.",
        flat(sheet.audience.top_areas.text),
    ):
        assert words in text
    without = Paper(questionnaire_pdf(replace(sheet, rated_at=""))).text
    assert not re.search(r"\b(the|our) event\b|rated at", without)


def test_easy_read_comes_without_statements_or_importance() -> None:
    edition = shipped_editions()[INSTRUMENT]
    text = Paper(questionnaire_pdf(a_sheet(edition, "young-people"))).text
    assert "How much it matters" not in text
    assert text.count("Not about me") == len(edition.areas)


def test_the_words_of_a_round_stand_instead_of_or_beside_our_own() -> None:
    sheet = a_sheet(
        shipped_editions()[INSTRUMENT],
        "professional",
        introduction="Hello.\nIt is us.",
        privacy="Our notice.",
    )
    text = Paper(questionnaire_pdf(sheet)).text
    assert "Hello. It is us." in text
    assert "Our notice." in text
    assert flat(sheet.audience.intro) not in text


@pytest.mark.parametrize(("asked", "there"), [((), False), (("sector",), True)])
def test_a_profile_question_is_put_only_where_its_answer_is_kept(asked: tuple[str, ...], there: bool) -> None:
    edition = shipped_editions()[INSTRUMENT]
    text = Paper(questionnaire_pdf(a_sheet(edition, "professional", SHORT, asked=asked))).text
    assert (flat(edition.sector.text) in text) is there
    assert (f"2 {edition.sector.choices[1].label}" in text) is there


@pytest.mark.parametrize("audience", [a.key for a in shipped_editions()[INSTRUMENT].audiences])
def test_large_print_has_no_letter_below_eighteen_points(audience: str) -> None:
    edition = shipped_editions()[INSTRUMENT]
    ordinary = a_sheet(edition, audience, form_lengths(edition.audience(audience))[-1])
    sizes = letters(Paper(questionnaire_pdf(replace(ordinary, large=True))))
    assert min(sizes) >= LARGE
    assert 9 <= min(letters(Paper(questionnaire_pdf(ordinary)))) < LARGE


def letters(paper: Paper) -> set[float]:
    """The sizes of all letters, in points."""
    found: set[float] = set()

    def look(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * tm[3]), 1))

    for page in paper.reader.pages:
        page.extract_text(visitor_text=look)
    return found


def test_headings_step_down_one_at_a_time() -> None:
    tags = Paper(questionnaire_pdf(a_sheet(shipped_editions()[INSTRUMENT], "professional"))).tags()
    levels = [int(tag[2:]) for tag, _ in tags if re.fullmatch("/H[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels.count(2) > len(shipped_editions()[INSTRUMENT].areas)
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_whatever_somebody_typed_is_printed_and_does_nothing() -> None:
    typed = "\n".join(HOSTILE)
    sheet = a_sheet(
        shipped_editions()[INSTRUMENT],
        "young-people",
        partnership=typed,
        round=typed,
        groups=tuple((words, words) for words in HOSTILE),
        introduction=typed,
        privacy=typed,
        hand_in=typed,
        support=typed,
        contact=typed,
    )
    paper = Paper(questionnaire_pdf(sheet)).is_sound()
    assert "root:" not in paper.text
    assert not_twice_in_easy_words(EVENT) in paper.text
    assert re.sub(r"\s", "", HOSTILE[2]) in re.sub(r"\s", "", paper.text)
