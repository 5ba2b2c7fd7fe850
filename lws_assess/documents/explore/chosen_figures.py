"""Chosen figures: what a reader asked to see, out of the view objects that every page of results rests on.

    FigureChoice  ->  choose_figures  ->  ChosenFigures  ->  table, drawing, interactive figure, offline page

Nothing is computed here. A figure that is withheld stays so, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lws_assess.documents.charts.drawing import (
    ScalePlace,
    numbered_area,
    place_on_scale,
    target_place,
)
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.explore.measures import (
    NAMES,
    SHARES_OF_UNRATED,
    ExploredAxis,
    ExploredMeasure,
    axis_of,
    place_of_everyone,
    place_of_group,
)
from lws_assess.documents.moved_figures import count_fewer
from lws_assess.survey.instruments import Area
from lws_assess.survey.results.changes import AudienceChanges, MovedFigure, RoundChanges
from lws_assess.survey.results.round_results import (
    READINGS,
    AreaResult,
    AudienceResults,
    CellResult,
    RoundResults,
)

EVERYONE, TARGET = "everyone", "target"  # stand among the keys of groups; no group has such a key of its own
FEWEST_SPOKES = 3


class FigureKind(StrEnum):
    RADAR = "radar"
    BARS = "bars"
    SCATTER = "scatter"
    LINES = "lines"  # parallel coordinates: an upright axis for each area, a line for each group


@dataclass(frozen=True)
class FigureChoice:
    """Holds what a reader chose. `groups` are keys of cells, EVERYONE and TARGET; `changes` is the round beside it.

    `measure` lies along the only axis, or along the bottom of a scatter; `against` lies up its side.
    """

    results: RoundResults
    audience: AudienceResults
    reading: str
    kind: FigureKind
    measure: ExploredMeasure
    against: ExploredMeasure
    groups: tuple[str, ...]
    areas: tuple[AreaResult, ...]
    changes: RoundChanges | None = None

    @property
    def moved(self) -> AudienceChanges | None:
        """Returns what has changed for this audience since the round beside it."""
        return self.changes.find_audience(self.audience.audience.key) if self.changes else None


@dataclass(frozen=True)
class FigureSeries:
    """One group's figures, an area each. On a scatter `upright` holds what lies up the side."""

    name: str
    places: tuple[ScalePlace, ...]
    upright: tuple[ScalePlace, ...] = ()
    people: str = ""  # how many answered; empty for targets, which nobody answered
    is_earlier: bool = False  # of the round beside this one


@dataclass(frozen=True)
class ChosenFigures:
    """Everything that a picture, its table and its files say."""

    kind: FigureKind
    title: str
    source: str
    areas: tuple[Area, ...]
    axis: ExploredAxis
    side: ExploredAxis | None  # the axis up the side of a scatter
    series: tuple[FigureSeries, ...]
    missing: tuple[str, ...] = ()  # names of groups that are chosen and cannot be compared

    @property
    def sentence(self) -> str:
        """Returns what stands there, and how much of it may not be shown."""
        places = [place for one in self.series for place in (*one.places, *one.upright)]
        hidden = sum(place.value is None for place in places)
        shown = f"{len(places)} figures" if len(places) != 1 else "1 figure"
        if not places:
            return "Nothing is chosen: choose a group."
        if not hidden:
            return (
                f"All of the {shown} chosen are shown." if len(places) > 1 else "The figure chosen is shown."
            )
        verb = "is" if hidden == 1 else "are"
        return f"Of the {shown} chosen, {hidden} {verb} not shown. The table says why."

    @property
    def headers(self) -> tuple[str, ...]:
        if self.side is None:
            return ("Group", "People", *map(numbered_area, self.areas))
        return ("Group", "Area", self.axis.title, self.side.title)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        if self.side is None:
            return tuple((one.name, one.people, *(at.cell for at in one.places)) for one in self.series)
        return tuple(
            (one.name, numbered_area(area), at.cell, up.cell)
            for one in self.series
            for area, at, up in zip(self.areas, one.places, one.upright, strict=True)
        )


def choose_figures(choice: FigureChoice) -> ChosenFigures:
    """The figures of a choice."""
    edition, audience = choice.results.edition, choice.audience
    axis = axis_of(audience, edition, choice.measure)
    side = axis_of(audience, edition, choice.against) if choice.kind == FigureKind.SCATTER else None
    areas, series = _now(choice)
    if choice.changes and choice.moved:
        areas, series = _beside_earlier(choice, choice.changes, choice.moved)
        if side is not None:
            side = replace(axis, title=choice.changes.now_title)
            axis = replace(axis, title=choice.changes.then_title)
    return ChosenFigures(
        kind=choice.kind,
        title=_title(choice, side),
        source=_source(choice),
        missing=_groups_not_compared(choice),
        areas=areas,
        axis=axis,
        side=side,
        series=tuple(series),
    )


