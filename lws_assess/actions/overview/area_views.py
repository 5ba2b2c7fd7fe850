"""One area: what its page rests on, from the results of a round to what events and the plan say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.scenes import VoteScene, edition_of, get_vote_scene
from lws_assess.actions.events.summaries import latest_ratings, results_may_be_seen
from lws_assess.actions.events.table_names import SeenRating, seen_ratings
from lws_assess.actions.overview.histories import (
    DatedHistory,
    DecisionMade,
    decisions_made,
    view_dated_history,
)
from lws_assess.actions.overview.partnership_overviews import NO_COMPARISON
from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.changes import rounds_before, view_changes_from
from lws_assess.actions.results.comments import CommentSubject, view_published
from lws_assess.actions.results.releases import view_release
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.events.votes import list_votes
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.rounds import Round, list_rounds, rounds_with_results
from lws_assess.survey.days import local_day
from lws_assess.survey.events.rooms import EventState, VoteState
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.keys import AreaCode, PartnershipKey, RoundKey
from lws_assess.survey.plans.planned_actions import ActionPlan, PlannedAction
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import RoundResults

MOST_EVENTS = 3  # that a page tells of, the newest first


@dataclass(frozen=True)
class AreaAtEvent:
    """Holds what an event that is over has to say of an area."""

    event: Event
    results: RoundResults | None  # of rating alone, where the room or its summary shows them
    votes: tuple[VoteScene, ...]
    tables: tuple[SeenRating, ...]


@dataclass(frozen=True)
class AreaResultsView:
    """The results of the round that a page of an area shows. `changes` is None for a first round."""

    round: Round
    results: RoundResults
    rounds: Sequence[Round]  # all with results that ask for this area, the newest first
    earlier: Sequence[Round]
    changes: RoundChanges | None
    history: DatedHistory | None
    said: CommentSubject | None  # comments about the area that were let through


@dataclass(frozen=True)
class AreaView:
    """Everything that the page of one area says. `found` is None while no round with results asks for it."""

    area: Area
    edition: Edition
    found: AreaResultsView | None
    decisions: tuple[DecisionMade, ...]  # the newest first, whether or not the area is in them
    plan: ActionPlan
    events: tuple[AreaAtEvent, ...]
    events_left: int  # that are over besides, and are not told of

    @property
    def actions(self) -> tuple[PlannedAction, ...]:
        """Actions that serve the area: late ones first, and then by their due date."""
        mine = [one for one in self.plan.actions if self.area.code in one.serves]
        return tuple(
            sorted(
                mine,
                key=lambda one: (not one.late, not one.is_open, one.about.due is None, str(one.about.due)),
            )
        )


def view_area(
    session: Session,
    partnership: PartnershipKey,
    code: AreaCode,
    asked: RoundKey,
    since: RoundKey,
    now: datetime,
) -> AreaView | None:
    """One area, in the round asked for where that has it and else in the newest that has; None for no area at all.

    `since` is the key of the round to compare with, or NO_COMPARISON; the usual one where it names none.
    """
    all_rounds = [one for one in reversed(rounds_with_results(session, partnership)) if not one.event]
    rounds = [one for one in all_rounds if get_edition(session, one.edition).find_area(code)]
    this = next((one for one in rounds if one.key == asked), None) or next(iter(rounds), None)
    edition = get_edition(session, this.edition) if this else _edition_with(session, partnership, code)
    area = edition.find_area(code) if edition else None
    if edition is None or area is None:
        return None
    events = [one for one in list_events(session, partnership) if one.state == EventState.ENDED]
    return AreaView(
        area=area,
        edition=edition,
        found=_results_of(session, this, rounds, rounds_before(this, all_rounds), code, since)
        if this
        else None,
        decisions=decisions_made(session, all_rounds),
        plan=view_plan(session, partnership, local_day(now)),
        events=tuple(
            one for event in events[:MOST_EVENTS] if (one := _at_event(session, event, code)) is not None
        ),
        events_left=max(0, len(events) - MOST_EVENTS),
    )


def _edition_with(session: Session, partnership: PartnershipKey, code: AreaCode) -> Edition | None:
    """A questionnaire that has the area: of the newest round that asks for it, else one on the shelf."""
    used = (get_edition(session, one.edition) for one in list_rounds(session, partnership))
    return next((one for one in (*used, *shipped_editions().values()) if one.find_area(code)), None)


def _results_of(
    session: Session,
    this: Round,
    rounds: Sequence[Round],
    earlier: Sequence[Round],
    code: AreaCode,
    since: RoundKey,
) -> AreaResultsView | None:
    where = (session, this.partnership, this.key)
    results = view_release(*where)
    if results is None:
        return None
    said = view_published(*where) or ()
    return AreaResultsView(
        round=this,
        results=results,
        rounds=rounds,
        earlier=earlier,
        changes=None if since == NO_COMPARISON else view_changes_from(session, this, earlier, since),
        history=view_dated_history(session, this, earlier),
        said=next((one for one in said if one.area and one.area.code == code), None),
    )


def _at_event(session: Session, event: Event, code: AreaCode) -> AreaAtEvent | None:
    """Returns what an event that is over says of an area; None where it says nothing."""
    where = (session, event.partnership)
    edition = edition_of(session, event)
    votes = latest_ratings(
        get_vote_scene(session, event, edition, vote)
        for vote in list_votes(*where, event.key)
        if vote.area == code and vote.state == VoteState.SHOWN
    )
    tables = tuple(one for one in seen_ratings(session, event) if one.area == code)
    seen = view_release(*where, event.round) if event.round and results_may_be_seen(event) else None
    results = seen if seen and seen.people and seen.edition.find_area(code) else None
    return AreaAtEvent(event, results, votes, tables) if votes or tables or results else None
