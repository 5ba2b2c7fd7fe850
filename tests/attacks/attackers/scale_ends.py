"""The attacker at the ends of a scale: whether what is printed besides tells where within an end a mean lies.

    draw_survey  ->  with_ends  ->  publish  ->  look_at_ends  ->  Narrowed

Of a mean that is named by an end ("below 1.5") nothing may follow but that. The attacker takes every figure that
is printed, as far as its decimals tell, and asks by linear programming what means are left. It reads the method
page too: in a total a point of that end stands for such a mean, whatever the mean is.

Area scores and the ratings of each statement are looked at apart, and all together where cells show the statements
of an area together. What scores and statements of one cell tell of one another is not looked for elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy

from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import vector_layout
from tests.attacks.attackers.claims import claims
from tests.attacks.attackers.product import Product, Published, publish
from tests.attacks.attackers.sums import IMPORTANCE, RATINGS, Crowd, Figure, Printed, Subject, printed, rated
from tests.attacks.attackers.surveys import Survey

Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

ROOM = 0.5  # levels, from the end of a scale to the bound that is printed
STANDS = ROOM * 2 / 3  # from the end of a scale to the point that stands for it, as the method page says
LEAST_LEFT = 0.25  # levels, of the room: less and the end is as good as undone
A_HAIR = 1e-7


@dataclass(frozen=True)
class Narrowed:
    """A mean that is named by an end, and what the other figures leave of it."""

    survey: Survey
    place: str
    low: float
    high: float

    def __str__(self) -> str:
        return f"survey {self.survey.seed}: {self.place} lies between {self.low:.3f} and {self.high:.3f}"


@dataclass(frozen=True)
class Ends:
    """`looked_at` means were named by an end; totals in `unexplained` are not made of what is printed."""

    looked_at: int
    narrowed: tuple[Narrowed, ...]
    unexplained: tuple[str, ...]


# --- surveys in which many agree -----------------------------------------------------------------------------


def with_ends(survey: Survey) -> Survey:
    """The same people, but that many groups nearly all choose the lowest level of something, or the highest."""
    chance = np.random.default_rng([survey.seed, 1])
    rounds = []
    for one in survey.rounds:
        people = {
            g.key: _nearly_alike(chance, survey, g.audience, one.people[g.key].copy()) for g in one.groups
        }
        rounds.append(replace(one, people=people))
    return replace(survey, rounds=tuple(rounds))


def _nearly_alike(chance: np.random.Generator, survey: Survey, audience_key: str, people: Vectors) -> Vectors:
    audience = survey.edition.audience(audience_key)
    moods: dict[tuple[str, str], str] = {}
    for i, slot in enumerate(vector_layout(survey.edition, audience)):
        if slot.kind not in ("statement", "local", "importance"):
            continue
        # Statements of an area go together.
        mood = moods.setdefault((slot.kind, slot.area), str(chance.choice(["low", "high", "", ""])))
        scale = (
            audience.importance.scale if slot.kind == "importance" and audience.importance else audience.scale
        )
        off = (chance.random(len(people)) < 0.15).astype(np.uint8)
        mine = rated(people[:, i])
        if mood:
            people[mine, i] = (1 + off if mood == "low" else scale.top - off)[mine]
    return people


# --- what is left of them ------------------------------------------------------------------------------------


def look_at_ends(survey: Survey, product: Product) -> Ends:
    published = publish(survey, product)
    seen = printed(published)
    families: dict[tuple[Subject, str], list[Figure]] = defaultdict(list)
    together = {
        figure.subject for figure in claims(published) if "/together/" in figure.name and figure.name in seen
    }
    for figure in claims(published):
        if figure.subject.kind in (RATINGS, IMPORTANCE) and isinstance(
            seen.get(figure.name), Shown | Distribution
        ):
            of = "" if figure.subject in together else _statement_of(figure)
            families[figure.subject, of].append(figure)
    found = [_Family(published, subject, figures, seen).ends() for (subject, _), figures in families.items()]
    return Ends(
        sum(one.looked_at for one in found),
        tuple(narrowed for one in found for narrowed in one.narrowed),
        tuple(place for one in found for place in one.unexplained),
    )


def _statement_of(figure: Figure) -> str:
    """The statement that a figure is about; empty where it is about whole scores."""
    _, _, after = figure.name.partition("/statements/")
    return after.partition("/")[0]


def _is_total(figure: Figure) -> bool:
    return "/by_group" in figure.name or "/by_person" in figure.name


class _Family:
    """Figures over the same answers, of which each is from 1 to the top."""

    def __init__(
        self, published: Published, subject: Subject, figures: Sequence[Figure], seen: Mapping[str, Printed]
    ) -> None:
        self.survey, self.figures = published.survey, figures
        audience = published.survey.edition.audience(subject.audience)
        importance = audience.importance if subject.kind == IMPORTANCE else None
        self.top = importance.scale.top if importance else audience.scale.top
        self.seen = [seen[figure.name] for figure in figures]
        self.coefficients, self.parts = self._answers(subject)

    def _answers(self, subject: Subject) -> tuple[Numbers, Numbers]:
        """What each answer weighs in each figure, and what it brings to it: figures x answers."""
        weighs, brings = [], []
        for one in self.survey.rounds:
            crowd = Crowd(self.survey, one, subject.audience)
            codes = crowd.codes(subject)
            nothing = np.zeros(codes.shape)
            mine = np.stack([figure.weights.get(one.name, nothing) for figure in self.figures])
            weighs.append(mine.reshape(len(mine), -1))
            brings.append((mine * np.where(rated(codes), codes, 0)).reshape(len(mine), -1))
        return np.concatenate(weighs, axis=1), np.concatenate(brings, axis=1)

    def ends(self) -> Ends:
        targets = [i for i, figure in enumerate(self.figures) if self._is_end(i) and not _is_total(figure)]
        cells = [i for i in targets if "/cuts/" not in self.figures[i].name]
        made = [self._as_made(i, cells) for i in range(len(self.figures))]
        unexplained = [figure.name for figure, rows in zip(self.figures, made, strict=True) if rows is None]
        rows = [one for one in made if one is not None]
        left = {i: self._left(i, rows) for i in targets}
        narrowed = [
            Narrowed(self.survey, self.figures[i].name, low, high)
            for i, (low, high) in left.items()
            if high - low < LEAST_LEFT
        ]
        return Ends(len(targets), tuple(narrowed), tuple(unexplained))

    def _is_end(self, i: int) -> bool:
        seen = self.seen[i]
        return isinstance(seen, Shown) and not seen.exact

    def _interval(self, i: int) -> tuple[float, float]:
        """Where a printed figure says that it lies, as far as its decimals tell."""
        seen = self.seen[i]
        if isinstance(seen, Distribution):
            exactly = float(sum(level * count for level, count in enumerate(seen.counts, 1)))
            return exactly - A_HAIR, exactly + A_HAIR
        assert isinstance(seen, Shown)
        if not seen.exact:
            return (1.0, 1 + ROOM) if seen.text.startswith("below") else (self.top - ROOM, float(self.top))
        half = 0.5 / 10 ** len(seen.text.partition(".")[2]) + A_HAIR
        return seen.value - half, seen.value + half

    def _as_made(self, i: int, cells: Sequence[int]) -> tuple[Numbers, float, float] | None:
        """Its weights and bounds; in a total the point that stands for an end is known and in no weight.

        A total in which the means themselves are is taken for what it is. None where it is neither.
        """
        weighs, (low, high) = self.coefficients[i], self._interval(i)
        stood_for = np.zeros(len(weighs), dtype=bool)
        known = 0.0
        if _is_total(self.figures[i]):
            alike = [
                cell for cell in cells if _statement_of(self.figures[cell]) == _statement_of(self.figures[i])
            ]
            for cell in alike:
                of_it = (self.coefficients[cell] != 0) & (weighs != 0) & ~stood_for
                known += float(weighs[of_it].sum()) * self._stands(cell)
                stood_for |= of_it
        if low - A_HAIR <= self.parts[i][~stood_for].sum() + known <= high + A_HAIR:
            return np.where(stood_for, 0.0, weighs), low - known, high - known
        return (weighs, low, high) if low - A_HAIR <= self.parts[i].sum() <= high + A_HAIR else None

    def _stands(self, end: int) -> float:
        low, _ = self._interval(end)
        return 1 + STANDS if low == 1 else self.top - STANDS

    def _left(self, target: int, rows: Sequence[tuple[Numbers, float, float]]) -> tuple[float, float]:
        """The least and the most that a mean may be."""
        weights = np.stack([self.coefficients[target], *(row for row, _, _ in rows)])
        kinds, counts = np.unique(weights, axis=1, return_counts=True)
        whole = kinds * counts
        near = _linked(whole)
        lows, highs = np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])
        used = np.abs(whole[1:][:, near]).max(axis=1, initial=0) > 0
        matrix = whole[1:][used][:, near]
        ends = [
            scipy.optimize.linprog(
                sign * whole[0, near],
                A_ub=np.vstack([matrix, -matrix]),
                b_ub=np.concatenate([highs[used], -lows[used]]),
                bounds=(1, self.top),
                method="highs",
            )
            for sign in (1, -1)
        ]
        assert all(found.status == 0 for found in ends), "what is printed contradicts itself"
        return float(ends[0].fun), float(-ends[1].fun)


def _linked(weights: Numbers) -> Marks:
    """The answers (columns) that figures (rows) link with those of the first row."""
    touches = weights != 0
    found = touches[0]
    while True:
        rows = (touches & found).any(axis=1)
        more = touches[rows].any(axis=0)
        if (more == found).all():
            return found
        found = more
