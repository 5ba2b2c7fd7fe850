"""Handouts: making the single-use slips of a group, and which way of reaching it suits its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.rounds.running_rounds import make_personal_links
from lws_assess.records.rounds import RoundGroup, find_round, find_round_group, get_round_for_change
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import Secret

MOST_SLIPS = 500  # at a time
MOST_IN_ALL = 5_000  # of one group in a round: whoever has its lead's link can make them
OPEN_LINK_FROM = 30  # people; in smaller groups one person answering twice would tell too much


def slips_suggested(target: int) -> bool:
    """True if slips that work once are the way for a group of this size. 0 is a size nobody has given."""
    return target < OPEN_LINK_FROM


def refuse_slips(
    session: Session, partnership: PartnershipKey, key: RoundKey, group: GroupKey, number: int, now: datetime
) -> None:
    """Raises RoundRefusal, with the reason, where a group cannot have so many more slips now."""
    if not 1 <= number <= MOST_SLIPS:
        raise RoundRefusal(f"Enter a whole number from 1 to {MOST_SLIPS}.")
    this, asked = find_round(session, partnership, key), find_round_group(session, partnership, key, group)
    if this is None or not this.timing.takes_new_people(now):
        raise RoundRefusal("Slips can be made while the round is open.")
    if asked and asked.slips + number > MOST_IN_ALL:
        raise RoundRefusal(
            f"{asked.slips:,} slips have been made for this group, and there can be {MOST_IN_ALL:,} at most. "
            "Give out the link instead."
        )


def make_link_slips(
    session: Session,
    partnership: PartnershipKey,
    key: RoundKey,
    group: GroupKey,
    secrets: Sequence[Secret],
    now: datetime,
) -> None:
    """Gives each secret of a sheet the right to answer once, and counts the slips. Raises RoundRefusal."""
    get_round_for_change(session, partnership, key)
    refuse_slips(session, partnership, key, group, len(secrets), now)
    make_personal_links(session, partnership, key, group, secrets)
    session.get_one(RoundGroup, (partnership, key, group)).slips += len(secrets)
    session.flush()
