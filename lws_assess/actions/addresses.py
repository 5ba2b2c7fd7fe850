"""Lists of e-mail addresses as people keep them: a column of a table, or names and addresses off a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(
    rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
LONGEST = 600  # characters of a name with its address; what is longer is no address, and slow to look through
_BETWEEN_ANGLES = re.compile(r"<([^<>]*@[^<>]*)>")
_BEFORE = " \t'\"“”‘’,;:()[]<>\u200b\ufeff"
_AFTER = _BEFORE + "."


@dataclass(frozen=True)
class Entry:
    """What stands in one row of a list as an address; empty where the row has none."""

    row: int
    text: str

    @property
    def address(self) -> str | None:
        """The address in the form it is kept in; None where it cannot be one."""
        return read_address(self.text)


@dataclass(frozen=True)
class Problem:
    """A row that nobody is invited by, and why."""

    row: int
    text: str
    why: str


def read_address(text: str) -> str | None:
    """An address in small letters, out of `Name <address>` too; None where it cannot be one."""
    if len(text) > LONGEST:
        return None
    angled = _BETWEEN_ANGLES.search(text)
    bare = (angled[1] if angled else text).lstrip(_BEFORE).rstrip(_AFTER).lower().removeprefix("mailto:")
    name, at, host = bare.rpartition("@")
    if not host.isascii():
        bare = name + at + _in_ascii(host)
    return bare if ADDRESS.fullmatch(bare) else None


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def read_entries(rows: Sequence[Sequence[str]]) -> tuple[list[Entry], str]:
    """One entry for each address of a table, and its heading where the first row is one.

    The address stands in the column where most addresses are; other columns are passed over. Where every cell
    of a row is an address, as in a line copied from a message, each counts.
    """
    column = _column_of_addresses(rows)
    heading = _heading(rows)
    entries: list[Entry] = []
    for number, row in enumerate(rows, 1):
        cells = [cell for cell in row if cell.strip(_AFTER)]
        if cells and not (number == 1 and heading):
            entries += [Entry(number, text) for text in _texts(row, cells, column)]
    return entries, heading


def _column_of_addresses(rows: Sequence[Sequence[str]]) -> int:
    width = max((len(row) for row in rows), default=0)
    return max(range(width), key=lambda i: sum("@" in row[i] for row in rows if i < len(row)), default=0)


def _heading(rows: Sequence[Sequence[str]]) -> str:
    """The first row in words, where it holds no address and others do."""
    first = rows[0] if rows else []
    others = any("@" in cell for row in rows[1:] for cell in row)
    return ", ".join(cell for cell in first if cell) if others and "@" not in "".join(first) else ""


def _texts(row: Sequence[str], cells: Sequence[str], column: int) -> Iterator[str]:
    marked = [cell for cell in cells if "@" in cell]
    own = row[column] if column < len(row) else ""
    of_its_column = own and ("@" in own or not marked) and len(marked) < len(cells)
    wanted = [own] if of_its_column else marked or [""]
    for cell in wanted:
        yield from _parts(cell)


def _parts(cell: str) -> list[str]:
    """The addresses of a cell that holds several, or the cell."""
    if cell.count("@") < 2:
        return [cell]
    return [part for part in re.split(r"[;,\s]+", cell) if "@" in part]


def as_lines(rows: Sequence[Sequence[str]]) -> str:
    """A table as it can be pasted again, one line a row, with nothing beside the addresses where they are good."""
    entries, heading = read_entries(rows)
    found: dict[int, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.row, []).append(entry.address or entry.text)
    lines = [
        "; ".join(found.get(number, [])) or " ".join(" ".join(row).split())
        for number, row in enumerate(rows, 1)
    ]
    return "\n".join([heading, *lines[1:]] if heading else lines)


def check_entries(entries: Sequence[Entry], invited: dict[str, str]) -> tuple[list[str], list[Problem]]:
    """The addresses to invite in the order of the list, and every row that names nobody new.

    `invited` says which group each address was invited for in this round, in words.
    """
    good: dict[str, int] = {}
    problems: list[Problem] = []
    for entry in entries:
        address = entry.address
        why = ""
        if address is None:
            why = "This is not an e-mail address" if entry.text else "There is no e-mail address in this row"
        elif address in good:
            why = f"The same address stands in row {good[address]}"
        elif address in invited:
            why = f"Already invited in this round, for {invited[address]}"
        else:
            good[address] = entry.row
        if why:
            problems.append(Problem(entry.row, entry.text[:80], why))
    return list(good), problems
