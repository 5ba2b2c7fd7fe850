"""The product with one protection taken out, one after the other: the attacker must notice each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.instruments import Area, Audience, Edition, Scale
from lws_assess.survey.releases.additions import ReleasedLocal, ShownLocal
from lws_assess.survey.releases.cut_counts import CellByCategory
from lws_assess.survey.releases.cut_graphs import CutGraph, Shares, plain_graph, weak_components
from lws_assess.survey.releases.privacy import CellJoining, Distribution, SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import ReleaseCell, ReleasedArea, digest_of_cells, release_cell
from lws_assess.survey.releases.scores import AreaFigures, Moments, Vectors, count_cell, moments_of_levels
from lws_assess.survey.releases.shared_sums import tells_of_few
from lws_assess.survey.releases.unanimity import (
    ShownCell,
    StatementRatings,
    class_of,
    count_in_cell,
    show_cell,
)
from lws_assess.survey.releases.unanimity import _local as show_local
from lws_assess.survey.responses import HIGHEST_RATING, NOT_PUT
from lws_assess.survey.results.cuts import ReleasedCategory, ReleasedCut, release_cut
from lws_assess.survey.results.round_results import AudienceResults, RoundFacts, RoundResults, view_results
from lws_assess.survey.results.verdicts import ToldApart
from lws_assess.survey.smallest_numbers import SPREAD_NEEDS
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers.product import Product, join_cells, release
from tests.attacks.attackers.surveys import Survey

Loosen = Callable[[ReleasedArea, ReleasedArea], ReleasedArea]  # (as it should be, with everything in it)


def _each_alone(groups: Sequence[SmallGroup], _k: int) -> CellJoining:
    return CellJoining(tuple((g.key,) for g in groups if g.people), ())


def _left_out_alone(groups: Sequence[SmallGroup], k: int) -> CellJoining:
    """The cells there should be, and one for each group that should be left out."""
    joining = join_small_groups(groups, k)
    return CellJoining((*joining.cells, *((key,) for key in joining.left_out)), ())


def _everything(
    edition: Edition, audience: Audience, groups: Sequence[str], people: Vectors, k: int
) -> ReleaseCell:
    """A cell in which nothing is withheld but what nobody answered."""
    figures = count_cell(edition, audience, people)
    cell = release_cell(edition, audience, groups, figures, 1)
    areas = {
        code: replace(area, score=mine.score if mine.score.n else None, statements=mine.statements)
        for code, area in cell.areas.items()
        for mine in [figures.areas[code]]
    }
    return replace(cell, areas=areas)


def _with_everything_shown(facts: RoundFacts, cells: Sequence[ReleaseCell]) -> RoundResults:
    return view_results(replace(facts, k=1), cells)


def _loosened(loosen: Loosen, voters: bool = False) -> Product:
    """Cells as they should be but for one thing in each area, which is shown however few it speaks of.

    With `voters` it is also shown how many chose.
    """

    def made(
        edition: Edition, audience: Audience, groups: Sequence[str], people: Vectors, k: int
    ) -> ReleaseCell:
        right = release(edition, audience, groups, people, k)
        loose = _everything(edition, audience, groups, people, k)
        areas = {code: loosen(right.areas[code], loose.areas[code]) for code in right.areas}
        return replace(right, areas=areas, voters=loose.voters if voters else right.voters)

    return Product(release=made, view=_with_everything_shown)


@dataclass
class _KeptInTotals:
    """What a cell withholds, and cells that should not be, are in the totals all the same."""

    right: dict[tuple[str, ...], ReleaseCell | None] = field(default_factory=dict)

    def release(
        self, edition: Edition, audience: Audience, groups: Sequence[str], people: Vectors, k: int
    ) -> ReleaseCell:
        shown = len(people) >= k
        self.right[tuple(groups)] = release(edition, audience, groups, people, k) if shown else None
        return _everything(edition, audience, groups, people, k)

    def view(self, facts: RoundFacts, cells: Sequence[ReleaseCell]) -> RoundResults:
        shown = view_results(facts, [right for c in cells if (right := self.right[c.groups])])
        totals = view_results(replace(facts, k=1), cells)
        pairs = zip(shown.audiences, totals.audiences, strict=True)
        return replace(shown, audiences=tuple(_with_totals(one, whole) for one, whole in pairs))


def _with_totals(shown: AudienceResults, totals: AudienceResults) -> AudienceResults:
    """The cells of one view beside the totals of another."""
    areas = tuple(
        replace(
            whole,
            statements=tuple(
                replace(s, cells=t.cells) for s, t in zip(whole.statements, one.statements, strict=True)
            ),
        )
        for one, whole in zip(shown.areas, totals.areas, strict=True)
    )
    additions = tuple(
        replace(whole, cells=one.cells) for one, whole in zip(shown.additions, totals.additions, strict=True)
    )
    return replace(shown, areas=areas, additions=additions)


def _kept_in_totals(**more: object) -> Product:
    keeping = _KeptInTotals()
    return Product(release=keeping.release, view=keeping.view, **more)  # type: ignore[arg-type]


def _patched(**patches: object) -> Product:
    return Product(
        patches={f"lws_assess.survey.{name.replace('__', '.')}": value for name, value in patches.items()}
    )


def _always(*_: object) -> bool:
    return True


def _nobody_rated_some(_patterns: Mapping[int, int], _count: int, partial: int, k: int) -> bool:
    """The first of the two tests alone."""
    return not 0 < partial < k


def _whole_by_what_they_rated(answers: Vectors) -> npt.NDArray[np.bool_]:
    """As if whoever rated just what some form puts had been put no more than that."""
    rated = (answers >= 1) & (answers <= HIGHEST_RATING)
    forms = {row.tobytes() for row in answers != NOT_PUT}
    told = np.array([row.tobytes() not in forms for row in rated], dtype=bool).reshape(-1, 1)
    return (answers != NOT_PUT) & ~rated & told


# --- statements of several cells together -------------------------------------------------------------------


def _however_few(members: Sequence[AreaFigures], _scale: Scale, _k: int) -> bool:
    """As if cells could show their statements together whoever of them rated what."""
    return sum(one.score.n for one in members) >= SPREAD_NEEDS


def _as_if_one_cell(cells: Sequence[Mapping[int, int]], statements: int, k: int) -> bool:
    """As if the area score of all of them were printed, and not one of each."""
    together: Counter[int] = Counter()
    for patterns in cells:
        together.update(patterns)
    return tells_of_few([together], statements, k)


def _whatever_is_near_an_end(members: Sequence[AreaFigures], _scale: Scale, k: int) -> bool:
    """The tests of sums alone."""
    partial, counts = sum(one.partial for one in members), len(members[0].statements)
    few = 0 < partial < k or tells_of_few([one.patterns for one in members], counts, k)
    return _however_few(members, _scale, k) and not few


def _joined_beside_any_cut(
    survey: Survey,
    branches: Mapping[str, str],
    cells: Sequence[ReleaseCell],
    people: Sequence[Vectors],
    _cuts: Sequence[ReleasedCut],
) -> list[ReleaseCell]:
    return join_cells(survey, branches, cells, people, [])


def _joined_with_one_that_shows(cell: ReleaseCell, area: Area) -> bool:
    """As if a cell that shows its statements by itself could be joined as well."""
    return cell.areas[area.code].score is not None


# --- the second cut ------------------------------------------------------------------------------------------


def _no_graph_is_weak(_graph: CutGraph, _k: int) -> frozenset[int]:
    return frozenset()


def _without_everyone_else(graph: CutGraph, k: int) -> frozenset[int]:
    """As if those in no category were nobody."""

    def named(shares: Shares) -> Shares:
        return np.column_stack([shares[:, :-1], np.zeros(len(shares), dtype=np.int64)])

    return weak_components(CutGraph(named(graph.cells), named(graph.nodes)), k)


def _without_the_graphs_of_areas(area: Area, counts: Sequence[CellByCategory]) -> tuple[CutGraph, ...]:
    """Each area passes when everybody's graph does."""
    return tuple(plain_graph(np.array([one.people for one in counts])) for _ in counts[:1])


