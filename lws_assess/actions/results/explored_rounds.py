"""Explored rounds: the published results that a reader may turn over, and those that they may be laid beside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.results.changes import MOST_ROUNDS, rounds_to_compare, view_changes_from
from lws_assess.actions.results.releases import view_release
from lws_assess.records.rounds import Round, rounds_with_results
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import RoundResults


@dataclass(frozen=True)
class ExploredRound:
    """One round with its results. `earlier` are those that it may be laid beside, and `changes` some of them."""

    rounds: tuple[Round, ...]  # all that may be explored, the newest first
    round: Round
    results: RoundResults
    earlier: tuple[Round, ...]  # the newest first
    changes: tuple[RoundChanges, ...]  # since each of those asked for, the earliest first


def view_explored_round(
    session: Session, partnership: PartnershipKey, key: RoundKey, then_keys: Collection[RoundKey]
) -> ExploredRound | None:
    """The consultation of that key, or else the newest, beside the earlier ones that are named.

    None while the partnership has no results. Rounds of events are none of these: they have pages of their own. Of
    more rounds than one history tells of, the newest are laid beside.
    """
    rounds = tuple(reversed(rounds_with_results(session, partnership)))
    if not rounds:
        return None
    this = next((one for one in rounds if one.key == key), rounds[0])
    results = view_release(session, partnership, this.key)
    if results is None:
        return None
    earlier = tuple(rounds_to_compare(session, partnership, this.key))
    beside = [one for one in earlier if one.key in then_keys][: MOST_ROUNDS - 1]
    found = (view_changes_from(session, this, [one], one.key) for one in reversed(beside))
    return ExploredRound(rounds, this, results, earlier, tuple(one for one in found if one))
