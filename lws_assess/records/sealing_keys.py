"""Sealing keys: what people send lies under them until their round is released, or their event has ended.

One file a key, in a folder outside the database. A key is made once, before anything is accepted; its fingerprint
stands with the round, event or list that it belongs to, and whoever reads the file compares it. Once the results are
there the file is removed, and no copy of the database from before opens anything any more. Overwriting is not relied
on: backups and images of the machine have to leave the folder out.

Nothing here keeps a key in memory for longer than one request or one run.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.survey.refusals import Unavailable, Unsound

KEY_BYTES = 32
NONCE_BYTES = 12
ROW_BYTES = 16
ENDING = ".key"
MARKER = "sealing-keys"  # an empty file that tells the folder from one that is not mounted
# Texts are filled up to one of these, so that a length tells nothing. All but long texts fit the first, with which a
# row of PostgreSQL stays on its page.
SIZES = (1_792, 16_384, 131_072)
# What a machine forgets when it stops, or a container with its image.
FLEETING = frozenset({"tmpfs", "ramfs", "overlay", "overlayfs", "aufs", "fuse-overlayfs"})

ASK_FOR_A_FOLDER = (
    "Set KEYS_PATH to a folder for the keys under which answers lie while a round is open. It must be on a disk of "
    "its own or at least outside the database, and backups and images of the machine must leave it out."
)


class KeyTrouble(Unavailable):
    """Something is wrong with a sealing key or its folder; the message says what, and what to do."""


class KeyNotMade(KeyTrouble):
    """A key could not be made or could not be read back, so nothing may open."""


class KeyLost(KeyTrouble):
    """Holds what lay under the key cannot be read by anybody, now or later."""


class KeyGone(KeyLost):
    """The key has been destroyed, or its file is not there: what lay under it cannot be read by anybody."""


class KeyDamaged(KeyLost):
    """The file is not the key that was made: another one, or a part of it."""


class FolderAway(KeyTrouble):
    """The folder of the keys cannot be read now. It may be there again in a moment."""


class CannotOpen(Unsound):
    """A ciphertext that was damaged, or belongs to another key, purpose or row."""


class UnderAKey:
    """Columns of whatever people send something to: which key it lies under, and when that was destroyed."""

    sealing_key: Mapped[str | None]  # names the file
    sealing_mark: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # the key's fingerprint
    sealing_key_gone_at: Mapped[datetime | None]


@dataclass(frozen=True)
class SealingKey:
    """A key in memory. A purpose and a row are bound to each ciphertext, so that none can stand for another."""

    name: str
    value: bytes = field(repr=False)

    @property
    def mark(self) -> bytes:
        """The fingerprint. The key is 256 random bits, so that it leads back to nothing."""
        return hashlib.sha256(b"sealing key" + self.value).digest()

    def derive(self, purpose: str, other: bytes = b"") -> bytes:
        """A key of 256 bits for one purpose (HKDF of RFC 5869; the key is uniform, so it is only expanded).

        With `other`, such as what a respondent's secret leads to, neither alone leads to it.
        """
        return HKDFExpand(SHA256(), KEY_BYTES, purpose.encode() + b"\0" + other).derive(self.value)

    def box(self, purpose: str, other: bytes = b"", sizes: tuple[int, ...] = SIZES) -> SealingCipher:
        """Returns what seals and opens for one purpose; texts are filled up to one of `sizes`."""
        return SealingCipher(AESGCM(self.derive(purpose, other)), purpose.encode(), sizes)

    def hash(self, purpose: str, value: bytes) -> bytes:
        """Returns what a value is looked up by: 256 bits that lead to it for nobody without the key."""
        return hmac.digest(self.derive(purpose), value, "sha256")


@dataclass(frozen=True)
class SealingCipher:
    """Seals and opens texts of one purpose under one key."""

    _cipher: AESGCM = field(repr=False)
    _purpose: bytes
    _sizes: tuple[int, ...] = SIZES

    def seal(self, row: bytes, text: bytes, nonce: bytes | None = None) -> bytes:
        """A ciphertext bound to `row`. A nonce must never be used twice. Raises ValueError for a text too long."""
        nonce = nonce or os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, filled_up(text, self._sizes), self._purpose + b"\0" + row)

    def open(self, row: bytes, sealed: bytes) -> bytes:
        """The text. Raises CannotOpen."""
        try:
            text = self._cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._purpose + b"\0" + row
            )
        except (InvalidTag, ValueError) as fault:
            raise CannotOpen("this cannot be opened") from fault
        return text[4 : 4 + int.from_bytes(text[:4], "big")]


def filled_up(text: bytes, sizes: tuple[int, ...] = SIZES) -> bytes:
    """A text behind its length, filled up to the smallest of `sizes` that holds it."""
    whole = len(text).to_bytes(4, "big") + text
    for size in sizes:
        if len(whole) <= size:
            return whole.ljust(size, b"\0")
    raise ValueError(f"a text of {len(text)} bytes is longer than anything that can be sent")


class KeyFolder:
    """The folder of the keys. `for_demo` holds those of invented partnerships where no folder is set.

    It is looked into also once a folder is set, so that naming one loses no key that was made before. `durable` is
    false only where nothing needs to outlive the process.
    """

    def __init__(self, folder: Path | None, for_demo: Path | None = None, durable: bool = True) -> None:
        self._folder = folder
        self._for_demo = for_demo
        self._durable = durable

    def refuse_unless_usable(self, demo: bool) -> Path:
        """The folder in which a key may be made. Raises KeyNotMade."""
        folder = self._folder or (self._for_demo if demo else None)
        if folder is None:
            raise KeyNotMade(ASK_FOR_A_FOLDER)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise KeyNotMade(
                f"The folder of the keys, {folder}, cannot be made: {fault.strerror}."
            ) from fault
        if self._durable and not demo and (kind := filesystem_of(folder)) in FLEETING:
            raise KeyNotMade(
                f"The folder of the keys lies on a filesystem ({kind}) that is gone when the machine or container "
                "stops, and answers would be lost with it. Set KEYS_PATH to a folder on a disk or a volume."
            )
        return folder

    def refuse_another_folder(self, any_in_use: bool) -> None:
        """Refuses a folder that never held a key while others are in use. Raises KeyNotMade.

        It may be where a disk is to be mounted: a key made there would let the others seem to be gone for good.
        """
        folder = self._folder
        if any_in_use and folder is not None and not (folder / MARKER).exists():
            raise KeyNotMade(
                f"The folder of the keys, {folder}, is not the one in which the keys in use were made. See that its "
                f"disk is mounted. Only where those keys are lost for good, put an empty file “{MARKER}” there."
            )

    def make(self, demo: bool = False) -> SealingKey:
        """A new key, written, synced and read back. Raises KeyNotMade.

        Should the transaction that it is made for fail, a key is left behind that nothing lies under; `check`
        names it.
        """
        folder = self.refuse_unless_usable(demo)
        key = SealingKey(os.urandom(16).hex(), os.urandom(KEY_BYTES))
        try:
            marker = os.open(folder / MARKER, os.O_WRONLY | os.O_CREAT, 0o600)
            os.close(marker)
            self._write(folder / f"{key.name}{ENDING}", key.value)
            self._sync(folder)
        except OSError as fault:
            raise KeyNotMade(f"A key could not be written to {folder}: {fault.strerror}.") from fault
        try:
            return self.find(key.name, key.mark)
        except KeyTrouble as trouble:
            raise KeyNotMade(f"A key could not be read back from {folder}. {trouble.words}") from trouble

    def _write(self, path: Path, value: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(value)
            file.flush()
            if self._durable:
                os.fsync(file.fileno())

    def _sync(self, folder: Path) -> None:
        if self._durable:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def find(self, name: str, mark: bytes) -> SealingKey:
        """A key, compared with its fingerprint. Raises KeyLost or FolderAway."""
        for folder in self.folders:
            try:
                value = (folder / f"{name}{ENDING}").read_bytes()
            except FileNotFoundError:
                continue
            except OSError as fault:
                raise FolderAway(f"The key {name} cannot be read now: {fault.strerror}.") from fault
            key = SealingKey(name, value)
            if len(value) != KEY_BYTES or not hmac.compare_digest(key.mark, mark):
                raise KeyDamaged(f"The file {folder / name}{ENDING} is not the key that was made.")
            return key
        self._refuse_if_away()
        raise KeyGone(f"The key {name} is gone, and what lay under it cannot be read.")

    def destroy(self, name: str) -> None:
        """Removes a key for good, and syncs its folder. Raises FolderAway; may be repeated."""
        found = False
        try:
            for folder in self.folders:
                path = folder / f"{name}{ENDING}"
                found = found or path.exists()
                path.unlink(missing_ok=True)
                if folder.is_dir():
                    self._sync(folder)
        except OSError as fault:
            raise FolderAway(f"The key {name} cannot be removed now: {fault.strerror}.") from fault
        if not found:
            self._refuse_if_away()

    def _refuse_if_away(self) -> None:
        """The folder that was set is asked, if one was: another that is there says nothing of it. Raises FolderAway."""
        folder = self._folder or self._for_demo
        if folder is None or not (folder / MARKER).exists():
            raise FolderAway("The folder of the keys is not there, or is another one. See KEYS_PATH.")

    @property
    def folders(self) -> list[Path]:
        """Returns where keys may lie, without repeats."""
        return list(dict.fromkeys(folder for folder in (self._folder, self._for_demo) if folder))

    def names(self) -> Iterator[str]:
        """The keys that are there."""
        for folder in self.folders:
            yield from (path.stem for path in folder.glob(f"*{ENDING}"))


def filesystem_of(path: Path) -> str:
    """The kind of filesystem that a folder lies on; empty where the machine does not tell."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    real = path.resolve()
    for line in lines:
        before, _, behind = line.partition(" - ")
        mounted_on = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m.group(1), 8)), before.split()[4]))
        if real.is_relative_to(mounted_on) and len(mounted_on.parts) >= best:
            best, kind = len(mounted_on.parts), behind.split()[0]
    return kind


