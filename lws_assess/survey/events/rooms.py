"""Visioning events: the code of a room, what a device in it holds, and what a vote may become.

    device secret, 128 bits  ->  person id          who is in the room, with group and table
                             ->  ballot id          one for each vote
                             ->  pair id            one for each question: both votes on it, and nothing else
                             ->  word id            one for each thing that may be written in a segment
                             ->  rating secret      the questionnaire of rating alone
                             ->  form key           what the form's token is made with

Each is derived separately, as for questionnaires (`survey.secrets`), and the secret stays on the device: what a
person writes, votes and rates cannot be laid together from what is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.keys import AreaCode, EventKey, PartnershipKey
from lws_assess.survey.refusals import NotPossible, TooLate
from lws_assess.survey.secrets import BYTES, Secret
from lws_assess.survey.smallest_numbers import MEETING_NEEDS, meeting_may_be_shown, table_may_be_named
from lws_assess.survey.typed_codes import find_pasted_link, letters_and_digits

# What is voted on.
PRACTICE, RATING, CHOICES, OWN = "practice", "rating", "choices", "own"

WINDOW = timedelta(hours=36)  # how long a room's code may live, should nobody end the event
GRACE_OF_RATING = timedelta(minutes=2)  # for those in the middle when rating alone is stopped
MOST_TABLES = 60
MOST_WORDS = 10  # that one person may write in one segment about one area
LONGEST_WORD = 200  # characters
LONGEST_EVIDENCE = 600
LONGEST_MESSAGE = 160
MOST_SLIPS = 300

# In the address that a QR code says: that nobody guessed it, and the number of the table that it stands on.
WAY_IN, TABLE = "w", "t"

CARD_KEPT = timedelta(days=14)  # after the end of an event

# A meeting that a lead runs by a private link.
MOST_MEETINGS = 2  # that a group may begin within MEETINGS_WITHIN
MEETINGS_WITHIN = timedelta(days=1)

# Of all that look alike one at most: 6 and no G, D and no O, Q or 0, 5 and no S, 8 and no B, 2 and no Z, V and no U,
# and none of 1, I and L. No vowels, so that no word is spelled.
ROOM_ALPHABET = "23456789CDFHJKMNPRTVWX"
_ALPHABET_BEFORE = "23456789CDFGHJKMNPQRTVWX"  # of codes that were made before; they go on
_MISREAD = str.maketrans("0OSBZU", "DD582V")
ROOM_CODE_LENGTH = 6
SLIP_DIGITS = 6


class EventState(StrEnum):
    """An event is planned, then its room is open, then it is over for good."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class VoteState(StrEnum):
    """A vote takes ballots, is closed, when its one release is made, and is shown."""

    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "shown"


class RatingState(StrEnum):
    """Says how far rating alone has come: its release is made once nobody is in the middle, and shown by the host."""

    NOT_YET = "not yet"
    OPEN = "open"
    STOPPED = "stopped"
    MADE = "made"
    SHOWN = "shown"


class WordState(StrEnum):
    """Holds what somebody in the room wrote, a table's reasons among it, waits until the host decides."""

    WAITING = "waiting"
    SHOWN = "shown"
    PUT_ASIDE = "put aside"


class ProposalState(StrEnum):
    """An action that a table proposes waits until the host takes it into the plan or puts it aside."""

    WAITING = "waiting"
    PLANNED = "planned"
    PUT_ASIDE = "put aside"


class EventRefusal(NotPossible):
    """An event cannot do what was asked; the message says why, in words for the person who asked."""


class VoteRefusal(TooLate, EventRefusal):
    """A vote does not count: it came too late, or belongs elsewhere. The page then shows what is on now."""


def write_room_code(random: bytes, alphabet: str = ROOM_ALPHABET) -> str:
    """Six letters and digits from at least eight random bytes."""
    number = int.from_bytes(random, "big")
    letters = []
    for _ in range(ROOM_CODE_LENGTH):
        number, at = divmod(number, len(alphabet))
        letters.append(alphabet[at])
    return "".join(letters)


def scribe_code(salt: bytes, table: str) -> str:
    """Returns what makes a device at that table its scribe's: another for every table, so that a scribe has
    one table.
    """
    return write_room_code(_drawn_for_scribe(salt, table))


def is_scribe_code(typed: str, salt: bytes, table: str) -> bool:
    """True if somebody typed the code of that table's scribe, be it as it was written before letters were left out.

    `typed` is in its one form, as `read_room_code` gives it.
    """
    drawn = _drawn_for_scribe(salt, table)
    return typed in (write_room_code(drawn), write_room_code(drawn, _ALPHABET_BEFORE))


def _drawn_for_scribe(salt: bytes, table: str) -> bytes:
    return hashlib.blake2b(table.encode(), key=salt, digest_size=8, person=b"scribes of table").digest()


def way_in(salt: bytes) -> str:
    """Returns what the QR code on the screen says besides the room's code: whoever has it has not guessed."""
    return hashlib.blake2b(key=salt, digest_size=10, person=b"way in").hexdigest()


def card_secret(salt: bytes, partnership: PartnershipKey, event: EventKey) -> str:
    """Returns what leads a phone to the card of its room once the room has no code any more."""
    whose = f"{partnership}/{event}".encode()
    return hashlib.blake2b(whose, key=salt, digest_size=16, person=b"card to keep").hexdigest()


