"""People in the room of an event: joining by its code, writing for a table, and beginning to rate alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.responses import AlreadyAnswered, LinkRefusal, RoundClosed, sealing_key_of
from lws_assess.records import event_people as records
from lws_assess.records import events
from lws_assess.records import responses as response_records
from lws_assess.records.event_people import InTheRoom
from lws_assess.records.events import Event
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import find_place
from lws_assess.records.rounds import groups_of_round
from lws_assess.records.sealing import seal_draft
from lws_assess.survey.events import Device, EventRefusal, device_of_slip, read_room_code, slip_numbers
from lws_assess.survey.instruments import FULL, Edition
from lws_assess.survey.responses import Pages


class NoSuchRoom(Exception):
    """No event runs under that code: it was mistyped, or the event is over."""


class NotInTheRoom(Exception):
    """This device has not joined, or its event is over."""


@dataclass(frozen=True)
class Room:
    """A running event as somebody finds it who has its code."""

    event: Event
    edition: Edition
    groups: tuple[Group, ...]  # to choose from, in order; "none of these" stands last in each audience

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(str(number) for number in range(1, self.event.tables + 1))


def find_room(session: Session, code: str, held: bool = False) -> Room:
    """The room of a code; held where something is to be kept for it. Raises NoSuchRoom."""
    event = events.find_event_by_code(session, code, held)
    if event is None:
        raise NoSuchRoom
    return get_room(session, event)


def get_room(session: Session, event: Event) -> Room:
    """The same of an event that runs."""
    assert event.edition
    assert event.round
    groups = groups_of_round(session, event.partnership, event.round)
    return Room(event, get_edition(session, event.edition), tuple(groups))


def join(session: Session, code: str, device: Device, group: str, table: str) -> InTheRoom:
    """Takes somebody into the room, or lets them choose again. Raises NoSuchRoom and EventRefusal."""
    return _keep(session, find_room(session, code, held=True), device, group, table, paper=False)


def _keep(session: Session, room: Room, device: Device, group: str, table: str, paper: bool) -> InTheRoom:
    chosen = next((one for one in room.groups if one.key == group), None)
    if chosen is None:
        raise EventRefusal("Choose the group that fits you best.")
    if table and table not in room.tables:
        raise EventRefusal("Choose a table of this room, or none.")
    before = records.find_person_in_room(session, device.person)
    scribe = bool(before and before.scribe)
    person = InTheRoom(room.event.partnership, room.event.key, group, chosen.audience, table, scribe, paper)
    records.keep_person(session, device.person, person)
    return person


def get_person(session: Session, code: str, device: Device, held: bool = False) -> tuple[Room, InTheRoom]:
    """The room, held or not, and who holds this device in it. Raises NoSuchRoom and NotInTheRoom."""
    room = find_room(session, code, held)
    person = records.find_person_in_room(session, device.person)
    if person is None or (person.partnership, person.event) != (room.event.partnership, room.event.key):
        raise NotInTheRoom
    return room, person


def become_scribe(session: Session, code: str, device: Device, typed: str) -> None:
    """Lets a device write down for its table. Raises EventRefusal where the scribes' code is another."""
    room, _person = get_person(session, code, device)
    if read_room_code(typed) != room.event.scribe_code:
        raise EventRefusal("That is not the scribes’ code of this event. Ask the host for it.")
    records.make_scribe(session, device.person)


# --- paper slips -----------------------------------------------------------------------------------------


def make_slips(session: Session, partnership: str, key: str, count: int) -> tuple[str, ...]:
    """Numbers for so many paper slips in all, those made before among them."""
    event = events.get_event_for_change(session, partnership, key)
    if event.salt is None:
        raise EventRefusal("Paper slips have numbers only while the event runs.")
    event.slips = max(event.slips, count)
    session.flush()
    return slip_numbers(event.salt, event.slips)


def find_slip(session: Session, event: Event, number: str) -> tuple[Device, InTheRoom | None]:
    """What stands in for a slip's device, and its holder once a scribe has said where they belong.

    Raises EventRefusal where no slip of this event has that number.
    """
    number = "".join(c for c in number if c.isdigit())
    if event.salt is None or number not in slip_numbers(event.salt, event.slips):
        raise EventRefusal("No slip of this event has that number. Check the six digits on the slip.")
    device = device_of_slip(event.salt, number)
    return device, records.find_person_in_room(session, device.person)


def join_by_slip(session: Session, code: str, number: str, group: str, table: str) -> Device:
    """Takes the holder of a paper slip into the room. Raises NoSuchRoom and EventRefusal."""
    room = find_room(session, code, held=True)
    device, _person = find_slip(session, room.event, number)
    _keep(session, room, device, group, table, paper=True)
    return device


# --- rating alone ----------------------------------------------------------------------------------------


def begin_rating(session: Session, code: str, device: Device, nonce: bytes, now: datetime) -> Edition:
    """Gives somebody in the room their questionnaire, once; where they have begun, it stays as it is.

    Raises NoSuchRoom, NotInTheRoom, AlreadyAnswered, and RoundClosed while nobody may rate.
    """
    room, person = get_person(session, code, device)
    assert room.event.round
    place = find_place(session, person.partnership, room.event.round, person.group, held=True)
    secret = device.rating
    found = response_records.find_ballot(session, secret.ballot)
    if found and found[1] is not None:
        raise AlreadyAnswered(found[0])
    if place is None:
        raise LinkRefusal
    if not place.timing.takes_new_people(now):
        if found and place.timing.takes_answers(now):
            return room.edition
        raise RoundClosed(place)
    if found is None:
        response_records.add_ballots(session, [secret.ballot], place.partnership, place.round, place.group)
        pages: Pages = {"about": {"length": room.event.length}} if room.event.length != FULL else {}
        sealed = seal_draft(sealing_key_of(session, place), secret, pages, nonce)
        response_records.add_draft(session, secret.draft, place, sealed)
    return room.edition
