"""The host's page of a running event: every button, what is refused and how, and two hosts at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from lws_assess.records.events.visioning_events import get_event_for_change, programme_of
from lws_assess.records.events.votes import find_vote, list_votes
from lws_assess.records.people import find_person_by_email
from lws_assess.records.rounds import find_round
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.prepared import prepare
from tests.worlds.rooms import Room, a_planned_event, a_room
from tests.worlds.staff import add_person, client_of, signed_in


def a_host(app: Flask, world: World, name: str = "Ada Host", role: str = "facilitator") -> Client:
    email = add_person(world.database, world.partnership, role, f"{name.split()[0].lower()}@host.example")

    def give_name() -> None:
        with world.database.writing() as session:
            person = find_person_by_email(session, email)
            assert person
            person.name = name

    prepare(world.database, ("is called", email, name), give_name)
    return client_of(app, email)


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world)


@pytest.fixture
def host(app: Flask, world: World) -> Client:
    return a_host(app, world)


def desk(host: Client, room: Room) -> Page:
    return host.get(f"{room.path}/host")


def press(host: Client, room: Room, act: str, status: int = 200, **sent: str) -> Page:
    """Sends a button's form, with a token and the state of the room off the page."""
    form = desk(host, room).form(f"{room.path}/host/gather")
    return host.post(f"{room.path}/host/{act}", {**form, **sent}, status)


def key_of(room: Room, kind: str) -> str:
    with room.database.reading() as session:
        return next(one.key for one in programme_of(session, *room.where) if one.kind == kind)


def first_question(room: Room) -> str:
    area = room.edition.areas[0]
    return f"{area.code}/{area.statements[0].key}"


def start_a_vote(host: Client, room: Room, kind: str = "rating", part: str = "reveal") -> Page:
    room.go_to(part)
    return press(
        host, room, "start-vote", kind=kind, segment=key_of(room, part), question=first_question(room)
    )


# --- through the programme -----------------------------------------------------------------------------------


def test_the_page_says_where_the_room_is_and_what_comes_next(host: Client, room: Room) -> None:
    page = desk(host, room)
    assert page.h1 == "Arrive and join"
    assert "Part 1 of" in page.text
    assert "Next: Why we are here" in page.text
    assert room.code in page.text
    assert all(code in page.text for code in room.scribe_codes.values())
    assert "25" in page.text


def test_next_and_back_name_where_they_go_so_that_pressing_twice_goes_there_once(
    host: Client, room: Room
) -> None:
    welcome = key_of(room, "welcome")
    for _ in range(2):
        assert press(host, room, "go", segment=welcome).h1 == "Why we are here"
    assert room.event.segment == welcome
    assert press(host, room, "go", segment=key_of(room, "join")).h1 == "Arrive and join"


def test_every_part_of_the_day_has_a_desk(host: Client, room: Room) -> None:
    with room.database.reading() as session:
        parts = programme_of(session, *room.where)
    for part in parts:
        assert press(host, room, "go", segment=part.key).h1 == part.title


def test_steps_go_area_by_area(host: Client, room: Room) -> None:
    voices = key_of(room, "voices")
    page = press(host, room, "go", segment=voices)
    assert f"Next area: {room.edition.areas[0].short_name}" in page.text
    page = press(host, room, "go", segment=voices, step="3")
    assert f"area 3: {room.edition.areas[2].short_name}" in page.text
    assert room.event.step == 3
    assert "Next area" not in press(host, room, "go", segment=voices, step="8").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"segment": "nowhere"}, "not there any more"),
        ({"segment": "voices", "step": "99"}, "no such step"),
        ({"segment": "voices", "step": "x"}, "no such step"),
    ],
)
def test_going_where_there_is_nothing_is_refused_in_words(
    host: Client, room: Room, sent: dict[str, str], words: str
) -> None:
    before = room.event.segment
    assert words in press(host, room, "go", 409, **sent).text
    assert room.event.segment == before


def test_a_button_that_is_none_is_not_there(host: Client, room: Room) -> None:
    press(host, room, "explode", 404)


# --- at any time ---------------------------------------------------------------------------------------------


def test_message_timer_hiding_and_bringing_everyone_here(host: Client, room: Room) -> None:
    assert "Message to all: “Lunch is ready”" in press(host, room, "tell", message="Lunch is ready").text
    assert "Lunch is ready" not in press(host, room, "tell", message="").text
    assert "The timer runs until" in press(host, room, "timer", minutes="10").text
    assert "The timer runs until" not in press(host, room, "timer", minutes="0").text
    assert "The screen is hidden" in press(host, room, "hide").text
    assert "The screen is hidden" not in press(host, room, "unhide").text
    press(host, room, "gather")
    assert room.event.gathered == 1


