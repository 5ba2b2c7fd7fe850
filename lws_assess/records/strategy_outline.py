"""The outline of the strategy document, as strategy_outline.yaml has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lws_assess.records.yaml_files import read_yaml

FILE = Path(__file__).resolve().with_suffix(".yaml")


@dataclass(frozen=True)
class StrategySection:
    """`missing` is what people must write where the service knows nothing; empty where it always knows something."""

    number: int
    key: str
    title: str
    says: str
    missing: str
    to_write: tuple[str, ...]


@dataclass(frozen=True)
class StrategyOutline:
    sections: tuple[StrategySection, ...]
    glossary: tuple[tuple[str, str], ...]  # a word and its meaning
    checklist: tuple[tuple[str, tuple[str, ...]], ...]  # a heading and its items
    partners: tuple[str, ...]

    def section(self, key: str) -> StrategySection:
        return next(section for section in self.sections if section.key == key)


@cache
def strategy_outline() -> StrategyOutline:
    data = read_yaml(FILE)
    return StrategyOutline(
        sections=tuple(
            StrategySection(**{**entry, "number": number, "to_write": tuple(entry["to_write"])})
            for number, entry in enumerate(data["sections"], 1)
        ),
        glossary=tuple((entry["word"], entry["meaning"]) for entry in data["glossary"]),
        checklist=tuple((entry["group"], tuple(entry["items"])) for entry in data["checklist"]),
        partners=tuple(data["partners"]),
    )
