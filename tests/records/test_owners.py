"""Every function of the records that names an owner reads and changes the rows of that owner, and no others.

The functions are found by their parameters: a session, a partnership, and the key of a round, an event or another
thing. Nobody has to name a new one here.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy import inspect as look_at

import lws_assess.records
from lws_assess.records.database import Base
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.responses import Ballot
from lws_assess.records.rounds import Round, delete_round
from lws_assess.records.tables import METADATA
from tests.watching import ownership
from tests.watching.neighbours import (
    BELONG,
    HERE,
    RUNNING,
    Neighbours,
    Owner,
    build_neighbours,
    changed,
    rows_by_owner,
)

Function = Callable[..., Any]
# What a parameter called `key` names, by the module: of others the functions are not called.
KEYS = {"rounds": "round", "leads": "round", "events": "event", "groups": "group"}


@pytest.fixture
def here(app: Flask) -> Neighbours:
    return build_neighbours(app)[0]


def functions() -> Iterator[tuple[Function, str]]:
    """Those that need no more than to know whose rows are meant, each with what its last parameter names."""
    for found in pkgutil.walk_packages(lws_assess.records.__path__, "lws_assess.records."):
        module = import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != found.name or name.startswith("_"):
                continue
            needed = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if needed[:2] == ["session", "partnership"] and len(needed) <= 3:
                named = needed[2] if len(needed) == 3 else ""
                named = KEYS.get(found.name.rpartition(".")[2], "unknown") if named == "key" else named
                if named in ("", "round_key", "round", "event", "group"):
                    yield function, named.removesuffix("_key")


def arguments(named: str) -> tuple[str, ...]:
    return {"": (), "round": ("first",), "event": (RUNNING,), "group": ("teachers",)}[named]


def values(found: Any) -> Any:
    """What a function gave back, in a form that can be compared."""
    if isinstance(found, Base):
        return [type(found).__name__, *(getattr(found, c.key) for c in look_at(type(found)).column_attrs)]
    if isinstance(found, Mapping):
        return [[values(key), values(value)] for key, value in found.items()]
    if isinstance(found, set | frozenset):
        return sorted(map(values, found))
    if isinstance(found, str | bytes) or not hasattr(found, "__iter__"):
        return found if isinstance(found, str | bytes | int | float | None) else type(found).__name__
    return [values(one) for one in found]


def everything_read(here: Neighbours) -> dict[str, Any]:
    read = {}
    for function, named in functions():
        with suppress(_Undone), here.database.writing() as session:
            found = function(session, HERE, *arguments(named))
            read[f"{function.__module__}.{function.__name__}"] = values(found)
            raise _Undone
    return read


class _Undone(Exception):
    """Takes back whatever a function changed."""


def test_what_is_read_of_one_is_the_same_without_its_neighbours(here: Neighbours) -> None:
    beside = everything_read(here)
    assert len(beside) > 60
    with here.database.writing() as session:
        for table in reversed(METADATA.sorted_tables):
            if table.name in BELONG:
                column, other, key = BELONG[table.name]
                theirs = METADATA.tables[other]
                of_others = select(theirs.c[key]).where(theirs.c.partnership != HERE)
                session.execute(delete(table).where(table.c[column].in_(of_others)))
            elif "partnership" in table.columns:
                session.execute(delete(table).where(table.c.partnership != HERE))
        session.execute(text("DELETE FROM partnerships WHERE key != :here"), {"here": HERE})
    alone = everything_read(here)
    assert alone.keys() == beside.keys()
    for name, read in alone.items():
        assert read == beside[name], name
    assert sum(bool(read) for read in alone.values()) > 35, [name for name, read in alone.items() if not read]


@pytest.mark.parametrize(("owner", "least"), [("round", 5), ("event", 3)])
def test_what_is_changed_of_one_is_changed_of_no_other(here: Neighbours, owner: str, least: int) -> None:
    before, touched = rows_by_owner(here.database), set()
    for function, named in functions():
        if named != owner or function.__name__ == "delete_round":  # of drafts alone, see below
            continue
        with suppress(_Undone), here.database.writing() as session:
            mine = arguments(named)
            function(session, HERE, *mine)
            session.flush()
            for one, table in changed(before, rows_by_owner(session)):
                named_by = Owner(HERE, mine[0]) if owner == "round" else Owner(HERE, "", mine[0])
                of_event = owner == "event" and one.partnership == HERE and one.event in ("", mine[0])
                assert one == named_by or of_event, f"{function.__name__} changed {table} of {one}"
                touched.add(function.__name__)
            raise _Undone
    assert len(touched) >= least, touched


def test_a_draft_that_is_deleted_takes_nothing_of_others_with_it(here: Neighbours) -> None:
    """Rows of a round's own, and rows that name one of those, in tables with keys of several columns too."""
    with here.database.writing() as session:
        here.second.round = "third"
        here.second.draft(session, "third")
    before = rows_by_owner(here.database)
    with here.database.writing() as session:
        delete_round(session, HERE, "third")
    gone = {owner for owner, _ in changed(before, rows_by_owner(here.database))}
    assert gone == {Owner(HERE, "third")}


OF_ITS_ROUND = (Round.partnership == Ballot.partnership) & (Round.key == Ballot.round)
ROUNDS_HERE = select(Round.key).where(Round.partnership == HERE)


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        (update(Ballot).values(group="x"), True),
        (delete(Ballot), True),
        (update(Ballot).where(Ballot.partnership == HERE).values(group="x"), True),
        (update(Ballot).where(Ballot.round == "first").values(group="x"), True),
        (update(Ballot).where(Ballot.partnership != HERE, Ballot.round == "first").values(group="x"), True),
        (
            update(Ballot).where((Ballot.partnership == HERE) | (Ballot.round == "first")).values(group="x"),
            True,
        ),
        (update(Ballot).where(Ballot.partnership == HERE, Ballot.round == "first").values(group="x"), False),
        (delete(Ballot).where(Ballot.id == b"x"), False),
        (select(Ballot), True),
        (select(Event).where(Event.partnership == HERE), False),
        (select(Ballot).join(Event, Event.round == Ballot.round).where(Event.partnership == HERE), True),
        (select(Ballot).join(Round, OF_ITS_ROUND).where(Ballot.partnership == HERE), True),
        (select(Ballot).join(Round, OF_ITS_ROUND).where(Ballot.partnership == HERE, Round.key == "a"), False),
        (update(Ballot).where(Ballot.partnership == HERE, Ballot.round.in_(ROUNDS_HERE)), True),
        (update(Ballot).where(Ballot.partnership == HERE, Ballot.round.in_(["first", "second"])), False),
    ],
)
def test_a_statement_that_leaves_open_whose_rows_it_means_is_found(statement: Any, wrong: bool) -> None:
    assert bool(ownership.faults_of(statement)) is wrong


def test_every_function_that_may_look_across_owners_is_there() -> None:
    sources = "".join(path.read_text() for path in (ownership.HERE.parent / "lws_assess").rglob("*.py"))
    for name in (*ownership.ACROSS, *ownership.WHOLE_PARTNERSHIP):
        assert f"def {name}(" in sources, name
