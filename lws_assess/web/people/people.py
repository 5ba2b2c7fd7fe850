"""How people with an account come in and go out: password, one-time code, one-time links."""

from __future__ import annotations

import threading

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lws_assess.actions.people import accounts as people
from lws_assess.records import people as records
from lws_assess.records.people import Person
from lws_assess.survey.refusals import MustWait
from lws_assess.web import access, forms, logs, passwords
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.post import mail
from lws_assess.web.refusals import again_soon, say_how_long_to_wait, status_for, status_of
from lws_assess.web.words import now

blueprint = Blueprint("people", __name__)

AWAITING_CODE = "awaiting_code"  # in the cookie: the token of a session whose one-time code is still to come
ADDRESS_SIGNS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/?=&%+")
_MAILS_AT_ONCE = threading.BoundedSemaphore(10)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """E-mail address and password; a one-time code follows where it is set up."""
    onward = local_path(request.args.get("next", ""))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onward)
    form = forms.SignIn()
    if not form.validate_on_submit():
        return forms.form_page("people/sign_in.html", form)
    try:
        proof = prove_password(forms.text_of_field(form.email), forms.text_of_field(form.password))
        return _begin(proof, onward)
    except MustWait as refusal:
        return _wait("people/sign_in.html", form, refusal)
    except people.WrongDetails as refusal:
        forms.refuse_at(form, refusal, "email")
        return forms.form_page("people/sign_in.html", form)
    except passwords.TooBusy as refusal:
        forms.refuse_at(form, refusal, "password")
        return again_soon(forms.form_page("people/sign_in.html", form, status_of(refusal)))


def prove_password(email: str, password: str) -> people.PasswordProof:
    """Proves that a password is right. Raises WrongDetails, MustWait or TooBusy; no lock is held while hashing."""
    address = passwords.kept_address(current_settings().secret_key, email)
    with passwords.turn_to_sign_in():
        with current_database().writing() as db:
            people.count_attempt(db, address, now())
        with current_database().reading() as db:
            person = records.find_person_by_email(db, email)
        known = person.password_hash if person else None
        if not passwords.is_right(known, password) or person is None or known is None or person.disabled:
            raise people.WrongDetails
        return people.PasswordProof(person.id, known, passwords.fresh_hash(known, password), address)


def _begin(proof: people.PasswordProof, onward: str) -> Response:
    token = passwords.new_secret()
    with current_database().writing() as db:
        access.end_here(db)
        whole = people.sign_in(db, proof, passwords.hash_to_keep(token), now())
    return _go_on(token, whole, onward)


def _go_on(token: str, whole: bool, onward: str) -> Response:
    """On to where they wanted, or to the second step. Either way the cookie begins anew."""
    session.clear()
    if whole:
        access.enter_session(token)
        return redirect(onward, 303)
    session[AWAITING_CODE] = token
    return redirect(url_for("people.one_time_code", next=onward), 303)


def _wait(template: str, form: forms.Form, refusal: MustWait) -> Response:
    problem = (
        f"Wait {people.wait_in_words(refusal.seconds)}, then try again. There were several wrong "
        "tries in a row, so each "
        "next one has to wait a little longer. Nothing is locked."
    )
    return say_how_long_to_wait(forms.form_page(template, form, problem=problem), refusal.seconds)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def one_time_code() -> Response:
    """The second step, for those who set it up."""
    onward = local_path(request.args.get("next", ""))
    waiting = passwords.hash_to_keep(str(session.get(AWAITING_CODE, "")))
    with current_database().reading() as db:
        person = records.find_session(db, waiting, now(), awaiting_code=True)
    if person is None:
        return redirect(url_for("people.sign_in", next=onward), 303)
    form = forms.OneTimeCode()
    if not form.validate_on_submit():
        return forms.form_page("people/one_time_code.html", form)
    try:
        return _enter_code(person, waiting, forms.text_of_field(form.code), onward)
    except MustWait as refusal:
        return _wait("people/one_time_code.html", form, refusal)
    except people.WrongOneTimeCode as refusal:
        forms.refuse_at(form, refusal, "code")
        return forms.form_page("people/one_time_code.html", form)
    except people.WrongDetails:
        return redirect(url_for("people.sign_in", next=onward), 303)


