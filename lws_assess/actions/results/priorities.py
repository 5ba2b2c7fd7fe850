"""Priorities: the steering group decides what comes first, and bodies approve it.

Nothing is edited or removed. A new decision takes the place of the one before it; a wrong approval is struck
out. Each says who and when in words that outlive the account.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.actions.results.releases import view_release
from lws_assess.records import priorities as records
from lws_assess.records.instruments import get_edition
from lws_assess.records.priorities import Approval, Decision, find_decision
from lws_assess.records.rounds import Round, find_round, get_round_for_change, rounds_with_results
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import AreaCode, PartnershipKey, RoundKey
from lws_assess.survey.plans import decisions as survey
from lws_assess.survey.plans.decisions import RankedFigure, SeenByDeciders
from lws_assess.survey.refusals import ChangedMeanwhile, FormRefused, NotFound
from lws_assess.survey.round_timing import NoResultsYet

current_decision = records.current_decision


RANKING_CHANGED = (
    "The ranking has changed since you opened this page. Look at it again; what you chose is still here."
)
DECIDED_MEANWHILE = (
    "Somebody else decided after you opened this page. Their decision stands below. What you chose is still "
    "here: if you send it, it takes the place of theirs."
)


@dataclass(frozen=True)
class SignedBy:
    """Says who does something, and when."""

    name: str
    role: str  # in words
    now: datetime

    @property
    def by(self) -> str:
        return f"{self.name}, {self.role.lower()}" if self.role else self.name


@dataclass(frozen=True)
class PriorityChoice:
    """Holds what was decided, and what the page showed: the digest of its figures and the number of its last
    decision.
    """

    places: tuple[str, ...]  # as they were filled in; empty ones too
    reason: str
    seen_digest: str
    after: int


@dataclass(frozen=True)
class NewApproval:
    body: str
    on: date | None
    note: str = ""


def decide_priorities(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    choice: PriorityChoice,
    seen: SeenByDeciders,
    signed: SignedBy,
) -> Decision:
    """Keeps a decision, frozen with the ranking as it is printed now, which `seen` holds.

    The very same decision sent twice is kept once. Raises NoResultsYet, ChangedMeanwhile, FormRefused.
    """
    get_round_for_change(session, partnership, round_key)
    now_shown = view_release(session, partnership, round_key)
    if now_shown is None:
        raise NoResultsYet
    if now_shown.digest != seen.release or choice.seen_digest != seen.digest:
        raise ChangedMeanwhile(RANKING_CHANGED)
    last = records.current_decision(session, partnership, round_key)
    if last and _is_the_same(last, choice, signed):
        return last
    if choice.after != (last.number if last else 0):
        raise ChangedMeanwhile(DECIDED_MEANWHILE)
    faults = survey.faults_of(choice.places, choice.reason, seen)
    if faults:
        raise FormRefused(faults)
    decision = Decision(
        partnership=partnership,
        round=round_key,
        number=choice.after + 1,
        places_json=json.dumps(survey.filled_places(choice.places)),
        reason=choice.reason,
        seen_json=survey.seen_to_json(seen),
        seen_digest=seen.digest,
        by=signed.by,
        at=signed.now,
    )
    session.add(decision)
    session.flush()
    return decision


def _is_the_same(last: Decision, choice: PriorityChoice, signed: SignedBy) -> bool:
    """True if the last decision is this one, sent a second time off the same page."""
    mine = (
        choice.after + 1,
        survey.filled_places(choice.places),
        choice.reason,
        choice.seen_digest,
        signed.by,
    )
    return mine == (last.number, last.places, last.reason, last.seen_digest, last.by)


def approve_decision(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    number: int,
    new: NewApproval,
    signed: SignedBy,
    today: date,
) -> Approval:
    """Notes that a body approved a decision. The very same entry sent twice is kept once.

    Raises NotFound, FormRefused.
    """
    get_round_for_change(session, partnership, round_key)
    if find_decision(session, partnership, round_key, number) is None:
        raise NotFound
    faults = survey.faults_of_approval(new.body, new.on, new.note, today)
    if faults or new.on is None:
        raise FormRefused(faults)
    there = _find_same(records.approvals_of_round(session, partnership, round_key), number, new)
    if there:
        return there
    approval = Approval(
        partnership=partnership,
        round=round_key,
        decision=number,
        body=new.body,
        approved_on=new.on,
        note=new.note,
        by=signed.by,
        at=signed.now,
        struck_by="",
    )
    session.add(approval)
    session.flush()
    return approval


def _find_same(approvals: Sequence[Approval], number: int, new: NewApproval) -> Approval | None:
    """An approval that stands and says the same of the same decision."""
    mine = (number, new.body, new.on, new.note)
    same = (a for a in approvals if (a.decision, a.body, a.approved_on, a.note) == mine)
    return next((one for one in same if not one.struck_at), None)


def strike_out(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    number: int,
    approval: int,
    signed: SignedBy,
) -> Approval:
    """Strikes out a wrong approval. It stays, and says who struck it out; the first to do so stands.

    Raises NotFound.
    """
    found = records.hold_approval(session, partnership, round_key, number, approval)
    if found is None:
        raise NotFound
    if not found.struck_at:
        found.struck_by, found.struck_at = signed.by, signed.now
        session.flush()
    return found


# --- looking ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DecidedPlace:
    """One area that was given a place, with its figures as they were seen."""

    number: int  # 1 comes first
    area: Area
    figures: RankedFigure


@dataclass(frozen=True)
class DecisionTaken:
    """One decision as pages and papers tell it."""

    number: int
    current: bool
    places: tuple[DecidedPlace, ...]
    departs: bool
    passed_over: tuple[RankedFigure, ...]  # ranked among as many as were decided, and not put among them
    reason: str
    by: str
    at: datetime
    seen: SeenByDeciders
    seen_digest: str  # empty where votes are not shown any more, which could be found by trying what fits it
    approvals: tuple[Approval, ...]  # those that stand
    struck_out: tuple[Approval, ...]

    @property
    def chose_among_open(self) -> bool:
        """True if it follows the ranking, but took something of which the ranking leaves open if it comes first."""
        number = len(self.places)
        return not self.departs and not all(self.seen.is_among(code, number) for code in self.areas)

    @property
    def areas(self) -> tuple[AreaCode, ...]:
        """Codes, what comes first first."""
        return tuple(place.area.code for place in self.places)


@dataclass(frozen=True)
class RoundPriorities:
    """Holds what was decided after a round."""

    round: Round
    areas: dict[AreaCode, Area]  # by code, in the framework's order
    decisions: tuple[DecisionTaken, ...]  # the newest first
    before: Round | None  # the newest earlier round that has a decision
    newer: Round | None  # the newest later round that has results

    @property
    def current(self) -> DecisionTaken | None:
        return self.decisions[0] if self.decisions else None

    def find(self, number: int) -> DecisionTaken | None:
        return next((decision for decision in self.decisions if decision.number == number), None)


def view_priorities(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> RoundPriorities | None:
    """Everything decided after a round; None where there is no such round."""
    this = find_round(session, partnership, round_key)
    if this is None:
        return None
    areas = {area.code: area for area in get_edition(session, this.edition).areas}
    approvals = records.approvals_of_round(session, partnership, round_key)
    decisions = records.decisions_of_round(session, partnership, round_key)
    earlier, later = _around(session, this)
    decided = records.rounds_with_decisions(session, partnership)
    return RoundPriorities(
        round=this,
        areas=areas,
        decisions=tuple(_view(one, one is decisions[0], areas, approvals) for one in decisions),
        before=next((one for one in reversed(earlier) if one.key in decided), None),
        newer=later[-1] if later else None,
    )


def find_decision_taken(session: Session, this: Round) -> DecisionTaken | None:
    """The decision that holds after a round; None where nothing was decided."""
    where = session, this.partnership, this.key
    decision = records.current_decision(*where)
    areas = {area.code: area for area in get_edition(session, this.edition).areas}
    return _view(decision, True, areas, records.approvals_of_round(*where)) if decision else None


def _around(session: Session, this: Round) -> tuple[list[Round], list[Round]]:
    """The rounds with results before and after this one, the earliest first; all are before one that has none."""
    others = [one for one in rounds_with_results(session, this.partnership) if one.key != this.key]
    others.sort(key=_closed)
    before = [one for one in others if not this.released_at or _closed(one) < _closed(this)]
    return before, [one for one in others if one not in before]


def _closed(this: Round) -> tuple[float, str]:
    moment = this.closed_at or this.released_at
    return (moment.timestamp() if moment else 0.0, this.key)


def _view(
    decision: Decision, current: bool, areas: dict[AreaCode, Area], approvals: Sequence[Approval]
) -> DecisionTaken:
    seen, places = decision.seen.as_told_today, decision.places
    mine = [approval for approval in approvals if approval.decision == decision.number]
    return DecisionTaken(
        number=decision.number,
        current=current,
        places=tuple(
            DecidedPlace(number, areas[code], figures)
            for number, code in enumerate(places, 1)
            if code in areas and (figures := seen.find(code))
        ),
        departs=survey.departs_from_ranking(places, seen),
        passed_over=survey.passed_over(places, seen),
        reason=decision.reason,
        by=decision.by,
        at=decision.at,
        seen=seen,
        seen_digest=decision.seen_digest if seen.in_classes else "",
        approvals=tuple(approval for approval in mine if not approval.struck_at),
        struck_out=tuple(approval for approval in mine if approval.struck_at),
    )
