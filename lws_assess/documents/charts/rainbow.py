"""The rainbow: the emblem. One band an area, filled as far as the area has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from math import cos, pi, sin

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
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
    ScalePlace,
    blur_note,
    disc,
    folded,
    hatch,
    level_names,
    line,
    listed,
    n,
    numbered,
    own_place,
    picture,
    place,
    text,
    width_of,
)
from lws_assess.documents.charts.extremes import extremes
from lws_assess.documents.claims import Said
from lws_assess.records.instruments import shipped
from lws_assess.survey.instruments import Area, Edition, Scale
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.round_results import AudienceResults

OUTER, INNER = 156.0, 46.0  # radii of the arch
MIDDLE, GROUND = WIDTH / 2, 182.0  # where its feet stand
BESIDE = 100  # the widest level name that stands beside its value; wider ones stand below
OWN = ("Your highest score", "Your lowest", "You have no score for")
CROWDED = 9  # more bands than this, and the words at their feet stand on two lines by turns
Bands = Sequence[tuple[Area, ScalePlace]]


def rainbow(results: AudienceResults, reading: str, in_words: bool = False) -> Chart:
    """Where every area stands for one audience, in one reading. `in_words` draws the levels without their numbers."""
    audience = results.audience
    bands = [(a.area, place(a.reading(reading).position, audience.scale)) for a in results.areas]
    title = f"Where each area stands: {audience.label}"
    said = highest_and_lowest(bands)
    people = (f"{results.people:,}", "person" if results.people == 1 else "people")
    chances = [chance.brief if (chance := a.reading(reading).chance) else "" for a in results.areas]
    told = any(chances)  # a page of feedback draws positions alone
    return Chart(
        key=f"rainbow-{audience.key}",
        title=title,
        sentence=said.text,
        headers=("Area", "Current position", "Level", "People", *(("Chance could move it",) if told else ())),
        rows=tuple(
            (numbered(area), p.cell, p.band, f"{p.people or ''}", *((chance,) if told else ()))
            for (area, p), chance in zip(bands, chances, strict=True)
        ),
        svg=_draw(
            f"rainbow-{audience.key}", _unnumbered(bands) if in_words else bands, audience.scale, people
        ),
        note=blur_note(p for _, p in bands),
        claims=said.claims,
    )


def own_rainbow(
    edition: Edition, scores: Mapping[AreaCode, float | None], scale: Scale | None = None
) -> Chart:
    """A respondent's own scores by area code, for their eyes only; None where they have no score."""
    scale = scale or edition.areas[0].statements[0].scale
    bands = [(area, own_place(scores.get(area.code), scale)) for area in edition.areas]
    title = "Your own rainbow"
    said = highest_and_lowest(bands, *OWN)
    return Chart(
        key="own-rainbow",
        title=title,
        sentence=said.text,
        headers=("Area", "Your score", "Level"),
        rows=tuple((numbered(area), p.cell, p.band) for area, p in bands),
        svg=_draw("own-rainbow", bands, scale),
        claims=said.claims,
    )


def highest_and_lowest(
    bands: Bands, highest: str = "Highest", lowest: str = "Lowest", absent: str = "Not shown"
) -> Said:
    """The main point of a set of places, as far as what is printed tells."""
    drawn = {numbered(area): (area, p) for area, p in bands if p.value is not None}
    missing = [area.short_name for area, p in bands if p.value is None]
    if not drawn:
        return Said("There is nothing to draw: no area has a figure that may be shown.")
    last = f" {absent}: {listed(missing)}." if missing else ""
    told = {name: f"{area.short_name} ({_figure(p)})" for name, (area, p) in drawn.items()}
    if len(drawn) == 1:
        return Said(f"Only one area has a figure: {listed(told.values())}.{last}")
    found = extremes({name: p for name, (_, p) in drawn.items()})
    every = "All areas that are shown" if missing else "All areas"
    if found.alike:
        [figure] = {f"{p.text}, {p.band}" for _, p in drawn.values()}
        return Said(f"{every} have the same figure: {figure}.{last}", (found.alike,))
    if not (found.lowest and found.highest):
        figures = {_figure(p) for _, p in drawn.values()}
        each = f"each is {listed(figures)}" if len(figures) == 1 else listed(told.values())
        return Said(f"Which area is highest or lowest cannot be told: {each}.{last}")
    ends = ((highest, found.highest), (lowest, found.lowest))
    said = (
        f"{lead}{':' if end.sure else ' is one of these:'} {listed(told[name] for name in end.names)}."
        for lead, end in ends
    )
    return Said(f"{' '.join(said)}{last}", (found.highest.claim, found.lowest.claim))


