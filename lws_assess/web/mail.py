"""E-mail: plain text through the SMTP server of the settings, and absolute links, which leave the system."""

from __future__ import annotations

import binascii
import re
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import current_app

from config import Settings
from lws_assess.records.invitations import REFUSED, SENT, UNKNOWN, WAITING

SECONDS_TO_WAIT = 10
LONGEST_LINE = 900  # characters; the protocol allows 998
LONGEST_REASON = 200
OK, WILL_FORWARD, GO_ON, CLOSING, REFUSED_FOR_GOOD = 250, 251, 354, 421, 500
LOST = "The connection broke while this message was being handed over."
LOST_BEFORE = "The connection to the mail server broke."
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class NotSent(Exception):
    """The message did not leave; the reason is for the log, not for the page."""


class AddressRefused(NotSent):
    """The server takes no message for this address, today or tomorrow."""


class NotReached(Exception):
    """There is nobody to hand a message to; the reason is for the page."""


def can_send(settings: Settings) -> bool:
    return bool(settings.smtp_url)


def absolute(endpoint: str, **values: object) -> str:
    """A link for use outside: built from PUBLIC_BASE_URL, never from what a request says its host is."""
    settings: Settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings.public_base_url + path


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Sends one message. Raises NotSent where the server cannot be reached or does not take it.

    AddressRefused, which is a NotSent, where it is the address that it does not take.
    """
    server = urlsplit(settings.smtp_url)
    try:
        message = Pattern(settings, "", subject).to(to, new_message_id(settings), text)
        with _connection(server) as connection:
            connection.sendmail(_sender(settings, server), [to], message)
    except smtplib.SMTPRecipientsRefused as error:
        for_good = all(code >= REFUSED_FOR_GOOD for code, _ in error.recipients.values())
        raise (AddressRefused if for_good else NotSent)(str(error)) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise NotSent(str(error)) from error


def new_message_id(settings: Settings) -> str:
    """A name for a message, drawn at random. It holds no time: what is kept of it says nothing of when."""
    return f"<{secrets.token_hex(16)}@{_our_host(settings)}>"


def _headed(settings: Settings, subject: str, sender_name: str = "") -> EmailMessage:
    message = EmailMessage()
    address = _sender(settings, urlsplit(settings.smtp_url))
    message["From"] = formataddr((one_line(sender_name), address))
    message["Subject"] = one_line(subject)
    message["Date"] = formatdate()
    message["Auto-Submitted"] = "auto-generated"
    return message


def one_line(text: str | None) -> str:
    """Text as a header may hold it: nothing in it begins another line, now or once it has been decoded."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
    return plain.replace("=?", "= ?")  # begins what mail programs, and the library, decode: to line ends too


class Pattern:
    """What the messages of a mailing have in common, written once."""

    def __init__(self, settings: Settings, sender_name: str, subject: str) -> None:
        self._head = _headed(settings, subject, sender_name).as_bytes().rstrip(b"\n") + b"\n"

    def to(self, address: str, message_id: str, text: str, answers: str = "") -> bytes:
        """The whole message, to an address of plain letters, under the message that it answers."""
        thread = f"In-Reply-To: {answers}\nReferences: {answers}\n" if answers else ""
        own = f"To: {address}\nMessage-ID: {message_id}\n{thread}"
        way, body = _encoded(text)
        own += f'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: {way}\n\n'
        return re.sub(rb"\r?\n", b"\r\n", self._head + own.encode("ascii") + body)


def _encoded(text: str) -> tuple[str, bytes]:
    """As it stands where every server can carry it so, and quoted-printable otherwise."""
    text = text.rstrip() + "\n"
    if text.isascii() and all(len(line) <= LONGEST_LINE for line in text.splitlines()):
        return "7bit", text.encode("ascii")
    return "quoted-printable", binascii.b2a_qp(text.encode(), istext=True)


@dataclass(frozen=True)
class Outcome:
    """What became of a message that was handed over, and what the server said."""

    state: str  # one of the states of a message
    reason: str = ""
    alive: bool = True  # whether the connection can take another


class Connection:
    """One open connection that takes many messages. Raises NotReached where there is no server to open it to."""

    def __init__(self, settings: Settings) -> None:
        server = urlsplit(settings.smtp_url)
        self._from = _sender(settings, server)
        try:
            self._line = _connection(server)
            self._line.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            raise NotReached(
                "The mail server did not accept the user name and password of SMTP_URL."
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotReached("The mail server cannot be reached.") from error

    def close(self) -> None:
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._line.close()

    def hand_over(self, to: str, message: bytes) -> Outcome:
        """Hands one message over. Raises NotReached where the server takes nothing from us at all."""
        handed_over = False
        try:
            code, said = self._line.mail(self._from)
            if code >= REFUSED_FOR_GOOD:
                self.close()
                raise NotReached(f"The mail server takes no message from {self._from}: {_words(code, said)}")
            if code != OK:  # this connection has had enough; the next one may do better
                self.close()
                return Outcome(WAITING, _words(code, said), alive=False)
            code, said = self._line.rcpt(to)
            if code not in (OK, WILL_FORWARD):
                return self._refused(code, said)
            code, said = self._line.docmd("DATA")
            if code != GO_ON:
                return self._refused(code, said)
            handed_over = True
            self._line.send(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
            code, said = self._line.getreply()
            return Outcome(SENT) if code == OK else self._refused(code, said)
        except (OSError, smtplib.SMTPException):
            self._line.close()
            return (
                Outcome(UNKNOWN, LOST, alive=False)
                if handed_over
                else Outcome(WAITING, LOST_BEFORE, alive=False)
            )

    def _refused(self, code: int, said: bytes) -> Outcome:
        """For good where the code says so, and to be tried again otherwise."""
        alive = code != CLOSING and self._begins_anew()
        if not alive:
            self._line.close()
        return Outcome(REFUSED if code >= REFUSED_FOR_GOOD else WAITING, _words(code, said), alive)

    def _begins_anew(self) -> bool:
        try:
            return self._line.rset()[0] == OK
        except (OSError, smtplib.SMTPException):
            return False


def _words(code: int, said: bytes) -> str:
    return one_line(f"{code} {said.decode('utf-8', errors='replace')}")[:LONGEST_REASON]


def _connection(server: SplitResult) -> smtplib.SMTP:
    """A connection, encrypted where the server can; a password never goes over the network in the clear."""
    host, tls = server.hostname or "localhost", ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=SECONDS_TO_WAIT, context=tls
        )
        encrypted = True
    else:
        connection = smtplib.SMTP(host, server.port or 25, timeout=SECONDS_TO_WAIT)
        connection.ehlo()
        encrypted = connection.has_extn("starttls")
        if encrypted:
            connection.starttls(context=tls)
    if server.username:
        if not encrypted and host not in THIS_MACHINE:
            connection.close()
            raise smtplib.SMTPException("the mail server offers no encryption, so the password was not sent")
        connection.login(unquote(server.username), unquote(server.password or ""))
    return connection


def _sender(settings: Settings, server: SplitResult) -> str:
    """`?from=` of SMTP_URL, or its user where that is an address, or no-reply at our own host."""
    named = parse_qs(server.query).get("from", [""])[0]
    user = unquote(server.username or "")
    return named or (user if "@" in user else f"no-reply@{_our_host(settings)}")


def _our_host(settings: Settings) -> str:
    return urlsplit(settings.public_base_url).hostname or "localhost"
