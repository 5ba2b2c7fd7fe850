"""Workforce figures: the plain table that people type in, for the plan and for every document."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired

from lws_assess.actions.plans import workforce as actions
from lws_assess.actions.plans.workforce import MOST_PEOPLE, WorkforceLine
from lws_assess.documents.data.planned_actions import workforce_table
from lws_assess.documents.tables import csv_bytes
from lws_assess.survey.keys import FigureKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import MOST_LINE, MOST_WORDS, PlanRefused, WorkforceTableLine
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.downloads import CSV, as_download
from lws_assess.web.forms import DayField
from lws_assess.web.loading import current_database
from lws_assess.web.plans.plan_pages import plan_today

blueprint = Blueprint("workforce", __name__, url_prefix="/p/<partnership>/plan/workforce")


def is_count(form: forms.Form, field: Field) -> None:
    """A whole number, or nothing where nobody knows."""
    if forms.text_of_field(field):
        forms.whole_number(0, MOST_PEOPLE)(form, field)


class WorkforceLineForm(forms.Form):
    area = StringField(
        "Part of the workforce",
        [DataRequired("Say which part of the workforce"), forms.at_most(MOST_LINE), forms.is_plain],
        [forms.trimmed_line],
    )
    headcount = StringField("How many people", [is_count], [forms.trimmed_line])
    vacancies = StringField("Empty posts", [is_count], [forms.trimmed_line])
    source = StringField(
        "Where the figures are from", [forms.at_most(MOST_LINE), forms.is_plain], [forms.trimmed_line]
    )
    day = DayField("On which day they were true")
    gap = TextAreaField("What is not known", [forms.at_most(MOST_WORDS)], [forms.trimmed_lines])

    def about(self) -> WorkforceLine:
        return WorkforceLine(
            area=forms.text_of_field(self.area),
            headcount=forms.read_number(forms.text_of_field(self.headcount)),
            vacancies=forms.read_number(forms.text_of_field(self.vacancies)),
            source=forms.text_of_field(self.source),
            day=self.day.data,
            gap=forms.text_of_field(self.gap),
        )


@blueprint.get("/")
def index(partnership: PartnershipKey) -> Response:
    """Every line of the table."""
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
    return forms.form_page("plans/workforce/index.html", None, plan=plan, may_run=may_run())


@blueprint.get("/figures.csv")
def table(partnership: PartnershipKey) -> Response:
    with current_database().reading() as session:
        headers, rows = workforce_table(plan_today(session, partnership))
    return as_download(csv_bytes(headers, rows), f"{partnership}-workforce.csv", CSV)


@blueprint.route("/new", methods=["GET", "POST"])
def add(partnership: PartnershipKey) -> Response:
    form = WorkforceLineForm()
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                actions.add_figure(session, partnership, form.about())
        except PlanRefused as refusal:
            forms.refuse_at(form, refusal)
        else:
            return _back(partnership, "The line is added.")
    return forms.form_page("plans/workforce/new.html", form)


@blueprint.route("/<figure>/", methods=["GET", "POST"])
def change(partnership: PartnershipKey, figure: FigureKey) -> Response:
    old = _get(partnership, figure)
    form = WorkforceLineForm(
        data={**vars(old), "headcount": _typed(old.headcount), "vacancies": _typed(old.vacancies)}
    )
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                actions.change_figure(session, partnership, figure, form.about())
        except PlanRefused as refusal:
            forms.refuse_at(form, refusal)
        else:
            return _back(partnership, "The line is saved.")
    return forms.form_page("plans/workforce/change.html", form, figure=old)


@blueprint.route("/<figure>/remove", methods=["GET", "POST"])
def remove(partnership: PartnershipKey, figure: FigureKey) -> Response:
    """Asks whether one is sure, and then takes the line out."""
    old, form = _get(partnership, figure), forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("plans/workforce/remove.html", form, figure=old)
    with current_database().writing() as session:
        actions.remove_figure(session, partnership, figure)
    return _back(partnership, "The line is removed.")


def _typed(number: int | None) -> str:
    return "" if number is None else str(number)


def _get(partnership: PartnershipKey, key: FigureKey) -> WorkforceTableLine:
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
    return next((line for line in plan.workforce if line.key == key), None) or abort(404)


def _back(partnership: PartnershipKey, done: str) -> Response:
    flash(done, "done")
    return redirect(url_for("workforce.index", partnership=partnership), 303)
