"""What the holder of one phone has done in a room so far: voted, rated and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from lws_assess.actions.events.groupings import own_placed
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom
from lws_assess.actions.events.scenes import Scene, find_own_vote
from lws_assess.actions.events.words import KINDS_OF_SEGMENT, what_is_named
from lws_assess.records.events.people import InTheRoom, find_person_in_room
from lws_assess.records.events.visioning_events import Event, find_event_by_code
from lws_assess.records.events.words import HELPS, HINDERS, words_kept
from lws_assess.records.places import QuestionnairePlace, find_questionnaire_place
from lws_assess.records.responses import find_ballot
from lws_assess.survey.events.own_questions import fields_of_ballot
from lws_assess.survey.events.programme_kinds import RATE
from lws_assess.survey.events.rooms import CHOICES, MOST_WORDS, Device, RatingState
from lws_assess.survey.keys import NO_AREA, NO_ROUND
from lws_assess.survey.responses import DONT_KNOW

Typed = Mapping[str, list[str]]  # fields of a form as they were sent, or as they were kept


@dataclass(frozen=True)
class PhoneDone:
    """`own` is what the phone has voted, as fields of the form; `written` counts what it wrote of each kind."""

    own: Typed
    begun: bool  # rating alone
    rated: bool
    written: Mapping[tuple[str, str], int]  # by kind of words and code of the area
    placed: Mapping[str, str] = field(default_factory=dict)  # by idea: under which theme the own table put it


def get_room(session: Session, code: str) -> Event:
    """The running event of a room's code. Raises NoSuchRoom."""
    event = find_event_by_code(session, code)
    if event is None:
        raise NoSuchRoom
    return event


def get_in_the_room(session: Session, code: str, device: Device | None) -> tuple[Event, InTheRoom, Device]:
    """Returns who holds this phone in which room. Raises NoSuchRoom and NotInTheRoom."""
    event = get_room(session, code)
    person = find_person_in_room(session, event.partnership, event.key, device.person) if device else None
    if device is None or person is None:
        raise NotInTheRoom
    return event, person, device


def get_place_in_room(session: Session, event: Event, person: InTheRoom) -> QuestionnairePlace:
    """The questionnaire of somebody's group."""
    place = find_questionnaire_place(session, event.partnership, event.round or NO_ROUND, person.group)
    assert place, "everybody in a room chose one of its round's groups"
    return place


def view_phone_done(session: Session, scene: Scene, person: InTheRoom, device: Device) -> PhoneDone:
    """Returns what this phone has done as far as the scene asks for it."""
    rating = scene.kind == RATE or scene.rating.state in (RatingState.OPEN, RatingState.STOPPED)
    ballot = find_ballot(session, device.rating.ballot) if rating else None
    return PhoneDone(
        own=_fields_of(scene, find_own_vote(session, scene, device)),
        begun=ballot is not None,
        rated=ballot is not None and ballot[1] is not None,
        written=_written(session, scene, device),
        placed=own_placed(session, scene.event, person) if scene.grouping else {},
    )


def _fields_of(scene: Scene, answer: bytes | None) -> Typed:
    """A ballot as the fields of its form."""
    if answer is None or scene.vote is None:
        return {}
    if scene.vote.own:
        return fields_of_ballot(scene.vote.own, answer)
    if scene.vote.kind != CHOICES:
        return {"rating": ["dont-know" if answer[0] == DONT_KNOW else str(answer[0])]}
    codes = [area.code for area in scene.edition.areas]
    importances, first = answer[: len(codes)], answer[len(codes) :]
    fields = {
        f"importance-{code}": [str(value)] for code, value in zip(codes, importances, strict=True) if value
    }
    return fields | {"top-areas": [code for code, chosen in zip(codes, first, strict=True) if chosen]}


def _written(session: Session, scene: Scene, device: Device) -> Mapping[tuple[str, str], int]:
    """Returns how many things this phone wrote of each kind about each area: the number that the next one takes."""
    areas = [area.code for area in scene.edition.areas]
    asked = [
        (kind, area)
        for kind in KINDS_OF_SEGMENT.get(scene.kind, ())
        for area in (areas if kind in (HELPS, HINDERS) else [NO_AREA])
    ]
    ids = {
        one: [device.word(about, number) for number in range(MOST_WORDS)]
        for one in asked
        for about in [what_is_named(scene.event.key, one[0], one[1], scene.segment.key)]
    }
    if not ids:
        return {}
    kept = words_kept(
        session, scene.event.partnership, scene.event.key, [word for words in ids.values() for word in words]
    )
    return {
        one: next((number for number, word in enumerate(words) if word not in kept), MOST_WORDS)
        for one, words in ids.items()
    }
