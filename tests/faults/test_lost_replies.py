"""F4 at an event: what was kept, and whose sender heard something else, is sent again and counts once.

Whatever happens in between: the vote is closed and shown, the room goes on, a host lets words through or changes them.
Each sending gets the reply that the first one got.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.casting import TOO_LATE
from lws_assess.records.comments import Alert
from lws_assess.records.events.tables import proposed_actions, table_ratings
from lws_assess.records.events.votes import count_event_ballots, find_answer, find_vote
from lws_assess.records.events.words import words_of_event
from lws_assess.survey.events.rooms import CHOICES
from lws_assess.survey.secrets import form_token
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Phone, Room, a_room

Reply = tuple[int, object]
NAME = "fedcba9876543210" * 2
KEPT: Reply = (200, {"kept": True, "asked": NAME})


@pytest.fixture
def room(either_app: Flask) -> Room:
    return a_room(World(either_app.config["DATABASE"]), {"teachers": 12})


def send(app: Flask, room: Room, path: str, phone: Phone | None = None, **fields: str | list[str]) -> Reply:
    """As a script does."""
    secret = (phone or room.phones[0]).device.secret
    client = app.test_client()
    client.set_cookie(f"e-{room.code}", secret.code)
    form = {name.replace("_", "-"): value for name, value in fields.items()}
    reply = client.post(
        f"/e/{room.code}/{path}",
        data={"csrf_token": form_token(secret, b"m" * 16), **form},
        headers={"Accept": "application/json", "Asking": NAME},
    )
    return reply.status_code, reply.get_json()


def again_and_again(sending: Callable[[], Reply], *between: Callable[[], object]) -> None:
    """Sends the same once more after each thing that happens."""
    assert sending() == KEPT
    assert sending() == KEPT
    for happens in between:
        happens()
        assert sending() == KEPT, happens


def test_a_vote(either_app: Flask, room: Room) -> None:
    number = room.open_vote()
    for phone, rating in zip(room.phones[1:], "12345" * 3, strict=False):
        room.cast(phone, number, int(rating))
    again_and_again(
        lambda: send(either_app, room, f"votes/{number}", rating="3"),
        lambda: room.stop_vote(number),
        lambda: room.show_vote(number),
        room.put_vote_away,
        lambda: room.go_to("words"),
        room.open_vote,
    )
    status, told = send(either_app, room, f"votes/{number}", rating="4")  # another one comes too late
    assert (status, told) == (409, {"refusal": TOO_LATE, "field": "", "asked": NAME})
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        assert vote.voted == 12
        mine = find_answer(session, *room.where, room.phones[0].device.ballot(f"{room.key}/{number}"))
        assert mine == bytes([3])


def test_a_vote_that_never_came_is_not_taken_for_one_that_did(either_app: Flask, room: Room) -> None:
    number = room.open_vote()
    room.cast(room.phones[1], number, 3)
    room.stop_vote(number)
    assert send(either_app, room, f"votes/{number}", rating="3")[0] == 409
    assert send(either_app, room, f"votes/{number}", rating="nonsense")[0] == 409


def test_a_choice_of_priorities(either_app: Flask, room: Room) -> None:
    number = room.open_vote(CHOICES)
    codes = [area.code for area in room.edition.areas]
    again_and_again(
        lambda: send(either_app, room, f"votes/{number}", top_areas=codes[:2]),
        lambda: room.stop_vote(number),
    )
    assert send(either_app, room, f"votes/{number}", top_areas=codes[:1])[0] == 409


def texts(room: Room) -> list[str]:
    with room.database.reading() as session:
        return sorted(word.text for word in words_of_event(session, *room.where))


def reword(room: Room, old: str, new: str) -> None:
    with room.database.writing() as session:
        word = next(one for one in words_of_event(session, *room.where) if one.text == old)
        event_words.reword_on_screen(session, *room.where, word.id, new, HOST, room.world.now)


def test_words(either_app: Flask, room: Room) -> None:
    room.go_to("words")
    again_and_again(
        lambda: send(either_app, room, "words", kind="vision", number="0", text=" Warm  and Ada"),
        lambda: reword(room, "Warm and Ada", "Warm"),
        lambda: room.go_to("break"),
    )
    assert texts(room) == ["Warm"]
    assert send(either_app, room, "words", kind="vision", number="0", text="Another")[0] == 409


def test_words_under_a_number_that_was_used(either_app: Flask, room: Room) -> None:
    room.go_to("words")
    for text in ("Warm", "Kind", "Near"):
        again_and_again(
            lambda text=text: send(either_app, room, "words", kind="vision", number="0", text=text)
        )
    reword(room, "Kind", "Kinder")
    for text in ("Kind", "Near", "Warm"):
        again_and_again(
            lambda text=text: send(either_app, room, "words", kind="vision", number="0", text=text)
        )
    assert texts(room) == ["Kinder", "Near", "Warm"]
    again_and_again(lambda: send(either_app, room, "words", kind="vision", number="3", text="Warm"))
    assert texts(room) == ["Kinder", "Near", "Warm", "Warm"]  # said twice on purpose


def test_who_is_missing_and_who_could_ask_them(either_app: Flask, room: Room) -> None:
    room.go_to("missing")
    for more in ("Jo", "Al"):
        again_and_again(
            lambda more=more: send(
                either_app, room, "words", kind="missing", number="0", text="Childminders", more=more
            )
        )
    assert texts(room) == ["Childminders", "Childminders"]


def test_what_helps_an_area(either_app: Flask, room: Room) -> None:
    room.go_to("helps")
    for area in (room.edition.areas[0].code, room.edition.areas[1].code):
        field = f"number-helps-{area}"
        again_and_again(
            lambda area=area, field=field: send(
                either_app, room, "words", kind="helps", area=area, text="Lunch", **{field: "0"}
            )
        )
    assert texts(room) == ["Lunch", "Lunch"]


def test_words_of_risk_are_passed_on_once(either_app: Flask, room: Room) -> None:
    room.go_to("words")
    again_and_again(
        lambda: send(either_app, room, "words", kind="vision", number="0", text="My uncle hits me"),
        lambda: reword(room, "My uncle hits me", "Safe"),
    )
    with room.database.reading() as session:
        assert len(session.scalars(select(Alert)).all()) == 1


def test_the_rating_of_a_table(either_app: Flask, room: Room) -> None:
    scribe = room.make_scribe()
    area = room.edition.areas[0].code

    def let_through() -> None:
        with room.database.writing() as session:
            event_tables.moderate_evidence(
                session, *room.where, int(scribe.table), area, "shown", HOST, room.world.now
            )

    again_and_again(
        lambda: send(either_app, room, f"table/areas/{area}", level="3", evidence="Seen"),
        let_through,
        lambda: room.go_to("break"),
    )
    with room.database.reading() as session:
        assert [(one.level, one.evidence, one.state) for one in table_ratings(session, *room.where)] == [
            (3, "Seen", "shown")
        ]


def actions(room: Room) -> list[tuple[str, str]]:
    with room.database.reading() as session:
        return sorted((one.what, one.state) for one in proposed_actions(session, *room.where))


def test_an_action_of_a_table(either_app: Flask, room: Room) -> None:
    room.make_scribe()
    area = room.edition.areas[0].code

    def take_into_plan() -> None:
        with room.database.writing() as session:
            [draft] = proposed_actions(session, *room.where)
            facts = event_tables.ActionFacts(
                area, "Weekly lunch", "How many come", "Jo", room.world.now.date()
            )
            event_tables.take_into_plan(session, *room.where, draft.id, facts, HOST, room.world.now)

    def propose(what: str = "Lunch") -> Reply:
        return send(either_app, room, "table/actions", area=area, what=what, attempt="a" * 32, lead="Jo")

    again_and_again(propose, take_into_plan)
    assert actions(room) == [("Weekly lunch", "planned")]
    again_and_again(lambda: propose("Breakfast"))  # from a page gone back to
    again_and_again(propose)
    assert actions(room) == [("Breakfast", "waiting"), ("Weekly lunch", "planned")]


def test_a_slip_votes_once(either_app: Flask, room: Room) -> None:
    """Nothing tells whether the second is the same: who holds a slip's number would learn what it voted."""
    [slip] = room.make_slips(1)
    room.make_scribe()
    number = room.open_vote()
    send(either_app, room, "table/slips", slip=slip, group="teachers")
    first = send(either_app, room, f"table/slips/votes/{number}", slip=slip, rating="3")
    same = send(either_app, room, f"table/slips/votes/{number}", slip=slip, rating="3")
    other = send(either_app, room, f"table/slips/votes/{number}", slip=slip, rating="4")
    assert first == KEPT
    assert same == other
    assert same[0] == 409
    with room.database.reading() as session:
        assert count_event_ballots(session, *room.where, number) == 1


def test_what_is_kept_under_the_key_alone_does_not_outlive_the_event(either_app: Flask, room: Room) -> None:
    room.go_to("words")
    send(either_app, room, "words", kind="vision", number="0", text="Warm")
    with room.database.reading() as session:
        [word] = words_of_event(session, *room.where)
        assert word.sent
    room.let_through(word.id)
    room.end()
    with room.database.reading() as session:
        [word] = words_of_event(session, *room.where)
        assert (word.text, word.sent) == ("Warm", "")