def _without_statements(
    edition: Edition,
    audience: Audience,
    question: str,
    vectors: Sequence[Vectors],
    cells: Sequence[ReleaseCell],
    k: int,
) -> ReleasedCut:
    """The test of the cut made as if no cell showed figures of single statements."""
    bare = [
        replace(c, areas={code: replace(area, statements=None) for code, area in c.areas.items()})
        for c in cells
    ]
    return release_cut(edition, audience, question, vectors, bare, k)


def _counting_outside(
    edition: Edition,
    audience: Audience,
    question: str,
    vectors: Sequence[Vectors],
    cells: Sequence[ReleaseCell],
    k: int,
) -> ReleasedCut:
    """The cut as it should be, and in its categories also people of cells that show nothing of an area."""
    shown = [(people, cell) for people, cell in zip(vectors, cells, strict=True) if cell.people >= k]
    cut = release_cut(edition, audience, question, [p for p, _ in shown], [c for _, c in shown], k)
    asked = edition.role if question == "role" else edition.sector
    keys = [choice.key for choice in asked.choices]
    column = -2 if question == "role" else -1

    def with_outside(category: ReleasedCategory) -> ReleasedCategory:
        codes = [keys.index(choice) + 1 for choice in category.choices]
        areas = dict(category.areas)
        for people, cell in zip(vectors, cells, strict=True):
            mine = count_cell(edition, audience, people[np.isin(people[:, column], codes)])
            for code, moments in areas.items():
                if moments and cell.areas[code].score is None:
                    more = mine.areas[code].score
                    areas[code] = Moments(
                        moments.n + more.n, moments.total + more.total, moments.squares + more.squares
                    )
        return replace(category, areas=areas)

    return replace(cut, categories=tuple(map(with_outside, cut.categories)))


