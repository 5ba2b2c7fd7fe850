"""Inviting by e-mail: lists of addresses, reminders, and how far each mailing got.

Nothing is sent here: messages wait until whoever hands them to the mail server takes them (actions.post.sending).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lws_assess.actions.post.addresses import AddressProblem, ListEntry, check_entries, read_address
from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS, make_links, refuse_unless_keys_can_be_made
from lws_assess.actions.post.sending import list_of
from lws_assess.actions.post.stops import WANTS_NONE, who_wants_none
from lws_assess.records.groups import Group
from lws_assess.records.post import invitations as records
from lws_assess.records.post.invitations import INVITATION, REMINDER, Mailing
from lws_assess.records.post.messages import hold_mailing, number_of_messages
from lws_assess.records.rounds import Round, find_round_group, get_round_for_change, groups_of_round
from lws_assess.records.sealing_keys import KeyGone, KeyNotMade, KeyTrouble, key_of
from lws_assess.survey.group_names import find_by_name, why_not_found
from lws_assess.survey.keys import NO_GROUP, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.refusals import ChangedMeanwhile, NotPossible
from lws_assess.survey.round_timing import RoundState

BETWEEN_REMINDERS = timedelta(days=1)
MOST_TROUBLES = 300  # rows on a page
LINKS_ARE_GONE = (
    "These links cannot be sent again: once a list is through, nobody can tell any more whose link is which. "
    "Whoever says that nothing came can be given the open link of the group."
)


class InvitationRefusal(NotPossible):
    """Holds what was asked cannot be done; the message says why, in words for the person who asked."""


LIST_CHANGED = (
    "Somebody has invited some of these people meanwhile. Nothing was sent by you. "
    "Look at the list as it is now."
)
LISTS_CHANGED = (
    "Somebody has invited some of these people meanwhile, or changed a group. Nothing was sent by you. "
    "Look at the list as it is now."
)


@dataclass(frozen=True)
class MessageWords:
    """Holds what a mailing says; what every message says besides is added as it is sent."""

    subject: str
    text: str


@dataclass(frozen=True)
class ConfirmedMailing:
    """Says who confirmed a mailing and when, and the random key that the page gave it.

    `reply_to` is the address of whoever is meant to answer questions about it.
    """

    key: bytes
    by: str
    at: datetime
    reply_to: str = ""


def check_list(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, entries: Sequence[ListEntry]
) -> tuple[list[str], list[AddressProblem]]:
    """The addresses of a list that may be invited, and every row that may not, with the reason."""
    names = {group.key: group.name for group in groups_of_round(session, partnership, round_key)}
    invited = records.addresses_of_round(session, partnership, round_key)
    found = {address: names.get(group, group) for address, group in invited.items()}
    good, problems = check_entries(entries, found)
    want_none = who_wants_none(session, list_of(partnership), good)
    first = {entry.address: entry for entry in reversed(entries) if entry.address in want_none}
    problems += [AddressProblem(entry.row, entry.text[:80], WANTS_NONE) for entry in first.values()]
    problems.sort(key=lambda problem: problem.row)
    return [address for address in good if address not in want_none], problems


def invite_group(
    session: Session,
    place: tuple[PartnershipKey, RoundKey, GroupKey],
    addresses: Sequence[str],
    words: MessageWords,
    confirmed: ConfirmedMailing,
    new_key: Callable[[], bytes],
    new_thread: Callable[[], str],
) -> Mailing:
    """Lets an invitation to each address wait, all or none. Confirming twice invites once.

    In an open round the list gets its key and all its ballots at once; that of a draft, when its round has opened.
    `place` is partnership, round and group. Raises ChangedMeanwhile where one of them has been invited meanwhile, or
    has asked for no more messages.
    """
    partnership, round_key, group = place
    this = get_round_for_change(session, partnership, round_key)
    refuse_unless_may_invite(this, confirmed.at)
    made = _made_before(session, this, confirmed)
    if made:
        return made
    if find_round_group(session, *place) is None:
        raise InvitationRefusal("This group is not part of the round any more.")
    if not addresses or set(addresses) & set(records.addresses_of_round(session, partnership, round_key)):
        raise ChangedMeanwhile(LIST_CHANGED)
    if who_wants_none(session, list_of(partnership), addresses):
        raise ChangedMeanwhile(LIST_CHANGED)
    mailing = _add_mailing(session, this, group, INVITATION, words, confirmed)
    records.add_invitations(session, mailing, addresses, new_key, new_thread)
    if len(addresses) >= FEWEST_OWN_LINKS:
        _prepare_links(session, this, mailing)
    return mailing


@dataclass(frozen=True)
class GroupList:
    """Says whom to invite of one group, and what its message says."""

    group: GroupKey
    addresses: Sequence[str]
    words: MessageWords


def check_lists(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, entries: Sequence[ListEntry]
) -> tuple[dict[GroupKey, list[str]], list[AddressProblem]]:
    """The addresses that may be invited, by the group that their row names, in the groups' order; and the rest.

    A name that is no group of the round is a problem of its row: it is asked about and never guessed.
    """
    names = names_of_groups(session, partnership, round_key)
    placed = [_placed(entry, names) for entry in entries]
    good, problems = check_list(session, partnership, round_key, placed)
    places: dict[str, str] = {}
    for entry in placed:
        if entry.address and not entry.why:
            places.setdefault(entry.address, find_by_name(entry.group, names) or "")
    lists = {key: [address for address in good if places[address] == key] for key in names}
    return {key: addresses for key, addresses in lists.items() if addresses}, problems


def names_of_groups(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> dict[GroupKey, str]:
    """The groups of a round that somebody can be invited for, by key, in their order."""
    groups = groups_of_round(session, partnership, round_key)
    return {group.key: group.name for group in groups if not group.catch_all}


def _placed(entry: ListEntry, names: dict[GroupKey, str]) -> ListEntry:
    if entry.why or entry.address is None or find_by_name(entry.group, names):
        return entry
    return replace(entry, why=why_not_found(entry.group, names, "in this round"))


def invite_lists(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    lists: Sequence[GroupList],
    confirmed: ConfirmedMailing,
    new_key: Callable[[], bytes],
    new_thread: Callable[[], str],
) -> list[Mailing]:
    """A mailing for each list, all of them or none, as `invite_group` makes one. Confirming twice invites once.

    All their ballots are written in this one transaction, and each list has a key of its own. Raises ChangedMeanwhile
    where somebody has been invited meanwhile, or stands in two lists.
    """
    this = get_round_for_change(session, partnership, round_key)
    refuse_unless_may_invite(this, confirmed.at)
    made = mailings_made_before(session, this, confirmed.key)
    if made:
        return made
    wanted = [address for one in lists for address in one.addresses]
    invited = records.addresses_of_round(session, partnership, round_key)
    if not wanted or len(set(wanted)) < len(wanted) or set(wanted) & set(invited):
        raise ChangedMeanwhile(LISTS_CHANGED)
    try:
        refuse_unless_keys_can_be_made(session, partnership)
    except KeyNotMade as trouble:
        raise InvitationRefusal(trouble.words) from trouble
    return [
        invite_group(
            session,
            (partnership, round_key, one.group),
            one.addresses,
            one.words,
            replace(confirmed, key=key_of_list(confirmed.key, one.group)),
            new_key,
            new_thread,
        )
        for one in lists
    ]


def key_of_list(key: bytes, group: GroupKey) -> bytes:
    """The key of the mailing to one group, of several that were confirmed at once under a key."""
    return hashlib.blake2b(group.encode(), key=key, digest_size=len(key)).digest()


def number_invited(session: Session, made: Sequence[Mailing]) -> int:
    """Returns how many messages several mailings have."""
    return sum(number_of_messages(session, mailing.id) for mailing in made)


def mailings_made_before(session: Session, this: Round, key: bytes) -> list[Mailing]:
    """Returns what was made when the same page was confirmed before."""
    groups = groups_of_round(session, this.partnership, this.key)
    found = (
        records.find_mailing(session, this.partnership, this.key, key_of_list(key, group.key))
        for group in groups
    )
    return [mailing for mailing in found if mailing]


def _prepare_links(session: Session, this: Round, mailing: Mailing) -> None:
    try:
        if this.state == RoundState.DRAFT:
            refuse_unless_keys_can_be_made(session, this.partnership)
        else:
            make_links(session, mailing)
    except KeyNotMade as trouble:
        raise InvitationRefusal(trouble.words) from trouble


def refuse_unless_may_invite(this: Round, now: datetime) -> None:
    """A draft may: its invitations wait until it opens."""
    if this.state != RoundState.DRAFT and not this.timing.takes_new_people(now):
        raise InvitationRefusal("This round has closed. Nobody can be invited any more.")


def _made_before(session: Session, this: Round, confirmed: ConfirmedMailing) -> Mailing | None:
    return records.find_mailing(session, this.partnership, this.key, confirmed.key)


def _add_mailing(
    session: Session,
    this: Round,
    group: GroupKey | None,
    kind: str,
    words: MessageWords,
    confirmed: ConfirmedMailing,
) -> Mailing:
    mailing = Mailing(
        id=confirmed.key,
        partnership=this.partnership,
        round=this.key,
        group=group,
        kind=kind,
        subject=words.subject,
        words=words.text,
        made_at=confirmed.at,
        made_by=confirmed.by,
        reply_to=confirmed.reply_to,
    )
    session.add(mailing)
    session.flush()
    return mailing


def remind_group(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    group: GroupKey | None,
    words: MessageWords,
    confirmed: ConfirmedMailing,
) -> Mailing:
    """Lets a reminder wait for everybody whose invitation was sent, of a group or of all groups, and who wants it."""
    this = get_round_for_change(session, partnership, round_key)
    made = _made_before(session, this, confirmed)
    if made:
        return made
    invitations = whom_to_remind(session, this, group, confirmed.at)
    mailing = _add_mailing(session, this, group, REMINDER, words, confirmed)
    records.add_messages(session, mailing, invitations)
    return mailing


def whom_to_remind(session: Session, this: Round, group: GroupKey | None, now: datetime) -> list[bytes]:
    """The invitations that a reminder would answer. Raises InvitationRefusal where there may be none now."""
    if not this.timing.takes_new_people(now):
        raise InvitationRefusal("Reminders can be sent only while the round is open.")
    latest = [
        mailing
        for mailing in records.mailings_of_round(session, this.partnership, this.key)
        if mailing.kind == REMINDER
        and now - mailing.made_at < BETWEEN_REMINDERS
        and (group is None or mailing.group in (None, group))
    ]
    if latest:
        raise InvitationRefusal(_wait_a_day(session, this, group, latest[0]))
    invitations = records.addresses_reached(session, this.partnership, this.key, group)
    if not invitations:
        raise InvitationRefusal("No invitation has been sent there yet, so nobody can be reminded.")
    want_none = who_wants_none(session, list_of(this.partnership), invitations.values())
    wanted = [invitation for invitation, address in invitations.items() if address not in want_none]
    if not wanted:
        raise InvitationRefusal("Everybody there has asked for no more messages, so nobody can be reminded.")
    return wanted


def number_who_want_none(session: Session, this: Round, group: GroupKey | None) -> int:
    """Returns how many of those whose invitation was sent asked for no more messages."""
    invitations = records.addresses_reached(session, this.partnership, this.key, group)
    return len(who_wants_none(session, list_of(this.partnership), invitations.values()))


def _wait_a_day(session: Session, this: Round, group: GroupKey | None, latest: Mailing) -> str:
    names = {g.key: g.name for g in groups_of_round(session, this.partnership, this.key)}
    whom = names.get(latest.group or NO_GROUP, "everybody invited")
    if group is None and latest.group is not None:
        return f"{whom} had a reminder within the last day. Choose another group, or wait until tomorrow."
    return f"A reminder went to {whom} within the last day. Wait until tomorrow: one a day is enough."


def cancel_mailing(session: Session, mailing: Mailing) -> str | None:
    """Takes back a mailing of which nothing has been sent; its ballots stay, and nobody has their links.

    The name of its key, if it has one: to be destroyed as soon as this is committed.
    """
    get_round_for_change(session, mailing.partnership, mailing.round)
    key = mailing.sealing_key
    if not records.delete_mailing_if_waiting(session, mailing):
        raise InvitationRefusal("Some of these messages have left already, so they cannot be taken back.")
    return key


def send_again(session: Session, mailing: Mailing, now: datetime) -> int:
    """Lets every message wait again of which nobody can tell whether it arrived, with the link that it had.

    Raises InvitationRefusal where the round takes nobody new, and where the list's key is gone or cannot be read.
    """
    this = get_round_for_change(session, mailing.partnership, mailing.round)
    if not this.timing.takes_new_people(now):
        raise InvitationRefusal("This round takes nobody new, so nothing is sent any more.")
    held = hold_mailing(session, mailing.id)
    if held and held.sealing_key and number_of_messages(session, held.id) >= FEWEST_OWN_LINKS:
        _refuse_unless_links_can_be_made_again(session, held)
    return records.put_messages_back(session, mailing.id)


def _refuse_unless_links_can_be_made_again(session: Session, mailing: Mailing) -> None:
    try:
        if mailing.sealing_key_gone_at is None:
            key_of(session, mailing)
            return
    except KeyGone:
        pass
    except KeyTrouble as trouble:
        raise InvitationRefusal(trouble.words) from trouble
    raise InvitationRefusal(LINKS_ARE_GONE)


def remove_address(session: Session, partnership: PartnershipKey, round_key: RoundKey, text: str) -> str:
    """Takes an address off the list as long as nothing was sent to it."""
    get_round_for_change(session, partnership, round_key)
    address = read_address(text)
    invitation = address and records.find_invitation(session, partnership, round_key, address)
    if not invitation:
        raise InvitationRefusal("Nobody was invited by this address in this round.")
    if not records.remove_unsent(session, invitation):
        raise InvitationRefusal(
            "A message to this address has left, or may have. Nobody can call it back, so it stays on the list."
        )
    return invitation.address


@dataclass
class MailingProgress:
    """Says how far a mailing got: how many messages are in each state."""

    mailing: Mailing
    group: Group | None
    states: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)  # why messages wait: how many

    @property
    def total(self) -> int:
        return sum(self.states.values())

    def number(self, state: str) -> int:
        return self.states.get(state, 0)

    @property
    def may_be_cancelled(self) -> bool:
        return 0 < self.total == self.number(MessageState.WAITING)

    @property
    def own_links(self) -> bool:
        """True if each message has a link of its own that stays the same however often it is sent."""
        return self.mailing.sealing_key is not None and self.total >= FEWEST_OWN_LINKS

    @property
    def links_are_gone(self) -> bool:
        """True if nobody can make its links any more, so that nothing of it can be sent again."""
        return self.own_links and self.mailing.sealing_key_gone_at is not None


@dataclass
class GroupProgress:
    """Says how far the invitations of one group got. `invited` stays when addresses have been erased."""

    group: Group
    invited: int
    states: dict[str, int] = field(default_factory=dict)


@dataclass
class InvitationsOverview:
    """Everything about a round's invitations that its page shows."""

    groups: list[GroupProgress]
    mailings: list[MailingProgress]
    troubles: list[records.MessageTrouble]

    def number(self, *states: str) -> int:
        return sum(mailing.number(state) for mailing in self.mailings for state in states)

    @property
    def under_way(self) -> list[MailingProgress]:
        """The mailings that are not through yet."""
        return [
            m for m in self.mailings if m.number(MessageState.WAITING) or m.number(MessageState.HANDING_OVER)
        ]

    @property
    def somebody_was_reached(self) -> bool:
        return any(group.states.get(MessageState.SENT) for group in self.groups)

    @property
    def held_up(self) -> dict[str, int]:
        """Why messages wait that could be sent, in words or in the mail server's, and how many."""
        reasons: dict[str, int] = {}
        for mailing in self.mailings:
            for reason, number in mailing.reasons.items():
                reasons[reason] = reasons.get(reason, 0) + number
        return reasons


def view_invitations(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> InvitationsOverview:
    groups = groups_of_round(session, partnership, round_key)
    invited = records.invited_by_group(session, partnership, round_key)
    by_group = {group.key: GroupProgress(group, invited.get(group.key, 0)) for group in groups}
    by_key = {group.key: group for group in groups}
    mailings = {
        mailing.id: MailingProgress(mailing, by_key.get(mailing.group or NO_GROUP))
        for mailing in records.mailings_of_round(session, partnership, round_key)
    }
    for tally in records.tallies_of_round(session, partnership, round_key):
        progress = mailings[tally.mailing]
        progress.states[tally.state] = progress.number(tally.state) + tally.number
        if tally.reason:
            progress.reasons[tally.reason] = progress.reasons.get(tally.reason, 0) + tally.number
        if progress.mailing.kind == INVITATION:
            states = by_group[tally.group].states
            states[tally.state] = states.get(tally.state, 0) + tally.number
    troubles = records.troubles_of_round(session, partnership, round_key, MOST_TROUBLES)
    shown = [g for g in by_group.values() if not g.group.catch_all or g.invited]
    return InvitationsOverview(shown, list(mailings.values()), troubles)
