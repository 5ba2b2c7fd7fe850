"""Changes: a round beside those before it, compared where each may be shown and asked the same.

    RoundChanges                         one round before it
      audiences    AudienceChanges         each apart
        cells        MatchedCell             made of exactly the same groups in both rounds
        areas        AreaChange              then and now in both readings, cell by cell, and its statements
        unmatched    Unmatched               groups that are not compared, and why
      unmatched    areas, statements and groups that one round has alone

    RoundHistory                         all rounds before it, the earliest first
      audiences    AudienceHistory         each apart, over the same groups throughout
        areas        AreaHistory             a value for each round, in both readings

Respondents are volunteers, so a change is a difference between two sets of people who chose to answer. Beside each
stands whether chance alone would make it, looked at together with all the others (see verdicts); that says nothing
of those who did not answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lws_assess.survey.instruments import Area, Audience, Question
from lws_assess.survey.keys import NO_ROUND, AudienceKey, CellKey, RoundKey, key_of_cell
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.scores import Moments
from lws_assess.survey.releases.unanimity import ShownCell
from lws_assess.survey.results.chance import SampledCell
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.matching import (
    Kept,
    Means,
    Released,
    Row,
    mean_of_cell,
    means_of_same,
    release_as_shown,
    same_cells,
    same_units,
    score_of_area,
    why_not_area,
)
from lws_assess.survey.results.round_results import RoundFacts
from lws_assess.survey.results.statements import StatementUnit
from lws_assess.survey.results.unmatched import (
    NotCompared,
    asked_alike,
    groups_never_shown,
    unmatched_content,
    unmatched_groups,
)
from lws_assess.survey.results.verdicts import TwoRounds, Verdict, difference_between, mistakes_of_change
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.survey.rounding import rounded_value
from lws_assess.survey.withheld import Withheld, not_compared_without_a_group


@dataclass(frozen=True)
class MovedFigure:
    """One figure in both rounds."""

    then: Shown | Withheld
    now: Shown | Withheld
    beside_chance: Verdict = Verdict.UNKNOWN

    @cached_property  # a page asks for it some thousand times
    def difference(self) -> FigureDifference | None:
        """From the figure then to the figure now, as they are printed; None where one is withheld."""
        return difference_between(self.then, self.now)

    @property
    def change(self) -> float | None:
        """Returns the difference as a number; None where the figures leave several values open."""
        one = self.difference
        if one is None or not one.interval.is_exact:
            return None
        return float(rounded_value(one.interval.low, one.places)) + 0.0

    @property
    def rose(self) -> bool:
        """True if it went up, whatever the figures are, by more than chance would move it."""
        one = self.difference
        return self.beside_chance == Verdict.BEYOND and one is not None and one.is_rise

    @property
    def fell(self) -> bool:
        one = self.difference
        return self.beside_chance == Verdict.BEYOND and one is not None and one.is_fall


@dataclass(frozen=True)
class StatementChange:
    """One statement in both rounds, over the same groups, whose names these are."""

    question: Question  # as it is asked now
    by_group: MovedFigure
    by_person: MovedFigure
    groups: tuple[str, ...] = ()

    def reading(self, name: str) -> MovedFigure:
        return self.by_person if name == EACH_PERSON else self.by_group


@dataclass(frozen=True)
class AreaChange:
    area: Area  # as it is now
    by_group: MovedFigure
    by_person: MovedFigure
    cells: tuple[MovedFigure, ...]  # in the order of the audience's cells
    statements: tuple[StatementChange, ...]  # those asked alike in both

    def reading(self, name: str) -> MovedFigure:
        return self.by_person if name == EACH_PERSON else self.by_group


@dataclass(frozen=True)
class MatchedCell:
    """Holds what groups say that are the same in both rounds, alone or together."""

    key: CellKey  # that of the cell now
    name: str
    groups: tuple[str, ...]  # names
    people_then: int
    people_now: int


@dataclass(frozen=True)
class AudienceChanges:
    audience: Audience
    cells: tuple[MatchedCell, ...]
    areas: tuple[AreaChange, ...]  # those in both rounds, in the framework's order
    unmatched: tuple[NotCompared, ...]  # groups

    @property
    def people_then(self) -> int:
        return sum(cell.people_then for cell in self.cells)

    @property
    def people_now(self) -> int:
        return sum(cell.people_now for cell in self.cells)

    @property
    def groups(self) -> int:
        return sum(len(cell.groups) for cell in self.cells)


@dataclass(frozen=True)
class RoundChanges:
    then_title: str
    now_title: str
    then_key: RoundKey
    audiences: tuple[AudienceChanges, ...]
    unmatched: tuple[NotCompared, ...]

    def find_audience(self, key: AudienceKey) -> AudienceChanges | None:
        return next((a for a in self.audiences if a.audience.key == key), None)


def view_changes(before: Kept, after: Kept, then_key: RoundKey = NO_ROUND) -> RoundChanges:
    """Returns what has changed from one release to a later one."""
    then, now = release_as_shown(before), release_as_shown(after)
    audiences = now[0].edition.audiences
    mistakes = mistakes_of_change(sum(bool(same_cells(one.key, (then[1], now[1]))) for one in audiences))
    return RoundChanges(
        then_title=then[0].title,
        now_title=now[0].title,
        then_key=then_key,
        audiences=tuple(_audience(audience, then, now, mistakes) for audience in audiences),
        unmatched=(*unmatched_content(then[0], now[0]), *groups_never_shown(then, now)),
    )


def _audience(audience: Audience, then: Released, now: Released, mistakes: float) -> AudienceChanges:
    rows = same_cells(audience.key, (then[1], now[1]))
    areas = [
        _area(area, audience, then[0], now[0], rows, same_units(area.code, audience.key, (then[1], now[1])))
        for area in now[0].edition.areas
        if then[0].edition.find_area(area.code)
    ]
    return AudienceChanges(
        audience=audience,
        cells=tuple(_matched_cell(now[0], old, new) for old, new in rows),
        areas=_beside_chance(areas, _two_rounds(areas, then[0], now[0], rows), mistakes),
        unmatched=tuple(unmatched_groups(audience.key, then, now)),
    )


def _two_rounds(
    areas: Sequence[AreaChange], then: RoundFacts, now: RoundFacts, rows: Sequence[tuple[ShownCell, ...]]
) -> TwoRounds:
    old, new = (tuple(area.code for area in facts.edition.areas) for facts in (then, now))
    return TwoRounds(
        tuple(one.area.code for one in areas),
        tuple(SampledCell(cell, old) for cell, _ in rows),
        tuple(SampledCell(cell, new) for _, cell in rows),
    )


def _beside_chance(areas: Sequence[AreaChange], rounds: TwoRounds, mistakes: float) -> tuple[AreaChange, ...]:
    """Returns the areas with the verdict on each change: whether chance would make it."""
    readings = [
        rounds.of_everyone(reading, [one.reading(reading).difference for one in areas], mistakes)
        for reading in (EACH_GROUP, EACH_PERSON)
    ]
    groups = rounds.of_groups([[cell.difference for cell in one.cells] for one in areas], mistakes)
    return tuple(
        replace(
            one,
            by_group=replace(one.by_group, beside_chance=by_group),
            by_person=replace(one.by_person, beside_chance=by_person),
            cells=tuple(
                replace(cell, beside_chance=verdict) for cell, verdict in zip(one.cells, mine, strict=True)
            ),
        )
        for one, by_group, by_person, mine in zip(areas, *readings, groups, strict=True)
    )


def _matched_cell(facts: RoundFacts, then: ShownCell, now: ShownCell) -> MatchedCell:
    names = tuple(facts.group_names.get(key, key) for key in now.groups)
    name = names[0] if len(names) == 1 else "Together: " + ", ".join(names)
    return MatchedCell(key_of_cell(now.groups), name, names, then.people, now.people)


def _area(
    area: Area,
    audience: Audience,
    then: RoundFacts,
    now: RoundFacts,
    rows: Sequence[tuple[ShownCell, ...]],
    units: Sequence[tuple[StatementUnit, ...]],
) -> AreaChange:
    says = score_of_area(area.code)
    why = why_not_area(area.code, audience.key, then.edition, now.edition)
    by_group, by_person = means_of_same(rows, says, audience.scale, (why, None))
    return AreaChange(
        area=area,
        by_group=_moved(by_group),
        by_person=_moved(by_person),
        cells=tuple(
            MovedFigure(
                mean_of_cell(old, says, audience.scale, then.k, why),
                mean_of_cell(new, says, audience.scale, now.k),
            )
            for old, new in rows
        ),
        statements=tuple(
            _statement(question, audience, now, units) for question in asked_alike(area, audience, then, now)
        ),
    )


def _statement(
    question: Question, audience: Audience, now: RoundFacts, units: Sequence[tuple[StatementUnit, ...]]
) -> StatementChange:
    def says(unit: StatementUnit) -> Moments | None:
        return unit.rating(question.key)

    by_group, by_person = means_of_same(units, says, audience.scale, (None, None))
    both = [row[-1] for row in units if all(map(says, row))]
    groups = tuple(now.group_names.get(key, key) for unit in both for key in unit.groups)
    return StatementChange(question, _moved(by_group), _moved(by_person), groups)


def _moved(means: Means) -> MovedFigure:
    then, now = means
    return MovedFigure(then, now)


# --- all rounds before it --------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaHistory:
    area: Area
    by_group: tuple[Shown | Withheld, ...]  # a round each
    by_person: tuple[Shown | Withheld, ...]
    beside_chance: Mapping[str, Verdict]  # of the change from the first round to the last, by reading

    def moved(self, name: str) -> MovedFigure:
        """From the first round to the last."""
        values = self.reading(name)
        return MovedFigure(values[0], values[-1], self.beside_chance[name])

    def reading(self, name: str) -> tuple[Shown | Withheld, ...]:
        return self.by_person if name == EACH_PERSON else self.by_group


@dataclass(frozen=True)
class AudienceHistory:
    """`people` counts those in the groups, a round each; 0 where the round is left aside."""

    audience: Audience
    groups: tuple[str, ...]
    people: tuple[int, ...]
    areas: tuple[AreaHistory, ...]


@dataclass(frozen=True)
class RoundHistory:
    titles: tuple[str, ...]
    audiences: tuple[AudienceHistory, ...]

    def find_audience(self, key: AudienceKey) -> AudienceHistory | None:
        return next((a for a in self.audiences if a.audience.key == key), None)


def view_history(kept: Sequence[Kept]) -> RoundHistory:
    """Every area over these rounds, the earliest first; areas and audiences are those of the last.

    Raises ValueError where there is no round.
    """
    if not kept:
        raise ValueError("there is no round to tell the history of")
    rounds = [release_as_shown(one) for one in kept]
    latest = rounds[-1][0].edition
    return RoundHistory(
        titles=tuple(facts.title for facts, _ in rounds),
        audiences=tuple(_history(audience, rounds, len(latest.audiences)) for audience in latest.audiences),
    )


def _history(audience: Audience, rounds: Sequence[Released], audiences: int) -> AudienceHistory:
    kept = _rounds_kept(audience, rounds)
    matched = same_cells(audience.key, [rounds[i][1] for i in kept])
    rows: list[Row] = []
    for cells in matched:
        at = dict(zip(kept, cells, strict=True))
        rows.append(tuple(at.get(i) for i in range(len(rounds))))
    names = rounds[-1][0].group_names
    return AudienceHistory(
        audience=audience,
        groups=tuple(names.get(key, key) for cells in matched for key in cells[-1].groups),
        people=tuple(sum(cell.people for row in rows if (cell := row[i])) for i in range(len(rounds))),
        areas=_history_beside_chance(
            [_area_history(area, audience, rounds, kept, rows) for area in rounds[-1][0].edition.areas],
            rounds,
            rows,
            mistakes_of_change(audiences),
        ),
    )


def _history_beside_chance(
    areas: Sequence[AreaHistory], rounds: Sequence[Released], rows: Sequence[Row], mistakes: float
) -> tuple[AreaHistory, ...]:
    """Returns the areas with the verdict on each change from the first round to the last: whether chance would
    make it.
    """
    orders = [tuple(area.code for area in facts.edition.areas) for facts, _ in (rounds[0], rounds[-1])]
    there = [(row, old, new) for row in rows if (old := row[0]) and (new := row[-1])]
    two = TwoRounds(
        tuple(one.area.code for one in areas),
        tuple(SampledCell(old, orders[0]) for _, old, _ in there),
        tuple(SampledCell(new, orders[1]) for *_, new in there),
        tuple(tuple(_counts(row, one) for one in areas) for row, *_ in there),
    )
    found = {
        reading: two.of_everyone(reading, [one.moved(reading).difference for one in areas], mistakes)
        for reading in (EACH_GROUP, EACH_PERSON)
    }
    return tuple(
        replace(one, beside_chance={reading: mine[i] for reading, mine in found.items()})
        for i, one in enumerate(areas)
    )


def _counts(row: Row, area: AreaHistory) -> bool:
    """True if the groups of a row are in the means of an area: they speak in each round that has one."""
    says = score_of_area(area.area.code)
    return all(
        cell is not None and says(cell) is not None
        for cell, value in zip(row, area.by_group, strict=True)
        if isinstance(value, Shown)
    )


def _rounds_kept(audience: Audience, rounds: Sequence[Released]) -> list[int]:
    """The last round, and going back from it each one that leaves a group common to all."""
    kept = [len(rounds) - 1]
    for i in reversed(range(len(rounds) - 1)):
        if same_cells(audience.key, [rounds[j][1] for j in (i, *kept)]):
            kept.insert(0, i)
    return kept


def _area_history(
    area: Area, audience: Audience, rounds: Sequence[Released], kept: Sequence[int], rows: Sequence[Row]
) -> AreaHistory:
    latest = rounds[-1][0].edition
    aside = [
        why_not_area(area.code, audience.key, facts.edition, latest)
        or (None if i in kept else not_compared_without_a_group())
        for i, (facts, _) in enumerate(rounds)
    ]
    unknown = dict.fromkeys((EACH_GROUP, EACH_PERSON), Verdict.UNKNOWN)
    return AreaHistory(area, *means_of_same(rows, score_of_area(area.code), audience.scale, aside), unknown)