def _figure(at: ScalePlace) -> str:
    return f"{at.text}, {at.band}"


def _unnumbered(bands: Bands) -> Bands:
    return [(area, p if p.value is None else replace(p, text="", brief="")) for area, p in bands]


# --- drawing ---------------------------------------------------------------------------------------------


def _draw(key: str, bands: Bands, scale: Scale, people: tuple[str, str] | None = None) -> Markup:
    foot = max(24.0, *(width_of(p.brief, SMALL) for _, p in bands))
    foot += 42 if len(bands) > CROWDED else 12
    body = [_backdrop(key, tuple(area for area, _ in bands), scale)]
    body += [_fill(key, i, len(bands), area, p, scale) for i, (area, p) in enumerate(bands)]
    body.append(_ticks(scale))
    if people:
        body.append(text(MIDDLE, GROUND - 13, people[0], 22, "middle", more=BOLD))
        body.append(text(MIDDLE, GROUND + 3, people[1], SMALL, "middle", ink=SOFT))
    legend, height = _legend(bands, GROUND + foot + 14)
    return picture(key, "Rainbow", height, [*body, *legend])


def _radius(i: int, count: int) -> tuple[float, float]:
    """The middle of a band and how wide it is; the first area is the outermost band."""
    pitch = (OUTER - INNER) / count
    return OUTER - pitch * (i + 0.5), pitch * 0.88


def _arc(radius: float, start: float = 0, end: float = 1) -> str:
    """From one share of the arch to another, left foot to right foot."""
    (x1, y1), (x2, y2) = _at(radius, start), _at(radius, end)
    return f"M{n(x1)} {n(y1)}A{n(radius)} {n(radius)} 0 0 1 {n(x2)} {n(y2)}"


def _at(radius: float, share: float) -> tuple[float, float]:
    angle = pi * (1 - share)
    return MIDDLE + radius * cos(angle), GROUND - radius * sin(angle)


def _share(value: float, scale: Scale) -> float:
    return (value - 1) / (scale.top - 1)


@lru_cache(maxsize=64)
def _backdrop(key: str, areas: tuple[Area, ...], scale: Scale) -> str:
    """What does not depend on any value: pale bands, their numbers, and the names of the levels."""
    parts = []
    for i, area in enumerate(areas):
        radius, width = _radius(i, len(areas))
        parts.append(f'<path d="{_arc(radius)}" stroke="{area.display.tint}" stroke-width="{n(width)}"/>')
        down = 29 if len(areas) > CROWDED and i % 2 else 15
        parts.append(
            text(MIDDLE - radius, GROUND + down, str(area.number), SMALL, "middle", ink=INK, more=BOLD)
        )
    return "".join(parts) + _level_names(key, scale)


def _level_names(key: str, scale: Scale) -> str:
    """Names of the levels, bent round the arch."""
    rim = OUTER + 8
    parts = [f'<path id="{key}-rim" d="{_arc(rim)}"/>']
    names = level_names(scale, pi * rim / scale.top)
    for i, name in enumerate(names):
        anchor = "start" if i == 0 else "end" if i == len(names) - 1 else "middle"
        parts.append(
            f'<text font-size="{SMALL}" fill="{SOFT}" text-anchor="{anchor}"><textPath href="#{key}-rim"'
            f' startOffset="{n(100 * i / (len(names) - 1))}%">{_escaped(name)}</textPath></text>'
        )
    return "".join(parts)


def _escaped(words: str) -> str:
    return str(Markup.escape(words))


