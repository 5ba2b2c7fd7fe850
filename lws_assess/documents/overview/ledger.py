"""The ledger: a row an area in order of priority, where it stood and stands, and what was decided and done about it.

    AudienceResults, AudienceChanges, decision, actions  ->  area_ledger  ->  LedgerRow, one an area

Where an area stood and stands is what each round prints of everyone. How far it moved counts the groups that are shown
in the same way in both rounds: where those are fewer, a ledger says so (`basis`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale
from lws_assess.documents.charts.first_few import FIRST_FEW, lowest_first
from lws_assess.documents.charts.ranking import band_text, in_priority_order, places_text
from lws_assess.documents.moved_figures import count_fewer, groups_of_change, signed_change
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import RankPlaces
from lws_assess.survey.keys import NO_AREA, AreaCode, AudienceKey
from lws_assess.survey.plans.planned_actions import PlannedAction
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AreaChange, AudienceChanges, MovedFigure
from lws_assess.survey.results.round_results import READINGS, AreaResult, AudienceResults
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.rounding import printed_target

BRIEF_VERDICTS = {
    Verdict.BEYOND: "Beyond chance",
    Verdict.WITHIN: "Within chance",
    Verdict.UNKNOWN: "Chance not known",
}


@dataclass(frozen=True)
class LedgerDot:
    """One group, or several small ones together, at its printed value."""

    name: str
    at: ScalePlace


@dataclass(frozen=True)
class AudiencePlace:
    """Says where the answers of an audience put an area, the lowest first; None where that may not be shown."""

    audience: AudienceKey
    places: RankPlaces | None

    @property
    def text(self) -> str:
        return places_text(self.places)

    @property
    def is_among_lowest(self) -> bool:
        return self.places is not None and self.places.worst <= FIRST_FEW


@dataclass(frozen=True)
class LedgerRow:
    """One area. `moved` is None without a comparison; `up`, `down` and `compared` count groups in it."""

    area: Area
    places: RankPlaces | None
    rank: str
    could_be: (
        str  # between which ranks chance could move it, such as 3rd to 6th; empty where that is not shown
    )
    now: ScalePlace
    target: float | None  # None where nobody was asked what matters, so that no area has a priority
    dots: tuple[LedgerDot, ...]
    then: ScalePlace | None = None
    moved: MovedFigure | None = None
    up: int = 0
    down: int = 0
    compared: int = 0
    others: tuple[AudiencePlace, ...] = ()
    decided: int = 0  # its place in the decision; 0 where it was not decided
    actions: tuple[PlannedAction, ...] = ()

    @property
    def target_text(self) -> str:
        return "" if self.target is None else printed_target(self.target)

    @property
    def is_first(self) -> bool:
        """True if it is sure to be among the first few of its order."""
        return self.places is not None and self.places.worst <= FIRST_FEW

    @property
    def compared_in(self) -> str:
        """Returns which groups are counted in how far it moved; empty where all are."""
        return groups_of_change(self.moved) if self.moved else ""

    @property
    def change(self) -> str:
        """Returns how far it moved, as it is printed: +0.71, −0.16, same; empty without a comparison."""
        return signed_change(self.moved) if self.moved else ""

    @property
    def is_it_real(self) -> str:
        """Says whether it moved by more than chance would move it, in short; empty without a comparison."""
        if self.moved is None or self.moved.difference is None:
            return ""
        return BRIEF_VERDICTS[self.moved.beside_chance]

    @property
    def actions_late_first(self) -> list[PlannedAction]:
        return sorted(self.actions, key=lambda one: not one.late)

    @property
    def spread(self) -> float | None:
        """Returns how far its highest group stands from its lowest at the least; None of fewer than two."""
        ends = [dot.at.interval for dot in self.dots if dot.at.interval]
        return max(one.low for one in ends) - min(one.high for one in ends) if len(ends) > 1 else None

    @property
    def groups_moved(self) -> str:
        """In how many groups its printed figure went the way that most went: 13 of 13 up."""
        if not self.compared:
            return ""
        if self.up == self.down:
            return f"{self.up} of {self.compared} up, {self.down} down" if self.up else "none told apart"
        number, way = (self.up, "up") if self.up > self.down else (self.down, "down")
        return f"{number} of {self.compared} {way}"


@dataclass(frozen=True)
class AreaBeside:
    """Holds what stands beside an area's figures. `from_lowest` is its place where nobody was asked what matters."""

    from_lowest: RankPlaces | None
    others: tuple[AudiencePlace, ...]
    decided: int
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class Ledger:
    rows: tuple[LedgerRow, ...]
    others: tuple[str, ...]  # names of the audiences whose places stand beside
    basis: str  # on whom the columns rest, in a sentence

    @property
    def has_bands(self) -> bool:
        """True if it is known of any place how far chance could move it."""
        return any(row.could_be for row in self.rows)


