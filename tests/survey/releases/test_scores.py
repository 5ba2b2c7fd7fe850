"""From vectors to sufficient statistics, against the long way round; and from cells to the partnership."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from statistics import mean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Audience
from lws_assess.survey.releases.scores import (
    Moments,
    Vectors,
    count_cell,
    moments_of_levels,
    read_by_group,
    read_by_person,
)
from lws_assess.survey.responses import (
    BLANK,
    DONT_KNOW,
    NOT_APPLICABLE,
    NOT_PUT,
    area_score_of_answers,
    vector_layout,
)

EDITION = shipped_editions()["one-childrens-workforce"]
WORKFORCE, YOUNG, _ = EDITION.audiences


@st.composite
def cells(draw: st.DrawFn) -> tuple[Audience, Vectors]:
    """Some people of one audience, each with a short or a full form, answering anything."""
    audience = draw(st.sampled_from([WORKFORCE, YOUNG]))
    people = draw(st.integers(1, 12))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = []
    for _ in range(people):
        short = chance.random() < 0.5 and not audience.easy_read
        rows.append(
            [
                _answer(chance, audience, slot.kind, slot.area, slot.key, short)
                for slot in vector_layout(EDITION, audience)
            ]
        )
    return audience, np.array(rows, dtype=np.uint8)


def _answer(
    chance: np.random.Generator, audience: Audience, kind: str, area: str, key: str, short: bool
) -> int:
    if kind == "vote":
        return int(chance.choice([1, BLANK]))
    if kind == "profile":
        return NOT_PUT
    if kind == "importance":
        return int(chance.choice([1, 2, 3, 4, 5, BLANK]))
    if short and not next(q for q in EDITION.area(area).statements if q.key == key).short_form:
        return NOT_PUT
    return int(chance.choice([1, 2, 3, 4, 5, 5, 5, BLANK, DONT_KNOW, NOT_APPLICABLE]))


def columns_of(audience: Audience, vectors: Vectors, kind: str, area: str) -> list[list[int]]:
    """One person after another: their answers in the places of one kind in one area."""
    places = [
        i for i, slot in enumerate(vector_layout(EDITION, audience)) if (slot.kind, slot.area) == (kind, area)
    ]
    return [[int(row[place]) for place in places] for row in vectors]


@given(cells())
def test_a_cell_counts_what_its_people_answered(found: tuple[Audience, Vectors]) -> None:
    audience, vectors = found
    figures = count_cell(EDITION, audience, vectors)
    assert figures.people == len(vectors)
    voters = 0
    for row in vectors:
        voters += any(row[i] == 1 for i, s in enumerate(vector_layout(EDITION, audience)) if s.kind == "vote")
    assert figures.voters == voters
    for area in EDITION.areas:
        answers = columns_of(audience, vectors, "statement", area.code)
        put = [[a for a in mine if a != NOT_PUT] for mine in answers]
        scores = [area_score_of_answers([a for a in mine if 1 <= a <= 9], len(mine)) for mine in put]
        have = [score for score in scores if score is not None]
        shown = figures.areas[area.code]
        assert shown.score.n == len(have)
        assert shown.score.total == pytest.approx(sum(have))
        assert shown.score.squares == pytest.approx(sum(score**2 for score in have))
        assert shown.put == sum(len(mine) for mine in put)
        assert shown.dont_know == sum(mine.count(DONT_KNOW) for mine in answers)
        assert shown.votes == sum(mine == [1] for mine in columns_of(audience, vectors, "vote", area.code))
        with_score = [mine for mine, score in zip(answers, scores, strict=True) if score is not None]
        for place, counts in enumerate(shown.statements.values()):
            said = Counter(mine[place] for mine in with_score)
            assert counts == tuple(said[level] for level in range(1, audience.scale.top + 1))
        patterns = Counter(sum(1 << i for i, a in enumerate(mine) if 1 <= a <= 9) for mine in with_score)
        assert shown.patterns == dict(patterns)
        assert shown.partial == sum(any(a >= BLANK for a in mine) for mine in with_score)
        said = Counter(mine[0] for mine in columns_of(audience, vectors, "importance", area.code) if mine)
        assert shown.importance == (tuple(said[i] for i in range(1, 6)) if audience.importance else ())


@given(cells())
def test_joint_sums_are_over_those_who_have_every_score_and_importance(
    found: tuple[Audience, Vectors],
) -> None:
    audience, vectors = found
    joint = count_cell(EDITION, audience, vectors).joint
    rows = []
    for row in vectors:
        values: list[float | None] = []
        for area in EDITION.areas:
            (mine,) = columns_of(audience, row.reshape(1, -1), "statement", area.code)
            put = [a for a in mine if a != NOT_PUT]
            values.append(area_score_of_answers([a for a in put if 1 <= a <= 9], len(put)))
        if audience.importance:
            for area in EDITION.areas:
                ((one,),) = columns_of(audience, row.reshape(1, -1), "importance", area.code)
                values.append(one if 1 <= one <= 9 else None)
        if None not in values:
            rows.append([float(v) for v in values if v is not None])
    assert joint.n == len(rows)
    if rows:
        table = np.array(rows)
        assert joint.sums == pytest.approx(table.sum(axis=0))
        assert np.array(joint.products) == pytest.approx(table.T @ table)


@pytest.mark.parametrize(
    ("groups", "by_group", "by_person"),
    [
        # The method page's check: 40, 12 and 6 people with means 4.2, 2.6 and 2.0.
        ([(1, 40, 4.2), (1, 12, 2.6), (1, 6, 2.0)], 2.933, 3.641),
        ([(1, 10, 3.0)], 3.0, 3.0),
        # A cell weighs as many groups as it holds.
        ([(3, 10, 2.0), (1, 10, 4.0)], 2.5, 3.0),
    ],
)
def test_two_readings(groups: list[tuple[int, int, float]], by_group: float, by_person: float) -> None:
    them = [(weight, Moments(n, n * mean_, n * mean_**2)) for weight, n, mean_ in groups]
    assert read_by_group(them).mean == pytest.approx(by_group, abs=0.0005)
    assert read_by_person(them).mean == pytest.approx(by_person, abs=0.0005)
    assert read_by_group(them).groups == sum(weight for weight, _, _ in groups)


ratings = st.lists(st.integers(1, 5), min_size=2, max_size=9)


def of(values: list[int]) -> Moments:
    return Moments(len(values), float(sum(values)), float(sum(v * v for v in values)))


@given(st.lists(st.tuples(st.integers(1, 3), ratings), min_size=1, max_size=4))
def test_standard_errors_are_those_of_the_method_page(groups: list[tuple[int, list[int]]]) -> None:
    them = [(weight, of(values)) for weight, values in groups]
    weights = sum(weight for weight, _ in groups)
    by_group = sqrt(sum(weight**2 * variance(values) / len(values) for weight, values in groups)) / weights
    everybody = [value for _, values in groups for value in values]
    assert read_by_group(them).error == pytest.approx(by_group, abs=1e-6)
    assert read_by_person(them).error == pytest.approx(sqrt(variance(everybody) / len(everybody)), abs=1e-6)
    assert read_by_person(them).mean == pytest.approx(mean(everybody))


@given(ratings)
def test_levels_counted_give_the_same_moments_as_ratings_listed(values: list[int]) -> None:
    assert moments_of_levels([values.count(level) for level in range(1, 6)]) == of(values)


def test_one_person_has_no_spread() -> None:
    assert of([3]).variance == 0
