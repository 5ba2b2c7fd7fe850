"""P1 after the seal: an administrator of PostgreSQL lays words beside the link that brought them.

While a round is open each row notes the transaction that wrote it: a ballot that of its answer. After the release no
ballot is left, and what people sent are other rows, all of one transaction, in the order of fresh random keys.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.web.upkeep.due import do_everything_due
from tests.runs.waiting import a_quarter_passes
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World

AREA = shipped_editions()[INSTRUMENT].areas[0]
PAGE = f"areas/{AREA.code}"
UNSAFE = "I do not feel safe at home."
ANSWERS = (
    *[("teachers", "Fine.")] * 4,
    ("nurses", "Only mine."),
    ("teachers", UNSAFE),
    *[("nurses", "Fine.")] * 4,
)


def marks(database: Database, table: str) -> list[int]:
    """The transactions that the rows of a table name, in the order in which the rows lie on the disk."""
    with database.reading() as session:
        found = session.execute(text(f"SELECT xmin::text::bigint FROM {table} ORDER BY ctid"))
        return [row[0] for row in found]


def keys(database: Database, table: str) -> list[bytes]:
    """The keys of a table's rows, in the order in which the rows lie on the disk."""
    order = "key" if database.is_sqlite else "ctid"  # in SQLite a row's place is its key
    with database.reading() as session:
        return [bytes(row[0]) for row in session.execute(text(f"SELECT key FROM {table} ORDER BY {order}"))]


def everybody_answers(app: Flask, world: World) -> None:
    for group, words in ANSWERS:
        world.answer(group, {PAGE: {AREA.statements[0].key: "3", "comment": words}})
        a_quarter_passes(world.database)
        with app.app_context():
            do_everything_due(world.database)


def test_no_row_of_a_sealed_round_tells_which_answer_brought_it(either_app: Flask) -> None:
    database: Database = either_app.config["DATABASE"]
    if database.is_sqlite:
        pytest.skip("SQLite notes nothing on a row")
    world = World(database)
    everybody_answers(either_app, world)
    assert len(set(marks(database, "ballots"))) == len(ANSWERS), "while it is open each names its own"
    (alert,) = marks(database, "alerts")
    assert alert not in marks(database, "ballots")
    assert alert not in marks(database, "box_responses")
    before = max(marks(database, "ballots"))
    world.close()
    with either_app.app_context():
        do_everything_due(database)
    assert rows(database, "ballots", "box_responses") == {"ballots": 0, "box_responses": 0}
    for table in ("responses", "comments", "alerts"):
        (mark,) = set(marks(database, table))
        assert mark > before
        lying = keys(database, table)
        assert lying == sorted(lying)


def test_no_row_after_the_release_is_named_by_a_copy_from_before_it(either_app: Flask) -> None:
    """Neither by its key nor by its code; nor does what lay in the box stay anywhere."""
    database: Database = either_app.config["DATABASE"]
    world = World(database)
    everybody_answers(either_app, world)
    with database.reading() as session:
        found = session.execute(text("SELECT key, code, ciphertext FROM alerts")).all()
        box = [tuple(row) for row in session.execute(text("SELECT key, ciphertext FROM box_responses"))]
    named = {bytes(row[0]) for row in (*found, *box)}
    assert len(named) == 1 + len(ANSWERS)
    world.close()
    after = {key for table in ("responses", "comments", "alerts") for key in keys(database, table)}
    assert len(after) == len(ANSWERS) + len(ANSWERS) + 1
    assert not named & after
    with database.reading() as session:
        (code, sealed) = session.execute(text("SELECT code, ciphertext FROM alerts")).one()
    assert code != found[0][1]
    assert sealed is None
