"""Groups: each against everyone together, and any two against each other, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from lws_assess.documents.charts.drawing import (
    INK,
    LINE,
    SOFT,
    Chart,
    ScalePlace,
    blur_note,
    listed_names,
    numbered_area,
    place_on_scale,
)
from lws_assess.documents.charts.gaps import far_apart, range_words
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.charts.tracks import TrackDot, TrackRow, draw_tracks, draw_wide_tracks
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import exact_interval
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.results.verdicts import Verdict, difference_between
from lws_assess.survey.rounding import rounded_value
from lws_assess.survey.written_words import isolated_words

NOT_COMPARED = "not compared"
APART = 0.3  # levels at least, from which a group's figure is marked as higher or lower than the whole
PICKED = "#a8410a"


def group_chart(results: AudienceResults, reading: str, picked: CellResult | None = None) -> Chart:
    """Each group against everyone together, area by area."""
    scale, key = results.audience.scale, f"groups-{results.audience.key}"
    whole = [place_on_scale(a.reading(reading).position, scale) for a in results.areas]
    cells = [
        [place_on_scale(cell.positions[a.area.code], scale) for a in results.areas] for cell in results.cells
    ]
    title = "How far apart the groups lie in each area"
    rows = [
        TrackRow(
            a.area,
            _group_dots(results, picked, cells, whole[i], i),
            range_words([cell[i] for cell in cells]),
            whole[i].value is None,
            joined=False,
        )
        for i, a in enumerate(results.areas)
    ]
    tones, said = tones_of(results, reading), far_apart(results)
    head, answered = column_of_people(results)
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Group", head, *(numbered_area(a.area) for a in results.areas)),
        rows=(
            (TOGETHER, answered[0], *(p.cell for p in whole)),
            *(
                (c.name, who, *(p.cell for p in row))
                for c, who, row in zip(results.cells, answered[1:], cells, strict=True)
            ),
        ),
        svg=draw_tracks(key, rows, scale, _group_key(picked)),
        draw_wide=partial(draw_wide_tracks, key, rows, scale, _group_key(picked)),
        note=blur_note(p for row in cells for p in row),
        tones=tones,
        table_note=marks_note(tones),
        claims=said.claims,
    )


def column_of_people(results: AudienceResults) -> tuple[str, tuple[str, ...]]:
    """A column of how many people, and of how many where that is known: everyone together, then each group.

    Its heading says of what, where that is the same for all.
    """
    rated = [(results.people, results.rate), *((cell.people, cell.rate) for cell in results.cells)]
    kinds = {rate.is_of_people for _, rate in rated if rate}
    if len(kinds) != 1:
        return "People", tuple(str(rate or f"{people:,}") for people, rate in rated)
    head = "People, of all there are" if kinds == {True} else "People, of the answers hoped for"
    return head, tuple(rate.brief if rate else f"{people:,}" for people, rate in rated)


def tones_of(results: AudienceResults, reading: str) -> tuple[tuple[str, ...], ...]:
    """Returns what is marked in a table of groups under everyone together; the first two columns say who."""
    blank = ("",) * (len(results.areas) + 2)
    return (
        blank,
        *(
            ("", "", *(group_tone(results, cell, a, reading) for a in results.areas))
            for cell in results.cells
        ),
    )


def marks_note(tones: Sequence[Sequence[str]]) -> str:
    """Returns what the marks beside some figures of a table mean, where there are any."""
    if not any(map(any, tones)):
        return ""
    return (
        f"▲ and ▼ mark figures that lie {APART:g} or more above or below everyone together, more than chance would"
        " make it."
    )


def group_tone(results: AudienceResults, cell: CellResult, found: AreaResult, reading: str) -> str:
    """Returns whether a group's figure stands higher or lower than everyone together, whatever both are; else empty."""
    code = found.area.code
    whole, mine = found.reading(reading).position, cell.positions[code]
    apart = difference_between(whole, mine)
    if apart is None or results.apart.differs_from_whole(code, cell.key, reading) != Verdict.BEYOND:
        return ""
    if apart.interval.low >= APART - 1e-9:
        return "higher"
    return "lower" if apart.interval.high <= -APART + 1e-9 else ""


def _group_key(picked: CellResult | None) -> tuple[tuple[str, str, str], ...]:
    known = (("bar", INK, TOGETHER), ("circle", LINE, "A group"))
    return (*known, ("square", PICKED, picked.name)) if picked else known


def _group_dots(
    results: AudienceResults,
    picked: CellResult | None,
    cells: Sequence[Sequence[ScalePlace]],
    whole: ScalePlace,
    i: int,
) -> tuple[TrackDot, ...]:
    """The groups first, so that everyone together and the group picked are drawn over them."""
    dots, last = [], [TrackDot(whole, "bar", INK)]
    for cell, row in zip(results.cells, cells, strict=True):
        if picked and cell.key == picked.key:
            last.append(TrackDot(row[i], "square", PICKED))
        else:
            dots.append(TrackDot(row[i], "circle", LINE))
    return (*dots, *last)


# --- two groups ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupPair:
    """One area as two groups see it. `difference` is from the first to the second; None where it is not compared."""

    area: Area
    one: ScalePlace
    other: ScalePlace
    difference: FigureDifference | None
    beside_chance: Verdict

    @property
    def is_told(self) -> bool:
        """True if they differ by more than chance would make them."""
        apart = self.difference
        return self.beside_chance == Verdict.BEYOND and apart is not None and (apart.is_rise or apart.is_fall)

    @property
    def words(self) -> str:
        if self.one.value is None and self.other.value is None:
            return self.one.text
        return " and ".join(p.text if p.exact or p.value is None else p.brief for p in (self.one, self.other))


