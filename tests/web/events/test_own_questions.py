"""Questions of a room's own on every page: written, asked, answered on phones and slips, shown, and summed up."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.records.events.visioning_events import programme_of
from lws_assess.records.events.words import words_of_event
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programmes import Segment
from tests.pages.client import Client, Page
from tests.web.events.test_hosts import a_host, desk, press
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_planned_event, a_room

COLOURS = ("Red", "Green & blue", "Black")


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world)


@pytest.fixture
def host(app: Flask, world: World) -> Client:
    return a_host(app, world)


def screen(host: Client, room: Room) -> Page:
    return host.get(f"{room.path}/screen")


def segments(room: Room) -> dict[str, Segment]:
    with room.database.reading() as session:
        return {one.kind: one for one in programme_of(session, *room.where)}


def answer_by_form(app: Flask, room: Room, number: int, status: int = 200, **fields: str | list[str]) -> Page:
    """Sends the form of the first phone as a browser without scripts does."""
    client, action = room.client(app), f"/e/{room.code}/votes/{number}"
    form = client.get(f"/e/{room.code}").form(action)
    return client.post(action, {**form, **{k.replace("_", "-"): v for k, v in fields.items()}}, status)


# --- in the programme ------------------------------------------------------------------------------------------


def test_a_question_is_written_into_the_programme_and_comes_back_as_it_was(
    host: Client, world: World
) -> None:
    event = a_planned_event(world)
    at = f"{event.path}/programme"
    page = host.get(f"{at}/")
    page = host.post(f"{at}/add", {**page.form(f"{at}/add"), "kind": "choice"})
    assert page.h1 == "Change Multiple choice"
    here = f"{at}/choice/edit"
    assert page.form()["question"] == ""
    page = host.post(here, {**page.form(), "question": "Which?", "options": "Red", "most": "1"}, 400)
    assert page.faults() == {"options": "Write at least 2 options, each on a line of its own."}
    page = host.post(here, {**page.form(), "options": "Red\n\n Green & blue \nBlack", "most": "5"}, 400)
    assert page.faults() == {"most": "There are only 3 options to choose from."}
    page = host.post(here, {**page.form(), "most": "2"})
    assert "Which?" in page.text
    kept = OwnQuestion("choice", "Which?", COLOURS, 2)
    assert segments(event)["choice"].question == kept
    page = host.post(f"{at}/choice/remove", page.form(f"{at}/choice/remove"))
    assert "choice" not in segments(event)
    host.post(f"{at}/put-back", page.form(f"{at}/put-back"))
    assert segments(event)["choice"].question == kept


def test_a_part_without_a_question_is_pointed_out_and_opens_no_vote(host: Client, room: Room) -> None:
    key = room.add_question("choice", text="")
    assert "has no question yet" in host.get(f"{room.path}/programme/").text
    room.go_to_part(key)
    assert "Write the question." in desk(host, room).text
    assert "Write the question." in press(host, room, "start-vote", 409, kind="own", segment=key).text


# --- from start to the screen ----------------------------------------------------------------------------------


def test_a_question_goes_from_the_desk_to_phones_and_back_to_the_screen(
    app: Flask, host: Client, room: Room
) -> None:
    key = room.add_question("choice", "Which colour?", COLOURS)
    room.go_to_part(key)
    assert "Which colour?" in screen(host, room).text
    page = press(host, room, "start-vote", kind="own", segment=key)
    assert "0 of 25 have voted" in " ".join(page.text.split())
    phone = room.client(app).get(f"/e/{room.code}")
    assert phone.taps("option") == ["0", "1", "2"]
    page = answer_by_form(app, room, 1, option="1")
    assert "Your answer: Green & blue" in page.text
    assert page.pressed() == {"option": "1"}
    for one in room.phones[1:]:
        room.cast(one, 1, option="0")
    open_ = screen(host, room).text
    assert "25 of 25 have voted" in " ".join(open_.split())
    assert "24" not in open_  # no count of an option before the vote is stopped
    assert "24" not in press(host, room, "stop-vote", vote="1").text
    assert "24" not in screen(host, room).text
    press(host, room, "show-vote", vote="1")
    assert "Most chosen: “Red” (24)." in screen(host, room).text
    assert "25 people answered." in screen(host, room).text
    assert "Most chosen: “Red” (24). 25 people answered." in room.client(app).get(f"/e/{room.code}").text
    press(host, room, "hide")
    assert "Most chosen" not in screen(host, room).text
    assert "Most chosen" not in room.client(app).get(f"/e/{room.code}").text
    press(host, room, "unhide")
    press(host, room, "put-away", vote="1")
    assert "Most chosen" not in screen(host, room).text
    press(host, room, "show-vote", vote="1")
    assert "Most chosen" in screen(host, room).text


def test_a_refused_answer_stands_at_its_field_with_what_was_chosen(app: Flask, room: Room) -> None:
    number = room.ask("ranking", "What comes first?", COLOURS)
    page = answer_by_form(app, room, number, 400, place_0="2", place_1="2", place_2="3")
    assert page.faults() == {"option": "Two options have the same place. Give each place once."}
    form = page.form(f"/e/{room.code}/votes/{number}")
    assert [form[f"place-{option}"] for option in range(3)] == ["2", "2", "3"]
    page = answer_by_form(app, room, number, place_0="2", place_1="1", place_2="3")
    assert "Your answer: 1. Green & blue, 2. Red, 3. Black" in page.text


def test_a_scribe_types_in_the_answer_of_a_slip_once(app: Flask, room: Room) -> None:
    number = room.ask("choice", "Which colours?", COLOURS, most=2)
    [slip] = room.make_slips(1)
    client = room.client(app, room.make_scribe())
    at = f"/e/{room.code}/table/slips"
    page = client.post(at, {**client.get(at).form(at), "slip": slip})
    page = client.post(at, {**page.form(at), "group": "teachers"})
    action = f"{at}/votes/{number}"
    page = client.post(action, page.form(action), 400)
    assert page.faults() == {"option": "Choose an answer."}
    page = client.post(action, {**page.form(action), "option": ["0", "2"]})
    page = client.post(at, {**page.form(at), "slip": slip})
    assert "This slip has voted" in page.text
    assert "Red" not in page.text  # nor what it chose


def test_too_few_answers_are_withheld_with_the_reason(host: Client, room: Room) -> None:
    number = room.ask("choice", "Which colour?", COLOURS)
    for phone in room.phones[:9]:
        room.cast(phone, number, option="0")
    room.stop_vote(number)
    room.show_vote(number)
    seen = screen(host, room)
    assert "9 people voted." in seen.text
    assert "Not shown: fewer than 10 people answered this." in seen.text
    assert "Red" not in seen.text
    assert "It would need 10 people who do." in desk(host, room).text


# --- words -----------------------------------------------------------------------------------------------------


def test_an_open_question_is_answered_checked_and_shown(app: Flask, host: Client, room: Room) -> None:
    key = room.add_question("open", "What gets in your way?")
    room.go_to_part(key)
    client, action = room.client(app), f"/e/{room.code}/words"
    page = client.get(f"/e/{room.code}")
    assert "What gets in your way?" in page.text
    page = client.post(action, {**page.form(action), "text": "Too many forms"})
    assert "You have written 1 thing here" in page.text
    assert "Too many forms" not in screen(host, room).text
    page = host.get(f"{room.path}/words")
    assert "Open question: What gets in your way?" in page.text
    form = page.form(f"{room.path}/words")
    with room.database.reading() as session:
        [word] = words_of_event(session, *room.where)
    host.post(f"{room.path}/words", {"csrf_token": form["csrf_token"], "shown": word.id.hex()})
    assert "Too many forms" in screen(host, room).text


def test_a_question_of_the_room_is_parked_and_taken_out_again(host: Client, room: Room) -> None:
    room.go_to_part(room.add_question("questions", "What do you want to ask?"))
    asked = room.write(room.phones[0], "asked", "Who pays?")
    room.let_through(asked)
    token = host.get(f"{room.path}/words?state=shown").form(f"{room.path}/words?state=shown")["csrf_token"]
    at = f"{room.path}/words?state=shown"
    assert "put into the parking lot" in host.post(at, {"csrf_token": token, "park": asked.hex()}).text
    assert "Parking lot: answered later" in screen(host, room).text
    assert "taken out of the parking lot" in host.post(at, {"csrf_token": token, "unpark": asked.hex()}).text
    assert "Parking lot" not in screen(host, room).text


# --- afterwards, and on paper ------------------------------------------------------------------------------------


def test_the_summary_says_what_came_of_every_question_but_the_ice_breaker(host: Client, room: Room) -> None:
    asked = (
        ("ice-breaker", "How did you come?", ("By bus", "By bike", "On foot")),
        ("choice", "Which colour?", COLOURS),
    )
    for kind, text, options in asked:
        number = room.ask(kind, text, options)
        for phone in room.phones:
            room.cast(phone, number, option="2")
        room.stop_vote(number)
        room.show_vote(number)
    again = room.vote_again(number)
    for phone in room.phones:
        room.cast(phone, again, option="0")
    room.stop_vote(again)
    room.show_vote(again)
    room.go_to_part(room.add_question("questions", "What do you want to ask?"))
    kept = room.write(room.phones[0], "asked", "Who pays?")
    room.let_through(kept, room.write(room.phones[1], "asked", "When?"))
    dots = room.open_own_vote()
    for phone in room.phones:
        room.cast(phone, dots, option="0")
    room.stop_vote(dots)
    room.show_vote(dots)
    room.end()
    text = " ".join(host.get(f"{room.path}/summary").text.split())
    assert "Questions of our own" in text
    assert text.count("Most chosen: “Red” (24 to 25). 25 people answered.") == 1
    assert "Chose it, first vote" in text
    assert "How did you come?" not in text
    assert "Who pays?" in text
    assert "Gave it a dot" in text


def test_the_paper_pack_has_a_sheet_for_every_question(host: Client, room: Room) -> None:
    assert "Questions of our own" not in host.get(f"{room.path}/paper").text
    for kind in ("ice-breaker", "ranking", "dots", "open", "questions"):
        room.add_question(kind, f"About {kind}?", COLOURS if kind in ("ice-breaker", "ranking") else ())
    assert "Questions of our own" in host.get(f"{room.path}/paper").text
    reply = host.raw("GET", f"{room.path}/paper.pdf?part=own")
    assert reply.status_code == 200
    assert reply.data.startswith(b"%PDF")
