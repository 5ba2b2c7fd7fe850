"""Dots on a scale, one row an area: from position to target, both readings, and group beside group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    WORDS,
    Chart,
    Place,
    Plotly,
    disc,
    layout,
    level_names,
    line,
    listed,
    marker,
    n,
    numbered,
    picture,
    place,
    plain,
    target_place,
    text,
)
from lws_assess.documents.ranking import compare_readings, first_three, gap_text, in_order
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.results import READINGS, AreaResult, AudienceResults, CellResult
from lws_assess.survey.rounds import EACH_GROUP, EACH_PERSON

LEFT, RIGHT = 14.0, WIDTH - 14.0
ROW = 46.0  # from one area to the next
NEAR = 7.0  # dots closer than this are stacked
APART = 0.3  # levels, from which a group's figure is marked as higher or lower than the whole
TOGETHER = "Everyone together"


@dataclass(frozen=True)
class Dot:
    place: Place
    shape: str
    fill: str
    stroke: str = PAPER


@dataclass(frozen=True)
class Row:
    """One area: its dots, and what is printed at the end of its line."""

    area: Area
    dots: tuple[Dot, ...]
    words: str
    joined: bool = True


def dot_plot(results: AudienceResults, reading: str) -> Chart:
    """From current position to target, first priority at the top: the board's default view."""
    scale, key = results.audience.scale, f"dots-{results.audience.key}"
    found = in_order(results, reading)
    places = [(a, place(a.reading(reading).position, scale), target_place(a.target, scale)) for a in found]
    title = "From where each area stands to its target, first priority at the top"
    rows = [
        Row(
            a.area,
            (Dot(target, "diamond", PAPER, INK), Dot(p, "circle", a.area.display.colour)),
            f"{p.text} → {target.text}" if p.value is not None else p.text,
        )
        for a, p, target in places
    ]
    return Chart(
        key=key,
        title=title,
        sentence=_first_priorities(results, reading),
        headers=("Area", "Current position", "Target", "Gap"),
        rows=tuple((numbered(a.area), p.cell, t.text, gap_text(p, a.target)) for a, p, t in places),
        svg=_draw(
            key, title, rows, scale, (("circle", SOFT, "Current position"), ("diamond", PAPER, "Target"))
        ),
        plotly=_interactive(
            [a.area for a in found],
            scale,
            [
                ("Current position", [p for _, p, _ in places], "circle"),
                ("Target", [t for *_, t in places], "diamond"),
            ],
        ),
    )


def _first_priorities(results: AudienceResults, reading: str) -> str:
    firsts = [a.area.short_name for a in first_three(results, reading)]
    if not firsts:
        return "No area can be ranked: a position or an importance may not be shown."
    return f"What comes first by the formula: {listed(firsts)}."


def readings(results: AudienceResults) -> Chart:
    """Both readings side by side: each group counts once, each person counts once."""
    scale, key = results.audience.scale, f"readings-{results.audience.key}"
    names = [READINGS[name].capitalize() for name in (EACH_GROUP, EACH_PERSON)]
    places = [
        (a, place(a.by_group.position, scale), place(a.by_person.position, scale)) for a in results.areas
    ]
    title = "Does it matter who is counted?"
    rows = [
        Row(
            a.area,
            (Dot(g, "circle", a.area.display.colour), Dot(p, "square", PAPER, INK)),
            f"{g.text} and {p.text}" if g.value is not None else g.text,
        )
        for a, g, p in places
    ]
    return Chart(
        key=key,
        title=title,
        sentence=compare_readings(results) or _furthest_apart(places),
        headers=(
            "Area",
            *names,
            *((f"Rank: {READINGS[r]}" for r in READINGS) if results.ranks_priorities else ()),
        ),
        rows=tuple((numbered(a.area), g.cell, p.cell, *_ranks(results, a)) for a, g, p in places),
        svg=_draw(key, title, rows, scale, (("circle", SOFT, names[0]), ("square", PAPER, names[1]))),
        plotly=_interactive(
            [a.area for a, *_ in places],
            scale,
            [(names[0], [g for _, g, _ in places], "circle"), (names[1], [p for *_, p in places], "square")],
        ),
    )


def _ranks(results: AudienceResults, found: AreaResult) -> tuple[str, ...]:
    if not results.ranks_priorities:
        return ()
    return (str(found.by_group.rank or ""), str(found.by_person.rank or ""))


def _furthest_apart(places: Sequence[tuple[AreaResult, Place, Place]]) -> str:
    drawn = [
        (a, g, p, abs(g.value - p.value)) for a, g, p in places if g.value is not None and p.value is not None
    ]
    if not drawn:
        return "There is nothing to compare: no area has a figure that may be shown."
    a, g, p, apart = max(drawn, key=lambda found: found[3])
    if apart < 0.005:
        return "Both ways of counting give the same figures."
    return f"The two ways of counting differ most on {a.area.short_name}: {g.text} and {p.text}."


