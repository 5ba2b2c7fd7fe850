"""Probing: whether a published figure is what it should be, and what it is where it is not.

Each figure is compared with what its claim gives, on the answers themselves and then with everybody answering
otherwise. A figure that agrees each time is the sum it should be. For any other, and for a figure that nobody
has claimed, one answer after another is changed, and what moves is its sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lws_assess.survey.responses import BLANK
from tests.attacks.attackers.claims import claims
from tests.attacks.attackers.product import Product, in_clear, publish
from tests.attacks.attackers.sums import (
    IMPORTANCE,
    RATINGS,
    UNRATED,
    VOTES,
    Crowd,
    Figure,
    Subject,
    Value,
    Weights,
    leaves,
    rated,
)
from tests.attacks.attackers.surveys import Survey, answered_anew

OTHER_ANSWERS = 2  # how often everybody answers otherwise


@dataclass(frozen=True)
class Sums:
    """All published figures as sums, and those among them that are not what the method page says."""

    figures: tuple[Figure, ...]
    unexplained: tuple[str, ...]


def published_sums(survey: Survey, product: Product) -> Sums:
    with in_clear():
        chance = np.random.default_rng(survey.seed)
        surveys = [survey, *(answered_anew(survey, chance) for _ in range(OTHER_ANSWERS))]
        seen = [(one, leaves(publish(one, product))) for one in surveys]
        places = [place for place in seen[0][1] if all(place in found for _, found in seen)]
        claimed = {figure.name: figure for figure in claims(publish(survey, product))}
        agreed = {
            place: claimed[place]
            for place in places
            if place in claimed and all(_agrees(claimed[place], one, found[place]) for one, found in seen)
        }
        others = [
            place
            for place in places
            if place not in agreed and (place in claimed or len({found[place] for _, found in seen}) > 1)
        ]
        probed = _probed(survey, product, others) if others else []
    return Sums((*agreed.values(), *probed), tuple(others))


def _agrees(claim: Figure, survey: Survey, value: Value) -> bool:
    if isinstance(value, tuple):
        return claim.on(survey, levels=len(value)) == value
    return abs(float(claim.on(survey)) - value) < 1e-6  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Change:
    """One answer of one person made another; everybody of the same kind weighs the same."""

    round: str
    subject: Subject
    rows: Sequence[int]
    column: int  # among the answers to the subject
    by: float
    survey: Survey


def _probed(survey: Survey, product: Product, places: Sequence[str]) -> list[Figure]:
    """What moves the figures at these places, and by how much."""
    before = leaves(publish(survey, product))
    weights: dict[tuple[str, Subject], dict[str, Weights]] = defaultdict(dict)
    for change in _changes(survey):
        after = leaves(publish(change.survey, product))
        for place in places:
            moved = _moved(before[place], after.get(place, before[place]))
            if abs(moved) > 1e-9:
                found = weights[place, change.subject]
                if change.round not in found:
                    crowd = Crowd(survey, survey.of(change.round), change.subject.audience)
                    found[change.round] = np.zeros(crowd.codes(change.subject).shape)
                by = abs(change.by) if isinstance(before[place], tuple) else change.by
                found[change.round][list(change.rows), change.column] = moved / by
    return [Figure(place, subject, found) for (place, subject), found in weights.items()]


def _moved(before: Value, after: Value) -> float:
    if isinstance(before, tuple) and isinstance(after, tuple):
        return float(max(abs(b - a) for a, b in zip(before, after, strict=True)))
    return float(after) - float(before)  # type: ignore[arg-type]


def _changes(survey: Survey) -> Iterator[_Change]:
    for one in survey.rounds:
        for audience in survey.edition.audiences:
            crowd = Crowd(survey, one, audience.key)
            for rows in _kinds(crowd).values():
                for column in range(len(crowd.slots)):
                    yield from _change(survey, crowd, rows, column)


def _kinds(crowd: Crowd) -> Mapping[tuple[str, bytes], list[int]]:
    """People of one group who answered the same questions: by group and by what they left out."""
    kinds: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    profile = [i for i, slot in enumerate(crowd.slots) if slot[0] == "profile"]
    marks = np.where(rated(crowd.vectors), 1, np.where(crowd.vectors >= BLANK, BLANK, 0)).astype(np.uint8)
    marks[:, profile] = crowd.vectors[:, profile]
    votes = [i for i, slot in enumerate(crowd.slots) if slot[0] == "vote"]
    marks[:, votes] = (crowd.vectors[:, votes] == 1).any(axis=1, keepdims=True)
    for row, mark in enumerate(marks):
        kinds[crowd.groups[row], mark.tobytes()].append(row)
    return kinds


def _change(survey: Survey, crowd: Crowd, rows: Sequence[int], column: int) -> Iterator[_Change]:
    kind = crowd.slots[column][0]
    if kind == "profile":
        return
    old = int(crowd.vectors[rows[0], column])
    if old >= BLANK and kind in ("statement", "local"):
        # What is no rating is another reason for none: one more of each kind, or one less.
        for what, code in UNRATED.items():
            new, by = (BLANK, -1) if old == code else (code, 1)
            yield _changed(crowd, rows, column, (what, new, by), survey)
        return
    if kind == "vote":
        what, new, by = _other_vote(crowd, rows[0], column)
    elif 1 <= old <= 9:
        what = IMPORTANCE if kind == "importance" else RATINGS
        new = old + 1 if old == 1 else old - 1
        by = new - old
    else:
        return
    if by:
        yield _changed(crowd, rows, column, (what, new, by), survey)


def _changed(
    crowd: Crowd, rows: Sequence[int], column: int, other: tuple[str, int, float], survey: Survey
) -> _Change:
    """The change of one answer to another: what it is an answer to, its code, and by how much that moves its sum."""
    kind, area, key = crowd.slots[column]
    what, new, by = other
    subject = Subject(what, crowd.audience, area, key if kind == "local" else "")
    group, first = crowd.groups[rows[0]], crowd.groups.index(crowd.groups[rows[0]])
    people = crowd.one.people[group].copy()
    people[rows[0] - first, column] = new
    changed = replace(crowd.one, people={**crowd.one.people, group: people})
    rounds = tuple(changed if one.name == changed.name else one for one in survey.rounds)
    place = crowd.columns(subject).index(column)
    return _Change(crowd.one.name, subject, rows, place, by, replace(survey, rounds=rounds))


def _other_vote(crowd: Crowd, row: int, column: int) -> tuple[str, int, int]:
    """One vote more, or one less of several: whoever voted has still voted."""
    votes = [i for i, slot in enumerate(crowd.slots) if slot[0] == "vote"]
    cast = int((crowd.vectors[row, votes] == 1).sum())
    if crowd.vectors[row, column] == 1:
        return (VOTES, BLANK, -1) if cast > 1 else (VOTES, BLANK, 0)
    return VOTES, 1, 1 if cast else 0
