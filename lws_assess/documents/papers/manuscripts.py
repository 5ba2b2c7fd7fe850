"""Manuscripts: what a paper says, before it is a file.

    Manuscript
      blocks    Heading, Words, Prompt, Points, Table, Figure, SideBySide, NewPage, ContentsList    in reading order

The PDF and the Word file are both printed from one manuscript, so that no figure in them can differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lws_assess.documents.charts.drawing import Chart, name_of_drawing
from lws_assess.documents.claims import Claim
from lws_assess.documents.data.outlines import letters_as_outlines
from lws_assess.documents.faces import FACE
from lws_assess.documents.printing import LONGEST_NAME
from lws_assess.documents.said_once import said_once
from lws_assess.survey.letters import cut_to, shortened_line

MANY_COLUMNS = 4  # more than this, and a long sentence in a cell becomes a note under the table
MOST_COLUMNS = 10  # more than this, and a table is split
LONGEST_CELL = 2_500  # the longest that anybody can enter is 2,000
A_PAGE, A_DENSE_PAGE, HALF_A_PAGE = 104, 124, 68  # characters of a row of a table
DENSE = 7  # columns
LONGEST_WORD, WIDEST = 18, 60  # characters: words that columns are made for, and what no column exceeds


@dataclass(frozen=True)
class PaperHeading:
    words: str
    level: int = 1


@dataclass(frozen=True)
class TextParagraph:
    """A paragraph; line breaks in it are kept. `lead` is said first, in bold. `look` is "", "quiet" or "theirs".

    `claims` are all that it says of figures.
    """

    text: str
    lead: str = ""
    look: str = ""
    claims: tuple[Claim, ...] = ()


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

    @property
    def narrowest(self) -> int:
        """Returns how many characters wide it must be, so that hardly a word is broken."""
        return sum(least for least, _ in self._columns)

    @property
    def dense(self) -> bool:
        """True if it is printed in small letters."""
        return len(self.headers) > DENSE

    def widths(self, room: int = 0) -> tuple[int, ...]:
        """Each column's share of a room of so many characters: the longest word, then as its sentences ask."""
        columns, room = self._columns, room or (A_DENSE_PAGE if self.dense else A_PAGE)
        spare = max(0, room - self.narrowest)
        asked = sum(most - least for least, most in columns)
        share = min(1.0, spare / asked) if asked else 0.0
        return tuple(round(least + (most - least) * share) for least, most in columns)

    @property
    def _columns(self) -> list[tuple[int, int]]:
        return [_least_and_most(*cells) for cells in zip_longest(self.headers, *self.rows, fillvalue="")]


def _least_and_most(head: str, *cells: str) -> tuple[int, int]:
    """Returns how wide a column must be and would like to be, in characters, with room at either side."""
    longest_word = max(
        len(word) + (words is head) for words in (head, *cells) for word in (words.split() or [""])
    )  # the head is bold, so wider
    least = max(3, min(longest_word, LONGEST_WORD))
    most = max(least, len(head) // 2, *(min(len(cell), WIDEST) for cell in cells))
    return least + 2, most + 2


@dataclass(frozen=True)
class PaperFigure:
    """A drawing with the table of its figures, beside each other where the table is narrow."""

    chart: Chart
    table: PaperTable

    @property
    def beside(self) -> bool:
        return self.table.narrowest <= HALF_A_PAGE


@dataclass(frozen=True)
class SideBySide:
    """Two drawings in one row; `said` names where their figures are. `claims` are all that it says of them."""

    charts: tuple[Chart, ...]
    said: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class NewPage:
    """Holds what follows begins on a page of its own."""


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
    """`title` and `subtitle` stand at the top, `foot` on every page; `author` is the partnership."""

    title: str
    subtitle: str
    author: str
    foot: str
    blocks: tuple[PaperBlock, ...]


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
    """A table, in parts where it has too many columns for a page; each part repeats the first `kept`."""
    if len(headers) <= MOST_COLUMNS:
        return (table_with_notes(caption, headers, rows),)
    room = MOST_COLUMNS - kept
    starts = range(kept, len(headers), room)
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
    return letters_as_outlines(str(chart.svg).replace("<svg ", f'<svg font-family="{FACE}" ', 1))
