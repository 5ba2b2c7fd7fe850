"""The plan of the demonstration that ships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lws_assess.records.demo import CLOSES
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.plans.costs import YearFunds
from lws_assess.survey.plans.planned_actions import ActionDescription, ActionState, AskingState, GroupingLine

FILE = Path(__file__).resolve().parent / "plan.yaml"


@dataclass(frozen=True)
class DemoUpdate:
    at: datetime
    words: str
    value: str


@dataclass(frozen=True)
class DemoAction:
    """An action as it was planned, and what became of it."""

    about: ActionDescription
    standing: AskingState  # where the lead stands
    state: ActionState
    finished_at: datetime | None
    updates: tuple[DemoUpdate, ...]
    carried_on: timedelta | None  # how long after the day of loading it is due, where it was carried on


@dataclass(frozen=True)
class DemoFigure:
    """A line of workforce figures, as actions.plans.workforce takes it."""

    area: str
    headcount: int | None
    vacancies: int | None
    source: str
    day: date | None
    gap: str


@dataclass(frozen=True)
class DemoPlan:
    by: str
    planned_at: datetime
    carried_on_at: datetime
    carried_on_words: str
    lists: tuple[tuple[str, tuple[GroupingLine, ...]], ...]  # a title, and items whose keys are their names
    money: tuple[tuple[int, YearFunds], ...]
    workforce: tuple[DemoFigure, ...]
    actions: tuple[DemoAction, ...]


@cache
def marlhaven_plan() -> DemoPlan:
    data = read_yaml(FILE)
    return DemoPlan(
        by=data["by"],
        planned_at=_moment(data["planned"]),
        carried_on_at=_moment(data["carried_on"]),
        carried_on_words=data["carried_on_words"],
        lists=tuple((one["title"], tuple(_item(item) for item in one["items"])) for one in data["lists"]),
        money=tuple((one["year"], YearFunds(one["pounds"], one["pooled"])) for one in data["money"]),
        workforce=tuple(DemoFigure(**{**line, "day": _day(line["day"])}) for line in data["workforce"]),
        actions=tuple(_action(entry) for entry in data["actions"]),
    )


def _item(entry: dict[str, Any]) -> GroupingLine:
    return GroupingLine(entry["name"], entry["name"], tuple(entry["areas"]))


def _action(entry: dict[str, Any]) -> DemoAction:
    left = dict(entry)
    updates = tuple(
        DemoUpdate(_moment(one["day"]), one["words"], one.get("value", "")) for one in left.pop("updates")
    )
    standing, state = AskingState(left.pop("standing")), ActionState(left.pop("state"))
    finished, days = left.pop("finished", None), left.pop("carried_on_days", None)
    areas = (left.pop("area"), *left.pop("other_areas", ()))
    dates: dict[str, Any] = {name: _day(left.pop(name, None)) for name in ("start", "due", "pilot_ends")}
    return DemoAction(
        ActionDescription(**{**left, "items": tuple(left["items"])}, **dates, areas=areas),
        standing,
        state,
        _moment(finished) if finished else None,
        updates,
        timedelta(days=days) if days else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(day: str, hour: time = CLOSES) -> datetime:
    return datetime.combine(date.fromisoformat(day), hour)
