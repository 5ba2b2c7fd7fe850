"""Partnerships: adding one, and what comes next in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.keys import is_key
from lws_assess.records.partnerships import Partnership, find_partnership
from lws_assess.records.rounds import Round
from lws_assess.survey.rounds import CLOSED, DRAFT


class PartnershipRefused(Exception):
    """A partnership cannot be added; the message says why."""


@dataclass(frozen=True)
class NewPartnership:
    """What a partnership is called and how it describes itself."""

    key: str  # stands in addresses
    name: str
    place: str = ""
    plan: str = ""
    contact: str = ""
    demo: bool = False


def add_partnership(session: Session, new: NewPartnership) -> Partnership:
    if not is_key(new.key):
        raise PartnershipRefused(f"'{new.key}' must be small letters, numbers and hyphens.")
    if not new.name.strip():
        raise PartnershipRefused("A partnership needs a name.")
    if find_partnership(session, new.key):
        raise PartnershipRefused(f"There is a partnership '{new.key}' already.")
    partnership = Partnership(
        key=new.key,
        name=new.name.strip(),
        place=new.place,
        plan=new.plan,
        contact=new.contact,
        demo=new.demo,
    )
    session.add(partnership)
    session.flush()
    return partnership


@dataclass(frozen=True)
class Next:
    """What a partnership's own page puts first, and the round it is about."""

    step: str
    round: Round | None = None


def what_next(rounds: Sequence[Round], now: datetime) -> Next:
    """The round that needs somebody most: the first of STEPS that holds for any, the newest first."""
    for step, holds in STEPS:
        for this in rounds:
            if holds(this, now):
                return Next(step, this)
    return Next("begin")


STEPS: tuple[tuple[str, Callable[[Round, datetime], bool]], ...] = (
    ("gather", lambda this, now: this.timing.takes_new_people(now)),
    ("wait", lambda this, now: this.timing.takes_answers(now)),
    ("finish", lambda this, _: this.state == CLOSED and this.released_at is None),
    ("open", lambda this, _: this.state == DRAFT),
    ("read", lambda this, _: this.released_at is not None),
)
