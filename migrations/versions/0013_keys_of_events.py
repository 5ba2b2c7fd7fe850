"""What people send while an event runs lies under a key of that event.

An event that runs at this moment gets its key here, and what it holds is written anew as ciphertext. Copies of the
database from before are not covered by that.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from lws_assess.records.events.people import InTheRoom, seal_person
from lws_assess.records.events.sealing import BALLOT, CODE, PERSON, EventSealing, RoomCodes
from lws_assess.records.events.votes import CastEventBallot, seal_event_ballot
from lws_assess.records.events.writings import ACTION, RATING, WORD, Fields, row_of, seal_writing
from lws_assess.records.sealing_keys import ASK_FOR_A_FOLDER, KeyFolder, KeyNotMade

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

Row = dict[str, Any]
ROOM = ("event_people", "event_ballots")
WRITTEN = {"event_words": WORD, "event_table_ratings": RATING, "event_actions": ACTION}


def upgrade() -> None:
    held = {table: _running(table) for table in (*ROOM, *WRITTEN)}
    events = _as_it_is("events")
    running = _rows(sa.select(events).where(events.c.state == "running"))
    _new_shape()
    for event in running:
        _seal(event, {table: [row for row in rows if _is_of(event, row)] for table, rows in held.items()})


def _as_it_is(table: str) -> sa.Table:
    return sa.Table(table, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)


def _rows(asked: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in op.get_bind().execute(asked).mappings()]


def _running(table: str) -> list[Row]:
    """What a table holds of events that run."""
    held, events = _as_it_is(table), _as_it_is("events")
    of = sa.and_(events.c.partnership == held.c.partnership, events.c.key == held.c.event)
    return _rows(sa.select(held).join(events, of).where(events.c.state == "running"))


def _is_of(event: Row, row: Row) -> bool:
    return (event["partnership"], event["key"]) == (row["partnership"], row["event"])


# --- the new shape ---------------------------------------------------------------------------------------


def _new_shape() -> None:
    op.add_column("events", sa.Column("sealing_key", sa.String(), nullable=True))
    op.add_column("events", sa.Column("sealing_mark", sa.LargeBinary(32), nullable=True))
    op.add_column("events", sa.Column("sealing_key_gone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("events", sa.Column("code_hash", sa.LargeBinary(32), nullable=True))
    op.add_column("events", sa.Column("codes", sa.LargeBinary(), nullable=True))
    op.add_column("events", sa.Column("sealed_anew", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_events_code_hash"), "events", ["code_hash"], unique=True)
    op.drop_index(op.f("ix_events_code"), table_name="events")
    for column in ("code", "salt"):
        op.drop_column("events", column)
    for table in ROOM:
        op.drop_table(table)
    _table("event_people")
    _table("event_ballots", sa.Column("vote", sa.String(), nullable=False))
    _table(
        "event_writings",
        sa.Column("what", sa.String(), nullable=False),
        sa.CheckConstraint("what IN ('word', 'rating', 'action')", name=op.f("ck_event_writings_what")),
        key=16,
    )
    op.create_index("ix_event_people_event", "event_people", ["partnership", "event"])
    op.create_index("ix_event_ballots_vote", "event_ballots", ["partnership", "event", "vote"])
    op.create_index("ix_event_writings_event", "event_writings", ["partnership", "event", "what"])


def _table(name: str, *more: sa.Column[Any] | sa.CheckConstraint, key: int = 32) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.LargeBinary(key), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        *more,
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f(f"fk_{name}_partnership_events"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


# --- events that run -------------------------------------------------------------------------------------


def _seal(event: Row, held: dict[str, list[Row]]) -> None:
    """Raises KeyNotMade where there is no folder for the key; nothing has been changed then."""
    keys: KeyFolder | None = context.config.attributes.get("keys")
    if keys is None:
        raise KeyNotMade(f"The event “{event['title']}” runs. {ASK_FOR_A_FOLDER}")
    where = {"partnership": event["partnership"], "event": event["key"]}
    partnerships, events = _as_it_is("partnerships"), _as_it_is("events")
    demo = sa.select(partnerships.c.demo).where(partnerships.c.key == event["partnership"])
    key = keys.make(bool(op.get_bind().execute(demo).scalar_one()))
    sealing = EventSealing(key)
    codes = RoomCodes(event["code"], bytes(event["salt"]), bytes(event["salt"]))
    op.execute(
        events.update()
        .where(events.c.partnership == event["partnership"], events.c.key == event["key"])
        .values(
            sealing_key=key.name,
            sealing_mark=key.mark,
            code_hash=sealing.hash(CODE, codes.room.encode()),
            codes=sealing.seal_codes(codes),
        )
    )
    for person in held["event_people"]:
        row = sealing.hash(PERSON, bytes(person["id"]))
        said = {name: person[name] for name in ("group", "audience", "table")}
        found = InTheRoom(**where, **said, scribe=bool(person["scribe"]), paper=bool(person["paper"]))
        _insert("event_people", id=row, **where, sealed=seal_person(sealing, row, found))
    for ballot in held["event_ballots"]:
        row = sealing.hash(BALLOT, bytes(ballot["id"]))
        cast = CastEventBallot(
            bytes(ballot["pair"]), ballot["group"], ballot["audience"], bytes(ballot["answer"])
        )
        sealed = seal_event_ballot(sealing, row, cast)
        _insert("event_ballots", id=row, **where, vote=ballot["vote"], sealed=sealed)
    for table, what in WRITTEN.items():
        for written in held[table]:
            fields = _fields(table, written)
            named = (
                f"{written['table']}/{written['area']}".encode() if what == RATING else bytes(written["id"])
            )
            row = row_of(sealing, what, named)
            _insert(
                "event_writings", id=row, **where, what=what, sealed=seal_writing(sealing, what, row, fields)
            )
        old = _as_it_is(table)
        op.execute(old.delete().where(old.c.partnership == event["partnership"], old.c.event == event["key"]))


def _fields(table: str, written: Row) -> Fields:
    """What is sealed of a row, in the types that its table has."""
    fields = {name: value for name, value in written.items() if name not in ("id", "partnership", "event")}
    if table == "event_actions":
        fields["due"] = fields["due"].isoformat() if fields["due"] else None
    for name in ("risk", "quick_win", "pilot"):
        if name in fields:
            fields[name] = bool(fields[name])
    return fields


def _insert(table: str, **values: Any) -> None:
    op.execute(sa.table(table, *map(sa.column, values)).insert().values(values))


# --- and back --------------------------------------------------------------------------------------------


def downgrade() -> None:
    """An event that runs is over then: what lies under its key is not carried back."""
    op.execute(sa.text("UPDATE events SET state = 'ended', ended_at = opened_at WHERE state = 'running'"))
    for table in ("event_writings", *ROOM):
        op.drop_table(table)
    op.drop_index(op.f("ix_events_code_hash"), table_name="events")
    for column in ("sealed_anew", "codes", "code_hash", "sealing_key_gone_at", "sealing_mark", "sealing_key"):
        op.drop_column("events", column)
    op.add_column("events", sa.Column("code", sa.String(), nullable=True))
    op.add_column("events", sa.Column("salt", sa.LargeBinary(16), nullable=True))
    op.create_index(op.f("ix_events_code"), "events", ["code"], unique=True)
    _old_room()


def _places() -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in ("partnership", "event")]


def _old_room() -> None:
    _old_table(
        "event_people",
        *_places(),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("group", "audience", "table")),
        sa.Column("scribe", sa.Boolean(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_event_people_event", "event_people", ["partnership", "event", "group"])
    _old_table(
        "event_ballots",
        sa.Column("pair", sa.LargeBinary(32), nullable=False),
        *_places(),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("vote", "group", "audience")),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_event_ballots_vote", "event_ballots", ["partnership", "event", "vote"])


def _old_table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.LargeBinary(32), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f(f"fk_{name}_partnership_events"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
