"""The link in a message by which its reader stops further ones: made from the address, and leading back to nobody.

    key of the service, kind of message, partnership, address  ->  name, 128 bits   stands in the link
    key of the service, kind of message, partnership, name     ->  proof, 80 bits   stands behind it
    name                                                       ->  mark             what is kept of who stopped

So nothing has to be kept about anybody who stops nothing. The link is the same in every message of a kind from a
partnership to an address, and works for good. It has nothing to do with any link by which people answer. Whoever holds
the database and not the key can neither tell whose mark is whose, nor make a link.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from lws_assess.survey.keys import PartnershipKey

INVITATIONS, LEADS, ACTIONS = "invitations", "leads", "actions"
KINDS = (INVITATIONS, LEADS, ACTIONS)
NAME_BYTES, PROOF_BYTES = 16, 10
CODE_LENGTH = 42


@dataclass(frozen=True)
class StopList:
    """Messages that are stopped together: those of one kind from one partnership."""

    kind: str  # one of KINDS
    partnership: PartnershipKey


@dataclass(frozen=True)
class StopLink:
    """A link that was read: which messages it stops, and the mark of the address that it was sent to."""

    of: StopList
    mark: bytes


@dataclass(frozen=True)
class StopKey:
    """Holds what links are made from. It lies outside the database."""

    value: bytes = field(repr=False)

    def code(self, of: StopList, address: str) -> str:
        """Returns what the link in messages to an address ends with: 42 small letters and digits."""
        name = self._name(of, address)
        return base64.b32encode(name + self._proof(of, name)).decode("ascii").rstrip("=").lower()

    def mark(self, of: StopList, address: str) -> bytes:
        """By what it is kept that an address stopped."""
        return _mark(self._name(of, address))

    def read(self, code: str, lists: Iterable[StopList]) -> StopLink | None:
        """Returns what a link stops, among these lists; None for whatever is no link of ours."""
        if len(code) != CODE_LENGTH:
            return None
        try:
            found = base64.b32decode(code.upper() + "=" * (-CODE_LENGTH % 8))
        except (ValueError, binascii.Error):
            return None
        name, proof = found[:NAME_BYTES], found[NAME_BYTES:]
        fits = (of for of in lists if hmac.compare_digest(self._proof(of, name), proof))
        return next((StopLink(of, _mark(name)) for of in fits), None)

    def _name(self, of: StopList, address: str) -> bytes:
        return self._derive("name", of, address.strip().lower().encode())[:NAME_BYTES]

    def _proof(self, of: StopList, name: bytes) -> bytes:
        return self._derive("proof", of, name)[:PROOF_BYTES]

    def _derive(self, purpose: str, of: StopList, about: bytes) -> bytes:
        what = "\0".join(("stop messages", purpose, of.kind, of.partnership, "")).encode()
        return hmac.digest(self.value, what + about, "sha256")


def _mark(name: bytes) -> bytes:
    return hashlib.sha256(b"stopped" + name).digest()
