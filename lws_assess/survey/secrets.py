"""The one secret behind a questionnaire, how it is written, and what is derived from it.

    secret, 128 bits  ->  questionnaire id   public, stands in addresses
                      ->  ballot id          the right to answer once
                      ->  draft id           where the draft lies
                      ->  draft key          what the draft is encrypted with
                      ->  form key           what the form's token is made with

Each is derived separately (BLAKE2b with a purpose of its own), so that none leads to another, and the server
keeps the secret nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property

from lws_assess.survey.typed_codes import find_pasted_link, letters_and_digits

BYTES = 16
# Crockford's base 32: no I, L, O or U, so that nothing is misread or spells a word.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 26
SHORT_LENGTH = 10  # of a code that finds an open link: 50 bits, and whoever tries many has to wait
_MISREAD = str.maketrans("ilo", "110")


@dataclass(frozen=True)
class Secret:
    """A questionnaire's secret. Its parts are derived when asked for."""

    value: bytes

    def _derive(self, purpose: bytes, length: int = 32) -> bytes:
        return hashlib.blake2b(self.value, digest_size=length, person=purpose.ljust(16, b"\0")).digest()

    @property
    def code(self) -> str:
        """The 26 letters and digits that a person can write down."""
        return write_code(self.value)

    @cached_property
    def questionnaire(self) -> str:
        return write_code(self._derive(b"questionnaire", 16))[:16]

    @cached_property
    def ballot(self) -> bytes:
        return self._derive(b"ballot")

    @cached_property
    def draft(self) -> bytes:
        return self._derive(b"draft")

    @cached_property
    def draft_key(self) -> bytes:
        return self._derive(b"draft key")

    @cached_property
    def form_key(self) -> bytes:
        return self._derive(b"form key")


def write_code(value: bytes) -> str:
    """128 bits as 26 characters."""
    number = int.from_bytes(value, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def read_code(text: str) -> str | None:
    """Returns what somebody typed or pasted as a code, in its one form; None where it cannot be one.

    Out of a whole link comes the code that it carries.
    """
    link = find_pasted_link(text)
    code = letters_and_digits(link.code if link else text).lower().translate(_MISREAD)
    if len(code) != CODE_LENGTH or any(c not in ALPHABET for c in code) or ALPHABET.index(code[0]) > 7:
        return None
    return code


def short_code(drawn: str) -> str:
    """The short code in a code that was drawn for nothing else: its last characters, each of which is 5 fresh bits."""
    return drawn[-SHORT_LENGTH:]


def read_short_code(text: str) -> str | None:
    """Returns what somebody typed as a short code, in its one form; None where it cannot be one."""
    code = letters_and_digits(text).lower().translate(_MISREAD)
    return code if len(code) == SHORT_LENGTH and all(c in ALPHABET for c in code) else None


def in_groups(code: str) -> list[str]:
    """A code as people copy it: a short one in two halves, a long one in fours.

    >>> in_groups("k7m2qp4x9d")
    ['k7m2q', 'p4x9d']
    """
    step = 5 if len(code) == SHORT_LENGTH else 4
    return [code[start : start + step] for start in range(0, len(code), step)]


def read_secret(text: str) -> Secret | None:
    """The secret that a code stands for; None where the text is no code."""
    code = read_code(text)
    if code is None:
        return None
    number = 0
    for character in code:
        number = number << 5 | ALPHABET.index(character)
    return Secret(number.to_bytes(BYTES, "big"))


def form_token(secret: Secret, mask: bytes) -> str:
    """A form's token, masked anew for every page: 16 bytes of mask, then the token under it."""
    token = hashlib.blake2b(b"form", key=secret.form_key, digest_size=16).digest()
    return (mask + bytes(a ^ b for a, b in zip(token, mask, strict=True))).hex()


def form_token_fits(secret: Secret, sent: str) -> bool:
    """True if a token belongs to this questionnaire."""
    try:
        data = bytes.fromhex(sent)
    except ValueError:
        return False
    if len(data) != 32:
        return False
    token = hashlib.blake2b(b"form", key=secret.form_key, digest_size=16).digest()
    return hmac.compare_digest(bytes(a ^ b for a, b in zip(data[16:], data[:16], strict=True)), token)
