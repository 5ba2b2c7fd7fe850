"""The attacker who asks what everybody said: whether all people of a small cell are known to have answered alike.

    draw_survey  ->  agreeing  ->  publish  ->  look_at_unanimity  ->  Certain

Everything published of a cell is the same when two of its people change places. So where two of them answered a
question otherwise, each of them may have given either answer. What is left are questions that all of a cell
answered alike: there the attacker looks for other answers of whole people, in which somebody of the cell said
something else, and which print exactly the same everywhere: every round, every comparison, every reason why
something is not shown, and the fingerprint. They are found by trying and proved by publishing them. Where none is
found in so many tries, all of the cell are taken to be known.

What somebody says of their role or sector is asked of nobody here: no figure of a cell holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, VectorSlot, vector_layout
from lws_assess.survey.results.round_results import AudienceResults, CellResult
from tests.attacks.attackers.product import Product, Published, publish
from tests.attacks.attackers.sums import rated
from tests.attacks.attackers.surveys import FIRST, Consultation, Survey, SurveyGroup, rainbow

SMALL = 20  # people; larger cells may be known to agree
TRIES = 60  # of other answers, before a question counts as known
Rows = npt.NDArray[np.intp]
UNRATED = (BLANK, DONT_KNOW, NOT_APPLICABLE)
FIRST_THREE = "first three"


@dataclass(frozen=True)
class Question:
    """Something that all people of a cell answered alike. `columns` are its places in a vector."""

    round: str
    audience: str
    groups: tuple[str, ...]
    kind: str
    area: str
    key: str
    columns: tuple[int, ...]
    siblings: tuple[int, ...]  # the other questions of its area
    beside: tuple[str, ...] = ()  # groups of other cells together with which its statements are shown

    def __str__(self) -> str:
        return f"{self.round} round, {', '.join(self.groups)}: {self.area} {self.key or self.kind}"


@dataclass(frozen=True)
class Certain:
    """A question to which everybody's answer is known."""

    survey: Survey
    question: Question
    answer: tuple[int, ...]

    def __str__(self) -> str:
        return f"survey {self.survey.seed}: {self.question}: all answered {self.answer}"


@dataclass(frozen=True)
class Unanimity:
    """`looked_at` questions were answered alike by all of a small cell."""

    looked_at: int
    certain: tuple[Certain, ...]


# --- surveys in which small groups agree -----------------------------------------------------------------------


def agreeing(survey: Survey) -> Survey:
    """The same people, but that many groups all say the same of something: a level, don't know, or nothing."""
    chance = np.random.default_rng([survey.seed, 2])
    rounds = []
    for one in survey.rounds:
        together = {
            audience.key: int(chance.integers(1 << 30)) if chance.random() < 0.5 else None
            for audience in survey.edition.audiences
        }
        people = {}
        for group in one.groups:
            seed = together[group.audience]
            mood = np.random.default_rng(chance.integers(1 << 30) if seed is None else seed)
            people[group.key] = _alike(mood, survey, group.audience, one.people[group.key].copy())
        rounds.append(replace(one, people=people))
    return replace(survey, rounds=tuple(rounds))


def _alike(mood: np.random.Generator, survey: Survey, audience_key: str, people: Vectors) -> Vectors:
    audience = survey.edition.audience(audience_key)
    slots = vector_layout(survey.edition, audience)
    for area in survey.edition.areas:
        which = str(mood.choice(["levels", "one level", "unrated", "one unrated", "as drawn"]))
        level, code = int(mood.integers(1, audience.scale.top + 1)), int(mood.choice(UNRATED))
        mine = [
            i
            for i, slot in enumerate(slots)
            if slot.area == area.code and slot.kind in ("statement", "local")
        ]
        alone = int(mood.integers(len(mine)))
        for number, i in enumerate(mine):
            own = int(mood.integers(1, audience.scale.top + 1))
            said = {
                "levels": own,
                "one level": level,
                "unrated": code,
                "one unrated": code if number == alone else own,
            }.get(which)
            if said is not None:
                people[people[:, i] != NOT_PUT, i] = said
    for i, slot in enumerate(slots):
        if slot.kind == "importance" and audience.importance and mood.random() < 0.7:
            people[:, i] = mood.choice([*range(1, audience.importance.scale.top + 1), BLANK])
    votes = [i for i, slot in enumerate(slots) if slot.kind == "vote"]
    if mood.random() < 0.7:
        most = min(audience.top_areas.most, len(votes))
        chosen = mood.choice(votes, size=int(mood.integers(0, most + 1)), replace=False)
        people[:, votes] = BLANK
        people[:, chosen] = 1
    return people


