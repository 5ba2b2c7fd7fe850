"""Slides of chosen answers: they tell of those, and a link to one of them never leads to another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.message_keys import has_message
from lws_assess.documents.slides.told_answers import chosen_words, told_audience
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.web.results.chapters import CHAPTERS
from tests.claims.exhibits import board_contents
from tests.claims.generated_rounds import KINDS, draw_place

SLIDES = {chapter.slide for chapter in CHAPTERS}


@pytest.mark.parametrize("seed", range(len(KINDS)))
def test_a_slide_is_there_where_it_is_said_to_be_and_tells_of_the_answers_that_were_chosen(seed: int) -> None:
    contents = board_contents(draw_place(seed))
    results = contents.results
    for audience in results.audiences:
        for reading in (EACH_GROUP, EACH_PERSON):
            chosen = replace(contents, audience=audience.audience.key, reading=reading)
            if not audience.people:
                assert told_audience(chosen) is told_audience(contents)
                continue
            deck = {message.key: message for message in board_messages(chosen).messages}
            said = {key for key in SLIDES if has_message(key, results, audience, reading, contents.changes)}
            assert said == SLIDES & set(deck)
            if audience.audience.label in chosen_words(chosen):
                assert audience.audience.label in deck["headline"].said
            if figure := deck["position"].figure if "position" in deck else None:
                assert [row.values[0].text for row in figure.rows] == [  # type: ignore[union-attr]
                    getattr(one.reading(reading).position, "text", "Not shown") for one in audience.areas
                ]
