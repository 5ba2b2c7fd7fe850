"""Texts that were agreed, kept packed on the shelf: tests say what must hold, and this keeps the rest from moving.

Beside each packed file lies a list with a line a text, so that whoever looks through a commit sees which of them it
renews. `make agreed` keeps what is made today and prints the lines that differ: read them before they are committed.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import lzma
import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from pathlib import Path

from tests.runs.keeping import forget_after_a_file

SHELF = Path(__file__).resolve().parents[1] / "shelf"
MOST_TOLD = 40  # lines of what differs, where a test fails
IS_KEEPING = os.environ.get("KEEP") == "1"


@dataclass
class AgreedTexts:
    """The texts of one packed file, by name. The first word of a name says which test agrees on it."""

    name: str
    _is_new: bool = False

    def __post_init__(self) -> None:
        if not IS_KEEPING:  # else it grows from file to file, and is written when all have run
            forget_after_a_file(lambda: vars(self).pop("kept", None))

    @property
    def file(self) -> Path:
        return SHELF / f"{self.name}.json.xz"

    @property
    def listed(self) -> Path:
        return SHELF / f"{self.name}.txt"

    @cached_property
    def kept(self) -> dict[str, str]:
        if not self.file.exists():
            return {}
        found: dict[str, str] = json.loads(lzma.decompress(self.file.read_bytes()))
        return found

    def assert_agreed(self, texts: Mapping[str, str]) -> None:
        """Each of these is as it was agreed, and none that was agreed is missing. Their first words are the same."""
        [first] = {_first_word(name) for name in texts}
        agreed = {name: text for name, text in self.kept.items() if _first_word(name) == first}
        differing = [line for name in sorted(texts | agreed) for line in _differences(name, agreed, texts)]
        if IS_KEEPING:
            print(*differing, sep="\n")
            self._keep_when_all_have_run(
                {name: self.kept[name] for name in self.kept.keys() - agreed} | texts
            )
            return
        told = [*differing[:MOST_TOLD], f"... {len(differing)} lines differ in all; make agreed keeps them."]
        assert not differing, "\n".join(told)

    def _keep_when_all_have_run(self, texts: dict[str, str]) -> None:
        if not self._is_new:
            atexit.register(self.write)
        self._is_new, self.kept = True, texts

    def write(self) -> None:
        """Writes both files: the same texts give the same bytes."""
        self.file.write_bytes(lzma.compress(json.dumps(self.kept, sort_keys=True).encode()))
        digests = {name: hashlib.sha256(text.encode()).hexdigest()[:8] for name, text in self.kept.items()}
        lines = [f"{digests[name]} {name}\n" for name in sorted(digests)]
        self.listed.write_text("".join(lines), encoding="utf-8")


def _first_word(name: str) -> str:
    return name.partition(" ")[0]


def _differences(name: str, agreed: Mapping[str, str], texts: Mapping[str, str]) -> list[str]:
    before, after = agreed.get(name), texts.get(name)
    if before == after:
        return []
    parts = [[] if text is None else text.split("\n") for text in (before, after)]
    return [name, *list(unified_diff(*parts, n=0, lineterm=""))[2:]]
