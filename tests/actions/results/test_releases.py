"""The one release of a round, on both databases: its figures the long way round, and what is left behind it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from sqlalchemy import select, text

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.results.releases import release_round, view_release
from lws_assess.records import comments as comment_records
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.responses import BoxResponse, DraftAnswers, SealedResponse
from lws_assess.records.results import ReleasedCell
from lws_assess.records.rounds import Round
from lws_assess.survey import responses as survey
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import Pages
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.withheld import Withheld
from tests.machines.databases import give_tables, open_database
from tests.watching.counting import everything, rows
from tests.worlds.boxes import put_into_box, what_was_sent
from tests.worlds.builders import GROUPS, INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]
FIRST = EDITION.areas[0]
PAGE = f"areas/{FIRST.code}"

# Three branches of people at work, so that large, joined and left-out groups all occur.
MANY_GROUPS = (
    ("teachers", "Teachers", "professional", "schools"),
    ("heads", "Head teachers", "professional", "schools"),
    ("nurses", "Nurses", "professional", "health"),
    ("midwives", "Midwives", "professional", "health"),
    ("clubs", "Clubs", "professional", "voluntary"),
    ("inspectors", "Young inspectors", "young-people", "youth"),
    ("parents", "Parent panel", "parents-carers", "families"),
)
ANSWERED = {
    "teachers": 23,
    "heads": 7,
    "nurses": 4,
    "midwives": 3,
    "clubs": 2,
    "inspectors": 11,
    "parents": 3,
}


def random_pages(chance: random.Random, audience: Audience) -> Pages:
    """What somebody might have answered: some things blank, some not known, some statements never put."""
    pages: Pages = {"about": {"role": chance.choice(["direct", "manager"])}}
    length = survey.length_of(EDITION, audience, pages)
    for area in EDITION.areas:
        if chance.random() < 0.1:
            continue
        page = {
            q.key: chance.choice(["1", "2", "3", "4", "5", "dont-know", "not-applicable"])
            for q in area.questions(audience, length)
            if chance.random() < 0.8
        }
        if audience.importance and chance.random() < 0.9:
            page["importance"] = chance.choice("12345")
        pages[f"areas/{area.code}"] = dict(page)
    if chance.random() < 0.8:
        chosen = chance.sample([area.code for area in EDITION.areas], chance.randint(1, 3))
        pages["priorities"] = {"top-areas": chosen}
    return pages


def put_into_the_box(world: World, everybody: list[tuple[str, Pages]]) -> None:
    """Stores responses as a submission does, without the pages in between."""
    audiences = {key: EDITION.audience(audience) for key, _, audience, _ in world.groups}
    with world.database.writing() as session:
        places, _, _ = answering.find_entrance(session, world.code(None), world.now)
        at = {place.group: place for place in places}
        for group, pages in everybody:
            put_into_box(session, at[group], survey.encode_answers(EDITION, audiences[group], pages))


def the_round(
    database: Database, seed: int = 1, shuffled: bool = False, **counts: int
) -> tuple[World, list[tuple[str, Pages]]]:
    world = World(database, groups=MANY_GROUPS)
    audiences = {key: EDITION.audience(audience) for key, _, audience, _ in MANY_GROUPS}
    chance = random.Random(seed)
    everybody = [
        (group, random_pages(chance, audiences[group]))
        for group, n in {**ANSWERED, **counts}.items()
        for _ in range(n)
    ]
    if shuffled:
        random.Random(seed + 1).shuffle(everybody)
    put_into_the_box(world, everybody)
    return world, everybody


def results_of(world: World) -> RoundResults:
    with world.database.reading() as session:
        found = view_release(session, world.partnership, world.round)
    assert found
    return found


# --- the figures, the long way round -------------------------------------------------------------------------


def slow_score(edition: Edition, audience: Audience, code: str, pages: Pages) -> float | None:
    length = survey.length_of(edition, audience, pages)
    page = pages.get(f"areas/{code}", {})
    put = edition.area(code).questions(audience, length)
    ratings = [int(str(page[q.key])) for q in put if str(page.get(q.key)) in "12345"]
    return mean(ratings) if ratings and 2 * len(ratings) >= len(put) else None


def slow_importance(code: str, pages: Pages) -> int | None:
    said = pages.get(f"areas/{code}", {}).get("importance")
    return int(str(said)) if said else None


@pytest.mark.parametrize("seed", [1, 2])
def test_every_published_figure_is_that_of_the_answers_recomputed_one_by_one(
    database: Database, seed: int
) -> None:
    world, everybody = the_round(database, seed)
    world.close()
    results = results_of(world)
    work = results.audiences[0]
    assert [cell.key for cell in work.cells] == ["teachers", "heads", "nurses+midwives"]
    assert results.left_out == ("Clubs", "Parent panel")
    assert results.left_out_people == 5
    weights = {cell.key: len(cell.groups) for cell in work.cells}
    for audience in results.audiences[:2]:
        mine = {
            cell.key: [pages for group, pages in everybody if group in cell.group_keys]
            for cell in audience.cells
        }
        assert {cell.key: cell.people for cell in audience.cells} == {
            key: len(them) for key, them in mine.items()
        }
        for found in audience.areas:
            code = found.area.code
            scores = {
                key: [s for p in them if (s := slow_score(EDITION, audience.audience, code, p)) is not None]
                for key, them in mine.items()
            }
            for cell in audience.cells:
                check_shown(cell.positions[code], scores[cell.key], cell.people)
            shown = {key: values for key, values in scores.items() if len(values) >= 5}
            if not shown:
                assert isinstance(found.by_group.position, Withheld)
                assert isinstance(found.by_person.position, Withheld)
                continue
            by_group = sum(weights.get(k, 1) * mean(v) for k, v in shown.items()) / sum(
                weights.get(k, 1) for k in shown
            )
            check_value(found.by_group.position, by_group)
            check_value(
                found.by_person.position, mean(value for values in shown.values() for value in values)
            )
            chosen = [
                ([p["priorities"]["top-areas"] for p in them if "priorities" in p], len(them))
                for them in mine.values()
            ]
            told = [
                slow_class(sum(code in areas for areas in them), people)
                for them, people in chosen
                if len(them) >= 5
            ]
            assert found.votes
            assert found.votes.least == sum(least for least, _ in told)
            assert found.votes.most == sum(most for _, most in told)
            assert found.votes.of == sum(len(them) for them, _ in chosen if len(them) >= 5)
            if audience.ranks_priorities:
                said = {
                    key: [i for p in them if (i := slow_importance(code, p)) is not None]
                    for key, them in mine.items()
                }
                weighed = {key: values for key, values in said.items() if len(values) >= 5}
                check_value(
                    found.by_person.importance, mean(v for values in weighed.values() for v in values)
                )
                gap = max(0, 4.0 - round(mean(value for values in shown.values() for value in values), 2))
                importance = round(mean(v for values in weighed.values() for v in values), 2)
                assert found.by_person.score
                assert found.by_person.score.low == pytest.approx(gap * importance), "from what is printed"
                assert found.by_person.score.is_exact


def check_shown(shown: Shown | Withheld, values: list[float], people: int) -> None:
    if len(values) < 5:
        assert isinstance(shown, Withheld)
        assert f"of the {people} people" in str(shown)
        return
    assert isinstance(shown, Shown)
    assert shown.n == len(values)
    if shown.exact:
        assert shown.value == pytest.approx(mean(values), abs=0.0501 if len(values) < 10 else 0.00501)


def check_value(shown: Shown | Withheld, value: float) -> None:
    assert isinstance(shown, Shown)
    if shown.exact:
        assert shown.value == pytest.approx(value, abs=0.0501 if shown.n < 10 else 0.00501)


def slow_class(count: int, people: int) -> tuple[int, int]:
    """What may be told of a count in a cell of so many people."""
    if people >= 20:
        return count, count
    if count <= 1:
        return 0, 1
    return (people - 1, people) if count >= people - 1 else (count, count)


def test_a_group_left_out_moves_no_figure_by_anything(database: Database) -> None:
    """The same round with and without its two smallest groups: every cell is the same to the last digit."""
    with_them, everybody = the_round(database)
    without = World(database, partnership="elsewhere", groups=MANY_GROUPS)
    put_into_the_box(without, [(g, pages) for g, pages in everybody if g not in ("clubs", "parents")])
    for world in (with_them, without):
        world.close()
    with database.reading() as session:
        cells = {
            partnership: session.scalars(
                select(ReleasedCell.figures_json)
                .where(ReleasedCell.partnership == partnership)
                .order_by(ReleasedCell.number)
            ).all()
            for partnership in ("testham", "elsewhere")
        }
    assert cells["testham"] == cells["elsewhere"]
    assert results_of(with_them).audiences == results_of(without).audiences
    assert results_of(without).unanswered == ("Clubs", "Parent panel")


def test_the_order_of_arrival_changes_nothing(database: Database) -> None:
    one, _ = the_round(database)
    one.close()
    other = World(database, partnership="elsewhere", groups=MANY_GROUPS)
    chance = random.Random(1)
    audiences = {key: EDITION.audience(audience) for key, _, audience, _ in MANY_GROUPS}
    everybody = [(g, random_pages(chance, audiences[g])) for g, n in ANSWERED.items() for _ in range(n)]
    put_into_the_box(other, everybody[::-1])
    other.close()
    assert results_of(one).digest == results_of(other).digest


def test_nothing_is_published_of_fewer_people_than_the_smallest_number(database: Database) -> None:
    world, _ = the_round(database)
    world.close()
    with database.reading() as session:
        for figures in session.scalars(select(ReleasedCell.figures_json)):
            cell = json.loads(figures)
            assert cell["people"] >= 5
            assert cell["voters"] is None or cell["voters"] >= 5
            assert cell["joint"] is None or cell["joint"]["n"] >= 5
            for area in cell["areas"].values():
                assert area["score"] is None or area["score"]["n"] >= 5
                assert (
                    area["importance"] is None or sum(area["importance"]) == 0 or sum(area["importance"]) >= 5
                )
                assert area["statements"] is None or area["score"]["n"] >= 10


def test_a_round_may_ask_for_more_than_five(database: Database) -> None:
    world = World(database, groups=MANY_GROUPS, k=10)
    chance = random.Random(1)
    put_into_the_box(
        world,
        [
            (g, random_pages(chance, EDITION.audience("professional")))
            for g in ["heads"] * 7 + ["teachers"] * 10
        ],
    )
    world.close()
    results = results_of(world)
    assert [cell.key for cell in results.audiences[0].cells] == ["teachers"]
    assert (results.k, results.left_out, results.left_out_people) == (10, ("Head teachers",), 7)


@pytest.mark.parametrize(
    "damage",
    [b"", b"\x03", b"\xff" * 58, b"\x07" * 58, b"\xfd" * 58, b"\x03" * 59, b"\x03" * 60_000],
    ids=["empty", "short", "high", "above the scale", "unknown codes", "one too long", "huge"],
)
def test_a_damaged_answer_breaks_no_results(database: Database, damage: bytes) -> None:
    world, _ = the_round(database)
    with database.writing() as session:
        places, _, _ = answering.find_entrance(session, world.code("teachers"), world.now)
        put_into_box(session, places[0], damage)
    world.close()
    cells = {cell.key: cell for cell in results_of(world).audiences[0].cells}
    assert cells["teachers"].people in (23, 24)
    for shown in cells["teachers"].positions.values():
        assert isinstance(shown, Withheld) or 1 <= shown.value <= 5


def test_a_round_nobody_answered_has_results_that_say_so(database: Database) -> None:
    world = World(database)
    world.close()
    results = results_of(world)
    assert (results.people, results.left_out) == (0, ())
    assert results.unanswered == tuple(name for _, name, _, _ in GROUPS)


# --- once, and for good --------------------------------------------------------------------------------------


def test_an_open_round_has_no_results(database: Database) -> None:
    world, _ = the_round(database)
    with database.reading() as session:
        assert view_release(session, "testham", "first") is None
    with pytest.raises(RoundRefusal, match="Close the round first"), database.writing() as session:
        release_round(session, "testham", "first", world.now)


def test_results_are_made_once(database: Database) -> None:
    world, _ = the_round(database)
    world.close()
    before = everything(database)
    with pytest.raises(RoundRefusal, match="made once"), database.writing() as session:
        release_round(session, "testham", "first", world.now)
    assert everything(database) == before


def test_a_release_that_breaks_leaves_the_round_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _ = the_round(database)
    before = everything(database)

    def breaks(*_: object) -> None:
        raise RuntimeError("the disk went")

    monkeypatch.setattr(comment_records, "keep_comments", breaks)
    with pytest.raises(RuntimeError):
        world.close()
    assert everything(database) == before
    monkeypatch.undo()
    world.close()
    assert rows(database, "box_responses") == {"box_responses": 0}


def test_progress_is_told_cell_by_cell(database: Database) -> None:
    world, _ = the_round(database)
    told: list[tuple[int, int]] = []
    with database.writing() as session:
        this = session.get_one(Round, ("testham", "first"))
        this.state, this.closed_at = "closed", world.now
        session.flush()
        release_round(session, "testham", "first", world.now, lambda done, of: told.append((done, of)))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


# --- what is left behind -------------------------------------------------------------------------------------


def test_closing_empties_the_box_into_the_sealed_table_and_erases_every_draft(database: Database) -> None:
    world, everybody = the_round(database)
    boxed = what_was_sent(database)
    box_keys = set(keys_of(database))
    in_the_middle = world.begin("teachers")
    world.save(in_the_middle, PAGE, comment="never sent")
    with database.writing() as session:
        this = session.get_one(Round, ("testham", "first"))
        this.state, this.closed_at = "closed", world.now
        session.flush()
        from_now = world.now.replace(year=world.now.year + 1)
        release_round(session, "testham", "first", from_now)
    counts = rows(database, "box_responses", "ballots", "drafts")
    assert counts == {"box_responses": 0, "ballots": 0, "drafts": 0}
    with database.reading() as session:
        number = {
            group: str(cell.number)
            for cell in session.scalars(select(ReleasedCell))
            for group in json.loads(cell.groups_json)
        }
        sealed = [
            tuple(r)
            for r in session.execute(select(SealedResponse.key, SealedResponse.cell, SealedResponse.answers))
        ]
    assert len(boxed) == len(everybody) > len(sealed), "some are in no figure, and not kept"
    assert sorted(row[1:] for row in sealed) == sorted(
        (number[one.group], one.answers) for one in boxed if one.group in number
    )
    assert not {bytes(row[0]) for row in sealed} & box_keys


def test_sealing_one_round_leaves_every_other_alone(database: Database) -> None:
    world, _ = the_round(database)
    other = World(database, partnership="elsewhere")
    other.answer("teachers", {PAGE: {FIRST.statements[0].key: "3", "comment": "still open"}})
    middle = other.begin()
    before = rows(database, "ballots", "drafts")
    world.close()
    assert rows(database, "box_responses", "ballots", "drafts") == {"box_responses": 1, **before}
    other.save(middle, PAGE, comment="goes on")


@pytest.mark.parametrize("table", ["responses", "comments"])
def test_sealed_rows_lie_in_key_order_and_came_in_one_transaction(
    new_postgresql: Any, tmp_path: Path, table: str
) -> None:
    database = a_migrated(new_postgresql())
    world = World(database)
    for i in range(12):
        world.answer("teachers", {PAGE: {FIRST.statements[0].key: "3", "comment": f"words {i}"}})
    with database.reading() as session:
        assert (
            session.execute(text("SELECT count(DISTINCT xmin::text) FROM box_responses")).scalar_one() == 12
        )
        arrived = session.execute(text("SELECT key FROM box_responses ORDER BY ctid")).scalars().all()
        assert arrived != sorted(arrived)
    world.close()
    with database.reading() as session:
        assert session.execute(text(f"SELECT count(DISTINCT xmin::text) FROM {table}")).scalar_one() == 1
        lie = session.execute(text(f"SELECT key FROM {table} ORDER BY ctid")).scalars().all()
        assert lie == sorted(lie)
        assert not set(lie) & set(arrived)
    database.engine.dispose()


def a_migrated(url: str) -> Database:
    database = open_database(url)
    give_tables(database)
    return database


def test_after_sealing_nothing_of_a_draft_is_anywhere_in_the_file(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """Neither its words nor its ciphertext, nor any earlier version of it, in the file, its log or free pages."""
    world = World(sqlite_database)
    for i in range(6):
        world.answer("teachers", {PAGE: {FIRST.statements[0].key: str(1 + i % 5), "comment": f"kept {i}"}})
    versions = []
    for i in range(8):
        secret = world.begin("nurses")
        for turn in range(3):
            world.save(secret, PAGE, comment=f"canary {i} {turn} " * 20)
            versions.append(ciphertext_of(sqlite_database, secret.draft))
    assert any(found(tmp_path, version) for version in versions)
    assert not found(tmp_path, b"canary")
    box_keys = keys_of(sqlite_database)
    with sqlite_database.writing() as session:
        this = session.get_one(Round, ("testham", "first"))
        this.state, this.closed_at = "closed", world.now
        session.flush()
        release_round(session, "testham", "first", world.now.replace(year=world.now.year + 1))
    sqlite_database.tidy_after_sealing()
    assert [i for i, version in enumerate(versions) if found(tmp_path, version)] == []
    assert not found(tmp_path, b"canary")
    assert all(found(tmp_path, b"kept %d" % i) for i in range(6))
    assert not any(found(tmp_path, key) for key in box_keys), "nothing of the box is left, not even its keys"


def ciphertext_of(database: Database, draft: bytes) -> bytes:
    """A piece from the middle of a draft's ciphertext, as it lies in the database."""
    with database.reading() as session:
        whole = session.scalars(select(DraftAnswers.ciphertext).where(DraftAnswers.id == draft)).one()
    return bytes(whole[40:72])


def keys_of(database: Database) -> list[bytes]:
    with database.reading() as session:
        return [bytes(key) for key in session.scalars(select(BoxResponse.key))]


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("test.sqlite3*")]


def found(folder: Path, piece: bytes) -> bool:
    return any(piece in content for content in files(folder))
