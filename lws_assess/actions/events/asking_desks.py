"""What the host's page shows of a question of the room's own: what may be asked now, and the votes that it has had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.events.own_votes import (
    IdeaSource,
    find_tally,
    list_sources,
    question_asked,
    question_to_put,
)
from lws_assess.records.events import votes as records
from lws_assess.records.events.visioning_events import Event, programme_of
from lws_assess.survey.events import programmes
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.rooms import EventRefusal, VoteState


@dataclass(frozen=True)
class HeldVote:
    """A vote of this part that is closed: which, what it asked, and how many voted."""

    number: int
    asked: str
    voted: int
    again: bool
    may_go_again: bool


@dataclass(frozen=True)
class AskingDesk:
    """Says what a host may do with the question of a part. `held` are its votes, `why_not` is why none opens now."""

    question: OwnQuestion
    sources: tuple[IdeaSource, ...]
    held: tuple[HeldVote, ...]
    why_not: str


def view_asking(session: Session, event: Event) -> AskingDesk | None:
    """Returns what may be asked in the part in which the room is; None where it asks nothing of the room's own."""
    segments = programme_of(session, event.partnership, event.key)
    segment = programmes.find_segment(segments, event.segment)
    if segment is None or segment.question is None:
        return None
    sources = list_sources(session, event, segments, segment) if segment.question.takes.of_ideas else ()
    return AskingDesk(segment.question, sources, _held(session, event), _why_not_now(session, event, sources))


def _held(session: Session, event: Event) -> tuple[HeldVote, ...]:
    """Closed votes of this part that may be shown, or voted on again; the latest first."""
    votes = records.list_votes(session, event.partnership, event.key)
    again = {vote.again_of for vote in votes}
    return tuple(
        HeldVote(
            vote.number,
            question.text,
            vote.voted,
            bool(vote.again_of),
            not (vote.again_of or vote.number in again or question.takes.wiped),
        )
        for vote in reversed(votes)
        if vote.segment == event.segment and vote.state != VoteState.OPEN and find_tally(vote)
        for question in [question_asked(session, event, vote)]
        if question
    )


def _why_not_now(session: Session, event: Event, sources: Sequence[IdeaSource]) -> str:
    """Why no vote opens now; empty where one does, once its ideas are chosen."""
    try:
        question_to_put(session, event, next((one.key for one in sources if len(one.ideas) > 1), ""))
    except EventRefusal as refusal:
        return refusal.words
    return ""
