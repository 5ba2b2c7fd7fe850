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

Respondents are volunteers, so a change is a difference between two sets of people who chose to answer. No
figure here says how far chance could have made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.survey.instruments import Area, Audience, Question
from lws_assess.survey.matching import (
    Kept,
    Released,
    Row,
    mean_of_cell,
    means_of_same,
    same_cells,
    same_units,
    score_of,
    shown,
    why_not_area,
)
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.results import RoundFacts
from lws_assess.survey.rounds import EACH_PERSON
from lws_assess.survey.scores import Moments
from lws_assess.survey.statements import StatementUnit
from lws_assess.survey.unanimity import ShownCell
from lws_assess.survey.unmatched import (
    Unmatched,
    asked_alike,
    groups_never_shown,
    unmatched_content,
    unmatched_groups,
)

NO_GROUP = Withheld(
    "Not compared: no group was shown then as in the other rounds.",
    "It would need a group that is shown by itself, or with the same others, each time.",
)


@dataclass(frozen=True)
class Moved:
    """One figure in both rounds."""

    then: Shown | Withheld
    now: Shown | Withheld

    @property
    def change(self) -> float | None:
        """The difference of the printed figures; None where one is withheld or only an end is named."""
        then, now = self.then, self.now
        if isinstance(then, Shown) and isinstance(now, Shown) and then.exact and now.exact:
            return round(now.value - then.value, 2) + 0.0  # no minus before a nought
        return None


@dataclass(frozen=True)
class StatementChange:
    """One statement in both rounds, over the same groups, whose names these are."""

    question: Question  # as it is asked now
    by_group: Moved
    by_person: Moved
    groups: tuple[str, ...] = ()

    def reading(self, name: str) -> Moved:
        return self.by_person if name == EACH_PERSON else self.by_group


@dataclass(frozen=True)
class AreaChange:
    area: Area  # as it is now
    by_group: Moved
    by_person: Moved
    cells: tuple[Moved, ...]  # in the order of the audience's cells
    statements: tuple[StatementChange, ...]  # those asked alike in both

    def reading(self, name: str) -> Moved:
        return self.by_person if name == EACH_PERSON else self.by_group


@dataclass(frozen=True)
class MatchedCell:
    """The same groups in both rounds, alone or together."""

    key: str  # that of the cell now
    name: str
    groups: tuple[str, ...]  # names
    people_then: int
    people_now: int


@dataclass(frozen=True)
class AudienceChanges:
    audience: Audience
    cells: tuple[MatchedCell, ...]
    areas: tuple[AreaChange, ...]  # those in both rounds, in the framework's order
    unmatched: tuple[Unmatched, ...]  # groups

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
    then_key: str
    audiences: tuple[AudienceChanges, ...]
    unmatched: tuple[Unmatched, ...]

    def find_audience(self, key: str) -> AudienceChanges | None:
        return next((a for a in self.audiences if a.audience.key == key), None)


def view_changes(before: Kept, after: Kept, then_key: str = "") -> RoundChanges:
    """What has changed from one release to a later one."""
    then, now = shown(before), shown(after)
    return RoundChanges(
        then_title=then[0].title,
        now_title=now[0].title,
        then_key=then_key,
        audiences=tuple(_audience(audience, then, now) for audience in now[0].edition.audiences),
        unmatched=(*unmatched_content(then[0], now[0]), *groups_never_shown(then, now)),
    )


def _audience(audience: Audience, then: Released, now: Released) -> AudienceChanges:
    rows = same_cells(audience.key, (then[1], now[1]))
    return AudienceChanges(
        audience=audience,
        cells=tuple(_matched_cell(now[0], old, new) for old, new in rows),
        areas=tuple(
            _area(
                area,
                audience,
                then[0],
                now[0],
                rows,
                same_units(area.code, audience.key, (then[1], now[1])),
            )
            for area in now[0].edition.areas
            if then[0].edition.find_area(area.code)
        ),
        unmatched=tuple(unmatched_groups(audience.key, then, now)),
    )


def _matched_cell(facts: RoundFacts, then: ShownCell, now: ShownCell) -> MatchedCell:
    names = tuple(facts.group_names.get(key, key) for key in now.groups)
    name = names[0] if len(names) == 1 else "Together: " + ", ".join(names)
    return MatchedCell("+".join(now.groups), name, names, then.people, now.people)


def _area(
    area: Area,
    audience: Audience,
    then: RoundFacts,
    now: RoundFacts,
    rows: Sequence[tuple[ShownCell, ...]],
    units: Sequence[tuple[StatementUnit, ...]],
) -> AreaChange:
    says = score_of(area.code)
    why = why_not_area(area.code, audience.key, then.edition, now.edition)
    by_group, by_person = means_of_same(rows, says, audience.scale, (why, None))
    return AreaChange(
        area=area,
        by_group=Moved(*by_group),
        by_person=Moved(*by_person),
        cells=tuple(
            Moved(
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
    return StatementChange(question, Moved(*by_group), Moved(*by_person), groups)


# --- all rounds before it --------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaHistory:
    area: Area
    by_group: tuple[Shown | Withheld, ...]  # a round each
    by_person: tuple[Shown | Withheld, ...]

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

    def find_audience(self, key: str) -> AudienceHistory | None:
        return next((a for a in self.audiences if a.audience.key == key), None)


def view_history(kept: Sequence[Kept]) -> RoundHistory:
    """Every area over these rounds, the earliest first; areas and audiences are those of the last.

    Raises ValueError where there is no round.
    """
    if not kept:
        raise ValueError("there is no round to tell the history of")
    rounds = [shown(one) for one in kept]
    latest = rounds[-1][0].edition
    return RoundHistory(
        titles=tuple(facts.title for facts, _ in rounds),
        audiences=tuple(_history(audience, rounds) for audience in latest.audiences),
    )


def _history(audience: Audience, rounds: Sequence[Released]) -> AudienceHistory:
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
        areas=tuple(
            _area_history(area, audience, rounds, kept, rows) for area in rounds[-1][0].edition.areas
        ),
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
        why_not_area(area.code, audience.key, facts.edition, latest) or (None if i in kept else NO_GROUP)
        for i, (facts, _) in enumerate(rounds)
    ]
    return AreaHistory(area, *means_of_same(rows, score_of(area.code), audience.scale, aside))
