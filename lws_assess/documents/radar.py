"""The radar: areas in the framework's order, outlines without fill, a withheld value breaks the line.

The method page, "Radar charts", says what every part means. Nobody should read the size of the shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Chart,
    Place,
    Plotly,
    disc,
    folded,
    layout,
    line,
    marker,
    n,
    numbered,
    own_place,
    picture,
    place,
    plain,
    target_place,
    text,
    width_of,
)
from lws_assess.documents.rainbow import highest_and_lowest
from lws_assess.survey.instruments import Area, Edition, Scale
from lws_assess.survey.results import AudienceResults, CellResult

RADIUS = 103.0
LEADING = 14.0  # between lines of type
MOST_SERIES = 3


@dataclass(frozen=True)
class Series:
    """One outline: what it is called and where it stands in each area, in the framework's order."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Look:
    """How one outline differs from the others: ink, dash and marker, never ink alone."""

    ink: str
    dash: str
    shape: str
    plotly_dash: str
    plotly_symbol: str


LOOKS = (
    Look(INK, "", "circle", "solid", "circle"),
    Look("#a8410a", "7 4", "square", "dash", "square"),
    Look("#1a5fa8", "2 3.5", "diamond", "dot", "diamond"),
)
TARGET, GROUP = LOOKS[2], LOOKS[1]
TOGETHER = "Everyone together"


def radar(results: AudienceResults, reading: str, cell: CellResult | None = None) -> Chart:
    """The whole of an audience, one group of it if picked, and the targets where the audience has any."""
    scale, key = results.audience.scale, f"radar-{results.audience.key}"
    areas = [a.area for a in results.areas]
    whole = Series(TOGETHER, tuple(place(a.reading(reading).position, scale) for a in results.areas))
    series, looks = [whole], [LOOKS[0]]
    if cell:
        series.append(Series(cell.name, tuple(place(cell.positions[a.code], scale) for a in areas)))
        looks.append(GROUP)
    if results.ranks_priorities:
        series.append(Series("Target", tuple(target_place(a.target, scale) for a in results.areas)))
        looks.append(TARGET)
    title = f"Shape of the whole: {results.audience.label}"
    against = _against_the_whole(areas, whole, series[1]) if cell else ""
    return Chart(
        key=key,
        title=title,
        sentence=against or _way_to_go(areas, whole, results, reading),
        headers=("Area", *(s.name for s in series)),
        rows=_rows(areas, series),
        svg=draw(key, title, areas, scale, series, looks),
        plotly=_interactive(areas, scale, series, looks),
    )


def own_radar(edition: Edition, scale: Scale, scores: Mapping[str, float | None]) -> Chart:
    """A respondent's own scores by area code, for their eyes only; None where they have no score."""
    own = Series("Your scores", tuple(own_place(scores.get(area.code), scale) for area in edition.areas))
    title = "Your own radar"
    return Chart(
        key="own-radar",
        title=title,
        sentence=highest_and_lowest(
            list(zip(edition.areas, own.places, strict=True)),
            "Your highest score",
            "Your lowest",
            "You have no score for",
        ),
        headers=("Area", "Your score"),
        rows=_rows(edition.areas, [own]),
        svg=draw("own-radar", title, edition.areas, scale, [own]),
    )


def _rows(areas: Sequence[Area], series: Sequence[Series]) -> tuple[tuple[str, ...], ...]:
    return tuple((numbered(area), *(s.places[i].cell for s in series)) for i, area in enumerate(areas))


def _way_to_go(areas: Sequence[Area], whole: Series, results: AudienceResults, reading: str) -> str:
    """How many areas have reached their target and which has furthest to go; without targets, the ends."""
    drawn = [a for a, p in zip(results.areas, whole.places, strict=True) if p.value is not None]
    gaps = {a.area.code: gap for a in drawn if (gap := a.reading(reading).gap) is not None}
    if not gaps:
        return highest_and_lowest(list(zip(areas, whole.places, strict=True)))
    reached = sum(gap == 0 for gap in gaps.values())
    if reached == len(gaps):
        return "Every area shown has reached its target."
    code = max(gaps, key=lambda key: gaps[key])
    far, p = next((a, p) for a, p in zip(results.areas, whole.places, strict=True) if a.area.code == code)
    start = {0: "No area has reached its target.", 1: "1 area has reached its target."}
    return (
        f"{start.get(reached, f'{reached} areas have reached their targets.')} The longest way to go: "
        f"{far.area.short_name}, at {p.text} with a target of {far.target:.1f}."
    )