def _only_large_cells(facts: RoundFacts, cells: Sequence[ReleaseCell]) -> RoundResults:
    return view_results(facts, [cell for cell in cells if cell.people >= facts.k])


# --- rounds compared -----------------------------------------------------------------------------------------


def _cells_that_share_a_group(
    audience: str, rounds: Sequence[Sequence[ReleaseCell]]
) -> list[tuple[ReleaseCell, ...]]:
    """Cells of the last round beside any earlier one with which they have a group in common."""
    found = []
    for cell in rounds[-1]:
        row = [
            next((c for c in cells if c.audience == audience and set(c.groups) & set(cell.groups)), None)
            for cells in rounds
        ]
        if cell.audience == audience and all(row):
            found.append(tuple(c for c in row if c))
    return found


# --- the ends of a scale -------------------------------------------------------------------------------------


def _as_it_is(moments: Moments, _scale: Scale) -> Moments:
    return moments


def _no_category_is_near(_area: object, _join: object) -> bool:
    return False


def _spread_from_ten(counts: Sequence[int], _scale: Scale, _k: int) -> Distribution | Withheld:
    """As if the spread did not give the mean away."""
    if sum(counts) < SPREAD_NEEDS:
        return Withheld("", "")
    return Distribution(tuple(counts), None, "")


# By the protection that is missing: the seed of a survey in which it matters, and the product without it.
WITHOUT: Mapping[str, tuple[int, Callable[[], Product]]] = {
    "groups below k are no cells": (
        2,
        lambda: Product(join=_each_alone, release=_everything, view=_with_everything_shown),
    ),
    "small groups are joined, not hidden": (2, lambda: _kept_in_totals(join=_each_alone)),
    "groups left out are in no total": (2, lambda: _kept_in_totals(join=_left_out_alone)),
    "what a cell withholds is in no total": (2, _kept_in_totals),
    "an area needs k scores": (
        4,
        lambda: _loosened(lambda right, loose: replace(right, score=loose.score)),
    ),
    "importance needs k ratings": (
        2,
        lambda: _loosened(lambda right, loose: replace(right, importance=loose.importance)),
    ),
    "votes need k voters": (
        27,
        lambda: _loosened(lambda right, loose: replace(right, votes=loose.votes), voters=True),
    ),
    "statements need 0 or k who rated some": (
        3,
        lambda: _patched(releases__privacy__statements_may_show=_always),
    ),
    "forms of two lengths are weighed together": (
        3,
        lambda: _patched(releases__privacy__statements_may_show=_nobody_rated_some),
    ),
    "who left something out is told person by person": (
        1506,
        lambda: _patched(releases__scores___left=_whole_by_what_they_rated),
    ),
    "don't-knows need 0 or k who may have said so": (
        4,
        lambda: _loosened(lambda right, loose: replace(right, dont_know=loose.dont_know)),
    ),
    "what does not apply needs 0 or k who may have said so": (
        4,
        lambda: _loosened(lambda right, loose: replace(right, not_applicable=loose.not_applicable)),
    ),
    "reasons for not rating need 0 or k who may have given them": (
        4,
        lambda: _patched(releases__privacy__unrated_may_be_counted=_always),
    ),
    "cells show statements together as one cell would": (
        5,
        lambda: _patched(releases__privacy__joined_statements_may_show=_however_few),
    ),
    "in joined cells each area score has a weight": (
        119,
        lambda: _patched(releases__privacy__tells_of_few=_as_if_one_cell),
    ),
    "don't-knows may stand beside joined statements": (
        6,
        lambda: _patched(releases__privacy__may_not_know_in_joined=_always),
    ),
    "a cut may stand beside joined statements": (98, lambda: Product(join_cells=_joined_beside_any_cut)),
    "a cell that shows its statements is not joined": (
        5,
        lambda: _patched(releases__statement_joins___waits=_joined_with_one_that_shows),
    ),
    "the rest of a local statement is 0 or k": (
        4,
        lambda: _patched(releases__privacy__rest_may_be_counted=_always),
    ),
    "no cut of the graph weighs 1 to k - 1": (
        3,
        lambda: _patched(
            results__cuts__weak_components=_no_graph_is_weak,
            releases__privacy__weak_components=_no_graph_is_weak,
        ),
    ),
    "everyone else is in the graph": (
        3,
        lambda: _patched(
            results__cuts__weak_components=_without_everyone_else,
            releases__privacy__weak_components=_without_everyone_else,
        ),
    ),
    "each area has its own graph": (
        3,
        lambda: _patched(results__cuts__graphs_of_area=_without_the_graphs_of_areas),
    ),
    "statements stand in the graph": (7, lambda: Product(cut=_without_statements)),
    "an area's cut counts cells that show it": (195, lambda: Product(cut=_counting_outside)),
    "a cut counts people in shown cells": (
        195,
        lambda: Product(join=_left_out_alone, view=_only_large_cells, cut=_counting_outside),
    ),
}
ENDS_WITHOUT: Mapping[str, tuple[int, Callable[[], Product]]] = {
    "totals are made of what is printed": (2, lambda: _patched(releases__privacy__as_printed=_as_it_is)),
    "a cut leaves out areas near an end": (
        21,
        lambda: _patched(results__cuts___CutArea___names_an_end=_no_category_is_near),
    ),
    "near an end no statements are joined": (
        7,
        lambda: _patched(releases__privacy__joined_statements_may_show=_whatever_is_near_an_end),
    ),
    "spread is not shown near an end": (
        7,
        lambda: _patched(releases__privacy__distribution_shown=_spread_from_ten),
    ),
}
# --- unanimity -----------------------------------------------------------------------------------------------


