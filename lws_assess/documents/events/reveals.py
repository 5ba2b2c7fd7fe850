"""What the screen reveals, in the screen's own words, for the phones of those who cannot see it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lws_assess.actions.events.scenes import Scene, VoteScene
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.events.room_priorities import priorities_for_room
from lws_assess.documents.events.room_tallies import told_tally
from lws_assess.survey.events.programme_kinds import REVEAL
from lws_assess.survey.events.rooms import RatingState
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import NO_ROUND, AudienceKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.withheld import Withheld

NOBODY_VOTED = "Nobody voted."
NONE_OF_YOURS = "Nobody who had this question voted."
NOBODY_CHOSE = "Nobody chose."


def lines_revealed(session: Session, scene: Scene) -> tuple[str, ...]:
    """Returns what is on the screen for everybody: what rating alone or choosing priorities came to; else nothing."""
    if scene.event.hidden:
        return ()
    if scene.vote:
        return _tallied(scene.vote) if scene.vote.own else _chosen(scene.vote)
    if scene.kind != REVEAL or scene.rating.state != RatingState.SHOWN:
        return ()
    results = view_release(session, scene.event.partnership, scene.event.round or NO_ROUND)
    return _rated(results, scene.area) if results else ()


def _tallied(vote: VoteScene) -> tuple[str, ...]:
    return tuple(filter(None, (told_tally(vote.tally).text, vote.tally.again))) if vote.tally else ()


def _chosen(vote: VoteScene) -> tuple[str, ...]:
    if not vote.shown or vote.choices is None:
        return ()
    view = priorities_for_room(vote.choices)
    if view.blank:
        return (view.why or NOBODY_CHOSE,)
    return tuple(filter(None, (view.sentence, view.why)))


def _rated(results: RoundResults, area: Area | None) -> tuple[str, ...]:
    if area is None:
        view = room_overview(results)
        return tuple(filter(None, (view.sentence, view.why))) if view else (nothing_rated(results),)
    lines, reasons = [], []
    for lens in results.audiences:
        if not lens.people:
            continue
        position = (
            next(one for one in lens.areas if one.area.code == area.code).reading(results.leading).position
        )
        at = place_on_scale(position, lens.audience.scale)
        lines.append(f"{lens.audience.label}: {at.text} {at.band}".rstrip())
        reasons += [str(position)] if isinstance(position, Withheld) else []
    return (*lines, *dict.fromkeys(reasons)) or (nothing_rated(results),)


def nothing_rated(results: RoundResults) -> str:
    """Why a slide has no figure at all."""
    near = ", and whose number is not too near to that of a round shortly before" if results.near else ""
    return (
        f"Nothing may be shown. It would need {results.k} people of one group, or of several small ones together,"
        f" who rated{near}."
    )


def lines_of_vote(vote: VoteScene, audience: AudienceKey) -> tuple[str, ...]:
    """Returns what a vote on a statement came to for one audience, once that is shown: one sentence, withheld
    or not.
    """
    lens = vote.lens(audience)
    if not vote.shown or lens is None or lens.question is None:
        return ()
    if lens.room is None:
        return (NONE_OF_YOURS if any(one.room for one in vote.lenses) else NOBODY_VOTED,)
    mean = lens.room.mean
    if not isinstance(mean, Shown):
        return (str(mean),)
    if lens.audience.easy_read:
        return (f"Those who chose an answer came to “{mean.band}”.",)
    said = f"Those who had this question came to {mean.text}, “{mean.band}”. {mean.n} people chose a level."
    return (f"{said} {lens.room.again}".strip(),)
