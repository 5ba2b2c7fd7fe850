"""What the product publishes of a survey, made the way a release makes it, without a database.

`Product` holds the steps, so that a test can take one protection out. `in_clear` opens the last door only: what
is withheld stays withheld, and what is printed is printed unrounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import numpy as np

from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.releases import privacy, statement_joins, unanimity
from lws_assess.survey.releases.privacy import CellJoining, Shown, SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import ReleaseCell, cell_from_json, cell_to_json, release_cell
from lws_assess.survey.releases.scores import Vectors, count_cell
from lws_assess.survey.results import chance, changes, verdicts
from lws_assess.survey.results import round_results as results
from lws_assess.survey.results.chance import MeanChance
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.cuts import ReleasedCut, cut_from_json, cut_to_json, cuts_stand, release_cut
from lws_assess.survey.results.histories import RoundHistory
from lws_assess.survey.results.round_results import RoundFacts, RoundResults, view_results
from lws_assess.survey.round_timing import EACH_GROUP
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers.surveys import FIRST, SECOND, Consultation, Survey

Release = Callable[[Edition, Audience, Sequence[str], Vectors, int], ReleaseCell]
JoinCells = Callable[
    [Survey, Mapping[str, str], Sequence[ReleaseCell], Sequence[Vectors], Sequence[ReleasedCut]],
    list[ReleaseCell],
]
ReleaseCut = Callable[[Edition, Audience, str, Sequence[Vectors], Sequence[ReleaseCell], int], ReleasedCut]


def release(
    edition: Edition, audience: Audience, groups: Sequence[str], people: Vectors, k: int
) -> ReleaseCell:
    """A cell as it is kept and read again."""
    cell = release_cell(edition, audience, groups, count_cell(edition, audience, people), k)
    return cell_from_json(cell_to_json(cell))


def join_cells(
    survey: Survey,
    branches: Mapping[str, str],
    cells: Sequence[ReleaseCell],
    people: Sequence[Vectors],
    cuts: Sequence[ReleasedCut],
) -> list[ReleaseCell]:
    """The cells of a release with the statements that they show together, as they are kept and read again."""
    edition = survey.edition
    figures = [
        count_cell(edition, edition.audience(cell.audience), mine)
        for cell, mine in zip(cells, people, strict=True)
    ]
    found = statement_joins.join_statements(
        edition,
        cells,
        figures,
        branches,
        survey.k,
        lambda joined: cuts_stand(edition, cuts, people, joined, survey.k),
    )
    return [cell_from_json(cell_to_json(cell)) for cell in found]


@dataclass(frozen=True)
class Product:
    """The steps from answers to what is looked at."""

    join: Callable[[Sequence[SmallGroup], int], CellJoining] = join_small_groups
    release: Release = release
    view: Callable[[RoundFacts, Sequence[ReleaseCell]], RoundResults] = view_results
    cut: ReleaseCut = release_cut
    join_cells: JoinCells = join_cells
    patches: Mapping[str, object] = field(default_factory=dict)  # what stands in for a name of the product


@dataclass(frozen=True)
class Compared:
    """Two rounds beside each other."""

    changes: RoundChanges
    history: RoundHistory


@dataclass(frozen=True)
class Published:
    """What everybody may look at: the results of each round by its name, and what has changed."""

    survey: Survey
    results: Mapping[str, RoundResults]
    compared: Compared | None


Released = tuple[RoundFacts, Sequence[ReleaseCell]]


def publish(survey: Survey, product: Product) -> Published:
    with _patched(product.patches):
        released = {one.name: _release(survey, one, product) for one in survey.rounds}
        return Published(
            survey,
            {name: product.view(*one) for name, one in released.items()},
            _compare(released[FIRST], released[SECOND]) if SECOND in released else None,
        )


def _compare(then: Released, now: Released) -> Compared:
    return Compared(changes.view_changes(then, now), changes.view_history([then, now]))


def _release(survey: Survey, one: Consultation, product: Product) -> Released:
    audiences = {g.key: survey.edition.audience(g.audience) for g in one.groups}
    joining = product.join(
        [SmallGroup(g.key, g.branch, g.audience, one.size(g.key)) for g in one.groups], survey.k
    )
    people = [np.concatenate([one.people[member] for member in members]) for members in joining.cells]
    cells = [
        product.release(survey.edition, audiences[members[0]], members, mine, survey.k)
        for members, mine in zip(joining.cells, people, strict=True)
    ]
    left_out = {key: one.size(key) for key in joining.left_out}
    cuts = _cuts(survey, one, product, cells, people) if one.cut else []
    branches = {g.key: g.branch for g in one.groups}
    cells = product.join_cells(survey, branches, cells, people, cuts)
    return _facts(survey, one, left_out, cuts), cells


def _cuts(
    survey: Survey,
    one: Consultation,
    product: Product,
    cells: Sequence[ReleaseCell],
    people: Sequence[Vectors],
) -> list[ReleasedCut]:
    found = []
    for audience in survey.edition.audiences:
        if not audience.easy_read:
            mine = [i for i, cell in enumerate(cells) if cell.audience == audience.key]
            cut = product.cut(
                survey.edition,
                audience,
                one.cut,
                [people[i] for i in mine],
                [cells[i] for i in mine],
                survey.k,
            )
            found.append(cut_from_json(cut_to_json(cut)))
    return found


def _facts(
    survey: Survey, one: Consultation, left_out: Mapping[str, int], cuts: Sequence[ReleasedCut]
) -> RoundFacts:
    return RoundFacts(
        edition=survey.edition,
        partnership="Testham",
        title=one.name,
        leading=EACH_GROUP,
        k=survey.k,
        targets={},
        made_on="2 March 2026",
        group_names={},
        left_out=left_out,
        unanswered=[g.key for g in one.groups if not one.size(g.key)],
        cuts=cuts,
    )


@contextmanager
def in_clear() -> Iterator[None]:
    """Every mean and count that is printed at all is printed exactly, and the square of every standard error.

    Bands of ranks and verdicts, which hold no sum, are not made: for those see `attacker_unanimity`.

    No mean is named by an end of the scale either: for those see `attacker_ends`.
    """
    with (
        patch.object(privacy, "_shown", _exactly),
        patch.object(privacy, "_end", _no_end),
        patch.object(unanimity, "class_of", _the_number),
        patch.object(results, "priority_bands", _no_bands),
        patch.object(chance, "half_widths", _squared_errors),
        patch.object(chance, "of_width", _as_it_is),
        patch.object(verdicts, "verdicts", _no_verdicts),
    ):
        yield


def _exactly(mean: float, n: int, *_of: object, **_and: object) -> Shown:
    return Shown(mean, f"{mean}", "", n)


def _no_end(*_of: object, **_and: object) -> None:
    return None


def _the_number(count: int, _most: int) -> tuple[int, int]:
    return count, count


def _no_bands(*_of: object) -> Withheld:
    return Withheld("Not made", "")


def _squared_errors(found: chance.ComparedErrors) -> object:
    return found.errors**2


def _as_it_is(value: float) -> MeanChance:
    return MeanChance(value, "", "")


def _no_verdicts(differences: Sequence[object], *_of: object) -> list[verdicts.Verdict]:
    return [verdicts.Verdict.UNKNOWN] * len(differences)


@contextmanager
def _patched(patches: Mapping[str, object]) -> Iterator[None]:
    if not patches:
        yield
        return
    (name, value), *others = patches.items()
    with patch(name, value), _patched(dict(others)):
        yield
