"""Looking at a room with one phone.

A scene is made once a version in each process, since one press of a host sends hundreds of phones to look.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from flask import Flask, current_app
from sqlalchemy.orm import Session

from lws_assess.actions.events.phones import get_in_the_room, get_place_in_room, get_room, view_phone_done
from lws_assess.actions.events.scenes import Scene, get_scene
from lws_assess.documents.events.phone_views import PhoneView
from lws_assess.documents.events.reveals import lines_revealed
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.places import QuestionnairePlace
from lws_assess.survey.events.rooms import Device
from lws_assess.survey.keys import GroupKey
from lws_assess.web.loading import current_database
from lws_assess.web.words import now

MOST_ROOMS = 200  # scenes kept in a process
SCENES = "scenes of rooms"


@dataclass
class SharedScene:
    """Holds what all phones of a room share, until its version moves."""

    version: int
    scene: Scene
    revealed: tuple[str, ...]
    places: dict[GroupKey, QuestionnairePlace]


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
                    kept = SharedScene(event.version, scene, lines_revealed(session, scene), {})
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
        done=view_phone_done(session, shared.scene, device),
        now=now(),
    )