def two_groups(results: AudienceResults, one: CellResult, other: CellResult) -> Chart:
    """Draws where two groups see the areas alike, and where they do not; areas in the framework's order."""
    scale = results.audience.scale
    key = f"two-groups-{results.audience.key}"
    pairs = [_pair(results, found.area, one, other) for found in results.areas]
    said = _said(pairs, one.name, other.name)
    title = f"{isolated_words(one.name)} beside {isolated_words(other.name)}"
    rows = [
        TrackRow(
            p.area,
            (TrackDot(p.other, "diamond", INK), TrackDot(p.one, "circle", p.area.display.colour)),
            p.words,
            blank=p.one.value is None and p.other.value is None,
        )
        for p in pairs
    ]
    known = (
        ("circle", SOFT, f"{isolated_words(one.name)} ({_people(one)})"),
        ("diamond", INK, f"{isolated_words(other.name)} ({_people(other)})"),
    )
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=(
            *("Area", one.name, "Rated it", other.name, "Rated it", f"{isolated_words(other.name)} is"),
            "Beside chance",
        ),
        rows=tuple(_cells(p) for p in pairs),
        svg=draw_tracks(key, rows, scale, known),
        draw_wide=partial(draw_wide_tracks, key, rows, scale, known),
        note=blur_note(p for pair in pairs for p in (pair.one, pair.other)),
        claims=said.claims,
    )


def _pair(results: AudienceResults, area: Area, one: CellResult, other: CellResult) -> GroupPair:
    mine, its = one.positions[area.code], other.positions[area.code]
    return GroupPair(
        area,
        place_on_scale(mine, results.audience.scale),
        place_on_scale(its, results.audience.scale),
        difference_between(mine, its),
        results.apart.differ(area.code, one.key, other.key),
    )


def _people(cell: CellResult) -> str:
    return f"{cell.people:,} {'person' if cell.people == 1 else 'people'}"


def _cells(pair: GroupPair) -> tuple[str, ...]:
    figures = (cell for p in (pair.one, pair.other) for cell in (p.cell, f"{p.people or ''}"))
    return (numbered_area(pair.area), *figures, _difference(pair), _beside_chance(pair))


def _difference(pair: GroupPair) -> str:
    """Returns how the second group stands to the first, as their figures are printed."""
    apart = pair.difference
    if apart is None:
        return NOT_COMPARED
    if apart.is_nought:
        return "the same"
    if apart.may_be_nought:
        return f"the same or {apart.size} {'higher' if apart.interval.low > 0 else 'lower'}"
    if apart.is_rise or apart.is_fall:
        return f"{apart.size} {'higher' if apart.is_rise else 'lower'}"
    return "lower, higher or the same"


def _beside_chance(pair: GroupPair) -> str:
    if pair.difference is None:
        return "–"
    return {
        Verdict.BEYOND: "more than chance would make it",
        Verdict.WITHIN: "no more than chance would make it",
    }.get(pair.beside_chance, "not known")


def _both(pair: GroupPair) -> tuple[PrintedFigure, PrintedFigure]:
    """The figures of both groups in a claim that they are the same, no finer than the coarser of them is printed."""
    name, places = numbered_area(pair.area), pair.difference.places if pair.difference else 1
    ends = [exact_interval(float(rounded_value(p.value or 0.0, places))) for p in (pair.one, pair.other)]
    return PrintedFigure(name, pair.one.text, ends[0]), PrintedFigure(name, pair.other.text, ends[1])


def _said(pairs: Sequence[GroupPair], one: str, other: str) -> SaidWords:
    """Says where the two groups differ by more than chance would make them, and how."""
    known = [p for p in pairs if p.difference is not None]
    if not known:
        return SaidWords("The two groups cannot be compared: no area has figures of both that may be shown.")
    if all(p.difference and p.difference.is_nought for p in known):
        where = "every area" if len(known) == len(pairs) else "every area where both may be compared"
        both = [_both(p) for p in known]
        claim = Claim(
            Relation.UNMOVED, tuple(second for _, second in both), tuple(first for first, _ in both)
        )
        return SaidWords(f"The two groups stand at the same point in {where}.", (claim,))
    if all(p.beside_chance == Verdict.UNKNOWN for p in known):
        return SaidWords(
            "How far chance alone could move figures of so few people is not known, so neither group is called"
            " higher or lower than the other."
        )
    told = [p for p in known if p.is_told]
    if not told:
        return SaidWords("In no area do the two groups differ by more than chance would make them.")
    ends = [_ends(p, one, other) for p in told]
    words = listed_names(
        f"{p.area.short_name} (from {low.text}, {low.name}, to {high.text}, {high.name})"
        for p, (low, high) in zip(told, ends, strict=True)
    )
    return SaidWords(
        f"The two groups differ by more than chance would make them on {words}.",
        tuple(Claim(Relation.BELOW, (low,), (high,), beyond_chance=True) for low, high in ends),
    )


def _ends(pair: GroupPair, one: str, other: str) -> tuple[PrintedFigure, PrintedFigure]:
    """The lower group and the higher one."""
    assert pair.difference is not None
    both = [
        PrintedFigure(name, at.text, interval)
        for name, at in ((one, pair.one), (other, pair.other))
        if (interval := at.interval) is not None
    ]
    first, second = both
    return (first, second) if pair.difference.is_rise else (second, first)
