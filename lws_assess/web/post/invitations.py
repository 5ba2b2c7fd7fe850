"""Invitations by e-mail as facilitators send them: a list of addresses, a look at it, sending, and how far it got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_bytes

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.post import invitations as actions
from lws_assess.actions.post.addresses import AddressProblem, as_lines, read_entries
from lws_assess.actions.post.invitations import InvitationRefusal
from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS, destroy_key
from lws_assess.actions.post.stops import WANTS_NONE
from lws_assess.actions.rounds.occasions import where_group_rated
from lws_assess.actions.rounds.reaching import find_asked_group
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.post.invitations import (
    INVITATION,
    Mailing,
    find_mailing,
)
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.refusals import ChangedMeanwhile
from lws_assess.survey.round_timing import RoundState
from lws_assess.web import forms, sheets
from lws_assess.web.loading import current_database, current_settings, get_round
from lws_assess.web.post import letters, mail, sending
from lws_assess.web.post.message_forms import KEY_BYTES, InvitationForm, RemoveForm, read_message_key
from lws_assess.web.refusals import status_of
from lws_assess.web.sheet_fields import holds_file, read_given
from lws_assess.web.words import now

blueprint = Blueprint("invitations", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/invitations")

sheets.TAKES_FILES.update({"invitations.write", "invitations.send"})


def new_key() -> bytes:
    return token_bytes(KEY_BYTES)


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows who was invited, how far every mailing got, and what did not arrive."""
    return show_index(partnership, round_key, RemoveForm())


def show_index(partnership: PartnershipKey, round_key: RoundKey, form: RemoveForm) -> Response:
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        overview = actions.view_invitations(session, partnership, round_key)
    is_open = this.timing.takes_new_people(now())
    return forms.form_page(
        "post/invitations/index.html",
        form,
        round=this,
        overview=overview,
        by_mail=mail.can_send(current_settings()),
        is_open=is_open,
        stopped=this.state != RoundState.DRAFT and not is_open,
        wants_none=WANTS_NONE,
        states={
            "waiting": MessageState.WAITING,
            "going": MessageState.HANDING_OVER,
            "sent": MessageState.SENT,
            "refused": MessageState.REFUSED,
            "unknown": MessageState.UNKNOWN,
        },
    )


@blueprint.route("/to/<group_key>", methods=["GET", "POST"])
def write(partnership: PartnershipKey, round_key: RoundKey, group_key: GroupKey) -> Response:
    """The list of one group and the message to it; sending it in shows what would be sent."""
    this, group = _place(partnership, round_key, group_key)
    if not may_invite(this):
        return to_invitations(this)
    form = InvitationForm()
    if not form.is_submitted():
        return _show_form(this, group, _with_first_words(form, this, group))
    if request.form.get("go") == "change":
        form.addresses.data = request.form.get("list", "")
        return _show_form(this, group, form)
    valid = form.validate()
    sheet = _read_sheet(form)
    if valid and sheet:
        return _check(this, group, form, sheet)
    if sheet:
        _keep_list(form, as_lines(sheet.rows))
    return _show_form(this, group, form)


def _keep_list(form: InvitationForm, lines: str) -> None:
    """Keeps what a file holds as text: it cannot be put into its field again. What was pasted stays as it was."""
    if holds_file(form.file):
        form.addresses.data = lines


def _place(partnership: PartnershipKey, round_key: RoundKey, group_key: GroupKey) -> tuple[Round, Group]:
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        return this, find_asked_group(session, partnership, round_key, group_key) or abort(404)


def may_invite(this: Round) -> bool:
    """True if anything can be sent; where not, the overview says why."""
    try:
        actions.refuse_unless_may_invite(this, now())
    except InvitationRefusal:
        return False
    return mail.can_send(current_settings())


def to_invitations(this: Round) -> Response:
    return redirect(url_for("invitations.index", partnership=this.partnership, round_key=this.key), 303)


def contact_of(this: Round) -> str:
    return this.contact or g.partnership.contact or f"Write to {current_user.person.email}."


