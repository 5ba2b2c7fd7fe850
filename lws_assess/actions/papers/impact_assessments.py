"""What the data protection impact assessment of a partnership rests on, as far as the service knows the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records.groups import list_groups
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.inventory import KeptTable, kept_tables
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import list_rounds
from lws_assess.survey.days import day_words
from lws_assess.survey.keys import PartnershipKey


@dataclass(frozen=True)
class AssessedGroup:
    name: str
    audience: str
    easy_read: bool
    target: int


@dataclass(frozen=True)
class AssessedRound:
    title: str
    state: str
    opened: str
    smallest_number: int


@dataclass(frozen=True)
class ImpactAssessment:
    """Holds what the service knows of a partnership that an assessment asks for. Empty texts become prompts."""

    partnership: str
    controller: str
    contact: str
    safeguarding: str
    keeps_months: int
    groups: tuple[AssessedGroup, ...]
    rounds: tuple[AssessedRound, ...]
    inventory: tuple[KeptTable, ...]
    made_on: str


def view_assessment(session: Session, partnership: PartnershipKey, now: datetime) -> ImpactAssessment:
    """Returns what is known today."""
    this = session.get_one(Partnership, partnership)
    audiences = {a.key: a for edition in shipped_editions().values() for a in edition.audiences}
    return ImpactAssessment(
        partnership=this.name,
        controller=this.controller,
        contact=this.data_protection_contact or this.contact,
        safeguarding=this.safeguarding_name,
        keeps_months=this.keeps_months,
        groups=tuple(
            AssessedGroup(
                group.name, audiences[group.audience].label, audiences[group.audience].easy_read, group.target
            )
            for group in list_groups(session, partnership)
            if group.audience in audiences
        ),
        rounds=tuple(
            AssessedRound(
                one.title, one.state, day_words(one.opens_at) if one.opens_at else "", one.smallest_number
            )
            for one in list_rounds(session, partnership)
        ),
        inventory=kept_tables(),
        made_on=day_words(now),
    )