def _against_the_whole(areas: Sequence[Area], whole: Series, one: Series) -> str:
    """Where a group differs most from everyone together."""
    pairs = [
        (area, w, g, g.value - w.value)
        for area, w, g in zip(areas, whole.places, one.places, strict=True)
        if w.value is not None and g.value is not None
    ]
    if not pairs:
        return f"{one.name}: nothing may be shown beside the whole."
    area, w, g, by = max(pairs, key=lambda pair: abs(pair[3]))
    if abs(by) < 0.05:
        return f"{one.name}: every area stands much where it does for everyone together."
    than = "higher" if by > 0 else "lower"
    return (
        f"{one.name}: the largest difference is on {area.short_name}, {than}, "
        f"at {g.text} against {w.text} for everyone together."
    )


# --- drawing ---------------------------------------------------------------------------------------------


def draw(
    key: str,
    title: str,
    areas: Sequence[Area],
    scale: Scale,
    series: Sequence[Series],
    looks: Sequence[Look] = LOOKS,
) -> Markup:
    """At most three outlines over the spokes."""
    series = series[:MOST_SERIES]
    board = _board(tuple(areas), scale)
    outlines = [board.outline(s, look) for s, look in reversed(list(zip(series, looks, strict=False)))]
    values = board.values(series[0])
    gaps = board.gaps(series[0])
    foot, height = _key(series, looks, scale, board.height, board.width)
    description = ". ".join(
        f"{s.name}: " + "; ".join(f"{numbered(a)} {p.text}" for a, p in zip(areas, s.places, strict=True))
        for s in series
    )
    body = [board.grid, *gaps, *outlines, *values, *foot]
    return picture(key, title, description, height, body, board.width)


@dataclass(frozen=True)
class Board:
    """What the outlines are drawn on: where the centre and the spokes are, and what every drawing repeats."""

    areas: tuple[Area, ...]
    scale: Scale
    x: float
    y: float
    grid: str

    @property
    def width(self) -> float:
        return 2 * self.x

    @property
    def height(self) -> float:
        return 2 * self.y

    def at(self, spoke: int, value: float, further: float = 0) -> tuple[float, float]:
        """The point of a value on a spoke; the centre is the scale's lowest point."""
        away = RADIUS * (value - 1) / (self.scale.top - 1) + further
        angle = 2 * pi * spoke / len(self.areas)
        return self.x + away * sin(angle), self.y - away * cos(angle)

    def outline(self, series: Series, look: Look) -> str:
        dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
        points = [None if p.value is None else self.at(i, p.value) for i, p in enumerate(series.places)]
        path = _broken_line(points)
        strokes = f'<path d="{path}" stroke="{look.ink}" stroke-width="2.2"{dash}/>' if path else ""
        marks = [
            marker(look.shape, *point, look.ink if p.exact else PAPER, PAPER if p.exact else look.ink)
            for point, p in zip(points, series.places, strict=True)
            if point
        ]
        return strokes + "".join(marks)

    def values(self, series: Series) -> list[str]:
        """The first outline's values, printed under the names at the ends of the spokes."""
        parts = []
        for i, p in enumerate(series.places):
            at, anchor, *_, last = _label_lines(self, i)
            style = 'font-style="italic"' if p.value is None else BOLD
            parts.append(text(at, last, p.text, SMALL, anchor, SOFT if p.value is None else INK, style))
        return parts

    def gaps(self, series: Series) -> list[str]:
        """Spokes without a value, dashed."""
        parts = []
        for i, p in enumerate(series.places):
            if p.value is None:
                ends = (self.x, self.y, *self.at(i, self.scale.top))
                parts += [line(*ends, PAPER, 2), line(*ends, LINE, 1.2, 'stroke-dasharray="2 4"')]
        return parts


def _broken_line(points: Sequence[tuple[float, float] | None]) -> str:
    """A closed outline where every point is there; otherwise pieces between neighbours that both are."""
    if all(points):
        return "M" + "L".join(f"{n(p[0])} {n(p[1])}" for p in points if p) + "z"
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return "".join(f"M{n(a[0])} {n(a[1])}L{n(b[0])} {n(b[1])}" for a, b in pairs if a and b)


@lru_cache(maxsize=32)
def _board(areas: tuple[Area, ...], scale: Scale) -> Board:
    """Rings, spokes and labels: the same for every outline."""
    longest = max(width_of(word, SMALL) for area in areas for word in area.short_name.split())
    lines = max(len(_label(area, 0)) for area in areas)
    bare = Board(areas, scale, max(WIDTH / 2, RADIUS + longest + 4), RADIUS + 38 + LEADING * lines, "")
    parts = [_ring(bare, level.value, scale.top) for level in scale.levels[1:]]
    for i, area in enumerate(areas):
        parts.append(line(bare.x, bare.y, *bare.at(i, scale.top), HAIR))
        parts.append(_spoke_label(bare, i, area))
    for level in scale.levels:
        x, y = bare.at(0, level.value) if level.value == 1 else _between(bare, level.value)
        parts.append(text(x, y + 4, str(level.value), SMALL, "middle", SOFT, HALO))
    return Board(areas, scale, bare.x, bare.y, "".join(parts))


