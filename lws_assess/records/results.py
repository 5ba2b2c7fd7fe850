"""Releases: what a closed round may show, made once and kept as cells."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Text, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.keys import AudienceKey, GroupKey, PartnershipKey, RoundKey


class Release(Base):
    """The one release of a round."""

    __tablename__ = "releases"
    __table_args__ = (ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),)

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    round: Mapped[RoundKey] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    digest: Mapped[
        str
    ]  # SHA-256 of the cells and cuts as they are kept; never printed: see survey.releases.fingerprints
    left_out_json: Mapped[str] = mapped_column(Text)  # group key -> people, of groups too small for any cell
    unanswered_json: Mapped[str] = mapped_column(Text)  # keys of groups nobody answered for
    people_json: Mapped[str] = mapped_column(Text, default="{}")  # group key -> people, of groups in cells
    near_json: Mapped[str] = mapped_column(
        Text, default="[]"
    )  # groups not shown as they were counted: their number was too near to that of a round shortly before
    cuts_json: Mapped[str] = mapped_column(
        Text, default="[]"
    )  # a list; survey.results.cuts.cut_from_json reads each

    @property
    def people(self) -> dict[GroupKey, int]:
        """Returns how many people of each group stand in its cell; nothing where that was not kept."""
        counted: dict[GroupKey, int] = json.loads(self.people_json)
        return counted


class ReleasedCell(Base):
    """One cell: its groups and what may be shown of it."""

    __tablename__ = "cells"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["releases.partnership", "releases.round"]),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    round: Mapped[RoundKey] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[AudienceKey]
    groups_json: Mapped[str] = mapped_column(Text)
    people: Mapped[int]
    figures_json: Mapped[str] = mapped_column(Text)  # survey.results.round_results.cell_from_json reads it

    @property
    def groups(self) -> list[GroupKey]:
        groups: list[GroupKey] = json.loads(self.groups_json)
        return groups


def find_release(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> Release | None:
    return session.get(Release, (partnership, round_key))


def cells_of_release(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> list[ReleasedCell]:
    return list(
        session.scalars(
            select(ReleasedCell)
            .where(ReleasedCell.partnership == partnership, ReleasedCell.round == round_key)
            .order_by(ReleasedCell.number)
        )
    )


def find_releases(
    session: Session, partnership: PartnershipKey, keys: Sequence[RoundKey]
) -> dict[RoundKey, Release]:
    """The releases of some rounds, by round, in one statement; a round without one is not in it."""
    found = session.scalars(
        select(Release).where(Release.partnership == partnership, Release.round.in_(keys))
    )
    return {one.round: one for one in found}


def which_have_releases(
    session: Session, rounds: Collection[tuple[PartnershipKey, RoundKey]]
) -> set[tuple[PartnershipKey, RoundKey]]:
    """Returns those of some rounds, of any partnerships, that have a release."""
    if not rounds:
        return set()
    where = tuple_(Release.partnership, Release.round).in_(rounds)
    return {
        (row.partnership, row.round)
        for row in session.execute(select(Release.partnership, Release.round).where(where))
    }


def texts_of_cells(
    session: Session, partnership: PartnershipKey, keys: Sequence[RoundKey]
) -> dict[RoundKey, list[str]]:
    """The figures of each cell of some rounds, as they are kept, in one statement."""
    rows = session.execute(
        select(ReleasedCell.round, ReleasedCell.figures_json)
        .where(ReleasedCell.partnership == partnership, ReleasedCell.round.in_(keys))
        .order_by(ReleasedCell.round, ReleasedCell.number)
    )
    found: dict[RoundKey, list[str]] = {key: [] for key in keys}
    for row in rows:
        found[row.round].append(row.figures_json)
    return found
