"""Tables of paper forms: one row a form, one column a box, as somebody fills them in with a spreadsheet.

    row 1   the names of the boxes
    row 2   what each asks, in words        passed over; may be left out
    row 3…  one form each                   empty rows are passed over

A table is right as a whole or not at all: every fault is named by its row and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.paper import FormBox, form_boxes, form_lengths, read_form
from lws_assess.survey.responses import Pages

MOST_FAULTS = 100  # named; the rest are counted
MOST_FORMS = (
    2000  # in one table: nobody who answers meanwhile waits longer than a moment for them to be stored
)

# What a spreadsheet shows where a formula failed. In a box of words it would be kept as somebody's comment.
ERRORS = frozenset(
    (
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
    )
)

Row = Sequence[str]


@dataclass(frozen=True)
class CellFault:
    """Why one cell cannot be right. `row` counts from 1; `column` is its letter, "" for a row as a whole."""

    row: int
    column: str
    name: str
    message: str


@dataclass(frozen=True)
class FormTable:
    """Holds what a table holds. Where anything is wrong, `faults` says so and the forms must not be used."""

    length: str
    forms: tuple[Pages, ...] = ()
    faults: tuple[CellFault, ...] = ()
    more_faults: int = 0
    filled: int = 0  # boxes of one character that hold an answer
    left_empty: int = 0
    comments: int = 0


def table_headings(these: Iterable[FormBox]) -> tuple[list[str], list[str]]:
    """The first two rows of a table: names, and what is asked."""
    these = list(these)
    return [box.name for box in these], [box.in_full for box in these]


def column_letters(column: int) -> str:
    """The letters of a column that counts from 0: A, B … Z, AA."""
    text = ""
    while column >= 0:
        text = chr(65 + column % 26) + text
        column = column // 26 - 1
    return text


def read_table(edition: Edition, audience: Audience, kept: tuple[str, ...], rows: Sequence[Row]) -> FormTable:
    """The forms of a table. Whether they are full or short ones is told by its columns."""
    names = [_heading(cell) for cell in rows[0]]
    length = _length(edition, audience, kept, names)
    these = {box.name: box for box in form_boxes(edition, audience, length, kept)}
    faults = _faults_of_headings(names, these, rows)
    if faults:
        return FormTable(
            length, faults=tuple(faults[:MOST_FAULTS]), more_faults=max(0, len(faults) - MOST_FAULTS)
        )
    columns = {name: place for place, name in enumerate(names) if name}
    begins = 2 if len(rows) > 1 and _says_what_is_asked(rows[1], columns, these) else 1
    forms: list[Pages] = []
    for number, row in enumerate(rows[begins:], begins + 1):
        typed = {name: row[place] for name, place in columns.items() if place < len(row) and row[place]}
        if not typed:
            continue
        read = read_form(edition, audience, length, kept, typed)
        found = [
            CellFault(number, column_letters(columns[fault.field]), fault.field, fault.message)
            for fault in read.faults
        ]
        found += [
            CellFault(
                number, column_letters(columns[name]), name, f"The spreadsheet shows an error here: {text}"
            )
            for name, text in typed.items()
            if text in ERRORS and these[name].is_text
        ]
        if read.empty and not found:
            found = [CellFault(number, "", "", "This form has no answer. Delete the row.")]
        faults += found
        forms.append(read.pages)
    if not forms:
        faults = [CellFault(begins + 1, "", "", "There is no form below the headings.")]
    if len(forms) > MOST_FORMS:
        words = f"There are {len(forms):,} forms, and at most {MOST_FORMS:,} can be stored at once. Split the file."
        faults = [CellFault(1, "", "", words)]
    return _table(length, forms, faults, these)


def _heading(cell: str) -> str:
    return cell.strip().lstrip("'").lower()


def _length(edition: Edition, audience: Audience, kept: tuple[str, ...], names: Sequence[str]) -> str:
    """The first length whose own columns stand in the table; the last where there is nothing to tell by."""
    offered = form_lengths(audience)
    for length in offered[:-1]:
        others = {box.name for box in form_boxes(edition, audience, offered[-1], kept)}
        if {box.name for box in form_boxes(edition, audience, length, kept)} - others & set(names):
            return length
    return offered[-1]


def _faults_of_headings(
    names: Sequence[str], these: Mapping[str, FormBox], rows: Sequence[Row]
) -> list[CellFault]:
    if not these.keys() & set(names):
        return [CellFault(1, "", "", "The first row must hold the headings of the template.")]
    faults = []
    for place, name in enumerate(names):
        if name and name not in these:
            faults.append(CellFault(1, column_letters(place), name[:40], "This form has no such column."))
        elif name and name in names[:place]:
            faults.append(CellFault(1, column_letters(place), name, "This column stands here twice."))
    faults += [CellFault(1, "", name, "This column is missing.") for name in these if name not in names]
    for number, row in enumerate(rows, 1):
        strays = (place for place, cell in enumerate(row) if cell and not _named(names, place))
        faults += [
            CellFault(number, column_letters(place), "", "This column has no heading.") for place in strays
        ]
    return faults


def _named(names: Sequence[str], place: int) -> bool:
    return place < len(names) and bool(names[place])


def _says_what_is_asked(row: Row, columns: Mapping[str, int], these: Mapping[str, FormBox]) -> bool:
    cells = {name: row[place] for name, place in columns.items() if place < len(row)}
    return any(_same(cell, these[name].in_full) for name, cell in cells.items())


def _same(cell: str, words: str) -> bool:
    return " ".join(cell.lstrip("'").split()) == " ".join(words.split())


def _table(
    length: str, forms: Sequence[Pages], faults: Sequence[CellFault], these: Mapping[str, FormBox]
) -> FormTable:
    if faults:
        named = tuple(faults[:MOST_FAULTS])
        return FormTable(length, faults=named, more_faults=len(faults) - len(named))
    fields = {(box.page, box.field) for box in these.values() if not box.is_text and box.field != "top-areas"}
    texts = {(box.page, box.field) for box in these.values() if box.is_text}
    held = [(page, field) for pages in forms for page, fields_ in pages.items() for field in fields_]
    filled = sum(one in fields for one in held)
    return FormTable(
        length,
        forms=tuple(forms),
        filled=filled,
        left_empty=len(forms) * len(fields) - filled,
        comments=sum(one in texts for one in held),
    )
