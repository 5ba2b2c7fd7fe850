"""Results: from the cells of a release to the one view object that everything is drawn from.

    RoundResults
      audiences   AudienceResults      professional, young people, parents: three lenses, never averaged together
        areas       AreaResult           position, importance, gap, priority score, rank and its band, votes,
                                         don't know, and its statements
        cells       CellResult           each group, or several small ones together, area by area
      cuts      CutResult            by role or sector, where a round has such a cut and it may be shown
      left_out  groups too small for any cell

Every figure in it has passed survey.privacy; nothing in it is computed from a single response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lws_assess.survey import counts, privacy
from lws_assess.survey.additions import AdditionResult, view_local
from lws_assess.survey.counts import Count
from lws_assess.survey.cuts import CutResult, ReleasedCut, view_cut
from lws_assess.survey.fingerprints import fingerprint
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.priorities import Standing, rank, robustness
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.rank_bands import RankBand, priority_bands, score_ends
from lws_assess.survey.releases import Cell
from lws_assess.survey.rounds import EACH_GROUP, EACH_PERSON
from lws_assess.survey.scores import Read, read_by_group, read_by_person
from lws_assess.survey.statements import StatementResult, view_statements
from lws_assess.survey.unanimity import ShownCell, show_cell


@dataclass(frozen=True)
class Ranked:
    """One area in one reading. `score` and `rank` are None where position or importance is withheld."""

    position: Shown | Withheld
    importance: Shown | Withheld
    gap: float | None
    score: float | None
    rank: int | None
    # How far the rank could change by chance; None where unranked. `band` is for this area by itself; whoever speaks
    # of several areas at once needs the `simultaneous_band`, which is None too where `band` is withheld.
    band: RankBand | Withheld | None = None
    simultaneous_band: RankBand | None = None


@dataclass(frozen=True)
class AreaResult:
    """What the whole partnership says of one area, in both readings."""

    area: Area
    target: float
    by_group: Ranked
    by_person: Ranked
    robust: str  # empty outside the first three
    dont_know: Count | Withheld  # out of the questions put, over the cells that show theirs
    votes: Count | None  # people of this audience who put the area in their first three, out of who chose
    statements: tuple[StatementResult, ...] = ()

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
    dont_know: dict[str, Count | Withheld]  # out of the questions put


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
    digest: str  # SHA-256 of what is printed of it: see survey.fingerprints
    audiences: tuple[AudienceResults, ...]
    left_out: tuple[str, ...]  # names of groups too small for any cell
    left_out_people: int
    unanswered: tuple[str, ...]  # names of groups nobody answered for
    cuts: tuple[CutResult, ...] = ()  # one an audience; none where the round has no second way of cutting
    near: tuple[
        str, ...
    ] = ()  # names of groups not shown as counted, since a round shortly before was too near

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
    group_names: Mapping[str, str]
    left_out: Mapping[str, int]
    unanswered: Sequence[str]
    cuts: Sequence[ReleasedCut] = ()
    near: Sequence[str] = ()


def view_results(facts: RoundFacts, cells: Sequence[Cell]) -> RoundResults:
    """The view object of a release."""
    names, shown = facts.group_names, [show_cell(cell) for cell in cells]
    results = RoundResults(
        edition=facts.edition,
        partnership=facts.partnership,
        title=facts.title,
        leading=facts.leading,
        k=facts.k,
        made_on=facts.made_on,
        digest="",
        audiences=tuple(
            _view_audience(facts, audience, [cell for cell in shown if cell.audience == audience.key])
            for audience in facts.edition.audiences
        ),
        left_out=tuple(names.get(key, key) for key in facts.left_out),
        left_out_people=sum(facts.left_out.values()),
        unanswered=tuple(names.get(key, key) for key in facts.unanswered),
        cuts=tuple(view_cut(facts.edition, cut, facts.k) for cut in facts.cuts),
        near=tuple(names.get(key, key) for key in facts.near),
    )
    return replace(results, digest=fingerprint(results))


def _view_audience(facts: RoundFacts, audience: Audience, cells: Sequence[ShownCell]) -> AudienceResults:
    by_group = rank_areas(facts, audience, cells, EACH_GROUP)
    by_person = rank_areas(facts, audience, cells, EACH_PERSON)
    robust = robustness(_ranks(by_group), _ranks(by_person))
    return AudienceResults(
        audience=audience,
        people=sum(cell.people for cell in cells),
        voters=sum(cell.voters or 0 for cell in cells),
        areas=tuple(
            AreaResult(
                area=area,
                target=_target(facts, area.code),
                by_group=by_group[area.code],
                by_person=by_person[area.code],
                robust=robust.get(area.code, ""),
                dont_know=_dont_knows(area, cells, facts.k),
                votes=_votes(area, cells),
                statements=view_statements(area, audience, cells, facts.k),
            )
            for area in facts.edition.areas
        ),
        cells=tuple(_view_cell(facts, audience, cell) for cell in cells),
        additions=view_local(facts.edition, audience, cells, facts.k),
    )


def rank_areas(
    facts: RoundFacts, audience: Audience, cells: Sequence[ShownCell], reading: str
) -> dict[str, Ranked]:
    """Each area in one reading, by its code: its figures, its rank, and how far chance could move it."""
    read = read_by_person if reading == EACH_PERSON else read_by_group
    ranked = {area.code: _ranked(facts, audience, area, cells, read) for area in facts.edition.areas}
    return _with_ranks(facts, audience, cells, ranked, reading)


def _ranked(
    facts: RoundFacts,
    audience: Audience,
    area: Area,
    cells: Sequence[ShownCell],
    read: Read,
) -> Ranked:
    none = privacy.too_few_in_any_group(facts.k) if cells else privacy.nobody()
    scored = [(len(cell.groups), s) for cell in cells if (s := cell.areas[area.code].score)]
    weighed = [(len(cell.groups), said) for cell in cells if (said := cell.areas[area.code].importance)]
    position = privacy.total_shown(read, scored, audience.scale) if scored else none
    if not (audience.importance and weighed):
        return Ranked(position, none, None, None, None)
    importance = privacy.total_shown(read, weighed, audience.importance.scale)
    if isinstance(position, Withheld):
        return Ranked(position, importance, None, None, None)
    # From the printed figures, so that no product gives back what their rounding holds.
    standing = Standing(position.value, importance.value, _target(facts, area.code))
    return Ranked(position, importance, standing.gap, standing.score, None)


def _with_ranks(
    facts: RoundFacts,
    audience: Audience,
    cells: Sequence[ShownCell],
    ranked: Mapping[str, Ranked],
    reading: str,
) -> dict[str, Ranked]:
    """The same with the rank of each area that has a score, and how far chance could move it."""
    ranks = rank({code: r.score for code, r in ranked.items() if r.score is not None})
    standings, ends = {}, {}
    for code, r in ranked.items():
        if audience.importance and isinstance(r.position, Shown) and isinstance(r.importance, Shown):
            target, scales = _target(facts, code), (audience.scale, audience.importance.scale)
            standings[code] = Standing(r.position.value, r.importance.value, target)
            ends[code] = score_ends(r.position, r.importance, target, *scales)
    bands = priority_bands([area.code for area in facts.edition.areas], cells, standings, reading, ends)
    found = {}
    for code, r in ranked.items():
        banded = replace(r, rank=ranks.get(code))
        if code in ranks and isinstance(bands, Withheld):
            banded = replace(banded, band=bands)
        elif not isinstance(bands, Withheld) and (both := bands.get(code)):
            banded = replace(banded, band=both.alone, simultaneous_band=both.simultaneous)
        found[code] = banded
    return found


def _target(facts: RoundFacts, code: str) -> float:
    return facts.targets.get(code, facts.edition.default_target)


def _ranks(ranked: Mapping[str, Ranked]) -> dict[str, int]:
    return {code: r.rank for code, r in ranked.items() if r.rank is not None}


def _dont_knows(area: Area, cells: Sequence[ShownCell], k: int) -> Count | Withheld:
    shown = [count for cell in cells if (count := cell.areas[area.code].dont_know) is not None]
    whole = counts.together(shown)
    if not whole.of:
        return privacy.dont_knows_withheld(k) if cells else privacy.nobody()
    return whole


def _votes(area: Area, cells: Sequence[ShownCell]) -> Count | None:
    votes = [count for cell in cells if (count := cell.areas[area.code].votes) is not None]
    return counts.together(votes) if votes else None


def _view_cell(facts: RoundFacts, audience: Audience, cell: ShownCell) -> CellResult:
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
                cell.people, cell.areas[area.code].importance, audience.importance.scale, facts.k
            )
            for area in facts.edition.areas
        }
        if audience.importance
        else {},
        dont_know={area.code: _dont_knows(area, [cell], facts.k) for area in facts.edition.areas},
    )


# What the two readings are called where people read them.
READINGS = {EACH_GROUP: "each group counts once", EACH_PERSON: "each person counts once"}
