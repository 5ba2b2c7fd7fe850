"""What a room chose: the ranking with everybody's votes, whatever of it may be shown."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.documents.events.room_priorities import priorities_for_room
from lws_assess.survey.events.choices import ChoicesResult, release_choices, view_choices
from lws_assess.survey.instruments import Audience
from lws_assess.survey.results.round_results import RoundResults
from tests.documents.views import EDITION, People, results_of

WORKFORCE, YOUNG, _ = EDITION.audiences
COUNT = len(EDITION.areas)


def ballot(importance: int, *first: int) -> bytes:
    """The same importance for every area, and the numbers of the first areas."""
    return bytes([importance] * COUNT + [area.number in first for area in EDITION.areas])


def chosen(results: RoundResults | None = None, **by: Sequence[bytes]) -> ChoicesResult:
    audiences: list[tuple[Audience, Sequence[bytes]]] = [
        (EDITION.audience(key.replace("_", "-")), ballots) for key, ballots in by.items()
    ]
    released = [release_choices(EDITION, audience, ballots, 5) for audience, ballots in audiences]
    return view_choices(released, EDITION, results, 5)


TEACHERS = People("Teachers", 30, 2, areas={EDITION.areas[4].code: 1, EDITION.areas[0].code: 3})


def test_the_furthest_from_its_target_comes_first_with_votes_beside_it() -> None:
    view = priorities_for_room(
        chosen(results_of(TEACHERS), professional=[ballot(4, 1, 2)] * 20, young_people=[ballot(0, 8)] * 10)
    )
    first, *_, last = view.rows
    assert view.ranked
    assert (first.area.number, first.place, first.first) == (5, "1st", True)
    assert last.area.number == 1
    assert last.votes == ("20", "0 to 1")
    assert view.sentence.startswith("First: ")
    assert not view.why


def test_of_few_people_only_what_is_certain_comes_first() -> None:
    view = priorities_for_room(chosen(results_of(TEACHERS), professional=[ballot(4, 1, 2)] * 12))
    first, *_, last = view.rows
    assert (first.area.number, first.place, first.first) == (5, "1st", True)
    assert (last.area.number, last.votes) == (1, ("11 to 12",))
    assert view.sentence == "First: Quality and training."
    assert sum(row.first for row in view.rows) == 1
    assert {row.place for row in view.rows[1:-1]} == {"2nd to 7th"}


def test_without_ratings_there_is_importance_and_votes_and_no_place() -> None:
    view = priorities_for_room(chosen(None, professional=[ballot(4, 3)] * 12))
    assert {row.place for row in view.rows} == {""}
    assert view.sentence == f"{WORKFORCE.label} chose most often: {EDITION.areas[2].name}."
    assert view.why.startswith("Not shown: what people rated alone")


def test_too_few_is_blank_and_says_why() -> None:
    view = priorities_for_room(chosen(results_of(TEACHERS), professional=[ballot(4, 1)] * 3))
    assert view.blank
    assert "fewer than 10 people" in view.why


def test_young_people_alone_see_their_own_words() -> None:
    view = priorities_for_room(chosen(None, young_people=[ballot(0, 3)] * 12))
    assert not view.ranked
    assert view.rows[0].name == EDITION.areas[2].easy_label
    assert view.rows[0].votes == ("11 to 12",)


def test_nobody_chose() -> None:
    view = priorities_for_room(chosen())
    assert view.rows == ()
    assert view.blank
