"""The key of a round goes once its release has been read back, and never before; losing it is survived."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.results.releases import release_round, view_release
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.key_checks import check_keys
from lws_assess.actions.rounds.key_endings import KeyEnding, end_round_keys
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.responses import BoxResponse, SealedResponse
from lws_assess.records.results import Release
from lws_assess.records.rounds import Round
from lws_assess.records.sealing_keys import FolderAway, KeyDamaged, KeyFolder, KeyGone
from lws_assess.survey.round_timing import RoundRefusal
from tests.machines.databases import key_folder
from tests.watching.counting import everything, rows
from tests.worlds.boxes import key_of_round, what_was_sent
from tests.worlds.builders import INSTRUMENT, World, new_code, new_secret, nonce

AREA = shipped_editions()[INSTRUMENT].areas[0]
PAGE, ONE = f"areas/{AREA.code}", AREA.statements[0].key
DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    for _ in range(5):
        world.answer("teachers", {PAGE: {ONE: "3"}})
    return world


def key_file(world: World) -> Path:
    return Path(os.environ["KEYS_PATH"]) / f"{key_of_round(world.database).name}.key"


def get(world: World) -> Round:
    with world.database.reading() as session:
        return session.get_one(Round, (world.partnership, world.round))


def end(world: World, after: timedelta = timedelta(0), mark: Path | None = None) -> list[KeyEnding]:
    return end_round_keys(world.database, world.now + after, mark)


def test_a_round_has_its_key_from_its_opening_and_no_second_one(database: Database) -> None:
    world = World(database, opened=False)
    assert get(world).sealing_key is None
    with database.writing() as session:
        rounds.open_round(session, world.partnership, world.round, new_code, world.now)
    first = get(world).sealing_key
    world.close()
    end(world)
    assert get(world).sealing_key == first
    assert get(world).sealing_key_gone_at


def test_a_round_does_not_open_where_its_key_cannot_be_kept(database: Database) -> None:
    world = World(database, opened=False)
    database.keys = KeyFolder(None)
    before = everything(database)
    with pytest.raises(RoundRefusal, match="KEYS_PATH"), database.writing() as session:
        rounds.open_round(session, world.partnership, world.round, new_code, world.now)
    assert everything(database) == before


def test_the_key_is_there_until_the_release_and_gone_behind_it(world: World) -> None:
    path = key_file(world)
    assert end(world) == []
    world.close()
    assert path.exists()
    assert end(world) == [KeyEnding("testham", "first", gone=True, why_not="", alarm=False)]
    assert not path.exists()
    assert get(world).sealing_key_gone_at == world.now
    assert get(world).cleared_at == world.now
    assert end(world) == []


def spoil(table: type[Release] | type[SealedResponse]) -> Callable[[World], None]:
    def do(world: World) -> None:
        with world.database.writing() as session:
            if table is Release:
                session.execute(update(Release).values(digest="another"))
            else:
                session.execute(delete(SealedResponse))

    return do


@pytest.mark.parametrize("table", [Release, SealedResponse])
def test_the_key_stays_while_what_was_made_cannot_be_read_back(
    world: World, table: type[Release] | type[SealedResponse]
) -> None:
    path = key_file(world)
    world.close()
    spoil(table)(world)
    (ending,) = end(world)
    assert (ending.gone, ending.alarm) == (False, False)
    assert "read back" in ending.why_not
    assert path.exists()
    (ending,) = end(world, after=DAY + timedelta(minutes=1))
    assert ending.alarm


def test_where_backups_are_kept_the_key_waits_for_one_made_after_the_release(
    world: World, tmp_path: Path
) -> None:
    mark = tmp_path / "verified"
    world.close()
    assert "No backup" in end(world, mark=mark)[0].why_not
    mark.touch()
    os.utime(mark, (0, (world.now - DAY).timestamp()))
    assert "verified since" in end(world, mark=mark)[0].why_not
    os.utime(mark, (0, (world.now + DAY).timestamp()))
    assert end(world, mark=mark)[0].gone


def test_a_key_that_cannot_be_removed_now_is_removed_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = key_file(world)
    world.close()

    def away(_folder: KeyFolder, _name: str) -> None:
        raise FolderAway("not now")

    monkeypatch.setattr(KeyFolder, "destroy", away)
    assert end(world)[0].why_not == "not now"
    monkeypatch.undo()
    assert path.exists()
    assert end(world)[0].gone
    assert not path.exists()


def test_rows_that_somebody_may_still_want_are_said_and_cleared_away_later(world: World) -> None:
    with world.database.engine.connect() as reader:
        if not world.database.is_sqlite:
            reader.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute(text("SELECT count(*) FROM box_responses")).scalar_one()
        world.close()
        (ending,) = end(world)
        assert ending.gone, "the key does not wait for them"
        assert ending.why_not
        assert get(world).cleared_at is None
        reader.rollback()
    assert end(world) == [KeyEnding("testham", "first", gone=True, why_not="", alarm=False)]
    assert get(world).cleared_at


def test_rounds_side_by_side_lose_their_own_key_alone(world: World) -> None:
    other = World(world.database, partnership="elsewhere")
    other.answer("teachers", {PAGE: {ONE: "4"}})
    world.close()
    end(world)
    assert len(what_was_sent(world.database, "elsewhere")) == 1
    with pytest.raises(KeyGone):
        key_of_round(world.database)


def test_a_check_names_what_is_wrong_before_it_costs_an_answer(world: World) -> None:
    def faults(after: timedelta = timedelta(0)) -> list[str]:
        return [one.words for one in check_keys(world.database, world.now + after) if one.fault]

    assert faults() == []
    path = key_file(world)
    path.chmod(0o644)
    assert any("chmod 600" in fault for fault in faults())
    path.chmod(0o600)
    whole = path.read_bytes()
    path.write_bytes(whole[::-1])
    assert any("not the key that was made" in fault for fault in faults())
    path.unlink()
    assert any("is gone" in fault for fault in faults())
    path.write_bytes(whole)
    path.chmod(0o600)
    world.close()
    assert faults(after=timedelta(hours=23)) == []
    assert any("still there" in fault for fault in faults(after=timedelta(hours=25)))
    end(world)
    assert faults(after=timedelta(days=9)) == []


# --- keys that are not there ---------------------------------------------------------------------------------


def begin(world: World) -> None:
    with world.database.writing() as session:
        answering.begin_questionnaire(session, world.code("teachers"), None, new_secret(), nonce(), world.now)


def test_nothing_is_accepted_under_a_key_that_is_not_the_rounds_own(world: World) -> None:
    middle = world.begin()
    world.save(middle, PAGE, **{ONE: "3"})
    path = key_file(world)
    whole = path.read_bytes()
    before = everything(world.database)
    for harm in (b"", whole[:-1], os.urandom(32), None):
        refusal = answering.RoundClosed if harm is None else KeyDamaged
        path.unlink() if harm is None else path.write_bytes(harm)
        for act in (
            lambda: begin(world),
            lambda: world.save(middle, PAGE, **{ONE: "4"}),
            lambda: world.submit(middle),
        ):
            with pytest.raises(refusal):
                act()
    assert everything(world.database) == before
    path.write_bytes(whole)
    world.submit(middle)


def test_a_row_that_cannot_be_opened_stops_the_release_with_its_reason_and_harms_nothing(
    world: World,
) -> None:
    with world.database.writing() as session:
        one = session.execute(text("SELECT key, ciphertext FROM box_responses")).first()
        assert one
        damaged = bytes(one[1][:-1]) + bytes([one[1][-1] ^ 1])
        session.execute(update(BoxResponse).where(BoxResponse.key == one[0]).values(ciphertext=damaged))
    world.close()
    assert (get(world).state, get(world).released_at) == ("closed", None)
    before = everything(world.database)
    with pytest.raises(RoundRefusal, match="cannot be opened"), world.database.writing() as session:
        release_round(session, world.partnership, world.round, world.now)
    assert everything(world.database) == before
    assert end(world) == []
    with world.database.writing() as session:
        session.execute(update(BoxResponse).where(BoxResponse.key == one[0]).values(ciphertext=one[1]))
        release_round(session, world.partnership, world.round, world.now)
    assert rows(world.database, "responses") == {"responses": 5}


def test_a_round_whose_key_is_lost_is_ended_without_results_and_only_then(world: World) -> None:
    with pytest.raises(RoundRefusal, match="key is there"), world.database.writing() as session:
        rounds.end_lost_round(session, world.partnership, world.round, world.now)
    key_folder().destroy(key_of_round(world.database).name)
    with world.database.writing() as session:
        rounds.end_lost_round(session, world.partnership, world.round, world.now)
    counts = rows(world.database, "box_responses", "drafts", "ballots", "responses")
    assert set(counts.values()) == {0}
    with world.database.reading() as session:
        assert view_release(session, world.partnership, world.round) is None
        assert rounds.find_due_changes(session, world.now + 365 * DAY) == []
    with pytest.raises(RoundRefusal, match="without results"), world.database.writing() as session:
        release_round(session, world.partnership, world.round, world.now)
    with pytest.raises(answering.RoundClosed):
        begin(world)
    assert end(world)[0].gone


def test_a_folder_that_is_not_there_now_ends_no_round(world: World, tmp_path: Path) -> None:
    world.database.keys = KeyFolder(tmp_path / "not mounted", durable=False)
    with pytest.raises(RoundRefusal, match="not there"), world.database.writing() as session:
        rounds.end_lost_round(session, world.partnership, world.round, world.now)
    with pytest.raises(FolderAway):
        begin(world)
    world.database.keys = key_folder()
    begin(world)
