"""Statements of an area, how ratings were spread, and don't-knows: what may be shown of them, and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.instruments import FULL, SHORT, Edition
from lws_assess.survey.releases.agreement import agreement_word, exact_agreement
from lws_assess.survey.releases.privacy import (
    Distribution,
    Shown,
    distribution_shown,
    distributions_together,
    unrated_may_be_counted,
)
from lws_assess.survey.releases.release_cells import ReleaseCell, cell_from_json, cell_to_json, release_cell
from lws_assess.survey.releases.scores import count_cell
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.results.statements import view_statements
from lws_assess.survey.withheld import Withheld
from tests.survey.results.test_round_results import EDITION, FIRST, SECOND, WORKFORCE, YOUNG, vectors, view

SCALE = WORKFORCE.scale


def rating(*ratings: int | str, length: str = FULL, audience=WORKFORCE) -> bytes:
    """Somebody who answers the first area's statements in this order ("" leaves one), and nothing else."""
    questions = FIRST.questions(audience, length)
    page = {q.key: str(r) for q, r in zip(questions, ratings, strict=False) if r != ""}
    about = {} if audience.easy_read else {"about": {"length": length}}
    return encode_answers(EDITION, audience, {**about, f"areas/{FIRST.code}": page})


def cell(people: Sequence[bytes], group: str = "teachers", audience=WORKFORCE, k: int = 5) -> ReleaseCell:
    return release_cell(EDITION, audience, [group], count_cell(EDITION, audience, vectors(people)), k)


def spread_people(count: int = 10, length: str = FULL) -> list[bytes]:
    """People who rate every statement, the first 1 to 5 by turns and the last always 3."""
    return [rating(1 + i % 5, 2, 4, 1 + i % 2, 3, length=length) for i in range(count)]


def first_area(results: RoundResults):
    return results.audiences[0].areas[0]


# --- how ratings were spread ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((2, 3, 2, 1, 1), False),  # nine people
        ((2, 3, 2, 2, 1), True),
        ((0, 0, 0, 0, 300), True),  # all alike or not: the number of people decides
        ((0, 0, 0, 1, 11), False),  # so near the end that its mean is not named either
        ((0, 0, 0, 2, 22), True),  # twenty people and more may have their exact mean
        ((2, 0, 0, 0, 8), True),
        ((1, 0, 0, 0, 9), False),  # its mean of 4.6 is named by the end of the scale
        ((0, 0, 0, 0, 0), False),
    ],
)
def test_spread_is_shown_from_ten_people_whose_mean_is_shown(counts: tuple[int, ...], shown: bool) -> None:
    assert isinstance(distribution_shown(counts, SCALE, 5), Distribution) == shown


def test_a_spread_carries_its_agreement_and_the_word_for_it() -> None:
    found = distribution_shown((0, 10, 10, 10, 0), SCALE, 5)
    assert isinstance(found, Distribution)
    assert (found.n, found.agreement, found.word) == (30, 0.5, "mostly agree")


def test_below_thirty_answers_the_spread_stands_by_itself() -> None:
    found = distribution_shown((0, 10, 10, 9, 0), SCALE, 5)
    assert isinstance(found, Distribution)
    assert (found.n, found.agreement, found.word) == (29, None, "")


@given(st.lists(st.integers(0, 40), min_size=3, max_size=7).filter(lambda counts: sum(counts) >= 30))
def test_the_word_for_agreement_is_that_of_what_is_printed(counts: list[int]) -> None:
    """Twenty people are at another place on every scale, so that no mean is named by an end."""
    found = distributions_together([Distribution(tuple(counts), None, "")])
    assert isinstance(found, Distribution)
    assert found.agreement is not None
    exact = exact_agreement(counts) * 100
    assert Decimal(str(found.agreement)) * 100 == int(abs(exact) + Fraction(1, 2)) * (-1 if exact < 0 else 1)
    assert found.word == agreement_word(found.agreement)