def test_a_parts_own_minutes_start_with_one_tap(host: Client, room: Room) -> None:
    room.go_to("break")
    page = desk(host, room)
    assert "Start this part’s 15 minutes" in page.text
    sent = page.form(f"{room.path}/host/start-minutes")
    page = host.post(f"{room.path}/host/start-minutes", sent)
    ends = room.event.timer_ends_at
    assert ends
    assert timedelta(minutes=14) < ends - datetime.now(UTC) <= timedelta(minutes=15)
    assert re.search(r"The timer runs until \d\d:\d\d. (14|15) minutes left, as of \d\d:\d\d", page.text)
    assert "Start this part’s" not in page.text
    press(host, room, "start-minutes", segment=sent["segment"])  # by a second host
    assert room.event.timer_ends_at == ends
    room.go_to("words")
    page = press(host, room, "start-minutes", 409, segment=sent["segment"])
    assert "The room has gone on" in page.text
    assert room.event.timer_ends_at is None


@pytest.mark.parametrize(
    ("seconds", "words", "not_said"),
    [
        (600, "minutes left, as of", "This part is nearly over"),
        (100, "This part is nearly over. The timer runs until", "The time was up at"),
        (-190, "3 minutes over, as of", "The timer runs until"),
    ],
    ids=["long before", "nearly over", "over"],
)
def test_hosts_are_warned_before_the_end_and_told_of_every_minute_over_it(
    host: Client, room: Room, seconds: int, words: str, not_said: str
) -> None:
    with room.database.writing() as session:
        get_event_for_change(session, *room.where).timer_ends_at = datetime.now(UTC) + timedelta(
            seconds=seconds
        )
    page = desk(host, room).text
    assert words in page
    assert not_said not in page
    assert ("The time was up at" in page) == ("Start this part’s" in page) == (seconds < 0)


@pytest.mark.parametrize(
    ("act", "sent", "words"),
    [
        ("timer", {"minutes": "soon"}, "Enter whole minutes"),
        ("timer", {"minutes": "100000"}, "Between 1 and"),
        ("tell", {"message": "x" * 161}, "Use 160 characters or fewer"),
    ],
)
def test_what_will_not_do_is_said_and_what_was_typed_stays(
    host: Client, room: Room, act: str, sent: dict[str, str], words: str
) -> None:
    page = press(host, room, act, 409, **sent)
    assert words in page.text
    assert next(iter(sent.values())) in page.html


# --- votes ---------------------------------------------------------------------------------------------------


def test_a_vote_goes_from_start_to_second_vote(host: Client, room: Room) -> None:
    page = start_a_vote(host, room)
    assert "0 of 25 have voted" in page.text
    room.cast_all(1, {"teachers": [2] * 6 + [4] * 6, "nurses": [3] * 8})
    assert "20 of 25 have voted" in desk(host, room).text
    page = press(host, room, "stop-vote", vote="1")
    assert "20 voted. It is closed, and nobody has seen anything yet." in page.text
    assert "The room sees what it came to" in press(host, room, "show-vote", vote="1").text
    assert "Second vote" in press(host, room, "vote-again", vote="1").text
    press(host, room, "stop-vote", vote="2")
    press(host, room, "put-away", vote="2")
    with room.database.reading() as session:
        assert [(v.number, v.again_of, v.state) for v in list_votes(session, *room.where)] == [
            (1, None, "shown"),
            (2, 1, "closed"),
        ]
    assert room.event.vote is None


def test_a_practice_is_wiped_when_it_is_put_away(host: Client, room: Room) -> None:
    assert "Practice" in start_a_vote(host, room, "practice", "practice").text
    room.cast_all(1, {"teachers": [3] * 12})
    press(host, room, "stop-vote", vote="1")
    assert "It does not count" in press(host, room, "show-vote", vote="1").text
    press(host, room, "put-away", vote="1")
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, 1)
        assert vote
        assert (vote.voted, vote.released_json) == (0, "")


