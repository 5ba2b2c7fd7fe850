"""One group in words and figures: where it stands beside everyone, and where it rates higher and lower.

    AudienceResults, CellResult  ->  group_story  ->  GroupStory
      said        SaidWords          where it differs most from everyone together
      areas       GroupArea          each area, and how its figure lies beside everyone's
      highest     GroupStatement     statements that it rates furthest above everyone, and `lowest` those below

Everyone together counts the group itself too. What is printed of a cell is all that is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale
from lws_assess.documents.charts.groups import group_tone, marks_note
from lws_assess.documents.charts.radar import against_the_whole
from lws_assess.documents.charts.spokes import TOGETHER, RadarOutline
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.moved_figures import signed_change
from lws_assess.survey.instruments import Area
from lws_assess.survey.results.changes import AudienceChanges, MovedFigure
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.results.statements import StatementResult
from lws_assess.survey.results.verdicts import difference_between

MOST_STATEMENTS = 4  # that are named each way


@dataclass(frozen=True)
class GroupArea:
    """One area as a group and everyone see it. `apart` is from everyone to the group; `moved` since last time."""

    area: Area
    mine: ScalePlace
    whole: ScalePlace
    apart: str
    tone: str  # higher, lower, or empty where chance could make the difference
    moved: MovedFigure | None

    @property
    def change(self) -> str:
        return signed_change(self.moved) if self.moved else ""


@dataclass(frozen=True)
class GroupStatement:
    """A statement that a group rates otherwise than everyone, as both are printed."""

    area: Area
    name: str
    mine: ScalePlace
    whole: ScalePlace
    apart: str


@dataclass(frozen=True)
class GroupStory:
    """Everything that is said of one group in one reading."""

    cell: CellResult
    said: SaidWords
    areas: tuple[GroupArea, ...]  # in the framework's order
    highest: tuple[GroupStatement, ...]  # the furthest above everyone first
    lowest: tuple[GroupStatement, ...]  # the furthest below everyone first

    @property
    def marks(self) -> str:
        """Returns what the marks beside some areas mean; empty where there are none."""
        return marks_note([[one.tone for one in self.areas]])


def group_story(
    audience: AudienceResults, cell: CellResult, reading: str, changes: AudienceChanges | None
) -> GroupStory:
    """One cell of an audience. `changes` are None without a comparison."""
    areas = tuple(_area(audience, cell, found, reading, changes) for found in audience.areas)
    names = [one.area for one in areas]
    whole = RadarOutline(TOGETHER, tuple(one.whole for one in areas))
    mine = RadarOutline(cell.name, tuple(one.mine for one in areas))
    higher, lower = _statements(audience, cell, reading)
    return GroupStory(cell, against_the_whole(names, whole, mine), areas, higher, lower)


def _area(
    audience: AudienceResults,
    cell: CellResult,
    found: AreaResult,
    reading: str,
    changes: AudienceChanges | None,
) -> GroupArea:
    code, scale = found.area.code, audience.audience.scale
    whole, mine = found.reading(reading).position, cell.positions[code]
    return GroupArea(
        area=found.area,
        mine=place_on_scale(mine, scale),
        whole=place_on_scale(whole, scale),
        apart=signed_change(MovedFigure(whole, mine)),
        tone=group_tone(audience, cell, found, reading),
        moved=_moved(cell, found, changes),
    )


def _moved(cell: CellResult, found: AreaResult, changes: AudienceChanges | None) -> MovedFigure | None:
    """Returns how the cell moved on an area; None where it is not made of the same groups in both rounds."""
    if changes is None:
        return None
    keys = [one.key for one in changes.cells]
    change = next((one for one in changes.areas if one.area.code == found.area.code), None)
    return change.cells[keys.index(cell.key)] if change and cell.key in keys else None


Pair = tuple[float, GroupStatement]


def _statements(
    audience: AudienceResults, cell: CellResult, reading: str
) -> tuple[tuple[GroupStatement, ...], tuple[GroupStatement, ...]]:
    """Statements that are sure to lie above everyone's figure, and below it; those of easy-read forms are areas."""
    if audience.audience.easy_read:
        return (), ()
    at = [one.key for one in audience.cells].index(cell.key)
    higher: list[Pair] = []
    lower: list[Pair] = []
    for found in audience.areas:
        for statement in found.statements:
            _add(audience, found.area, statement, at, reading, higher, lower)
    return _first(higher), _first(lower)


def _add(
    audience: AudienceResults,
    area: Area,
    statement: StatementResult,
    at: int,
    reading: str,
    higher: list[Pair],
    lower: list[Pair],
) -> None:
    whole, mine = statement.reading(reading), statement.cells[at].mean
    apart = difference_between(whole, mine)
    if apart is None or not (apart.is_rise or apart.is_fall):
        return
    scale = audience.audience.scale
    one = GroupStatement(
        area,
        statement.question.topic or statement.question.text,
        place_on_scale(mine, scale),
        place_on_scale(whole, scale),
        signed_change(MovedFigure(whole, mine)),
    )
    (higher if apart.is_rise else lower).append((abs(apart.interval.middle), one))


def _first(pairs: Sequence[Pair]) -> tuple[GroupStatement, ...]:
    return tuple(one for _, one in sorted(pairs, key=lambda pair: -pair[0])[:MOST_STATEMENTS])
