"""Ideas that tables put under themes: what a host can tell of a table, and that the last word is theirs."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.events import groupings
from lws_assess.actions.events import people as event_people
from lws_assess.actions.events.groupings import list_grouped_sources
from lws_assess.records.events.groupings import count_given_names
from lws_assess.records.events.visioning_events import find_event
from lws_assess.records.plans import list_actions
from lws_assess.survey.events.own_questions import DOTS
from lws_assess.survey.events.rooms import EventRefusal, VoteRefusal
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Phone, Room, a_room
from tests.worlds.staff import signed_in, token_of

IDEAS = ("One door", "Name one lead", "Share what we know")


@pytest.fixture
def room(world: World) -> Room:
    """A room with three vision words, at tables of six, six, six, six, and four people."""
    made = a_room(world, {"teachers": 12, "nurses": 12}, tables=5)
    for table in ("1", "2", "3", "4"):
        made.join("teachers", table)
    made.go_to("words")
    for number, text in enumerate(IDEAS):
        made.let_through(made.write(made.phones[number], "vision", text))
    return made


@pytest.fixture
def host(app: Flask, room: Room) -> FlaskClient:
    return signed_in(app, room.world.partnership, "facilitator")


def press(host: FlaskClient, room: Room, address: str, status: int = 303, **sent: str) -> str:
    token = token_of(host.get(f"{room.path}/themes").text)
    reply = host.post(f"{room.path}/themes{address}", data={"csrf_token": token, **sent})
    assert reply.status_code == status, reply.text
    return reply.text


def at_table(room: Room, table: str) -> Phone:
    return next(phone for phone in room.phones if phone.table == table)


def place(
    app: Flask, room: Room, table: str, idea: str, theme: str = "", name: str = "", status: int = 200
) -> Page:
    """One of a table puts an idea under a theme, as the form of their phone has it."""
    client, address = room.client(app, at_table(room, table)), f"/e/{room.code}"
    page = client.get(address)
    options = {option.text: option["value"] for option in page.root.find_all("option")}
    sent = {
        **page.form(f"{address}/themes"),
        "idea": options[idea],
        "theme": options.get(theme, ""),
        "name": name,
    }
    return client.post(f"{address}/themes", sent, status)


def ideas_of(room: Room) -> dict[str, str]:
    """The theme that each idea is under."""
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        return {idea.text: idea.theme for one in list_grouped_sources(session, event) for idea in one.ideas}


def let_names_through(room: Room) -> None:
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        waiting = groupings.list_waiting_themes(session, event, "vision")
    room.let_through(*(bytes.fromhex(key) for key in waiting))


def without_tokens(text: str) -> str:
    return re.sub(r'(csrf_token" value|nonce)="[^"]*"', "", text)


# --- from the grouping to the plan ---------------------------------------------------------------------------


def test_a_room_groups_its_ideas_and_a_theme_goes_into_the_plan(
    app: Flask, room: Room, host: FlaskClient
) -> None:
    press(host, room, "/open", source="vision")
    kept = place(app, room, "2", "One door", name="Trust")
    assert "waits to be let through" in kept.text
    place(app, room, "4", "One door", name="TRUST!")  # reads alike: the same theme
    place(app, room, "3", "Name one lead", name="Clarity")
    screen = host.get(f"{room.path}/screen").text
    assert "One door" in screen
    assert "Trust" not in screen, "nobody has let it through"
    let_names_through(room)
    assert "Themes so far: Clarity · Trust" in host.get(f"{room.path}/screen").text.replace(
        "Trust · Clarity", "Clarity · Trust"
    )
    place(app, room, "3", "Share what we know", theme="Trust")
    press(host, room, "/stop")
    page = host.get(f"{room.path}/themes").text
    assert "<bdi>Trust</bdi>: 2 tables" in page
    assert "<bdi>Clarity</bdi>: 1 table" in page
    assert set(ideas_of(room).values()) == {""}, "the last word is the host's"
    client = Client(app)
    client.browser = host
    form = client.get(f"{room.path}/themes").form(f"{room.path}/themes")
    options = dict(re.findall(r'<option value="(\w+)">(?:<bdi>)?(Trust|Clarity)', page))
    trust = next(key for key, name in options.items() if name == "Trust")
    chosen = {name: trust if name.startswith("idea-") else value for name, value in form.items()}
    client.post(f"{room.path}/themes", chosen)
    assert ideas_of(room) == dict.fromkeys(IDEAS, "Trust")
    taken = client.get(f"{room.path}/themes/plan?source=vision&theme=Trust")
    assert all(idea in taken.text for idea in IDEAS)
    area = room.edition.areas[0].code
    client.post(taken.path, {**taken.form(), "area": area, "what": "Open one door"})
    with room.database.reading() as session:
        [action] = [
            one for one in list_actions(session, room.world.partnership) if one.what == "Open one door"
        ]
    history = host.get(f"/p/{room.world.partnership}/plan/actions/{action.reference}/").text
    assert "One door" in history
    assert "under “Trust”" in history


def test_dots_go_to_themes_once_ideas_are_under_them(room: Room, app: Flask, host: FlaskClient) -> None:
    press(host, room, "/open", source="vision")
    place(app, room, "1", "One door", name="Trust")
    let_names_through(room)
    press(host, room, "/stop")
    with room.database.writing() as session:
        event = find_event(session, *room.where)
        assert event
        [source] = list_grouped_sources(session, event)
        theme = next(iter(source.themes))
        chosen = {source.ideas[0].key: theme, source.ideas[1].key: theme}
        groupings.keep_themes(session, *room.where, "vision", chosen, HOST, room.world.now)
    room.ask(DOTS, "What first?", most=1)
    phone = room.client(app).get(f"/e/{room.code}").text
    assert "Trust" in phone
    assert sum(idea in phone for idea in IDEAS) == 1


# --- what a host can tell of a table ---------------------------------------------------------------------------


def test_nothing_that_a_host_sees_moves_while_tables_choose(
    app: Flask, room: Room, host: FlaskClient
) -> None:
    press(host, room, "/open", source="vision")
    place(app, room, "1", "One door", name="Trust")
    let_names_through(room)
    pages = [f"{room.path}/{page}" for page in ("themes", "host", "screen", "words")]
    before = [without_tokens(host.get(page).text) for page in pages]
    for table in ("1", "2", "3", "4", "5"):
        place(app, room, table, "Name one lead", theme="Trust")
    assert [without_tokens(host.get(page).text) for page in pages] == before


@pytest.mark.parametrize("choice", ["Trust", ""])
def test_what_a_table_of_four_chose_changes_nothing(
    app: Flask, room: Room, host: FlaskClient, choice: str
) -> None:
    """Also for whoever knows what all other tables chose: the page is the one that there is without its choice."""
    press(host, room, "/open", source="vision")
    place(app, room, "1", "One door", name="Trust")
    let_names_through(room)
    for table in ("2", "3", "4"):
        place(app, room, table, "One door", theme="Trust")
    place(app, room, "5", "One door", theme=choice)
    place(app, room, "5", "Name one lead", theme=choice)
    press(host, room, "/stop")
    page = host.get(f"{room.path}/themes").text
    counted = re.findall(r"</bdi>: (\d) tables?", page)
    assert counted == ["3"], "with one small table the next is not counted either: else it would be told"
    assert page.count("No table that may be counted") == 2


def test_a_choice_made_while_few_sat_there_is_not_counted_once_more_do(
    app: Flask, room: Room, host: FlaskClient
) -> None:
    press(host, room, "/open", source="vision")
    place(app, room, "5", "One door", name="Trust")
    let_names_through(room)
    for _ in range(3):
        room.join("teachers", "5")
    press(host, room, "/stop")
    assert "</bdi>: 1 table" not in host.get(f"{room.path}/themes").text


def test_what_each_table_chose_is_erased_when_it_is_counted_and_all_of_it_at_the_end(
    app: Flask, room: Room, host: FlaskClient
) -> None:
    press(host, room, "/open", source="vision")
    place(app, room, "1", "One door", name="Trust")
    press(host, room, "/stop")
    kinds = [row[3] for row in everything(room.database)["event_writings"]]
    assert "placed" not in kinds
    assert "grouped" in kinds
    room.end()
    left = everything(room.database)
    assert left["event_writings"] == []
    assert "Trust" not in str(left["event_words"]), "a name that nobody let through"


# --- what is refused -----------------------------------------------------------------------------------------


def test_a_grouping_is_held_once_and_stands_in_the_way_of_votes_and_of_going_on(
    room: Room, host: FlaskClient
) -> None:
    press(host, room, "/open", source="vision")
    for act in (lambda: room.go_to("join"), room.open_vote):
        with pytest.raises(EventRefusal, match="Tables are grouping ideas"):
            act()
    assert "already" in press(host, room, "/open", 409, source="vision")
    press(host, room, "/stop")
    assert "Tables have grouped these" in press(host, room, "/open", 409, source="vision")
    assert "not grouping" in press(host, room, "/stop", 409)
    assert "Let at least 2" in press(host, room, "/open", 409, source="helps")


def test_whoever_sits_at_no_table_chooses_for_none_and_names_put_aside_stay_so(
    app: Flask, room: Room, host: FlaskClient
) -> None:
    press(host, room, "/open", source="vision")
    nowhere = room.client(app, room.join("teachers", ""))
    assert "choose your table" in nowhere.get(f"/e/{room.code}").text
    place(app, room, "1", "One door", name="Mr Brown")
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        waiting = groupings.list_waiting_themes(session, event, "vision")
    room.let_through(*(bytes.fromhex(key) for key in waiting), becomes="put aside")
    again = place(app, room, "2", "One door", name="mr brown", status=400)
    assert "put aside" in again.faults()["name"]
    assert "too many" not in place(app, room, "2", "One door", name="x" * 60).text
    assert "60 characters" in place(app, room, "2", "One door", name="x" * 61, status=400).faults()["name"]


def test_a_phone_stays_at_its_table_while_tables_choose(room: Room, host: FlaskClient) -> None:
    phone = at_table(room, "1")

    def move(table: str) -> None:
        with room.database.writing() as session:
            event_people.join_room(session, room.code, phone.device, phone.group, table)

    press(host, room, "/open", source="vision")
    for table in ("2", ""):
        with pytest.raises(VoteRefusal, match="when that has been stopped"):
            move(table)
    move("1")
    press(host, room, "/stop")
    move("2")


def test_one_table_does_not_use_up_the_names_of_all(app: Flask, room: Room, host: FlaskClient) -> None:
    press(host, room, "/open", source="vision")
    most = 4  # of 24 names, shared out among five tables
    for number in range(most):
        place(app, room, "1", "One door", name=f"Name {number}")
    assert "named as many" in place(app, room, "1", "One door", name="More", status=400).faults()["name"]
    place(app, room, "1", "Name one lead", name="NAME 0")  # is there
    for table in ("2", "3", "4", "5"):
        for number in range(most):
            place(app, room, table, "One door", name=f"Of {table}: {number}")
    press(host, room, "/stop")
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        assert all(count_given_names(session, event, table) == 0 for table in range(1, 6))
