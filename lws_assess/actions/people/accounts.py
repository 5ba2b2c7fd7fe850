"""What people with an account do: sign in and out, set a password, use one-time links and one-time codes.

Hashes of passwords, tokens and links are handed in: hashing is slow, and no lock is held meanwhile.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import update
from sqlalchemy.orm import Session

from lws_assess.records import people as records
from lws_assess.records.people import OneTimeLink, Person, SignedInSession
from lws_assess.survey.refusals import MustWait, NotFound, NotPossible
from lws_assess.survey.typed_codes import read_digits
from lws_assess.survey.written_words import password_form

SESSION_LIVES = timedelta(hours=12)
CODE_IS_AWAITED = timedelta(minutes=10)
LINK_LIVES = timedelta(days=7)
BETWEEN_FORGOTTEN_LINKS = timedelta(minutes=5)

FREE_ATTEMPTS = 5
LONGEST_WAIT = 900  # seconds
FAILURES_FORGOTTEN = timedelta(days=1)


class AccountRefusal(NotPossible):
    """Something about an account, a password or a role cannot be done."""


class WrongDetails(AccountRefusal):
    """Raised for an unknown address, a wrong password and a disabled account alike."""

    words = "The e-mail address or the password is not right"


class WrongOneTimeCode(AccountRefusal):
    """It is not the code of this moment, or it was entered before."""

    words = "That code is not right, or it was used before. Wait for the next one and enter it"


class LinkUsedUp(NotFound):
    """Unknown, expired or used: they are not told apart."""

    words = "This link has been used or has run out"


def wait_in_words(seconds: int) -> str:
    """40 seconds, 2 minutes; rounded up, so that nobody comes back too early."""
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


# Signing in


def seconds_after_failures(failures: int) -> int:
    """Two seconds after the fifth failure in a row, doubling up to a quarter of an hour; never for good."""
    return 0 if failures < FREE_ATTEMPTS else min(LONGEST_WAIT, 2 ** (failures - FREE_ATTEMPTS + 1))


def count_attempt(session: Session, address: bytes, now: datetime) -> None:
    """Counts an attempt before it is looked at, so that fifty at once are fifty. Success clears the count."""
    attempts = records.hold_attempts(session, address, now)
    since_then = (now - attempts.last_at).total_seconds()
    if since_then > FAILURES_FORGOTTEN.total_seconds():
        attempts.count = 0
    wait = seconds_after_failures(attempts.count)
    if wait and since_then < wait:
        seconds = math.ceil(wait - since_then)
        raise MustWait(f"Wait {wait_in_words(seconds)} before you try again", seconds)
    attempts.count += 1
    attempts.last_at = now


@dataclass(frozen=True)
class PasswordProof:
    """A password that was found right: whose, and against which hash."""

    person: int
    checked_hash: str
    fresh_hash: str | None  # to keep instead, where that one was made with other settings
    address: bytes  # what failures are counted under


def _still_holds(session: Session, proof: PasswordProof) -> Person:
    """The person, unless they were disabled or their password changed while it was being checked."""
    person = records.hold_person(session, proof.person)
    if person is None or person.disabled or person.password_hash != proof.checked_hash:
        raise WrongDetails
    if proof.fresh_hash:
        person.password_hash = proof.fresh_hash
    return person


def sign_in(session: Session, proof: PasswordProof, token: bytes, now: datetime) -> bool:
    """Begins a session. False where it waits for a one-time code."""
    person = _still_holds(session, proof)
    return _begin(session, person, token, proof.address, now)


def _begin(session: Session, person: Person, token: bytes, address: bytes, now: datetime) -> bool:
    waits = person.code_secret is not None
    lives = CODE_IS_AWAITED if waits else SESSION_LIVES
    _add_session(session, person, token, now + lives, awaiting_code=waits)
    if not waits:
        records.forget_attempts(session, address)
    return not waits


def _add_session(
    session: Session, person: Person, token: bytes, expires_at: datetime, awaiting_code: bool = False
) -> None:
    session.add(
        SignedInSession(id=token, person=person.id, expires_at=expires_at, awaiting_code=awaiting_code)
    )


def enter_code(
    session: Session, waiting: bytes, code: str, token: bytes, address: bytes, now: datetime
) -> None:
    """The second step: the waiting session ends and a whole one begins, under a new token."""
    person = records.find_session(session, waiting, now, awaiting_code=True)
    if person is None or records.hold_person(session, person.id) is None:
        raise WrongDetails
    _spend_code(session, person, person.code_secret or "", code, now)
    if not records.end_session(session, waiting):
        raise WrongDetails
    _add_session(session, person, token, now + SESSION_LIVES)
    records.forget_attempts(session, address)


def _spend_code(session: Session, person: Person, secret: str, code: str, now: datetime) -> None:
    """Takes a code of this half-minute or its neighbours, once: neither it nor an earlier one works again."""
    typed = read_digits(code)
    try:
        used = pyotp.TOTP(secret).verify_and_get_timecode(typed, for_time=now, valid_window=1)
    except OTPVerificationError:
        raise WrongOneTimeCode from None
    unspent = (Person.last_code.is_(None)) | (Person.last_code < used)
    spent = session.execute(
        update(Person).where(Person.id == person.id, unspent).values(last_code=used).returning(Person.id)
    )
    if spent.first() is None:
        raise WrongOneTimeCode


def sign_out(session: Session, token: bytes) -> None:
    records.end_session(session, token)


def erase_expired_access(session: Session, now: datetime) -> None:
    """Erases sessions, links and counts that have run out; whatever does what is due calls it."""
    records.delete_what_expired(session, now, now - FAILURES_FORGOTTEN)


# Passwords and one-time links


SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
FEWEST_DIFFERENT = 5  # characters in a password
# What everybody tries first, once numbers and signs around it are taken away.
OBVIOUS = {
    "abcdefghijkl", "admin", "administrator", "changeme", "children", "childrensservices", "iloveyou",
    "letmein", "lwsassess", "monkey", "password", "qwerty", "qwertyuiop", "rainbow", "safeguarding", "secret",
    "trustno", "welcome", "workforce",
}  # fmt: skip
ROW_OF_NUMBERS = "01234567890123456789098765432109876543210"


def check_password(password: str, email: str) -> None:
    """Refuses passwords that are short or that somebody would guess."""
    password = password_form(password)
    small = password.lower()
    letters = "".join(c for c in small if c.isalpha())
    parts = re.split(r"[^a-z]+", email.lower().partition("@")[0])
    words = {*OBVIOUS, *parts, "".join(parts), email.lower()} - {""}
    if len(password) < SHORTEST_PASSWORD:
        raise AccountRefusal(
            f"Use {SHORTEST_PASSWORD} characters or more. Three or four words are easy to remember"
        )
    if len(password) > LONGEST_PASSWORD:
        raise AccountRefusal(f"Use {LONGEST_PASSWORD} characters or fewer")
    if len(set(small)) < FEWEST_DIFFERENT or small in ROW_OF_NUMBERS:
        raise AccountRefusal(
            "This is easy to guess, with so few different characters. Use three or four words"
        )
    if any(letters in (word, word * 2) for word in words) or small in words:
        raise AccountRefusal("This is one of the first that people would try. Use three or four words")


def make_link(session: Session, person: int, link: bytes, now: datetime) -> None:
    session.add(OneTimeLink(id=link, person=person, expires_at=now + LINK_LIVES))


def make_forgotten_link(session: Session, email: str, link: bytes, now: datetime) -> Person | None:
    """A link for whoever has this address. None where nobody has, or one was made a moment ago."""
    person = records.find_person_by_email(session, email)
    if person is None or person.disabled:
        return None
    expires = records.latest_link_expires(session, person.id)
    if expires and expires - LINK_LIVES + BETWEEN_FORGOTTEN_LINKS > now:
        return None
    make_link(session, person.id, link, now)
    return person


@dataclass(frozen=True)
class NewPassword:
    """Holds what somebody sets by a one-time link; their sessions everywhere end, and this one begins."""

    name: str
    password_hash: str
    token: bytes


def use_link(session: Session, link: bytes, new: NewPassword, address: bytes, now: datetime) -> bool:
    """Sets name and password, burns the person's links and signs in. False where a code is still to come."""
    person = records.find_one_time_link(session, link, now)
    if person is None or records.hold_person(session, person.id) is None or person.disabled:
        raise LinkUsedUp
    if not records.burn_link(session, link):
        raise LinkUsedUp
    person.name = new.name
    _replace_password(session, person, new.password_hash)
    # The link stands for the password, never for the code: who can read somebody's mail is not yet them.
    records.forget_attempts(session, address)
    return _begin(session, person, new.token, address, now)


def change_password(
    session: Session, proof: PasswordProof, password_hash: str, token: bytes, now: datetime
) -> None:
    """A new password ends every session and every link; the device at hand goes on under a new token."""
    person = _still_holds(session, proof)
    _replace_password(session, person, password_hash)
    records.forget_attempts(session, proof.address)
    _add_session(session, person, token, now + SESSION_LIVES)


def _replace_password(session: Session, person: Person, password_hash: str) -> None:
    person.password_hash = password_hash
    records.delete_links_of(session, person.id)
    records.end_sessions(session, person.id)


# One-time codes


def set_up_codes(session: Session, person: int, secret: str, code: str, now: datetime) -> None:
    """Turns one-time codes on, once a first code shows that the app has the secret."""
    found = session.get_one(Person, person)
    if found.code_secret:
        raise AccountRefusal("One-time codes are set up already. Turn them off first to use another device.")
    found.last_code = None
    session.flush()
    _spend_code(session, found, secret, code, now)
    found.code_secret = secret


def turn_off_codes(session: Session, proof: PasswordProof) -> None:
    person = _still_holds(session, proof)
    person.code_secret = person.last_code = None
    records.forget_attempts(session, proof.address)
