"""Rounds, on both databases: drafting, opening, closing, extending, and what the calendar asks for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.drafts import RoundToPrepare, prepare_round
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round, find_round, list_rounds
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import read_code
from tests.runs.waiting import wait_until_it_waits
from tests.watching.counting import everything, rows
from tests.worlds.builders import INSTRUMENT, World, new_code, new_key, new_secret, nonce

EDITION = shipped_editions()[INSTRUMENT]
PAGE = f"areas/{EDITION.areas[0].code}"
ONE = EDITION.areas[0].statements[0].key
EASY = EDITION.areas[0].easy_read["young-people"].key
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def get(world: World, key: str = "first") -> Round:
    with world.database.reading() as session:
        found = find_round(session, world.partnership, key)
        assert found
        return found


def do(world: World, act: Callable[..., object], *more: object, key: str = "first") -> None:
    with world.database.writing() as session:
        act(session, world.partnership, key, *more)


def someone_answers(world: World, group: str = "teachers", times: int = 1) -> None:
    for _ in range(times):
        world.answer(group, {PAGE: {EASY if group == "inspectors" else ONE: "3"}})


def someone_is_in_the_middle(world: World, group: str = "teachers"):
    secret = world.begin(group)
    world.save(secret, PAGE, **{ONE: "3"})
    return secret


# --- drafting and opening ------------------------------------------------------------------------------------


def test_a_draft_stands_on_a_frozen_edition_and_asks_its_groups_and_those_whom_none_fits(
    database: Database,
) -> None:
    world = World(database, opened=False)
    assert get(world).state == "draft"
    assert get(world).edition == EDITION.digest
    counts = rows(database, "round_groups", "groups", "editions", "open_links")
    assert counts == {"round_groups": 7, "groups": 7, "editions": 1, "open_links": 0}


def test_a_second_round_shares_the_edition_and_the_groups(world: World) -> None:
    with world.database.writing() as session:
        world.draft(session, "second")
    assert rows(world.database, "rounds", "editions", "groups") == {"rounds": 2, "editions": 1, "groups": 7}
    with world.database.reading() as session:
        assert [this.key for this in list_rounds(session, world.partnership)] == ["second", "first"]


def test_two_rounds_of_one_partnership_cannot_have_one_name(world: World) -> None:
    with (
        pytest.raises(RoundRefusal, match="a round of that name already"),
        world.database.writing() as session,
    ):
        world.draft(session, "first")


def test_opening_makes_links_of_the_round_and_of_each_group_for_own_and_shared_devices_and_for_helpers(
    world: World,
) -> None:
    with world.database.reading() as session:
        links = rounds.open_links(session, world.partnership, world.round)
    assert [(group.key if group else None, link.shared, link.helper) for link, group in links] == [
        (group, *kind)
        for group in (None, "teachers", "nurses", "inspectors", "parents")
        for kind in ((False, False), (True, False), (True, True))
    ]
    codes = [link.code for link, _ in links]
    assert len(set(codes)) == len(codes)
    assert [read_code(code) for code in codes] == codes


def test_a_round_is_opened_once(world: World) -> None:
    before = everything(world.database)
    with pytest.raises(RoundRefusal, match="Only a draft"):
        do(world, rounds.open_round, new_code, world.now)
    assert everything(world.database) == before


def test_a_round_without_groups_cannot_be_opened(database: Database) -> None:
    world = World(database)
    with database.writing() as session:
        prepare_round(session, world.partnership, RoundToPrepare("empty", "Empty", INSTRUMENT, ()))
    with pytest.raises(RoundRefusal, match="at least one group"):
        do(world, rounds.open_round, new_code, world.now, key="empty")


def test_a_round_whose_closing_date_has_passed_cannot_be_opened(database: Database) -> None:
    world = World(database, opened=False)
    with pytest.raises(RoundRefusal, match="last day has passed"):
        do(world, rounds.open_round, new_code, world.now + 31 * DAY)
    assert get(world).state == "draft"
    assert rows(database, "open_links") == {"open_links": 0}


@pytest.mark.parametrize("group", ["no-such-group", "", "none-of-these"])
def test_personal_links_are_for_groups_that_the_round_asks(world: World, group: str) -> None:
    with pytest.raises(RoundRefusal, match="not part of this round"):
        do(world, rounds.make_personal_links, group, [new_secret()])


# --- closing, the half hour, extending -----------------------------------------------------------------------


def test_closing_a_round_where_nobody_is_in_the_middle_makes_its_results_at_once(world: World) -> None:
    someone_answers(world)
    world.close()
    assert (get(world).state, get(world).closed_at, get(world).released_at) == (
        "closed",
        world.now,
        world.now,
    )


def test_closing_waits_half_an_hour_for_those_in_the_middle(world: World) -> None:
    someone_is_in_the_middle(world)
    world.close()
    assert (get(world).state, get(world).released_at) == ("closed", None)
    with world.database.reading() as session:
        assert rounds.find_due_changes(session, world.now + 29 * MINUTE) == []
        assert rounds.find_due_changes(session, world.now + 30 * MINUTE) == [
            rounds.DueChange("testham", "first", "release")
        ]


def test_a_closed_round_keeps_answers_but_takes_no_more(world: World) -> None:
    someone_answers(world, times=5)
    code = world.code("teachers")
    world.close()
    with world.database.reading() as session, pytest.raises(answering.RoundClosed):
        answering.find_entrance(session, code, world.now)
    assert rows(world.database, "responses") == {"responses": 5}


@pytest.mark.parametrize("opened", [True, False])
def test_only_an_open_round_can_be_closed(database: Database, opened: bool) -> None:
    world = World(database, opened=opened)
    if opened:
        world.close()
    with pytest.raises(RoundRefusal, match="Only an open round"):
        world.close()


def test_a_round_that_closed_can_be_opened_again_until_its_results_are_made(world: World) -> None:
    secret = someone_is_in_the_middle(world)
    world.close()
    do(world, rounds.extend_round, world.now + 7 * DAY, world.now + MINUTE)
    assert (get(world).state, get(world).closed_at) == ("open", None)
    world.submit(secret)
    someone_answers(world)
    assert rows(world.database, "box_responses") == {"box_responses": 2}


def test_once_its_results_are_made_a_round_is_never_opened_again(world: World) -> None:
    world.close()
    before = everything(world.database)
    with pytest.raises(RoundRefusal, match="cannot be opened again"):
        do(world, rounds.extend_round, world.now + 7 * DAY, world.now)
    assert everything(world.database) == before


@pytest.mark.parametrize(
    ("opened", "closes", "why"),
    [
        (False, 7 * DAY, "not been opened"),
        (True, timedelta(0), "in the future"),
        (True, -DAY, "in the future"),
    ],
)
def test_a_round_that_cannot_be_extended_says_why(
    database: Database, opened: bool, closes: timedelta, why: str
) -> None:
    world = World(database, opened=opened)
    with pytest.raises(RoundRefusal, match=why):
        do(world, rounds.extend_round, world.now + closes, world.now)


# --- the calendar --------------------------------------------------------------------------------------------


def run_what_is_due(world: World, now: datetime) -> list[str]:
    with world.database.reading() as session:
        due = rounds.find_due_changes(session, now)
    for thing in due:
        with world.database.writing() as session:
            rounds.carry_out_change(session, thing, new_code, now, lambda _done, _all: None)
    return [thing.what for thing in due]


def test_a_round_runs_by_its_calendar_from_draft_to_results(database: Database) -> None:
    world = World(database, opened=False)
    start = world.now + DAY
    with database.writing() as session:
        get_round = session.get_one(Round, ("testham", "first"))
        get_round.opens_at, get_round.closes_at = start, start + 7 * DAY
    story = [
        (start - MINUTE, [], "draft"),
        (start, ["open"], "open"),
        (start + MINUTE, [], "open"),
        (start + 7 * DAY - MINUTE, [], "open"),
        (start + 7 * DAY + 3 * MINUTE, ["close"], "closed"),  # nobody looked for three minutes
        (start + 7 * DAY + 29 * MINUTE, [], "closed"),
        (start + 7 * DAY + 30 * MINUTE, ["release"], "closed"),
        (start + 8 * DAY, [], "closed"),
    ]
    for now, done, state in story:
        if now == start + MINUTE:
            someone_is_in_the_middle(world)
        assert (run_what_is_due(world, now), get(world).state) == (done, state), now
    assert get(world).closed_at == start + 7 * DAY
    assert get(world).released_at == start + 7 * DAY + 30 * MINUTE


def test_doing_what_is_due_twice_is_refused_and_changes_nothing(world: World) -> None:
    someone_is_in_the_middle(world)
    now = world.now + 31 * DAY
    for _ in ("close", "release"):
        with world.database.reading() as session:
            (due,) = rounds.find_due_changes(session, now)
        with world.database.writing() as session:
            rounds.carry_out_change(session, due, new_code, now, lambda _done, _all: None)
        before = everything(world.database)
        with pytest.raises(RoundRefusal), world.database.writing() as session:
            rounds.carry_out_change(session, due, new_code, now, lambda _done, _all: None)
        assert everything(world.database) == before


# --- two things at the same moment ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["open link", "personal link"])
def test_nobody_begins_in_a_round_that_is_being_released(database: Database, way: str) -> None:
    """Whoever agreed just before the release is told that it is over; no draft is left in a sealed round."""
    world = World(database)
    someone_answers(world, times=5)
    code, own = world.code("teachers"), world.personal_link()
    told: list[type[BaseException]] = []

    def agree() -> None:
        try:
            with database.writing() as session:
                if way == "open link":
                    answering.begin_questionnaire(session, code, None, new_secret(), nonce(), world.now)
                else:
                    answering.begin_by_personal_link(session, own, nonce(), world.now)
        except answering.LinkRefusal as refusal:
            told.append(type(refusal))

    late = threading.Thread(target=agree)
    with database.writing() as session:
        rounds.close_round(session, "testham", "first", world.now)
        session.flush()
        late.start()
        wait_until_it_waits(database, late)
    late.join()
    assert told == [answering.RoundClosed if way == "open link" else answering.UnknownLink]
    assert rows(database, "drafts", "ballots") == {"drafts": 0, "ballots": 0}


def test_nobody_begins_again_while_another_device_submits(database: Database) -> None:
    """The other device took the answers first: this one is told so, and no draft is left that cannot be sent."""
    world = World(database)
    own = world.personal_link()
    with database.writing() as session:
        answering.begin_by_personal_link(session, own, nonce(), world.now)
    world.save(own, PAGE, **{ONE: "3"})
    told: list[type[BaseException]] = []

    def agree() -> None:
        try:
            with database.writing() as session:
                answering.begin_by_personal_link(session, own, nonce(), world.now)
        except answering.AlreadyAnswered as refusal:
            told.append(type(refusal))

    late = threading.Thread(target=agree)
    with database.writing() as session:
        answering.submit_response(session, own, "one", new_key, world.now)
        session.flush()
        late.start()
        wait_until_it_waits(database, late)
    late.join()
    assert told == [answering.AlreadyAnswered]
    assert rows(database, "drafts", "box_responses") == {"drafts": 0, "box_responses": 1}


def test_a_submission_is_counted_or_refused_and_never_lost_when_its_round_is_released(
    database: Database,
) -> None:
    world = World(database)
    someone_answers(world, times=5)
    secret = someone_is_in_the_middle(world)
    with database.writing() as session:
        rounds.close_round(session, "testham", "first", world.now)
    later = world.now + 30 * MINUTE
    told: list[str] = []

    def submit() -> None:
        try:
            world.submit(secret)  # sent within the half hour, it waits for the release
            told.append("thanked")
        except (answering.RoundClosed, answering.UnknownLink):
            told.append("over")

    late = threading.Thread(target=submit)
    with database.writing() as session:
        rounds.carry_out_change(
            session, rounds.DueChange("testham", "first", "release"), new_code, later, lambda _d, _a: None
        )
        session.flush()
        late.start()
        wait_until_it_waits(database, late)
    late.join()
    counts = rows(database, "responses", "box_responses", "drafts")
    assert (told, counts) == (["over"], {"responses": 5, "box_responses": 0, "drafts": 0})


def test_rounds_lie_apart_in_the_database(world: World) -> None:
    someone_answers(world)
    with world.database.reading() as session:
        assert session.scalars(select(Round.key)).all() == ["first"]
