"""Forms of people with an account: what is asked, and what is said when an answer will not do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, Field, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from lws_assess.actions.people.accounts import AccountRefusal, check_password
from lws_assess.actions.people.members import check_email
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING
from lws_assess.survey.refusals import Refusal
from lws_assess.survey.typed_values import UnclearValue, read_day, why_no_number
from lws_assess.survey.typed_values import read_number as read_number
from lws_assess.survey.written_words import LOST, one_line, several_lines
from lws_assess.web.words import now

ROLE_WORDS = {
    ADMINISTRATOR: ("Administrator", "Everything, and also invites people and decides what they may do."),
    FACILITATOR: ("Facilitator", "Runs rounds and events: questions, groups, links, opening and closing."),
    STEERING: ("Steering group", "Reads published results, and works on priorities and the plan."),
}

EARLIEST_YEAR, YEARS_AHEAD = 1990, 80  # a day outside is rather a slip of the finger than meant


class Form(FlaskForm):  # type: ignore[misc]
    """A form with its token; by itself, a page that only asks whether one is sure."""


class DayField(DateField):  # type: ignore[misc]
    """A day as browsers send it and as people type it, also in three fields; None where nothing was typed."""

    data: Any  # a date, once it has passed its checks

    def _value(self) -> str:
        """Returns what a browser shows again: the day, or what was typed where it is none."""
        return self.data.isoformat() if self.data else " ".join(self.raw_data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = "/".join(part.strip() for part in valuelist if part.strip())
        self.data = None
        if typed:
            found = read_day(typed)
            latest = now().year + YEARS_AHEAD
            if not EARLIEST_YEAR <= found.year <= latest:
                raise UnclearValue(
                    f"Is {found.year} the right year? Enter a day from {EARLIEST_YEAR} to {latest}"
                )
            self.data = found


def trimmed_line(text: str | int | None) -> str:
    """One line of words; nothing for a number that is 0, which fields leave empty."""
    return one_line(str(text or ""))


def trimmed_lines(text: str | None) -> str:
    """Words of several lines."""
    return several_lines(text or "")


def is_email(_form: Form, field: Field) -> None:
    try:
        field.data = check_email(field.data or "")
    except AccountRefusal as refusal:
        raise ValidationError(refusal.words) from None


def may_be_email(form: Form, field: Field) -> None:
    if field.data:
        is_email(form, field)


def at_most(characters: int) -> Length:
    """A limit on what is kept of the words: what nobody sees does not count, nor does the second half of a line end."""
    return Length(max=characters, message=f"Use {characters:,} characters or fewer")


def whole_number(fewest: int, most: int) -> Callable[[Form, Field], None]:
    """Returns a check for whole numbers from `fewest` to `most`. What was typed stays as it was, so that it can be
    mended; `number_in_field` reads it.
    """

    def check(_form: Form, field: Field) -> None:
        found = read_number(text_of_field(field))
        if found is None or not fewest <= found <= most:
            why = why_no_number(text_of_field(field), f"{most}") if found is None else ""
            raise ValidationError(
                f"Enter a whole number from {fewest:,} to {most:,}" + (f". {why}" if why else "")
            )

    return check


def number_in_field(field: Field) -> int:
    return read_number(text_of_field(field)) or 0


def is_plain(_form: Form, field: Field) -> None:
    """Refuses a line of words in which something stands that no two machines show alike."""
    if LOST in text_of_field(field):
        raise ValidationError(
            f"Use letters, numbers and ordinary signs only. “{LOST}” stands for one that other machines cannot show"
        )


class SignIn(Form):
    email = StringField(
        "E-mail address", [InputRequired("Enter your e-mail address"), is_email], [trimmed_line]
    )
    password = PasswordField("Password", [InputRequired("Enter your password")])


class OneTimeCode(Form):
    code = StringField(
        "Six-digit code", [InputRequired("Enter the code that your app shows")], [trimmed_line]
    )


class ForgottenPassword(Form):
    email = StringField(
        "E-mail address", [InputRequired("Enter your e-mail address"), is_email], [trimmed_line]
    )


class WelcomeForm(Form):
    name = StringField(
        "Your name",
        [InputRequired("Enter your name"), at_most(100), is_plain],
        [trimmed_line],
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


class MemberRole(Form):
    role = StringField("What may they do?", [is_role])  # the page offers ROLE_WORDS as radios


class InviteMember(Form):
    email = StringField(
        "Their e-mail address", [InputRequired("Enter their e-mail address"), is_email], [trimmed_line]
    )
    role = StringField("What may they do?", [is_role])


def text_of_field(field: Field) -> str:
    return str(field.data or "")


def refuse_field(field: Field, words: str) -> None:
    """Says at a field why it will not do, after its own checks passed."""
    field.errors = [*field.errors, words]


def refuse_at(form: Form, refusal: Refusal, otherwise: str = "") -> None:
    """Says a refusal at its field; where it has none, or the form has none of that name, at the one named `otherwise`.

    Without such a name that is the first field of the form.
    """
    asked = [field.name for field in form if field.name != "csrf_token"]
    refuse_field(form[refusal.field if refusal.field in asked else otherwise or asked[0]], refusal.words)


def refuse_whole(form: Form, words: str) -> None:
    """Says of a form why it will not do, where that lies in no one field."""
    form.form_errors = [*form.form_errors, words]


def password_will_do(field: Field, email: str) -> bool:
    try:
        check_password(text_of_field(field), email)
    except AccountRefusal as refusal:
        refuse_field(field, refusal.words)
    return not field.errors


def form_page(template: str, form: Form | None, status: int | None = None, **values: object) -> Response:
    """A page with a form; one with something to mend says so with its status too."""
    status = status or (400 if form is not None and form.errors else 200)
    return make_response(render_template(template, form=form, **values), status)
