"""What messages to invited people say: words to begin with, and what every message says whatever they become."""

from __future__ import annotations

from flask import render_template

from lws_assess.actions.post.invitations import MessageWords
from lws_assess.documents.papers.handouts import what_it_is_about, where_it_leads
from lws_assess.records.groups import Group
from lws_assess.records.post.invitations import INVITATION
from lws_assess.records.rounds import Round
from lws_assess.survey.instruments import SHORT, Audience, Edition
from lws_assess.survey.letters import address_in_short
from lws_assess.survey.rounds.occasions import not_twice, not_twice_in_easy_words
from lws_assess.survey.secrets import BYTES, write_code
from lws_assess.survey.stop_links import CODE_LENGTH
from lws_assess.web.post import mail, mail_text, stops
from lws_assess.web.words import last_day

LINK, GROUP = "{link}", "{group}"
NO_CODE = write_code(bytes(BYTES))
NO_STOP = "a" * CODE_LENGTH  # stands in for the code of the link that stops messages


def first_invitation(
    this: Round, group: Group, edition: Edition, partnership: str, contact: str
) -> MessageWords:
    """Words to begin with, for the audience of a group."""
    return first_invitation_to(
        this, edition.audience(group.audience), group.name, edition, partnership, contact
    )


def first_invitation_to(
    this: Round, audience: Audience, name: str, edition: Edition, partnership: str, contact: str
) -> MessageWords:
    """Returns first words of an invitation to every group of an audience, with a sign for the name of the group."""
    return _words(
        "post/invitations/invitation_easy.txt" if audience.easy_read else "post/invitations/invitation.txt",
        partnership=partnership,
        about=what_it_is_about(partnership, audience.easy_read),
        group=name,
        questions=edition.count(audience),
        minutes=edition.minutes(audience),
        short_minutes="" if audience.easy_read else edition.minutes(audience, SHORT),
        last_day=last_day(this.closes_at),
        contact=contact,
    )


def first_reminder(this: Round, *, subject: str, partnership: str, contact: str) -> MessageWords:
    """Returns first words of a reminder, which answers a message of that subject."""
    subject = subject.removeprefix("Re: ")
    return _words(
        "post/invitations/reminder.txt",
        subject=subject,
        partnership=partnership,
        last_day=last_day(this.closes_at),
        contact=contact,
    )


def _words(template: str, **values: object) -> MessageWords:
    """The first line of a text is the subject."""
    subject, _, text = render_template(template, **values).partition("\n")
    return MessageWords(mail_text.one_mail_line(subject), mail_text.readable_lines(text))


def letter_ending(
    kind: str, easy: bool, own: bool = True, rated_at: str = "", stop: str = "x" * CODE_LENGTH
) -> str:
    """Returns what every message ends with.

    `rated_at` is where its reader may have rated already, empty where nowhere; `stop` is the code of the link that
    stops messages.
    """
    warning = not_twice_in_easy_words(rated_at) if easy else not_twice(rated_at)
    leads = where_it_leads("The link leads", address_in_short(mail.absolute_address("pages.home")), easy)
    return render_template(
        "post/invitations/ending.txt",
        kind=kind,
        easy=easy,
        own=own,
        not_twice=warning,
        where_it_leads=leads,
        stop=stops.stop_link_of(stop),
    ).strip()


def for_group(words: MessageWords, name: str) -> MessageWords:
    """Words for all groups of an audience, as one of them reads them."""
    return MessageWords(words.subject.replace(GROUP, name), words.text.replace(GROUP, name))


def letter_opening(kind: str) -> str:
    return render_template("post/invitations/opening.txt", kind=kind).strip()


def personal_link(code: str) -> str:
    return mail.absolute_address("links.personal", secret=code)


def open_link(code: str) -> str:
    return mail.absolute_address("links.join", code=code)


def whole_letter(kind: str, words: str, *, link: str, end: str) -> str:
    """A message as it is sent."""
    parts = (letter_opening(kind), words.replace(LINK, link) if kind == INVITATION else words, end)
    return mail_text.readable_lines("\n\n".join(part for part in parts if part))


def example_letter(kind: str, words: str, easy: bool, own: bool, rated_at: str = "") -> str:
    """A message as its page shows it before it is sent."""
    code = "x" * len(NO_CODE)
    return whole_letter(
        kind,
        words,
        link=personal_link(code) if own else open_link(code),
        end=letter_ending(kind, easy, own, rated_at),
    )
