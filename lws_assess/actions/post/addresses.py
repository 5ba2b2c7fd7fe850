"""Lists of e-mail addresses as people keep them: a column of a table, or names and addresses off a message.

Every @ of a list lies in exactly one entry, and every entry is invited or is a problem with its row and its reason.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lws_assess.actions.post.people_in_text import AddressPiece, divide_addresses, visible_text
from lws_assess.survey.paper_tables import column_letters
from lws_assess.survey.written_words import folded_words

_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(
    rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
NAMED = 5  # rows that a sentence names; the rest are counted
LONGEST = 600  # characters of a name with its address; what is longer is no address, and slow to look through
# What stands around an address in lists with bullets, in marked-up text and in quotes of other countries.
_BEFORE = " \t\n\r'\"“”‘’«»‹›„‚,;:()[]<>{}|`*+=~•·▪◦‣●○–—-"
_AFTER = " \t\n\r'\"“”‘’«»‹›„‚,;:()[]<>{}|`*~!?…."
_NOTHING = " \t\n\r'\"“”‘’,;:()[]<>."  # a row of such alone is empty
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ"), "'")  # as word processors write the one in an address

NO_ADDRESS = "There is no e-mail address in this row"
NAME_ALONE = "There is no e-mail address beside this name"
NOT_ONE = "This is not an e-mail address"
TOO_LONG = "This row has more cells than there are headings. Put quotation marks around a cell with a separator in it"
IS_HEADING = "This row was taken for the headings"

_DIFFERS = frozenset("ßς")
_MARKED = re.compile("[@＠﹫<]|&lt")  # what may hold a person; all other cells need no closer look
_LETTER = re.compile(r"[^\W\d_]")
_MAIL_WORDS = re.compile(
    r"\W*(?:e[- ]?mails?|mails?|addresses|address|recipients?|invitees?)\b", re.IGNORECASE
)
_GROUP_WORDS = re.compile(
    r"\W*(?:(?:stakeholder|consultation|target|which|your|their)\W+)?groups?(?:\W*(?:names?|keys?))?\W*$",
    re.IGNORECASE,
)
_LIKE_GROUP_WORDS = re.compile(
    r"\W*(?:teams?|audiences?|cohorts?)(?:\W*(?:names?|keys?))?\W*$", re.IGNORECASE
)
_OTHER_WORDS = re.compile(
    r"\W*(?:(?:full|first|given|last|family|sur|fore)[ -]?)?(?:names?|role|organi[sz]ation|title)\b",
    re.IGNORECASE,
)

Row = Sequence[str]


@dataclass(frozen=True)
class ListEntry:
    """One person of a list, or a row that names nobody.

    `text` is what stands there, empty where the row has nothing in its place; `address` the form that is kept, None
    where it cannot be one; `why` the reason nobody is invited by it, if it is not seen from the address. `group` is
    what the row says in its column of groups. `column` counts from 0.
    """

    row: int
    text: str
    address: str | None = None
    why: str = ""
    group: str = ""
    column: int = 0


@dataclass(frozen=True)
class AddressProblem:
    """Holds what nobody is invited by, and why."""

    row: int
    text: str
    why: str


@dataclass(frozen=True)
class AddressList:
    """The people of a table. `read` and `not_read` say in sentences which of its columns count.

    `heading` is its row of headings in words and `heading_row` the number of that row, "" and 0 where it has none.
    `group_heading` is the heading of the column of groups, "" where none was found or looked for. `lines` is the table
    as it can be pasted again, one line a row, with nothing beside the addresses where they are right; read again it
    invites the same people in the same rows. Its columns are separated by tabs where there are several.
    """

    entries: list[ListEntry]
    heading: str = ""
    heading_row: int = 0
    group_heading: str = ""
    read: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    lines: str = ""


def read_address(text: str) -> str | None:
    """An address in small letters, out of `Name <address>` too; None where it cannot be one, or is not alone."""
    if len(text) > LONGEST:
        return None
    parts = divide_addresses(text, _read_bare)
    return _read_bare(parts[0].text) if len(parts) == 1 and not parts[0].why else None


def _read_bare(text: str) -> str | None:
    if len(text) > LONGEST:
        return None
    bare = visible_text(text).lstrip(_BEFORE).rstrip(_AFTER).lower()
    name, at, host = bare.translate(_APOSTROPHES).rpartition("@")
    bare = name + at + host
    if not host.isascii():
        bare = name + at + _in_ascii(host)
    is_inside = name.startswith("imceaex-")  # how a mail system writes an address that only itself knows
    return bare if ADDRESS.fullmatch(bare) and not is_inside else None


def _in_ascii(host: str) -> str:
    """A host as servers know it. Letters that two versions of IDNA read as two hosts stay, and so it is no address."""
    if _DIFFERS & set(host):
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def read_entries(rows: Sequence[Row], with_groups: bool = False, separator: str = "") -> AddressList:
    """One entry for each address of a table and for each row without one.

    In a table with headings, addresses are taken from the column that holds most of them, and those that stand in
    others are problems: nobody wants to invite everybody's manager. Without headings every address counts, as in
    lines copied from a message. `with_groups` reads the column headed "Group" or alike into the entries. `separator`
    stood between the cells: where it was a semicolon, a name alone among people is one whom the mail program did not
    know, and a problem.
    """
    table = _ListColumns(rows, with_groups, separator)
    entries = [entry for number in range(len(rows)) for entry in table.entries_of(number)]
    heading = ", ".join(cell for cell in table.headings if cell)
    return AddressList(
        entries,
        heading,
        table.heading_row + 1 if heading else 0,
        table.headings[table.group] if table.group >= 0 else "",
        tuple(table.what_counts()),
        tuple(table.what_does_not()),
        _as_text([table.carried(number) for number in range(len(rows))]),
    )


def _as_text(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(row if any(row) else [] for row in rows)
    return out.getvalue().removesuffix("\n")


@dataclass
class _ListColumns:
    """Says which rows and columns of a table mean what."""

    rows: Sequence[Row]
    with_groups: bool
    separator: str = ""
    heading_row: int = -1
    headings: Row = ()
    group: int = -1
    column: int = 0
    is_out_of_place: bool = False  # addresses stand in another column than the headings say
    all_end_in_separators: bool = False
    kept: list[int] = field(default_factory=list)
    _parts: dict[str, list[AddressPiece]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heading_row = self._find_heading()
        if self.heading_row >= 0:
            self.headings = self.rows[self.heading_row]
            if self.with_groups:
                found = (_first_like(words, self.headings) for words in (_GROUP_WORDS, _LIKE_GROUP_WORDS))
                self.group = next((x for x in found if x >= 0), -1)
        self.column = self._fullest_column()
        said = _first_like(_MAIL_WORDS, self.headings)
        self.is_out_of_place = self.group > self.column or self.column != said
        below = [row for row in self.rows[self.heading_row + 1 :] if any(row)]
        self.all_end_in_separators = all(len(row) > len(self.headings) for row in below)
        self.kept = self._kept_columns()

    def _find_heading(self) -> int:
        """The row of headings above the first address; -1 where there is none."""
        first = next((y for y, row in enumerate(self.rows) if self._names_somebody(row)), -1)
        above = [y for y in range(first) if any(self.rows[y])]
        wanted = (
            (_GROUP_WORDS, _LIKE_GROUP_WORDS, _MAIL_WORDS, _OTHER_WORDS)
            if self.with_groups
            else (_MAIL_WORDS, _OTHER_WORDS)
        )
        for words in wanted:
            for y in reversed(above):
                if _first_like(words, self.rows[y]) >= 0:
                    return y
        return 0 if above[:1] == [0] and not any(re.search(r"\S@\S", cell) for cell in self.rows[0]) else -1

    def _fullest_column(self) -> int:
        """The column of most addresses; of as many, the one whose heading says so."""
        counts: dict[int, int] = {}
        for y, row in enumerate(self.rows):
            for x, cell in enumerate(row):
                if y != self.heading_row and x != self.group and self._has_address(cell):
                    counts[x] = counts.get(x, 0) + 1
        said = _first_like(_MAIL_WORDS, self.headings)
        return max(counts, key=lambda x: (counts[x], x == said, -x), default=max(said, 0))

    def _parts_of(self, cell: str) -> list[AddressPiece]:
        if not _MARKED.search(cell):
            return []
        found = self._parts.get(cell)
        if found is None:
            found = self._parts[cell] = (
                [AddressPiece(cell)] if ADDRESS.fullmatch(cell) else divide_addresses(cell, _read_bare)
            )
        return found

    def _as_line(self, cells: Iterable[str]) -> str:
        """The cells of a row as one text, since something in brackets or in quotes may have been cut in two.

        Where a cell has half of a pair of quotes that means inches, say, it must not hold others together.
        """
        filled = [cell for cell in cells if cell]
        line = ", ".join(filled)
        if any(cell.count('"') % 2 for cell in filled):
            apart = "\n".join(filled)
            return max(line, apart, key=self._number_of_addresses)
        return line

    def _number_of_addresses(self, text: str) -> int:
        return sum(not part.why and _read_bare(part.text) is not None for part in self._parts_of(text))

    def _names_somebody(self, row: Row) -> bool:
        return any(map(self._has_address, row)) or self._has_address(self._as_line(row))

    def _has_address(self, cell: str) -> bool:
        return any(not part.why and _read_bare(part.text) for part in self._parts_of(cell))

    def entries_of(self, y: int) -> Iterator[ListEntry]:
        row = self.rows[y]
        if y == self.heading_row:
            texts = [(x, part.text) for x, cell in enumerate(row) for part in self._parts_of(cell)]
            yield from (ListEntry(y + 1, text, None, IS_HEADING, column=x) for x, text in texts)
        elif any(cell.strip(_NOTHING) for cell in row):
            group = self._group_of(row)
            found = list(self._found(y, row, group))
            own = row[self.column] if self.column < len(row) else ""
            yield from found or [ListEntry(y + 1, own, None, "" if own else NO_ADDRESS, group, self.column)]

    def _found(self, y: int, row: Row, group: str) -> Iterator[ListEntry]:
        cells = self._cells_of(y)
        if self._is_line(y):
            why = TOO_LONG if self.group >= 0 else ""
            text = self._as_line(row if self.group >= 0 else cells.values())
            yield from (self._entry(y, self.column, part, group, why) for part in self._parts_of(text))
            yield from (
                ListEntry(y + 1, name, None, NAME_ALONE, group, self.column)
                for name in self._names_alone(cells)
            )
            return
        from_here = f"addresses are taken from {self._name(self.column)}"
        for x, cell in cells.items():
            why = "" if x == self.column else f"This stands in {self._name(x)}, and {from_here}"
            if x == self.column or "@" in visible_text(cell):
                yield from (self._entry(y, x, part, group, why) for part in self._parts_of(cell))
        if self._has_address(group):
            yield ListEntry(y + 1, group, None, f"This stands in {self._name(self.group)}", group, self.group)

    def _names_alone(self, cells: dict[int, str]) -> list[str]:
        """The people without an address in a line of several people with one."""
        people = [cell for cell in cells.values() if self._has_address(cell)]
        has_names = any(_LETTER.search(cell.partition("<")[0]) for cell in people if "<" in cell)
        if self.separator != ";" or len(people) < (1 if len(self.rows) == 1 else 2) or not has_names:
            return []
        return [cell for cell in cells.values() if not _MARKED.search(cell) and _LETTER.search(cell)]

    def _cells_of(self, y: int) -> dict[int, str]:
        """Returns what a row holds beside its group."""
        row = self.rows[y]
        of_group = range(self.group, len(row) if self._ends_in_group(row) else self.group + 1)
        return {x: cell for x, cell in enumerate(row) if cell and x not in of_group}

    def _group_of(self, row: Row) -> str:
        """Returns what a row says of its group. A comma in a name that stands last has made more cells of it."""
        if not 0 <= self.group < len(row):
            return ""
        return ", ".join(filter(None, row[self.group :])) if self._ends_in_group(row) else row[self.group]

    def _ends_in_group(self, row: Row) -> bool:
        """True if all that goes beyond the headings can only be of the group: the address stands in its own place."""
        if not 0 <= self.column < self.group == len(self.headings) - 1 or not self._is_beyond_headings(row):
            return False
        return "@" in visible_text(row[self.column]) and not any(
            "@" in visible_text(cell) for cell in row[self.group :]
        )

    def _is_beyond_headings(self, row: Row) -> bool:
        """True if a row was cut into more cells than the row of headings, so that some stand in a wrong place."""
        wide = len(self.headings)
        return (
            self.heading_row >= 0 and len(row) > wide and (any(row[wide:]) or not self.all_end_in_separators)
        )

    def _is_line(self, y: int) -> bool:
        """True if all cells of a row count: without headings, and where a text was cut into more cells than those."""
        if self.heading_row < 0:
            return True
        wide = max((x + 1 for x, heading in enumerate(self.headings) if heading), default=0)
        cells = self._cells_of(y)
        is_longer = max(cells, default=-1) >= wide and y != self.heading_row
        may_be_shifted = (
            y != self.heading_row
            and self.group >= 0
            and self.is_out_of_place
            and self._is_beyond_headings(self.rows[y])
            and not self._ends_in_group(self.rows[y])
        )
        return may_be_shifted or (is_longer and (wide == 1 or "@" not in cells.get(self.column, "")))

    def _entry(self, y: int, x: int, part: AddressPiece, group: str, why: str = "") -> ListEntry:
        why = why or part.why
        return ListEntry(y + 1, part.text, None if why else _read_bare(part.text), why, group, x)

    def _name(self, x: int) -> str:
        heading = self.headings[x] if x < len(self.headings) else ""
        return f"“{heading}”" if heading else f"column {column_letters(x)}"

    def what_counts(self) -> Iterator[str]:
        wide = max(map(len, self.rows), default=0)
        if self.heading_row >= 0:
            heading = ", ".join(cell for cell in self.headings if cell)
            yield f"Row {self.heading_row + 1} was taken for the headings: {heading}."
            if wide > 1:
                yield f"Addresses are taken from {self._name(self.column)}."
            if longer := [f"{y + 1}" for y in range(len(self.rows)) if self._is_line(y)]:
                more = f" and {len(longer) - NAMED:,} more" if len(longer) > NAMED else ""
                rows = (
                    f"Row {longer[0]} has"
                    if len(longer) == 1
                    else f"Rows {', '.join(longer[:NAMED])}{more} have"
                )
                yield f"{rows} more cells than there are headings, and all of them were looked through."
            if self.group >= 0:
                yield f"Groups are taken from {self._name(self.group)}."
        elif wide > 1:
            yield "Addresses are taken from every column, because no row of headings was found."

    def what_does_not(self) -> Iterator[str]:
        if self.heading_row < 0:
            return
        plain = (y for y in range(len(self.rows)) if y != self.heading_row and not self._is_line(y))
        filled = {x for y in plain for x in self._cells_of(y)}
        passed = sorted(filled - {self.column})
        if len(passed) == 1:
            yield f"The column {self._name(passed[0]).removeprefix('column ')}: nobody is invited from it."
        elif passed:
            names = ", ".join(self._name(x).removeprefix("column ") for x in passed)
            yield f"The columns {names}: nobody is invited from them."

    def _kept_columns(self) -> list[int]:
        """The columns that are carried along: those with an address or a group, and no names."""
        if self.heading_row < 0:
            return [self.column]
        plain = (y for y in range(len(self.rows)) if y != self.heading_row and not self._is_line(y))
        marked = {x for y in plain for x, cell in self._cells_of(y).items() if "@" in visible_text(cell)}
        said = {x for x, heading in enumerate(self.headings) if _MAIL_WORDS.match(heading)}
        return sorted({*marked, *said, self.column} | ({self.group} if self.group >= 0 else set()))

    def carried(self, y: int) -> list[str]:
        """A row as it is carried along: addresses where a cell is right, and the whole cell where it is not."""
        row = self.rows[y]
        if y == self.heading_row:
            cells = [row[x] if x < len(row) else "" for x in self.kept]
            return [", ".join(filter(None, row))] if len(self.kept) == 1 else cells
        cells_of = self._cells_of(y)
        texts = {self.group: self._group_of(row)} if 0 <= self.group < len(row) else {}
        if not any(self._parts_of(cell) for cell in cells_of.values()):
            texts[self.column] = " ".join(" ".join(cells_of.values()).split())
        elif not self._is_line(y):
            texts |= {x: self._right_or_whole(cell) for x, cell in cells_of.items()}
        elif self.group >= 0:
            return list(row)
        elif self._names_alone(cells_of):
            texts = {self.column: "; ".join(cells_of.values())}
        else:
            texts = {self.column: self._right_or_whole(self._as_line(cells_of.values()))}
        return [texts.get(x, "") for x in self.kept]

    def _right_or_whole(self, text: str) -> str:
        parts = self._parts_of(text)
        addresses = [_read_bare(part.text) or "" for part in parts if not part.why]
        return "; ".join(addresses) if all(addresses) and len(addresses) == len(parts) else text


def _first_like(words: re.Pattern[str], row: Row) -> int:
    return next((x for x, cell in enumerate(row) if words.match(folded_words(cell))), -1)


def as_lines(rows: Sequence[Row]) -> str:
    """A table as it can be pasted again, as AddressList tells."""
    return read_entries(rows).lines


def check_entries(
    entries: Sequence[ListEntry], invited: dict[str, str]
) -> tuple[list[str], list[AddressProblem]]:
    """The addresses to invite in the order of the list, and everything that names nobody new.

    `invited` says which group each address was invited for in this round, in words.
    """
    good: dict[str, int] = {}
    problems: list[AddressProblem] = []
    for entry in entries:
        address = entry.address
        why = entry.why
        if why:
            pass
        elif address is None:
            why = NOT_ONE if entry.text else NO_ADDRESS
        elif address in good:
            why = f"The same address stands in row {good[address]}"
        elif address in invited:
            why = f"Already invited in this round, for {invited[address]}"
        else:
            good[address] = entry.row
        if why:
            problems.append(AddressProblem(entry.row, entry.text, why))
    return list(good), problems
