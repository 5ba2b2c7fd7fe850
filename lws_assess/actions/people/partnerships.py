"""Partnerships: adding one, and what comes next in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lws_assess.actions.alerts import renew_alert_links
from lws_assess.actions.keys import is_key, propose_key
from lws_assess.actions.people.members import add_member
from lws_assess.records.partnerships import (
    Partnership,
    find_partnership,
    hold_partnership,
    list_partnerships,
)
from lws_assess.records.people import ADMINISTRATOR, memberships_of
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.refusals import BadInput
from lws_assess.survey.round_timing import RoundState

TAKEN = "There is a partnership of that address already. Choose another."
FEWEST_MONTHS, MOST_MONTHS = 6, 120  # how long answers may be kept after the following round


NewCode = Callable[[], str]


@dataclass(frozen=True)
class NewPartnership:
    """Holds what a partnership is called and how it describes itself."""

    key: PartnershipKey  # stands in addresses
    name: str
    place: str = ""
    plan: str = ""
    contact: str = ""
    demo: bool = False


def add_partnership(session: Session, new: NewPartnership) -> Partnership:
    if not is_key(new.key):
        raise BadInput("Use small letters, numbers and hyphens, such as testford-trust", "key")
    if not new.name.strip():
        raise BadInput("A partnership needs a name.", "name")
    if find_partnership(session, new.key):
        raise BadInput(TAKEN, "key")
    partnership = Partnership(
        key=new.key,
        name=new.name.strip(),
        place=new.place,
        plan=new.plan,
        contact=new.contact,
        demo=new.demo,
    )
    session.add(partnership)
    try:
        session.flush()
    except IntegrityError:  # somebody took the address at this moment
        raise BadInput(TAKEN, "key") from None
    return partnership


def may_set_up(session: Session, person: int) -> bool:
    """True if somebody administers a partnership: then they may set up another."""
    return any(membership.role == ADMINISTRATOR for membership in memberships_of(session, person))


def set_up(session: Session, new: NewPartnership, email: str) -> Partnership:
    """Adds a partnership, administered by the account of that address. An empty key is made from the name."""
    taken = {partnership.key for partnership in list_partnerships(session)}
    key = new.key or PartnershipKey(propose_key(new.name, taken, "partnership"))
    partnership = add_partnership(session, replace(new, key=key))
    add_member(session, key, email, ADMINISTRATOR)
    return partnership


@dataclass(frozen=True)
class PartnershipDescription:
    """Holds what a partnership says of itself, and how it looks after what it is told."""

    name: str
    place: str
    plan: str
    contact: str
    safeguarding_name: str
    safeguarding_email: str
    safeguarding_words: str
    controller: str
    data_protection_contact: str
    privacy_words: str
    accessibility_words: str
    keeps_months: int


def change_partnership(
    session: Session, key: PartnershipKey, about: PartnershipDescription, new_code: NewCode, now: datetime
) -> Partnership:
    """Describes it anew. With another safeguarding contact, links of alerts that the one before had lead nowhere."""
    if not about.name.strip():
        raise BadInput("A partnership needs a name.", "name")
    if not FEWEST_MONTHS <= about.keeps_months <= MOST_MONTHS:
        raise BadInput(f"Choose from {FEWEST_MONTHS} to {MOST_MONTHS} months.", "keeps_months")
    partnership = hold_partnership(session, key)
    contact = (about.safeguarding_name, about.safeguarding_email)
    replaced = contact != (partnership.safeguarding_name, partnership.safeguarding_email)
    for name, value in asdict(about).items():
        setattr(partnership, name, value)
    session.flush()
    if replaced:
        renew_alert_links(session, key, new_code, now)
    return partnership


class NextStep(StrEnum):
    """Holds what the people of a partnership can do next."""

    GATHER = "gather"  # reach people
    WAIT = "wait"  # until those in the middle have finished
    FINISH = "finish"  # until the results are made
    OPEN = "open"  # the draft
    READ = "read"  # the results
    BEGIN = "begin"  # a first round


@dataclass(frozen=True)
class NextForPartnership:
    """Holds what a partnership's own page puts first, and the round it is about."""

    step: NextStep
    round: Round | None = None


def what_next(rounds: Sequence[Round], now: datetime) -> NextForPartnership:
    """The round that needs somebody most: the first of STEPS that holds for any, the newest first.

    One that was ended without results needs nobody.
    """
    unfinished = [one for one in rounds if one.released_at is None and one.lost_at is None]
    for step, holds in STEPS:
        for this in rounds if step == NextStep.READ else unfinished:
            if this.lost_at is None and holds(this, now):
                return NextForPartnership(step, this)
    return NextForPartnership(NextStep.BEGIN)


STEPS: tuple[tuple[NextStep, Callable[[Round, datetime], bool]], ...] = (
    (NextStep.GATHER, lambda this, now: this.timing.takes_new_people(now)),
    (NextStep.WAIT, lambda this, now: this.timing.takes_answers(now)),
    (NextStep.FINISH, lambda this, _: this.state == RoundState.CLOSED and this.released_at is None),
    (NextStep.OPEN, lambda this, _: this.state == RoundState.DRAFT),
    (NextStep.READ, lambda this, _: this.released_at is not None),
)
