"""Claims of what two rounds say beside each other, and whether each comparison is of the same groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults, CellResult
from tests.attacks.attackers.product import Published
from tests.attacks.attackers.sums import RATINGS, Crowd, Figure, Subject, Weights, mean_of, score_weights
from tests.attacks.attackers.surveys import FIRST, SECOND

Pair = tuple[CellResult, CellResult]  # the same groups in the first round and in the second
Speaks = Callable[[AudienceResults, CellResult], bool]
THEN_AND_NOW = (FIRST, SECOND)


@dataclass(frozen=True)
class _Unit:
    """A cell, or several together, and the keys of the statements that somebody of it rated."""

    group_keys: tuple[str, ...]
    rated: frozenset[str]


T = TypeVar("T", CellResult, _Unit)


def claims_of_changes(published: Published) -> Iterator[Figure]:
    if published.compared is None:
        return
    for audience in published.compared.changes.audiences:
        yield from _Changes(published, audience).claims()


class _Changes:
    def __init__(self, published: Published, found: AudienceChanges) -> None:
        self.key, self.found = found.audience.key, found
        self.rounds = [_audience(published, name, self.key) for name in THEN_AND_NOW]
        self.crowds = [Crowd(published.survey, published.survey.of(n), self.key) for n in THEN_AND_NOW]
        then, now = ({frozenset(c.group_keys): c for c in one.cells} for one in self.rounds)
        self.pairs: list[Pair] = [(then[groups], cell) for groups, cell in now.items() if groups in then]

    def _units(self, area: str) -> list[tuple[_Unit, _Unit]]:
        """Cells, or several together, that show the statements of an area in both rounds, of the same groups."""
        then, now = ({frozenset(u.group_keys): u for u in _units_of(one, area)} for one in self.rounds)
        return [(then[groups], unit) for groups, unit in now.items() if groups in then]

    def claims(self) -> Iterator[Figure]:
        for area in self.found.areas:
            code = area.area.code
            subject = Subject(RATINGS, self.key, code)
            weights = [score_weights(crowd.codes(subject)) for crowd in self.crowds]
            place = f"compared/changes/audiences/{self.key}/areas/{code}"
            for number, pair in enumerate(self.pairs):
                for i, end in enumerate(("then", "now")):
                    mine = mean_of(self._of(i, pair[i], weights[i]))
                    yield Figure(f"{place}/cells/{number}/{end}", subject, {THEN_AND_NOW[i]: mine})
            places = [f"{place}/{{}}/{end}" for end in ("then", "now")]
            yield from self._both(subject, weights, places, _area_speaks(code), self.pairs)
            yield from self._everyone(
                subject, weights, [f"{place}/{{}}/everyone/{end}" for end in ("then", "now")]
            )
            for statement in area.statements:
                yield from self._statement(subject, statement.question.key, weights, place)
            yield from self._history(subject, weights)

    def _statement(
        self, subject: Subject, key: str, weights: Sequence[Weights], place: str
    ) -> Iterator[Figure]:
        keys = [
            s.question.key for a in self.rounds[1].areas if a.area.code == subject.area for s in a.statements
        ]
        only = []
        for mine in weights:
            alone = np.zeros(mine.shape)
            alone[:, keys.index(key)] = mine[:, keys.index(key)] > 0
            only.append(alone)
        places = [f"{place}/statements/{key}/{{}}/{end}" for end in ("then", "now")]
        yield from self._both(subject, only, places, _statement_speaks(key), self._units(subject.area))

    def _history(self, subject: Subject, weights: Sequence[Weights]) -> Iterator[Figure]:
        """Over the groups in both rounds; where there are none, the last round stands alone."""
        place = f"compared/history/audiences/{self.key}/areas/{subject.area}"
        places = [f"{place}/{{}}/{i}" for i in (0, 1)]
        speaks = _area_speaks(subject.area)
        yield from self._everyone(subject, weights, [f"{place}/everyone/{{}}/{i}" for i in (0, 1)])
        if self.pairs:
            yield from self._both(subject, weights, places, speaks, self.pairs)
        else:
            alone = [(cell, cell) for cell in self.rounds[1].cells if speaks(self.rounds[1], cell)]
            yield from self._readings(1, subject, weights[1], places[1], alone)

    def _everyone(
        self, subject: Subject, weights: Sequence[Weights], places: Sequence[str]
    ) -> Iterator[Figure]:
        """Each round's own mean over all cells that speak in it, which no change is read off."""
        speaks = _area_speaks(subject.area)
        for i in (0, 1):
            cells = [(cell, cell) for cell in self.rounds[i].cells if speaks(self.rounds[i], cell)]
            yield from self._readings(i, subject, weights[i], places[i], cells)

    def _both(
        self,
        subject: Subject,
        weights: Sequence[Weights],
        places: Sequence[str],
        speaks: Callable[[AudienceResults, T], bool],
        pairs: Sequence[tuple[T, T]],
    ) -> Iterator[Figure]:
        """Each round's mean over the groups that speak in every round in which any does."""
        spoken = [i for i in (0, 1) if any(speaks(self.rounds[i], pair[i]) for pair in pairs)]
        whole = [pair for pair in pairs if all(speaks(self.rounds[i], pair[i]) for i in spoken)]
        for i in spoken:
            yield from self._readings(i, subject, weights[i], places[i], whole)

    def _readings(
        self, i: int, subject: Subject, weights: Weights, place: str, pairs: Sequence[tuple[T, T]]
    ) -> Iterator[Figure]:
        parts = [(len(pair[i].group_keys), self._of(i, pair[i], weights)) for pair in pairs]
        if not parts:
            return
        groups = sum(count for count, _ in parts)
        by_group = sum(count * mean_of(mine) / groups for count, mine in parts)
        by_person = mean_of(sum(mine for _, mine in parts))
        for name, reading in (("by_group", by_group), ("by_person", by_person)):
            yield Figure(place.format(name), subject, {THEN_AND_NOW[i]: reading})

    def _of(self, i: int, cell: CellResult | _Unit, weights: Weights) -> Weights:
        return weights * self.crowds[i].rows_of(cell.group_keys)[:, None]


