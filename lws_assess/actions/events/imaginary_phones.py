"""Imaginary phones of a rehearsal: they join, vote, rate, write and agree by the very actions of real ones.

What there is to answer now follows from where the room stands: each such thing is a turn. Everybody has it once, in the
order in which they joined, and how many have had theirs is kept. So one press does no more than a part of it, and the
next goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from lws_assess.actions.answering.responses import save_page, submit_response
from lws_assess.actions.events import people as event_people
from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.own_votes import question_asked
from lws_assess.actions.events.rehearsals import get_rehearsal, get_round
from lws_assess.actions.events.scenes import edition_of
from lws_assess.actions.events.tables import ActionFacts, propose_action, rate_for_table
from lws_assess.actions.events.words import KINDS_OF_SEGMENT, write_word
from lws_assess.records.events.imagined_words import imagined_words
from lws_assess.records.events.rehearsals import facts_of_rehearsal, keep_facts
from lws_assess.records.events.sealing import RoomCodes
from lws_assess.records.events.visioning_events import Event, codes_of, programme_of
from lws_assess.records.events.votes import EventVote, find_vote
from lws_assess.records.events.words import HELPS, HINDERS, MISSING
from lws_assess.records.groups import all_groups
from lws_assess.records.sealing_keys import NONCE_BYTES, ROW_BYTES
from lws_assess.survey.events import imaginary_people as imaginary
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programme_kinds import ACTIONS, REVEAL, VOICES
from lws_assess.survey.events.programmes import Segment, find_segment
from lws_assess.survey.events.rehearsals import (
    ImaginaryPerson,
    RehearsalFacts,
    drawn_number,
    imaginary_device,
    list_imaginary_people,
)
from lws_assess.survey.events.rooms import CHOICES, Device, VoteState
from lws_assess.survey.events.votes import question_of
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.keys import NO_AREA, AreaCode, AudienceKey, EventKey, PartnershipKey

FreshBytes = Callable[[int], bytes]
Answer = Callable[[Session, ImaginaryPerson], object]

# People who have their turn in one go: so that a press, and whoever else writes, waits for no more than a second or so.
AT_ONCE = 500
RATING_AT_ONCE, JOINING_AT_ONCE = 40, 200
EVIDENCE_FROM = 2  # one table of so many says what its rating rests on

NOT_IMAGINED = {
    VOICES: "What young people say here cannot be imagined. Try this part with them.",
    REVEAL: "Talking cannot be imagined. At each area the tables agree a rating, as soon as you go there.",
}


@dataclass(frozen=True)
class RehearsalTurn:
    """One thing that imaginary people do now. `name` is what their number is kept by, `did` what they have done."""

    name: str
    did: str
    people: Sequence[ImaginaryPerson]
    at_once: int
    answer: Answer


@dataclass(frozen=True)
class ImaginaryRoom:
    """A rehearsal with all that its phones need."""

    event: Event
    facts: RehearsalFacts
    edition: Edition
    people: tuple[ImaginaryPerson, ...]
    codes: RoomCodes
    fresh: FreshBytes
    now: datetime

    def device(self, person: ImaginaryPerson) -> Device:
        return imaginary_device(self.codes.salt, person.number)

    def words_of(self, person: ImaginaryPerson, kind: str, *of: object) -> str:
        """Returns what somebody writes there."""
        texts = imagined_words(kind)
        return texts[imaginary.drawn_index(self.facts, len(texts), kind, person.number, *of)]


def let_phones_answer(
    session: Session, partnership: PartnershipKey, key: EventKey, fresh: FreshBytes, now: datetime
) -> None:
    """Lets those imaginary people have their turn who come next at whatever is on. Raises EventRefusal.

    `fresh` draws so many random bytes, for ciphertexts and rows.
    """
    event = get_rehearsal(session, partnership, key)
    room = _room(session, event, fresh, now)
    facts = room.facts
    for turn in _turns(session, room):
        done = facts.done.get(turn.name, 0)
        coming = turn.people[done : done + turn.at_once]
        for person in coming:
            turn.answer(session, person)
        facts = facts.with_done(turn.name, done + len(coming))
        if done + len(coming) < len(turn.people):
            break  # what is on beside it comes once this is through
    keep_facts(session, event, facts)


def _room(session: Session, event: Event, fresh: FreshBytes, now: datetime) -> ImaginaryRoom:
    facts = facts_of_rehearsal(event)
    audiences = {group.key: AudienceKey(group.audience) for group in all_groups(session, event.partnership)}
    people = list_imaginary_people(facts, audiences, event.tables)
    return ImaginaryRoom(
        event, facts, edition_of(session, event), people, codes_of(session, event), fresh, now
    )


# --- what there is to do -----------------------------------------------------------------------------------


def _turns(session: Session, room: ImaginaryRoom) -> Iterator[RehearsalTurn]:
    event = room.event
    yield RehearsalTurn("join", "have joined", room.people, JOINING_AT_ONCE, partial(_join, room))
    vote = find_vote(session, event.partnership, event.key, event.vote) if event.vote else None
    if vote and vote.state == VoteState.OPEN:
        yield _voting(session, room, vote)
    if get_round(session, event).timing.takes_new_people(room.now):
        yield RehearsalTurn(
            "rate", "have rated alone", room.people, RATING_AT_ONCE, partial(_rate_alone, room)
        )
    segment = _segment(session, event)
    yield from _writing(room, segment)
    yield from _agreeing(room, segment)


def _segment(session: Session, event: Event) -> Segment:
    found = find_segment(programme_of(session, event.partnership, event.key), event.segment)
    assert found, "the part in which a room is cannot be removed"
    return found


def _writing(room: ImaginaryRoom, segment: Segment) -> Iterator[RehearsalTurn]:
    for kind in KINDS_OF_SEGMENT.get(segment.kind, ()):
        asked = f"{segment.key}/{kind}"
        writers = imaginary.find_writers(room.facts, asked, room.people)
        yield RehearsalTurn(asked, "have written", writers, AT_ONCE, partial(_write, room, kind))


def _agreeing(room: ImaginaryRoom, segment: Segment) -> Iterator[RehearsalTurn]:
    scribes = [person for person in room.people if person.scribe]
    if segment.kind == REVEAL and room.event.step:
        area = room.edition.areas[room.event.step - 1]
        yield RehearsalTurn(
            f"agree/{area.code}", "have agreed", scribes, AT_ONCE, partial(_agree, room, area)
        )
    if segment.kind == ACTIONS:
        yield RehearsalTurn(segment.key, "have proposed", scribes, AT_ONCE, partial(_propose, room))


# --- joining, rating, writing, agreeing ----------------------------------------------------------------------


def _join(room: ImaginaryRoom, session: Session, person: ImaginaryPerson) -> None:
    device = room.device(person)
    event_people.join_room(session, room.codes.room, device, person.group, person.table)
    if person.scribe:
        code = room.codes.scribes([person.table])[person.table]
        event_people.become_scribe(session, room.codes.room, device, code)


def _rate_alone(room: ImaginaryRoom, session: Session, person: ImaginaryPerson) -> None:
    device, audience = room.device(person), room.edition.audience(person.audience)
    event_people.begin_rating(session, room.codes.room, device, room.fresh(NONCE_BYTES), room.now)
    pages = imaginary.pages_alone(room.facts, room.edition, audience, room.event.length, person)
    for area, fields in pages:
        nonce = room.fresh(NONCE_BYTES)
        save_page(session, device.rating, f"areas/{area.code}", fields, "", nonce, room.now)
    attempt = room.fresh(ROW_BYTES).hex()
    submit_response(session, device.rating, attempt, partial(room.fresh, ROW_BYTES), room.now)


def _write(room: ImaginaryRoom, kind: str, session: Session, person: ImaginaryPerson) -> None:
    area = _about(room, kind, person) if kind in (HELPS, HINDERS) else NO_AREA
    more = room.words_of(person, "who_asks") if kind == MISSING else ""
    text = room.words_of(person, kind)
    write_word(session, room.codes.room, room.device(person), kind, area, text, more, 0)


def _about(room: ImaginaryRoom, kind: str, person: ImaginaryPerson) -> AreaCode:
    areas = room.edition.areas
    return areas[imaginary.drawn_index(room.facts, len(areas), "about", kind, person.number)].code


def _agree(room: ImaginaryRoom, area: Area, session: Session, person: ImaginaryPerson) -> None:
    scale = area.statements[0].scale
    centre = room.facts.find_centre(person.audience, area.code) or imaginary.middle_of(scale)
    level = imaginary.drawn_level(room.facts, centre, scale, "agree", area.code, person.number)
    says = person.number % EVIDENCE_FROM == 0
    evidence = room.words_of(person, "evidence", area.code) if says else ""
    rate_for_table(session, room.codes.room, room.device(person), area.code, str(level), evidence)


def _propose(room: ImaginaryRoom, session: Session, person: ImaginaryPerson) -> None:
    facts = ActionFacts(
        _about(room, "action", person),
        room.words_of(person, "actions"),
        measure=room.words_of(person, "measures"),
        quick_win=drawn_number(room.facts.seed, "quick", person.number) < 1 / 3,
    )
    propose_action(session, room.codes.room, room.device(person), facts, f"action {person.number}")


# --- voting ------------------------------------------------------------------------------------------------


def _voting(session: Session, room: ImaginaryRoom, vote: EventVote) -> RehearsalTurn:
    fields = _ballots(room, vote, question_asked(session, room.event, vote))

    def cast(session: Session, person: ImaginaryPerson) -> None:
        cast_vote(session, room.codes.room, room.device(person), vote.number, fields(person))

    return RehearsalTurn(f"vote/{vote.number}", "have voted", room.people, AT_ONCE, cast)


def _ballots(
    room: ImaginaryRoom, vote: EventVote, own: OwnQuestion | None
) -> Callable[[ImaginaryPerson], imaginary.Fields]:
    """Returns what tells of everybody what they vote."""
    if own:
        return lambda person: imaginary.own_fields(room.facts, own, person, bool(vote.again_of))
    if vote.kind == CHOICES:
        edition = room.edition
        return lambda person: imaginary.priority_fields(
            room.facts, edition, edition.audience(person.audience), person
        )
    codes = _codes(room, vote)
    return lambda person: imaginary.rating_fields(codes[person.number])


def _codes(room: ImaginaryRoom, vote: EventVote) -> dict[int, int]:
    codes: dict[int, int] = {}
    area = room.edition.area(vote.area)
    for audience in room.edition.audiences:
        question = question_of(room.edition, audience, vote.area, vote.statement)
        first = imaginary.first_ratings(room.facts, question, area, audience, room.people)
        codes |= imaginary.second_ratings(room.facts, question, first) if vote.again_of else first
    return codes


# --- how far it is -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TurnProgress:
    """Says how many of the imaginary people have had their turn at something."""

    did: str
    done: int
    of: int

    @property
    def left(self) -> int:
        return self.of - self.done


@dataclass(frozen=True)
class RehearsalDesk:
    """Holds what the host's page of a rehearsal says besides. `not_imagined` is what this part asks of real people."""

    planned: EventKey
    seed: int
    people: int
    turns: tuple[TurnProgress, ...]
    not_imagined: str

    @property
    def left(self) -> int:
        return sum(turn.left for turn in self.turns)


def view_rehearsal(session: Session, event: Event, now: datetime) -> RehearsalDesk | None:
    """Returns how far a rehearsal is at what is on; None for an event that is none."""
    if not event.rehearses:
        return None
    room = _room(session, event, bytes, now)
    done = room.facts.done
    turns = (TurnProgress(one.did, done.get(one.name, 0), len(one.people)) for one in _turns(session, room))
    kind = _segment(session, event).kind
    return RehearsalDesk(
        event.rehearses, room.facts.seed, len(room.people), tuple(turns), NOT_IMAGINED.get(kind, "")
    )
