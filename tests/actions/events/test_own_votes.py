"""Questions of a room's own: asked, answered, stopped, shown, asked again, and what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.asking_desks import view_asking
from lws_assess.actions.events.own_votes import TAKEN_OFF
from lws_assess.actions.events.scenes import VoteScene, get_vote_scene
from lws_assess.records.database import Database
from lws_assess.records.events.votes import count_event_ballots, find_vote
from lws_assess.survey.events.rooms import EventRefusal, VoteRefusal, WordState
from lws_assess.survey.events.tallies import ReleasedTally, tally_from_json
from lws_assess.survey.withheld import Withheld
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Phone, Room, a_room

COLOURS = ("Red", "Green", "Blue")


@pytest.fixture
def room(database: Database) -> Room:
    return a_room(World(database))


def seen(room: Room, number: int) -> VoteScene:
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        return get_vote_scene(session, room.event, room.edition, vote)


def answer(room: Room, number: int, phones: Sequence[Phone], *options: int) -> None:
    for phone in phones:
        room.cast(phone, number, option=[f"{one}" for one in options])


def counts(room: Room, number: int) -> list[str]:
    tally = seen(room, number).tally
    assert tally
    return [f"{one.count}" for one in tally.options]


def stop_and_show(room: Room, number: int) -> None:
    room.stop_vote(number)
    assert seen(room, number).tally is None  # stopped, and nobody has seen anything
    room.show_vote(number)


# --- multiple choice and ice-breaker -------------------------------------------------------------------------


def test_one_option_each_is_counted_over_everybody_in_the_room(room: Room) -> None:
    number = room.ask("choice", "Which colour?", COLOURS)
    answer(room, number, room.phones[:15], 0)
    answer(room, number, room.phones[15:], 2)
    answer(room, number, room.phones[:1], 1)  # changed while the vote is open
    assert seen(room, number).tally is None
    stop_and_show(room, number)
    assert counts(room, number) == ["14", "1", "10"]


def test_fewer_than_twenty_are_printed_in_classes_and_fewer_than_ten_not_at_all(room: Room) -> None:
    number = room.ask("choice", "Which colour?", COLOURS)
    answer(room, number, room.phones[:12], 0)
    stop_and_show(room, number)
    assert counts(room, number) == ["11 to 12", "0 to 1", "0 to 1"]
    number = room.ask("choice", "Which shade?", ("Dark", "Light", "Pale"))
    answer(room, number, room.phones[:9], 0)
    stop_and_show(room, number)
    tally = seen(room, number).tally
    assert tally
    assert isinstance(tally.voters, Withheld)
    assert tally.options == ()


def test_several_options_are_counted_each_and_no_more_than_allowed(room: Room) -> None:
    number = room.ask("choice", "Which colours?", COLOURS, most=2)
    answer(room, number, room.phones[:20], 0, 1)
    with pytest.raises(EventRefusal, match="Choose 2 or fewer"):
        answer(room, number, room.phones[20:21], 0, 1, 2)
    answer(room, number, room.phones[20:], 1)
    stop_and_show(room, number)
    assert counts(room, number) == ["20", "25", "0"]


@pytest.mark.parametrize("sent", [{}, {"option": ["3"]}, {"option": ["0", "0"]}, {"rating": ["1"]}])
def test_what_is_no_answer_is_refused_at_its_field(room: Room, sent: dict[str, list[str]]) -> None:
    number = room.ask("choice", "Which colour?", COLOURS)
    with pytest.raises(EventRefusal) as refused:
        room.cast(room.phones[0], number, **sent)
    assert refused.value.field == "option"


def test_an_ice_breaker_is_wiped(room: Room) -> None:
    number = room.ask("ice-breaker", "How did you come?", COLOURS)
    answer(room, number, room.phones, 0)
    stop_and_show(room, number)
    assert counts(room, number) == ["25", "0", "0"]
    with room.database.reading() as session:
        assert count_event_ballots(session, *room.where, number) == 0
    with pytest.raises(EventRefusal, match="Only a first vote"):
        room.vote_again(number)
    room.put_vote_away()
    assert seen(room, number).tally is None


# --- second looks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", ["Which colour?", " which COLOUR "])
def test_the_same_question_is_not_put_twice(room: Room, again: str) -> None:
    number = room.ask("choice", "Which colour?", COLOURS)
    room.stop_vote(number)
    with pytest.raises(EventRefusal, match="This has been asked"):
        room.ask("choice", again, (*COLOURS, "Black"))


def test_a_second_vote_is_of_those_in_the_first(room: Room) -> None:
    number = room.ask("choice", "Which colour?", COLOURS)
    answer(room, number, room.phones[:12], 0)
    answer(room, number, room.phones[12:20], 1)
    answer(room, number, room.phones[20:24], 2)
    stop_and_show(room, number)
    again = room.vote_again(number)
    answer(room, again, room.phones[:6], 1)
    answer(room, again, room.phones[6:19], 2)
    answer(room, again, room.phones[19:22], 0)
    answer(room, again, room.phones[24:], 2)  # who came only now stands in no figure
    stop_and_show(room, again)
    found = seen(room, again)
    assert counts(room, again) == ["3", "6", "15"]  # two did not vote again, and count as before
    assert found.first
    assert [f"{one.count}" for one in found.first.options] == ["12", "8", "4"]
    assert found.tally
    assert "Fewer than 5 did not vote again" in found.tally.again


def test_a_second_vote_on_which_nearly_all_agree_is_held_back_where_somebody_left(room: Room) -> None:
    """Everybody else went from red to green. Who left had chosen blue, and somebody else of the room could know."""
    number = room.ask("choice", "Which colour?", COLOURS)
    answer(room, number, room.phones[:20], 0)
    answer(room, number, room.phones[20:21], 2)
    stop_and_show(room, number)
    assert counts(room, number) == ["20", "0", "1"]
    again = room.vote_again(number)
    answer(room, again, room.phones[:20], 1)
    stop_and_show(room, again)
    assert counts(room, again) == []


def a_meeting(world: World, people: int) -> Room:
    """One of several meetings of the same group, an hour after the last."""
    world.now += timedelta(hours=1)
    meeting = a_room(world, {"teachers": people}, tables=0, template="twenty-minutes", group="teachers")
    meeting.count_hands(people)
    return meeting


def test_an_ice_breaker_is_remembered_by_its_number_alone(database: Database) -> None:
    """At the next meeting one is missing, and what they said would follow."""
    world = World(database)
    for wipe in (Room.put_vote_away, Room.end):
        first = a_meeting(world, 22)
        number = first.ask("ice-breaker", f"How did you come, {wipe}?", COLOURS)
        answer(first, number, first.phones, 0)
        stop_and_show(first, number)
        wipe(first)
        assert seen(first, number).tally is None
        with database.reading() as session:
            vote = find_vote(session, *first.where, number)
            assert vote
            assert (vote.voted, tally_from_json(vote.released_json)) == (0, ReleasedTally(22, why="wiped"))
        for people, shown in ((21, False), (22, True)):
            again = a_meeting(world, people)
            number = again.ask("ice-breaker", f"How did you come, {wipe}?", COLOURS)
            answer(again, number, again.phones, 0)
            stop_and_show(again, number)
            tally = seen(again, number).tally
            assert tally
            assert isinstance(tally.voters, int) is shown
            again.end()


@pytest.mark.parametrize("changed", [False, True])
def test_two_votes_on_ideas_at_once_see_each_other(database: Database, changed: bool) -> None:
    world = World(database)
    meetings = [a_meeting(world, people) for people in (22, 21)]
    numbers = []
    for meeting in meetings:
        key = meeting.add_question("open", "What helps?")
        meeting.go_to_part(key)
        words = write_all(meeting, "answer", "Time", "Tea")
        meeting.let_through(*words)
        numbers.append(meeting.ask("dots", "What matters?", most=1))
        answer(meeting, numbers[-1], meeting.phones, 0)
        if changed:
            with database.writing() as session:
                for word in words:
                    event_words.reword_on_screen(session, *meeting.where, word, word.hex(), HOST, world.now)
    for meeting, number in zip(meetings, numbers, strict=True):
        meeting.stop_vote(number)
    for meeting, number in zip(meetings, numbers, strict=True):
        meeting.show_vote(number)
    voters = [tally.voters for m, n in zip(meetings, numbers, strict=True) if (tally := seen(m, n).tally)]
    assert voters[0] == 22
    assert ("nearly as many" in str(voters[1])) is not changed


# --- ranking -------------------------------------------------------------------------------------------------


def rank(room: Room, number: int, phones: Sequence[Phone], *places: int) -> None:
    for phone in phones:
        fields = {f"place_{option}": f"{place}" for option, place in enumerate(places)}
        room.cast(phone, number, **fields)


def test_a_ranking_publishes_first_places_and_mean_ranks(room: Room) -> None:
    number = room.ask("ranking", "What comes first?", COLOURS)
    rank(room, number, room.phones[:15], 2, 1, 3)
    rank(room, number, room.phones[15:], 1, 2, 3)
    with pytest.raises(EventRefusal, match="the same place"):
        rank(room, number, room.phones[:1], 1, 1, 3)
    with pytest.raises(EventRefusal, match="every option"):
        room.cast(room.phones[0], number, place_0="1")
    stop_and_show(room, number)
    tally = seen(room, number).tally
    assert tally
    told = [(one.text, f"{one.count}", one.mean_rank and one.mean_rank.text) for one in tally.by_place]
    assert told == [("Green", "15", "1.40"), ("Red", "10", "1.60"), ("Blue", "0", "3.00")]


def test_a_ranking_of_few_who_agree_on_one_option_is_not_shown(room: Room) -> None:
    """All put red first, which follows although not all ranked alike: places add up."""
    number = room.ask("ranking", "What comes first?", COLOURS)
    rank(room, number, room.phones[:12], 1, 2, 3)
    rank(room, number, room.phones[12:16], 1, 3, 2)
    stop_and_show(room, number)
    tally = seen(room, number).tally
    assert tally
    assert "so much alike" in str(tally.voters)
    assert tally.options == ()


def test_a_second_vote_that_would_tell_of_the_one_who_left_is_not_shown(room: Room) -> None:
    """Beside the first it would tell that whoever left had put blue first."""
    number = room.ask("ranking", "What comes first?", COLOURS)
    moved = [
        (8, (1, 2, 3), (3, 2, 1)),
        (4, (3, 2, 1), (1, 3, 2)),
        (4, (1, 2, 3), (1, 3, 2)),
        (3, (3, 2, 1), (3, 2, 1)),
    ]
    people = iter(room.phones)
    stayed = [([next(people) for _ in range(some)], *places) for some, *places in moved]
    rank(room, number, [next(people)], 2, 3, 1)
    for phones, then, _ in stayed:
        rank(room, number, phones, *then)
    stop_and_show(room, number)
    again = room.vote_again(number)
    for phones, _, now in stayed:
        rank(room, again, phones, *now)
    stop_and_show(room, again)
    tally = seen(room, again).tally
    assert tally
    assert "beside the first vote" in str(tally.voters)


# --- open questions, dot votes, and what the room asks -------------------------------------------------------


def write_all(room: Room, kind: str, *texts: str) -> list[bytes]:
    return [room.write(phone, kind, text) for phone, text in zip(room.phones, texts, strict=False)]


def test_answers_belong_to_their_question_and_wait_for_the_host(room: Room) -> None:
    first, second = (room.add_question("open", text) for text in ("What helps?", "What else?"))
    room.go_to_part(first)
    one = room.write(room.phones[0], "answer", "Time")
    room.go_to_part(second)
    with pytest.raises(VoteRefusal):
        room.write(room.phones[0], "vision", "Elsewhere")
    other = room.write(room.phones[0], "answer", "Time")  # the same words to another question
    assert one != other


def test_dots_go_to_ideas_that_were_let_through_once_each(room: Room) -> None:
    key = room.add_question("open", "What helps?")
    room.go_to_part(key)
    words = write_all(room, "answer", "More time", "more time!", "Tea", "Trust", "Not let through")
    room.let_through(*words[:4])
    number = room.ask("dots", "What matters most?", most=2)
    own = seen(room, number).own
    assert own
    assert sorted(own.options) == sorted({"Tea", "Trust", own.options[[len(i) for i in own.ideas].index(2)]})
    assert len(own.options) == 3
    answer(room, number, room.phones[:20], 0, 1)
    answer(room, number, room.phones[20:], 2)
    stop_and_show(room, number)
    assert counts(room, number) == ["20", "20", "5"]


def test_no_idea_is_dotted_twice_but_by_voting_again(room: Room) -> None:
    key = room.add_question("open", "What helps?")
    room.go_to_part(key)
    room.let_through(*write_all(room, "answer", "Time", "Tea", "Trust"))
    number = room.ask("dots", "What matters most?", most=3)
    answer(room, number, room.phones, 0)
    stop_and_show(room, number)
    room.go_to_part(key)
    late = [room.write(room.phones[5], "answer", "TEA"), room.write(room.phones[6], "answer", "Sleep")]
    room.let_through(*late)
    dots = room.add_question("dots", "And now?", most=1)
    room.go_to_part(dots)
    with pytest.raises(EventRefusal, match="There are 1"):  # tea reads alike, so sleep alone is new
        room.open_own_vote()
    with room.database.reading() as session:
        desk = view_asking(session, room.event)
    assert desk
    assert [(len(source.ideas), source.before) for source in desk.sources] == [(1, 3)]
    again = room.vote_again(number)
    answer(room, again, room.phones, 1)
    stop_and_show(room, again)
    assert counts(room, again) == ["0 to 1", "24 to 25", "0 to 1"]


@pytest.mark.parametrize("lost", ["put aside", "under a theme", "out of its theme", "in other words"])
def test_an_idea_is_known_again_whatever_became_of_its_words(room: Room, lost: str) -> None:
    """Somebody writes again what had dots, once the host has done something with the first."""
    key = room.add_question("open", "What helps?")
    room.go_to_part(key)
    time, *others = write_all(room, "answer", "Time", "Tea", "Trust")
    room.let_through(time, *others)
    by = (HOST, room.world.now)
    if lost == "out of its theme":
        with room.database.writing() as session:
            event_words.put_together(session, *room.where, [time], "Hours", *by)
    number = room.ask("dots", "What matters most?", most=1)
    answer(room, number, room.phones, 0)
    stop_and_show(room, number)
    with room.database.writing() as session:
        if lost == "put aside":
            event_words.moderate_words(session, *room.where, [time], WordState.PUT_ASIDE, *by)
        elif lost == "in other words":
            event_words.reword_on_screen(session, *room.where, time, "Quiet", *by)
        else:
            theme = "" if lost == "out of its theme" else "Hours"
            event_words.put_together(session, *room.where, [time], theme, *by)
    room.go_to_part(key)
    late = (room.write(room.phones[5], "answer", text) for text in ("time!", "Sleep"))
    room.let_through(*late)
    if lost == "out of its theme":
        room.let_through(room.write(room.phones[7], "answer", "Hours"))
    room.go_to_part(room.add_question("dots", "And now?", most=1))
    with pytest.raises(EventRefusal, match="There are 1"):  # sleep
        room.open_own_vote()


# --- themes that a room voted on -----------------------------------------------------------------------------


def themed(room: Room, theme: str, words: Sequence[bytes]) -> None:
    with room.database.writing() as session:
        event_words.put_together(session, *room.where, list(words), theme, HOST, room.world.now)


def options_of(room: Room, number: int) -> list[str]:
    own = seen(room, number).own
    assert own
    return sorted(own.options)


@pytest.mark.parametrize("moment", ["open", "shown"])
@pytest.mark.parametrize("becomes", ["Less of it", ""])
def test_a_vote_says_the_theme_that_people_chose_whatever_is_moved_later(
    room: Room, moment: str, becomes: str
) -> None:
    key = room.add_question("open", "What helps?")
    room.go_to_part(key)
    time, quiet, tea = write_all(room, "answer", "Time", "Quiet", "Tea")
    room.let_through(time, quiet, tea)
    themed(room, "More of it", [time, quiet])
    number = room.ask("dots", "What matters most?", most=1)
    if moment == "shown":
        answer(room, number, room.phones, 0)
        stop_and_show(room, number)
    themed(room, becomes, [time, quiet])
    themed(room, "Drinks", [tea])
    assert options_of(room, number) == ["More of it", "Tea"]
    if moment == "shown":
        assert options_of(room, room.vote_again(number)) == ["More of it", "Tea"]
        room.stop_vote(number + 1)
        room.end()
        assert options_of(room, number) == ["More of it", "Tea"]
        with room.database.reading() as session:
            vote = find_vote(session, *room.where, number)
            assert vote
            assert '"themes": []' in vote.question_json


def test_the_name_of_a_theme_lies_under_the_key_while_its_vote_is_there(room: Room) -> None:
    key = room.add_question("open", "What helps?")
    room.go_to_part(key)
    words = write_all(room, "answer", "Time", "Tea")
    room.let_through(*words)
    themed(room, "Canary", words[:1])
    number = room.ask("dots", "What matters most?", most=1)
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        assert "Canary" not in vote.question_json
    assert "Canary" in options_of(room, number)


def test_an_idea_that_reads_as_a_theme_is_voted_on_with_it(room: Room) -> None:
    key = room.add_question("open", "What helps?")
    room.go_to_part(key)
    trust, time, tea = write_all(room, "answer", "trust!", "Time", "Tea")
    room.let_through(trust, time, tea)
    themed(room, "Trust", [time])
    number = room.ask("dots", "What matters most?", most=1)
    assert options_of(room, number) == ["Tea", "Trust"]


@pytest.mark.parametrize("kind", ["choice", "ranking", "ice-breaker"])
def test_the_same_options_are_not_asked_about_in_other_words(room: Room, kind: str) -> None:
    number = room.ask("choice", "Which colour?", (*COLOURS, "Grey"))
    room.stop_vote(number)
    with pytest.raises(EventRefusal, match="has the options of what has been"):
        room.ask(kind, "What should the door look like?", ("blue", "GREEN", "Red!"))
    room.ask(kind, "And the floor?", ("Red", "Green", "Oak"))  # as yes and no, two may come again


def test_words_taken_back_leave_the_vote_on_them_and_what_is_kept_has_no_keys(room: Room) -> None:
    room.go_to("words")
    words = write_all(room, "vision", "Warm", "Kind", "Fair")
    room.let_through(*words)
    number = room.ask("dots", "What matters most?", most=1, ideas_of="vision")
    answer(room, number, room.phones, 1)
    stop_and_show(room, number)
    with room.database.writing() as session:
        event_words.moderate_words(session, *room.where, words[:1], "waiting", HOST, room.world.now)
    own = seen(room, number).own
    assert own
    assert sorted(own.options) == ["Fair", "Kind", TAKEN_OFF]
    room.end()
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        assert not any(word.hex() in vote.question_json for word in words)
    assert sorted(one.text for one in seen(room, number).tally.options) == ["Fair", "Kind", TAKEN_OFF]  # type: ignore[union-attr]


def test_the_room_votes_for_its_questions_but_not_for_parked_ones(room: Room) -> None:
    key = room.add_question("questions", "What do you want to ask?")
    room.go_to_part(key)
    words = write_all(room, "asked", "Who pays?", "When?", "Why?")
    room.let_through(*words)
    with room.database.writing() as session:
        event_words.park_words(session, *room.where, words[2:], True, HOST, room.world.now)
    number = room.open_own_vote()
    own = seen(room, number).own
    assert own
    assert sorted(own.options) == ["When?", "Who pays?"]
    answer(room, number, room.phones, 0, 1)  # for as many as one likes
    stop_and_show(room, number)
    assert counts(room, number) == ["25", "25"]


def test_only_questions_of_the_room_are_parked(room: Room) -> None:
    room.go_to("words")
    word = room.write(room.phones[0], "vision", "Warm")
    with room.database.writing() as session, pytest.raises(EventRefusal, match="parking lot"):
        event_words.park_words(session, *room.where, [word], True, HOST, room.world.now)
