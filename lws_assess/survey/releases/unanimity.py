"""Unanimity: of a small cell, nothing that is published tells what each of its people answered.

    Cell, as a release keeps it  ->  show_cell  ->  ShownCell, of which everything published is made

Where all people of a cell give the same answer, a sum or a count of them gives each of them away. So a cell below
SMALL people is told in such a way that another answer stays possible for everybody, to every question; don't know,
does not apply and a blank are answers too. And it is told in the same way whatever the answers are, since else the
way of telling would give them away:

- counts in classes: 0 to 1, exact, all but one to all;
- means as `privacy.mean_shown` prints them, near an end of the scale by that end alone;
- no distribution and no variance, and so no agreement, no standard error and no band that rests on them.

How many people rated a question stays exact: that somebody rated it leaves all levels open, and that somebody did
not leaves open why. So a count of one reason is told out of all that did not rate, who can have given it. A count of
votes is told out of those who chose. Larger cells are told in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lws_assess.survey.counts import BoundedCount, NotCounted, exact_count
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey, StatementKey
from lws_assess.survey.releases.additions import ReleasedLocal, ShownLocal
from lws_assess.survey.releases.release_cells import JoinedStatements, ReleaseCell, ReleasedArea
from lws_assess.survey.releases.scores import JointMoments, Moments, moments_of_levels
from lws_assess.survey.smallest_numbers import EXACT_ENDS_NEED, cell_may_be_exact

SMALL = EXACT_ENDS_NEED  # people, before a cell is told in full
# The variance inside small cells beside that of the larger ones. Nobody may know it, so it is taken from the cautious
# side: what is said of chance holds as promised where people of small cells differ by up to 1.3 times as much, and
# nearly so by 1.5.
SMALL_VARY = 1.5


@dataclass(frozen=True)
class StatementRatings:
    """The ratings of one statement: their moments, and people by level where the spread may be told."""

    moments: Moments
    counts: tuple[int, ...] | None


@dataclass(frozen=True)
class ShownArea:
    """One area in one cell. None is withheld, and then no total holds it either."""

    score: Moments | None
    dont_know: BoundedCount | None  # out of the questions put
    importance: Moments | None
    votes: BoundedCount | None  # out of the people who chose
    statements: Mapping[StatementKey, StatementRatings] | None
    joined: ShownStatements | None = None  # where they are shown together with those of other cells
    not_applicable: BoundedCount | NotCounted | None = NotCounted.THEN  # out of the questions put


@dataclass(frozen=True)
class ShownStatements:
    """The statements of one area over several cells; `scored` people of them have the area's score."""

    cells: tuple[tuple[GroupKey, ...], ...]  # the groups of each
    scored: int
    statements: Mapping[StatementKey, StatementRatings]

    @property
    def groups(self) -> tuple[GroupKey, ...]:
        return tuple(group for cell in self.cells for group in cell)


@dataclass(frozen=True)
class ShownCell:
    """A cell as far as it may be told. `joint` is None where it is withheld, and in every small cell."""

    audience: AudienceKey
    groups: tuple[GroupKey, ...]
    people: int
    voters: int | None
    areas: Mapping[AreaCode, ShownArea]
    joint: JointMoments | None
    local: Mapping[StatementKey, ShownLocal] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        return is_small(self.people)


def is_small(people: int) -> bool:
    return not cell_may_be_exact(people)


def class_of(count: int, most: int) -> tuple[int, int]:
    """The least and the most of the class that a count lies in, where no more than `most` are possible.

    Up to three are too few for more than one class or two, which must not overlap.

    >>> [class_of(count, 8) for count in (0, 1, 2, 6, 7, 8)]
    [(0, 1), (0, 1), (2, 2), (6, 6), (7, 8), (7, 8)]
    >>> class_of(0, 0), class_of(1, 1), class_of(2, 2), class_of(1, 3), class_of(2, 3)
    ((0, 0), (0, 1), (0, 2), (0, 1), (2, 3))
    """
    if most <= 2:
        return 0, most
    if count <= 1:
        return 0, 1
    return (most - 1, most) if count >= most - 1 else (count, count)


def count_in_cell(people: int, count: int, of: int, most: int) -> BoundedCount:
    """A count in a cell of `people`, out of `of`; what else is printed leaves no more than `most` possible."""
    if not is_small(people):
        return exact_count(count, of)
    return BoundedCount(*class_of(count, most), of)


def show_cell(cell: ReleaseCell) -> ShownCell:
    """Returns what may be told of a cell. It is made when a release is looked at, whenever that release was made."""
    return ShownCell(
        audience=cell.audience,
        groups=cell.groups,
        people=cell.people,
        voters=cell.voters if _votes_may_show(cell) else None,
        areas={code: _area(cell, area) for code, area in cell.areas.items()},
        joint=None if is_small(cell.people) else cell.joint,
        local={key: _local(cell.people, local) for key, local in cell.local.items()},
    )