def hash_of_card(secret: str) -> bytes:
    """Returns what is kept of `card_secret`, which nobody finds again from it."""
    return hashlib.sha256(secret.encode()).digest()


def address_to_join(home: str, code: str, salt: bytes, table: str = "") -> str:
    """Returns what a QR code of a room says, or that of one of its tables: whoever scans it is asked for neither.

    >>> address_to_join("https://lws.example", "C2F345", b"salt", "3")
    'https://lws.example/e/C2F345?w=1e9751ce60916128476d&t=3'
    """
    seated = f"&{TABLE}={table}" if table else ""
    return f"{home.rstrip('/')}/e/{code}?{WAY_IN}={way_in(salt)}{seated}"


def name_of_rating(salt: bytes, area: AreaCode, table: int) -> str:
    """Names what a table agreed about an area without telling which table."""
    about = f"{area}/{table}".encode()
    return hashlib.blake2b(about, key=salt, digest_size=16, person=b"table rating").hexdigest()


def named_tables(people: Mapping[int, int], wrote: Collection[int]) -> frozenset[int]:
    """Returns which of the tables that wrote something may be named beside it, by how many people sit at each.

    A table of fewer than NAMED_FROM people is not, and then never only one: with all others named it would be told.

    >>> sorted(named_tables({1: 8, 2: 5, 3: 9}, {1, 2, 3})), sorted(named_tables({1: 8, 2: 4, 3: 9}, {1, 2, 3}))
    ([1, 2, 3], [3])
    """
    by_size = sorted(wrote, key=lambda table: (people.get(table, 0), table))
    small = sum(not table_may_be_named(people.get(table, 0)) for table in wrote)
    return frozenset(by_size[max(small, 2) if small else 0 :])


def refuse_uncounted(answered: int, hands: int | None) -> None:
    """Raises EventRefusal where a lead's meeting may not show what so many answered.

    `hands` is what a second person counted since the last person joined; None where nobody has.
    """
    if not meeting_may_be_shown(answered):
        raise EventRefusal(
            f"A meeting shows results from {MEETING_NEEDS} people on. {answered} answered this time."
        )
    if hands is None:
        raise EventRefusal(
            "Nobody has counted the hands since the last person joined. Somebody other than the lead has to, "
            "before anything is shown."
        )
    if answered > hands:
        raise EventRefusal(
            f"{answered} answered, and only {counted_noun(hands, 'hand was', 'hands were')} counted. It is not shown."
        )


def read_room_code(text: str) -> str | None:
    """Returns what somebody typed or pasted as a room's code, in its one form; None where it cannot be one.

    >>> read_room_code("c٢f-s8b"), read_room_code("https://lws.example/e/C2F588?w=1"), read_room_code("C2F58")
    ('C2F588', 'C2F588', None)
    """
    link = find_pasted_link(text)
    code = letters_and_digits(link.code if link else text).translate(_MISREAD)
    if len(code) != ROOM_CODE_LENGTH or any(c not in _ALPHABET_BEFORE for c in code):
        return None
    return code


@dataclass(frozen=True)
class Device:
    """One person's device in one event, or the slip of somebody without one."""

    secret: Secret

    def _derive(self, purpose: bytes, *of: str, length: int = 32) -> bytes:
        whole = b"\0".join((self.secret.value, *(part.encode() for part in of)))
        return hashlib.blake2b(whole, digest_size=length, person=purpose.ljust(16, b"\0")).digest()

    @cached_property
    def person(self) -> bytes:
        return self._derive(b"in the room")

    @cached_property
    def rating(self) -> Secret:
        """The secret of this person's own questionnaire: it can be gone on with, and leads nowhere else."""
        return Secret(self._derive(b"rate alone", length=BYTES))

    def ballot(self, vote: str) -> bytes:
        """One vote is one ballot, however often it is sent."""
        return self._derive(b"ballot at event", vote)

    def pair(self, question: str) -> bytes:
        """Returns a key that both votes on a question share, so that they make a pair. Every other question has
        another.
        """
        return self._derive(b"pair at event", question)

    def word(self, about: str, number: int) -> bytes:
        """Names the n-th thing that this person writes about something: sent twice it is kept once."""
        return self._derive(b"word at event", about, str(number), length=16)


def slip_numbers(salt: bytes, count: int) -> tuple[str, ...]:
    """The numbers of the first `count` slips of an event, all different: six digits that follow no order."""
    numbers: dict[str, None] = {}
    at = 0
    while len(numbers) < count:
        drawn = hashlib.blake2b(
            at.to_bytes(4, "big"), key=salt, digest_size=8, person=b"slip number"
        ).digest()
        numbers.setdefault(f"{int.from_bytes(drawn, 'big') % 10**SLIP_DIGITS:0{SLIP_DIGITS}}")
        at += 1
    return tuple(numbers)


def device_of_slip(salt: bytes, number: str) -> Device:
    """Returns what stands in for the device of somebody with a paper slip, as long as the event's salt is kept."""
    made = hashlib.blake2b(number.encode(), key=salt, digest_size=BYTES, person=b"slip").digest()
    return Device(Secret(made))
