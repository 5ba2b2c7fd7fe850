"""Chosen figures: what a reader asked to see, out of the view objects that every page of results rests on.

    FigureChoice  ->  choose_figures  ->  ChosenFigures  ->  table, drawing, interactive figure, offline page
                                            boards  FigureBoard, for all who answer on the same scale

Nothing is computed here. A figure that is withheld stays so, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lws_assess.documents.charts.drawing import (
    ScalePlace,
    listed_names,
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
from lws_assess.survey.results.round_results import READINGS, AudienceResults, CellResult, RoundResults

EVERYONE, TARGET = "everyone", "target"  # stand among the keys of groups; no group has such a key of its own
FEWEST_SPOKES = 3


class FigureKind(StrEnum):
    RADAR = "radar"
    BARS = "bars"
    SCATTER = "scatter"
    LINES = "lines"  # parallel coordinates: an upright axis for each area, a line for each group


@dataclass(frozen=True)
class FigureChoice:
    """Holds what a reader chose. `groups` are keys of cells of any of the audiences, EVERYONE and TARGET.

    `measure` lies along the only axis, or along the bottom of a scatter; `against` lies up its side. `changes` are
    the rounds beside this one, the earliest first.
    """

    results: RoundResults
    audiences: tuple[AudienceResults, ...]
    reading: str
    kind: FigureKind
    measure: ExploredMeasure
    against: ExploredMeasure
    groups: tuple[str, ...]
    areas: tuple[Area, ...]
    changes: tuple[RoundChanges, ...] = ()

    def moved(self, audience: AudienceResults) -> tuple[AudienceChanges, ...]:
        """Returns what has changed for an audience since each of the rounds beside this one."""
        key = audience.audience.key
        return tuple(found for one in self.changes if (found := one.find_audience(key)))

    @property
    def compared_areas(self) -> tuple[Area, ...]:
        """Returns the chosen areas that every round beside this one asks about; all where there is none."""
        asked = [
            {area.area.code for area in moved.areas}
            for audience in self.audiences
            for moved in self.moved(audience)
        ]
        return tuple(area for area in self.areas if all(area.code in codes for codes in asked))


@dataclass(frozen=True)
class FigureSeries:
    """One group's figures, an area each. On a scatter `upright` holds what lies up the side."""

    name: str
    places: tuple[ScalePlace, ...]
    upright: tuple[ScalePlace, ...] = ()
    people: str = ""  # how many answered; empty for targets, and where a figure counts other groups as well
    rounds_back: int = 0  # how many of the chosen rounds came after that of these figures
    is_target: bool = False


@dataclass(frozen=True)
class FigureBoard:
    """Series that share their axes. Who answers on another scale stands on another board, never beside in points."""

    title: str  # whose answers
    axis: ExploredAxis
    side: ExploredAxis | None  # the axis up the side of a scatter
    series: tuple[FigureSeries, ...]


@dataclass(frozen=True)
class ChosenFigures:
    """Everything that a picture, its table and its files say."""

    kind: FigureKind
    title: str
    source: str
    areas: tuple[Area, ...]
    boards: tuple[FigureBoard, ...]
    notes: tuple[str, ...] = ()  # which groups are compared, and what is chosen and cannot be

    @property
    def series(self) -> tuple[FigureSeries, ...]:
        return tuple(one for board in self.boards for one in board.series)

    @property
    def is_scatter(self) -> bool:
        return self.boards[0].side is not None

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
        if not self.is_scatter:
            return ("Group", "People", *map(numbered_area, self.areas))
        return ("Group", "Area", *_either_way(self.boards))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        if not self.is_scatter:
            return tuple((one.name, one.people, *(at.cell for at in one.places)) for one in self.series)
        return tuple(
            (one.name, numbered_area(area), at.cell, up.cell)
            for one in self.series
            for area, at, up in zip(self.areas, one.places, one.upright, strict=True)
        )


def _either_way(boards: Sequence[FigureBoard]) -> tuple[str, str]:
    """Returns what lies along the bottom and up the side, as all boards call it."""
    across = dict.fromkeys(board.axis.title for board in boards)
    upright = dict.fromkeys(board.side.title for board in boards if board.side)
    return " / ".join(across), " / ".join(upright)


