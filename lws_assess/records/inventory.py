"""The inventory of everything that is kept, as inventory.yaml has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

INVENTORY = Path(__file__).resolve().parent / "inventory.yaml"


@dataclass(frozen=True)
class Kept:
    """One table: what it is called, what it is for, how long it is kept, and the classes of data in it."""

    called: str
    purposes: tuple[str, ...]
    kept: str
    classes: tuple[str, ...]


@cache
def inventory() -> tuple[Kept, ...]:
    """Every table, in the file's order. Classes are given by their meaning, each once."""
    data = yaml.safe_load(INVENTORY.read_text(encoding="utf-8"))
    meanings = data["classes"]
    return tuple(
        Kept(
            called=table["called"],
            purposes=tuple(dict.fromkeys(column["purpose"] for column in table["columns"].values())),
            kept=table["kept"],
            classes=tuple(dict.fromkeys(meanings[c["class"]] for c in table["columns"].values())),
        )
        for table in data["tables"].values()
    )
