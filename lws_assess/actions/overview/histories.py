"""Histories: the rounds of a partnership on one axis of time, with what was decided after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.changes import rounds_before, rounds_of_history, view_history_of
from lws_assess.actions.results.kept_releases import find_kept_release, history_of_kept
from lws_assess.actions.results.releases import view_release
from lws_assess.records.priorities import current_decision, rounds_with_decisions
from lws_assess.records.rounds import Round, rounds_with_results
from lws_assess.survey.days import local_day
from lws_assess.survey.keys import AreaCode, AudienceKey, PartnershipKey, RoundKey
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.results.histories import AudienceHistory, RoundHistory
from lws_assess.survey.results.round_results import RoundResults


@dataclass(frozen=True)
class DecisionMade:
    """Holds what was decided after a round, as it stands now: the codes of the areas, the first one first."""

    round: Round
    number: int
    on: date
    places: tuple[AreaCode, ...]

    def place_of(self, code: AreaCode) -> int:
        """Its place in the decision, from 1; 0 where it was not put among them."""
        return self.places.index(code) + 1 if code in self.places else 0


@dataclass(frozen=True)
class DatedHistory:
    """The rounds up to one, the earliest first, with the day on which each closed."""

    rounds: tuple[Round, ...]
    history: RoundHistory
    decisions: tuple[DecisionMade, ...]
    left_out: int = 0  # older rounds, which the history up to the first of these tells of

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(day_of_round(one) for one in self.rounds)

    def find_audience(self, key: AudienceKey) -> AudienceHistory | None:
        """An audience over the rounds; None where no group of it was shown in the same way in two of them."""
        found = self.history.find_audience(key)
        alone = len(self.rounds) == 1
        return found if found and any(found.people if alone else found.people[:-1]) else None


def day_of_round(this: Round) -> date:
    """The day on which a round with results closed. Raises ValueError for a round without."""
    moment = this.closed_at or this.released_at
    if moment is None:
        raise ValueError("the round has not closed")
    return local_day(moment)


def view_dated_history(session: Session, this: Round, earlier: Sequence[Round]) -> DatedHistory | None:
    """A round and the newest of the `earlier` ones that may be laid beside it; None while it has no results."""
    history = view_history_of(session, this, earlier) or _history_of_one(session, this)
    if history is None:
        return None
    rounds = rounds_of_history(this, earlier)
    return DatedHistory(rounds, history, decisions_made(session, rounds), 1 + len(earlier) - len(rounds))


def _history_of_one(session: Session, this: Round) -> RoundHistory | None:
    kept = find_kept_release(session, this.partnership, this.key)
    return history_of_kept(session, [kept]) if kept else None


def decisions_made(session: Session, rounds: Sequence[Round]) -> tuple[DecisionMade, ...]:
    """The decision that holds after each of these rounds, in their order; nothing for a round without one."""
    if not rounds:
        return ()
    decided = rounds_with_decisions(session, rounds[0].partnership)
    found = [
        (this, current_decision(session, this.partnership, this.key))
        for this in rounds
        if this.key in decided
    ]
    return tuple(
        DecisionMade(this, one.number, local_day(one.at), tuple(one.places)) for this, one in found if one
    )


@dataclass(frozen=True)
class OverTimeView:
    """The rounds of a partnership up to one, and its plan. `found` is None while no round has results."""

    round: Round | None
    results: RoundResults | None
    rounds: Sequence[Round]  # all with results, the newest first
    found: DatedHistory | None
    plan: ActionPlan


def view_over_time(
    session: Session, partnership: PartnershipKey, asked: RoundKey, today: date
) -> OverTimeView:
    """The rounds up to the one asked for where it has results, and else up to the newest."""
    rounds = [one for one in reversed(rounds_with_results(session, partnership)) if not one.event]
    this = next((one for one in rounds if one.key == asked), None) or next(iter(rounds), None)
    return OverTimeView(
        this,
        view_release(session, partnership, this.key) if this else None,
        rounds,
        view_dated_history(session, this, rounds_before(this, rounds)) if this else None,
        view_plan(session, partnership, today),
    )
