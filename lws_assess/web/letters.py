"""What messages to invited people say: words to begin with, and what every message says whatever they become."""

from __future__ import annotations

from flask import render_template

from lws_assess.actions.invitations import Words
from lws_assess.records.groups import Group
from lws_assess.records.invitations import INVITATION
from lws_assess.records.rounds import Round
from lws_assess.survey.instruments import SHORT, Edition
from lws_assess.survey.secrets import BYTES, write_code
from lws_assess.survey.stop_links import CODE_LENGTH
from lws_assess.web import mail, mail_text, stops
from lws_assess.web.words import last_day

LINK = "{link}"
NO_CODE = write_code(bytes(BYTES))
NO_STOP = "a" * CODE_LENGTH  # stands in for the code of the link that stops messages


def first_invitation(this: Round, group: Group, edition: Edition, partnership: str, contact: str) -> Words:
    """Words to begin with, for the audience of a group."""
    audience = edition.audience(group.audience)
    return _words(
        "invitations/invitation_easy.txt" if audience.easy_read else "invitations/invitation.txt",
        partnership=partnership,
        group=group,
        questions=edition.count(audience),
        minutes=edition.minutes(audience),
        short_minutes="" if audience.easy_read else edition.minutes(audience, SHORT),
        last_day=last_day(this.closes_at),
        contact=contact,
    )


def first_reminder(this: Round, subject: str, contact: str) -> Words:
    """The same for a reminder, which answers a message of that subject."""
    subject = subject.removeprefix("Re: ")
    return _words(
        "invitations/reminder.txt", subject=subject, last_day=last_day(this.closes_at), contact=contact
    )


def _words(template: str, **values: object) -> Words:
    """The first line of a text is the subject."""
    subject, _, text = render_template(template, **values).partition("\n")
    return Words(mail_text.one_line(subject), mail_text.readable(text))


def ending(kind: str, easy: bool, own: bool = True, stop: str = "x" * CODE_LENGTH) -> str:
    """What every message says last; `stop` is the code of the link that stops messages."""
    link = stops.link_of(stop)
    return render_template("invitations/ending.txt", kind=kind, easy=easy, own=own, stop=link).strip()


def opening(kind: str) -> str:
    return render_template("invitations/opening.txt", kind=kind).strip()


def personal_link(code: str) -> str:
    return mail.absolute("links.personal", secret=code)


def open_link(code: str) -> str:
    return mail.absolute("links.join", code=code)


def whole(kind: str, words: str, link: str, end: str) -> str:
    """A message as it is sent."""
    parts = (opening(kind), words.replace(LINK, link) if kind == INVITATION else words, end)
    return mail_text.readable("\n\n".join(part for part in parts if part))


def example(kind: str, words: str, easy: bool, own: bool) -> str:
    """A message as its page shows it before it is sent."""
    code = "x" * len(NO_CODE)
    return whole(kind, words, personal_link(code) if own else open_link(code), ending(kind, easy, own))
