"""Links to the screen of a running event, one for each person who is not in the hall, under the event's key.

    secret of a link  ->  keyed hash, 16 bytes   names the row; the secret is kept nowhere
    sealed            ->  whom it is for, whether they type captions, and a hash of what the device holds

A link is bound to the first device that opens it. When the event ends these rows are erased, and the key is destroyed.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.records.events.visioning_events import Event, get_sealing, seal_with
from lws_assess.records.events.writings import (
    LINK,
    Fields,
    erase_writing,
    find_writing,
    keep_writing,
    row_of,
    writings_of,
)
from lws_assess.records.sealing_keys import FolderAway, KeyTrouble
from lws_assess.survey.events.rooms import Device, EventState
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.survey.secrets import Secret

HOLDER = "device of a remote link"


class RemoteLink(NamedTuple):
    """One link, as hosts and its holder need it."""

    partnership: PartnershipKey
    event: EventKey
    row: bytes  # stands in addresses
    called: str  # whom it is for, as a host wrote it
    types: bool  # its holder may type captions
    holder: str  # of the device that opened it: a keyed hash; empty until then

    @property
    def id(self) -> str:
        return self.row.hex()


def row_of_link(session: Session, partnership: PartnershipKey, event: EventKey, secret: Secret) -> bytes:
    """The key under which the link of a running event is kept."""
    return row_of(get_sealing(session, partnership, event), LINK, secret.ballot)


def holder_of(session: Session, link: RemoteLink, device: Device) -> str:
    """Returns what the device that opens a link is known by."""
    return get_sealing(session, link.partnership, link.event).hash(HOLDER, link.row + device.person).hex()


def keep_remote_link(session: Session, link: RemoteLink) -> None:
    """Keeps a link, or which device has opened it."""
    fields: Fields = {"called": link.called, "types": link.types, "holder": link.holder}
    keep_writing(session, link.partnership, link.event, LINK, link.row, fields, anew=True)


def remote_links(session: Session, partnership: PartnershipKey, event: EventKey) -> list[RemoteLink]:
    """The links of a running event, by whom they are for."""
    found = writings_of(session, partnership, event, LINK)
    links = (RemoteLink(partnership, event, row, **fields) for row, fields in found)
    return sorted(links, key=lambda link: (link.called.casefold(), link.row))


def _events_with_keys(session: Session) -> list[Event]:
    """Events of every partnership that run and whose key can be read. Raises FolderAway where none can be now."""
    found, away = [], None
    for event in session.scalars(select(Event).where(Event.state == EventState.RUNNING).order_by(Event.key)):
        try:
            seal_with(session, event)
        except FolderAway as trouble:
            away = trouble
        except KeyTrouble:
            continue
        else:
            found.append(event)
    if away and not found:
        raise away
    return found


def find_remote_link(session: Session, row: bytes, held: bool = False) -> RemoteLink | None:
    """The link of a row, in whichever event runs. Held where it is to be changed. Raises FolderAway."""
    for event in _events_with_keys(session):
        fields = find_writing(session, event.partnership, event.key, LINK, row, held)
        if fields:
            return RemoteLink(event.partnership, event.key, row, **fields)
    return None


def find_link_of_secret(session: Session, secret: Secret) -> RemoteLink | None:
    """The link of a secret, in whichever event runs. Raises FolderAway where no key can be read now."""
    rows = (
        row_of_link(session, event.partnership, event.key, secret) for event in _events_with_keys(session)
    )
    return next((link for row in rows if (link := find_remote_link(session, row))), None)


def remove_remote_link(session: Session, link: RemoteLink) -> None:
    erase_writing(session, link.partnership, link.event, LINK, link.row)
