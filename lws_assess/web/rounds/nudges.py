"""Nudging leads: the e-mail written for each, to be changed, copied or sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import quote, urlencode

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lws_assess.actions.post.stops import WANTS_NONE, who_wants_none
from lws_assess.actions.rounds.leads import GroupLeadView, NudgeErrand, get_group_lead_view
from lws_assess.actions.rounds.occasions import where_group_rated
from lws_assess.actions.rounds.participation import MatrixRow
from lws_assess.records.post.outbox import SendingOutcome, send_once
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.letters import address_in_short
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.rounds.occasions import not_twice
from lws_assess.survey.stop_links import CODE_LENGTH, LEADS, StopList
from lws_assess.web import forms, logs
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, current_settings, get_round
from lws_assess.web.post import mail, mail_text, stops
from lws_assess.web.rounds.participation import get_row, participation_view
from lws_assess.web.words import counted_noun, now

blueprint = Blueprint("nudges", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/participation")

BETWEEN_NUDGES = timedelta(days=1)
NOT_SENT = "The e-mail could not be sent. Nothing you wrote is lost: try again in a while, or copy it."


class NudgeGroupLead(forms.Form):
    """An e-mail to one lead."""

    subject = StringField(
        "Subject",
        [InputRequired("Enter a subject"), Length(max=150, message="Use 150 characters or fewer")],
        [mail_text.one_mail_line],
    )
    words = TextAreaField(
        "Message",
        [InputRequired("Write a message"), Length(max=5000, message="Use 5,000 characters or fewer")],
        [mail_text.readable_lines],
    )
    key = HiddenField()  # names the page, so that pressing its button twice writes once


class NudgeEverybody(forms.Form):
    """Asks which leads get the e-mail written for them."""

    leads = SelectMultipleField("Who gets it", validate_choice=False)
    key = HiddenField()  # names the page, so that pressing its button twice writes once


@blueprint.route("/<group>/nudge", methods=["GET", "POST"])
def one(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    """The e-mail to the lead of one group."""
    with current_database().reading() as session:
        this, row = get_row(session, partnership, round_key, group)
        found = _leads_view(session, this, row)
        wants_none = bool(_who_wants_none(session, this, [row.group.lead_email]))
    if found is None:
        return redirect(
            url_for("participation.group", partnership=partnership, round_key=round_key, group=group)
        )
    form = NudgeGroupLead()
    if not form.is_submitted():
        form.subject.data, form.words.data, form.key.data = _subject(found), _words(found), new_link_code()
    if form.validate_on_submit() and _send(form, found, wants_none):
        flash(f"Sent to {row.group.lead_email}.", "done")
        return redirect(url_for("participation.show", partnership=partnership, round_key=round_key), 303)
    return forms.form_page(
        "rounds/nudges/one.html",
        form,
        round=this,
        row=row,
        mailto=_mailto(row.group.lead_email, form),
        can_send=_can_send() and not wants_none,
        wants_none=wants_none,
        ending=_ending(stops.stop_link_of("x" * CODE_LENGTH)),
    )


def _who_wants_none(session: Session, this: Round, addresses: Iterable[str]) -> set[str]:
    return who_wants_none(session, StopList(LEADS, this.partnership), filter(None, addresses))


def _send(form: NudgeGroupLead, found: GroupLeadView, wants_none: bool) -> bool:
    """True if it left; where it did not, the form says so and keeps what was written."""
    if not _can_send() or not found.row.group.lead_email:
        forms.refuse_field(form.words, "This cannot be sent from here. Copy it into an e-mail of your own.")
        return False
    if wants_none:
        forms.refuse_field(form.words, f"{WANTS_NONE} from here, so this was not sent.")
        return False
    if not _is_sent(
        found,
        forms.text_of_field(form.key),
        subject=forms.text_of_field(form.subject),
        words=forms.text_of_field(form.words),
    ):
        forms.refuse_field(form.words, NOT_SENT)
        return False
    return True


@blueprint.route("/nudge", methods=["GET", "POST"])
def everybody(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Every lead with their address, and then sending each the e-mail that is written for them."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        waiting = _leads_of(session, this)
        want_none = _who_wants_none(session, this, [found.row.group.lead_email for found in waiting])
    if not this.timing.takes_new_people(now()):
        return redirect(url_for("participation.show", partnership=partnership, round_key=round_key))
    reachable = [found for found in waiting if _may_write_to(found, want_none)] if _can_send() else []
    form = NudgeEverybody()
    if not form.is_submitted():
        form.leads.data = [found.row.group.key for found in reachable if not _written_lately(found)]
        form.key.data = new_link_code()
    chosen = [found for found in reachable if found.row.group.key in (form.leads.data or [])]
    sent: list[GroupLeadView] = []
    if form.validate_on_submit():
        if reachable:
            sent = _send_all(form, chosen)
        else:
            forms.refuse_whole(form, "There is no lead to write to")
        if not form.errors:
            flash(f"Sent to {counted_noun(len(sent), 'lead')}.", "done")
            return redirect(url_for("participation.show", partnership=partnership, round_key=round_key), 303)
    return forms.form_page(
        "rounds/nudges/everybody.html",
        form,
        round=this,
        sent=sent,
        reachable=[found for found in reachable if found not in sent],
        others=[found for found in waiting if found not in reachable],
        want_none=want_none,
        can_send=_can_send(),
    )


def _may_write_to(found: GroupLeadView, want_none: set[str]) -> bool:
    return bool(found.row.group.lead_email) and found.row.group.lead_email not in want_none


def _leads_of(session: Session, this: Round) -> list[GroupLeadView]:
    """The leads' own views, in the order of who needs help first."""
    rows = participation_view(session, this).in_order("need")
    found = [_leads_view(session, this, row) for row in rows]
    return [one for one in found if one is not None]


