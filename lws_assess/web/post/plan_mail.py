"""E-mails to the leads of planned actions: asking them, and reminding them, each with their private link."""

from __future__ import annotations

from flask import render_template

from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans.leads import ActionLeadErrand, ActionLeadReminder, ActionLeadView
from lws_assess.actions.post.stops import wants_none
from lws_assess.records.database import Database
from lws_assess.records.partnerships import Partnership
from lws_assess.records.post.outbox import SendingOutcome, send_once
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.stop_links import ACTIONS, StopList
from lws_assess.web import logs
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.post import mail, stops
from lws_assess.web.words import local_day_or_none, now


def wants_no_messages(partnership: PartnershipKey, email: str) -> bool:
    """True if an address asked for no more messages about planned actions."""
    with current_database().reading() as session:
        return bool(email) and wants_none(session, StopList(ACTIONS, partnership), email)


def can_write_to(partnership: PartnershipKey, email: str) -> bool:
    """True if this service can send an e-mail there, and may."""
    return bool(email) and mail.can_send(current_settings()) and not wants_no_messages(partnership, email)


def send_asking(view: ActionLeadView, asked_by: str) -> bool:
    """Asks the lead by e-mail; whether it left. `asked_by` is the address of whoever asks."""
    about = view.action.about
    subject = f"Will you lead {view.action.reference}? {about.what}"
    reply_to = mail.address_in(view.partnership.contact) or asked_by
    return _send(
        view.partnership,
        about.lead_email,
        subject=subject,
        reply_to=reply_to,
        template="asking",
        view=view,
        code=view.code,
    )


def send_lead_reminders(database: Database) -> list[dict[str, str]]:
    """Reminds every lead who is to be reminded, each in a transaction of its own; says of which actions."""
    if not mail.can_send(current_settings()):
        return []
    day, done = local_day_or_none(now()), list[dict[str, str]]()
    assert day
    with database.reading() as session:
        due = plan_leads.find_lead_reminders(session, now(), day)
    for reminder in due:
        outcome = send_once(database, reminder, _send_reminder, now)
        if outcome and outcome.left:
            done.append(
                {"what": "reminder", "partnership": reminder.partnership, "action": reminder.reference}
            )
    return done


def _send_reminder(reminder: ActionLeadReminder) -> SendingOutcome:
    errand = reminder.errand
    assert errand
    about = errand.action.about
    subject, reply_to = f"{errand.action.reference} ({errand.why}): {about.what}", _contact(errand)
    left = _send(
        errand.partnership,
        errand.to,
        subject=subject,
        reply_to=reply_to,
        template="reminder",
        errand=errand,
        code=errand.code,
    )
    return SendingOutcome(MessageState.SENT if left else MessageState.WAITING)


def _contact(errand: ActionLeadErrand) -> str:
    """Returns whom to ask, as an address; "" where the partnership names none, and then nobody is meant to answer."""
    return mail.address_in(errand.partnership.contact)


def _send(
    partnership: Partnership,
    to: str,
    *,
    subject: str,
    reply_to: str,
    template: str,
    code: str,
    **values: object,
) -> bool:
    stop = stops.stop_link(StopList(ACTIONS, partnership.key), to)
    address = mail.absolute_address("plan_leads.show", secret=code)
    text = render_template(
        f"plans/leads/{template}.txt", address=address, stop=stop, reply_to=reply_to, **values
    )
    try:
        mail.send_message(
            current_settings(),
            to,
            subject=subject,
            text=text,
            sender=partnership.name,
            reply_to=reply_to,
            stop=stop,
        )
    except mail.NotSent:
        logs.log_fault("a message to the lead of an action could not be sent")
        return False
    return True
