"""Captions of a running event: the last lines that somebody typed of what is said, under the event's key.

They are one row, written anew with each line: what is no longer shown is kept nowhere.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from lws_assess.records.events.visioning_events import Event, get_sealing
from lws_assess.records.events.writings import (
    CAPTIONS,
    erase_writing,
    find_writing,
    keep_writing,
    row_of,
)


class CaptionLine(NamedTuple):
    """One line; `number` counts all lines of the event from 1, and `attempt` tells whether it was sent before."""

    number: int
    text: str
    attempt: str


def find_caption_lines(session: Session, event: Event, held: bool = False) -> tuple[CaptionLine, ...]:
    """The last lines of a running event, the newest last. Held where one is to be added."""
    found = find_writing(session, event.partnership, event.key, CAPTIONS, _row(session, event), held)
    return tuple(CaptionLine(*line) for line in found["lines"]) if found else ()


def keep_caption_lines(session: Session, event: Event, lines: tuple[CaptionLine, ...]) -> None:
    where = (event.partnership, event.key)
    keep_writing(session, *where, CAPTIONS, _row(session, event), {"lines": lines}, anew=True)


def erase_caption_lines(session: Session, event: Event) -> None:
    erase_writing(session, event.partnership, event.key, CAPTIONS, _row(session, event))


def _row(session: Session, event: Event) -> bytes:
    return row_of(get_sealing(session, event.partnership, event.key), CAPTIONS, b"")
