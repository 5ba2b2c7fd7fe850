"""Links to a room's screen for people who are not in the hall: making one, opening it on one device, taking it back.

Whoever holds a link sees what the screen shows, and nothing else. The first device that opens it keeps it, so that a
link that is passed on opens nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.records.events import remote_links as records
from lws_assess.records.events.remote_links import RemoteLink
from lws_assess.records.events.visioning_events import Event, get_event_for_change
from lws_assess.survey.events.rooms import Device, EventRefusal, EventState
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.survey.refusals import NotFound, TooLate
from lws_assess.survey.secrets import Secret
from lws_assess.survey.written_words import one_line

MOST_LINKS = 30
LONGEST_CALLED = 60
MADE, TAKEN_BACK = "made a link to the screen", "took a link to the screen back"


class NoSuchRemoteLink(NotFound):
    """No link of a running event: the event is over, the link was taken back, or it was mistyped."""

    words = "This link leads nowhere, or not any more."


class RemoteLinkUsed(TooLate):
    """Another device has opened this link before."""

    words = "This link has been opened on another device."


def make_remote_link(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    secret: Secret,
    called: str,
    types: bool,
    by: str,
    now: datetime,
) -> None:
    """Keeps a link for one person. `called` is for hosts, and `types` lets its holder type captions.

    Raises EventRefusal.
    """
    called = one_line(called)
    if not called:
        raise EventRefusal("Write whom this link is for, such as “Interpreter”.", "called")
    if len(called) > LONGEST_CALLED:
        raise EventRefusal(f"Use {LONGEST_CALLED} characters or fewer.", "called")
    with act_as_host(session, partnership, key, by, MADE, now):
        if len(records.remote_links(session, partnership, key)) >= MOST_LINKS:
            raise EventRefusal(f"There are {MOST_LINKS} links already. Take one back first.", "called")
        row = records.row_of_link(session, partnership, key, secret)
        records.keep_remote_link(session, RemoteLink(partnership, key, row, called, types, ""))


def list_remote_links(session: Session, event: Event) -> list[RemoteLink]:
    """The links to the screen of an event, by whom they are for; none where it does not run."""
    running = event.state == EventState.RUNNING
    return records.remote_links(session, event.partnership, event.key) if running else []


def take_remote_link_back(
    session: Session, partnership: PartnershipKey, key: EventKey, row: bytes, by: str, now: datetime
) -> None:
    """Shows its holder nothing more. A link that is gone already stays so."""
    with act_as_host(session, partnership, key, by, TAKEN_BACK, now):
        found = next((one for one in records.remote_links(session, partnership, key) if one.row == row), None)
        if found:
            records.remove_remote_link(session, found)


def look_at_link(session: Session, secret: Secret) -> tuple[RemoteLink, Event]:
    """The link of a secret and its running event, whoever has opened it. Raises NoSuchRemoteLink."""
    link = records.find_link_of_secret(session, secret)
    if link is None:
        raise NoSuchRemoteLink
    return link, session.get_one(Event, (link.partnership, link.event))


def has_opened(session: Session, link: RemoteLink, device: Device | None) -> bool:
    """True if this device has opened a link; false where none has. Raises RemoteLinkUsed where another one has."""
    if not link.holder:
        return False
    if device is None or records.holder_of(session, link, device) != link.holder:
        raise RemoteLinkUsed
    return True


def open_remote_link(session: Session, row: bytes, device: Device) -> None:
    """Binds a link to the device that opens it first. Raises NoSuchRemoteLink and RemoteLinkUsed."""
    link = records.find_remote_link(session, row, held=True)
    if link is None:
        raise NoSuchRemoteLink
    if not has_opened(session, link, device):
        records.keep_remote_link(session, link._replace(holder=records.holder_of(session, link, device)))


def enter_by_link(
    session: Session, row: bytes, device: Device | None, held: bool = False
) -> tuple[Event, RemoteLink]:
    """The running event that a device looks at, and its link. Held, no host acts before what is kept is kept.

    Raises NoSuchRemoteLink also where the device is not the one that opened it.
    """
    link = records.find_remote_link(session, row)
    if link is None or device is None or records.holder_of(session, link, device) != link.holder:
        raise NoSuchRemoteLink
    where = (link.partnership, link.event)
    if not held:
        return session.get_one(Event, where), link
    event = get_event_for_change(session, *where)
    # While this waited for a host the link may have been taken back, or the event have ended.
    if event.state != EventState.RUNNING or records.find_remote_link(session, row) != link:
        raise NoSuchRemoteLink
    return event, link
