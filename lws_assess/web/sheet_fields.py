"""The two fields by which a table is given: a file to upload, and a text to paste."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import Field

from lws_assess.web import forms, sheets
from lws_assess.web.workbooks import SheetFault


def holds_file(field: Field) -> bool:
    """True if a file was sent in a field. It cannot be put there again, so a page keeps what it holds as text."""
    return bool(_file_of(field))


def _file_of(field: Field) -> FileStorage | None:
    file = request.files.get(field.name)
    return file if file and file.filename else None


def read_given(
    file_field: Field, text_field: Field, nothing: str, by_lines: bool = False
) -> sheets.ReadTable | None:
    """The table of the file, or else of the text; None where neither can be used, with the reason at its field.

    `nothing` is said where there is neither; `by_lines` is as for `sheets.read_pasted`.
    """
    file = _file_of(file_field)
    try:
        if file:
            return sheets.read_rows(file.read(), by_lines)
        sheet = sheets.read_pasted(forms.text_of_field(text_field), by_lines)
    except SheetFault as fault:
        forms.refuse_field(file_field if file else text_field, fault.words)
        return None
    if not sheet.rows:
        forms.refuse_field(text_field, nothing)
        return None
    return sheet
