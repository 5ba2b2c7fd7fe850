"""Results: from the cells of a release to the one view object that everything is drawn from.

    RoundResults
      audiences   AudienceResults      professional, young people, parents: three lenses, never averaged together
        areas       AreaResult           position, importance, gap, priority score, rank and its band, votes,
                                         don't know, and its statements
        cells       CellResult           each group, or several small ones together, area by area
      cuts      CutResult            by role or sector, where a round has such a cut and it may be shown
      left_out  groups too small for any cell

Every figure in it has passed survey.releases.privacy; nothing in it is computed from a single response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lws_assess.survey import counts
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.intervals import Interval, RankPlaces, places_from_highest
from lws_assess.survey.keys import AreaCode, AudienceKey, CellKey, GroupKey, key_of_cell
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.additions import AdditionResult, view_local
from lws_assess.survey.releases.fingerprints import fingerprint_of_printed
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import ReleaseCell
from lws_assess.survey.releases.scores import Read, read_by_group, read_by_person
from lws_assess.survey.releases.unanimity import ShownCell, show_cell
from lws_assess.survey.results.chance import MeanChance, SampledCell, chance_of_means, size_of
from lws_assess.survey.results.cuts import CutResult, ReleasedCut, view_cut
from lws_assess.survey.results.priorities import (
    AS_COUNTED,
    FIRST_THREE,
    FIRST_WHICHEVER,
    NOT_AS_COUNTED,
    NOT_FIRST,
    AreaToRank,
    FirstThree,
    first_three,
    gap_between,
    printed_interval,
    whose_voice,
)
from lws_assess.survey.results.rank_bands import RankBand, priority_bands
from lws_assess.survey.results.response_rates import ResponseRate, response_rate
from lws_assess.survey.results.statements import StatementResult, view_statements
from lws_assess.survey.results.verdicts import ToldApart, tell_apart
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.survey.rounding import TARGET_PLACES, rounded_value
from lws_assess.survey.withheld import (
    RATED,
    RATED_HALF,
    WEIGHED,
    WhoCounts,
    Withheld,
    unrated_withheld,
    withheld_for_nobody,
    withheld_for_not_asked,
    withheld_for_too_few_in_any_group,
)


@dataclass(frozen=True)
class RankedArea:
    """One area in one reading. `gap`, `score` and `places` are None where position or importance is withheld.

    They are as wide as what is printed leaves open: see survey.intervals.
    """

    position: Shown | Withheld
    importance: Shown | Withheld
    gap: Interval | None
    score: Interval | None
    places: RankPlaces | None
    # How far the rank could change by chance; None where unranked. `band` is for this area by itself; whoever speaks
    # of several areas at once needs the `simultaneous_band`, which is None too where `band` is withheld.
    band: RankBand | Withheld | None = None
    simultaneous_band: RankBand | None = None
    chance: MeanChance | None = None  # how far chance could move the position; None where it is withheld

    @property
    def band_at_once(self) -> RankBand | Withheld | None:
        """Returns how far the rank could change, as it stands wherever several areas do: for all of them at once.

        Why not, where that is withheld; None where it is unranked.
        """
        return self.band if isinstance(self.band, Withheld) else self.simultaneous_band

    @property
    def rank(self) -> int | None:
        """The best of its places; None where it cannot be ranked."""
        return self.places.best if self.places else None


@dataclass(frozen=True)
class AreaResult:
    """Holds what the whole partnership says of one area, in both readings."""

    area: Area
    target: float
    by_group: RankedArea
    by_person: RankedArea
    first_three: (
        str  # whether it is there whichever way people are counted; empty where it is in neither reading
    )
    dont_know: BoundedCount | Withheld  # out of the questions put, over the cells that show theirs
    votes: (
        BoundedCount | None
    )  # people of this audience who put the area in their first three, out of who chose
    statements: tuple[StatementResult, ...] = ()
    not_applicable: BoundedCount | Withheld | NotCounted = NotCounted.THEN  # as don't-knows are counted

    def reading(self, name: str) -> RankedArea:
        return self.by_person if name == EACH_PERSON else self.by_group

    @property
    def whose_voice(self) -> str:
        """Words that say whether it comes first, as it may be said beside the ranks that chance leaves open.

        What those ranks contradict is never said without them. Empty where it comes first in neither reading.
        """
        reaches_beyond = any(band.worst > FIRST_THREE for band in self._bands)
        return AS_COUNTED if self.first_three == FIRST_WHICHEVER and reaches_beyond else self.first_three

    @property
    def not_first(self) -> str:
        """Returns what is said of it where it comes first in neither reading."""
        return NOT_AS_COUNTED if any(band.best <= FIRST_THREE for band in self._bands) else NOT_FIRST

    @property
    def _bands(self) -> tuple[RankBand, ...]:
        found = (one.band_at_once for one in (self.by_group, self.by_person))
        return tuple(one for one in found if isinstance(one, RankBand))


@dataclass(frozen=True)
class CellResult:
    """One group, or several small ones together."""

    key: CellKey  # stands in addresses
    group_keys: tuple[GroupKey, ...]
    name: str
    groups: tuple[str, ...]  # names
    people: int
    positions: dict[AreaCode, Shown | Withheld]  # by area code
    importances: dict[AreaCode, Shown | Withheld]
    dont_know: dict[AreaCode, BoundedCount | Withheld]  # out of the questions put
    rate: ResponseRate | None = None
    not_applicable: dict[AreaCode, BoundedCount | Withheld] | NotCounted = NotCounted.THEN


@dataclass(frozen=True)
class AudienceResults:
    audience: Audience
    people: int  # in cells shown
    voters: int
    areas: tuple[AreaResult, ...]  # in the framework's order
    cells: tuple[CellResult, ...]
    additions: tuple[AdditionResult, ...] = ()  # what this partnership asked besides
    rate: ResponseRate | None = None  # of the groups that are shown
    # Areas and groups that differ by more than chance would make them.
    apart: ToldApart = field(default_factory=ToldApart)

    @property
    def ranks_priorities(self) -> bool:
        return self.audience.importance is not None

    @property
    def counts_not_applicable(self) -> bool:
        """True if the release counted how often people answered that a question does not apply."""
        return not any(isinstance(area.not_applicable, NotCounted) for area in self.areas)


@dataclass(frozen=True)
class RoundResults:
    edition: Edition
    partnership: str
    title: str
    leading: str  # which reading leads: survey.rounds.EACH_GROUP or EACH_PERSON
    k: int
    made_on: str  # the day of the release, in words
    digest: str  # SHA-256 of what is printed of it: see survey.releases.fingerprints
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

    def find_audience(self, key: AudienceKey) -> AudienceResults | None:
        return next((a for a in self.audiences if a.audience.key == key), None)


@dataclass(frozen=True)
class RoundFacts:
    """Holds what the view object says of the round besides its cells."""

    edition: Edition
    partnership: str
    title: str
    leading: str
    k: int
    targets: Mapping[AreaCode, float]
    made_on: str
    group_names: Mapping[GroupKey, str]
    left_out: Mapping[GroupKey, int]
    unanswered: Sequence[GroupKey]
    cuts: Sequence[ReleasedCut] = ()
    near: Sequence[GroupKey] = ()
    sizes: Mapping[GroupKey, int] = field(default_factory=dict)  # people in a group; 0 where nobody knows
    hoped_for: Mapping[GroupKey, int] = field(default_factory=dict)  # answers of a group; 0 where nobody said


def view_results(facts: RoundFacts, cells: Sequence[ReleaseCell]) -> RoundResults:
    """The view object of a release."""
    names, shown = facts.group_names, [show_cell(cell) for cell in cells]
    counted = _counts_not_applicable(shown)
    results = RoundResults(
        edition=facts.edition,
        partnership=facts.partnership,
        title=facts.title,
        leading=facts.leading,
        k=facts.k,
        made_on=facts.made_on,
        digest="",
        audiences=tuple(
            _view_audience(
                facts, audience, [cell for cell in shown if cell.audience == audience.key], counted
            )
            for audience in facts.edition.audiences
        ),
        left_out=tuple(names.get(key, key) for key in facts.left_out),
        left_out_people=sum(facts.left_out.values()),
        unanswered=tuple(names.get(key, key) for key in facts.unanswered),
        cuts=tuple(
            view_cut(facts.edition, cut, facts.k, [cell for cell in shown if cell.audience == cut.audience])
            for cut in facts.cuts
        ),
        near=tuple(names.get(key, key) for key in facts.near),
    )
    return replace(results, digest=fingerprint_of_printed(results))


def _counts_not_applicable(cells: Sequence[ShownCell]) -> bool:
    """True if a release counted what does not apply to people; one without any cell says nothing of it."""
    told = [area.not_applicable for cell in cells for area in cell.areas.values()]
    return bool(told) and not any(isinstance(count, NotCounted) for count in told)


def _view_audience(
    facts: RoundFacts, audience: Audience, cells: Sequence[ShownCell], counted: bool
) -> AudienceResults:
    by_group = _with_chance(
        facts, audience, cells, rank_areas(facts, audience, cells, EACH_GROUP), EACH_GROUP
    )
    by_person = _with_chance(
        facts, audience, cells, rank_areas(facts, audience, cells, EACH_PERSON), EACH_PERSON
    )
    viewed = tuple(_view_cell(facts, audience, cell, counted) for cell in cells)
    codes = [area.code for area in facts.edition.areas]
    whose = whose_voice(first_of(by_group), first_of(by_person), codes)
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
                first_three=whose.get(area.code, ""),
                dont_know=_dont_knows(area, cells, facts.k),
                votes=_votes(area, cells),
                statements=view_statements(area, audience, cells, facts.k, facts.group_names),
                not_applicable=_not_applicable(area, cells, facts.k) if counted else NotCounted.THEN,
            )
            for area in facts.edition.areas
        ),
        cells=viewed,
        rate=_rate(facts, cells),
        additions=view_local(facts.edition, audience, cells, facts.k, counted),
        apart=tell_apart(
            _codes(facts),
            _sampled(facts, cells),
            [cell.key for cell in viewed],
            [cell.positions for cell in viewed],
            {
                reading: {code: one.position for code, one in ranked.items()}
                for reading, ranked in ((EACH_GROUP, by_group), (EACH_PERSON, by_person))
            },
        ),
    )


def _rate(facts: RoundFacts, cells: Sequence[ShownCell]) -> ResponseRate | None:
    """Of all the groups of some cells; None where of one of several it cannot be right."""
    if len(cells) > 1 and any(one and one.percent is None for one in (_rate(facts, [c]) for c in cells)):
        return None
    groups = [group for cell in cells for group in cell.groups]
    return response_rate(sum(cell.people for cell in cells), groups, facts.sizes, facts.hoped_for)


def _codes(facts: RoundFacts) -> tuple[AreaCode, ...]:
    return tuple(area.code for area in facts.edition.areas)


def _sampled(facts: RoundFacts, cells: Sequence[ShownCell]) -> list[SampledCell]:
    return [SampledCell(cell, _codes(facts), size_of(cell, facts.sizes)) for cell in cells]


def _with_chance(
    facts: RoundFacts,
    audience: Audience,
    cells: Sequence[ShownCell],
    ranked: Mapping[AreaCode, RankedArea],
    reading: str,
) -> dict[AreaCode, RankedArea]:
    """Returns the area with how far chance could move each position that is shown."""
    found = chance_of_means(_codes(facts), _sampled(facts, cells), reading, audience.scale)
    return {
        code: replace(one, chance=found.get(code) if isinstance(one.position, Shown) else None)
        for code, one in ranked.items()
    }


def rank_areas(
    facts: RoundFacts, audience: Audience, cells: Sequence[ShownCell], reading: str
) -> dict[AreaCode, RankedArea]:
    """Each area in one reading, by its code: its figures, its rank, and how far chance could move it."""
    read = read_by_person if reading == EACH_PERSON else read_by_group
    ranked = {area.code: _ranked(facts, audience, area, cells, read) for area in facts.edition.areas}
    return _with_ranks(facts, cells, ranked, reading)


def _ranked(
    facts: RoundFacts,
    audience: Audience,
    area: Area,
    cells: Sequence[ShownCell],
    read: Read,
) -> RankedArea:
    none, unweighed = _nothing_of(facts, audience, area, cells)
    scored = [(len(cell.groups), s) for cell in cells if (s := cell.areas[area.code].score)]
    weighed = [(len(cell.groups), said) for cell in cells if (said := cell.areas[area.code].importance)]
    position = privacy.total_shown(read, scored, audience.scale) if scored else none
    if not (audience.importance and weighed):
        return RankedArea(position, unweighed, None, None, None)
    importance = privacy.total_shown(read, weighed, audience.importance.scale)
    if isinstance(position, Withheld):
        return RankedArea(position, importance, None, None, None)
    # From the printed figures, so that no product gives back what their rounding holds.
    far = gap_between(printed_interval(position), _target(facts, area.code))
    return RankedArea(position, importance, far, far.times(printed_interval(importance)), None)


def _nothing_of(
    facts: RoundFacts, audience: Audience, area: Area, cells: Sequence[ShownCell]
) -> tuple[Withheld, Withheld]:
    """Why the whole would have no figure of an area, and none of its importance."""
    asked = None if audience.importance else withheld_for_not_asked()
    if not cells:
        return withheld_for_nobody(), asked or withheld_for_nobody()
    return (
        withheld_for_too_few_in_any_group(facts.k, _counted(area, audience)),
        asked or withheld_for_too_few_in_any_group(facts.k, WEIGHED),
    )


def _counted(area: Area, audience: Audience) -> WhoCounts:
    """Returns who has an area's score: whoever rated its question, or half of its statements."""
    return RATED if len(area.questions(audience)) == 1 else RATED_HALF


