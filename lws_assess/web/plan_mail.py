"""E-mails to the leads of planned actions: asking them, and reminding them, each with their private link."""

from __future__ import annotations

from flask import render_template

from lws_assess.actions import plan_leads
from lws_assess.actions.plan_leads import Errand, LeadView
from lws_assess.records.database import Database
from lws_assess.web import logs, mail
from lws_assess.web.loading import settings
from lws_assess.web.words import local_day, now


def can_write_to(email: str) -> bool:
    """Whether this service can send an e-mail there."""
    return bool(email) and mail.can_send(settings())


def send_asking(view: LeadView) -> bool:
    """Asks the lead by e-mail; whether it left."""
    about = view.action.about
    text = render_template("plan_leads/asking.txt", view=view, address=_address(view.code))
    return _send(about.lead_email, f"Will you lead {view.action.reference}? {about.what}", text)


def send_reminders(database: Database) -> list[dict[str, str]]:
    """Reminds every lead who is to be reminded, each in a transaction of its own; says of which actions."""
    if not mail.can_send(settings()):
        return []
    day, done = local_day(now()), list[dict[str, str]]()
    assert day
    with database.reading() as session:
        due = plan_leads.find_reminders(session, now(), day)
    for partnership, reference in due:
        with database.writing() as session:
            claimed = plan_leads.claim_reminder(session, partnership, reference, now(), day)
        if claimed is None:
            continue
        errand, before = claimed
        if _send_reminder(errand):
            done.append({"what": "reminder", "partnership": partnership, "action": reference})
        else:
            with database.writing() as session:
                plan_leads.put_back(session, errand, before, now())
    return done


def _send_reminder(errand: Errand) -> bool:
    about = errand.action.about
    text = render_template("plan_leads/reminder.txt", errand=errand, address=_address(errand.code))
    return _send(errand.to, f"{errand.action.reference} ({errand.why}): {about.what}", text)


def _send(to: str, subject: str, text: str) -> bool:
    try:
        mail.send(settings(), to, subject, text)
    except (mail.NotSent, ValueError):
        logs.log_fault("a message to the lead of an action could not be sent")
        return False
    return True


def _address(code: str) -> str:
    return mail.absolute("plan_leads.show", secret=code)
