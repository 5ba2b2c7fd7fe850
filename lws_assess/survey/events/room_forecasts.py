"""What a room of so many people will be able to show: part by part, before anybody has come.

    groups with their people  ->  foretell_segment  ->  ForetoldFigure: shown, perhaps, or withheld, in a sentence

No rule stands here: `survey.smallest_numbers` is asked, and what joins and leaves out groups in a release does so here.
WITHHELD holds whatever people answer, as long as no more come. SHOWN holds where everybody of them answers, and says of
how many it holds besides. PERHAPS depends on what people answer, and is promised by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lws_assess.survey.events import programme_kinds as kinds
from lws_assess.survey.events.own_questions import QUESTION_KINDS
from lws_assess.survey.events.programmes import Segment
from lws_assess.survey.events.rehearsals import people_at_tables
from lws_assess.survey.events.rooms import named_tables
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import AudienceKey, GroupKey
from lws_assess.survey.rounds.participation import (
    CountedGroup,
    GroupParticipation,
    forecast_release,
    group_participations,
)
from lws_assess.survey.rounds.repeats import EarlierCell
from lws_assess.survey.smallest_numbers import (
    EXACT_NEEDS,
    NAMED_FROM,
    fewest_in_a_room,
    how_many_are_missing,
    may_be_shown,
    room_may_be_exact,
    room_may_be_shown,
    spread_may_be_shown,
)

IN_RANGES = (
    f"Below {EXACT_NEEDS} people counts near nobody or everybody stand as ranges, and means to the half."
)
COUNT_HANDS = "Somebody other than the lead counts the hands first."
WORDS_ARE_SHOWN = "Words are shown once you have let them through, however few people wrote them."
NOBODY_ANSWERS = "Nobody answers anything here."
SAID_OF_KINDS = {
    kinds.JOIN: "The screen shows how many people have joined, and nothing of them.",
    kinds.CLOSE: "The screen shows again what it showed before: priorities, and actions that you took into the plan.",
    kinds.HELPS: WORDS_ARE_SHOWN,
    kinds.WORDS: WORDS_ARE_SHOWN,
    kinds.MISSING: WORDS_ARE_SHOWN,
    kinds.OPEN: WORDS_ARE_SHOWN,
}
VOTED_ALONE = (kinds.PRACTICE, kinds.REVEAL)


class Foretold(StrEnum):
    """Says what will become of a figure."""

    SHOWN = "shown"
    PERHAPS = "perhaps"
    WITHHELD = "withheld"
    NOTHING = "nothing"  # there is none: nobody answers


@dataclass(frozen=True)
class ForetoldFigure:
    """One sentence of what is foretold. It is about an audience, about some groups or tables, or about all."""

    outcome: Foretold
    words: str
    audience: AudienceKey | None = None
    groups: tuple[GroupKey, ...] = ()
    tables: tuple[int, ...] = ()


@dataclass(frozen=True)
class ForetoldSegment:
    segment: Segment
    figures: tuple[ForetoldFigure, ...]


@dataclass(frozen=True)
class ExpectedRoom:
    """Says who comes: people by group, `answered` as if all of them did, and how they sit.

    `smallest_number` is the event's. `is_meeting` is of a meeting that one group's lead runs. `earlier` is what was
    published of the same groups shortly before.
    """

    edition: Edition
    groups: tuple[CountedGroup, ...]
    tables: int
    smallest_number: int
    is_meeting: bool = False
    earlier: tuple[EarlierCell, ...] = ()

    @property
    def people(self) -> int:
        return sum(group.answered for group in self.groups)

    @property
    def audiences(self) -> list[tuple[Audience, list[CountedGroup]]]:
        """Each audience of which somebody comes, with its groups."""
        return self.edition.by_audience([group for group in self.groups if group.answered])


def foretell_segment(segment: Segment, room: ExpectedRoom) -> ForetoldSegment:
    """Returns what may be shown of one part of a programme."""
    return ForetoldSegment(segment, tuple(_figures(segment, room)))


def _figures(segment: Segment, room: ExpectedRoom) -> Iterator[ForetoldFigure]:
    question = QUESTION_KINDS.get(segment.kind)
    if segment.kind in SAID_OF_KINDS:
        yield ForetoldFigure(Foretold.SHOWN, SAID_OF_KINDS[segment.kind])
    elif question and question.voted_on:
        yield _of_all(room)
    elif segment.kind == kinds.RATE:
        yield from _rated_alone(room)
    elif segment.kind in VOTED_ALONE:
        yield from _voted(room, with_groups=segment.kind == kinds.REVEAL)
    elif segment.kind == kinds.VOTE_AGAIN:
        yield from _voted_again(room)
    elif segment.kind == kinds.PRIORITIES:
        yield from _voted(room, with_groups=False, did="choose their first areas")
    elif segment.kind != kinds.ACTIONS:
        yield ForetoldFigure(Foretold.NOTHING, NOBODY_ANSWERS)
    if segment.kind in (kinds.REVEAL, kinds.ACTIONS):
        yield from _tables(room)


# --- votes -------------------------------------------------------------------------------------------------


def _voted(room: ExpectedRoom, with_groups: bool, did: str = "choose a level") -> Iterator[ForetoldFigure]:
    for audience, groups in room.audiences:
        people, k = sum(group.answered for group in groups), room.smallest_number
        yield _of_audience(room, audience, people, did)
        if with_groups and room_may_be_shown(people, k):
            yield from _small_groups(audience, groups, k)


def _of_audience(room: ExpectedRoom, audience: Audience, people: int, did: str) -> ForetoldFigure:
    k = room.smallest_number
    who = f"{audience.label} ({people:,})"
    if not room_may_be_shown(people, k):
        return ForetoldFigure(Foretold.WITHHELD, _too_few(who, people, fewest_in_a_room(k)), audience.key)
    words = f"{who}: shown, if at least {fewest_in_a_room(k)} of them {did}."
    return ForetoldFigure(*_as_sure(room, people, words), audience.key)


def _as_sure(room: ExpectedRoom, people: int, words: str) -> tuple[Foretold, str]:
    """Says how sure a figure is, with what is to be said of its form."""
    words = words if room_may_be_exact(people) else f"{words} {IN_RANGES}"
    return (Foretold.PERHAPS, f"{words} {COUNT_HANDS}") if room.is_meeting else (Foretold.SHOWN, words)


def _too_few(who: str, people: int, needed: int) -> str:
    more = how_many_are_missing(people, needed)
    return f"{who}: nothing of theirs can be shown. Ask {more} more, or let them speak from paper first."


def _small_groups(audience: Audience, groups: Sequence[CountedGroup], k: int) -> Iterator[ForetoldFigure]:
    """Groups that cannot stand beside their audience, whatever they answer, and what becomes of the others."""
    small = [group for group in groups if not may_be_shown(group.answered, k)]
    others = [group for group in groups if may_be_shown(group.answered, k)]
    if small:
        yield ForetoldFigure(
            Foretold.WITHHELD,
            f"{_named(small)}: not shown as a group, since each is of fewer than {k}. Their votes count among all.",
            audience.key,
            tuple(group.key for group in small),
        )
    if others and len(groups) > 1:
        yield ForetoldFigure(
            Foretold.PERHAPS,
            f"{_named(others)}: shown as a group each, unless that would tell what single people or a smaller group "
            "chose.",
            audience.key,
            tuple(group.key for group in others),
        )


def _named(groups: Sequence[CountedGroup]) -> str:
    return ", ".join([f"{group.name} ({group.answered:,})" for group in groups])


def _voted_again(room: ExpectedRoom) -> Iterator[ForetoldFigure]:
    needed = fewest_in_a_room(room.smallest_number)
    for audience, groups in room.audiences:
        people = sum(group.answered for group in groups)
        who = f"{audience.label} ({people:,})"
        if not room_may_be_shown(people, room.smallest_number):
            yield ForetoldFigure(Foretold.WITHHELD, _too_few(who, people, needed), audience.key)
            continue
        yield ForetoldFigure(
            Foretold.PERHAPS,
            f"{who}: shown beside the first vote, if at least {needed} of them choose a level both times and the two "
            "do not tell what a few people chose. Ask everybody to vote again, also those who stay where they are.",
            audience.key,
        )


def _of_all(room: ExpectedRoom) -> ForetoldFigure:
    people, k = room.people, room.smallest_number
    who = f"All together ({people:,})"
    if not room_may_be_shown(people, k):
        return ForetoldFigure(Foretold.WITHHELD, _too_few(who, people, fewest_in_a_room(k)))
    if room_may_be_exact(people):
        words = f"{who}: shown, if at least {EXACT_NEEDS} of them answer. No group and no audience is shown alone."
        return ForetoldFigure(*_as_sure(room, people, words))
    words = f"{who}: shown, unless they answer so much alike that it would tell what each of them answered."
    return ForetoldFigure(Foretold.PERHAPS, f"{words} {IN_RANGES}")


# --- rating alone ------------------------------------------------------------------------------------------


def _rated_alone(room: ExpectedRoom) -> Iterator[ForetoldFigure]:
    standings = group_participations(room.groups, room.smallest_number, True, room.earlier)
    came = [one for one in standings if one.answered.most]
    forecast = forecast_release(came)
    shown, outcome = [*forecast.alone], Foretold.PERHAPS if room.is_meeting else Foretold.SHOWN
    if shown:
        only = [one for one in shown if not spread_may_be_shown(one.answered.least)]
        means = (
            f" Of {_standing(only)} only the mean is shown, and not how answers are spread." if only else ""
        )
        words = f"{_standing(shown)}: shown by themselves, if all of them send their answers.{means}"
        yield ForetoldFigure(outcome, words, None, _keys(shown))
    for cell in forecast.together:
        words = f"{_standing(cell)}: shown only together, if all of them send their answers."
        yield ForetoldFigure(outcome, words, None, _keys(cell))
    for one in forecast.missing:
        yield ForetoldFigure(Foretold.WITHHELD, _left_out(one), None, (one.key,))
    if room.is_meeting and came:
        yield ForetoldFigure(Foretold.PERHAPS, COUNT_HANDS)


def _left_out(one: GroupParticipation) -> str:
    who = f"{one.name} ({one.answered.words})"
    if one.near:
        return (
            f"{who}: nothing of theirs can be shown, since nearly as many were shown shortly before. Let them speak "
            "from paper first."
        )
    return _too_few(who, one.answered.least, one.smallest)


def _standing(groups: Sequence[GroupParticipation]) -> str:
    return ", ".join([f"{one.name} ({one.answered.words})" for one in groups])


def _keys(groups: Sequence[GroupParticipation]) -> tuple[GroupKey, ...]:
    return tuple(one.key for one in groups)


# --- tables ------------------------------------------------------------------------------------------------


def _tables(room: ExpectedRoom) -> Iterator[ForetoldFigure]:
    """Yields which tables are named beside what they write, when people sit down in turn."""
    seats = {table: people for table, people in people_at_tables(room.people, room.tables).items() if people}
    named = named_tables(seats, seats)
    unnamed = tuple(table for table in seats if table not in named)
    if unnamed:
        yield ForetoldFigure(
            Foretold.WITHHELD,
            f"What a table writes is shown without its number where fewer than {NAMED_FROM} people sit at it. Of "
            f"{len(seats)} tables that is so at {len(unnamed)}. Use fewer tables to have them named.",
            tables=unnamed,
        )
    if named or not room.tables:
        yield ForetoldFigure(
            Foretold.SHOWN,
            "What tables agree is shown at once; their reasons once you have let them through.",
        )