def _leads_view(session: Session, this: Round, row: MatrixRow) -> GroupLeadView | None:
    """Returns what the lead sees, since no more may be told to them; none without a link or while nobody can begin."""
    if not row.asked.lead_code or not this.timing.takes_new_people(now()):
        return None
    return get_group_lead_view(session, row.asked.lead_code)


def _send_all(form: NudgeEverybody, chosen: list[GroupLeadView]) -> list[GroupLeadView]:
    """Sends one by one until one does not leave; those that did. The form then says so, and keeps the rest chosen."""
    sent: list[GroupLeadView] = []
    if not chosen:
        forms.refuse_field(form.leads, "Choose at least one lead")
    for found in chosen:
        if not _is_sent(found, forms.text_of_field(form.key), subject=_subject(found), words=_words(found)):
            forms.refuse_field(
                form.leads,
                f"The e-mail to {found.row.group.lead_email} could not be sent. Try again in a while.",
            )
            break
        sent.append(found)
    form.leads.data = [found.row.group.key for found in chosen if found not in sent]
    return sent


def _written_lately(found: GroupLeadView) -> bool:
    """True if the lead was written to so short a time ago that they are not ticked again."""
    written = found.row.asked.lead_written_at
    return written is not None and now() - written < BETWEEN_NUDGES


def _is_sent(found: GroupLeadView, page: str, *, subject: str, words: str) -> bool:
    """Sends unless the same page has been sent to this lead before; False where it may be tried again."""

    def hand_over(_errand: NudgeErrand) -> SendingOutcome:
        try:
            _send_to_lead(found, subject, words)
        except mail.NotSent as fault:
            logs.log_fault("a nudge could not be sent")
            return SendingOutcome(MessageState.WAITING, fault.words)
        return SendingOutcome(MessageState.SENT)

    errand = NudgeErrand(found.round, found.row.group.key, page, found.row.asked.lead_written_at)
    outcome = send_once(current_database(), errand, hand_over, now)
    return outcome is None or outcome.left


def _send_to_lead(found: GroupLeadView, subject: str, words: str) -> None:
    """Answers go to whom the round or the partnership says, where that is an address, else to whoever sends it.

    Raises NotSent.
    """
    to, of = found.row.group.lead_email, StopList(LEADS, found.partnership.key)
    contact = mail.address_in(found.round.contact, found.partnership.contact)
    reply_to = contact or current_user.person.email
    stop = stops.stop_link(of, to)
    text, sender = f"{words}\n\n{_ending(stop)}", found.partnership.name
    mail.send_message(
        current_settings(), to, subject=subject, text=text, sender=sender, reply_to=reply_to, stop=stop
    )


def _ending(stop: str) -> str:
    """Returns what every such e-mail says last."""
    return render_template("rounds/nudges/ending.txt", stop=stop).strip()


def _subject(found: GroupLeadView) -> str:
    return f"{found.row.group.name}: {found.row.standing.answered.words} answered so far"


def _words(found: GroupLeadView) -> str:
    address = mail.absolute_address("leads.show", secret=found.row.asked.lead_code)
    with current_database().reading() as session:
        rated_at = where_group_rated(session, found.round, found.row.group.key, now())
    words = render_template(
        "rounds/nudges/mail.txt",
        view=found,
        address=address,
        home=address_in_short(mail.absolute_address("pages.home")),
        not_twice=not_twice(rated_at),
    )
    return mail_text.readable_lines(words)


def _mailto(to: str, form: NudgeGroupLead) -> str:
    """Returns the link that opens the nudge in one's own e-mail program."""
    body = "\r\n".join(forms.text_of_field(form.words).splitlines())
    asked = {"subject": forms.text_of_field(form.subject), "body": body}
    return f"mailto:{quote(to, safe='@')}?{urlencode(asked, quote_via=quote)}"


def _can_send() -> bool:
    return mail.can_send(current_settings())
