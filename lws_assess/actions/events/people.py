"""People in the room of an event: joining by its code, writing for a table, and beginning to rate alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.answering.responses import AlreadyAnswered, LinkRefusal, RoundClosed, sealing_key_of
from lws_assess.records import responses as response_records
from lws_assess.records.events import people as records
from lws_assess.records.events import visioning_events as events
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.events.votes import EventVote
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import find_questionnaire_place
from lws_assess.records.rounds import groups_of_round
from lws_assess.records.sealing import seal_draft_answers
from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.events.rooms import (
    SLIP_DIGITS,
    Device,
    EventRefusal,
    EventState,
    VoteRefusal,
    VoteState,
    device_of_slip,
    read_room_code,
    slip_numbers,
)
from lws_assess.survey.instruments import FULL, Edition
from lws_assess.survey.keys import EventKey, GroupKey, PartnershipKey
from lws_assess.survey.refusals import NotAllowed, NotFound
from lws_assess.survey.responses import Pages
from lws_assess.survey.typed_codes import read_digits

WHILE_VOTING = "A vote is open. You can change your group or table when it has been stopped."
WHILE_GROUPING = (
    "Tables are putting ideas under themes. You can change your table when that has been stopped."
)
NOT_THE_SCRIBES = "That is not the code for the scribe of your table. Ask the host for it."
NO_SLIP = "No slip of your table has that number. Check the six digits on the slip."


class NoSuchRoom(NotFound):
    """No event runs under that code: it was mistyped, or the event is over."""

    words = "This event is over, or there is none of that code."


class WrongRoomCode(EventRefusal):
    """A code or a number that was typed is none; whoever tries many has to wait."""


class NotInTheRoom(NotAllowed):
    """This device has not joined, or its event is over."""

    words = "This phone has not joined. Choose your group first."


@dataclass(frozen=True)
class RunningRoom:
    """A running event as somebody finds it who has its code."""

    event: Event
    edition: Edition
    groups: tuple[Group, ...]  # to choose from, in order; "none of these" stands last in each audience

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(str(number) for number in range(1, self.event.tables + 1))


def room_of_code(session: Session, code: str, held: bool = False) -> RunningRoom:
    """The room of a code; held where something is to be kept for it. Raises NoSuchRoom."""
    event = events.find_event_by_code(session, code, held)
    if event is None:
        raise NoSuchRoom
    return get_room(session, event)


def get_room(session: Session, event: Event) -> RunningRoom:
    """Returns the room of an event that runs."""
    assert event.edition
    assert event.round
    groups = groups_of_round(session, event.partnership, event.round)
    return RunningRoom(event, get_edition(session, event.edition), tuple(groups))


def join_room(session: Session, code: str, device: Device, group: GroupKey, table: str) -> InTheRoom:
    """Takes somebody into the room, or lets them choose again. Raises NoSuchRoom and EventRefusal.

    A vote carries its group, and a scribe's code its table: while a vote is open neither group nor table can be
    changed (VoteRefusal), and a scribe stays at their table. While tables group ideas, so does everybody who has one.
    """
    room = room_of_code(session, code, held=True)
    before = find_in(session, room, device)
    if before and (before.group, before.table) != (group, table):
        _refuse_change(session, room.event, before, table)
    return _keep(session, room, device, group, table, paper=False)


def _refuse_change(session: Session, event: Event, before: InTheRoom, table: str) -> None:
    event = events.hold_event_still(session, event.partnership, event.key)
    if find_open_vote(session, event):
        raise VoteRefusal(WHILE_VOTING)
    if event.themes_of and before.table and table != before.table:  # one phone speaks for one table
        raise VoteRefusal(WHILE_GROUPING)
    if before.scribe and table != before.table:
        raise EventRefusal(
            "A scribe stays at their table. To sit at another table, leave and join again.", "table"
        )


def find_open_vote(session: Session, event: Event) -> EventVote | None:
    """The vote that people may vote in now."""
    vote = event_votes.find_vote(session, event.partnership, event.key, event.vote) if event.vote else None
    return vote if vote and vote.state == VoteState.OPEN else None


def _keep(
    session: Session, room: RunningRoom, device: Device, group: GroupKey, table: str, paper: bool
) -> InTheRoom:
    chosen = next((one for one in room.groups if one.key == group), None)
    if chosen is None:
        raise EventRefusal("Choose the group that fits you best.", "group")
    if table and table not in room.tables:
        raise EventRefusal("Choose a table of this room, or none.", "table")
    where = (room.event.partnership, room.event.key)
    before = records.find_person_in_room(session, *where, device.person, held=True)
    scribe = bool(before and before.scribe)
    paper = before.paper if before else paper
    person = InTheRoom(*where, group, chosen.audience, table, scribe, paper)
    records.keep_person(session, device.person, person)
    if before is None and room.event.group:  # whoever counted the hands has not counted this one
        events.get_event_for_change(session, room.event.partnership, room.event.key).hands = None
        session.flush()
    return person


def find_in(session: Session, room: RunningRoom, device: Device) -> InTheRoom | None:
    """Returns who holds this device in that room."""
    return records.find_person_in_room(session, room.event.partnership, room.event.key, device.person)


# Leaving is three transactions, as rows that go together can be laid together from what a database leaves lying.
# Each may be done again; the person goes first, so that nobody votes in between.


def remove_from_room(session: Session, code: str, device: Device) -> None:
    """Takes somebody out of the room. Raises NoSuchRoom."""
    event = room_of_code(session, code, held=True).event
    records.remove_person(session, event.partnership, event.key, device.person)


def take_event_ballots_back(session: Session, code: str, device: Device) -> None:
    """Takes away what somebody who left has voted in the vote that is open, so that coming back counts once.

    What was closed has been counted and stays. Raises NoSuchRoom.
    """
    event = room_of_code(session, code).event
    vote = find_open_vote(session, event)
    if (
        vote
        and event_votes.hold_vote(session, event.partnership, event.key, vote.number).state == VoteState.OPEN
    ):
        ballot = device.ballot(f"{event.key}/{vote.number}")
        event_votes.delete_event_ballot(session, event.partnership, event.key, ballot)


def forget_rating(session: Session, device: Device) -> None:
    """Throws away the questionnaire that somebody who left has begun and not sent, and the right to send it."""
    response_records.delete_draft_answers(session, device.rating.draft)
    response_records.delete_unspent(session, device.rating.ballot)


def get_person(
    session: Session, code: str, device: Device, held: bool = False
) -> tuple[RunningRoom, InTheRoom]:
    """The room, held or not, and who holds this device in it. Raises NoSuchRoom and NotInTheRoom."""
    room = room_of_code(session, code, held)
    person = find_in(session, room, device)
    if person is None:
        raise NotInTheRoom
    return room, person


def become_scribe(session: Session, code: str, device: Device, typed: str) -> None:
    """Lets a device write down for its table. Raises EventRefusal, WrongRoomCode for another code than the table's."""
    room, person = get_person(session, code, device)
    if room.tables and not person.table:
        raise EventRefusal("Choose your table first.")
    read = read_room_code(typed)
    if read is None:
        raise EventRefusal(NOT_THE_SCRIBES)
    if not events.codes_of(session, room.event).make_scribe(read, person.table, room.event.names_of_tables):
        raise WrongRoomCode(NOT_THE_SCRIBES)
    records.make_scribe(session, person.partnership, person.event, device.person)


