"""The calendar of a plan: read back by the rules of RFC 5545, it has each open due date, its page, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from icalendar import Calendar

from lws_assess.documents.data.plan_calendars import plan_calendar
from lws_assess.survey.plans.planned_actions import ActionState, ActionUpdate, PlannedAction
from lws_assess.survey.public_addresses import PublicAddresses
from tests.documents.papers.test_board_papers import a_plan, an_action

ADDRESSES = PublicAddresses("https://assess.example")
HOSTILE = "Meet; plan, act\\do\r\nBEGIN:VALARM\nATTACH:https://elsewhere.example\x00 " + "Žluťoučký 😀 " * 30


def made(*actions: PlannedAction, addresses: PublicAddresses = ADDRESSES) -> bytes:
    return plan_calendar("testham", a_plan(*actions), addresses)


def events(data: bytes) -> list[dict[str, str]]:
    calendar = Calendar.from_ical(data)
    return [{name: str(value) for name, value in event.items()} for event in calendar.walk("VEVENT")]


def test_each_open_action_stands_on_its_due_day_with_its_page() -> None:
    found = events(made(an_action("MA-01", due=date(2025, 9, 1)), an_action("MA-02", due=date(2024, 1, 31))))
    assert [one["SUMMARY"] for one in found] == ["Due: MA-01 Do MA-01", "Due: MA-02 Do MA-02"]
    assert [one["URL"] for one in found] == [
        f"https://assess.example/p/testham/plan/actions/{name}/" for name in ("MA-01", "MA-02")
    ]
    data = made(an_action("MA-01", due=date(2025, 9, 1))).decode()
    assert "DTSTART;VALUE=DATE:20250901\r\n" in data
    assert "DTEND" not in data  # it is that whole day
    assert "TRANSP:TRANSPARENT\r\n" in data


def test_what_is_finished_stopped_or_without_a_day_is_not_in_it() -> None:
    over = [an_action(f"MA-0{i}", state) for i, state in enumerate(ActionState) if state not in STILL_OPEN]
    assert len(over) == 3
    assert events(made(*over, an_action("MA-09", due=None))) == []
    assert made(*over).decode().startswith("BEGIN:VCALENDAR\r\n")


STILL_OPEN = (ActionState.NOT_STARTED, ActionState.UNDER_WAY)


def test_a_name_stays_the_same_whatever_becomes_of_the_action_and_wherever_the_service_is() -> None:
    before, after = an_action("MA-01"), an_action("MA-01", what="Do another thing", due=date(2026, 1, 1))
    moved = made(after, addresses=PublicAddresses("https://elsewhere.example"))
    assert events(made(before))[0]["UID"] == events(moved)[0]["UID"]
    names = {one["UID"] for one in events(made(*(an_action(f"MA-{i:02}") for i in range(50))))}
    assert len(names) == 50
    assert names.isdisjoint(
        one["UID"] for one in events(plan_calendar("besideham", a_plan(before), ADDRESSES))
    )


def test_the_same_plan_gives_the_same_bytes_and_a_change_a_later_stamp() -> None:
    one = an_action("MA-01")
    at = datetime(2025, 3, 1, 12, tzinfo=UTC)
    changed = replace(one, updates=(ActionUpdate("changed", at, "Ada"),))
    assert made(one) == made(one)
    assert "DTSTAMP:20250301T120000Z" in made(changed).decode()
    assert events(made(one))[0]["DTSTAMP"] != events(made(changed))[0]["DTSTAMP"]


def test_whatever_somebody_typed_stays_in_its_line() -> None:
    data = made(an_action("MA-01", what=HOSTILE, lead="Ada", lead_email="ada@testham.example"))
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert not [
        line for line in lines if line.startswith((b"BEGIN:VALARM", b"ATTACH", b"ATTENDEE", b"ORGANIZER"))
    ]
    [event] = events(data)
    assert event["SUMMARY"].startswith(
        "Due: MA-01 Meet; plan, act\\do BEGIN:VALARM ATTACH:https://elsewhere.example"
    )
    assert event["SUMMARY"].endswith("Žluťoučký 😀")
    assert b"ada@" not in data


def test_the_name_of_a_calendar_is_escaped_as_text() -> None:
    """It is no property of the standard, of which each that is not known is text."""
    data = plan_calendar("testham", replace(a_plan(), partnership=HOSTILE), ADDRESSES)
    assert b"X-WR-CALNAME:Plan: Meet\\; plan\\, act\\\\do BEGIN:VALARM" in data.replace(b"\r\n ", b"")
