"""Where views differ most after a room has rated alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.events.spreads import widest_spreads
from lws_assess.survey.releases.agreement import agreement_of_ratings, agreement_word
from lws_assess.survey.releases.privacy import Distribution
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RankedArea, RoundResults
from lws_assess.survey.results.statements import StatementResult
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.withheld import withheld_for_nobody
from tests.worlds.builders import INSTRUMENT

EDITION = shipped_editions()[INSTRUMENT]
STATED = next(audience for audience in EDITION.audiences if not audience.easy_read)
NOTHING = RankedArea(withheld_for_nobody(), withheld_for_nobody(), None, None, None)
TWO_CAMPS, SPREAD, ALIKE = (5, 0, 0, 0, 5), (2, 2, 2, 2, 2), (0, 0, 10, 0, 0)

Spreads = dict[
    int, list[tuple[int, ...] | None]
]  # by place of the area: of each statement, or None where withheld


def spread_of(counts: tuple[int, ...] | None) -> Distribution:
    if counts is None:
        return withheld_for_nobody()  # type: ignore[return-value]
    a = agreement_of_ratings(counts)
    return Distribution(counts, a, agreement_word(a))


def results(spreads: Spreads) -> RoundResults:
    areas = []
    for place, area in enumerate(EDITION.areas):
        given_here = spreads.get(place, [])
        statements = tuple(
            StatementResult(question, withheld_for_nobody(), withheld_for_nobody(), spread_of(counts), ())
            for question, counts in zip(area.statements, given_here, strict=False)
        )
        areas.append(AreaResult(area, 4.0, NOTHING, NOTHING, "", withheld_for_nobody(), None, statements))
    audience = AudienceResults(STATED, 20, 0, tuple(areas), ())
    return RoundResults(EDITION, "Testham", "A day", EACH_PERSON, 5, "", "", (audience,), (), 0, ())


def found(spreads: Spreads, most: int = 3) -> list[tuple[str, str]]:
    return [(wide.area.code, wide.statement.key) for wide in widest_spreads(results(spreads), most).found]


def test_nothing_is_offered_where_nothing_may_be_shown() -> None:
    assert found({}) == []
    assert found({0: [None, None], 3: [None]}) == []


def test_the_widest_statement_stands_for_its_area_and_the_widest_area_first() -> None:
    first, second = EDITION.areas[0], EDITION.areas[5]
    assert found({0: [ALIKE, SPREAD, None], 5: [ALIKE, TWO_CAMPS]}) == [
        (second.code, second.statements[1].key),
        (first.code, first.statements[1].key),
    ]


def test_equal_ones_stand_in_the_frameworks_order_and_three_at_the_most() -> None:
    everywhere: Spreads = {place: [SPREAD, SPREAD] for place in range(len(EDITION.areas))}
    assert found(everywhere) == [(area.code, area.statements[0].key) for area in EDITION.areas[:3]]
    assert widest_spreads(results(everywhere)).more == len(EDITION.areas) - 3
    assert widest_spreads(results({0: [TWO_CAMPS], 1: [SPREAD], 2: [SPREAD], 3: [ALIKE]})).more == 0


def test_what_was_voted_on_is_not_offered_again() -> None:
    everywhere = widest_spreads(results({place: [SPREAD] for place in range(len(EDITION.areas))}))
    first, _, last = (area.statements[0].key for area in EDITION.areas[:3])
    assert [one.statement.key for one in everywhere.without([first]).found][-1] == last
    assert everywhere.without([first]).more == everywhere.more
    assert everywhere.without([last]).more == 0


def test_an_audience_with_easy_questions_is_passed_over() -> None:
    easy = next(audience for audience in EDITION.audiences if audience.easy_read)
    whole = results({0: [TWO_CAMPS]})
    only_easy = replace(whole, audiences=(replace(whole.audiences[0], audience=easy),))
    assert widest_spreads(only_easy).found == ()


COUNTS = st.lists(st.integers(0, 6), min_size=5, max_size=5).filter(any).map(tuple)


@given(st.dictionaries(st.integers(0, 7), st.lists(st.none() | COUNTS, max_size=5)), st.integers(1, 8))
def test_it_is_what_one_finds_by_looking_at_every_statement(spreads: Spreads, most: int) -> None:
    slow = []
    for place, area in enumerate(EDITION.areas):
        here = [
            (agreement_of_ratings(counts), number)
            for number, counts in enumerate(spreads.get(place, []))
            if counts is not None
        ]
        if here:
            a, number = min(here)
            slow.append((a, place, (area.code, area.statements[number].key)))
    assert found(spreads, most) == [key for *_, key in sorted(slow)[:most]]
