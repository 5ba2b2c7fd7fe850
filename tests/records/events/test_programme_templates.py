"""The programmes that ship, and what is wrong with a file of them."""

from __future__ import annotations

import copy

import pytest

from lws_assess.records.events.programme_templates import (
    FILE,
    find_template,
    programme_templates,
    read_templates,
)
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.events.own_questions import QUESTION_KINDS
from lws_assess.survey.events.programme_kinds import KINDS
from lws_assess.survey.events.programme_times import end_of_programme, segment_times, total_minutes
from lws_assess.survey.events.programme_warnings import refuse_programme
from lws_assess.survey.refusals import FileFault

LEAST = {
    "key": "least",
    "title": "The least",
    "for_whom": "For a test.",
    "starts": "09:00",
    "length_of_form": "full",
    "segments": [{"kind": "join", "minutes": 5}],
}


def with_change(**what):
    return {"templates": [{**copy.deepcopy(LEAST), **what}]}


@pytest.mark.parametrize(
    ("key", "starts", "finish", "length", "lead_can_run"),
    [
        ("one-day", "09:00", "16:00", "full", False),
        ("half-day", "09:30", "13:00", "full", False),
        ("evening", "18:30", "20:30", "short", False),
        ("twenty-minutes", "10:00", "10:20", "short", True),
    ],
)
def test_a_template_starts_and_ends_as_it_promises(key, starts, finish, length, lead_can_run):
    template = find_template(key)
    assert (template.starts, template.length_of_form, template.lead_can_run) == (starts, length, lead_can_run)
    assert end_of_programme(template.starts, template.segments) == finish


@pytest.mark.parametrize("template", programme_templates(), ids=lambda t: t.key)
def test_the_editor_has_nothing_to_point_out_in_a_template(template):
    assert refuse_programme(template.segments) == []
    assert template.for_whom.endswith(".")
    assert all(segment.led_by and segment.notes for segment in template.segments)
    assert all(segment.words for segment in template.segments)


def test_the_day_has_a_part_of_every_kind():
    shipped = {kind.key for kind in KINDS} - set(QUESTION_KINDS)  # which ask what only a room can know
    assert {segment.kind for segment in find_template("one-day").segments} == shipped


def test_the_day_has_its_breaks_where_people_expect_them():
    day = find_template("one-day")
    planned = dict(zip([s.key for s in day.segments], segment_times(day.starts, day.segments), strict=True))
    assert planned["break"] == ("10:55", "11:10")
    assert planned["lunch"] == ("12:30", "13:20")
    assert planned["tea"] == ("15:10", "15:25")


def test_twenty_minutes_hold_what_a_lead_can_run():
    segments = find_template("twenty-minutes").segments
    assert [segment.kind for segment in segments] == ["join", "rate", "reveal", "priorities", "close"]
    assert total_minutes(segments) == 20


def test_the_evening_asks_two_questions_of_its_own():
    asked = [segment.question for segment in find_template("evening").segments if segment.question]
    assert [(one.kind, len(one.options), one.most) for one in asked] == [
        ("ice-breaker", 5, 1),
        ("dots", 0, 3),
    ]


def test_an_unknown_template_is_not_found():
    assert find_template("fortnight") is None


def test_what_a_segment_leaves_out_is_as_its_kind_has_it():
    (template,) = read_templates({"templates": [LEAST]})
    (segment,) = template.segments
    assert (segment.key, segment.minutes) == ("join", 5)
    assert segment.title == next(kind.title for kind in KINDS if kind.key == "join")
    assert template.lead_can_run is False


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (None, "templates", "list"),
        ({"templates": []}, "templates", "list"),
        ({"templates": ["a day"]}, "templates[1]", "named entries"),
        ({"templates": [LEAST, LEAST]}, "templates", "least is used twice"),
        ({"templates": [{**LEAST, "title": ""}]}, "templates[1].title", "empty"),
        ({"templates": [{**LEAST, "colour": "red"}]}, "templates[1].colour", "not a name"),
        (with_change(starts=540), "templates[1].starts", "words"),  # YAML reads 9:00 as a number
        (with_change(starts="25:00"), "templates[1].starts", "such as 09:00"),
        (with_change(length_of_form="long"), "templates[1].length_of_form", "full or short"),
        (with_change(lead_can_run="yes"), "templates[1].lead_can_run", "true or false"),
        (with_change(segments=[]), "templates[1].segments", "from 1"),
        (with_change(segments=[{"minutes": 5}]), "templates[1].segments[1].kind", "missing"),
        (with_change(segments=[{"kind": "join"}]), "templates[1].segments[1].minutes", "missing"),
        (
            with_change(segments=[{"kind": "join", "minutes": True}]),
            "templates[1].segments[1].minutes",
            "whole number",
        ),
        (
            with_change(segments=[{"kind": "join", "minutes": 999}]),
            "templates[1].segments[1].minutes",
            "240",
        ),
        (
            with_change(segments=[{"kind": "dance", "minutes": 5}]),
            "templates[1].segments[1].kind",
            "Choose",
        ),
        (
            with_change(segments=[{"kind": "join", "minutes": 5, "key": "Not a key"}]),
            "templates[1].segments[1].key",
            "small letters",
        ),
        (
            with_change(segments=[{"kind": "break", "minutes": 5}] * 2),
            "templates[1].segments",
            "break is used twice",
        ),
        (
            with_change(segments=[{"kind": "join", "minutes": 5, "question": "Which?"}]),
            "templates[1].segments[1].question",
            "asks no question",
        ),
        (
            with_change(
                segments=[{"kind": "choice", "minutes": 5, "question": "Which?", "options": ["Red"]}]
            ),
            "templates[1].segments[1].options",
            "at least 2",
        ),
        (
            with_change(segments=[{"kind": "dots", "minutes": 5, "question": "Which?", "most": 11}]),
            "templates[1].segments[1].most",
            "1 to 10",
        ),
    ],
)
def test_a_mistake_is_named_with_its_file_and_place(data, place, reason):
    with pytest.raises(FileFault, match=reason) as fault:
        read_templates(data)
    assert fault.value.place == place
    assert str(fault.value).startswith(f"{FILE.name}: {place}: ")


def test_the_file_is_read_once():
    assert programme_templates() is programme_templates()
    assert read_templates(read_yaml(FILE)) == programme_templates()
