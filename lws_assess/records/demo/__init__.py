"""The demonstration that ships: an invented partnership, and what its people are to answer.

Imports of this floor: none. Imported on this floor by: none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey, PartnershipKey, RoundKey

MARLHAVEN = Path(__file__).resolve().parent / "marlhaven.yaml"
OPENS, CLOSES = time(9, tzinfo=UTC), time(17, tzinfo=UTC)

ByArea = Mapping[AreaCode, float]


@dataclass(frozen=True)
class AnsweringHabits:
    """Says how people fill in forms. Shares run from 0 to 1."""

    spread: float  # standard deviation of one person's area scores around the group's mean
    answers_one_area: float
    leaves_areas: float
    left_blank: float  # of the questions put
    does_not_apply: float  # of the questions put
    takes_other_form: float  # of those offered the short form
    puts_nothing_first: float
    does_not_apply_more: Mapping[AreaCode, float]  # how much likelier than in areas that are not in it
    dont_know_more: frozenset[str]  # questions that draw more don't-knows than their neighbours
    sees_little: Mapping[GroupKey, float]  # by group, how much likelier its don't-knows are than others'


@dataclass(frozen=True)
class DemoGroup:
    key: GroupKey
    name: str
    audience: AudienceKey
    branch: str
    this_is_you_if: str
    lead: str
    lead_email: str
    method: str
    key_dates: str
    target: int
    roles: Mapping[str, float]  # per cent; the rest give none


@dataclass(frozen=True)
class DemoComment:
    group: GroupKey
    area: AreaCode
    text: str
    is_case: bool  # left for whoever tries moderation


@dataclass(frozen=True)
class DemoRound:
    """A round that is over, and what its answers are to come to."""

    key: RoundKey
    title: str
    opens_at: datetime
    closes_at: datetime
    people: Mapping[str, int]  # by group
    scores: Mapping[GroupKey, ByArea]  # by group
    importance: ByArea
    votes: Mapping[AreaCode, int]  # by area, of everybody
    dont_know: ByArea  # share of the questions put to professionals
    comments: tuple[DemoComment, ...]
    statements: Mapping[str, float]  # by key, means that single statements are to come to
    second_cut: str  # the profile question that results are shown by, beside groups
    smallest_number: int


@dataclass(frozen=True)
class DemoApproval:
    body: str
    day: date
    note: str


@dataclass(frozen=True)
class DemoDecision:
    """Holds what the steering group decided after a round."""

    round: RoundKey
    at: datetime
    places: tuple[str, ...]  # area codes, what comes first first
    reason: str
    by: str
    role: str  # in words
    approvals: tuple[DemoApproval, ...]


@dataclass(frozen=True)
class NextRound:
    """The round that is open when the demo is loaded."""

    key: RoundKey
    title: str
    opened_ago: timedelta
    closes_in: timedelta
    second_cut: str
    smallest_number: int


@dataclass(frozen=True)
class Demo:
    key: PartnershipKey
    name: str
    place: str
    plan: str
    contact: str
    support: str
    welcome_children: str
    support_children: str
    settings: Mapping[str, str]  # by column of the partnership
    instrument: str
    seed: str
    targets: ByArea
    habits: AnsweringHabits
    groups: tuple[DemoGroup, ...]
    rounds: tuple[DemoRound, ...]
    next_round: NextRound
    decisions: tuple[DemoDecision, ...]

    @property
    def people(self) -> int:
        return sum(sum(this.people.values()) for this in self.rounds)


@cache
def marlhaven_demo() -> Demo:
    """The demo as it ships."""
    data = read_yaml(MARLHAVEN)
    about, coming = data["partnership"], data["next_round"]
    return Demo(
        **about,
        instrument=data["instrument"],
        seed=data["seed"],
        targets=data["targets"],
        habits=_read_habits(data["habits"]),
        groups=tuple(_read_group(group) for group in data["groups"]),
        rounds=tuple(_read_round(this, data) for this in data["rounds"]),
        next_round=NextRound(
            key=coming["key"],
            title=coming["title"],
            opened_ago=timedelta(days=coming["opened_days_ago"]),
            closes_in=timedelta(days=coming["closes_in_days"]),
            second_cut=coming["second_cut"],
            smallest_number=coming["smallest_number"],
        ),
        decisions=tuple(_read_decision(entry) for entry in data["decisions"]),
    )


def _read_habits(entry: dict[str, Any]) -> AnsweringHabits:
    shares = {
        name.removesuffix("_percent"): value / 100
        for name, value in entry.items()
        if name.endswith("_percent")
    }
    return AnsweringHabits(
        spread=entry["spread"],
        does_not_apply_more=entry["does_not_apply_more"],
        dont_know_more=frozenset(entry["dont_know_more"]),
        sees_little=entry["sees_little"],
        **shares,
    )


def _read_group(entry: dict[str, Any]) -> DemoGroup:
    return DemoGroup(
        key=entry["key"],
        name=entry["name"],
        audience=entry["audience"],
        branch=entry["branch"],
        this_is_you_if=entry["this_is_you_if"],
        lead=entry["lead"],
        lead_email=entry["lead_email"],
        method=entry["method"],
        key_dates=entry["key_dates"],
        target=entry["target"],
        roles=entry.get("roles", {}),
    )


def _read_round(entry: dict[str, Any], data: dict[str, Any]) -> DemoRound:
    key = entry["key"]
    written = [c for c in (*data["comments"], *data["moderation_cases"]) if c["round"] == key]
    return DemoRound(
        key=key,
        title=entry["title"],
        opens_at=_moment(entry["opens"], OPENS),
        closes_at=_moment(entry["closes"], CLOSES),
        people={group["key"]: group["responses"][key] for group in data["groups"]},
        scores=entry["scores"],
        importance=entry["importance"],
        votes=entry["votes"],
        dont_know={area: percent / 100 for area, percent in entry["dont_know_percent"].items()},
        comments=tuple(DemoComment(c["group"], c["area"], c["text"], "expected" in c) for c in written),
        statements=entry.get("statements", {}),
        second_cut=entry["second_cut"],
        smallest_number=entry["smallest_number"],
    )


def _read_decision(entry: dict[str, Any]) -> DemoDecision:
    return DemoDecision(
        round=entry["round"],
        at=_moment(entry["decided"], CLOSES),
        places=tuple(entry["places"]),
        reason=entry["reason"],
        by=entry["by"],
        role=entry["role"],
        approvals=tuple(
            DemoApproval(one["body"], date.fromisoformat(one["day"]), one["note"])
            for one in entry["approvals"]
        ),
    )


def _moment(day: str, hour: time) -> datetime:
    return datetime.combine(datetime.fromisoformat(day), hour)