# --- groups ----------------------------------------------------------------------------------------------


def groups(results: AudienceResults, reading: str, picked: CellResult | None = None) -> Chart:
    """Each group against everyone together, area by area."""
    scale, key = results.audience.scale, f"groups-{results.audience.key}"
    whole = [place(a.reading(reading).position, scale) for a in results.areas]
    cells = [[place(cell.positions[a.area.code], scale) for a in results.areas] for cell in results.cells]
    title = "Each group against everyone together"
    spans = [_span(results, [cell[i] for cell in cells]) for i in range(len(whole))]
    rows = [
        Row(a.area, _group_dots(results, picked, cells, whole[i], i), spans[i][1], joined=False)
        for i, a in enumerate(results.areas)
    ]
    return Chart(
        key=key,
        title=title,
        sentence=_widest(results, spans),
        headers=("Group", "People", *(numbered(a.area) for a in results.areas)),
        rows=(
            (TOGETHER, str(results.people), *(p.cell for p in whole)),
            *(
                (c.name, str(c.people), *(p.cell for p in row))
                for c, row in zip(results.cells, cells, strict=True)
            ),
        ),
        svg=_draw(key, title, rows, scale, _group_key(picked)),
        plotly=_interactive_groups(results, scale, cells, whole),
        tones=(("",) * (len(whole) + 2), *(("", "", *map(_tone, row, whole)) for row in cells)),
    )


def _tone(one: Place, whole: Place) -> str:
    if one.value is None or whole.value is None or abs(one.value - whole.value) < APART - 1e-9:
        return ""
    return "higher" if one.value > whole.value else "lower"


def _group_key(picked: CellResult | None) -> tuple[tuple[str, str, str], ...]:
    known = (("bar", INK, TOGETHER), ("circle", LINE, "A group"))
    return (*known, ("square", "#a8410a", picked.name)) if picked else known


def _group_dots(
    results: AudienceResults,
    picked: CellResult | None,
    cells: Sequence[Sequence[Place]],
    whole: Place,
    i: int,
) -> tuple[Dot, ...]:
    dots, last = [Dot(whole, "bar", INK)], []
    for cell, row in zip(results.cells, cells, strict=True):
        if picked and cell.key == picked.key:
            last.append(Dot(row[i], "square", "#a8410a"))
        else:
            dots.append(Dot(row[i], "circle", LINE))
    return (*dots, *last)


def _span(results: AudienceResults, places: Sequence[Place]) -> tuple[float, str, str]:
    """How far the groups lie apart in one area: the distance, the two ends, and who stands there."""
    drawn = sorted(
        (
            (p.value, p.text, cell.name)
            for p, cell in zip(places, results.cells, strict=True)
            if p.value is not None
        )
    )
    if not drawn:
        return 0.0, "not shown", ""
    (low, low_text, lowest), (high, high_text, highest) = drawn[0], drawn[-1]
    if len(drawn) == 1:
        return 0.0, low_text, ""
    return high - low, f"{low_text} to {high_text}", f"{low_text} ({lowest}) to {high_text} ({highest})"


def _widest(results: AudienceResults, spans: Sequence[tuple[float, str, str]]) -> str:
    if len(results.cells) < 2:
        return "There is one group only, so nothing to compare it with."
    i, (apart, _, who) = max(enumerate(spans), key=lambda found: found[1][0])
    if not who or apart < 0.05:
        return "The groups that may be shown stand at the same point in every area."
    return f"The groups lie furthest apart on {results.areas[i].area.short_name}: from {who}."


# --- drawing ---------------------------------------------------------------------------------------------


def _draw(
    key: str, title: str, rows: Sequence[Row], scale: Scale, known: Sequence[tuple[str, str, str]]
) -> Markup:
    parts, top = _known(known)
    bottom = top + 22 + ROW * len(rows)
    parts += _grid(scale, top + 10, bottom)
    for i, row in enumerate(rows):
        parts += _row(row, top + 34 + ROW * i, scale)
    parts += _axis(scale, bottom + 14)
    description = "; ".join(f"{numbered(row.area)}: {row.words}" for row in rows)
    return picture(key, title, description, bottom + 22, parts)


def _known(known: Sequence[tuple[str, str, str]]) -> tuple[list[str], float]:
    """What each kind of dot means, one a line."""
    parts, y = [], 14.0
    for shape, fill, words in known:
        parts.append(_mark(shape, 16, y - 4, fill, INK if fill == PAPER else PAPER))
        parts.append(text(30, y, words, WORDS))
        y += 20
    return parts, y - 14


def _grid(scale: Scale, top: float, bottom: float) -> list[str]:
    return [line(x, top, x, bottom, HAIR) for x in (_x(level.value, scale) for level in scale.levels)]


