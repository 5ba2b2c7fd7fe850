"""Workforce figures: a table that people type in, since no round asks for numbers of staff."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.keys import FigureKey, PartnershipKey
from lws_assess.survey.plans import planned_actions as plans


class WorkforceFigure(Base):
    __tablename__ = "workforce_figures"

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[FigureKey] = mapped_column(primary_key=True)
    position: Mapped[int]
    area: Mapped[str]  # the service area, as people call it
    headcount: Mapped[int | None]
    vacancies: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]  # the day that it speaks of
    gap: Mapped[str] = mapped_column(Text, default="")  # what is not known, and why


def list_figures(session: Session, partnership: PartnershipKey) -> list[WorkforceFigure]:
    return list(
        session.scalars(
            select(WorkforceFigure)
            .where(WorkforceFigure.partnership == partnership)
            .order_by(WorkforceFigure.position, WorkforceFigure.key)
        )
    )


def find_figure(session: Session, partnership: PartnershipKey, key: FigureKey) -> WorkforceFigure | None:
    return session.get(WorkforceFigure, (partnership, key))


def as_seen(row: WorkforceFigure) -> plans.WorkforceTableLine:
    return plans.WorkforceTableLine(
        row.key, row.area, row.headcount, row.vacancies, row.source, row.day, row.gap
    )
