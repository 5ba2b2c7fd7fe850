"""The radar: areas in the framework's order, outlines without fill, a withheld value breaks the line.

The method page, "Radar charts", says what every part means. Nobody should read the size of the shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lws_assess.documents.drawing import (
    HAIR,
    LINE,
    PAPER,
    Chart,
    Place,
    Plotly,
    blur_note,
    folded,
    layout,
    listed,
    numbered,
    own_place,
    place,
    plain,
    target_place,
)
from lws_assess.documents.rainbow import highest_and_lowest
from lws_assess.documents.spokes import GROUP, LOOKS, TARGET, TOGETHER, Look, Series, draw
from lws_assess.survey.instruments import Area, Edition, Scale
from lws_assess.survey.priorities import gap
from lws_assess.survey.results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.written_words import isolated


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
    shown = "One group beside everyone together" if cell else "Everyone together"
    title = f"{shown}{' and the targets' if results.ranks_priorities else ''}: {results.audience.label}"
    against = _against_the_whole(areas, whole, series[1]) if cell else ""
    return Chart(
        key=key,
        title=title,
        sentence=against or _way_to_go(results, whole),
        headers=("Area", *(head for s in series for head in _heads(s))),
        rows=_rows(areas, series),
        svg=draw(key, areas, scale, series, looks),
        note=blur_note(p for s in series for p in s.places),
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
        svg=draw("own-radar", edition.areas, scale, [own]),
    )


def _heads(series: Series) -> tuple[str, ...]:
    """Its name, and how many rated each area where people did."""
    return (series.name, "Rated it") if any(p.people for p in series.places) else (series.name,)


def _rows(areas: Sequence[Area], series: Sequence[Series]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (numbered(area), *(cell for s in series for cell in _cells(s, i))) for i, area in enumerate(areas)
    )


def _cells(series: Series, i: int) -> tuple[str, ...]:
    at = series.places[i]
    return (at.cell, f"{at.people or ''}")[: len(_heads(series))]


def _way_to_go(results: AudienceResults, whole: Series) -> str:
    """How many areas have reached their target and which has furthest to go; without targets, the ends."""
    pairs = list(zip(results.areas, whole.places, strict=True))
    gaps = [(gap(p.value, a.target), a, p) for a, p in pairs if p.value is not None]
    if not gaps or not results.ranks_priorities:
        return highest_and_lowest([(a.area, p) for a, p in pairs])
    reached = sum(apart == 0 for apart, *_ in gaps)
    if reached == len(gaps):
        return "Every area shown has reached its target."
    none = f"No area{' shown' if len(gaps) < len(pairs) else ''} has reached its target."
    start = {0: none, 1: "1 area has reached its target."}
    furthest = _furthest(gaps)
    return f"{start.get(reached, f'{reached} areas have reached their targets.')} {furthest}"


def _furthest(gaps: Sequence[tuple[float, AreaResult, Place]]) -> str:
    """The area with the longest way to its target, or those that share it."""
    most = max(apart for apart, *_ in gaps)
    far = [(a, p) for apart, a, p in gaps if apart == most]
    if len(far) == len(gaps) > 1:
        return "All have equally far to go."
    if len(far) > 1:
        return f"The longest way to go, equally long: {listed(a.area.short_name for a, _ in far)}."
    [(a, p)] = far
    return f"The longest way to go: {a.area.short_name}, at {p.text} with a target of {a.target:.1f}."


def _against_the_whole(areas: Sequence[Area], whole: Series, one: Series) -> str:
    """Where a group differs most from everyone together."""
    pairs = [
        (area, w, g, g.value - w.value)
        for area, w, g in zip(areas, whole.places, one.places, strict=True)
        if w.value is not None and g.value is not None
    ]
    if not pairs:
        return f"{isolated(one.name)}: nothing may be shown beside the whole."
    area, w, g, by = max(pairs, key=lambda pair: abs(pair[3]))
    if abs(by) < 0.05:
        return f"{isolated(one.name)}: every area stands much where it does for everyone together."
    than = "higher" if by > 0 else "lower"
    return (
        f"{isolated(one.name)}: the largest difference is on {area.short_name}, {than}, "
        f"at {g.text} against {w.text} for everyone together."
    )


# --- for the charts library ------------------------------------------------------------------------------


def _interactive(
    areas: Sequence[Area], scale: Scale, series: Sequence[Series], looks: Sequence[Look]
) -> Plotly:
    names = [
        "<br>".join((*map(plain, folded(numbered(area), 100)), f"<b>{plain(p.text)}</b>"))
        for area, p in zip(areas, series[0].places, strict=True)
    ]
    data = [
        {
            "type": "scatterpolar",
            "mode": "lines+markers",
            "name": "<br>".join(map(plain, folded(s.name, 330))),
            "theta": [*names, names[0]],
            "r": [p.value for p in (*s.places, s.places[0])],
            "text": [plain(f"{p.text} {p.band}".rstrip()) for p in (*s.places, s.places[0])],
            "hovertemplate": "%{text}",
            "connectgaps": False,
            "line": {"color": look.ink, "dash": look.plotly_dash, "width": 2.5},
            "marker": {"symbol": look.plotly_symbol, "size": 9, "color": look.ink},
        }
        for s, look in zip(series, looks, strict=False)
    ]
    levels = [level.value for level in scale.levels]
    between = {"angle": 90 - 180 / len(areas), "tickangle": 0, "linecolor": HAIR}
    polar = {
        "bgcolor": PAPER,
        "angularaxis": {"direction": "clockwise", "rotation": 90, "gridcolor": HAIR, "linecolor": LINE},
        "radialaxis": {"range": [1, scale.top], "tickvals": levels, "gridcolor": HAIR, **between},
    }
    margin = {"l": 90, "r": 90, "t": 90, "b": 50}
    return {"data": data, "layout": layout(520, polar=polar, margin=margin)}
