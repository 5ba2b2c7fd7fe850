"""Where tables put ideas while they group them, and what that came to, under the event's key.

A table's choice is one row, which whoever sits at the table may change. Another counts the names that it has given.
When the grouping is stopped these rows are erased, and one stays for each grouping: how many tables put which idea
where. Nothing of this outlives the event.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from lws_assess.records.events.visioning_events import Event, get_sealing
from lws_assess.records.events.writings import (
    GROUPED,
    PLACED,
    erase_writing,
    find_writing,
    keep_writing,
    row_of,
    writings_of,
)
from lws_assess.survey.events.groupings import PlacedIdea

Counted = Mapping[str, Mapping[str, int]]  # tables by theme, by idea


def _row(session: Session, event: Event, what: str, named: str) -> bytes:
    return row_of(get_sealing(session, event.partnership, event.key), what, named.encode())


def keep_placed_idea(session: Session, event: Event, placed: PlacedIdea) -> None:
    """Keeps a table's choice, or what it has changed it to; one without a theme is erased."""
    where = (event.partnership, event.key)
    row = _row(session, event, PLACED, f"{placed.table}/{placed.idea}")
    if placed.theme:
        keep_writing(session, *where, PLACED, row, placed._asdict(), anew=True)
    else:
        erase_writing(session, *where, PLACED, row)


def placed_ideas(session: Session, event: Event) -> list[PlacedIdea]:
    """The choices of the grouping that is open."""
    found = writings_of(session, event.partnership, event.key, PLACED)
    return [PlacedIdea(**fields) for _, fields in found]


def erase_placed_ideas(session: Session, event: Event) -> None:
    for row, _ in list(writings_of(session, event.partnership, event.key, PLACED)):
        erase_writing(session, event.partnership, event.key, PLACED, row)


def count_given_names(session: Session, event: Event, table: int) -> int:
    """Returns how many themes a table has named in the grouping that is open."""
    where = (event.partnership, event.key)
    row = _row(session, event, GROUPED, f"names/{table}")
    found = find_writing(session, *where, GROUPED, row, held=True)
    return int(found["names"]) if found else 0


def keep_given_names(session: Session, event: Event, table: int, names: int) -> None:
    row = _row(session, event, GROUPED, f"names/{table}")
    keep_writing(session, event.partnership, event.key, GROUPED, row, {"names": names}, anew=True)


def erase_given_names(session: Session, event: Event) -> None:
    for table in event.names_of_tables:
        row = _row(session, event, GROUPED, f"names/{table}")
        erase_writing(session, event.partnership, event.key, GROUPED, row)


def keep_grouped(session: Session, event: Event, source: str, counted: Counted) -> None:
    where = (event.partnership, event.key)
    keep_writing(session, *where, GROUPED, _row(session, event, GROUPED, source), {"counted": counted})


def find_grouped(session: Session, event: Event, source: str) -> Counted | None:
    """Returns what the grouping of a source came to; None where there was none."""
    where = (event.partnership, event.key)
    found = find_writing(session, *where, GROUPED, _row(session, event, GROUPED, source))
    return found["counted"] if found else None
