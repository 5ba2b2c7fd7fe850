"""Statements of a partnership's own, on both databases: from the draft that gets them to the published mean."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds import additions as actions
from lws_assess.actions.rounds.additions import DraftRoundAdditions, view_additions
from lws_assess.actions.rounds.drafts import delete_draft_round, repeat_round
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.database import Database
from lws_assess.records.instruments import StoredEdition, get_edition, keep_with_additions, shipped_editions
from lws_assess.records.rounds import Round, find_round
from lws_assess.survey.instruments import FULL, SHORT
from lws_assess.survey.paper import form_sections
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.releases.additions import AdditionRefused, additions_of
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.round_timing import NotADraftRound
from lws_assess.survey.withheld import Withheld
from tests.worlds.builders import INSTRUMENT, World, new_code

EDITION = shipped_editions()[INSTRUMENT]
FIRST, SECOND = EDITION.areas[:2]


@pytest.fixture
def world(database: Database) -> World:
    return World(database, opened=False)


def round_of(session: Session, key: str = "first") -> Round:
    this = find_round(session, "testham", key)
    assert this
    return this


def now_added(world: World, key: str = "first") -> DraftRoundAdditions:
    with world.database.reading() as session:
        return view_additions(session, round_of(session, key).edition)


def add(world: World, text: str, area: str = FIRST.code, key: str = "first") -> None:
    with world.database.writing() as session:
        actions.add_statement(session, "testham", key, area, text)


def kept(world: World) -> dict[str, str]:
    """The content of every edition kept, by digest."""
    with world.database.reading() as session:
        return {row.digest: row.content for row in session.scalars(select(StoredEdition))}


def test_an_addition_gives_the_draft_a_copy_and_leaves_the_edition_as_it_is(world: World) -> None:
    before = kept(world)
    add(world, "Staff meet across the river.")
    after = kept(world)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1
    found = now_added(world)
    assert found.edition.digest != EDITION.digest
    assert [(a.area, a.key, a.text) for a in found.statements] == [
        (FIRST.code, f"{FIRST.code}-local-1", "Staff meet across the river.")
    ]
    assert found.room_for == 9
    assert [a.statements for a in found.edition.areas] == [a.statements for a in EDITION.areas]


def test_copies_that_no_round_stands_on_are_erased_with_their_words(world: World) -> None:
    before = kept(world)
    add(world, "Ask Canary Smith.")
    key = now_added(world).statements[0].key
    with world.database.writing() as session:
        actions.change_statement(session, "testham", "first", key, SECOND.code, "Ask anybody.")
    assert not any("Canary" in content for content in kept(world).values())
    with world.database.writing() as session:
        actions.remove_statement(session, "testham", "first", now_added(world).statements[0].key)
    assert kept(world) == before
    assert now_added(world).edition.digest == EDITION.digest


def test_a_copy_that_another_round_stands_on_stays(world: World) -> None:
    add(world, "Staff meet across the river.")
    with world.database.writing() as session:
        world.draft(session, "second")
        round_of(session, "second").edition = round_of(session).edition
    with world.database.writing() as session:
        actions.remove_statement(session, "testham", "first", f"{FIRST.code}-local-1")
    assert [a.text for a in now_added(world, "second").statements] == ["Staff meet across the river."]


def test_the_same_sentence_has_the_same_key_in_the_next_round_and_another_has_another(world: World) -> None:
    add(world, "Staff meet across the river.")
    with world.database.writing() as session:
        world.draft(session, "second")
    add(world, "The ferry runs late.", key="second")
    add(world, "staff meet across the river", key="second")
    assert [a.key for a in now_added(world, "second").statements] == [
        f"{FIRST.code}-local-2",
        f"{FIRST.code}-local-1",
    ]


def test_repeating_a_round_keeps_its_additions_and_their_keys(world: World) -> None:
    add(world, "Staff meet across the river.")
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
        again = repeat_round(session, "testham", "first", "Once more")
        assert again.edition == round_of(session).edition
        key = again.key
    add(world, "The ferry runs late.", key=key)
    assert [a.key for a in now_added(world, key).statements] == [
        f"{FIRST.code}-local-1",
        f"{FIRST.code}-local-2",
    ]
    assert len(now_added(world).statements) == 1, "the round that was opened is as it was"
    with world.database.writing() as session:
        delete_draft_round(session, "testham", key)
    assert not any("ferry" in content for content in kept(world).values())


def test_a_typed_paper_form_has_a_box_for_each_after_the_areas_own(world: World) -> None:
    add(world, "Staff meet across the river.")
    edition = now_added(world).edition
    workforce, easy = edition.audiences[:2]
    area, *_ = form_sections(edition, workforce, FULL)
    assert [box.number for box in area.boxes] == ["1.1", "1.2", "1.3", "1.4", "1.5", "", "1.6"]
    assert area.boxes[-1].name == f"{FIRST.code}-local-1"
    for audience, length in ((workforce, SHORT), (easy, FULL)):
        plain = form_sections(EDITION, EDITION.audience(audience.key), length)
        assert [len(p.boxes) for p in form_sections(edition, audience, length)] == [
            len(p.boxes) for p in plain
        ]


def test_what_another_partnership_asked_is_nothing_to_this_one(world: World) -> None:
    other = World(world.database, partnership="elsewhere", opened=False)
    with world.database.writing() as session:
        actions.add_statement(session, other.partnership, "first", FIRST.code, "Their sentence.")
    add(world, "Our sentence.")
    assert now_added(world).statements[0].key == f"{FIRST.code}-local-1"


def test_an_open_round_is_frozen(world: World) -> None:
    add(world, "Staff meet across the river.")
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
    before = kept(world)
    key = f"{FIRST.code}-local-1"
    for attempt in (
        lambda s: actions.add_statement(s, "testham", "first", FIRST.code, "Another."),
        lambda s: actions.change_statement(s, "testham", "first", key, FIRST.code, "Another."),
        lambda s: actions.remove_statement(s, "testham", "first", key),
    ):
        with pytest.raises(NotADraftRound), world.database.writing() as session:
            attempt(session)
    assert kept(world) == before


def test_what_is_refused_leaves_the_draft_as_it_is(world: World) -> None:
    add(world, "Staff meet across the river.")
    before = kept(world)
    with pytest.raises(AdditionRefused), world.database.writing() as session:
        actions.add_statement(session, "testham", "first", FIRST.code, "STAFF meet across the river")
    with pytest.raises(NotFound), world.database.writing() as session:
        actions.remove_statement(session, "testham", "first", "no-such")
    assert kept(world) == before


def test_a_copy_of_the_same_content_is_the_same_edition(world: World) -> None:
    add(world, "Staff meet across the river.")
    with world.database.writing() as session:
        digest = round_of(session).edition
        again = keep_with_additions(session, EDITION.digest, additions_of(get_edition(session, digest)))
        assert again.digest == digest


def test_how_much_longer_the_form_grows_is_said(world: World) -> None:
    assert now_added(world).minutes == now_added(world).minutes_without
    for number in range(10):
        add(world, f"Statement number {number} of our own is true here.")
    found = now_added(world)
    assert found.minutes - found.minutes_without in (2, 3, 4)
    assert found.room_for == 0


def test_from_the_draft_to_the_published_mean(world: World) -> None:
    add(world, "Staff meet across the river.")
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
    own = {q.key: "4" for q in FIRST.statements}
    local = f"{FIRST.code}-local-1"
    for rating in ("1", "2", "2", "3", "3", "3"):
        world.answer("teachers", {"about": {"length": "full"}, f"areas/{FIRST.code}": {**own, local: rating}})
    for _ in range(6):
        world.answer(
            "nurses", {"about": {"length": "short"}, f"areas/{FIRST.code}": {FIRST.statements[0].key: "2"}}
        )
    world.close()
    with world.database.reading() as session:
        results = view_release(session, "testham", "first")
    assert results
    found = results.audiences[0].additions[0]
    assert isinstance(found.by_group, Shown)
    assert (found.by_group.text, found.by_group.n) == ("2.3", 6)
    shown = {cell.groups[0]: cell.mean for cell in found.cells}
    assert isinstance(shown["teachers"], Shown)
    assert isinstance(shown["nurses"], Withheld), "the short form did not put it"
    area = results.audiences[0].cells[0].positions[FIRST.code]
    assert isinstance(area, Shown)
    assert area.value == 4.0, "the statement added counts into no area score"