def all_alike(audience_key: str, people: int, *said: tuple[Sequence[int], int], votes: int = 0) -> Survey:
    """One round of one group, in which all give the same answers.

    `said` holds for each area the answers to its statements, of which the last goes for all after it, and its
    importance; the first `votes` areas are put first.
    """
    edition = rainbow(len(said))
    audience = edition.audience(audience_key)
    codes = [area.code for area in edition.areas]
    row = []
    for slot in vector_layout(edition, audience):
        if slot.kind == "statement":
            answers = said[codes.index(slot.area)][0]
            number = [q.key for q in edition.area(slot.area).questions(audience)].index(slot.key)
            row.append(answers[min(number, len(answers) - 1)])
        elif slot.kind == "importance":
            row.append(said[codes.index(slot.area)][1])
        elif slot.kind == "vote":
            row.append(1 if codes.index(slot.area) < votes else BLANK)
        else:
            row.append(NOT_PUT)
    group = SurveyGroup("g0", "schools", audience_key)
    vectors = np.array([row] * people, dtype=np.uint8)
    return Survey(0, edition, 5, (Consultation(FIRST, (group,), {"g0": vectors}),))


def both(one: Survey, other: Survey) -> Survey:
    """One round of the two groups."""
    mine, its = one.rounds[0], other.rounds[0]
    second = replace(its.groups[0], key="g1")
    people = {"g0": mine.people["g0"], "g1": its.people["g0"]}
    return replace(one, rounds=(Consultation(FIRST, (mine.groups[0], second), people),))


# Small groups that agree, each in a way of its own.
CASES: Mapping[str, Survey] = {
    "five with the same three choices": all_alike("young-people", 5, *[([3], 0)] * 5, votes=3),
    "six who all do not know": all_alike("young-people", 6, *[([DONT_KNOW], 0)] * 5),
    "nine at the top": all_alike("parents-carers", 9, *[([5], 0)] * 3, votes=1),
    "twelve at level 2": all_alike("professional", 12, *[([2], 3)] * 3),
    "twelve who do not know one thing": all_alike("professional", 12, ([2, 2, 2, 2, DONT_KNOW], 3), ([3], 4)),
    "six to whom nothing applies": all_alike("young-people", 6, *[([NOT_APPLICABLE], 0)] * 5),
    "twelve to whom one thing does not apply": all_alike(
        "professional", 12, ([2, 2, 2, 2, NOT_APPLICABLE], 3), ([3], 4)
    ),
    "six who do not know, or to whom it does not apply": all_alike(
        "professional", 6, ([DONT_KNOW, NOT_APPLICABLE], 3), ([NOT_APPLICABLE, DONT_KNOW], 4)
    ),
    "eight in one order": all_alike("professional", 8, ([2], 3), ([3, 3, 3, 2, 2], 4)),
    "seven with one area to choose": all_alike("professional", 7, ([3], 4), votes=1),
    "two groups that agree on other levels": both(
        all_alike("parents-carers", 9, *[([2], 0)] * 3), all_alike("parents-carers", 9, *[([3], 0)] * 3)
    ),
    "two groups at the two ends of other statements": both(
        all_alike("professional", 10, ([1, 1, 1, 3], 3), ([3], 4)),
        all_alike("professional", 10, ([3, 3, 3, 5], 3), ([3], 4)),
    ),
    "nine who left everything blank": all_alike("professional", 9, *[([BLANK], BLANK)] * 3),
}


# --- what all of a cell answered alike -------------------------------------------------------------------------


def look_at_unanimity(
    survey: Survey,
    product: Product,
    tries: int = TRIES,
    columns: tuple[int, ...] | None = None,
    most: int | None = None,
) -> Unanimity:
    """Which questions are certain: of those that have `columns` if these are given, and `most` of them at most."""
    published = publish(survey, product)
    questions = list(_answered_alike(survey, published))
    chance = np.random.default_rng([survey.seed, 3])
    open_ones = list(questions)
    for attempt in range(4):
        # All at once first, which mostly shows it of all.
        if open_ones and _prints_the_same(_changed(survey, open_ones, chance, attempt), published, product):
            return Unanimity(len(questions), ())
    certain = (
        Certain(survey, question, _answer(survey, question))
        for question in open_ones
        if columns in (None, question.columns)
        and not any(
            _prints_the_same(_changed(survey, [question], chance, attempt), published, product)
            for attempt in range(tries)
        )
    )
    return Unanimity(len(questions), tuple(islice(certain, most)))


