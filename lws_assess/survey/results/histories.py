"""Histories: a round beside all those before it, area by area.

RoundHistory                         all rounds before it, the earliest first
  audiences    AudienceHistory         each apart, over the same groups throughout
    areas        AreaHistory             a value for each round, in both readings, and what each round prints
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lws_assess.survey.instruments import Area, Audience
from lws_assess.survey.keys import AudienceKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.chance import SampledCell
from lws_assess.survey.results.changes import EveryonesFigures, MovedFigure
from lws_assess.survey.results.matching import (
    Kept,
    MeansOfEveryone,
    Released,
    Row,
    means_of_everyone,
    means_of_same,
    release_as_shown,
    same_cells,
    score_of_area,
    why_not_area,
)
from lws_assess.survey.results.verdicts import TwoRounds, Verdict, mistakes_of_change
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.survey.withheld import Withheld, not_compared_without_a_group


@dataclass(frozen=True)
class AreaHistory:
    """Holds a figure a round, twice: over the groups that are the same throughout, and as each round prints it.

    What moved is read off the first; a page prints the second, which is the figure of that round wherever it stands.
    """

    area: Area
    by_group: tuple[Shown | Withheld, ...]  # a round each, over the same groups
    by_person: tuple[Shown | Withheld, ...]
    beside_chance: Mapping[str, Verdict]  # of the change from the first round to the last, by reading
    everyone: MeansOfEveryone  # a round each
    compared: int  # groups in the change

    def moved(self, name: str) -> MovedFigure:
        """From the first round to the last."""
        values, printed = self.reading(name), self.everyone.reading(name)
        counts_all = self.everyone.are_the_same_in(0, -1) and self.compared == self.everyone.groups_in(0)
        return MovedFigure(
            values[0],
            values[-1],
            self.beside_chance[name],
            None if counts_all else EveryonesFigures(printed[0], printed[-1], self.compared),
        )

    def reading(self, name: str) -> tuple[Shown | Withheld, ...]:
        return self.by_person if name == EACH_PERSON else self.by_group

    def printed(self, name: str) -> tuple[Shown | Withheld, ...]:
        """What each round prints of everyone; why a round is left aside, where it is."""
        return self.everyone.reading(name)

    @property
    def steps(self) -> tuple[bool, ...]:
        """Of each round and the next: True if both figures rest on the same groups."""
        return tuple(self.everyone.are_the_same_in(i, i + 1) for i in range(len(self.everyone.by_group) - 1))


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
    says = score_of_area(area.code)
    by_group, by_person = means_of_same(rows, says, audience.scale, aside)
    return AreaHistory(
        area=area,
        by_group=by_group,
        by_person=by_person,
        beside_chance=dict.fromkeys((EACH_GROUP, EACH_PERSON), Verdict.UNKNOWN),
        everyone=means_of_everyone(audience, says, [cells for _, cells in rounds], aside),
        compared=sum(
            len(last.groups)
            for row in rows
            if (last := row[-1])
            and all(why or (cell and says(cell)) for cell, why in zip(row, aside, strict=True))
        ),
    )
