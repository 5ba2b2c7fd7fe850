"""Many paper forms at once: a template to fill in, looking through what comes back, and storing it."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import zlib
from functools import partial

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for

from lws_assess.actions.answering import paper as actions
from lws_assess.actions.answering.paper import PaperForm
from lws_assess.actions.answering.responses import LinkRefusal
from lws_assess.actions.rounds.participation import counted_at
from lws_assess.documents.data.paper_tables import csv_template, xlsx_template
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.paper import form_boxes, form_lengths
from lws_assess.survey.paper_tables import MOST_FORMS, FormTable, read_table
from lws_assess.survey.refusals import Over
from lws_assess.web import sheets
from lws_assess.web.answering import paper
from lws_assess.web.answering.paper import ATTEMPT, form_of, takes_no_forms
from lws_assess.web.downloads import CSV, XLSX, as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.refusals import status_of
from lws_assess.web.sheets import ReadTable, Rows
from lws_assess.web.words import counted_noun, now
from lws_assess.web.workbooks import SheetFault

blueprint = paper.blueprint

sheets.TAKES_FILES.add("paper.upload")

LARGEST_CARRIED = sheets.LARGEST_FILE - 64 * 1024  # characters; the page's other fields need a little room
LENGTH_OF_SEAL = 64  # characters

NO_FILE = "Choose a file."
TRY_AGAIN = "The forms could not be carried over from the page before. Choose the file again."


@blueprint.get("/<group>/import/<any(csv,xlsx):kind>")
def template(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, kind: str) -> Response:
    """An empty table to fill in."""
    form = form_of(partnership, round_key, group)
    these = form_boxes(form.edition, form.audience, form.length, form.kept)
    name = f"paper-forms-{form.place.audience}-{form.length}.{kind}"
    if kind == "csv":
        return as_download(csv_template(these), name, CSV)
    return as_download(xlsx_template(form.edition, form.audience, these), name, XLSX)


@blueprint.route("/<group>/import", methods=["GET", "POST"])
def upload(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    """Takes a file, says what is wrong in it or what it holds, and stores it when that has been confirmed."""
    form = form_of(partnership, round_key, group)
    if request.method == "GET":
        if not form.place.timing.takes_answers(now()):
            return _to_index(form)
        return _show_upload(form)
    try:
        if "forms" in request.form:
            return _store(form, _unpacked(request.form["forms"]))
        return _look_through(form, _sheet_sent())
    except SheetFault as fault:
        return _show_upload(form, fault)


def _sheet_sent() -> ReadTable:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise SheetFault(NO_FILE)
    return sheets.read_rows(file.read())


def _look_through(form: PaperForm, sheet: ReadTable) -> Response:
    table = _read(form, sheet.rows)
    if table.faults:
        wrong = counted_noun(len(table.faults) + table.more_faults, "cell is wrong", "cells are wrong")
        said = f"Nothing was stored: {wrong}. Mend the file and choose it again."
        return _show_upload(form, SheetFault(said), table, sheet)
    return _show_confirm(form, table, sheet, _packed(sheet))


def _read(form: PaperForm, rows: Rows) -> FormTable:
    return read_table(form.edition, form.audience, form.kept, rows)


def _store(form: PaperForm, sheet: ReadTable) -> Response:
    """Reads everything once more, since a page can be changed before it is sent."""
    table, attempt = _read(form, sheet.rows), request.form.get("attempt", "")
    if table.faults or not ATTEMPT.fullmatch(attempt):
        raise SheetFault(TRY_AGAIN)
    new_key = partial(secrets.token_bytes, 16)
    form = PaperForm(form.place, form.edition, form.audience, table.length)
    prepared = actions.prepare_forms(form, table.forms, attempt, new_key)
    try:
        with current_database().writing() as session:
            stored = actions.store_forms(session, prepared, now())
    except actions.AnotherForm:
        raise SheetFault(TRY_AGAIN) from None
    except LinkRefusal as refusal:
        return _show_confirm(form, table, sheet, request.form["forms"], takes_no_forms(refusal))
    if stored:
        with current_database().writing() as session:
            actions.count_forms(session, form.place, len(table.forms))
    flash(f"{counted_noun(len(table.forms), 'form')} of {form.place.group_name} stored.", "done")
    return _to_index(form)


def _packed(sheet: ReadTable) -> str:
    """A table as one field of a form, under our seal. Raises SheetFault where it would be too large for one."""
    text = base64.b64encode(
        zlib.compress(json.dumps([sheet.rows, sheet.read, sheet.not_read]).encode(), 6)
    ).decode()
    if len(text) > LARGEST_CARRIED:
        raise SheetFault("The file holds too much text to be read at once. Split it into two.")
    return _seal(text) + text


def _seal(text: str) -> str:
    """Only what we packed is unpacked: a small field of somebody else's can hold gigabytes of JSON."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"paper table " + text.encode(), "sha256").hexdigest()


def _unpacked(field: str) -> ReadTable:
    """The table again."""
    seal, text = field[:LENGTH_OF_SEAL], field[LENGTH_OF_SEAL:]
    if not hmac.compare_digest(seal.encode(), _seal(text).encode()):
        raise SheetFault(TRY_AGAIN)
    rows, read, not_read = json.loads(zlib.decompress(base64.b64decode(text)))
    return ReadTable(rows, tuple(read), tuple(not_read))


def _show_upload(
    form: PaperForm,
    fault: SheetFault | None = None,
    table: FormTable | None = None,
    sheet: ReadTable | None = None,
) -> Response:
    return _page(
        "answering/paper/upload.html",
        form,
        status_of(fault) if fault else 200,
        faults={"file-faults" if table else "file": fault.words} if fault else {},
        table=table,
        sheet=sheet,
        lengths=form_lengths(form.audience),
        most=MOST_FORMS,
    )


def _show_confirm(
    form: PaperForm, table: FormTable, sheet: ReadTable, packed: str, refusal: Over | None = None
) -> Response:
    attempt = request.form["attempt"] if refusal else secrets.token_hex(16)
    said = refusal.words if refusal else ""
    more = {"problem": said, "table": table, "sheet": sheet, "packed": packed, "attempt": attempt}
    return _page("answering/paper/confirm.html", form, status_of(refusal) if refusal else 200, **more)


def _page(name: str, form: PaperForm, status: int, **more: object) -> Response:
    place = form.place
    with current_database().reading() as session:
        this = get_round(session, place.partnership, place.round)
        typed_in = actions.count_typed_in(session, this, place.group)
    counted = {"typed_in": typed_in, "counted_at": counted_at(this)}
    return make_response(render_template(name, round=this, form=form, place=place, **counted, **more), status)


def _to_index(form: PaperForm) -> Response:
    place = form.place
    address = url_for(".index", partnership=place.partnership, round_key=place.round)
    return make_response(redirect(address, 303))
