"""Results: making a round's one release, and looking at it.

`release_round` is the only reader of answers in the product. It opens the ballot box in memory, and what it leaves
behind are other rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from lws_assess.actions.alerts import raise_alerts, renew_alerts
from lws_assess.actions.repeats import earlier_cells
from lws_assess.actions.results.comments import kept_as
from lws_assess.actions.results.kept_releases import find_kept_release, results_of_kept
from lws_assess.records import comments as comment_records
from lws_assess.records import responses as response_records
from lws_assess.records import results as records
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.rounds import (
    Round,
    commented_by_group,
    get_round_for_change,
    groups_of_round,
)
from lws_assess.records.sealing import Submission
from lws_assess.records.sealing_keys import CannotOpen, KeyTrouble, SealingKey, fresh_row, key_of
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.releases import release_cells as releases
from lws_assess.survey.releases.privacy import SmallGroup
from lws_assess.survey.releases.release_cells import ReleaseCell
from lws_assess.survey.releases.scores import CellFigures, Vectors, count_cell
from lws_assess.survey.releases.statement_joins import join_statements
from lws_assess.survey.responses import BLANK, vector_layout
from lws_assess.survey.results.cuts import (
    ReleasedCut,
    cut_to_json,
    cuts_stand,
    digest_of_release,
    release_cut,
)
from lws_assess.survey.results.round_results import RoundFacts, RoundResults
from lws_assess.survey.round_timing import RoundRefusal, RoundState, refuse_unless_can_release
from lws_assess.survey.rounds.repeats import join_apart, near_groups, without_statements_shown_together

Progress = Callable[[int, int], None]
KNOWN_CODES_FROM = BLANK  # codes between the top of a scale and this one mean nothing


def no_progress(_done: int, _all: int) -> None:
    """For callers who do not watch."""


def release_round(
    session: Session,
    partnership: PartnershipKey,
    key: RoundKey,
    now: datetime,
    progress: Progress = no_progress,
    wait: bool = True,
) -> None:
    """Makes the one release of a closed round, seals what people answered, and erases what they had sent.

    Without `wait`, those still in the middle are waited for no longer. The round's key is destroyed afterwards, once
    the release has been read back (actions.rounds.key_endings).
    `progress` is told how many groups of how many are counted. Raises RoundRefusal where it may not be done, with
    nothing written: also where a key is not there, or something in the box cannot be opened.
    """
    this = get_round_for_change(session, partnership, key)
    in_the_middle = response_records.people_in_the_middle(session, partnership, key) if wait else 0
    refuse_unless_can_release(this.timing, now, in_the_middle)
    if this.lost_at:
        raise RoundRefusal("This round was ended without results, because its key was lost.")
    edition = get_edition(session, this.edition)
    groups = {group.key: group for group in groups_of_round(session, partnership, key)}
    opened = _open_box(session, this)
    vectors = _vectors(opened.answers, edition, groups)
    counts = [SmallGroup(g.key, g.branch, g.audience, len(vectors.get(g.key, ()))) for g in groups.values()]
    earlier = earlier_cells(session, this, now)
    joining = join_apart(counts, this.smallest_number, earlier)
    near = near_groups(counts, this.smallest_number, joining)
    cells: list[ReleaseCell] = []
    counted: list[Vectors] = []
    figures: list[CellFigures] = []
    for done, members in enumerate(joining.cells):
        progress(done, len(joining.cells))
        audience = edition.audience(groups[members[0]].audience)
        counted.append(_together([vectors[member] for member in members]))
        figures.append(count_cell(edition, audience, counted[-1]))
        cell = releases.release_cell(edition, audience, members, figures[-1], this.smallest_number)
        cells.append(without_statements_shown_together(cell, earlier))
    asked_before = {group for cell in earlier for group in cell.groups}
    cuts = _cut(this, edition, counted, cells, asked_before)
    cells = _join_statements(this, edition, cells, figures, counted, cuts, groups, asked_before)
    left_out = {g: len(vectors[g]) for g in joining.left_out}
    _keep(session, this, cells, cuts, left_out, near, groups, vectors, now)
    _seal(session, this, opened, counted, now)
    this.state = RoundState.CLOSED
    this.released_at = now
    session.flush()
    progress(len(joining.cells), len(joining.cells))


@dataclass(frozen=True)
class _OpenedBox:
    """Holds what lay in the box, for as long as a release is made."""

    key: SealingKey
    answers: Mapping[GroupKey, list[bytes]]  # by group
    wrote: Sequence[tuple[bytes, Submission]]  # those who wrote anything, by row


def _open_box(session: Session, this: Round) -> _OpenedBox:
    """Opens everything before anything is written. Raises RoundRefusal with the reason where that cannot be done."""
    try:
        key = key_of(session, this)
    except KeyTrouble as trouble:
        raise RoundRefusal(f"The results cannot be made. {trouble.words}") from trouble
    answers: dict[GroupKey, list[bytes]] = {}
    wrote: list[tuple[bytes, Submission]] = []
    try:
        for row, submission in response_records.open_box(session, this.partnership, this.key, key):
            answers.setdefault(submission.group, []).append(submission.answers)
            if submission.comments:
                wrote.append((row, submission))
    except CannotOpen as fault:
        raise RoundRefusal(
            "The results cannot be made: something in the box cannot be opened with this round’s key. Nothing has "
            "been changed. Restore the database from a backup, or ask whoever runs this service."
        ) from fault
    return _OpenedBox(key, answers, wrote)


def is_without_results(session: Session, this: Round) -> bool:
    """True if a closed round in which nobody is answering any more has no results all the same."""
    if this.state != RoundState.CLOSED or this.released_at or this.lost_at:
        return False
    return response_records.people_in_the_middle(session, this.partnership, this.key) == 0


def why_no_results(session: Session, this: Round) -> str:
    """Why a round has none that `is_without_results`; empty where nothing is in the way.

    Opens the box as its release does, and keeps nothing of it.
    """
    if not is_without_results(session, this):
        return ""
    try:
        _open_box(session, this)
    except RoundRefusal as refusal:
        return refusal.words
    return ""


def _seal(
    session: Session, this: Round, opened: _OpenedBox, counted: Sequence[Vectors], now: datetime
) -> None:
    """Answers of published cells and all that people wrote become new rows; everything sent is erased.

    Answers that are in no figure are not kept. Rows lie in the order of fresh random keys, and none is named in an
    earlier copy of the database.
    """
    rows = sorted(
        (fresh_row(), number, row.tobytes()) for number, people in enumerate(counted) for row in people
    )
    response_records.keep_sealed(session, this.partnership, this.key, rows)
    wrote = [submission for _, submission in opened.wrote]
    _keep_comments(session, this, wrote)
    raise_alerts(session, this, opened.key, opened.wrote)
    renew_alerts(session, this.partnership, this.key, opened.key, now)
    response_records.keep_numbers(session, this.partnership, this.key)
    response_records.erase_what_was_sent(session, this.partnership, this.key)


def _keep_comments(session: Session, this: Round, wrote: Sequence[Submission]) -> None:
    where = (session, this.partnership, this.key)
    comment_records.count_those_who_wrote(*where, wrote)
    called = kept_as(groups_of_round(*where), commented_by_group(*where), get_edition(session, this.edition))
    comment_records.keep_comments(*where, wrote, called)


def _together(groups: Sequence[Vectors]) -> Vectors:
    """The people of one cell; a large group alone is not copied."""
    return groups[0] if len(groups) == 1 else np.concatenate(groups)


def _cut(
    this: Round,
    edition: Edition,
    counted: Sequence[Vectors],
    cells: Sequence[ReleaseCell],
    asked_before: Set[GroupKey],
) -> list[ReleasedCut]:
    """Results by the profile question that this round keeps, of each audience that is asked it.

    None of an audience of which a release shortly before shows any group: roles and sectors go across groups, so
    set against that release they could tell what very few answered.
    """
    if not this.second_cut:
        return []
    cuts = []
    for audience in edition.audiences:
        mine = [i for i, cell in enumerate(cells) if cell.audience == audience.key]
        again = any(asked_before & set(cells[i].groups) for i in mine)
        if mine and not audience.easy_read and not again:
            of_mine = [counted[i] for i in mine], [cells[i] for i in mine]
            cuts.append(release_cut(edition, audience, this.second_cut, *of_mine, this.smallest_number))
    return cuts


def _join_statements(
    this: Round,
    edition: Edition,
    cells: Sequence[ReleaseCell],
    figures: Sequence[CellFigures],
    counted: Sequence[Vectors],
    cuts: Sequence[ReleasedCut],
    groups: Mapping[GroupKey, Group],
    asked_before: Set[GroupKey],
) -> list[ReleaseCell]:
    """The cells with the statements that some of them show together; whatever else is shown stays shown.

    None of an audience of which a release shortly before shows any group: other cells may have stood together there,
    and what is left when one is taken from the other would be the statements of a cell that may not show them.
    """
    branches, k = {key: group.branch for key, group in groups.items()}, this.smallest_number

    def stands(joined: Sequence[ReleaseCell]) -> bool:
        return cuts_stand(edition, cuts, counted, joined, k)

    again = {cell.audience for cell in cells if asked_before & set(cell.groups)}
    return join_statements(edition, cells, figures, branches, k, stands, apart=again)


def _vectors(
    answers: Mapping[GroupKey, list[bytes]], edition: Edition, groups: Mapping[GroupKey, Group]
) -> dict[GroupKey, Vectors]:
    """Each group's responses as an array, people by slots. A row that is not a vector is left out."""
    return {
        group: vectors
        for group, mine in answers.items()
        if group in groups and len(vectors := _array(edition, edition.audience(groups[group].audience), mine))
    }


