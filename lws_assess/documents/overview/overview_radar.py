"""The overview's radar: everyone, up to two groups over each other, the targets, and last time; or rainbows of them.

    AudienceResults, groups, AudienceChanges  ->  overview_radar  ->  OverviewRadar: drawings, table and sentence

It names areas by number alone: the ledger beside it names them. Everyone stands where each round prints them, as in the
ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from lws_assess.documents.charts.changes import told_changes
from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale, target_place
from lws_assess.documents.charts.first_few import first_few
from lws_assess.documents.charts.radar import against_the_whole, furthest_from_target
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.charts.spokes import RadarOutline
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.overview.furthest_apart import furthest_apart
from lws_assess.documents.overview.overview_inks import FIRST_GROUP, INK, SECOND_GROUP, SOFT
from lws_assess.documents.overview.radar_drawings import (
    LARGE_BOARD,
    SMALL_BOARD,
    OverviewOutline,
    RadarBoard,
    draw_overview_radar,
    draw_rainbow,
)
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults, CellResult

EVERYONE, TARGET, LAST_TIME = "Everyone", "Target", "Last time"
TOGETHER = "everyone together"
MOST_GROUPS = 2
NAMED = 1  # areas that moved and are named beside the radar; the ledger has all of them
NOT_COMPARED = ScalePlace(
    None, "not compared", "–", "", 1, 1, "Not compared: it was not asked alike both times"
)
GROUP_LOOKS = ((FIRST_GROUP, "8 4", "square"), (SECOND_GROUP, "3 3", "diamond"))


@dataclass(frozen=True)
class OverviewRadar:
    """Holds what each outline is, and the main point in a sentence. Areas are in the framework's order."""

    areas: tuple[Area, ...]
    scale: Scale
    outlines: tuple[OverviewOutline, ...]
    said: SaidWords

    @cached_property
    def svg(self) -> Markup:
        return draw_overview_radar(self.areas, self.scale, self.outlines, LARGE_BOARD)

    @cached_property
    def small_svg(self) -> Markup:
        return draw_overview_radar(self.areas, self.scale, self.outlines, SMALL_BOARD)

    @property
    def rainbows(self) -> tuple[tuple[str, Markup, Markup], ...]:
        """Everyone's and each group's rainbow, by name, small and large; a target or an earlier round has none."""
        drawn = [one for one in self.outlines if one.cell or one.is_filled]
        return tuple(
            (one.name, self._rainbow(number, one, SMALL_BOARD), self._rainbow(number, one, LARGE_BOARD))
            for number, one in enumerate(drawn)
        )

    def _rainbow(self, number: int, one: OverviewOutline, board: RadarBoard) -> Markup:
        return draw_rainbow(f"rainbow-{number}-{board.key}", self.areas, self.scale, one, board)

    @property
    def rows(self) -> tuple[tuple[Area, tuple[str, ...]], ...]:
        """The figures of each area, in the order of the outlines, as its table prints them."""
        return tuple(
            (area, tuple(one.places[at].text for one in self.outlines)) for at, area in enumerate(self.areas)
        )


def overview_radar(
    audience: AudienceResults,
    reading: str,
    groups: Sequence[CellResult] = (),
    changes: AudienceChanges | None = None,
    with_target: bool = True,
    with_last_time: bool = False,
) -> OverviewRadar:
    """Everyone together, and what is laid over it; of `groups` the first two."""
    groups = groups[:MOST_GROUPS]
    outlines = [_everyone(audience, reading)]
    then = _last_time(audience, reading, changes) if with_last_time else None
    if then:
        outlines.append(then)
    outlines += [_group(audience, cell, look) for cell, look in zip(groups, GROUP_LOOKS, strict=False)]
    if with_target and audience.ranks_priorities:
        places = tuple(target_place(one.target, audience.audience.scale) for one in audience.areas)
        outlines.append(OverviewOutline(TARGET, places, INK, "1 4", ""))
    said = _said(audience, reading, outlines[0], groups, changes, with_last_time)
    areas = tuple(one.area for one in audience.areas)
    return OverviewRadar(areas, audience.audience.scale, tuple(outlines), said)


def two_that_differ_most(audience: AudienceResults) -> tuple[CellResult, CellResult] | None:
    """The two groups that are furthest apart in one area, of those that differ by more than chance would make them.

    The higher one comes first. None where no two are told apart.
    """
    cells: dict[str, CellResult] = {cell.key: cell for cell in audience.cells}
    apart = [
        (_gap(audience, cells[low], cells[high], found.area.code), cells[high], cells[low])
        for found in audience.areas
        for low, high in audience.apart.groups.get(found.area.code) or ()
        if low in cells and high in cells
    ]
    return max(apart, key=lambda one: one[0])[1:] if apart else None


def _gap(audience: AudienceResults, low: CellResult, high: CellResult, area: AreaCode) -> float:
    """Returns how far two groups are apart in an area at the least."""
    ends = [place_on_scale(cell.positions[area], audience.audience.scale).interval for cell in (high, low)]
    return ends[0].low - ends[1].high if ends[0] and ends[1] else 0.0


# --- outlines ----------------------------------------------------------------------------------------------


def _everyone(audience: AudienceResults, reading: str) -> OverviewOutline:
    scale = audience.audience.scale
    places = tuple(place_on_scale(one.reading(reading).position, scale) for one in audience.areas)
    return OverviewOutline(EVERYONE, places, INK, "", "circle", is_filled=True)


def _last_time(
    audience: AudienceResults, reading: str, changes: AudienceChanges | None
) -> OverviewOutline | None:
    if changes is None or not changes.cells:
        return None
    scale = audience.audience.scale
    known = {one.area.code: one.reading(reading) for one in changes.areas}
    places = tuple(
        place_on_scale(known[code].stood, scale) if code in known else NOT_COMPARED
        for code in (one.area.code for one in audience.areas)
    )
    return OverviewOutline(LAST_TIME, places, SOFT, "1.5 3", "triangle")


def _group(audience: AudienceResults, cell: CellResult, look: tuple[str, str, str]) -> OverviewOutline:
    scale = audience.audience.scale
    places = tuple(place_on_scale(cell.positions[one.area.code], scale) for one in audience.areas)
    return OverviewOutline(cell.name, places, *look, cell=cell)


# --- its sentence ------------------------------------------------------------------------------------------


def _said(
    audience: AudienceResults,
    reading: str,
    whole: OverviewOutline,
    groups: Sequence[CellResult],
    changes: AudienceChanges | None,
    with_last_time: bool,
) -> SaidWords:
    """Says what the groups over it show; without one, what moved since last time, or the way to the targets."""
    areas = [one.area for one in audience.areas]
    if len(groups) > 1:
        return furthest_apart(audience, *groups[:2])
    if groups:
        cell, scale = groups[0], audience.audience.scale
        mine = tuple(place_on_scale(cell.positions[area.code], scale) for area in areas)
        outlines = RadarOutline(whole.name, whole.places), RadarOutline(cell.name, mine)
        return against_the_whole(areas, *outlines, TOGETHER)
    if changes and changes.cells and with_last_time:
        moved = [(one.area, one.reading(reading)) for one in changes.areas]
        return told_changes(moved, first_few(audience, reading), NAMED)
    shown = [(one, at) for one, at in zip(audience.areas, whole.places, strict=True) if at.value is not None]
    if shown and audience.ranks_priorities:
        return furthest_from_target(shown)
    return highest_and_lowest(list(zip(areas, whole.places, strict=True)))
