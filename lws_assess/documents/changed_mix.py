"""Changed mix: what else can move a figure where each person counts, besides what people say.

Where each group counts once, no group weighs more than last time. Where each person does, a group of which more
answered weighs more, so that a figure may rise though no group moved. Every sentence about a change says so.
"""

from __future__ import annotations

from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.round_timing import EACH_PERSON

MIXED = "Each person counts once, so another mix of groups can move a figure too."


def mix_words(changes: AudienceChanges, reading: str) -> str:
    """Returns what else could have moved the figures of everyone; empty where nothing else could."""
    then, now = changes.people_then, changes.people_now
    is_another = any(cell.people_then * now != cell.people_now * then for cell in changes.cells)
    return MIXED if reading == EACH_PERSON and is_another else ""
