"""The clock: what the clocks said when it was last looked for what is due, and what that vouches for."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, UtcTime
from lws_assess.survey.clocks import KeptClocks, from_json, to_json

THE_ONE = 1


class Clock(Base):
    """The one row. What pages ask stands in columns of its own, so that they can ask with what they read anyway."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kept_json: Mapped[str] = mapped_column(Text, default="")  # survey.clocks.Kept; empty before the first run
    settled_at: Mapped[datetime | None]  # of the last run whose clocks were sound
    doubted: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime | None]  # when the last doubt ended

    @property
    def kept(self) -> KeptClocks | None:
        return from_json(json.loads(self.kept_json)) if self.kept_json else None

    def keep(self, kept: KeptClocks) -> None:
        self.kept_json = json.dumps(to_json(kept))
        vouched = kept.vouched
        self.settled_at, self.doubted, self.since = vouched.settled, vouched.doubted, vouched.since


# What the runs vouch for, beside what else a statement reads; NULL before the first run.
SETTLED_AT = select(Clock.settled_at).where(Clock.id == THE_ONE).scalar_subquery()
DOUBTED = select(Clock.doubted).where(Clock.id == THE_ONE).scalar_subquery()
SINCE = select(Clock.since).where(Clock.id == THE_ONE).scalar_subquery()


def came_in_doubt(moment: Any) -> ColumnElement[bool]:
    """In SQL: whether a moment has come, if it has, only since the clocks are in doubt."""
    return select(Clock.id).where(Clock.id == THE_ONE, Clock.doubted, Clock.settled_at < moment).exists()


def find_clock(session: Session) -> KeptClocks | None:
    """Returns what was kept of the last run; None before the first."""
    row = session.get(Clock, THE_ONE)
    return row.kept if row else None


def hold_clock(session: Session) -> Clock:
    """The row, held until the transaction ends, so that two runs go one after the other."""
    row = session.get(Clock, THE_ONE, with_for_update=True, populate_existing=True)
    if row is None:
        row = Clock(id=THE_ONE)
        session.add(row)
        session.flush()
    return row


def read_database_clock(session: Session) -> datetime | None:
    """The time as the database has it; None on SQLite, which reads the machine's clock."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return session.scalar(select(func.clock_timestamp(type_=UtcTime())))
