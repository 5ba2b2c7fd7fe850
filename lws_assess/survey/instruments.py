"""Instruments: a questionnaire as data, read once into frozen values.

    Edition
      audiences   professional, young people, ...       who is asked, and in which words
      areas       Area 1, Area 2, ...                   the bands of the rainbow
        statements    Question with five descriptors    for audiences that rate statements
        local_statements   Question                     added by a partnership for its round; in no area score
        easy_read     audience key -> one Question      for audiences that get the easy-read form
      scales, non_ratings, role, sector

An edition is one frozen version of an instrument; its digest names its exact content.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol, TypeVar

from lws_assess.survey.keys import AreaCode, AudienceKey, EditionDigest, QuestionKey, StatementKey

FULL = "full"
SHORT = "short"

# Silent reading of English non-fiction goes at 238 words a minute (Brysbaert 2019, doi 10.1016/j.jml.2019.104047);
# a little less on a form, where people go back and forth between descriptions.
WORDS_A_MINUTE = 230


@dataclass(frozen=True)
class PageWords:
    """Words of pages that no questionnaire holds, such as who sees what, and buttons. A test measures them."""

    once: int  # on the pages before the areas and after them
    an_area: int


WORDS_OF_STATEMENT_PAGES = PageWords(once=592, an_area=41)
WORDS_OF_EASY_PAGES = PageWords(once=150, an_area=22)


class OfAnAudience(Protocol):
    """A group, wherever it is read from."""

    @property
    def audience(self) -> str: ...


Placed = TypeVar("Placed", bound=OfAnAudience)


@dataclass(frozen=True)
class Level:
    """One step of a scale. `value` counts from 1."""

    key: str
    value: int
    label: str
    meaning: str


@dataclass(frozen=True)
class Scale:
    """Levels from lowest to highest. `lens` is maturity, experience or importance; lenses are never mixed."""

    key: str
    title: str
    lens: str
    levels: tuple[Level, ...]

    @property
    def top(self) -> int:
        return len(self.levels)

    def band(self, mean: float) -> Level:
        """The level whose value is nearest to a mean; a mean half-way takes the higher one."""
        return self.levels[min(self.top, max(1, math.floor(mean + 0.5))) - 1]


@dataclass(frozen=True)
class NonRating:
    """An answer that is not a rating: don't know, or does not apply."""

    key: str
    label: str
    easy_label: str


@dataclass(frozen=True)
class Question:
    """Something answered on a scale. `descriptors` run lowest first; empty where the levels speak alone."""

    key: StatementKey
    topic: str
    text: str
    help: str
    scale: Scale
    descriptors: tuple[str, ...]
    short_form: bool


@dataclass(frozen=True)
class TextQuestion:
    key: QuestionKey
    text: str
    notice: str
    most_characters: int


@dataclass(frozen=True)
class TopAreas:
    text: str
    most: int


@dataclass(frozen=True)
class ProfileChoice:
    """`offers` names the length of form that somebody with this role is offered first."""

    key: str
    label: str
    offers: str


@dataclass(frozen=True)
class ProfileQuestion:
    key: QuestionKey
    text: str
    choices: tuple[ProfileChoice, ...]


@dataclass(frozen=True, eq=False)
class Audience:
    """Says who is asked. `easy_read` audiences answer one question an area in plain words, others statements."""

    key: AudienceKey
    label: str
    who: str
    easy_read: bool
    scale: Scale
    intro: str
    frame: str
    agreement: str
    support: str
    importance: Question | None
    comment: TextQuestion
    top_areas: TopAreas
    closing: tuple[TextQuestion, ...]


@dataclass(frozen=True)
class AreaDisplay:
    colour: str
    text_on_colour: str
    tint: str
    text_on_tint: str
    marker: str
    dash: str


@dataclass(frozen=True, eq=False)
class Area:
    """One band of the rainbow. `number` counts from 1 in the framework's order."""

    number: int
    code: AreaCode
    key: str
    name: str
    short_name: str
    easy_label: str
    name_variants: tuple[str, ...]
    display: AreaDisplay
    purpose: str
    child_voice: str
    statements: tuple[Question, ...]
    easy_read: Mapping[AudienceKey, Question]
    local_statements: tuple[Question, ...] = ()

    def questions(self, audience: Audience, length: str = FULL) -> tuple[Question, ...]:
        """The questions of the area's score as put to somebody of this audience with this length of form."""
        if audience.easy_read:
            return (self.easy_read[audience.key],)
        return tuple(q for q in self.statements if length == FULL or q.short_form)

    def added(self, audience: Audience, length: str = FULL) -> tuple[Question, ...]:
        """The local statements put to somebody: on full forms only, and on no easy-read form."""
        return () if audience.easy_read or length != FULL else self.local_statements

    def put(self, audience: Audience, length: str = FULL) -> tuple[Question, ...]:
        """Everything of this area that is rated on that form, importance aside."""
        return self.questions(audience, length) + self.added(audience, length)

    def label(self, audience: Audience) -> str:
        return self.easy_label if audience.easy_read else self.name


