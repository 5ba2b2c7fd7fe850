"""An event near a round, at which people rate alone, for tests of what is said because of it."""

from __future__ import annotations

from datetime import timedelta

from lws_assess.actions.events.visioning_events import EventFacts, plan_event
from lws_assess.records.events.programme_templates import programme_templates
from lws_assess.records.events.visioning_events import keep_programme, programme_of
from lws_assess.survey.events.programme_kinds import RATE
from tests.worlds.builders import INSTRUMENT, World


def plan_a_day(
    world: World,
    in_days: int | None = 7,
    group: str | None = None,
    rates: bool = True,
    instrument: str = INSTRUMENT,
) -> str:
    """Plans an event, or the meeting of a group, so many days from now or on no day; its key."""
    day = None if in_days is None else (world.now + timedelta(days=in_days)).date()
    with world.database.writing() as session:
        facts = EventFacts(f"A day of {group or 'everybody'}", day=day)
        key = plan_event(session, world.partnership, facts, programme_templates()[0], instrument, group).key
        if not rates:
            kept = [part for part in programme_of(session, world.partnership, key) if part.kind != RATE]
            keep_programme(session, world.partnership, key, kept)
    return key
