"""Handouts: making the single-use slips of a group, and which way of reaching it suits its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.rounds import make_personal_links
from lws_assess.records.rounds import RoundGroup, get_round_for_change
from lws_assess.survey.rounds import RoundRefusal
from lws_assess.survey.secrets import Secret

MOST_SLIPS = 500  # at a time
MOST_IN_ALL = 5_000  # of one group in a round: whoever has its lead's link can make them
OPEN_LINK_FROM = 30  # people; in smaller groups one person answering twice would tell too much


def slips_suggested(target: int) -> bool:
    """Whether slips that work once are the way for a group of this size. 0 is a size nobody has given."""
    return target < OPEN_LINK_FROM


def make_slips(
    session: Session, partnership: str, key: str, group: str, secrets: Sequence[Secret], now: datetime
) -> None:
    """Gives each secret of a sheet the right to answer once, and counts the slips. Raises RoundRefusal."""
    if not 1 <= len(secrets) <= MOST_SLIPS:
        raise RoundRefusal(f"Enter a whole number from 1 to {MOST_SLIPS}.")
    if not get_round_for_change(session, partnership, key).timing.takes_new_people(now):
        raise RoundRefusal("Slips can be made while the round is open.")
    make_personal_links(session, partnership, key, group, secrets)
    asked = session.get_one(RoundGroup, (partnership, key, group))
    if asked.slips + len(secrets) > MOST_IN_ALL:
        raise RoundRefusal(
            f"{asked.slips:,} slips have been made for this group, and there can be {MOST_IN_ALL:,} at most. "
            "Give out the link instead."
        )
    asked.slips += len(secrets)
    session.flush()
