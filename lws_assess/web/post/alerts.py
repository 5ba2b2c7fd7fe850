"""Alerts: the e-mail to the safeguarding contact, and the private page that it leads to."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lws_assess.actions import alerts as actions
from lws_assess.actions.alerts import AlertErrand, AlertView
from lws_assess.actions.sealed_alerts import NoSuchAlert
from lws_assess.survey.alerts import MOST_REMINDERS, AlertStepKind
from lws_assess.survey.secrets import read_code
from lws_assess.survey.written_words import several_lines
from lws_assess.web import forms, logs
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.post import mail
from lws_assess.web.post.sending import senders_of
from lws_assess.web.refusals import status_for
from lws_assess.web.words import now

blueprint = Blueprint("alerts", __name__, url_prefix="/alert")

NO_SERVER = "this service sends no e-mail"
NOT_TAKEN = "the mail server did not take the message"


# --- telling ---------------------------------------------------------------------------------------------


def tell_soon() -> None:
    """Sends what a moderator passed on, out of the request: nobody waits for it or fails with it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_tell, args=(app,), daemon=True).start()


def _tell(app: Flask) -> None:
    with app.app_context():
        try:
            send_waiting()
        except Exception:
            logs.log_fault("an alert is left to the next run of what is due")


def send_waiting() -> None:
    """Tells of every alert that nobody has been told of, each once; whoever sends already goes on with it."""
    _send_each(actions.find_errands, AlertStepKind.SENT)


def send_alert_reminders() -> None:
    """Reminds of every alert that has waited for a day since its contact was last written to."""
    _send_each(lambda session: actions.find_alert_reminders(session, now()), AlertStepKind.REMINDED)


def _send_each(find: Callable[[Session], list[AlertErrand]], went: AlertStepKind) -> None:
    """Not by the outbox, by which a message may be lost.

    Should two processes send at the same moment, or one die over it, a second e-mail does no harm.
    """
    telling = senders_of(current_app._get_current_object()).telling  # type: ignore[attr-defined]
    if not telling.acquire(blocking=False):
        return
    try:
        tried: set[tuple[bytes, str]] = set()
        while fresh := [errand for errand in _errands(find) if not tried.issuperset(errand.alerts)]:
            for errand in fresh:
                tried.update(errand.alerts)
                _send_and_note(errand, went)
    finally:
        telling.release()


def _errands(find: Callable[[Session], list[AlertErrand]]) -> list[AlertErrand]:
    with current_database().reading() as session:
        return find(session)


def _send_and_note(errand: AlertErrand, went: AlertStepKind) -> None:
    why_not = _send(errand, went)
    with current_database().writing() as session:
        for alert, code in errand.alerts:
            actions.note_sending(session, alert, why_not, now(), went, code)


def _send(errand: AlertErrand, went: AlertStepKind) -> str:
    """Sends one e-mail about all that waits, without the words; returns why it did not go."""
    if not mail.can_send(current_settings()):
        return NO_SERVER  # first, since without a server no address is missed
    if not errand.to:
        return actions.NOBODY_NAMED
    links = [mail.absolute_address("alerts.show", alert=code) for code in errand.codes]
    text = render_template(
        "post/alerts/mail.txt", errand=errand, links=links, reminds=went == AlertStepKind.REMINDED
    )
    subject, _, body = text.partition("\n")
    try:
        mail.send_message(
            current_settings(), errand.to, subject=subject, text=body, sender=errand.partnership
        )
    except mail.AddressRefused:
        return actions.ADDRESS_REFUSED
    except mail.NotSent:
        return NOT_TAKEN
    return ""


# --- the page --------------------------------------------------------------------------------------------


class AlertDone(forms.Form):
    """Asks what somebody did about an alert."""

    who = StringField(
        "Your name",
        [
            InputRequired("Enter your name"),
            Length(max=100, message="Use 100 characters or fewer"),
            forms.is_plain,
        ],
        [forms.trimmed_line],
    )
    what = TextAreaField(
        "What was done",
        [
            InputRequired("Write what was done, or why nothing could be"),
            Length(
                max=actions.MOST_CHARACTERS, message=f"Use {actions.MOST_CHARACTERS:,} characters or fewer"
            ),
        ],
        [forms.trimmed_lines],
    )


@blueprint.get("/<alert>")
def show(alert: str) -> Response:
    """The words, the local protocol, and what has been done so far."""
    view = _find(alert)
    return _page(view, AlertDone()) if view else _gone()


@blueprint.post("/<alert>")
def record(alert: str) -> Response:
    """Adds what was done; more can be added later."""
    view, form = _find(alert), AlertDone()
    if view is None:
        return _gone()
    if not form.validate_on_submit():
        return _page(view, form)
    try:
        with current_database().writing() as session:
            actions.record_done(
                session,
                view.code,
                who=forms.text_of_field(form.who),
                what=forms.text_of_field(form.what),
                now=now(),
            )
    except NoSuchAlert:  # its round was released in between
        return _gone()
    flash("Thank you. What was done is written down below.", "done")
    return redirect(url_for(".show", alert=alert), 303)


def _page(view: AlertView, form: AlertDone) -> Response:
    return forms.form_page("post/alerts/show.html", form, view=view, most=MOST_REMINDERS, no_server=NO_SERVER)


def _find(alert: str) -> AlertView | None:
    """None where the code leads to none, or not any more."""
    try:
        with current_database().reading() as session:
            return actions.view_alert(session, read_code(alert) or "")
    except NoSuchAlert:
        return None


def _gone() -> Response:
    """Answers every code that leads nowhere alike. What was typed is there to be copied."""
    typed = several_lines(request.form.get("what", ""))[: actions.MOST_CHARACTERS]
    return make_response(render_template("post/alerts/gone.html", typed=typed), status_for(NoSuchAlert))