def _with_first_words(form: InvitationForm, this: Round, group: Group) -> InvitationForm:
    with current_database().reading() as session:
        edition = get_edition(session, this.edition)
    words = letters.first_invitation(this, group, edition, g.partnership.name, contact_of(this))
    form.subject.data, form.words.data = words.subject, words.text
    return form


def is_easy(this: Round, group: Group) -> bool:
    with current_database().reading() as session:
        return get_edition(session, this.edition).audience(group.audience).easy_read


def rated_at_of(this: Round, group: Group | None) -> str:
    """Returns where people of a group, or of any, may have rated already; empty where nowhere."""
    with current_database().reading() as session:
        return where_group_rated(session, this, group.key if group else None, now())


def _show_form(
    this: Round,
    group: Group,
    form: InvitationForm,
    problems: Sequence[AddressProblem] = (),
    sheet: sheets.ReadTable | None = None,
) -> Response:
    return forms.form_page(
        "post/invitations/write.html",
        form,
        round=this,
        group=group,
        ending=letters.letter_ending(INVITATION, is_easy(this, group), rated_at=rated_at_of(this, group)),
        most_rows=sheets.MOST_ROWS,
        fewest=FEWEST_OWN_LINKS,
        problems=problems,
        sheet=sheet,
    )


def _read_sheet(form: InvitationForm) -> sheets.ReadTable | None:
    """The table that was uploaded or pasted; None, with the reason at its field, where it cannot be used."""
    sheet = read_given(
        form.file, form.addresses, "Paste at least one address, or choose a file", by_lines=True
    )
    if sheet and holds_too_many(sheet.rows):
        forms.refuse_field(form.addresses, f"Invite {sheets.MOST_ROWS:,} people at a time, or fewer")
        return None
    return sheet


def holds_too_many(rows: sheets.Rows, with_groups: bool = False) -> bool:
    """True if a table has more people than can be invited at once, told from its signs where there are very many."""
    signs = sum(cell.count("@") for row in rows for cell in row)
    return signs > 10 * sheets.MOST_ROWS or len(read_entries(rows, with_groups).entries) > sheets.MOST_ROWS


def _check(
    this: Round,
    group: Group,
    form: InvitationForm,
    sheet: sheets.ReadTable,
    changed: ChangedMeanwhile | None = None,
) -> Response:
    """Shows what would be sent, and everything by which nobody is invited. Nothing has been kept."""
    listed = read_entries(sheet.rows, separator=sheet.separator)
    sheet = replace(sheet, read=sheet.read + listed.read, not_read=sheet.not_read + listed.not_read)
    with current_database().reading() as session:
        good, problems = actions.check_list(session, this.partnership, this.key, listed.entries)
    if not good:
        _keep_list(form, listed.lines)
        forms.refuse_field(form.addresses, "There is nobody new to invite in this list")
        return _show_form(this, group, form, problems, sheet)
    own = len(good) >= FEWEST_OWN_LINKS
    easy = is_easy(this, group)
    return forms.form_page(
        "post/invitations/check.html",
        None,
        status_of(changed) if changed else 200,
        round=this,
        group=group,
        good=good,
        problems=problems,
        sheet=sheet,
        list=listed.lines,
        message=form.message,
        preview=letters.example_letter(INVITATION, form.message.text, easy, own, rated_at_of(this, group)),
        own=own,
        fewest=FEWEST_OWN_LINKS,
        problem=changed.words if changed else "",
        key=new_key().hex(),
    )


@blueprint.post("/to/<group_key>/send")
def send(partnership: PartnershipKey, round_key: RoundKey, group_key: GroupKey) -> Response:
    """Sends what the check showed, once, or shows it anew where the list has changed under it."""
    this, group = _place(partnership, round_key, group_key)
    if not may_invite(this):
        return to_invitations(this)
    form = InvitationForm()
    valid = form.validate()
    sheet = _read_sheet(form)
    if not valid or not sheet:
        form.addresses.data = request.form.get("list", "")
        return _show_form(this, group, form)
    try:
        made = _invite(this, group, form, sheet.rows)
    except ChangedMeanwhile as refusal:
        again = sheets.read_pasted(request.form.get("list", ""), by_lines=True)
        return _check(this, group, form, again if again.rows else sheet, refusal)
    except InvitationRefusal as refusal:
        flash(refusal.words, "problem")
        return to_invitations(this)
    sending.start_sending()
    flash(_what_now(this, made), "done")
    return to_invitations(this)


