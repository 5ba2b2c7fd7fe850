"""Where groups stand: what may be known, what each needs, who needs help first, and what nobody can work out."""

from __future__ import annotations

from itertools import product

import pytest

from lws_assess.survey.rounds.participation import (
    ORDERS,
    CountedGroup,
    GroupParticipation,
    SeenNumber,
    blurred_number,
    exact_number,
    forecast_release,
    group_participations,
    in_chosen_order,
    total_answered,
)
from lws_assess.survey.rounds.repeats import EarlierCell


def a_group(
    key: str, answered: int, target: int = 20, audience: str = "professional", **more
) -> CountedGroup:
    return CountedGroup(key, key.title(), more.pop("branch", key), audience, answered, target, **more)


def standing(
    answered: SeenNumber, target: int = 20, k: int = 5, company: tuple[str, ...] = ()
) -> GroupParticipation:
    return GroupParticipation("a", "A", "professional", answered, target, k, company)


@pytest.mark.parametrize(
    ("number", "seen", "words"),
    [
        (0, SeenNumber(0, 4), "fewer than 5"),
        (4, SeenNumber(0, 4), "fewer than 5"),
        (5, SeenNumber(5, 5), "5"),
        (1200, SeenNumber(1200, 1200), "1,200"),
    ],
)
def test_below_five_nobody_but_facilitators_knows_how_many(number: int, seen: SeenNumber, words: str) -> None:
    assert (blurred_number(number), blurred_number(number).words) == (seen, words)


@pytest.mark.parametrize(
    ("seen", "k", "more"),
    [
        (exact_number(3), 5, "2 more"),
        (exact_number(9), 5, "0 more"),
        (blurred_number(3), 5, "up to 5 more"),
        (blurred_number(3), 10, "6 to 10 more"),
        (blurred_number(7), 10, "3 more"),
    ],
)
def test_what_is_missing_tells_no_more_than_the_count(seen: SeenNumber, k: int, more: str) -> None:
    assert seen.up_to(k).more == more


@pytest.mark.parametrize(
    ("of", "state", "outcome"),
    [
        (standing(exact_number(0)), "Nobody yet; 5 more to be shown", "Nobody answered"),
        (standing(exact_number(3)), "2 more to be shown by itself", "Not shown: too few answers"),
        (
            standing(exact_number(3), company=("a", "b")),
            "Would be shown with others; 2 more to be shown by itself",
            "Shown together with others",
        ),
        (standing(exact_number(5)), "Would be shown", "Shown by itself"),
        (standing(exact_number(20)), "Target reached", "Shown by itself"),
        (standing(exact_number(20), target=0), "Would be shown", "Shown by itself"),
        (standing(exact_number(3), target=2), "2 more to be shown by itself", "Not shown: too few answers"),
        (standing(blurred_number(0)), "Up to 5 more to be shown by itself", "Not shown: too few answers"),
        (
            standing(blurred_number(4), k=10),
            "6 to 10 more to be shown by itself",
            "Not shown: too few answers",
        ),
    ],
)
def test_a_state_in_words(of: GroupParticipation, state: str, outcome: str) -> None:
    assert (of.state, of.outcome) == (state, outcome)


@pytest.mark.parametrize(
    ("seen", "target", "share"),
    [
        (exact_number(5), 20, SeenNumber(25, 25)),
        (exact_number(30), 20, SeenNumber(150, 150)),
        (exact_number(5), 0, None),
        (blurred_number(1), 20, SeenNumber(0, 20)),
        (blurred_number(1), 4, None),  # from none to all of it: nothing to say
    ],
)
def test_the_share_of_a_target(seen: SeenNumber, target: int, share: SeenNumber | None) -> None:
    assert standing(seen, target).share == share


