"""Captions of a running event: the last lines that somebody typed of what is said, under the event's key.

They are one row, written anew with each line: what is no longer shown is kept nowhere. Of each line that was ever shown
stays a keyed hash of the form that sent it, without its words, until the event ends: sent again it is not shown again.
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
    """One line; `number` counts those since captions were last shown, from 1."""

    number: int
    text: str


def find_caption_lines(session: Session, event: Event) -> tuple[CaptionLine, ...]:
    """The last lines of a running event, the newest last."""
    found = find_writing(session, event.partnership, event.key, CAPTIONS, _row(session, event))
    return tuple(CaptionLine(*line[:2]) for line in found["lines"]) if found else ()


def keep_caption_lines(session: Session, event: Event, lines: tuple[CaptionLine, ...]) -> None:
    where = (event.partnership, event.key)
    keep_writing(session, *where, CAPTIONS, _row(session, event), {"lines": lines}, anew=True)


def keep_attempt(session: Session, event: Event, attempt: str) -> bool:
    """Keeps that a line was sent, once; false where it was sent before."""
    where = (event.partnership, event.key)
    row = row_of(get_sealing(session, *where), CAPTIONS, f"attempt {attempt}".encode())
    return keep_writing(session, *where, CAPTIONS, row, {})


def erase_caption_lines(session: Session, event: Event) -> None:
    erase_writing(session, event.partnership, event.key, CAPTIONS, _row(session, event))


def _row(session: Session, event: Event) -> bytes:
    return row_of(get_sealing(session, event.partnership, event.key), CAPTIONS, b"")