def _axis(scale: Scale, y: float) -> list[str]:
    names = level_names(scale, (RIGHT - LEFT) / (scale.top - 1) - 4)
    last = len(names) - 1
    return [
        text(
            0 if i == 0 else WIDTH if i == last else _x(i + 1, scale),
            y,
            name,
            SMALL,
            "" if i == 0 else "end" if i == last else "middle",
            SOFT,
        )
        for i, name in enumerate(names)
    ]


def _x(value: float, scale: Scale) -> float:
    return LEFT + (RIGHT - LEFT) * (value - 1) / (scale.top - 1)


def _row(row: Row, y: float, scale: Scale) -> list[str]:
    """Number, short name and figures on one line; the scale with its dots on the next."""
    drawn = [(_x(dot.place.value, scale), dot) for dot in row.dots if dot.place.value is not None]
    missing = any(dot.place.value is None for dot in row.dots)
    parts = [
        disc(row.area, 11, y - 4.5),
        text(26, y, row.area.short_name, WORDS, more=_halo()),
        text(WIDTH - 2, y, row.words, WORDS, "end", more=f"{BOLD} {_halo()}"),
        line(
            LEFT,
            y + 18,
            RIGHT,
            y + 18,
            LINE if missing else HAIR,
            1.5,
            'stroke-dasharray="3 4"' if missing else "",
        ),
    ]
    if row.joined and len(drawn) == 2:
        parts.append(line(drawn[0][0], y + 18, drawn[1][0], y + 18, row.area.display.colour, 4))
    taken: list[tuple[float, float]] = []
    for x, dot in drawn:
        height = 0.0 if row.joined or dot.shape != "circle" else _free(x, taken)
        fill, stroke = (dot.fill, dot.stroke) if dot.place.exact else (PAPER, dot.fill)
        parts.append(_mark(dot.shape, x, y + 18 + height, fill, stroke))
    return parts


def _halo() -> str:
    return f'stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'


def _free(x: float, taken: list[tuple[float, float]]) -> float:
    """Where a dot finds room: on the line, then above and below it by turns."""
    for height in (0.0, -6.0, 6.0, -10.0, 10.0):
        if all(abs(x - other) >= NEAR or height != at for other, at in taken):
            break
    taken.append((x, height))
    return height


def _mark(shape: str, x: float, y: float, fill: str, stroke: str) -> str:
    if shape == "bar":
        return f'<path d="M{n(x)} {n(y - 11)}V{n(y + 11)}" stroke="{fill}" stroke-width="3"/>'
    return marker(shape, x, y, fill, stroke, 1.6 if fill == PAPER else 1)


# --- for the charts library ------------------------------------------------------------------------------


def _interactive(
    areas: Sequence[Area], scale: Scale, series: Sequence[tuple[str, Sequence[Place], str]]
) -> Plotly:
    """One trace a kind of dot; the first area at the top."""
    names = [plain(numbered(area)) for area in areas]
    colours = [area.display.colour for area in areas]
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": plain(name),
            "y": names,
            "x": [p.value for p in places],
            "text": [plain(f"{p.text} {p.band}") for p in places],
            "hovertemplate": "%{y}<br>%{text}",
            "marker": {"symbol": symbol, "size": 14, "color": colours if i == 0 else INK},
        }
        for i, (name, places, symbol) in enumerate(series)
    ]
    return {"data": data, "layout": _scale_layout(scale, len(areas))}


def _interactive_groups(
    results: AudienceResults, scale: Scale, cells: Sequence[Sequence[Place]], whole: Sequence[Place]
) -> Plotly:
    names = [plain(numbered(a.area)) for a in results.areas]
    rows = [(TOGETHER, whole), *((cell.name, row) for cell, row in zip(results.cells, cells, strict=True))]
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": plain(name),
            "y": names,
            "x": [p.value for p in places],
            "text": [plain(p.text) for p in places],
            "hovertemplate": "%{y}<br>%{text}",
            "marker": {
                "symbol": "line-ns-open" if i == 0 else SYMBOLS[i % len(SYMBOLS)],
                "size": 18 if i == 0 else 11,
                "line": {"width": 3 if i == 0 else 1.5},
            },
        }
        for i, (name, places) in enumerate(rows)
    ]
    data[0]["marker"]["color"] = INK  # type: ignore[index]
    return {"data": data, "layout": _scale_layout(scale, len(names), 20 * len(rows))}


SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "triangle-down",
    "pentagon",
    "hexagon",
    "star",
    "cross",
)


def _scale_layout(scale: Scale, rows: int, legend: int = 40) -> Plotly:
    values = [level.value for level in scale.levels]
    labels = [plain(f"{level.value} {level.label}") for level in scale.levels]
    return layout(
        80 + 46 * rows + legend,
        xaxis={"range": [0.8, scale.top + 0.2], "tickvals": values, "ticktext": labels, "gridcolor": HAIR},
        yaxis={"autorange": "reversed", "automargin": True, "gridcolor": HAIR},
    )