def area_ledger(
    audience: AudienceResults,
    reading: str,
    changes: AudienceChanges | None = None,
    others: Sequence[AudienceResults] = (),
    decided: Sequence[AreaCode] = (),
    actions: Sequence[PlannedAction] = (),
    only: AreaCode = NO_AREA,
) -> Ledger:
    """The ledger of one audience in one reading.

    `decided` are the codes of the areas that were decided, the first one first. An action stands in the row of every
    area that it serves. `only` asks for the row of one area.
    """
    by_area = {one.area.code: one for one in changes.areas} if changes and changes.cells else {}
    heard = [one for one in others if one.people]
    lowest = [(one.audience.key, lowest_first(one, reading)) for one in heard]
    order = {code: number for number, code in enumerate(decided, 1)}
    own = {} if audience.ranks_priorities else lowest_first(audience, reading)
    rows = tuple(
        _row(
            found,
            audience,
            reading,
            by_area.get(found.area.code),
            AreaBeside(
                own.get(found.area.code),
                tuple(AudiencePlace(key, at.get(found.area.code)) for key, at in lowest),
                order.get(found.area.code, 0),
                tuple(one for one in actions if found.area.code in one.serves),
            ),
        )
        for found in in_priority_order(audience, reading)
        if only in (NO_AREA, found.area.code)
    )
    if own:
        rows = tuple(sorted(rows, key=lambda row: _middle_place(row.places)))
    return Ledger(
        rows,
        tuple(one.audience.label for one in heard),
        basis_of_figures(audience, reading, changes if by_area else None),
    )


def basis_of_figures(audience: AudienceResults, reading: str, changes: AudienceChanges | None) -> str:
    """On whose answers figures rest, and which groups are counted in what moved where those are not all."""
    groups = sum(len(cell.groups) for cell in audience.cells)
    said = [f"{_people(audience.people)} in {_groups(groups)}; {READINGS[reading]}."]
    if changes is not None and count_fewer(one.reading(reading) for one in changes.areas):
        said.append(f"Moved: the {'one' if changes.groups == 1 else changes.groups} shown both times.")
    if any(len(cell.groups) > 1 for cell in audience.cells):
        counted = " and counted up or down as one" if changes else ""
        said.append(f"Small groups shown together are one dot{counted}.")
    return " ".join(said)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _groups(number: int) -> str:
    return "1 group" if number == 1 else f"{number:,} groups"


def _row(
    found: AreaResult,
    audience: AudienceResults,
    reading: str,
    change: AreaChange | None,
    beside: AreaBeside,
) -> LedgerRow:
    scale, ranked = audience.audience.scale, found.reading(reading)
    moved = change.reading(reading) if change else None
    differences = [one.difference for one in change.cells] if change else []
    return LedgerRow(
        area=found.area,
        places=ranked.places or beside.from_lowest,
        rank=places_text(ranked.places or beside.from_lowest),
        could_be=band_text(ranked.simultaneous_band),
        now=place_on_scale(ranked.position, scale),
        target=found.target if audience.ranks_priorities else None,
        dots=_dots(found, audience),
        then=place_on_scale(moved.stood, scale) if moved else None,
        moved=moved,
        up=sum(one is not None and one.is_rise for one in differences),
        down=sum(one is not None and one.is_fall for one in differences),
        compared=sum(one is not None for one in differences),
        others=beside.others,
        decided=beside.decided,
        actions=beside.actions,
    )


def _dots(found: AreaResult, audience: AudienceResults) -> tuple[LedgerDot, ...]:
    """Every cell whose figure may be shown; what is withheld has no dot."""
    scale = audience.audience.scale
    return tuple(
        LedgerDot(cell.name, place_on_scale(value, scale))
        for cell in audience.cells
        if isinstance(value := cell.positions[found.area.code], Shown)
    )


def _middle_place(places: RankPlaces | None) -> float:
    return (places.best + places.worst) / 2 if places else float("inf")
