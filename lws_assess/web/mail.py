"""E-mail: plain text through the SMTP server of the settings, and absolute links, which leave the system."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import current_app

from config import Settings

SECONDS_TO_WAIT = 10
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class NotSent(Exception):
    """The message did not leave; the reason is for the log, not for the page."""


def can_send(settings: Settings) -> bool:
    return bool(settings.smtp_url)


def absolute(endpoint: str, **values: object) -> str:
    """A link for use outside: built from PUBLIC_BASE_URL, never from what a request says its host is."""
    settings: Settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings.public_base_url + path


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Sends one message. Raises NotSent where the server cannot be reached or does not take it."""
    server = urlsplit(settings.smtp_url)
    message = EmailMessage()
    message["From"] = _sender(settings, server)
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=_our_host(settings))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _connection(server) as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error)) from error


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
