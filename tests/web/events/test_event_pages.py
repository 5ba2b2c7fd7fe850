"""Planning visioning events: the list, a new one, its facts, its programme, and beginning it."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.actions.events.visioning_events import EventFacts, plan_event
from lws_assess.actions.results.changes import rounds_to_compare
from lws_assess.records.events.programme_templates import find_template, programme_templates
from lws_assess.records.events.visioning_events import Event, find_event, list_events, programme_of
from lws_assess.records.events.votes import find_vote
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import find_round, list_rounds
from lws_assess.survey.events.programmes import MOST_SEGMENTS, Segment
from lws_assess.survey.events.rooms import WINDOW
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.addresses import staff_token
from tests.pages.client import Client, Page
from tests.web.rounds.test_groups import Staff
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in

HERE = "/p/testham/events/"
FACTS = {
    "title": "A day together",
    "place": "Town Hall",
    "day": "2030-03-12",
    "starts": "9:15",
    "tables": "12",
}


@pytest.fixture
def staff(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "facilitator"))


@pytest.fixture
def member(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "steering"))


def plan(world: World, title: str = "A day together", template: str = "evening") -> str:
    """The address of a planned event."""
    chosen = find_template(template)
    assert chosen
    with world.database.writing() as session:
        key = plan_event(session, world.partnership, EventFacts(title), chosen, world.instrument).key
    return f"{HERE}{key}/"


def key_of(address: str) -> str:
    return address.removeprefix(HERE).split("/")[0]


def event_at(world: World, address: str) -> Event:
    with world.database.reading() as session:
        found = find_event(session, world.partnership, key_of(address))
        assert found
        session.expunge(found)
    return found


def segments_at(world: World, address: str) -> tuple[Segment, ...]:
    with world.database.reading() as session:
        return programme_of(session, world.partnership, key_of(address))


def keys_at(world: World, address: str) -> list[str]:
    return [segment.key for segment in segments_at(world, address)]


def send(staff: Client, address: str, status: int = 200, **fields: str) -> Page:
    """A form of one button, as the programme has many."""
    return staff.post(address, {"csrf_token": staff_token(staff.browser), **fields}, status)


def told(page: Page) -> str:
    """What stands above the page about what was just done, or why it was not."""
    done = [e.text for e in page.root.find_all("section", **{"aria-label": "Messages"})]
    return " ".join([*done, *page.faults().values()])


def links(page: Page) -> list[str]:
    return [a["href"] for a in page.root.find_all("a")]


# --- the list and a new one ------------------------------------------------------------------------------


def test_without_an_event_the_list_says_what_one_is_and_what_to_do(staff: Staff, member: Staff) -> None:
    page = staff.get(HERE)
    assert "People of all services meet in one room" in page.text
    assert f"{HERE}new" in links(page)
    assert f"{HERE}new" not in links(member.get(HERE))


def test_an_event_is_planned_from_a_programme(staff: Staff, world: World) -> None:
    page = staff.get(HERE + "new")
    assert [e["value"] for e in page.root.find_all("input", name="template")] == [
        template.key for template in programme_templates()
    ]
    shown = staff.fill(page, **FACTS, template="half-day")
    assert shown.h1 == "A day together"
    assert "12 March 2030 at 09:15" in shown.text
    event = event_at(world, shown.path)
    assert (event.tables, event.starts, event.place) == (12, "09:15", "Town Hall")
    half = find_template("half-day")
    assert half
    assert keys_at(world, shown.path) == [segment.key for segment in half.segments]
    assert "A day together" in staff.get(HERE).text


def test_an_event_whose_start_nobody_says_starts_as_its_programme_does(staff: Staff, world: World) -> None:
    shown = staff.fill(staff.get(HERE + "new"), **{**FACTS, "starts": "", "template": "evening"})
    evening = find_template("evening")
    assert evening
    assert event_at(world, shown.path).starts == evening.starts


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", " ", "Give the event a title"),
        ("title", "x" * 81, "Use 80 characters or fewer"),
        ("day", "soon", "Enter a day such as 27/3/2027"),
        ("starts", "25:00", "Enter a time such as 09:00"),
        ("tables", "61", "Enter a whole number from 0 to 60"),
        ("tables", "many", "Enter a whole number from 0 to 60"),
        ("template", "nothing", "Choose a programme"),
        ("template", "", "Choose a programme"),
    ],
)
def test_what_will_not_do_about_an_event_is_said_at_its_field(
    staff: Staff, world: World, field: str, typed: str, said: str
) -> None:
    page = staff.fill(staff.get(HERE + "new"), 400, **{**FACTS, "template": "evening", field: typed})
    assert page.faults() == {field: said}
    with world.database.reading() as session:
        assert list_events(session, world.partnership) == []


def test_events_of_one_title_have_addresses_of_their_own(staff: Staff, world: World) -> None:
    addresses = [plan(world, "New"), plan(world, "New")]
    assert len({*addresses, HERE + "new/"}) == 3
    for address in addresses:
        assert staff.get(address).h1 == "New"


# --- one event -------------------------------------------------------------------------------------------


def test_the_event_shows_its_programme_with_times(member: Staff, world: World) -> None:
    address = plan(world)
    page = member.get(address)
    for segment in segments_at(world, address):
        assert segment.title in page.text
    assert "09:00 to" in page.text
    assert not {f"{address}edit", f"{address}programme/"} & set(links(page))
    assert "Begin the event" not in page.text


def test_before_the_day_it_says_what_is_missing(staff: Staff, world: World) -> None:
    address = plan(world)
    assert "To do" not in staff.get(address).text
    with world.database.writing() as session:
        partnership = session.get_one(Partnership, world.partnership)
        partnership.safeguarding_name, partnership.contact = "", ""
    page = staff.get(address)
    assert "Name a safeguarding contact. Open the settings" in page.text
    assert "Say whom people can ask. Open the settings" in page.text
    refused = send(staff, address + "begin")
    assert "safeguarding contact" in told(refused)
    assert event_at(world, address).state == "planned"


def test_the_facts_can_be_changed(staff: Staff, world: World) -> None:
    address = plan(world)
    page = staff.fill(staff.get(address + "edit"), **FACTS)
    assert page.path == address
    assert page.h1 == "A day together"
    assert event_at(world, address).tables == 12
    page = staff.fill(staff.get(address + "edit"), 400, **{**FACTS, "starts": ""})
    assert page.faults() == {"starts": "Enter a time such as 09:00"}


def test_a_planned_event_can_be_deleted(staff: Staff, world: World) -> None:
    address = plan(world)
    page = staff.get(address + "delete")
    assert "gone for good" in page.text
    assert "is deleted" in told(staff.fill(page))
    staff.get(address, 404)


def test_beginning_gives_the_room_a_code_and_a_round_beside_the_consultations(
    staff: Staff, world: World
) -> None:
    address = plan(world)
    reply = staff.raw("POST", address + "begin", staff.get(address).form(address + "begin"))
    assert (reply.status_code, reply.location) == (303, address + "host")
    event = event_at(world, address)
    assert event.state == "running"
    code = Room(world, event.key).code
    assert code
    assert code in staff.get(HERE).text
    assert code in staff.get(address).text
    with world.database.reading() as session:
        assert find_round(session, world.partnership, event.round or "")
        assert [one.key for one in list_rounds(session, world.partnership)] == [world.round]


def test_a_running_event_begins_no_second_time_and_cannot_be_deleted(staff: Staff, world: World) -> None:
    address = plan(world)
    assert send(staff, address + "begin").path == address + "host"
    codes = event_at(world, address).codes
    assert "has begun already" in told(send(staff, address + "begin"))
    assert "cannot be deleted" in staff.get(address + "delete").text
    assert "cannot be deleted" in told(send(staff, address + "delete"))
    assert event_at(world, address).codes == codes


def test_the_steering_group_reads_and_changes_nothing(member: Staff, world: World) -> None:
    address = plan(world)
    for page in ("edit", "delete", "programme/", "programme/rate/edit"):
        member.get(address + page, 404)
    assert member.get(address).status == 200


# --- its programme ---------------------------------------------------------------------------------------


def test_a_part_moves_up_and_down_with_its_times_and_the_button_keeps_the_focus(
    staff: Staff, world: World
) -> None:
    address = plan(world) + "programme/"
    first, second, *others = keys_at(world, address)
    page = send(staff, f"{address}{second}/move/up")
    assert keys_at(world, address) == [second, first, *others]
    assert "now stands at number 1" in told(page)
    focused = [e for e in page.root.walk() if "autofocus" in e.attributes]
    assert [e["aria-label"].partition(":")[0] for e in focused] == ["Down"]
    send(staff, f"{address}{second}/move/up")
    send(staff, f"{address}{others[-1]}/move/down")
    assert keys_at(world, address) == [second, first, *others]


@pytest.mark.parametrize("typed", ["1", "3", "999"])
def test_a_part_goes_where_it_was_dropped(staff: Staff, world: World, typed: str) -> None:
    address = plan(world) + "programme/"
    before = keys_at(world, address)
    send(staff, f"{address}{before[1]}/place", place=typed)
    after = keys_at(world, address)
    assert after.index(before[1]) == min(int(typed), len(before)) - 1
    assert sorted(after) == sorted(before)


@pytest.mark.parametrize("typed", ["", "0", "-1", "first"])
def test_a_place_that_is_none_moves_nothing(staff: Staff, world: World, typed: str) -> None:
    address = plan(world) + "programme/"
    before = keys_at(world, address)
    send(staff, f"{address}{before[1]}/place", 400, place=typed)
    assert keys_at(world, address) == before


@pytest.mark.parametrize(("after", "number"), [("top", 0), ("join", 1), ("close", -1)])
def test_a_part_is_added_where_it_is_asked_for(staff: Staff, world: World, after: str, number: int) -> None:
    address = plan(world) + "programme/"
    page = send(staff, address + "add", kind="break", after=after)
    assert page.h1 == "Change Break"
    assert keys_at(world, address)[number].startswith("break")


@pytest.mark.parametrize(
    ("kind", "after", "field"), [("", "join", "kind"), ("dance", "join", "kind"), ("break", "gone", "after")]
)
def test_a_part_that_cannot_be_added_says_so_at_its_field(
    staff: Staff, world: World, kind: str, after: str, field: str
) -> None:
    address = plan(world) + "programme/"
    before = keys_at(world, address)
    page = send(staff, address + "add", 400, kind=kind, after=after)
    assert list(page.faults()) == [field]
    assert keys_at(world, address) == before


def test_a_programme_takes_no_more_parts_than_it_has_room_for(staff: Staff, world: World) -> None:
    address = plan(world) + "programme/"
    for _ in range(MOST_SEGMENTS - len(keys_at(world, address))):
        staff.raw("POST", address + "add", {**staff.get(address).form(address + "add"), "kind": "break"})
    assert len(keys_at(world, address)) == MOST_SEGMENTS
    page = send(staff, address + "add", 400, kind="break", after="top")
    assert "parts at the most" in page.faults()["after"]


def test_what_a_part_says_can_be_changed(staff: Staff, world: World) -> None:
    address = plan(world) + "programme/"
    page = staff.get(address + "rate/edit")
    staff.fill(
        page,
        title="On your own",
        minutes="40",
        place="Library",
        led_by="Ada",
        words="Quiet, please.",
        notes="Two\nlines",
    )
    rate = next(one for one in segments_at(world, address) if one.key == "rate")
    assert (rate.title, rate.minutes, rate.place, rate.led_by) == ("On your own", 40, "Library", "Ada")
    assert (rate.words, rate.notes) == ("Quiet, please.", "Two\nlines")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "Enter a title"),
        ("minutes", "0", "Enter a whole number from 1 to 240"),
        ("minutes", "soon", "Enter a whole number from 1 to 240"),
        ("words", "x" * 401, "Use 400 characters or fewer"),
    ],
)
def test_what_will_not_do_about_a_part_is_said_at_its_field(
    staff: Staff, world: World, field: str, typed: str, said: str
) -> None:
    address = plan(world) + "programme/"
    before = segments_at(world, address)
    page = staff.fill(staff.get(address + "rate/edit"), 400, **{field: typed})
    assert page.faults() == {field: said}
    assert segments_at(world, address) == before


def test_a_removed_part_can_be_put_back_as_it_was(staff: Staff, world: World) -> None:
    address = plan(world) + "programme/"
    before = segments_at(world, address)
    staff.fill(staff.get(address + "rate/edit"), notes="First line\n\nand a third", place="Library")
    before = segments_at(world, address)
    page = send(staff, address + "rate/remove")
    assert "“Rate alone” is removed." in page.text
    assert "rate" not in keys_at(world, address)
    put_back = page.form(address + "put-back")
    assert "is back in the programme" in told(staff.post(address + "put-back", put_back))
    assert segments_at(world, address) == before
    assert "is in the programme already" in told(staff.post(address + "put-back", put_back))
    assert segments_at(world, address) == before


def test_the_last_part_stays(staff: Staff, world: World) -> None:
    address = plan(world) + "programme/"
    for key in keys_at(world, address)[1:]:
        send(staff, f"{address}{key}/remove")
    assert "at least one part" in told(send(staff, f"{address}join/remove"))
    assert keys_at(world, address) == ["join"]
    assert "nobody" in staff.get(address).text or "no part in which people rate" in staff.get(address).text


def test_where_the_room_is_can_be_moved_and_not_taken_out(staff: Staff, world: World) -> None:
    address = plan(world)
    send(staff, address + "begin")
    page = staff.get(address + "programme/")
    assert "The room is here" in page.text
    assert "The room is in this part now" in told(send(staff, address + "programme/join/remove"))
    send(staff, address + "programme/join/move/down")
    assert keys_at(world, address)[1] == "join"


def test_parts_that_are_not_there_are_not_found(staff: Staff, world: World) -> None:
    address = plan(world) + "programme/"
    staff.get(address + "dance/edit", 404)
    send(staff, address + "dance/move/up", 404)
    assert "not there any more" in told(send(staff, address + "dance/remove"))
    assert "nothing to put back" in told(send(staff, address + "put-back"))


# --- what is due -----------------------------------------------------------------------------------------


def test_what_nobody_ended_is_ended_when_it_is_due(world: World) -> None:
    room = a_room(world, {"teachers": 12})
    room.start_rating()
    room.rate_all()
    vote = room.open_vote()
    room.cast_all(vote, {"teachers": [1, 2, 3] * 4})
    assert do_everything_due(world.database) == []
    with world.database.writing() as session:
        event = session.get_one(Event, room.where)
        event.opened_at = world.now - WINDOW
    theirs = room.event.round or ""
    done = {"what": "end event", "partnership": world.partnership, "round": theirs}
    ended = {**done, "what": "destroy key"}
    assert do_everything_due(world.database) == [done, ended]
    assert room.event.state == "ended"
    with world.database.reading() as session:
        kept, this = find_vote(session, *room.where, vote), find_round(session, world.partnership, theirs)
        assert kept
        assert kept.voted == 12
        assert this
        assert this.released_at
    assert do_everything_due(world.database) == []


# --- beside the consultation -----------------------------------------------------------------------------


def test_the_round_of_an_event_leads_to_the_event_until_its_room_has_seen_it(
    staff: Staff, world: World
) -> None:
    room = a_room(world, {"teachers": 12})
    room.start_rating()
    room.rate_all()
    room.stop_rating()
    address = f"/p/testham/rounds/{room.event.round}/"
    pages = ("", "results", "results/papers", "priorities", "participation", "close")
    for page in pages:
        assert staff.get(address + page).path == f"{room.path}/", page
    token = {"csrf_token": staff_token(staff.browser)}
    assert staff.raw("POST", f"{address}close", token).status_code == 404
    room.show_rating()
    page = staff.get(address + "results")
    assert "From the event Visioning day, beside the consultation" in page.text
    assert staff.get(address + "priorities").path == f"{room.path}/"
    assert staff.get(address + "comments/").h1 == "Comments"
    assert staff.raw("GET", f"{address}results/papers").status_code == 200


def test_the_round_of_an_event_stands_in_no_list_and_is_compared_with_none(
    staff: Staff, world: World
) -> None:
    world.answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    world.close()
    room = a_room(world, {"teachers": 12})
    room.a_shown_rating()
    room.end()
    with world.database.reading() as session:
        theirs = room.event.round or ""
        assert rounds_to_compare(session, world.partnership, theirs) == []
        assert theirs not in [one.key for one in rounds_to_compare(session, world.partnership, world.round)]
    for page in ("", "rounds/", "plan/", "groups/", "data-protection"):
        assert f"rounds/{theirs}/" not in staff.raw("GET", f"/p/testham/{page}").text
    assert f"{room.path}/" in links(staff.get("/p/testham/events/"))
