"""Votes in a room: what is shown of one audience's ballots, and what is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.counts import exact_count
from lws_assess.survey.events.figures import RatingSpread, mean_in_room
from lws_assess.survey.events.votes import (
    Ballot,
    NotAnEventBallot,
    ReleasedRoom,
    RoomResult,
    release_room,
    room_from_json,
    room_to_json,
    view_room,
)
from lws_assess.survey.intervals import Interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW, NOT_APPLICABLE
from lws_assess.survey.withheld import Withheld

AUDIENCE = shipped_editions()["one-childrens-workforce"].audiences[0]
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
    assert (room.mean.text, room.mean.n, room.voters, str(room.dont_know)) == ("3.36", 22, 22, "0")
    assert isinstance(room.spread, RatingSpread)
    assert [str(count) for count in room.spread.counts] == ["0", "4", "8", "8", "2"]
    # In the order in which groups are listed, not that of their keys or ballots.
    assert [(group.name, str(getattr(group.mean, "text", ""))) for group in room.groups] == [
        ("Nurses", "about 4.0"),
        ("Teachers", "about 3.0"),
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


@pytest.mark.parametrize(
    ("unsure", "shown"),
    [(0, "0 to 1"), (1, "0 to 1"), (2, None), (4, None), (5, "5"), (7, "7"), (8, "8"), (9, "9")],
)
def test_dont_knows_are_counted_where_they_are_nobody_or_at_least_k(unsure: int, shown: str | None) -> None:
    room = seen(ballots(teachers=MIXED_12 + [DONT_KNOW] * unsure))
    if shown is None:
        assert isinstance(room.dont_know, Withheld)
        assert room.voters is None
    else:
        assert (str(room.dont_know), room.voters) == (shown, 12 + unsure)


def test_all_dont_know_is_a_room_without_ratings() -> None:
    room = seen(ballots(teachers=[DONT_KNOW] * 30))
    assert isinstance(room.mean, Withheld)
    assert isinstance(room.dont_know, Withheld)


@pytest.mark.parametrize("codes", [[1] * 14, [1] * 13 + [2]])
def test_a_room_in_which_all_agree_is_printed_like_one_in_which_one_does_not(codes: list[int]) -> None:
    room = seen(ballots(teachers=codes))
    assert isinstance(room.mean, Shown)
    assert isinstance(room.spread, RatingSpread)
    assert (room.mean.text, room.mean.interval) == ("about 1.0", Interval(1.0, 1.25, open=True))
    assert [str(count) for count in room.spread.counts] == ["13 to 14", *["0 to 1"] * 4]
    assert room.spread.word == ""


def test_from_twenty_on_all_is_printed_as_it_is() -> None:
    middle, end = (seen(ballots(teachers=[level] * 20)) for level in (3, 5))
    assert isinstance(middle.spread, RatingSpread)
    assert middle.spread.counts[2] == exact_count(20, 20)
    assert isinstance(end.mean, Shown)
    assert isinstance(end.spread, RatingSpread)
    assert (end.mean.text, end.spread.counts[4]) == ("5.00", exact_count(20, 20))


@pytest.mark.parametrize(("people", "word"), [(20, ""), (29, ""), (30, "people agree")])
def test_how_far_people_agree_has_a_word_from_thirty_on(people: int, word: str) -> None:
    spread = seen(ballots(teachers=[3] * people)).spread
    assert isinstance(spread, RatingSpread)
    assert spread.word == word


@pytest.mark.parametrize(
    ("counts", "text", "level"),
    [
        ((19, 1, 0, 0, 0), "1.05", 1),
        ((0, 39, 1, 0, 0), "2.03", 2),  # 2.025, which a binary fraction has below it
        ((0, 0, 101, 99, 0), "3.50", 4),  # 3.495: the level is that of what is printed
        ((0, 0, 0, 1, 199), "5.00", 5),
    ],
)
def test_a_mean_is_rounded_half_up_from_whole_numbers(counts: tuple[int, ...], text: str, level: int) -> None:
    mean = mean_in_room(counts, SCALE, 5)
    assert isinstance(mean, Shown)
    assert (mean.text, mean.band) == (text, SCALE.levels[level - 1].label)


def test_a_group_below_ten_shows_a_mean_to_the_half_and_no_spread() -> None:
    room = seen(ballots(teachers=MIXED_12, nurses=[2, 2, 3, 3, 4, 4], visitors=[2, 3, 3, 3, 4, 2, 3]))
    nurses = room.groups[0]
    assert isinstance(nurses.mean, Shown)
    assert (nurses.name, nurses.mean.text) == ("Nurses", "about 3.0")
    assert "shown from 10 people" in str(nurses.spread)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=5, max_size=19))
def test_below_twenty_a_mean_lies_within_a_quarter_of_what_is_printed(codes: list[int]) -> None:
    counts = tuple(codes.count(level) for level in range(1, 6))
    mean = mean_in_room(counts, SCALE, 5)
    assert isinstance(mean, Shown)
    within = mean.interval
    assert within.low <= sum(codes) / len(codes) <= within.high
    assert not within.open or sum(codes) / len(codes) < within.high
    assert mean.value * 2 == int(mean.value * 2)


def test_a_group_that_may_not_be_shown_is_only_counted() -> None:
    released = release_room(
        AUDIENCE.key, ballots(teachers=MIXED_12 * 2, nurses=[3] * 4, others=[2] * 6), SCALE, 5
    )
    assert [one.group for one in released.groups] == ["teachers"]
    assert released.hidden_groups == 2
    assert "nurses" not in room_to_json(released)


def test_a_practice_shows_no_group() -> None:
    released = release_room(
        AUDIENCE.key, ballots(teachers=MIXED_12, nurses=MIXED_12), SCALE, 5, with_groups=False
    )
    assert (released.groups, released.hidden_groups) == ((), 2)


def kept_before(counts: list[int], **groups: list[int]) -> ReleasedRoom:
    """A release as it was kept when means were printed to one decimal, and near an end by that alone."""
    listed = [{"group": group, "counts": levels} for group, levels in groups.items()]
    kept = {"audience": AUDIENCE.key, "voters": sum(counts), "dont_know": 0, "counts": counts}
    return room_from_json(json.dumps(kept | {"groups": listed, "hidden_groups": 0}))


def test_what_was_released_before_is_printed_by_the_rule_of_today() -> None:
    room = view_room(kept_before([12, 0, 0, 0, 0]), AUDIENCE, SCALE, NAMES, 5)
    assert isinstance(room.mean, Shown)
    assert isinstance(room.spread, RatingSpread)
    assert (room.mean.text, str(room.spread.counts[0])) == ("about 1.0", "11 to 12")


def test_groups_released_before_are_shown_where_nothing_follows_from_them_today() -> None:
    mixed = kept_before([0, 8, 8, 8, 0], teachers=[0, 4, 4, 4, 0], nurses=[0, 4, 4, 4, 0])
    assert [one.group for one in mixed.groups] == ["teachers", "nurses"]
    told = kept_before([12, 4, 4, 4, 0], teachers=[0, 4, 4, 4, 0], nurses=[12, 0, 0, 0, 0])
    assert (told.groups, told.hidden_groups) == ((), 2)


@pytest.mark.parametrize("code", [0, 6, 250, NOT_APPLICABLE])
def test_what_is_no_answer_on_the_scale_is_refused(code: int) -> None:
    with pytest.raises(NotAnEventBallot):
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
