"""What a room of so many people will be able to show: the rooms that are released then show it, and no more."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.events import imaginary_people as imaginary
from lws_assess.survey.events.choices import release_choices
from lws_assess.survey.events.own_questions import OwnQuestion, read_own_ballot
from lws_assess.survey.events.programme_kinds import (
    ACTIONS,
    CHOICE,
    KINDS,
    PRIORITIES,
    RANKING,
    RATE,
    REVEAL,
    VOTE_AGAIN,
)
from lws_assess.survey.events.programmes import segment_of
from lws_assess.survey.events.rehearsals import (
    ImaginaryPerson,
    RehearsalFacts,
    find_people_of,
    list_imaginary_people,
    people_at_tables,
)
from lws_assess.survey.events.room_forecasts import (
    ExpectedRoom,
    Foretold,
    ForetoldFigure,
    foretell_segment,
)
from lws_assess.survey.events.rooms import named_tables
from lws_assess.survey.events.shifts import release_again
from lws_assess.survey.events.tallies import release_tally
from lws_assess.survey.events.votes import Ballot, ReleasedRoom, question_of, release_room
from lws_assess.survey.instruments import Audience
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.rounds.participation import CountedGroup
from tests.worlds.released import EDITION

KIND_OF = {kind.key: kind for kind in KINDS}
GROUPS = {
    "teachers": ("professional", "schools"),
    "nurses": ("professional", "health"),
    "police": ("professional", "police"),
    "inspectors": ("young-people", "youth"),
    "parents": ("parents-carers", "families"),
}
AUDIENCES = {group: audience for group, (audience, _) in GROUPS.items()}
SIZES = st.sampled_from((0, 1, 3, 4, 5, 9, 10, 11, 12, 19, 20, 24))
PEOPLE = st.fixed_dictionaries(dict.fromkeys(GROUPS, SIZES)).filter(lambda people: any(people.values()))
SEEDS = st.integers(1, 999_999)
AREA = EDITION.areas[0]
STATEMENT = AREA.statements[0].key
THREE = ("a", "b", "c")


def expected(people: Mapping[str, int], tables: int = 0, k: int = 5) -> ExpectedRoom:
    groups = (
        CountedGroup(group, group.capitalize(), branch, audience, people[group])
        for group, (audience, branch) in GROUPS.items()
    )
    return ExpectedRoom(EDITION, tuple(groups), tables, k)


def foretold(kind: str, room: ExpectedRoom) -> tuple[ForetoldFigure, ...]:
    return foretell_segment(segment_of(KIND_OF[kind]), room).figures


def of_audience(figures: tuple[ForetoldFigure, ...], audience: Audience) -> ForetoldFigure | None:
    """What is foretold of all of an audience."""
    return next((one for one in figures if one.audience == audience.key and not one.groups), None)


def imagined(people: Mapping[str, int], seed: int) -> tuple[RehearsalFacts, tuple[ImaginaryPerson, ...]]:
    facts = RehearsalFacts(seed, people)
    return facts, list_imaginary_people(facts, AUDIENCES, 0)


def voted(
    people: Mapping[str, int], seed: int, audience: Audience
) -> tuple[dict[bytes, Ballot], dict[bytes, Ballot]]:
    """Both votes of an audience, as its imaginary people give them."""
    facts, everybody = imagined(people, seed)
    question = question_of(EDITION, audience, AREA.code, STATEMENT)
    first = imaginary.first_ratings(facts, question, AREA, audience, everybody)
    second = imaginary.second_ratings(facts, question, first)
    group_of = {one.number: one.group for one in everybody}
    turns = (
        {bytes([number // 256, number % 256]): (group_of[number], code) for number, code in codes.items()}
        for codes in (first, second)
    )
    before, after = turns
    return before, after


def released(audience: Audience, ballots: list[Ballot]) -> ReleasedRoom:
    return release_room(audience.key, ballots, question_of(EDITION, audience, AREA.code, STATEMENT).scale, 5)


@given(PEOPLE, SEEDS)
@settings(max_examples=40)
def test_a_room_shows_of_a_vote_what_was_foretold(people: dict[str, int], seed: int) -> None:
    figures = foretold(REVEAL, expected(people))
    for audience in EDITION.audiences:
        said, first = of_audience(figures, audience), voted(people, seed, audience)[0]
        room = released(audience, list(first.values()))
        assert (room.counts is not None) is (said is not None and said.outcome == Foretold.SHOWN)
        never = {group for one in figures if one.outcome == Foretold.WITHHELD for group in one.groups}
        assert not never & {one.group for one in room.groups}


@given(PEOPLE, SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_what_was_foretold_to_be_withheld_is_whoever_votes_and_whatever(
    people: dict[str, int], seed: int, chance: object
) -> None:
    """Real people stay out, and all of them may answer alike."""
    choose = chance.choice  # type: ignore[attr-defined]
    figures = foretold(REVEAL, expected(people))
    level = choose((1, 2, 3, None))
    for audience in EDITION.audiences:
        said, (first, _) = of_audience(figures, audience), voted(people, seed, audience)
        cast = [
            (group, level or choose((1, 2, 3, 4, DONT_KNOW)))
            for group, _ in first.values()
            if choose((True, True, False))
        ]
        room = released(audience, cast)
        if said is None or said.outcome == Foretold.WITHHELD:
            assert room.counts is None
        for one in figures:
            if one.outcome == Foretold.WITHHELD:
                assert not set(one.groups) & {shown.group for shown in room.groups}


@given(PEOPLE, SEEDS)
@settings(max_examples=12)
def test_a_second_vote_is_never_shown_where_that_was_foretold(people: dict[str, int], seed: int) -> None:
    figures = foretold(VOTE_AGAIN, expected(people))
    for audience in EDITION.audiences:
        said, (first, second) = of_audience(figures, audience), voted(people, seed, audience)
        before = released(audience, list(first.values()))
        scale = question_of(EDITION, audience, AREA.code, STATEMENT).scale
        after, _ = release_again(before, first, second, scale, 5)
        if said is None or said.outcome == Foretold.WITHHELD:
            assert after.counts is None


@given(PEOPLE, SEEDS)
@settings(max_examples=40)
def test_a_room_shows_its_priorities_as_was_foretold(people: dict[str, int], seed: int) -> None:
    figures = foretold(PRIORITIES, expected(people))
    facts, everybody = imagined(people, seed)
    for audience in EDITION.audiences:
        said = of_audience(figures, audience)
        codes = [area.code for area in EDITION.areas]
        ballots = []
        for person in find_people_of(everybody, audience.key):
            sent = imaginary.priority_fields(facts, EDITION, audience, person)
            matters = [int(sent.get(f"importance-{code}", ["0"])[0]) for code in codes]
            ballots.append(bytes([*matters, *(code in sent["top-areas"] for code in codes)]))
        choices = release_choices(EDITION, audience, ballots, 5)
        assert (choices.voters is not None) is (said is not None and said.outcome == Foretold.SHOWN)


@given(PEOPLE, SEEDS, st.sampled_from((CHOICE, RANKING)))
@settings(max_examples=40)
def test_a_room_shows_of_its_own_questions_what_was_foretold(
    people: dict[str, int], seed: int, kind: str
) -> None:
    (said,) = foretold(kind, expected(people))
    facts, everybody = imagined(people, seed)
    question = OwnQuestion(kind, "Which?", THREE)
    ballots = [
        read_own_ballot(question, imaginary.own_fields(facts, question, one, again=False))
        for one in everybody
    ]
    shown = release_tally(question, ballots, 5).counts is not None
    assert said.outcome == Foretold.PERHAPS or shown is (said.outcome == Foretold.SHOWN)


@given(PEOPLE, st.integers(0, 12))
@settings(max_examples=40)
def test_tables_are_named_as_was_foretold(people: dict[str, int], tables: int) -> None:
    figures = foretold(ACTIONS, expected(people, tables))
    unnamed = {table for one in figures for table in one.tables}
    seats = {one: number for one, number in people_at_tables(sum(people.values()), tables).items() if number}
    assert unnamed == set(seats) - named_tables(seats, seats)


def test_each_part_says_something_and_nothing_is_foretold_of_nobody() -> None:
    room = expected({"teachers": 12, "nurses": 5, "police": 0, "inspectors": 3, "parents": 0}, tables=4)
    for kind in KIND_OF:
        assert foretold(kind, room), kind
    assert {one.audience for one in foretold(REVEAL, room)} == {"professional", "young-people", None}


def test_it_says_in_plain_words_what_to_do() -> None:
    room = expected({"teachers": 12, "nurses": 5, "police": 0, "inspectors": 3, "parents": 0})
    young = of_audience(foretold(REVEAL, room), EDITION.audience("young-people"))
    assert young
    assert young.words == (
        "Children and young people (3): nothing of theirs can be shown. Ask 7 more, or let them speak from paper "
        "first."
    )
    alone = [one.words for one in foretold(RATE, room)]
    assert alone[0].startswith("Teachers (12), Nurses (5): shown by themselves")
    assert alone[1].startswith("Inspectors (3): nothing of theirs can be shown. Ask 2 more")
