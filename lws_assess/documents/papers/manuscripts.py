"""Manuscripts: what a paper says, before it is a file.

    Manuscript
      blocks    Heading, Words, Prompt, Points, Table, Figure, SideBySide, NewPage, ContentsList    in reading order

The PDF and the Word file are both printed from one manuscript, so that no figure in them can differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from lws_assess.documents.charts.drawing import Chart, name_of_drawing
from lws_assess.documents.claims import Claim
from lws_assess.documents.data.outlines import drawing_in_type
from lws_assess.documents.faces import FACE
from lws_assess.documents.papers.column_widths import ColumnNeed, need_of_column, share_of_room
from lws_assess.documents.printing import LONGEST_NAME
from lws_assess.documents.said_once import said_once
from lws_assess.survey.letters import cut_to, shortened_line

MANY_COLUMNS = 4  # more than this, and a long sentence in a cell becomes a note under the table
MOST_COLUMNS = 10  # more than this, and a table is split
LONGEST_CELL = 2_500  # the longest that anybody can enter is 2,000
DENSE = 7  # columns, above which a table is printed in small letters
# What a row of a table has room for, in ems, and what each of its columns leaves blank beside its words.
A_PAGE, A_DENSE_PAGE, HALF_A_PAGE = 53.0, 60.0, 35.0
PADDING, DENSE_PADDING = 1.1, 0.75


@dataclass(frozen=True)
class PaperHeading:
    words: str
    level: int = 1


@dataclass(frozen=True)
class TextParagraph:
    """A paragraph; line breaks in it are kept. `lead` is said first, in bold. `look` is "", "quiet" or "theirs".

    `claims` are all that it says of figures. A mark behind it leads to the `footnote`, where there is one.
    """

    text: str
    lead: str = ""
    look: str = ""
    claims: tuple[Claim, ...] = ()
    footnote: str = ""


@dataclass(frozen=True)
class WritingPrompt:
    """Something that people must write. It is marked, and never filled in for them."""

    asked: str
    marked: str = "[To be written: {asked}.]"

    @property
    def text(self) -> str:
        return self.marked.format(asked=self.asked)


@dataclass(frozen=True)
class BulletList:
    """A list, each with a lead in bold that may be empty. `claims` holds for each all that it says of figures."""

    points: tuple[tuple[str, str], ...]
    numbered: bool = False
    claims: tuple[tuple[Claim, ...], ...] = ()


@dataclass(frozen=True)
class PaperTable:
    """Rows begin with the name of what they describe. `notes` explain what cells only name."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def dense(self) -> bool:
        """True if it is printed in small letters: it has many columns, or its words need the room."""
        return len(self.headers) > DENSE or _least(self._needs_with(PADDING)) > A_PAGE

    @property
    def is_readable(self) -> bool:
        """True if a page has room for the longest word of each column."""
        return _least(self._needs) <= self._room

    @property
    def fits_half(self) -> bool:
        """True if half a page has room for it, beside a drawing."""
        return not self.dense and _least(self._needs) <= HALF_A_PAGE

    def widths(self, room: float = 0) -> tuple[int, ...]:
        """Each column's share of a room of so many ems; of the page where none is given."""
        return share_of_room(self._needs, room or self._room)

    @property
    def _room(self) -> float:
        return A_DENSE_PAGE if self.dense else A_PAGE

    @cached_property
    def _needs(self) -> tuple[ColumnNeed, ...]:
        return self._needs_with(DENSE_PADDING if self.dense else PADDING)

    def _needs_with(self, padding: float) -> tuple[ColumnNeed, ...]:
        columns = list(zip_longest(*self.rows, fillvalue="")) or [()] * len(self.headers)
        return tuple(
            need_of_column(head, cells, place == 0, padding)
            for place, (head, cells) in enumerate(zip(self.headers, columns, strict=True))
        )


def _least(needs: Sequence[ColumnNeed]) -> float:
    return sum(need.least for need in needs)


@dataclass(frozen=True)
class PaperFigure:
    """A drawing with the table of its figures, beside each other where the table is narrow."""

    chart: Chart
    table: PaperTable

    @property
    def beside(self) -> bool:
        return self.table.fits_half


