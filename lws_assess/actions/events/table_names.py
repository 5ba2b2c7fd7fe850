"""What tables wrote, as it may be seen: a table of fewer than five people is not named beside it.

Nor does anything else say which table it was: what is not named stands last, in the order of what it says, and
forms know it by a hash. A table is named by the people who sat at it when it wrote, and by those who sit there now,
so that whoever sits down afterwards names nobody's words. Which tables are too small is asked of all at which
somebody sits, whether or not they have written: else the one that is written last would be told from those that
were named before. When the event ends, the numbers that may not be named are taken off for good.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.records.events import tables as event_tables
from lws_assess.records.events.people import people_by_table
from lws_assess.records.events.tables import ProposedAction, TableRating
from lws_assess.records.events.visioning_events import Event, codes_of
from lws_assess.survey.events.rooms import EventState, WordState, name_of_rating, named_tables
from lws_assess.survey.keys import AreaCode


@dataclass(frozen=True)
class SeenRating:
    """A table's rating of an area. `table` is below 0 where it is not named, and 0 in a room without tables."""

    table: int
    area: AreaCode
    level: int
    evidence: str
    state: WordState  # of the evidence
    name: str  # by which a host's form knows it; empty when the event is over

    @property
    def who(self) -> str:
        return f"Table {self.table}" if self.table > 0 else "A table" if self.table else "The room"


def named_in(session: Session, event: Event) -> frozenset[int]:
    """The numbers of the tables that may be named beside what they wrote."""
    where = (event.partnership, event.key)
    wrote: set[int] = {rating.table for rating in event_tables.table_ratings(session, *where)}
    wrote |= {action.table for action in event_tables.proposed_actions(session, *where)}
    wrote = {table for table in wrote if table > 0}
    if event.state == EventState.ENDED:
        return frozenset(wrote)
    people = _people_at(session, event)
    return named_tables(people, wrote) - _too_small(people)


def may_be_named(session: Session, event: Event, table: int) -> bool:
    """True if a table may be named beside what it writes at this moment."""
    return not table or table not in _too_small(_people_at(session, event), {table})


def countable_tables(session: Session, event: Event) -> frozenset[int]:
    """The tables whose choices may be counted: those that could be named, of all at which somebody sits."""
    people = _people_at(session, event)
    return named_tables(people, people.keys())


def _too_small(people: Mapping[int, int], writing: Collection[int] = ()) -> frozenset[int]:
    """The tables that may not be named, of those at which somebody sits and those that are writing."""
    tables = {*people, *writing}
    return frozenset(tables) - named_tables(people, tables)


def _people_at(session: Session, event: Event) -> dict[int, int]:
    people = people_by_table(session, event.partnership, event.key)
    return {int(table): number for table, number in people.items()}


def seen_ratings(session: Session, event: Event) -> tuple[SeenRating, ...]:
    """Returns what every table agreed, by area; in it those that are named by their number, and then the others."""
    kept = event_tables.table_ratings(session, event.partnership, event.key)
    salt = codes_of(session, event).salt
    return tuple(
        SeenRating(
            table=number,
            area=rating.area,
            level=rating.level,
            evidence=rating.evidence,
            state=rating.state,
            name=name_of_rating(salt, rating.area, rating.table) if salt else "",
        )
        for rating, number in _numbered(kept, named_in(session, event))
    )


def _numbered(ratings: Sequence[TableRating], named: frozenset[int]) -> list[tuple[TableRating, int]]:
    """Each rating with the number that may stand beside it; without a name -1, -2 and so on in each area."""
    found: list[tuple[TableRating, int]] = []
    for area in dict.fromkeys(rating.area for rating in ratings):
        mine = [rating for rating in ratings if rating.area == area]
        told = [rating for rating in mine if not rating.table or (rating.named and rating.table in named)]
        rest = [rating for rating in mine if rating not in told]
        rest.sort(key=lambda rating: (rating.level, rating.evidence))
        found += [(rating, rating.table) for rating in told]
        found += [(rating, -number) for number, rating in enumerate(rest, 1)]
    return found


def find_rating_by_name(session: Session, event: Event, name: str) -> TableRating | None:
    """The rating that a host's form is about."""
    kept = event_tables.table_ratings(session, event.partnership, event.key)
    salt = codes_of(session, event).salt
    return next((one for one in kept if salt and name_of_rating(salt, one.area, one.table) == name), None)


def seen_table(action: ProposedAction, named: frozenset[int]) -> int:
    """The number of the table that proposed an action, where it may be named; otherwise 0."""
    return action.table if action.named and action.table in named else 0


def what_outlives_the_event(session: Session, event: Event) -> tuple[list[TableRating], list[ProposedAction]]:
    """Returns what tables wrote, for when the event ends and before its people are erased.

    Numbers that may not be named are taken off it, and so is evidence that nobody let through.
    """
    named = named_in(session, event)
    ratings = []
    for rating, number in _numbered(event_tables.table_ratings(session, event.partnership, event.key), named):
        rating.table = number
        rating.evidence = rating.evidence if rating.state == WordState.SHOWN else ""
        ratings.append(rating)
    actions = event_tables.proposed_actions(session, event.partnership, event.key)
    for action in actions:
        action.table = seen_table(action, named)
    return ratings, actions