# --- paper slips -----------------------------------------------------------------------------------------


def make_room_slips(
    session: Session, partnership: PartnershipKey, key: EventKey, count: int
) -> tuple[str, ...]:
    """Numbers for so many paper slips in all, those made before among them."""
    event = events.get_event_for_change(session, partnership, key)
    if event.state != EventState.RUNNING:
        raise EventRefusal("Paper slips have numbers only while the event runs.")
    event.slips = max(event.slips, count)
    session.flush()
    return slips_of(session, event)


def slips_of(session: Session, event: Event) -> tuple[str, ...]:
    """The numbers of an event's slips; none where it does not run."""
    salt = events.codes_of(session, event).salt
    return slip_numbers(salt, event.slips) if salt else ()


def hand_out_slips(
    session: Session, partnership: PartnershipKey, key: EventKey, table: str, count: int
) -> None:
    """Keeps how many slips a table was given in all: no more of its slips count. Raises EventRefusal."""
    event = events.get_event_for_change(session, partnership, key)
    if event.state != EventState.RUNNING:
        raise EventRefusal("Paper slips are handed out while the event runs.")
    if table not in event.names_of_tables:
        raise EventRefusal("Choose a table of this room.")
    given = {**event.handed_out, table: count}
    if sum(given.values()) > event.slips:
        raise EventRefusal(
            f"Only {counted_noun(event.slips, 'slip has', 'slips have')} a number. Make more first."
        )
    event.handed_out_json = json.dumps({one: number for one, number in given.items() if number})
    session.flush()


def find_slip(
    session: Session, room: RunningRoom, number: str, table: str
) -> tuple[Device, InTheRoom | None]:
    """Returns what stands in for a slip's device, and its holder once a scribe has said where they belong.

    `table` is the scribe's. Raises WrongRoomCode where no slip of this event has that number, and in the same words
    where it is another table's.
    """
    event = room.event
    number = read_digits(number)
    if len(number) != SLIP_DIGITS:
        raise EventRefusal(NO_SLIP)
    salt = events.codes_of(session, event).salt
    if not salt or number not in slip_numbers(salt, event.slips):
        raise WrongRoomCode(NO_SLIP)
    device = device_of_slip(salt, number)
    person = find_in(session, room, device)
    if person and person.table != table:
        raise WrongRoomCode(NO_SLIP)
    return device, person


def join_by_slip(session: Session, code: str, number: str, group: GroupKey, table: str) -> Device:
    """Takes the holder of a paper slip into the room, at the table of the scribe who types it in.

    No more slips count at a table than it was given. Raises NoSuchRoom and EventRefusal.
    """
    room = room_of_code(session, code, held=True)
    event = events.get_event_for_change(session, room.event.partnership, room.event.key)
    device, person = find_slip(session, room, number, table)
    if person:
        raise EventRefusal("Somebody has typed this slip in already. Type its number in again.")
    if records.count_slips(session, event.partnership, event.key, table) >= event.handed_out.get(table, 0):
        raise EventRefusal(
            "The host has not noted that your table was given so many slips. Ask the host to note it first."
        )
    _keep(session, room, device, group, table, paper=True)
    return device


# --- rating alone ----------------------------------------------------------------------------------------


def has_begun(session: Session, device: Device) -> bool:
    """True if somebody has a questionnaire, sent or not."""
    return response_records.find_ballot(session, device.rating.ballot) is not None


def begin_rating(session: Session, code: str, device: Device, nonce: bytes, now: datetime) -> Edition:
    """Gives somebody in the room their questionnaire, once; where they have begun, it stays as it is.

    Raises NoSuchRoom, NotInTheRoom, AlreadyAnswered, and RoundClosed while nobody may rate.
    """
    room, person = get_person(session, code, device)
    assert room.event.round
    place = find_questionnaire_place(session, person.partnership, room.event.round, person.group, held=True)
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
        sealed = seal_draft_answers(sealing_key_of(session, place), secret, pages, nonce)
        response_records.add_draft_answers(session, secret.draft, place, sealed)
    return room.edition