@dataclass(frozen=True, eq=False)
class Edition:
    key: str
    version: str
    digest: EditionDigest
    language: str
    title: str
    short_title: str
    acknowledgement: str
    provenance: str
    default_target: float
    scales: tuple[Scale, ...]
    non_ratings: tuple[NonRating, ...]
    audiences: tuple[Audience, ...]
    role: ProfileQuestion
    sector: ProfileQuestion
    areas: tuple[Area, ...]

    @cached_property
    def _areas(self) -> dict[AreaCode, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _audiences(self) -> dict[AudienceKey, Audience]:
        return {audience.key: audience for audience in self.audiences}

    def find_area(self, code: AreaCode) -> Area | None:
        return self._areas.get(code)

    def area(self, code: AreaCode) -> Area:
        return self._areas[code]

    def audience(self, key: AudienceKey) -> Audience:
        return self._audiences[key]

    def next_area(self, code: AreaCode) -> Area | None:
        """The area after this one; None after the last."""
        number = self._areas[code].number
        return self.areas[number] if number < len(self.areas) else None

    def area_before(self, code: AreaCode) -> Area | None:
        number = self._areas[code].number
        return self.areas[number - 2] if number > 1 else None

    def offered_length(self, role: str | None) -> str:
        """The length of form that somebody with this role is offered first: full where no role was given."""
        return next((choice.offers for choice in self.role.choices if choice.key == role), FULL)

    def rated_questions(self, audience: Audience, length: str = FULL) -> Iterator[Question]:
        for area in self.areas:
            yield from area.put(audience, length)

    def by_audience(self, placed: Iterable[Placed]) -> list[tuple[Audience, list[Placed]]]:
        """Groups by audience, in the order of audiences here; within each in the order given."""
        found: dict[str, list[Placed]] = {}
        for one in placed:
            found.setdefault(one.audience, []).append(one)
        return [(audience, found[audience.key]) for audience in self.audiences if audience.key in found]

    def count(self, audience: Audience, length: str = FULL) -> int:
        """Returns how many rated questions a form puts, importance aside."""
        return sum(1 for _ in self.rated_questions(audience, length))

    def shortest_minutes(self) -> int:
        return min(self.minutes(audience, SHORT) for audience in self.audiences)

    def longest_minutes(self, with_additions: bool = True) -> int:
        return max(self.minutes(audience, FULL, with_additions) for audience in self.audiences)

    @lru_cache(maxsize=256)  # noqa: B019 - editions live about as long as the process
    def minutes(self, audience: Audience, length: str = FULL, with_additions: bool = True) -> int:
        """Whole minutes to read a form: every word on its pages, as somebody of this audience sees them."""
        return max(1, math.ceil(self.words(audience, length, with_additions) / WORDS_A_MINUTE))

    def words(self, audience: Audience, length: str = FULL, with_additions: bool = True) -> int:
        """Returns how many words the pages of a form show, from its entrance to the last question."""
        around = WORDS_OF_EASY_PAGES if audience.easy_read else WORDS_OF_STATEMENT_PAGES
        areas = sum(
            around.an_area + self._words_of_area(area, audience, length, with_additions)
            for area in self.areas
        )
        return around.once + self._words_once(audience) + areas

    def _words_once(self, audience: Audience) -> int:
        profile = () if audience.easy_read else (self.role.text, *(c.label for c in self.role.choices))
        return _words(
            *(audience.intro, audience.agreement, audience.top_areas.text, *profile),
            *(area.label(audience) for area in self.areas),
            *(words for text in audience.closing for words in (text.text, text.notice)),
        )

    def _words_of_area(self, area: Area, audience: Audience, length: str, with_additions: bool) -> int:
        """Returns the words on the page of an area: questions with their levels, and what is asked beside them."""
        put = (area.put if with_additions else area.questions)(audience, length)
        asked = (*put, audience.importance) if audience.importance else put
        plain = () if audience.easy_read else (area.purpose, area.child_voice, audience.frame)
        numbers = sum(1 + len(question.descriptors) for question in put if question.descriptors)
        others = [other.easy_label if audience.easy_read else other.label for other in self.non_ratings]
        return numbers + _words(
            *(area.label(audience), *plain, audience.comment.text, audience.comment.notice),
            *(words for question in asked for words in (question.topic, question.text, question.help)),
            *(words for question in asked for words in question.descriptors),
            *(level.label for question in asked for level in question.scale.levels),
            *(words for _ in put for words in others),
        )


def _words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)
