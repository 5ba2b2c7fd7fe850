"""Programmes of a partnership's own: kept from one of its events, beside those that ship.

A row holds parts of a programme and nothing of any event: no people, no votes, and nothing that a room wrote.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.events.own_questions import question_from_json, question_to_json
from lws_assess.survey.events.programmes import ProgrammeTemplate, Segment, Segments
from lws_assess.survey.keys import PartnershipKey


class OwnProgramme(Base):
    """A programme that events may begin with, as a facilitator kept it."""

    __tablename__ = "own_programmes"

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    for_whom: Mapped[str] = mapped_column(Text)
    starts: Mapped[str]
    length: Mapped[str]  # the form of rating alone that professionals get
    segments_json: Mapped[str] = mapped_column(Text)


def list_own_programmes(session: Session, partnership: PartnershipKey) -> list[OwnProgramme]:
    """Returns them by title."""
    found = session.scalars(select(OwnProgramme).where(OwnProgramme.partnership == partnership)).all()
    return sorted(found, key=lambda one: (one.title.casefold(), one.key))


def keep_own_programme(session: Session, partnership: PartnershipKey, template: ProgrammeTemplate) -> None:
    session.add(
        OwnProgramme(
            partnership=partnership,
            key=template.key,
            title=template.title,
            for_whom=template.for_whom,
            starts=template.starts,
            length=template.length_of_form,
            segments_json=_segments_to_json(template.segments),
        )
    )
    session.flush()


def remove_own_programme(session: Session, partnership: PartnershipKey, key: str) -> None:
    session.execute(
        delete(OwnProgramme).where(OwnProgramme.partnership == partnership, OwnProgramme.key == key)
    )


def template_of_row(row: OwnProgramme) -> ProgrammeTemplate:
    """A programme of one's own as one that an event may begin with. No lead runs it."""
    return ProgrammeTemplate(
        row.key,
        row.title,
        row.for_whom,
        row.starts,
        row.length,
        lead_can_run=False,
        segments=_segments_from_json(row.segments_json),
    )


def _segments_to_json(segments: Segments) -> str:
    rows = [
        {**asdict(replace(one, question=None)), "question": question_to_json(one.question)}
        for one in segments
    ]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def _segments_from_json(text: str) -> Segments:
    return tuple(
        Segment(**{**row, "question": question_from_json(row["question"])}) for row in json.loads(text)
    )
