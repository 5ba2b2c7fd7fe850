"""Programmes of a visioning event: what the room does, and in which order.

    Template      what an event may begin with: "one-day", when it starts, and its segments
      Segment     one part of the programme, of a SegmentKind; its key stays while it is moved and renamed

A programme is a tuple of segments. The functions below take one and give back another. When each starts and ends
is worked out (programme_times), and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from lws_assess.survey.events.own_questions import QUESTION_KINDS, OwnQuestion
from lws_assess.survey.events.programme_kinds import KINDS, SegmentKind
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.keys import NO_SEGMENT, SegmentKey

MOST_TITLE, MOST_MINUTES, MOST_WORDS, MOST_LED_BY, MOST_NOTES, MOST_PLACE = 80, 240, 400, 80, 1_000, 80
MOST_SEGMENTS = 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS = {kind.key: kind for kind in KINDS}


class ProgrammeRefused(EventRefusal):
    """Raised for a change to a programme. Says what is wrong, and at which field."""


@dataclass(frozen=True)
class Segment:
    key: SegmentKey  # a slug of its own in its programme; answers hang on it, so it never changes
    kind: str
    title: str
    minutes: int
    words: str = ""  # what the screen says under the title
    led_by: str = ""
    notes: str = ""  # how to run it, for the host alone
    place: str = ""  # where it is; empty where it is with the rest
    question: OwnQuestion | None = None  # of a kind that asks a question of the room's own


Segments = tuple[Segment, ...]


@dataclass(frozen=True)
class ProgrammeTemplate:
    """A programme to begin with. `length_of_form` is "full" or "short", as an audience's form is."""

    key: str
    title: str
    for_whom: str
    starts: str  # "HH:MM"
    length_of_form: str
    lead_can_run: bool  # whether the lead of a group can run it without a facilitator
    segments: Segments


# --- finding ---------------------------------------------------------------------------------------------


def find_kind(key: str) -> SegmentKind | None:
    return _KINDS.get(key)


def get_kind(key: str) -> SegmentKind:
    """Raises ProgrammeRefused."""
    kind = find_kind(key)
    if kind is None:
        raise ProgrammeRefused("Choose what this part of the programme does", "kind")
    return kind


def find_segment(segments: Iterable[Segment], key: SegmentKey) -> Segment | None:
    return next((segment for segment in segments if segment.key == key), None)


def get(segments: Sequence[Segment], key: SegmentKey) -> Segment:
    """Raises ProgrammeRefused."""
    return segments[index_of_segment(segments, key)]


def index_of_segment(segments: Iterable[Segment], key: SegmentKey) -> int:
    """Its place, from 0. Raises ProgrammeRefused."""
    for place, segment in enumerate(segments):
        if segment.key == key:
            return place
    raise ProgrammeRefused("That part of the programme is not there any more.")


def next_after(segments: Sequence[Segment], key: SegmentKey) -> Segment | None:
    """None after the last one. Raises ProgrammeRefused."""
    place = index_of_segment(segments, key) + 1
    return segments[place] if place < len(segments) else None


def segment_before(segments: Sequence[Segment], key: SegmentKey) -> Segment | None:
    """None before the first one. Raises ProgrammeRefused."""
    place = index_of_segment(segments, key) - 1
    return segments[place] if place >= 0 else None


# --- changing --------------------------------------------------------------------------------------------


def move_segment(segments: Segments, key: SegmentKey, by: int) -> Segments:
    """Moves a segment up (by less than 0) or down, no further than the ends. Raises ProgrammeRefused."""
    return move_to(segments, key, index_of_segment(segments, key) + by)


def move_to(segments: Segments, key: SegmentKey, position: int) -> Segments:
    """Moves a segment to a place counted from 0, or to the nearest end. Raises ProgrammeRefused."""
    moved = get(segments, key)
    others = tuple(segment for segment in segments if segment is not moved)
    position = max(0, position)
    return (*others[:position], moved, *others[position:])


