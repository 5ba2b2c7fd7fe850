"""Votes in a room: what is shown of one audience's ballots, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped
from lws_assess.survey.event_votes import (
    Ballot,
    NotABallot,
    ReleasedRoom,
    RoomResult,
    groups_shown_again,
    release_room,
    room_from_json,
    room_to_json,
    view_room,
)
from lws_assess.survey.privacy import Distribution, Shown, Withheld
from lws_assess.survey.responses import DONT_KNOW, NOT_APPLICABLE

AUDIENCE = shipped()["one-childrens-workforce"].audiences[0]
SCALE = AUDIENCE.scale
NAMES = {"nurses": "Nurses", "teachers": "Teachers"}
MIXED_12 = [2] * 4 + [3] * 4 + [4] * 4


def ballots(**groups: list[int]) -> list[Ballot]:
    return [(group, code) for group, codes in groups.items() for code in codes]


def seen(votes: list[Ballot], k: int = 5) -> RoomResult:
    return view_room(release_room(AUDIENCE.key, votes, SCALE, k), AUDIENCE, SCALE, NAMES, k)


def test_a_room_shows_its_mean_its_distribution_and_its_groups() -> None:
    room = seen(ballots(teachers=MIXED_12, nurses=[3, 3, 3, 4, 5, 5, 4, 4, 4, 3]))
    assert isinstance(room.mean, Shown)
    assert (room.mean.text, room.mean.n, room.voters, room.dont_know) == ("3.36", 22, 22, 0)
    assert isinstance(room.spread, Distribution)
    assert room.spread.counts == (0, 4, 8, 8, 2)
    # In the order in which groups are listed, not that of their keys or ballots.
    assert [(group.name, str(getattr(group.mean, "text", ""))) for group in room.groups] == [
        ("Nurses", "3.80"),
        ("Teachers", "3.00"),
    ]
    assert room.hidden_groups == 0


@pytest.mark.parametrize(
    "votes", [[], ballots(teachers=[3] * 9), ballots(teachers=[3] * 9 + [DONT_KNOW] * 9)]
)
def test_below_ten_ratings_nothing_is_shown_but_how_many_groups_voted(votes: list[Ballot]) -> None:
    room = seen(votes)
    for withheld in (room.mean, room.spread, room.dont_know):
        assert isinstance(withheld, Withheld)
        assert (
            str(withheld) == "Not shown: fewer than 10 people chose a level. It would need 10 people who do."
        )
    assert room.groups == ()
    assert room.voters is None
    assert room.hidden_groups == len({group for group, _ in votes})


def test_a_k_above_ten_counts_for_the_room_too() -> None:
    assert isinstance(seen(ballots(teachers=MIXED_12), k=12).mean, Shown)
    assert "fewer than 13" in str(seen(ballots(teachers=MIXED_12), k=13).mean)


@pytest.mark.parametrize(("unsure", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (9, 9)])
def test_dont_knows_are_counted_where_they_are_nobody_or_at_least_k(unsure: int, shown: int | None) -> None:
    room = seen(ballots(teachers=MIXED_12 + [DONT_KNOW] * unsure))
    if shown is None:
        assert isinstance(room.dont_know, Withheld)
        assert room.voters is None
    else:
        assert (room.dont_know, room.voters) == (shown, 12 + shown)


def test_all_dont_know_is_a_room_without_ratings() -> None:
    room = seen(ballots(teachers=[DONT_KNOW] * 30))
    assert isinstance(room.mean, Withheld)
    assert isinstance(room.dont_know, Withheld)


def test_a_room_near_an_end_says_that_and_nothing_else() -> None:
    room = seen(ballots(teachers=[1] * 9, nurses=[1, 1, 1, 1, 2]))
    assert isinstance(room.mean, Shown)
    assert (room.mean.text, room.mean.exact) == ("below 1.5", False)
    assert isinstance(room.spread, Withheld)
    assert (room.groups, room.hidden_groups) == ((), 2)


def test_all_alike_in_the_middle_and_at_the_end() -> None:
    middle, end = (seen(ballots(teachers=[level] * people)) for level, people in ((3, 30), (5, 19)))
    assert isinstance(middle.spread, Distribution)
    assert middle.spread.word == "people agree"
    assert isinstance(end.mean, Shown)
    assert end.mean.text == "4.5 and over"
    assert isinstance(end.spread, Withheld)


def test_a_group_below_ten_shows_a_mean_to_one_decimal_and_no_spread() -> None:
    room = seen(ballots(teachers=MIXED_12, nurses=[2, 2, 3, 3, 4, 4], visitors=[2, 3, 3, 3, 4, 2, 3]))
    nurses = room.groups[0]
    assert isinstance(nurses.mean, Shown)
    assert (nurses.name, nurses.mean.text) == ("Nurses", "3.0")
    assert "shown from 10 people" in str(nurses.spread)


def test_a_group_that_may_not_be_shown_is_only_counted() -> None:
    released = release_room(
        AUDIENCE.key, ballots(teachers=MIXED_12 * 2, nurses=[3] * 4, others=[2] * 6), SCALE, 5
    )
    assert [one.group for one in released.groups] == ["teachers"]
    assert released.hidden_groups == 2
    assert "nurses" not in room_to_json(released)


def test_a_second_vote_shows_no_group_that_the_first_did_not() -> None:
    votes = ballots(teachers=MIXED_12, nurses=MIXED_12)
    released = release_room(AUDIENCE.key, votes, SCALE, 5, among=["nurses"])
    assert [one.group for one in released.groups] == ["nurses"]
    assert released.hidden_groups == 1


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (ballots(teachers=MIXED_12, nurses=[3] * 4, others=[2] * 6), ("teachers",)),
        (ballots(teachers=MIXED_12[:11], nurses=[3]), ()),
        # A first vote that shows nothing, or its end only, lets the second one show any.
        (ballots(teachers=[3] * 9), None),
        (ballots(teachers=[1] * 12), None),
    ],
)
def test_a_second_vote_may_show_what_the_first_did(
    first: list[Ballot], again: tuple[str, ...] | None
) -> None:
    assert groups_shown_again(release_room(AUDIENCE.key, first, SCALE, 5), SCALE) == again


@pytest.mark.parametrize("code", [0, 6, 250, NOT_APPLICABLE])
def test_what_is_no_answer_on_the_scale_is_refused(code: int) -> None:
    with pytest.raises(NotABallot):
        release_room(AUDIENCE.key, ballots(teachers=[*MIXED_12, code]), SCALE, 5)


codes = st.sampled_from([1, 1, 2, 3, 4, 5, 5, DONT_KNOW])
votes_of_a_room = st.lists(st.tuples(st.sampled_from("abcd"), codes), max_size=60)


@settings(max_examples=150, deadline=None)
@given(votes_of_a_room, st.integers(5, 8), st.randoms(use_true_random=False))
def test_a_release_reads_back_and_does_not_depend_on_the_order_of_ballots(
    votes: list[Ballot], k: int, chance: object
) -> None:
    released = release_room(AUDIENCE.key, votes, SCALE, k)
    assert room_from_json(room_to_json(released)) == released
    chance.shuffle(votes)  # type: ignore[attr-defined]
    assert release_room(AUDIENCE.key, votes, SCALE, k) == released
    assert len(released.groups) + released.hidden_groups == len({group for group, _ in votes})


@settings(max_examples=150, deadline=None)
@given(votes_of_a_room, st.integers(5, 8))
def test_what_is_shown_counts_the_ballots(votes: list[Ballot], k: int) -> None:
    released: ReleasedRoom = release_room(AUDIENCE.key, votes, SCALE, k)
    for one in released.groups:
        mine = [code for group, code in votes if group == one.group]
        assert one.counts == tuple(mine.count(level) for level in range(1, 6))
    if released.counts:
        everybody = [code for _, code in votes]
        assert released.counts == tuple(everybody.count(level) for level in range(1, 6))
        if released.dont_know is not None:
            assert released.dont_know == everybody.count(DONT_KNOW)
