"""Every query keeps to its owner: a check of each statement that the product sends to a database in a test.

A row belongs to a partnership, and most belong to one round or event of it as well. A statement that reads,
changes or deletes rows must say whose: its conditions must fix the columns `partnership` and `round` or `event`,
or a key that only one row can have. Values may come from the caller, from another query, or from a joined table
that is itself fixed. Tests rarely have neighbours in their database, so that a condition that is missing would
otherwise change nothing that they see. What reads across owners on purpose stands in `ACROSS` and `WHOLE_PARTNERSHIP`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine, Table, UniqueConstraint, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BooleanClauseList,
    ColumnClause,
    Grouping,
    Tuple,
)
from sqlalchemy.sql.expression import Alias, Delete, Join, ScalarSelect, Select, TableClause, Update

from lws_assess.records.tables import METADATA

HERE = Path(__file__).resolve().parents[1]
PRODUCT = str(HERE.parent / "lws_assess") + "/"
TESTS = str(HERE) + "/"

OWNERS = ("partnership", "round", "event")
NAME_OWNERS = ("rounds", "events")  # whose partnership alone does not say which of them is meant
# Rows that belong to another row, and columns of which one at least must be fixed.
BELONG = {
    "messages": {"mailing", "invitation"},
    "alert_steps": {"alert"},
    "comment_steps": {"comment"},
    "sessions": {"person"},
    "one_time_links": {"person"},
}
# Columns by which only one row can be found, although the database does not say so of all.
FINDS_ONE = {
    ("round_groups", "lead_code"),
    ("rounds", "practice_code"),
    ("events", "code_hash"),
    ("planned_actions", "lead_code"),
    ("feedback", "code"),
    ("alerts", "code"),
}
# Functions that read or change rows of every partnership on purpose, and why.
DUE = "what is due is looked for everywhere"
KEYS = "keys are checked everywhere"
A_HASH = "the code of a room is kept only as a hash under the key of each event"
ACROSS = {
    "_any_in_use": KEYS,
    "_events_with_keys": "a link to a screen names no event, and is kept only as a hash under its key",
    "_in_use": KEYS,
    "_stands_on": "a questionnaire belongs to nobody",
    "rehearsals_that_are_over": DUE,
    "rounds_of_key": "a command may name a round without its partnership, where only one has it",
    "_run": "migrations change every row",
    "actions_with_leads_to_write_to": DUE,
    "alerts_with_steps": "of one partnership, or of all",
    "delete_what_expired": DUE,
    "drop_if_unused": "a questionnaire belongs to nobody",
    "events_left_running": DUE,
    "events_with_keys_left": DUE,
    "find_event_by_code": A_HASH,
    "find_keys_that_came_back": KEYS,
    "find_room_by_code": A_HASH,
    "give_up_on": DUE,
    "lists_that_ended": DUE,
    "mailings_waiting": DUE,
    "rounds_under_way": DUE,
    "rounds_with_a_key_to_destroy": DUE,
    "rounds_with_results": "of one partnership, or of all",
    "rounds_with_something_due": DUE,
    "take_message": "a message is named by its list and its address",
}
# Functions that read rows of all rounds of one partnership on purpose.
WHOLE_PARTNERSHIP = {
    "_drop_groups_unasked",
    "find_newest_code",
    "newest_board_paper",
    "group_in_its_rounds",
    "rounds_asking",
    "rounds_by_group",
    "rounds_with_addresses",
    "rounds_with_decisions",
}

Column = tuple[str, str]
_verdicts: dict[str, str] = {}  # by the text of a statement: what is wrong with it, or nothing
found: list[str] = []  # what was found since this was last looked at


def watch() -> None:
    """Looks at every statement of every engine of this process from now on."""
    event.listen(Engine, "before_cursor_execute", _look)


def _look(_connection: Any, _cursor: Any, text: str, _values: Any, context: Any, _many: bool) -> None:
    verdict = _verdicts.get(text)
    if verdict is None:
        compiled = context.compiled if context is not None else None
        verdict = _verdicts[text] = "; ".join(faults_of(compiled.statement)) if compiled is not None else ""
    if verdict and (sender := _sender(sys._getframe())) and not _may(sender, verdict):
        found.append(f"{sender}: {verdict}, in:\n{text}")


def _may(sender: str, verdict: str) -> bool:
    return sender in ACROSS or (sender in WHOLE_PARTNERSHIP and "partnership" not in verdict)


def _sender(frame: FrameType | None) -> str:
    """The function of the product that sends the statement; nothing where a test does."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(PRODUCT) and not frame.f_code.co_name.startswith("<"):
            return frame.f_code.co_name
        if name.startswith(TESTS) and name != __file__:
            return ""
        frame = frame.f_back
    return ""


def faults_of(statement: Any) -> list[str]:
    """What a statement leaves open: a sentence for each table of whose rows it does not say whose they are."""
    faults = []
    for part in visitors.iterate(statement):
        if isinstance(part, Select):
            froms = [table for one in part.get_final_froms() for table in _tables(one)]
            joined = [one.onclause for top in part.get_final_froms() for one in _joins(top)]
            faults += _open(froms, [part.whereclause, *joined])
        elif isinstance(part, Update | Delete) and _real(part.table) is not None:
            faults += _open([part.table], [part.whereclause])
    return faults


