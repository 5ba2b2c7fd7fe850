"""Additions: statements of a partnership's own for one round, while it is a draft.

Each change gives the draft another copy of its edition. The edition itself, and every round that stands on it,
stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from lws_assess.records.instruments import drop_if_unused, get_edition, keep_with_additions
from lws_assess.records.rounds import get_round_for_change, list_rounds
from lws_assess.survey.instrument_files import MOST_ADDED
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import AreaCode, EditionDigest, PartnershipKey, RoundKey, StatementKey
from lws_assess.survey.releases import additions as survey
from lws_assess.survey.releases.additions import Addition, additions_of
from lws_assess.survey.round_timing import NotADraftRound, refuse_unless_draft


@dataclass(frozen=True)
class DraftRoundAdditions:
    """Holds what a draft's questionnaire asks besides, and what that costs those who answer the longest form."""

    edition: Edition
    statements: tuple[Addition, ...]
    minutes: int
    minutes_without: int

    @property
    def room_for(self) -> int:
        return MOST_ADDED - len(self.statements)

    def find(self, key: StatementKey) -> Addition | None:
        return next((a for a in self.statements if a.key == key), None)


def view_additions(session: Session, digest: EditionDigest) -> DraftRoundAdditions:
    """The statements that the edition of that digest has besides its own."""
    edition = get_edition(session, digest)
    without = edition.longest_minutes(with_additions=False)
    return DraftRoundAdditions(edition, tuple(additions_of(edition)), edition.longest_minutes(), without)


def add_statement(
    session: Session, partnership: PartnershipKey, key: RoundKey, area: AreaCode, text: str
) -> None:
    """Adds a statement to a draft. Raises AdditionRefused for the statement, NotADraftRound for the round."""
    elsewhere = tuple(_elsewhere(session, partnership, key))
    _change(session, partnership, key, lambda edition: survey.with_another(edition, area, text, elsewhere))


def change_statement(
    session: Session,
    partnership: PartnershipKey,
    key: RoundKey,
    statement: StatementKey,
    area: AreaCode,
    text: str,
) -> None:
    """Changes a draft's statement. Raises the same, and NotFound where the draft has none of that key."""
    elsewhere = tuple(_elsewhere(session, partnership, key))
    _change(
        session,
        partnership,
        key,
        lambda edition: survey.with_changed(edition, statement, area, text, elsewhere),
    )


def remove_statement(
    session: Session, partnership: PartnershipKey, key: RoundKey, statement: StatementKey
) -> None:
    """Takes a statement out of a draft. Raises NotADraftRound, and NotFound where there is none of that key."""
    _change(session, partnership, key, lambda edition: survey.additions_without(edition, statement))


def _change(
    session: Session, partnership: PartnershipKey, key: RoundKey, change: Callable[[Edition], list[Addition]]
) -> None:
    try:
        this = get_round_for_change(session, partnership, key)
    except NoResultFound:
        raise NotADraftRound("This draft has been deleted.") from None
    refuse_unless_draft(this.timing)
    before = this.edition
    additions = change(get_edition(session, before))
    this.edition = keep_with_additions(session, before, additions).digest
    session.flush()
    drop_if_unused(session, before)


def _elsewhere(session: Session, partnership: PartnershipKey, key: RoundKey) -> Iterator[Addition]:
    """Returns what the partnership's other rounds have asked besides."""
    for digest in {other.edition for other in list_rounds(session, partnership) if other.key != key}:
        yield from additions_of(get_edition(session, digest))
