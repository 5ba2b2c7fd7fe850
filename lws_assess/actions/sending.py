"""Messages on their way: which links go to whom, and what became of each message.

Which secret goes to which address is drawn at random and stands in memory only, in a `Pairing`. All ballots of a
batch are written in one transaction, in key order, before its first message goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lws_assess.actions.invitations import FEWEST_OWN_LINKS
from lws_assess.actions.rounds import make_personal_links, open_links
from lws_assess.records import messages as records
from lws_assess.records.invitations import INVITATION, WAITING, Mailing
from lws_assess.records.messages import Letter
from lws_assess.records.responses import delete_unspent
from lws_assess.survey.secrets import Secret

LONGEST_HANDING_OVER = timedelta(minutes=10)
NOBODY_KNOWS = "The service stopped while this message was being handed over."


@dataclass
class Pairing:
    """Whose link is which, for as long as a sender works. Never written down."""

    secrets: dict[bytes, Secret] = field(default_factory=dict)  # by invitation
    given: set[bytes] = field(default_factory=set)  # invitations whose link has left, or may have

    def unused(self) -> list[bytes]:
        """Ballots of links that went to nobody."""
        return [secret.ballot for key, secret in self.secrets.items() if key not in self.given]


@dataclass(frozen=True)
class Batch:
    """The messages of a mailing that wait. `open_code` is the link of those who get none of their own."""

    mailing: Mailing
    letters: Sequence[Letter]
    open_code: str


def find_mailings(session: Session, now: datetime) -> list[Mailing]:
    """Mailings that have messages to be sent now."""
    return records.mailings_waiting(session, now, tried_by=now)


def anything_waits(session: Session, now: datetime) -> bool:
    """Whether any message of an open round waits, if only for the mail server to take it later."""
    return bool(records.mailings_waiting(session, now))


def give_up_on_lost(session: Session, now: datetime) -> None:
    """Messages that were being handed over when their sender died are listed as unknown."""
    records.give_up_on(session, now - LONGEST_HANDING_OVER, NOBODY_KNOWS)


def begin_batch(
    session: Session, mailing: Mailing, pairing: Pairing, new_secret: Callable[[], Secret], now: datetime
) -> Batch:
    """Everything of a mailing that waits. Each invitation gets a fresh ballot unless the pairing has one.

    Fewer than FEWEST_OWN_LINKS get the open link of their group instead: copies of the database made before
    and after would show which few ballots are theirs.
    """
    letters = records.letters_waiting(session, mailing.id, now)
    records.say_why_waiting(session, mailing.id, "", now)
    if mailing.kind != INVITATION or mailing.group is None:
        return Batch(mailing, letters, "")
    without = [letter.invitation for letter in letters if letter.invitation not in pairing.secrets]
    open_code = _open_code(session, mailing)
    if len(without) >= FEWEST_OWN_LINKS or not open_code:
        fresh = [new_secret() for _ in without]
        make_personal_links(session, mailing.partnership, mailing.round, mailing.group, fresh)
        pairing.secrets.update(zip(without, fresh, strict=True))
    return Batch(mailing, letters, open_code)


def _open_code(session: Session, mailing: Mailing) -> str:
    """The open link of the mailing's group, or of the round where the group has none; "" where neither has."""
    links = [
        link
        for link, _ in open_links(session, mailing.partnership, mailing.round)
        if link.group in (None, mailing.group) and not link.shared and not link.helper
    ]
    links.sort(key=lambda link: link.group is None)
    return links[0].code if links else ""


def claim(session: Session, letter: Letter, now: datetime) -> bool:
    """Takes a message right before it is handed over; of all who try, one succeeds, and none in a closed round."""
    return records.claim(session, letter, now)


def record(session: Session, letter: Letter, state: str, reason: str, now: datetime) -> None:
    """Writes down what became of a message, right after it was handed over.

    Only the day is kept, so that the order of sending says nothing; for one that waits again, when to try.
    """
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    records.record(session, letter, state, reason, now if state == WAITING else day)


def hold_up(session: Session, mailings: Sequence[Mailing], reason: str, now: datetime) -> None:
    """Says with the messages that wait why they could not be handed over."""
    for mailing in mailings:
        records.say_why_waiting(session, mailing.id, reason, now)


def end(session: Session, pairing: Pairing) -> None:
    """Takes back the ballots of links that went to nobody."""
    delete_unspent(session, pairing.unused())
