"""Messages on their way: which links go to whom, and what became of each message.

Each message has the same link however often it has to be tried; see `actions.post.list_links`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS, make_links, secret_of_invitation
from lws_assess.actions.post.stops import WANTS_NONE, who_wants_none
from lws_assess.actions.rounds.running_rounds import open_links
from lws_assess.records.post import messages as records
from lws_assess.records.post.invitations import INVITATION, Mailing
from lws_assess.records.post.messages import Letter
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.records.post.stops import stop_key
from lws_assess.records.rounds import get_round_for_change
from lws_assess.records.sealing_keys import SealingKey, key_of
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.secrets import Secret
from lws_assess.survey.stop_links import INVITATIONS, StopList

PUT_OFF_FOR = timedelta(minutes=5)  # a message that the server asks to be brought again later
LONGEST_HANDING_OVER = timedelta(minutes=10)
NOBODY_KNOWS = "The service stopped while this message was being handed over."


@dataclass(frozen=True)
class MessageBatch:
    """The messages of a mailing that wait. `open_code` is the link of invitations where there is no key."""

    mailing: Mailing
    letters: Sequence[Letter]
    key: SealingKey | None = None
    open_code: str = ""

    def link_of(self, letter: Letter) -> Secret | None:
        """The secret behind a letter's own link; none where it has no link of its own."""
        return secret_of_invitation(self.key, letter.invitation) if self.key else None


def find_mailings(session: Session, now: datetime) -> list[Mailing]:
    """Mailings that have messages to be sent now."""
    return records.mailings_waiting(session, now, tried_by=now)


def anything_waits(session: Session, now: datetime) -> bool:
    """True if any message of an open round waits, if only for the mail server to take it later."""
    return bool(records.mailings_waiting(session, now))


def give_up_on_lost(session: Session, now: datetime) -> None:
    """Messages that were being handed over when their sender died are listed as unknown."""
    records.give_up_on(session, now - LONGEST_HANDING_OVER, NOBODY_KNOWS)


def begin_batch(session: Session, mailing: Mailing, now: datetime) -> MessageBatch:
    """Everything of a mailing that waits. What would go to an address that wants no messages is refused.

    A list that has no key yet, because it was made for a draft or before lists had keys, gets it now with all its
    ballots. Fewer than FEWEST_OWN_LINKS get the open link of their group instead: copies of the database made before
    and after would show which few ballots are theirs. Raises KeyTrouble, and RoundRefusal where the round does not
    ask the group.
    """
    letters = _without_stopped(session, mailing, now)
    key, open_code = None, ""
    if mailing.kind == INVITATION and mailing.group is not None:
        open_code = _open_code(session, mailing)
        key = _find_or_make_key(session, mailing, enough=FEWEST_OWN_LINKS if open_code else 1)
    records.say_why_waiting(session, mailing.id, "", now)
    return MessageBatch(mailing, letters, key, open_code)


def _without_stopped(session: Session, mailing: Mailing, now: datetime) -> list[Letter]:
    letters = records.letters_waiting(session, mailing.id, now)
    want_none = who_wants_none(session, list_of(mailing.partnership), [one.address for one in letters])
    records.refuse_messages(
        session, [one for one in letters if one.address in want_none], WANTS_NONE, _day(now)
    )
    return [one for one in letters if one.address not in want_none]


def list_of(partnership: PartnershipKey) -> StopList:
    """Returns what the link in an invitation or a reminder stops."""
    return StopList(INVITATIONS, partnership)


def _find_or_make_key(session: Session, mailing: Mailing, enough: int) -> SealingKey | None:
    """The key of a list; none where there are not enough people on it for links of their own.

    Whoever was on a list stays counted, so that all of it has links of the same kind, whenever they are sent; but not
    who wanted no message before it left: their ballots are nobody's, and would leave those of a few alone.
    """
    if mailing.sealing_key is None:
        get_round_for_change(session, mailing.partnership, mailing.round)
        held = records.hold_mailing(session, mailing.id)
        if held and held.sealing_key is None:
            if len(records.invitations_to_send(session, mailing.id)) < enough:
                return None
            make_links(session, held)
        mailing = held or mailing
    counted = records.number_of_messages(session, mailing.id, but_for=WANTS_NONE)
    return key_of(session, mailing) if counted >= enough else None


def _open_code(session: Session, mailing: Mailing) -> str:
    """The open link of the mailing's group, or of the round where the group has none; "" where neither has."""
    links = [
        link
        for link, _ in open_links(session, mailing.partnership, mailing.round)
        if link.group in (None, mailing.group) and not link.shared and not link.helper
    ]
    links.sort(key=lambda link: link.group is None)
    return links[0].code if links else ""


@dataclass(frozen=True)
class LetterErrand:
    """A message of a list, on its way through the outbox."""

    letter: Letter

    def take(self, session: Session, now: datetime) -> bool:
        """Nobody takes one in a closed round, or where the address has just asked for no more messages."""
        mark = stop_key(session).mark(list_of(self.letter.partnership), self.letter.address)
        return records.take_message(session, self.letter, mark, now)

    def settle(self, session: Session, outcome: SendingOutcome, now: datetime) -> None:
        """Only the day is kept, so that the order of sending says nothing; for one that waits again, when to try."""
        again_at = now + (PUT_OFF_FOR if outcome.alive else timedelta())
        changed_at = again_at if outcome.state == MessageState.WAITING else _day(now)
        records.record_message(session, self.letter, outcome.state, outcome.reason, changed_at)


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def hold_up(session: Session, mailings: Sequence[Mailing], reason: str, now: datetime) -> None:
    """Says with the messages that wait why they could not be handed over."""
    for mailing in mailings:
        records.say_why_waiting(session, mailing.id, reason, now)
