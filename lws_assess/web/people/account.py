"""One's own account: the password, and one-time codes."""

from __future__ import annotations

import pyotp
from flask import Blueprint, flash, redirect, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lws_assess.actions.people import accounts as people
from lws_assess.documents.qr_codes import qr_of_a_key
from lws_assess.records import people as records
from lws_assess.survey.refusals import MustWait
from lws_assess.web import access, forms, passwords
from lws_assess.web.loading import current_database
from lws_assess.web.people.people import prove_password
from lws_assess.web.words import now

blueprint = Blueprint("account", __name__, url_prefix="/account")

NEW_KEY = "key_of_codes"  # in the cookie, until a first code shows that the app has it


@blueprint.get("")
def show() -> Response:
    return forms.form_page("people/account.html", None, person=current_user.person)


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> Response:
    """A new password: it ends the sessions on all other devices."""
    form = forms.ChangePassword()
    email = current_user.person.email
    if not form.validate_on_submit() or not forms.password_will_do(form.new_password, email):
        return forms.form_page("people/change_password.html", form)
    proof = _prove(form)
    if proof is None:
        return forms.form_page("people/change_password.html", form)
    password_hash = passwords.hash_password(forms.text_of_field(form.new_password))
    token = passwords.new_secret()
    with current_database().writing() as db:
        people.change_password(db, proof, password_hash, passwords.hash_to_keep(token), now())
    access.enter_session(token)
    flash("Your password is changed. You are signed out on all other devices.", "done")
    return redirect(url_for("account.show"), 303)


def _prove(form: forms.ChangePassword | forms.ConfirmPassword) -> people.PasswordProof | None:
    """Returns the proof that it is their password. Otherwise returns None, and the form says why not."""
    field = form.current_password
    try:
        return prove_password(current_user.person.email, forms.text_of_field(field))
    except MustWait as refusal:
        forms.refuse_field(field, f"{refusal.words}: there were too many wrong passwords in a row")
    except people.WrongDetails:
        forms.refuse_field(field, "This is not your password")
    except passwords.TooBusy as refusal:
        forms.refuse_field(field, refusal.words)
    return None


@blueprint.route("/codes", methods=["GET", "POST"])
def set_up_codes() -> Response:
    """The secret as a picture and in letters, then a first code to show that the app has it."""
    person = current_user.person
    if person.code_secret:
        return redirect(url_for("account.show"))
    secret = session.setdefault(NEW_KEY, pyotp.random_base32())
    form = forms.OneTimeCode()
    if form.validate_on_submit():
        try:
            with current_database().writing() as db:
                people.set_up_codes(db, person.id, secret, forms.text_of_field(form.code), now())
        except people.AccountRefusal as refusal:
            forms.refuse_at(form, refusal, "code")
        else:
            del session[NEW_KEY]
            flash("One-time codes are set up. You will be asked for one each time you sign in.", "done")
            demanded = current_user.must_set_up_codes
            return redirect(url_for("partnerships.index" if demanded else "account.show"), 303)
    return forms.form_page(
        "people/set_up_codes.html",
        form,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=_picture(secret, person.email),
        demanded=current_user.must_set_up_codes,
    )


def _picture(secret: str, email: str) -> str:
    """The QR as a drawing of squares; its words stand around it on the page."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="LWS Assess")
    return qr_of_a_key(address)


@blueprint.route("/codes/off", methods=["GET", "POST"])
def turn_off_codes() -> Response:
    """Turning codes off asks for the password, so that a device left open cannot do it."""
    person = current_user.person
    if not person.code_secret:
        return redirect(url_for("account.show"))
    form = forms.ConfirmPassword()
    proof = _prove(form) if form.validate_on_submit() else None
    if proof is None:
        return forms.form_page("people/turn_off_codes.html", form, demanded=_codes_are_demanded(person.id))
    with current_database().writing() as db:
        people.turn_off_codes(db, proof)
    flash("One-time codes are turned off.", "done")
    return redirect(url_for("account.show"), 303)


def _codes_are_demanded(person: int) -> bool:
    with current_database().reading() as db:
        return records.are_codes_demanded(db, person)
