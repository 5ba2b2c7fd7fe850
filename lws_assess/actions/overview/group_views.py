"""One group: what its page rests on, from the results of a round to how many of it answered in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.overview.partnership_overviews import NO_COMPARISON
from lws_assess.actions.papers.feedback_sheets import groups_with_sheets
from lws_assess.actions.results.changes import rounds_to_compare, view_changes_from
from lws_assess.actions.results.comments import CommentSubject, view_published_of
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import find_row
from lws_assess.records.groups import Group, find_group, list_groups
from lws_assess.records.rounds import Round, rounds_asking
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import AudienceResults, CellResult, RoundResults
from lws_assess.survey.round_timing import RoundState
from lws_assess.survey.rounds.participation import GroupParticipation

MOST_ROUNDS = 12  # of which a page tells how many answered, the newest first


@dataclass(frozen=True)
class GroupTurnout:
    """Holds how many of a group answered in a round, as whoever looks may know it; None where that is not told."""

    round: Round
    standing: GroupParticipation | None


@dataclass(frozen=True)
class GroupResultsView:
    """The results of the round that a page of a group shows. `cell` is None where its answers are in no figure."""

    round: Round
    results: RoundResults
    rounds: Sequence[Round]  # all with results that asked it, the newest first
    earlier: Sequence[Round]
    changes: RoundChanges | None
    audience: AudienceResults
    cell: CellResult | None
    said: (
        tuple[CommentSubject, ...] | None
    )  # its comments that were let through; None where it may not be named
    has_sheet: bool


@dataclass(frozen=True)
class GroupView:
    """Everything that the page of one group says. `found` is None while no round that asked it has results."""

    group: Group
    merged_into: Group | None
    found: GroupResultsView | None
    turnouts: tuple[GroupTurnout, ...]  # the newest round first
    turnouts_left: int  # older rounds that are not told of
    all_groups: tuple[
        Group, ...
    ]  # that are asked today, in their order, and this one at the end if it is not

    @property
    def groups_beside(self) -> tuple[Group | None, Group | None]:
        """Returns the groups before and after this one, as far as there are any."""
        place = [one.key for one in self.all_groups].index(self.group.key)
        before = self.all_groups[place - 1] if place else None
        return before, self.all_groups[place + 1] if place + 1 < len(self.all_groups) else None


def view_group(
    session: Session,
    partnership: PartnershipKey,
    key: GroupKey,
    asked: RoundKey,
    since: RoundKey,
    runs_it: bool,
) -> GroupView | None:
    """One group, in the round asked for where that asked it and else in the newest that did; None for no such group.

    `since` is the key of the round to compare with, or NO_COMPARISON; the usual one where it names none.
    """
    group = find_group(session, partnership, key)
    if group is None:
        return None
    asking = rounds_asking(session, partnership, key)
    closed = [one for one in asking if one.released_at]
    this = next((one for one in closed if one.key == asked), None) or next(iter(closed), None)
    told = [one for one in asking if one.state != RoundState.DRAFT]
    return GroupView(
        group=group,
        merged_into=find_group(session, partnership, group.merged_into) if group.merged_into else None,
        found=_results_of(session, this, closed, group, since) if this else None,
        turnouts=tuple(_turnout(session, one, key, runs_it) for one in told[:MOST_ROUNDS]),
        turnouts_left=max(0, len(told) - MOST_ROUNDS),
        all_groups=_with(group, list_groups(session, partnership)),
    )


def _with(group: Group, groups: Sequence[Group]) -> tuple[Group, ...]:
    return (*groups, *(() if group in groups else (group,)))


def _turnout(session: Session, this: Round, key: GroupKey, runs_it: bool) -> GroupTurnout:
    row = None if this.lost_at else find_row(session, this, key, runs_it)
    return GroupTurnout(this, row.standing if row else None)


def _results_of(
    session: Session, this: Round, rounds: Sequence[Round], group: Group, since: RoundKey
) -> GroupResultsView | None:
    where = (session, this.partnership, this.key)
    results = view_release(*where)
    audience = results.find_audience(group.audience) if results else None
    if results is None or audience is None:
        return None
    said, earlier = view_published_of(*where, group.key), rounds_to_compare(*where)
    return GroupResultsView(
        round=this,
        results=results,
        rounds=rounds,
        earlier=earlier,
        changes=None if since == NO_COMPARISON else view_changes_from(session, this, earlier, since),
        audience=audience,
        cell=next((cell for cell in audience.cells if group.key in cell.group_keys), None),
        said=None if said is None else tuple(said),
        has_sheet=any(one.key == group.key for one in groups_with_sheets(session, this)),
    )
