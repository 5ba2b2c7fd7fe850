"""The overview of a partnership: one object with everything that its first page says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.actions.plans.feedback import find_public_code
from lws_assess.actions.plans.planned_actions import view_actions
from lws_assess.actions.results.changes import rounds_before, view_changes_from
from lws_assess.actions.results.priorities import DecisionTaken, find_decision_taken
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import MatrixRow, RoundParticipation, view_participation
from lws_assess.records.events.visioning_events import list_events
from lws_assess.records.events.words import MISSING, words_of_event
from lws_assess.records.priorities import rounds_with_decisions
from lws_assess.records.rounds import Round
from lws_assess.survey.events.rooms import EventState, WordState
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.plans.planned_actions import PlannedAction
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.rounds.participation import GroupParticipation
from lws_assess.survey.smallest_numbers import FEWEST, may_be_shown

LEAST_HEARD = 3  # groups that are named
NO_COMPARISON = RoundKey("-")  # asked for where nothing is to be compared; no round has this key


@dataclass(frozen=True)
class LatestDecision:
    """Holds what was decided last, and after which round."""

    decided: DecisionTaken
    round: Round


@dataclass(frozen=True)
class RoundUnderWay:
    """A round that takes answers, and who has answered so far as far as whoever looks may know."""

    round: Round
    participation: RoundParticipation

    @property
    def heard(self) -> int:
        """Groups with five answers or more: of fewer, nobody but those who run the round knows the number."""
        return sum(may_be_shown(row.standing.answered.least, FEWEST) for row in self.participation.rows)

    @property
    def least_heard(self) -> list[GroupParticipation]:
        """The groups furthest from the answers that are hoped for, of those of which the number may be told."""
        return _least_heard(row for row in self.participation.rows if row.standing.answered.exact)


@dataclass(frozen=True)
class MissingAtEvent:
    """Somebody who was said to be missing at an event."""

    name: str
    event: str  # its title


@dataclass(frozen=True)
class PartnershipOverview:
    """Everything that a partnership's first page says. `changes` is None for a first round."""

    round: Round
    results: RoundResults
    rounds: Sequence[Round]  # all with results, the newest first
    earlier: Sequence[Round]  # those that this one may be compared with, the newest first
    changes: RoundChanges | None
    decision: LatestDecision | None
    is_decided: bool  # whether that decision was made after this round
    actions: Sequence[PlannedAction]  # of the plan, as they stand today
    today: date
    participation: RoundParticipation
    under_way: RoundUnderWay | None
    missing: Sequence[MissingAtEvent]  # that nobody asks yet
    feedback_code: str | None  # of the public page of this round; None while there is none

    @property
    def least_heard(self) -> list[GroupParticipation]:
        """The groups that were furthest from the answers that were hoped for, furthest first."""
        return _least_heard(self.participation.rows)

    @property
    def has_targets(self) -> bool:
        """True if answers were hoped for of any group."""
        return any(row.standing.target for row in self.participation.rows)

    @property
    def late(self) -> list[PlannedAction]:
        """The actions that are late, the latest first."""
        late = (one for one in self.actions if one.late)
        return sorted(late, key=lambda one: one.about.due or self.today)

    def days_late(self, due: date | None) -> int:
        return (self.today - due).days if due else 0


def _least_heard(rows: Iterable[MatrixRow]) -> list[GroupParticipation]:
    known = [row.standing for row in rows if row.standing.share is not None and not row.standing.reached]
    return sorted(known, key=lambda one: one.share.least if one.share else 0)[:LEAST_HEARD]


@dataclass(frozen=True)
class OverviewAsked:
    """Says what is asked for, who asks, and when. `since` is the round to compare with, or NO_COMPARISON."""

    round: RoundKey
    since: RoundKey
    runs_it: bool
    now: datetime
    today: date


def view_overview(
    session: Session, partnership: PartnershipKey, all_rounds: Sequence[Round], asked: OverviewAsked
) -> PartnershipOverview | None:
    """The overview, of the round asked for where it has results and else of the newest; None while none has.

    `all_rounds` are the partnership's own. Without a `since` that it may be compared with, it is compared with the
    usual one.
    """
    released = [one for one in all_rounds if one.released_at]
    rounds = sorted(released, key=lambda one: one.released_at or asked.now, reverse=True)
    this = next((one for one in rounds if one.key == asked.round), None) or next(iter(rounds), None)
    results = view_release(session, partnership, this.key) if this else None
    if this is None or results is None:
        return None
    decision = latest_decision(session, partnership, rounds)
    earlier = rounds_before(this, rounds)
    compares = asked.since != NO_COMPARISON
    return PartnershipOverview(
        round=this,
        results=results,
        rounds=rounds,
        earlier=earlier,
        changes=view_changes_from(session, this, earlier, asked.since) if compares else None,
        decision=decision,
        is_decided=decision is not None and decision.round.key == this.key,
        actions=view_actions(session, partnership, asked.today),
        today=asked.today,
        participation=view_participation(session, this, asked.runs_it),
        under_way=_round_under_way(session, all_rounds, asked),
        missing=groups_missing(session, partnership),
        feedback_code=find_public_code(session, partnership, this.key),
    )


def _round_under_way(session: Session, rounds: Sequence[Round], asked: OverviewAsked) -> RoundUnderWay | None:
    for this in rounds:
        if this.timing.takes_answers(asked.now):
            return RoundUnderWay(this, view_participation(session, this, asked.runs_it))
    return None


def latest_decision(
    session: Session, partnership: PartnershipKey, rounds: Sequence[Round]
) -> LatestDecision | None:
    """Returns what was decided after the newest round that has a decision; `rounds` are the newest first."""
    decided = rounds_with_decisions(session, partnership)
    this = next((one for one in rounds if one.key in decided), None)
    taken = find_decision_taken(session, this) if this else None
    return LatestDecision(taken, this) if this and taken else None


def groups_missing(session: Session, partnership: PartnershipKey) -> list[MissingAtEvent]:
    """Returns who was said to be missing at events that are over, where no group was made of it since."""
    return [
        MissingAtEvent(word.text, event.title)
        for event in list_events(session, partnership)
        if event.state == EventState.ENDED
        for word in words_of_event(session, partnership, event.key, MISSING)
        if word.state == WordState.SHOWN and not word.group
    ]
