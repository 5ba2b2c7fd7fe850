"""Results: from the cells of a release to the one view object that everything is drawn from.

    RoundResults
      audiences   AudienceResults      professional, young people, parents: three lenses, never averaged together
        areas       AreaResult           position, importance, gap, priority score, rank, votes, don't know
        cells       CellResult           each group, or several small ones together, area by area
      left_out    groups too small for any cell

Every figure in it has passed survey.privacy; nothing in it is computed from a single response.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lws_assess.survey import privacy
from lws_assess.survey.additions import AdditionResult, view_local
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.priorities import Standing, rank, robustness
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.releases import Cell
from lws_assess.survey.rounds import EACH_GROUP, EACH_PERSON
from lws_assess.survey.scores import Moments, Score, moments_of_levels, read_by_group, read_by_person


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
