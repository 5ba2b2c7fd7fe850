"""What was frozen before counts of small groups stood in classes: read again today, in every page and file.

A decision keeps the ranking as it was printed, votes and all. Twelve people who all had the same area among their
first were printed as "12 of 12" then, which tells of each what they chose.
"""

from __future__ import annotations

import json
from dataclasses import replace
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.records.people import FACILITATOR
from lws_assess.records.priorities import Decision
from lws_assess.survey.plans.decisions import SeenByDeciders, seen_from_json
from tests.actions.results.test_priorities import with_results
from tests.pages.client import Client
from tests.web.results.test_priorities import AREAS, HERE, decide
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

ALL_OF_THEM = "12 of 12"
PAGES = (HERE, f"{HERE}/1", f"{HERE}/log.csv", "/p/testham/rounds/first/board-paper")


@pytest.fixture
def member(app: Flask, world: World) -> Client:
    with_results(world)
    client = Client(app)
    client.browser = signed_in(app, world.partnership, FACILITATOR)
    decide(client, AREAS[0], reason="It matters most.")
    return client


def as_it_was_kept_before(world: World) -> None:
    """The decision as a database holds it that was upgraded."""
    with world.database.writing() as session:
        decision = session.scalars(select(Decision)).one()
        kept = json.loads(decision.seen_json)
        del kept["in_classes"]
        kept["voters"] = ["People at work"]
        for figure in kept["figures"]:
            figure["votes"] = [ALL_OF_THEM]
        decision.seen_json = json.dumps(kept)
        decision.seen_digest = decision.seen.digest


def read(client: Client) -> str:
    replies = [client.raw("GET", path) for path in PAGES]
    assert {reply.status_code for reply in replies} == {200}
    return " ".join(reply.get_data(as_text=True) for reply in replies)


def test_no_page_tells_what_an_old_decision_says_of_everybody(member: Client, world: World) -> None:
    as_it_was_kept_before(world)
    assert ALL_OF_THEM not in read(member)
    assert "Its votes are not shown any more" in member.get(f"{HERE}/1").text


def found_by_trying(client: Client, world: World) -> list[int]:
    """How many of twelve chose the first area, of all numbers whose digest is printed."""
    pages, seen = read(client), stored(world)
    return [votes for votes in range(13) if with_votes(seen, f"{votes} of 12").digest in pages]


def with_votes(seen: SeenByDeciders, votes: str) -> SeenByDeciders:
    first, *others = seen.figures
    return replace(seen, figures=(replace(first, votes=(votes,)), *others))


def test_no_digest_lets_whoever_tries_find_the_votes(member: Client, world: World) -> None:
    as_it_was_kept_before(world)
    assert found_by_trying(member, world) == []


def test_a_decision_that_is_printed_as_it_was_frozen_tells_it(member: Client, world: World) -> None:
    as_it_was_kept_before(world)
    with patch.object(SeenByDeciders, "as_told_today", replace(stored(world), in_classes=True)):
        assert read(member).count(ALL_OF_THEM) >= 2
        assert found_by_trying(member, world) == [12]


def stored(world: World) -> SeenByDeciders:
    with world.database.reading() as session:
        return seen_from_json(session.scalars(select(Decision)).one().seen_json)


def test_what_is_decided_today_keeps_its_votes(member: Client, world: World) -> None:
    assert stored(world).as_told_today == stored(world)
    assert "Its votes are not shown any more" not in member.get(f"{HERE}/1").text
