"""Claims: what each published figure should be, slowly and from the raw answers, as the method page defines it.

A claim gives each answer its weight in the figure at one place of the view objects. `attacker_probe` finds out
whether the figure is what it should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.releases.additions import AdditionResult
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.responses import NOT_PUT
from lws_assess.survey.results.cuts import CutResult
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.results.statements import StatementTogether
from tests.attacks.attackers.chance_sums import claims_of_chance
from tests.attacks.attackers.changes import claims_of_changes
from tests.attacks.attackers.product import Published
from tests.attacks.attackers.sums import (
    DONT_KNOWS,
    IMPORTANCE,
    NOT_APPLICABLES,
    RATINGS,
    VOTES,
    Codes,
    Crowd,
    Figure,
    Subject,
    Weights,
    left_unrated,
    mean_of,
    rated,
    score_weights,
)
from tests.attacks.attackers.surveys import Survey

SMALL = 20  # people; smaller cells are told with more care

Part = tuple[int, Weights]  # one cell: the groups it holds, and what each answer weighs in its sum


def claims(published: Published) -> Iterator[Figure]:
    for name, results in published.results.items():
        for audience in results.audiences:
            yield from _Claims(published.survey, name, audience).of_everything()
            yield from claims_of_chance(published.survey, name, audience)
        for cut in results.cuts:
            yield from _claims_of_cut(published, name, cut)
    yield from claims_of_changes(published)


def _claims_of_cut(published: Published, name: str, cut: CutResult) -> Iterator[Figure]:
    """A category's people count in the cells that show the area."""
    crowd = Crowd(published.survey, published.survey.of(name), cut.audience.key)
    shown = published.results[name].find_audience(cut.audience.key)
    assert shown
    labels = [choice.label for choice in cut.question.choices]
    for number, category in enumerate(cut.categories):
        mine = crowd.chose(cut.question.key, [labels.index(label) + 1 for label in category.choices])
        for area in cut.areas:
            subject = Subject(RATINGS, cut.audience.key, area.code)
            cells = [cell for cell in shown.cells if isinstance(cell.positions[area.code], Shown)]
            rows = mine & crowd.rows_of([key for cell in cells for key in cell.group_keys])
            weights = score_weights(crowd.codes(subject)) * rows[:, None]
            place = f"{name}/cuts/{cut.audience.key} {cut.question.key}/categories/{number}"
            yield Figure(f"{place}/positions/{area.code}", subject, {name: mean_of(weights)})