def _with_ranks(
    facts: RoundFacts,
    cells: Sequence[ShownCell],
    ranked: Mapping[AreaCode, RankedArea],
    reading: str,
) -> dict[AreaCode, RankedArea]:
    """Returns the areas with the rank places of each that has a score, and how far chance could move it."""
    scores = _scores(ranked)
    places = places_from_highest(scores)
    standings = {
        code: AreaToRank(
            printed_interval(r.position).middle, printed_interval(r.importance).middle, _target(facts, code)
        )
        for code, r in ranked.items()
        if code in places and isinstance(r.position, Shown) and isinstance(r.importance, Shown)
    }
    ends = {code: (score.low, score.high) for code, score in scores.items()}
    bands = priority_bands([area.code for area in facts.edition.areas], cells, standings, reading, ends)
    found = {}
    for code, r in ranked.items():
        banded = replace(r, places=places.get(code))
        if code in places and isinstance(bands, Withheld):
            banded = replace(banded, band=bands)
        elif not isinstance(bands, Withheld) and (both := bands.get(code)):
            banded = replace(banded, band=both.alone, simultaneous_band=both.simultaneous)
        found[code] = banded
    return found


def _scores(ranked: Mapping[AreaCode, RankedArea]) -> dict[AreaCode, Interval]:
    return {code: r.score for code, r in ranked.items() if r.score is not None}


