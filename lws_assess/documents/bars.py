"""Bars: what people put in their first three, and what they could not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    INK,
    LINE,
    NOT_SHOWN,
    PAPER,
    SOFT,
    WIDTH,
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
    percent,
    picture,
    plain,
    text,
)
from lws_assess.documents.ranking import voting
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.priorities import rank
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.results import AudienceResults, RoundResults

LEFT, LONGEST = 26.0, WIDTH - 26.0 - 92.0  # where bars begin, and the room for a bar of 100%
COLOURS = (INK, "#1a5fa8", "#a8410a", "#4d6b1f")
PATTERNS = ("", "/", "", "\\")


@dataclass(frozen=True)
class Bar:
    """`share` runs from 0 to 1; None is not shown. `look` says which of the fills it has."""

    share: float | None
    words: str
    look: int = 0


Rows = Sequence[tuple[Area, Sequence[Bar]]]


# --- votes -----------------------------------------------------------------------------------------------


def votes(results: RoundResults) -> Chart:
    """Which areas people put in their first three, audience beside audience, never added up."""
    voters = voting(results)
    first = _shares(voters[0]) if voters else {}
    areas = sorted(results.edition.areas, key=lambda a: (-first.get(a.code, 0), a.number))
    title = "How many chose each area to work on first"
    rows = [(area, [_vote(voter, area, i) for i, voter in enumerate(voters)]) for area in areas]
    ranks = [rank(_shares(voter)) for voter in voters]
    heads = (head for v in voters for head in (v.audience.label, f"Rank: {v.audience.label}"))
    return Chart(
        key="first-areas",
        title=title,
        sentence=" ".join(filter(None, map(_most_chosen, voters))) or "Nobody's choices may be shown.",
        headers=("Area", *heads),
        rows=tuple((numbered(area), *_vote_cells(area, bars, ranks)) for area, bars in rows),
        svg=_draw("first-areas", title, rows, [f"{v.audience.label} ({v.voters} chose)" for v in voters]),
        plotly=_interactive(areas, [(f"{v.audience.label} ({v.voters} chose)", _shares(v)) for v in voters]),
    )


def _shares(results: AudienceResults) -> dict[str, float]:
    return {a.area.code: a.votes / results.voters for a in results.areas if a.votes is not None}


def _vote(results: AudienceResults, area: Area, look: int) -> Bar:
    share = _shares(results).get(area.code)
    if share is None:
        return Bar(None, NOT_SHOWN, look)
    return Bar(share, f"{percent(share)}% ({round(share * results.voters)})", look)


def _vote_cells(area: Area, bars: Sequence[Bar], ranks: Sequence[dict[str, int]]) -> Iterator[str]:
    for bar, ranked in zip(bars, ranks, strict=True):
        yield bar.words
        yield ordinal(ranked[area.code]) if area.code in ranked else ""


def _most_chosen(results: AudienceResults) -> str:
    shares = _shares(results)
    most = max(shares.values(), default=0)
    if not most:
        return ""
    names = [a.area.short_name for a in results.areas if shares.get(a.area.code) == most]
    if len(names) == len(results.areas) > 1:
        return f"{results.audience.label} chose all areas equally often ({percent(most)}%)."
    return f"{results.audience.label} chose {listed(names)} most often ({percent(most)}%)."


# --- don't know ------------------------------------------------------------------------------------------


def dont_know(edition: Edition, results: AudienceResults) -> Chart:
    """What people could not say, most first: a finding of its own."""
    answer = edition.non_ratings[0]
    label = answer.easy_label if results.audience.easy_read else answer.label
    shares = {
        a.area.code: percent(a.dont_know) / 100 for a in results.areas if isinstance(a.dont_know, float)
    }
    reasons = {a.area.code: str(a.dont_know) for a in results.areas if isinstance(a.dont_know, Withheld)}
    areas = sorted(edition.areas, key=lambda a: (-shares.get(a.code, -1), a.number))
    key, title = f"dont-know-{results.audience.key}", f"How often people answered “{label}”"
    rows = [(area, [_share_bar(shares.get(area.code))]) for area in areas]
    return Chart(
        key=key,
        title=title,
        sentence=_least_known(areas, shares, label),
        headers=("Area", f"Share of answers that were “{label}”"),
        rows=tuple((numbered(area), reasons.get(area.code, bars[0].words)) for area, bars in rows),
        svg=_draw(key, title, rows, []),
        plotly=_interactive(areas, [(label, shares)]),
    )


def _share_bar(share: float | None) -> Bar:
    return Bar(None, NOT_SHOWN) if share is None else Bar(share, f"{percent(share)}%")


def _least_known(areas: Sequence[Area], shares: Mapping[str, float], label: str) -> str:
    most = max(shares.values(), default=None)
    if most is None:
        return "No area has a figure that may be shown."
    hidden = [area.short_name for area in areas if area.code not in shares]
    unshown = f" Not shown: {listed(hidden)}." if hidden else ""
    if most == 0:
        return f"Nobody answered “{label}”{' where that may be shown' if hidden else ''}.{unshown}"
    names = [area.short_name for area in areas if shares.get(area.code) == most]
    if len(names) == len(shares) > 1:
        where = "every area that is shown" if hidden else "every area"
        return (
            f"People answered “{label}” equally often on {where}: {percent(most)}% of the answers.{unshown}"
        )
    often = f"People answered “{label}” most often on {listed(names)}: {percent(most)}% of the answers there."
    return often + unshown


# --- drawing ---------------------------------------------------------------------------------------------


def _draw(key: str, title: str, rows: Rows, names: Sequence[str]) -> Markup:
    """For each area its name, and below it one bar an audience; in the area's colour if that is one."""
    looks = [(INK, INK), (f"url(#{key}-1)", COLOURS[1]), (PAPER, COLOURS[2]), (f"url(#{key}-3)", COLOURS[3])]
    known, y = _known(names, looks)
    parts = [hatch(f"{key}-{i}", COLOURS[i], PAPER) for i in (1, 3) if i < len(names)] + known
    longest = max((bar.share or 0 for _, bars in rows for bar in bars), default=0) or 1
    for area, bars in rows:
        parts += [disc(area, 11, y + 9), text(LEFT, y + 13.5, area.short_name)]
        y += 21
        for bar in bars:
            look = looks[bar.look % len(looks)] if names else (area.display.colour, area.display.colour)
            parts += _bar(bar, y, longest, *look)
            y += 19
        y += 8
    said = (f"{numbered(area)}: " + ", ".join(bar.words for bar in bars) for area, bars in rows)
    return picture(key, title, "; ".join(said), y, parts)


