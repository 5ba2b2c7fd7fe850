"""Results by role in the release of a round, on both databases, and in releases made before there were any."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import update

from lws_assess.actions.results.releases import view_release
from lws_assess.records.database import Database
from lws_assess.records.instruments import StoredEdition, shipped_editions
from lws_assess.records.results import Release, find_release
from lws_assess.records.rounds import Round
from lws_assess.survey.instrument_files import read_edition
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import RoundResults
from tests.worlds.builders import INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]
FIRST = EDITION.areas[0]
LABELS = {choice.key: choice.label for choice in (*EDITION.role.choices, *EDITION.sector.choices)}


def answer(world: World, group: str, count: int, rating: int, **about: str) -> None:
    area = {q.key: str(rating) for q in FIRST.questions(EDITION.audiences[0], "short")}
    for _ in range(count):
        world.answer(group, {"about": {**about, "length": "short"}, f"areas/{FIRST.code}": area})


def results_of(world: World) -> RoundResults:
    with world.database.reading() as session:
        found = view_release(session, world.partnership, world.round)
    assert found
    return found


def a_closed_round(database: Database, second_cut: str = "role") -> World:
    world = World(database, second_cut=second_cut)
    for group, ratings in (("teachers", (2, 4)), ("nurses", (2, 3))):
        answer(world, group, 6, ratings[0], role="direct")
        answer(world, group, 5, ratings[1], role="manager")
    world.close()
    return world


def test_a_round_that_keeps_the_role_shows_results_by_role(database: Database) -> None:
    (cut,) = results_of(a_closed_round(database)).cuts
    assert cut.audience.key == "professional"
    assert [(c.name, c.people) for c in cut.categories] == [(LABELS["direct"], 12), (LABELS["manager"], 10)]
    positions = [category.positions[FIRST.code] for category in cut.categories]
    assert [p.text for p in positions if isinstance(p, Shown)] == ["2.00", "3.50"]


def test_a_round_that_keeps_none_has_no_such_results(database: Database) -> None:
    assert results_of(a_closed_round(database, second_cut="")).cuts == ()


def test_the_digest_of_the_release_speaks_of_the_cut_too(database: Database) -> None:
    world = a_closed_round(database)
    other = World(database, partnership="other", second_cut="")
    for group, ratings in (("teachers", (2, 4)), ("nurses", (2, 3))):
        answer(other, group, 6, ratings[0], role="direct")
        answer(other, group, 5, ratings[1], role="manager")
    other.close()
    with_cut, without = (
        # Answers are hoped for from more people where there is a second cut.
        [replace(a, rate=None, cells=tuple(replace(c, rate=None) for c in a.cells)) for a in of.audiences]
        for of in (results_of(world), results_of(other))
    )
    assert with_cut == without
    assert results_of(world).digest != results_of(other).digest


def test_a_release_made_before_there_were_cuts_has_none(database: Database) -> None:
    world = a_closed_round(database)
    with database.writing() as session:
        session.execute(update(Release).values(cuts_json="[]"))
    assert results_of(world).cuts == ()


def test_people_who_would_rather_not_say_are_in_no_sector(database: Database) -> None:
    world = World(database, second_cut="sector")
    for sector in ("statutory", "volunteer"):
        answer(world, "teachers", 6, 3, role="manager", sector=sector)
    answer(world, "teachers", 5, 3, role="manager", sector="not-say")
    world.close()
    (cut,) = results_of(world).cuts
    assert [c.name for c in cut.categories] == [LABELS["statutory"], LABELS["volunteer"]]


def with_more_sectors(world: World) -> None:
    """Puts the round on an edition with more sectors to choose from than its scale has levels."""
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        content = json.loads(session.get_one(StoredEdition, this.edition).content)
        more = [{"key": f"other-{i}", "label": f"Sector {i}"} for i in range(4)]
        content["profile"]["sector"]["choices"] += more
        edition = read_edition(content, "an edition with more sectors")
        session.add(
            StoredEdition(digest=edition.digest, key=edition.key, version="more", content=json.dumps(content))
        )
        session.flush()
        this.edition = edition.digest


def test_a_choice_numbered_above_the_top_of_the_scale_is_kept(database: Database) -> None:
    world = World(database, second_cut="sector")
    with_more_sectors(world)
    for sector in ("statutory", "other-0", "other-3"):
        answer(world, "teachers", 6, 3, role="manager", sector=sector)
    world.close()
    (cut,) = results_of(world).cuts
    people = {category.name: category.people for category in cut.categories}
    assert people == {LABELS["statutory"]: 6, "Sector 0": 6, "Sector 3": 6}


@pytest.mark.parametrize("second_cut", ["role", "sector"])
def test_what_is_kept_of_a_cut_names_no_single_answer(database: Database, second_cut: str) -> None:
    world = a_closed_round(database, second_cut)
    with world.database.reading() as session:
        release = find_release(session, world.partnership, world.round)
        assert release
        kept = [json.loads(cut) for cut in json.loads(release.cuts_json)]
    assert [cut["question"] for cut in kept] == [second_cut]
    assert all(category["people"] >= 5 for cut in kept for category in cut["categories"])
