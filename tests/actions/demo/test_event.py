"""The demo's visioning event: held once, through the same actions as the pages."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from lws_assess.actions.demo.event import load_events
from lws_assess.actions.demo.loading import _found
from lws_assess.actions.events.summaries import EventSummary, view_summary
from lws_assess.records.database import Database
from lws_assess.records.demo import marlhaven_demo
from lws_assess.records.demo.events import marlhaven_event
from lws_assess.records.events.visioning_events import list_events
from lws_assess.records.rounds import list_rounds
from lws_assess.survey.events.shifts import RoomShift

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def session(sqlite_database: Database):
    with sqlite_database.writing() as session:
        _found(session, marlhaven_demo())
        load_events(session, marlhaven_demo(), secrets.token_bytes, NOW)
        yield session


@pytest.fixture
def summary(session: Session) -> EventSummary:
    over = next(event for event in list_events(session, "marlhaven") if event.state == "ended")
    return view_summary(session, over)


def test_one_event_is_over_and_one_is_ready_to_begin(session: Session) -> None:
    told = marlhaven_event()
    planned, over = list_events(session, "marlhaven")
    assert (planned.state, planned.day) == ("planned", (NOW + told.coming_in).date())
    assert (over.state, over.day, over.attended) == ("ended", told.day, dict(told.people))
    assert list_rounds(session, "marlhaven") == []


def test_loading_again_changes_nothing(session: Session) -> None:
    load_events(session, marlhaven_demo(), secrets.token_bytes, NOW)
    assert len(list_events(session, "marlhaven")) == 2


def test_the_room_did_everything_that_there_is_to_tell(summary: EventSummary) -> None:
    told = marlhaven_event()
    assert summary.results
    assert summary.results.people == sum(told.people.values())
    assert [isinstance(lens.shift, RoomShift) for lens in summary.ratings[0].lenses][:1] == [True]
    assert summary.choices
    assert len(summary.content.words) == sum(len(words) for words in told.words.values())
    assert summary.waiting == len(told.actions)
    assert {rating.state for rating in summary.content.table_ratings} == {"shown"}


def test_people_rate_as_their_groups_do(summary: EventSummary) -> None:
    means = next(one for one in marlhaven_demo().rounds if one.key == marlhaven_event().round).scores
    assert summary.results
    for cell in (cell for audience in summary.results.audiences for cell in audience.cells):
        for area, position in cell.positions.items():
            assert abs(position.value - means[cell.group_keys[0]][area]) < 1.2