def _exact(count: int, _most: int) -> tuple[int, int]:
    return count, count


def _with_the_spread(_people: int, counts: tuple[int, ...]) -> StatementRatings:
    return StatementRatings(moments_of_levels(counts), counts)


def _no_end_is_named(*_of: object) -> None:
    return None


def _out_of_all_put(cell: ReleaseCell, area: ReleasedArea) -> BoundedCount | None:
    """As if how many rated each statement told nothing of how many did not know."""
    return None if area.dont_know is None else _out_of_all(cell, area, area.dont_know)


def _out_of_all(cell: ReleaseCell, area: ReleasedArea, count: int) -> BoundedCount:
    return count_in_cell(cell.people, count, area.put, area.put)


def _exactly_what_does_not_apply(_cell: ReleaseCell, area: ReleasedArea) -> BoundedCount | None:
    """As if only don't-knows stood in classes."""
    count = area.not_applicable
    return exact_count(count, area.put) if isinstance(count, int) else None


class _ToldInFull(ShownCell):
    """A small cell of which the rank bands may know how its answers vary."""

    @property
    def is_small(self) -> bool:
        return False


def _with_what_varies(cell: ReleaseCell) -> ShownCell:
    """A cell as it is shown, and with everything that rank bands are made of."""
    shown = show_cell(cell)
    areas = {
        code: replace(
            area,
            score=cell.areas[code].score,
            importance=moments_of_levels(said) if (said := cell.areas[code].importance) else None,
        )
        for code, area in shown.areas.items()
    }
    return _ToldInFull(
        shown.audience, shown.groups, shown.people, shown.voters, areas, cell.joint, shown.local
    )


def _no_bands(*_of: object) -> dict[str, object]:
    return {}


def _nothing_told_apart(*_of: object) -> ToldApart:
    return ToldApart()


def _no_chances(*_of: object) -> dict[str, object]:
    return {}


def _whoever_has_a_score(_cell: object, score: Moments | None) -> bool:
    return score is not None


def _as_it_varies(score: Moments) -> float:
    """Also where all are alike."""
    return score.variance


def _with_a_digest_of_what_is_kept(facts: RoundFacts, cells: Sequence[ReleaseCell]) -> RoundResults:
    return replace(view_results(facts, cells), digest=digest_of_cells(cells))


