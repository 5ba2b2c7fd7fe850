"""The inventory of everything that is kept, as inventory.yaml has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lws_assess.records.yaml_files import read_yaml

ABOUT_NOBODY = ("configuration", "random", "result")
INVENTORY = Path(__file__).resolve().parent / "inventory.yaml"


@dataclass(frozen=True)
class KeptTable:
    """One table: what it is called, how long it is kept, and what it holds that is about people, if anything."""

    called: str
    kept: str
    about_people: tuple[str, ...]


@cache
def kept_tables() -> tuple[KeptTable, ...]:
    """Every table, in the file's order. What it holds is said by the meaning of its classes, each once."""
    data = read_yaml(INVENTORY)
    meanings = data["classes"]
    return tuple(
        KeptTable(
            called=table["called"],
            kept=table["kept"],
            about_people=tuple(
                dict.fromkeys(
                    meanings[column["class"]]
                    for column in table["columns"].values()
                    if column["class"] not in ABOUT_NOBODY
                )
            ),
        )
        for table in data["tables"].values()
    )
