"""Board papers: which headings the paper of a round has, and what the partnership wrote under them."""

from __future__ import annotations

import json

from sqlalchemy import ForeignKeyConstraint, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.plans.board_papers import OwnHeading


class BoardPaper(Base):
    __tablename__ = "board_papers"
    __table_args__ = (ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),)

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    round: Mapped[RoundKey] = mapped_column(primary_key=True)
    headings_json: Mapped[str] = mapped_column(Text)  # keys of the headings chosen
    words_json: Mapped[str] = mapped_column(Text)  # by heading; also of headings that are not chosen now
    own_json: Mapped[str] = mapped_column(Text, default="[]")  # title and words of headings of its own

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(json.loads(self.headings_json))

    @property
    def words(self) -> dict[str, str]:
        return dict(json.loads(self.words_json))

    @property
    def own(self) -> tuple[OwnHeading, ...]:
        return tuple(OwnHeading(title, words) for title, words in json.loads(self.own_json))


def find_board_paper(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> BoardPaper | None:
    return session.get(BoardPaper, (partnership, round_key))


def newest_board_paper(session: Session, partnership: PartnershipKey) -> BoardPaper | None:
    """Returns the board paper of the round that closed last, of those that have one."""
    return session.scalars(
        select(BoardPaper)
        .join(Round, (Round.partnership == BoardPaper.partnership) & (Round.key == BoardPaper.round))
        .where(BoardPaper.partnership == partnership)
        .order_by(Round.closed_at.desc(), Round.key.desc())
        .limit(1)
    ).one_or_none()
