"""Retention: what is erased when, announcing it, and carrying it out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from lws_assess.records.comments import erase_words
from lws_assess.records.partnerships import Partnership
from lws_assess.records.post.invitations import erase_addresses, rounds_with_addresses
from lws_assess.records.responses import erase_answers
from lws_assess.records.rounds import Round, get_round_for_change, rounds_with_results
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.rounds.retention import (
    ADDRESSES,
    ANSWERS,
    ErasedKind,
    RetentionStep,
    addresses_end,
    answers_end,
    erased_on,
    what_to_do,
)


@dataclass(frozen=True)
class DueErasure:
    """Holds what of a round is to be erased, and when. `erased_at` stands once it has been."""

    partnership: PartnershipKey
    round: RoundKey
    round_title: str
    kind: ErasedKind
    ends: datetime
    announced_at: datetime | None
    erased_at: datetime | None

    def expected_on(self, now: datetime) -> datetime:
        return erased_on(self.kind, self.ends, self.announced_at, now)

    def what_to_do(self, now: datetime) -> str:
        return (
            RetentionStep.LEAVE
            if self.erased_at
            else what_to_do(self.kind, self.ends, self.announced_at, now)
        )


def view_retention(session: Session, partnership: PartnershipKey) -> list[DueErasure]:
    """Everything that a partnership's rounds with results keep for a time, the latest round first."""
    return _erasures(session, partnership, rounds_with_results(session, partnership, events=True))[::-1]


def _erasures(session: Session, partnership: PartnershipKey, rounds: Sequence[Round]) -> list[DueErasure]:
    """Of the rounds of one partnership, the earliest first; addresses only where there are or were any."""
    months = session.get_one(Partnership, partnership).keeps_months
    with_addresses = rounds_with_addresses(session, partnership)
    erasures = []
    released = sorted(this.released_at for this in rounds if this.released_at and not this.event)
    for this in rounds:
        assert this.released_at
        later = bisect_right(released, this.released_at)
        following = released[later] if later < len(released) else None
        for kind, ends in (
            (ADDRESSES, addresses_end(this.released_at)),
            (ANSWERS, answers_end(this.released_at, following, months)),
        ):
            if kind is ADDRESSES and this.key not in with_addresses and not this.addresses_erased_at:
                continue
            erasures.append(
                DueErasure(
                    this.partnership,
                    this.key,
                    this.title,
                    kind,
                    ends,
                    getattr(this, f"{kind.key}_announced_at"),
                    getattr(this, f"{kind.key}_erased_at"),
                )
            )
    return erasures


def find_due_erasures(session: Session, now: datetime) -> list[DueErasure]:
    """Returns whatever has to be announced, taken back or erased by now, of every partnership."""
    due: list[DueErasure] = []
    for partnership, rounds in groupby(
        rounds_with_results(session, events=True), key=lambda this: this.partnership
    ):
        due += [
            e
            for e in _erasures(session, partnership, list(rounds))
            if e.what_to_do(now) != RetentionStep.LEAVE
        ]
    return due


def carry_out_erasure(session: Session, due: DueErasure, now: datetime) -> str:
    """Announces, takes back or erases, and says which. Erasing cannot be undone; results stay."""
    this = get_round_for_change(session, due.partnership, due.round)
    what = due.what_to_do(now)
    if what == RetentionStep.ERASE:
        _erase(session, due)
        setattr(this, f"{due.kind.key}_erased_at", now)
    elif what != RetentionStep.LEAVE:
        setattr(this, f"{due.kind.key}_announced_at", now if what == RetentionStep.ANNOUNCE else None)
    session.flush()
    return what


def _erase(session: Session, due: DueErasure) -> None:
    if due.kind is ANSWERS:
        erase_answers(session, due.partnership, due.round)
        erase_words(session, due.partnership, due.round)
    else:
        erase_addresses(session, due.partnership, due.round)
