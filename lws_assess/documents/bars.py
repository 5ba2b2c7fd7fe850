"""Bars: what people put in their first three, and what they could not say."""

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
    SOFT,
    WIDTH,
    WORDS,
    Chart,
    Plotly,
    disc,
    folded,
    hatch,
    layout,
    line,
    listed,
    n,
    numbered,
    ordinal,
    picture,
    plain,
    text,
)
from lws_assess.documents.ranking import voting
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.priorities import rank
from lws_assess.survey.results import AudienceResults, RoundResults

LEFT, LONGEST = 26.0, WIDTH - 26.0 - 92.0  # where bars begin, and the room for a bar of 100%
COLOURS = (INK, "#1a5fa8", "#a8410a")
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Bar:
    """`share` runs from 0 to 1; None is not shown. `look` says which of the fills it has."""

    share: float | None
    words: str
    look: int = 0


# --- votes -----------------------------------------------------------------------------------------------


def votes(results: RoundResults) -> Chart:
    """Which areas people put in their first three, audience beside audience, never added up."""
    voters = voting(results)
    shares = [_shares(audience) for audience in voters]
    areas = sorted(
        results.edition.areas, key=lambda a: (-(shares[0].get(a.code, 0) if shares else 0), a.number)
    )
    ranks = [rank(share) for share in shares]
    title = "What people put in their first areas"
    rows = [
        (area, [_vote_bar(v, s, area, i) for i, (v, s) in enumerate(zip(voters, shares, strict=True))])
        for area in areas
    ]
    return Chart(
        key="votes",
        title=title,
        sentence=_most_chosen(voters, shares),
        headers=("Area", *(head for v in voters for head in (v.audience.label, f"Rank: {v.audience.label}"))),
        rows=tuple(
            (
                numbered(area),
                *(cell for bar, r in zip(bars, ranks, strict=True) for cell in _vote_cells(bar, r, area)),
            )
            for area, bars in rows
        ),
        svg=_draw("votes", title, rows, [f"{v.audience.label} ({v.voters} chose)" for v in voters]),
        plotly=_interactive(
            [area for area, _ in rows], [(v.audience.label, s) for v, s in zip(voters, shares, strict=True)]
        ),
    )


def _shares(results: AudienceResults) -> dict[str, float]:
    return {a.area.code: a.votes / results.voters for a in results.areas if a.votes is not None}


def _vote_bar(results: AudienceResults, shares: dict[str, float], area: Area, look: int) -> Bar:
    share = shares.get(area.code)
    if share is None:
        return Bar(None, NOT_SHOWN, look)
    return Bar(share, f"{share:.0%} ({round(share * results.voters)})", look)


def _vote_cells(bar: Bar, ranks: dict[str, int], area: Area) -> tuple[str, str]:
    return bar.words, ordinal(ranks[area.code]) if area.code in ranks else ""


def _most_chosen(voters: Sequence[AudienceResults], shares: Sequence[dict[str, float]]) -> str:
    said = []
    for results, share in zip(voters, shares, strict=True):
        if share:
            most = max(share.values())
            names = [a.area.short_name for a in results.areas if share.get(a.area.code) == most]
            said.append(f"{results.audience.label} chose {listed(names)} most often ({most:.0%}).")
    return " ".join(said) or "Nobody's choices may be shown."


# --- don't know ------------------------------------------------------------------------------------------


def dont_know(edition: Edition, results: AudienceResults) -> Chart:
    """What people could not say, most first: a finding of its own."""
    answer = edition.non_ratings[0]
    label = answer.easy_label if results.audience.easy_read else answer.label
    found = sorted(
        results.areas, key=lambda a: (-(a.dont_know if a.dont_know is not None else -1), a.area.number)
    )
    key, title = f"dont-know-{results.audience.key}", f"How often people answered “{label}”"
    rows = [
        (a.area, [Bar(a.dont_know, NOT_SHOWN if a.dont_know is None else f"{a.dont_know:.0%}")])
        for a in found
    ]
    return Chart(
        key=key,
        title=title,
        sentence=_least_known(found, label),
        headers=("Area", f"Share of answers that were “{label}”"),
        rows=tuple((numbered(area), bars[0].words) for area, bars in rows),
        svg=_draw(key, title, rows, []),
        plotly=_interactive(
            [area for area, _ in rows],
            [(label, {a.area.code: a.dont_know for a in found if a.dont_know is not None})],
        ),
    )


