"""The rainbow: the emblem. One band an area, filled as far as the area has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from markupsafe import Markup

from lws_assess.documents.charts.arches import CROWDED, PAGE, Bands, draw_arch
from lws_assess.documents.charts.drawing import (
    BOLD,
    INK,
    SMALL,
    SOFT,
    WIDTH,
    WORDS,
    Chart,
    ScalePlace,
    area_disc,
    blur_note,
    listed_names,
    numbered_area,
    own_place,
    place_on_scale,
    svg_picture,
    svg_text,
    width_of,
    wrapped_lines,
)
from lws_assess.documents.charts.extremes import extremes_of_places
from lws_assess.documents.claims import SaidWords
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Edition, Scale
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.round_results import AudienceResults

BESIDE = 100  # the widest level name that stands beside its value; wider ones stand below
OWN = ("Your highest score", "Your lowest", "You have no score for")


def rainbow_chart(results: AudienceResults, reading: str, in_words: bool = False) -> Chart:
    """Draws where every area stands for one audience, in one reading.

    `in_words` draws the levels without their numbers.
    """
    audience = results.audience
    bands = [(a.area, place_on_scale(a.reading(reading).position, audience.scale)) for a in results.areas]
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
            (numbered_area(area), p.cell, p.band, f"{p.people or ''}", *((chance,) if told else ()))
            for (area, p), chance in zip(bands, chances, strict=True)
        ),
        svg=_draw(
            f"rainbow-{audience.key}", _unnumbered(bands) if in_words else bands, audience.scale, people
        ),
        note=blur_note(p for _, p in bands),
        claims=said.claims,
    )


def own_rainbow(
    edition: Edition,
    scores: Mapping[AreaCode, float | None],
    scale: Scale | None = None,
    places: int = 1,
) -> Chart:
    """A respondent's own scores by area code, for their eyes only; None where they have no score.

    `places` are the decimals: none in easy words, where an area has one question.
    """
    scale = scale or edition.areas[0].statements[0].scale
    bands = [(area, own_place(scores.get(area.code), scale, places)) for area in edition.areas]
    title = "Your own rainbow"
    said = highest_and_lowest(bands, *OWN)
    return Chart(
        key="own-rainbow",
        title=title,
        sentence=said.text,
        headers=("Area", "Your score", "Level"),
        rows=tuple((numbered_area(area), p.cell, p.band) for area, p in bands),
        svg=_draw("own-rainbow", bands, scale),
        claims=said.claims,
    )


def highest_and_lowest(
    bands: Bands, highest: str = "Highest", lowest: str = "Lowest", absent: str = "Not shown"
) -> SaidWords:
    """The main point of a set of places, as far as what is printed tells."""
    drawn = {numbered_area(area): (area, p) for area, p in bands if p.value is not None}
    missing = [area.short_name for area, p in bands if p.value is None]
    if not drawn:
        return SaidWords("There is nothing to draw: no area has a figure that may be shown.")
    last = f" {absent}: {listed_names(missing)}." if missing else ""
    told = {name: f"{area.short_name} ({_figure(p)})" for name, (area, p) in drawn.items()}
    if len(drawn) == 1:
        return SaidWords(f"Only one area has a figure: {listed_names(told.values())}.{last}")
    found = extremes_of_places({name: p for name, (_, p) in drawn.items()})
    every = "All areas that are shown" if missing else "All areas"
    if found.alike:
        [figure] = {f"{p.text}, {p.band}" for _, p in drawn.values()}
        return SaidWords(f"{every} have the same figure: {figure}.{last}", (found.alike,))
    if not (found.lowest and found.highest):
        figures = {_figure(p) for _, p in drawn.values()}
        each = f"each is {listed_names(figures)}" if len(figures) == 1 else listed_names(told.values())
        return SaidWords(f"Which area is highest or lowest cannot be told: {each}.{last}")
    ends = ((highest, found.highest), (lowest, found.lowest))
    said = (
        f"{lead}{':' if end.sure else ' is one of these:'} {listed_names(told[name] for name in end.names)}."
        for lead, end in ends
    )
    return SaidWords(f"{' '.join(said)}{last}", (found.highest.claim, found.lowest.claim))


def _figure(at: ScalePlace) -> str:
    return f"{at.text}, {at.band}"


def _unnumbered(bands: Bands) -> Bands:
    return [(area, p if p.value is None else replace(p, text="", brief="")) for area, p in bands]


# --- drawing ---------------------------------------------------------------------------------------------


def _draw(key: str, bands: Bands, scale: Scale, people: tuple[str, str] | None = None) -> Markup:
    foot = max(24.0, *(width_of(p.brief, SMALL) for _, p in bands))
    foot += 42 if len(bands) > CROWDED else 12
    body = draw_arch(key, bands, scale, PAGE)
    if people:
        body.append(svg_text(PAGE.middle, PAGE.ground - 13, people[0], WORDS, "middle", more=BOLD))
        body.append(svg_text(PAGE.middle, PAGE.ground + 3, people[1], SMALL, "middle", ink=SOFT))
    legend, height = _legend(bands, PAGE.ground + foot + 14)
    return svg_picture(key, "Rainbow", height, [*body, *legend])


def _legend(bands: Bands, top: float) -> tuple[list[str], float]:
    """Number, short name, value and level of every band; and where the legend ends."""
    widest = max(width_of(p.band) for _, p in bands)
    value_at = WIDTH - 14 - widest if widest <= BESIDE else WIDTH - 4.0
    parts, y = [], top
    for area, p in bands:
        parts.append(area_disc(area, 13, y))
        if p.value is None:
            parts.append(
                svg_text(WIDTH - 4, y + 4.5, p.text, WORDS, "end", ink=SOFT, more='font-style="italic"')
            )
        else:
            parts.append(svg_text(value_at, y + 4.5, p.text, WORDS, "end", more=BOLD))
        if widest <= BESIDE:
            parts.append(svg_text(value_at + 10, y + 4.5, p.band, WORDS, ink=SOFT))
        names = [(words, INK) for words in wrapped_lines(area.short_name, value_at - width_of(p.text) - 34)]
        if widest > BESIDE and p.band:
            names += [(words, SOFT) for words in wrapped_lines(p.band, value_at - width_of(p.text) - 34)]
        parts += [svg_text(30, y + 4.5 + 15 * i, words, ink=ink) for i, (words, ink) in enumerate(names)]
        y += 23 + 15 * (len(names) - 1)
    return parts, y - 8


# --- the mark --------------------------------------------------------------------------------------------


@cache
def product_emblem() -> Markup:
    """The emblem beside the product's name: the bands of the first questionnaire that ships."""
    areas = next(iter(shipped_editions().values())).areas
    pitch = 9.6 / len(areas)
    bands = "".join(
        f'<path d="M{13 - r:.2f} 14A{r:.2f} {r:.2f} 0 0 1 {13 + r:.2f} 14" stroke="{area.display.colour}"/>'
        for area, r in ((area, 12.8 - pitch * (i + 0.5)) for i, area in enumerate(areas))
    )
    return Markup(  # noqa: S704 - numbers and colours that the instrument's reader has checked
        f'<svg viewBox="0 0 26 15" aria-hidden="true" focusable="false" fill="none"'
        f' stroke-width="{pitch * 0.86:.2f}">{bands}</svg>'
    )
