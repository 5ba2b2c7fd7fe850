"""Every table, imported once, for migrations and for tests that walk over them."""

from lws_assess.records import (
    board_papers,
    clocks,
    comments,
    feedback,
    groupings,
    groups,
    instruments,
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
from lws_assess.records.events import own_programmes
from lws_assess.records.events import people as event_people
from lws_assess.records.events import tables as event_tables
from lws_assess.records.events import visioning_events as events
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events import words as event_words
from lws_assess.records.events import writings as event_writings
from lws_assess.records.post import invitations, stops

METADATA = Base.metadata
MODULES = (
    board_papers,
    clocks,
    comments,
    event_people,
    event_tables,
    event_votes,
    event_words,
    event_writings,
    events,
    feedback,
    groupings,
    groups,
    instruments,
    invitations,
    own_programmes,
    partnerships,
    people,
    plans,
    priorities,
    responses,
    results,
    rounds,
    stops,
    workforce,
)
