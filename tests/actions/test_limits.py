"""Every limit on what may be typed or kept: one below it and the limit itself are taken, and one above is refused.

A limit on how many there may be is made small for the test, since it is the comparison that may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events import words as event_words
from lws_assess.actions.people import accounts, groups, partnerships
from lws_assess.actions.plans import groupings, planned_actions, workforce
from lws_assess.actions.rounds import handouts
from lws_assess.records.database import Database
from lws_assess.survey.refusals import Refusal
from tests.worlds.builders import World, new_code
from tests.worlds.rooms import HOST, Room, a_room

SMALL = 4  # in place of a limit on how many


@dataclass
class LimitTried:
    """What a limit is tried on: a partnership, and an event that runs with a scribe at its first table."""

    world: World
    room: Room

    @property
    def of_host(self) -> dict[str, Any]:
        return {"by": HOST, "now": self.world.now}


Try = Callable[[Session, LimitTried, int], object]


@dataclass(frozen=True)
class NamedLimit:
    """A limit by its module and name, what to do with a number that is near it, and from which side it holds."""

    module: ModuleType
    name: str
    act: Try
    is_least: bool = False
    how_many: bool = False

    def __str__(self) -> str:
        return f"{self.module.__name__.removeprefix('lws_assess.actions.')}.{self.name}"


def items(session: Session, on: LimitTried, number: int) -> None:
    listed = groupings.add_grouping(session, on.world.partnership, "List of items", [])
    for at in range(number):
        groupings.add_item(session, on.world.partnership, listed.key, f"Item {at}", [])


def figures(session: Session, on: LimitTried, number: int) -> None:
    for at in range(number):
        workforce.add_figure(
            session, on.world.partnership, workforce.WorkforceLine(f"Line {at}", headcount=1)
        )


def hoped_for(session: Session, on: LimitTried, number: int) -> None:
    about = groups.GroupDescription("A new group", "you are new.", "professional", "schools", target=number)
    groups.add_group(session, on.world.partnership, about)


def months(session: Session, on: LimitTried, number: int) -> None:
    about = partnerships.PartnershipDescription("Testham", *[""] * 10, keeps_months=number)
    partnerships.change_partnership(session, on.world.partnership, about, new_code, on.world.now)


def slips(session: Session, on: LimitTried, number: int) -> None:
    handouts.refuse_slips(session, on.world.partnership, on.world.round, "teachers", number, on.world.now)


def evidence(session: Session, on: LimitTried, number: int) -> None:
    scribe, area = on.room.phones[0].device, on.room.edition.areas[0].code
    event_tables.rate_for_table(session, on.room.code, scribe, area, "2", "e" * number)


def proposed(session: Session, on: LimitTried, number: int) -> None:
    scribe, area = on.room.phones[0].device, on.room.edition.areas[0].code
    for at in range(number):
        facts = event_tables.ActionFacts(area, f"Action {at}")
        event_tables.propose_action(session, on.room.code, scribe, facts, new_code())


def proposed_at_length(session: Session, on: LimitTried, number: int) -> None:
    scribe, area = on.room.phones[0].device, on.room.edition.areas[0].code
    event_tables.propose_action(
        session, on.room.code, scribe, event_tables.ActionFacts(area, "w" * number), new_code()
    )


LIMITS = (
    NamedLimit(groupings, "MOST_ITEMS", items, how_many=True),
    NamedLimit(workforce, "MOST_FIGURES", figures, how_many=True),
    NamedLimit(event_tables, "MOST_ACTIONS", proposed, how_many=True),
    NamedLimit(
        groupings,
        "MOST_LINE",
        lambda session, on, n: groupings.add_grouping(session, on.world.partnership, "t" * n, []),
    ),
    NamedLimit(
        planned_actions,
        "MOST_POUNDS",
        lambda session, on, n: planned_actions.set_available(session, on.world.partnership, 2026, n, 0),
    ),
    NamedLimit(
        planned_actions,
        "FIRST_YEAR",
        lambda session, on, n: planned_actions.set_available(session, on.world.partnership, n, 1, 0),
        is_least=True,
    ),
    NamedLimit(
        planned_actions,
        "LAST_YEAR",
        lambda session, on, n: planned_actions.set_available(session, on.world.partnership, n, 1, 0),
    ),
    NamedLimit(groups, "MOST_HOPED_FOR", hoped_for),
    NamedLimit(partnerships, "MOST_MONTHS", months),
    NamedLimit(partnerships, "FEWEST_MONTHS", months, is_least=True),
    NamedLimit(handouts, "MOST_SLIPS", slips),
    NamedLimit(event_tables, "LONGEST_EVIDENCE", evidence),
    NamedLimit(event_tables, "LONGEST_WORD", proposed_at_length),
    NamedLimit(
        events,
        "LONGEST_MESSAGE",
        lambda session, on, n: events.tell_all(session, *on.room.where, "m" * n, **on.of_host),
    ),
    NamedLimit(
        events,
        "MOST_MINUTES_OF_TIMER",
        lambda session, on, n: events.set_timer(session, *on.room.where, n, **on.of_host),
    ),
    NamedLimit(
        event_words,
        "LONGEST_THEME",
        lambda session, on, n: event_words.put_together(session, *on.room.where, [], "t" * n, **on.of_host),
    ),
    NamedLimit(
        accounts,
        "LONGEST_PASSWORD",
        lambda _session, _on, n: accounts.check_password(("horse battery " * n)[:n], "ada@x.example"),
    ),
    NamedLimit(
        accounts,
        "SHORTEST_PASSWORD",
        lambda _session, _on, n: accounts.check_password("xqzjkvwbytrpmd"[:n], "ada@x.example"),
        is_least=True,
    ),
)


@pytest.fixture
def tried(sqlite_database: Database) -> LimitTried:
    world = World(sqlite_database)
    room = a_room(world, {"teachers": 2})
    room.make_scribe()
    return LimitTried(world, room)


class NothingIsKept(Exception):
    """Ends a transaction that went well."""


def is_taken(on: LimitTried, act: Try, number: int) -> bool:
    """Whether so much is taken; nothing of it is kept."""
    try:
        with on.world.database.writing() as session:
            act(session, on, number)
            raise NothingIsKept
    except NothingIsKept:
        return True
    except Refusal:
        return False


def test_each_limit_is_held_to_the_last_one_and_no_further(
    tried: LimitTried, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {}
    for limit in LIMITS:
        if limit.how_many:
            monkeypatch.setattr(limit.module, limit.name, SMALL)
        number = getattr(limit.module, limit.name)
        found = [is_taken(tried, limit.act, number + by) for by in (-1, 0, 1)]
        if found != ([False, True, True] if limit.is_least else [True, True, False]):
            wrong[str(limit)] = found
    assert wrong == {}
