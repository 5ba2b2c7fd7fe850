"""Asking the leads of planned actions: the private link is made, and sent where this service can send."""

from __future__ import annotations

from flask import Blueprint, flash
from flask_login import current_user
from werkzeug.wrappers import Response

from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans.leads import ActionLeadView
from lws_assess.survey.keys import ActionReference, PartnershipKey
from lws_assess.survey.plans.planned_actions import AskingState, PlanRefused
from lws_assess.web import forms
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database
from lws_assess.web.plans.plan_pages import get_action, signed_in_editor, to_action
from lws_assess.web.post.plan_mail import can_write_to, send_asking, wants_no_messages
from lws_assess.web.words import local_day_or_none, now

blueprint = Blueprint("plan_asking", __name__, url_prefix="/p/<partnership>/plan/actions/<reference>/ask")


@blueprint.route("", methods=["GET", "POST"])
def ask(partnership: PartnershipKey, reference: ActionReference) -> Response:
    """Shows what asking the lead means, and then does it."""
    action, form = get_action(partnership, reference), forms.Form()
    email = action.about.lead_email
    if not form.validate_on_submit():
        again = action.lead_standing != AskingState.NOT_ASKED
        return forms.form_page(
            "plans/ask.html",
            form,
            action=action,
            again=again,
            sends=can_write_to(partnership, email),
            wants_none=wants_no_messages(partnership, email),
        )
    try:
        view = _ask(partnership, reference)
    except PlanRefused as refusal:
        flash(refusal.words, "problem")
        return to_action(partnership, reference)
    if not can_write_to(partnership, email):
        flash("The link is ready. Copy it from this page and give it to the lead.", "done")
    elif send_asking(view, current_user.person.email):
        with current_database().writing() as session:
            plan_leads.note_written(session, partnership, reference, now())
        flash(f"Sent to {email}.", "done")
    else:
        flash(f"The e-mail to {email} could not be sent. Copy the link and send it yourself.", "problem")
    return to_action(partnership, reference)


def _ask(partnership: PartnershipKey, reference: ActionReference) -> ActionLeadView:
    day = local_day_or_none(now())
    assert day
    with current_database().writing() as session:
        asked = plan_leads.ask_action_lead(
            session, partnership, reference, new_link_code, signed_in_editor(), now()
        )
        return plan_leads.view_as_action_lead(session, asked.lead_code or "", day)