def _array(edition: Edition, audience: Audience, rows: list[bytes]) -> Vectors:
    slots = vector_layout(edition, audience)
    width = len(slots)
    sound = [row for row in rows if len(row) == width]
    vectors = np.frombuffer(b"".join(sound), dtype=np.uint8).reshape(len(sound), width).copy()
    unknown = (vectors > audience.scale.top) & (vectors < KNOWN_CODES_FROM)
    # Answers about oneself are choices, of which there may be more than levels of the scale.
    unknown &= [slot.kind != "profile" for slot in slots]
    vectors[unknown] = BLANK
    return vectors


def _keep(
    session: Session,
    this: Round,
    cells: list[ReleaseCell],
    cuts: list[ReleasedCut],
    left_out: Mapping[GroupKey, int],
    near: Sequence[GroupKey],
    groups: Mapping[GroupKey, Group],
    vectors: Mapping[GroupKey, Vectors],
    now: datetime,
) -> None:
    session.add(
        records.Release(
            partnership=this.partnership,
            round=this.key,
            made_at=now,
            digest=digest_of_release(cells, cuts),
            left_out_json=json.dumps(left_out),
            people_json=json.dumps({g: len(vectors[g]) for cell in cells for g in cell.groups}),
            near_json=json.dumps(near),
            unanswered_json=json.dumps(
                [g.key for g in groups.values() if g.key not in vectors and not g.catch_all]
            ),
            cuts_json=json.dumps([cut_to_json(cut) for cut in cuts]),
        )
    )
    session.flush()
    session.add_all(
        records.ReleasedCell(
            partnership=this.partnership,
            round=this.key,
            number=number,
            audience=cell.audience,
            groups_json=json.dumps(cell.groups),
            people=cell.people,
            figures_json=releases.cell_to_json(cell),
        )
        for number, cell in enumerate(cells)
    )
    session.flush()


def view_release(session: Session, partnership: PartnershipKey, key: RoundKey) -> RoundResults | None:
    """The published results of a round; None while it has none."""
    kept = find_kept_release(session, partnership, key)
    return results_of_kept(session, kept) if kept else None


def facts_and_cells(
    session: Session, partnership: PartnershipKey, key: RoundKey
) -> tuple[RoundFacts, list[ReleaseCell]] | None:
    """Returns what the results of a round are made of; None while it has none."""
    kept = find_kept_release(session, partnership, key)
    return kept.read(get_edition(session, kept.edition)) if kept else None