def test_what_a_cell_does_not_show_of_its_spread_is_in_no_total() -> None:
    shown = distribution_shown((2, 3, 2, 2, 1), SCALE, 5)
    hidden = distribution_shown((0, 0, 0, 0, 15), SCALE, 5)
    together = distributions_together([shown, hidden])
    assert isinstance(together, Distribution)
    assert together.counts == (2, 3, 2, 2, 1)
    assert isinstance(distributions_together([hidden]), Withheld)


# --- statements ----------------------------------------------------------------------------------------------


def test_each_statement_has_its_mean_and_its_spread() -> None:
    results = view(cell(spread_people(30)))
    first, *_, last = first_area(results).statements
    assert isinstance(first.by_group, Shown)
    assert (first.by_group.value, first.by_group.n) == (3.0, 30)
    assert isinstance(first.spread, Distribution)
    assert first.spread.counts == (6, 6, 6, 6, 6)
    assert first.spread.word == "views are spread"
    assert isinstance(last.by_group, Shown)
    assert isinstance(last.spread, Distribution)
    assert (last.spread.agreement, last.spread.word) == (1.0, "people agree")
    assert [s.question.key for s in first_area(results).statements] == [q.key for q in FIRST.statements]


def test_a_cell_below_twenty_shows_no_spread_and_a_larger_one_does_from_ten_ratings_on() -> None:
    eighteen = first_area(view(cell(spread_people(18)))).statements[0].cells[0]
    assert isinstance(eighteen.mean, Shown)
    assert "for groups of 20 people or more" in str(eighteen.spread)
    silent = [rating() for _ in range(10)]
    assert isinstance(
        first_area(view(cell([*spread_people(10), *silent]))).statements[0].spread, Distribution
    )


def test_statements_are_read_in_both_ways() -> None:
    large = cell([rating(4, 3, 3, 3, 2 + i % 2) for i in range(30)])
    small = cell([rating(2, 3, 3, 3, 2 + i % 2) for i in range(10)], "nurses")
    first = first_area(view(large, small)).statements[0]
    assert isinstance(first.by_group, Shown)
    assert isinstance(first.by_person, Shown)
    assert (first.by_group.value, first.by_person.value) == (3.0, 3.5)
    assert first.reading("person") is first.by_person


def test_where_a_few_left_statements_out_none_is_shown_and_the_reason_is() -> None:
    results = view(cell([*spread_people(12), rating(3, 3, 3)]))
    for statement in first_area(results).statements:
        assert isinstance(statement.by_group, Withheld)
        assert "no group shows" in str(statement.by_group)
        assert "set against each other" in str(statement.cells[0].mean)


def test_a_cell_of_nine_says_how_many_more_it_would_need() -> None:
    statement = first_area(view(cell(spread_people(9)))).statements[0]
    assert "from 10 people" in str(statement.cells[0].mean)
    assert "It would need 1 more." in str(statement.cells[0].mean)


def test_short_forms_speak_of_their_own_statements_only() -> None:
    results = view(cell([*spread_people(10), *[rating(5, 1, length=SHORT) for _ in range(5)]]))
    means = [s.by_person.n for s in first_area(results).statements if isinstance(s.by_person, Shown)]
    assert sorted(set(means)) == [10, 15]


def test_an_area_nobody_rated_has_statements_that_say_so() -> None:
    found = view_statements(SECOND, WORKFORCE, [cell(spread_people(10))], 5)
    assert all(isinstance(s.by_group, Withheld) and isinstance(s.spread, Withheld) for s in found)


def test_a_release_from_before_reads_as_one_of_today() -> None:
    """Releases made earlier kept ratings beside other counts under each statement; those are never shown."""
    now = cell(spread_people(10))
    text = cell_to_json(now)
    for key, ratings in (now.areas[FIRST.code].statements or {}).items():
        old = f'{{"blank":0,"dont_know":0,"not_applicable":0,"ratings":[{",".join(map(str, ratings))}]}}'
        text = text.replace(f'"{key}":[{",".join(map(str, ratings))}]', f'"{key}":{old}')
    assert '"not_applicable"' in text
    assert cell_from_json(text) == now


