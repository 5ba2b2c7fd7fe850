"""Databases of an earlier shape, brought to today's: nothing is lost, and what was under way goes on to its end."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import delete, make_url

from lws_assess.actions import retention
from lws_assess.actions.alerts import open_alerts
from lws_assess.actions.answering import responses as answering
from lws_assess.actions.answering.responses import AlreadyAnswered, LinkRefusal, NotBegun, NothingAnswered
from lws_assess.actions.events import people as event_people
from lws_assess.actions.events.people import NoSuchRoom
from lws_assess.actions.events.scenes import get_scene
from lws_assess.actions.plans import planned_actions as plans
from lws_assess.actions.post import invitations
from lws_assess.actions.post.invitations import view_invitations
from lws_assess.actions.quarters import count_round
from lws_assess.actions.results.moderation import view_comment, view_queue
from lws_assess.actions.rounds import drafts
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.sealed_alerts import open_alert
from lws_assess.records.clocks import Clock
from lws_assess.records.comments import alerts_with_steps
from lws_assess.records.database import Database
from lws_assess.records.events.programme_templates import find_template
from lws_assess.records.events.visioning_events import programme_of
from lws_assess.records.migrations import is_current, migrate_database
from lws_assess.records.rounds import find_round, targets_of_round
from lws_assess.records.sealing_keys import KeyFolder
from lws_assess.records.tables import METADATA
from lws_assess.survey.clocks import ClockTimes
from lws_assess.survey.comments import CommentState
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.secrets import Secret
from lws_assess.web import create_app
from lws_assess.web.post import alerts
from lws_assess.web.upkeep import clocks, due
from tests.conftest import a_copy, settings_for
from tests.machines.databases import a_key_folder, open_database
from tests.machines.postgresql import Server
from tests.pages.client import Client
from tests.watching.counting import rows
from tests.worlds.builders import new_code, nonce
from tests.worlds.rooms import Room
from tests.worlds.shelved import (
    Shelved,
    content_as_facts,
    restore_postgresql,
    restore_sqlite,
    secret_of,
    told,
    vote_as_facts,
)
from tests.worlds.staff import PASSWORD

HALF_AN_HOUR = timedelta(minutes=30)
OPEN, RELEASED, DRAFT = told()["open"], told()["released"], told()["draft"]
RUNNING, PLANNED = told()["running"], told()["planned"]
DRAFTS = {one["secret"]: one["pages"] for one in OPEN["drafts"]}
WHOLE, *_, EMPTY = DRAFTS


class Upgraded(NamedTuple):
    """A database off the shelf that was migrated, to copy from, and the keys that were made for it."""

    url: str
    keys: Path


@pytest.fixture(scope="module")
def upgrade(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Upgraded]]:
    """Brings the database of a kind to today's shape, once for all tests."""
    with ExitStack() as stack:

        @cache
        def of(kind: str) -> Upgraded:
            if kind == "sqlite":
                url = restore_sqlite(tmp_path_factory.mktemp("shelf") / "shelved.sqlite3")
            else:
                server: Server = request.getfixturevalue("postgresql")
                url = restore_postgresql(server.new_database())
                stack.callback(server.drop, url)
            keys = stack.enter_context(a_key_folder())
            database = Database(url, keys=KeyFolder(keys, durable=False))
            assert shape_of(database) == "0008"
            migrate_database(database)
            database.engine.dispose()
            return Upgraded(url, keys)

        yield of


@pytest.fixture(params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    upgrade: Callable[[str], Upgraded],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shelved]:
    """A copy of the database of each kind as it comes off the shelf, migrated, with copies of its keys."""
    upgraded = upgrade(request.param)
    with a_key_folder() as keys, ExitStack() as stack:
        shutil.copytree(upgraded.keys, keys, dirs_exist_ok=True)
        monkeypatch.setenv("KEYS_PATH", str(keys))
        if request.param == "sqlite":
            url = a_copy(Path(upgraded.url.removeprefix("sqlite:///")), tmp_path / "shelved.sqlite3")
        else:
            server: Server = request.getfixturevalue("postgresql")
            url = server.new_database(like=make_url(upgraded.url).database or "")
            stack.callback(server.drop, url)
        database = open_database(url)
        yield Shelved(database, round=OPEN["round"])
        database.engine.dispose()


@pytest.fixture
def app(world: Shelved, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings_for(world.database.url, tmp_path))
    app.testing = False
    yield app
    app.config["DATABASE"].engine.dispose()