def _answered_alike(survey: Survey, published: Published) -> Iterator[Question]:
    for name, results in published.results.items():
        for audience in results.audiences:
            slots = vector_layout(survey.edition, audience.audience)
            for cell in audience.cells:
                if cell.people >= SMALL:
                    continue
                people = _people(survey.of(name), cell.group_keys)
                for asked in _questions(name, audience.audience.key, cell.group_keys, slots):
                    question = replace(asked, beside=_shown_beside(audience, cell, asked.area))
                    mine = people[:, question.columns]
                    put = mine[(mine != NOT_PUT).all(axis=1)]
                    if len(put) and len(np.unique(put, axis=0)) == 1:
                        yield question


def _questions(
    name: str, audience: str, groups: Sequence[str], slots: Sequence[VectorSlot]
) -> Iterator[Question]:
    """Every question; the areas to work on first are one."""
    where = (name, audience, tuple(groups))
    votes = []
    for i, slot in enumerate(slots):
        kind, area, key = slot.kind, slot.area, slot.key
        if kind == "vote":
            votes.append(i)
        elif kind != "profile":
            siblings = [
                j for j, other in enumerate(slots) if j != i and (other.kind, other.area) == (kind, area)
            ]
            yield Question(*where, kind, area, key, (i,), tuple(siblings))
    yield Question(*where, FIRST_THREE, "", "", tuple(votes), ())


def _shown_beside(audience: AudienceResults, cell: CellResult, area: str) -> tuple[str, ...]:
    """The groups of the other cells together with which a cell shows the statements of an area, or might.

    Those are all that do not show them by themselves, where it shows them neither by itself nor with others.
    """
    found = next((one.statements for one in audience.areas if one.area.code == area), ())
    together = found[0].with_cell(cell.key) if found else None
    if together:
        members = set(together.members)
    else:
        alone = [
            any(isinstance(one.cells[i].mean, Shown) for one in found) for i in range(len(audience.cells))
        ]
        members = {one.key for one, shown in zip(audience.cells, alone, strict=True) if not shown}
    beside = [one for one in audience.cells if one.key in members and one is not cell]
    return tuple(key for one in beside for key in one.group_keys) if cell.key in members else ()


def _people(one: Consultation, groups: Sequence[str]) -> Vectors:
    return np.concatenate([one.people[key] for key in groups])


def _answer(survey: Survey, question: Question) -> tuple[int, ...]:
    people = _people(survey.of(question.round), question.groups)[:, question.columns]
    return tuple(int(code) for code in people[(people != NOT_PUT).all(axis=1)][0])


# --- other answers -------------------------------------------------------------------------------------------


def _prints_the_same(other: Survey | None, published: Published, product: Product) -> bool:
    if other is None:
        return False
    found = publish(other, product)
    return found.results == published.results and found.compared == published.compared


def _changed(
    survey: Survey, questions: Sequence[Question], chance: np.random.Generator, attempt: int
) -> Survey | None:
    """Other answers, in which somebody of each question's cell answers it otherwise; None where that failed."""
    people = {one.name: {key: vectors.copy() for key, vectors in one.people.items()} for one in survey.rounds}
    for question in questions:
        mine = people[question.round]
        sizes = [len(mine[key]) for key in question.groups]
        whole = np.concatenate([mine[key] for key in question.groups])
        before = whole.copy()
        if attempt % 4 == 1 and question.kind == "statement" and question.beside:
            _exchange_between_cells(chance, survey, mine, whole, question)
        else:
            _change(survey, question, chance, attempt, whole)
        if (whole[:, question.columns] == before[:, question.columns]).all():
            return None
        for key, part in zip(question.groups, np.split(whole, np.cumsum(sizes)[:-1]), strict=True):
            mine[key] = part
    return replace(survey, rounds=tuple(replace(one, people=people[one.name]) for one in survey.rounds))


