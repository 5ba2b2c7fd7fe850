"""Releases: what a closed round may show, kept as disjoint cells of sufficient statistics.

    CellFigures  ->  release_cell  ->  Cell  ->  join_statements  ->  cell_to_json, digest_of_cells

Whatever may not be shown is taken out here, once, and is in no release. What is left of a small cell is told with
more care still, whenever it is looked at: see survey.releases.unanimity.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lws_assess.survey.counts import NotCounted
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey, StatementKey
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.additions import ReleasedLocal, local_from, release_local
from lws_assess.survey.releases.scores import AreaFigures, CellFigures, JointMoments, Moments
from lws_assess.survey.smallest_numbers import may_be_shown, spread_may_be_shown


@dataclass(frozen=True)
class JoinedCell:
    """One of the cells whose statements of an area are shown together.

    `rated` of their ratings are this cell's, at the least: as many as the others have no people for.
    """

    groups: tuple[GroupKey, ...]
    people: int
    rated: int


@dataclass(frozen=True)
class JoinedStatements:
    """The statements of one area over several cells that may not show them by themselves.

    `scored` people of the cells have the area's score; `statements` holds ratings by level, lowest first, of those.
    """

    cells: tuple[JoinedCell, ...]
    scored: int
    statements: dict[StatementKey, tuple[int, ...]]


@dataclass(frozen=True)
class ReleasedArea:
    """Holds what may be shown of one area in one cell. None is withheld, and then no total holds it either.

    Each cell whose statements are shown together with those of others holds the same `joined`. `not_applicable` counts
    answers that a question does not apply. It is withheld where `dont_know` is, and NotCounted in releases of before.
    `unscored` counts the answers that stand in no score which is shown: no more can have been left unrated, as far as
    anybody is told. It is None in releases of before.
    """

    score: Moments | None
    put: int
    dont_know: int | None
    importance: tuple[int, ...] | None
    votes: int | None
    statements: (
        dict[StatementKey, tuple[int, ...]] | None
    )  # ratings by level, lowest first, of those with a score
    joined: JoinedStatements | None = None
    not_applicable: int | NotCounted | None = NotCounted.THEN
    unscored: int | None = None


@dataclass(frozen=True)
class ReleaseCell:
    """Disjoint from every other cell of its release, and of at least k people.

    `choices` is how many areas each of them could put first; None in releases of before.
    """

    audience: AudienceKey
    groups: tuple[GroupKey, ...]
    people: int
    voters: int | None
    areas: dict[AreaCode, ReleasedArea]
    joint: JointMoments | None
    local: dict[StatementKey, ReleasedLocal] = field(default_factory=dict)  # by key of the local statement
    choices: int | None = None


def release_cell(
    edition: Edition, audience: Audience, groups: Sequence[GroupKey], figures: CellFigures, k: int
) -> ReleaseCell:
    """The cell with everything taken out that may not be shown."""
    votes_may_show = may_be_shown(figures.voters, k)
    return ReleaseCell(
        audience=audience.key,
        groups=tuple(groups),
        people=figures.people,
        voters=figures.voters if votes_may_show else None,
        areas={
            area.code: _release_area(
                area, audience, figures.areas[area.code], figures.people, votes_may_show, k
            )
            for area in edition.areas
        },
        joint=figures.joint if may_be_shown(figures.joint.n, k) else None,
        local=release_local(figures, k),
        choices=min(audience.top_areas.most, len(edition.areas)),
    )


def _release_area(
    area: Area, audience: Audience, figures: AreaFigures, people: int, votes_may_show: bool, k: int
) -> ReleasedArea:
    questions = area.questions(audience)
    shown = may_be_shown(figures.score.n, k)
    statements_shown = (
        shown
        and spread_may_be_shown(figures.score.n)
        and privacy.statements_may_show(figures.patterns, len(questions), figures.partial, k)
        and privacy.no_end_is_given_away(list(figures.statements.values()), audience.scale)
    )
    known = figures.partial if statements_shown or len(questions) == 1 else None
    # One answer for both counts: told in other cells than the don't-knows, the one would tell of the other.
    unrated_shown = privacy.unrated_may_be_counted(people, figures.score.n, known, k)
    return ReleasedArea(
        score=figures.score if shown else None,
        put=figures.put,
        dont_know=figures.dont_know if unrated_shown else None,
        importance=figures.importance if may_be_shown(sum(figures.importance), k) else None,
        votes=figures.votes if votes_may_show else None,
        statements=figures.statements if statements_shown else None,
        not_applicable=figures.not_applicable if unrated_shown else None,
        unscored=figures.put - (_ratings_in_score(figures) if shown else 0),
    )


def _ratings_in_score(figures: AreaFigures) -> int:
    return sum(sum(counts) for counts in figures.statements.values())


def cell_to_json(cell: ReleaseCell) -> str:
    """The cell as it is kept; it says nothing of local statements or of joined cells where there are none.

    Nor does it speak of what nobody counted, so that a release of before stays as it is, to the letter.
    """
    facts = asdict(cell)
    if not cell.local:
        del facts["local"]
    if cell.choices is None:
        del facts["choices"]
    for area in facts["areas"].values():
        if area["joined"] is None:
            del area["joined"]
    for told in (*facts["areas"].values(), *facts.get("local", {}).values()):
        if isinstance(told["not_applicable"], NotCounted):
            del told["not_applicable"]
        if told["unscored"] is None:
            del told["unscored"]
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def cell_from_json(text: str) -> ReleaseCell:
    data = json.loads(text)
    return ReleaseCell(
        audience=data["audience"],
        groups=tuple(data["groups"]),
        people=data["people"],
        voters=data["voters"],
        areas={code: _area_from(area) for code, area in data["areas"].items()},
        joint=_joint_from(data["joint"]),
        local=local_from(data.get("local", {})),
        choices=data.get("choices"),
    )


def _area_from(data: dict[str, Any]) -> ReleasedArea:
    score, importance, statements = data["score"], data["importance"], data["statements"]
    return ReleasedArea(
        score=Moments(**score) if isinstance(score, dict) else None,
        put=data["put"],
        dont_know=data["dont_know"],
        importance=tuple(importance) if isinstance(importance, list) else None,
        votes=data["votes"] if isinstance(data["votes"], int) else None,
        statements={key: _ratings_from(counts) for key, counts in statements.items()}
        if isinstance(statements, dict)
        else None,
        joined=_joined_from(data.get("joined")),
        not_applicable=data.get("not_applicable", NotCounted.THEN),
        unscored=data.get("unscored"),
    )


def _joined_from(data: dict[str, Any] | None) -> JoinedStatements | None:
    """The cells whose statements are shown together; None also in releases from before they were joined."""
    if data is None:
        return None
    return JoinedStatements(
        tuple(JoinedCell(tuple(cell["groups"]), cell["people"], cell["rated"]) for cell in data["cells"]),
        data["scored"],
        {key: tuple(counts) for key, counts in data["statements"].items()},
    )


def _ratings_from(data: list[int] | dict[str, list[int]]) -> tuple[int, ...]:
    """Ratings by level; releases made before 2026-11 kept them beside other counts, which are never shown."""
    return tuple(data["ratings"] if isinstance(data, dict) else data)


def _joint_from(data: dict[str, Any] | None) -> JointMoments | None:
    if data is None:
        return None
    return JointMoments(data["n"], tuple(data["sums"]), tuple(tuple(row) for row in data["products"]))


def digest_of_cells(cells: Sequence[ReleaseCell]) -> str:
    """SHA-256 of exactly what a release keeps; what is printed has a fingerprint of its own."""
    return hashlib.sha256("\n".join(map(cell_to_json, cells)).encode()).hexdigest()
