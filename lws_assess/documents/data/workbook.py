"""The workbook of a release: tidy sheets with real numbers, charts of the main ones, and how to read them.

No cell does anything: whatever people have typed is written as text, and no sheet is hidden.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from textwrap import wrap

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lws_assess.documents.data.release_figures import FigureSaid
from lws_assess.documents.data.workbook_charts import draw_charts
from lws_assess.documents.data.workbook_sheets import Row, SheetCell, SheetTable, workbook_sheets
from lws_assess.documents.directions import runs_backward
from lws_assess.documents.inert_workbooks import inert_workbook
from lws_assess.documents.tables import inert_cell
from lws_assess.survey.letters import composed_letters, cut_to
from lws_assess.survey.results.round_results import READINGS, RoundResults

LINE, MOST_LINES = 15, 20  # how high a line is, in points, and as many lines as a row shows
LONGEST = 16_000  # letters in a cell; Excel takes 32,767 halves of letters


def release_workbook(results: RoundResults) -> bytes:
    """The workbook of a release, as .xlsx. The same results give the same bytes."""
    out = io.BytesIO()
    title = composed_letters(f"{results.title}: {results.partnership}")[:250]
    with inert_workbook(out, title) as book:
        pen = CellWriter(book)
        found = list(workbook_sheets(results))
        _read_me(book.add_worksheet("Read me"), pen, results, found)
        charts = book.add_worksheet("Charts")
        for sheet in found:
            _write(book.add_worksheet(sheet.name), pen, sheet)
        draw_charts(book, charts, results, found)
        _set_up(charts)
    return out.getvalue()


class CellWriter:
    """Writes cells, each in the format that its figure is printed in."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **look: object) -> Format:
        """A format of the book, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **look})
        return self._formats[key]

    def write(self, sheet: Worksheet, row: int, column: int, cell: SheetCell, **look: object) -> None:
        if isinstance(cell, FigureSaid):
            self._write_said(sheet, row, column, cell, look)
        elif isinstance(cell, str):
            self._write_words(sheet, row, column, cell, look)
        elif cell is not None:
            sheet.write_number(row, column, cell, self.format(**look))

    def _write_said(
        self, sheet: Worksheet, row: int, column: int, said: FigureSaid, look: dict[str, object]
    ) -> None:
        if said.value is None:
            self._write_words(sheet, row, column, said.text, {**look, "italic": True})
        else:
            sheet.write_number(row, column, said.value, self.format(**look, num_format=_number_format(said)))

    def _write_words(
        self, sheet: Worksheet, row: int, column: int, words: str, look: dict[str, object]
    ) -> None:
        words = _fitting(words)
        if inert_cell(words) != words:
            look = {**look, "quote_prefix": True}  # so that it stays text even when somebody edits it
        if runs_backward(words):
            look = {**look, "align": "right", "reading_order": 2}  # from right to left
        if words:
            sheet.write_string(row, column, words, self.format(**{"align": "left", "indent": 1, **look}))


@lru_cache(maxsize=4096)  # the same names and statements stand in thousands of cells
def _fitting(words: str) -> str:
    """Returns what a cell can hold of a text."""
    return cut_to(composed_letters(words), LONGEST)


def _number_format(said: FigureSaid) -> str:
    """As many decimals as are printed.

    >>> texts = ("2.46", "2.4", "12", "23%", "−0.33", "3 of 10 (30%)", "2nd")
    >>> [_number_format(FigureSaid(text, 0.5)) for text in texts]
    ['0.00', '0.0', '0', '0%', '0.00', '0', '0']
    """
    if said.text.endswith("%"):
        return "0%"
    decimals = said.text.partition(".")[2] if said.text.lstrip("−").replace(".", "", 1).isdigit() else ""
    return f"0.{'0' * len(decimals)}" if decimals else "0"


def _write(sheet: Worksheet, pen: CellWriter, table: SheetTable) -> None:
    """Headers that stay in view, a filter on every column, and the rows."""
    look: dict[str, object] = {"text_wrap": True} if table.folds else {}
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.wide)
        pen.write(sheet, 0, number, column.head, bold=True, text_wrap=True, bottom=1)
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            pen.write(sheet, number, place, cell, **look)
        if table.folds:
            sheet.set_row(number, _height(row, [column.wide for column in table.columns]))
    sheet.set_row(0, LINE * max(2, *(_lines(column.head, column.wide) for column in table.columns)))
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.repeat_rows(0)
    _set_up(sheet)


def _height(row: Row, wide: Sequence[int]) -> int:
    """Returns how high a row is with its words folded: not every spreadsheet finds it by itself."""
    words = (cell.text if isinstance(cell, FigureSaid) else str(cell or "") for cell in row)
    most = max(_lines(text, letters) for text, letters in zip(words, wide, strict=False))
    return LINE * min(most, MOST_LINES)


def _lines(words: str, letters: int) -> int:
    return len(wrap(words[: letters * MOST_LINES], letters)) if len(words) > letters else 1


def _set_up(sheet: Worksheet) -> None:
    """A4 on its side, as wide as one page, with the sheet's name and the page in the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


