"""The end of a round's key: it goes once the release has been read back, and never before.

    release committed -> read back on a new connection -> on every synchronous standby -> in a backup, where one is kept
        -> key removed and its folder synced -> the row says when -> what was erased is cleared away

Whatever fails is tried again at every run of `due`, which raises an alarm after a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.actions.results.releases import facts_and_cells
from lws_assess.records.database import Database
from lws_assess.records.responses import count_sealed
from lws_assess.records.results import find_release
from lws_assess.records.rounds import Round, get_round_for_change, rounds_with_a_key_to_destroy
from lws_assess.records.sealing_keys import KeyTrouble, UnderAKey, folder_of
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.cuts import digest_of_release

ALARM_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class KeyEnding:
    """Holds what became of a round's key in one run.

    `why_not` is empty where it is gone and everything is cleared away.
    """

    partnership: PartnershipKey
    round: RoundKey
    gone: bool
    why_not: str
    alarm: bool  # it has been tried for longer than a day


def end_round_keys(database: Database, now: datetime, backup_mark: Path | None = None) -> list[KeyEnding]:
    """Ends the key of every round that is over. `backup_mark` is touched by whatever verifies a backup, if any does."""
    with database.reading() as session:
        waiting = [(this.partnership, this.key) for this in rounds_with_a_key_to_destroy(session)]
    if not waiting:
        return []
    endings = [_end(database, partnership, key, now, backup_mark) for partnership, key in waiting]
    not_cleared = database.tidy_after_sealing()
    return [_clear(database, ending, not_cleared, now) for ending in endings]


def find_keys_that_came_back(session: Session) -> list[str]:
    """Keys that were destroyed and whose files are there again: restored by mistake, or on a disk that was away."""
    there = sorted(folder_of(session).names())
    if not there:
        return []
    return sorted(
        name
        for kind in UnderAKey.__subclasses__()
        for name in session.scalars(
            select(kind.sealing_key).where(kind.sealing_key.in_(there), kind.sealing_key_gone_at.is_not(None))
        )
        if name
    )


def destroy_keys_that_came_back(database: Database) -> list[str]:
    """Destroys them once more, and says which: with them older copies of the database could be read."""
    with database.reading() as session:
        if database.keys is None:
            return []
        found = find_keys_that_came_back(session)
        return [name for name in found if _is_destroyed(session, name)]


def _is_destroyed(session: Session, name: str) -> bool:
    """False where its folder cannot be written now: `check` names the key, and the next run tries again."""
    try:
        folder_of(session).destroy(name)
    except KeyTrouble:
        return False
    return True


def _end(
    database: Database, partnership: PartnershipKey, key: RoundKey, now: datetime, backup_mark: Path | None
) -> KeyEnding:
    with database.reading_anew() as session:  # a connection that did not make the release
        this = session.get_one(Round, (partnership, key))
        if this.sealing_key_gone_at:
            return KeyEnding(partnership, key, gone=True, why_not="", alarm=False)
        why_not = _why_not_read_back(session, this)
        why_not = why_not or why_not_elsewhere(database, _over_since(this), backup_mark)
        name = this.sealing_key or ""
        overdue = is_overdue(this, now)
    if not why_not:
        try:
            with database.writing() as session:
                folder_of(session).destroy(name)
                get_round_for_change(session, partnership, key).sealing_key_gone_at = now
        except KeyTrouble as trouble:
            why_not = trouble.words
    return KeyEnding(partnership, key, not why_not, why_not, bool(why_not) and overdue)


def _over_since(this: Round) -> datetime:
    over = this.released_at or this.lost_at
    assert over
    return over


def is_overdue(this: Round, now: datetime) -> bool:
    """True if a round has been over for so long that its key should have gone."""
    return now - _over_since(this) > ALARM_AFTER


def _why_not_read_back(session: Session, this: Round) -> str:
    """Why what was made of a round cannot be relied on yet; empty where it can."""
    if this.lost_at:
        return ""
    found = facts_and_cells(session, this.partnership, this.key)
    release = find_release(session, this.partnership, this.key)
    if found is None or release is None:
        return "The release cannot be read back."
    facts, cells = found
    if digest_of_release(cells, facts.cuts) != release.digest:
        return "The release that was read back is not the one that was made."
    sealed = count_sealed(session, this.partnership, this.key)
    if not this.answers_erased_at and sealed != sum(cell.people for cell in cells):
        return "The answers that were read back are not as many as were counted."
    return ""


def why_not_elsewhere(database: Database, since: datetime, backup_mark: Path | None) -> str:
    """Why something kept `since` then may lie nowhere but here; empty where standbys and backups, if any, have it."""
    return database.why_not_everywhere() or _why_not_in_a_backup(since, backup_mark)


def _why_not_in_a_backup(since: datetime, backup_mark: Path | None) -> str:
    if backup_mark is None:
        return ""
    try:
        verified_at = backup_mark.stat().st_mtime
    except OSError:
        return f"No backup has been verified yet: {backup_mark} is not there."
    if verified_at <= since.timestamp():
        return "No backup has been verified since."
    return ""


def _clear(database: Database, ending: KeyEnding, not_cleared: str, now: datetime) -> KeyEnding:
    if ending.gone and not not_cleared:
        with database.writing() as session:
            get_round_for_change(session, ending.partnership, ending.round).cleared_at = now
        return ending
    with database.reading() as session:
        overdue = is_overdue(session.get_one(Round, (ending.partnership, ending.round)), now)
    why_not = ending.why_not or not_cleared
    return KeyEnding(ending.partnership, ending.round, ending.gone, why_not, overdue)
