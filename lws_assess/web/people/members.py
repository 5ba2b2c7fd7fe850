"""The people of a partnership, as its administrators see to them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, redirect, session, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.people import members, offices
from lws_assess.actions.people.accounts import LINK_LIVES, AccountRefusal
from lws_assess.records import people as records
from lws_assess.records.people import Person
from lws_assess.survey.keys import NO_PARTNERSHIP, PartnershipKey
from lws_assess.web import forms, logs, passwords
from lws_assess.web.access import FACILITATORS
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.people.people import mail_link
from lws_assess.web.post import mail
from lws_assess.web.words import now

blueprint = Blueprint("members", __name__, url_prefix="/p/<partnership>/people")

LINK_MADE = "link_made"  # in the cookie, until the page has shown it once

# What a button on a person's page does, and what is said when it is done.
CHANGES: dict[str, tuple[Callable[[Session, PartnershipKey, int, int], None], str]] = {
    "disable": (members.disable_member, "The account of {} is disabled. It stopped working at once."),
    "enable": (members.enable_member, "The account of {} is enabled again."),
    "turn-off-codes": (
        members.take_codes_away,
        "One-time codes of {} are turned off, and they are signed out.",
    ),
}
PERSON = "<int(max=2147483647):person>"


@blueprint.get("/")
def index(partnership: PartnershipKey) -> Response:
    """Everybody with their role; after inviting somebody, also their link, this once."""
    with current_database().reading() as db:
        everybody = records.members_of(db, partnership)
    made = session.pop(LINK_MADE, None)
    if made is not None and made["partnership"] != partnership:
        made = None
    return forms.form_page(
        "people/index.html",
        None,
        everybody=everybody,
        roles=forms.ROLE_WORDS,
        made=made,
        link=mail.absolute_address("people.welcome", secret=made["secret"])
        if made and made["secret"]
        else "",
        days=LINK_LIVES.days,
    )


@blueprint.route("/invite", methods=["GET", "POST"])
def invite(partnership: PartnershipKey) -> Response:
    """Somebody's address and what they may do; the answer is a link that works once."""
    form = forms.InviteMember()
    if not form.validate_on_submit():
        return forms.form_page("people/invite.html", form, roles=forms.ROLE_WORDS)
    email, role = forms.text_of_field(form.email), forms.text_of_field(form.role)
    secret = passwords.new_secret()
    try:
        with current_database().writing() as db:
            made = members.invite_member(db, partnership, email, role, _asking(secret), now())
    except AccountRefusal as refusal:
        forms.refuse_at(form, refusal, "email")
        return forms.form_page("people/invite.html", form, roles=forms.ROLE_WORDS)
    _hand_over(partnership, made, secret, "people/invitation_mail.txt")
    return redirect(url_for("members.index", partnership=partnership), 303)


def _asking(secret: str) -> members.LinkRequest:
    by_mail = mail.can_send(current_settings())
    return members.LinkRequest(current_user.person.id, passwords.hash_to_keep(secret), by_mail)


def _hand_over(partnership: PartnershipKey, made: members.LinkGiven, secret: str, template: str) -> None:
    """Mails the link where that is set up, and keeps it for the next page where it may be shown."""
    mailed = made.has_link and mail.can_send(current_settings()) and _mail(made.person, secret, template)
    session[LINK_MADE] = {
        "partnership": partnership,
        "email": made.person.email,
        "mailed": mailed,
        "has_link": made.has_link,
        "secret": secret if made.may_be_shown else "",
    }


def _mail(person: Person, secret: str, template: str) -> bool:
    try:
        values = {"partnership": g.partnership, "inviter": current_user.person.called}
        mail_link(person, secret, template, sender=g.partnership.name, **values)
    except mail.NotSent:
        logs.log_fault("a link could not be sent")
        return False
    return True


@blueprint.post("/codes")
def demand_codes(partnership: PartnershipKey) -> Response:
    """Demands one-time codes of administrators, or demands them no longer."""
    demanded = not g.partnership.codes_for_administrators
    with current_database().writing() as db:
        members.demand_codes(db, partnership, demanded)
    words = (
        "Administrators must now use one-time codes."
        if demanded
        else "One-time codes are now up to each person."
    )
    flash(words, "done")
    return redirect(url_for("members.index", partnership=partnership), 303)