@dataclass(frozen=True)
class SideBySide:
    """Two drawings in one row; `said` names where their figures are. `claims` are all that it says of them."""

    charts: tuple[Chart, ...]
    said: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class NewPage:
    """Says that what follows begins on a page of its own; in a Word file not where it is `in_pdf_alone`.

    A Word file cannot make its letters smaller until they fit a page, so there the text runs on.
    """

    in_pdf_alone: bool = False


@dataclass(frozen=True)
class ContentsList:
    """A list of the headings of the first level, on a page of its own; in Word files only."""

    entries: tuple[str, ...]


PaperBlock = (
    PaperHeading
    | TextParagraph
    | WritingPrompt
    | BulletList
    | PaperTable
    | PaperFigure
    | SideBySide
    | NewPage
    | ContentsList
)


@dataclass(frozen=True)
class Manuscript:
    """`title` and `subtitle` stand at the top, `foot` on every page; `author` is the partnership.

    The first `leading` parts that end with a new page are set so that each fits a page, as far as that can be read.
    """

    title: str
    subtitle: str
    author: str
    foot: str
    blocks: tuple[PaperBlock, ...]
    leading: int = 0


# --- what it claims --------------------------------------------------------------------------------------


def sentence_of(chart: Chart) -> TextParagraph:
    """Returns what a drawing says, as a paragraph."""
    return TextParagraph(chart.sentence, claims=chart.claims)


# --- drawings and tables ---------------------------------------------------------------------------------


def alternative_text(chart: Chart) -> str:
    """Returns what a screen reader says instead of the drawing: what kind of picture it is, as on pages.

    Its title and its figures stand beside it as words and as a table, and are not said again.
    """
    return name_of_drawing(chart.svg)


def figure_with_table(chart: Chart, look_up: Sequence[PaperTable] | None = None) -> tuple[PaperBlock, ...]:
    """A drawing with its table, and what it needs explained."""
    first, *more = look_up or tables_for_width(chart.title, chart.headers, chart.rows)
    note = (TextParagraph(chart.note, look="quiet"),) if chart.note else ()
    table_note = (TextParagraph(chart.table_note, look="quiet"),) if chart.table_note and not look_up else ()
    return (PaperFigure(chart, first), *more, *note, *table_note)


def tables_for_width(
    caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]], kept: int = 2
) -> tuple[PaperTable, ...]:
    """A table, in parts where a page has no room for all its columns; each part repeats the first `kept`."""
    others = max(1, len(headers) - kept)
    for number in range(1, others + 1):
        parts = _in_parts(caption, headers, rows, kept, -(-others // number))
        if all(part.is_readable and len(part.headers) <= MOST_COLUMNS for part in parts):
            break
    return parts


def _in_parts(
    caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]], kept: int, room: int
) -> tuple[PaperTable, ...]:
    """The table in parts of `room` columns beside those that are kept."""
    starts = range(kept, len(headers), room)
    if len(starts) < 2:
        return (table_with_notes(caption, headers, rows),)
    return tuple(
        table_with_notes(
            f"{caption} (part {part} of {len(starts)})",
            [*headers[:kept], *headers[start : start + room]],
            [[*row[:kept], *row[start : start + room]] for row in rows],
        )
        for part, start in enumerate(starts, 1)
    )


def table_with_notes(caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> PaperTable:
    """A table. A reason that several cells share is a note with a letter; so is every one where columns are many."""
    heads = tuple(shortened_line(head, LONGEST_NAME) for head in headers)
    cut = [[cut_to(cell, LONGEST_CELL) for cell in row] for row in rows]
    body, notes = said_once(cut, least=1 if len(headers) > MANY_COLUMNS else 2)
    return PaperTable(shortened_line(caption, LONGEST_NAME), heads, body, notes)


def drawn_for_papers(chart: Chart) -> str:
    """The drawing in the faces of papers."""
    return drawing_in_type(str(chart.svg).replace("<svg ", f'<svg font-family="{FACE}" ', 1))
