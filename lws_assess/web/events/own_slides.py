"""Slides of questions of the room's own: what is asked, what it came to, and what people wrote to it."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.actions.events.scenes import Scene, SceneContent, VoteScene
from lws_assess.documents.events.room_bars import IN_CLASSES
from lws_assess.documents.events.room_tallies import MOST_BARS, tally_chart, told_tally
from lws_assess.records.events.words import ANSWER, ASKED, EventWord
from lws_assess.survey.letters import cut_at_word
from lws_assess.survey.smallest_numbers import room_may_be_exact
from lws_assess.survey.withheld import Withheld
from lws_assess.web.events.talk_slides import words_and_themes
from lws_assess.web.events.vote_slides import ACROSS, VoteSlide

BARS_HIGH, BARS_HIGH_AGAIN = 430.0, 400.0
MOST_LISTED, LONGEST_LISTED = 24, 70  # options and ideas while a vote is open
MOST_ASKED, MOST_PARKED, LONGEST_ASKED = 8, 4, 110


def own_vote_slide(vote: VoteScene) -> VoteSlide:
    """A vote on a question of the room's own that is open, closed or shown."""
    assert vote.own
    if not vote.shown or vote.tally is None:
        listed = [cut_at_word(option, LONGEST_LISTED) for option in vote.own.options[:MOST_LISTED]]
        return VoteSlide("asked", {"own": vote.own, "listed": listed})
    tally, first = vote.tally, vote.first if vote.first and vote.first.options else None
    high = BARS_HIGH_AGAIN if first else BARS_HIGH
    small = not isinstance(tally.voters, Withheld) and not room_may_be_exact(tally.voters)
    return VoteSlide(
        "tallied",
        {
            "tally": tally,
            "told": told_tally(tally),
            "bars": tally_chart(f"own-{vote.number}", tally, (ACROSS, high), first),
            "more": max(0, len(tally.options) - MOST_BARS),
        },
        reveals=f"own {vote.number}",
        foot=(IN_CLASSES,) if small else (),
    )


def posed_slide(scene: Scene, _content: SceneContent) -> VoteSlide:
    """What will be asked here, before a vote on it opens."""
    return VoteSlide("posed", {"own": scene.segment.question})


def open_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Answers to an open question, those of a theme together, the larger the more often they were written."""
    parts = words_and_themes(_of_here(scene, content, ANSWER))
    return VoteSlide("words", {**parts, "own": scene.segment.question})


def questions_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """What the room asks, in an order that says nothing, and what is kept to be answered later."""
    asked = _of_here(scene, content, ASKED)
    here, parked = ([one for one in asked if one.parked == later] for later in (False, True))
    return VoteSlide(
        "questions",
        {
            "own": scene.segment.question,
            "here": _in_short(here[:MOST_ASKED]),
            "more": max(0, len(here) - MOST_ASKED),
            "parked": _in_short(parked[:MOST_PARKED]),
            "more_parked": max(0, len(parked) - MOST_PARKED),
        },
    )


def _of_here(scene: Scene, content: SceneContent, kind: str) -> list[EventWord]:
    return [one for one in content.words if (one.kind, one.segment) == (kind, scene.segment.key)]


def _in_short(words: Sequence[EventWord]) -> list[str]:
    return [cut_at_word(one.text, LONGEST_ASKED) for one in words]