def _invite(this: Round, group: Group, form: InvitationForm, rows: sheets.Rows) -> Mailing:
    good = [entry.address for entry in read_entries(rows).entries]
    if None in good:
        raise ChangedMeanwhile(actions.LIST_CHANGED)
    with current_database().writing() as session:
        return actions.invite_group(
            session,
            (this.partnership, this.key, group.key),
            [address for address in good if address],
            form.message,
            form.confirmed(this),
            new_key,
            lambda: mail.new_message_id(current_settings()),
        )


def _what_now(this: Round, made: Mailing) -> str:
    if this.state == RoundState.DRAFT:
        return "The invitations are ready. They are sent when the round opens."
    return (
        "The reminders are on their way." if made.kind != INVITATION else "The invitations are on their way."
    )


@blueprint.post("/remove")
def remove(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Takes an address off the list to which nothing was sent."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
    form = RemoveForm()
    if not form.validate_on_submit():
        return show_index(partnership, round_key, form)
    try:
        with current_database().writing() as session:
            address = actions.remove_address(
                session, partnership, round_key, forms.text_of_field(form.address)
            )
    except InvitationRefusal as refusal:
        forms.refuse_at(form, refusal, "address")
        return show_index(partnership, round_key, form)
    flash(f"{address} is off the list.", "done")
    return to_invitations(this)


@blueprint.route("/mailings/<mailing>/cancel", methods=["GET", "POST"])
def cancel(partnership: PartnershipKey, round_key: RoundKey, mailing: str) -> Response:
    """Takes back a mailing of which nothing has been sent, after asking."""
    this, found = _find_mailing(partnership, round_key, mailing)
    if request.method != "POST":
        return _ask(this, found, "post/invitations/cancel.html")
    try:
        with current_database().writing() as session:
            _, found = _find_mailing(partnership, round_key, mailing, session)
            key = actions.cancel_mailing(session, found)
    except InvitationRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        if key:
            destroy_key(current_database(), key)
        flash("The mailing is cancelled. Nothing of it was sent.", "done")
    return to_invitations(this)


@blueprint.route("/mailings/<mailing>/again", methods=["GET", "POST"])
def again(partnership: PartnershipKey, round_key: RoundKey, mailing: str) -> Response:
    """Sends once more what may have arrived or not, after a warning."""
    this, found = _find_mailing(partnership, round_key, mailing)
    if request.method != "POST":
        return _ask(this, found, "post/invitations/again.html")
    try:
        with current_database().writing() as session:
            _, found = _find_mailing(partnership, round_key, mailing, session)
            actions.send_again(session, found, now())
    except InvitationRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        sending.start_sending()
        flash("They are being sent again.", "done")
    return to_invitations(this)


def _find_mailing(
    partnership: PartnershipKey, round_key: RoundKey, mailing: str, session: Session | None = None
) -> tuple[Round, Mailing]:
    if session is None:
        with current_database().reading() as reading:
            return _find_mailing(partnership, round_key, mailing, reading)
    this = get_round(session, partnership, round_key)
    return this, find_mailing(session, partnership, round_key, read_message_key(mailing)) or abort(404)


def _ask(this: Round, mailing: Mailing, template: str) -> Response:
    with current_database().reading() as session:
        overview = actions.view_invitations(session, this.partnership, this.key)
    progress = next(p for p in overview.mailings if p.mailing.id == mailing.id)
    return forms.form_page(
        template, None, round=this, progress=progress, unknown=MessageState.UNKNOWN, fewest=FEWEST_OWN_LINKS
    )