def _enter_code(person: Person, waiting: bytes, code: str, onward: str) -> Response:
    address = passwords.kept_address(current_settings().secret_key, person.email)
    token = passwords.new_secret()
    with current_database().writing() as db:
        people.count_attempt(db, address, now())
    with current_database().writing() as db:
        people.enter_code(db, waiting, code, passwords.hash_to_keep(token), address, now())
    return _go_on(token, True, onward)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    with current_database().writing() as db:
        access.end_here(db)
    session.clear()
    flash("You have signed out.")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.route("/welcome/<secret>", methods=["GET", "POST"])
def welcome(secret: str) -> Response:
    """A one-time link: somebody sets their name and password. Looking at it uses nothing up."""
    with current_database().reading() as db:
        person = records.find_one_time_link(db, passwords.hash_to_keep(secret), now())
    if person is None:
        return _link_used_up()
    form = forms.WelcomeForm(data={"name": person.name})
    if not form.validate_on_submit() or not forms.password_will_do(form.new_password, person.email):
        return forms.form_page("people/welcome.html", form, person=person)
    try:
        return _use_link(secret, person, form)
    except people.LinkUsedUp:
        return _link_used_up()


def _link_used_up() -> Response:
    return forms.form_page("people/link_used_up.html", None, status_for(people.LinkUsedUp))


def _use_link(secret: str, person: Person, form: forms.WelcomeForm) -> Response:
    token = passwords.new_secret()
    password_hash = passwords.hash_password(forms.text_of_field(form.new_password))
    new = people.NewPassword(forms.text_of_field(form.name), password_hash, passwords.hash_to_keep(token))
    address = passwords.kept_address(current_settings().secret_key, person.email)
    with current_database().writing() as db:
        access.end_here(db)
        whole = people.use_link(db, passwords.hash_to_keep(secret), new, address, now())
    return _go_on(token, whole, url_for("partnerships.index"))


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> Response:
    """A link by e-mail; the same answer, as fast, whether or not anybody has the address."""
    form = forms.ForgottenPassword()
    by_mail = mail.can_send(current_settings())
    if not by_mail or not form.validate_on_submit():
        return forms.form_page("people/forgotten.html", form, by_mail=by_mail)
    email = forms.text_of_field(form.email)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_mail_forgotten_link, args=(app, email)).start()
    return forms.form_page("people/forgotten_sent.html", None, email=email)


def _mail_forgotten_link(app: Flask, email: str) -> None:
    """Out of the request, so that its time tells nothing. A flood is dropped: people can ask again."""
    if not _MAILS_AT_ONCE.acquire(blocking=False):
        return
    try:
        with app.app_context():
            secret = passwords.new_secret()
            with app.config["DATABASE"].writing() as db:
                person = people.make_forgotten_link(db, email, passwords.hash_to_keep(secret), now())
            if person:
                mail_link(person, secret, "people/forgotten_mail.txt")
    except Exception:
        logs.log_fault("a link could not be sent")
    finally:
        _MAILS_AT_ONCE.release()


def mail_link(person: Person, secret: str, template: str, *, sender: str = "", **values: object) -> None:
    """Sends somebody their one-time link. The first line of the text is the subject.

    An answer would carry the link, so there is nobody to answer to.
    """
    link = mail.absolute_address("people.welcome", secret=secret)
    text = render_template(template, person=person, link=link, days=people.LINK_LIVES.days, **values)
    subject, _, body = text.partition("\n")
    mail.send_message(current_settings(), person.email, subject=subject, text=body, sender=sender)


def local_path(text: str) -> str:
    """Returns where to go after signing in: a plain path of ours, or the page of one's partnerships."""
    plain = text.startswith("/") and "//" not in text and len(text) <= 500 and set(text) <= ADDRESS_SIGNS
    return text if plain else url_for("partnerships.index")
