"""The published sums: every figure of the view objects as a weighted sum over single people's answers.

Subject     what is asked of each person: the ratings of an area, its don't-knows, what does not apply in it, its
            importance, votes, or a statement the partnership added
Crowd       the people of one audience in one round, and what each of them answered
Figure      one number (or count of each level) that was published, and the weight each answer has in it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.instruments import Area, Audience, Edition, ProfileQuestion, Question
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.responses import DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers.product import Published
from tests.attacks.attackers.surveys import Consultation, Survey

Weights = npt.NDArray[np.float64]  # people of one audience in one round x questions
Codes = npt.NDArray[np.uint8]
Value = float | tuple[int, ...]  # a number, or how many people chose each level
Printed = Shown | Distribution | BoundedCount | float

RATINGS, DONT_KNOWS, IMPORTANCE, VOTES = "ratings", "don't knows", "importance", "votes"
NOT_APPLICABLES = "does not apply"
UNRATED = {
    DONT_KNOWS: DONT_KNOW,
    NOT_APPLICABLES: NOT_APPLICABLE,
}  # the code of each answer that is no rating
SQUARES = "squares of scores"
SLOTS = {
    SQUARES: "statement",
    RATINGS: "statement",
    DONT_KNOWS: "statement",
    NOT_APPLICABLES: "statement",
    IMPORTANCE: "importance",
    VOTES: "vote",
}


@dataclass(frozen=True)
class Subject:
    """One kind of answer. Sums over different subjects share no answer."""

    kind: str
    audience: str
    area: str
    local: str = ""  # key of a statement that the partnership added

    def __str__(self) -> str:
        return " ".join(filter(None, (self.audience, self.area, self.local, self.kind)))


@dataclass(frozen=True, eq=False)
class Crowd:
    """The people of one audience in one round, group after group."""

    survey: Survey
    one: Consultation
    audience: str

    @cached_property
    def groups(self) -> list[str]:
        """The group of each person."""
        return [key for key in self._mine for _ in range(self.one.size(key))]

    @cached_property
    def _mine(self) -> list[str]:
        return [g.key for g in self.one.groups if g.audience == self.audience]

    def rows_of(self, groups: Sequence[str]) -> npt.NDArray[np.bool_]:
        return np.array([group in groups for group in self.groups], dtype=bool)

    @cached_property
    def slots(self) -> list[tuple[str, str, str]]:
        edition = self.survey.edition
        return [(s.kind, s.area, s.key) for s in vector_layout(edition, edition.audience(self.audience))]

    @cached_property
    def vectors(self) -> Codes:
        nobody = np.zeros((0, len(self.slots)), dtype=np.uint8)
        return np.concatenate([nobody, *(self.one.people[key] for key in self._mine)])

    def columns(self, subject: Subject) -> list[int]:
        """Where the answers to a subject stand in a vector."""
        kind = "local" if subject.local else SLOTS[subject.kind]
        return [
            i
            for i, slot in enumerate(self.slots)
            if slot[:2] == (kind, subject.area) and subject.local in ("", slot[2])
        ]

    def codes(self, subject: Subject) -> Codes:
        """What each person answered, question by question."""
        return self.vectors[:, self.columns(subject)]

    def chose(self, question: str, choices: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Who chose one of these (counted from 1) of the profile question."""
        column = next(i for i, slot in enumerate(self.slots) if slot[0] == "profile" and slot[2] == question)
        return np.isin(self.vectors[:, column], choices)


def rated(codes: Codes) -> npt.NDArray[np.bool_]:
    return (codes >= 1) & (codes <= 9)


def left_unrated(codes: Codes) -> npt.NDArray[np.bool_]:
    return (codes != NOT_PUT) & ~rated(codes)


def score_weights(codes: Codes) -> Weights:
    """What each rating weighs in its person's area score; 0 for those who have none."""
    weights = np.zeros(codes.shape)
    for person, answers in enumerate(codes.tolist()):
        put = [i for i, answer in enumerate(answers) if answer != NOT_PUT]
        given = [i for i in put if 1 <= answers[i] <= 9]
        if given and 2 * len(given) >= len(put):
            weights[person, given] = 1 / len(given)
    return weights


