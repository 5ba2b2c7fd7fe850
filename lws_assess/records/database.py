"""The database: one engine, its settings, and the two ways in, reading and writing.

SQLite writes begin IMMEDIATE and wait their turn behind one lock among all writers of the machine; its own
waiting is unfair. PostgreSQL reads without a transaction and writes read-committed.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import IO, Any, ClassVar, TypeVar

import pysqlite3.dbapi2 as bundled_sqlite
from sqlalchemy import CheckConstraint, DateTime, Engine, MetaData, String, create_engine, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from lws_assess.records.commits import SharedCommits
from lws_assess.records.sealing_keys import OF_SESSION, KeyFolder
from lws_assess.survey.keys import KEYS
from lws_assess.survey.refusals import Unsound
from lws_assess.survey.stop_links import StopKey

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that several connections use; 3.51.3 mends it.
SOUND_SQLITE = (3, 51, 3)

SHORTEST_WAIT, LONGEST_WAIT = 100, 10_000  # milliseconds for a lock of SQLite
SECONDS_BETWEEN_CHECKPOINTS = (0.05, 0.2, 0.5, 1.0)
# What keeps PostgreSQL from clearing dead rows away: who began before they died, prepared or replicating.
OLD_SNAPSHOTS = """
SELECT string_agg(what, ', ') FROM (
  SELECT 'a connection' AS what FROM pg_stat_activity
    WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
    AND backend_xmin::text::bigint < :horizon % 4294967296
  UNION ALL SELECT 'a prepared transaction' FROM pg_prepared_xacts WHERE database = current_database()
  UNION ALL SELECT 'a replication slot' FROM pg_replication_slots WHERE xmin IS NOT NULL
) AS those"""
# Positions are told to superusers and members of pg_monitor only; one that is not told counts as behind.
STANDBYS = """
SELECT count(*) FILTER (WHERE replay_lsn IS NULL OR replay_lsn < pg_current_wal_lsn()), count(*)
FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')"""

# Of upgrades from before there were keys.
ENCRYPTED_IN_PLACE = ("alerts", "drafts", "event_actions", "event_table_ratings", "event_words", "events")

OF_STOPS = (
    "key of who stopped"  # where a session carries the key under which it is kept who wants no messages
)

AT_HAND = "what a process keeps at hand"  # where a session carries what its database has at hand

SENDER = 0x4C57_5341  # names PostgreSQL's lock of whoever sends e-mail

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


State = TypeVar("State", bound=StrEnum)