def first_of(ranked: Mapping[AreaCode, RankedArea]) -> FirstThree:
    """Returns which areas of one reading come first, by their codes."""
    return first_three(_scores(ranked))


def _target(facts: RoundFacts, code: AreaCode) -> float:
    """As it is printed, so that every gap is worked out from what people read."""
    return float(rounded_value(facts.targets.get(code, facts.edition.default_target), TARGET_PLACES))


def _dont_knows(area: Area, cells: Sequence[ShownCell], k: int) -> BoundedCount | Withheld:
    return _of_all_put([cell.areas[area.code].dont_know for cell in cells], k)


def _not_applicable(area: Area, cells: Sequence[ShownCell], k: int) -> BoundedCount | Withheld:
    """Of cells that are known to have counted it."""
    told = [cell.areas[area.code].not_applicable for cell in cells]
    return _of_all_put([count for count in told if not isinstance(count, NotCounted)], k)


def _of_all_put(counted: Sequence[BoundedCount | None], k: int) -> BoundedCount | Withheld:
    """Returns what cells come to in a count out of the questions put; a cell that withholds its own is not in it."""
    whole = counts.counts_together(count for count in counted if count is not None)
    if not whole.of:
        return unrated_withheld(k) if counted else withheld_for_nobody()
    return whole


