"""Who has answered, on both databases: the matrix, what is kept beside it, and the links of leads."""

from __future__ import annotations

import pytest

from lws_assess.actions.answering.responses import UnknownLink
from lws_assess.actions.rounds import leads
from lws_assess.actions.rounds import participation as actions
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.participation import RoundParticipation
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.leads import groups_asked
from lws_assess.records.rounds import Round
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.rounds.participation import SeenNumber, exact_number
from lws_assess.survey.secrets import read_code
from tests.watching.counting import everything
from tests.worlds.builders import INSTRUMENT, World, new_code

EDITION = shipped_editions()[INSTRUMENT]
PAGE = f"areas/{EDITION.areas[0].code}"
ONE = EDITION.areas[0].statements[0].key
EASY = EDITION.areas[0].easy_read["young-people"].key


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def someone_answers(world: World, group: str = "teachers", times: int = 1) -> None:
    for _ in range(times):
        world.answer(group, {PAGE: {EASY if group == "inspectors" else ONE: "3"}})


def matrix(world: World, runs_it: bool = True) -> RoundParticipation:
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        return actions.view_participation(session, this, runs_it)


def lead_codes(world: World) -> dict[str, str | None]:
    with world.database.reading() as session:
        asked = groups_asked(session, world.partnership, world.round)
        return {group.key: one.lead_code for one, group in asked}


def change(world: World, act, *more: object) -> None:
    with world.database.writing() as session:
        act(session, session.get_one(Round, (world.partnership, world.round)), *more)


# --- the matrix ----------------------------------------------------------------------------------------------


def test_those_who_run_the_round_see_how_many_and_what_would_show(world: World) -> None:
    someone_answers(world, "teachers", 5)
    someone_answers(world, "nurses", 2)
    someone_answers(world, "inspectors", 4)
    world.save(world.begin("nurses"), PAGE, **{ONE: "3"})  # in the middle: not an answer yet
    found = matrix(world)
    assert [
        (r.group.key, r.standing.answered, r.standing.needs.words, r.standing.alone) for r in found.rows
    ] == [
        ("teachers", exact_number(5), "0", True),
        ("nurses", exact_number(2), "3", False),
        ("inspectors", exact_number(4), "1", False),
        ("parents", exact_number(0), "5", False),
    ]
    assert found.answered == exact_number(11)
    assert {r.standing.target for r in found.rows} == {20}
    assert [s.key for s in found.forecast.missing] == ["nurses", "inspectors", "parents"]


def test_small_groups_would_show_together(world: World) -> None:
    someone_answers(world, "teachers", 3)
    someone_answers(world, "nurses", 2)
    assert [r.standing.company for r in matrix(world).rows[:2]] == [("teachers", "nurses")] * 2
    assert {r.standing.company for r in matrix(world, runs_it=False).rows} == {()}


def test_the_steering_group_sees_numbers_from_five_on_until_the_results_are_there(world: World) -> None:
    someone_answers(world, "teachers", 5)
    someone_answers(world, "nurses", 2)
    found = matrix(world, runs_it=False)
    assert [r.standing.answered for r in found.rows][:2] == [exact_number(5), SeenNumber(0, 4)]
    assert not found.answered.exact
    world.close()
    found = matrix(world, runs_it=False)
    assert [r.standing.answered for r in found.rows][:2] == [exact_number(5), exact_number(2)]
    assert found.answered == exact_number(7)


def test_asked_in_person_adds_up_and_ways_in_leave_the_rest_to_peoples_own_devices(world: World) -> None:
    someone_answers(world, "teachers", 4)
    with world.database.writing() as session:
        asked, _ = groups_asked(session, world.partnership, world.round)[0]
        asked.invited, asked.slips, asked.told = 12, 8, 30
        asked.by_helper, asked.by_paper = 1, 2
    row = matrix(world).rows[0]
    assert (row.invited, row.own_device) == (50, 1)


# --- what is kept beside it ----------------------------------------------------------------------------------


def test_a_target_is_of_one_round_only(world: World) -> None:
    change(world, actions.keep_target_and_told, "teachers", 7, 40)
    row = matrix(world).rows[0]
    assert (row.standing.target, row.asked.told, row.group.target) == (7, 40, 20)


def test_targets_stay_as_they_were_once_the_results_are_there(world: World) -> None:
    world.close()
    before = everything(world.database)
    with pytest.raises(RoundRefusal, match="This round is over"):
        change(world, actions.keep_target_and_told, "teachers", 7, 40)
    assert everything(world.database) == before


@pytest.mark.parametrize("group", ["nobody", "none-of-these-professional"])
def test_only_groups_that_somebody_leads_have_a_row_of_their_own(world: World, group: str) -> None:
    with pytest.raises(RoundRefusal, match="not part of this round"):
        change(world, actions.keep_target_and_told, group, 7, 40)
    with pytest.raises(RoundRefusal, match="not part of this round"):
        change(world, leads.make_group_lead_code, group, new_code)


# --- leads ---------------------------------------------------------------------------------------------------


def test_opening_gives_every_lead_a_link_of_128_bits(world: World) -> None:
    codes = lead_codes(world)
    led = [code for group, code in codes.items() if not group.startswith("none-of-these")]
    assert len(led) == len(set(led)) == 4
    assert all(code and read_code(code) == code for code in led)
    assert [codes[group] for group in codes if group.startswith("none-of-these")] == [None] * 3


def test_a_draft_has_no_links_of_leads(database: Database) -> None:
    world = World(database, opened=False)
    assert set(lead_codes(world).values()) == {None}
    with pytest.raises(RoundRefusal, match="while a round is open"):
        change(world, leads.make_group_lead_code, "teachers", new_code)


def test_a_link_leads_to_one_group_and_a_new_one_kills_it(world: World) -> None:
    old = lead_codes(world)["teachers"]
    assert old
    with world.database.reading() as session:
        found = leads.get_group_lead_view(session, old)
    assert (found.row.group.key, found.round.key, found.has_link) == ("teachers", "first", True)
    change(world, leads.make_group_lead_code, "teachers", new_code)
    assert lead_codes(world)["teachers"] == old, "made once"
    others = lead_codes(world)
    change(world, leads.make_group_lead_code, "teachers", new_code, True)
    assert lead_codes(world)["nurses"] == others["nurses"]
    with world.database.reading() as session:
        with pytest.raises(UnknownLink):
            leads.get_group_lead_view(session, old)
        assert (
            leads.get_group_lead_view(session, lead_codes(world)["teachers"] or "").row.group.key
            == "teachers"
        )


def test_a_lead_tells_how_many_they_told_while_the_round_is_open(world: World) -> None:
    code = lead_codes(world)["teachers"] or ""

    def tell(told: int) -> None:
        with world.database.writing() as session:
            found = leads.get_group_lead_view(session, code)
            actions.keep_told(session, found.round, found.row.asked, told)

    tell(25)
    assert matrix(world).rows[0].asked.told == 25
    world.close()
    with pytest.raises(RoundRefusal, match="has closed"):
        tell(30)


def test_the_leads_link_of_a_group_that_joins_an_open_round_comes_with_its_open_links(world: World) -> None:
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        asked, _ = groups_asked(session, world.partnership, world.round)[0]
        asked.lead_code = None  # as if it had been added just now
        session.flush()
        rounds.make_open_links(session, this, "teachers", new_code)
    assert lead_codes(world)["teachers"]