def _bar(bar: Bar, y: float, longest: float, fill: str, edge: str) -> list[str]:
    if bar.share is None:
        dashed = line(LEFT, y + 7, WIDTH - 92, y + 7, LINE, 1.5, 'stroke-dasharray="3 4"')
        return [dashed, text(WIDTH - 86, y + 11.5, bar.words, ink=SOFT, more='font-style="italic"')]
    wide = max(1.0, LONGEST * bar.share / longest)
    box = f"M{n(LEFT)} {n(y)}h{n(wide)}v14h-{n(wide)}z"
    return [
        f'<path d="{box}" fill="{fill}" stroke="{edge}" stroke-width="1.4"/>',
        text(LEFT + wide + 7, y + 11.5, bar.words, more=BOLD),
    ]


def _known(names: Sequence[str], looks: Sequence[tuple[str, str]]) -> tuple[list[str], float]:
    """What each kind of bar means; and where the bars begin."""
    parts, y = [], 4.0
    for i, name in enumerate(names):
        fill, edge = looks[i % len(looks)]
        parts.append(f'<path d="M4 {n(y)}h26v12h-26z" fill="{fill}" stroke="{edge}" stroke-width="1.4"/>')
        for words in folded(name, WIDTH - 42):
            parts.append(text(38, y + 10.5, words))
            y += 17
        y += 4
    return parts, y + (6 if names else 0)


def _interactive(areas: Sequence[Area], series: Sequence[tuple[str, Mapping[str, float]]]) -> Plotly:
    one = {"color": [area.display.colour for area in areas]}
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(name),
            "y": [plain(numbered(area)) for area in areas],
            "x": [percent(shares.get(area.code, 0)) for area in areas],
            "text": [f"{percent(shares[a.code])}%" if a.code in shares else NOT_SHOWN for a in areas],
            "textposition": "outside",
            "hovertemplate": "%{y}<br>%{text}",
            "marker": _interactive_look(i) if len(series) > 1 else one,
        }
        for i, (name, shares) in enumerate(series)
    ]
    most = max((share for _, shares in series for share in shares.values()), default=0) or 1
    axes = {
        "xaxis": {"ticksuffix": "%", "range": [0, percent(most) * 1.12], "gridcolor": HAIR},
        "yaxis": {"autorange": "reversed", "automargin": True},
        "margin": {"l": 20, "r": 30, "t": 50 if len(series) > 1 else 10, "b": 40},
    }
    return {"data": data, "layout": layout(90 + len(areas) * (22 + 20 * len(series)), **axes)}


def _interactive_look(i: int) -> Plotly:
    """The same fills as in the drawing: solid, hatched, outlined, hatched the other way."""
    ink, pattern = COLOURS[i % len(COLOURS)], PATTERNS[i % len(PATTERNS)]
    hatched = {"shape": pattern, "fgcolor": ink, "bgcolor": PAPER, "size": 6}
    edge = {"color": ink, "width": 1.5}
    return {"color": ink if i % 4 == 0 else PAPER, "line": edge, "pattern": hatched if pattern else {}}
