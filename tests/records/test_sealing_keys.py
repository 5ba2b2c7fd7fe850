"""Keys outside the database: made once, read back, compared, and gone for good."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.records import sealing_keys
from lws_assess.records.sealing import (
    Submission,
    WrittenComment,
    pack_submission,
    submission_box,
    unpack_submission,
)
from lws_assess.records.sealing_keys import (
    SIZES,
    CannotOpen,
    FolderAway,
    KeyDamaged,
    KeyFolder,
    KeyGone,
    KeyNotMade,
    SealingKey,
    filesystem_of,
    filled_up,
)

ROW = b"a row of the box"


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys", durable=False)


def a_key() -> SealingKey:
    return SealingKey("a", os.urandom(32))


def test_a_key_is_a_file_that_nobody_else_may_read(tmp_path: Path, folder: KeyFolder) -> None:
    key = folder.make()
    path = tmp_path / "keys" / f"{key.name}.key"
    assert path.read_bytes() == key.value
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert folder.find(key.name, key.mark) == key
    assert list(folder.names()) == [key.name]
    assert repr(key.value) not in repr(key)


def test_without_a_folder_nothing_opens_but_the_demo(tmp_path: Path) -> None:
    folder = KeyFolder(None, for_demo=tmp_path / "demo", durable=False)
    with pytest.raises(KeyNotMade, match="Set KEYS_PATH"):
        folder.make()
    key = folder.make(demo=True)
    assert folder.find(key.name, key.mark) == key


def test_naming_a_folder_later_loses_no_key_of_the_demo(tmp_path: Path) -> None:
    before = KeyFolder(None, for_demo=tmp_path / "demo", durable=False)
    key = before.make(demo=True)
    named = KeyFolder(tmp_path / "keys", for_demo=tmp_path / "demo", durable=False)
    assert named.find(key.name, key.mark) == key
    other = named.make(demo=True)
    assert (tmp_path / "keys" / f"{other.name}.key").exists()
    named.destroy(key.name)
    with pytest.raises(KeyGone):
        before.find(key.name, key.mark)


def test_a_folder_of_the_demo_does_not_stand_for_one_that_is_away(tmp_path: Path) -> None:
    """Else a key on a disk that is not mounted would be taken for gone, or for destroyed."""
    KeyFolder(None, for_demo=tmp_path / "demo", durable=False).make(demo=True)
    folder = KeyFolder(tmp_path / "keys", for_demo=tmp_path / "demo", durable=False)
    key = folder.make()
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    with pytest.raises(FolderAway):
        folder.find(key.name, key.mark)
    with pytest.raises(FolderAway):
        folder.destroy(key.name)
    (tmp_path / "elsewhere").rename(tmp_path / "keys")
    assert folder.find(key.name, key.mark) == key


@pytest.mark.parametrize("kind", ["tmpfs", "overlay"])
def test_a_folder_that_a_restart_takes_away_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(sealing_keys, "filesystem_of", lambda _path: kind)
    with pytest.raises(KeyNotMade, match=kind):
        KeyFolder(tmp_path).make()
    assert KeyFolder(tmp_path).make(demo=True)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="this machine has no filesystem in memory")
def test_a_filesystem_in_memory_is_told_from_a_disk() -> None:
    assert filesystem_of(Path("/dev/shm")) == "tmpfs"
    assert filesystem_of(Path("/proc/self")) == "proc"


@pytest.mark.parametrize("harm", ["another key", "cut short", "too long", "empty"])
def test_a_file_that_is_not_the_key_is_noticed(tmp_path: Path, folder: KeyFolder, harm: str) -> None:
    key, other = folder.make(), folder.make()
    path = tmp_path / "keys" / f"{key.name}.key"
    harmed = {
        "another key": other.value,
        "cut short": key.value[:-1],
        "too long": key.value + b"\0",
        "empty": b"",
    }
    path.write_bytes(harmed[harm])
    with pytest.raises(KeyDamaged):
        folder.find(key.name, key.mark)


def test_a_key_that_is_gone_is_told_from_a_folder_that_is_not_there(
    tmp_path: Path, folder: KeyFolder
) -> None:
    key = folder.make()
    folder.destroy(key.name)
    folder.destroy(key.name)
    with pytest.raises(KeyGone):
        folder.find(key.name, key.mark)
    shutil.rmtree(tmp_path / "keys")
    with pytest.raises(FolderAway):
        folder.find(key.name, key.mark)
    with pytest.raises(FolderAway):
        folder.destroy(key.name)
    (tmp_path / "keys").mkdir()  # a mount point without its mount
    with pytest.raises(FolderAway):
        folder.find(key.name, key.mark)


def test_a_full_or_read_only_disk_makes_no_key(folder: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    for fault in (OSError(28, "No space left on device"), OSError(30, "Read-only file system")):

        def refuse(_self: KeyFolder, _path: Path, _value: bytes, fault: OSError = fault) -> None:
            raise fault

        monkeypatch.setattr(KeyFolder, "_write", refuse)
        with pytest.raises(KeyNotMade, match=str(fault.strerror)):
            folder.make()


def test_a_key_that_cannot_be_read_back_is_not_given_out(
    folder: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyFolder, "_write", lambda _self, path, value: path.write_bytes(value[:16]))
    with pytest.raises(KeyNotMade, match="read back"):
        folder.make()


# --- sealing -------------------------------------------------------------------------------------------------


def test_what_is_sealed_opens_with_its_key_purpose_and_row_only() -> None:
    key = a_key()
    sealed = key.box("one").seal(ROW, b"text")
    assert key.box("one").open(ROW, sealed) == b"text"
    for box, row in (
        (key.box("two"), ROW),
        (key.box("one"), b"another row"),
        (key.box("one", b"and a secret"), ROW),
        (a_key().box("one"), ROW),
    ):
        with pytest.raises(CannotOpen):
            box.open(row, sealed)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_anything_changed_is_noticed(text: bytes, place: int) -> None:
    box = a_key().box("one")
    sealed = bytearray(box.seal(ROW, text))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(CannotOpen):
        box.open(ROW, bytes(sealed))
    with pytest.raises(CannotOpen):
        box.open(ROW, bytes(sealed[: place % 40]))


@given(st.integers(0, SIZES[-1] - 4))
def test_whatever_is_sealed_has_one_of_three_lengths(length: int) -> None:
    assert len(filled_up(bytes(length))) in SIZES


def test_a_text_longer_than_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than anything"):
        filled_up(bytes(SIZES[-1]))


def test_a_hash_leads_nowhere_without_the_key() -> None:
    key = a_key()
    assert key.hash("code", b"ABC234") == key.hash("code", b"ABC234")
    others = [key.hash("other", b"a"), key.hash("code", b"b"), a_key().hash("code", b"a")]
    assert len({key.hash("code", b"a"), *others}) == 4


words = st.text(
    st.characters(exclude_categories=[]), max_size=60
)  # lone surrogates too: what a browser sends is kept as it came
comments = st.lists(st.builds(WrittenComment, words, words, words), max_size=4).map(tuple)


@given(
    st.builds(
        Submission, st.text(max_size=30).filter(str.isascii), st.binary(max_size=80), comments, st.booleans()
    )
)
def test_a_submission_comes_out_as_it_went_in(submission: Submission) -> None:
    assert unpack_submission(pack_submission(submission)) == submission
    box = submission_box(a_key())
    assert unpack_submission(box.open(ROW, box.seal(ROW, pack_submission(submission)))) == submission


@pytest.mark.parametrize("packed", [b"", b"\0\0", b"\0\0\x05\0\0abc", b"\0\0\0\0\x01x{", b'\0\0\0\0\0["no"]'])
def test_bytes_that_are_no_submission_are_refused(packed: bytes) -> None:
    with pytest.raises(CannotOpen):
        unpack_submission(packed)
