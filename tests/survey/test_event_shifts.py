"""Shifts between two votes: how a room moved, and where that would tell of a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped
from lws_assess.survey.event_exchanges import HIGH_END, LOW_END, MEAN, NOTHING, SPREAD, Part, all_is_open
from lws_assess.survey.event_shifts import (
    AN_END,
    FEW_ALONE,
    FEW_PAIRS,
    TOO_MUCH,
    Moves,
    ReleasedShift,
    Shift,
    release_shift,
    shift_from_json,
    shift_to_json,
    view_shift,
)
from lws_assess.survey.event_votes import Ballot, release_room
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.responses import DONT_KNOW

AUDIENCE = shipped()["one-childrens-workforce"].audiences[0]
SCALE = AUDIENCE.scale
NAMES = {"nurses": "Nurses", "teachers": "Teachers"}

Both = tuple[int | None, int | None]  # what one person chose in each vote; None did not vote
# Twenty who stand all over the scale; eleven of them move, by one or by two.
TWENTY: list[Both] = [(2, 3), (2, 3), (2, 2), (3, 4), (3, 4), (3, 5), (3, 3), (4, 4), (4, 4), (4, 2)] * 2


def shifted(k: int = 5, **groups: Sequence[Both]) -> ReleasedShift:
    turns: tuple[dict[bytes, Ballot], dict[bytes, Ballot]] = ({}, {})
    for group, people in groups.items():
        for number, codes in enumerate(people):
            for turn, code in zip(turns, codes, strict=True):
                if code is not None:
                    turn[f"{group}-{number}".encode()] = (group, code)
    first = release_room(AUDIENCE.key, list(turns[0].values()), SCALE, k)
    among = [one.group for one in first.groups]
    second = release_room(AUDIENCE.key, list(turns[1].values()), SCALE, k, among)
    return release_shift(turns[0], turns[1], (first, second), SCALE, k)


def seen(k: int = 5, **groups: Sequence[Both]) -> Shift | Withheld:
    return view_shift(shifted(k, **groups), NAMES, k)


def test_a_shift_says_how_many_moved_and_how_far_the_room_went() -> None:
    shift = seen(teachers=TWENTY)
    assert isinstance(shift, Shift)
    assert shift.moves == Moves(pairs=20, moved=12, net=0.4, net_text="+0.40")
    assert (shift.moves.share, shift.moves.share_text) == (0.6, "12 of 20")


@pytest.mark.parametrize(
    ("people", "net"),
    [
        ([(now, then) for then, now in TWENTY if then and now], "−0.40"),
        ([(2, 3), (3, 2)] * 6 + [(4, 4)] * 4, "0.00"),
        ([(then, then) for then, _ in TWENTY], "0.00"),
    ],
)
def test_a_net_move_is_printed_with_its_sign(people: list[Both], net: str) -> None:
    shift = seen(teachers=people)
    assert isinstance(shift, Shift)
    assert shift.moves.net_text == net


def test_groups_that_both_votes_show_have_theirs() -> None:
    shift = seen(teachers=TWENTY, nurses=TWENTY[:10])
    assert isinstance(shift, Shift)
    assert [(one.name, one.moves.pairs, one.moves.moved) for one in shift.groups] == [
        ("Nurses", 10, 6),
        ("Teachers", 20, 12),
    ]


def test_below_ten_pairs_a_group_shows_its_net_move_to_one_decimal() -> None:
    shift = seen(teachers=TWENTY, nurses=TWENTY[:7], visitors=TWENTY[3:])
    assert isinstance(shift, Shift)
    assert [one.moves.net_text for one in shift.groups if one.name == "Nurses"] == ["+0.9"]


LEFT, CAME = [(3, None), (2, None), (4, None), (3, None), (2, None)], [(None, 3), (None, 2), (None, 4)] * 2


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ([], FEW_PAIRS),
        (TWENTY[:9], FEW_PAIRS),
        ([(then, DONT_KNOW) for then, _ in TWENTY], FEW_PAIRS),
        ([*TWENTY, *LEFT[:4]], FEW_ALONE),
        ([*TWENTY, *CAME[:4]], FEW_ALONE),
        # Those who said once that they don't know are alone in the other vote.
        ([*TWENTY, (3, DONT_KNOW), (DONT_KNOW, 3)], FEW_ALONE),
        # Enough of both together are not enough of each.
        ([*TWENTY, *LEFT[:3], *CAME[:3]], FEW_ALONE),
        ([*TWENTY, *LEFT], ""),
        ([*TWENTY, *CAME], ""),
        ([*TWENTY, *LEFT, *CAME], ""),
        # Near an end in one of the votes, and in both.
        ([(1, 3)] * 11 + [(2, 3)], AN_END),
        ([(3, 5)] * 12, AN_END),
        ([(5, 5)] * 19, AN_END),
        # All who left had chosen the same end: they are named by it, and the shift would say so.
        ([*TWENTY, *[(1, None)] * 5], TOO_MUCH),
        # Nobody moved, so whoever is new is seen by what changed.
        ([(then, then) for then, _ in TWENTY] + LEFT, TOO_MUCH),
    ],
)
def test_a_shift_is_withheld_where_it_would_tell_of_a_few(people: list[Both], why: str) -> None:
    released = shifted(teachers=people)
    assert released.why == why
    assert (released.room is None) == bool(why)
    if why:
        withheld = view_shift(released, NAMES, 5)
        assert isinstance(withheld, Withheld)
        assert withheld.why.startswith("Not shown: ")
        assert withheld.remedy


def test_a_group_of_few_pairs_must_not_follow_from_the_room_and_the_others() -> None:
    """The teachers are all pairs, so their move follows from both votes; the three nurses' would be what is left."""
    nurses = [*TWENTY[:3], *[(2, None), (3, None), (4, None)] * 3, *[(None, 2), (None, 3), (None, 4)] * 3]
    assert shifted(teachers=TWENTY, nurses=nurses).why == TOO_MUCH
    with patch("lws_assess.survey.event_shifts._some_mixture_is_small", lambda *_: False):
        assert shifted(teachers=TWENTY, nurses=nurses).room


