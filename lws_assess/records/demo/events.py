"""The visioning event of the demonstration that ships, and the one that is ready to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.keys import NO_AREA, AreaCode, GroupKey, RoundKey, StatementKey

FILE = Path(__file__).resolve().parent / "event.yaml"


@dataclass(frozen=True)
class DemoWord:
    text: str
    area: AreaCode = NO_AREA
    theme: str = ""
    more: str = ""


@dataclass(frozen=True)
class DemoTableRating:
    table: int
    area: AreaCode
    level: int
    evidence: str


@dataclass(frozen=True)
class DemoProposal:
    area: AreaCode
    what: str
    measure: str
    lead: str
    due: date


@dataclass(frozen=True)
class DemoHall:
    """Holds what an event is planned with."""

    title: str
    place: str
    template: str
    tables: int


@dataclass(frozen=True)
class DemoEvent:
    hall: DemoHall
    day: date
    round: RoundKey  # whose group means people rate by
    people: Mapping[GroupKey, int]  # by group
    voted_area: AreaCode
    voted_statement: StatementKey
    table_ratings: tuple[DemoTableRating, ...]
    words: Mapping[str, tuple[DemoWord, ...]]  # by kind
    actions: tuple[DemoProposal, ...]
    coming: DemoHall
    coming_in: timedelta


@cache
def marlhaven_event() -> DemoEvent:
    data: dict[str, Any] = read_yaml(FILE)
    return DemoEvent(
        hall=_hall(data),
        day=date.fromisoformat(data["day"]),
        round=data["round"],
        people=data["people"],
        voted_area=data["voted"]["area"],
        voted_statement=data["voted"]["statement"],
        table_ratings=tuple(DemoTableRating(**one) for one in data["table_ratings"]),
        words={kind: tuple(map(_word, data[kind])) for kind in ("helps", "hinders", "vision", "missing")},
        actions=tuple(
            DemoProposal(**{**one, "due": date.fromisoformat(one["due"])}) for one in data["actions"]
        ),
        coming=_hall(data["next"]),
        coming_in=timedelta(days=data["next"]["in_days"]),
    )


def _word(entry: str | dict[str, Any]) -> DemoWord:
    return DemoWord(entry) if isinstance(entry, str) else DemoWord(**entry)


def _hall(entry: Mapping[str, Any]) -> DemoHall:
    return DemoHall(entry["title"], entry["place"], entry["template"], entry["tables"])
