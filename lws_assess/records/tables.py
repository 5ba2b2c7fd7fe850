"""Every table, imported once, for migrations and for tests that walk over them."""

from lws_assess.records import (
    board_papers,
    comments,
    event_people,
    event_tables,
    event_votes,
    event_words,
    events,
    feedback,
    groupings,
    groups,
    instruments,
    invitations,
    partnerships,
    people,
    plans,
    priorities,
    responses,
    results,
    rounds,
    workforce,
)
from lws_assess.records.database import Base

METADATA = Base.metadata
MODULES = (
    board_papers,
    comments,
    event_people,
    event_tables,
    event_votes,
    event_words,
    events,
    feedback,
    groupings,
    groups,
    instruments,
    invitations,
    partnerships,
    people,
    plans,
    priorities,
    responses,
    results,
    rounds,
    workforce,
)
