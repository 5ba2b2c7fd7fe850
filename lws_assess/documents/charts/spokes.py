"""Spokes: the board a radar is drawn on, its outlines and its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, pi, sin

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    ScalePlace,
    area_disc,
    numbered_area,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
    wrapped_lines,
)
from lws_assess.survey.instruments import Area, Scale

LEADING = 14.0  # between lines of type
MOST_SERIES = 3
LEAST_RADIUS = 80.0  # however long the names are
CROWDED = 9  # more spokes than this, and their names stand in the key


@dataclass(frozen=True)
class RadarOutline:
    """One outline: what it is called and where it stands in each area, in the framework's order.

    A place that what is printed leaves open has a hollow marker, and a line along its spoke as far as it may lie.
    """

    name: str
    places: tuple[ScalePlace, ...]


@dataclass(frozen=True)
class OutlineLook:
    """Says how one outline differs from the others: ink, dash and marker, never ink alone."""

    ink: str
    dash: str
    shape: str


LOOKS = (
    OutlineLook(INK, "", "circle"),
    OutlineLook("#a8410a", "7 4", "square"),
    OutlineLook("#1a5fa8", "2 3.5", "diamond"),
)
TARGET, GROUP = LOOKS[2], LOOKS[1]
TOGETHER = "Everyone together"


@dataclass(frozen=True)
class SpokesLook:
    """Says how large a board is drawn, and how thick its lines are.

    `size` is that of the levels' numbers, `drop` how far their baseline lies below the ring. `band` and `core` are
    the widths of a stretch in which a value may lie and of the paper within it; without a core the stretch is a thin
    line under a hollow marker.
    """

    radius: float
    thin: float  # rings and spokes
    stroke: float  # outlines
    size: float
    drop: float
    edge: float  # of markers
    band: float
    core: float = 0


PAGE = SpokesLook(radius=103.0, thin=1, stroke=2.2, size=SMALL, drop=4, edge=1.2, band=1.2)
HALL = SpokesLook(radius=108.0, thin=1.5, stroke=3, size=15, drop=5, edge=1.6, band=8, core=4)
HALL_MIDDLE, HALL_NUMBERS = 150.0, 22  # where the centre is, and how far outside the areas' numbers stand


def draw_for_hall(
    key: str,
    areas: Sequence[Area],
    scale: Scale,
    series: Sequence[RadarOutline],
    looks: Sequence[OutlineLook] = LOOKS,
    spokes: SpokesLook = HALL,
) -> Markup:
    """The outlines, and the areas' numbers alone: their names and figures stand in a table beside it."""
    bare = SpokesBoard(tuple(areas), scale, HALL_MIDDLE, HALL_MIDDLE, "", spokes)
    board = replace(bare, grid="".join(_grid(bare)))
    numbers = []
    for i, area in enumerate(areas):
        x, y = board.at(i, scale.top, HALL_NUMBERS)
        numbers.append(
            f'<g transform="translate({to_svg(x)} {to_svg(y)}) scale(1.7)">{area_disc(area, 0, 0)}</g>'
        )
    return svg_picture(
        key, "Radar", board.height, [board.grid, *_outlines(board, series, looks), *numbers], board.width
    )


def _outlines(board: SpokesBoard, series: Sequence[RadarOutline], looks: Sequence[OutlineLook]) -> list[str]:
    """The first one stands over the others."""
    return [board.outline(s, look) for s, look in reversed(list(zip(series, looks, strict=False)))]


def draw_spokes(
    key: str,
    areas: Sequence[Area],
    scale: Scale,
    series: Sequence[RadarOutline],
    looks: Sequence[OutlineLook] = LOOKS,
) -> Markup:
    """At most three outlines over the spokes."""
    series = series[:MOST_SERIES]
    board = _board(tuple(areas), scale)
    outlines = _outlines(board, series, looks)
    values = board.values(series[0])
    gaps = board.gaps(series[0])
    foot, height = _key(series, looks, board)
    body = [board.grid, *gaps, *outlines, *values, *foot]
    return svg_picture(key, "Radar", height, body, board.width)


