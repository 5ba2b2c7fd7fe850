"""Lists come in the order that is promised, whichever way round their rows were written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lws_assess.records.database import Database
from lws_assess.records.events.visioning_events import Event, events_running, list_events
from lws_assess.records.groupings import Grouping, GroupingItem, list_groupings
from lws_assess.records.groups import Group, all_groups, list_groups
from lws_assess.records.instruments import StoredEdition
from lws_assess.records.partnerships import Partnership, list_partnerships
from lws_assess.records.people import (
    Membership,
    OneTimeLink,
    Person,
    latest_link_expires,
    members_of,
    partnerships_of,
)
from lws_assess.records.plans import (
    Action,
    ActionStep,
    YearBudget,
    available_by_year,
    list_actions,
    updates_of,
)
from lws_assess.records.post.invitations import (
    INVITATION,
    REMINDER,
    Invitation,
    Mailing,
    Message,
    addresses_reached,
    mailings_of_round,
    troubles_of_round,
)
from lws_assess.records.priorities import Approval, Decision, approvals_of_round, current_decision
from lws_assess.records.rounds import Round, list_rounds
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.message_states import MessageState

HERE, THERE, FIRST = PartnershipKey("here"), PartnershipKey("there"), RoundKey("first")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
BOTH_WAYS = pytest.mark.parametrize("way", [1, -1], ids=["as listed", "the other way round"])

Write = Callable[[Sequence[Any]], None]


@pytest.fixture
def session(sqlite_database: Database) -> Any:
    with sqlite_database.writing() as session:
        session.add_all([a_partnership(HERE, "Zebra"), a_partnership(THERE, "Aardvark")])
        session.flush()
        yield session


@pytest.fixture
def edition(session: Session) -> str:
    session.add(frozen := StoredEdition(digest="d" * 64, key="any", version="1", content="{}"))
    session.flush()
    return frozen.digest


@pytest.fixture
def write(session: Session, way: int) -> Write:
    """Writes rows one after the other, this or the other way round."""

    def one_by_one(rows: Sequence[Any]) -> None:
        for row in rows[::way]:
            session.add(row)
            session.flush()
        session.expire_all()

    return one_by_one


def a_partnership(key: str, name: str) -> Partnership:
    return Partnership(key=key, name=name)


# --- events and rounds -------------------------------------------------------------------------------------


def an_event(key: str, state: EventState, day: date | None = None) -> Event:
    return Event(partnership=HERE, key=key, title=key, state=state, day=day, instrument="any")


def days_on(days: int) -> date:
    return TODAY + timedelta(days=days)


@BOTH_WAYS
def test_events_run_first_then_come_those_planned_by_day_then_the_latest_that_ended(
    session: Session, write: Write
) -> None:
    running, planned, ended = EventState.RUNNING, EventState.PLANNED, EventState.ENDED
    promised = [
        an_event("b-runs", running, days_on(0)),
        an_event("a-runs", running, days_on(1)),
        an_event("z-without-a-day", planned),
        an_event("z-soon", planned, days_on(5)),
        an_event("b-later", planned, days_on(9)),
        an_event("c-later", planned, days_on(9)),
        an_event("z-ended-last", ended, days_on(-3)),
        an_event("a-ended", ended, days_on(-9)),
        an_event("b-ended", ended, days_on(-9)),
    ]
    keys = [one.key for one in promised]
    write(promised)
    assert [one.key for one in list_events(session, HERE)] == keys
    assert [one.key for one in events_running(session, HERE)] == ["a-runs", "b-runs"]


def a_round(key: str, opens_at: datetime | None, digest: str = "") -> Round:
    return Round(partnership=HERE, key=key, title=key, edition=digest, opens_at=opens_at)


@BOTH_WAYS
def test_rounds_that_open_last_come_first(session: Session, write: Write, edition: str) -> None:
    promised = [
        a_round("not-yet", None, edition),
        a_round("next-week", NOW + timedelta(days=7), edition),
        a_round("today", NOW, edition),
        a_round("a-year-ago", NOW - timedelta(days=365), edition),
    ]
    keys = [one.key for one in promised]
    write(promised)
    assert [one.key for one in list_rounds(session, HERE)] == keys


# --- groups, partnerships and people -----------------------------------------------------------------------


def a_group(key: str, position: int, **more: Any) -> Group:
    said = {"name": key, "this_is_you_if": "you are", "audience": "professional", "branch": "any"}
    return Group(partnership=HERE, key=key, position=position, **said, **more)


@BOTH_WAYS
def test_groups_come_by_position_and_then_by_key(session: Session, write: Write) -> None:
    write(
        [
            a_group("z", 1),
            a_group("b", 2),
            a_group("c", 2),
            a_group("gone", 3, retired=True),
            a_group("a", 4),
            a_group("none-of-these", 5, catch_all=True),
        ]
    )
    assert [one.key for one in list_groups(session, HERE)] == ["z", "b", "c", "a"]
    assert [one.key for one in list_groups(session, HERE, retired=True)] == ["gone"]
    assert [one.key for one in all_groups(session, HERE)] == ["z", "b", "c", "gone", "a", "none-of-these"]


@BOTH_WAYS
def test_partnerships_come_by_name_and_members_by_address(session: Session, write: Write) -> None:
    write([Person(id=1, email="zoe@x.example"), Person(id=2, email="ada@x.example")])
    write(
        [
            Membership(partnership=HERE, person=1, role="steering"),
            Membership(partnership=HERE, person=2, role="facilitator"),
            Membership(partnership=THERE, person=1, role="administrator"),
        ]
    )
    assert [one.key for one in list_partnerships(session)] == [THERE, HERE]
    assert [(one.key, role) for one, role in partnerships_of(session, 1)] == [
        (THERE, "administrator"),
        (HERE, "steering"),
    ]
    assert [(one.email, role) for one, role in members_of(session, HERE)] == [
        ("ada@x.example", "facilitator"),
        ("zoe@x.example", "steering"),
    ]


@BOTH_WAYS
def test_of_several_links_to_set_a_password_the_one_that_works_longest_counts(
    session: Session, write: Write
) -> None:
    write([Person(id=1, email="zoe@x.example"), Person(id=2, email="ada@x.example")])
    write(
        [
            OneTimeLink(id=bytes([hours]) * 32, person=person, expires_at=NOW + timedelta(hours=hours))
            for hours, person in ((1, 1), (2, 1), (3, 2))
        ]
    )
    assert latest_link_expires(session, 1) == NOW + timedelta(hours=2)


# --- plans -------------------------------------------------------------------------------------------------


@BOTH_WAYS
def test_actions_come_by_number_and_their_steps_with_the_newest_first(session: Session, write: Write) -> None:
    references = ["HE-09", "HE-10", "HE-99", "HE-100"]
    write([Action(partnership=HERE, reference=one, what=one, areas_json="[]") for one in references])
    assert [one.reference for one in list_actions(session, HERE)] == references
    steps = [("last", 2, 4), ("second at noon", 1, 3), ("first at noon", 1, 2), ("first", 0, 5)]
    write(
        [
            ActionStep(
                id=number,
                partnership=HERE,
                reference="HE-09",
                kind="update",
                by="Ada",
                words=words,
                at=NOW + timedelta(hours=hour),
            )
            for words, hour, number in steps
        ]
    )
    assert [one.words for one in updates_of(session, HERE)["HE-09"]] == [words for words, *_ in steps]


@BOTH_WAYS
def test_lists_of_a_plan_come_with_outcomes_first_and_then_by_position(
    session: Session, write: Write
) -> None:
    write(
        [
            Grouping(partnership=HERE, key="outcomes", position=9, title="Outcomes"),
            Grouping(partnership=HERE, key="z", position=1, title="Z"),
            Grouping(partnership=HERE, key="a", position=2, title="A"),
        ]
    )
    write(
        [
            GroupingItem(partnership=HERE, grouping=grouping, key=key, position=position, name=key)
            for grouping in ("a", "z")
            for position, key in enumerate(("second", "first"))
        ]
    )
    found = list_groupings(session, HERE)
    assert [one.key for one in found] == ["outcomes", "z", "a"]
    assert [[item.key for item in one.items] for one in found[1:]] == [
        ["z/second", "z/first"],
        ["a/second", "a/first"],
    ]


@BOTH_WAYS
def test_money_comes_by_year(session: Session, write: Write) -> None:
    write([YearBudget(partnership=HERE, year=year, pounds=year, pooled=1) for year in (2027, 2025, 2026)])
    assert list(available_by_year(session, HERE)) == [2025, 2026, 2027]


# --- decisions ---------------------------------------------------------------------------------------------


@BOTH_WAYS
def test_the_newest_decision_holds_and_approvals_come_by_day(
    session: Session, write: Write, edition: str
) -> None:
    mine: dict[str, Any] = {"partnership": HERE, "round": FIRST, "by": "Ada", "at": NOW}
    write([a_round(FIRST, NOW, edition)])
    made = {"places_json": "[]", "reason": "Any.", "seen_json": "{}", "seen_digest": ""}
    write([Decision(**mine, **made, number=number) for number in (1, 2)])
    bodies = [("Board", 0, 3), ("Second on the day", 4, 2), ("Third on the day", 4, 4), ("Cabinet", 8, 1)]
    write(
        [
            Approval(**mine, id=key, decision=1, body=body, approved_on=days_on(day))
            for body, day, key in bodies
        ]
    )
    assert [one.body for one in approvals_of_round(session, HERE, FIRST)] == [body for body, *_ in bodies]
    decision = current_decision(session, HERE, FIRST)
    assert decision is not None
    assert decision.number == 2


# --- post --------------------------------------------------------------------------------------------------


@BOTH_WAYS
def test_mailings_come_with_the_latest_first_and_troubles_by_address(
    session: Session, write: Write, edition: str
) -> None:
    write([a_round(key, NOW, edition) for key in (FIRST, "second")])
    mailings = {
        "invites": (FIRST, INVITATION, 0),
        "reminds": (FIRST, REMINDER, 1),
        "elsewhere": ("second", INVITATION, 2),
    }
    write([a_mailing(name, *told) for name, told in mailings.items()])
    invited = {
        "ada": (FIRST, "nurses"),
        "bo": (FIRST, "teachers"),
        "cy": (FIRST, "nurses"),
        "dee": (FIRST, "nurses"),
        "eve": (FIRST, "nurses"),
        "fay": ("second", "nurses"),
    }
    write([an_invitation(name, *told) for name, told in invited.items()])
    states = {
        ("invites", "ada"): MessageState.SENT,
        ("invites", "bo"): MessageState.SENT,
        ("invites", "cy"): MessageState.REFUSED,
        ("invites", "dee"): MessageState.UNKNOWN,
        ("invites", "eve"): MessageState.WAITING,
        ("reminds", "dee"): MessageState.SENT,
        ("elsewhere", "fay"): MessageState.SENT,
    }
    write(
        [
            Message(mailing=key_of(mailing), invitation=key_of(name), state=state, changed_at=NOW)
            for (mailing, name), state in states.items()
        ]
    )
    assert [one.id for one in mailings_of_round(session, HERE, FIRST)] == [
        key_of("reminds"),
        key_of("invites"),
    ]
    troubles = troubles_of_round(session, HERE, FIRST, 9)
    assert [one.address for one in troubles] == ["cy@x.example", "dee@x.example"]
    assert troubles_of_round(session, HERE, FIRST, 1) == troubles[:1]
    reached = {"": ["ada", "bo"], "nurses": ["ada"], "teachers": ["bo"], "parents": []}
    for group, there in reached.items():
        found = addresses_reached(session, HERE, FIRST, GroupKey(group) if group else None)
        assert found == {key_of(name): f"{name}@x.example" for name in there}


def key_of(name: str) -> bytes:
    return name.encode().ljust(16)


def a_mailing(name: str, round_key: str, kind: str, hours: int) -> Mailing:
    made_at = NOW + timedelta(hours=hours)
    said = {"subject": "S", "words": "W", "made_at": made_at, "made_by": "Ada"}
    return Mailing(id=key_of(name), partnership=HERE, round=round_key, group=None, kind=kind, **said)


def an_invitation(name: str, round_key: str, group: str) -> Invitation:
    address = f"{name}@x.example"
    return Invitation(id=key_of(name), partnership=HERE, round=round_key, group=group, address=address)
