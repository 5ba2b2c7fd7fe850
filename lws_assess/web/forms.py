"""Forms of people with an account: what is asked, and what is said when an answer will not do."""

from __future__ import annotations

from collections.abc import Callable

from flask import make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from lws_assess.actions.members import check_email
from lws_assess.actions.people import Refused, check_password
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING

ROLE_WORDS = {
    ADMINISTRATOR: ("Administrator", "Everything, and also invites people and decides what they may do."),
    FACILITATOR: ("Facilitator", "Runs rounds and events: questions, groups, links, opening and closing."),
    STEERING: ("Steering group", "Reads published results, and works on priorities and the plan."),
}


MOST_DIGITS = 9


class Form(FlaskForm):  # type: ignore[misc]
    """A form with its token; by itself, a page that only asks whether one is sure."""


def trimmed(text: str | int | None) -> str:
    """One line of words; nothing for a number that is 0, which fields leave empty."""
    return " ".join(str(text or "").split())


def lines(text: str | None) -> str:
    """Words of several lines, without what nobody sees."""
    kept = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "" for c in kept)
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def is_email(_form: Form, field: Field) -> None:
    try:
        field.data = check_email(field.data or "")
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


def may_be_email(form: Form, field: Field) -> None:
    if field.data:
        is_email(form, field)


def at_most(characters: int) -> Length:
    return Length(max=characters, message=f"Use {characters:,} characters or fewer")


def whole_number(fewest: int, most: int) -> Callable[[Form, Field], None]:
    """What was typed stays as it was, so that it can be mended; `number` reads it."""

    def check(_form: Form, field: Field) -> None:
        found = read_number(data(field))
        if found is None or not fewest <= found <= most:
            raise ValidationError(f"Enter a whole number from {fewest:,} to {most:,}")

    return check


def number(field: Field) -> int:
    return read_number(data(field)) or 0


def read_number(text: str) -> int | None:
    """A whole number as people type it, "1,200" too; None where it is none, or has more digits than any we ask."""
    digits = "".join(text.replace(",", "").split())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else None


def is_plain(_form: Form, field: Field) -> None:
    if not (field.data or "").isprintable():
        raise ValidationError("Use letters, numbers and ordinary signs only")


class SignIn(Form):
    email = StringField("E-mail address", [InputRequired("Enter your e-mail address"), is_email], [trimmed])
    password = PasswordField("Password", [InputRequired("Enter your password")])


class OneTimeCode(Form):
    code = StringField("Six-digit code", [InputRequired("Enter the code that your app shows")], [trimmed])


class Forgotten(Form):
    email = StringField("E-mail address", [InputRequired("Enter your e-mail address"), is_email], [trimmed])


class Welcome(Form):
    name = StringField(
        "Your name",
        [InputRequired("Enter your name"), Length(max=100, message="Use 100 characters or fewer"), is_plain],
        [trimmed],
    )
    new_password = PasswordField("Choose a password", [InputRequired("Choose a password")])


class ChangePassword(Form):
    current_password = PasswordField("Your password now", [InputRequired("Enter your password")])
    new_password = PasswordField("New password", [InputRequired("Choose a new password")])


class ConfirmPassword(Form):
    current_password = PasswordField("Your password", [InputRequired("Enter your password")])


def is_role(_form: Form, field: Field) -> None:
    if field.data not in ROLE_WORDS:
        raise ValidationError("Choose what they may do")


class Role(Form):
    role = StringField("What may they do?", [is_role])  # the page offers ROLE_WORDS as radios


class Invite(Form):
    email = StringField(
        "Their e-mail address", [InputRequired("Enter their e-mail address"), is_email], [trimmed]
    )
    role = StringField("What may they do?", [is_role])


def data(field: Field) -> str:
    return str(field.data or "")


def refuse(field: Field, why: object) -> None:
    """Says at a field why it will not do, after its own checks passed."""
    field.errors = [*field.errors, str(why)]


def refuse_whole(form: Form, why: object) -> None:
    """Says of a form why it will not do, where that lies in no one field."""
    form.form_errors = [*form.form_errors, str(why)]


def password_will_do(field: Field, email: str) -> bool:
    try:
        check_password(data(field), email)
    except Refused as refusal:
        refuse(field, refusal)
    return not field.errors


def page(template: str, form: Form | None, status: int | None = None, **values: object) -> Response:
    """A page with a form; one with something to mend says so with its status too."""
    status = status or (400 if form is not None and form.errors else 200)
    return make_response(render_template(template, form=form, **values), status)
