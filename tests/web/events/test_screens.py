"""The screen of a room: every kind of slide, nothing before it may be shown, and nothing to press."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events.scenes import get_scene
from lws_assess.actions.events.tables import ActionFacts
from lws_assess.records.events.visioning_events import find_event, keep_programme, programme_of
from lws_assess.survey.events.own_questions import QUESTION_KINDS
from lws_assess.survey.events.programme_kinds import KINDS
from lws_assess.survey.events.programmes import change_segment
from lws_assess.survey.events.rooms import CHOICES
from lws_assess.web.events.screens import address_in_words
from lws_assess.web.events.slides.part_slides import slide_of
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_planned_event, a_room
from tests.worlds.staff import signed_in

SPREAD = {"teachers": [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 2, 3], "nurses": [2, 3, 4, 4, 3, 5, 1, 2]}
AGREEMENT = r"Mostly agree|Views are spread|People agree|Two camps"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world)


@pytest.fixture
def member(app: Flask, world: World) -> FlaskClient:
    """Somebody of the steering group, who may look at the screen and run nothing."""
    return signed_in(app, world.partnership, "steering")


def seen(member: FlaskClient, room: Room) -> str:
    """What stands on the screen, in words."""
    text = page(member, room)
    shown = re.sub(r"<(svg|style|title)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def page(member: FlaskClient, room: Room) -> str:
    reply = member.get(f"{room.path}/screen")
    assert reply.status_code == 200
    return reply.text


def hide(room: Room, hidden: bool = True) -> None:
    with room.database.writing() as session:
        events.hide_screen(session, *room.where, hidden, HOST, room.world.now)


# --- the frame -----------------------------------------------------------------------------------------------


def test_every_part_has_a_slide_with_one_heading_and_nothing_to_press(
    member: FlaskClient, room: Room
) -> None:
    for kind in KINDS:
        if kind.key in QUESTION_KINDS:
            room.add_question(kind.key, "Which?", ("One", "Other"))
        room.go_to(kind.key)
        text = page(member, room)
        assert text.count("<h1") == 1, kind.key
        slide = text[: text.index("</main>")]
        assert not re.findall(r"<(a|button|form|input|select|textarea)\b", slide), kind.key
        assert 'style="' not in text, kind.key


def test_other_people_do_not_find_it(app: Flask, world: World, room: Room) -> None:
    assert app.test_client().get(f"{room.path}/screen").status_code == 302
    World(world.database, partnership="elsewhere")
    other = signed_in(app, "elsewhere", "administrator")
    assert other.get(f"{room.path}/screen").status_code == 404
    assert other.get(f"{room.path}/screen/now").status_code == 404


def test_an_event_that_is_not_there_is_not_found(member: FlaskClient, world: World) -> None:
    assert member.get(f"/p/{world.partnership}/events/none/screen").status_code == 404
    assert member.get(f"/p/{world.partnership}/events/none/screen/now").status_code == 404


def test_before_it_begins_the_screen_welcomes_and_has_no_code(member: FlaskClient, world: World) -> None:
    said = seen(member, a_planned_event(world))
    assert "Visioning day" in said
    assert "starts at 09:30" in said
    assert "Join at" not in said


def test_the_code_is_large_while_people_join(member: FlaskClient, room: Room) -> None:
    text, said = page(member, room), seen(member, room)
    assert "QR code: join on your phone" in text
    assert f"{room.code[:3]} {room.code[3:]}" in said
    assert "25 people in the room" in said
    assert "Table 1 7" in said


def test_code_and_qr_code_stand_on_every_slide_until_the_event_ends(member: FlaskClient, room: Room) -> None:
    for kind in KINDS:
        if kind.key in QUESTION_KINDS:
            room.add_question(kind.key, "Which?", ("One", "Other"))
        room.go_to(kind.key)
        text = page(member, room)
        assert ('class="corner"' in text) == (kind.key != "join"), kind.key  # where it is large
        assert "QR code: join on your phone" in text, kind.key
        assert f"/e/{room.code}" in seen(member, room)
    number = room.a_shown_vote(SPREAD)
    assert 'class="corner"' in page(member, room)
    room.vote_again(number)
    assert 'class="corner"' in page(member, room)  # for whoever comes late


def test_the_code_goes_when_the_event_ends(member: FlaskClient, room: Room) -> None:
    code = room.code
    room.end()
    said = seen(member, room)
    assert "Thank you." in said
    assert code not in said


def test_a_hidden_screen_shows_the_partnership_and_nothing_of_the_room(
    member: FlaskClient, room: Room
) -> None:
    room.a_shown_vote(SPREAD)
    hide(room)
    said = seen(member, room)
    assert "Testham Children's Partnership" in said
    assert "chose a level" not in said
    assert room.code not in said


def test_a_message_is_a_banner_with_nobody_elses_markup(member: FlaskClient, room: Room) -> None:
    room.tell_all(HOSTILE)
    assert HOSTILE in seen(member, room)
    assert HOSTILE not in page(member, room)


def test_a_timer_runs_down_to_nothing(member: FlaskClient, room: Room) -> None:
    room.world.now = datetime.now(UTC)  # the room was prepared a while ago
    room.set_timer(5)
    left = int(re.search(r'data-seconds="(\d+)"', page(member, room))[1])  # type: ignore[index]
    assert 240 < left <= 300
    assert re.search(r"Time left: [45]:\d\d as of \d\d:\d\d", seen(member, room))


def test_the_pulse_has_the_version_and_counts(member: FlaskClient, room: Room) -> None:
    number = room.open_vote()
    room.cast(room.phones[0], number, 3)
    now = member.get(f"{room.path}/screen/now").json
    assert now == {
        "version": room.event.version,
        "people": 25,
        "cast": 1,
        "rated": 0,
        "tables": {"1": 7, "2": 6, "3": 6, "4": 6},
        "captions": None,
        "scene": None,
    }


def test_a_screen_with_another_version_is_given_the_scene_at_once(member: FlaskClient, room: Room) -> None:
    room.go_to("break")
    now = member.get(f"{room.path}/screen/now?version=1").json
    assert now
    assert "Coffee and tea." in now["scene"]
    assert "<html" not in now["scene"]


def test_an_address_is_read_out_without_its_beginning() -> None:
    assert address_in_words("https://lws.example/") == "lws.example"


# --- votes ---------------------------------------------------------------------------------------------------


def test_an_open_vote_shows_its_question_and_how_many_have_voted(member: FlaskClient, room: Room) -> None:
    number = room.open_vote()
    room.cast_all(number, {"teachers": [3, 4]})
    said, area = seen(member, room), room.edition.areas[0]
    assert area.statements[0].text in said
    assert area.easy_read["young-people"].text in said
    assert "2 of 25 have voted" in said
    assert "parents-carers" not in said
    assert area.easy_read["parents-carers"].text not in said  # nobody of them is here


def test_a_closed_vote_is_not_shown_before_the_host_shows_it(member: FlaskClient, room: Room) -> None:
    number = room.open_vote()
    room.cast_all(number, SPREAD)
    room.stop_vote(number)
    said = seen(member, room)
    assert "The vote is closed. 20 voted." in said
    assert "chose a level" not in said


def test_a_shown_vote_has_mean_band_agreement_and_every_level(member: FlaskClient, room: Room) -> None:
    room.a_shown_vote(SPREAD)
    said = seen(member, room)
    assert "3.05 Developing" in said
    assert "20 chose a level" in said
    assert not re.search(AGREEMENT, said)  # twenty are too few for a word
    assert page(member, room).count("<table>") >= 1


def test_of_thirty_it_says_how_far_they_agree(member: FlaskClient, world: World) -> None:
    room = a_room(world, {"teachers": 18, "nurses": 12})
    room.a_shown_vote({"teachers": [2, 3, 4] * 6, "nurses": [3, 4] * 6})
    assert re.search(AGREEMENT, seen(member, room))


def test_each_audience_stands_on_its_own(member: FlaskClient, world: World) -> None:
    room = a_room(world, {"teachers": 12, "inspectors": 11})
    room.a_shown_vote({"teachers": [1, 2, 2, 3] * 3, "inspectors": [3, 4, 4, 5, 4, 3, 4, 5, 2, 4, 3]})
    said = seen(member, room)
    assert "about 2.0" in said
    assert "about 3.5" in said
    assert "2.83" not in said  # what both would be together
    assert "a mean is to the nearest half" in said


def test_what_is_withheld_says_why_small_and_in_full_to_hosts(
    app: Flask, member: FlaskClient, room: Room
) -> None:
    room.a_shown_vote({"teachers": [1, 2, 3]})
    said = seen(member, room)
    assert "3 people voted." in said
    assert "Not shown: fewer than 10 people chose a level." in said
    assert "It would need" not in said  # which hosts read
    desk = signed_in(app, room.world.partnership, "facilitator").get(f"{room.path}/host").text
    assert "Not shown: fewer than 10 people chose a level. It would need 10 people who do." in desk


def test_what_is_withheld_is_never_what_stands_largest(member: FlaskClient, room: Room) -> None:
    room.a_shown_vote({"teachers": [1, 2, 3]})
    room.a_shown_rating()
    for go in (lambda: None, lambda: room.go_to("reveal"), lambda: room.go_to("reveal", 2)):
        go()
        for told in re.findall(r"<(\w+)[^>]* data-message[^>]*>(.*?)</\1>", page(member, room), re.DOTALL):
            assert "ot shown" not in told[1]
            assert "would need" not in told[1]


def test_nobody_voted(member: FlaskClient, room: Room) -> None:
    room.a_shown_vote({})
    assert "Nobody voted." in seen(member, room)


def test_a_second_vote_stands_beside_the_first_and_warns(member: FlaskClient, room: Room) -> None:
    first = room.a_shown_vote(SPREAD)
    room.a_shown_vote({"teachers": [3] * 6 + [4] * 6, "nurses": [3, 4] * 4}, again_of=first)
    said = seen(member, room)
    assert "First vote: 3.05" in said
    assert re.search(r"\d+ of 20 moved .* Net move: .\d\.\d\d levels\.|How people moved: Not shown", said)
    assert "Moving together is not the same as being right." in said


def test_choosing_priorities_shows_how_many_chose_and_then_the_order(member: FlaskClient, room: Room) -> None:
    room.a_shown_rating()
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    areas = room.edition.areas
    fields = {f"importance_{area.code}": "4" for area in areas}
    for phone in (*room.of("teachers"), *room.of("nurses")):
        room.cast(phone, number, **fields, top_areas=[areas[0].code])
    assert "20 of 25 have voted" in seen(member, room)
    room.stop_vote(number)
    room.show_vote(number)
    said = seen(member, room)
    assert "Priority = how far to the target × importance." in said
    assert "20 chose" in said
    room.go_to("close")
    assert "What comes first" in seen(member, room)


def test_below_twenty_choosing_priorities_says_between_which_places_areas_lie(
    member: FlaskClient, room: Room
) -> None:
    room.a_shown_rating()
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    fields = {f"importance_{area.code}": "4" for area in room.edition.areas}
    for phone in room.of("teachers"):
        room.cast(phone, number, **fields, top_areas=[room.edition.areas[0].code])
    room.stop_vote(number)
    room.show_vote(number)
    said = seen(member, room)
    assert "No area is sure to be among the first three" in said
    assert "1st to 8th" in said
    assert "11 to 12" in said


# --- what people rated alone ---------------------------------------------------------------------------------


def test_while_people_rate_alone_only_their_number_is_shown(member: FlaskClient, room: Room) -> None:
    room.go_to("rate")
    assert "We start soon." in seen(member, room)
    room.start_rating()
    room.rate(room.phones[0])
    assert "1 of 25 have sent their answers" in seen(member, room)
    room.stop_rating()
    room.go_to("reveal")
    said = seen(member, room)
    assert "Developing" not in said
    assert "Highest" not in said


def test_the_reveal_shows_everything_and_then_area_by_area(member: FlaskClient, room: Room) -> None:
    room.a_shown_rating()
    room.go_to("reveal")
    text, said = page(member, room), seen(member, room)
    assert "hall-rainbow-professional-title" in text
    assert "hall-radar-professional-title" in text
    assert all(area.short_name in said for area in room.edition.areas)
    room.go_to("reveal", 2)
    said = seen(member, room)
    assert room.edition.areas[1].name in said
    assert room.edition.areas[1].statements[0].topic in page(member, room)
    assert "By group" in said


def test_nobody_rated_says_what_it_would_need(member: FlaskClient, room: Room) -> None:
    room.start_rating()
    room.stop_rating()
    room.show_rating()
    for step in (0, 3):
        room.go_to("reveal", step)
        assert "It would need 5 people of one group" in seen(member, room)


def test_what_tables_agreed_is_shown_and_evidence_once_it_is_let_through(
    member: FlaskClient, room: Room
) -> None:
    room.a_shown_rating()
    scribe = room.make_scribe()
    area = room.edition.areas[0].code
    room.rate_for_table(scribe, 4, area, "Two teams share records.")
    room.go_to("reveal", 1)
    assert "One table has agreed a rating: 4" in seen(member, room)
    assert "Two teams share records." not in page(member, room)
    with room.database.writing() as session:
        event_tables.moderate_evidence(session, *room.where, 1, area, "shown", HOST, room.world.now)
    assert "Table 1: “Two teams share records.”" in seen(member, room)


# --- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "of"), [("helps", "helps"), ("words", "vision"), ("missing", "missing")])
def test_words_wait_until_somebody_lets_them_through(
    member: FlaskClient, room: Room, kind: str, of: str
) -> None:
    room.go_to(kind)
    area = room.edition.areas[0].code if kind == "helps" else ""
    word = room.write(room.phones[0], of, f"Trust {HOSTILE}", area)
    assert "Trust" not in page(member, room)
    room.let_through(word)
    assert f"Trust {HOSTILE}" in seen(member, room)
    assert HOSTILE not in page(member, room)


def test_who_is_missing_names_the_groups_that_are_not_here(member: FlaskClient, room: Room) -> None:
    room.go_to("missing")
    said = seen(member, room)
    assert "Parent panel" in said
    assert "Teachers" not in said


def test_an_action_is_counted_first_and_shown_once_it_is_in_the_plan(member: FlaskClient, room: Room) -> None:
    room.go_to("actions")
    draft = room.propose(room.make_scribe(), "Share one induction")
    said = seen(member, room)
    assert "1 action proposed" in said
    assert "Share one induction" not in said
    facts = ActionFacts(room.edition.areas[0].code, "Share one induction", lead="Ada", quick_win=True)
    with room.database.writing() as session:
        event_tables.take_into_plan(session, *room.where, draft, facts, HOST, room.world.now)
    assert "Share one induction Ada quick win" in seen(member, room)
    room.go_to("close")
    assert "Share one induction" in seen(member, room)


# --- by the clock --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "back"),
    [("11:30", "11:40"), ("11:00", "11:40"), ("10:00", ""), ("11:45", "")],
    ids=["in time", "early", "far too early", "late"],
)
def test_a_break_says_when_the_room_goes_on(room: Room, at: str, back: str) -> None:
    room.go_to("break")
    hour, minute = map(int, at.split(":"))
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        scene = get_scene(session, event)
        slide = slide_of(session, scene, datetime(2026, 1, 15, hour, minute, tzinfo=UTC))
    assert slide.parts["back"] == back


@pytest.mark.parametrize("place", ["", "The small hall"])
def test_a_break_says_where_the_room_goes_on(member: FlaskClient, app: Flask, room: Room, place: str) -> None:
    room.go_to("break")
    with room.database.writing() as session:
        segments = programme_of(session, *room.where)
        following = segments[[one.key for one in segments].index(room.event.segment) + 1]
        changed = change_segment(segments, following.key, place=place)
        keep_programme(session, *room.where, changed)
    room.world.now = datetime.now(UTC)
    room.set_timer(5)
    said = f"Next: {following.title} Where: {place or 'Town Hall'}"
    assert said in seen(member, room)
    phone = room.client(app).get(f"/e/{room.code}").text
    assert re.search(rf"Back at \d\d:\d\d. Where: {place or 'Town Hall'}.", phone)


def test_without_scripts_the_page_waits_until_somebody_looks_again(member: FlaskClient, room: Room) -> None:
    assert f'<a href="{room.path}/screen">Look again</a>' in page(member, room)