@pytest.fixture
def room(world: Shelved) -> Room:
    return world.room()


def shape_of(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def do_due(world: Shelved, monkeypatch: pytest.MonkeyPatch, after: timedelta) -> list[tuple[str, str]]:
    """What `due` does so long after the database was put on the shelf."""
    for module in (due, alerts):
        monkeypatch.setattr(module, "now", lambda: world.now + after)
    # Clocks that went on together all the while, as they do on a machine that was never off.
    monkeypatch.setattr(clocks, "read_clocks", lambda _session, now: ClockTimes(now))
    with world.database.writing() as session:
        session.execute(delete(Clock))
    return [(done["what"], done["round"]) for done in due.do_everything_due(world.database)]


# --- nothing is lost -------------------------------------------------------------------------------------


def test_it_comes_to_exactly_the_shape_of_today(world: Shelved) -> None:
    assert is_current(world.database)
    with world.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_published_results_stay_as_they_were(world: Shelved) -> None:
    assert world.results(RELEASED["round"]) == RELEASED["results"]


def test_the_answers_behind_published_results_are_kept(world: Shelved) -> None:
    counted = sum(cell["n"] for cell in RELEASED["results"]["cells"])
    assert rows(world.database, "responses")["responses"] >= counted


def test_what_was_decided_about_a_comment_can_still_be_read(world: Shelved) -> None:
    said = {}
    with world.database.reading() as session:
        where = (session, world.partnership, RELEASED["round"])
        for state in (CommentState.PUBLISHED, CommentState.HELD):
            queue = view_queue(*where, state)
            assert queue
            for key in queue.keys:
                _, heard, steps = view_comment(*where, key)
                said[heard.comment.published or heard.comment.text] = [
                    (step.by, step.action) for step in steps
                ]
    assert said == {
        "Somebody never returns my calls.": [("Mo", "redacted")],
        "Nobody reads these.": [("Mo", "held")],
        "We meet every month and it helps.": [("Mo", "published")],
        "I like my club.": [("Mo", "published")],
    }


def test_messages_and_targets_stay_as_they_were(world: Shelved) -> None:
    with world.database.reading() as session:
        sent = view_invitations(session, world.partnership, world.round).mailings
        targets = targets_of_round(session, world.partnership, world.round)
    assert {(one.mailing.subject, one.mailing.words) for one in sent} == {
        ("Tell us how it is", "Please take part.\n\nIt takes ten minutes.")
    }
    assert {group: targets[group] for group in OPEN["invited"]} == {"teachers": 20, "nurses": 20}


@pytest.mark.parametrize("part", [OPEN, RELEASED], ids=lambda part: part["round"])
def test_counts_and_comments_stay_as_they_were(world: Shelved, part: Any) -> None:
    key = part["round"]
    assert world.answered(key) == part["answered"]
    assert world.invited(key) == part["invited"]
    assert world.moderated(key) == part["comments"]


def test_alerts_still_wait_for_those_who_need_them(world: Shelved) -> None:
    words = OPEN["words_of_risk"]
    assert world.untold_alerts() == sorted([words["raised"], RUNNING["words_of_risk"]])
    with world.database.reading() as session:
        waiting = open_alerts(session, world.partnership, world.now)
        alerts_there = [alert for alert, _ in alerts_with_steps(session, world.partnership)]
        all_words = {open_alert(session, alert).text for alert in alerts_there}
    assert not any(alert.told for alert in waiting), "what the contact was told of stays with the contact"
    assert words["told"] in all_words
    with world.database.writing() as session:
        count_round(session, world.partnership, OPEN["round"], world.now)
    assert world.untold_alerts() == sorted([words["raised"], words["not_raised"], RUNNING["words_of_risk"]])


def test_pages_of_results_and_comments_open(app: Flask, world: Shelved) -> None:
    client = Client(app)
    client.send(client.get("/sign-in"), email="ada@testham.example", password=PASSWORD)
    here = f"/p/{world.partnership}/rounds"
    assert "Teachers" in client.get(f"{here}/{RELEASED['round']}/results/groups").text
    assert "Good training last year." in client.get(f"{here}/{OPEN['round']}/comments/").text


# --- respondents go on -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", DRAFTS)
def test_every_draft_can_be_read_with_its_secret_and_with_no_other(world: Shelved, code: str) -> None:
    assert world.pages_of(secret_of(code)) == DRAFTS[code]
    with pytest.raises(LinkRefusal):
        world.pages_of(Secret(bytes(16)))


def test_somebody_opens_an_old_draft_by_its_code_goes_on_and_sends_it(app: Flask, world: Shelved) -> None:
    client = Client(app)
    here = client.get(f"/i/{WHOLE}").path.rpartition("/")[0]
    for name, kept in DRAFTS[WHOLE].items():
        page = client.get(f"{here}/{name}")
        shown = page.form()
        assert {field: shown[field] for field in kept} == kept
        client.send(page)
    page = client.send(client.get(f"{here}/check"))
    assert page.h1 == "Thank you"
    close_and_release(world)
    assert world.results(world.round) == OPEN["results_with_the_first_draft"]


@pytest.mark.parametrize("code", [code for code in DRAFTS if code != EMPTY])
def test_a_draft_takes_another_page_and_is_sent_once(world: Shelved, code: str) -> None:
    secret = secret_of(code)
    world.save(secret, "areas/cds", comment="One thing more.")
    assert world.pages_of(secret) == {**DRAFTS[code], "areas/cds": {"comment": "One thing more."}}
    before, attempt = sum(world.answered(world.round).values()), new_code()
    world.submit(secret, attempt)
    world.submit(secret, attempt)
    with pytest.raises(AlreadyAnswered):
        world.submit(secret)
    assert sum(world.answered(world.round).values()) == before + 1


def test_an_empty_draft_is_still_empty_and_can_be_filled(world: Shelved) -> None:
    with pytest.raises(NothingAnswered):
        world.submit(secret_of(EMPTY))
    world.save(secret_of(EMPTY), "areas/sipv", sipv_1="4")
    world.submit(secret_of(EMPTY))
    assert world.answered(world.round)["heads"] == OPEN["answered"]["heads"] + 1


@pytest.mark.parametrize("kind", ["personal_links", "mailed_links"])
def test_links_that_nobody_used_still_let_somebody_answer_once(world: Shelved, kind: str) -> None:
    for group, codes in OPEN[kind].items():
        before = world.answered(world.round)[group]
        for secret in map(secret_of, codes):
            with pytest.raises(NotBegun):
                world.pages_of(secret)
            with world.database.writing() as session:
                answering.begin_by_personal_link(session, secret, nonce(), world.now)
            world.save(secret, "areas/sipv", sipv_1="3")
            world.submit(secret)
            with pytest.raises(AlreadyAnswered), world.database.writing() as session:
                answering.begin_by_personal_link(session, secret, nonce(), world.now)
        assert world.answered(world.round)[group] == before + len(codes)


def test_a_link_that_was_used_stays_used(world: Shelved) -> None:
    for codes in OPEN["spent_links"].values():
        for code in codes:
            with pytest.raises(AlreadyAnswered):
                world.pages_of(secret_of(code))


def test_the_open_link_of_a_group_takes_new_people(app: Flask, world: Shelved) -> None:
    page = Client(app).get(f"/join/{world.code('teachers')}")
    assert "Testham" in page.text
    world.answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    assert world.answered(world.round)["teachers"] == OPEN["answered"]["teachers"] + 1


def test_whoever_runs_the_round_goes_on_inviting(world: Shelved) -> None:
    with world.database.writing() as session:
        [nurses] = [
            one.mailing
            for one in view_invitations(session, world.partnership, world.round).mailings
            if one.mailing.group == "nurses"
        ]
        invitations.cancel_mailing(session, nurses)
        [address] = OPEN["untried_addresses"]["teachers"]
        invitations.remove_address(session, world.partnership, world.round, address)
    assert world.invited(world.round)["teachers"]["invited"] == OPEN["invited"]["teachers"]["invited"] - 1
    assert "nurses" not in world.invited(world.round)


# --- the open round comes to its end ---------------------------------------------------------------------


def close_and_release(world: Shelved) -> None:
    """Closes the round, and releases it when those in the middle have had their half hour."""
    world.close()
    world.now += HALF_AN_HOUR
    assert ("release", world.round) in world.due(world.now)
    with world.database.writing() as session:
        rounds.release_round(session, world.partnership, world.round, world.now)
    world.database.tidy_after_sealing()


def test_the_open_round_closes_and_its_figures_are_those_of_its_box(world: Shelved) -> None:
    close_and_release(world)
    assert world.results(world.round) == OPEN["results"]
    assert world.answered(world.round) == OPEN["answered"]
    assert world.moderated(world.round) == OPEN["comments_after"]
    assert world.results(RELEASED["round"]) == RELEASED["results"]


def test_after_the_release_no_draft_opens_and_no_link_begins(world: Shelved) -> None:
    close_and_release(world)
    links = [
        code for kind in ("personal_links", "mailed_links") for codes in OPEN[kind].values() for code in codes
    ]
    for code in (*DRAFTS, *links):
        with pytest.raises(LinkRefusal):
            world.pages_of(secret_of(code))


def test_the_round_can_be_extended_and_still_closes(world: Shelved) -> None:
    with world.database.writing() as session:
        rounds.extend_round(
            session, world.partnership, world.round, world.now + timedelta(days=60), world.now
        )
    assert world.pages_of(secret_of(WHOLE)) == DRAFTS[WHOLE]
    close_and_release(world)
    assert world.results(world.round) == OPEN["results"]


def test_the_draft_round_opens_and_keeps_its_list(world: Shelved) -> None:
    key = DRAFT["round"]
    assert world.invited(key) == DRAFT["invited"]
    with world.database.writing() as session:
        this = find_round(session, world.partnership, key)
        assert this
        assert drafts.read_draft_round(session, this)
        rounds.open_round(session, world.partnership, key, new_code, world.now)
    world.round = key
    world.answer("nurses", {"areas/sipv": {"sipv-1": "3"}})
    assert world.answered(key)["nurses"] == 1
    assert world.invited(key) == DRAFT["invited"]


# --- the calendar ----------------------------------------------------------------------------------------


def test_due_closes_the_round_at_its_date_and_releases_it(
    world: Shelved, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = timedelta(days=30)
    done = [(what, key) for what, key in do_due(world, monkeypatch, after) if key == world.round]
    assert ("close", world.round) in done
    assert ("release", world.round) not in done
    assert ("release", world.round) in do_due(world, monkeypatch, after + HALF_AN_HOUR)
    assert world.results(world.round) == OPEN["results"]


def test_due_erases_what_has_been_kept_for_long_enough(
    world: Shelved, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = RELEASED["round"]
    assert ("announce addresses", key) in do_due(world, monkeypatch, timedelta())
    assert ("erase addresses", key) in do_due(world, monkeypatch, timedelta(days=8))
    close_and_release(world)
    assert ("announce answers", key) in do_due(world, monkeypatch, timedelta(days=3 * 366))
    assert ("erase answers", key) in do_due(world, monkeypatch, timedelta(days=3 * 366 + 31))
    assert world.results(key) == RELEASED["results"]
    with world.database.reading() as session:
        kept = [one for one in retention.view_retention(session, world.partnership) if one.round == key]
    assert all(one.erased_at for one in kept)


def test_due_ends_an_event_that_nobody_ended(
    world: Shelved, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ("end event", RUNNING["round"]) in do_due(world, monkeypatch, timedelta(hours=37))
    assert room.event.state == "ended"
    assert room.event.attended == RUNNING["attended"]
    assert world.results(RUNNING["round"]) == RUNNING["results"]


# --- events go on ----------------------------------------------------------------------------------------


def test_the_room_looks_as_it_did(world: Shelved, room: Room) -> None:
    event = room.event
    assert (event.state, room.code) == ("running", RUNNING["code"])
    assert set(room.scribe_codes) == {"1", "2", "3", "4"}
    with room.database.reading() as session:
        scene = get_scene(session, event)
        segments = programme_of(session, *room.where)
    assert scene.people == len(RUNNING["people"]) + len(RUNNING["slips"])
    tables = Counter(one["table"] for one in RUNNING["people"] + RUNNING["slips"])
    assert scene.tables == tables
    assert scene.vote
    assert (scene.vote.number, scene.vote.state) == (RUNNING["open_vote"], "open")
    assert scene.vote.cast == scene.people
    template = find_template("one-day")
    assert template
    assert segments == template.segments
    assert content_as_facts(room) == RUNNING["content"]
    assert world.answered(RUNNING["round"]) == RUNNING["answered"]


def test_phones_are_still_in_the_room(app: Flask, room: Room) -> None:
    for phone in (room.phones[0], room.phones[-1]):
        page = room.client(app, phone).get(f"/e/{room.code}")
        assert page.pressed(), "the vote that was cast before is not shown any more"


def test_the_open_vote_takes_ballots_once_a_person_and_comes_to_what_it_would_have(
    room: Room, world: Shelved
) -> None:
    number = RUNNING["open_vote"]
    phone = room.phones[0]
    room.cast(phone, number, 5)
    room.cast(phone, number, 2)
    room.stop_vote(number)
    room.show_vote(number)
    assert vote_as_facts(room) == RUNNING["open_vote_shows"]
    room.show_vote(RUNNING["first_vote"])
    assert vote_as_facts(room) == RUNNING["first_vote_shows"]


def test_another_vote_can_be_held(room: Room) -> None:
    room.stop_vote(RUNNING["open_vote"])
    number = room.a_shown_vote({"teachers": [1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]})
    assert number == RUNNING["open_vote"] + 1
    assert vote_as_facts(room)["professional"]["mean"] == "about 3.5"


def test_a_paper_slip_still_leads_to_its_holder(room: Room, world: Shelved) -> None:
    slip, *_ = RUNNING["slips"]
    with world.database.reading() as session:
        found = event_people.room_of_code(session, RUNNING["code"])
        device, holder = event_people.find_slip(session, found, slip["number"], slip["table"])
    assert holder
    assert (holder.group, holder.table) == (slip["group"], slip["table"])
    [phone, _] = world.slips()
    assert device == phone.device
    with pytest.raises(EventRefusal), world.database.reading() as session:
        event_people.find_slip(session, found, "000000", slip["table"])


def test_people_go_on_rating_alone_writing_and_agreeing(room: Room, world: Shelved) -> None:
    for code, pages in zip(RUNNING["drafts"], RUNNING["pages"], strict=True):
        secret = secret_of(code)
        assert world.pages_of(secret) == pages
        world.submit(secret)
    assert sum(world.answered(RUNNING["round"]).values()) == sum(RUNNING["answered"].values()) + 2
    room.stop_vote(RUNNING["open_vote"])
    room.go_to("words")
    word = room.write(room.phones[8], "vision", "nearer")
    room.let_through(word)
    room.rate_for_table(room.phones[0], 4, evidence="Two teams share a plan.")
    content = content_as_facts(room)
    assert ["vision", "nearer", ""] in content["words"]
    assert content["waiting"] == RUNNING["content"]["waiting"]
    assert [row[2] for row in content["tables"]] == [4, 2]


def test_somebody_joins_and_somebody_rates_who_had_not(room: Room, world: Shelved) -> None:
    newcomer = room.join("nurses", "1")
    room.rate(newcomer, 4)
    assert world.answered(RUNNING["round"])["nurses"] == RUNNING["answered"]["nurses"] + 1
    room.make_scribe(newcomer)
    assert room.propose(newcomer, "One front door")


def test_nobody_rates_twice(room: Room) -> None:
    with pytest.raises(AlreadyAnswered):
        room.begin_rating(room.phones[0])


def test_the_event_ends_with_its_results_and_nothing_that_leads_to_a_person(
    room: Room, world: Shelved
) -> None:
    room.stop_vote(RUNNING["open_vote"])
    room.stop_rating()
    room.show_rating()
    assert world.results(RUNNING["round"]) == RUNNING["results"]
    room.end()
    world.database.tidy_after_sealing()
    assert room.event.attended == RUNNING["attended"]
    assert not room.code
    for one in RUNNING["drafts"]:
        with pytest.raises(LinkRefusal):
            world.pages_of(secret_of(one))
    with pytest.raises(NoSuchRoom), world.database.reading() as session:
        event_people.get_person(session, RUNNING["code"], room.phones[0].device)
    assert content_as_facts(room)["words"] == RUNNING["content"]["words"]


def test_the_planned_event_begins_and_takes_people(world: Shelved) -> None:
    room = Room(world, PLANNED["key"])
    assert room.event.state == "planned"
    room.begin()
    for group in ("teachers", "nurses"):
        for _ in range(6):
            room.join(group, "1")
    number = room.open_vote()
    room.cast_all(number, {"teachers": [1, 2, 3, 3, 4, 5], "nurses": [2, 2, 3, 4, 4, 5]})
    room.stop_vote(number)
    room.show_vote(number)
    assert vote_as_facts(room)["professional"]["mean"] == "about 3.0"
    room.end()
    assert room.event.attended == {"nurses": 6, "teachers": 6}


def test_what_a_table_proposed_stands_in_the_plan(world: Shelved) -> None:
    with world.database.reading() as session:
        plan = plans.view_plan(session, world.partnership, world.now.date())
    assert [one.about.what for one in plan.actions] == [
        what for _, what, state in RUNNING["content"]["actions"] if state == "planned"
    ]
