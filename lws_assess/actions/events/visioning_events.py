"""Visioning events: planning one, beginning and ending it, and what its hosts do while it runs.

Whatever a host does goes through `act_as_host`: it holds the event, notes who did what, and moves the version on, so
that phones and screens look again and two hosts see each other. Acts name where to go and not how far, so that the same
press twice, or by two hosts, goes there once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.actions.alerts import renew_alerts
from lws_assess.actions.events.own_votes import finish_own_votes
from lws_assess.actions.events.table_names import what_outlives_the_event
from lws_assess.actions.keys import propose_key
from lws_assess.actions.results.releases import release_round
from lws_assess.actions.rounds import drafts
from lws_assess.actions.rounds.running_rounds import close_round, end_lost_round, key_is_lost, open_round
from lws_assess.records.events import people as event_people
from lws_assess.records.events import tables as event_tables
from lws_assess.records.events import visioning_events as records
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events import words as event_words
from lws_assess.records.events import writings as event_writings
from lws_assess.records.events.rehearsals import find_rehearsal_of
from lws_assess.records.events.sealing import RoomCodes
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.groups import list_groups
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import Partnership, hold_partnership
from lws_assess.records.responses import answered_by_group
from lws_assess.records.rounds import Round, get_round_for_change
from lws_assess.records.sealing_keys import KeyLost, KeyNotMade, give_a_key, key_of
from lws_assess.survey.events import programmes
from lws_assess.survey.events.programme_times import length_words
from lws_assess.survey.events.programmes import ProgrammeTemplate, Segment, Segments
from lws_assess.survey.events.rooms import (
    LONGEST_MESSAGE,
    MOST_TABLES,
    WINDOW,
    EventRefusal,
    EventState,
    VoteState,
    card_secret,
    hash_of_card,
    refuse_uncounted,
)
from lws_assess.survey.keys import NO_EDITION, EventKey, GroupKey, PartnershipKey, RoundKey, SegmentKey
from lws_assess.survey.round_timing import EACH_PERSON, RoundState
from lws_assess.survey.smallest_numbers import FEWEST, MEETING_NEEDS

NewCode = Callable[[], str]
NOT_KEYS = frozenset({"new"})
MOST_MINUTES_OF_TIMER = 180


@dataclass(frozen=True)
class EventFacts:
    """Holds what is said of an event beforehand."""

    title: str
    place: str = ""
    day: date | None = None
    starts: str = "09:00"
    tables: int = 8
    timed_segments: bool = False


# --- planning --------------------------------------------------------------------------------------------


def plan_event(
    session: Session,
    partnership: PartnershipKey,
    facts: EventFacts,
    template: ProgrammeTemplate,
    instrument: str,
    group: GroupKey | None = None,
) -> Event:
    """An event with the programme of a template. `group` names the group whose meeting it is, if it is one's."""
    _refuse_facts(facts)
    hold_partnership(session, partnership)
    taken = set(session.scalars(select(Event.key).where(Event.partnership == partnership)))
    event = Event(
        partnership=partnership,
        key=propose_key(facts.title, taken | NOT_KEYS, otherwise="event"),
        title=facts.title.strip(),
        place=facts.place.strip(),
        day=facts.day,
        starts=facts.starts,
        tables=facts.tables,
        timed_segments=facts.timed_segments,
        length=template.length_of_form,
        instrument=instrument,
        group=group,
        smallest_number=MEETING_NEEDS if group else FEWEST,
    )
    session.add(event)
    session.flush()
    records.keep_programme(session, partnership, event.key, template.segments)
    return event


def _refuse_facts(facts: EventFacts) -> None:
    if not facts.title.strip():
        raise EventRefusal("Give the event a title.", "title")
    if not 0 <= facts.tables <= MOST_TABLES:
        raise EventRefusal(f"Between 0 and {MOST_TABLES} tables.", "tables")


def change_event(session: Session, partnership: PartnershipKey, key: EventKey, facts: EventFacts) -> Event:
    _refuse_facts(facts)
    event = records.get_event_for_change(session, partnership, key)
    if event.state == EventState.ENDED:
        raise EventRefusal("This event is over. It cannot be changed.")
    event.title, event.place, event.day = facts.title.strip(), facts.place.strip(), facts.day
    event.starts, event.tables = facts.starts, facts.tables
    event.timed_segments = facts.timed_segments
    event.version += 1
    session.flush()
    return event


