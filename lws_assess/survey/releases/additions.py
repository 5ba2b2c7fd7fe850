"""Additions: statements of a partnership's own, in a copy of an edition, and what a release says of them.

    areas:
    - code: ...
      local_statements:
      - {key: <area code>-local-1, text: One sentence., topic: ""}

They are put on the full form after everything else of their area, on its scale and with the scale's own
meanings. They count into no area score, so that rounds and partnerships stay comparable, and are reported by
themselves: how many rated each, and their mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lws_assess.survey import counts
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instrument_files import MOST_ADDED, MOST_CHARACTERS_ADDED
from lws_assess.survey.instruments import Area, Audience, Edition, Question, Scale
from lws_assess.survey.keys import AreaCode, GroupKey, StatementKey
from lws_assess.survey.refusals import BadInput, NotFound
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.scores import (
    CellFigures,
    LocalFigures,
    Moments,
    read_by_group,
    read_by_person,
)
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.smallest_numbers import may_be_shown
from lws_assess.survey.withheld import Withheld, withheld_for_nobody, withheld_for_too_few_in_any_group
from lws_assess.survey.written_words import LOST, folded_words, one_line


class AdditionRefused(BadInput):
    """A statement cannot be added as it stands."""

    field = "text"


@dataclass(frozen=True)
class Addition:
    area: AreaCode  # its code
    key: StatementKey
    text: str


def additions_of(edition: Edition) -> list[Addition]:
    """In the order in which they are put."""
    return [Addition(area.code, q.key, q.text) for area in edition.areas for q in area.local_statements]


def with_another(
    edition: Edition, area: AreaCode, text: str, elsewhere: Iterable[Addition]
) -> list[Addition]:
    """The additions of an edition and one more. Raises AdditionRefused.

    `elsewhere` are additions of the partnership's other rounds: the same sentence has the same key there, and
    no other sentence ever gets it.
    """
    here = additions_of(edition)
    if len(here) >= MOST_ADDED:
        raise AdditionRefused(f"A round can have {MOST_ADDED} statements of your own. Remove one first.")
    text = _sound(edition, area, text, others=here)
    return [*here, Addition(area, _key_for(area, text, here, elsewhere), text)]


def with_changed(
    edition: Edition, key: StatementKey, area: AreaCode, text: str, elsewhere: Iterable[Addition]
) -> list[Addition]:
    """Returns the additions of an edition with one of them changed. Its key stays unless another round has asked
    something by it.

    Raises AdditionRefused, and NotFound where there is no addition of that key.
    """
    here = additions_of(edition)
    old = next((a for a in here if a.key == key), None)
    if old is None:
        raise NotFound
    others = [a for a in here if a is not old]
    text = _sound(edition, area, text, others)
    new = Addition(area, _key_for(area, text, here, elsewhere, old), text)
    return [new if a is old else a for a in here]


def additions_without(edition: Edition, key: StatementKey) -> list[Addition]:
    """The additions of an edition but one. Raises NotFound where there is none of that key."""
    here = additions_of(edition)
    if not any(a.key == key for a in here):
        raise NotFound
    return [a for a in here if a.key != key]


def _sound(edition: Edition, area: AreaCode, text: str, others: Iterable[Addition]) -> str:
    text = one_line(text)
    if edition.find_area(area) is None:
        raise AdditionRefused("Choose the area it belongs to.", "area")
    if not text:
        raise AdditionRefused("Write the statement.")
    if LOST in text:
        raise AdditionRefused("Use letters, numbers and ordinary signs only.")
    if len(text) > MOST_CHARACTERS_ADDED:
        over = len(text) - MOST_CHARACTERS_ADDED
        raise AdditionRefused(f"Use {MOST_CHARACTERS_ADDED} characters or fewer. That is {over} too many.")
    if not _bare(text):
        raise AdditionRefused("Write the statement in words.")
    if any(_bare(a.text) == _bare(text) for a in others):
        raise AdditionRefused("You have added this statement already.")
    for asked in edition.areas:
        if any(_bare(q.text) == _bare(text) for q in asked.statements):
            raise AdditionRefused(f"The questionnaire asks this already, under {asked.name}.")
    return text


def _bare(text: str) -> str:
    """The sentence without what does not make it another: case, spaces and signs."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded_words(text))
    return " ".join(spaced.split())


_NUMBERED = re.compile(r"-local-(\d+)$")


def _key_for(
    area: AreaCode,
    text: str,
    here: Iterable[Addition],
    elsewhere: Iterable[Addition],
    old: Addition | None = None,
) -> StatementKey:
    """The key that this sentence has in another round, or else its own so far, or else one never used."""
    used = [a for a in elsewhere if a.area == area]
    taken = {a.key for a in here if a is not old}
    asked_before = next((a.key for a in used if _bare(a.text) == _bare(text) and a.key not in taken), None)
    if asked_before:
        return asked_before
    if old and old.area == area and old.key not in {a.key for a in used}:
        return old.key
    numbers = (int(found[1]) for a in (*here, *used) if a.area == area and (found := _NUMBERED.search(a.key)))
    return StatementKey(f"{area}-local-{max(numbers, default=0) + 1}")