def choose_figures(choice: FigureChoice) -> ChosenFigures:
    """The figures of a choice."""
    areas, notes = choice.compared_areas, tuple(_notes(choice))
    choice = replace(choice, areas=areas)
    boards: dict[tuple[ExploredAxis, ExploredAxis | None], list[AudienceResults]] = {}
    for audience in choice.audiences:
        boards.setdefault(_axes(choice, audience), []).append(audience)
    return ChosenFigures(
        kind=choice.kind,
        title=_title(choice),
        source=_source(choice),
        areas=areas,
        boards=tuple(
            FigureBoard(
                _labels(those),
                *axes,
                tuple(one for audience in those for one in _series_of(choice, audience)),
            )
            for axes, those in boards.items()
        ),
        notes=notes,
    )


def _axes(choice: FigureChoice, audience: AudienceResults) -> tuple[ExploredAxis, ExploredAxis | None]:
    """Returns the axis of an audience, and the one up the side of a scatter: of rounds, then against now."""
    edition = choice.results.edition
    axis = axis_of(audience, edition, choice.measure)
    if choice.kind != FigureKind.SCATTER:
        return axis, None
    if choice.changes:
        then = listed_names((one.then_title for one in choice.changes), "or")
        return replace(axis, title=then), replace(axis, title=choice.changes[-1].now_title)
    return axis, axis_of(audience, edition, choice.against)


def _labels(audiences: Sequence[AudienceResults]) -> str:
    return "; ".join(one.audience.label for one in audiences)


def _series_of(choice: FigureChoice, audience: AudienceResults) -> Iterator[FigureSeries]:
    """The series of one audience: everyone, its groups, and its targets last."""
    for key in (EVERYONE, *(cell.key for cell in audience.cells)):
        if key in choice.groups:
            yield from (_over_rounds if choice.changes else _now)(choice, audience, key)
    if TARGET in choice.groups and audience.ranks_priorities:
        yield from _targets(choice, audience)


def _name(choice: FigureChoice, audience: AudienceResults, cell: CellResult | None) -> str:
    """A group's name; everyone is called as their audience where several are chosen."""
    if cell:
        return cell.name
    return audience.audience.label if len(choice.audiences) > 1 else TOGETHER


def _now(choice: FigureChoice, audience: AudienceResults, key: str) -> Iterator[FigureSeries]:
    """One group's figures in one round, or everyone's."""
    cell = next((one for one in audience.cells if one.key == key), None)
    results = {found.area.code: found for found in audience.areas}

    def places(measure: ExploredMeasure) -> tuple[ScalePlace, ...]:
        return tuple(
            place_of_group(audience, cell, results[area.code], measure)
            if cell
            else place_of_everyone(audience, results[area.code], measure, choice.reading)
            for area in choice.areas
        )

    upright = places(choice.against) if choice.kind == FigureKind.SCATTER else ()
    people = cell.people if cell else audience.people
    yield FigureSeries(_name(choice, audience, cell), places(choice.measure), upright, f"{people:,}")


def _targets(choice: FigureChoice, audience: AudienceResults) -> Iterator[FigureSeries]:
    """Targets stand on the axis of positions alone."""
    if choice.measure == ExploredMeasure.POSITION and choice.kind != FigureKind.SCATTER:
        targets = {found.area.code: found.target for found in audience.areas}
        scale = audience.audience.scale
        places = tuple(target_place(targets[area.code], scale) for area in choice.areas)
        yield FigureSeries("Target", places, is_target=True)


@dataclass(frozen=True)
class _ComparedGroup:
    """One group in one of the earlier rounds and now. `people` are those then and now."""

    moved: tuple[MovedFigure, ...]  # an area each
    people: tuple[str, str]


def _compared(
    choice: FigureChoice, audience: AudienceResults, key: str, changes: AudienceChanges
) -> _ComparedGroup | None:
    """A group, or everyone, beside one earlier round; None where the two do not show exactly the same."""
    of_area = {one.area.code: one for one in changes.areas}
    mine = [of_area[area.code] for area in choice.areas]
    if key == EVERYONE:
        both = tuple(one.reading(choice.reading) for one in mine)
        # How many people stood in figures of other groups is told on the pages of their round.
        then = "" if count_fewer(both) else f"{changes.people_then:,}"
        return _ComparedGroup(both, (then, f"{audience.people:,}")) if changes.cells else None
    for i, cell in enumerate(changes.cells):
        if cell.key == key:
            people = (f"{cell.people_then:,}", f"{cell.people_now:,}")
            return _ComparedGroup(tuple(one.cells[i] for one in mine), people)
    return None