def change_programme(
    session: Session, partnership: PartnershipKey, key: EventKey, change: Callable[[Segments], Segments]
) -> Segments:
    """Keeps what `change` makes of the programme. Where the room is now can be moved, and not taken out."""
    event = records.get_event_for_change(session, partnership, key)
    if event.state == EventState.ENDED:
        raise EventRefusal("This event is over. Its programme cannot be changed.")
    segments = change(records.programme_of(session, partnership, key))
    if event.state == EventState.RUNNING and programmes.find_segment(segments, event.segment) is None:
        raise EventRefusal("The room is in this part now. Go on to another part first.")
    records.keep_programme(session, partnership, key, segments)
    event.version += 1
    event.moves += 1
    session.flush()
    return segments


def delete_event(session: Session, partnership: PartnershipKey, key: EventKey) -> None:
    """Throws a planned event away. One that has begun stays."""
    event = records.get_event_for_change(session, partnership, key)
    if event.state != EventState.PLANNED:
        raise EventRefusal("This event has begun. It cannot be deleted.")
    if find_rehearsal_of(session, partnership, key):
        raise EventRefusal("A rehearsal of this event is on. End the rehearsal first.")
    records.keep_programme(session, partnership, key, ())
    session.delete(event)
    session.flush()


def put_event_away(
    session: Session, partnership: PartnershipKey, key: EventKey, put_away: bool = True
) -> Event:
    """Takes an event that is over out of the list, or brings it back. All that is kept of it stays."""
    event = records.get_event_for_change(session, partnership, key)
    if event.state != EventState.ENDED:
        raise EventRefusal("Only an event that is over can be put away. End it first.")
    event.put_away = put_away
    session.flush()
    return event


# --- beginning and ending --------------------------------------------------------------------------------


def begin_event(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    new_room_code: NewCode,
    salt: bytes,
    by: str,
    now: datetime,
) -> Event:
    """Freezes the questionnaire, prepares the round of rating alone, and gives the room its code.

    Raises RoundRefusal with all that is missing (a safeguarding contact, say) before anybody is in the room, and
    EventRefusal where the event's key cannot be made.
    """
    event = records.get_event_for_change(session, partnership, key)
    if event.state != EventState.PLANNED:
        raise EventRefusal("This event has begun already.")
    if find_rehearsal_of(session, partnership, key):
        raise EventRefusal("A rehearsal of this event is on. End the rehearsal before you begin the event.")
    segments = records.programme_of(session, partnership, key)
    this = _prepare_round(session, event, now)
    drafts.refuse_unless_complete(session, this, now)
    event.edition, event.round = this.edition, this.key
    event.segment, event.step, event.vote = segments[0].key, 0, None
    event.timer_ends_at = _own_end(event, segments[0], now)
    event.state, event.opened_at = EventState.RUNNING, now
    _note(event, by, "began the event", now)
    try:
        give_a_key(session, event, session.get_one(Partnership, partnership).demo)
    except KeyNotMade as trouble:
        raise EventRefusal(trouble.words) from trouble
    records.keep_codes(session, event, RoomCodes(_free_code(session, new_room_code), salt, salt))
    event.card_hash = hash_of_card(card_secret(salt, partnership, key))
    session.flush()
    return event


def _free_code(session: Session, new_room_code: NewCode) -> str:
    code = new_room_code()
    while records.find_event_by_code(session, code):
        code = new_room_code()
    return code


def _prepare_round(session: Session, event: Event, now: datetime) -> Round:
    """The round in which the people of an event rate alone, as a draft. No link leads into it but the room's."""
    groups = [group.key for group in list_groups(session, event.partnership)]
    if event.group:
        groups = [key for key in groups if key == event.group]
    taken = set(session.scalars(select(Round.key).where(Round.partnership == event.partnership)))
    plan = drafts.RoundToPrepare(
        key=RoundKey(propose_key(f"event {event.key}", taken, otherwise="event")),
        title=event.title,
        instrument=event.instrument,
        groups=tuple(groups),
        closes_at=now + WINDOW,
        smallest_number=event.smallest_number,
        leading_reading=EACH_PERSON,
    )
    this = drafts.prepare_round(session, event.partnership, plan)
    this.event = event.key
    words = drafts.suggest_words(session, this)
    drafts.save_round_words(session, event.partnership, this.key, words)
    session.flush()
    return this


