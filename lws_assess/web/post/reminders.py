"""Reminders: to everybody invited, since nobody can tell who has answered, in the thread of the invitation."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from lws_assess.actions.post import invitations as actions
from lws_assess.actions.post.invitations import InvitationRefusal, InvitationsOverview
from lws_assess.records.post.invitations import INVITATION, REMINDER
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.message_states import MessageState
from lws_assess.web import forms
from lws_assess.web.loading import current_database, current_settings, get_round
from lws_assess.web.post import letters, mail, mail_text, sending
from lws_assess.web.post.invitations import contact_of, is_easy, new_key, rated_at_of
from lws_assess.web.post.message_forms import WORDS, MessageForm, holds_no_link
from lws_assess.web.words import now

blueprint = Blueprint("reminders", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/reminders")

EVERYBODY = "*"


class ReminderForm(MessageForm):
    group = StringField("Who should be reminded?")
    words = TextAreaField("Message", [*WORDS, holds_no_link], [forms.trimmed_lines, mail_text.readable_lines])

    @property
    def group_key(self) -> GroupKey | None:
        return None if self.group.data == EVERYBODY else GroupKey(forms.text_of_field(self.group))


@blueprint.route("/", methods=["GET", "POST"])
def write(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows whom to remind and with which words; sending it in shows what would be sent."""
    this, overview = _look(partnership, round_key)
    if not mail.can_send(current_settings()):
        return _to_invitations(this)
    form = ReminderForm()
    if not form.is_submitted():
        return _show_form(this, overview, _with_first_words(form, this, overview))
    if request.form.get("go") == "change" or not form.validate() or not _may(this, overview, form):
        return _show_form(this, overview, form)
    group = next((g.group for g in overview.groups if g.group.key == form.group_key), None)
    return forms.form_page(
        "post/invitations/check_reminder.html",
        None,
        round=this,
        group=group,
        chosen=form.group.data,
        number=_number(this, form),
        want_none=_want_none(this, form),
        message=form.message,
        preview=letters.example_letter(
            REMINDER,
            form.message.text,
            bool(group and is_easy(this, group)),
            True,
            rated_at_of(this, group),
        ),
        key=new_key().hex(),
    )


def _look(partnership: PartnershipKey, round_key: RoundKey) -> tuple[Round, InvitationsOverview]:
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        return this, actions.view_invitations(session, partnership, round_key)


def _to_invitations(this: Round) -> Response:
    return redirect(url_for("invitations.index", partnership=this.partnership, round_key=this.key), 303)


def _with_first_words(form: ReminderForm, this: Round, overview: InvitationsOverview) -> ReminderForm:
    subject = next((p.mailing.subject for p in overview.mailings if p.mailing.kind == INVITATION), "")
    words = letters.first_reminder(
        this, subject=subject, partnership=g.partnership.name, contact=contact_of(this)
    )
    form.subject.data, form.words.data, form.group.data = words.subject, words.text, EVERYBODY
    return form


def _show_form(this: Round, overview: InvitationsOverview, form: ReminderForm) -> Response:
    reached = [group for group in overview.groups if group.states.get(MessageState.SENT)]
    return forms.form_page(
        "post/invitations/remind.html",
        form,
        round=this,
        reached=reached,
        sent=MessageState.SENT,
        everybody=EVERYBODY,
        is_open=this.timing.takes_new_people(now()),
        opening=letters.letter_opening(REMINDER),
        ending=letters.letter_ending(REMINDER, easy=False, rated_at=rated_at_of(this, None)),
    )


def _may(this: Round, overview: InvitationsOverview, form: ReminderForm) -> bool:
    """True if such a reminder may be sent now; where not, the reason stands at the field."""
    if form.group_key not in {None, *(group.group.key for group in overview.groups)}:
        forms.refuse_field(form.group, "Choose who should be reminded")
        return False
    try:
        _number(this, form)
    except InvitationRefusal as refusal:
        forms.refuse_at(form, refusal, "group")
    return not form.group.errors


def _number(this: Round, form: ReminderForm) -> int:
    with current_database().reading() as session:
        return len(actions.whom_to_remind(session, this, form.group_key, now()))


def _want_none(this: Round, form: ReminderForm) -> int:
    """Returns how many get none because their address asked for no more messages."""
    with current_database().reading() as session:
        return actions.number_who_want_none(session, this, form.group_key)


@blueprint.post("/send")
def send(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Sends the reminder that the check showed, once."""
    this, overview = _look(partnership, round_key)
    if not mail.can_send(current_settings()):
        return _to_invitations(this)
    form = ReminderForm()
    if not form.validate():
        return _show_form(this, overview, form)
    try:
        with current_database().writing() as session:
            actions.remind_group(
                session, partnership, round_key, form.group_key, form.message, form.confirmed(this)
            )
    except InvitationRefusal as refusal:
        forms.refuse_at(form, refusal, "group")
        return _show_form(this, overview, form)
    sending.start_sending()
    flash("The reminders are on their way.", "done")
    return _to_invitations(this)