# --- what a release says of them -------------------------------------------------------------------------


@dataclass(frozen=True)
class ReleasedLocal:
    """Holds what may be shown of one local statement in one cell. None is withheld, and no total holds it either.

    `unscored` counts the people to whom it was put and who did not rate it, as in an area. It is None in releases of
    before.
    """

    score: Moments | None
    dont_know: int | None
    not_applicable: int | NotCounted | None = NotCounted.THEN
    unscored: int | None = None


def release_local(figures: CellFigures, k: int) -> dict[StatementKey, ReleasedLocal]:
    """Each by the same rule as any question: k ratings; and what is counted besides must give nobody away."""
    return {key: _release_local(figures.people, found, k) for key, found in figures.local.items()}


def _release_local(people: int, found: LocalFigures, k: int) -> ReleasedLocal:
    unrated_shown = _may_count(people, found, k)
    return ReleasedLocal(
        found.score if may_be_shown(found.score.n, k) else None,
        found.dont_know if unrated_shown else None,
        found.not_applicable if unrated_shown else None,
        found.asked - found.score.n if unrated_shown else None,
    )


def _may_count(people: int, found: LocalFigures, k: int) -> bool:
    """Of those who did not rate, the people on the short form could not say why."""
    return all(privacy.rest_may_be_counted(n, found.score.n, k) for n in (people, found.asked))


@dataclass(frozen=True)
class ShownLocal:
    """Holds what may be told of one local statement in one cell; both counts are out of the people in the cell."""

    score: Moments | None
    dont_know: BoundedCount | None
    not_applicable: BoundedCount | NotCounted | None = NotCounted.THEN


def local_from(data: Mapping[str, Any]) -> dict[StatementKey, ReleasedLocal]:
    """Returns what a stored cell says of local statements."""
    return {
        StatementKey(key): ReleasedLocal(
            Moments(**found["score"]) if found["score"] else None,
            found["dont_know"],
            found.get("not_applicable", NotCounted.THEN),
            found.get("unscored"),
        )
        for key, found in data.items()
    }


class _AnyCell(Protocol):
    @property
    def groups(self) -> tuple[GroupKey, ...]: ...
    @property
    def people(self) -> int: ...
    @property
    def local(self) -> Mapping[StatementKey, ShownLocal]: ...


@dataclass(frozen=True)
class AdditionInCell:
    """Holds what the people of one cell say of a local statement."""

    groups: tuple[GroupKey, ...]
    mean: Shown | Withheld
    dont_know: BoundedCount | None
    not_applicable: BoundedCount | NotCounted | None = NotCounted.THEN


@dataclass(frozen=True)
class AdditionResult:
    """Holds what one audience says of one local statement: everybody together in both readings, and cell by cell.

    `dont_know` and `not_applicable` count people of the cells that have a mean. They are None where one of them may not
    say it.
    """

    area: Area
    question: Question
    by_group: Shown | Withheld
    by_person: Shown | Withheld
    dont_know: BoundedCount | None
    cells: tuple[AdditionInCell, ...]
    not_applicable: BoundedCount | NotCounted | None = NotCounted.THEN

    def reading(self, name: str) -> Shown | Withheld:
        return self.by_person if name == EACH_PERSON else self.by_group


def view_local(
    edition: Edition, audience: Audience, cells: Sequence[_AnyCell], k: int, counted: bool
) -> tuple[AdditionResult, ...]:
    """Views what an audience says of local statements.

    `counted` is true where the release counted to how many people something does not apply.
    """
    return tuple(
        _view(area, question, audience.scale, cells, k, counted)
        for area in edition.areas
        for question in area.added(audience)
    )


def _view(
    area: Area, question: Question, scale: Scale, cells: Sequence[_AnyCell], k: int, counted_other: bool
) -> AdditionResult:
    nothing = ShownLocal(None, None, None if counted_other else NotCounted.THEN)
    found = [(cell, cell.local.get(question.key, nothing)) for cell in cells]
    scored = [(len(cell.groups), local.score) for cell, local in found if local.score]
    counted = [local for _, local in found if local.score]
    other = [local.not_applicable for local in counted if not isinstance(local.not_applicable, NotCounted)]
    none = withheld_for_too_few_in_any_group(k) if cells else withheld_for_nobody()
    return AdditionResult(
        area,
        question,
        privacy.total_shown(read_by_group, scored, scale) if scored else none,
        privacy.total_shown(read_by_person, scored, scale) if scored else none,
        _told_by_all([local.dont_know for local in counted]),
        tuple(
            AdditionInCell(
                cell.groups,
                privacy.mean_in_cell(cell.people, local.score, scale, k),
                local.dont_know,
                local.not_applicable,
            )
            for cell, local in found
        ),
        _told_by_all(other) if counted_other else NotCounted.THEN,
    )


def _told_by_all(counted: Sequence[BoundedCount | None]) -> BoundedCount | None:
    """The counts of several cells together; None where one of them may not say it, and of no cells."""
    known = [count for count in counted if count is not None]
    return counts.counts_together(known) if known and len(known) == len(counted) else None