class OneOf(TypeDecorator[State]):
    """A state by its value, as text; read back, it is a member of its enumeration."""

    impl = String
    cache_ok = True

    def __init__(self, states: type[State]) -> None:
        super().__init__()
        self.states = states

    @staticmethod
    def check(column: str, states: type[StrEnum]) -> CheckConstraint:
        """Makes the constraint that the column holds nothing else."""
        values = ", ".join(f"'{state.value}'" for state in states)
        return CheckConstraint(f"{column} IN ({values})", name=column)

    def process_bind_param(self, value: State | str | None, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> State | None:
        return None if value is None else self.states(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite gives naive times back; this gives aware ones on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[object, type[TypeEngine[Any]]]] = {
        datetime: UtcTime,
        **dict.fromkeys(KEYS, String),
    }


def at_hand(session: Session, what: str) -> dict[Any, Any]:
    """Returns what this process keeps in memory of a database, so that it is not read again; the caller bounds its
    size.
    """
    kept: dict[str, dict[Any, Any]] = session.info.setdefault(AT_HAND, {})
    return kept.setdefault(what, {})


class Database:
    """An engine with the product's two ways in, and the keys that its sessions carry.

    Those are the folder of the sealing keys, and the key under which it is kept who wants no messages. Without the
    latter nobody is known to have stopped any: whoever sends must give it.

    Raises Unsound where SQLite is too old to be safe.
    """

    def __init__(
        self, url: str, connections: int = 8, keys: KeyFolder | None = None, stops: StopKey | None = None
    ) -> None:
        self.url = url
        self.keys = keys
        self.stops = stops or StopKey(os.urandom(32))
        self._at_hand: dict[str, dict[Any, Any]] = {}
        self.is_sqlite = url.startswith("sqlite")
        self._writers = threading.Lock()
        # For what a hall sends in one second.
        self.shared = SharedCommits(self.writing, together=self.is_sqlite)
        self._lock_path: str | None = None
        if self.is_sqlite:
            self.engine = _sqlite_engine(url, connections)
            self._reading: Engine = self.engine
            self._writing: Engine = self.engine.execution_options(immediate=True)
            path = self.engine.url.database
            self._lock_path = f"{path}.writers" if path and path != ":memory:" else None
        else:
            self.engine = _postgresql_engine(url, connections)
            self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._writing = self.engine

    def _carried(self) -> dict[str, object]:
        return {OF_SESSION: self.keys, OF_STOPS: self.stops, AT_HAND: self._at_hand}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._reading, autoflush=False, expire_on_commit=False, info=self._carried()) as session:
            yield session

    @contextmanager
    def reading_anew(self) -> Iterator[Session]:
        """Reading on a connection that was not there before, as somebody else would see what has been kept."""
        engine = _sqlite_engine(self.url, 1) if self.is_sqlite else _postgresql_engine(self.url, 1)
        try:
            with Session(engine, autoflush=False, info=self._carried()) as session:
                yield session
        finally:
            engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when the block ends well and leaves nothing behind when it does not."""
        with (
            self._turn(),
            Session(self._writing, expire_on_commit=False, info=self._carried()) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """This writer's turn among all threads and processes of the machine; no wait on PostgreSQL."""
        if self._lock_path is None:
            yield
            return
        with self._writers, open(self._lock_path, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Holds a piece of work that one process at a time does. Yields False where another is at it."""
        if self.is_sqlite:
            with open(f"{self.engine.url.database}.sender", "w") as lock:
                yield _flock_at_once(lock)
            return
        with self._reading.connect() as connection:
            mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:it)"), {"it": SENDER}))
            try:
                yield mine
            finally:
                if mine:
                    connection.execute(text("SELECT pg_advisory_unlock(:it)"), {"it": SENDER})

    def tidy_after_sealing(self) -> str:
        """Clears away what was erased at a release: SQLite's write-ahead log, or the dead rows of PostgreSQL.

        Says why it could not yet; empty where all is gone. What lay there is ciphertext, whose key goes as well.
        """
        return self._clear_away(
            "alerts",
            "box_responses",
            "drafts",
            "ballots",
            "event_people",
            "event_ballots",
            "event_writings",
        )

    def tidy_after_erasing(self) -> str:
        """Clears away what is left of answers or addresses that were erased for good. Says why it could not yet; empty
        where it could.
        """
        return self._clear_away("responses", "comments", "alerts", "invitations", "messages", "mailings")

    def tidy_after_migrating(self) -> str:
        """Clears away what is left of all old rows after tables have changed their shape, and what PostgreSQL noted of
        values.

        Tables whose rows were encrypted in their place are written anew: clearing dead rows away leaves their bytes.
        """
        if self.is_sqlite:
            return self._truncate_log()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as at_once:
            at_once.exec_driver_sql("SET statement_timeout = 0")  # it takes as long as the database is large
            at_once.exec_driver_sql(f"VACUUM (FULL) {', '.join(ENCRYPTED_IN_PLACE)}")
            at_once.exec_driver_sql("VACUUM (ANALYZE)")
            at_once.exec_driver_sql("RESET statement_timeout")
        return ""

    def _clear_away(self, *tables: str) -> str:
        return self._truncate_log() if self.is_sqlite else self._vacuum(tables)

    def _truncate_log(self) -> str:
        """A checkpoint that ends with an empty log; somebody who reads at this moment can keep it from that."""
        for wait in (*SECONDS_BETWEEN_CHECKPOINTS, None):
            with self._turn():
                connection = self.engine.raw_connection()
                cursor = connection.cursor()
                try:
                    cursor.execute(
                        f"PRAGMA busy_timeout={SHORTEST_WAIT}"
                    )  # whoever wants to write waits behind us
                    row = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    cursor.execute(f"PRAGMA busy_timeout={LONGEST_WAIT}")
                    connection.close()
            if row is None or row[0] == 0:
                return ""
            if wait:
                time.sleep(wait)
        return "Somebody reads the database, so that SQLite’s write-ahead log could not be emptied."

    def _vacuum(self, tables: tuple[str, ...]) -> str:
        """Dead rows go unless a transaction that began before they died could still want them."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as at_once:
            horizon = at_once.scalar(text("SELECT txid_current()"))
            holding = text(OLD_SNAPSHOTS)
            for wait in (*SECONDS_BETWEEN_CHECKPOINTS, None):
                old = at_once.scalar(holding, {"horizon": horizon})
                if not old or wait is None:
                    break
                time.sleep(wait)
            at_once.exec_driver_sql(f"VACUUM {', '.join(tables)}")
            return "" if not old else f"{old} in PostgreSQL still may want rows that have been erased."

    def why_not_everywhere(self) -> str:
        """Why a synchronous standby may not have all that is committed; empty where each has, or none is set."""
        if self.is_sqlite:
            return ""
        with self._reading.connect() as connection:
            if not connection.scalar(text("SELECT current_setting('synchronous_standby_names')")):
                return ""
            behind, there = connection.execute(text(STANDBYS)).one()
        if not there:
            return "A synchronous standby is set for PostgreSQL, and none is connected."
        return "A synchronous standby of PostgreSQL has not replayed the release yet." if behind else ""


def _flock_at_once(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sqlite_engine(url: str, connections: int) -> Engine:
    library = bundled_sqlite if bundled_sqlite.sqlite_version_info >= sqlite3.sqlite_version_info else sqlite3
    if library.sqlite_version_info < SOUND_SQLITE:
        raise Unsound(
            f"SQLite {library.sqlite_version} may damage its file under load. Install the pysqlite3 package "
            "of requirements.txt, or use PostgreSQL."
        )
    engine = create_engine(
        url, module=library, pool_size=connections, max_overflow=connections, connect_args={"timeout": 10}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={LONGEST_WAIT}",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgresql_engine(url: str, connections: int) -> Engine:
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        pool_timeout=5,
        connect_args={"connect_timeout": 5, "options": "-c statement_timeout=60000 -c lock_timeout=10000"},
    )
