"""The groups that ship: what most partnerships ask, and whom such lists tend to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.keys import AudienceKey, GroupKey

FILE = Path(__file__).resolve().with_suffix(".yaml")


@dataclass(frozen=True)
class PresetGroup:
    """A group to begin with. Its key is what forms call it; a partnership's own key may differ."""

    key: GroupKey
    name: str
    audience: AudienceKey
    branch: str
    this_is_you_if: str
    target: int


@dataclass(frozen=True)
class MissingGroup:
    """A group that is easily forgotten, and how to see that it is there."""

    group: PresetGroup
    why: str
    known_by: tuple[str, ...]  # in small letters; one of them stands in the name of a group that will do
    audience_will_do: bool  # any group of the same audience will do as well


@dataclass(frozen=True)
class GroupPreset:
    branches: tuple[str, ...]
    groups: tuple[PresetGroup, ...]
    missing: tuple[MissingGroup, ...]


@cache
def group_preset() -> GroupPreset:
    data = read_yaml(FILE)
    return GroupPreset(
        branches=tuple(data["branches"]),
        groups=tuple(PresetGroup(**entry) for entry in data["groups"]),
        missing=tuple(_read_missing(entry) for entry in data["missing"]),
    )


def _read_missing(entry: dict[str, Any]) -> MissingGroup:
    about = dict(entry)
    return MissingGroup(
        why=about.pop("why"),
        known_by=tuple(about.pop("known_by")),
        audience_will_do=about.pop("audience_will_do", False),
        group=PresetGroup(**about),
    )