def _now(choice: FigureChoice) -> tuple[tuple[Area, ...], list[FigureSeries]]:
    """The figures of one round."""
    series: list[FigureSeries] = []
    for key in choice.groups:
        cell = next((one for one in choice.audience.cells if one.key == key), None)
        if key == TARGET:
            series += _targets(choice)
        elif key == EVERYONE or cell:
            series.append(_series(choice, cell))
    return tuple(found.area for found in choice.areas), series


def _targets(choice: FigureChoice) -> Iterator[FigureSeries]:
    """Targets stand on the axis of positions alone."""
    if choice.measure == ExploredMeasure.POSITION and choice.kind != FigureKind.SCATTER:
        scale = choice.audience.audience.scale
        yield FigureSeries("Target", tuple(target_place(found.target, scale) for found in choice.areas))


def _series(choice: FigureChoice, cell: CellResult | None) -> FigureSeries:
    """One group's figures, or everyone's where there is no `cell`."""

    def places(measure: ExploredMeasure) -> tuple[ScalePlace, ...]:
        return tuple(
            place_of_group(choice.audience, cell, found, measure)
            if cell
            else place_of_everyone(choice.audience, found, measure, choice.reading)
            for found in choice.areas
        )

    upright = places(choice.against) if choice.kind == FigureKind.SCATTER else ()
    people = cell.people if cell else choice.audience.people
    return FigureSeries(cell.name if cell else TOGETHER, places(choice.measure), upright, f"{people:,}")


def _beside_earlier(
    choice: FigureChoice, changes: RoundChanges, moved: AudienceChanges
) -> tuple[tuple[Area, ...], list[FigureSeries]]:
    """The figures of two rounds: everyone's as each prints it, and of the groups those that are the same in both."""
    wanted = {found.area.code for found in choice.areas}
    areas = [one for one in moved.areas if one.area.code in wanted]
    series: list[FigureSeries] = []
    if EVERYONE in choice.groups and moved.cells:
        both = [one.reading(choice.reading) for one in areas]
        # How many people stood in figures of other groups is told on the pages of their round.
        is_all = not count_fewer(both)
        people = (f"{moved.people_then:,}" if is_all else "", f"{choice.audience.people:,}")
        series += _two_rounds(choice, changes, TOGETHER, both, people)
    for i, cell in enumerate(moved.cells):
        if cell.key in choice.groups:
            mine = [one.cells[i] for one in areas]
            people = (f"{cell.people_then:,}", f"{cell.people_now:,}")
            series += _two_rounds(choice, changes, cell.name, mine, people)
    if TARGET in choice.groups:
        kept = {one.area.code for one in areas}
        series += _targets(replace(choice, areas=tuple(one for one in choice.areas if one.area.code in kept)))
    return tuple(one.area for one in areas), series


def _two_rounds(
    choice: FigureChoice,
    changes: RoundChanges,
    name: str,
    moved: Sequence[MovedFigure],
    people: tuple[str, str],
) -> Iterator[FigureSeries]:
    """A group then and now: one beside the other, or on a scatter one against the other."""
    scale = choice.audience.audience.scale
    then = tuple(place_on_scale(one.stood, scale) for one in moved)
    now = tuple(place_on_scale(one.stands, scale) for one in moved)
    if choice.kind == FigureKind.SCATTER:
        yield FigureSeries(name, then, now, people[1])
        return
    yield FigureSeries(f"{name}: {changes.then_title}", then, people=people[0], is_earlier=True)
    yield FigureSeries(f"{name}: {changes.now_title}", now, people=people[1])


def _groups_not_compared(choice: FigureChoice) -> tuple[str, ...]:
    """Names of groups that are chosen and stand in one of the two rounds alone."""
    if not choice.moved:
        return ()
    compared = {cell.key for cell in choice.moved.cells}
    return tuple(
        cell.name for cell in choice.audience.cells if cell.key in choice.groups and cell.key not in compared
    )


def _title(choice: FigureChoice, side: ExploredAxis | None) -> str:
    """Returns what is laid against what, of whom."""
    label = choice.audience.audience.label
    if choice.changes and choice.moved:
        rounds = (choice.changes.then_title, choice.changes.now_title)
        return f"{NAMES[ExploredMeasure.POSITION]}, {' and '.join(rounds)}: {label}"
    what = NAMES[choice.measure]
    if side is not None:
        what = f"{what} against {NAMES[choice.against].lower()}"
    return f"{what}: {label}"


def _source(choice: FigureChoice) -> str:
    """Returns where the figures come from, and how many people answered."""
    results, audience = choice.results, choice.audience
    beside = f" beside {choice.changes.then_title}" if choice.changes else ""
    counted = (
        f", if {READINGS[choice.reading]}"
        if choice.measure not in SHARES_OF_UNRATED or choice.kind == FigureKind.SCATTER
        else ""
    )
    return (
        f"{results.partnership}: {results.title}{beside}, results of {results.made_on}{counted}. "
        f"{audience.audience.label}: {audience.people:,} answered."
    )
