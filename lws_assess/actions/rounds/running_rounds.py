"""Rounds: opening, closing and extending a consultation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.results.releases import Progress, no_progress, release_round
from lws_assess.actions.rounds.drafts import refuse_unless_complete
from lws_assess.actions.rounds.leads import make_group_lead_code
from lws_assess.records import responses as response_records
from lws_assess.records.comments import erase_alerts_of_round
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import (
    OpenLink,
    Round,
    RoundGroup,
    find_link_by_short_code,
    find_round,
    get_round_for_change,
    groups_of_round,
    links_of_round,
    rounds_under_way,
    rounds_with_something_due,
)
from lws_assess.records.sealing_keys import (
    KeyLost,
    KeyNotMade,
    KeyTrouble,
    give_a_key,
    key_of,
)
from lws_assess.survey.keys import NO_GROUP, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import (
    DueStep,
    RoundRefusal,
    RoundState,
    refuse_unless_can_close,
    refuse_unless_can_open,
)
from lws_assess.survey.secrets import Secret, short_code

NewCode = Callable[[], str]

KINDS_OF_LINK = ((False, False), (True, False), (True, True))  # shared, for helpers


def open_round(
    session: Session, partnership: PartnershipKey, key: RoundKey, new_code: NewCode | None, now: datetime
) -> Round:
    """Opens a draft and makes its open links: for each group and for the whole round. Without `new_code`, none.

    Its key is made first, and read back. Raises RoundRefusal with all that is missing where the draft is not
    complete, or with what is wrong with the folder of the keys.
    """
    this = get_round_for_change(session, partnership, key)
    groups = [group for group in groups_of_round(session, partnership, key) if not group.catch_all]
    refuse_unless_can_open(this.timing)
    refuse_unless_complete(session, this, now)
    _give_a_key(session, this)
    this.state = RoundState.OPEN
    this.opens_at = min(this.opens_at, now) if this.opens_at else now
    if new_code:
        for group in (None, *(group.key for group in groups)):
            make_open_links(session, this, group, new_code)
    return this


def _give_a_key(session: Session, this: Round) -> None:
    try:
        give_a_key(session, this, session.get_one(Partnership, this.partnership).demo)
    except KeyNotMade as fault:
        raise RoundRefusal(fault.words) from fault


def make_open_links(session: Session, this: Round, group: GroupKey | None, new_code: NewCode) -> None:
    """The links of one group, or of the round with its choice of group: own device, shared device, helpers.

    The first of them has a short code to be typed, and a group's lead gets a private link as well.
    """
    for shared, helper in KINDS_OF_LINK:
        session.add(
            OpenLink(
                code=new_code(),
                partnership=this.partnership,
                round=this.key,
                group=group,
                shared=shared,
                helper=helper,
                short_code=None if shared else short_code(new_code()),
            )
        )
    session.flush()
    if group:
        make_group_lead_code(session, this, group, new_code)


def find_links_missing(session: Session) -> list[OpenLink]:
    """For rounds that opened before helpers had links, or links short codes: the links that lack one or the other."""
    lacking = []
    for this in rounds_under_way(session):
        links = links_of_round(session, this.partnership, this.key)
        lacking += [link for link in links if not link.shared and link.short_code is None]
        have = {link.group for link in links if link.helper}
        lacking += [link for link in links if link.shared and link.group not in have]
    return lacking


def make_links_missing(session: Session, new_code: NewCode) -> int:
    """Makes the links for helpers and the short codes that `find_links_missing` finds; says how many."""
    lacking = find_links_missing(session)
    for link in lacking:
        if not link.shared:
            link.short_code = short_code(new_code())
            continue
        session.add(
            OpenLink(
                code=new_code(),
                partnership=link.partnership,
                round=link.round,
                group=link.group,
                shared=True,
                helper=True,
            )
        )
    session.flush()
    return len(lacking)


def make_personal_links(
    session: Session, partnership: PartnershipKey, key: RoundKey, group: GroupKey, secrets: Sequence[Secret]
) -> None:
    """Gives each secret the right to answer once for a group. The secrets themselves are not kept."""
    if session.get(RoundGroup, (partnership, key, group)) is None:
        raise RoundRefusal("That group is not part of this round.")
    response_records.add_ballots(session, [s.ballot for s in secrets], partnership, key, group)


def close_round(
    session: Session,
    partnership: PartnershipKey,
    key: RoundKey,
    now: datetime,
    progress: Progress = no_progress,
) -> Round:
    """Stops new starts. Those in the middle have half an hour; where nobody is, the release comes at once.

    Where it cannot be made (a key is not there, say), the round is closed all the same, and `due` tries again.
    """
    this = get_round_for_change(session, partnership, key)
    refuse_unless_can_close(this.timing)
    this.state = RoundState.CLOSED
    this.closed_at = this.timing.stopped_at(now) or now
    session.flush()
    if response_records.people_in_the_middle(session, partnership, key) == 0:
        with suppress(RoundRefusal):  # it has written nothing then, and says why each time `due` runs
            release_round(session, partnership, key, now, progress)
    return this


def end_lost_round(session: Session, partnership: PartnershipKey, key: RoundKey, now: datetime) -> Round:
    """Ends a round whose key is lost, publishing nothing: what lay under the key cannot be read by anybody.

    Raises RoundRefusal where the key is there, or where the folder of the keys cannot be read now.
    """
    this = get_round_for_change(session, partnership, key)
    refuse_unless_lost(session, this)
    response_records.keep_numbers(session, partnership, key)
    response_records.erase_what_was_sent(session, partnership, key)
    erase_alerts_of_round(session, partnership, key)
    this.state, this.closed_at, this.lost_at = RoundState.CLOSED, this.closed_at or now, now
    session.flush()
    return this


def refuse_unless_lost(session: Session, this: Round) -> None:
    """Raises RoundRefusal unless a round is under way and its key is lost."""
    if this.state == RoundState.DRAFT or this.released_at or this.lost_at:
        raise RoundRefusal("This round has not opened, or is over already.")
    if not key_is_lost(session, this):
        raise RoundRefusal("This round’s key is there. Close the round, and its results will be made.")


def key_is_lost(session: Session, this: Round) -> bool:
    """True if a round's key is gone for good, or is not the one that was made.

    Raises RoundRefusal where nobody can tell now.
    """
    try:
        key_of(session, this)
    except KeyLost:
        return True
    except KeyTrouble as trouble:
        raise RoundRefusal(trouble.words) from trouble
    return False


def extend_round(
    session: Session, partnership: PartnershipKey, key: RoundKey, closes_at: datetime, now: datetime
) -> Round:
    """Moves the closing date of a round that is open, or that closed and has no results yet."""
    this = get_round_for_change(session, partnership, key)
    if this.released_at:
        raise RoundRefusal("This round has its results. It cannot be opened again.")
    if this.lost_at:
        raise RoundRefusal("This round was ended without results. It cannot be opened again.")
    if this.state == RoundState.DRAFT:
        raise RoundRefusal("This round has not been opened yet.")
    if closes_at <= now:
        raise RoundRefusal("The new closing date must be in the future.")
    this.state, this.closed_at, this.closes_at = RoundState.OPEN, None, closes_at
    session.flush()
    return this


@dataclass(frozen=True)
class DueChange:
    """Something that the calendar asks for: opening, closing or releasing a round."""

    partnership: PartnershipKey
    round: RoundKey
    what: DueStep


def find_due_changes(session: Session, now: datetime) -> list[DueChange]:
    """Returns whatever is due by now, in no more than one step a round."""
    due = []
    for this in rounds_with_something_due(session, now):
        final = this.timing.final_at(now)
        if this.state == RoundState.DRAFT:
            due.append(DueChange(this.partnership, this.key, DueStep.OPEN))
        elif this.state == RoundState.OPEN:
            due.append(DueChange(this.partnership, this.key, DueStep.CLOSE))
        elif final and final <= now:
            due.append(DueChange(this.partnership, this.key, DueStep.RELEASE))
    return due


def carry_out_change(
    session: Session, due: DueChange, new_code: NewCode, now: datetime, progress: Progress
) -> None:
    """Carries one of them out. Doing it twice is refused, not repeated."""
    if due.what == DueStep.OPEN:
        open_round(session, due.partnership, due.round, new_code, now)
    elif due.what == DueStep.CLOSE:
        close_round(session, due.partnership, due.round, now, progress)
    else:
        release_round(session, due.partnership, due.round, now, progress)


def find_link_to_answer(session: Session, short: str, now: datetime) -> OpenLink | None:
    """The open link of a short code while its round takes people; none for any other code, or any other time."""
    link = find_link_by_short_code(session, short)
    this = find_round(session, link.partnership, link.round) if link else None
    return link if this and this.timing.takes_new_people(now) else None


def open_links(
    session: Session, partnership: PartnershipKey, key: RoundKey
) -> list[tuple[OpenLink, Group | None]]:
    """A round's open links, that of the whole round first, each with its group."""
    groups = {group.key: group for group in groups_of_round(session, partnership, key)}
    links = [(link, groups.get(link.group or NO_GROUP)) for link in links_of_round(session, partnership, key)]
    return sorted(
        links, key=lambda pair: (pair[1].position if pair[1] else -1, pair[0].shared, pair[0].helper)
    )