def end_event(session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime) -> Event:
    """Ends it for good: votes are closed, people counted by group, and ballots and codes erased.

    What the room saw is written anew; the key is destroyed once that has been kept (`destroy_keys_of_events`). Where
    the key is lost, what lay under it is erased unread. Raises FolderAway where the key cannot be read now.
    """
    with act_as_host(session, partnership, key, by, "ended the event", now, with_key=False) as event:
        if event.rehearses:
            raise EventRefusal("This is a rehearsal. End the rehearsal: nothing of it is kept.")
        open_votes = [
            v for v in event_votes.list_votes(session, partnership, key) if v.state == VoteState.OPEN
        ]
        lost = is_lost(session, event)
        if open_votes and not lost:
            raise EventRefusal("A vote is open. Stop it before you end the event.")
        for vote in open_votes:  # its ballots cannot be read any more
            vote.state = VoteState.CLOSED
        finish_rating(session, event, now)
        event.sealed_anew = 0 if lost else _write_anew(session, event)
        if event.round and not lost:
            renew_alerts(session, partnership, event.round, key_of(session, event), now)
        records.stop_sealing(session, event)
        event.state, event.ended_at = EventState.ENDED, now
        event.code_hash = event.codes = event.vote = event.timer_ends_at = None
        if event.hidden:  # what the screen took back stands on no card either
            event.card_hash = None
        event.hidden, event.message, event.captions, event.themes_of = False, "", False, ""
        event.hands, event.handed_out_json = None, "{}"
        event_votes.erase_event_ballots(session, partnership, key)
        event_people.erase_people(session, partnership, key)
        event_writings.erase_writings(session, partnership, key)
    return event


def is_lost(session: Session, event: Event) -> bool:
    """True if nobody can read any more what lies under the key of a running event. Raises FolderAway."""
    try:
        records.seal_with(session, event)
    except KeyLost:
        return True
    return False


def _write_anew(session: Session, event: Event) -> int:
    """Writes what outlives the event, from under its key, and gives the number of rows."""
    where = (event.partnership, event.key)
    event.attended_json = json.dumps(event_people.people_by_group(session, *where), sort_keys=True)
    of_tables = what_outlives_the_event(session, event)
    finish_own_votes(session, event)
    words = event_words.write_words_anew(session, *where)
    return words + event_tables.write_tables_anew(session, *of_tables)


def finish_rating(session: Session, event: Event, now: datetime) -> None:
    """Closes the round of rating alone and makes its release, where that has not been done.

    Where its key is lost it ends without results.
    """
    assert event.round
    this = get_round_for_change(session, event.partnership, event.round)
    if (
        this.state != RoundState.DRAFT
        and not this.released_at
        and not this.lost_at
        and key_is_lost(session, this)
    ):
        end_lost_round(session, event.partnership, event.round, now)
        return
    if this.state == RoundState.OPEN:
        close_round(session, event.partnership, event.round, now)
    if this.state == RoundState.CLOSED and not this.released_at and not this.lost_at:
        release_round(session, event.partnership, event.round, now, wait=False)


# --- what hosts do ---------------------------------------------------------------------------------------


def _note(event: Event, by: str, did: str, now: datetime) -> None:
    event.acted_by, event.acted, event.acted_at = by, did, now
    event.version += 1


@contextmanager
def act_as_host(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    by: str,
    did: str,
    now: datetime,
    with_key: bool = True,
    moves: bool = True,
) -> Iterator[Event]:
    """One thing that a host does to a running event. Raises EventRefusal where it does not run.

    `with_key`: its key is looked at first; KeyLost or FolderAway is raised where that cannot be read. `moves` is False
    for what is done beside the programme, such as letting words through: presses that were made before it still count.
    """
    event = records.get_event_for_change(session, partnership, key)
    if event.state == EventState.PLANNED:
        raise EventRefusal("This event has not begun.")
    if event.state == EventState.ENDED:
        raise EventRefusal("This event is over.")
    if with_key:
        records.seal_with(session, event)
    yield event
    _note(event, by, did, now)
    event.moves += moves
    session.flush()


def go_to(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    segment: SegmentKey,
    step: int,
    by: str,
    now: datetime,
) -> None:
    """Brings the room to a part of the programme, and to a step of it: 0, or the number of an area."""
    segments = records.programme_of(session, partnership, key)
    there = programmes.find_segment(segments, segment)
    if there is None:
        raise EventRefusal("That part of the programme is not there any more.")
    did = f"went to “{there.title}”" + (f", step {step}" if step else "")
    with act_as_host(session, partnership, key, by, did, now) as event:
        _refuse_while_voting(session, event)
        steps = len(get_edition(session, event.edition or NO_EDITION).areas)
        if not 0 <= step <= steps:
            raise EventRefusal("There is no such step.")
        if segment != event.segment:
            event.timer_ends_at = _own_end(event, there, now)
        event.segment, event.step, event.vote, event.hidden = segment, step, None, False


def _own_end(event: Event, segment: Segment, now: datetime) -> datetime | None:
    """Returns when a part's minutes end that start by themselves; None where somebody starts them."""
    return now + timedelta(minutes=segment.minutes) if event.timed_segments else None


