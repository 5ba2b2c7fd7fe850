"""Workforce figures: adding, changing and removing the lines that people type in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lws_assess.actions.keys import propose_key
from lws_assess.records import workforce as records
from lws_assess.records.partnerships import hold_partnership
from lws_assess.records.workforce import WorkforceFigure
from lws_assess.survey.keys import FigureKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import PlanRefused
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.written_words import folded_words

MOST_PEOPLE = 1_000_000
MOST_FIGURES = 200


@dataclass(frozen=True)
class WorkforceLine:
    """A line as it is typed in; a number that nobody knows is None."""

    area: str
    headcount: int | None = None
    vacancies: int | None = None
    source: str = ""
    day: date | None = None
    gap: str = ""


def add_figure(session: Session, partnership: PartnershipKey, about: WorkforceLine) -> WorkforceFigure:
    """Adds a line after the others. Raises PlanRefused."""
    hold_partnership(session, partnership)
    there = records.list_figures(session, partnership)
    if len(there) >= MOST_FIGURES:
        raise PlanRefused(f"There are {MOST_FIGURES} lines already", "area")
    _refuse(about, there)
    key = propose_key(about.area, {row.key for row in there}, "line")
    position = max((row.position for row in there), default=0) + 1
    row = WorkforceFigure(partnership=partnership, key=key, position=position, **vars(about))
    session.add(row)
    session.flush()
    return row


def change_figure(
    session: Session, partnership: PartnershipKey, key: FigureKey, about: WorkforceLine
) -> None:
    """Raises PlanRefused, NotFound."""
    hold_partnership(session, partnership)
    row = _get(session, partnership, key)
    _refuse(about, [other for other in records.list_figures(session, partnership) if other is not row])
    for name, value in vars(about).items():
        setattr(row, name, value)
    session.flush()


def remove_figure(session: Session, partnership: PartnershipKey, key: FigureKey) -> None:
    """Raises NotFound."""
    session.delete(_get(session, partnership, key))
    session.flush()


def _get(session: Session, partnership: PartnershipKey, key: FigureKey) -> WorkforceFigure:
    row = records.find_figure(session, partnership, key)
    if row is None:
        raise NotFound
    return row


def _refuse(about: WorkforceLine, others: list[WorkforceFigure]) -> None:
    if not about.area.strip():
        raise PlanRefused("Say which part of the workforce", "area")
    if any(folded_words(other.area) == folded_words(about.area) for other in others):
        raise PlanRefused("There is a line for this part already", "area")
    if about.headcount is None and not about.gap.strip():
        raise PlanRefused("Enter how many people, or say below what is not known", "headcount")