def _ring(board: Board, value: int, top: int) -> str:
    radius = RADIUS * (value - 1) / (top - 1)
    ink = LINE if value == top else HAIR
    return f'<circle cx="{n(board.x)}" cy="{n(board.y)}" r="{n(radius)}" stroke="{ink}"/>'


def _between(board: Board, value: int) -> tuple[float, float]:
    """On a ring, half-way between the first spoke and the second, where no value is printed."""
    away = RADIUS * (value - 1) / (board.scale.top - 1)
    angle = pi / len(board.areas)
    return board.x + away * sin(angle), board.y - away * cos(angle)


def _label(area: Area, across: float) -> tuple[str, ...]:
    return folded(area.short_name, 76 if abs(across) > 0.3 else 104, SMALL)


def _label_lines(board: Board, i: int) -> tuple[float, str, list[float], float]:
    """Where a spoke's words stand: across, anchor, the baseline of each line of its name, and of its value."""
    x, y = board.at(i, board.scale.top, 12)
    across = (x - board.x) / RADIUS
    anchor = "middle" if abs(across) < 0.3 else "start" if across > 0 else "end"
    at = x if anchor == "middle" else x - 8 if anchor == "start" else x + 8
    count = len(_label(board.areas[i], across)) + 1
    first = y - 14 - LEADING * (count - 1) if y < board.y - 1 else y + 21
    lines = [first + LEADING * j for j in range(count)]
    return at, anchor, lines[:-1], lines[-1]


def _spoke_label(board: Board, i: int, area: Area) -> str:
    """The area's number on its colour at the end of the spoke, its short name above or below it."""
    x, y = board.at(i, board.scale.top, 12)
    at, anchor, lines, _ = _label_lines(board, i)
    names = _label(area, (x - board.x) / RADIUS)
    words = (text(at, base, name, SMALL, anchor) for base, name in zip(lines, names, strict=True))
    return disc(area, x, y) + "".join(words)


def _key(
    series: Sequence[Series], looks: Sequence[Look], scale: Scale, top: float, width: float
) -> tuple[list[str], float]:
    """What each outline is, and what the rings are called; and where the drawing ends."""
    parts, y = [], top + 18
    for s, look in zip(series, looks, strict=False):
        if len(series) > 1:
            dash = f'stroke-dasharray="{look.dash}"' if look.dash else ""
            parts += [line(4, y - 4, 40, y - 4, look.ink, 2.2, dash), marker(look.shape, 22, y - 4, look.ink)]
            for words in folded(s.name, width - 54):
                parts.append(text(48, y, words))
                y += 16
            y += 4
    rings = ", ".join(f"{level.value} {level.label}" for level in scale.levels)
    for words in folded(f"Rings, from the centre out: {rings}.", width - 8, SMALL):
        parts.append(text(4, y, words, SMALL, ink=SOFT))
        y += 15
    return parts, y - 6


# --- for the charts library ------------------------------------------------------------------------------


def _interactive(
    areas: Sequence[Area], scale: Scale, series: Sequence[Series], looks: Sequence[Look]
) -> Plotly:
    names = [plain(numbered(area)) for area in areas]
    data = [
        {
            "type": "scatterpolar",
            "mode": "lines+markers",
            "name": plain(s.name),
            "theta": [*names, names[0]],
            "r": [p.value for p in (*s.places, s.places[0])],
            "text": [plain(f"{p.text} {p.band}") for p in (*s.places, s.places[0])],
            "hovertemplate": "%{theta}<br>%{text}",
            "connectgaps": False,
            "line": {"color": look.ink, "dash": look.plotly_dash, "width": 2.5},
            "marker": {"symbol": look.plotly_symbol, "size": 9, "color": look.ink},
        }
        for s, look in zip(series, looks, strict=False)
    ]
    levels = [level.value for level in scale.levels]
    polar = {
        "bgcolor": PAPER,
        "angularaxis": {"direction": "clockwise", "rotation": 90, "gridcolor": HAIR, "linecolor": LINE},
        "radialaxis": {"range": [1, scale.top], "tickvals": levels, "gridcolor": HAIR, "angle": 90},
    }
    return {"data": data, "layout": layout(520, polar=polar, margin={"l": 110, "r": 110, "t": 50, "b": 50})}