def test_who_needs_help_first() -> None:
    groups = [
        a_group("done", 20),
        a_group("untargeted", 9, target=0),
        a_group("on-the-way", 12),
        a_group("slower", 6),
        a_group("together-1", 3, branch="b"),
        a_group("together-2", 2, branch="b"),
        a_group("silent", 0),
        a_group("young", 2, audience="young-people"),
        a_group("others", 1, audience="parents-carers", catch_all=True),
    ]
    assert [s.key for s in in_chosen_order(group_participations(groups, 5, everything=True), "need")] == [
        "young",  # nobody of this audience would be heard
        "silent",
        "together-2",
        "together-1",
        "slower",
        "on-the-way",
        "done",
        "untargeted",
        "others",
    ]


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        ("list", ["b", "a", "c"]),
        ("name", ["a", "b", "c"]),
        ("share", ["c", "b", "a"]),
        ("need", ["a", "b", "c"]),
        ("no such order", ["a", "b", "c"]),
    ],
)
def test_the_other_orders(order: str, keys: list[str]) -> None:
    groups = [a_group("b", 6), a_group("a", 1), a_group("c", 20)]
    assert [s.key for s in in_chosen_order(group_participations(groups, 5, everything=True), order)] == keys


def test_the_forecast_names_who_shows_alone_who_together_and_who_not() -> None:
    groups = [
        a_group("large", 7),
        a_group("left", 3, branch="b"),
        a_group("right", 2, branch="b"),
        a_group("few", 4, audience="young-people"),
    ]
    found = forecast_release(group_participations(groups, 5, everything=True))
    assert [s.key for s in found.alone] == ["large"]
    assert [[s.key for s in cell] for cell in found.together] == [["left", "right"]]
    assert [(s.key, s.needs.more) for s in found.missing] == [("few", "1 more")]


def test_a_catch_all_stands_there_once_somebody_is_known_to_have_answered_for_it() -> None:
    for answered, everything, there in [
        (0, True, False),
        (1, True, True),
        (4, False, False),
        (5, False, True),
    ]:
        standings = group_participations([a_group("a", answered, catch_all=True)], 5, everything)
        assert bool(standings) == there, (answered, everything)


def test_the_total_is_exact_only_where_every_group_is() -> None:
    counts = [a_group("a", 12), a_group("b", 3)]
    assert total_answered(counts, everything=True) == exact_number(15)
    assert total_answered(counts, everything=False) == SeenNumber(12, 16)
    assert total_answered([a_group("a", 12), a_group("b", 5)], everything=False) == exact_number(17)


def test_whatever_is_seen_is_the_same_for_every_count_below_five() -> None:
    """Totals, forecast, states and all orders follow from the blurred counts alone, so watching tells no more."""

    def everything_seen(counts: tuple[int, ...], k: int) -> object:
        groups = [
            a_group(key, n, branch="b", catch_all=key == "d") for key, n in zip("abcd", counts, strict=True)
        ]
        standings = group_participations(groups, k, everything=False)
        rows = [(s, s.state, s.outcome, s.share, s.needs, s.to_target, s.reached) for s in standings]
        return (
            rows,
            total_answered(groups, False),
            forecast_release(standings),
            [in_chosen_order(standings, o) for o in ORDERS],
        )

    for k in (5, 10):
        for counts in product((0, 1, 3, 4, 5, 7), repeat=4):
            least = tuple(n if n >= 5 else 0 for n in counts)
            assert everything_seen(counts, k) == everything_seen(least, k)


def test_a_number_too_near_to_that_of_a_round_shortly_before_is_said_and_not_counted_as_shown() -> None:
    groups = [a_group("a", 9), a_group("b", 40)]
    before = [EarlierCell("then", frozenset({key}), {key: number}) for key, number in (("a", 8), ("b", 20))]
    for everything in (True, False):
        near, far = group_participations(groups, 5, everything, before)
        assert (near.alone, near.heard, far.alone) == (False, False, True)
        assert "too near" in near.state
        assert "too near" in near.outcome
        assert forecast_release([near, far]).missing == (near,)


def test_once_the_results_are_there_a_group_stands_where_they_have_it() -> None:
    groups = [a_group("a", 9), a_group("b", 40), a_group("c", 3), a_group("d", 6)]
    outcomes = [s.outcome for s in group_participations(groups, 5, True, released=[("b",), ("c", "d")])]
    assert outcomes == [
        "Not shown: its number is too near to that of a round shortly before",
        "Shown by itself",
        "Shown together with others",
        "Shown together with others",
    ]
