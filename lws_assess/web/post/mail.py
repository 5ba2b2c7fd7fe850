"""E-mail: plain text through the SMTP server of the settings, and absolute links, which leave the system."""

from __future__ import annotations

import re
import secrets
import smtplib
import ssl
from email.utils import formatdate
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import Flask, current_app

from config import Settings
from lws_assess.actions.post.addresses import read_address
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.public_addresses import PublicAddresses
from lws_assess.survey.refusals import Unavailable
from lws_assess.web.post import mail_text
from lws_assess.web.post.mail_headers import (
    NoAddress,
    mailbox_header,
    words_header,
    written_address,
    written_host,
)

SECONDS_TO_WAIT = 10
LONGEST_REASON = 200
OK, WILL_FORWARD, GO_ON, CLOSING, REFUSED_FOR_GOOD = 250, 251, 354, 421, 500
LOST = "The connection broke while this message was being handed over."
LOST_BEFORE = "The connection to the mail server broke."
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class NotSent(Unavailable):
    """The message did not leave; the reason is for the log, not for the page."""


class AddressRefused(NotSent):
    """The server takes no message for this address, today or tomorrow."""


class NotReached(Unavailable):
    """There is nobody to hand a message to; the reason is for the page."""


def can_send(settings: Settings) -> bool:
    return bool(settings.smtp_url)


def install(app: Flask) -> None:
    """Templates ask `sends_mail()` before they promise a message: without a mail server none ever goes."""
    app.jinja_env.globals["sends_mail"] = lambda: can_send(app.config["SETTINGS"])


def public_addresses() -> PublicAddresses:
    """Returns where links lead that people are given, under PUBLIC_BASE_URL."""
    settings: Settings = current_app.config["SETTINGS"]
    return PublicAddresses(settings.public_base_url)


def absolute_address(endpoint: str, **values: object) -> str:
    """A link for use outside: built from PUBLIC_BASE_URL, never from what a request says its host is."""
    settings: Settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings.public_base_url + path


def send_message(
    settings: Settings,
    to: str,
    *,
    subject: str,
    text: str,
    sender: str = "",
    reply_to: str = "",
    stop: str = "",
) -> None:
    """Sends one message. Raises NotSent where the server cannot be reached or does not take it.

    AddressRefused, which is a NotSent, where it is the address that it does not take. `sender` is the name beside our
    own address, which is always the same. `reply_to` is the address of whoever is meant to answer; where nobody is, it
    is empty and the text says so. `stop` is the link that ends such messages to this address.
    """
    server = urlsplit(settings.smtp_url)
    try:
        address = written_address(to)
    except NoAddress as error:
        raise AddressRefused(error.words) from error
    try:
        message = MailingPattern(settings, sender=sender, subject=subject, reply_to=reply_to).to(
            address, new_message_id(settings), text=text, stop=stop
        )
        with _connection(server) as connection:
            connection.sendmail(f"<{_sender(settings, server)}>", [f"<{address}>"], message)
    except smtplib.SMTPRecipientsRefused as error:
        for_good = all(code >= REFUSED_FOR_GOOD for code, _ in error.recipients.values())
        raise (AddressRefused if for_good else NotSent)(str(error)) from error
    except (OSError, smtplib.SMTPException, NoAddress) as error:
        raise NotSent(str(error)) from error


def new_message_id(settings: Settings) -> str:
    """A name for a message, drawn at random. It holds no time: what is kept of it says nothing of when."""
    return f"<{secrets.token_hex(16)}@{written_host(_our_host(settings))}>"


def address_in(*texts: str) -> str:
    """The first e-mail address in some texts, such as words about whom to ask; "" where there is none."""
    words = (word for text in texts for word in re.split(r"[\s<>()\[\],;:“”\"]+", text) if "@" in word)
    return next(filter(None, map(read_address, words)), "") or ""


class MailingPattern:
    """Holds what the messages of a mailing have in common, written once."""

    def __init__(self, settings: Settings, *, sender: str, subject: str, reply_to: str = "") -> None:
        address = _sender(settings, urlsplit(settings.smtp_url))
        self._head = (
            mailbox_header("From", words=sender, address=address)
            + (mailbox_header("Reply-To", words="", address=reply_to) if reply_to else "")
            + words_header("Subject", subject)
            + f"Date: {formatdate()}\nAuto-Submitted: auto-generated\n"
        )

    def to(self, address: str, message_id: str, *, text: str, answers: str = "", stop: str = "") -> bytes:
        """The whole message, under the message that it answers. Raises NoAddress.

        `stop` is the link by which mail programs, too, end such messages to this address (RFC 2369 and 8058).
        """
        own = f"{mailbox_header('To', words='', address=address)}Message-ID: {message_id}\n"
        if answers:
            own += f"In-Reply-To: {answers}\nReferences: {answers}\n"
        if stop:
            own += f"List-Unsubscribe: <{stop}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
        way, body = mail_text.encoded_body(text)
        own += f'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: {way}\n\n'
        return (self._head + own).encode("ascii").replace(b"\n", b"\r\n") + body.replace(b"\n", b"\r\n")