def _over_rounds(choice: FigureChoice, audience: AudienceResults, key: str) -> Iterator[FigureSeries]:
    """A group in each earlier round that shows it, and now; on a scatter each of those against now.

    Everyone's figures are as each round prints them.
    """
    scale = audience.audience.scale
    cell = next((one for one in audience.cells if one.key == key), None)
    name, count = _name(choice, audience, cell), len(choice.changes)
    found = [
        (changes.then_title, count - i, compared)
        for i, (changes, moved) in enumerate(zip(choice.changes, choice.moved(audience), strict=True))
        if (compared := _compared(choice, audience, key, moved))
    ]
    for title, back, compared in found:
        then = tuple(place_on_scale(one.stood, scale) for one in compared.moved)
        if choice.kind == FigureKind.SCATTER:
            now = tuple(place_on_scale(one.stands, scale) for one in compared.moved)
            called, back = (f"{name}: {title}", back - 1) if count > 1 else (name, 0)
            yield FigureSeries(called, then, now, compared.people[1], back)
        else:
            yield FigureSeries(f"{name}: {title}", then, (), compared.people[0], back)
    if found and choice.kind != FigureKind.SCATTER:
        *_, last = found
        now = tuple(place_on_scale(one.stands, scale) for one in last[2].moved)
        yield FigureSeries(f"{name}: {choice.changes[-1].now_title}", now, (), last[2].people[1])


def _notes(choice: FigureChoice) -> Iterator[str]:
    """Returns which groups are the same in this round and each of those beside it, and what cannot be compared."""
    for i, changes in enumerate(choice.changes):
        rounds = f"{changes.then_title} and {changes.now_title}"
        shown = [(one, choice.moved(one)[i]) for one in choice.audiences if one.cells]
        alike = [one for one, moved in shown if len(moved.cells) == len(one.cells)]
        if alike:
            whose = "" if len(alike) == len(shown) else f" ({_labels(alike)})"
            yield f"{rounds} show the same groups{whose}."
        for audience, moved in shown:
            if audience not in alike:
                yield from _groups_compared(choice, audience, moved, rounds)
    left = set(choice.areas) - set(choice.compared_areas)
    if left:
        names = listed_names(numbered_area(area) for area in choice.areas if area in left)
        yield f"Not shown, because not all of these rounds ask about it: {names}."


def _groups_compared(
    choice: FigureChoice, audience: AudienceResults, moved: AudienceChanges, rounds: str
) -> Iterator[str]:
    whose = f" ({audience.audience.label})" if len(choice.audiences) > 1 else ""
    if moved.cells:
        yield f"Groups that are the same in {rounds}{whose}: {'; '.join(cell.name for cell in moved.cells)}."
    else:
        yield f"{rounds} have no group in common{whose}, so that nothing can be compared."
    compared = {cell.key for cell in moved.cells}
    missing = [cell.name for cell in audience.cells if cell.key in choice.groups and cell.key not in compared]
    if missing:
        yield f"Not compared, because only one of {rounds} shows exactly this group: {'; '.join(missing)}."


def _title(choice: FigureChoice) -> str:
    """Returns what is laid against what, of whom."""
    label = _labels(choice.audiences)
    if choice.changes:
        rounds = listed_names([*(one.then_title for one in choice.changes), choice.changes[-1].now_title])
        return f"{NAMES[ExploredMeasure.POSITION]}, {rounds}: {label}"
    what = NAMES[choice.measure]
    if choice.kind == FigureKind.SCATTER:
        what = f"{what} against {NAMES[choice.against].lower()}"
    return f"{what}: {label}"


def _source(choice: FigureChoice) -> str:
    """Returns where the figures come from, and how many people answered."""
    results = choice.results
    beside = f" beside {listed_names(one.then_title for one in choice.changes)}" if choice.changes else ""
    counted = (
        f", if {READINGS[choice.reading]}"
        if choice.measure not in SHARES_OF_UNRATED or choice.kind == FigureKind.SCATTER
        else ""
    )
    people = " ".join(f"{one.audience.label}: {one.people:,} answered." for one in choice.audiences)
    return f"{results.partnership}: {results.title}{beside}, results of {results.made_on}{counted}. {people}"