def test_a_statement_that_was_practised_or_voted_on_is_not_offered_again(host: Client, room: Room) -> None:
    area = room.edition.areas[0]
    values = [f"{area.code}/{statement.key}" for statement in area.statements]
    room.a_shown_vote({}, "practice", area.code, area.statements[0].key)
    room.put_vote_away()
    room.a_shown_vote({}, "rating", area.code, area.statements[1].key)
    room.put_vote_away()
    room.go_to("reveal")
    offered = [one["value"] for one in host.get(f"{room.path}/host").root.find_all("option")]
    assert not {*values[:2]} & {*offered}
    assert {*values[2:]} <= {*offered}


def test_choosing_priorities_is_a_vote_of_its_own(host: Client, room: Room) -> None:
    room.go_to("priorities")
    page = press(host, room, "start-vote", kind="choices", segment=key_of(room, "priorities"))
    assert "Choosing priorities" in page.text
    press(host, room, "stop-vote", vote="1")
    assert "The room sees" in press(host, room, "show-vote", vote="1").text


def test_the_part_for_second_votes_offers_the_first_ones(host: Client, room: Room) -> None:
    room.go_to("reveal")
    room.a_shown_vote({"teachers": [2] * 12})
    room.put_vote_away()
    room.go_to("vote-again")
    page = desk(host, room)
    assert page.radios()["vote"] == ["1"]
    assert "Second vote" in press(host, room, "vote-again", vote="1").text


WRONG_ORDER: list[tuple[str, Callable[[Room], object], str, dict[str, str], str]] = [
    ("go on while voting", lambda r: r.open_vote(), "go", {"segment": "welcome"}, "Stop it before you go on"),
    ("a second vote at once", lambda r: r.open_vote(), "start-vote", {}, "A vote is open already"),
    ("show what is open", lambda r: r.open_vote(), "show-vote", {"vote": "1"}, "Stop the vote first"),
    ("put away what is open", lambda r: r.open_vote(), "put-away", {"vote": "1"}, "Stop the vote first"),
    (
        "vote again while open",
        lambda r: r.open_vote(),
        "vote-again",
        {"vote": "1"},
        "Stop the first vote first",
    ),
    ("stop what is not there", lambda _: None, "stop-vote", {"vote": "7"}, "no such vote"),
    ("show what is not there", lambda _: None, "show-vote", {"vote": ""}, "no such vote"),
    ("again what is not there", lambda _: None, "vote-again", {"vote": "7"}, "Only a first vote"),
    ("vote on nothing", lambda _: None, "start-vote", {"question": "nothing"}, "Choose a statement"),
    ("vote of no kind", lambda _: None, "start-vote", {"kind": "beauty"}, "Choose what to vote on"),
    ("show ratings at once", lambda _: None, "show-rating", {}, "Stop the rating first"),
    ("stop what has not begun", lambda _: None, "stop-rating", {}, "not"),
]


@pytest.mark.parametrize(
    ("before", "act", "sent", "words"), [case[1:] for case in WRONG_ORDER], ids=[c[0] for c in WRONG_ORDER]
)
def test_what_comes_in_the_wrong_order_is_refused_in_words(
    host: Client, room: Room, before: Callable[[Room], object], act: str, sent: dict[str, str], words: str
) -> None:
    room.go_to("reveal")
    before(room)
    if act == "start-vote":
        sent = {"kind": "rating", "segment": key_of(room, "reveal"), "question": first_question(room), **sent}
    page = press(host, room, act, 409, **sent)
    assert words in page.text
    assert page.h1 == "See it, talk about it"


def test_a_vote_is_not_started_in_a_part_that_the_room_has_left(host: Client, room: Room) -> None:
    room.go_to("practice")
    page = press(
        host,
        room,
        "start-vote",
        409,
        kind="rating",
        segment=key_of(room, "reveal"),
        question=first_question(room),
    )
    assert "gone on" in page.text


def test_stopping_twice_stops_once_and_says_so(host: Client, room: Room) -> None:
    start_a_vote(host, room)
    press(host, room, "stop-vote", vote="1")
    assert "stopped already" in press(host, room, "stop-vote", 409, vote="1").text


def test_putting_away_twice_leaves_what_was_put_on_meanwhile(host: Client, room: Room) -> None:
    start_a_vote(host, room)
    press(host, room, "stop-vote", vote="1")
    press(host, room, "put-away", vote="1")
    press(host, room, "vote-again", vote="1")
    assert "have voted" in press(host, room, "put-away", vote="1").text


# --- rating alone --------------------------------------------------------------------------------------------


