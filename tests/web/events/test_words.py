"""What people in a room wrote, before the screen shows it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from lws_assess.records.events.words import words_of_event
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person, client_of


@pytest.fixture
def room(world: World) -> Room:
    room = a_room(world, {"teachers": 6, "inspectors": 2})
    room.go_to("words")
    return room


@pytest.fixture
def host(app: Flask, world: World) -> Client:
    return client_of(app, add_person(world.database, world.partnership, "facilitator", "ada@host.example"))


def page_of(host: Client, room: Room, state: str = "") -> Page:
    return host.get(f"{room.path}/words" + (f"?state={state}" if state else ""))


def decide(host: Client, room: Room, status: int = 200, state: str = "", **sent: str | list[str]) -> Page:
    token = host.get(f"{room.path}/edit").form()["csrf_token"]
    address = f"{room.path}/words" + (f"?state={state}" if state else "")
    return host.post(address, {"csrf_token": token, **sent}, status)


def kept(room: Room) -> dict[str, tuple[str, str]]:
    """State and theme of each text."""
    with room.database.reading() as session:
        return {word.text: (word.state, word.theme) for word in words_of_event(session, *room.where)}


def write(room: Room, *texts: str, kind: str = "vision", **about: Any) -> list[str]:
    return [
        room.write(phone, kind, text, **about).hex() for phone, text in zip(room.phones, texts, strict=False)
    ]


def test_nothing_waits_at_first(host: Client, room: Room) -> None:
    assert "Nothing is waiting." in page_of(host, room).text


def test_one_thing_is_let_through_or_put_aside_by_its_own_button(host: Client, room: Room) -> None:
    first, second, _ = write(room, "Kind", "Slow", "Near")
    page = decide(host, room, shown=first)
    assert "1 contribution is let through to the screen." in page.html
    decide(host, room, aside=second)
    assert kept(room) == {"Kind": ("shown", ""), "Slow": ("put aside", ""), "Near": ("waiting", "")}
    assert "Kind" in page_of(host, room, "shown").text
    assert "Slow" in page_of(host, room, "aside").text
    assert "Near" in page_of(host, room).text


def test_all_that_are_ticked_go_together_and_come_back_together(host: Client, room: Room) -> None:
    words = [one for turn in range(7) for one in write(room, *["kind and near"] * 8, number=turn)]
    page = decide(host, room, word=words[:50], do="shown")
    assert "50 contributions are let through" in page.html
    assert "Undo: let 50 contributions wait again" in page.text
    assert page.form(f"{room.path}/words").get("word") in words[:50]  # the last that the form holds
    undo = next(form for form in page.root.find_all("form") if "Undo" in form.text)
    assert {one["value"] for one in undo.find_all("input", name="word")} == set(words[:50])
    decide(host, room, word=words[:50], do="waiting")
    assert {state for state, _ in kept(room).values()} == {"waiting"}


def test_words_are_put_together_under_a_theme_and_taken_out_again(host: Client, room: Room) -> None:
    words = write(room, "Kind", "Kindly", "Near")
    page = decide(host, room, word=words[:2], do="together", theme=" Being  kind ")
    assert kept(room) == {
        "Kind": ("waiting", "Being kind"),
        "Kindly": ("waiting", "Being kind"),
        "Near": ("waiting", ""),
    }
    assert [option["value"] for option in page.root.find_all("option")] == ["Being kind"]
    decide(host, room, word=words[:1], do="together", theme="")
    assert kept(room)["Kind"] == ("waiting", "")


def test_a_name_is_marked_and_the_words_are_changed(host: Client, room: Room) -> None:
    (word,) = write(room, "Ask Mr Carter, he knows")
    page = page_of(host, room)
    assert "may be a name" in page.text
    page = host.get(f"{room.path}/words/{word}")
    assert page.h1 == "Change the words"
    host.send(page, text="Ask the school, it knows", do="shown")
    assert kept(room) == {"Ask the school, it knows": ("shown", "")}


def test_changed_words_may_wait_and_may_not_be_empty_or_too_long(host: Client, room: Room) -> None:
    (word,) = write(room, "Mr Carter")
    page = host.get(f"{room.path}/words/{word}")
    for text in ("", "x" * 201):
        assert host.send(page, 400, text=text, do="shown").faults()
    host.send(page, text="The school", do="keep")
    assert kept(room) == {"The school": ("waiting", "")}


def test_words_of_risk_stand_first_with_the_safeguarding_contact(host: Client, room: Room) -> None:
    write(room, "Kind", "He hits me at home")
    text = page_of(host, room).text
    assert text.index("Look at these first") < text.index("He hits me at home") < text.index("Kind")
    assert "Sam Oyelaran" in text


def test_what_helps_stands_by_area(host: Client, room: Room) -> None:
    room.go_to("helps")
    area = room.edition.areas[1]
    write(room, "One team", kind="helps", area=area.code)
    write(room, "No time", kind="hinders", area=area.code)
    text = page_of(host, room).text
    assert f"What helps: {area.short_name}" in text
    assert f"What hinders: {area.short_name}" in text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Tick at least one thing first"),
        ({"do": "shown"}, "Tick at least one thing first"),
        ({"do": "shown", "word": "nonsense"}, "Tick at least one thing first"),
        ({"do": "burn", "word": "00" * 16}, "Choose what is to happen"),
        ({"do": "together", "word": "00" * 16, "theme": "x" * 61}, "60 characters or fewer"),
    ],
)
def test_what_will_not_do_is_said_on_the_page(
    host: Client, room: Room, sent: dict[str, str], words: str
) -> None:
    write(room, "Kind")
    assert words in decide(host, room, 409, **sent).text
    assert kept(room) == {"Kind": ("waiting", "")}


def test_words_of_another_event_are_not_moved_and_not_there(host: Client, world: World, room: Room) -> None:
    (word,) = write(room, "Kind")
    other = a_room(world, {"teachers": 1}, title="Another day")
    decide(host, other, shown=word)
    assert kept(room) == {"Kind": ("waiting", "")}
    assert host.raw("GET", f"{other.path}/words/{word}").status_code == 404
    assert host.raw("GET", f"{room.path}/words/{'0' * 32}").status_code == 404
    assert host.raw("GET", f"{room.path}/words/nonsense").status_code == 404


def test_after_the_end_words_can_be_read_and_not_moved(host: Client, room: Room) -> None:
    first, _ = write(room, "Kind", "Slow")
    decide(host, room, shown=first)
    room.end()
    page = page_of(host, room, "shown")
    assert "Kind" in page.text
    assert "Take it back" not in page.text
    assert "This event is over." in decide(host, room, 409, waiting=first).text


def test_another_host_sees_who_let_words_through(host: Client, room: Room) -> None:
    (word,) = write(room, "Kind")
    decide(host, room, shown=word)
    assert "let words through" in host.get(f"{room.path}/host").html


# --- everything without flags ----------------------------------------------------------------------------

FLAGGED = ("Ask Mr Carter, he knows", "He hits me at home")


def press_unflagged(host: Client, page: Page, room: Room, status: int = 200) -> Page:
    """The one button, with what the form of the page names."""
    named = [e["value"] for e in page.root.find_all("input", name="unflagged")]
    return decide(host, room, status, do="unflagged", unflagged=named)


def test_everything_without_flags_goes_through_in_one_press_and_comes_back_in_one(
    host: Client, room: Room
) -> None:
    write(room, "Kind", "Near", *FLAGGED)
    page = page_of(host, room)
    assert "Let through everything without flags (2)" in page.text
    done = press_unflagged(host, page, room)
    assert "are let through to the screen" in done.text
    assert {text: state for text, (state, _) in kept(room).items()} == {
        "Kind": "shown",
        "Near": "shown",
        **dict.fromkeys(FLAGGED, "waiting"),
    }
    assert "Let through everything" not in page_of(host, room).text
    assert "Undo: let 2" in done.text


@pytest.mark.parametrize("do", ["shown", "aside"])
def test_what_has_a_flag_waits_for_a_decision_of_its_own_though_it_was_ticked_with_others(
    host: Client, room: Room, do: str
) -> None:
    words = write(room, "Kind", *FLAGGED)
    page = decide(host, room, word=words, do=do)
    assert "2 have flags and wait: decide each by its own button." in page.text
    states = {text: state for text, (state, _) in kept(room).items()}
    assert states == {"Kind": "shown" if do == "shown" else "put aside", **dict.fromkeys(FLAGGED, "waiting")}
    assert "has flags, and waits" in decide(host, room, 409, word=words[1:], do=do).text
    decide(host, room, **{do: words[1]})
    assert kept(room)[FLAGGED[0]][0] == states["Kind"]


def test_who_could_ask_somebody_may_have_the_flag_too(host: Client, room: Room) -> None:
    room.go_to("missing")
    words = write(room, "Childminders", kind="missing", more="Ring Mr Carter on 01632 960114")
    assert "has flags, and waits" in decide(host, room, 409, word=words, do="shown").text


def test_what_came_after_the_page_was_read_is_not_let_through_by_it(host: Client, room: Room) -> None:
    write(room, "Kind")
    page = page_of(host, room)
    room.write(room.phones[1], "vision", "Unread")
    press_unflagged(host, page, room)
    assert {text: state for text, (state, _) in kept(room).items()} == {"Kind": "shown", "Unread": "waiting"}


def test_a_batch_undoes_nothing_that_another_host_did_meanwhile(host: Client, room: Room) -> None:
    kind, near = write(room, "Kind", "Near")
    page = page_of(host, room)
    decide(host, room, aside=kind)
    assert "1 did not wait any more, and stays as it was." in press_unflagged(host, page, room).text
    assert kept(room)["Kind"][0] == "put aside"
    assert "another host has looked at it" in decide(host, room, 409, word=[kind, near], do="shown").text


def test_a_flag_is_looked_for_in_the_words_as_they_are_now(host: Client, room: Room) -> None:
    (word,) = write(room, "Kind")
    page = page_of(host, room)
    host.send(host.get(f"{room.path}/words/{word}"), text="Ask Mr Carter, he knows", do="keep")
    press_unflagged(host, page, room, 409)
    assert kept(room) == {"Ask Mr Carter, he knows": ("waiting", "")}


def test_without_anything_named_the_button_says_so(host: Client, room: Room) -> None:
    write(room, *FLAGGED)
    assert "Nothing without flags is waiting." in decide(host, room, 409, do="unflagged").text