def _audience(published: Published, name: str, key: str) -> AudienceResults:
    found = published.results[name].find_audience(key)
    assert found
    return found


def _area_speaks(code: str) -> Speaks:
    return lambda _, cell: isinstance(cell.positions[code], Shown)


def _statement_speaks(key: str) -> Callable[[AudienceResults, _Unit], bool]:
    return lambda _, unit: key in unit.rated


def _units_of(results: AudienceResults, code: str) -> Iterator[_Unit]:
    """Who shows the statements of an area: cells, and several together."""
    statements = next(a for a in results.areas if a.area.code == code).statements
    for number, cell in enumerate(results.cells):
        rated = {s.question.key for s in statements if isinstance(s.cells[number].mean, Shown)}
        if rated:
            yield _Unit(cell.group_keys, frozenset(rated))
    for number, together in enumerate(statements[0].together):
        keys = tuple(key for cell in results.cells if cell.key in together.members for key in cell.group_keys)
        rated = {s.question.key for s in statements if isinstance(s.together[number].mean, Shown)}
        yield _Unit(keys, frozenset(rated))


def unlike(published: Published, figures: Sequence[Figure]) -> list[str]:
    """Comparisons whose two sides are not of cells made of the same groups.

    That is no sum of too few people's answers; it is a change that nobody may have made.
    """
    # What each round prints of everyone stands beside a change that names its own groups.
    sides = {figure.name: _groups(published, figure) for figure in figures if "/everyone/" not in figure.name}
    found = []
    for name in sides:
        other = name.removesuffix("/then") + "/now" if name.endswith("/then") else None
        if name.startswith("compared/history") and name.endswith("/0"):
            other = name.removesuffix("0") + "1"
        if other in sides and sides[name] != sides[other]:
            found.append(name)
    return found


def _groups(published: Published, figure: Figure) -> set[frozenset[str]]:
    """The cells, by their groups, that a figure rests on.

    Of a statement all their groups, since what is one cell in one round may be several together in the other.
    """
    found = set()
    for name, weights in figure.weights.items():
        crowd = Crowd(published.survey, published.survey.of(name), figure.subject.audience)
        touched = {crowd.groups[row] for row in np.flatnonzero((weights != 0).any(axis=1))}
        cells = [frozenset(c.group_keys) for c in _audience(published, name, crowd.audience).cells]
        found |= {cell for cell in cells if cell & touched}
    return {frozenset().union(*found)} if "/statements/" in figure.name else found
