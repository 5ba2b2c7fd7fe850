"""Matching: what several rounds have in common, so that they can be read one beside the other.

    releases of several rounds, the latest last
      same_cells       cells made of exactly the same groups in each
      same_units       the same of those that show the statements of an area: cells, or several together
      why_not_area     why an area of an earlier round cannot stand beside the latest's
      why_not_question the same of a single statement
      means_of_same    their means over the cells that speak in each
      means_of_everyone    what each round prints over all of its cells

Only matched cells enter, so every figure is a function of disjoint cells, as in a single release (the method
page, "What may be published", rule 5). Areas are the same by their code, statements by their key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lws_assess.survey.instruments import Audience, Edition, Question, Scale
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import ReleaseCell
from lws_assess.survey.releases.scores import Moments, read_by_group, read_by_person
from lws_assess.survey.releases.unanimity import ShownCell, show_cell
from lws_assess.survey.results.round_results import RoundFacts
from lws_assess.survey.results.statements import StatementUnit, statement_units
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.withheld import (
    RATED_ENOUGH,
    Withheld,
    not_compared_in_any_group,
    not_compared_in_every_round,
    not_compared_with_other_questions,
)

Kept = tuple[RoundFacts, Sequence[ReleaseCell]]  # a release, as it is kept
Released = tuple[RoundFacts, Sequence[ShownCell]]  # what a round may show
Row = tuple[ShownCell | None, ...]  # cells of the same groups, one a round; None where a round is left aside
Says = Callable[[ShownCell], Moments | None]  # what a cell may say of an area
Means = tuple[Shown | Withheld, ...]  # a round each


class _OfGroups(Protocol):
    @property
    def groups(self) -> tuple[GroupKey, ...]: ...


T = TypeVar("T", bound=_OfGroups)

OTHER_LEVELS, OTHER_WORDS = "on a scale with other levels", "with other words"


def release_as_shown(kept: Kept) -> Released:
    """A release with its cells as far as they may be told."""
    facts, cells = kept
    return facts, [show_cell(cell) for cell in cells]


def same_cells(audience: AudienceKey, rounds: Sequence[Sequence[ShownCell]]) -> list[tuple[ShownCell, ...]]:
    """Cells of this audience made of exactly the same groups in every round, in the order of the last."""
    return _of_the_same_groups([[cell for cell in cells if cell.audience == audience] for cells in rounds])


def same_units(
    code: AreaCode, audience: AudienceKey, rounds: Sequence[Sequence[ShownCell]]
) -> list[tuple[StatementUnit, ...]]:
    """Returns those of this audience who show the statements of an area, of exactly the same groups in every round."""
    mine = ([cell for cell in cells if cell.audience == audience] for cells in rounds)
    return _of_the_same_groups([list(statement_units(code, cells)) for cells in mine])


def _of_the_same_groups(rounds: Sequence[Sequence[T]]) -> list[tuple[T, ...]]:
    known = [{frozenset(one.groups): one for one in found} for found in rounds]
    return [
        tuple(found[groups] for found in known)
        for groups in known[-1]
        if all(groups in found for found in known)
    ]


def why_not_area(code: AreaCode, audience: AudienceKey, then: Edition, now: Edition) -> Withheld | None:
    """Why an area of `now` cannot be compared with `then`; None where it can.

    The score of an area is a mean over its statements, so it must rest on the same ones and the same levels.
    """
    old = next((a for a in then.audiences if a.key == audience), None)
    area = then.find_area(code)
    if area is None or old is None:
        return not_compared_with_other_questions("not asked about")
    new = now.audience(audience)
    if not same_scale(old.scale, new.scale, same_words=then.language == now.language):
        return not_compared_with_other_questions(f"answered {OTHER_LEVELS}")
    if {q.key for q in area.questions(old)} != {q.key for q in now.area(code).questions(new)}:
        return not_compared_with_other_questions("asked with other statements")
    return None


def why_not_question(then: Question, now: Question, same_words: bool) -> str:
    """Why a statement of one key cannot be compared; empty where it can.

    `same_words` is false between languages: a translation has other words under the same keys.
    """
    if not same_scale(then.scale, now.scale, same_words):
        return f"asked {OTHER_LEVELS}"
    if same_words and (then.text, then.descriptors) != (now.text, now.descriptors):
        return f"asked {OTHER_WORDS}"
    return ""


def same_scale(then: Scale, now: Scale, same_words: bool) -> bool:
    """True if two scales have the same levels."""
    if same_words and [level.label for level in then.levels] != [level.label for level in now.levels]:
        return False
    return (then.lens, [level.key for level in then.levels]) == (
        now.lens,
        [level.key for level in now.levels],
    )


def score_of_area(code: AreaCode) -> Says:
    """Returns what a cell may say of an area."""

    def score(cell: ShownCell) -> Moments | None:
        return cell.areas[code].score if code in cell.areas else None

    return score


def means_of_same(
    rows: Sequence[tuple[T | None, ...]],
    says: Callable[[T], Moments | None],
    scale: Scale,
    aside: Sequence[Withheld | None],
) -> tuple[Means, Means]:
    """Both readings, by group and by person: a mean for each round.

    They are taken over the cells (or several together) that speak in every round in which any of them does. So a
    difference between two rounds never comes from other groups being counted. `aside` says of each round why it is left
    aside; None where it is not.
    """
    told = [
        [
            (len(c.groups), found) if c and not why and (found := says(c)) else None
            for c, why in zip(row, aside, strict=True)
        ]
        for row in rows
    ]
    spoken = [i for i in range(len(aside)) if any(row[i] for row in told)]
    whole = [row for row in told if all(row[i] for i in spoken)]
    missing = not_compared_in_every_round() if spoken and not whole else not_compared_in_any_group()
    means = [
        (why, why) if why else _means([one for row in whole if (one := row[i])], scale, missing)
        for i, why in enumerate(aside)
    ]
    return tuple(one for one, _ in means), tuple(one for _, one in means)


def _means(
    cells: Sequence[tuple[int, Moments]], scale: Scale, missing: Withheld
) -> tuple[Shown | Withheld, Shown | Withheld]:
    if not cells:
        return missing, missing
    return (
        privacy.total_shown(read_by_group, cells, scale),
        privacy.total_shown(read_by_person, cells, scale),
    )


@dataclass(frozen=True)
class MeansOfEveryone:
    """Holds what each of several rounds prints of everyone who speaks in it, and which groups those are."""

    by_group: Means
    by_person: Means
    groups: tuple[frozenset[frozenset[GroupKey]], ...]  # a round each: of each cell that speaks

    def reading(self, name: str) -> Means:
        return self.by_person if name == EACH_PERSON else self.by_group

    def rests_on(self, groups: Set[frozenset[GroupKey]]) -> bool:
        """True if in every round that is not left aside exactly these groups speak."""
        return all(
            mine == groups
            for mine, mean in zip(self.groups, self.by_group, strict=True)
            if isinstance(mean, Shown)
        )

    def are_the_same_in(self, one: int, other: int) -> bool:
        return self.groups[one] == self.groups[other]

    def groups_in(self, at: int) -> int:
        return sum(map(len, self.groups[at]))


def means_of_everyone(
    audience: Audience, says: Says, rounds: Sequence[Sequence[ShownCell]], aside: Sequence[Withheld | None]
) -> MeansOfEveryone:
    """Both readings over all cells of an audience that speak in a round, as that round prints them."""
    speaking = [[cell for cell in cells if cell.audience == audience.key and says(cell)] for cells in rounds]
    none = not_compared_in_any_group()
    means = [
        (why, why)
        if why
        else _means([(len(c.groups), told) for c in cells if (told := says(c))], audience.scale, none)
        for cells, why in zip(speaking, aside, strict=True)
    ]
    return MeansOfEveryone(
        tuple(one for one, _ in means),
        tuple(one for _, one in means),
        tuple(frozenset(frozenset(cell.groups) for cell in cells) for cells in speaking),
    )


def mean_of_cell(
    cell: ShownCell, says: Says, scale: Scale, k: int, why: Withheld | None = None
) -> Shown | Withheld:
    """Returns what one matched cell says in one round, as it may be printed; `why` that round is left aside,
    if it is.
    """
    return why or privacy.mean_in_cell(cell.people, says(cell), scale, k, RATED_ENOUGH)