@blueprint.get(f"/{PERSON}/")
def show(partnership: PartnershipKey, person: int) -> Response:
    return _show(partnership, person, forms.MemberRole())


def _show(partnership: PartnershipKey, person: int, form: forms.MemberRole) -> Response:
    """One person: who they are, and what can be changed."""
    member, role = _get(partnership, person)
    if not form.is_submitted():
        form.role.data = role
    return forms.form_page("people/show.html", form, person=member, role=role, roles=forms.ROLE_WORDS)


@blueprint.post(f"/{PERSON}/role")
def change_role(partnership: PartnershipKey, person: int) -> Response:
    form = forms.MemberRole()
    if not form.validate_on_submit():
        return _show(partnership, person, form)
    member, _ = _get(partnership, person)
    role = forms.text_of_field(form.role)
    try:
        with current_database().writing() as db:
            if role not in FACILITATORS:
                _take_from_host(db, person, partnership)
            members.change_role(db, partnership, person, role)
    except AccountRefusal as refusal:
        forms.refuse_at(form, refusal, "role")
        return _show(partnership, person, form)
    flash(f"{member.called} is now: {forms.ROLE_WORDS[role][0].lower()}.", "done")
    return _back(partnership, still_there=person != current_user.person.id or role == records.ADMINISTRATOR)


@blueprint.post(f"/{PERSON}/link")
def make_link(partnership: PartnershipKey, person: int) -> Response:
    """A new one-time link, for somebody who lost their password or never used the first link."""
    _get(partnership, person)
    secret = passwords.new_secret()
    try:
        with current_database().writing() as db:
            made = members.make_link_for_member(db, partnership, person, _asking(secret), now())
    except AccountRefusal as refusal:
        return _refuse(partnership, person, refusal)
    _hand_over(partnership, made, secret, "people/reset_mail.txt")
    return redirect(url_for("members.index", partnership=partnership), 303)


@blueprint.post(f"/{PERSON}/<any({','.join(repr(change) for change in CHANGES)}):change_to>")
def change(partnership: PartnershipKey, person: int, change_to: str) -> Response:
    """Disabling, enabling, and turning off the one-time codes of somebody who lost their device."""
    member, _ = _get(partnership, person)
    act, done = CHANGES[change_to]
    try:
        with current_database().writing() as db:
            if change_to == "disable":
                _take_from_host(db, person)
            act(db, partnership, person, current_user.person.id)
    except AccountRefusal as refusal:
        return _refuse(partnership, person, refusal)
    flash(done.format(member.called), "done")
    return redirect(url_for("members.show", partnership=partnership, person=person), 303)


@blueprint.route(f"/{PERSON}/remove", methods=["GET", "POST"])
def remove(partnership: PartnershipKey, person: int) -> Response:
    """Shows what removing means, and then does it."""
    member, role = _get(partnership, person)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("people/remove.html", form, person=member, role=role)
    try:
        with current_database().writing() as db:
            _take_from_host(db, person, partnership)
            members.remove_member(db, partnership, person)
    except AccountRefusal as refusal:
        return _refuse(partnership, person, refusal)
    flash(f"{member.called} no longer belongs to the partnership.", "done")
    return _back(partnership, still_there=person != current_user.person.id)


def _take_from_host(db: Session, person: int, partnership: PartnershipKey = NO_PARTNERSHIP) -> None:
    offices.take_from_host(db, person, new_link_code, now(), partnership)


def _get(partnership: PartnershipKey, person: int) -> tuple[Person, str]:
    """A member and their role; 404 for anybody else, so that nothing tells who has an account."""
    with current_database().reading() as db:
        member = members.find_member(db, partnership, person)
        role = records.find_role(db, partnership, person)
    if member is None or role is None:
        abort(404)
    return member, role


def _refuse(partnership: PartnershipKey, person: int, refusal: AccountRefusal) -> Response:
    flash(refusal.words, "problem")
    return redirect(url_for("members.show", partnership=partnership, person=person), 303)


def _back(partnership: PartnershipKey, still_there: bool) -> Response:
    """To the list, or away from it for those who have just taken themselves off."""
    if still_there:
        return redirect(url_for("members.index", partnership=partnership), 303)
    return redirect(url_for("partnerships.index"), 303)