@dataclass(frozen=True)
class SpokesBoard:
    """Holds what the outlines are drawn on: where the centre and the spokes are, and what every drawing repeats."""

    areas: tuple[Area, ...]
    scale: Scale
    x: float
    y: float
    grid: str
    look: SpokesLook = PAGE

    @property
    def width(self) -> float:
        return 2 * self.x

    @property
    def height(self) -> float:
        return 2 * self.y

    def at(self, spoke: int, value: float, further: float = 0) -> tuple[float, float]:
        """The point of a value on a spoke; the centre is the scale's lowest point."""
        away = self.look.radius * (value - 1) / (self.scale.top - 1) + further
        angle = 2 * pi * spoke / len(self.areas)
        return self.x + away * sin(angle), self.y - away * cos(angle)

    def outline(self, series: RadarOutline, look: OutlineLook) -> str:
        dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
        points = [None if p.spot is None else self.at(i, p.spot) for i, p in enumerate(series.places)]
        path = _broken_line(points)
        strokes = (
            f'<path d="{path}" stroke="{look.ink}" stroke-width="{self.look.stroke:g}"{dash}/>'
            if path
            else ""
        )
        spans, marks = [], []
        for i, (point, p) in enumerate(zip(points, series.places, strict=True)):
            if p.is_open:
                spans.append(self._stretch(i, p, look.ink))
            if point and not (p.is_open and self.look.core):
                inks = (PAPER, look.ink) if p.is_open else (look.ink, PAPER)
                marks.append(svg_marker(look.shape, *point, *inks, self.look.edge))
        return strokes + "".join(spans + marks)

    def _stretch(self, spoke: int, p: ScalePlace, ink: str) -> str:
        """Returns where on its spoke a value may lie."""
        ends = (*self.at(spoke, p.span[0]), *self.at(spoke, p.span[1]))
        core = svg_line(*ends, PAPER, self.look.core) if self.look.core else ""
        return svg_line(*ends, ink, self.look.band) + core

    def values(self, series: RadarOutline) -> list[str]:
        """The first outline's values, printed under the names at the ends of the spokes."""
        parts = []
        for i, p in enumerate(series.places):
            at, anchor, *_, last = _label_lines(self, i)
            style = 'font-style="italic"' if p.value is None else BOLD
            parts.append(
                svg_text(at, last, p.text, SMALL, anchor, ink=SOFT if p.value is None else INK, more=style)
            )
        return parts

    def gaps(self, series: RadarOutline) -> list[str]:
        """Spokes without a value, dashed."""
        parts = []
        for i, p in enumerate(series.places):
            if p.value is None:
                ends = (self.x, self.y, *self.at(i, self.scale.top))
                parts.append(svg_line(*ends, PAPER, 2))
                parts.append(svg_line(*ends, LINE, 1.2, 'stroke-dasharray="2 4"'))
        return parts


def _broken_line(points: Sequence[tuple[float, float] | None]) -> str:
    """A closed outline where every point is there; otherwise pieces between neighbours that both are."""
    if all(points):
        return "M" + "L".join(f"{to_svg(p[0])} {to_svg(p[1])}" for p in points if p) + "z"
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return "".join(
        f"M{to_svg(a[0])} {to_svg(a[1])}L{to_svg(b[0])} {to_svg(b[1])}" for a, b in pairs if a and b
    )


@lru_cache(maxsize=32)
def _board(areas: tuple[Area, ...], scale: Scale) -> SpokesBoard:
    """Rings, spokes and labels: the same for every outline."""
    bare = SpokesBoard(areas, scale, 0, 0, "")
    if (beyond := _reach(bare) - WIDTH / 2) > 0:  # a wider board would be seen with smaller type
        bare = replace(bare, look=replace(PAGE, radius=max(LEAST_RADIUS, round(PAGE.radius - 1.1 * beyond))))
    height = bare.look.radius + 38 + LEADING * max(len(_label(bare, area, 0)) for area in areas)
    bare = replace(bare, x=max(WIDTH / 2, _reach(bare)), y=height)
    names = [_spoke_label(bare, i, area) for i, area in enumerate(areas)]
    return replace(bare, grid="".join(_grid(bare, names)))


def _grid(board: SpokesBoard, names: Sequence[str] = ()) -> Iterator[str]:
    """Rings, spokes, and the number of each level; after each spoke its name, where there are any."""
    levels = [level.value for level in board.scale.levels]
    yield from (_ring(board, value) for value in levels[1:])
    for i in range(len(board.areas)):
        yield svg_line(board.x, board.y, *board.at(i, board.scale.top), HAIR, board.look.thin)
        yield from names[i : i + 1]
    for value in levels:
        x, y = board.at(0, value) if value == 1 else _between(board, value)
        yield svg_text(x, y + board.look.drop, str(value), board.look.size, "middle", ink=SOFT, more=HALO)