# By the protection that is missing: the case in `attacker_unanimity.CASES` in which it matters.
UNANIMITY_WITHOUT: Mapping[str, tuple[str, Callable[[], Product]]] = {
    "counts stand in classes": (
        "six who all do not know",
        lambda: _patched(releases__unanimity__class_of=_exact),
    ),
    "no spread is shown": (
        "twelve at level 2",
        lambda: _patched(releases__unanimity___ratings=_with_the_spread),
    ),
    "means near an end are named by it": (
        "nine at the top",
        lambda: _patched(releases__privacy___end=_no_end_is_named),
    ),
    "what was rated cannot be a don't-know": (
        "twelve who do not know one thing",
        lambda: _patched(releases__unanimity___dont_know=_out_of_all_put),
    ),
    "what was rated cannot be what does not apply": (
        "twelve to whom one thing does not apply",
        lambda: _patched(releases__unanimity___of_unrated=_out_of_all),
    ),
    "what does not apply stands in classes": (
        "six to whom nothing applies",
        lambda: _patched(releases__unanimity___not_applicable=_exactly_what_does_not_apply),
    ),
    "cells can trade what they show together": (
        "two groups at the two ends of other statements",
        lambda: _patched(releases__privacy__stays_open=_always),
    ),
    "votes for the only area are not shown": (
        "seven with one area to choose",
        lambda: _patched(releases__unanimity___votes_may_show=_always),
    ),
    "no rank band knows how a small cell varies": (
        "eight in one order",
        lambda: _patched(results__round_results__show_cell=_with_what_varies),
    ),
    "no standard error knows how a small cell varies": (
        "nine at the top",
        lambda: _patched(
            results__round_results__show_cell=_with_what_varies,
            results__round_results__priority_bands=_no_bands,
            results__round_results__tell_apart=_nothing_told_apart,
            results__chance___tells=_whoever_has_a_score,
            results__chance___variance=_as_it_varies,
        ),
    ),
    "no verdict knows how a small cell varies": (
        "two groups that agree on other levels",
        lambda: _patched(
            results__round_results__show_cell=_with_what_varies,
            results__round_results__priority_bands=_no_bands,
            results__round_results__chance_of_means=_no_chances,
            results__chance___tells=_whoever_has_a_score,
            results__chance___variance=_as_it_varies,
        ),
    ),
    "the fingerprint is of what is printed": (
        "six who all do not know",
        lambda: Product(view=_with_a_digest_of_what_is_kept),
    ),
}


# --- reasons for not rating --------------------------------------------------------------------------------------


def _all_put(_cell: ReleaseCell, area: ReleasedArea) -> int:
    """As if anybody could have left anything unrated, whoever rated it."""
    return area.put


def _of_everybody(people: int, local: ReleasedLocal) -> ShownLocal:
    return show_local(people, replace(local, unscored=None))


def _votes_of_everybody(cell: ReleaseCell, voters: int, votes: int) -> tuple[int, int]:
    """As if whoever chose could have chosen nothing."""
    least, most = class_of(votes, cell.people)
    return least, min(most, voters)


# By the protection that is missing: the case in `leaving.REASONS` in which it matters.
REASONS_WITHOUT: Mapping[str, tuple[str, Callable[[], Product]]] = {
    "don't-knows are told out of what was not rated": (
        "seven of twelve rated and five did not know",
        lambda: _patched(releases__unanimity___most_unrated=_all_put),
    ),
    "what does not apply is told out of what was not rated": (
        "seven of twelve rated and five said it does not apply",
        lambda: _patched(releases__unanimity___most_unrated=_all_put),
    ),
    "it is so where an area has several statements": (
        "seven of twelve rated an area and five knew nothing of it",
        lambda: _patched(releases__unanimity___most_unrated=_all_put),
    ),
    "it is so of statements of our own": (
        "all but five rated our own statement",
        lambda: _patched(releases__unanimity___local=_of_everybody),
    ),
    "it is so where only some were asked": (
        "all but five with the full form rated our own statement",
        lambda: _patched(releases__unanimity___local=_of_everybody),
    ),
    "votes are told out of those who chose": (
        "all of eight who chose chose one area",
        lambda: _patched(releases__unanimity___class_of_votes=_votes_of_everybody),
    ),
    "votes leave one for what nobody chose": (
        "all of twelve chose three and nobody the first",
        lambda: _patched(releases__unanimity___leaves_a_choice=_always),
    ),
}
COMPARED_WITHOUT = _patched(results__changes__same_cells=_cells_that_share_a_group)
