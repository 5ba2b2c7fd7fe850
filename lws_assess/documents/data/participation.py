"""The engagement matrix of a round as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.actions.rounds.participation import MatrixRow, RoundParticipation
from lws_assess.documents.tables import TableCell

HEADERS = (
    "Group",
    "Lead",
    "Method",
    "Key dates",
    "Target",
    "Invited by e-mail",
    "Slips printed",
    "Told in other ways",
    "Answered",
    "Share of target, %",
    "On their own device",
    "With a helper",
    "On paper",
    "More needed to be shown by itself",
    "State",
)


def participation_table(
    participation: RoundParticipation, released: bool
) -> tuple[Sequence[str], Sequence[Sequence[TableCell]]]:
    """Headers and rows. Once the round is `released`, the last column says how each group is shown."""
    return HEADERS, [_cells(row, released) for row in participation.in_order("list")]


def _cells(row: MatrixRow, released: bool) -> Sequence[TableCell]:
    standing, asked = row.standing, row.asked
    return (
        standing.name,
        row.group.lead,
        row.group.method,
        row.group.key_dates,
        standing.target or None,
        asked.invited,
        asked.slips,
        asked.told,
        standing.answered.least,
        standing.share.least if standing.share else None,
        row.own_device,
        row.numbers.by_helper,
        row.numbers.by_paper,
        standing.needs.least,
        standing.outcome if released else standing.state,
    )
