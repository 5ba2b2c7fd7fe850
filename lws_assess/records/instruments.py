"""Instruments on the shelf: the questionnaire files that ship, and the frozen editions rounds stand on."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.instrument_files import InstrumentFault, digest_of, read_edition
from lws_assess.survey.instruments import Edition

SHELF = Path(__file__).resolve().parent.parent / "instruments"


class StoredEdition(Base):
    """One frozen version of an instrument, kept whole so that an old round can always be read."""

    __tablename__ = "editions"

    digest: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the content
    key: Mapped[str]  # the instrument's stable key
    version: Mapped[str]  # as the file gave it
    content: Mapped[str] = mapped_column(Text)  # the file's content as JSON


@cache
def _content(path: Path) -> object:
    """What a file held when the process first read it, so that what is frozen is what was shown."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise InstrumentFault(path.name, f"line {line}", error.problem or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise InstrumentFault(path.name, f"byte {error.start}", "is not UTF-8 text") from error


@cache
def shipped(shelf: Path = SHELF) -> dict[str, Edition]:
    """Every instrument on the shelf by key. Raises InstrumentFault for the first file with a mistake."""
    editions: dict[str, Edition] = {}
    for path in sorted(shelf.glob("*.yaml")):
        edition = read_edition(_content(path), path.name)
        if edition.key in editions:
            raise InstrumentFault(
                path.name, "instrument.key", f"'{edition.key}' is another file's key already"
            )
        editions[edition.key] = edition
    return editions


def freeze(session: Session, key: str, shelf: Path = SHELF) -> Edition:
    """Keeps today's edition of a shipped instrument, once, and returns it."""
    edition = shipped(shelf)[key]
    if session.get(StoredEdition, edition.digest) is None:
        content = next(
            data
            for path in sorted(shelf.glob("*.yaml"))
            if digest_of(data := _content(path)) == edition.digest
        )
        session.add(
            StoredEdition(
                digest=edition.digest,
                key=edition.key,
                version=edition.version,
                content=json.dumps(content, ensure_ascii=False),
            )
        )
        session.flush()
    return edition


_editions: dict[str, Edition] = {}


def get_edition(session: Session, digest: str) -> Edition:
    """The frozen edition of that digest, read from the database once in a process's life."""
    if digest not in _editions:
        content = session.execute(
            select(StoredEdition.content).where(StoredEdition.digest == digest)
        ).scalar_one()
        _editions[digest] = read_edition(json.loads(content), f"edition {digest[:8]}")
    return _editions[digest]