def _fill(key: str, i: int, count: int, area: Area, p: ScalePlace, scale: Scale) -> str:
    """How far one band has come, and its value at the right foot."""
    radius, width = _radius(i, count)
    look, parts = area.display, []
    if p.value is None:
        parts.append(_blank(f"{key}-{area.number}", radius, width, area))
    sure, reach = p.span
    if sure > 1:
        end = _share(sure, scale)
        parts.append(f'<path d="{_arc(radius, 0, end)}" stroke="{look.colour}" stroke-width="{n(width)}"/>')
    if reach > sure:
        pattern = f"{key}-{area.number}"
        arc = _arc(radius, _share(sure, scale), _share(reach, scale))
        parts.append(
            f"{hatch(pattern, ink=look.colour, paper=look.tint)}"
            f'<path d="{arc}" stroke="url(#{pattern})" stroke-width="{n(width)}"/>'
        )
    x, y = MIDDLE + radius + 4.3, GROUND + (36 if count > CROWDED and i % 2 else 6)
    return "".join(parts) + text(x, y, p.brief, SMALL, "end", more=f'transform="rotate(-90 {n(x)} {n(y)})"')


def _blank(pattern: str, radius: float, width: float, area: Area) -> str:
    """A band without a value: hatched, with a dashed edge."""
    edge = f'stroke="{area.display.colour}" stroke-dasharray="3 3"'
    rims = "".join(
        f'<path d="{_arc(r)}" {edge}/>' for r in (radius + width / 2 - 0.5, radius - width / 2 + 0.5)
    )
    return (
        f"{hatch(pattern, ink=HAIR, paper=PAPER)}"
        f'<path d="{_arc(radius)}" stroke="url(#{pattern})" stroke-width="{n(width)}"/>{rims}'
    )


@lru_cache(maxsize=64)
def _ticks(scale: Scale) -> str:
    """Thin lines across the bands where a level begins."""
    parts = []
    for value in range(1, scale.top + 1):
        share = _share(value, scale)
        inner, outer = _at(INNER - 2, share), _at(OUTER + 4, share)
        if 1 < value < scale.top:
            parts.append(line(*inner, *outer, PAPER, 1.4))
            parts.append(line(*_at(OUTER, share), *outer, LINE, 1.2))
    parts.append(line(MIDDLE - OUTER - 4, GROUND + 0.5, MIDDLE - INNER + 4, GROUND + 0.5, LINE, 1))
    parts.append(line(MIDDLE + INNER - 4, GROUND + 0.5, MIDDLE + OUTER + 4, GROUND + 0.5, LINE, 1))
    return "".join(parts)


def _legend(bands: Bands, top: float) -> tuple[list[str], float]:
    """Number, short name, value and level of every band; and where the legend ends."""
    widest = max(width_of(p.band) for _, p in bands)
    value_at = WIDTH - 14 - widest if widest <= BESIDE else WIDTH - 4.0
    parts, y = [], top
    for area, p in bands:
        parts.append(disc(area, 13, y))
        if p.value is None:
            parts.append(text(WIDTH - 4, y + 4.5, p.text, WORDS, "end", ink=SOFT, more='font-style="italic"'))
        else:
            parts.append(text(value_at, y + 4.5, p.text, WORDS, "end", more=BOLD))
        if widest <= BESIDE:
            parts.append(text(value_at + 10, y + 4.5, p.band, WORDS, ink=SOFT))
        names = [(words, INK) for words in folded(area.short_name, value_at - width_of(p.text) - 34)]
        if widest > BESIDE and p.band:
            names += [(words, SOFT) for words in folded(p.band, value_at - width_of(p.text) - 34)]
        parts += [text(30, y + 4.5 + 15 * i, words, ink=ink) for i, (words, ink) in enumerate(names)]
        y += 23 + 15 * (len(names) - 1)
    return parts, y - 8


# --- the mark --------------------------------------------------------------------------------------------


@cache
def mark() -> Markup:
    """The emblem beside the product's name: the bands of the first questionnaire that ships."""
    areas = next(iter(shipped().values())).areas
    pitch = 9.6 / len(areas)
    bands = "".join(
        f'<path d="M{13 - r:.2f} 14A{r:.2f} {r:.2f} 0 0 1 {13 + r:.2f} 14" stroke="{area.display.colour}"/>'
        for area, r in ((area, 12.8 - pitch * (i + 0.5)) for i, area in enumerate(areas))
    )
    return Markup(  # noqa: S704 - numbers and colours that the instrument's reader has checked
        f'<svg viewBox="0 0 26 15" aria-hidden="true" focusable="false" fill="none"'
        f' stroke-width="{pitch * 0.86:.2f}">{bands}</svg>'
    )
