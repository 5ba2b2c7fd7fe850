"""Dots on a scale: from position to target, and both readings side by side."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.documents.drawing import (
    INK,
    PAPER,
    SOFT,
    Chart,
    Place,
    Plotly,
    listed,
    numbered,
    place,
    plain,
    target_place,
)
from lws_assess.documents.ranking import compare_readings, first_three, gap_text, in_order
from lws_assess.documents.tracks import Dot, Row, draw, scale_layout
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.results import READINGS, AreaResult, AudienceResults
from lws_assess.survey.rounds import EACH_GROUP, EACH_PERSON

HOLLOW = {"color": PAPER, "line": {"color": INK, "width": 2}}


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
            blank=p.value is None,
        )
        for a, p, target in places
    ]
    return Chart(
        key=key,
        title=title,
        sentence=_first_priorities(results, reading),
        headers=("Area", "Current position", "Target", "Gap"),
        rows=tuple((numbered(a.area), p.cell, t.text, gap_text(p, a.target)) for a, p, t in places),
        svg=draw(
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
            blank=g.value is None,
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
        svg=draw(key, title, rows, scale, (("circle", SOFT, names[0]), ("square", PAPER, names[1]))),
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


def _interactive(
    areas: Sequence[Area], scale: Scale, series: Sequence[tuple[str, Sequence[Place], str]]
) -> Plotly:
    """One trace a kind of dot; the first area at the top."""
    names = [plain(numbered(area)) for area in areas]
    colours = [area.display.colour for area in areas]
    pairs = zip(*([p.value for p in places] for _, places, _ in series), strict=True)
    joints: list[Plotly] = [
        {
            "type": "scatter",
            "mode": "lines",
            "y": [name, name],
            "x": list(pair),
            "line": {"color": colour, "width": 4},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for name, colour, pair in zip(names, colours, pairs, strict=True)
    ]
    data: list[Plotly] = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": plain(name),
            "y": names,
            "x": [p.value for p in places],
            "text": [plain(f"{p.text} {p.band}") for p in places],
            "hovertemplate": "%{y}<br>%{text}",
            "marker": {"symbol": symbol, "size": 13, **({"color": colours} if i == 0 else HOLLOW)},
        }
        for i, (name, places, symbol) in enumerate(series)
    ]
    return {"data": [*joints, *data], "layout": scale_layout(scale, len(areas))}
