"""The table of groups with their leads: saved to a spreadsheet, read again, compared with what there is, carried out.

    rows of a sheet -> GroupTable       its lines, each with the cells of the columns that are known
                    -> PlacedLine       a line and the group that it is about; none for a new one
                    -> GroupChange      how that group is described now, and how it would be

A group is found by its key, or by its name where the line has no key. Groups that stand in no line stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.people.groups import (
    GroupDescription,
    GroupRefused,
    add_group,
    branches_to_choose,
    change_group,
    shipped_audiences,
    view_groups,
)
from lws_assess.actions.rounds.running_rounds import NewCode
from lws_assess.records.groups import Group, all_groups
from lws_assess.survey.group_names import find_by_name, folded_name, nearest_name
from lws_assess.survey.keys import GroupKey, PartnershipKey
from lws_assess.survey.paper_tables import ERRORS, column_letters
from lws_assess.survey.refusals import BadInput

KEY = "key"
# What each column is headed, as it is saved, and how else people head it.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    KEY: ("Key", "group key"),
    "name": ("Name", "group", "group name", "name of the group"),
    "this_is_you_if": ("This is you if", "this is you if …", "who belongs to it", "description"),
    "audience": ("For whom", "audience", "whom is the group for?"),
    "branch": ("Branch", "sector"),
    "target": ("Target", "size", "answers hoped for", "number"),
    "lead": ("Lead", "lead’s name", "lead name", "name of the lead", "group lead", "contact", "contact name"),
    "lead_email": (
        "Lead’s e-mail",
        "lead's email",
        "lead e-mail",
        "lead email",
        "the lead’s e-mail address",
        "lead’s e-mail address",
        "lead email address",
        "lead’s email address",
        "e-mail",
        "email",
        "e-mail address",
        "email address",
        "contact email",
        "contact e-mail",
    ),
    "method": ("How you reach them", "method", "how they are reached", "way"),
    "key_dates": ("Key dates", "dates"),
}
SAVED = tuple(names[0] for names in HEADINGS.values())
# Left empty, these stay as they are; any other cell that is empty empties what it stands for.
NEVER_EMPTY = ("name", "this_is_you_if", "audience", "branch")
TOO_LONG = (
    "This row has more cells than there are headings, so some may stand in a wrong column. Put quotation marks around "
    "a cell with a separator in it"
)
NEEDED = ", ".join(f"“{HEADINGS[field][0]}”" for field in NEVER_EMPTY)


@dataclass(frozen=True)
class GroupLine:
    """A row of the table, from 1, with the cells of the columns that are known, by field."""

    row: int
    cells: Mapping[str, str]
    is_too_long: bool = False


@dataclass(frozen=True)
class GroupTable:
    """The lines of a table. `read` and `not_read` say in sentences which of its columns count."""

    lines: tuple[GroupLine, ...]
    read: tuple[str, ...]
    not_read: tuple[str, ...]


@dataclass(frozen=True)
class PlacedLine:
    """A line, the group that it is about, and the values that it gives, in the form in which they are kept."""

    line: GroupLine
    group: Group | None
    values: Mapping[str, str]


@dataclass(frozen=True)
class TableProblem:
    """Holds what keeps a table from being carried out: the row, the heading of the column, and why."""

    row: int
    heading: str
    why: str


@dataclass(frozen=True)
class GroupChange:
    """Holds what a line makes of a group; `before` is None for a new one."""

    row: int
    key: GroupKey
    before: GroupDescription | None
    after: GroupDescription
    near: str = ""  # of a new group: the name of another that is written much like its own

    @property
    def changed(self) -> tuple[tuple[str, str, str], ...]:
        """The heading of each column that differs, and what it says before and after."""
        if self.before is None:
            return ()
        return tuple(
            (HEADINGS[field.name][0], _shown(self.before, field.name), _shown(self.after, field.name))
            for field in fields(GroupDescription)
            if getattr(self.before, field.name) != getattr(self.after, field.name)
        )


def _shown(about: GroupDescription, name: str) -> str:
    value = getattr(about, name)
    if name == "audience" and value in shipped_audiences():
        return shipped_audiences()[value].label
    return "" if value in ("", 0) else str(value)


# --- saving ----------------------------------------------------------------------------------------------


def saved_rows(groups: Iterable[Group]) -> list[list[str | int]]:
    """The rows of the table below its headings, in order."""
    return [
        [_saved(group, name) for name in HEADINGS]
        for group in groups
        if not group.catch_all and not group.retired
    ]


def _saved(group: Group, name: str) -> str | int:
    if name == "target":
        return group.target or ""
    if name == "audience" and group.audience in shipped_audiences():
        return shipped_audiences()[group.audience].label
    return str(getattr(group, name))


def about_group(group: Group) -> GroupDescription:
    """Returns how a group is described now."""
    return GroupDescription(**{field.name: getattr(group, field.name) for field in fields(GroupDescription)})


# --- reading ---------------------------------------------------------------------------------------------


def read_group_table(rows: Sequence[Sequence[str]]) -> GroupTable:
    """The lines below the first row that has a heading “Name” or “Key”. Raises BadInput where there is none."""
    known = {folded_name(name): field for field, names in HEADINGS.items() for name in names}
    for y, row in enumerate(rows):
        columns = {x: known[folded_name(cell)] for x, cell in enumerate(row) if folded_name(cell) in known}
        if {"name", KEY} & set(columns.values()):
            return _table(rows, y, columns)
    raise BadInput(
        "No row of headings was found. Head the column of the groups’ names “Name”, or begin with the table that you "
        "can save above."
    )


def _table(rows: Sequence[Sequence[str]], y: int, columns: Mapping[int, str]) -> GroupTable:
    headings = rows[y]
    names = list(columns.values())
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BadInput(f"Two columns are headed “{HEADINGS[twice][0]}”, or mean the same. Keep one of them.")
    lines = tuple(
        GroupLine(
            number,
            {name: row[x] if x < len(row) else "" for x, name in columns.items()},
            any(row[len(headings) :]),
        )
        for number, row in enumerate(rows[y + 1 :], y + 2)
        if any(row)
    )
    passed_over = [
        f"Row {number}, which stands above the headings."
        for number in range(1, y + 1)
        if any(rows[number - 1])
    ]
    for x in range(max(map(len, rows[y:]))):
        if x not in columns and any(x < len(row) and row[x] for row in rows[y:]):
            heading = headings[x] if x < len(headings) else ""
            passed_over.append(
                f"The column “{heading}”."
                if heading
                else f"Column {column_letters(x)}, which has no heading."
            )
    read = f"Row {y + 1} was taken for the headings: {', '.join(headings[x] for x in columns)}."
    return GroupTable(lines, (read,), tuple(passed_over))


def place_lines(table: GroupTable, groups: Sequence[Group]) -> tuple[list[PlacedLine], list[TableProblem]]:
    """Each line with its group; a line is a problem where its group is retired, not there, or in a line before."""
    mine = {group.key: group for group in groups if not group.catch_all}
    choices = {audience.label: key for key, audience in shipped_audiences().items()}
    offered = branches_to_choose(group for group in groups if not group.catch_all)
    placed: list[PlacedLine] = []
    problems: list[TableProblem] = []
    seen: dict[str, int] = {}
    for line in table.lines:
        try:
            _refuse_what_is_no_value(line)
            group = _group_of(line, mine)
            key = group.key if group else folded_name(line.cells["name"])
            if key in seen:
                raise GroupRefused(f"Row {seen[key]} is about the same group", "name")
            seen[key] = line.row
            placed.append(PlacedLine(line, group, _values(line, group, choices, offered)))
        except GroupRefused as refusal:
            problems.append(TableProblem(line.row, heading_of_column(refusal.field), refusal.words))
    return placed, problems


def _refuse_what_is_no_value(line: GroupLine) -> None:
    if line.is_too_long:
        raise GroupRefused(TOO_LONG, "")
    for name, cell in line.cells.items():
        if cell.upper() in ERRORS:
            raise GroupRefused(f"The spreadsheet shows an error here: {cell}", name)


def heading_of_column(field: str) -> str:
    return HEADINGS[field][0] if field in HEADINGS else ""


def _group_of(line: GroupLine, groups: Mapping[GroupKey, Group]) -> Group | None:
    key, name = GroupKey(line.cells.get(KEY, "")), line.cells.get("name", "")
    names = {one.key: one.name for one in groups.values()}
    if key:
        if key not in groups:
            raise GroupRefused(f"There is no group with the key “{key}”. Leave it empty for a new group", KEY)
        group: Group | None = groups[key]
    elif name:
        found = find_by_name(name, names)
        group = groups[found] if found else None
        near = "" if found else nearest_name(name, names)
        if near and not all(line.cells.get(needed) for needed in NEVER_EMPTY):
            raise GroupRefused(
                f"There is no group “{name}”. Do you mean “{near}”? A new group needs {NEEDED}", "name"
            )
    else:
        raise GroupRefused("Enter the name of the group", "name")
    if group is not None and group.retired:
        raise GroupRefused(f"{group.name} is retired. Bring it back first, or choose another name", "name")
    return group


def _values(
    line: GroupLine, group: Group | None, choices: Mapping[str, str], offered: Sequence[str]
) -> dict[str, str]:
    """Returns what a line says and, where it does not say, what is so now.

    A name by which a group is found renames nothing.
    """
    now = {name: str(_saved(group, name)) if group else "" for name in HEADINGS if name != KEY}
    said = {
        name: cell for name, cell in line.cells.items() if name in now and (cell or name not in NEVER_EMPTY)
    }
    if group and not line.cells.get(KEY):
        said["name"] = group.name
    values = {**now, **said}
    if values["audience"]:
        values["audience"] = _one_of(
            values["audience"], {**choices, **{key: key for key in choices.values()}}, "audience"
        )
    if values["branch"]:
        values["branch"] = _one_of(values["branch"], {one: one for one in offered}, "branch")
    return values


def _one_of(written: str, choices: Mapping[str, str], field: str) -> str:
    """The value of a choice that was written by its words, or as the value itself."""
    by_name = {folded_name(value): value for value in choices.values()}
    by_name |= {folded_name(words): value for words, value in choices.items()}
    if folded_name(written) not in by_name:
        raise GroupRefused(f"“{written}” is none of these: {'; '.join(choices)}", field)
    return by_name[folded_name(written)]


# --- comparing and carrying out --------------------------------------------------------------------------


def find_conflicts(
    session: Session, partnership: PartnershipKey, changes: Sequence[GroupChange], now: datetime
) -> list[TableProblem]:
    """Names that would stand twice, and audiences of groups in which people have been asked."""
    problems = []
    groups = all_groups(session, partnership)
    taken = {folded_name(group.name): group for group in groups}
    asked = {s.group.key for s in view_groups(session, partnership, now) if s.was_asked}
    new: dict[str, int] = {}
    for change in changes:
        name = folded_name(change.after.name)
        other = taken.get(name)
        if other is not None and other.key != change.key:
            why = f"{other.name} has this name now. Give it another one first"
            problems.append(TableProblem(change.row, heading_of_column("name"), why))
        elif name in new:
            problems.append(
                TableProblem(change.row, heading_of_column("name"), f"Row {new[name]} gives the same name")
            )
        new.setdefault(name, change.row)
        if change.before and change.key in asked and change.before.audience != change.after.audience:
            why = "People have been asked in this group, so whom it is for stays as it is"
            problems.append(TableProblem(change.row, heading_of_column("audience"), why))
    return problems


def digest_of_changes(changes: Sequence[GroupChange]) -> str:
    """Names what a page showed: the groups as they were, and as they would be."""
    return hashlib.sha256(repr(list(changes)).encode()).hexdigest()


def carry_out(
    session: Session,
    partnership: PartnershipKey,
    changes: Sequence[GroupChange],
    new_code: NewCode,
    now: datetime,
) -> None:
    """Adds and changes groups, all or none. Raises GroupRefused where one cannot become what was asked."""
    for change in changes:
        if change.before is None:
            add_group(session, partnership, change.after)
        elif change.changed:
            change_group(session, partnership, change.key, change.after, new_code, now)