def _area(cell: ReleaseCell, area: ReleasedArea) -> ShownArea:
    return ShownArea(
        score=_told(cell.people, area.score),
        dont_know=_dont_know(cell, area),
        importance=_told(cell.people, moments_of_levels(area.importance) if area.importance else None),
        votes=_votes(cell, area.votes),
        statements=None
        if area.statements is None
        else {key: _ratings(cell.people, counts) for key, counts in area.statements.items()},
        joined=_joined(area.joined) if area.joined else None,
        not_applicable=_not_applicable(cell, area),
    )


def _joined(joined: JoinedStatements) -> ShownStatements:
    """Tells what several cells say together as it tells the smallest of them, since it speaks of each of their
    people.
    """
    smallest = min(cell.people for cell in joined.cells)
    return ShownStatements(
        tuple(cell.groups for cell in joined.cells),
        joined.scored,
        {key: _ratings(smallest, counts) for key, counts in joined.statements.items()},
    )


def _told(people: int, moments: Moments | None) -> Moments | None:
    """The moments; of a small cell without their variance."""
    if moments is None or not moments.n or not is_small(people):
        return moments
    return Moments(moments.n, moments.total, moments.total**2 / moments.n)


def _ratings(people: int, counts: tuple[int, ...]) -> StatementRatings:
    moments = moments_of_levels(counts)
    return StatementRatings(_told(people, moments) or moments, None if is_small(people) else counts)


def _dont_know(cell: ReleaseCell, area: ReleasedArea) -> BoundedCount | None:
    """Returns how many may have said that they don't know. Where statement figures are shown, so is how many ratings
    there are, and those cannot be don't-knows.
    """
    return None if area.dont_know is None else _of_unrated(cell, area, area.dont_know)


def _not_applicable(cell: ReleaseCell, area: ReleasedArea) -> BoundedCount | NotCounted | None:
    """Returns how many answers may have been that a question does not apply, in the classes of don't-knows.

    Both count answers that are not ratings. Each may be all of them, since the rest may have been left blank.
    """
    count = area.not_applicable
    return _of_unrated(cell, area, count) if isinstance(count, int) else count


def _of_unrated(cell: ReleaseCell, area: ReleasedArea, count: int) -> BoundedCount:
    return count_in_cell(cell.people, count, area.put, _most_unrated(cell, area))


def _most_unrated(cell: ReleaseCell, area: ReleasedArea) -> int:
    """Returns how many answers may have been left unrated.

    Somebody without a score may have left all of it, so one more reason stays possible whoever it is that has none.
    Releases of before are told as they were, out of what their statements leave.
    """
    return area.put - _rated_at_least(cell, area) if area.unscored is None else area.unscored


def _rated_at_least(cell: ReleaseCell, area: ReleasedArea) -> int:
    """Returns how many ratings there are in a cell, as far as what is printed of its statements tells."""
    if area.statements:
        return sum(sum(counts) for counts in area.statements.values())
    members = area.joined.cells if area.joined else ()
    return next((one.rated for one in members if one.groups == cell.groups), 0)


def _votes_may_show(cell: ReleaseCell) -> bool:
    """False for a small cell of which votes would tell what all who chose did.

    Where there is one area only, whoever chose chose it. Where all chose as many as they could, the votes that are
    told exactly may leave none for an area that nobody chose.
    """
    if not is_small(cell.people):
        return True
    return len(cell.areas) > 1 and _leaves_a_choice(cell)


def _leaves_a_choice(cell: ReleaseCell) -> bool:
    if cell.choices is None or cell.voters is None:
        return True
    told = [
        _class_of_votes(cell, cell.voters, area.votes)
        for area in cell.areas.values()
        if area.votes is not None
    ]
    fewest = sum(least for least, _ in told)
    return fewest < cell.choices * cell.voters or all(least for least, _ in told)


def _class_of_votes(cell: ReleaseCell, voters: int, votes: int) -> tuple[int, int]:
    """The class is out of those who chose; in releases of before, out of all people of the cell."""
    least, most = class_of(votes, cell.people if cell.choices is None else voters)
    return least, min(most, voters)


def _votes(cell: ReleaseCell, votes: int | None) -> BoundedCount | None:
    if votes is None or cell.voters is None or not _votes_may_show(cell):
        return None
    if not is_small(cell.people):
        return exact_count(votes, cell.voters)
    return BoundedCount(*_class_of_votes(cell, cell.voters, votes), cell.voters)


def _local(people: int, local: ReleasedLocal) -> ShownLocal:
    known, other = local.dont_know, local.not_applicable
    most = people if local.unscored is None else local.unscored
    return ShownLocal(
        _told(people, local.score),
        None if known is None else count_in_cell(people, known, people, most),
        count_in_cell(people, other, people, most) if isinstance(other, int) else other,
    )
