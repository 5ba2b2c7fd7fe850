"""The private page of an action's lead: accept or say no, report, and stop reminders. No account is needed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from lws_assess.actions.plans import leads as actions
from lws_assess.actions.plans.leads import LEADS_MAY_SAY, ActionLeadView
from lws_assess.survey.plans.planned_actions import STATE_WORDS, PlanRefused, read_state
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.secrets import read_code
from lws_assess.web import forms
from lws_assess.web.loading import current_database
from lws_assess.web.plans.forms import WORDS, ReportOnAction
from lws_assess.web.words import local_day_or_none, now

blueprint = Blueprint("plan_leads", __name__, url_prefix="/action")

ACCEPT, DECLINE = "accept", "decline"


class ActionLeadAnswer(forms.Form):
    """Asks whether somebody takes an action on."""

    answer = StringField("Will you lead this?", [AnyOf([ACCEPT, DECLINE], message="Choose yes or no")])
    reason = TextAreaField("Why not, or what you want to say with it", WORDS, [forms.trimmed_lines])


class ActionLeadReport(ReportOnAction):
    """An update that may also say how far the action is."""

    state = StringField("How far is it?", default="")  # radios of those that may follow; "" for no change

    def validate_state(self, field: StringField) -> None:
        if field.data and field.data not in LEADS_MAY_SAY:
            raise ValidationError("Choose how far it is")


@blueprint.get("/<secret>")
def show(secret: str) -> Response:
    """Shows what is planned, and what the lead can say about it."""
    return _show(secret, None)


def _show(secret: str, sent: forms.Form | None) -> Response:
    """With the form that was sent and has something to mend, if any."""
    view = _find(secret)
    answer = sent if isinstance(sent, ActionLeadAnswer) else ActionLeadAnswer(formdata=None)
    report = sent if isinstance(sent, ActionLeadReport) else ActionLeadReport(formdata=None)
    return forms.form_page(
        "plans/leads/show.html",
        sent,
        view=view,
        action=view.action,
        secret=secret,
        answer=answer,
        report=report,
        states=[("", "No change"), *((state, STATE_WORDS[state]) for state in view.may_say)],
    )


@blueprint.post("/<secret>/answer")
def answer(secret: str) -> Response:
    """Accepts, or says no and why."""
    _find(secret)
    form = ActionLeadAnswer()
    if not form.validate_on_submit():
        return _show(secret, form)
    accepts = form.answer.data == ACCEPT
    try:
        with current_database().writing() as session:
            actions.answer_as_action_lead(
                session, _code(secret), accepts, forms.text_of_field(form.reason), now()
            )
    except PlanRefused as refusal:
        forms.refuse_at(form, refusal, "reason")
        return _show(secret, form)
    flash("Thank you. You lead this action." if accepts else "Thank you for saying so.", "done")
    return _back(secret)


@blueprint.post("/<secret>/update")
def report(secret: str) -> Response:
    """Adds what has happened, and how far the action is."""
    _find(secret)
    form = ActionLeadReport()
    if not form.validate_on_submit():
        return _show(secret, form)
    words, value = forms.text_of_field(form.words), forms.text_of_field(form.value)
    state = read_state(forms.text_of_field(form.state))
    try:
        with current_database().writing() as session:
            actions.report_as_action_lead(session, _code(secret), words, value=value, state=state, now=now())
    except PlanRefused as refusal:
        forms.refuse_at(form, refusal)
        return _show(secret, form)
    flash("Thank you. The update is saved.", "done")
    return _back(secret)


@blueprint.post("/<secret>/reminders")
def reminders(secret: str) -> Response:
    """Stops reminders, or lets them come again."""
    wanted = request.form.get("wanted") == "yes"
    with current_database().writing() as session:
        actions.want_reminders(session, _code(secret), wanted)
    flash("Reminders come again." if wanted else "You get no more reminders about this action.", "done")
    return _back(secret)


def _find(secret: str) -> ActionLeadView:
    day = local_day_or_none(now())
    assert day
    with current_database().reading() as session:
        return actions.view_as_action_lead(session, _code(secret), day)


def _code(secret: str) -> str:
    code = read_code(secret)
    if code is None:
        raise NotFound
    return code


def _back(secret: str) -> Response:
    return redirect(url_for(".show", secret=secret), 303)