def mean_of(weights: Weights) -> Weights:
    """The weights of a mean over the people whom a sum holds."""
    people = int((weights != 0).any(axis=1).sum())
    return weights / max(1, people)


@dataclass(frozen=True, eq=False)
class Figure:
    """`weights` by round."""

    name: str
    subject: Subject
    weights: Mapping[str, Weights]

    def people(self) -> int:
        return sum(int((weights != 0).any(axis=1).sum()) for weights in self.weights.values())

    def on(self, survey: Survey, levels: int = 0) -> Value:
        """What the weights give on the raw answers; a count of each level where there are `levels`."""
        if levels:
            return tuple(round(self._sum(survey, level)) for level in range(1, levels + 1))
        return self._sum(survey)

    def _sum(self, survey: Survey, level: int = 0) -> float:
        total = 0.0
        for name, weights in self.weights.items():
            codes = Crowd(survey, survey.of(name), self.subject.audience).codes(self.subject)
            total += float((weights * self._values(codes, level)).sum())
        return total

    def _values(self, codes: Codes, level: int) -> Weights:
        if level:
            return (codes == level).astype(float)
        if self.subject.kind in UNRATED:
            return (codes == UNRATED[self.subject.kind]).astype(float)
        if self.subject.kind == VOTES:
            return (codes == 1).astype(float)
        return np.where(rated(codes), codes, 0).astype(float)


# --- what is published ---------------------------------------------------------------------------------------

# Who took part is known to the attacker; and these are worked out from figures printed beside them.
TAKING_PART = {
    "people",
    "area_people",
    "voters",
    "n",
    "left_out_people",
    "left_out",
    "unanswered",
    "expected",
    "k",
    "groups",
    "rate",
}
WORKED_OUT = {"gap", "score", "places", "band", "simultaneous_band", "target"}
# What a question asks is no answer.
OF_THE_QUESTIONNAIRE = (Edition, Area, Audience, Question, ProfileQuestion, Withheld, str)


def leaves(published: Published) -> dict[str, Value]:
    """Every number of the view objects that rests on answers, by its place."""
    return {place: _value(one) for place, one in printed(published).items()}


def _value(one: Printed) -> Value:
    if isinstance(one, Shown):
        return one.value
    if isinstance(one, BoundedCount):
        return (one.least + one.most) / 2
    return one.counts if isinstance(one, Distribution) else one


def printed(published: Published) -> dict[str, Printed]:
    """The same as it is printed."""
    found: dict[str, Printed] = {}
    for place, value in (
        *_leaves(published.results, ""),
        *_leaves(published.compared, "compared"),
    ):
        assert place not in found, f"two figures stand at {place}"
        found[place] = value
    return found


def _leaves(value: object, place: str) -> Iterator[tuple[str, Printed]]:
    if isinstance(value, OF_THE_QUESTIONNAIRE) or value is None or isinstance(value, bool):
        return
    if isinstance(value, Shown | Distribution | BoundedCount):
        yield place, value
    elif isinstance(value, int | float):
        yield place, float(value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, f"{place}/{key}" if place else str(key))
    elif isinstance(value, Sequence):
        for i, part in enumerate(value):
            yield from _leaves(part, f"{place}/{_label(part, i)}")
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in TAKING_PART | WORKED_OUT:
                yield from _leaves(getattr(value, one.name), f"{place}/{one.name}")


def _label(part: object, number: int) -> str:
    """What an entry of a list is called: its area, its question, its audience, its own key, or its number."""
    names = [getattr(part, name, None) for name in ("audience", "area", "question", "key")]
    known = [name for name in names if isinstance(name, str | Area | Audience | Question | ProfileQuestion)]
    return " ".join(_key(one) for one in known) or str(number)


def _key(one: str | Area | Audience | Question | ProfileQuestion) -> str:
    if isinstance(one, str):
        return one
    return one.code if isinstance(one, Area) else one.key
