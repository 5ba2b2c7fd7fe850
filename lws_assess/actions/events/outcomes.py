"""What a room has been shown of its day: the results of rating alone, and the last choice of priorities.

A card to keep is made of nothing else. While the screen is hidden, nothing counts as shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.events.scenes import Scene, get_vote_scene
from lws_assess.actions.results.releases import view_release
from lws_assess.records.events.votes import EventVote, list_votes
from lws_assess.survey.events.choices import ChoicesResult
from lws_assess.survey.events.rooms import CHOICES, RatingState, VoteState
from lws_assess.survey.keys import NO_ROUND
from lws_assess.survey.results.round_results import RoundResults


@dataclass(frozen=True)
class ShownOutcome:
    """Either is None where the room has not been shown it."""

    results: RoundResults | None
    choices: ChoicesResult | None


def outcome_mark(session: Session, scene: Scene) -> str:
    """Names what has been shown, so that whoever kept it knows whether there is more; empty where nothing has been."""
    chosen = _last_choice(session, scene)
    rated = _is_rating_shown(scene)
    return f"{'rated' if rated else ''}-{chosen.number if chosen else 0}" if rated or chosen else ""


def view_outcome(session: Session, scene: Scene) -> ShownOutcome:
    """Returns what has been shown; nothing of a rehearsal, of which nothing is to be kept."""
    event = scene.event
    chosen = _last_choice(session, scene)
    return ShownOutcome(
        results=view_release(session, event.partnership, event.round or NO_ROUND)
        if _is_rating_shown(scene)
        else None,
        choices=get_vote_scene(session, event, scene.edition, chosen).choices if chosen else None,
    )


def _is_rating_shown(scene: Scene) -> bool:
    event = scene.event
    return scene.rating.state == RatingState.SHOWN and not (event.hidden or event.rehearses)


def _last_choice(session: Session, scene: Scene) -> EventVote | None:
    event = scene.event
    if event.hidden or event.rehearses:
        return None
    votes = list_votes(session, event.partnership, event.key)
    shown = [vote for vote in votes if vote.kind == CHOICES and vote.state == VoteState.SHOWN]
    return shown[-1] if shown else None
