"""Casting votes: what somebody in the room answers, counted once, and what is no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom, room_of_code
from lws_assess.records.events import votes as records
from lws_assess.records.events.people import find_person_in_room
from lws_assess.records.events.votes import EventBallotState
from lws_assess.records.instruments import get_edition
from lws_assess.survey.events.own_questions import question_from_json, read_own_ballot
from lws_assess.survey.events.rooms import (
    CHOICES,
    Device,
    EventRefusal,
    VoteRefusal,
    VoteState,
)
from lws_assess.survey.events.votes import (
    question_of,
)
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.responses import DONT_KNOW

Sent = Mapping[str, Sequence[str]]
TOO_LATE = "This vote has been closed. What is on now stands below."
VOTED = "This slip has voted. Its vote is not shown and cannot be changed."
ELSEWHERE = "This vote is not on here. What is on now stands below."


def cast_vote(
    session: Session, code: str, device: Device, number: int, sent: Sent, once: bool = False
) -> EventBallotState:
    """Counts somebody's vote, or changes it, while the vote is open; with `once` it is never changed.

    The same answer once more is taken also when the vote was closed since: its sender may not have heard the first
    time. Raises VoteRefusal where it is closed, belongs elsewhere or stands already, EventRefusal for an answer that is
    none, NoSuchRoom and NotInTheRoom.
    """
    standing = records.find_event_ballot_state(session, code, number, device.person)
    if standing is None:
        raise _why_no_vote(session, code, device)
    vote = f"{standing.event}/{standing.number}"
    if standing.state != VoteState.OPEN and (
        once or not _has_counted(session, standing, device.ballot(vote), sent)
    ):
        raise VoteRefusal(TOO_LATE)
    if standing.state != VoteState.OPEN:
        return standing
    answer = read_answer(get_edition(session, standing.edition), standing, sent)
    pair = device.pair(standing.question)
    if not records.keep_event_ballot(session, standing, device.ballot(vote), pair, answer, once):
        raise VoteRefusal(VOTED)
    return standing


def _has_counted(session: Session, standing: EventBallotState, ballot: bytes, sent: Sent) -> bool:
    """True if exactly this vote was kept before: its sender may not have heard so."""
    kept = records.find_answer(session, standing.partnership, standing.event, ballot)
    if kept is None:
        return False
    try:
        return kept == read_answer(get_edition(session, standing.edition), standing, sent)
    except EventRefusal:
        return False


def _why_no_vote(session: Session, code: str, device: Device) -> Exception:
    try:
        room = room_of_code(session, code)
    except NoSuchRoom as none:
        return none
    if find_person_in_room(session, room.event.partnership, room.event.key, device.person) is None:
        return NotInTheRoom()
    return VoteRefusal(ELSEWHERE)


def read_answer(edition: Edition, standing: EventBallotState, sent: Sent) -> bytes:
    """A ballot's answer from a form: one byte; importances and then first areas; or a byte for each option.

    Raises EventRefusal.
    """
    own = question_from_json(standing.question_json)
    if own:
        return read_own_ballot(own, sent)
    audience = edition.audience(standing.audience)
    if standing.kind == CHOICES:
        return _read_choices(edition, audience, sent)
    values = [value for value in sent.get("rating", ()) if value]
    if not values:
        raise EventRefusal("Choose an answer.", "rating")
    scale = question_of(edition, audience, standing.area, standing.statement).scale
    known = {str(level.value): level.value for level in scale.levels} | {"dont-know": DONT_KNOW}
    if len(values) > 1 or values[0] not in known:
        raise EventRefusal("Choose one of the answers shown.", "rating")
    return bytes([known[values[0]]])


def _read_choices(edition: Edition, audience: Audience, sent: Sent) -> bytes:
    codes = {area.code for area in edition.areas}
    first = [code for code in sent.get("top-areas", ()) if code]
    if not set(first) <= codes or len(set(first)) != len(first):
        raise EventRefusal("Choose only from the list.", "top-areas")
    most = audience.top_areas.most
    if len(first) > most:
        raise EventRefusal(f"Choose {most} or fewer. You chose {len(first)}.", "top-areas")
    importances = [_read_importance(audience, area, sent) for area in edition.areas]
    if not first and not any(importances):
        raise EventRefusal("Choose at least one area, or say how important one is.", "top-areas")
    return bytes([*importances, *(area.code in first for area in edition.areas)])


def _read_importance(audience: Audience, area: Area, sent: Sent) -> int:
    values = [value for value in sent.get(f"importance-{area.code}", ()) if value]
    if not values or audience.importance is None:
        return 0
    known = {str(level.value): level.value for level in audience.importance.scale.levels}
    if len(values) > 1 or values[0] not in known:
        raise EventRefusal("Choose one of the answers shown.", "top-areas")
    return known[values[0]]
