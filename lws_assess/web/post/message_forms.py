"""What the forms of invitations and reminders ask, and what will not do in a message."""

from __future__ import annotations

from flask import abort, g
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lws_assess.actions.post.invitations import ConfirmedMailing, MessageWords
from lws_assess.records.rounds import Round
from lws_assess.web import forms
from lws_assess.web.post import letters, mail, mail_text
from lws_assess.web.words import now

LONGEST_TEXT = 5000
LONGEST_SUBJECT = 150
KEY_BYTES = 16


def holds_the_link(_form: forms.Form, field: Field) -> None:
    if letters.LINK not in (field.data or ""):
        raise ValidationError("Keep {link} in the message: the link is put there")


def holds_no_link(_form: forms.Form, field: Field) -> None:
    if letters.LINK in (field.data or ""):
        raise ValidationError("Take {link} out: a reminder has no link, because the first message holds it")


WORDS = (
    DataRequired("Enter a message"),
    Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT:,} characters or fewer"),
)


SUBJECT = (
    DataRequired("Enter a subject"),
    Length(max=LONGEST_SUBJECT, message=f"Use {LONGEST_SUBJECT} characters or fewer"),
)


class MessageForm(forms.Form):
    """Asks what a mailing says."""

    subject = StringField(
        "Subject",
        SUBJECT,
        [forms.trimmed_line, mail_text.one_mail_line],
    )
    words = TextAreaField(
        "Message",
        WORDS,
        [forms.trimmed_lines, mail_text.readable_lines],
    )
    key = HiddenField()  # names the mailing, so that confirming twice sends once

    @property
    def message(self) -> MessageWords:
        return MessageWords(forms.text_of_field(self.subject), forms.text_of_field(self.words))

    def confirmed(self, this: Round) -> ConfirmedMailing:
        return confirmed_by(read_message_key(forms.text_of_field(self.key)), this)


def confirmed_by(key: bytes, this: Round) -> ConfirmedMailing:
    """Answers go to whom the round or the partnership says, where that is an address, else to whoever confirms."""
    reply_to = mail.address_in(this.contact, g.partnership.contact) or current_user.person.email
    return ConfirmedMailing(key, current_user.person.called, now(), reply_to)


class InvitationForm(MessageForm):
    addresses = TextAreaField("E-mail addresses")
    file = FileField("Or a file")
    words = TextAreaField(
        "Message",
        [*WORDS, holds_the_link],
        [forms.trimmed_lines, mail_text.readable_lines],
    )


class RemoveForm(forms.Form):
    address = StringField(
        "E-mail address", [InputRequired("Enter the address to remove")], [forms.trimmed_line]
    )


def read_message_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        abort(400)
    return key if len(key) == KEY_BYTES else abort(400)