def add_segment(
    segments: Segments, kind: str, after: SegmentKey = NO_SEGMENT, used: Iterable[str] = ()
) -> Segments:
    """A new segment of a kind after another, or as the last one.

    `used` are keys that segments had before they were removed: what people said in those must not turn up under
    a new one. Raises ProgrammeRefused for a kind that is none, ProgrammeRefused and ProgrammeRefused.
    """
    if len(segments) >= MOST_SEGMENTS:
        raise ProgrammeRefused(f"A programme has {MOST_SEGMENTS} parts at the most. Remove one first.")
    place = index_of_segment(segments, after) + 1 if after else len(segments)
    new = segment_of(get_kind(kind), next_key(segments, kind, used))
    return (*segments[:place], new, *segments[place:])


def segment_of(kind: SegmentKind, key: SegmentKey = NO_SEGMENT) -> Segment:
    """A segment as its kind has it."""
    question = OwnQuestion(kind.key) if kind.key in QUESTION_KINDS else None
    return Segment(
        key=key or SegmentKey(kind.key),
        kind=kind.key,
        title=kind.title,
        minutes=kind.minutes,
        words=kind.words,
        led_by=kind.led_by,
        notes=kind.notes,
        question=question,
    )


def next_key(segments: Iterable[Segment], kind: str, used: Iterable[str] = ()) -> SegmentKey:
    """The key that a new segment of a kind gets: "break", then "break-2" and so on."""
    taken = {segment.key for segment in segments} | set(used)
    keys = (kind if number == 1 else f"{kind}-{number}" for number in count(1))
    return SegmentKey(next(key for key in keys if key not in taken))


def remove_segment(segments: Segments, key: SegmentKey) -> Segments:
    """Raises ProgrammeRefused and ProgrammeRefused."""
    gone = get(segments, key)
    if len(segments) == 1:
        raise ProgrammeRefused("A programme has at least one part. Add another before you remove this one.")
    return tuple(segment for segment in segments if segment is not gone)


def change_segment(
    segments: Segments,
    key: SegmentKey,
    *,
    title: str | None = None,
    minutes: int | None = None,
    words: str | None = None,
    led_by: str | None = None,
    notes: str | None = None,
    place: str | None = None,
    question: OwnQuestion | None = None,
) -> Segments:
    """Describes a segment anew; None leaves a part as it is. Raises ProgrammeRefused and ProgrammeRefused."""
    index = index_of_segment(segments, key)
    old = segments[index]
    changed = replace(
        old,
        title=" ".join((old.title if title is None else title).split()),
        minutes=old.minutes if minutes is None else minutes,
        words=(old.words if words is None else words).strip(),
        led_by=" ".join((old.led_by if led_by is None else led_by).split()),
        notes=(old.notes if notes is None else notes).strip(),
        place=" ".join((old.place if place is None else place).split()),
        question=question or old.question,
    )
    refuse_segment(changed)
    return (*segments[:index], changed, *segments[index + 1 :])


def refuse_segment(segment: Segment) -> None:
    """Raises ProgrammeRefused for what will not do, at the field that a form calls it by."""
    get_kind(segment.kind)
    if not _SLUG.fullmatch(segment.key):
        raise ProgrammeRefused("A key has small letters, digits and single hyphens only", "key")
    if not segment.title:
        raise ProgrammeRefused("Enter a title", "title")
    if not 1 <= segment.minutes <= MOST_MINUTES:
        raise ProgrammeRefused(f"Enter whole minutes, from 1 to {MOST_MINUTES}", "minutes")
    for field, most in _LONGEST.items():
        if len(getattr(segment, field)) > most:
            raise ProgrammeRefused(f"Use {most:,} characters at the most", field)


_LONGEST = {
    "title": MOST_TITLE,
    "words": MOST_WORDS,
    "led_by": MOST_LED_BY,
    "notes": MOST_NOTES,
    "place": MOST_PLACE,
}
