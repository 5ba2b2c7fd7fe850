"""Captions: what somebody types of what is said, for the screen and for whoever follows it from elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.remote_links import enter_by_link
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.records.events.captions import (
    CaptionLine,
    erase_caption_lines,
    find_caption_lines,
    keep_attempt,
    keep_caption_lines,
)
from lws_assess.records.events.visioning_events import Event
from lws_assess.survey.events.rooms import Device, EventRefusal, EventState
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.survey.refusals import NotAllowed
from lws_assess.survey.written_words import one_line

LONGEST_CAPTION = 160
LINES_KEPT = 3
OFF = "Captions are off, so this was not shown. Ask the host to show captions."


class NotACaptioner(NotAllowed):
    """The link of this device only shows the screen."""

    words = "This link shows the screen, and takes no captions. Ask the host for one that does."


def show_captions(
    session: Session, partnership: PartnershipKey, key: EventKey, shown: bool, by: str, now: datetime
) -> None:
    """Shows captions from now on, or takes them off; the lines that were kept are erased then."""
    did = "showed captions" if shown else "took captions off"
    with act_as_host(session, partnership, key, by, did, now) as event:
        event.captions = shown
        if not shown:
            erase_caption_lines(session, event)


def type_caption(session: Session, row: bytes, device: Device, text: str, attempt: str) -> None:
    """Adds one line, once however often it is sent; the oldest goes.

    Raises NoSuchRemoteLink, NotACaptioner, and EventRefusal where captions are off or the line cannot be shown.
    """
    event, link = enter_by_link(session, row, device, held=True)
    if not link.types:
        raise NotACaptioner
    if not event.captions:
        raise EventRefusal(OFF, "text")
    text = one_line(text)
    if not text:
        raise EventRefusal("Type a line first.", "text")
    over = len(text) - LONGEST_CAPTION
    if over > 0:
        raise EventRefusal(f"Use {LONGEST_CAPTION} characters or fewer. That is {over} too many.", "text")
    if not keep_attempt(session, event, attempt):
        return
    lines = find_caption_lines(session, event)
    line = CaptionLine(lines[-1].number + 1 if lines else 1, text)
    keep_caption_lines(session, event, (*lines, line)[-LINES_KEPT:])


def captions_shown(session: Session, event: Event) -> tuple[CaptionLine, ...] | None:
    """The lines that the screen shows now; None where it shows no captions, as while it is hidden."""
    if event.state != EventState.RUNNING or event.hidden or not event.captions:
        return None
    return find_caption_lines(session, event)
