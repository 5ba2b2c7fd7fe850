"""Instruments on the shelf: the questionnaire files that ship, and the frozen editions rounds stand on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.rounds import Round
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.instrument_files import digest_of_instrument, read_edition
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import EditionDigest
from lws_assess.survey.refusals import FileFault
from lws_assess.survey.releases.additions import Addition, additions_of

SHELF = Path(__file__).resolve().parent.parent / "instruments"


class StoredEdition(Base):
    """One frozen version of an instrument, kept whole so that an old round can always be read."""

    __tablename__ = "editions"

    digest: Mapped[EditionDigest] = mapped_column(primary_key=True)  # SHA-256 of the content
    key: Mapped[str]  # the instrument's stable key
    version: Mapped[str]  # as the file gave it
    content: Mapped[str] = mapped_column(Text)  # the file's content as JSON


@cache
def _content(path: Path) -> object:
    """Returns what a file held when the process first read it, so that what is frozen is what was shown."""
    try:
        return read_yaml(path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FileFault(path.name, f"line {line}", error.problem or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise FileFault(path.name, f"byte {error.start}", "is not UTF-8 text") from error


@cache
def shipped_editions(shelf: Path = SHELF) -> dict[str, Edition]:
    """Every instrument on the shelf by key. Raises FileFault for the first file with a mistake."""
    editions: dict[str, Edition] = {}
    for path in sorted(shelf.glob("*.yaml")):
        edition = read_edition(_content(path), path.name)
        if edition.key in editions:
            raise FileFault(path.name, "instrument.key", f"'{edition.key}' is another file's key already")
        editions[edition.key] = edition
    return editions


def freeze_edition(session: Session, key: str, shelf: Path = SHELF) -> Edition:
    """Keeps today's edition of a shipped instrument, once, and returns it."""
    edition = shipped_editions(shelf)[key]
    if session.get(StoredEdition, edition.digest) is None:
        content = next(
            data
            for path in sorted(shelf.glob("*.yaml"))
            if digest_of_instrument(data := _content(path)) == edition.digest
        )
        _keep(session, edition, content)
    return edition


def _keep(session: Session, edition: Edition, content: object) -> None:
    session.add(
        StoredEdition(
            digest=edition.digest,
            key=edition.key,
            version=edition.version,
            content=json.dumps(content, ensure_ascii=False),
        )
    )
    session.flush()


def keep_with_additions(session: Session, digest: EditionDigest, additions: Sequence[Addition]) -> Edition:
    """A copy of a kept edition with these statements added, and no others, as an edition of its own.

    The edition it is made from stays as it is. Without additions the copy is the edition as it was shipped.
    """
    content = json.loads(session.get_one(StoredEdition, digest).content)
    for area in content["areas"]:
        area.pop("local_statements", None)
        if mine := [{"key": a.key, "text": a.text} for a in additions if a.area == area["code"]]:
            area["local_statements"] = mine
    edition = read_edition(content, f"copy of edition {digest[:8]}")
    if session.get(StoredEdition, edition.digest) is None:
        _keep(session, edition, content)
    return edition


def drop_if_unused(session: Session, digest: EditionDigest) -> None:
    """Erases a copy with additions that no round stands on any more, words and all."""
    used = session.scalar(select(Round.key).where(Round.edition == digest).limit(1))
    if used is None and additions_of(get_edition(session, digest)):
        session.delete(session.get_one(StoredEdition, digest))
        session.flush()


_editions: dict[str, Edition] = {}
MOST_AT_HAND = 200  # editions; a draft makes one with every statement that is added


def get_edition(session: Session, digest: EditionDigest) -> Edition:
    """The frozen edition of that digest, read from the database once and then kept at hand."""
    found = _editions.get(digest)
    if found is None:
        content = session.execute(
            select(StoredEdition.content).where(StoredEdition.digest == digest)
        ).scalar_one()
        found = read_edition(json.loads(content), f"edition {digest[:8]}")
        if len(_editions) >= MOST_AT_HAND:
            _editions.clear()
        _editions[digest] = found
    return found