def test_rating_alone_is_started_stopped_and_shown(host: Client, room: Room) -> None:
    room.go_to("rate")
    assert "0 of 25 have sent" in press(host, room, "start-rating").text
    for phone in room.phones[:12]:
        room.rate(phone)
    room.begin_rating(room.phones[12])
    page = desk(host, room)
    assert "12 of 25 have sent their answers. 13 have begun." in page.text
    assert "1 person who is in the middle has two minutes" in page.text
    assert "still in the middle" in press(host, room, "stop-rating").text
    assert "Look again" in press(host, room, "show-rating", 409).text
    assert not room.event.rating_shown
    assert "The results may be seen" in press(host, room, "show-rating", sure="yes").text
    with room.database.reading() as session:
        this = find_round(session, room.world.partnership, room.event.round or "")
        assert this
        assert this.released_at


def test_rating_that_was_shown_is_not_started_again(host: Client, room: Room) -> None:
    room.go_to("rate")
    room.a_shown_rating()
    assert "rated alone already" in press(host, room, "start-rating", 409).text


def test_the_reveal_offers_what_views_differ_most_on(host: Client, world: World) -> None:
    room = a_room(world, {"teachers": 34})  # of fewer than thirty nothing is said of how far they agree
    room.go_to("rate")
    room.a_shown_rating()
    room.go_to("reveal")
    page = desk(host, room)
    assert "Where views differ most" in page.text
    assert page.text.count("Vote on “") == 3


# --- two hosts, and whoever is none ----------------------------------------------------------------------------


def test_the_second_host_sees_what_the_first_did_and_goes_on_from_there(
    app: Flask, world: World, room: Room
) -> None:
    anna, ben = a_host(app, world, "Anna"), a_host(app, world, "Ben")
    start_a_vote(anna, room)
    assert "Anna started a vote, " in desk(ben, room).html
    press(ben, room, "stop-vote", vote="1")
    assert "Ben stopped the vote, " in desk(anna, room).html
    said = anna.raw("GET", f"{room.path}/host/now").get_json()
    assert said["last"].startswith("Ben stopped the vote, ")
    assert said["version"] == room.event.version
    assert said["counts"]["people"] == 25


def test_the_steering_group_and_other_partnerships_find_no_host_here(
    app: Flask, world: World, room: Room
) -> None:
    there = World(app.config["DATABASE"], partnership="there", round="theirs")
    for client in (
        signed_in(app, world.partnership, "steering"),
        signed_in(app, there.partnership, "facilitator"),
    ):
        for path in ("host", "host/now", "host/end", "words", "evidence", "actions", "missing"):
            assert client.get(f"{room.path}/{path}").status_code == 404, path


def test_an_event_of_another_partnership_is_not_there(app: Flask, world: World, room: Room) -> None:
    there = World(app.config["DATABASE"], partnership="there", round="theirs")
    host = a_host(app, there)
    assert host.raw("GET", f"/p/there/events/{room.key}/host").status_code == 404


# --- before and after ------------------------------------------------------------------------------------------


def test_an_event_that_has_not_begun_leads_to_where_it_begins(host: Client, world: World) -> None:
    planned = a_planned_event(world)
    page = desk(host, planned)
    assert "has not begun" in page.text
    token = host.get(f"{planned.path}/edit").form()["csrf_token"]
    page = host.post(f"{planned.path}/host/gather", {"csrf_token": token}, 409)
    assert "This event has not begun." in page.text


def test_ending_says_what_is_erased_and_what_stays_and_then_ends(host: Client, room: Room) -> None:
    room.go_to("words")
    room.write(room.phones[0], "vision", "Kinder")
    page = host.get(f"{room.path}/host/end")
    assert "every single vote" in page.text
    assert "1 thing that somebody wrote has not been looked at" in page.text
    host.send(page)
    assert room.event.state == "ended"
    assert room.event.attended == {"teachers": 12, "nurses": 8, "inspectors": 5}


def test_an_event_with_an_open_vote_is_not_ended(host: Client, room: Room) -> None:
    start_a_vote(host, room)
    page = host.get(f"{room.path}/host/end")
    assert "Stop it before you end the event" in host.send(page, 409).text
    assert room.event.state == "running"


def test_what_is_pressed_after_the_end_is_refused_in_words(host: Client, room: Room) -> None:
    token = desk(host, room).form(f"{room.path}/host/gather")["csrf_token"]
    room.end()
    assert "This event is over." in host.post(f"{room.path}/host/gather", {"csrf_token": token}).html