def test_somebody_who_changed_groups_is_alone_in_both() -> None:
    first: dict[bytes, Ballot] = {str(i).encode(): ("teachers", one[0] or 0) for i, one in enumerate(TWENTY)}
    second: dict[bytes, Ballot] = {str(i).encode(): ("teachers", one[1] or 0) for i, one in enumerate(TWENTY)}
    second[b"0"] = ("nurses", 3)
    rooms = tuple(release_room(AUDIENCE.key, list(turn.values()), SCALE, 5) for turn in (first, second))
    assert release_shift(first, second, (rooms[0], rooms[1]), SCALE, 5).why == FEW_ALONE


def test_a_second_vote_with_another_set_of_groups_has_no_shift_where_nobody_moved() -> None:
    still: list[Both] = [(then, then) for then, _ in TWENTY]
    turns = [
        {f"{g}{i}".encode(): (g, one[0] or 0) for g in "ab" for i, one in enumerate(still)} for _ in (0, 1)
    ]
    first = release_room(AUDIENCE.key, list(turns[0].values()), SCALE, 5, among=["a"])
    second = release_room(AUDIENCE.key, list(turns[1].values()), SCALE, 5, among=["b"])
    assert release_shift(turns[0], turns[1], (first, second), SCALE, 5).why == TOO_MUCH
    assert release_shift(turns[0], turns[1], (first, first), SCALE, 5).room


# --- what exchanges leave open ---------------------------------------------------------------------------------


def a_part(people: list[tuple[int, int]], first: str, second: str, shift: bool = False) -> Part:
    return Part(Counter(people), (first, second), shift)


OTHERS = a_part([(2, 3), (3, 3), (3, 2), (4, 4), (1, 2), (2, 1)] * 3, NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("parts", "is_open"),
    [
        ([OTHERS], True),
        # Nobody to exchange with.
        ([a_part([(3, 3), (2, 3), (4, 3), (3, 2), (3, 4)], MEAN, MEAN)], False),
        ([a_part([(3, 3), (2, 3), (4, 3), (3, 2), (3, 4)], MEAN, MEAN), OTHERS], True),
        # All of the others stand where an exchange would change the mean.
        ([a_part([(3, 3)] * 6, MEAN, NOTHING), a_part([(4, 4)] * 8, NOTHING, NOTHING)], False),
        ([a_part([(1, 1)] * 5 + [(2, 1)], LOW_END, LOW_END), OTHERS], True),
        ([a_part([(5, 5)] * 5 + [(4, 5)], HIGH_END, HIGH_END), OTHERS], True),
        # Nobody moved at all: one vote shows what the other only names by its end.
        ([a_part([(1, 1)] * 9 + [(2, 2)], LOW_END, SPREAD), a_part([(3, 3)] * 9, NOTHING, SPREAD)], False),
    ],
)
def test_a_figure_is_open_where_exchanges_change_it_and_nothing_else(
    parts: list[Part], is_open: bool
) -> None:
    assert all_is_open(parts, SCALE) == is_open


codes = st.sampled_from([None, 1, 2, 2, 3, 3, 4, 5, DONT_KNOW])
people_of_a_room = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.lists(st.tuples(codes, codes), max_size=25), max_size=3
)


@settings(max_examples=100, deadline=None)
@given(people_of_a_room, st.integers(5, 7))
def test_a_shift_reads_back_and_counts_pairs(people: dict[str, list[Both]], k: int) -> None:
    released = shifted(k, **people)
    assert shift_from_json(shift_to_json(released)) == released
    rated = [
        (then, now)
        for some in people.values()
        for then, now in some
        if then not in (None, DONT_KNOW) and now not in (None, DONT_KNOW)
    ]
    if released.room:
        assert released.room.pairs == len(rated) >= 10
        assert released.room.moved == sum(then != now for then, now in rated)
        assert all(moves.pairs >= k for _, moves in released.groups)