def _votes(area: Area, cells: Sequence[ShownCell]) -> BoundedCount | None:
    votes = [count for cell in cells if (count := cell.areas[area.code].votes) is not None]
    return counts.counts_together(votes) if votes else None


def _view_cell(facts: RoundFacts, audience: Audience, cell: ShownCell, counted: bool) -> CellResult:
    names = tuple(facts.group_names.get(key, key) for key in cell.groups)
    return CellResult(
        key=key_of_cell(cell.groups),
        group_keys=cell.groups,
        name=names[0] if len(names) == 1 else "Together: " + ", ".join(names),
        groups=names,
        people=cell.people,
        positions={
            area.code: privacy.mean_in_cell(
                cell.people,
                cell.areas[area.code].score,
                audience.scale,
                facts.k,
                _counted(area, audience),
            )
            for area in facts.edition.areas
        },
        importances={
            area.code: privacy.mean_in_cell(
                cell.people,
                cell.areas[area.code].importance,
                audience.importance.scale,
                facts.k,
                WEIGHED,
            )
            for area in facts.edition.areas
        }
        if audience.importance
        else {},
        dont_know={area.code: _dont_knows(area, [cell], facts.k) for area in facts.edition.areas},
        rate=_rate(facts, [cell]),
        not_applicable={area.code: _not_applicable(area, [cell], facts.k) for area in facts.edition.areas}
        if counted
        else NotCounted.THEN,
    )


# What the two readings are called where people read them.
READINGS = {EACH_GROUP: "each group counts once", EACH_PERSON: "each person counts once"}
