"""The summary of an event: in the programme's order, with what may be shown, as page, PDF and Word file."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date

import pytest
from docx import Document
from flask import Flask

from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events.tables import ActionFacts
from lws_assess.actions.events.visioning_events import change_programme
from lws_assess.actions.people.groups import GroupDescription
from lws_assess.actions.people.missing_groups import add_missing_group
from lws_assess.records.events.tables import proposed_actions
from lws_assess.records.events.words import find_word
from lws_assess.survey.events.programmes import move_to
from lws_assess.survey.events.rooms import CHOICES
from tests.pages.client import Page, read_page
from tests.web.rounds.test_groups import Staff
from tests.worlds.builders import World
from tests.worlds.prepared import prepare
from tests.worlds.rooms import HOST, Room, a_planned_event, a_room
from tests.worlds.staff import signed_in

PEOPLE = {"teachers": 14, "nurses": 11, "inspectors": 3}
FIRST = {"teachers": [1, 2, 3, 2, 3, 4, 2] * 2, "nurses": [3, 4] * 5 + [2]}
SECOND = {"teachers": [3, 2, 4, 3, 3, 4, 3] * 2, "nurses": [2, 4] * 5 + [4]}
IMPORTANCE = [4, 3, 5, 2, 4, 3, 1, 5]


@pytest.fixture
def member(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "steering"))


def a_full_day(world: World) -> Room:
    """A room that does everything that a programme may hold."""
    return prepare(world.database, ("a full day", world.ahead), lambda: _live_a_full_day(world), world)


def _live_a_full_day(world: World) -> Room:
    room = a_room(world, PEOPLE)
    room.go_to("rate")
    room.a_shown_rating()
    room.go_to("reveal", 1)
    room.a_shown_vote(FIRST)
    scribe = room.make_scribe()
    room.rate_for_table(scribe, 2, evidence="Nobody has read the plan.")
    room.rate_for_table(scribe, 4, area=room.edition.areas[1].code, evidence="Never to be seen.")
    with room.database.writing() as session:
        code = room.edition.areas[0].code
        event_tables.moderate_evidence(session, *room.where, 1, code, "shown", HOST, world.now)
    room.go_to("vote-again")
    room.a_shown_vote(SECOND, again_of=1)
    _words(room)
    _priorities(room)
    _actions(room, world)
    return room


def _words(room: Room) -> None:
    teacher, nurse, *_ = room.phones
    area = room.edition.areas[0].code
    room.go_to("helps")
    helps = [
        room.write(teacher, "helps", "Shared training", area),
        room.write(nurse, "hinders", "No time", area),
    ]
    room.write(nurse, "hinders", "Rude words about somebody", area, number=1)
    room.let_through(*helps)
    room.go_to("words")
    room.let_through(room.write(teacher, "vision", "One team"), room.write(nurse, "vision", "one team"))
    room.go_to("missing")
    missing = room.write(teacher, "missing", "Childminders", more="Ada Bell")
    room.let_through(missing)
    with room.database.writing() as session:
        word = find_word(session, *room.where, missing)
        assert word
        about = GroupDescription(word.text, "", "professional", "early years", word.more)
        add_missing_group(session, *room.where, missing, about)


def _priorities(room: Room) -> None:
    room.go_to("priorities")
    vote = room.open_vote(CHOICES)
    codes = [area.code for area in room.edition.areas]
    fields = {f"importance_{code}": str(level) for code, level in zip(codes, IMPORTANCE, strict=True)}
    for number, phone in enumerate(room.of("teachers") + room.of("nurses")):
        room.cast(phone, vote, **fields, top_areas=[codes[number % 3], codes[7]])
    room.stop_vote(vote)
    room.show_vote(vote)


def _actions(room: Room, world: World) -> None:
    room.go_to("actions")
    scribe, area = room.phones[0], room.edition.areas[0].code
    kept = room.propose(scribe, "Write one glossary", area)
    room.propose(scribe, "An idea that waits", area)
    facts = ActionFacts(
        area, "Write one glossary", "Copies read", "Ada Bell", date(2031, 5, 2), quick_win=True
    )
    with room.database.writing() as session:
        event_tables.take_into_plan(session, *room.where, kept, facts, HOST, world.now)


@pytest.fixture
def page(world: World, request: pytest.FixtureRequest) -> Page:
    room = a_full_day(world)
    room.end()
    member: Staff = request.getfixturevalue("member")  # who signs in writes, and the day can be copied before
    return member.get(f"{room.path}/summary")


def headings(page: Page) -> list[str]:
    return [e.text for e in page.root.find_all("main")[0].find_all("h2")]


def table(page: Page, caption: str) -> list[list[str]]:
    found = [t for t in page.root.find_all("table") if t.find_all("caption")[0].text == caption]
    assert found, f"no table is called {caption}"
    return [[cell.text for cell in row.find_all("th", "td")] for row in found[0].find_all("tr")]


def test_it_leads_with_what_the_room_chose_and_decided_and_then_says_by_how_many(page: Page) -> None:
    points = [
        e.text for e in page.root.find_all("main")[0].find_all("ul")[0].find_all("li")
    ]  # of all lists the first
    leads = [point.partition(":")[0] for point in points]
    assert leads[:2] == ["What the room chose", "What will be done"]
    assert "1 action went into the plan: Write one glossary." in points[1]
    assert [lead.partition(",")[0] for lead in leads[2:-1]] == ["Where areas stand", "1 Identity and vision"]
    assert points[-1] == "Who said it: 28 people of 3 groups."


def test_it_says_the_number_of_people_that_the_screen_said_last(member: Staff, world: World) -> None:
    room = a_full_day(world)
    room.go_to("close")
    slide = read_page(f"{room.path}/screen", member.raw("GET", f"{room.path}/screen")).text
    room.end()
    assert "28 people" in " ".join(slide.split())
    assert "28 people of 3 groups" in member.get(f"{room.path}/summary").text


@pytest.mark.parametrize(("group", "number"), [("inspectors", 4)])
def test_of_fewer_than_five_in_all_no_number_and_no_group_is_told(
    member: Staff, world: World, group: str, number: int
) -> None:
    room = a_room(world, {group: number})
    room.end()
    text = member.get(f"{room.path}/summary").text
    assert "Who said it: fewer than 5 people." in text
    assert "Young inspectors" not in text


def test_everything_the_room_did_stands_in_the_order_of_the_programme(page: Page) -> None:
    assert headings(page) == [
        "In short",
        "Rated alone",
        "What tables agreed",
        "Votes, before and after talking",
        "What helps, what hinders",
        "Words for the vision",
        "Priorities",
        "Actions",
        "Who is missing",
        "Next steps",
        "Who was there",
        "How to read this",
    ]
    assert "There is nothing here of" not in page.text


def test_another_order_of_the_programme_is_another_order_of_the_summary(member: Staff, world: World) -> None:
    room = a_full_day(world)
    with room.database.writing() as session:
        change_programme(session, *room.where, lambda segments: move_to(segments, "words", 0))
    room.end()
    assert headings(member.get(f"{room.path}/summary"))[1] == "Words for the vision"


def test_who_was_there_is_told_by_group_and_not_below_five(page: Page) -> None:
    adults = "People who work or volunteer with children"
    assert table(page, "Who was in the room")[1:] == [
        ["Teachers and Young inspectors, together", f"{adults}; Children and young people", "17"],
        ["Nurses", adults, "11"],
    ]
    assert "fewer than 5 people" not in page.text


def test_both_votes_stand_side_by_side_with_how_people_moved(page: Page) -> None:
    rows = table(page, "How people who work or volunteer with children voted: One workforce")
    both = ["First vote", "After talking"]
    assert [row[:2] for row in rows[1:]] == [
        [who, turn] for who in ("All of the first vote", "Teachers", "Nurses") for turn in both
    ]
    assert rows[1][2:7] == ["2", "7", "9", "7", "0"]
    assert "Moving together is not the same as being right." in page.text


def sentences(page: Page) -> list[str]:
    """What is said outside tables, sentence by sentence."""
    main = page.root.find_all("main")[0]
    parts = [
        e.text for tag in ("p", "li") for e in main.find_all(tag) if "table" not in {a.tag for a in e.within}
    ]
    return [
        one.strip() for part in parts for one in re.split(r"(?<=[.?!])\s", part) if one.strip().endswith(".")
    ]


def test_no_sentence_is_said_twice(page: Page) -> None:
    often = Counter(sentences(page))
    assert sum("First: " in one for one in often) == 1
    assert [one for one, times in often.items() if times > 1] == []


def test_only_what_a_host_let_through_is_told(page: Page) -> None:
    for words in ("Shared training", "No time", "Nobody has read the plan.", "Childminders"):
        assert words in page.text
    assert "one team (2)" in page.text.casefold()  # it stands as either of the two wrote it
    for words in ("Rude words", "Never to be seen", "An idea that waits"):
        assert words not in page.text
    assert "1 more action was proposed and waits for a decision." in page.text


def test_actions_are_told_with_their_lead_their_date_and_where_they_stand_in_the_plan(page: Page) -> None:
    row = table(page, "Actions that stand in the plan")[1]
    assert row[1:] == [
        "Write one glossary (Quick win)",
        "1 Identity and vision",
        "Ada Bell",
        "2 May 2031",
        "Copies read",
    ]
    assert "By 2 May 2031: Write one glossary. Ada Bell leads it." in page.text


def test_who_was_missed_is_told_with_the_group_that_was_made(page: Page) -> None:
    assert table(page, "Who is missing")[1:] == [["Childminders", "Ada Bell", "Childminders"]]


def test_it_says_that_it_stands_beside_the_consultation(page: Page) -> None:
    assert "It is never added to it." in page.text


# --- whatever there is to say ----------------------------------------------------------------------------


def test_an_event_that_nobody_joined_says_so(member: Staff, world: World) -> None:
    room = a_room(world, {})
    room.end()
    page = member.get(f"{room.path}/summary")
    assert headings(page) == ["In short", "How to read this"]
    assert "Nobody joined this event." in page.text
    assert "There is nothing here of: rating alone" in page.text


SPREADS = {
    "too few": {"teachers": [1, 2, 3]},
    "all the same": {"teachers": [3] * 14, "nurses": [3] * 11},
    "all at the end": {"teachers": [5] * 14, "nurses": [5] * 11},
    "all do not know": {"teachers": ["dont-know"] * 14},
    "nobody": {},
    "one group": {"teachers": [1, 2, 3, 4] * 3},
    "families alone": {"inspectors": [1, 2, 3]},
}


@pytest.mark.parametrize("spread", SPREADS)
def test_votes_of_every_shape_are_told(member: Staff, world: World, spread: str) -> None:
    room = a_room(world, PEOPLE)
    number = room.a_shown_vote(SPREADS[spread])
    room.a_shown_vote(SPREADS[spread], again_of=number)
    room.a_shown_vote(SPREADS[spread], kind="rating", area=room.edition.areas[1].code)
    room.end()
    page = member.get(f"{room.path}/summary")
    assert "Votes, before and after talking" in headings(page)
    assert member.raw("GET", f"{room.path}/summary.pdf").data.startswith(b"%PDF")


def test_a_rating_that_nobody_sees_is_told_with_its_reason(member: Staff, world: World) -> None:
    room = a_room(world, {"teachers": 3})
    room.a_shown_rating()
    room.end()
    page = member.get(f"{room.path}/summary")
    assert "Nothing of this round may be shown" in page.text


def test_a_rating_that_the_room_never_saw_is_told_as_such(member: Staff, world: World) -> None:
    room = a_room(world, PEOPLE)
    room.start_rating()
    room.rate_all()
    room.stop_rating()
    round_key = room.event.round
    results = f"/p/{world.partnership}/rounds/{round_key}/results"
    assert member.get(results).path == f"{room.path}/"
    room.end()
    page = member.get(f"{room.path}/summary")
    assert "Rated alone" in headings(page)
    assert "The room did not see this" in page.text
    told = member.get(results).text
    assert "beside the consultation" in told
    assert "hoped for" not in told  # which is said of a consultation, and not of whom a room holds


@pytest.mark.parametrize("running", [True, False])
def test_before_the_end_there_is_no_summary(member: Staff, world: World, running: bool) -> None:
    room = a_room(world, {}) if running else a_planned_event(world)
    for file in ("summary", "summary.pdf", "summary.docx"):
        page = member.get(f"{room.path}/{file}")
        assert page.path == f"{room.path}/"
        assert "as soon as the event has ended" in page.root.text


def test_the_files_say_what_the_page_says(member: Staff, world: World) -> None:
    room = a_full_day(world)
    room.end()
    page = member.get(f"{room.path}/summary")
    assert member.raw("GET", f"{room.path}/summary.pdf").data.startswith(b"%PDF")
    document = Document(io.BytesIO(member.raw("GET", f"{room.path}/summary.docx").data))
    paragraphs = [p.text for p in document.paragraphs]
    assert set(headings(page)) <= set(paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    in_text = [e for e in page.root.find_all("td") if "figure" not in {around.tag for around in e.within}]
    on_page = {e.text for e in in_text}
    assert {words for words in on_page if len(words) < 40} <= cells


def test_a_draft_that_waits_stays_out_of_the_plan(world: World) -> None:
    room = a_full_day(world)
    with room.database.reading() as session:
        states = sorted(action.state for action in proposed_actions(session, *room.where))
    assert states == ["planned", "waiting"]
