"""Prepared states: what many tests build in a fresh SQLite file is built once in a process, and copied afterwards.

`prepare` is for builders that begin with a database as it was copied or prepared, and end with what they return. A
state has a name, which with the names before it says all that it was built from; where anything else has been written
meanwhile, or on PostgreSQL, it is built as if nobody had prepared it. What it draws depends on its name and the seed
alone, so that it is the same whichever test comes first.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from lws_assess.records.database import Database
from lws_assess.records.sealing_keys import ENDING, MARKER, UnderAKey
from tests.machines.guardian import FOLDER, watch_over
from tests.runs.chance import drawing_by

Result = TypeVar("Result")
Names = tuple[Hashable, ...]
OLDEST = 120  # seconds: pages read the clock, and what was "just now" must not be long ago


@dataclass(frozen=True)
class _State:
    file: Path
    keys: dict[str, bytes]
    result: object
    made_at: float


_numbers = count()  # a state that is built anew takes a number of its own, not that of another state
_states: dict[Names, _State] = {}
_made: dict[tuple[Path | None, Names], set[Path]] = {}
_standing: dict[Path, tuple[Names, tuple[int, ...], dict[str, bytes]]] = {}


def note_copy(pattern: Path, to: Path) -> None:
    """Says that a file is a copy of another and nothing else."""
    _standing[to] = ((str(pattern),), _look_of(to), _keys_beside(pattern))


def prepare(database: Database, name: Hashable, build: Callable[[], Result], *around: object) -> Result:
    """What `build` returns, once the database is as `build` leaves it. `around` belongs to the caller: what is
    returned refers to that, and to the database, and not to copies.
    """
    before = _names_of(database)
    if before is None:
        return build()
    names = (*before, name)
    state = _states.get(names)
    if state and not _is_old(state) and _put(database, state, names):
        return _refer_to(state.result, _stand_ins(1 + len(around)), (database, *around))  # type: ignore[return-value]
    with _the_same_keys_again(database, names), drawing_by(f"prepared {names}"):
        result = build()
    _keep(database, names, before, _refer_to(result, (database, *around), _stand_ins(1 + len(around))))
    return result


def _is_old(state: _State) -> bool:
    return time.monotonic() - state.made_at > OLDEST


@contextmanager
def _the_same_keys_again(database: Database, names: Names) -> Iterator[None]:
    """What is built anew draws the same keys, and none is ever written where one lies: those of before go first.

    Those stay that the database names already: what is built stands on an earlier state, which has keys of its own.
    """
    folder = _key_folder_of(database)
    found = _made.get((folder, names))
    if folder and found:
        for path in found - {folder / name for name in _keys_of(database, folder)}:
            path.unlink(missing_ok=True)
    before = set(folder.glob(f"*{ENDING}")) if folder else set()
    try:
        yield
    finally:
        after = set(folder.glob(f"*{ENDING}")) if folder else set()
        _made[folder, names] = after - before


def _names_of(database: Database) -> Names | None:
    """What the database holds, if nothing has been written since that was noted, and no key taken or harmed.

    Whoever took a key away would have it back by a state that holds it.
    """
    path, folder = _path_of(database), _key_folder_of(database)
    if path is None or path not in _standing:
        return None
    names, look, keys = _standing[path]
    return names if look == _look_of(path) and _are_there(folder, keys) else None


def _are_there(folder: Path | None, keys: dict[str, bytes]) -> bool:
    if folder is None:
        return not keys
    files = {folder / name: value for name, value in keys.items()}
    return all(file.exists() and file.read_bytes() == value for file, value in files.items())


def _path_of(database: Database) -> Path | None:
    return Path(database.engine.url.database or "") if database.is_sqlite else None


def _look_of(path: Path) -> tuple[int, ...]:
    """Another after every change: SQLite appends to its log until that is written back into the file."""
    log = path.with_name(path.name + "-wal")
    here = path.stat()
    return here.st_mtime_ns, here.st_size, log.stat().st_size if log.exists() else 0


def nobody_has_it_open(database: Database, path: Path) -> bool:
    """Whether the file may be replaced: this process lets go of it, and no other holds it."""
    database.engine.dispose()
    return not any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-shm"))


def _key_folder_of(database: Database) -> Path | None:
    return database.keys.folders[0] if database.keys else None


def _put(database: Database, state: _State, names: Names) -> bool:
    """Whether the database could be made that of the state."""
    path, folder = _path_of(database), _key_folder_of(database)
    if path is None or folder is None or not nobody_has_it_open(database, path):
        return False
    shutil.copyfile(state.file, path)
    _put_keys(folder, state.keys)
    # A state may come to a folder in which it was never built, and be built there later, with the same keys.
    _made.setdefault((folder, names), set()).update(folder / name for name in state.keys if name != MARKER)
    _standing[path] = (names, _look_of(path), state.keys)
    return True


def _put_keys(folder: Path, keys: dict[str, bytes]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, value in keys.items():
        (folder / name).write_bytes(value)
        (folder / name).chmod(0o600)


def keep_with_keys(database: Database, file: Path) -> None:
    """Makes a database a file to copy from, for other processes too, with the keys that it names in a folder beside."""
    folder = _key_folder_of(database)
    assert folder
    _put_keys(_beside(file), _keys_of(database, folder))
    assert nobody_has_it_open(database, Path(database.engine.url.database or ""))
    Path(database.engine.url.database or "").rename(file)


def bring_keys(file: Path, folder: Path) -> None:
    """Puts the keys that were kept with a file into the folder of whoever copies that. Other files have none."""
    if keys := _keys_beside(file):
        _put_keys(folder, keys)


def _keys_beside(file: Path) -> dict[str, bytes]:
    return {key.name: key.read_bytes() for key in _beside(file).glob("*")}


def _beside(file: Path) -> Path:
    return file.with_suffix(".keys")


def _keep(database: Database, names: Names, before: Names, result: object) -> None:
    path, folder = _path_of(database), _key_folder_of(database)
    if path is None or folder is None:
        return
    keys = _keys_of(database, folder)
    if not nobody_has_it_open(database, path):
        return
    for old in [one for one, state in _states.items() if _is_old(state)]:
        _states.pop(old).file.unlink()
    file = _folder() / f"{next(_numbers)}.sqlite3"
    shutil.copyfile(path, file)
    _states[names] = _State(file, keys, result, time.monotonic())
    _standing[path] = (names, _look_of(path), keys)


def _keys_of(database: Database, folder: Path) -> dict[str, bytes]:
    """The keys that the database names, as files, and the file that marks their folder."""
    with database.reading() as session:
        named = [
            name for kind in UnderAKey.__subclasses__() for name in session.scalars(select(kind.sealing_key))
        ]
    files = [folder / MARKER, *(folder / f"{name}{ENDING}" for name in named if name)]
    return {file.name: file.read_bytes() for file in files if file.exists()}


def _stand_ins(number: int) -> tuple[object, ...]:
    return tuple(_stand_in(at) for at in range(number))


@cache
def _stand_in(_at: int) -> object:
    return object()


def _refer_to(result: object, instead_of: tuple[object, ...], these: tuple[object, ...]) -> object:
    """A copy that refers to others."""
    return copy.deepcopy(result, {id(old): new for old, new in zip(instead_of, these, strict=True)})


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lws-assess-prepared-"))
    watch_over(FOLDER, folder)
    return folder
