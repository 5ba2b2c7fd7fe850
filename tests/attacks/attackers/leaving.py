"""Surveys in which whoever leaves something unrated gives one reason, and small groups of which a part does so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lws_assess.survey.instruments import SHORT
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout
from tests.attacks.attackers.sums import left_unrated
from tests.attacks.attackers.surveys import UNRATED, Survey, editions
from tests.attacks.attackers.unanimity import all_alike


def leaving_alike(survey: Survey) -> Survey:
    """The same people, but in each group all who leave something of an area unrated give one reason.

    In many groups everybody who chooses puts as many areas first as they may, and never one of them.
    """
    chance = np.random.default_rng([survey.seed, 4])
    rounds = []
    for one in survey.rounds:
        people = {key: vectors.copy() for key, vectors in one.people.items()}
        for group in one.groups:
            audience = survey.edition.audience(group.audience)
            slots = vector_layout(survey.edition, audience)
            mine = people[group.key]
            for area in survey.edition.areas:
                code = int(chance.choice(UNRATED))
                for i, slot in enumerate(slots):
                    if slot.area == area.code and slot.kind in ("statement", "local"):
                        mine[left_unrated(mine[:, i]), i] = code
            if chance.random() < 0.5:
                votes = [i for i, slot in enumerate(slots) if slot.kind == "vote"]
                _choose_all_but_one(chance, mine, votes, audience.top_areas.most)
        rounds.append(replace(one, people=people))
    return replace(survey, rounds=tuple(rounds))


def _choose_all_but_one(
    chance: np.random.Generator, people: Vectors, votes: Sequence[int], most: int
) -> None:
    never = int(chance.choice(votes))
    others = [i for i in votes if i != never]
    for person in people:
        if (person[votes] == 1).any() and others:
            person[votes] = BLANK
            person[chance.choice(others, size=min(most, len(others)), replace=False)] = 1


def _some_left(survey: Survey, raters: int, code: int, kind: str = "statement", left: int = 99) -> Survey:
    """The same round, but of its people only the first `raters` rate; the others leave the last `left` of an area."""
    (one,) = survey.rounds
    people = one.people["g0"].copy()
    slots = vector_layout(survey.edition, survey.edition.audience(one.groups[0].audience))
    for area in survey.edition.areas:
        places = [i for i, slot in enumerate(slots) if slot.kind == kind and slot.area == area.code]
        for i in places[-left:]:
            people[raters:, i] = code
    return replace(survey, rounds=(replace(one, people={"g0": people}),))


def _with_own_statement(people: int, raters: int, code: int, short: int = 0) -> Survey:
    """So many professionals with a statement of their own, which all with the full form but a few rated."""
    edition = editions()[1]
    survey = replace(all_alike("professional", people, ([3], 3)), edition=edition)
    slots = vector_layout(edition, edition.audience("professional"))
    kept = {q.key for area in edition.areas for q in area.questions(edition.audience("professional"), SHORT)}
    row = [
        {"statement": 3, "local": 3, "importance": 3, "vote": BLANK}.get(slot.kind, NOT_PUT) for slot in slots
    ]
    vectors = np.array([row] * people, dtype=np.uint8)
    for i, slot in enumerate(slots):
        if slot.kind == "local" or (slot.kind == "statement" and slot.key not in kept):
            vectors[people - short :, i] = NOT_PUT
        if slot.kind == "local":
            vectors[raters : people - short, i] = code
    (one,) = survey.rounds
    return replace(survey, rounds=(replace(one, people={"g0": vectors}),))


def _choosing(people: int, *chosen: Sequence[int]) -> Survey:
    """So many young people, five areas, and what those put first who choose."""
    survey = all_alike("young-people", people, *[([3], 0)] * 5)
    (one,) = survey.rounds
    vectors = one.people["g0"].copy()
    slots = vector_layout(survey.edition, survey.edition.audience("young-people"))
    votes = [i for i, slot in enumerate(slots) if slot.kind == "vote"]
    for person, areas in enumerate(chosen):
        vectors[person, [votes[area] for area in areas]] = 1
    return replace(survey, rounds=(replace(one, people={"g0": vectors}),))


YOUNG_PEOPLE = all_alike("young-people", 12, *[([3], 0)] * 2)
WORKERS = all_alike("professional", 12, *[([3], 3)] * 2)
# Small groups of which part gave one reason, or chose in one way.
REASONS: Mapping[str, Survey] = {
    "seven of twelve rated and five did not know": _some_left(YOUNG_PEOPLE, 7, DONT_KNOW),
    "seven of twelve rated and five said it does not apply": _some_left(YOUNG_PEOPLE, 7, NOT_APPLICABLE),
    "seven of twelve rated and five left it blank": _some_left(YOUNG_PEOPLE, 7, BLANK),
    "seven of twelve rated an area and five knew nothing of it": _some_left(WORKERS, 7, DONT_KNOW),
    "seven of twelve rated and five did not know most": _some_left(WORKERS, 7, DONT_KNOW, left=3),
    "all rated most and did not know the rest": _some_left(WORKERS, 0, DONT_KNOW, left=2),
    "all but five rated our own statement": _with_own_statement(12, 7, DONT_KNOW),
    "our own statement does not apply to five": _with_own_statement(12, 7, NOT_APPLICABLE),
    "all but five with the full form rated our own statement": _with_own_statement(18, 7, DONT_KNOW, short=6),
    "all of eight who chose chose one area": _choosing(12, *[[0], [0, 1], [0, 2, 3], [0, 3]] * 2),
    "all of twelve chose three and nobody the first": _choosing(
        12, *[[1, 2, 3], [1, 2, 4], [1, 3, 4], [2, 3, 4]] * 3
    ),
}