def _reach(board: SpokesBoard) -> float:
    """Returns how far words reach to either side of the centre."""
    far = 0.0
    for i, area in enumerate(board.areas):
        at, anchor, *_ = _label_lines(board, i)
        wide = max(
            (width_of(words, SMALL) for words in _label(board, area, at / board.look.radius)), default=60.0
        )
        far = max(far, wide / 2 if anchor == "middle" else abs(at) + wide)
    return far + 3


def _ring(board: SpokesBoard, value: int) -> str:
    radius, thin = board.look.radius * (value - 1) / (board.scale.top - 1), board.look.thin
    ink = LINE if value == board.scale.top else HAIR
    width = "" if thin == 1 else f' stroke-width="{thin:g}"'
    return (
        f'<circle cx="{to_svg(board.x)}" cy="{to_svg(board.y)}" r="{to_svg(radius)}" stroke="{ink}"{width}/>'
    )


def _between(board: SpokesBoard, value: int) -> tuple[float, float]:
    """On a ring, half-way between the first spoke and the second, where no value is printed."""
    away = board.look.radius * (value - 1) / (board.scale.top - 1)
    angle = pi / len(board.areas)
    return board.x + away * sin(angle), board.y - away * cos(angle)


def _label(board: SpokesBoard, area: Area, across: float) -> tuple[str, ...]:
    """An area's short name beside its spoke; none where there are too many spokes, and the key has it."""
    if len(board.areas) > CROWDED:
        return ()
    return wrapped_lines(area.short_name, 76 if abs(across) > 0.3 else 104, SMALL)


def _label_lines(board: SpokesBoard, i: int) -> tuple[float, str, list[float], float]:
    """Returns where a spoke's words stand: across, anchor, the baseline of each line of its name and of its value."""
    x, y = board.at(i, board.scale.top, 12)
    across = (x - board.x) / board.look.radius
    anchor = "middle" if abs(across) < 0.3 else "start" if across > 0 else "end"
    at = x if anchor == "middle" else x - 8 if anchor == "start" else x + 8
    count = len(_label(board, board.areas[i], across)) + 1
    first = y - 14 - LEADING * (count - 1) if y < board.y - 1 else y + 21
    lines = [first + LEADING * j for j in range(count)]
    return at, anchor, lines[:-1], lines[-1]


def _spoke_label(board: SpokesBoard, i: int, area: Area) -> str:
    """The area's number on its colour at the end of the spoke, its short name above or below it."""
    x, y = board.at(i, board.scale.top, 12)
    at, anchor, lines, _ = _label_lines(board, i)
    names = _label(board, area, (x - board.x) / board.look.radius)
    words = (svg_text(at, base, name, SMALL, anchor) for base, name in zip(lines, names, strict=True))
    return area_disc(area, x, y) + "".join(words)


def _key(
    series: Sequence[RadarOutline], looks: Sequence[OutlineLook], board: SpokesBoard
) -> tuple[list[str], float]:
    """Returns what each outline is, and what the rings are called; and where the drawing ends."""
    parts: list[str] = []
    y = board.height + 18
    for s, look in zip(series, looks, strict=False):
        if len(series) > 1:
            dash = f'stroke-dasharray="{look.dash}"' if look.dash else ""
            parts += [
                svg_line(4, y - 4, 40, y - 4, look.ink, 2.2, dash),
                svg_marker(look.shape, 22, y - 4, look.ink),
            ]
            for words in wrapped_lines(s.name, board.width - 54):
                parts.append(svg_text(48, y, words))
                y += 16
            y += 4
    for words in _notes(board):
        parts.append(svg_text(4, y, words, SMALL, ink=SOFT))
        y += 15
    return parts, y - 6


def _notes(board: SpokesBoard) -> list[str]:
    """Returns what the rings are called, and the spokes where their names have no room beside them."""
    levels = ", ".join(f"{level.value} {level.label}" for level in board.scale.levels)
    notes = [f"Rings, from the centre out: {levels}."]
    if len(board.areas) > CROWDED:
        notes.append(f"Areas: {', '.join(map(numbered_area, board.areas))}.")
    return [words for note in notes for words in wrapped_lines(note, board.width - 8, SMALL)]
