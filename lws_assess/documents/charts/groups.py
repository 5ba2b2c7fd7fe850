"""Groups: each against everyone together, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lws_assess.documents.charts.drawing import (
    INK,
    LINE,
    Chart,
    ScalePlace,
    blur_note,
    numbered_area,
    place_on_scale,
)
from lws_assess.documents.charts.gaps import far_apart, range_words
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.charts.tracks import TrackDot, TrackRow, draw_tracks, draw_wide_tracks
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.results.verdicts import Verdict, difference_between

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