def _change(
    survey: Survey, question: Question, chance: np.random.Generator, attempt: int, people: Vectors
) -> None:
    audience = survey.edition.audience(question.audience)
    if question.kind == FIRST_THREE:
        _choose_otherwise(
            chance, people, question.columns, min(audience.top_areas.most, len(question.columns))
        )
        return
    column = question.columns[0]
    top = audience.scale.top
    if question.kind == "importance" and audience.importance:
        top = audience.importance.scale.top
    put = np.flatnonzero(people[:, column] != NOT_PUT)
    if attempt % 4 == 3 and question.siblings:
        _swap_two_answers(chance, people, question, put)
    elif not rated(people[put[:1], column]).all():
        _leave_otherwise(chance, people, question, put, attempt, top)
    elif attempt % 8 == 6:
        _rate_as_somebody_else(chance, people, question, put)
    elif attempt % 4 == 2:
        _rate_otherwise_alone(chance, people, question, put, top)
    else:
        _rate_otherwise_in_pairs(chance, people, column, put, top)


def _rate_otherwise_in_pairs(
    chance: np.random.Generator, people: Vectors, column: int, put: Rows, top: int
) -> None:
    """One person a level higher and one a level lower, if there are two such; else one alone, by one level."""
    level = int(people[put[0], column])
    if 1 < level < top and len(put) > 1:
        # Those who left the same unrated, and say the same of themselves, weigh alike in everything.
        one = int(chance.choice(put))
        like = [int(i) for i in put if i != one and (rated(people[i]) == rated(people[one])).all()]
        same = [i for i in like if people[i, -2:].tolist() == people[one, -2:].tolist()]
        other = int(chance.choice(same or like or [int(i) for i in put if i != one]))
        people[one, column], people[other, column] = level + 1, level - 1
    else:
        people[int(chance.choice(put)), column] = level + 1 if level == 1 else level - 1


def _rate_otherwise_alone(
    chance: np.random.Generator, people: Vectors, question: Question, put: Rows, top: int
) -> None:
    """One person another level, and the other way round in another question of the area."""
    column, one = question.columns[0], int(chance.choice(put))
    level = int(people[one, column])
    step = 1 if level == 1 else -1 if level == top else int(chance.choice([1, -1]))
    people[one, column] = level + step
    for other in chance.permutation(question.siblings).tolist():
        if rated(people[one, [other]]).all() and 1 <= int(people[one, other]) - step <= top:
            people[one, other] = int(people[one, other]) - step
            return


def _rate_as_somebody_else(
    chance: np.random.Generator, people: Vectors, question: Question, put: Rows
) -> None:
    """Two people who each rate all of the area alike do so at each other's level."""
    area = [question.columns[0], *question.siblings]
    levels = {
        person: set(people[person, area][rated(people[person, area])].tolist())
        for person in range(len(people))
    }
    one = int(chance.choice(put))
    others = [person for person, mine in levels.items() if len(mine | levels[one]) == 2 and len(mine) == 1]
    if len(levels[one]) == 1 and others:
        other = int(chance.choice(others))
        for person, as_rated in ((one, levels[other]), (other, levels[one])):
            mine = [i for i in area if rated(people[person, [i]]).all()]
            people[person, mine] = min(as_rated)


def _exchange_between_cells(
    chance: np.random.Generator,
    survey: Survey,
    people: dict[str, Vectors],
    whole: Vectors,
    question: Question,
) -> None:
    """One person rates this otherwise, and another question of the area the other way round.

    Somebody of another cell does the reverse, so that what both say together stays the same. Where the one left this
    unrated, each gives this and the other question for each other, and a third evens out what that has moved.
    """
    top = survey.edition.audience(question.audience).scale.top
    this = question.columns[0]
    one = int(chance.choice(np.flatnonzero(whole[:, this] != NOT_PUT)))
    others = [(key, row) for key in question.beside for row in range(len(people[key]))]
    pairs = [(key, row, that) for key, row in others for that in question.siblings]
    for at in chance.permutation(len(pairs)).tolist():
        key, row, that = pairs[at]
        mine, theirs = whole[one, [this, that]], people[key][row, [this, that]]
        if rated(mine).all() and rated(theirs).all():
            step = int(chance.choice([1, -1]))
            new = np.array([mine, theirs], dtype=np.int64) + step * np.array([[1, -1], [-1, 1]])
            if new.min() >= 1 and new.max() <= top:
                whole[one, [this, that]], people[key][row, [this, that]] = new
                return
        elif (rated(mine) == [False, True]).all() and (rated(theirs) == [True, False]).all():
            third = _who_evens_out(chance, people, others, (this, that), int(theirs[0]) - int(mine[1]), top)
            if third and NOT_PUT not in (mine[0], theirs[1]) and third[:2] != (key, row):
                whole[one, [this, that]], people[key][row, [this, that]] = mine[::-1], theirs[::-1]
                people[third[0]][third[1], [this, that]] = third[2]
                return
    _rate_in_the_stead_of_another(chance, people, whole, question, others)


