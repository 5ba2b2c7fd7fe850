"""Passwords, tokens and one-time links: how they are made, and the only form in which they are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from lws_assess.survey.refusals import Unavailable
from lws_assess.survey.written_words import bare_address, password_form

_HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)  # argon2id, 19 MiB, about 23 ms

# Two hashes at once, and two more waiting: a flood of sign-ins leaves the other threads to people who answer.
_HASHING = threading.BoundedSemaphore(2)
_ROOM = threading.BoundedSemaphore(4)


class TooBusy(Unavailable):
    """Raised where so many are signing in at this moment that this person is asked to try again."""

    words = "Many people are signing in at this moment. Try again in a few seconds"


@contextmanager
def turn_to_sign_in() -> Iterator[None]:
    """A place among the few who may be signing in at once. Raises TooBusy where all are taken."""
    if not _ROOM.acquire(blocking=False):
        raise TooBusy
    try:
        yield
    finally:
        _ROOM.release()


def hash_password(password: str) -> str:
    with _HASHING:
        return _HASHER.hash(password_form(password))


def is_right(kept: str | None, password: str) -> bool:
    """True if a password fits. Takes as long where there is no account, or none with a password."""
    against = kept or _nobodys_hash()
    with _HASHING:
        fits = [_fits(against, form) for form in _forms(password)]
    return any(fits) and kept is not None


def _fits(against: str, password: str) -> bool:
    try:
        return _HASHER.verify(against, password)
    except VerificationError:
        return False


def _forms(password: str) -> list[str]:
    """In what forms a password may have been hashed: today's, and the one that was used before, where they differ.

    How many there are follows from what was typed alone, and so does the time that it takes.
    """
    before = unicodedata.normalize("NFKC", password)
    return list(dict.fromkeys((password_form(password), before)))


def fresh_hash(kept: str, password: str) -> str | None:
    """The password hashed anew where the kept hash was made with other settings than today's."""
    return hash_password(password) if _HASHER.check_needs_rehash(kept) else None


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def new_secret() -> str:
    """192 bits, as they stand in a cookie or a link."""
    return secrets.token_urlsafe(24)


def hash_to_keep(secret: str) -> bytes:
    """Returns what is kept of a secret: enough to recognise it, and nothing to use."""
    return hashlib.sha256(secret.encode()).digest()


def kept_address(secret_key: str, email: str) -> bytes:
    """Returns what failed sign-ins are counted under: it tells nobody which address was tried."""
    words = b"sign-in attempts of " + bare_address(email).encode()
    return hmac.digest(secret_key.encode(), words, "sha256")