def _refuse_while_voting(session: Session, event: Event) -> None:
    vote = event_votes.find_vote(session, event.partnership, event.key, event.vote) if event.vote else None
    if vote and vote.state == VoteState.OPEN:
        raise EventRefusal("A vote is open. Stop it before you go on.")
    if event.themes_of:
        raise EventRefusal("Tables are grouping ideas. Stop that before you go on.")


def gather_phones(
    session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime
) -> None:
    """Brings every phone to where the room is, whatever it shows."""
    with act_as_host(session, partnership, key, by, "brought everyone here", now) as event:
        event.gathered += 1


def hide_screen(
    session: Session, partnership: PartnershipKey, key: EventKey, hidden: bool, by: str, now: datetime
) -> None:
    did = "hid the screen" if hidden else "showed the screen again"
    with act_as_host(session, partnership, key, by, did, now) as event:
        event.hidden = hidden


def tell_all(
    session: Session, partnership: PartnershipKey, key: EventKey, message: str, by: str, now: datetime
) -> None:
    """Puts a message on the screen and on every phone; an empty one takes it away."""
    message = " ".join(message.split())
    if len(message) > LONGEST_MESSAGE:
        raise EventRefusal(f"Use {LONGEST_MESSAGE} characters or fewer. You used {len(message)}.", "message")
    did = "told everyone something" if message else "took the message away"
    with act_as_host(session, partnership, key, by, did, now) as event:
        event.message = message


def set_timer(
    session: Session, partnership: PartnershipKey, key: EventKey, minutes: int, by: str, now: datetime
) -> None:
    """Starts the clock on the screen; 0 minutes take it away."""
    if not 0 <= minutes <= MOST_MINUTES_OF_TIMER:
        raise EventRefusal(f"Between 1 and {MOST_MINUTES_OF_TIMER} minutes.", "minutes")
    did = f"set the timer to {minutes} minute{'s' if minutes > 1 else ''}" if minutes else "stopped the timer"
    with act_as_host(session, partnership, key, by, did, now) as event:
        event.timer_ends_at = now + timedelta(minutes=minutes) if minutes else None


def start_own_minutes(
    session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime
) -> None:
    """Starts the minutes of the part that the room is in. A timer that runs already is left as it is."""
    event = records.get_event_for_change(session, partnership, key)
    if event.timer_ends_at and event.timer_ends_at > now:
        return
    here = programmes.find_segment(records.programme_of(session, partnership, key), event.segment)
    if here is None:
        raise EventRefusal("This event has not begun.")
    did = f"started the {length_words(here.minutes)} of “{here.title}”"
    with act_as_host(session, partnership, key, by, did, now) as event:
        event.timer_ends_at = now + timedelta(minutes=here.minutes)


def let_all_join_again(
    session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime
) -> None:
    """Empties the room, for when more phones are in it than people: whoever is there joins again with one press."""
    with act_as_host(session, partnership, key, by, "let everybody join again", now) as event:
        _refuse_while_voting(session, event)
        event_people.remove_phones(session, partnership, key)
        event.hands = None


# --- rating alone ----------------------------------------------------------------------------------------


def start_rating(
    session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime
) -> None:
    """Lets everybody rate alone. Raises RoundRefusal where the round cannot open."""
    with act_as_host(session, partnership, key, by, "started rating alone", now) as event:
        assert event.round
        this = get_round_for_change(session, partnership, event.round)
        if this.state != RoundState.DRAFT:
            raise EventRefusal("People have rated alone already. What they said is made into results once.")
        this.closes_at = now + WINDOW
        open_round(session, partnership, event.round, None, now)


def stop_rating(session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime) -> None:
    """Nobody new begins; those in the middle have two minutes. Where nobody is, the results are made at once."""
    with act_as_host(session, partnership, key, by, "stopped rating alone", now) as event:
        assert event.round
        close_round(session, partnership, event.round, now)


def show_rating(session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime) -> None:
    """Makes the results of rating alone, where they are not made yet, and lets the screen show them."""
    with act_as_host(session, partnership, key, by, "showed what people rated", now) as event:
        assert event.round
        if get_round_for_change(session, partnership, event.round).state != RoundState.CLOSED:
            raise EventRefusal("Stop the rating first.")
        sent = sum(sent for _, sent in answered_by_group(session, partnership, event.round).values())
        if event.group:
            refuse_uncounted(sent, event.hands)
        finish_rating(session, event, now)
        event.rating_shown = True


def find_due_events(session: Session, now: datetime) -> Sequence[Event]:
    return records.events_left_running(session, now)
