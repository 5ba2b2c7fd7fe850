"""Compared groups: what figures are called that rest on the groups that two rounds show alike, and on no others.

A figure of everyone and the same figure of those groups are two figures. Wherever the second stands, it is named, so
that nobody takes one for the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults

EVERYONE, TOGETHER = "Everyone", "everyone together"


def rests_on_fewer(
    audience: AudienceResults,
    reading: str,
    changes: AudienceChanges | None,
    areas: Sequence[AreaCode] = (),
) -> bool:
    """True if what is compared of some of these areas is another figure now than that of everyone; of all areas
    where none is named.
    """
    if changes is None or not changes.cells:
        return False
    if changes.groups != groups_shown(audience):
        return True
    scale = audience.audience.scale
    now = {one.area.code: place_on_scale(one.reading(reading).now, scale).text for one in changes.areas}
    own = {one.area.code: place_on_scale(one.reading(reading).position, scale).text for one in audience.areas}
    return any(own[code] != text for code, text in now.items() if not areas or code in areas)


def groups_shown(audience: AudienceResults) -> int:
    return sum(len(cell.groups) for cell in audience.cells)


def name_of_compared(audience: AudienceResults, changes: AudienceChanges) -> str:
    """Returns what stands at the head of a column or beside an outline: 13 of 14 groups."""
    shown = groups_shown(audience)
    return f"{changes.groups} of {shown} groups" if changes.groups < shown else "Groups compared"


def words_of_compared(audience: AudienceResults, changes: AudienceChanges) -> str:
    """Returns the same in the middle of a sentence: the 13 groups compared."""
    if changes.groups == groups_shown(audience):
        return "the groups compared"
    return "the one group compared" if changes.groups == 1 else f"the {changes.groups} groups compared"
