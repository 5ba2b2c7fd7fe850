"""Changes: a round beside those before it, compared where each may be shown and asked the same.

    RoundChanges                         one round before it
      audiences    AudienceChanges         each apart
        cells        MatchedCell             made of exactly the same groups in both rounds
        areas        AreaChange              then and now in both readings, cell by cell, and its statements
        unmatched    Unmatched               groups that are not compared, and why
      unmatched    areas, statements and groups that one round has alone

Respondents are volunteers, so a change is a difference between two sets of people who chose to answer. Beside each
stands whether chance alone would make it, looked at together with all the others (see verdicts); that says nothing
of those who did not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    mean_of_cell,
    means_of_everyone,
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
from lws_assess.survey.withheld import Withheld


@dataclass(frozen=True)
class EveryonesFigures:
    """Holds what each of two rounds prints of everyone, where a change between them counts fewer groups."""

    then: Shown | Withheld
    now: Shown | Withheld
    groups: int  # that the change counts


@dataclass(frozen=True)
class MovedFigure:
    """One figure in both rounds, over the groups that are shown in the same way in both.

    The change alone is read off `then` and `now`. What a round is said to stand at is `stood` and `stands`: the figure
    that it prints wherever it stands. `everyone` is None where the two are the same.
    """

    then: Shown | Withheld
    now: Shown | Withheld
    beside_chance: Verdict = Verdict.UNKNOWN
    everyone: EveryonesFigures | None = None

    @property
    def stood(self) -> Shown | Withheld:
        """What the earlier round prints; why nothing of it can be laid beside, where that is so."""
        return self.everyone.then if self.everyone and isinstance(self.then, Shown) else self.then

    @property
    def stands(self) -> Shown | Withheld:
        """What the later round prints."""
        return self.everyone.now if self.everyone else self.now

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
        _area(area, audience, then, now, rows, same_units(area.code, audience.key, (then[1], now[1])))
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
    then: Released,
    now: Released,
    rows: Sequence[tuple[ShownCell, ...]],
    units: Sequence[tuple[StatementUnit, ...]],
) -> AreaChange:
    says = score_of_area(area.code)
    why = why_not_area(area.code, audience.key, then[0].edition, now[0].edition)
    by_group, by_person = means_of_same(rows, says, audience.scale, (why, None))
    whole = means_of_everyone(audience, says, (then[1], now[1]), (why, None))
    compared = {frozenset(new.groups) for old, new in rows if says(new) and (why or says(old))}
    fewer = None if whole.rests_on(compared) else sum(map(len, compared))
    return AreaChange(
        area=area,
        by_group=_moved(by_group, whole.by_group, fewer),
        by_person=_moved(by_person, whole.by_person, fewer),
        cells=tuple(
            MovedFigure(
                mean_of_cell(old, says, audience.scale, then[0].k, why),
                mean_of_cell(new, says, audience.scale, now[0].k),
            )
            for old, new in rows
        ),
        statements=tuple(
            _statement(question, audience, now[0], units)
            for question in asked_alike(area, audience, then[0], now[0])
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


def _moved(means: Means, everyone: Means = (), fewer: int | None = None) -> MovedFigure:
    """A figure in both rounds; `fewer` groups than are in `everyone`, where that is so."""
    then, now = means
    if fewer is None:
        return MovedFigure(then, now)
    stood, stands = everyone
    return MovedFigure(then, now, everyone=EveryonesFigures(stood, stands, fewer))
