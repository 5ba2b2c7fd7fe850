"""Cuts: results by a profile question (role or sector) across all groups, beside the cells of a release.

    vectors of each cell  ->  release_cut  ->  ReleasedCut  ->  cut_to_json  ...  view_cut  ->  CutResult

Only people in cells that are shown are counted, and in each area only those in cells that show that area.
Whether a cut may be shown, and which categories are joined for it, is decided here once, at the release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from lws_assess.survey import privacy
from lws_assess.survey.cut_counts import (
    NOT_SAID,
    CellByCategory,
    count_by_category,
    graphs_of_area,
    moments_of_area,
)
from lws_assess.survey.cut_graphs import (
    CutGraph,
    Join,
    Shares,
    keeps_apart,
    plain_graph,
    ways_to_join,
    weak_parts,
)
from lws_assess.survey.instruments import Area, Audience, Edition, ProfileQuestion
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.releases import Cell, cell_to_json, digest_of_cells
from lws_assess.survey.scores import Moments, Vectors

MOST_CATEGORIES = 6  # that a picture can tell apart; where there are more, the smallest are joined first


@dataclass(frozen=True)
class ReleasedCategory:
    """One answer to the profile question, or several joined. An area that is withheld is None."""

    choices: tuple[str, ...]  # keys
    people: int
    areas: dict[str, Moments | None]


@dataclass(frozen=True)
class ReleasedCut:
    """What may be shown of one audience by one profile question; no category at all where nothing may."""

    question: str
    audience: str
    categories: tuple[ReleasedCategory, ...]
    withheld: Withheld | None = None  # why it is not shown at all
    areas_withheld: dict[str, Withheld] = field(default_factory=dict)  # why, where no category shows an area

    @property
    def why(self) -> str:
        return str(self.withheld or "")


@dataclass(frozen=True)
class CategoryResult:
    name: str
    choices: tuple[str, ...]  # labels
    people: int
    positions: dict[str, Shown | Withheld]  # by area code


@dataclass(frozen=True)
class CutResult:
    """One audience by one profile question, ready to be drawn."""

    question: ProfileQuestion
    audience: Audience
    areas: tuple[Area, ...]  # in the framework's order
    categories: tuple[CategoryResult, ...]
    withheld: Withheld | None  # why the cut is not shown at all

    @property
    def is_joined(self) -> bool:
        return any(len(category.choices) > 1 for category in self.categories)


# --- the release -------------------------------------------------------------------------------------------


def release_cut(
    edition: Edition,
    audience: Audience,
    question: str,
    vectors_of_cells: Sequence[Vectors],
    cells: Sequence[Cell],
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
        return ReleasedCut(question, audience.key, (), privacy.nobody())
    people = np.array([count.people for count in counts])
    columns = _few_categories(people.sum(axis=0))
    if len(columns) < 2:
        return ReleasedCut(question, audience.key, (), _nothing_to_compare(question, len(columns)))
    graphs = {area.code: graphs_of_area(area, counts) for area in edition.areas}
    whole = plain_graph(people)
    join = _best_join(whole, graphs, columns, k)
    if join is None:
        return ReleasedCut(question, audience.key, (), _would_tell(question, k))
    areas = [code for code, mine in graphs.items() if mine and _may_show((whole, *mine), join, k)]
    return ReleasedCut(
        question,
        audience.key,
        tuple(_category(edition, asked, counts, together, areas) for together in join),
        areas_withheld={
            code: _would_tell(question, k) if mine else privacy.nobody()
            for code, mine in graphs.items()
            if code not in areas
        },
    )


def _profile(edition: Edition, question: str) -> ProfileQuestion:
    return {"role": edition.role, "sector": edition.sector}[question]


def _few_categories(people: Shares) -> Join:
    """The categories that anybody is in; where they are too many, the two smallest are joined again and again."""
    found: list[tuple[int, ...]] = [(column,) for column, n in enumerate(people[:-1]) if n]
    while len(found) > MOST_CATEGORIES:
        small = sorted(found, key=lambda together: sum(people[list(together)]))[:2]
        found = [one for one in found if one not in small] + [small[0] + small[1]]
    return tuple(sorted(tuple(sorted(together)) for together in found))


def _best_join(
    people: CutGraph, graphs: Mapping[str, Sequence[CutGraph]], columns: Join, k: int
) -> Join | None:
    """The way of joining that shows most: the most areas, then the most categories, then the largest small one.

    Ties go to the order of the edition. None where no way leaves two categories and an area.
    """
    weak = weak_parts(people, k)
    weak_areas = [
        frozenset().union(*(weak_parts(one, k) for one in mine)) for mine in graphs.values() if mine
    ]
    sizes = people.cells.sum(axis=0)
    best, most = None, (0, 0, 0)
    for way in ways_to_join(range(len(columns))):
        join = tuple(tuple(c for i in together for c in columns[i]) for together in way)
        if len(join) < 2 or not keeps_apart(join, weak):
            continue
        areas = sum(keeps_apart(join, parts) for parts in weak_areas)
        shows = (areas, len(join), min(int(sizes[list(together)].sum()) for together in join))
        if areas and shows > most:
            best, most = join, shows
    return best


def _may_show(graphs: Sequence[CutGraph], join: Join, k: int) -> bool:
    return all(privacy.cut_may_show(graph.joined(join), k) for graph in graphs)


def _category(
    edition: Edition,
    question: ProfileQuestion,
    counts: Sequence[CellByCategory],
    together: Sequence[int],
    areas: Sequence[str],
) -> ReleasedCategory:
    named = [choice.key for choice in question.choices if choice.key != NOT_SAID]
    mine = sorted(together)
    return ReleasedCategory(
        choices=tuple(named[column] for column in mine),
        people=sum(int(count.people[mine].sum()) for count in counts),
        areas={a.code: moments_of_area(a, counts, mine) if a.code in areas else None for a in edition.areas},
    )


def _nothing_to_compare(question: str, categories: int) -> Withheld:
    if categories:
        return Withheld(
            f"Not shown: everybody in the groups shown who told us their {question} gave the same answer.",
            f"It would need people with another {question}.",
        )
    return Withheld(
        f"Not shown: nobody in the groups shown told us their {question}.", "It would need people who do."
    )


def _would_tell(question: str, k: int) -> Withheld:
    return Withheld(
        f"Not shown: set beside the groups, results by {question} would tell what fewer than {k} people answered.",
        f"It would need more people of each {question} in more of the groups.",
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
        withheld=Withheld(**data["withheld"]) if data["withheld"] else None,
        areas_withheld={code: Withheld(**why) for code, why in data["areas_withheld"].items()},
    )


def _category_from(data: dict[str, Any]) -> ReleasedCategory:
    areas = {code: Moments(**moments) if moments else None for code, moments in data["areas"].items()}
    return ReleasedCategory(tuple(data["choices"]), data["people"], areas)


def digest_of_release(cells: Sequence[Cell], cuts: Sequence[ReleasedCut]) -> str:
    """SHA-256 of exactly what a release shows; without a cut it is that of its cells."""
    if not cuts:
        return digest_of_cells(cells)
    shown = [*map(cell_to_json, cells), *map(cut_to_json, cuts)]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


# --- the view ----------------------------------------------------------------------------------------------


def view_cut(edition: Edition, released: ReleasedCut, k: int) -> CutResult:
    """The cut as it may be printed."""
    question, audience = _profile(edition, released.question), edition.audience(released.audience)
    labels = {choice.key: choice.label for choice in question.choices}
    return CutResult(
        question=question,
        audience=audience,
        areas=edition.areas,
        categories=tuple(
            _view_category(edition, audience, released, category, labels, k)
            for category in released.categories
        ),
        withheld=released.withheld,
    )


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
            else released.areas_withheld.get(area.code, privacy.nobody())
            for area in edition.areas
        },
    )
