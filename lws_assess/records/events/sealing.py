"""What seals, opens and names everything that a running event keeps: one key, and a purpose for each kind of row.

    key of the event  ->  hash of a room's code       the room is found by it
                      ->  box of codes                the room's code, and the salt of slips and scribes' codes
                      ->  hash and box of people      who is in the room
                      ->  hash and box of ballots     one for each person and vote
                      ->  hash and box of writings    words, ratings that tables agreed, and actions

A row is found by a hash, all else of it is one ciphertext that is bound to the row. Once the key is destroyed neither
leads to anything, also for whoever knows the codes, the slips and what the devices held.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from lws_assess.records.sealing_keys import SIZES, SealingCipher, SealingKey
from lws_assess.survey.events.rooms import is_scribe_code, scribe_code

# What is short fits the first, so that all rows of a kind are of one size.
SIZES_OF_ROWS = (256, *SIZES)
NAME_BYTES = 16  # of what stands in addresses
CODE, PERSON, BALLOT = "code of a room", "person in a room", "ballot of a vote"
IDEA = "words of an idea"  # as a vote put it


class RoomCodes(NamedTuple):
    """Holds what leads into a room; all empty where no event runs."""

    room: str = ""
    salt: bytes = b""  # paper slips follow from it
    of_scribes: bytes = b""  # codes of scribes follow from it: they may change, and slips must not

    def scribes(self, tables: Iterable[str]) -> dict[str, str]:
        """Returns what makes a phone that of a scribe, by table."""
        return {table: scribe_code(self.of_scribes, table) for table in tables} if self.of_scribes else {}

    def make_scribe(self, typed: str, table: str, tables: Iterable[str]) -> bool:
        """True if a code, in its one form, makes a phone at `table` that of its scribe."""
        return bool(self.of_scribes) and table in tables and is_scribe_code(typed, self.of_scribes, table)


class EventSealing:
    """Seals and opens for one event. Kept for one session of the database, no longer."""

    def __init__(self, key: SealingKey) -> None:
        self._key = key
        self._derived: dict[str, bytes] = {}

    def hash(self, purpose: str, value: bytes) -> bytes:
        """Returns what `value` is kept and looked up as."""
        derived = self._derived.get(purpose)
        if derived is None:
            derived = self._derived[purpose] = self._key.derive(purpose)
        return hmac.digest(derived, value, "sha256")

    def is_code(self, typed: str, kept: bytes | None) -> bool:
        """True if a code is that of the room whose hash was kept."""
        return kept is not None and hmac.compare_digest(self.hash(CODE, typed.encode()), kept)

    @cached_property
    def people(self) -> SealingCipher:
        return self._key.box("people of an event", sizes=SIZES_OF_ROWS)

    @cached_property
    def ballots(self) -> SealingCipher:
        return self._key.box("ballots of an event", sizes=SIZES_OF_ROWS)

    @cached_property
    def writings(self) -> SealingCipher:
        return self._key.box("writings of an event")

    @cached_property
    def _codes(self) -> SealingCipher:
        return self._key.box("codes of an event", sizes=SIZES_OF_ROWS)

    def seal_codes(self, codes: RoomCodes) -> bytes:
        return self._codes.seal(b"", packed_texts(codes.room.encode(), codes.salt, codes.of_scribes))

    def open_codes(self, sealed: bytes) -> RoomCodes:
        """Raises CannotOpen."""
        room, salt, of_scribes = unpacked_texts(self._codes.open(b"", sealed))
        return RoomCodes(room.decode(), salt, of_scribes)


def packed_texts(*parts: bytes) -> bytes:
    """Several texts as one, each behind its length."""
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def unpacked_texts(data: bytes) -> list[bytes]:
    """Returns what `packed_texts` put together."""
    parts, at = [], 0
    while at < len(data):
        ends = at + 2 + int.from_bytes(data[at : at + 2], "big")
        parts.append(data[at + 2 : ends])
        at = ends
    return parts


def as_text(fields: dict[str, object]) -> bytes:
    """Fields of a writing as they are sealed."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
