"""The paper of an event: the whole programme at any time, and slips with numbers while it runs."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.actions.papers.event_papers import PaperProgramme, view_paper_programme
from lws_assess.documents.events.programmes import AGENDA, OWN, PARTS, RATING, SLIPS, programme_pdf
from lws_assess.survey.events.rooms import address_to_join, slip_numbers
from lws_assess.web.events import papers as event_papers
from tests.pages.addresses import staff_token
from tests.web.rounds.test_groups import Staff
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_planned_event, a_room
from tests.worlds.staff import signed_in


@pytest.fixture
def staff(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "facilitator"))


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, tuple[str, ...]]]:
    """What was printed, instead of its bytes."""
    kept: list[tuple[object, tuple[str, ...]]] = []

    def keep(facts: object, parts: list[str]) -> bytes:
        kept.append((facts, tuple(parts)))
        return b"%PDF"

    monkeypatch.setattr(event_papers, "programme_pdf", keep)
    return kept


def facts_of(app: Flask, room: Room) -> PaperProgramme:
    with room.database.reading() as session:
        return view_paper_programme(session, room.event, app.config["SETTINGS"].public_base_url)


def test_the_whole_programme_prints_before_the_day(staff: Staff, world: World) -> None:
    room = a_planned_event(world, "twenty-minutes", tables=1)
    reply = staff.raw("GET", f"{room.path}/paper.pdf")
    assert reply.data.startswith(b"%PDF")
    assert f"{room.key}-paper.pdf" in reply.headers["Content-Disposition"]


def test_paper_carries_the_code_only_once_the_room_is_open(app: Flask, world: World) -> None:
    room = a_planned_event(world)
    before = facts_of(app, room)
    room.begin()
    after = facts_of(app, room)
    assert (before.code, before.address) == ("", "")
    assert after.code == room.code
    assert after.address == "127.0.0.1:8000"
    assert [*before.groups["professional"], "None of these"] == after.groups["professional"]
    assert before.groups["professional"] == ["Teachers", "Nurses"]


def test_parts_can_be_printed_by_themselves(
    staff: Staff, world: World, printed: list[tuple[object, tuple[str, ...]]]
) -> None:
    room = a_planned_event(world)
    staff.raw("GET", f"{room.path}/paper.pdf?part={RATING}&part={AGENDA}&part=nothing")
    staff.raw("GET", f"{room.path}/paper.pdf?part=nothing")
    assert [set(parts) for _, parts in printed] == [{RATING, AGENDA}, {part.key for part in PARTS} - {OWN}]


def test_slips_have_numbers_while_the_event_runs_and_keep_them(staff: Staff, world: World) -> None:
    room = a_room(world, {})
    page = staff.get(f"{room.path}/paper")
    action = f"{room.path}/slips"
    staff.fill(page, how_many="30", action=action)
    salt = room.codes.salt
    assert salt
    first = slip_numbers(salt, room.event.slips)
    assert len(first) == 30
    staff.fill(staff.get(f"{room.path}/paper"), how_many="40", action=action)
    assert room.codes.salt == salt
    assert slip_numbers(salt, room.event.slips)[:30] == first
    assert "40 slips have a number" in staff.get(f"{room.path}/paper").text
    assert staff.raw("GET", f"{room.path}/slips.pdf").data.startswith(b"%PDF")


def test_slips_say_the_code_of_the_room(app: Flask, world: World) -> None:
    room = a_room(world, {})
    assert room.code in str(facts_of(app, room))
    assert programme_pdf(facts_of(app, room), [SLIPS]).startswith(b"%PDF")


def test_tables_have_codes_while_the_event_runs_and_each_its_own(
    app: Flask, staff: Staff, world: World
) -> None:
    room = a_planned_event(world)
    assert staff.get(f"{room.path}/tables.pdf").path == f"{room.path}/paper"
    room.begin()
    assert staff.raw("GET", f"{room.path}/tables.pdf").data.startswith(b"%PDF")
    home = app.config["SETTINGS"].public_base_url
    expected = {t: address_to_join(home, room.code, room.codes.salt, t) for t in ("1", "2", "3", "4")}
    assert facts_of(app, room).joining == expected
    assert f"{room.path}/tables.pdf" in staff.get(f"{room.path}/paper").html
    room.end()
    assert facts_of(app, room).joining == {}
    assert staff.get(f"{room.path}/tables.pdf").path == f"{room.path}/paper"


@pytest.mark.parametrize("typed", ["", "0", "301", "many"])
def test_a_number_of_slips_that_will_not_do_is_said_at_its_field(
    staff: Staff, world: World, typed: str
) -> None:
    room = a_room(world, {})
    page = staff.fill(staff.get(f"{room.path}/paper"), 400, action=f"{room.path}/slips", how_many=typed)
    assert page.faults() == {"how_many": "Enter a whole number from 1 to 300"}
    assert room.event.slips == 0


@pytest.mark.parametrize("over", [True, False])
def test_without_a_running_event_there_are_no_slips(staff: Staff, world: World, over: bool) -> None:
    room = a_room(world, {}) if over else a_planned_event(world)
    if over:
        room.end()
    assert staff.get(f"{room.path}/slips.pdf").path == f"{room.path}/paper"
    form = {"csrf_token": staff_token(staff.browser), "how_many": "5"}
    assert "only while the event runs" in staff.post(f"{room.path}/slips", form, 400).root.text
    assert room.event.slips == 0
