"""When a round takes new people, when those in the middle may finish, and when it is final."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.round_timing import (
    NotADraftRound,
    RoundRefusal,
    RoundState,
    RoundTiming,
    refuse_unless_can_close,
    refuse_unless_can_open,
    refuse_unless_can_release,
    refuse_unless_draft,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def timing(
    state: str = RoundState.OPEN,
    opens: float | None = -60,
    closes: float | None = None,
    closed: float | None = None,
    released: float | None = None,
) -> RoundTiming:
    return RoundTiming(state, *(None if m is None else at(m) for m in (opens, closes, closed, released)))


@pytest.mark.parametrize(
    ("this", "minutes", "new_people", "answers", "final"),
    [
        #                                          now    begin  save   final at
        (timing(RoundState.DRAFT, opens=None), 0, False, False, None),
        (timing(RoundState.DRAFT, opens=-60), 0, False, False, None),
        (timing(RoundState.OPEN), 0, True, True, None),
        (timing(RoundState.OPEN, closes=10), 0, True, True, None),
        (timing(RoundState.OPEN, closes=10), 9.99, True, True, None),
        # The closing date holds even before anybody has acted on it.
        (timing(RoundState.OPEN, closes=10), 10, False, True, 40),
        (timing(RoundState.OPEN, closes=10), 39.99, False, True, 40),
        (timing(RoundState.OPEN, closes=10), 40, False, False, 40),
        (timing(RoundState.CLOSED, closes=10, closed=0), 0, False, True, 30),
        (timing(RoundState.CLOSED, closes=10, closed=0), 29.99, False, True, 30),
        (timing(RoundState.CLOSED, closes=10, closed=0), 30, False, False, 30),
        (timing(RoundState.CLOSED, closed=0), 29, False, True, 30),
        (timing(RoundState.CLOSED, closed=0, released=0), 0, False, False, 30),
        (timing(RoundState.CLOSED, closed=0, released=0), 1, False, False, 30),
        (timing(RoundState.CLOSED, closed=0, released=30), 31, False, False, 30),
    ],
)
def test_a_round_at_a_moment(
    this: RoundTiming, minutes: float, new_people: bool, answers: bool, final: float | None
) -> None:
    now = at(minutes)
    assert this.takes_new_people(now) == new_people
    assert this.takes_answers(now) == answers
    assert this.final_at(now) == (None if final is None else at(final))


@given(
    state=st.sampled_from([RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED]),
    closes=st.none() | st.integers(-100, 100),
    closed=st.none() | st.integers(-100, 100),
    released=st.none() | st.integers(-100, 100),
    now=st.integers(-200, 200),
)
def test_whoever_may_begin_may_answer_and_once_final_nobody_may(
    state: str, closes: int | None, closed: int | None, released: int | None, now: int
) -> None:
    if state == RoundState.CLOSED and closed is None:
        closed = 0  # whatever is closed was closed at some moment
    this = timing(state, closes=closes, closed=closed, released=released)
    moment = at(now)
    final = this.final_at(moment)
    if this.takes_new_people(moment) and released is None:
        assert this.takes_answers(moment)
    if final is not None and moment >= final:
        assert not this.takes_answers(moment)
    if this.takes_answers(moment) and not this.takes_new_people(moment):
        assert final is not None
        assert moment < final


@pytest.mark.parametrize(
    "this",
    [
        timing(RoundState.OPEN),
        timing(RoundState.CLOSED, closed=0),
        timing(RoundState.CLOSED, closed=0, released=1),
    ],
)
def test_what_has_been_opened_is_neither_opened_again_nor_changed_as_a_draft(this: RoundTiming) -> None:
    with pytest.raises(RoundRefusal, match="Only a draft"):
        refuse_unless_can_open(this)
    with pytest.raises(NotADraftRound, match="has been opened"):
        refuse_unless_draft(this)


def test_a_draft_can_be_opened_and_changed() -> None:
    refuse_unless_can_open(timing(RoundState.DRAFT, opens=1, closes=2))
    refuse_unless_draft(timing(RoundState.DRAFT, opens=None))


@pytest.mark.parametrize(
    ("state", "may"), [(RoundState.DRAFT, False), (RoundState.OPEN, True), (RoundState.CLOSED, False)]
)
def test_only_an_open_round_can_be_closed(state: str, may: bool) -> None:
    if may:
        refuse_unless_can_close(timing(state))
    else:
        with pytest.raises(RoundRefusal, match="Only an open round"):
            refuse_unless_can_close(timing(state))


@pytest.mark.parametrize(
    ("this", "minutes", "in_the_middle", "why"),
    [
        (timing(RoundState.CLOSED, closed=0, released=1), 60, 0, "made once"),
        (timing(RoundState.OPEN), 0, 0, "Close the round first"),
        (timing(RoundState.OPEN, closes=-60), 0, 0, "Close the round first"),
        (timing(RoundState.DRAFT), 0, 0, "Close the round first"),
        (timing(RoundState.CLOSED, closed=0), 0, 1, "still answering"),
        (timing(RoundState.CLOSED, closed=0), 29.99, 1, "still answering"),
        (timing(RoundState.CLOSED, closed=0), 30, 1, None),
        (timing(RoundState.CLOSED, closed=0), 0, 0, None),
    ],
)
def test_a_release_is_made_once_and_not_over_the_heads_of_those_who_answer(
    this: RoundTiming, minutes: float, in_the_middle: int, why: str | None
) -> None:
    if why is None:
        refuse_unless_can_release(this, at(minutes), in_the_middle)
    else:
        with pytest.raises(RoundRefusal, match=why):
            refuse_unless_can_release(this, at(minutes), in_the_middle)
