"""Results: from the cells of a release to the one view object that everything is drawn from.

    RoundResults
      audiences   AudienceResults      professional, young people, parents: three lenses, never averaged together
        areas       AreaResult           position, importance, gap, priority score, rank, votes, don't know
        cells       CellResult           each group, or several small ones together, area by area
      left_out    groups too small for any cell

Every figure in it has passed survey.privacy; nothing in it is computed from a single response.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lws_assess.survey import privacy
from lws_assess.survey.additions import (
    AdditionResult,
    ReleasedLocal,
    local_from,
    release_local,
    view_local,
)
from lws_assess.survey.instruments import SHORT, Area, Audience, Edition
from lws_assess.survey.priorities import Standing, rank, robustness
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.rounds import EACH_GROUP, EACH_PERSON
from lws_assess.survey.scores import (
    AnswerCounts,
    AreaFigures,
    CellFigures,
    Joint,
    Moments,
    Score,
    moments_of_levels,
    read_by_group,
    read_by_person,
)

# --- what a release keeps --------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReleasedArea:
    """What may be shown of one area in one cell. None is withheld, and then no total holds it either."""

    score: Moments | None
    put: int
    dont_know: int
    importance: tuple[int, ...] | None
    votes: int | None
    statements: dict[str, AnswerCounts] | None


@dataclass(frozen=True)
class Cell:
    """Disjoint from every other cell of its release, and of at least k people."""

    audience: str
    groups: tuple[str, ...]
    people: int
    voters: int | None
    areas: dict[str, ReleasedArea]
    joint: Joint | None
    local: dict[str, ReleasedLocal] = field(default_factory=dict)  # by key of the local statement


def release_cell(
    edition: Edition, audience: Audience, groups: Sequence[str], figures: CellFigures, k: int
) -> Cell:
    """The cell with everything taken out that may not be shown."""
    votes_may_show = figures.voters >= k
    return Cell(
        audience=audience.key,
        groups=tuple(groups),
        people=figures.people,
        voters=figures.voters if votes_may_show else None,
        areas={
            area.code: _release_area(area, audience, figures.areas[area.code], votes_may_show, k)
            for area in edition.areas
        },
        joint=figures.joint if figures.joint.n >= k else None,
        local=release_local(figures, k),
    )


def _release_area(
    area: Area, audience: Audience, figures: AreaFigures, votes_may_show: bool, k: int
) -> ReleasedArea:
    questions = area.questions(audience)
    short = [q.key for q in area.questions(audience, SHORT)]
    whole = [(1 << len(questions)) - 1, sum(1 << i for i, q in enumerate(questions) if q.key in short)]
    shown = figures.score.n >= k
    statements_shown = (
        shown
        and figures.score.n >= privacy.SPREAD_NEEDS
        and privacy.statements_may_show(figures.patterns, len(questions), whole, k)
    )
    return ReleasedArea(
        score=figures.score if shown else None,
        put=figures.put,
        dont_know=figures.dont_know,
        importance=figures.importance if sum(figures.importance) >= k else None,
        votes=figures.votes if votes_may_show else None,
        statements=figures.statements if statements_shown else None,
    )


def cell_to_json(cell: Cell) -> str:
    """The cell as it is kept; where a round added no statements it says nothing of them."""
    facts = asdict(cell)
    if not cell.local:
        del facts["local"]
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def cell_from_json(text: str) -> Cell:
    data = json.loads(text)
    return Cell(
        audience=data["audience"],
        groups=tuple(data["groups"]),
        people=data["people"],
        voters=data["voters"],
        areas={code: _area_from(area) for code, area in data["areas"].items()},
        joint=_joint_from(data["joint"]),
        local=local_from(data.get("local", {})),
    )


def _area_from(data: dict[str, Any]) -> ReleasedArea:
    score, importance, statements = data["score"], data["importance"], data["statements"]
    return ReleasedArea(
        score=Moments(**score) if isinstance(score, dict) else None,
        put=data["put"],
        dont_know=data["dont_know"],
        importance=tuple(importance) if isinstance(importance, list) else None,
        votes=data["votes"] if isinstance(data["votes"], int) else None,
        statements={
            key: AnswerCounts(**{**counts, "ratings": tuple(counts["ratings"])})
            for key, counts in statements.items()
        }
        if isinstance(statements, dict)
        else None,
    )


def _joint_from(data: dict[str, Any] | None) -> Joint | None:
    if data is None:
        return None
    return Joint(data["n"], tuple(data["sums"]), tuple(tuple(row) for row in data["products"]))


def digest_of_cells(cells: Sequence[Cell]) -> str:
    """SHA-256 of exactly what a release shows."""
    return hashlib.sha256("\n".join(map(cell_to_json, cells)).encode()).hexdigest()


# --- the view object -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """One area in one reading. `score` and `rank` are None where position or importance is withheld."""

    position: Shown | Withheld
    importance: Shown | Withheld
    gap: float | None
    score: float | None
    rank: int | None


@dataclass(frozen=True)
class AreaResult:
    """What the whole partnership says of one area, in both readings."""

    area: Area
    target: float
    by_group: Ranked
    by_person: Ranked
    robust: str  # empty outside the first three
    dont_know: float | None  # share of the questions put, 0 to 1
    votes: int | None  # people of this audience who put the area in their first three

    def reading(self, name: str) -> Ranked:
        return self.by_person if name == EACH_PERSON else self.by_group


@dataclass(frozen=True)
class CellResult:
    """One group, or several small ones together."""

    key: str  # stands in addresses
    group_keys: tuple[str, ...]
    name: str
    groups: tuple[str, ...]  # names
    people: int
    positions: dict[str, Shown | Withheld]  # by area code
    importances: dict[str, Shown | Withheld]


@dataclass(frozen=True)
class AudienceResults:
    audience: Audience
    people: int  # in cells shown
    voters: int
    areas: tuple[AreaResult, ...]  # in the framework's order
    cells: tuple[CellResult, ...]
    additions: tuple[AdditionResult, ...] = ()  # what this partnership asked besides

    @property
    def ranks_priorities(self) -> bool:
        return self.audience.importance is not None


@dataclass(frozen=True)
class RoundResults:
    edition: Edition
    partnership: str
    title: str
    leading: str  # which reading leads: survey.rounds.EACH_GROUP or EACH_PERSON
    k: int
    made_on: str  # the day of the release, in words
    digest: str
    audiences: tuple[AudienceResults, ...]
    left_out: tuple[str, ...]  # names of groups too small for any cell
    left_out_people: int
    unanswered: tuple[str, ...]  # names of groups nobody answered for

    @property
    def people(self) -> int:
        return sum(audience.people for audience in self.audiences)

    def find_audience(self, key: str) -> AudienceResults | None:
        return next((a for a in self.audiences if a.audience.key == key), None)


@dataclass(frozen=True)
class RoundFacts:
    """What the view object says of the round besides its cells."""

    edition: Edition
    partnership: str
    title: str
    leading: str
    k: int
    targets: Mapping[str, float]
    made_on: str
    digest: str
    group_names: Mapping[str, str]
    left_out: Mapping[str, int]
    unanswered: Sequence[str]


def view_results(facts: RoundFacts, cells: Sequence[Cell]) -> RoundResults:
    """The view object of a release."""
    names = facts.group_names
    return RoundResults(
        edition=facts.edition,
        partnership=facts.partnership,
        title=facts.title,
        leading=facts.leading,
        k=facts.k,
        made_on=facts.made_on,
        digest=facts.digest,
        audiences=tuple(
            _view_audience(facts, audience, [cell for cell in cells if cell.audience == audience.key])
            for audience in facts.edition.audiences
        ),
        left_out=tuple(names.get(key, key) for key in facts.left_out),
        left_out_people=sum(facts.left_out.values()),
        unanswered=tuple(names.get(key, key) for key in facts.unanswered),
    )


def _view_audience(facts: RoundFacts, audience: Audience, cells: Sequence[Cell]) -> AudienceResults:
    by_group = {
        area.code: _ranked(facts, audience, area, cells, read_by_group) for area in facts.edition.areas
    }
    by_person = {
        area.code: _ranked(facts, audience, area, cells, read_by_person) for area in facts.edition.areas
    }
    by_group, by_person = _with_ranks(by_group), _with_ranks(by_person)
    robust = robustness(_ranks(by_group), _ranks(by_person))
    return AudienceResults(
        audience=audience,
        people=sum(cell.people for cell in cells),
        voters=sum(cell.voters or 0 for cell in cells),
        areas=tuple(
            AreaResult(
                area=area,
                target=facts.targets.get(area.code, facts.edition.default_target),
                by_group=by_group[area.code],
                by_person=by_person[area.code],
                robust=robust.get(area.code, ""),
                dont_know=_share_of_dont_know(area, cells),
                votes=_votes(area, cells),
            )
            for area in facts.edition.areas
        ),
        cells=tuple(_view_cell(facts, audience, cell) for cell in cells),
        additions=view_local(facts.edition, audience, cells, facts.k),
    )


def _ranked(
    facts: RoundFacts,
    audience: Audience,
    area: Area,
    cells: Sequence[Cell],
    read: Callable[[Sequence[tuple[int, Moments]]], Score],
) -> Ranked:
    target = facts.targets.get(area.code, facts.edition.default_target)
    scored = [(len(cell.groups), s) for cell in cells if (s := cell.areas[area.code].score)]
    if not scored:
        return Ranked(privacy.nobody(), privacy.nobody(), None, None, None)
    shown = privacy.score_shown(read(scored), audience.scale, _all_alike(scored))
    weighed = [
        (len(cell.groups), moments_of_levels(counts))
        for cell in cells
        if (counts := cell.areas[area.code].importance)
    ]
    if not (audience.importance and weighed):
        return Ranked(shown, privacy.nobody(), None, None, None)
    importance = privacy.score_shown(read(weighed), audience.importance.scale, _all_alike(weighed))
    # From the printed figures, so that no product gives back what their rounding holds.
    standing = Standing(shown.value, importance.value, target)
    return Ranked(shown, importance, standing.gap, standing.score, None)


def _all_alike(cells: Sequence[tuple[int, Moments]]) -> bool:
    return read_by_person(cells).error < 1e-9


def _with_ranks(ranked: Mapping[str, Ranked]) -> dict[str, Ranked]:
    ranks = rank({code: r.score for code, r in ranked.items() if r.score is not None})
    return {
        code: Ranked(r.position, r.importance, r.gap, r.score, ranks.get(code)) for code, r in ranked.items()
    }


def _ranks(ranked: Mapping[str, Ranked]) -> dict[str, int]:
    return {code: r.rank for code, r in ranked.items() if r.rank is not None}


def _share_of_dont_know(area: Area, cells: Sequence[Cell]) -> float | None:
    put = sum(cell.areas[area.code].put for cell in cells)
    return sum(cell.areas[area.code].dont_know for cell in cells) / put if put else None


def _votes(area: Area, cells: Sequence[Cell]) -> int | None:
    votes = [v for cell in cells if (v := cell.areas[area.code].votes) is not None]
    return sum(votes) if votes else None


def _view_cell(facts: RoundFacts, audience: Audience, cell: Cell) -> CellResult:
    names = tuple(facts.group_names.get(key, key) for key in cell.groups)
    return CellResult(
        key="+".join(cell.groups),
        group_keys=cell.groups,
        name=names[0] if len(names) == 1 else "Together: " + ", ".join(names),
        groups=names,
        people=cell.people,
        positions={
            area.code: privacy.mean_in_cell(cell.people, cell.areas[area.code].score, audience.scale, facts.k)
            for area in facts.edition.areas
        },
        importances={
            area.code: privacy.mean_in_cell(
                cell.people,
                moments_of_levels(counts) if (counts := cell.areas[area.code].importance) else None,
                audience.importance.scale,
                facts.k,
            )
            for area in facts.edition.areas
        }
        if audience.importance
        else {},
    )


# What the two readings are called where people read them.
READINGS = {EACH_GROUP: "each group counts once", EACH_PERSON: "each person counts once"}
