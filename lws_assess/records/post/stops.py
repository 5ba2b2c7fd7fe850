"""Addresses that asked for no more messages. Kept is a mark made under a key of the service, and never an address."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ForeignKey, Index, LargeBinary, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import OF_STOPS, Base
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.stop_links import StopKey


class StoppedAddress(Base):
    """Says that somebody wants no more messages of a kind from a partnership. No time, and no order of arrival."""

    __tablename__ = "stopped_addresses"
    __table_args__ = (
        Index("ix_stopped_addresses_partnership", "partnership"),
        {"sqlite_with_rowid": False},
    )

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"))


def stop_key(session: Session) -> StopKey:
    """The key of the service under which links are made and marks are kept."""
    key: StopKey = session.info[OF_STOPS]
    return key


def marks_of(session: Session, partnership: PartnershipKey) -> set[bytes]:
    """The marks of everybody who stopped messages of a partnership, of whatever kind."""
    return set(session.scalars(select(StoppedAddress.mark).where(StoppedAddress.partnership == partnership)))


def is_kept(session: Session, mark: bytes) -> bool:
    return session.scalar(select(StoppedAddress.mark).where(StoppedAddress.mark == mark)) is not None


def write_anew(session: Session, partnership: PartnershipKey, marks: Iterable[bytes]) -> None:
    """Writes all marks of a partnership in their order. The partnership must be held.

    So that no order and no transaction tells when somebody stopped, beside what else was written then.
    """
    session.execute(delete(StoppedAddress).where(StoppedAddress.partnership == partnership))
    rows = [{"mark": mark, "partnership": partnership} for mark in sorted(marks)]
    if rows:
        session.connection().execute(insert(StoppedAddress), rows)
