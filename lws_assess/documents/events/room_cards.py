"""The card that everybody takes home from a room: its rainbow and what it put first, as the screen showed them."""

from __future__ import annotations

from dataclasses import dataclass

from lws_assess.actions.events.outcomes import ShownOutcome
from lws_assess.documents.events.room_overviews import RoomOverview, room_overview
from lws_assess.documents.events.room_priorities import PriorityRow, priorities_for_room


@dataclass(frozen=True)
class RoomCard:
    """`overview` is None where no rating was shown that may be shown; `first` holds at the most three areas.

    `ties` says which areas share a place where more do than three have room for. `why` says why nothing comes first
    although people chose.
    """

    overview: RoomOverview | None
    first: tuple[PriorityRow, ...]
    ties: str
    why: str


def room_card(outcome: ShownOutcome) -> RoomCard | None:
    """Returns the card of what a room was shown; None where that is nothing."""
    overview = room_overview(outcome.results) if outcome.results else None
    chosen = priorities_for_room(outcome.choices) if outcome.choices else None
    if overview is None and chosen is None:
        return None
    first = tuple(row for row in chosen.rows if row.first) if chosen else ()
    told = "" if chosen is None or first or chosen.ties else chosen.why or chosen.sentence
    return RoomCard(overview, first, chosen.ties if chosen else "", told)