def fresh_row() -> bytes:
    """A random key for a row: 128 bits that say nothing of its order or of what it was before."""
    return os.urandom(ROW_BYTES)


# --- in a session ----------------------------------------------------------------------------------------

OF_SESSION = "sealing keys"  # where a session of the database carries the folder


def folder_of(session: Session) -> KeyFolder:
    """The folder of the keys that belong to a session's database. Raises KeyNotMade where none was given."""
    folder: KeyFolder | None = session.info.get(OF_SESSION)
    if folder is None:
        raise KeyNotMade(ASK_FOR_A_FOLDER)
    return folder


def give_a_key(session: Session, owner: UnderAKey, demo: bool) -> SealingKey:
    """Makes the one key of a round, an event or a list. Raises KeyNotMade, also where it has had one."""
    if owner.sealing_key is not None:
        raise KeyNotMade("It has had its key, and a key is never made twice.")
    folder_of(session).refuse_unless_usable(demo)
    folder_of(session).refuse_another_folder(_any_in_use(session))
    key = folder_of(session).make(demo)
    owner.sealing_key, owner.sealing_mark = key.name, key.mark
    return key


def _any_in_use(session: Session) -> bool:
    """True if anything has a key that has not been destroyed."""
    return any(
        session.scalars(
            select(kind.sealing_key)
            .where(kind.sealing_key.is_not(None), kind.sealing_key_gone_at.is_(None))
            .limit(1)
        ).first()
        for kind in UnderAKey.__subclasses__()
    )


def find_key(session: Session, name: str | None, mark: bytes | None) -> SealingKey:
    """The key that a row names, compared with its fingerprint. Raises KeyLost or FolderAway."""
    if name is None or mark is None:
        raise KeyGone("There is no key yet, or no longer.")
    return folder_of(session).find(name, mark)


def key_of(session: Session, owner: UnderAKey) -> SealingKey:
    """The key of a round, an event or a list. Raises KeyLost or FolderAway."""
    return find_key(session, owner.sealing_key, owner.sealing_mark)
