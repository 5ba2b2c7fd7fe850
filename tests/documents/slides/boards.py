"""Boards to be told: what a deck is made of, from the usual round to one of which nothing may be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from lws_assess.actions.papers.board_papers import BoardPaperContents, EarlierDecision
from lws_assess.survey.plans.planned_actions import ActionState
from lws_assess.survey.results.changes import view_changes
from lws_assess.survey.results.round_results import RoundFacts
from tests.documents.charts.test_every_chart import HOSTILE, all_withheld, some_at_the_ends
from tests.documents.papers.test_board_papers import CODES, a_decision, a_plan, an_action
from tests.documents.views import EDITION, People, _cell, many_areas, results_of, three_areas, usual

LONG = "Partnership for every child and young person of the northern valleys and the coast"[:80]
TODAY = date(2025, 4, 1)


def forty_groups() -> BoardPaperContents:
    """Forty groups with names of eighty characters, at levels from the lowest to the highest."""
    groups = [
        People(f"{i:02} {LONG}"[:80], 12 + i, 1 + i % 4, votes=CODES[i % 6 : i % 6 + 3]) for i in range(40)
    ]
    return BoardPaperContents(
        results_of(*groups, partnership=LONG, title=LONG), "1 April 2025", plan=long_plan()
    )


def long_plan() -> object:
    what = "Give every worker and every volunteer of every service a day a year to learn together. " * 3
    return a_plan(
        *(an_action(f"MA-{i:02}", what=what, lead=LONG, due=date(2023, 1 + i, 1)) for i in range(8)),
        an_action("MA-20", ActionState.COMPLETE, due=date(2025, 9, 1)),
    )


def with_everything() -> BoardPaperContents:
    """A round with a decision, a plan, and a round before it."""
    before, now = _facts("The first round"), _facts("The second round")
    people = [People("Teachers", 30, 3, votes=CODES[:3]), People("Nurses", 25, 2), People("Clubs", 22, 4)]
    then = [_cell(EDITION, replace(one, rating=one.rating - 1), 5) for one in people]
    results = results_of(*people, People("Parents", 12, 2, audience=2), title="The second round")
    changes = view_changes((before, then), (now, [_cell(EDITION, one, 5) for one in people]))
    plan = a_plan(an_action("MA-01", due=date(2024, 1, 1)), an_action("MA-02"))
    decided = a_decision(results, CODES[:3])
    return BoardPaperContents(results, "1 April 2025", changes=changes, decided=decided, plan=plan)


def _facts(title: str) -> RoundFacts:
    targets = {area.code: 3.5 for area in EDITION.areas}
    return RoundFacts(EDITION, "Testham", title, "group", 5, targets, "2 March 2026", {}, {}, [])


def decided_before() -> BoardPaperContents:
    """Nothing is decided after this round, and something was after the one before."""
    contents = with_everything()
    assert contents.decided
    earlier = EarlierDecision("The first round", contents.decided, contents.changes)
    return replace(contents, decided=None, earlier=earlier)


def of_round(make: Callable[[], object]) -> Callable[[], BoardPaperContents]:
    return lambda: BoardPaperContents(make(), "1 April 2025")  # type: ignore[arg-type]


BOARDS: dict[str, Callable[[], BoardPaperContents]] = {
    "everything": with_everything,
    "decided before": decided_before,
    "first round": of_round(usual),
    "one group": of_round(lambda: results_of(People("Teachers"))),
    "nothing at all": of_round(results_of),
    "all withheld": of_round(all_withheld),
    "at the ends": of_round(some_at_the_ends),
    "all the same": of_round(lambda: results_of(People("Teachers", 30, 5), People("Nurses", 30, 5))),
    "another questionnaire": of_round(
        lambda: results_of(People("Teachers"), People("Guests", 9, audience=1), edition=three_areas())
    ),
    "families alone": of_round(lambda: results_of(People("Parents", 12, audience=2, votes=CODES[:2]))),
    "twelve areas": of_round(lambda: results_of(People("Teachers"), edition=many_areas(12))),
    "forty groups": forty_groups,
    "hostile names": of_round(lambda: results_of(People(HOSTILE), People(HOSTILE + "2", 8), title=HOSTILE)),
}
