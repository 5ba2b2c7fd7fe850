"""Slides of questions of the room's own: what is asked, what it came to, and what people wrote to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.events.groupings import GroupedSource
from lws_assess.actions.events.scenes import Scene, SceneContent, VoteScene
from lws_assess.documents.events.room_bars import AGAIN_IN_CLASSES, IN_CLASSES
from lws_assess.documents.events.room_tallies import MOST_BARS, answered_words, point_of_tally, tally_chart
from lws_assess.records.events.words import ANSWER, ASKED, EventWord
from lws_assess.survey.events.tallies import TallyResult
from lws_assess.survey.letters import cut_at_word
from lws_assess.survey.smallest_numbers import room_may_be_exact
from lws_assess.survey.withheld import Withheld
from lws_assess.web.events.slides.talk_slides import themes_and_cloud
from lws_assess.web.events.slides.vote_slides import ACROSS, VoteSlide
from lws_assess.web.words import counted_noun

BARS_HIGH, LINE_OF_FOOT = 400.0, 23.0  # the room for bars, and what a line at the foot takes of it
MOST_LISTED, LONGEST_LISTED = 24, 70  # options and ideas while a vote is open
LONG_MESSAGE = 60  # characters, from which on a message is set smaller
MOST_ASKED, MOST_PARKED, LONGEST_ASKED = 8, 4, 110


def own_vote_slide(vote: VoteScene) -> VoteSlide:
    """A vote on a question of the room's own that is open, closed or shown."""
    assert vote.own
    if not vote.shown or vote.tally is None:
        listed = [cut_at_word(option, LONGEST_LISTED) for option in vote.own.options[:MOST_LISTED]]
        return VoteSlide("asked", {"own": vote.own, "listed": listed})
    tally, first = vote.tally, vote.first if vote.first and vote.first.options else None
    foot = tuple(_foot(tally))
    size = (ACROSS, BARS_HIGH - LINE_OF_FOOT * len(foot))
    point = point_of_tally(tally).text
    message = point or f"{counted_noun(vote.cast, 'person', 'people')} voted."
    return VoteSlide(
        "tallied",
        {
            "asked": tally.question.text,
            "message": message,
            "answered": answered_words(tally),
            "long": len(message) > LONG_MESSAGE,
            "bars": tally_chart(f"own-{vote.number}", tally, size, first),
        },
        foot=foot,
        reasons=[str(tally.voters)] if isinstance(tally.voters, Withheld) else [],
    )


def _foot(tally: TallyResult) -> Iterator[str]:
    """Yields what the room is told small: what is not shown, who stands in a second vote, what classes are."""
    if isinstance(tally.voters, Withheld):
        yield tally.voters.why
    elif not room_may_be_exact(tally.voters):
        yield IN_CLASSES
    elif not all(one.count.exact for one in tally.options):
        yield AGAIN_IN_CLASSES
    if tally.options and tally.again:
        yield tally.again
    if len(tally.options) > MOST_BARS:
        yield f"{len(tally.options) - MOST_BARS} more are in the summary."


def grouping_slide(grouping: GroupedSource) -> VoteSlide:
    """Ideas that tables put under themes now, and the themes that were let through; nothing of what tables chose."""
    ideas = [cut_at_word(one.text, LONGEST_LISTED) for one in grouping.ideas[:MOST_LISTED]]
    more = len(grouping.ideas) - len(ideas)
    return VoteSlide(
        "grouping",
        {"of": grouping.title, "ideas": ideas, "more": more, "themes": [*grouping.themes.values()]},
    )


def posed_slide(scene: Scene, _content: SceneContent) -> VoteSlide:
    """Shows what will be asked here, before a vote on it opens."""
    return VoteSlide("posed", {"own": scene.segment.question})


def open_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Answers to an open question, as vision words stand: a cloud, beside those that are under a theme."""
    answers = themes_and_cloud(_of_here(scene, content, ANSWER))
    return VoteSlide("words", {**answers, "own": scene.segment.question})


def questions_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Shows what the room asks, in an order that says nothing, and what is kept to be answered later."""
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