def test_a_statement_named_by_an_end_does_not_follow_from_the_others() -> None:
    """Four exact means and the area's score would give the fifth: all stay unsaid."""
    mixed = [rating(1 + i % 5, 2, 4, 1 + i % 2, 1) for i in range(12)]
    assert cell(mixed).areas[FIRST.code].statements is None
    every_one = [rating(*[1 + (i == 0)] * 5) for i in range(12)]
    assert cell(every_one).areas[FIRST.code].statements is not None
    enough = [rating(1 + i % 5, 2, 4, 1 + i % 2, 1 + (i == 0)) for i in range(20)]
    assert cell(enough).areas[FIRST.code].statements is not None


# --- don't-knows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "scored", "partial", "may"),
    [
        (12, 12, 0, True),  # everybody rated everything: there is no don't-know to give away
        (12, 11, 0, False),  # the one without a score said it, or left a blank
        (12, 8, 0, False),
        (12, 7, 0, True),
        (12, 11, 4, True),
        (12, 11, 3, False),
        (12, 11, None, True),  # nothing printed tells who can have said it
    ],
)
def test_dont_knows_are_counted_where_they_speak_of_nobody_or_of_enough(
    people: int, scored: int, partial: int | None, may: bool
) -> None:
    assert unrated_may_be_counted(people, scored, partial, 5) == may


def with_a_short_form_of_most() -> Edition:
    """The first area alone, with three of its five statements on the short form."""
    statements = tuple(replace(q, short_form=i < 3) for i, q in enumerate(FIRST.statements))
    return replace(EDITION, areas=(replace(FIRST, statements=statements),))


def test_one_who_rated_just_the_short_form_s_statements_of_the_full_one_is_not_given_away() -> None:
    """The set of statements that they rated is that of five people who rated all that was put to them."""
    edition = with_a_short_form_of_most()

    def somebody(length: str, *ratings: int | str) -> bytes:
        questions = edition.areas[0].questions(WORKFORCE, length)
        page = {q.key: str(r) for q, r in zip(questions, ratings, strict=True)}
        return encode_answers(edition, WORKFORCE, {"about": {"length": length}, f"areas/{FIRST.code}": page})

    them = [somebody(FULL, 2, 3, 4, 3, 2)] * 11 + [somebody(SHORT, 2, 3, 4)] * 5
    unsure = somebody(FULL, 2, 3, 4, "dont-know", "dont-know")
    for people, shows in (([*them, unsure], False), (them, True), ([*them, *[unsure] * 5], True)):
        figures = count_cell(edition, WORKFORCE, vectors(people))
        assert figures.areas[FIRST.code].partial == len(people) - len(them)
        found = release_cell(edition, WORKFORCE, ["teachers"], figures, 5).areas[FIRST.code]
        assert (found.statements is not None) == shows
        # Without statements nothing printed tells who can have said that they do not know.
        assert found.dont_know == 2 * (len(people) - len(them))


def test_one_young_person_who_did_not_know_is_not_given_away() -> None:
    them = [rating(3, audience=YOUNG)] * 11 + [rating("dont-know", audience=YOUNG)]
    found = view(cell(them, "inspectors", YOUNG)).audiences[1]
    assert isinstance(found.areas[0].dont_know, Withheld)
    assert isinstance(found.cells[0].dont_know[FIRST.code], Withheld)
    assert "nobody" not in str(found.areas[0].dont_know)


def test_dont_knows_of_a_cell_are_a_share_of_what_was_put() -> None:
    them = [rating(3, 3, 3, "dont-know", "dont-know") for _ in range(10)]
    results = view(cell(them))
    # Thirty ratings are printed, so that no more than twenty of the fifty answers can be don't-knows.
    assert first_area(results).dont_know == BoundedCount(19, 20, 50)
    assert results.audiences[0].cells[0].dont_know[FIRST.code] == BoundedCount(19, 20, 50)
    larger = view(cell(them * 2))
    assert first_area(larger).dont_know == exact_count(40, 100)