class MailConnection:
    """One open connection that takes many messages. Raises NotReached where there is no server to open it to."""

    def __init__(self, settings: Settings) -> None:
        server = urlsplit(settings.smtp_url)
        try:
            self._from = f"<{_sender(settings, server)}>"
            self._line = _connection(server)
            self._line.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            raise NotReached(
                "The mail server did not accept the user name and password of SMTP_URL."
            ) from error
        except NoAddress as error:
            raise NotReached("SMTP_URL names no e-mail address that messages could come from.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotReached("The mail server cannot be reached.") from error

    def close(self) -> None:
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._line.close()

    def hand_over(self, to: str, message: bytes) -> SendingOutcome:
        """Hands one message over. Raises NotReached where the server takes nothing from us at all."""
        try:
            address = f"<{written_address(to)}>"
        except NoAddress as fault:
            return SendingOutcome(MessageState.REFUSED, fault.words)
        handed_over = False
        try:
            code, said = self._line.mail(self._from)
            if code >= REFUSED_FOR_GOOD:
                self.close()
                raise NotReached(
                    f"The mail server takes no message from {self._from[1:-1]}: {_words(code, said)}"
                )
            if code != OK:  # this connection has had enough; the next one may do better
                self.close()
                return SendingOutcome(MessageState.WAITING, _words(code, said), alive=False)
            code, said = self._line.rcpt(address)
            if code not in (OK, WILL_FORWARD):
                return self._refused(code, said)
            code, said = self._line.docmd("DATA")
            if code != GO_ON:
                return self._refused(code, said)
            handed_over = True
            self._line.send(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
            code, said = self._line.getreply()
            return SendingOutcome(MessageState.SENT) if code == OK else self._refused(code, said)
        except (OSError, smtplib.SMTPException):
            self._line.close()
            return (
                SendingOutcome(MessageState.UNKNOWN, LOST, alive=False)
                if handed_over
                else SendingOutcome(MessageState.WAITING, LOST_BEFORE, alive=False)
            )

    def _refused(self, code: int, said: bytes) -> SendingOutcome:
        """For good where the code says so, and to be tried again otherwise."""
        alive = code != CLOSING and self._begins_anew()
        if not alive:
            self._line.close()
        return SendingOutcome(
            MessageState.REFUSED if code >= REFUSED_FOR_GOOD else MessageState.WAITING,
            _words(code, said),
            alive,
        )

    def _begins_anew(self) -> bool:
        try:
            return self._line.rset()[0] == OK
        except (OSError, smtplib.SMTPException):
            return False


def _words(code: int, said: bytes) -> str:
    return mail_text.one_mail_line(f"{code} {said.decode('utf-8', errors='replace')}")[:LONGEST_REASON]


def _connection(server: SplitResult) -> smtplib.SMTP:
    """A connection, encrypted where the server can; a password never goes over the network in the clear."""
    host = server.hostname or "localhost"
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=SECONDS_TO_WAIT, context=ssl.create_default_context()
        )
        encrypted = True
    else:
        connection = smtplib.SMTP(host, server.port or 25, timeout=SECONDS_TO_WAIT)
        connection.ehlo()
        encrypted = connection.has_extn("starttls")
        if encrypted:
            connection.starttls(context=ssl.create_default_context())
    if server.username:
        if not encrypted and host not in THIS_MACHINE:
            connection.close()
            raise smtplib.SMTPException("the mail server offers no encryption, so the password was not sent")
        connection.login(unquote(server.username), unquote(server.password or ""))
    return connection


def _sender(settings: Settings, server: SplitResult) -> str:
    """`?from=` of SMTP_URL, or its user where that is an address, or no-reply at our own host; as headers take it."""
    named = parse_qs(server.query.replace("+", "%2B")).get("from", [""])[
        0
    ]  # a plus in an address is no space
    user = unquote(server.username or "")
    return written_address(named or (user if "@" in user else f"no-reply@{_our_host(settings)}"))


def _our_host(settings: Settings) -> str:
    return (urlsplit(settings.public_base_url).hostname or "localhost").rstrip(".")
