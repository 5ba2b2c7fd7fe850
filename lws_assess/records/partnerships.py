"""Partnerships: a local children's trust or its successor."""

from __future__ import annotations

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.keys import PartnershipKey

KEEPS_MONTHS = 24  # after the following round, unless the partnership says otherwise


class Partnership(Base):
    __tablename__ = "partnerships"

    key: Mapped[PartnershipKey] = mapped_column(
        primary_key=True
    )  # stands in addresses: small letters and hyphens
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")  # where it is, in a phrase
    plan: Mapped[str] = mapped_column(default="")  # the local plan for children that the priorities serve
    contact: Mapped[str] = mapped_column(default="")  # whom to ask, as respondents should read it
    codes_for_administrators: Mapped[bool] = mapped_column(default=False)  # one-time codes are enforced
    demo: Mapped[bool] = mapped_column(default=False)  # invented, and says so on its pages
    controller: Mapped[str] = mapped_column(default="")  # who answers in law for what is kept
    data_protection_contact: Mapped[str] = mapped_column(default="")  # whom to ask about it
    privacy_words: Mapped[str] = mapped_column(Text, default="")  # what its privacy notice adds to ours
    accessibility_words: Mapped[str] = mapped_column(
        Text, default=""
    )  # the same of its accessibility statement
    keeps_months: Mapped[int] = mapped_column(default=KEEPS_MONTHS)  # answers, after the following round
    safeguarding_name: Mapped[str] = mapped_column(default="")  # who is told of words of risk
    safeguarding_email: Mapped[str] = mapped_column(default="")
    safeguarding_words: Mapped[str] = mapped_column(Text, default="")  # what the local protocol says to do


def find_partnership(session: Session, key: PartnershipKey) -> Partnership | None:
    return session.get(Partnership, key)


def hold_partnership(session: Session, key: PartnershipKey) -> Partnership:
    """The partnership, held until the transaction ends, so that two people cannot give one name twice."""
    return session.scalars(
        select(Partnership).where(Partnership.key == key).with_for_update(key_share=True)
    ).one()


def list_partnerships(session: Session) -> list[Partnership]:
    return list(session.scalars(select(Partnership).order_by(Partnership.name)))
