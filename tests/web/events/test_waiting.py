"""A phone that waits: what is public, the voice of what comes next, a guess, and at the end a card to keep."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from lws_assess.actions.events.waiting import tick_facts
from lws_assess.actions.plans.feedback import take_back
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.records.events.visioning_events import get_event_for_change
from lws_assess.survey.events.rooms import CARD_KEPT, CHOICES
from lws_assess.survey.events.ticked_facts import TickedFact
from lws_assess.survey.keys import NO_AREA, AudienceKey
from lws_assess.web.events import rooms as event_rooms
from tests.actions.results.test_priorities import with_results
from tests.pages.client import Client, Page, read_page
from tests.web.events.test_hosts import a_host
from tests.web.events.test_screens import hide
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in
from tests.worlds.telling import published, signed

HALL = {"teachers": 14, "nurses": 11}
FACT = "What came out last time"


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, HALL)


def at(room: Room, path: str = "") -> str:
    return f"/e/{room.code}{path}"


def card_mark(page: Page) -> str:
    (shown,) = page.root.find_all(id="room")
    return shown["data-card"]


# --- facts ---------------------------------------------------------------------------------------------------


def test_waiting_phones_tell_what_is_published_and_only_that(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_rooms, "SECONDS_BETWEEN", 0)
    with_results(world)
    room = a_room(world, HALL)
    client = room.client(app)
    assert FACT not in client.get(at(room)).text, "nothing is public"
    public = published(world)
    with world.database.reading() as session:
        results = view_release(session, world.partnership, world.round)
    assert results
    told = set()
    for kind, step in (
        ("join", 0),
        ("welcome", 0),
        ("break", 0),
        ("reveal", 1),
        ("reveal", 2),
        ("reveal", 3),
    ):
        room.go_to(kind, step)
        told |= set(
            re.findall(r"What came out last time (.*?) (?:Next,|Look again)", client.get(at(room)).text)
        )
    assert len(told) > 2
    lens = results.audiences[0]
    shown = {
        f"{found.area.short_name}: {place_on_scale(found.reading(results.leading).position, lens.audience.scale).text}"
        for found in lens.areas
    }
    assert any(fact.startswith(tuple(shown)) for fact in told), (told, shown)
    version = room.event.version
    with world.database.writing() as session:
        take_back(session, world.partnership, world.round, signed(world))
    assert room.event.version == version
    assert FACT not in client.get(at(room)).text, "taken back, whether the room moves or not"
    assert public


def test_a_facilitator_ticks_what_waiting_phones_may_tell(app: Flask, world: World) -> None:
    host, room = a_host(app, world), a_room(world, HALL)
    phone, facts = room.client(app), f"{room.path}/facts"
    assert "No round has results yet" in host.get(facts).text
    with_results(world)
    page = host.get(facts)
    first, *others = [one for one in page.root.find_all("label") if one.find_all("input", name="fact")]
    assert len(others) > 2
    assert FACT not in phone.get(at(room)).text, "nothing is ticked"
    (box,) = first.find_all("input")
    told = host.send(page, fact=[box["value"], "made-up"])
    assert "Phones that wait may tell 1 fact." in told.text
    assert f"{FACT} {first.text}" in phone.get(at(room)).text
    page = host.get(facts)
    assert [one["value"] for one in page.inputs("fact") if "checked" in one.attributes] == [box["value"]]
    host.send(page, fact=[])
    assert FACT not in phone.get(at(room)).text, "it was taken away again"


def test_only_the_audience_of_a_fact_is_told_it(app: Flask, world: World) -> None:
    with_results(world)
    room = a_room(world, {"teachers": 1, "inspectors": 1})
    with world.database.writing() as session:
        mine = TickedFact(AudienceKey("young-people"), NO_AREA, "For young people alone.")
        tick_facts(session, *room.where, [mine])
    told = [mine.text in room.client(app, phone).get(at(room)).text for phone in room.phones]
    assert told == [False, True]


def test_the_next_area_speaks_with_a_childs_voice(app: Flask, room: Room) -> None:
    areas = room.edition.areas
    client = room.client(app)
    room.go_to("break")
    assert areas[0].child_voice in client.get(at(room)).text
    room.go_to("reveal", 2)
    page = client.get(at(room)).text
    assert areas[2].child_voice in page
    assert areas[1].child_voice not in page
    room.go_to("reveal", len(areas))
    assert not any(area.child_voice in client.get(at(room)).text for area in areas)
    room.go_to("close")
    assert "voice" not in client.get(at(room)).html


@pytest.mark.parametrize("group", ["teachers", "inspectors"])
def test_help_and_support_is_one_tap_away_on_every_page(app: Flask, world: World, group: str) -> None:
    room = a_room(world, {group: 1})
    client = room.client(app)
    support = room.edition.audience("young-people").support
    for kind in ("join", "rate", "words", "close"):
        room.go_to(kind)
        page = client.get(at(room))
        (help_there,) = page.root.find_all("details", **{"class": "help"}) or [None]
        assert (help_there is not None and support in help_there.text) == (group == "inspectors")


# --- guesses -------------------------------------------------------------------------------------------------


def test_a_guess_is_offered_once_nothing_can_be_cast_and_before_it_is_shown(app: Flask, room: Room) -> None:
    client = room.client(app)
    room.go_to("reveal")
    assert "data-guess" not in client.get(at(room)).html
    number = room.open_vote()
    assert "data-guess" not in client.get(at(room)).html, "a vote is no guess"
    room.cast(room.phones[0], number, 2)
    room.stop_vote(number)
    page = client.get(at(room))
    (box,) = [e for e in page.root.walk() if e["data-guess"]]
    assert [b["type"] for b in box.find_all("button")] == ["button"] * 5
    assert not [e for e in box.walk() if e.tag in ("form", "input") or e["name"]], (
        "nothing that could be sent"
    )
    room.show_vote(number)
    page = client.get(at(room))
    assert not [e for e in page.root.walk() if e["data-guess"]]
    assert [e["data-guessed"] for e in page.root.walk() if e["data-guessed"]] == [f"vote-{number}"]


# --- the card ------------------------------------------------------------------------------------------------


def choose(room: Room) -> int:
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    areas = [area.code for area in room.edition.areas]
    for phone in room.phones:
        given = {f"importance_{code}": "5" if n in (0, 2, 4) else "1" for n, code in enumerate(areas)}
        room.cast(phone, number, top_areas=[areas[0], areas[2], areas[4]], **given)
    return number


def test_the_card_holds_nothing_that_the_screen_has_not_shown(app: Flask, room: Room) -> None:
    client, watcher = room.client(app), signed_in(app, room.world.partnership, "steering")

    def has_no_card(why: str) -> None:
        assert card_mark(client.get(at(room))) == "", why
        assert client.get(at(room, "/card")).h1 == "No card yet", why
        assert client.raw("GET", at(room, "/card.html")).status_code == 404, why

    has_no_card("nothing has happened")
    room.go_to("rate")
    room.start_rating()
    for turn, phone in enumerate(room.phones):
        room.rate(phone, 2 + turn % 3)
    has_no_card("people rate")
    room.stop_rating()
    has_no_card("it is made, and not shown")
    room.go_to("reveal")
    room.show_rating()
    first = card_mark(client.get(at(room)))
    card = client.get(at(room, "/card")).text
    on_screen = watcher.get(f"{room.path}/screen").text
    figures = re.findall(r"\d\.\d+", card)
    assert len(figures) >= 8
    assert all(figure in on_screen for figure in figures)
    assert "What comes first" not in card
    hide(room)
    has_no_card("the screen is hidden")
    hide(room, False)
    number = choose(room)
    assert card_mark(client.get(at(room))) == first
    room.stop_vote(number)
    assert "What comes first" not in client.get(at(room, "/card")).text
    room.show_vote(number)
    second = card_mark(client.get(at(room)))
    assert second not in ("", first)
    room.put_vote_away()
    room.go_to("close")
    card = client.get(at(room, "/card"))
    shown = read_page("/screen", watcher.get(f"{room.path}/screen"))
    (firsts,) = shown.root.find_all("ol")
    names = [item.find_all("b")[-1].text for item in firsts.find_all("li")]
    kept = [item.find_all("b")[0].text for item in card.root.find_all("article")[0].find_all("li")]
    assert names
    assert kept == names
    saved = client.raw("GET", at(room, "/card.html"))
    assert "attachment" in saved.headers["Content-Disposition"]
    assert not re.search(r'(?:href|src|action)="(?!#)', saved.text), "a file leads nowhere"
    assert room.phones[0].device.secret.code not in saved.text
    code = room.code
    room.end()
    assert client.get(f"/e/{code}/card", 404).h1 == "This event is over"


def test_a_card_of_few_says_that_nothing_may_be_shown(app: Flask, world: World) -> None:
    room = a_room(world, {"teachers": 3})
    number = choose(room)
    room.stop_vote(number)
    room.show_vote(number)
    page = room.client(app).get(at(room, "/card"))
    assert "Not shown" in page.text
    assert not re.search(r"\d\.\d", page.text)


def test_a_phone_that_slept_finds_the_card_for_fourteen_days(app: Flask, room: Room) -> None:
    def way_to_card() -> str:
        (shown,) = room.client(app).get(at(room)).root.find_all(id="room")
        return shown["data-later"]

    number, way = choose(room), way_to_card()
    room.stop_vote(number)
    room.show_vote(number)
    anybody = Client(app)
    assert anybody.raw("GET", way).status_code == 404, "it has not ended"
    card = room.client(app).get(at(room, "/card"))
    room.end()
    kept = anybody.get(way)
    assert kept.root.find_all("article")[0].text == card.root.find_all("article")[0].text
    assert not re.search(r'(?:href|src|action)="(?!#)', kept.html), "it leads nowhere"
    assert anybody.raw("GET", f"/cards/{'0' * 32}").status_code == 404
    with room.database.writing() as session:
        get_event_for_change(session, *room.where).ended_at = datetime.now(UTC) - CARD_KEPT
    assert anybody.raw("GET", way).status_code == 404, "it is too late"


def test_what_a_host_had_hidden_at_the_end_stands_on_no_card(app: Flask, room: Room) -> None:
    number = choose(room)
    room.stop_vote(number)
    room.show_vote(number)
    (shown,) = room.client(app).get(at(room)).root.find_all(id="room")
    hide(room)
    room.end()
    assert Client(app).raw("GET", shown["data-later"]).status_code == 404


def test_whoever_is_not_in_the_room_is_given_no_card(app: Flask, room: Room) -> None:
    for path in ("/card", "/card.html"):
        assert Client(app).get(at(room, path)).h1.startswith("Join ")
