"""Programmes of an event: their clock, moving and changing segments, and what the editor points out."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.events import programmes
from lws_assess.survey.events.own_questions import QUESTION_KINDS, OwnQuestion
from lws_assess.survey.events.programme_kinds import KINDS
from lws_assess.survey.events.programme_times import (
    clock_of_minute,
    end_of_programme,
    late_end_words,
    late_words,
    length_words,
    minute_of,
    running_late,
    segment_times,
    total_minutes,
)
from lws_assess.survey.events.programme_warnings import refuse_programme
from lws_assess.survey.events.programmes import (
    MOST_SEGMENTS,
    ProgrammeRefused,
    Segment,
)
from lws_assess.survey.typed_values import UnclearValue

CLOCK = st.integers(0, 24 * 60 - 1)
LENGTHS = st.lists(st.integers(1, 240), min_size=1, max_size=12)


def a_segment(key: str = "welcome", minutes: int = 10, kind: str = "") -> Segment:
    return Segment(key, kind or key, key.capitalize(), minutes)


def a_programme(*kinds: str, minutes: int = 10) -> tuple[Segment, ...]:
    """One segment of each kind; a kind that comes twice gets keys as `add` gives them."""
    segments: tuple[Segment, ...] = ()
    for kind in kinds:
        segments = (*segments, a_segment(programmes.next_key(segments, kind), minutes, kind))
    return segments


def keys(segments) -> str:
    return " ".join(segment.key for segment in segments)


FOUR = a_programme("join", "rate", "reveal", "close")


# --- the kinds -------------------------------------------------------------------------------------------


def test_every_kind_makes_a_segment_that_will_do():
    for kind in KINDS:
        programmes.refuse_segment(programmes.segment_of(kind))
        assert kind.does.endswith(".")
        assert kind.phone
        assert kind.led_by
        assert kind.notes
    assert len({kind.key for kind in KINDS}) == len(KINDS) == 20


def test_a_kind_that_is_none_is_not_found_and_may_not_be_got():
    assert programmes.find_kind("dance") is None
    with pytest.raises(ProgrammeRefused, match="Choose what"):
        programmes.get_kind("dance")


# --- the clock -------------------------------------------------------------------------------------------


def test_times_follow_from_the_start_and_the_minutes():
    segments = (a_segment("join", 30), a_segment("welcome", 20), a_segment("close", 5))
    assert segment_times("09:00", segments) == (("09:00", "09:30"), ("09:30", "09:50"), ("09:50", "09:55"))
    assert end_of_programme("09:00", segments) == "09:55"
    assert total_minutes(segments) == 55


def test_a_programme_may_run_past_midnight():
    segments = (a_segment("join", 30), a_segment("close", 30))
    assert segment_times("23:45", segments) == (("23:45", "00:15"), ("00:15", "00:45"))


@given(CLOCK, LENGTHS)
def test_one_segment_starts_where_the_one_before_ends(start, lengths):
    segments = [a_segment(f"s-{n}", minutes) for n, minutes in enumerate(lengths)]
    planned = segment_times(clock_of_minute(start), segments)
    at = start
    for (begins, stops), minutes in zip(planned, lengths, strict=True):
        assert minute_of(begins) == at % 1440
        at += minutes
        assert minute_of(stops) == at % 1440
    assert planned[-1][1] == end_of_programme(clock_of_minute(start), segments)


@pytest.mark.parametrize("time", ["", "9", "24:00", "12:60", "09:00:00", "-1:00", "13:30am", "soon"])
def test_a_time_that_is_none_is_refused(time):
    with pytest.raises(UnclearValue, match="such as 09:00"):
        minute_of(time)


@given(CLOCK)
def test_a_time_is_read_as_it_is_written(minute):
    assert minute_of(clock_of_minute(minute)) == minute


@pytest.mark.parametrize(
    ("starts", "key", "now", "late", "words"),
    [
        ("09:00", "rate", "09:15", 0, "On time"),
        ("09:00", "rate", "09:10", 0, "On time"),  # it should begin just now
        ("09:00", "rate", "09:20", 0, "On time"),  # it should end just now
        ("09:00", "rate", "09:21", 1, "1 minute behind"),
        ("09:00", "rate", "10:25", 65, "1 hour 5 minutes behind"),
        ("09:00", "rate", "09:03", -7, "7 minutes ahead"),
        ("09:00", "join", "08:40", -20, "20 minutes ahead"),
        ("23:45", "rate", "00:12", 7, "7 minutes behind"),  # it should end at five past midnight
        ("23:45", "reveal", "23:58", -7, "7 minutes ahead"),
    ],
)
def test_the_host_is_told_how_far_behind_the_room_is(starts, key, now, late, words):
    assert running_late(starts, FOUR, key, now) == late
    assert late_words(late) == words


@pytest.mark.parametrize(("until", "late"), [("", 0), ("09:20", 0), ("09:32", 12)])
def test_a_timer_that_runs_on_makes_the_room_late_before_it_ends(until, late):
    assert running_late("09:00", FOUR, "rate", "09:15", until) == late


def test_a_room_that_is_behind_is_told_when_its_programme_ends():
    end = end_of_programme("09:00", FOUR)
    assert {late_end_words("09:00", FOUR, behind) for behind in (-5, 0, 181)} == {""}
    late = clock_of_minute(minute_of(end) + 12)
    assert late_end_words("09:00", FOUR, 12) == (
        f"The programme ends about {late}, not {end}, if nothing is shortened."
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (61, "1 hour 1 minute")],
)
def test_lengths_are_told_in_hours_and_minutes(minutes, words):
    assert length_words(minutes) == words


# --- finding ---------------------------------------------------------------------------------------------


def test_segments_have_neighbours():
    assert programmes.next_after(FOUR, "join").key == "rate"
    assert programmes.next_after(FOUR, "close") is None
    assert programmes.segment_before(FOUR, "rate").key == "join"
    assert programmes.segment_before(FOUR, "join") is None
    assert programmes.find_segment(FOUR, "lunch") is None


@pytest.mark.parametrize(
    "act",
    [
        lambda: programmes.get(FOUR, "lunch"),
        lambda: programmes.next_after(FOUR, "lunch"),
        lambda: programmes.segment_before((), "lunch"),
        lambda: programmes.move_segment(FOUR, "lunch", 1),
        lambda: programmes.move_to(FOUR, "lunch", 1),
        lambda: programmes.remove_segment(FOUR, "lunch"),
        lambda: programmes.change_segment(FOUR, "lunch", title="Lunch"),
        lambda: programmes.add_segment(FOUR, "break", after="lunch"),
        lambda: running_late("09:00", FOUR, "lunch", "09:00"),
    ],
)
def test_a_segment_that_is_gone_is_said_to_be_gone(act):
    with pytest.raises(ProgrammeRefused, match="not there any more"):
        act()


# --- moving ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        ("rate", 1, "join reveal rate close"),
        ("rate", -1, "rate join reveal close"),
        ("rate", 2, "join reveal close rate"),
        ("rate", 0, "join rate reveal close"),
        ("rate", 99, "join reveal close rate"),
        ("rate", -99, "rate join reveal close"),
        ("join", -1, "join rate reveal close"),
        ("close", 1, "join rate reveal close"),
    ],
)
def test_a_segment_moves_no_further_than_the_ends(key, by, order):
    assert keys(programmes.move_segment(FOUR, key, by)) == order


@given(LENGTHS, st.data())
def test_moving_loses_nothing_and_keeps_the_order_of_the_others(lengths, data):
    segments = tuple(a_segment(f"s-{n}", minutes) for n, minutes in enumerate(lengths))
    moved = data.draw(st.sampled_from(segments))
    position = data.draw(st.integers(-3, len(segments) + 3))
    after = programmes.move_to(segments, moved.key, position)
    assert sorted(after, key=lambda s: s.key) == sorted(segments, key=lambda s: s.key)
    assert [s for s in after if s != moved] == [s for s in segments if s != moved]
    assert after.index(moved) == min(max(position, 0), len(segments) - 1)


@given(LENGTHS, st.data())
def test_a_segment_moved_there_and_back_is_where_it_was(lengths, data):
    segments = tuple(a_segment(f"s-{n}", minutes) for n, minutes in enumerate(lengths))
    here = data.draw(st.integers(0, len(segments) - 1))
    there = data.draw(st.integers(0, len(segments) - 1))
    key = segments[here].key
    assert programmes.move_to(programmes.move_to(segments, key, there), key, here) == segments
    assert programmes.move_segment(segments, key, there - here) == programmes.move_to(segments, key, there)


# --- adding, removing, changing --------------------------------------------------------------------------


def test_a_new_segment_comes_after_another_or_last_and_is_as_its_kind_has_it():
    assert keys(programmes.add_segment(FOUR, "break", after="rate")) == "join rate break reveal close"
    added = programmes.add_segment(FOUR, "break")
    assert keys(added) == "join rate reveal close break"
    assert added[-1] == programmes.segment_of(programmes.get_kind("break"))


def test_a_second_segment_of_a_kind_gets_a_key_of_its_own():
    twice = programmes.add_segment(programmes.add_segment(FOUR, "reveal"), "reveal", after="join")
    assert keys(twice) == "join reveal-3 rate reveal close reveal-2"


def test_a_key_that_was_used_before_is_never_used_again():
    without = programmes.remove_segment(FOUR, "reveal")
    assert keys(programmes.add_segment(without, "reveal")) == "join rate close reveal"
    assert keys(programmes.add_segment(without, "reveal", used=["reveal"])) == "join rate close reveal-2"


def test_a_programme_has_room_for_so_many_segments():
    full = a_programme(*["break"] * MOST_SEGMENTS)
    with pytest.raises(ProgrammeRefused, match=f"{MOST_SEGMENTS} parts"):
        programmes.add_segment(full, "break")
    assert len(programmes.add_segment(programmes.remove_segment(full, "break-7"), "break")) == MOST_SEGMENTS


def test_the_last_segment_stays():
    assert keys(programmes.remove_segment(FOUR, "rate")) == "join reveal close"
    with pytest.raises(ProgrammeRefused, match="at least one"):
        programmes.remove_segment(FOUR[:1], "join")


def test_a_segment_is_described_anew_where_it_stands():
    changed = programmes.change_segment(FOUR, "rate", title="  On your\n own ", minutes=45, words=" Quietly ")
    assert changed[1] == Segment("rate", "rate", "On your own", 45, "Quietly")
    assert (changed[0], *changed[2:]) == (FOUR[0], *FOUR[2:])
    assert programmes.change_segment(changed, "rate", words="", led_by="Ann", notes="Wait")[1] == Segment(
        "rate", "rate", "On your own", 45, "", "Ann", "Wait"
    )
    assert programmes.change_segment(FOUR, "rate") == FOUR


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \n"}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": -5}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"words": "x" * 401}, "words"),
        ({"led_by": "x" * 81}, "led_by"),
        ({"notes": "x" * 1001}, "notes"),
    ],
)
def test_what_will_not_do_is_refused_at_its_field(what, field):
    with pytest.raises(ProgrammeRefused) as refused:
        programmes.change_segment(FOUR, "rate", **what)
    assert refused.value.field == field
    assert isinstance(refused.value, ProgrammeRefused)


@pytest.mark.parametrize(
    "what",
    [{"title": "x" * 80}, {"minutes": 1}, {"minutes": 240}, {"words": "x" * 400}, {"notes": "x" * 1000}],
)
def test_the_limits_themselves_will_do(what):
    programmes.change_segment(FOUR, "rate", **what)


@pytest.mark.parametrize("key", ["", "Rate", "rate alone", "rate-", "räte"])
def test_a_key_is_a_slug(key):
    with pytest.raises(ProgrammeRefused) as refused:
        programmes.refuse_segment(Segment(key, "rate", "Rate", 10))
    assert refused.value.field == "key"


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-5, 50), st.sampled_from(KINDS)), max_size=30))
def test_whatever_is_done_the_keys_stay_apart_and_something_stays(acts):
    segments = FOUR
    for act, number, kind in acts:
        key = segments[number % len(segments)].key
        ways = (
            lambda s, k=key, kind=kind: programmes.add_segment(s, kind.key, after=k),
            lambda s, k=key: programmes.remove_segment(s, k),
            lambda s, k=key, n=number: programmes.move_segment(s, k, n),
            lambda s, k=key, n=number: programmes.move_to(s, k, n),
            lambda s, k=key, n=number: programmes.change_segment(s, k, minutes=n),
        )
        with suppress(ProgrammeRefused):
            segments = ways[act](segments)
        assert segments
        assert len({segment.key for segment in segments}) == len(segments)
        assert all(1 <= segment.minutes <= 240 for segment in segments)
        refuse_programme(segments)


# --- what the editor points out --------------------------------------------------------------------------

WHOLE = ("join", "rate", "reveal", "vote-again", "priorities", "actions", "close")


@pytest.mark.parametrize(
    ("kinds", "faults"),
    [
        (WHOLE, []),
        (("join", "rate", "close"), []),
        (("rate", "close"), ["no part in which people join", "“Rate” comes before people can join"]),
        (("join", "close"), ["no part in which people rate"]),
        (("join", "reveal", "rate", "close"), ["“Reveal” comes before anybody has rated"]),
        (("join", "rate", "vote-again", "reveal", "close"), ["the first is not shown and talked about"]),
        (("join", "vote-again", "rate", "close"), ["nobody has voted before it"]),
        (("join", "priorities", "rate", "close"), ["no rating can stand beside"]),
        (("join", "rate", "actions", "close"), ["before priorities are chosen"]),
        (("join", "rate", "practice", "close"), ["comes after the rating"]),
        (("practice", "join", "rate", "close"), ["“Practice” comes before people can join"]),
        (("join", "rate"), ["no part that closes the event"]),
        (("join", "rate", "close", "break"), ["“Break” comes after the event was closed"]),
        (("join", "rate", "close", "reveal", "close"), []),
    ],
)
def test_the_editor_points_out_what_is_odd(kinds, faults):
    said = refuse_programme(a_programme(*kinds))
    assert len(said) == len(faults), said
    for sentence, words in zip(said, faults, strict=True):
        assert words in sentence
        assert sentence.endswith(".")


def test_people_who_sit_too_long_are_thought_of():
    long = a_programme("join", "rate", "reveal", "close", minutes=40)
    assert refuse_programme(long) == ["From “Join” on, people sit for 2 hours 40 minutes without a break."]
    assert refuse_programme(programmes.add_segment(long, "break", after="rate")) == []
    assert refuse_programme(a_programme("join", "rate", "close", minutes=40)) == []  # two hours will do


def test_a_day_may_be_too_long():
    day = a_programme("join", *["break", "rate"] * 4, "break", "close", minutes=70)
    assert refuse_programme(day) == ["The programme takes 12 hours 50 minutes in all."]


@pytest.mark.parametrize("kind", QUESTION_KINDS)
def test_a_question_of_the_rooms_own_may_be_the_last_thing_and_not_the_first(kind):
    asked = replace(programmes.segment_of(programmes.get_kind(kind)), question=OwnQuestion(kind, "Which?"))
    segments = a_programme("join", "rate", "close")
    assert refuse_programme((*segments, asked)) == []
    assert any("before people can join" in one for one in refuse_programme((asked, *segments)))
