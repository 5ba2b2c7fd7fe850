"""Slides with words: what helps and hinders, vision words, actions, who is missing, and the close.

Only what somebody has let through stands on them. Of actions that still wait, their number does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from lws_assess.actions.events.scenes import Scene, SceneContent
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.events.room_priorities import RoomPriorities, priorities_for_room
from lws_assess.documents.events.room_words import (
    RoomWord,
    WordTheme,
    cloud_of_words,
    themes_of,
    words_on_slide,
)
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.words import HELPS, HINDERS, MISSING, VISION, EventWord
from lws_assess.survey.events.rooms import PRACTICE, ProposalState
from lws_assess.survey.instruments import Area
from lws_assess.survey.letters import cut_at_word
from lws_assess.web.events.slides.vote_slides import VoteSlide

# The room of a column in lines and characters.
TALK_LINES, TALK_ACROSS = 12, 40
MOST_THEMES = 6
ROOM_OF_CLOUD, ROOM_BESIDE_THEMES = 900.0, 430.0  # in squares of the slide's type
ACTION_LINES, ACTION_ACROSS, LONGEST_ACTION = 22, 40, 110
FEW_ACTIONS = 5  # that stand larger
MOST_ACTIONS_AT_CLOSE, LONGEST_AT_CLOSE = 4, 75
MOST_MISSING, LONGEST_MISSING, LONGEST_WHO, MOST_GROUPS = 6, 70, 40, 11


def helps_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Returns what helps and what hinders, area by area, or those of the step's area alone."""
    areas = [scene.area] if scene.area else list(scene.edition.areas)
    columns = [_column(content.words, kind, areas) for kind in (HELPS, HINDERS)]
    return VoteSlide(
        "helps", {"columns": list(zip(("What helps", "What gets in the way"), columns, strict=True))}
    )


@dataclass(frozen=True)
class TalkOfArea:
    """Holds what was said of one area."""

    area: Area
    themes: tuple[WordTheme, ...]


@dataclass(frozen=True)
class SlideColumn:
    areas: tuple[TalkOfArea, ...]
    more: int  # things said that the column has no room for


def _column(words: Sequence[EventWord], kind: str, areas: Sequence[Area]) -> SlideColumn:
    mine = [RoomWord(one.text, one.area, one.theme) for one in words if one.kind == kind]
    fitted = words_on_slide(mine, [area.code for area in areas], TALK_LINES, TALK_ACROSS)
    return SlideColumn(
        tuple(TalkOfArea(area, themes) for area in areas if (themes := fitted.of(area.code))), fitted.more
    )


def words_slide(_scene: Scene, content: SceneContent) -> VoteSlide:
    """Vision words as a cloud, the larger the more often they were written, beside those that are under a theme."""
    words = themes_and_cloud(one for one in content.words if one.kind == VISION)
    return VoteSlide("words", {**words, "own": None})


def themes_and_cloud(words: Iterable[EventWord]) -> dict[str, object]:
    """Returns words as a slide of them shows them: `themes`, the `cloud` of all others, and what has no room."""
    found = themes_of([RoomWord(one.text, "", one.theme) for one in words])
    named = [theme for theme in found if theme.named]
    single = [theme for theme in found if not theme.named]
    return {
        "themes": named[:MOST_THEMES],
        "cloud": cloud_of_words(single, ROOM_BESIDE_THEMES if named else ROOM_OF_CLOUD),
        "more": sum(theme.count for theme in named[MOST_THEMES:]),
    }


# --- actions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActionsOfArea:
    area: Area
    planned: tuple[ProposedAction, ...]  # in the plan
    waiting: int  # proposed, and not yet looked at


def actions_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Returns what has gone into the plan by area, and how much more is proposed."""
    order = [area.code for area in scene.edition.areas]
    planned = sorted(
        (one for one in content.actions if one.state == ProposalState.PLANNED),
        key=lambda one: order.index(one.area),
    )
    shown = _with_room(planned)
    by_area = [_of_area(area, content.actions, shown) for area in scene.edition.areas]
    return VoteSlide(
        "actions",
        {
            "areas": [one for one in by_area if one.planned or one.waiting],
            "more": len(planned) - len(shown),
            "few": len(planned) <= FEW_ACTIONS,
            "in_short": lambda text: cut_at_word(text, LONGEST_ACTION),
        },
    )


def _with_room(planned: Sequence[ProposedAction]) -> set[bytes]:
    """Ids of as many actions as stand on the slide, with a line for each area that they serve."""
    shown: set[bytes] = set()
    areas: set[str] = set()
    left = ACTION_LINES
    for one in planned:
        heading = 0 if one.area in areas else 2  # and a line for what else is proposed there
        text = len(cut_at_word(one.what, LONGEST_ACTION)) + len(one.lead) + 24
        left -= heading + ceil(text / ACTION_ACROSS)
        if left < 0:
            break
        shown.add(one.id)
        areas.add(one.area)
    return shown


def _of_area(area: Area, actions: Sequence[ProposedAction], shown: set[bytes]) -> ActionsOfArea:
    mine = [one for one in actions if one.area == area.code]
    return ActionsOfArea(
        area,
        tuple(one for one in mine if one.id in shown),
        sum(one.state == ProposalState.WAITING for one in mine),
    )


# --- who is missing ------------------------------------------------------------------------------------------


def missing_slide(content: SceneContent, not_here: Sequence[str]) -> VoteSlide:
    """Returns who the room says is missing, beside the partnership's groups of which nobody is here."""
    said = [one for one in content.words if one.kind == MISSING]
    return VoteSlide(
        "missing",
        {
            "said": [
                (cut_at_word(one.text, LONGEST_MISSING), cut_at_word(one.more, LONGEST_WHO))
                for one in said[:MOST_MISSING]
            ],
            "more": max(0, len(said) - MOST_MISSING),
            "not_here": not_here[:MOST_GROUPS],
            "more_groups": max(0, len(not_here) - MOST_GROUPS),
        },
    )


# --- the close -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayCount:
    """One of the figures of a whole day, and what it counts."""

    number: int
    what: str


def close_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Shows what this room did, as screens have told it, with its rainbow, what it put first and means to do."""
    planned = [one for one in content.actions if one.state == ProposalState.PLANNED]
    waiting = sum(one.state == ProposalState.WAITING for one in content.actions)
    chosen = _chosen(content)
    view = room_overview(content.results) if content.results else None
    votes = sum(vote.cast for vote in content.votes if vote.kind != PRACTICE)
    counted = (
        (scene.people, "person", "people"),
        (votes, "vote", "votes"),
        (len(content.words), "thing written", "things written"),
        (len(planned) + waiting, "action", "actions"),
    )
    return VoteSlide(
        "close",
        {
            "did": [
                DayCount(number, one if number == 1 else many) for number, one, many in counted if number
            ],
            "rainbow": view.rainbows[0] if view else None,
            "first": [row for row in chosen.rows if row.first] if chosen else [],
            "ties": chosen.ties if chosen else "",
            "actions": [cut_at_word(one.what, LONGEST_AT_CLOSE) for one in planned[:MOST_ACTIONS_AT_CLOSE]],
            "more": max(0, len(planned) - MOST_ACTIONS_AT_CLOSE),
        },
        reveals="close",
    )


def _chosen(content: SceneContent) -> RoomPriorities | None:
    """The last ranking that was shown."""
    chosen = [vote.choices for vote in content.votes if vote.choices]
    return priorities_for_room(chosen[-1]) if chosen else None