def _rate_in_the_stead_of_another(
    chance: np.random.Generator,
    people: Mapping[str, Vectors],
    whole: Vectors,
    question: Question,
    others: Sequence[tuple[str, int]],
) -> None:
    """One person rates what they left and leaves another question; somebody of another cell leaves this one.

    As many rate it, which may be what decides whether cells are shown together. The other's mean stays about the same.
    """
    _swap_two_answers(chance, whole, question, np.arange(len(whole)))
    this, area = question.columns[0], [question.columns[0], *question.siblings]
    whose = [
        (key, row)
        for key, row in others
        if rated(people[key][row, area]).sum() > 3 and rated(people[key][row, [this]]).all()
    ]
    if whose:
        key, row = whose[int(chance.integers(len(whose)))]
        theirs = people[key][row]
        mean = theirs[area][rated(theirs[area])].mean()
        theirs[this] = BLANK
        left = [i for i in area if rated(theirs[[i]]).all()]
        changed = int(chance.choice(left))
        new = round(mean * len(left) - sum(int(theirs[i]) for i in left if i != changed))
        theirs[changed] = min(max(new, 1), int(theirs[left].max()))


def _who_evens_out(
    chance: np.random.Generator,
    people: Mapping[str, Vectors],
    others: Sequence[tuple[str, int]],
    columns: tuple[int, int],
    by: int,
    top: int,
) -> tuple[str, int, list[int]] | None:
    """Somebody who can rate the first of two questions so much higher and the second so much lower, and how."""
    for at in chance.permutation(len(others)).tolist():
        key, row = others[at]
        rates = people[key][row, list(columns)]
        new = [int(rates[0]) + by, int(rates[1]) - by]
        if rated(rates).all() and min(new) >= 1 and max(new) <= top:
            return key, row, new
    return None


def _swap_two_answers(chance: np.random.Generator, people: Vectors, question: Question, put: Rows) -> None:
    """One person answers this as another question of the area, and that one as this."""
    column, one = question.columns[0], int(chance.choice(put))
    for other in chance.permutation(question.siblings).tolist():
        if people[one, other] not in (NOT_PUT, people[one, column]):
            people[one, column], people[one, other] = people[one, other], people[one, column]
            return


def _leave_otherwise(
    chance: np.random.Generator, people: Vectors, question: Question, put: Rows, attempt: int, top: int
) -> None:
    """One person leaves it unrated for another reason; every other try, and the reverse elsewhere in the area."""
    column, one = question.columns[0], int(chance.choice(put))
    code = int(people[one, column])
    if question.kind == "importance":
        people[one, column] = chance.integers(1, top + 1)  # there is a rating or a blank
        return
    others = [other for other in UNRATED if other != code]
    new = int(others[attempt // 4 % len(others)])
    people[one, column] = new
    if attempt % 2:
        for other in question.siblings:
            swapped = np.flatnonzero(people[:, other] == new)
            if len(swapped):
                people[int(chance.choice(swapped)), other] = code
                return


def _choose_otherwise(
    chance: np.random.Generator, people: Vectors, columns: Sequence[int], most: int
) -> None:
    """One person puts other areas first: one in the stead of another, or one more, or one less, or none."""
    one = int(chance.integers(len(people)))
    chosen = [i for i in columns if people[one, i] == 1]
    rest = [i for i in columns if people[one, i] != 1]
    ways = [
        way
        for way, possible in (
            ("other", chosen and rest),
            ("more", rest and len(chosen) < most),
            ("less", chosen),
        )
        if possible
    ]
    if not ways:
        return
    way = str(chance.choice(ways))
    if way in ("other", "less"):
        people[one, int(chance.choice(chosen))] = BLANK
    if way in ("other", "more"):
        people[one, int(chance.choice(rest))] = 1