# --- how to read it --------------------------------------------------------------------------------------


def _read_me(sheet: Worksheet, pen: CellWriter, results: RoundResults, tables: list[SheetTable]) -> None:
    wide = (34, 100)
    for column, letters in enumerate(wide):
        sheet.set_column(column, column, letters)
    pen.write(sheet, 0, 0, f"Results: {results.title}", bold=True, font_size=16)
    row = 2
    for heading, lines in _parts(results, tables):
        pen.write(sheet, row, 0, heading, bold=True, font_size=13)
        for number, (name, words) in enumerate(lines, row + 1):
            pen.write(sheet, number, 0, name, text_wrap=True)
            pen.write(sheet, number, 1, words, text_wrap=True, align="left")
            sheet.set_row(number, _height((name, words), wide))
        row += len(lines) + 2
    _set_up(sheet)


Lines = list[tuple[str, SheetCell]]


def _parts(results: RoundResults, tables: list[SheetTable]) -> Iterator[tuple[str, Lines]]:
    yield "What this is", _what_this_is(results)
    yield "How to read it", _how_to_read(results)
    yield "What is not shown, and why", _not_shown(results)
    yield "Sheets", [(table.name, _HOLDS[table.name]) for table in tables]


def _what_this_is(results: RoundResults) -> Lines:
    edition = results.edition
    return [
        ("Partnership", results.partnership),
        ("Round", results.title),
        ("Results published", results.made_on),
        ("Questionnaire", f"{edition.title} {edition.version}"),
        ("Edition", edition.digest),
        ("Digest of these results", results.digest),
        *((f"People: {a.audience.label}", a.people) for a in results.audiences if a.people),
        ("Smallest number of people shown", results.k),
    ]


def _how_to_read(results: RoundResults) -> Lines:
    lead = READINGS[results.leading]
    return [
        ("Numbers", "Every figure is what the pages of results print, with as many decimals."),
        ("Words for numbers", "“Below 1.5” or “4.5 and over” stands where only that may be said."),
        (
            "Two ends",
            "A gap, a score or a rank such as “2.5 to 3.0” or “1st to 2nd” rests on such a figure and lies in between.",
        ),
        (
            "Small groups",
            "Votes, don’t-knows and “does not apply” of a small group are told as “12 to 13”, never finer.",
        ),
        ("Two readings", f"Each group can count once, or each person. In this round: {lead}."),
        ("Audiences", "Each audience has questions and scales of its own. Never average or add them up."),
        ("Priorities", "The score ranks, votes stand beside it, and the steering group decides."),
    ]


def _not_shown(results: RoundResults) -> Lines:
    lines: Lines = [
        ("The rule", f"A figure appears only where at least {results.k} people stand behind it."),
        ("“Not shown”", "It is not nought and not missing. The sheet “Not shown” says why."),
    ]
    if results.left_out:
        lines.append(("Groups left out", "; ".join(results.left_out)))
    if results.unanswered:
        lines.append(("Groups without an answer", "; ".join(results.unanswered)))
    if not results.people:
        lines.append(("In this round", "There is nothing that may be shown."))
    return lines


# What each sheet holds; a test sees to it that every sheet is here.
_HOLDS = {
    "Areas": "Where each area stands for everyone together, with its target and how much it matters.",
    "Groups": "Where each group stands in every area.",
    "Statements": "How every statement was rated, and how far people agree.",
    "Ranking": "What comes first, and how far the order could change by chance.",
    "Votes": "How many people put each area in their first three.",
    "Don’t know": "How often people said that they do not know.",
    "Does not apply": "How often people said that a question does not apply to them.",
    "By role or sector": "Where people of each role or sector stand, in groups that are shown.",
    "Statements you added": "Statements that only this partnership asked.",
    "Not shown": "What is not shown, and why.",
    "All figures": "Every figure, one a row: the same as the CSV file.",
    "Definitions": "What every column, measure and level means.",
}
