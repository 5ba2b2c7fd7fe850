"""The table for a mail merge: groups, their leads and their open links, and never a link of one person."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.actions.papers.handouts import MergedGroup
from lws_assess.documents.list_files import xlsx_bytes
from lws_assess.documents.tables import csv_bytes
from lws_assess.survey.secrets import in_groups

HEADINGS = (
    "Group",
    "For whom",
    "Lead",
    "Lead’s e-mail",
    "Open link",
    "Short code",
    "Type the code at",
    "It takes",
    "Last day",
    "Whom to ask",
)
EVERYBODY = "Everyone, with a choice of group"


def _cells(group: MergedGroup) -> tuple[str, ...]:
    handout = group.handout
    return (
        handout.group or EVERYBODY,
        group.audience,
        group.lead,
        group.lead_email,
        handout.address,
        " ".join(in_groups(handout.code)),
        handout.home,
        handout.minutes,
        handout.last_day,
        handout.contact,
    )


def mail_merge_csv(groups: Sequence[MergedGroup]) -> bytes:
    return csv_bytes(HEADINGS, [_cells(group) for group in groups])


def mail_merge_xlsx(groups: Sequence[MergedGroup]) -> bytes:
    return xlsx_bytes("Mail merge", HEADINGS, [_cells(group) for group in groups])
