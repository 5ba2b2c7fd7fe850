"""Changes: a round's results beside those of rounds before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.results.kept_releases import changes_of_kept, find_kept_releases, history_of_kept
from lws_assess.records.rounds import Round, find_round, rounds_with_results
from lws_assess.survey.keys import NO_ROUND, PartnershipKey, RoundKey
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.histories import RoundHistory

MOST_ROUNDS = 12  # of which one history tells: a page must not grow with all that there ever were


def rounds_to_compare(session: Session, partnership: PartnershipKey, key: RoundKey) -> list[Round]:
    """The rounds with results that closed before this one, the newest first; none while it has no results.

    Those of an event are compared with none: other people answered, in a room.
    """
    this = find_round(session, partnership, key)
    if this is None or this.released_at is None or this.event:
        return []
    return rounds_before(this, rounds_with_results(session, partnership))


def rounds_before(this: Round, rounds: Sequence[Round]) -> list[Round]:
    """Returns those of some rounds with results that closed before this one, the newest first."""
    before = [one for one in rounds if _closed(one) < _closed(this)]
    return sorted(before, key=_closed, reverse=True)


def _closed(this: Round) -> tuple[float, str]:
    """In the order of closing; rounds that closed at one moment by their keys."""
    moment: datetime | None = this.closed_at or this.released_at
    return (moment.timestamp() if moment else 0.0, this.key)


def view_changes_since(
    session: Session, partnership: PartnershipKey, key: RoundKey, then_key: RoundKey = NO_ROUND
) -> RoundChanges | None:
    """Returns what has changed since an earlier round; None where there is none.

    That is the round named if it is an earlier one, else the one that this round repeats, else the newest.
    """
    this = find_round(session, partnership, key)
    return (
        view_changes_from(session, this, rounds_to_compare(session, partnership, key), then_key)
        if this
        else None
    )


def view_changes_from(
    session: Session, this: Round, earlier: Sequence[Round], then_key: RoundKey
) -> RoundChanges | None:
    """Does the same as `view_changes_since`, where the earlier rounds are known already."""
    by_key = {one.key: one for one in earlier}
    then = by_key.get(then_key) or by_key.get(this.repeats or NO_ROUND) or next(iter(earlier), None)
    if then is None:
        return None
    found = find_kept_releases(session, [then, this])
    return changes_of_kept(session, *found) if len(found) > 1 else None


def rounds_of_history(this: Round, earlier: Sequence[Round]) -> tuple[Round, ...]:
    """The rounds that a history up to this one tells of: it and the newest before it, the earliest first.

    `earlier` are those that it may be compared with, the newest first.
    """
    return (*reversed(earlier[: MOST_ROUNDS - 1]), this)


def view_history_of(session: Session, this: Round, earlier: Sequence[Round]) -> RoundHistory | None:
    """This round and the newest of the `earlier` ones, the earliest first; None where it is the first."""
    if not earlier:
        return None
    return history_of_kept(session, find_kept_releases(session, rounds_of_history(this, earlier)))
