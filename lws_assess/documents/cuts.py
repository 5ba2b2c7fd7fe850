"""Cuts: people of each role or sector beside each other, area by area."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.documents.drawing import Chart, Place, blur_note, listed, numbered, place
from lws_assess.documents.tracks import Dot, Row, draw
from lws_assess.survey.cuts import CategoryResult, CutResult

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


def cut_dots(cut: CutResult) -> Chart:
    """One row an area, a mark for each role or sector, or several joined."""
    scale, key = cut.audience.scale, f"cut-{cut.audience.key}"
    title = f"Each area by {cut.question.key}: {cut.audience.label}"
    places = [[place(c.positions[area.code], scale) for area in cut.areas] for c in cut.categories]
    by_area = [[row[i] for row in places] for i in range(len(cut.areas))]
    rows = [
        Row(
            area,
            tuple(Dot(p, shape, ink) for p, (shape, ink) in zip(mine, MARKS, strict=False)),
            _from_to(mine),
            all(p.value is None for p in mine),
            joined=False,
            making_room=SHAPES,
        )
        for area, mine in zip(cut.areas, by_area, strict=True)
    ]
    known = [(shape, ink, c.name) for c, (shape, ink) in zip(cut.categories, MARKS, strict=False)]
    return Chart(
        key=key,
        title=title,
        sentence=_furthest_apart(cut, by_area),
        headers=(cut.question.key.capitalize(), "People", *(numbered(area) for area in cut.areas)),
        rows=tuple(
            (c.name, str(c.people), *(p.cell for p in row))
            for c, row in zip(cut.categories, places, strict=True)
        ),
        svg=draw(key, rows, scale, known),
        note=blur_note(p for row in places for p in row),
    )


def _drawn(places: Sequence[Place]) -> list[tuple[float, str]]:
    """Where the marks of an area stand, from the lowest to the highest."""
    return sorted((p.value, p.text) for p in places if p.value is not None)


def _from_to(places: Sequence[Place]) -> str:
    drawn = _drawn(places)
    if not drawn:
        return "not shown"
    (_, low), (_, high) = drawn[0], drawn[-1]
    return low if low == high else f"{low} to {high}"


def _furthest_apart(cut: CutResult, by_area: Sequence[Sequence[Place]]) -> str:
    """The area in which the answers lie furthest apart, and who stands where."""
    spans = [(d[-1][0] - d[0][0], i) for i, mine in enumerate(by_area) if len(d := _drawn(mine)) > 1]
    if not spans:
        return f"No area has figures of more than one {cut.question.key} that may be compared."
    apart, widest = max(spans, key=lambda span: span[0])
    if apart < SAME:
        return (
            f"In every area that can be compared, people of each {cut.question.key} stand at the same point."
        )
    drawn = _drawn(by_area[widest])
    low, high = (_who(cut.categories, by_area[widest], end) for end in (drawn[0], drawn[-1]))
    return f"They lie furthest apart on {cut.areas[widest].short_name}: from {low} to {high}."


def _who(categories: Sequence[CategoryResult], places: Sequence[Place], end: tuple[float, str]) -> str:
    there = [c for c, p in zip(categories, places, strict=True) if (p.value, p.text) == end]
    return f"{end[1]} ({listed(map(said, there))})"


def said(category: CategoryResult) -> str:
    """What the people of a category answered, in their own words."""
    return " or ".join(f"“{label}”" for label in category.choices)