class _Claims:
    """The figures of one audience in one round."""

    def __init__(self, survey: Survey, name: str, found: AudienceResults) -> None:
        self.survey, self.name, self.found = survey, name, found
        self.crowd = Crowd(survey, survey.of(name), found.audience.key)

    def of_everything(self) -> Iterator[Figure]:
        for area in self.found.areas:
            yield from self._positions(area)
            yield from self._statements(area)
            yield from self._unrated(area)
            yield from self._votes(area)
            yield from self._importance(area)
        for addition in self.found.additions:
            yield from self._addition(addition)

    def _claim(self, place: str, subject: Subject, weights: Weights) -> Figure:
        whole = f"{self.name}/audiences/{self.found.audience.key}/{place}"
        return Figure(whole, subject, {self.name: weights})

    def _subject(self, kind: str, area: str, local: str = "") -> tuple[Subject, Codes]:
        subject = Subject(kind, self.found.audience.key, area, local)
        return subject, self.crowd.codes(subject)

    def _of(self, cell: CellResult, weights: Weights) -> Weights:
        """The same weights, for the people of one cell only."""
        return weights * self.crowd.rows_of(cell.group_keys)[:, None]

    def _together(
        self, place: str, subject: Subject, parts: Sequence[Part], end: str = ""
    ) -> Iterator[Figure]:
        """Both readings of what cells show."""
        if not parts:
            return
        groups = sum(count for count, _ in parts)
        by_group = sum(count * mean_of(weights) / groups for count, weights in parts)
        by_person = mean_of(sum(weights for _, weights in parts))
        yield self._claim(f"{place}/by_group{end}", subject, by_group)
        yield self._claim(f"{place}/by_person{end}", subject, by_person)

    def _positions(self, area: AreaResult) -> Iterator[Figure]:
        code = area.area.code
        subject, codes = self._subject(RATINGS, code)
        weights, parts = score_weights(codes), []
        for cell in self.found.cells:
            mine = self._of(cell, weights)
            yield self._claim(f"cells/{cell.key}/positions/{code}", subject, mean_of(mine))
            parts += [(len(cell.group_keys), mine)] if isinstance(cell.positions[code], Shown) else []
        yield from self._together(f"areas/{code}", subject, parts, "/position")

    def _statements(self, area: AreaResult) -> Iterator[Figure]:
        """The figures of single statements rest on the people who have the area's score."""
        code = area.area.code
        subject, codes = self._subject(RATINGS, code)
        scored = score_weights(codes) > 0
        for i, statement in enumerate(area.statements):
            only = np.zeros(codes.shape)
            only[:, i] = scored[:, i]
            place = f"areas/{code}/statements/{statement.question.key}"
            means: list[Part] = []
            spreads = []
            for number, (cell, found) in enumerate(zip(self.found.cells, statement.cells, strict=True)):
                mine = self._of(cell, only)
                yield self._claim(f"{place}/cells/{number}/mean", subject, mean_of(mine))
                yield self._claim(f"{place}/cells/{number}/spread", subject, mine)
                means += [(len(cell.group_keys), mine)] if isinstance(found.mean, Shown) else []
                spreads += [mine] if isinstance(found.spread, Distribution) else []
            for number, together in enumerate(statement.together):
                mine = only * self._rows_together(together)[:, None]
                yield self._claim(f"{place}/together/{number}/mean", subject, mean_of(mine))
                yield self._claim(f"{place}/together/{number}/spread", subject, mine)
                means += [(len(together.groups), mine)] if isinstance(together.mean, Shown) else []
                spreads += [mine] if isinstance(together.spread, Distribution) else []
            yield from self._together(place, subject, means)
            if spreads:
                yield self._claim(f"{place}/spread", subject, np.sum(spreads, axis=0))

    def _unrated(self, area: AreaResult) -> Iterator[Figure]:
        """Don't-knows and answers that it does not apply.

        They are two unknowns of the same answers. Where somebody's is known to be no rating, both and a blank are what
        is left: so each count is a sum over all whose it may be.
        """
        code = area.area.code
        for kind, name in (DONT_KNOWS, "dont_know"), (NOT_APPLICABLES, "not_applicable"):
            subject, codes = self._subject(kind, code)
            may, shown = self._may_have_said(area, codes), []
            for cell in self.found.cells:
                mine, told = self._of(cell, may), getattr(cell, name)
                yield self._claim(f"cells/{cell.key}/{name}/{code}", subject, mine)
                if isinstance(told[code], BoundedCount):
                    shown.append(mine)
            if shown:
                yield self._claim(f"areas/{code}/{name}", subject, np.sum(shown, axis=0))

    def _may_have_said(self, area: AreaResult, codes: Codes) -> Weights:
        """Whose an answer that is no rating may be, as far as the figures beside it tell.

        Statement figures and scores of single questions come with how many rated each question, so there
        it is of somebody who left something unrated. Where cells show their statements together, how many
        rated each of them is known of all together: it is of somebody without the area's score, or of a
        question that somebody of them left. Elsewhere it may be anybody's.
        """
        may = (codes != NOT_PUT).astype(float)
        left_out = left_unrated(codes).astype(float)
        for i, cell in enumerate(self.found.cells):
            if codes.shape[1] == 1 or any(isinstance(s.cells[i].mean, Shown) for s in area.statements):
                rows = self.crowd.rows_of(cell.group_keys)
                may[rows] = left_out[rows]
        scored = self._scored(area)
        for together in area.statements[0].together:
            rows = self._rows_together(together)
            left = left_out[rows & scored].any(axis=0)
            may[rows & scored] *= left
            may[rows & ~scored] = left_out[rows & ~scored]
        return may

    def _scored(self, area: AreaResult) -> npt.NDArray[np.bool_]:
        """Who has the area's score."""
        _, ratings = self._subject(RATINGS, area.area.code)
        return (score_weights(ratings) > 0).any(axis=1)

    def _rows_together(self, together: StatementTogether) -> npt.NDArray[np.bool_]:
        """The people of cells that show their statements together."""
        cells = [cell for cell in self.found.cells if cell.key in together.members]
        return self.crowd.rows_of([key for cell in cells for key in cell.group_keys])

    def _votes(self, area: AreaResult) -> Iterator[Figure]:
        """Votes count in cells where k people voted; in small ones only where there is more than one area."""
        code = area.area.code
        subject, _ = self._subject(VOTES, code)
        everywhere = [self._subject(VOTES, other.area.code)[1] for other in self.found.areas]
        voted = (np.concatenate(everywhere, axis=1) == 1).any(axis=1, keepdims=True).astype(float)
        told = len(self.found.areas) > 1
        parts = [self._of(cell, voted) for cell in self.found.cells if told or cell.people >= SMALL]
        shown = [mine for mine in parts if mine.sum() >= self.survey.k]
        if shown:
            yield self._claim(f"areas/{code}/votes", subject, np.sum(shown, axis=0))

    def _importance(self, area: AreaResult) -> Iterator[Figure]:
        if not self.found.audience.importance:
            return
        code = area.area.code
        subject, codes = self._subject(IMPORTANCE, code)
        parts: list[Part] = []
        for cell in self.found.cells:
            mine = self._of(cell, rated(codes).astype(float))
            yield self._claim(f"cells/{cell.key}/importances/{code}", subject, mean_of(mine))
            parts += [(len(cell.group_keys), mine)] if isinstance(cell.importances[code], Shown) else []
        yield from self._together(f"areas/{code}", subject, parts, "/importance")

    def _addition(self, found: AdditionResult) -> Iterator[Figure]:
        """A statement of the partnership's own: in no area score, and only the full form puts it."""
        code, key = found.area.code, found.question.key
        subject, codes = self._subject(RATINGS, code, key)
        kinds = (("dont_know", DONT_KNOWS), ("not_applicable", NOT_APPLICABLES))
        unrated = {name: self._subject(kind, code, key)[0] for name, kind in kinds}
        given, left_out = rated(codes).astype(float), left_unrated(codes).astype(float)
        place = f"additions/{code} {key}"
        parts: list[Part] = []
        counted = []
        for number, (cell, mine) in enumerate(zip(self.found.cells, found.cells, strict=True)):
            yield self._claim(f"{place}/cells/{number}/mean", subject, mean_of(self._of(cell, given)))
            for name, why in unrated.items():
                yield self._claim(f"{place}/cells/{number}/{name}", why, self._of(cell, left_out))
            if isinstance(mine.mean, Shown):
                parts.append((len(cell.group_keys), self._of(cell, given)))
                counted.append(self._of(cell, left_out))
        yield from self._together(place, subject, parts)
        if counted:
            for name, why in unrated.items():
                yield self._claim(f"{place}/{name}", why, np.sum(counted, axis=0))
