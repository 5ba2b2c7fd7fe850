"""Who counts at an event: leaving and coming back, slips typed twice, small tables, guessed codes, invented people.

Each of these attacks succeeds as soon as the protection that it is about is taken out.
"""

from __future__ import annotations

import itertools
import json
import re
import secrets
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from lws_assess.actions.events import people as event_people
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.meetings import prepare_meeting
from lws_assess.actions.events.table_names import seen_ratings
from lws_assess.actions.rounds.leads import make_group_lead_code
from lws_assess.records.database import Database
from lws_assess.records.events.people import count_people, find_person_in_room
from lws_assess.records.events.tables import proposed_actions, table_ratings
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.events.votes import count_event_ballots, find_answer, find_vote
from lws_assess.records.responses import find_ballot
from lws_assess.records.rounds import find_round
from lws_assess.survey.events.rooms import (
    ROOM_ALPHABET,
    ROOM_CODE_LENGTH,
    EventRefusal,
    VoteRefusal,
    device_of_slip,
    slip_numbers,
)
from lws_assess.web.events import failures as event_failures
from tests.pages.addresses import lead_code
from tests.pages.client import Client, Page
from tests.pages.results_chapters import chapter_addresses
from tests.runs.soaking import tries
from tests.watching.counting import everything
from tests.worlds.builders import World, new_code
from tests.worlds.rooms import HOST, Phone, Room, a_device, a_room
from tests.worlds.staff import signed_in


