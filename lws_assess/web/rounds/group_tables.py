"""The table of groups with their leads, to be saved to a spreadsheet, changed there, and brought back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, request, url_for
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from lws_assess.actions.people import group_tables as actions
from lws_assess.actions.people.group_tables import GroupChange, TableProblem
from lws_assess.actions.people.groups import GroupRefused, branches_to_choose, shipped_audiences
from lws_assess.documents.list_files import xlsx_bytes
from lws_assess.documents.tables import csv_bytes, said_before_inert
from lws_assess.records.groups import Group, all_groups
from lws_assess.records.partnerships import hold_partnership
from lws_assess.survey.group_names import nearest_name
from lws_assess.survey.keys import NO_GROUP, PartnershipKey
from lws_assess.survey.refusals import BadInput, ChangedMeanwhile
from lws_assess.web import forms, sheets
from lws_assess.web.downloads import CSV, XLSX, as_download
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_for, status_of
from lws_assess.web.rounds.groups import DescribeGroup
from lws_assess.web.sheet_fields import holds_file, read_given
from lws_assess.web.words import counted_noun, now

blueprint = Blueprint("group_tables", __name__, url_prefix="/p/<partnership>/groups/_table")

sheets.TAKES_FILES.update({"group_tables.index", "group_tables.keep"})

MOST_GROUPS = 300  # lines of a table
GROUPS_CHANGED = "Somebody has changed groups meanwhile. Nothing was done. Look at the table as it is now."


class TableForm(forms.Form):
    table = TextAreaField("Your table")
    file = FileField("Or a file")
    seen = HiddenField()  # names the changes that the check showed


@dataclass(frozen=True)
class TableCheck:
    """Holds what a table would do. Where there are problems nothing can be done before they are mended."""

    changes: Sequence[GroupChange]
    problems: Sequence[TableProblem]
    absent: Sequence[Group]

    @property
    def new(self) -> list[GroupChange]:
        return [change for change in self.changes if change.before is None]

    @property
    def changed(self) -> list[GroupChange]:
        return [change for change in self.changes if change.changed]

    @property
    def unchanged(self) -> list[GroupChange]:
        return [change for change in self.changes if change.before and not change.changed]


@blueprint.get("/groups.<any(csv, xlsx):kind>")
def save(partnership: PartnershipKey, kind: str) -> Response:
    """The table as it is now."""
    with current_database().reading() as session:
        rows = actions.saved_rows(all_groups(session, partnership))
    name = f"groups-{partnership}.{kind}"
    if kind == "csv":
        return as_download(csv_bytes(actions.SAVED, rows), name, CSV)
    return as_download(xlsx_bytes("Groups", actions.SAVED, rows), name, XLSX)


@blueprint.route("/", methods=["GET", "POST"])
def index(partnership: PartnershipKey) -> Response:
    """Saving the table and bringing it back; sending it in shows what it would change."""
    form = TableForm()
    if not form.is_submitted():
        return _show_form(partnership, form)
    if request.form.get("go") == "change":
        form.table.data = request.form.get("list", "")
        return _show_form(partnership, form)
    valid = form.validate()
    sheet = _read_sheet(form)
    return _check(partnership, form, sheet) if valid and sheet else _show_form(partnership, form)


def _read_sheet(form: TableForm) -> sheets.ReadTable | None:
    sheet = read_given(form.file, form.table, "Paste your table, or choose a file")
    if sheet and len(sheet.rows) > MOST_GROUPS + 20:
        forms.refuse_field(form.table, f"Bring back {MOST_GROUPS} groups at a time, or fewer")
        return None
    if sheet is None:
        return None
    return replace(sheet, rows=[[said_before_inert(cell) for cell in row] for row in sheet.rows])


def _show_form(
    partnership: PartnershipKey, form: TableForm, sheet: sheets.ReadTable | None = None
) -> Response:
    with current_database().reading() as session:
        groups = all_groups(session, partnership)
    return forms.form_page(
        "rounds/group_tables/index.html",
        form,
        sheet=sheet,
        number=sum(not group.catch_all and not group.retired for group in groups),
        headings=actions.SAVED,
        audiences=[audience.label for audience in shipped_audiences().values()],
        branches=branches_to_choose(group for group in groups if not group.catch_all),
    )


def _check(
    partnership: PartnershipKey,
    form: TableForm,
    sheet: sheets.ReadTable,
    changed: ChangedMeanwhile | None = None,
) -> Response:
    """Shows what is new, what changes and how, what stays, and what is wrong where. Nothing has been kept."""
    lines = _as_lines(sheet.rows)
    try:
        table = actions.read_group_table(sheet.rows)
        with current_database().reading() as session:
            check = _plan(session, partnership, table)
    except BadInput as refusal:
        if holds_file(form.file):
            form.table.data = lines
        forms.refuse_at(form, refusal, "table")
        return _show_form(partnership, form, sheet)
    sheet = replace(sheet, read=sheet.read + table.read, not_read=sheet.not_read + table.not_read)
    return forms.form_page(
        "rounds/group_tables/check.html",
        None,
        status_of(changed) if changed else status_for(BadInput) if check.problems else 200,
        check=check,
        sheet=sheet,
        list=lines,
        faults=_faults_of(check),
        problem=changed.words if changed else "",
        seen=actions.digest_of_changes(check.changes),
        labels={key: audience.label for key, audience in shipped_audiences().items()},
    )


def _faults_of(check: TableCheck) -> dict[str, str]:
    number = counted_noun(len(check.problems), "problem has", "problems have")
    return {"file-faults": f"{number} to be mended in the table"} if check.problems else {}


def _plan(session: Session, partnership: PartnershipKey, table: actions.GroupTable) -> TableCheck:
    groups = all_groups(session, partnership)
    placed, problems = actions.place_lines(table, groups)
    names = {group.key: group.name for group in groups if not group.catch_all}
    changes = []
    for one in placed:
        form = DescribeGroup(formdata=MultiDict(one.values), meta={"csrf": False})
        if form.validate():
            before = actions.about_group(one.group) if one.group else None
            key = one.group.key if one.group else NO_GROUP
            after = form.about()
            near = "" if before else nearest_name(after.name, names)
            changes.append(GroupChange(one.line.row, key, before, after, near))
        for name, said in form.errors.items():
            problems += [TableProblem(one.line.row, actions.heading_of_column(name), words) for words in said]
    problems += actions.find_conflicts(session, partnership, changes, now())
    there = {one.group.key for one in placed if one.group}
    absent = [g for g in groups if not g.catch_all and not g.retired and g.key not in there]
    return TableCheck(changes, sorted(problems, key=lambda problem: problem.row), absent)


def _as_lines(rows: sheets.Rows) -> str:
    """A table as it can be pasted again."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue().removesuffix("\n")