def _least_known(found: Sequence[object], label: str) -> str:
    shares = [(a.area.short_name, a.dont_know) for a in found if a.dont_know is not None]  # type: ignore[attr-defined]
    if not shares:
        return "No area has a figure that may be shown."
    most = shares[0][1]
    if most == 0:
        return f"Nobody answered “{label}”."
    names = [name for name, share in shares if share == most]
    return f"People answered “{label}” most often on {listed(names)}: {most:.0%} of the answers there."


# --- drawing ---------------------------------------------------------------------------------------------


def _draw(key: str, title: str, rows: Sequence[tuple[Area, Sequence[Bar]]], names: Sequence[str]) -> Markup:
    """For each area its name, and below it one bar an audience."""
    looks = [INK, f"url(#{key}-1)", PAPER]
    parts = [hatch(f"{key}-1", COLOURS[1], PAPER)] if names else []
    known, y = _known(names, looks)
    parts += known
    longest = max((bar.share or 0 for _, bars in rows for bar in bars), default=0) or 1
    for area, bars in rows:
        parts += [disc(area, 11, y + 9), text(LEFT, y + 13.5, area.short_name)]
        y += 21
        for bar in bars:
            fill, edge = (
                (looks[bar.look], COLOURS[bar.look]) if names else (area.display.colour, area.display.colour)
            )
            parts += _bar(bar, y, longest, fill, edge)
            y += 19
        y += 8
    description = "; ".join(
        f"{numbered(area)}: " + ", ".join(bar.words for bar in bars) for area, bars in rows
    )
    return picture(key, title, description, y, parts)


def _bar(bar: Bar, y: float, longest: float, fill: str, edge: str) -> list[str]:
    if bar.share is None:
        dashed = line(LEFT, y + 7, WIDTH - 92, y + 7, LINE, 1.5, 'stroke-dasharray="3 4"')
        return [dashed, text(WIDTH - 86, y + 11.5, bar.words, ink=SOFT, more='font-style="italic"')]
    wide = max(1.0, LONGEST * bar.share / longest)
    box = f'<path d="M{n(LEFT)} {n(y)}h{n(wide)}v14h-{n(wide)}z" fill="{fill}" stroke="{edge}" stroke-width="1.4"/>'
    return [box, text(LEFT + wide + 7, y + 11.5, bar.words, more=BOLD)]


def _known(names: Sequence[str], looks: Sequence[str]) -> tuple[list[str], float]:
    parts, y = [], 4.0
    for i, name in enumerate(names[: len(looks)]):
        box = f'<path d="M4 {n(y)}h26v12h-26z" fill="{looks[i]}" stroke="{COLOURS[i]}" stroke-width="1.4"/>'
        parts.append(box)
        for words in folded(name, WIDTH - 42):
            parts.append(text(38, y + 10.5, words))
            y += 17
        y += 4
    return parts, y + (6 if names else 0)


def _interactive(areas: Sequence[Area], series: Sequence[tuple[str, dict[str, float]]]) -> Plotly:
    names = [plain(numbered(area)) for area in areas]
    patterns = ("", "/", ".")
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(name),
            "y": names,
            "x": [shares.get(area.code) for area in areas],
            "hovertemplate": "%{y}<br>%{x:.0%}",
            "marker": {
                "color": COLOURS[i % 3] if len(series) > 1 else [area.display.colour for area in areas],
                "pattern": {"shape": patterns[i % 3]},
            },
        }
        for i, (name, shares) in enumerate(series)
    ]
    axes = {
        "xaxis": {"tickformat": ".0%", "rangemode": "tozero", "gridcolor": HAIR},
        "yaxis": {"autorange": "reversed", "automargin": True},
    }
    return {"data": data, "layout": layout(110 + len(areas) * (22 + 20 * len(series)), **axes)}
