"""Where somebody with an account begins: their partnerships, each one's own page, a new one, and its settings."""

from __future__ import annotations

from dataclasses import fields

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.validators import Optional as MayBeEmpty

from lws_assess.actions.alerts import open_alerts
from lws_assess.actions.people import partnerships as actions
from lws_assess.actions.people.partnerships import (
    FEWEST_MONTHS,
    MOST_MONTHS,
    NewPartnership,
    what_next,
)
from lws_assess.actions.retention import view_retention
from lws_assess.records.events.visioning_events import list_events
from lws_assess.records.groups import list_groups
from lws_assess.records.people import ADMINISTRATOR, partnerships_of
from lws_assess.records.rounds import list_rounds
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.refusals import BadInput
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database
from lws_assess.web.overview.overview_page import look_at_overview
from lws_assess.web.upkeep.clocks import sentence_for_staff
from lws_assess.web.upkeep.retention import announced_erasures
from lws_assess.web.words import now

blueprint = Blueprint("partnerships", __name__)

MOST_EVENTS = 5  # on a partnership's own page
LINE, WORDS = forms.at_most(200), forms.at_most(5000)


class DescribePartnership(forms.Form):
    """Asks what respondents read of a partnership."""

    name = StringField("Name", [DataRequired("Enter a name"), LINE, forms.is_plain], [forms.trimmed_line])
    place = StringField("Place", [LINE, forms.is_plain], [forms.trimmed_line])
    plan = StringField(
        "Local plan for children and young people", [LINE, forms.is_plain], [forms.trimmed_line]
    )
    contact = TextAreaField("Whom people may ask", [forms.at_most(600)], [forms.trimmed_lines])


class NewPartnershipForm(DescribePartnership):
    key = StringField("Address of its pages", [MayBeEmpty(), forms.at_most(60)], [forms.trimmed_line])


class PartnershipSettings(DescribePartnership):
    safeguarding_name = StringField("Name and job", [LINE, forms.is_plain], [forms.trimmed_line])
    safeguarding_email = StringField("E-mail address", [forms.may_be_email], [forms.trimmed_line])
    safeguarding_words = TextAreaField("What the local protocol says to do", [WORDS], [forms.trimmed_lines])
    controller = StringField("Who answers for it in law", [LINE, forms.is_plain], [forms.trimmed_line])
    data_protection_contact = StringField(
        "Whom to ask about data protection", [LINE, forms.is_plain], [forms.trimmed_line]
    )
    privacy_words = TextAreaField("What your privacy notice adds", [WORDS], [forms.trimmed_lines])
    accessibility_words = TextAreaField(
        "What your accessibility statement adds", [WORDS], [forms.trimmed_lines]
    )
    keeps_months = StringField(
        "Months to keep answers",
        [DataRequired("Enter how many months"), forms.whole_number(FEWEST_MONTHS, MOST_MONTHS)],
        [forms.trimmed_line],
    )


@blueprint.get("/staff")
def index() -> ResponseReturnValue:
    """The partnerships one belongs to; straight on where it is only one."""
    with current_database().reading() as session:
        own = partnerships_of(session, current_user.person.id)
    if len(own) == 1:
        return redirect(url_for("partnerships.show", partnership=own[0][0].key))
    may_set_up = any(role == ADMINISTRATOR for _, role in own)
    return render_template("people/partnerships/index.html", own=own, may_set_up=may_set_up)


@blueprint.get("/p/<partnership>/")
def show(partnership: PartnershipKey) -> str:
    """One partnership: its overview, or what to do next and its rounds while it has no results."""
    with current_database().reading() as session:
        rounds = list_rounds(session, partnership)
        erasures = view_retention(session, partnership)
        alerts = open_alerts(session, partnership, now()) if may_run() else []
        clock = sentence_for_staff(session) if may_run() else ""
        look = look_at_overview(session, partnership, rounds)
        groups = [] if look else list_groups(session, partnership)
        everything = [] if look else list_events(session, partnership)
        events = [event for event in everything if not event.put_away]
    return render_template(
        "people/partnerships/show.html",
        rounds=rounds,
        events=events[:MOST_EVENTS],
        groups=groups,
        next=what_next(rounds, now()),
        may_run=may_run(),
        now=now(),
        announced=announced_erasures(erasures),
        alerts=alerts,
        clock=clock,
        look=look,
    )


@blueprint.route("/partnerships/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """A further partnership, for whoever administers one; they administer the new one too."""
    with current_database().reading() as session:
        if not actions.may_set_up(session, current_user.person.id):
            abort(404)
    form = NewPartnershipForm()
    if not form.validate_on_submit():
        return forms.form_page("people/partnerships/new.html", form)
    new = NewPartnership(
        key=PartnershipKey(forms.text_of_field(form.key)),
        name=forms.text_of_field(form.name),
        place=forms.text_of_field(form.place),
        plan=forms.text_of_field(form.plan),
        contact=forms.text_of_field(form.contact),
    )
    try:
        with current_database().writing() as session:
            key = actions.set_up(session, new, current_user.person.email).key
    except BadInput as refusal:
        forms.refuse_at(form, refusal)
        return forms.form_page("people/partnerships/new.html", form)
    flash(f"{new.name} is set up, and you administer it. Next, say which groups it asks.", "done")
    return redirect(url_for("partnerships.show", partnership=key), 303)


@blueprint.route("/p/<partnership>/settings", methods=["GET", "POST"])
def settings(partnership: PartnershipKey) -> ResponseReturnValue:
    """Shows what a partnership says of itself, and how it looks after what it is told."""
    form = PartnershipSettings(obj=g.partnership)
    if not form.validate_on_submit():
        return _settings(form)
    answers = {
        field.name: forms.text_of_field(form[field.name]) for field in fields(actions.PartnershipDescription)
    }
    months = forms.number_in_field(form.keeps_months)
    about = actions.PartnershipDescription(**{**answers, "keeps_months": months})  # type: ignore[arg-type]
    try:
        with current_database().writing() as session:
            actions.change_partnership(session, partnership, about, new_link_code, now())
    except BadInput as refusal:
        forms.refuse_at(form, refusal)
        return _settings(form)
    flash("The settings are saved.", "done")
    return redirect(url_for("partnerships.settings", partnership=partnership), 303)


def _settings(form: PartnershipSettings) -> ResponseReturnValue:
    return forms.form_page("people/partnerships/settings.html", form, fewest=FEWEST_MONTHS, most=MOST_MONTHS)
