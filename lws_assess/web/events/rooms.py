"""Looking at a room with one phone.

A scene is made once a version in each process, since one press of a host sends hundreds of phones to look.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from lws_assess.actions.events.outcomes import outcome_mark
from lws_assess.actions.events.phones import get_in_the_room, get_place_in_room, get_room, view_phone_done
from lws_assess.actions.events.scenes import Scene, get_scene
from lws_assess.actions.events.waiting import secret_of_card
from lws_assess.actions.plans.feedback import find_newest_public
from lws_assess.documents.events.phone_views import PhoneView
from lws_assess.documents.events.reveals import lines_revealed
from lws_assess.documents.events.waiting_facts import WaitingFact, facts_of_feedback
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.feedback import find_newest_code
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import QuestionnairePlace
from lws_assess.survey.events.rooms import Device
from lws_assess.survey.events.ticked_facts import facts_from_json
from lws_assess.survey.instruments import Audience
from lws_assess.survey.keys import AudienceKey, GroupKey
from lws_assess.web.loading import current_database
from lws_assess.web.words import now

MOST_ROOMS = 200  # scenes kept in a process
SCENES = "scenes of rooms"
SECONDS_BETWEEN = 0.25  # two looks for what is published


@dataclass
class SharedScene:
    """Holds what all phones of a room share, until its version moves."""

    version: int
    scene: Scene
    revealed: tuple[str, ...]
    places: dict[GroupKey, QuestionnairePlace]
    card: str  # names what the card to keep would hold
    card_later: str  # leads to it once the event is over
    facts: dict[AudienceKey, tuple[WaitingFact, ...]]
    facts_of: tuple[str, datetime] | None  # the published page that they are of, and since when it is
    asked: float = -math.inf  # when that was looked up last, by the clock of this process


@dataclass
class SharedScenes:
    """The newest scene of each room that phones of this process have looked at, by the room's code."""

    _kept: dict[str, SharedScene] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def view(self, session: Session, code: str, event: Event) -> SharedScene:
        """The scene as of the event's version."""
        kept = self._kept.get(code)
        if kept is None or kept.version < event.version:
            with self._lock:  # one makes it, the others wait for it
                kept = self._kept.get(code)
                if kept is None or kept.version < event.version:
                    if len(self._kept) >= MOST_ROOMS:
                        self._kept.clear()
                    scene = get_scene(session, event)
                    shown = lines_revealed(session, scene)
                    secret = secret_of_card(session, event)
                    kept = SharedScene(
                        event.version, scene, shown, {}, outcome_mark(session, scene), secret, {}, None
                    )
                    self._kept[code] = kept
        return kept


def install(app: Flask) -> None:
    app.extensions[SCENES] = SharedScenes()


def look_at_room(code: str, device: Device | None) -> PhoneView:
    """Returns what a phone sees now. Raises NoSuchRoom and NotInTheRoom."""
    with current_database().reading() as session:
        event, person, device = get_in_the_room(session, code, device)
        return _see(session, code, event, person, device)


def look_as(session: Session, code: str, person: InTheRoom, device: Device) -> PhoneView:
    """Returns what somebody sees who is found already: the holder of a paper slip. Raises NoSuchRoom."""
    return _see(session, code, get_room(session, code), person, device)


def _facts(session: Session, shared: SharedScene, audience: Audience) -> tuple[WaitingFact, ...]:
    """Returns what was ticked for this event, and what is published now.

    What has been taken back is told no more, whether the room moves or not: which page is the newest is looked up four
    times a second at the most, since a hall of phones looks at once.
    """
    if time.monotonic() - shared.asked >= SECONDS_BETWEEN:
        newest = find_newest_code(session, shared.scene.event.partnership)
        if newest != shared.facts_of:
            shared.facts, shared.facts_of = {}, newest
        shared.asked = time.monotonic()
    if audience.key not in shared.facts:
        public = find_newest_public(session, shared.scene.event.partnership) if shared.facts_of else None
        edition = get_edition(session, public.round.edition) if public else None
        told = facts_of_feedback(public.page, edition, audience) if public and edition else ()
        ticked = facts_from_json(shared.scene.event.ticked_facts_json)
        mine = [WaitingFact(fact.text, fact.area) for fact in ticked if fact.audience == audience.key]
        shared.facts[audience.key] = tuple(dict.fromkeys((*mine, *told)))
    return shared.facts[audience.key]


def _see(session: Session, code: str, event: Event, person: InTheRoom, device: Device) -> PhoneView:
    scenes: SharedScenes = current_app.extensions[SCENES]
    shared = scenes.view(session, code, event)
    if person.group not in shared.places:
        shared.places[person.group] = get_place_in_room(session, event, person)
    return PhoneView(
        code=code,
        scene=shared.scene,
        place=shared.places[person.group],
        person=person,
        shared=shared.revealed,
        done=view_phone_done(session, shared.scene, person, device),
        now=now(),
        facts=_facts(session, shared, shared.scene.edition.audience(person.audience)),
        card=shared.card,
        card_later=shared.card_later,
    )