@blueprint.post("/keep")
def keep(partnership: PartnershipKey) -> Response:
    """Carries out what the check showed, all or nothing; or shows it anew where the groups have changed under it."""
    form = TableForm()
    form.table.data = request.form.get("list", "")
    valid = form.validate()
    sheet = _read_sheet(form)
    if not valid or not sheet:
        return _show_form(partnership, form)
    try:
        with current_database().writing() as session:
            hold_partnership(session, partnership)
            check = _plan(session, partnership, actions.read_group_table(sheet.rows))
            if check.problems or actions.digest_of_changes(check.changes) != form.seen.data:
                raise ChangedMeanwhile
            actions.carry_out(session, partnership, check.changes, new_link_code, now())
    except (ChangedMeanwhile, GroupRefused):
        return _check(partnership, form, sheet, ChangedMeanwhile(GROUPS_CHANGED))
    except BadInput as refusal:
        forms.refuse_at(form, refusal, "table")
        return _show_form(partnership, form, sheet)
    current_database().tidy_after_sealing()  # with another lead, a meeting may have ended
    added, mended = (
        counted_noun(len(check.new), "group is", "groups are"),
        counted_noun(len(check.changed), "group is", "groups are"),
    )
    flash(f"{added} added, and {mended} changed.", "done")
    return redirect(url_for("groups.index", partnership=partnership), 303)
