"""Every table, imported once, for migrations and for tests that walk over them."""

from lws_assess.records import (
    comments,
    groups,
    instruments,
    invitations,
    partnerships,
    people,
    priorities,
    responses,
    results,
    rounds,
)
from lws_assess.records.database import Base

METADATA = Base.metadata
MODULES = (
    comments,
    groups,
    instruments,
    invitations,
    partnerships,
    people,
    priorities,
    responses,
    results,
    rounds,
)
