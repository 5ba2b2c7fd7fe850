"""Slides: what each kind of segment puts on the screen, ready for its template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lws_assess.actions.event_scenes import Content, Scene, get_content
from lws_assess.survey.events import ENDED, PLANNED
from lws_assess.survey.programme_kinds import BREAK, JOIN, RATE, VOICES, WELCOME
from lws_assess.survey.programme_times import clock, minute_of, times
from lws_assess.web.words import LOCAL

MOST_OF_AGENDA = 16  # parts of the programme that a slide has room for


@dataclass(frozen=True)
class Slide:
    """One picture for the hall: its template in event_screens/slides, and what it shows besides the scene."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"event_screens/slides/{self.name}.html"


def slide_of(session: Session, scene: Scene, moment: datetime) -> Slide:
    """What is on now."""
    if scene.event.state == PLANNED:
        return Slide("planned")
    if scene.event.state == ENDED:
        return Slide("ended")
    if scene.event.hidden:
        return Slide("hidden")
    if scene.vote:
        return Slide("vote")
    if scene.kind in _WITHOUT_CONTENT:
        return _WITHOUT_CONTENT[scene.kind](scene, moment)
    return _WITH_CONTENT.get(scene.kind, _plain)(scene, get_content(session, scene))


# --- parts of which nothing has to be loaded -----------------------------------------------------------------


def _join(_scene: Scene, _moment: datetime) -> Slide:
    return Slide("join")


def _welcome(scene: Scene, _moment: datetime) -> Slide:
    """The day's parts with their times, from the one that is on if there are too many."""
    parts = [(s, starts) for s, (starts, _) in zip(scene.segments, times_of(scene), strict=True)]
    first = max(0, min(scene.number - 1, len(parts) - MOST_OF_AGENDA)) if len(parts) > MOST_OF_AGENDA else 0
    return Slide(
        "welcome",
        {
            "agenda": parts[first : first + MOST_OF_AGENDA],
            "more": max(0, len(parts) - first - MOST_OF_AGENDA),
        },
    )


def times_of(scene: Scene) -> tuple[tuple[str, str], ...]:
    return times(scene.event.starts, scene.segments)


def _voices(_scene: Scene, _moment: datetime) -> Slide:
    return Slide("voices")


def _rate(_scene: Scene, _moment: datetime) -> Slide:
    return Slide("rate")


def _break(scene: Scene, moment: datetime) -> Slide:
    """When the room goes on: as the timer says, or the programme while its time has not passed."""
    if scene.event.timer_ends_at:
        return Slide("break", {"back": f"{scene.event.timer_ends_at.astimezone(LOCAL):%H:%M}"})
    _starts, ends = times_of(scene)[scene.number - 1]
    on = f"{moment.astimezone(LOCAL):%H:%M}"
    before = (minute_of(ends) - minute_of(on)) % (24 * 60)
    near = before <= scene.segment.minutes + SOONEST
    return Slide("break", {"back": clock(minute_of(ends)) if near else ""})


SOONEST = 30  # minutes that a break may begin early and still be over when the programme says


_WITHOUT_CONTENT: dict[str, Callable[[Scene, datetime], Slide]] = {
    JOIN: _join,
    WELCOME: _welcome,
    VOICES: _voices,
    RATE: _rate,
    BREAK: _break,
}


# --- parts that show what the room has said ------------------------------------------------------------------


def _plain(_scene: Scene, _content: Content) -> Slide:
    return Slide("plain")


_WITH_CONTENT: dict[str, Callable[[Scene, Content], Slide]] = {}
