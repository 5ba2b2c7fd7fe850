"""What is wrong with the keys, for whoever runs the service: found before it costs anybody an answer."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.actions.rounds.key_endings import ALARM_AFTER, find_keys_that_came_back
from lws_assess.records.database import Database
from lws_assess.records.events.visioning_events import events_with_keys_left
from lws_assess.records.rounds import rounds_with_a_key_to_destroy
from lws_assess.records.sealing_keys import (
    FLEETING,
    KeyFolder,
    KeyTrouble,
    UnderAKey,
    filesystem_of,
    folder_of,
)

KEEPS_SNAPSHOTS = frozenset({"btrfs", "zfs", "bcachefs"})
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class KeyFinding:
    """Something that is wrong, or that somebody should know. A fault makes the check fail; a warning does not."""

    fault: bool
    words: str


def check_keys(database: Database, now: datetime) -> list[KeyFinding]:
    """Everything about keys that is wrong or worth knowing; empty where all is well."""
    with database.reading() as session:
        findings = [*_missing(session), *_overdue(session, now)]
    if database.keys is not None:
        findings += _folders(database, database.keys)
    return findings


def _in_use(session: Session) -> list[UnderAKey]:
    """Every round, event and list that has a key which has not been destroyed."""
    return [
        owner
        for kind in UnderAKey.__subclasses__()
        for owner in session.scalars(
            select(kind).where(kind.sealing_key.is_not(None), kind.sealing_key_gone_at.is_(None))
        )
    ]


def _called(owner: UnderAKey) -> str:
    kind, names = type(owner).__name__.lower(), ("partnership", "round", "key")
    return f"{kind} {'/'.join(str(getattr(owner, name)) for name in names if getattr(owner, name, None))}"


def _missing(session: Session) -> list[KeyFinding]:
    findings = []
    for owner in _in_use(session):
        try:
            folder_of(session).find(owner.sealing_key or "", owner.sealing_mark or b"")
        except KeyTrouble as trouble:
            findings.append(KeyFinding(True, f"{_called(owner)}: {trouble.words}"))
    back = find_keys_that_came_back(session)
    if back:
        findings.append(
            KeyFinding(
                True,
                f"{len(back)} keys that had been destroyed are in the folder again: {', '.join(back)}. With them older "
                "copies of the database can be read. `due` removes them; see that nothing restores them.",
            )
        )
    known = {owner.sealing_key for owner in _in_use(session)} | set(back)
    spare = sorted(set(folder_of(session).names()) - known)
    if spare:
        findings.append(
            KeyFinding(
                False,
                f"Keys in the folder that belong to nothing in this database: {', '.join(spare)}. Where no other "
                "database uses the folder, and nothing is being opened at this moment, remove them.",
            )
        )
    return findings


def _overdue(session: Session, now: datetime) -> list[KeyFinding]:
    over: list[tuple[UnderAKey, datetime | None]] = [
        *((this, this.released_at or this.lost_at) for this in rounds_with_a_key_to_destroy(session)),
        *((event, event.ended_at) for event in events_with_keys_left(session)),
    ]
    return [
        KeyFinding(
            True, f"{_called(owner)}: it has been over for more than a day, and its key is still there."
        )
        for owner, since in over
        if owner.sealing_key_gone_at is None and since and now - since > ALARM_AFTER
    ]


def _folders(database: Database, keys: KeyFolder) -> list[KeyFinding]:
    findings = []
    for folder in keys.folders:
        if not folder.is_dir():
            continue
        kind = filesystem_of(folder)
        if kind in FLEETING:
            findings.append(
                KeyFinding(
                    True, f"{folder} lies on {kind}: keys are gone when the machine or container stops."
                )
            )
        if kind in KEEPS_SNAPSHOTS:
            findings.append(
                KeyFinding(
                    False,
                    f"{folder} lies on {kind}. See that no snapshot of it is kept: one keeps every key.",
                )
            )
        if folder.stat().st_mode & OTHERS:
            findings.append(
                KeyFinding(False, f"{folder} may be entered by others than its owner: chmod 700.")
            )
        findings += [
            KeyFinding(True, f"{path} may be read by others than its owner: chmod 600.")
            for path in sorted(folder.iterdir())
            if path.is_file() and path.stat().st_mode & OTHERS
        ]
        if _beside_the_database(database, folder):
            findings.append(
                KeyFinding(
                    False,
                    f"{folder} and the database lie on one filesystem, so that one image or snapshot holds both. Give "
                    "the keys a disk of their own that images and backups leave out.",
                )
            )
    return findings


def _beside_the_database(database: Database, folder: Path) -> bool:
    path = database.engine.url.database
    return bool(
        database.is_sqlite
        and path
        and Path(path).exists()
        and Path(path).stat().st_dev == folder.stat().st_dev
    )
