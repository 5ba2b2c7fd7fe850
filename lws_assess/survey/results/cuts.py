"""Cuts: results by a profile question (role or sector) across all groups, beside the cells of a release.

    vectors of each cell  ->  release_cut  ->  ReleasedCut  ->  cut_to_json  ...  view_cut  ->  CutResult

Only people in cells that are shown are counted, and in each area only those in cells that show that area.
Whether a cut may be shown, and which categories are joined for it, is decided here once, at the release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from lws_assess.survey.instruments import Area, Audience, Edition, ProfileQuestion
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.cut_counts import (
    NOT_SAID,
    CellByCategory,
    count_by_category,
    graphs_of_area,
    moments_of_area,
)
from lws_assess.survey.releases.cut_graphs import (
    CutGraph,
    Join,
    Shares,
    keeps_apart,
    mark_of,
    plain_graph,
    sets_of,
    ways_to_join,
    weak_components,
)
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import ReleaseCell, cell_to_json, digest_of_cells
from lws_assess.survey.releases.scores import Moments, Vectors
from lws_assess.survey.releases.unanimity import SMALL, ShownArea, ShownCell
from lws_assess.survey.results.chance import CellVariation, SampledCell
from lws_assess.survey.results.verdicts import Pairs, groups_apart
from lws_assess.survey.withheld import (
    RATED_ENOUGH,
    Withheld,
    cut_withheld_beside_the_groups,
    cut_withheld_near_an_end,
    cut_withheld_with_nothing_to_compare,
    withheld_as_kept,
    withheld_for_nobody,
    withheld_for_too_few_in_any_group,
)

MOST_CATEGORIES = 6  # that a picture can tell apart; where there are more, the smallest are joined first


@dataclass(frozen=True)
class ReleasedCategory:
    """One answer to the profile question, or several joined. An area that is withheld is None."""

    choices: tuple[str, ...]  # keys
    people: int
    areas: dict[AreaCode, Moments | None]


@dataclass(frozen=True)
class ReleasedCut:
    """Holds what may be shown of one audience by one profile question; no category at all where nothing may."""

    question: str
    audience: AudienceKey
    categories: tuple[ReleasedCategory, ...]
    withheld: Withheld | None = None  # why it is not shown at all
    areas_withheld: dict[AreaCode, Withheld] = field(
        default_factory=dict
    )  # why, where no category shows an area

    @property
    def why(self) -> str:
        return str(self.withheld or "")


@dataclass(frozen=True)
class CategoryResult:
    name: str
    choices: tuple[str, ...]  # labels
    people: int
    positions: dict[AreaCode, Shown | Withheld]  # by area code


@dataclass(frozen=True)
class CutResult:
    """One audience by one profile question, ready to be drawn."""

    question: ProfileQuestion
    audience: Audience
    areas: tuple[Area, ...]  # in the framework's order
    categories: tuple[CategoryResult, ...]
    withheld: Withheld | None  # why the cut is not shown at all
    # By code of the area, the numbers of categories that differ by more than chance would make them.
    apart: Mapping[AreaCode, Pairs] = field(default_factory=dict)

    @property
    def is_joined(self) -> bool:
        return any(len(category.choices) > 1 for category in self.categories)


# --- the release -------------------------------------------------------------------------------------------


def release_cut(
    edition: Edition,
    audience: Audience,
    question: str,
    vectors_of_cells: Sequence[Vectors],
    cells: Sequence[ReleaseCell],
    k: int,
) -> ReleasedCut:
    """The cut of one audience by the profile question of that key, with categories joined until it may show.

    `vectors_of_cells` holds the responses of each of `cells`, which are those of this audience.
    """
    asked = _profile(edition, question)
    counts = [
        count_by_category(edition, audience, asked, vectors, cell, k)
        for vectors, cell in zip(vectors_of_cells, cells, strict=True)
    ]
    if not counts:
        return ReleasedCut(question, audience.key, (), withheld_for_nobody())
    people = np.array([count.people for count in counts])
    columns = _few_categories(people.sum(axis=0))
    if len(columns) < 2:
        return ReleasedCut(
            question, audience.key, (), cut_withheld_with_nothing_to_compare(question, len(columns))
        )
    areas = {area.code: _area(area, audience, counts, cells, columns, k) for area in edition.areas}
    whole = plain_graph(people)
    join = _best_join(whole, areas.values(), columns, k)
    if join is None:
        return ReleasedCut(question, audience.key, (), _why_not(whole, areas.values(), columns, question, k))
    reasons = {code: area.why_not(whole, join, question, k) for code, area in areas.items()}
    shown = [code for code, why in reasons.items() if why is None]
    return ReleasedCut(
        question,
        audience.key,
        tuple(_category(edition, asked, counts, together, shown) for together in join),
        areas_withheld={code: why for code, why in reasons.items() if why},
    )


def cuts_stand(
    edition: Edition,
    cuts: Sequence[ReleasedCut],
    vectors_of_cells: Sequence[Vectors],
    cells: Sequence[ReleaseCell],
    k: int,
) -> bool:
    """True if all that released cuts show may stand beside the statements that cells of the release show together."""
    mine = {
        cut.audience: [i for i, cell in enumerate(cells) if cell.audience == cut.audience] for cut in cuts
    }
    return all(
        _stands(
            edition,
            cut,
            [vectors_of_cells[i] for i in mine[cut.audience]],
            [cells[i] for i in mine[cut.audience]],
            k,
        )
        for cut in cuts
    )


def _stands(
    edition: Edition,
    cut: ReleasedCut,
    vectors_of_cells: Sequence[Vectors],
    cells: Sequence[ReleaseCell],
    k: int,
) -> bool:
    asked = _profile(edition, cut.question)
    keys = [choice.key for choice in asked.choices if choice.key != NOT_SAID]
    join = tuple(tuple(keys.index(key) for key in category.choices) for category in cut.categories)
    shown = [area for area in edition.areas if any(one.areas[area.code] for one in cut.categories)]
    joined = [area for area in shown if any(cell.areas[area.code].joined for cell in cells)]
    if not joined:
        return True
    counts = [
        count_by_category(edition, edition.audience(cut.audience), asked, vectors, cell, k)
        for vectors, cell in zip(vectors_of_cells, cells, strict=True)
    ]
    return all(_may_show(graphs_of_area(area, counts), join, k) for area in joined)


@dataclass(frozen=True, eq=False)
class _CutArea:
    """One area as far as joining is concerned: `graphs` is () where no cell shows it.

    `weak` are sets of categories that would tell too much, `ends` such as may only be named by an end of the
    scale; all of them where a cell may. Categories and cells come to the same people, so beside the others such
    a one could be worked out.
    """

    graphs: tuple[CutGraph, ...]
    weak: frozenset[int]
    ends: frozenset[int]

    def shows(self, join: Join) -> bool:
        return bool(self.graphs) and keeps_apart(join, self.weak) and not self._names_an_end(join)

    def _names_an_end(self, join: Join) -> bool:
        return any(mark_of(together) in self.ends for together in join)

    def why_not(self, whole: CutGraph, join: Join, question: str, k: int) -> Withheld | None:
        """Why this join does not show the area; None where it does."""
        if not self.graphs:
            return withheld_for_too_few_in_any_group(k, RATED_ENOUGH)
        if not _may_show((whole, *self.graphs), join, k):
            return cut_withheld_beside_the_groups(question, k)
        return cut_withheld_near_an_end(question) if self._names_an_end(join) else None


def _area(
    area: Area,
    audience: Audience,
    counts: Sequence[CellByCategory],
    cells: Sequence[ReleaseCell],
    columns: Join,
    k: int,
) -> _CutArea:
    graphs = graphs_of_area(area, counts)
    scores = [score for cell in cells if (score := cell.areas[area.code].score)]
    a_cell_is = any(privacy.end_named(score, audience.scale) for score in scores)
    ends = {
        mark_of(together)
        for together in sets_of(columns)
        if a_cell_is
        or ((mine := moments_of_area(area, counts, together)) and privacy.end_named(mine, audience.scale))
    }
    return _CutArea(graphs, frozenset().union(*(weak_components(one, k) for one in graphs)), frozenset(ends))


def _profile(edition: Edition, question: str) -> ProfileQuestion:
    return {"role": edition.role, "sector": edition.sector}[question]


def _few_categories(people: Shares) -> Join:
    """The categories that anybody is in; where they are too many, the two smallest are joined again and again."""
    found: list[tuple[int, ...]] = [(column,) for column, n in enumerate(people[:-1]) if n]
    while len(found) > MOST_CATEGORIES:
        small = sorted(found, key=lambda together: sum(people[list(together)]))[:2]
        found = [one for one in found if one not in small] + [small[0] + small[1]]
    return tuple(sorted(tuple(sorted(together)) for together in found))


def _best_join(people: CutGraph, areas: Collection[_CutArea], columns: Join, k: int) -> Join | None:
    """The way of joining that shows most: the most areas, then the most categories, then the largest small one.

    Ties go to the order of the edition. None where no way leaves two categories and an area.
    """
    weak = weak_components(people, k)
    sizes = people.cells.sum(axis=0)
    best, most = None, (0, 0, 0)
    for way in ways_to_join(range(len(columns))):
        join = tuple(tuple(c for i in together for c in columns[i]) for together in way)
        if len(join) < 2 or not keeps_apart(join, weak):
            continue
        shown = sum(area.shows(join) for area in areas)
        shows = (shown, len(join), min(int(sizes[list(together)].sum()) for together in join))
        if shown and shows > most:
            best, most = join, shows
    return best


def _why_not(people: CutGraph, areas: Collection[_CutArea], columns: Join, question: str, k: int) -> Withheld:
    """Why no join shows anything: for the ends of the scale alone, or because it would tell of too few."""
    if _best_join(people, [replace(area, ends=frozenset()) for area in areas], columns, k):
        return cut_withheld_near_an_end(question)
    return cut_withheld_beside_the_groups(question, k)


def _may_show(graphs: Sequence[CutGraph], join: Join, k: int) -> bool:
    return all(privacy.cut_may_show(graph.joined(join), k) for graph in graphs)


def _category(
    edition: Edition,
    question: ProfileQuestion,
    counts: Sequence[CellByCategory],
    together: Sequence[int],
    areas: Sequence[AreaCode],
) -> ReleasedCategory:
    named = [choice.key for choice in question.choices if choice.key != NOT_SAID]
    mine = sorted(together)
    return ReleasedCategory(
        choices=tuple(named[column] for column in mine),
        people=sum(int(count.people[mine].sum()) for count in counts),
        areas={a.code: moments_of_area(a, counts, mine) if a.code in areas else None for a in edition.areas},
    )


# --- keeping it --------------------------------------------------------------------------------------------


def cut_to_json(cut: ReleasedCut) -> str:
    return json.dumps(asdict(cut), sort_keys=True, separators=(",", ":"))


def cut_from_json(text: str) -> ReleasedCut:
    data = json.loads(text)
    return ReleasedCut(
        question=data["question"],
        audience=data["audience"],
        categories=tuple(_category_from(category) for category in data["categories"]),
        withheld=withheld_as_kept(data["withheld"]) if data["withheld"] else None,
        areas_withheld={code: withheld_as_kept(why) for code, why in data["areas_withheld"].items()},
    )


def _category_from(data: dict[str, Any]) -> ReleasedCategory:
    areas = {code: Moments(**moments) if moments else None for code, moments in data["areas"].items()}
    return ReleasedCategory(tuple(data["choices"]), data["people"], areas)


def digest_of_release(cells: Sequence[ReleaseCell], cuts: Sequence[ReleasedCut]) -> str:
    """SHA-256 of exactly what a release keeps; without a cut it is that of its cells."""
    if not cuts:
        return digest_of_cells(cells)
    shown = [*map(cell_to_json, cells), *map(cut_to_json, cuts)]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


# --- the view ----------------------------------------------------------------------------------------------


def view_cut(edition: Edition, released: ReleasedCut, k: int, cells: Sequence[ShownCell] = ()) -> CutResult:
    """The cut as it may be printed. `cells` are those of its audience, off which it is read how people vary."""
    question, audience = _profile(edition, released.question), edition.audience(released.audience)
    labels = {choice.key: choice.label for choice in question.choices}
    categories = tuple(
        _view_category(edition, audience, released, category, labels, k) for category in released.categories
    )
    return CutResult(
        question=question,
        audience=audience,
        areas=edition.areas,
        categories=categories,
        withheld=released.withheld,
        apart=_apart(edition, released, categories, cells),
    )


def _apart(
    edition: Edition,
    released: ReleasedCut,
    categories: Sequence[CategoryResult],
    cells: Sequence[ShownCell],
) -> dict[AreaCode, Pairs]:
    """People of a category are taken to vary as small cells are: nothing is told of how they do."""
    codes = tuple(area.code for area in edition.areas)
    sampled = [SampledCell(_as_a_small_cell(released, category), codes) for category in released.categories]
    sources = [SampledCell(cell, codes) for cell in cells if not cell.is_small]
    keys = [str(number) for number in range(len(categories))]
    return groups_apart(
        CellVariation(codes, [*sampled, *sources]), keys, [one.positions for one in categories]
    )


def _as_a_small_cell(released: ReleasedCut, category: ReleasedCategory) -> ShownCell:
    areas = {
        code: ShownArea(score=moments, dont_know=None, importance=None, votes=None, statements=None)
        for code, moments in category.areas.items()
    }
    return ShownCell(released.audience, tuple(map(GroupKey, category.choices)), SMALL - 1, None, areas, None)


def _view_category(
    edition: Edition,
    audience: Audience,
    released: ReleasedCut,
    category: ReleasedCategory,
    labels: Mapping[str, str],
    k: int,
) -> CategoryResult:
    choices = tuple(labels.get(key, key) for key in category.choices)
    return CategoryResult(
        name=choices[0] if len(choices) == 1 else "Together: " + "; ".join(choices),
        choices=choices,
        people=category.people,
        positions={
            area.code: privacy.mean_shown(moments, audience.scale, k)
            if (moments := category.areas.get(area.code))
            else released.areas_withheld.get(area.code, withheld_for_nobody())
            for area in edition.areas
        },
    )
