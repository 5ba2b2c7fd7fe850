"""Each quarter of an hour: the numbers that pages show move on, and words of risk are passed on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.alerts import raise_alerts
from lws_assess.records import responses as response_records
from lws_assess.records.rounds import Round, get_round_for_change, rounds_under_way, rows_of_round
from lws_assess.records.sealing_keys import CannotOpen, KeyTrouble, key_of
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.quarters import GroupNumbers, counts_are_due, may_move_on, quarter_of


@dataclass(frozen=True)
class CountedRound:
    """A round that was counted. `trouble` says why its words could not be looked at; empty where they were."""

    partnership: PartnershipKey
    round: RoundKey
    trouble: str = ""


def find_rounds_to_count(session: Session, now: datetime) -> list[tuple[PartnershipKey, RoundKey]]:
    """(partnership, round) of every round under way that has not been counted in this quarter of an hour."""
    return [
        (this.partnership, this.key)
        for this in rounds_under_way(session)
        if counts_are_due(this.counted_at, now)
    ]


def count_round(session: Session, partnership: PartnershipKey, key: RoundKey, now: datetime) -> CountedRound:
    """Passes on words of risk, and moves the numbers on unless they could be laid beside them. May be repeated."""
    this = get_round_for_change(session, partnership, key)
    if this.released_at or this.lost_at or not counts_are_due(this.counted_at, now):
        return CountedRound(partnership, key)
    fresh = numbers_now(session, this)
    trouble = ""
    try:
        sealing_key = key_of(session, this)
        box = response_records.open_box(session, partnership, key, sealing_key)
        if raise_alerts(session, this, sealing_key, box):
            this.counts_stand_still = True
    except (KeyTrouble, CannotOpen) as fault:
        trouble = fault.words
    shown = numbers_shown(session, this) if this.counted_json else fresh
    if may_move_on(shown, fresh, this.counts_stand_still, this.smallest_number):
        shown, this.counts_stand_still = fresh, False
    this.counted_json = json.dumps({group: astuple(one) for group, one in shown.items()})
    this.counted_at = quarter_of(now)
    session.flush()
    return CountedRound(partnership, key, trouble)


def numbers_now(session: Session, this: Round) -> dict[GroupKey, GroupNumbers]:
    """Returns how many of each group have answered at this moment; kept for good at the release."""
    counts = response_records.answered_by_group(session, this.partnership, this.key)
    rows = rows_of_round(session, this.partnership, this.key)
    return {
        group: GroupNumbers(*counts.get(group, (0, 0)), row.by_helper, row.by_paper)
        for group, row in sorted(rows.items())
    }


def numbers_shown(session: Session, this: Round) -> Mapping[GroupKey, GroupNumbers]:
    """Returns how many of each group have answered, as pages may show it: at the last quarter of an hour at which
    numbers moved on.

    Before `due` has counted for the first time, as it is now: no words of risk have been passed on by then.
    """
    if this.counted_json is None or this.released_at or this.lost_at:
        return numbers_now(session, this)
    kept: dict[GroupKey, list[int]] = json.loads(this.counted_json)
    return {group: GroupNumbers(*numbers) for group, numbers in kept.items()}
