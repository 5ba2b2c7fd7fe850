"""What ends with an office, on both databases, and what must not end with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lws_assess.actions.alerts import (
    find_alert_reminders,
    find_errands,
    note_sending,
    open_alerts,
    record_done,
    renew_alert_links,
    view_alert,
)
from lws_assess.actions.answering.responses import UnknownLink, find_entrance
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events.visioning_events import EventFacts
from lws_assess.actions.people import groups, members, offices
from lws_assess.actions.people.groups import GroupDescription
from lws_assess.actions.rounds.leads import get_group_lead_view, hold_group_lead_view
from lws_assess.actions.sealed_alerts import NoSuchAlert, open_alert
from lws_assess.records.database import Database
from lws_assess.records.events.programme_templates import programme_templates
from lws_assess.records.events.visioning_events import list_events
from lws_assess.records.groups import get_group
from lws_assess.records.leads import group_in_its_rounds
from lws_assess.records.people import FACILITATOR, STEERING, find_person_by_email
from lws_assess.survey.alerts import AlertStepKind
from tests.actions.people.test_groups import meanwhile
from tests.actions.test_alerts import UNSAFE, alerts, raise_all, write
from tests.worlds.builders import INSTRUMENT, World, new_code
from tests.worlds.rooms import a_room, new_room_code


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def lead_code(world: World, group: str = "teachers") -> str | None:
    with world.database.reading() as session:
        return group_in_its_rounds(session, world.partnership, group)[0][0].lead_code


def changed(world: World, **changes: str) -> None:
    with world.database.writing() as session:
        group = get_group(session, world.partnership, "teachers")
        about = {name: getattr(group, name) for name in GroupDescription.__dataclass_fields__}
        groups.change_group(
            session,
            world.partnership,
            "teachers",
            GroupDescription(**{**about, **changes}),
            new_code,
            world.now,
        )


@pytest.mark.parametrize("change", [{"lead": "Bea"}, {"lead_email": "bea@testham.example"}])
def test_another_lead_has_another_link_and_people_keep_theirs(world: World, change: dict[str, str]) -> None:
    old, join = lead_code(world), world.code("teachers")
    personal = world.personal_link()
    others = lead_code(world, "nurses")
    changed(world, **change)
    new = lead_code(world)
    assert old
    assert new
    assert new != old
    assert lead_code(world, "nurses") == others
    with world.database.reading() as session:
        assert get_group_lead_view(session, new).row.group.key == "teachers"
        with pytest.raises(UnknownLink):
            get_group_lead_view(session, old)
        assert find_entrance(session, join, world.now)[0][0].group == "teachers"
    assert world.code("teachers") == join
    assert personal.ballot


def test_what_else_is_said_of_a_group_changes_no_link(world: World) -> None:
    old = lead_code(world)
    changed(world, method="By letter", name="All teachers")
    assert lead_code(world) == old


def begin_meeting(session: Session, world: World, code: str) -> None:
    """As the private page does it."""
    view = hold_group_lead_view(session, code)
    facts = EventFacts("Meeting", "", world.now.date(), "09:30", tables=0)
    template = next(one for one in programme_templates() if one.lead_can_run)
    event = events.plan_event(session, world.partnership, facts, template, INSTRUMENT, view.row.group.key)
    events.begin_event(session, world.partnership, event.key, new_room_code, bytes(16), "The lead", world.now)


def meetings(world: World) -> list[str]:
    with world.database.reading() as session:
        return [event.state for event in list_events(session, world.partnership)]


def replace_them(session: Session, world: World) -> None:
    group = get_group(session, world.partnership, "teachers")
    about = {name: getattr(group, name) for name in GroupDescription.__dataclass_fields__}
    about["lead"] = "Bea"
    groups.change_group(
        session, world.partnership, "teachers", GroupDescription(**about), new_code, world.now
    )


def test_a_meeting_that_begins_while_its_lead_is_replaced_is_over_at_once(world: World) -> None:
    code = lead_code(world)
    assert code
    raised, waited = meanwhile(
        world.database,
        lambda session: begin_meeting(session, world, code),
        lambda session: replace_them(session, world),
    )
    assert raised == []
    assert waited
    assert meetings(world) == ["ended"]


def test_no_meeting_begins_by_the_link_of_a_lead_who_is_being_replaced(world: World) -> None:
    code = lead_code(world)
    assert code
    raised, _waited = meanwhile(
        world.database,
        lambda session: replace_them(session, world),
        lambda session: begin_meeting(session, world, code),
    )
    assert [type(one) for one in raised] == [UnknownLink]
    assert meetings(world) == []


# --- the safeguarding contact ----------------------------------------------------------------------------


def told(world: World, days: float = 0) -> None:
    with world.database.writing() as session:
        for errand in find_errands(session):
            note_sending(
                session, errand.alerts[0][0], "", world.now + timedelta(days=days), code=errand.codes[0]
            )


def code_of(world: World) -> str:
    """The code that opens the one alert there is."""
    with world.database.reading() as session:
        return open_alert(session, alerts(world)[0]).code


def test_a_new_contact_is_told_anew_by_another_link(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    told(world)
    before = code_of(world)
    with world.database.writing() as session:
        assert find_errands(session) == []
        renew_alert_links(session, world.partnership, new_code, world.now)
    after = code_of(world)
    with world.database.reading() as session:
        with pytest.raises(NoSuchAlert):
            view_alert(session, before)
        assert view_alert(session, after).text == UNSAFE
        (errand,) = find_errands(session)
    assert errand.anew
    assert errand.codes[0] == after
    told(world)
    with world.database.reading() as session:
        assert find_errands(session) == [], "told once, although on the day on which the old one was told"
        assert len(find_alert_reminders(session, world.now + timedelta(days=3))) == 1


def test_an_e_mail_that_was_on_its_way_with_the_old_link_tells_nobody(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    with world.database.reading() as session:
        (errand,) = find_errands(session)
    with world.database.writing() as session:
        renew_alert_links(session, world.partnership, new_code, world.now)
    with world.database.writing() as session:
        note_sending(session, errand.alerts[0][0], "", world.now, code=errand.codes[0])
        assert len(find_errands(session)) == 1


def test_reminders_to_the_new_contact_are_counted_from_when_they_were_told(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    told(world)
    with world.database.writing() as session:
        for day in range(1, 6):
            note_sending(
                session, alerts(world)[0].key, "", world.now + timedelta(days=day), AlertStepKind.REMINDED
            )
        assert find_alert_reminders(session, world.now + timedelta(days=9)) == []
        renew_alert_links(session, world.partnership, new_code, world.now + timedelta(days=9))
    told(world, days=9)
    with world.database.reading() as session:
        assert find_alert_reminders(session, world.now + timedelta(days=9)) == []
        assert len(find_alert_reminders(session, world.now + timedelta(days=11))) == 1
        assert open_alerts(session, world.partnership, world.now + timedelta(days=11)) == [], (
            "not in moderation"
        )


def test_nobody_is_written_to_about_what_was_dealt_with(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    told(world)
    code = code_of(world)
    with world.database.writing() as session:
        record_done(session, code, who="Sam", what="Rang the school.", now=world.now)
        renew_alert_links(session, world.partnership, new_code, world.now)
        assert find_errands(session) == []
        with pytest.raises(NoSuchAlert):
            view_alert(session, code)


# --- hosts -----------------------------------------------------------------------------------------------


def test_whoever_hosts_no_more_knows_no_scribes_code_and_no_alert(world: World) -> None:
    room = a_room(world)
    write(world, UNSAFE)
    raise_all(world)
    (alert,) = alerts(world)
    before = room.scribe_codes
    with world.database.writing() as session:
        members.add_member(session, world.partnership, "ada@testham.example", FACILITATOR)
        members.add_member(session, world.partnership, "bea@testham.example", STEERING)
    for email, changes in (("bea@testham.example", False), ("ada@testham.example", True)):
        with world.database.writing() as session:
            person = find_person_by_email(session, email)
            assert person
            offices.take_from_host(session, person.id, new_code, world.now)
        assert (room.scribe_codes != before) is changes, email
        assert (alerts(world)[0].code != alert.code) is changes, email
    assert room.event.state == "running"
    assert room.code
