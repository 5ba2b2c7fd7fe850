"""An event from its beginning to its end, as its hosts run it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lws_assess.actions.answering.responses import AlreadyAnswered, RoundClosed
from lws_assess.actions.events import endings as event_endings
from lws_assess.actions.events import people as event_people
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom
from lws_assess.actions.events.scenes import get_scene
from lws_assess.records.database import Database
from lws_assess.records.events.people import EventPerson
from lws_assess.records.events.visioning_events import find_event, get_event_for_change, programme_of
from lws_assess.records.events.votes import EventBallot, find_vote
from lws_assess.records.events.words import EventWord, words_of_event
from lws_assess.records.events.writings import EventWriting
from lws_assess.records.rounds import find_round, list_rounds, rounds_with_results
from lws_assess.survey.events.rooms import EventRefusal, EventState, VoteRefusal, VoteState, read_room_code
from lws_assess.survey.round_timing import RoundRefusal
from tests.worlds.builders import World, nonce
from tests.worlds.rooms import HOST, Room, a_device, a_planned_event, a_room, new_room_code


@pytest.fixture
def room(sqlite_database: Database) -> Room:
    return a_room(World(sqlite_database))


def rows(room: Room, table: type) -> int:
    with room.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def did(room: Room, act: Callable[..., object], *more: object) -> None:
    with room.database.writing() as session:
        act(session, *room.where, *more, HOST, room.world.now)


def test_an_event_that_begins_gets_a_code_a_frozen_questionnaire_and_a_round_of_its_own(room: Room) -> None:
    event = room.event
    assert event.state == EventState.RUNNING
    assert read_room_code(room.code) == room.code
    assert room.code not in room.scribe_codes.values()
    assert len(set(room.scribe_codes.values())) == event.tables
    with room.database.reading() as session:
        this = find_round(session, room.world.partnership, event.round or "")
        assert this
        assert (this.event, this.edition, this.state) == (event.key, event.edition, "draft")


def test_the_round_of_an_event_is_never_among_consultations(room: Room) -> None:
    room.a_shown_rating()
    with room.database.reading() as session:
        assert [this.key for this in list_rounds(session, room.world.partnership)] == ["first"]
        assert rounds_with_results(session, room.world.partnership) == []
        [mine] = rounds_with_results(session, room.world.partnership, events=True)
        assert mine.event == room.key


def test_an_event_without_a_safeguarding_contact_does_not_begin_and_nothing_is_left_of_the_try(
    sqlite_database: Database,
) -> None:
    world = World(sqlite_database)
    room = a_planned_event(world)
    from_partnership = "UPDATE partnerships SET safeguarding_email = ''"
    with sqlite_database.writing() as session:
        session.connection().exec_driver_sql(from_partnership)
    with pytest.raises(RoundRefusal, match="safeguarding"):
        room.begin()
    assert room.event.state == "planned"
    with sqlite_database.reading() as session:
        assert find_round(session, world.partnership, f"event-{room.key}") is None


def test_going_somewhere_twice_goes_there_once_and_shows_who_did_it(room: Room) -> None:
    room.go_to("welcome")
    room.go_to("welcome")
    event = room.event
    assert (event.segment, event.acted_by) == ("welcome", HOST)
    assert event.acted.startswith("went to")
    assert event.version == 3  # begun, and twice


def test_a_vote_that_is_open_keeps_the_room_where_it_is(room: Room) -> None:
    room.go_to("practice")
    room.open_vote("practice")
    with pytest.raises(EventRefusal, match="Stop it"):
        room.go_to("rate")
    with pytest.raises(EventRefusal, match="Stop it"):
        room.end()


def test_a_step_is_an_area_and_there_are_no_more_steps_than_areas(room: Room) -> None:
    room.go_to("voices", 8)
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        assert get_scene(session, event).area == room.edition.areas[7]
    with pytest.raises(EventRefusal, match="step"):
        room.go_to("voices", 9)


def test_parts_start_their_own_minutes_where_the_event_is_set_so(world: World) -> None:
    room = a_planned_event(world)
    with room.database.writing() as session:
        get_event_for_change(session, *room.where).timed_segments = True
        minutes = {one.kind: one.minutes for one in programme_of(session, *room.where)}
    room.begin()
    began = room.world.now
    assert room.event.timer_ends_at == began + timedelta(minutes=minutes["join"])
    world.now = began + timedelta(minutes=9)
    room.go_to("voices")
    ends = room.event.timer_ends_at
    assert ends == room.world.now + timedelta(minutes=minutes["voices"])
    world.now = began + timedelta(minutes=12)
    room.go_to("voices", 1)  # within the part its minutes run on
    assert room.event.timer_ends_at == ends


def test_a_timer_a_message_and_a_hidden_screen_are_seen_and_taken_away(room: Room) -> None:
    room.set_timer(10)
    room.tell_all("  Lunch   is here. ")
    did(room, events.hide_screen, True)
    event = room.event
    assert event.timer_ends_at == room.world.now + timedelta(minutes=10)
    assert (event.message, event.hidden) == ("Lunch is here.", True)
    room.go_to("welcome")
    event = room.event
    assert (event.timer_ends_at, event.hidden) == (None, False)
    with pytest.raises(EventRefusal, match="characters"):
        room.tell_all("x" * 161)


# --- people ----------------------------------------------------------------------------------------------


def test_somebody_who_joins_twice_is_one_person_in_the_group_they_chose_last(room: Room) -> None:
    before = rows(room, EventPerson)
    with room.database.writing() as session:
        event_people.join_room(session, room.code, room.phones[0].device, "nurses", "3")
        person = event_people.get_person(session, room.code, room.phones[0].device)[1]
    assert (person.group, person.table, person.audience) == ("nurses", "3", "professional")
    assert rows(room, EventPerson) == before


@pytest.mark.parametrize(
    ("group", "table"), [("nobody", ""), ("", "1"), ("teachers", "5"), ("teachers", "x")]
)
def test_a_group_or_table_that_the_room_does_not_have_is_refused(room: Room, group: str, table: str) -> None:
    with room.database.writing() as session, pytest.raises(EventRefusal, match="Choose"):
        event_people.join_room(session, room.code, a_device(999), group, table)


def test_a_device_of_another_event_is_not_in_this_room(sqlite_database: Database) -> None:
    world = World(sqlite_database)
    one, other = a_room(world, title="One"), a_room(world, people={}, title="Other")
    with sqlite_database.reading() as session, pytest.raises(NotInTheRoom):
        event_people.get_person(session, other.code, one.phones[0].device)


def test_slips_have_numbers_of_six_digits_and_only_those_are_known(room: Room) -> None:
    with room.database.writing() as session:
        slips = event_people.make_room_slips(session, *room.where, 30)
        more = event_people.make_room_slips(session, *room.where, 40)
    assert len(set(more)) == 40
    assert more[:30] == slips
    assert all(len(slip) == 6 and slip.isdigit() for slip in more)
    with room.database.writing() as session:
        event_people.hand_out_slips(session, *room.where, "2", 40)
        device = event_people.join_by_slip(session, room.code, slips[4], "parents", "2")
        assert event_people.get_person(session, room.code, device)[1].paper
        wrong = next(f"{n:06}" for n in range(10**6) if f"{n:06}" not in more)
        with pytest.raises(EventRefusal, match="number"):
            event_people.join_by_slip(session, room.code, wrong, "parents", "2")


def test_a_scribe_needs_the_code_of_scribes(room: Room) -> None:
    with room.database.writing() as session, pytest.raises(EventRefusal, match="scribe of your table"):
        event_people.become_scribe(session, room.code, room.phones[0].device, room.code)
    room.make_scribe()
    with room.database.reading() as session:
        assert event_people.get_person(session, room.code, room.phones[0].device)[1].scribe


# --- rating alone ----------------------------------------------------------------------------------------


def test_nobody_rates_before_it_starts_or_after_it_stops_and_nobody_twice(room: Room) -> None:
    first, second = room.phones[0], room.phones[1]
    with pytest.raises(RoundClosed):
        room.begin_rating(first)
    room.start_rating()
    room.rate(first)
    with pytest.raises(AlreadyAnswered):
        room.begin_rating(first)
    room.stop_rating()
    with pytest.raises(RoundClosed):
        room.begin_rating(second)


def test_those_in_the_middle_may_go_on_for_two_minutes_and_no_longer_than_the_host_waits(room: Room) -> None:
    room.start_rating()
    room.rate(room.phones[0])
    middle = room.begin_rating(room.phones[1])
    room.stop_rating()
    assert room.begin_rating(room.phones[1]) == middle
    with room.database.reading() as session:
        this = find_round(session, room.world.partnership, room.event.round or "")
        assert this
        assert this.released_at is None
        assert this.timing.takes_answers(room.world.now + timedelta(seconds=119))
        assert not this.timing.takes_answers(room.world.now + timedelta(seconds=120))
    room.show_rating()
    assert room.event.rating_shown


def test_what_people_rated_is_shown_only_once_it_has_stopped(room: Room) -> None:
    room.start_rating()
    with pytest.raises(EventRefusal, match="Stop"):
        room.show_rating()
    with pytest.raises(EventRefusal, match="already"):
        room.start_rating()


# --- ending ----------------------------------------------------------------------------------------------


def test_an_event_that_ends_keeps_counts_and_what_was_shown_and_nothing_that_leads_to_a_person(
    room: Room,
) -> None:
    room.a_shown_rating()
    room.go_to("words")
    kept = room.write(room.phones[0], "vision", "Trust")
    room.write(room.phones[1], "vision", "Mr Carter is rude", number=0)
    room.let_through(kept)
    room.a_shown_vote({"teachers": [3] * 6 + [4] * 6})
    room.end()
    event = room.event
    assert (event.state, event.code_hash, event.codes) == (EventState.ENDED, None, None)
    assert event.attended == {"teachers": 12, "nurses": 8, "inspectors": 5}
    left = [rows(room, table) for table in (EventPerson, EventBallot, EventWriting, EventWord)]
    assert left == [0, 0, 0, 1]
    with room.database.reading() as session:
        assert [(word.text, word.id == kept) for word in words_of_event(session, *room.where)] == [
            ("Trust", False)
        ]
    with pytest.raises(EventRefusal, match="over"):
        room.go_to("close")


def test_the_code_of_an_event_that_is_over_opens_no_room(room: Room) -> None:
    code = room.code
    room.end()
    with room.database.reading() as session, pytest.raises(NoSuchRoom):
        event_people.room_of_code(session, code)


def test_an_event_that_nobody_ended_ends_when_its_window_does(room: Room) -> None:
    later = room.world.now + timedelta(hours=36)
    vote = room.open_vote()
    room.cast_all(vote, {"teachers": [1, 2, 3] * 4, "nurses": [2, 3]})
    with room.database.reading() as session:
        assert events.find_due_events(session, later - timedelta(seconds=1)) == []
        assert [event.key for event in events.find_due_events(session, later)] == [room.key]
    with room.database.writing() as session:
        assert event_endings.end_what_was_left_running(session, *room.where, later)
    assert room.event.state == EventState.ENDED
    with room.database.writing() as session:
        closed = find_vote(session, *room.where, vote)
        assert closed
        assert (closed.state, closed.voted) == (VoteState.CLOSED, 14)
        assert closed.released_json
        assert not event_endings.end_what_was_left_running(session, *room.where, later)
    assert rows(room, EventBallot) == 0


# --- words -----------------------------------------------------------------------------------------------


def test_words_are_taken_only_in_the_part_for_them_and_kept_once(room: Room) -> None:
    phone = room.phones[0]
    with pytest.raises(VoteRefusal):
        room.write(phone, "vision", "Trust")
    room.go_to("words")
    assert room.write(phone, "vision", "Trust")
    with pytest.raises(AssertionError):  # sent again: nothing more is kept
        room.write(phone, "vision", "Trust")
    assert room.write(phone, "vision", "Time", number=1)
    with pytest.raises(EventRefusal, match="others"):
        room.write(phone, "vision", "More", number=10)
    assert rows(room, EventWriting) == 2


def test_words_of_risk_are_known_as_such_on_either_database(database: Database) -> None:
    room = a_room(World(database), {"teachers": 2})
    room.go_to("words")
    with database.writing() as session:
        written = (session, room.code, room.phones[0].device, "vision", "", "My uncle hits me", "", 0)
        word = event_words.write_word(*written)
        assert word
        assert word.risk
        assert event_words.write_word(*written) is None


def test_two_events_at_once_have_codes_of_their_own(sqlite_database: Database) -> None:
    world = World(sqlite_database)
    one = a_room(world, people={}, title="One")
    taken = iter([one.code, "CCCCCC", "DDDDDD"])
    room = a_planned_event(world, title="Two")
    with sqlite_database.writing() as session:
        events.begin_event(session, *room.where, lambda: next(taken), nonce()[:16], HOST, world.now)
    assert room.code == "CCCCCC"
    assert new_room_code() != new_room_code()
