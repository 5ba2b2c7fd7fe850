"""Shifts between two votes: how a room moved, and where that would tell of a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.counts import exact_count
from lws_assess.survey.events.exchanges import AnsweredAlike, RoomOfVotes, ShiftDisplay
from lws_assess.survey.events.shifts import (
    FEW_PAIRS,
    NOT_BOTH,
    TOO_MUCH,
    ReleasedShift,
    RoomShift,
    release_again,
    shift_from_json,
    shift_to_json,
    view_shift,
)
from lws_assess.survey.events.votes import (
    Ballot,
    ReleasedRoom,
    RoomResult,
    release_room,
    room_from_json,
    room_to_json,
    view_room,
)
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.withheld import Withheld
from tests.survey.kept_texts import is_in_order

AUDIENCE = shipped_editions()["one-childrens-workforce"].audiences[0]
SCALE = AUDIENCE.scale
NAMES = {"nurses": "Nurses", "teachers": "Teachers"}

Both = tuple[int | None, int | None]  # what one person chose in each vote; None did not vote
# Twenty who stand all over the scale; eleven of them move, by one or by two.
TWENTY: list[Both] = [(2, 3), (2, 3), (2, 2), (3, 4), (3, 4), (3, 5), (3, 3), (4, 4), (4, 4), (4, 2)] * 2


def turns_of(**groups: Sequence[Both]) -> tuple[dict[bytes, Ballot], dict[bytes, Ballot]]:
    turns: tuple[dict[bytes, Ballot], dict[bytes, Ballot]] = ({}, {})
    for group, people in groups.items():
        for number, codes in enumerate(people):
            for turn, code in zip(turns, codes, strict=True):
                if code is not None:
                    turn[f"{group}-{number}".encode()] = (group, code)
    return turns


def released(k: int = 5, **groups: Sequence[Both]) -> tuple[ReleasedRoom, ReleasedRoom, ReleasedShift]:
    """Both votes and the shift."""
    first, second = turns_of(**groups)
    before = release_room(AUDIENCE.key, list(first.values()), SCALE, k)
    return (before, *release_again(before, first, second, SCALE, k))


def viewed(k: int = 5, **groups: Sequence[Both]) -> tuple[RoomResult, RoomResult, RoomShift | Withheld]:
    before, after, shift = released(k, **groups)
    then, now = (view_room(room, AUDIENCE, SCALE, NAMES, k) for room in (before, after))
    return then, now, view_shift(shift, then, now, k)


def seen(k: int = 5, **groups: Sequence[Both]) -> RoomShift | Withheld:
    return viewed(k, **groups)[2]


# --- who stands in the second vote ---------------------------------------------------------------------------

LEFT: list[Both] = [(3, None), (2, None), (4, None), (3, None), (2, None)]
CAME: list[Both] = [(None, 3), (None, 2), (None, 4), (None, 5), (None, 1)]


def test_whoever_does_not_vote_again_counts_as_before() -> None:
    first, second, _ = released(teachers=[*TWENTY, *LEFT])
    assert first.counts == (0, 8, 10, 7, 0)
    assert second.counts == (0, 6, 8, 9, 2)
    assert second.again
    assert (second.again.stayed_out, second.again.newcomers) == (5, None)


@pytest.mark.parametrize("gone", [(1, None), (3, None), (5, None), (DONT_KNOW, None)])
def test_nothing_changes_where_one_person_goes_and_nobody_moves(gone: Both) -> None:
    still: list[Both] = [(1, 1), (5, 5), *((then, then) for then, _ in TWENTY)]
    first, second, shift = viewed(teachers=[*still, gone])
    assert first.spread == second.spread
    assert second.again == (
        "Counted are those of the first vote. Fewer than 5 did not vote again, and count as before."
    )
    assert isinstance(shift, RoomShift)
    assert shift.moves.nobody


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (TWENTY, "Fewer than 5 did not vote again, and count as before."),
        ([*TWENTY, *LEFT[:4]], "Fewer than 5 did not vote again, and count as before."),
        ([*TWENTY, *LEFT], "5 did not vote again, and count as before."),
        ([*TWENTY, *CAME[:4]], "Fewer than 5 did not vote again, and count as before."),
        ([*TWENTY, *CAME], "Fewer than 5 did not vote again, and count as before. 5 others voted only now."),
    ],
)
def test_how_many_stayed_out_or_came_is_said_from_k_on(people: list[Both], words: str) -> None:
    _, second, _ = viewed(teachers=people)
    assert second.again == f"Counted are those of the first vote. {words}"


def test_whoever_votes_only_the_second_time_is_in_no_figure() -> None:
    assert released(teachers=[*TWENTY, *CAME])[1].counts == released(teachers=TWENTY)[1].counts


def test_somebody_who_changed_groups_counts_where_they_were() -> None:
    first, second = turns_of(teachers=TWENTY, nurses=TWENTY)
    before = release_room(AUDIENCE.key, list(first.values()), SCALE, 5)
    moved = {one: ("nurses", code) for one, (_, code) in second.items()}
    assert release_again(before, first, moved, SCALE, 5) == release_again(before, first, second, SCALE, 5)


def test_a_second_vote_needs_ten_who_vote_again() -> None:
    _, second, shift = viewed(teachers=[*TWENTY[:9], *LEFT])
    assert str(second.mean) == (
        "Not shown: fewer than 10 of those who voted first voted again. It would need 10 people who do."
    )
    assert second.again == ""
    assert isinstance(shift, Withheld)


def test_a_second_vote_that_would_tell_of_the_one_who_left_is_withheld() -> None:
    before, second, shift = released(teachers=[*[(2, 4)] * 20, (3, None)])
    assert before.counts
    assert (second.counts, second.groups, shift.why) == (None, (), NOT_BOTH)


def test_where_the_first_vote_is_not_shown_the_second_is_as_a_first_one() -> None:
    before, second, shift = released(teachers=[*TWENTY[:4], *CAME, *CAME])
    assert before.counts is None
    assert second.counts
    assert (sum(second.counts), second.again, shift.why) == (14, None, NOT_BOTH)


def test_a_second_vote_shows_no_group_that_the_first_did_not() -> None:
    hidden_then: list[Both] = [*[(DONT_KNOW, 3)] * 6, (3, 3), (4, 4), (2, 2), (3, 3)]
    before, second, _ = released(teachers=TWENTY, nurses=TWENTY, visitors=hidden_then)
    assert "visitors" not in [one.group for one in before.groups]
    assert "visitors" not in [one.group for one in second.groups]


# --- how people moved ----------------------------------------------------------------------------------------


def test_a_shift_says_how_many_moved_and_how_far_the_mean_went() -> None:
    shift = seen(teachers=TWENTY)
    assert isinstance(shift, RoomShift)
    assert (shift.moves.pairs, shift.moves.moved, shift.moves.net_text) == (20, exact_count(12, 20), "+0.40")
    assert shift.moves.share_text == "12 of 20"
    assert shift.moves.same_people


def test_a_mean_of_more_people_than_moved_is_not_called_theirs() -> None:
    shift = seen(teachers=[*TWENTY, *[(DONT_KNOW, 5)] * 5])
    assert isinstance(shift, RoomShift)
    assert (shift.moves.pairs, shift.moves.then.n, shift.moves.now.n) == (20, 20, 25)
    assert not shift.moves.same_people


HALVES = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=10, max_size=40)


@settings(max_examples=150, deadline=None)
@given(HALVES)
def test_what_is_printed_of_a_net_move_holds_it(people: list[Both]) -> None:
    shift = seen(teachers=people)
    if isinstance(shift, Withheld):
        return
    then, now = (Fraction(sum(turn), len(people)) for turn in zip(*people, strict=True))  # type: ignore[arg-type]
    ends = [Fraction(end.replace("−", "-")) for end in shift.moves.net_text.split(" to ")]
    if len(people) < 20:
        assert ends[0] <= now - then <= ends[-1]
        assert all(end.denominator in (1, 2, 5, 10) for end in ends)
    else:
        assert ends == [Fraction(shift.moves.now.text) - Fraction(shift.moves.then.text)]


@pytest.mark.parametrize(
    ("people", "net"),
    [
        ([(now, then) for then, now in TWENTY if then and now], "−0.40"),
        ([(2, 3), (3, 2)] * 8 + [(4, 4)] * 4, "0.00"),
        ([(then, then) for then, _ in TWENTY], "0.00"),
        # Below twenty people it lies between what the printed means leave.
        ([(2, 3), (3, 2)] * 6 + [(4, 4)] * 4, "−0.5 to +0.5"),
        ([(2, 3)] * 12, "+0.5 to +1.5"),
    ],
)
def test_a_net_move_is_printed_with_its_sign(people: list[Both], net: str) -> None:
    shift = seen(teachers=people)
    assert isinstance(shift, RoomShift)
    assert shift.moves.net_text == net


@pytest.mark.parametrize(("movers", "said"), [(0, "0 to 1"), (1, "0 to 1"), (6, "6"), (11, "11 to 12")])
def test_below_twenty_nobody_and_one_are_told_alike(movers: int, said: str) -> None:
    shift = seen(teachers=[(2, 3)] * movers + [(3, 3)] * (12 - movers))
    assert isinstance(shift, RoomShift)
    assert shift.moves.share_text == f"{said} of 12"


def test_groups_that_both_votes_show_have_theirs() -> None:
    shift = seen(teachers=TWENTY, nurses=TWENTY[:10])
    assert isinstance(shift, RoomShift)
    assert [(one.name, one.moves.share_text) for one in shift.groups] == [
        ("Nurses", "6 of 10"),
        ("Teachers", "12 of 20"),
    ]


@pytest.mark.parametrize(
    ("people", "why"),
    [
        (TWENTY[:9], NOT_BOTH),
        ([(then, DONT_KNOW) for then, _ in TWENTY], NOT_BOTH),
        ([*TWENTY[:9], *[(3, DONT_KNOW)] * 6, *[(DONT_KNOW, 3)] * 6], FEW_PAIRS),
        (TWENTY, ""),
        ([*TWENTY, *LEFT[:1], *CAME[:1]], ""),
        ([(3, 3)] * 12, ""),
        ([(1, 1)] * 12, ""),
    ],
)
def test_a_shift_is_shown_or_says_why_not(people: list[Both], why: str) -> None:
    before, after, shift = released(teachers=people)
    assert shift.why == why
    assert (shift.room is None) == bool(why)
    if why:
        then, now = (view_room(room, AUDIENCE, SCALE, NAMES, 5) for room in (before, after))
        withheld = view_shift(shift, then, now, 5)
        assert isinstance(withheld, Withheld)
        assert withheld.why.startswith("Not shown: ")
        assert withheld.remedy


def test_a_shift_from_which_something_follows_is_withheld() -> None:
    people: list[Both] = [(2, 3), (3, 2)] * 10 + [(3, None)]
    with patch(
        "lws_assess.survey.events.shifts.RoomOfVotes.all_is_open", lambda room: not room.display.moved
    ):
        assert released(teachers=people)[2].why == TOO_MUCH


def test_an_older_shift_reads_back_without_its_net_move() -> None:
    kept = (
        '{"audience":"professional","groups":[["a",{"moved":3,"net":2,"pairs":7}]],'
        '"room":{"moved":12,"net":8,"pairs":20},"why":""}'
    )
    shift = shift_from_json(kept)
    assert shift.room
    assert (shift.room.moved, shift.groups[0][1].pairs) == (12, 7)


# --- what exchanges leave open -------------------------------------------------------------------------------

NOTHING: frozenset[str] = frozenset()
SHOWN = frozenset({"a"})


def people_of(**groups: Sequence[Both]) -> Counter[AnsweredAlike]:
    return Counter(
        AnsweredAlike(group, now is not None, then or 0, (then if now is None else now) or 0)
        for group, some in groups.items()
        for then, now in some
    )


@pytest.mark.parametrize(
    ("groups", "display", "is_open"),
    [
        # All of a small room may be one who is not.
        ({"a": [(3, 3)] * 12}, ShiftDisplay((NOTHING, NOTHING)), True),
        # A large room says what all of it chose, and that is not asked.
        ({"a": [(3, 3)] * 20}, ShiftDisplay((NOTHING, NOTHING)), True),
        # A group that agrees, and others of whom one could be in it.
        ({"a": [(3, 3)] * 12, "b": [(4, 4)] * 12}, ShiftDisplay((SHOWN, SHOWN)), True),
        # Nobody else is near enough, so that its mean would be printed otherwise.
        ({"a": [(1, 1)] * 5, "b": [(5, 5)] * 16}, ShiftDisplay((SHOWN, NOTHING)), False),
        ({"a": [(1, 1)] * 5, "b": [(5, 5)] * 16}, ShiftDisplay((NOTHING, NOTHING)), True),
        # Somebody who left, and another who did not move.
        ({"a": [(2, 4)] * 20 + [(3, None)]}, ShiftDisplay((NOTHING, NOTHING)), False),
        ({"a": [(2, 4)] * 20 + [(3, None), (2, 2)]}, ShiftDisplay((NOTHING, NOTHING)), True),
        # Nobody else stayed where they were; but two can make up for it.
        ({"a": [(2, 4)] * 10 + [(4, 2)] * 10 + [(3, None)]}, ShiftDisplay((NOTHING, NOTHING)), True),
        (
            {"a": [(2, 4)] * 10 + [(4, 2)] * 10 + [(3, None)]},
            ShiftDisplay((NOTHING, NOTHING), moved=True),
            True,
        ),
    ],
)
def test_what_was_answered_is_open_where_others_could_have_answered_it(
    groups: dict[str, list[Both]], display: ShiftDisplay, is_open: bool
) -> None:
    assert RoomOfVotes(people_of(**groups), display, SCALE.top).all_is_open() == is_open


codes = st.sampled_from([None, 1, 2, 2, 3, 3, 4, 5, DONT_KNOW])
people_of_a_room = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.lists(st.tuples(codes, codes), max_size=25), max_size=3
)


@settings(max_examples=100, deadline=None)
@given(people_of_a_room, st.integers(5, 7))
def test_both_read_back_and_count_those_of_the_first(people: dict[str, list[Both]], k: int) -> None:
    before, second, shift = released(k, **people)
    assert shift_from_json(shift_to_json(shift)) == shift
    assert room_from_json(room_to_json(second)) == second
    assert is_in_order(shift_to_json(shift))
    assert is_in_order(room_to_json(second))
    if second.again and second.counts:
        now = [then if now is None else now for some in people.values() for then, now in some if then]
        assert second.counts == tuple(now.count(level) for level in range(1, 6))
        assert {one.group for one in second.groups} <= {one.group for one in before.groups}
    if shift.room:
        assert shift.room.pairs >= 10
        assert all(moves.pairs >= k for _, moves in shift.groups)
