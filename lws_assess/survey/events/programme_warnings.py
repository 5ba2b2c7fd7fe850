"""What the editor points out about a programme. The people of the event know best, so nothing here is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lws_assess.survey.events.own_questions import QUESTION_KINDS
from lws_assess.survey.events.programme_kinds import (
    ACTIONS,
    BREAK,
    CLOSE,
    JOIN,
    PRACTICE,
    PRIORITIES,
    RATE,
    REVEAL,
    VOTE_AGAIN,
)
from lws_assess.survey.events.programme_times import length_words, total_minutes
from lws_assess.survey.events.programmes import Segment

LONGEST_SITTING = 120  # minutes that people sit without a break before the editor says so
LONGEST_DAY = 12 * 60

# What a kind rests on, and what the editor says where that has not come before.
_RESTS_ON = (
    *(
        (kind, JOIN, "comes before people can join, so nobody can answer.")
        for kind in (PRACTICE, RATE, *QUESTION_KINDS)
    ),
    (REVEAL, RATE, "comes before anybody has rated, so there is nothing to show."),
    (VOTE_AGAIN, RATE, "is a second vote, and nobody has voted before it."),
    (VOTE_AGAIN, REVEAL, "is a second vote, and the first is not shown and talked about before it."),
    (PRIORITIES, RATE, "comes before anybody has rated, so no rating can stand beside what people choose."),
    (ACTIONS, PRIORITIES, "comes before priorities are chosen, so tables do not know what to work on."),
)

_NEVER = (
    (JOIN, "There is no part in which people join, so no phone can be used."),
    (RATE, "There is no part in which people rate, so there will be no ratings to show."),
)


def refuse_programme(segments: Sequence[Segment]) -> list[str]:
    """Returns what is odd about a programme, a sentence each. They are warnings: the people of the event know best."""
    return [
        *_nobody_joins_or_rates(segments),
        *_too_early(segments),
        *_without_a_question(segments),
        *_goes_on_after_the_close(segments),
        *_long_sittings(segments),
    ]


def _nobody_joins_or_rates(segments: Sequence[Segment]) -> list[str]:
    kinds = {segment.kind for segment in segments}
    return [words for kind, words in _NEVER if kind not in kinds]


def _too_early(segments: Sequence[Segment]) -> list[str]:
    """One sentence for each segment whose footing has not come before it."""
    faults: dict[str, str] = {}
    seen: set[str] = set()
    for segment in segments:
        for kind, footing, words in _RESTS_ON:
            if segment.kind == kind and footing not in seen:
                faults.setdefault(segment.key, f"“{segment.title}” {words}")
        if segment.kind == PRACTICE and RATE in seen:
            faults.setdefault(segment.key, f"“{segment.title}” is for practice, and comes after the rating.")
        seen.add(segment.kind)
    return list(faults.values())


def _without_a_question(segments: Sequence[Segment]) -> list[str]:
    """Parts that ask a question of the room's own, and do not say which."""
    return [
        f"“{segment.title}” has no question yet. Write it before the day, or while the event runs."
        for segment in segments
        if segment.question and not segment.question.text
    ]


def _goes_on_after_the_close(segments: Sequence[Segment]) -> list[str]:
    closing = [place for place, segment in enumerate(segments) if segment.kind == CLOSE]
    if not closing:
        return ["There is no part that closes the event and says what happens next."]
    # A last question of the room's own is no odd thing: people answer it while they go.
    after = [segment for segment in segments[closing[-1] + 1 :] if not segment.question]
    return [f"“{after[0].title}” comes after the event was closed."] if after else []


def _long_sittings(segments: Sequence[Segment]) -> list[str]:
    """Each stretch without a break that is too long, named by what it begins with; and a day that is."""
    faults = []
    for sitting in _sittings(segments):
        if total_minutes(sitting) > LONGEST_SITTING:
            length = length_words(total_minutes(sitting))
            faults.append(f"From “{sitting[0].title}” on, people sit for {length} without a break.")
    if total_minutes(segments) > LONGEST_DAY:
        faults.append(f"The programme takes {length_words(total_minutes(segments))} in all.")
    return faults


def _sittings(segments: Iterable[Segment]) -> list[list[Segment]]:
    sittings: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.kind == BREAK:
            sittings.append([])
        else:
            sittings[-1].append(segment)
    return sittings
