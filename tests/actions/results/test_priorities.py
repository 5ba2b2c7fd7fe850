"""Deciding what comes first: kept with what was seen, never edited, approved by bodies."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from lws_assess.actions.results.priorities import (
    NewApproval,
    PriorityChoice,
    RoundPriorities,
    SignedBy,
    approve_decision,
    current_decision,
    decide_priorities,
    strike_out,
    view_priorities,
)
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.priorities import Approval, Decision, decisions_of_round
from lws_assess.survey.plans.decisions import SeenByDeciders
from lws_assess.survey.refusals import ChangedMeanwhile, FormRefused, NotFound
from lws_assess.survey.round_timing import NoResultsYet
from tests.worlds.builders import INSTRUMENT, World, new_code

EDITION = shipped_editions()[INSTRUMENT]
WORKFORCE = EDITION.audiences[0]
TODAY = date(2026, 3, 2)


def rated(level: int) -> dict[str, dict[str, str | list[str]]]:
    """Somebody who rates every area alike, and finds each area less important than the one before it."""
    return {
        f"areas/{area.code}": {
            **{q.key: str(level) for q in area.questions(WORKFORCE)},
            "importance": str(max(1, 6 - area.number)),
        }
        for area in EDITION.areas
    }


def with_results(world: World) -> World:
    for person in range(6):
        world.answer("teachers", rated(1 + person % 3))
    world.close()
    return world


@pytest.fixture
def world(database: Database) -> World:
    return with_results(World(database))


def seen_in(world: World) -> SeenByDeciders:
    with world.database.reading() as session:
        results = view_release(session, world.partnership, world.round)
    assert results
    return what_is_seen(results)


def signed(world: World, name: str = "Ada Lovelace") -> SignedBy:
    return SignedBy(name, "Steering group", world.now)


def first(seen: SeenByDeciders, number: int = 3) -> tuple[str, ...]:
    return tuple(figure.area for figure in seen.figures[:number])


def decided(
    world: World,
    places: tuple[str, ...] = (),
    reason: str = "",
    after: int = 0,
    name: str = "Ada Lovelace",
    seen: SeenByDeciders | None = None,
) -> int:
    """Decides; the number of the decision."""
    seen = seen or seen_in(world)
    choice = PriorityChoice(places or first(seen), reason, seen.digest, after)
    with world.database.writing() as session:
        return decide_priorities(
            session, world.partnership, world.round, choice, seen, signed(world, name)
        ).number


def view(world: World) -> RoundPriorities:
    with world.database.reading() as session:
        found = view_priorities(session, world.partnership, world.round)
    assert found
    return found


def approved(world: World, number: int = 1, body: str = "Board", on: date = TODAY) -> Approval:
    with world.database.writing() as session:
        new = NewApproval(body, on, "Minute 7.")
        return approve_decision(session, world.partnership, world.round, number, new, signed(world), TODAY)


# --- deciding --------------------------------------------------------------------------------------------


def test_confirming_the_ranking_needs_no_reason(world: World) -> None:
    seen = seen_in(world)
    decided(world)
    found = view(world).current
    assert found
    assert found.areas == first(seen)
    assert [place.number for place in found.places] == [1, 2, 3]
    assert not found.departs
    assert (found.reason, found.by, found.at) == ("", "Ada Lovelace, steering group", world.now)


def test_departing_from_it_needs_one_and_keeps_it(world: World) -> None:
    a, b, c, d = first(seen_in(world), 4)
    with pytest.raises(FormRefused) as refused:
        decided(world, (a, b, d))
    assert list(refused.value.faults) == ["reason"]
    assert view(world).decisions == ()
    decided(world, (a, b, d), "Families asked for it.")
    found = view(world).current
    assert found
    assert found.departs
    assert found.reason == "Families asked for it."
    assert [figure.area for figure in found.passed_over] == [c]


def test_a_decision_keeps_every_figure_as_it_was_seen(world: World) -> None:
    seen = seen_in(world)
    decided(world)
    with world.database.reading() as session:
        kept = current_decision(session, world.partnership, world.round)
        release = view_release(session, world.partnership, world.round)
    assert kept
    assert release
    assert kept.seen == seen
    assert kept.seen_digest == seen.digest
    assert kept.seen.release == release.digest
    assert seen.figures[0].rank == "1st"
    assert all(figure.position == "2.0" and figure.score for figure in seen.figures)


def test_a_new_decision_takes_the_place_of_the_last_and_the_log_keeps_both(world: World) -> None:
    a, b, *_ = first(seen_in(world))
    decided(world)
    decided(world, (b, a), "Second thoughts.", after=1)
    found = view(world)
    assert [(d.number, d.current, d.areas[:2]) for d in found.decisions] == [
        (2, True, (b, a)),
        (1, False, (a, b)),
    ]
    with world.database.reading() as session:
        assert [d.number for d in decisions_of_round(session, world.partnership, world.round)] == [2, 1]


def test_whoever_did_not_see_the_last_decision_is_told_and_nothing_is_kept(world: World) -> None:
    decided(world)
    with pytest.raises(ChangedMeanwhile, match="Somebody else decided"):
        decided(world, name="Grace Hopper")
    assert len(view(world).decisions) == 1


def test_the_same_decision_sent_twice_is_kept_once(world: World) -> None:
    assert decided(world) == decided(world) == 1
    assert len(view(world).decisions) == 1


def test_figures_other_than_those_that_were_seen_cannot_be_decided_on(world: World) -> None:
    seen = seen_in(world)
    forged = replace(seen, figures=(replace(seen.figures[0], score="99"), *seen.figures[1:]))
    choice = PriorityChoice(first(seen), "", seen.digest, 0)
    for page, shown in ((choice, forged), (choice, replace(seen, release="e" * 64))):
        with (
            world.database.writing() as session,
            pytest.raises(ChangedMeanwhile, match="ranking has changed"),
        ):
            decide_priorities(session, world.partnership, world.round, page, shown, signed(world))
    assert view(world).decisions == ()


def test_before_there_are_results_nothing_can_be_decided(database: Database) -> None:
    other = World(database, partnership="early")
    seen = SeenByDeciders("d" * 64, "", "group", (), ())
    with database.writing() as session, pytest.raises(NoResultsYet):
        decide_priorities(
            session, "early", other.round, PriorityChoice(("a",), "r", seen.digest, 0), seen, signed(other)
        )
    assert view(other).current is None


def test_where_nothing_can_be_ranked_the_group_decides_with_a_reason(database: Database) -> None:
    other = World(database, partnership="few")
    other.answer("teachers", rated(2))
    other.close()
    seen = seen_in(other)
    assert seen.ranked == ()
    assert len(seen.figures) == len(EDITION.areas)
    with pytest.raises(FormRefused):
        decided(other, first(seen, 1))
    decided(other, first(seen, 1), "We heard it at every meeting.")
    found = view(other).current
    assert found
    assert found.departs
    assert found.passed_over == ()


def test_two_who_decide_at_once_make_one_decision(database: Database) -> None:
    world = with_results(World(database))
    seen, start, refused = seen_in(world), Barrier(4), []

    def press(name: str) -> None:
        start.wait()
        try:
            decided(world, name=name, seen=seen)
        except ChangedMeanwhile:
            refused.append(name)

    people = [Thread(target=press, args=(f"Person {n}",)) for n in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(refused) == 3
    assert len(view(world).decisions) == 1


# --- approvals -------------------------------------------------------------------------------------------


def test_several_bodies_approve_and_the_same_entry_sent_twice_is_kept_once(world: World) -> None:
    decided(world)
    approved(world)
    approved(world)
    approved(world, body="Health board", on=date(2026, 2, 1))
    found = view(world).current
    assert found
    assert [(one.body, one.approved_on) for one in found.approvals] == [
        ("Health board", date(2026, 2, 1)),
        ("Board", TODAY),
    ]


def test_a_wrong_approval_is_struck_out_and_stays(world: World) -> None:
    decided(world)
    wrong = approved(world)
    for name in ("Grace Hopper", "Somebody else"):
        with world.database.writing() as session:
            strike_out(session, world.partnership, world.round, 1, wrong.id, signed(world, name))
    found = view(world).current
    assert found
    assert found.approvals == ()
    assert [(one.body, one.struck_by) for one in found.struck_out] == [
        ("Board", "Grace Hopper, steering group")
    ]
    assert approved(world).id != wrong.id


def test_an_approval_of_nothing_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        approved(world)
    decided(world)
    with pytest.raises(FormRefused):
        approved(world, on=TODAY + timedelta(days=1))
    right = approved(world)
    other = World(world.database, partnership="other")
    for place in ((world.partnership, world.round, 2), (other.partnership, other.round, 1)):
        with world.database.writing() as session, pytest.raises(NotFound):
            strike_out(session, *place, right.id, signed(world))
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Approval)) == 1


def test_approvals_stay_with_the_decision_that_was_approved(world: World) -> None:
    decided(world)
    approved(world)
    a, b, *_ = first(seen_in(world))
    decided(world, (b, a), "Second thoughts.", after=1)
    new, old = view(world).decisions
    assert (len(new.approvals), len(old.approvals)) == (0, 1)


# --- rounds after one another ----------------------------------------------------------------------------


def test_a_round_knows_the_decision_before_it_and_the_results_after_it(world: World) -> None:
    decided(world)
    assert view(world).newer is None
    second = a_second_round(world)
    assert view(second).before is not None
    assert view(world).newer is None
    with_results(second)
    newer, before = view(world).newer, view(second).before
    assert newer
    assert before
    assert (newer.key, before.key) == ("second", "first")
    assert view(second).newer is None


def a_second_round(world: World) -> World:
    """A second round of the same partnership, open."""
    second = copy(world)
    second.round, second.now = "second", world.now + timedelta(minutes=1)
    with world.database.writing() as session:
        second.draft(session, "second")
        open_round(session, world.partnership, second.round, new_code, second.now)
    return second


def test_there_is_nothing_to_see_of_a_round_that_is_not_there(world: World) -> None:
    with world.database.reading() as session:
        assert view_priorities(session, world.partnership, "nowhere") is None
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
