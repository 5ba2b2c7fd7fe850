"""Empty tables to fill in from paper forms, as CSV and as an Excel workbook. No cell of them does anything."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from lws_assess.documents.inert_workbooks import inert_workbook
from lws_assess.documents.tables import csv_bytes
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.paper import FormBox
from lws_assess.survey.paper_tables import MOST_FORMS, table_headings


def csv_template(boxes: Sequence[FormBox]) -> bytes:
    names, words = table_headings(boxes)
    return csv_bytes(names, [words])


def xlsx_template(edition: Edition, audience: Audience, boxes: Sequence[FormBox]) -> bytes:
    """Returns the empty table as a workbook, with a second sheet that says what may be typed into each column."""
    out = io.BytesIO()
    with inert_workbook(out, f"{edition.title}: paper forms") as book:
        bold = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _forms(book.add_worksheet("Forms"), boxes, bold, wrapped)
        _what_to_type(book.add_worksheet("What to type"), edition, audience, boxes, bold, wrapped)
    return out.getvalue()


def _forms(
    sheet: xlsxwriter.worksheet.Worksheet, boxes: Sequence[FormBox], bold: object, wrapped: object
) -> None:
    names, words = table_headings(boxes)
    for column, (box, name, text) in enumerate(zip(boxes, names, words, strict=True)):
        sheet.write_string(0, column, name, bold)
        sheet.write_string(1, column, text, wrapped)
        sheet.set_column(column, column, 40 if box.is_text else 16)
        if not box.is_text:
            sheet.data_validation(2, column, 1 + MOST_FORMS, column, _rule(box))
    sheet.set_row(1, 90)
    sheet.freeze_panes(2, 0)


def _rule(box: FormBox) -> dict[str, object]:
    """Lets a spreadsheet refuse what we would refuse, as soon as it is typed."""
    return {
        "validate": "list",
        "source": [key for key in box.values if len(key) <= 2],
        "dropdown": False,
        "error_title": box.name,
        "error_message": f"Type {box.allowed}, or leave it empty."[:255],
    }


def _what_to_type(
    sheet: xlsxwriter.worksheet.Worksheet,
    edition: Edition,
    audience: Audience,
    boxes: Sequence[FormBox],
    bold: object,
    wrapped: object,
) -> None:
    rows = [("Column", "What is asked", "What to type"), *((b.name, b.in_full, _allowed(b)) for b in boxes)]
    easy = audience.easy_read
    legend = [("", "", ""), ("Sign", "Means", "")]
    legend += [(str(level.value), level.label, level.meaning) for level in audience.scale.levels]
    for sign, answer in zip("dn", edition.non_ratings, strict=False):
        legend.append((sign, answer.easy_label if easy else answer.label, ""))
    legend += [("", "", ""), ("Area", "Name", "")]
    legend += [(str(area.number), area.label(audience), "") for area in edition.areas]
    for row, cells in enumerate([*rows, *legend]):
        for column, text in enumerate(cells):
            sheet.write_string(
                row, column, text, bold if row == 0 or cells[0] in ("Sign", "Area") else wrapped
            )
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 60)
    sheet.freeze_panes(1, 0)


def _allowed(box: FormBox) -> str:
    words = box.hint or box.allowed
    return f"{words}; or nothing"
