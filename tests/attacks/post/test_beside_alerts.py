"""Words of risk laid beside what pages show at that moment: whoever watches must not learn whose group wrote them.

Each of these attacks succeeds as soon as the protection that it is about is taken out.
"""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from flask import Flask

from lws_assess.actions.alerts import pass_on
from lws_assess.actions.answering import paper
from lws_assess.actions.quarters import numbers_now
from lws_assess.records.comments import alerts_with_steps
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.client import Client
from tests.runs.waiting import a_quarter_passes
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in

UNSAFE = "I do not feel safe at home at the moment."
GROUPS = {"teachers": "Teachers", "nurses": "Nurses", "parents": "Parent panel"}


def due(app: Flask) -> None:
    with app.app_context():
        do_everything_due(app.config["DATABASE"])


def codes_of_alerts(world: World) -> list[str]:
    with world.database.reading() as session:
        return [alert.code for alert, _ in alerts_with_steps(session, world.partnership)]


# --- forms on paper: a number by group that moves with each form ---------------------------------------------


def pages_about_paper(client: Client) -> dict[str, str]:
    """What a facilitator who types nothing in reads of each group."""
    address = "/p/testham/rounds/first/paper/"
    listed = client.get(address).text
    return {group: listed + client.get(f"{address}{group}").text for group in GROUPS}


def numbers_by_group(client: Client) -> dict[str, list[str]]:
    return {
        group: re.findall(rf"{GROUPS[group]} (\d+)", page)
        + re.findall(r"(\d+|No) forms? (?:had been )?typed in", page)
        for group, page in pages_about_paper(client).items()
    }


def type_in(client: Client, group: str, comment: str = "") -> None:
    address = f"/p/testham/rounds/first/paper/{group}"
    page = client.get(address)
    boxes = {e["name"]: "3" for e in page.root.find_all("input") if e["maxlength"] and "." not in e["name"]}
    texts = [e["name"] for e in page.root.find_all("textarea")]
    fields = {**page.form(address), **boxes, texts[0]: comment, "sure": "yes"}
    client.post(address, fields)


def groups_told(app: Flask, world: World) -> int:
    """Of how many alerts somebody who watches the pages about paper knows the group."""
    watcher, typist = (Client(app) for _ in range(2))
    watcher.browser = signed_in(app, world.partnership, "facilitator")
    typist.browser = watcher.browser
    due(app)
    told = 0
    for group in GROUPS:
        a_quarter_passes(world.database)
        due(app)
        before, alerts = numbers_by_group(watcher), len(codes_of_alerts(world))
        type_in(typist, group, UNSAFE)
        after = numbers_by_group(watcher)
        a_quarter_passes(world.database)
        due(app)
        assert len(codes_of_alerts(world)) == alerts + 1
        later = numbers_by_group(watcher)
        told += [one for one in GROUPS if not before[one] == after[one] == later[one]] == [group]
        for one in (*GROUPS, "teachers", "nurses"):  # enough, so that numbers move on
            type_in(typist, one)
    return told


def test_pages_about_paper_tell_of_no_alert_whose_it_is(app: Flask, world: World) -> None:
    assert groups_told(app, world) == 0


def test_numbers_of_paper_forms_that_move_at_once_tell_of_each(app: Flask, world: World) -> None:
    with patch.object(paper, "numbers_shown", numbers_now):
        assert groups_told(app, world) == len(GROUPS)


# --- the page of an alert --------------------------------------------------------------------------------------


@pytest.fixture
def meeting(world: World) -> Room:
    title = "Meeting: Teachers"
    return a_room(world, {"teachers": 12}, tables=0, template="twenty-minutes", group="teachers", title=title)


def test_an_alert_from_the_meeting_of_a_group_does_not_name_it(
    app: Flask, world: World, meeting: Room
) -> None:
    address = f"/alert/{alert_of(meeting)}"
    page = Client(app).get(address).text
    assert UNSAFE in page
    assert "Teachers" not in page
    with patch("lws_assess.actions.alerts.find_event_of_round", return_value=None):
        assert "Teachers" in Client(app).get(address).text


def alert_of(meeting: Room) -> str:
    with meeting.database.writing() as session:
        pass_on(session, meeting.world.partnership, meeting.event.round or "", UNSAFE)
    return codes_of_alerts(meeting.world)[0]
