"""Rounds compared: over the same groups only, from what both may show, and everything else named with a reason."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.instruments import Edition, Question
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import (
    AreaChange,
    AudienceChanges,
    MovedFigure,
    NotCompared,
    RoundChanges,
    view_changes,
)
from lws_assess.survey.results.histories import view_history
from lws_assess.survey.results.matching import Released
from lws_assess.survey.results.round_results import view_results
from lws_assess.survey.withheld import Withheld
from tests.worlds.released import (
    CODES,
    EDITION,
    FIRST,
    NAMES,
    PARENTS,
    SECOND,
    WORKFORCE,
    Person,
    a_round,
    everybody,
    with_level,
    with_statement,
)


def at_work(changes: RoundChanges) -> AudienceChanges:
    return changes.audiences[0]


def moved(changes: RoundChanges, code: str = FIRST, reading: str = "group") -> MovedFigure:
    return next(a for a in at_work(changes).areas if a.area.code == code).reading(reading)


def reasons(unmatched: Sequence[NotCompared]) -> dict[str, str]:
    return {item.name: item.why for item in unmatched}


# --- what is compared ----------------------------------------------------------------------------------------


def test_a_change_is_the_difference_of_the_printed_figures_and_carries_both_ns() -> None:
    changes = view_changes(a_round(teachers=everybody(12, 2)), a_round(teachers=everybody(21, 3)))
    one = moved(changes)
    assert isinstance(one.then, Shown)
    assert isinstance(one.now, Shown)
    assert (one.then.text, one.then.n, one.now.text, one.now.n) == ("2.50", 12, "3.48", 21)
    assert one.change == 0.98
    assert at_work(changes).areas[0].cells == (one,)
    assert [(c.name, c.people_then, c.people_now) for c in at_work(changes).cells] == [("Teachers", 12, 21)]
    assert (at_work(changes).groups, at_work(changes).people_then, at_work(changes).people_now) == (1, 12, 21)


def test_a_round_against_itself_has_not_moved() -> None:
    this = a_round(teachers=everybody(12, 2), nurses=everybody(30, 4), youth=everybody(11, 3))
    changes = view_changes(this, this)
    assert {moved(changes, code, r).change for code in CODES for r in ("group", "person")} == {0.0}
    assert all(str(a.by_group.change) == "0.0" for a in at_work(changes).areas)
    assert changes.unmatched == ()
    assert all(a.unmatched == () for a in changes.audiences)


def test_only_groups_in_both_rounds_are_in_any_figure() -> None:
    """Whatever the groups of one round alone answer, no compared figure changes, in either reading."""
    seen = set()
    for level in (1, 3, 5):
        then = a_round(teachers=everybody(12, 2), clubs=everybody(40, level))
        now = a_round(teachers=everybody(12, 3), nurses=everybody(25, level))
        changes = view_changes(then, now)
        assert [c.key for c in at_work(changes).cells] == ["teachers"]
        seen.add(tuple((compared_of(a), a.cells, a.statements) for a in at_work(changes).areas))
    assert len(seen) == 1


def compared_of(area: AreaChange) -> tuple[MovedFigure, ...]:
    """Its figures over the groups compared, without what each round prints of everyone."""
    return replace(area.by_group, everyone=None), replace(area.by_person, everyone=None)


def test_where_an_area_stood_and_stands_is_what_each_round_prints_of_everyone() -> None:
    then = a_round(teachers=everybody(12, 2), clubs=everybody(40, 1))
    now = a_round(teachers=everybody(12, 3), nurses=everybody(25, 4))
    printed = [
        {area.area.code: area for area in view_results(*one).audiences[0].areas} for one in (then, now)
    ]
    for change in at_work(view_changes(then, now)).areas:
        for reading in ("group", "person"):
            moved = change.reading(reading)
            before, after = (one[change.area.code].reading(reading).position for one in printed)
            assert (moved.stood, moved.stands) == (before, after)
            assert moved.everyone
            assert moved.everyone.groups == 1
            assert moved.difference
            assert moved.difference.size == "1.00"


def test_where_all_groups_are_compared_a_change_has_no_other_figures_beside_it() -> None:
    then = a_round(teachers=everybody(12, 2), nurses=everybody(30, 4))
    now = a_round(teachers=everybody(12, 3), nurses=everybody(30, 4, **{FIRST: 0}))
    first, *others = at_work(view_changes(then, now)).areas
    assert first.by_group.everyone
    assert {one.by_group.everyone for one in others} == {None}


def test_an_area_is_compared_over_the_groups_that_show_it_both_times() -> None:
    """The nurses say nothing of the first area now; so what they said of it then is in no total either."""
    then = a_round(teachers=everybody(12, 2), nurses=everybody(30, 4))
    now = a_round(teachers=everybody(12, 3), nurses=everybody(30, 4, **{FIRST: 0}))
    changes = view_changes(then, now)
    assert [m.text for m in (moved(changes).then, moved(changes).now)] == ["2.50", "3.50"]
    assert moved(changes).then.n == 12
    teachers, nurses = at_work(changes).areas[0].cells
    assert teachers.change == 1.0
    assert isinstance(nurses.then, Shown)
    assert isinstance(nurses.now, Withheld)
    assert nurses.change is None
    assert moved(changes, SECOND).then.n == 42


def test_statements_are_compared_over_the_groups_that_show_them_both_times() -> None:
    then = a_round(teachers=everybody(12, 2), nurses=everybody(8, 1))
    now = a_round(teachers=everybody(12, 3), nurses=everybody(30, 5))
    first = at_work(view_changes(then, now)).areas[0]
    assert [s.question.key for s in first.statements] == [q.key for q in EDITION.areas[0].statements]
    for found in first.statements:
        assert found.by_group == found.by_person == found.reading("person")
        assert (found.by_group.then.text, found.by_group.now.text, found.by_group.now.n) == (
            "2.50",
            "3.50",
            12,
        )


def test_a_joined_cell_is_compared_with_the_same_groups_joined_and_weighs_as_many() -> None:
    same = {"branches": {"nurses": "health", "clubs": "health"}}
    then = a_round(clubs=everybody(4, 1), nurses=everybody(3, 1), teachers=everybody(10, 2), **same)
    now = a_round(teachers=everybody(10, 2), nurses=everybody(4, 3), clubs=everybody(4, 3), **same)
    changes = view_changes(then, now)
    assert [c.name for c in at_work(changes).cells] == ["Teachers", "Together: Nurses, Clubs"]
    assert [c.groups for c in at_work(changes).cells] == [("Teachers",), ("Nurses", "Clubs")]
    assert at_work(changes).groups == 3
    assert moved(changes).now.value == round((2.5 + 2 * 3.5) / 3, 2)
    assert at_work(changes).unmatched == ()


def test_each_audience_stands_apart() -> None:
    then = a_round(teachers=everybody(12, 2), youth=everybody(12, 3))
    now = a_round(teachers=everybody(12, 3), youth=everybody(12, 2))
    changes = view_changes(then, now)
    assert [len(a.cells) for a in changes.audiences] == [1, 1, 0]
    assert [a.areas[0].by_group.change for a in changes.audiences] == [1.0, -1.0, None]
    nobody = changes.audiences[2].areas[0].by_group
    assert isinstance(nobody.then, Withheld)
    assert isinstance(nobody.now, Withheld)
    assert changes.find_audience("young-people") is changes.audiences[1]


def test_an_end_of_the_scale_gives_both_texts_and_no_difference() -> None:
    changes = view_changes(a_round(teachers=everybody(7, 1)[::2] * 2), a_round(teachers=everybody(8, 2)))
    assert (moved(changes).then.text, moved(changes).now.text) == ("below 1.5", "2.5")
    assert moved(changes).change is None


@pytest.mark.parametrize("gone", ["then", "now", "both"])
def test_what_is_withheld_once_has_no_change_and_says_why(gone: str) -> None:
    silent, loud = everybody(12, 3, **{FIRST: 0}), everybody(12, 3)
    then = a_round(teachers=loud if gone == "now" else silent)
    now = a_round(teachers=loud if gone == "then" else silent)
    one = moved(view_changes(then, now))
    assert one.change is None
    ends = {"then": one.then, "now": one.now}
    for when, value in ends.items():
        assert isinstance(value, Withheld if gone in (when, "both") else Shown)
        assert str(value)


# --- against the long way round ------------------------------------------------------------------------------


def random_people(chance: random.Random, most: int) -> list[Person]:
    return [
        {code: chance.choice([0, 1, 2, 3, 4, 5]) for code in CODES} for _ in range(chance.randint(0, most))
    ]


def slow_change(
    then: Mapping[str, Sequence[Person]],
    now: Mapping[str, Sequence[Person]],
    sides: Sequence[Sequence[frozenset[str]]],
    code: str,
    reading: str,
) -> tuple[float, float] | None:
    """Then and now from single answers: one set of groups after another, nothing of the rest."""
    ends: list[list[tuple[int, list[int]]]] = [[], []]
    for groups in sides[1]:
        if groups not in sides[0]:
            continue
        rated = [[p[code] for g in groups for p in people[g] if p[code]] for people in (then, now)]
        if min(len(r) for r in rated) >= 5:
            ends[0].append((len(groups), rated[0]))
            ends[1].append((len(groups), rated[1]))
    if not ends[0]:
        return None
    if reading == "person":
        ends = [[(len(rated), rated) for _, rated in end] for end in ends]
    then_and_now = [sum(w * as_told(rated) for w, rated in end) / sum(w for w, _ in end) for end in ends]
    return then_and_now[0], then_and_now[1]


def as_told(rated: Sequence[int]) -> float:
    """The mean of a cell, or what stands for the end of the scale that is named in its stead."""
    found = mean(rated)
    if len(rated) >= 20 and len(set(rated)) > 1:
        return found
    return 4 / 3 if found < 1.5 else 14 / 3 if found >= 4.5 else found


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_every_change_is_that_of_the_answers_recomputed_one_by_one(seed: int) -> None:
    chance = random.Random(seed)
    groups = ["teachers", "nurses", "clubs", "scouts"]
    branches = {"nurses": "health", "clubs": "health"}
    then, now = ({g: random_people(chance, 24) for g in groups} for _ in range(2))
    sides = a_round(branches=branches, **then), a_round(branches=branches, **now)
    changes = view_changes(*sides)
    made = [[frozenset(cell.groups) for cell in cells] for _, cells in sides]
    for code in CODES:
        for reading in ("group", "person"):
            one, slow = moved(changes, code, reading), slow_change(then, now, made, code, reading)
            if slow is None:
                assert isinstance(one.then, Withheld) or isinstance(one.now, Withheld)
                continue
            for value, expected in zip((one.then, one.now), slow, strict=True):
                assert isinstance(value, Shown)
                places = len(value.text.partition(".")[2])
                assert not value.exact or abs(value.value - expected) <= 0.5001 / 10**places


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_every_group_is_compared_or_named_with_a_reason_and_never_both(seed: int) -> None:
    chance = random.Random(seed)
    groups = list(NAMES)
    then, now = ({g: random_people(chance, 9) for g in groups if chance.random() < 0.8} for _ in range(2))
    changes = view_changes(a_round(**then), a_round(**now))
    compared = [name for a in changes.audiences for c in a.cells for name in c.groups]
    named = [u.name for a in changes.audiences for u in a.unmatched] + [u.name for u in changes.unmatched]
    assert sorted(compared + named) == sorted(NAMES[g] for g in groups if g in then or g in now)
    assert all(u.why.endswith(".") for a in changes.audiences for u in a.unmatched)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_figures_of_matched_groups_are_those_of_a_round_of_these_groups_alone(seed: int) -> None:
    """Where every matched group shows everything, the whole results page of these groups alone says the same."""
    chance = random.Random(seed)
    then, now = (
        {g: everybody(chance.randint(5, 30), chance.randint(1, 4)) for g in NAMES if chance.random() < 0.7}
        for _ in range(2)
    )
    sides = a_round(**then), a_round(**now)
    changes = view_changes(*sides)
    for side, (about, cells) in zip(("then", "now"), sides, strict=True):
        alone = view_results(about, [c for c in cells if set(c.groups) <= then.keys() & now.keys()])
        for audience, compared in zip(alone.audiences, changes.audiences, strict=True):
            for area, change in zip(audience.areas, compared.areas, strict=True):
                if compared.cells:
                    assert getattr(change.by_group, side) == area.by_group.position
                    assert getattr(change.by_person, side) == area.by_person.position


# --- groups that are not compared ----------------------------------------------------------------------------

SOME, FEW = everybody(9, 3), everybody(4, 3)
HEALTH = {"branches": {"nurses": "health", "clubs": "health", "scouts": "health"}}


@pytest.mark.parametrize(
    ("then", "now", "named"),
    [
        ({}, {"nurses": SOME}, {"Nurses": "Not asked then."}),
        ({"nurses": SOME}, {}, {"Nurses": "Not asked this time."}),
        ({"nurses": FEW}, {"nurses": SOME}, {"Nurses": "Not shown then: too few people answered."}),
        ({"nurses": SOME}, {"nurses": FEW}, {"Nurses": "Not shown this time: too few people answered."}),
        ({"nurses": []}, {"nurses": SOME}, {"Nurses": "Nobody answered for it then."}),
        ({"nurses": SOME}, {"nurses": []}, {"Nurses": "Nobody answered for it this time."}),
        (
            {"nurses": FEW, "clubs": FEW},
            {"nurses": SOME, "clubs": FEW},
            {
                "Nurses": "Shown together with Clubs then, and by itself this time.",
                "Clubs": "Not shown this time: too few people answered.",
            },
        ),
        (
            {"nurses": FEW, "clubs": FEW},
            {"nurses": FEW, "clubs": FEW, "scouts": FEW},
            {
                "Nurses": "Shown together with Clubs then, and together with Clubs and Scouts this time.",
                "Clubs": "Shown together with Nurses then, and together with Nurses and Scouts this time.",
                "Scouts": "Not asked then.",
            },
        ),
    ],
)
def test_a_group_that_is_not_compared_is_named_with_the_reason(
    then: Mapping[str, list[Person]], now: Mapping[str, list[Person]], named: Mapping[str, str]
) -> None:
    changes = view_changes(a_round(teachers=SOME, **then, **HEALTH), a_round(teachers=SOME, **now, **HEALTH))
    assert [c.name for c in at_work(changes).cells] == ["Teachers"]
    assert reasons(at_work(changes).unmatched) == named
    assert moved(changes).then.n == 9


def test_a_group_that_neither_round_shows_is_named_too() -> None:
    changes = view_changes(a_round(teachers=SOME, nurses=FEW), a_round(teachers=SOME, nurses=FEW, clubs=[]))
    assert reasons(changes.unmatched) == {
        "Nurses": "Not shown then: too few people answered. Not shown this time: too few people answered.",
        "Clubs": "Not asked then. Nobody answered for it this time.",
    }


def test_a_group_with_a_new_name_is_the_same_group_under_its_new_name() -> None:
    then = a_round(names={"nurses": "School nurses"}, nurses=SOME, clubs=SOME)
    now = a_round(names={"nurses": "Health visitors and nurses"}, nurses=SOME)
    changes = view_changes(then, now)
    assert [c.name for c in at_work(changes).cells] == ["Health visitors and nurses"]
    assert reasons(at_work(changes).unmatched) == {"clubs": "Not asked this time."}


def test_a_group_that_was_asked_as_another_audience_is_not_compared() -> None:
    then = a_round(youth=SOME, teachers=SOME, audiences={"youth": "young-people"})
    now = a_round(youth=SOME, teachers=SOME, audiences={"youth": "professional"})
    changes = view_changes(then, now)
    assert [c.name for a in changes.audiences for c in a.cells] == ["Teachers"]
    assert reasons(at_work(changes).unmatched) == {
        "Inspectors": "It was asked as another set of people then."
    }
    assert changes.audiences[1].unmatched == ()


# --- questionnaires that differ ------------------------------------------------------------------------------


def compared(then: Edition, now: Edition = EDITION) -> RoundChanges:
    return view_changes(
        a_round(edition=then, teachers=everybody(12, 2, then)),
        a_round(edition=now, teachers=everybody(12, 3, now)),
    )


def first_statement() -> Question:
    return EDITION.areas[0].statements[0]


NAME = f"{EDITION.areas[0].short_name}: {EDITION.areas[0].statements[0].topic}"


def test_an_area_that_one_round_did_not_ask_about_is_named_and_the_rest_is_compared() -> None:
    fewer = replace(EDITION, areas=EDITION.areas[1:])
    assert reasons(compared(fewer).unmatched) == {EDITION.areas[0].short_name: "Not asked about then."}
    back = compared(EDITION, fewer)
    assert reasons(back.unmatched) == {EDITION.areas[0].short_name: "Not asked about this time."}
    for changes in (compared(fewer), back):
        assert [a.area.code for a in at_work(changes).areas] == CODES[1:]
        assert {a.by_group.change for a in at_work(changes).areas} == {1.0}


def test_an_area_asked_with_other_statements_has_no_change_and_says_so() -> None:
    other = with_statement(EDITION, FIRST, key="new-key")
    changes = compared(other)
    first = at_work(changes).areas[0]
    assert str(first.by_group.then).startswith("Not compared: asked with other statements then.")
    assert isinstance(first.by_group.now, Shown)
    assert {m.change for m in (first.by_group, first.by_person, *first.cells)} == {None}
    assert len(first.statements) == len(EDITION.areas[0].statements) - 1
    assert {s.by_group.change for s in first.statements} == {1.0}
    assert moved(changes, SECOND).change == 1.0
    assert {(u.name, u.why) for u in changes.unmatched} == {
        (NAME, "Not asked this time."),
        (NAME, "Not asked then."),
    }


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"descriptors": ("a", "b", "c", "d", "e")}])
def test_a_statement_asked_with_other_words_is_not_compared_by_itself(change: Mapping[str, object]) -> None:
    changes = compared(with_statement(EDITION, FIRST, **change))
    assert reasons(changes.unmatched) == {NAME: "Asked with other words then."}
    assert first_statement().key not in {s.question.key for s in at_work(changes).areas[0].statements}
    assert moved(changes).change == 1.0


def test_a_translation_asks_the_same_under_the_same_keys() -> None:
    welsh = with_level(with_statement(EDITION, FIRST, text="Geiriau eraill."), label="Heb ddechrau")
    changes = compared(replace(welsh, language="cy"))
    assert changes.unmatched == ()
    assert len(at_work(changes).areas[0].statements) == len(EDITION.areas[0].statements)


@pytest.mark.parametrize("change", [{"label": "Hardly begun"}, {"key": "hardly"}])
def test_a_scale_with_other_levels_leaves_an_audience_without_any_change(
    change: Mapping[str, object],
) -> None:
    changes = compared(with_level(EDITION, **change))
    assert reasons(changes.unmatched) == {WORKFORCE.label: "They answered on a scale with other levels then."}
    for area in at_work(changes).areas:
        assert str(area.by_group.then).startswith("Not compared: answered on a scale with other levels then.")
        assert (area.by_group.change, area.by_person.change, area.statements) == (None, None, ())


def test_an_audience_that_one_round_did_not_have_is_named() -> None:
    two = replace(EDITION, audiences=EDITION.audiences[:2])
    changes = compared(two)
    assert reasons(changes.unmatched) == {PARENTS.label: "Not asked then."}
    assert isinstance(changes.audiences[2].areas[0].by_group.then, Withheld)
    back = compared(EDITION, two)
    assert reasons(back.unmatched) == {PARENTS.label: "Not asked this time."}
    assert len(back.audiences) == 2


# --- all rounds before it ------------------------------------------------------------------------------------


def values(rounds: Sequence[Released], code: str = FIRST, reading: str = "group") -> list[float | None]:
    history = view_history(rounds).audiences[0]
    found = next(a for a in history.areas if a.area.code == code).reading(reading)
    return [value.value if isinstance(value, Shown) else None for value in found]


def test_a_history_of_two_rounds_is_their_change() -> None:
    then = a_round(teachers=everybody(12, 2), nurses=everybody(30, 1), clubs=SOME)
    now = a_round(teachers=everybody(12, 3), nurses=everybody(22, 4))
    history, changes = view_history([then, now]), view_changes(then, now)
    for area, change in zip(history.audiences[0].areas, at_work(changes).areas, strict=True):
        assert area.by_group == (change.by_group.then, change.by_group.now)
        assert area.by_person == (change.by_person.then, change.by_person.now)
    assert (history.audiences[0].groups, history.audiences[0].people) == (("Teachers", "Nurses"), (42, 34))


def test_a_history_reads_every_round_over_the_groups_in_all_of_them() -> None:
    first = a_round("First", teachers=everybody(12, 1), nurses=everybody(12, 5))
    second = a_round("Second", teachers=everybody(12, 2), clubs=everybody(12, 5))
    third = a_round("Third", teachers=everybody(12, 3), nurses=everybody(12, 5), clubs=everybody(12, 5))
    history = view_history([first, second, third])
    assert history.titles == ("First", "Second", "Third")
    assert history.audiences[0].groups == ("Teachers",)
    assert values([first, second, third]) == [1.5, 2.5, 3.5]
    mine = history.audiences[0].areas[0]
    assert mine.printed("group") == tuple(
        view_results(*one).audiences[0].areas[0].by_group.position for one in (first, second, third)
    )
    assert mine.steps == (False, False)
    moved = mine.moved("group")
    assert moved.everyone
    assert (moved.change, moved.everyone.groups) == (2.0, 1)


def test_a_history_moves_from_its_first_round_to_its_last_and_is_told_in_the_words_of_the_last() -> None:
    later = replace(EDITION, audiences=(replace(WORKFORCE, label="Everyone at work"), *EDITION.audiences[1:]))
    rounds = [a_round(teachers=everybody(12, n)) for n in (1, 3)]
    rounds.append(a_round(edition=later, teachers=everybody(12, 2)))
    found = view_history(rounds).audiences[0]
    assert found.audience.label == "Everyone at work"
    for reading in ("group", "person"):
        move = found.areas[0].moved(reading)
        assert (move.then, move.now) == (
            found.areas[0].reading(reading)[0],
            found.areas[0].reading(reading)[2],
        )
        assert move.then != move.now


def test_a_round_without_any_of_those_groups_breaks_the_line_and_takes_nothing_from_the_rest() -> None:
    first = a_round("First", teachers=everybody(12, 1), nurses=everybody(12, 3))
    event = a_round("Event", clubs=everybody(30, 5))
    last = a_round("Last", teachers=everybody(12, 3), nurses=everybody(12, 3))
    assert values([first, event, last]) == [2.5, None, 3.5]
    broken = view_history([first, event, last]).audiences[0]
    assert broken.people == (24, 0, 24)
    assert str(broken.areas[0].by_group[1]).startswith("Not compared: no group was shown then")


def test_a_round_that_does_not_show_an_area_breaks_the_line_of_that_area_alone() -> None:
    rounds = [a_round(teachers=everybody(12, n, **({FIRST: 0} if n == 2 else {}))) for n in (1, 2, 3)]
    assert values(rounds) == [1.5, None, 3.5]
    assert values(rounds, SECOND) == [1.5, 2.5, 3.5]


def test_an_area_asked_with_other_statements_once_breaks_its_line() -> None:
    other = with_statement(EDITION, FIRST, key="new-key")
    rounds = [
        a_round(teachers=everybody(12, 1)),
        a_round(edition=other, teachers=everybody(12, 2, other)),
        a_round(teachers=everybody(12, 3)),
    ]
    assert values(rounds) == [1.5, None, 3.5]
    assert values(rounds, SECOND) == [1.5, 2.5, 3.5]


def test_there_is_no_history_of_nothing() -> None:
    with pytest.raises(ValueError, match="no round"):
        view_history([])
    assert view_history([a_round()]).audiences[0].groups == ()
