"""Two partnerships with the same keys throughout, and what of one changes while somebody works in the other.

testham    first, second    two events    groups, plan, people
testford   first, second    two events    groups, plan, people
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.post.invitations import Mailing, add_invitations
from lws_assess.records.tables import METADATA
from tests.pages.addresses import (
    Objects,
    a_comment_and_an_alert,
    a_decision_and_its_approval,
    a_mailing,
    objects_of,
)
from tests.pages.client import Client
from tests.worlds.builders import INSTRUMENT, World, new_code, new_key
from tests.worlds.planning import plan_action, things_to_name
from tests.worlds.rooms import a_room

AREA = shipped_editions()[INSTRUMENT].areas[0].code
RUNNING = "second-day"  # the event in whose room a vote runs
HERE, THERE = "testham", "testford"  # actions of both are called TE-01, TE-02, ...
ALIKE = "all"  # what lists and figures of both are called after
# Tables whose rows belong to nobody: what a device or the whole service does.
OF_NOBODY = {
    "clock",
    "editions",
    "failed_sign_ins",
    "people",
    "sessions",
    "one_time_links",
    "alembic_version",
}
# Whose rows name the row of another table by one of their columns.
BELONG = {
    "messages": ("mailing", "mailings", "id"),
    "alert_steps": ("alert", "alerts", "key"),
    "comment_steps": ("comment", "comments", "key"),
}


class Owner(NamedTuple):
    """Whose a row is; without a round and an event it is of the partnership as a whole."""

    partnership: str
    round: str = ""
    event: str = ""


Rows = dict[tuple[Owner, str], frozenset[tuple[Any, ...]]]


@dataclass
class Neighbours:
    """A world, its other round, and one of everything in it that an address can name."""

    world: World
    second: World
    objects: Objects

    @property
    def database(self) -> Database:
        return self.world.database


def build_neighbours(app: Flask) -> tuple[Neighbours, Neighbours]:
    """The one somebody works in, and the one that nothing of that may touch."""
    here, there = (a_neighbour(app, World(app.config["DATABASE"], key)) for key in (HERE, THERE))
    return here, there


def a_neighbour(app: Flask, world: World) -> Neighbours:
    partnership = world.partnership
    objects = objects_of(world, Client(app))
    second = copy.copy(world)
    second.round = "second"
    with world.database.writing() as session:
        second.draft(session, second.round)
        rounds.open_round(session, partnership, second.round, new_code, world.now)
    for one in (world, second):
        one.answer("nurses", {"priorities": {"top-areas": [AREA]}})
        one.begin("nurses")
        one.personal_link("nurses")
    room = a_room(world, {"teachers": 3, "nurses": 2}, title=RUNNING.replace("-", " "))
    room.cast_all(room.open_vote(), {"teachers": [2, 3, 4], "nurses": [1, 5]})
    room.make_slips(2)
    for one in (world, second):
        _invite(one)
    plan_action(world, what="Work that nobody names")
    things_to_name(world, ALIKE)
    a_comment_and_an_alert(second)
    a_decision_and_its_approval(second)
    return Neighbours(world, second, objects)


def _invite(world: World) -> None:
    """An address of the round with a message that waits."""
    mailing = bytes.fromhex(a_mailing(world))
    with world.database.writing() as session:
        add_invitations(
            session, session.get_one(Mailing, mailing), ["grace@teachers.example"], new_key, new_code
        )


def rows_by_owner(where: Database | Session) -> Rows:
    """Every row that has an owner, by owner and table."""
    if isinstance(where, Database):
        with where.reading() as session:
            return rows_by_owner(session)
    found: dict[tuple[Owner, str], set[tuple[Any, ...]]] = defaultdict(set)
    owners: dict[tuple[str, Any], Owner] = {}
    for table in METADATA.sorted_tables:
        if table.name in OF_NOBODY:
            continue
        for row in where.execute(select(table)).mappings():
            owner = owner_of(table.name, row, owners)
            for column in ("id", "key"):
                if column in row:
                    owners[table.name, row[column]] = owner
            found[owner, table.name].add(tuple(row.values()))
    return {key: frozenset(rows) for key, rows in found.items()}


def owner_of(table: str, row: Any, owners: dict[tuple[str, Any], Owner]) -> Owner:
    if table in BELONG:
        column, other, _ = BELONG[table]
        return owners[other, row[column]]
    if table == "partnerships":
        return Owner(row["key"])
    if table == "rounds":
        return Owner(row["partnership"], "" if row["event"] else row["key"], row["event"] or "")
    if table == "events":
        return Owner(row["partnership"], "", row["key"])
    return Owner(row["partnership"], row.get("round") or "", row.get("event") or "")


def changed(before: Rows, after: Rows) -> Iterator[tuple[Owner, str]]:
    """Whose rows differ, and in which tables."""
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield key