def _tables(one: Any) -> Iterator[Any]:
    if isinstance(one, Join):
        yield from _tables(one.left)
        yield from _tables(one.right)
    elif _real(one) is not None:
        yield one


def _joins(one: Any) -> Iterator[Join]:
    if isinstance(one, Join):
        yield one
        yield from _joins(one.left)
        yield from _joins(one.right)


def _open(tables: list[Any], conditions: Iterable[Any]) -> list[str]:
    fixed = _fixed_in(tables, conditions)
    return [
        f"of {real.name} it leaves open {' and '.join(left)}"
        for name, real in ((table.name, _real(table)) for table in tables)
        if real is not None and (left := _left_open(name, real, fixed))
    ]


def _fixed_in(tables: list[Any], conditions: Iterable[Any]) -> set[Column]:
    """The columns of these tables that the conditions fix."""
    names = {table.name: real for table in tables if (real := _real(table)) is not None}
    known = [one for one in conditions if one is not None]
    fixed: set[Column] = set()
    # A column that is fixed fixes what is equal to it; a key fixes its row, and an owner all that its rows name.
    while True:
        more = set().union(*(_fixed(one, fixed, set(names)) for one in known)) if known else set()
        for name, table in names.items():
            is_one = any(all((name, column) in fixed | more for column in key) for key in _keys(table))
            if is_one or (table.name not in NAME_OWNERS and not _left_open(name, table, fixed | more)):
                more |= {(name, column.name) for column in table.columns}
        if more <= fixed:
            return fixed
        fixed |= more


def _real(one: Any) -> Table | None:
    """The table of the product behind a name of a query; none behind a query within it."""
    while isinstance(one, Alias):
        one = one.element
    return METADATA.tables.get(one.name) if isinstance(one, TableClause) else None


def _left_open(name: str, table: Any, fixed: set[Column]) -> list[str]:
    if table.name in BELONG:
        belongs = BELONG[table.name]
        return [] if any((name, column) in fixed for column in belongs) else sorted(belongs)
    if table.name == "memberships" and (name, "person") in fixed:
        return []
    # What an event's round is called, or a round's event, is a fact of it and no owner.
    owners = OWNERS[:1] if table.name in ("rounds", "events") else OWNERS
    return [owner for owner in owners if owner in table.columns and (name, owner) not in fixed]


def _keys(table: Any) -> list[list[str]]:
    """The sets of columns by which one row at most can be found."""
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one for one in table.indexes if one.unique]
    named = [[column] for owner, column in FINDS_ONE if owner == table.name]
    # A round has one event at most.
    named += [["partnership", "round"]] if table.name == "events" else []
    return [[c.name for c in one.columns] for one in (table.primary_key, *unique, *indexes)] + named


def _fixed(condition: Any, fixed: set[Column], mine: set[str]) -> set[Column]:
    """The columns that a condition fixes, where `fixed` are so already."""
    if isinstance(condition, Grouping):
        return _fixed(condition.element, fixed, mine)
    if isinstance(condition, BooleanClauseList):
        each = [_fixed(one, fixed, mine) for one in condition.clauses]
        return set.union(*each) if condition.operator is operators.and_ else set.intersection(*each)
    if isinstance(condition, BinaryExpression) and condition.operator is operators.eq:
        left, right = condition.left, condition.right
        return _side(left, right, fixed, mine) | _side(right, left, fixed, mine)
    if isinstance(condition, BinaryExpression) and condition.operator is operators.in_op:
        parts = condition.left.clauses if isinstance(condition.left, Tuple) else [condition.left]
        if _finds_any_of_an_owner(condition.right):
            return set()
        return {column for part in parts for column in _column(part, mine)}
    return set()


def _finds_any_of_an_owner(values: Any) -> bool:
    """Whether these are found by a query for every round or event of a partnership."""
    query = values.element if isinstance(values, Grouping | ScalarSelect) else values
    if not isinstance(query, Select):
        return False
    tables = [table for one in query.get_final_froms() for table in _tables(one)]
    joined = [one.onclause for top in query.get_final_froms() for one in _joins(top)]
    fixed = _fixed_in(tables, [query.whereclause, *joined])
    real = {table.name: _real(table) for table in tables}
    asked = [
        (c.table.name, c)
        for c in query.selected_columns
        if isinstance(c, ColumnClause) and c.table is not None
    ]
    return any(
        (found := real.get(name)) is not None
        and found.name in NAME_OWNERS
        and (name, column.name) not in fixed
        for name, column in asked
    )


def _side(one: Any, other: Any, fixed: set[Column], mine: set[str]) -> set[Column]:
    """What is fixed by standing beside a value, or beside a column of an outer query, or one that is fixed."""
    beside = _column(other, mine)
    return _column(one, mine) if not beside or beside <= fixed else set()


def _column(part: Any, mine: set[str]) -> set[Column]:
    if isinstance(part, ColumnClause) and part.table is not None and part.table.name in mine:
        return {(part.table.name, part.name)}
    return set()
