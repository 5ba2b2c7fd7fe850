"""Cuts: people of each role or sector beside each other, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lws_assess.documents.charts.drawing import (
    Chart,
    ScalePlace,
    blur_note,
    listed_names,
    numbered_area,
    place_on_scale,
    printed_figure,
)
from lws_assess.documents.charts.gaps import range_words
from lws_assess.documents.charts.tracks import TrackDot, TrackRow, draw_tracks, draw_wide_tracks
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.instruments import Area
from lws_assess.survey.results.cuts import CategoryResult, CutResult

MARKS = (
    ("circle", "#1a5fa8"),
    ("square", "#a8410a"),
    ("diamond", "#0f6b4f"),
    ("triangle", "#7a3b8f"),
    ("wedge", "#8a5a00"),
    ("cross", "#4b5563"),
)
SHAPES = tuple(shape for shape, _ in MARKS)
SAME = 0.05  # levels: what lies no further apart stands at the same point
MOST = 3  # areas that are named; more of them are counted


def cut_dots(cut: CutResult) -> Chart:
    """One row an area, a mark for each role or sector, or several joined."""
    scale, key = cut.audience.scale, f"cut-{cut.audience.key}"
    title = f"Each area by {cut.question.key}: {cut.audience.label}"
    places = [[place_on_scale(c.positions[area.code], scale) for area in cut.areas] for c in cut.categories]
    by_area = [[row[i] for row in places] for i in range(len(cut.areas))]
    rows = [
        TrackRow(
            area,
            tuple(TrackDot(p, shape, ink) for p, (shape, ink) in zip(mine, MARKS, strict=False)),
            range_words(mine),
            all(p.value is None for p in mine),
            joined=False,
            making_room=SHAPES,
        )
        for area, mine in zip(cut.areas, by_area, strict=True)
    ]
    known = [(shape, ink, c.name) for c, (shape, ink) in zip(cut.categories, MARKS, strict=False)]
    said = _said(cut, by_area)
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=(cut.question.key.capitalize(), "People", *(numbered_area(area) for area in cut.areas)),
        rows=tuple(
            (c.name, str(c.people), *(p.cell for p in row))
            for c, row in zip(cut.categories, places, strict=True)
        ),
        svg=draw_tracks(key, rows, scale, known),
        draw_wide=partial(draw_wide_tracks, key, rows, scale, known),
        note=blur_note(p for row in places for p in row),
        claims=said.claims,
    )


def _said(cut: CutResult, by_area: Sequence[Sequence[ScalePlace]]) -> SaidWords:
    """The areas in which answers differ by more than chance would make them, and who stands where."""
    shown = [[p.interval for p in mine if p.interval is not None] for mine in by_area]
    known = [intervals for intervals in shown if len(intervals) > 1]
    if not known:
        return SaidWords(f"No area has figures of more than one {cut.question.key} that may be compared.")
    if all(max(i.high for i in mine) - min(i.low for i in mine) < SAME for mine in known):
        return SaidWords(
            f"In every area that can be compared, people of each {cut.question.key} stand at the same point."
        )
    if all(pairs is None for pairs in cut.apart.values()):
        return SaidWords(
            "How far chance alone could move these figures is not known, so nobody is said to stand higher or lower."
        )
    told = [pair for area, mine in zip(cut.areas, by_area, strict=True) if (pair := _widest(cut, area, mine))]
    if not told:
        return SaidWords(
            f"In no area do people of one {cut.question.key} differ from those of another by more than chance would"
            " make them."
        )
    words = [
        f"{area.short_name} (from {low.text}, {_who(cut, low)}, to {high.text}, {_who(cut, high)})"
        for area, low, high in told[:MOST]
    ]
    more = [f"{len(told) - MOST} more"] if len(told) > MOST else []
    return SaidWords(
        f"They differ by more than chance would make them on {listed_names([*words, *more])}.",
        tuple(Claim(Relation.BELOW, (low,), (high,), beyond_chance=True) for _, low, high in told[:MOST]),
    )


def _widest(
    cut: CutResult, area: Area, places: Sequence[ScalePlace]
) -> tuple[Area, PrintedFigure, PrintedFigure] | None:
    """Of the categories told apart in an area the two that lie furthest apart, the lower one first."""
    figures = [printed_figure(c.name, p) for c, p in zip(cut.categories, places, strict=True)]
    pairs = [
        (low, high)
        for one, other in cut.apart.get(area.code) or ()
        if (low := figures[int(one)]) and (high := figures[int(other)])
    ]
    if not pairs:
        return None
    low, high = max(pairs, key=lambda pair: pair[1].interval.low - pair[0].interval.high)
    return area, low, high


def _who(cut: CutResult, figure: PrintedFigure) -> str:
    return told_category(next(c for c in cut.categories if c.name == figure.name))


def told_category(category: CategoryResult) -> str:
    """Returns what the people of a category answered, in their own words."""
    return " or ".join(f"“{label}”" for label in category.choices)