class Clock:
    """Time as the limits see it, which passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("lws_assess.web.events.failures.time", clock)
    return clock


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, {"teachers": 6, "nurses": 5})


def ballots(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return count_event_ballots(session, *room.where, number)


def people(room: Room) -> int:
    with room.database.reading() as session:
        return count_people(session, *room.where)


def typed(client: Client, room: Room, path: str, status: int = 200, **fields: str) -> Page:
    """A form of scribes, sent by whoever holds this browser."""
    found: list[str] = []
    for page in ("table/slips", "table"):
        found = found or re.findall(
            r'name="csrf_token" value="([^"]+)"', client.get(f"/e/{room.code}/{page}").html
        )
    return client.post(f"/e/{room.code}/{path}", {"csrf_token": found[0], **fields}, status)


def join(client: Client, room: Room, table: str) -> None:
    form = client.get(f"/e/{room.code}").form(f"/e/{room.code}/join")
    client.post(f"/e/{room.code}/join", {**form, "group": "teachers", "table": table})


# --- leaving and coming back ---------------------------------------------------------------------------------


def test_one_person_who_leaves_and_comes_back_ten_times_counts_once(app: Flask, room: Room) -> None:
    number, client = room.open_vote(), Client(app)
    before = people(room)
    for _ in range(10):
        join(client, room, "1")
        form = client.get(f"/e/{room.code}").form(f"/e/{room.code}/votes/{number}")
        client.post(f"/e/{room.code}/votes/{number}", {**form, "rating": "5"})
        assert (people(room), ballots(room, number)) == (before + 1, 1)
        client.send(client.get(f"/e/{room.code}/leave"))
        assert (people(room), ballots(room, number)) == (before, 0)


def test_a_kept_cookie_votes_no_more_once_its_holder_has_left(app: Flask, room: Room) -> None:
    number, phone = room.open_vote(), room.phones[0]
    client = room.client(app, phone)
    form = client.get(f"/e/{room.code}").form(f"/e/{room.code}/votes/{number}")
    room.leave(phone)
    client.post(f"/e/{room.code}/votes/{number}", {**form, "rating": "5"})
    assert ballots(room, number) == 0


def test_votes_that_race_with_leaving_leave_no_ballot_behind(database: Database) -> None:
    room = a_room(World(database), {"teachers": 1})
    number, phone = room.open_vote(), room.phones[0]
    gate = threading.Barrier(5)
    for _ in range(12):

        def votes() -> None:
            gate.wait()
            for _ in range(4):
                try:
                    room.cast(phone, number, 3)
                except (event_people.NotInTheRoom, VoteRefusal):
                    return

        crowd = [threading.Thread(target=votes) for _ in range(4)]
        for one in crowd:
            one.start()
        gate.wait()
        room.leave(phone)
        for one in crowd:
            one.join()
        assert (people(room), ballots(room, number)) == (0, 0)
        with room.database.writing() as session:
            event_people.join_room(session, room.code, phone.device, "teachers", "1")


def test_leaving_takes_no_vote_that_was_counted(room: Room) -> None:
    number = room.open_vote()
    for phone in room.phones:
        room.cast(phone, number, 3)
    room.stop_vote(number)
    room.leave(room.phones[0])
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
    assert vote
    assert vote.voted == ballots(room, number) == len(room.phones)


def test_what_was_begun_alone_and_not_sent_cannot_be_sent_by_who_has_left(room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    secret = room.begin_rating(room.phones[0])
    room.rate(room.phones[1])
    for phone in room.phones[:2]:
        room.leave(phone)
    with room.database.reading() as session:
        assert find_ballot(session, secret.ballot) is None
        assert find_ballot(session, room.phones[1].device.rating.ballot)  # sent, and counted


def test_nobody_changes_group_while_a_vote_is_open(room: Room) -> None:
    number, phone = room.open_vote(), room.phones[0]
    room.cast(phone, number, 4)
    with room.database.writing() as session, pytest.raises(VoteRefusal):
        event_people.join_room(session, room.code, phone.device, "nurses", phone.table)
    room.stop_vote(number)
    with room.database.writing() as session:
        event_people.join_room(session, room.code, phone.device, "nurses", phone.table)


def test_a_ghost_is_gone_when_everybody_joins_again(app: Flask, room: Room) -> None:
    number = room.open_vote()
    with pytest.raises(EventRefusal), room.database.writing() as session:
        events.let_all_join_again(session, *room.where, HOST, room.world.now)
    room.stop_vote(number)
    with room.database.writing() as session:
        events.let_all_join_again(session, *room.where, HOST, room.world.now)
    assert people(room) == 0
    assert room.client(app).get(f"/e/{room.code}").h1 == "Join Visioning day"


# --- the desk ------------------------------------------------------------------------------------------------


def test_the_desk_asks_for_hands_before_a_vote_opens_and_before_it_is_shown(app: Flask, room: Room) -> None:
    desk = Client(app)
    desk.browser = signed_in(app, room.world.partnership, "facilitator")
    room.go_to("reveal", 1)
    asks = "11 phones: count the hands."
    assert asks in desk.get(f"{room.path}/host").text
    number = room.open_vote()
    assert asks not in desk.get(f"{room.path}/host").text
    room.stop_vote(number)
    assert asks in desk.get(f"{room.path}/host").text
    room.show_vote(number)
    assert asks not in desk.get(f"{room.path}/host").text


# --- a meeting that a lead runs alone ------------------------------------------------------------------------


@pytest.fixture
def meeting(world: World) -> Room:
    return a_room(world, {}, tables=0, template="twenty-minutes", group="teachers")


@pytest.fixture
def lead(app: Flask, world: World) -> tuple[Client, str]:
    with world.database.writing() as session:
        this = find_round(session, world.partnership, world.round)
        assert this
        make_group_lead_code(session, this, "teachers", new_code)
    return Client(app), f"/lead/{lead_code(world)}/meeting"


def press(lead: tuple[Client, str], name: str, **fields: str) -> int:
    client, address = lead
    form = client.get(address).form(f"{address}/end")
    return client.raw("POST", f"{address}/{name}", {**form, **fields}).status_code


def shown(room: Room, number: int) -> bool:
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        return vote is not None and vote.state == "shown"


def voted(meeting: Room, people: int) -> int:
    for _ in range(people):
        meeting.join("teachers")
    number = meeting.open_vote()
    for one, phone in enumerate(meeting.phones):
        meeting.cast(phone, number, 1 + one % 5)
    meeting.stop_vote(number)
    return number


def test_a_lead_who_invents_nine_people_is_shown_nothing(lead: tuple[Client, str], meeting: Room) -> None:
    number = voted(meeting, 10)  # one of them real
    assert press(lead, "do/show-vote", vote=str(number)) == 409
    for tried in ("hands", "do/hands", "do/count"):
        assert press(lead, tried, hands="10") in (404, 405)
    assert not shown(meeting, number)
    for counted in (1, 9, 11):
        with pytest.raises(EventRefusal):
            meeting.count_hands(counted)
    assert not shown(meeting, number)


def test_a_count_is_worth_nothing_once_somebody_else_has_joined(
    lead: tuple[Client, str], meeting: Room
) -> None:
    """Ten are counted; one of them leaves, and somebody who is invented takes their place."""
    for _ in range(10):
        meeting.join("teachers")
    meeting.count_hands(10)
    meeting.leave(meeting.phones.pop())
    meeting.phones.insert(0, Phone(a_device("invented"), "teachers", ""))
    with meeting.database.writing() as session:
        event_people.join_room(session, meeting.code, meeting.phones[0].device, "teachers", "")
    number = voted(meeting, 0)
    assert people(meeting) == ballots(meeting, number) == 10
    assert press(lead, "do/show-vote", vote=str(number)) == 409
    meeting.count_hands(10)
    assert press(lead, "do/show-vote", vote=str(number)) == 303
    assert shown(meeting, number)


def test_who_votes_and_leaves_before_the_count_is_not_hidden_from_it(meeting: Room) -> None:
    number = voted(meeting, 11)
    meeting.leave(meeting.phones[-1])
    meeting.count_hands(10)
    with pytest.raises(EventRefusal, match="only 10 hands"):
        meeting.show_vote(number)


@pytest.mark.parametrize("many", [9, 10])
def test_a_meeting_shows_what_people_rated_from_ten_on_and_only_counted(meeting: Room, many: int) -> None:
    for _ in range(12):
        meeting.join("teachers")
    meeting.go_to("rate")
    meeting.start_rating()
    for phone in meeting.phones[:many]:
        meeting.rate(phone)
    meeting.stop_rating()
    with pytest.raises(EventRefusal, match="counted" if many == 10 else "from 10 people"):
        meeting.show_rating()
    meeting.count_hands(12)
    if many == 10:
        meeting.show_rating()
    else:
        with pytest.raises(EventRefusal, match="from 10 people"):
            meeting.show_rating()


def test_what_a_meeting_may_not_show_nobody_reads_after_its_end(app: Flask, meeting: Room) -> None:
    for _ in range(12):
        meeting.join("teachers")
    meeting.go_to("rate")
    meeting.start_rating()
    meeting.rate_all()
    meeting.stop_rating()
    meeting.end()
    member = signed_in(app, meeting.world.partnership, "facilitator")
    summary = member.get(f"{meeting.path}/summary").text
    assert "Rated alone" not in re.sub(r"There is nothing here of.*", "", summary)
    results = f"/p/{meeting.world.partnership}/rounds/{meeting.event.round}/results"
    for path in (*chapter_addresses(results), f"{results}/", f"{results}/whole"):
        assert member.get(path).status_code in (302, 308, 404)


def test_a_second_person_counts_by_the_scribes_code_which_the_lead_is_not_shown(
    app: Flask, lead: tuple[Client, str], meeting: Room
) -> None:
    for _ in range(10):
        meeting.join("teachers")
    client, address = lead
    code = meeting.scribe_codes[""]
    assert code not in client.get(address).html
    counter = meeting.client(app)
    typed(counter, meeting, "table/hands", hands="10")
    assert meeting.event.hands is None
    typed(counter, meeting, "table/code", typed=code)
    assert "9, and 10 phones" in typed(counter, meeting, "table/hands", 400, hands="9").text
    assert "The count is kept." in typed(counter, meeting, "table/hands", hands="10").text
    assert meeting.event.hands == 10


def test_one_link_begins_one_meeting_at_a_time_and_two_a_day(lead: tuple[Client, str], world: World) -> None:
    client, address = lead

    def begin() -> int:
        token = client.get(address).form(page_of())["csrf_token"]
        return client.raw("POST", f"{address}/begin", {"csrf_token": token}).status_code

    def page_of() -> str:
        return f"{address}/end" if running() else f"{address}/begin"

    def running() -> list[Event]:
        with world.database.reading() as session:
            return [event for event in list_events(session, world.partnership) if event.state == "running"]

    assert [begin(), begin()] == [303, 409]
    assert len(running()) == 1
    assert press(lead, "end") == 303
    assert begin() == 303
    assert press(lead, "end") == 303
    assert begin() == 409
    with world.database.writing() as session:
        session.execute(update(Event).values(opened_at=world.now - timedelta(days=1, minutes=1)))
    assert begin() == 303


def test_a_lead_who_presses_begin_at_once_in_two_windows_begins_one_meeting(database: Database) -> None:
    world = World(database)
    gate, refused = threading.Barrier(2), []

    def begins() -> None:
        gate.wait()
        try:
            with database.writing() as session:
                assert prepare_meeting(session, world.partnership, "teachers", world.now) is None
                time.sleep(0.2)
                a_meeting(world, session)
        except EventRefusal as refusal:
            refused.append(refusal)

    crowd = [threading.Thread(target=begins) for _ in range(2)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    with database.reading() as session:
        assert len(list_events(session, world.partnership)) == 1
    assert len(refused) == 1


def a_meeting(world: World, session: object) -> None:
    """A meeting that runs, in the same transaction as the leave to begin it."""
    event = Event(
        partnership=world.partnership,
        key=f"m-{secrets.token_hex(4)}",
        title="Meeting",
        instrument=world.instrument,
        group="teachers",
        state="running",
        opened_at=world.now,
    )
    session.add(event)  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]


# --- paper slips ---------------------------------------------------------------------------------------------


def scribe_of(app: Flask, room: Room, table: str) -> Client:
    return room.client(app, room.make_scribe(room.join("teachers", table)))


def test_a_slips_vote_is_never_shown_and_never_replaced(app: Flask, room: Room) -> None:
    [slip] = room.make_slips(1)
    number = room.open_vote()
    one, other = scribe_of(app, room, "1"), scribe_of(app, room, "1")
    typed(one, room, "table/slips", slip=slip, group="teachers")
    typed(one, room, f"table/slips/votes/{number}", slip=slip, rating="2")
    device = device_of_slip(room.codes.salt, slip)

    def kept() -> bytes | None:
        with room.database.reading() as session:
            return find_answer(session, *room.where, device.ballot(f"{room.key}/{number}"))

    for scribe in (one, other):
        page = typed(scribe, room, "table/slips", slip=slip)
        assert "This slip has voted." in page.text
        assert not page.radios()
        for words in room.edition.areas[0].statements[0].scale.levels:
            assert words.label not in page.text
        answered = typed(scribe, room, f"table/slips/votes/{number}", 409, slip=slip, rating="5")
        assert not answered.radios()
        assert kept() == bytes([2])


def test_two_scribes_who_type_in_one_slip_at_once_keep_one_vote(database: Database) -> None:
    room = a_room(World(database), {"teachers": 2})
    [slip] = room.make_slips(1)
    with database.writing() as session:
        device = event_people.join_by_slip(session, room.code, slip, "teachers", "1")
    gate = threading.Barrier(4)
    became: list[str] = []  # appending is one step, unlike counting
    for _ in range(6):
        number = room.open_vote()
        became.clear()

        def types(rating: int, number: int = number) -> None:
            gate.wait()
            try:
                with database.writing() as session:
                    cast_vote(session, room.code, device, number, {"rating": [f"{rating}"]}, once=True)
                became.append(f"kept {rating}")
            except VoteRefusal:
                became.append("refused")

        crowd = [threading.Thread(target=types, args=(rating,)) for rating in (1, 2, 4, 5)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        assert became.count("refused") == 3
        with database.reading() as session:
            answer = find_answer(session, *room.where, device.ballot(f"{room.key}/{number}"))
        assert answer
        assert [one for one in became if one != "refused"] == [f"kept {answer[0]}"]
        room.stop_vote(number)


def test_only_slips_that_were_handed_out_count(app: Flask, room: Room) -> None:
    slips = room.make_slips(20, {"1": 2})
    scribe, number = scribe_of(app, room, "1"), room.open_vote()
    other, before = scribe_of(app, room, "2"), people(room)
    for slip in slips:
        for one in (scribe, other):
            one.raw("POST", f"/e/{room.code}/table/slips", slip_form(one, room, slip, "teachers"))
        form = {**slip_form(scribe, room, slip), "rating": "5"}
        scribe.raw("POST", f"/e/{room.code}/table/slips/votes/{number}", form)
    assert (people(room) - before, ballots(room, number)) == (2, 2)
    with room.database.writing() as session, pytest.raises(EventRefusal, match="20 slips"):
        event_people.hand_out_slips(session, *room.where, "2", 19)


def slip_form(client: Client, room: Room, slip: str, group: str = "") -> dict[str, str]:
    token = client.get(f"/e/{room.code}/table/slips").form()["csrf_token"]
    return {"csrf_token": str(token), "slip": slip} | ({"group": group} if group else {})


def test_a_slip_is_of_the_table_where_it_was_typed_in_first(app: Flask, room: Room) -> None:
    [slip] = room.make_slips(1)
    number = room.open_vote()
    one, other = scribe_of(app, room, "1"), scribe_of(app, room, "2")
    typed(one, room, "table/slips", slip=slip, group="teachers")
    none = next(one for one in map("{:06}".format, itertools.count(100_000)) if one != slip)
    words = [
        typed(other, room, "table/slips", 400, slip=tried).html.replace(tried, "") for tried in (slip, none)
    ]
    assert re.sub(r'value="[^"]+"|nonce="[^"]+"', "", words[0]) == re.sub(
        r'value="[^"]+"|nonce="[^"]+"', "", words[1]
    )  # nor is it told that there is such a slip
    typed(other, room, f"table/slips/votes/{number}", 400, slip=slip, rating="5")
    typed(other, room, "table/slips", 400, slip=slip, group="nurses", table="1")
    assert ballots(room, number) == 0


def test_what_one_scribe_types_in_of_a_questionnaire_no_other_reads(app: Flask, room: Room) -> None:
    [slip] = room.make_slips(1)
    one, other = scribe_of(app, room, "1"), scribe_of(app, room, "1")
    room.go_to("rate")
    room.start_rating()
    typed(one, room, "table/slips", slip=slip, group="teachers")
    page = typed(one, room, "table/slips/rate", slip=slip)
    assert page.h1 == room.edition.areas[0].name
    refused = typed(other, room, "table/slips/rate", 400, slip=slip)
    assert "Another phone has begun" in refused.text
    assert not [name for name in cookies(other) if name.startswith("q-")]
    assert typed(one, room, "table/slips/rate", slip=slip).h1 == room.edition.areas[0].name


def cookies(client: Client) -> list[str]:
    return [cookie.key for cookie in client.browser._cookies.values() if cookie.value]


# --- tables --------------------------------------------------------------------------------------------------


def test_a_scribe_has_one_table_and_reads_and_changes_no_others_notes(app: Flask, room: Room) -> None:
    area = room.edition.areas[0].code
    first = room.make_scribe(room.join("teachers", "1"))
    room.rate_for_table(first, 2, evidence="Of table one")
    room.propose(first, "Done by table one")
    other = room.client(app, room.make_scribe(room.join("nurses", "2")))
    for path in ("table", f"table/areas/{area}", "table/actions"):
        page = other.get(f"/e/{room.code}/{path}").html
        assert "Of table one" not in page
        assert "Done by table one" not in page
    typed(other, room, f"table/areas/{area}", level="5", evidence="Mine", table="1")
    with room.database.reading() as session:
        assert {(one.table, one.level) for one in table_ratings(session, *room.where)} == {(1, 2), (2, 5)}
    phone = room.join("nurses", "3")
    codes = room.scribe_codes
    assert len(set(codes.values())) == len(codes) == 4
    for table, code in codes.items():
        client = room.client(app, phone)
        if table != "3":
            typed(client, room, "table/code", 400, typed=code)
    moved = other.get(f"/e/{room.code}/join")
    other.send(moved, 400, table="1")
    assert table_of(room, room.phones[-2]) == "2"


def table_of(room: Room, phone: Phone) -> str:
    with room.database.reading() as session:
        person = find_person_in_room(session, *room.where, phone.device.person)
        assert person
        return person.table


@pytest.fixture
def tables(world: World) -> Room:
    """Six at each of tables 1, 2 and 4, three at table 3; each has rated and proposed something."""
    room = a_room(world, {})
    for table, many in {"1": 6, "2": 5, "3": 3, "4": 6}.items():
        scribe = [room.join("teachers", table) for _ in range(many)][-1]
        room.make_scribe(scribe)
        room.rate_for_table(scribe, int(table), evidence=f"Reason {'abcd'[int(table) - 1]}")
        room.propose(scribe, f"Action {'abcd'[int(table) - 1]}")
    return room


def test_a_small_table_is_named_nowhere_and_never_as_the_only_one_left(app: Flask, tables: Room) -> None:
    host = Client(app)
    host.browser = signed_in(app, tables.world.partnership, "facilitator")
    let_through(host, tables)
    tables.go_to("rate")
    tables.a_shown_rating()
    tables.go_to("reveal", 1)
    pages = [host.get(f"{tables.path}/{path}").text for path in ("evidence", "actions", "screen")]
    tables.end()
    pages += [host.get(f"{tables.path}/{path}").text for path in ("summary", "actions", "evidence", "screen")]
    seen = " ".join(pages).replace("a small table", "")  # which stands before the number of a level
    for small, letter in ((3, "c"), (2, "b")):
        assert f"Reason {letter}" in seen
        for words in (f"Table {small}:", f"table {small},", f"table {small} ", f"· table {small}"):
            assert words not in seen
    assert "Table 1: 1" in seen
    assert "A table: 3" in seen
    with tables.database.reading() as session:
        numbers = {one.table for one in table_ratings(session, *tables.where)}
        assert {one.table for one in proposed_actions(session, *tables.where)} == {0, 1, 4}
    assert numbers == {1, 4, -1, -2}


def let_through(host: Client, room: Room) -> None:
    """Every reason, by the forms that the host has; none says the number of a table."""
    page = host.get(f"{room.path}/evidence")
    forms = [{field["name"]: field["value"] for field in form.find_all("input")} for form in all_forms(page)]
    assert all(set(form) == {"csrf_token", "rating"} for form in forms)
    for form in forms:
        host.post(f"{room.path}/evidence", {**form, "do": "shown"})
    with room.database.reading() as session:
        assert {one.state for one in table_ratings(session, *room.where)} == {"shown"}


def all_forms(page: Page) -> list:  # type: ignore[type-arg]
    return [one for one in page.root.find_all("form") if "evidence" in (one["action"] or "")]


def test_the_order_of_what_small_tables_say_does_not_say_which_they_are(world: World) -> None:
    room = a_room(world, {})
    for table in "1234":
        scribe = room.make_scribe(room.join("teachers", table))
        room.rate_for_table(scribe, 5 - int(table))
    with room.database.reading() as session:
        event = session.get_one(Event, room.where)
        assert [(one.table, one.level) for one in seen_ratings(session, event)] == [
            (-1, 1),
            (-2, 2),
            (-3, 3),
            (-4, 4),
        ]


# --- guessing ------------------------------------------------------------------------------------------------


CODES = tries(in_a_soak=2_000, otherwise=200)
PHONES = tries(in_a_soak=400, otherwise=75)
GUESSES = tries(in_a_soak=1_000, otherwise=300)


def a_guess() -> str:
    return "".join(secrets.choice(ROOM_ALPHABET) for _ in range(ROOM_CODE_LENGTH))


def test_a_scribes_code_is_tried_no_faster_than_people_type(app: Flask, room: Room, clock: Clock) -> None:
    """Many tries in ten minutes from one phone; a right code among them opens nothing."""
    client, right = room.client(app), room.scribe_codes["1"]
    form = client.get(f"/e/{room.code}/table").form(f"/e/{room.code}/table/code")
    became = Counter[int]()
    for turn in range(CODES):
        clock.now += 600 / CODES
        reply = client.raw("POST", f"/e/{room.code}/table/code", {**form, "typed": a_guess()})
        became[reply.status_code] += 1
        if turn % (CODES // 20) == CODES // 20 - 1:
            client.raw("POST", f"/e/{room.code}/table/code", {**form, "typed": right})
            assert not is_scribe(room, room.phones[0]), turn
    assert became[400] <= event_failures.DEVICE.free + 600 / event_failures.DEVICE.forgets_in + 10
    clock.now += event_failures.LONGEST_WAIT
    client.post(f"/e/{room.code}/table/code", {**form, "typed": right})
    assert is_scribe(room, room.phones[0])  # whoever waits and has it is let in


def is_scribe(room: Room, phone: Phone) -> bool:
    with room.database.reading() as session:
        person = find_person_in_room(session, *room.where, phone.device.person)
        return bool(person and person.scribe)


@pytest.mark.parametrize("addresses", [1, 400])
def test_many_phones_and_many_addresses_try_an_events_codes_no_faster(
    app: Flask, world: World, clock: Clock, addresses: int
) -> None:
    room = a_room(world, {"teachers": PHONES})
    limit = event_failures.ADDRESS if addresses == 1 else event_failures.EVENT
    became = Counter[int]()
    for turn, phone in enumerate(room.phones * 2):
        clock.now += 0.1
        client = room.client(app, phone)
        client.browser.environ_base["REMOTE_ADDR"] = (
            f"192.0.{turn % addresses // 200}.{turn % addresses % 200}"
        )
        token = client.get(f"/e/{room.code}/table").form(f"/e/{room.code}/table/code")["csrf_token"]
        form = {"csrf_token": token, "typed": a_guess()}
        became[client.raw("POST", f"/e/{room.code}/table/code", form).status_code] += 1
    assert became[400] <= limit.free + PHONES / 5 / limit.forgets_in + 10
    assert became[429] >= PHONES


def test_an_address_of_the_sixth_version_is_its_network(app: Flask, clock: Clock) -> None:
    for number in range(event_failures.ADDRESS.free + 1):
        with app.test_request_context(environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"}):
            event_failures.count_failure(event_failures.keys_of("room"))
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8::ffff"}):
        assert event_failures.seconds_to_wait(event_failures.keys_of("room"))
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:0:1::1"}):
        assert not event_failures.seconds_to_wait(event_failures.keys_of("room"))


def test_ten_thousand_other_addresses_wipe_no_count(app: Flask, clock: Clock) -> None:
    def fails(address: str) -> None:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            event_failures.count_failure(event_failures.keys_of("room"))

    for number in range(event_failures.MOST_COUNTED + 500):
        fails(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        if number % 300 == 0:
            fails("192.0.2.1")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        assert len(event_failures.failure_counts().counts) <= event_failures.MOST_COUNTED
        assert event_failures.seconds_to_wait(event_failures.keys_of("room"))


def test_a_slips_number_is_tried_no_faster_than_people_type(app: Flask, room: Room, clock: Clock) -> None:
    slips = room.make_slips(300)
    scribe = scribe_of(app, room, "1")
    form = slip_form(scribe, room, "")
    became = Counter[int]()
    for _ in range(GUESSES):
        clock.now += 300 / GUESSES
        guess = f"{secrets.randbelow(10**6):06}"
        if guess not in slips:
            reply = scribe.raw("POST", f"/e/{room.code}/table/slips", {**form, "slip": guess})
            became[reply.status_code] += 1
    assert became[400] <= event_failures.DEVICE.free + 300 / event_failures.DEVICE.forgets_in + 10
    scribe.post(f"/e/{room.code}/table/slips", {**form, "slip": slips[0]}, 429)


def test_a_rooms_code_says_nothing_to_who_guesses_and_phones_in_it_go_on(
    app: Flask, room: Room, clock: Clock
) -> None:
    guesser, number = Client(app), room.open_vote()
    for _ in range(event_failures.ADDRESS.free + 5):
        guesser.raw("GET", f"/e/{a_guess()}/now")
    right, wrong = guesser.raw("GET", f"/e/{room.code}/now"), guesser.raw("GET", f"/e/{a_guess()}/now")
    assert (right.status_code, right.data) == (wrong.status_code, wrong.data) == (429, wrong.data)
    stranger = Client(app)
    stranger.browser.set_cookie(f"e-{room.code}", a_device("stranger").secret.code)
    for path in ("", "/now", "/join", "/table", f"/votes/{number}"):
        assert stranger.raw("GET", f"/e/{room.code}{path}").status_code in (405, 429)
        assert stranger.raw("GET", f"/e/{room.code}{path}?w={'0' * 20}").status_code in (405, 429)
    for phone in room.phones:
        client = room.client(app, phone)
        form = client.get(f"/e/{room.code}").form(f"/e/{room.code}/votes/{number}")
        client.post(f"/e/{room.code}/votes/{number}", {**form, "rating": "3"})
    assert ballots(room, number) == len(room.phones)


def test_two_hundred_phones_behind_one_address_join_while_some_mistype(
    app: Flask, world: World, clock: Clock
) -> None:
    room = a_room(world, {})
    for number in range(200):
        clock.now += 0.5
        client = Client(app)
        if number % 8 == 0:
            client.get(f"/e/{a_guess()}", 404)
        join(client, room, f"{number % 4 + 1}")
    assert people(room) == 200


def test_a_hall_of_phones_that_still_asks_for_its_room_does_not_shut_the_next_one_out(
    app: Flask, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lws_assess.web.events.pulse.SECONDS_KEPT", 0)
    room = a_room(world, {"teachers": 60})
    code = room.code
    clients = [room.client(app, phone) for phone in room.phones]
    assert {client.raw("GET", f"/e/{code}/now").status_code for client in clients} == {200}
    room.end()
    assert {client.raw("GET", f"/e/{code}/now").status_code for client in clients} == {404}
    following = a_room(world, {}, title="The next day")
    assert Client(app).get(f"/e/{following.code}").h1 == "Join The next day"


# --- what is left lying --------------------------------------------------------------------------------------


def test_nothing_of_who_left_is_left(room: Room) -> None:
    number, phone = room.open_vote(), room.phones[0]
    room.cast(phone, number, 4)
    room.leave(phone)
    left = json.dumps(
        everything(room.database),
        default=lambda value: value.hex() if isinstance(value, bytes) else str(value),
    )
    assert phone.device.person.hex() not in left
    assert phone.device.ballot(f"{room.key}/{number}").hex() not in left


def test_slip_numbers_are_as_many_as_were_made(room: Room) -> None:
    made = room.make_slips(7)
    assert slip_numbers(room.codes.salt, 7) == made
