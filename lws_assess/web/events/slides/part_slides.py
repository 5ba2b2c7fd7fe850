"""Slides: what each kind of segment puts on the screen, ready for its template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.scenes import Scene, SceneContent, get_content
from lws_assess.records.events.people import people_by_group
from lws_assess.records.groups import all_groups, list_groups
from lws_assess.survey.events.programme_kinds import (
    ACTIONS,
    BREAK,
    CHOICE,
    CLOSE,
    DOTS,
    HELPS,
    ICE_BREAKER,
    JOIN,
    MISSING,
    OPEN,
    QUESTIONS,
    RANKING,
    RATE,
    REVEAL,
    VOICES,
    WELCOME,
    WORDS,
)
from lws_assess.survey.events.programme_times import segment_times
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.events.segment_clocks import time_back
from lws_assess.survey.keys import AudienceKey
from lws_assess.web.events.slides import own_slides as own
from lws_assess.web.events.slides import talk_slides as talk
from lws_assess.web.events.slides import vote_slides as votes
from lws_assess.web.events.slides.vote_slides import VoteSlide

MOST_OF_AGENDA = 16  # parts of the programme that a slide has room for


def slide_of(session: Session, scene: Scene, moment: datetime) -> VoteSlide:
    """Returns what is on now."""
    if scene.event.state == EventState.PLANNED:
        return VoteSlide("planned")
    if scene.event.state == EventState.ENDED:
        return VoteSlide("ended")
    if scene.event.hidden:
        return VoteSlide("hidden")
    if scene.grouping:
        return own.grouping_slide(scene.grouping)
    if scene.vote and scene.vote.own:
        return own.own_vote_slide(scene.vote)
    if scene.vote:
        return votes.vote_slide(scene.vote, _audiences_here(session, scene))
    if scene.kind in _BY_THE_CLOCK:
        return _BY_THE_CLOCK[scene.kind](scene, moment)
    if scene.kind == MISSING:
        return talk.missing_slide(get_content(session, scene), _groups_not_here(session, scene))
    if scene.kind in _OF_WHAT_WAS_SAID:
        return _OF_WHAT_WAS_SAID[scene.kind](scene, get_content(session, scene))
    return VoteSlide("plain")


def _audiences_here(session: Session, scene: Scene) -> set[AudienceKey]:
    """Keys of the audiences of which somebody is in the room."""
    here = people_by_group(session, scene.event.partnership, scene.event.key)
    return {group.audience for group in all_groups(session, scene.event.partnership) if group.key in here}


def _groups_not_here(session: Session, scene: Scene) -> list[str]:
    """Names of the partnership's groups of which nobody is in the room."""
    here = people_by_group(session, scene.event.partnership, scene.event.key)
    groups = list_groups(session, scene.event.partnership)
    return [group.name for group in groups if group.key not in here]


# --- parts that need nothing but the clock -------------------------------------------------------------------


def _join(_scene: Scene, _moment: datetime) -> VoteSlide:
    return VoteSlide("join")


def _welcome(scene: Scene, _moment: datetime) -> VoteSlide:
    """The day's parts with their times, from the one that is on if there are too many."""
    parts = list(zip(scene.segments, (starts for starts, _ in times_of(scene)), strict=True))
    first = max(0, min(scene.number - 1, len(parts) - MOST_OF_AGENDA))
    shown = parts[first : first + MOST_OF_AGENDA]
    return VoteSlide("welcome", {"agenda": shown, "more": len(parts) - first - len(shown)})


def times_of(scene: Scene) -> tuple[tuple[str, str], ...]:
    return segment_times(scene.event.starts, scene.segments)


def _voices(_scene: Scene, _moment: datetime) -> VoteSlide:
    return VoteSlide("voices")


def _rate(_scene: Scene, _moment: datetime) -> VoteSlide:
    return VoteSlide("rate")


def _break(scene: Scene, moment: datetime) -> VoteSlide:
    """Says when the room goes on."""
    event = scene.event
    back = time_back(event.starts, scene.segments, scene.number, event.timer_ends_at, moment)
    return VoteSlide("break", {"back": back, "place": scene.place_next})


_BY_THE_CLOCK: dict[str, Callable[[Scene, datetime], VoteSlide]] = {
    JOIN: _join,
    WELCOME: _welcome,
    VOICES: _voices,
    RATE: _rate,
    BREAK: _break,
}

_OF_WHAT_WAS_SAID: dict[str, Callable[[Scene, SceneContent], VoteSlide]] = {
    REVEAL: votes.reveal_slide,
    HELPS: talk.helps_slide,
    WORDS: talk.words_slide,
    ACTIONS: talk.actions_slide,
    CLOSE: talk.close_slide,
    ICE_BREAKER: own.posed_slide,
    CHOICE: own.posed_slide,
    RANKING: own.posed_slide,
    DOTS: own.posed_slide,
    OPEN: own.open_slide,
    QUESTIONS: own.questions_slide,
}
