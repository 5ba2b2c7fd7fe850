"""Programmes that an event may begin with, as programmes.yaml has them. A mistake there is named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.events.own_questions import OwnQuestion, refuse_question
from lws_assess.survey.events.programme_times import minute_of
from lws_assess.survey.events.programmes import (
    MOST_SEGMENTS,
    ProgrammeRefused,
    ProgrammeTemplate,
    Segment,
    Segments,
    get_kind,
    refuse_segment,
    segment_of,
)
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.instruments import FULL, SHORT
from lws_assess.survey.refusals import FileFault
from lws_assess.survey.typed_values import UnclearValue

FILE = Path(__file__).resolve().with_name("programmes.yaml")

# What an entry says: the type of each, and whether it may be left out.
_TEMPLATE = {
    "key": (str, False),
    "title": (str, False),
    "for_whom": (str, False),
    "starts": (str, False),
    "length_of_form": (str, False),
    "lead_can_run": (bool, True),
    "segments": (list, False),
}
_SEGMENT = {
    "kind": (str, False),
    "minutes": (int, False),
    **dict.fromkeys(("key", "title", "words", "led_by", "notes", "question"), (str, True)),
    "options": (list, True),
    "most": (int, True),
}
_OF_QUESTION = ("question", "options", "most")
_CALLED = {str: "words", bool: "true or false", int: "a whole number", list: "a list"}


@cache
def programme_templates() -> tuple[ProgrammeTemplate, ...]:
    """Raises FileFault."""
    return read_templates(read_yaml(FILE))


def find_template(key: str) -> ProgrammeTemplate | None:
    return next((template for template in programme_templates() if template.key == key), None)


def read_templates(data: object) -> tuple[ProgrammeTemplate, ...]:
    """The templates of a file's content, in its order. Raises FileFault for the first mistake."""
    entries = data.get("templates") if isinstance(data, Mapping) else None
    if not isinstance(entries, list) or not entries:
        raise FileFault(FILE.name, "templates", "must be a list of at least one")
    templates = tuple(_read_template(entry, f"templates[{n}]") for n, entry in enumerate(entries, 1))
    _refuse_repeats([template.key for template in templates], "templates")
    return templates


def _read_template(data: object, place: str) -> ProgrammeTemplate:
    entry = _checked(data, place, _TEMPLATE)
    if entry["length_of_form"] not in (FULL, SHORT):
        raise FileFault(FILE.name, f"{place}.length_of_form", f"must be {FULL} or {SHORT}")
    try:
        minute_of(entry["starts"])
    except UnclearValue as refused:
        raise FileFault(FILE.name, f"{place}.starts", refused.words) from refused
    segments = _read_segments(entry.pop("segments"), f"{place}.segments")
    return ProgrammeTemplate(**{"lead_can_run": False, **entry}, segments=segments)


def _read_segments(entries: list[object], place: str) -> Segments:
    if not 1 <= len(entries) <= MOST_SEGMENTS:
        raise FileFault(FILE.name, place, f"must have from 1 to {MOST_SEGMENTS} segments")
    segments = tuple(_read_segment(entry, f"{place}[{n}]") for n, entry in enumerate(entries, 1))
    _refuse_repeats([segment.key for segment in segments], place)
    return segments


def _read_segment(data: object, place: str) -> Segment:
    """Fills in from its kind what a segment leaves out. The key of the segment is that of its kind."""
    entry = _checked(data, place, _SEGMENT)
    asked = {name: entry.pop(name) for name in _OF_QUESTION if name in entry}
    try:
        segment = replace(segment_of(get_kind(entry["kind"])), **entry)
        refuse_segment(segment)
        if asked:
            segment = replace(segment, question=_read_question(segment, asked))
    except EventRefusal as refused:
        raise FileFault(FILE.name, f"{place}.{refused.field}", refused.words) from refused
    except ProgrammeRefused as refused:
        raise FileFault(FILE.name, f"{place}.{refused.field}", refused.words) from refused
    return segment


def _read_question(segment: Segment, asked: Mapping[str, Any]) -> OwnQuestion:
    """The question of a segment. Raises EventRefusal."""
    if segment.question is None:
        raise EventRefusal("is of a kind that asks no question of the room’s own", next(iter(asked)))
    question = OwnQuestion(
        segment.kind,
        asked.get("question", ""),
        tuple(f"{option}".strip() for option in asked.get("options", ())),
        asked.get("most", 1),
    )
    refuse_question(question)
    return question


def _checked(data: object, place: str, names: Mapping[str, tuple[type, bool]]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise FileFault(FILE.name, place, "expected named entries")
    entry = {str(name): value.strip() if isinstance(value, str) else value for name, value in data.items()}
    for name in entry:
        if name not in names:
            raise FileFault(FILE.name, f"{place}.{name}", "is not a name this entry may have")
    for name, (kind, optional) in names.items():
        if name not in entry and not optional:
            raise FileFault(FILE.name, f"{place}.{name}", "is missing")
        if name in entry and type(entry[name]) is not kind:
            raise FileFault(FILE.name, f"{place}.{name}", f"must be {_CALLED[kind]}")
        if name in entry and kind is str and not optional and not entry[name]:
            raise FileFault(FILE.name, f"{place}.{name}", "must not be empty")
    return entry


def _refuse_repeats(keys: list[str], place: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise FileFault(FILE.name, place, f"the key {key} is used twice")
