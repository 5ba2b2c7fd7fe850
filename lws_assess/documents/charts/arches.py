"""Arches: the bands of a rainbow, filled as far as each area has come, for a page and for the screen of a hall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
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
    ScalePlace,
    level_names,
    svg_hatch,
    svg_line,
    svg_text,
    to_svg,
)
from lws_assess.survey.instruments import Area, Scale

CROWDED = 9  # more bands than this, and the words at their feet stand on two lines by turns
Bands = Sequence[tuple[Area, ScalePlace]]


@dataclass(frozen=True)
class ArchLook:
    """Says how an arch is drawn: where it stands, how large its type is, and what stands at its feet.

    `middle` and `ground` are where its centre is, `outer` and `inner` its radii. `rim` is how far outside the names
    of the levels run. `tick` is how far the lines between levels reach beyond the bands, inside and outside, and how
    thick they are. `dash` is that of a band without a value, `edge` how far within the band it runs. `values` says
    whether figures stand at the right feet, and `feet` whether there is a line for the bands to stand on. `sweeps`
    says whether static/reveal.js may fill band after band.
    """

    middle: float
    ground: float
    outer: float
    inner: float
    rim: float
    type_size: float
    number_size: float  # no larger, however wide the bands
    drop: float  # of the numbers below the ground
    tick: tuple[float, float, float]
    dash: str
    edge: float
    values: bool = True
    feet: bool = True
    sweeps: bool = False

    def at(self, radius: float, share: float) -> tuple[float, float]:
        """A point of the arch, from the left foot (0) to the right foot (1)."""
        angle = pi * (1 - share)
        return self.middle + radius * cos(angle), self.ground - radius * sin(angle)

    def arc(self, radius: float, start: float = 0, end: float = 1) -> str:
        """From one share of the arch to another, as a path."""
        (x1, y1), (x2, y2) = self.at(radius, start), self.at(radius, end)
        return f"M{to_svg(x1)} {to_svg(y1)}A{to_svg(radius)} {to_svg(radius)} 0 0 1 {to_svg(x2)} {to_svg(y2)}"

    def band(self, i: int, count: int) -> tuple[float, float]:
        """The middle of a band and how wide it is; the first area is the outermost band."""
        pitch = (self.outer - self.inner) / count
        return self.outer - pitch * (i + 0.5), pitch * 0.88


PAGE = ArchLook(
    middle=WIDTH / 2,
    ground=182.0,
    outer=156.0,
    inner=46.0,
    rim=8,
    type_size=SMALL,
    number_size=SMALL,
    drop=15,
    tick=(2, 4, 1.4),
    dash="3 3",
    edge=0.5,
)
# Beside other pictures, in a large card and in a narrow one.
LARGE_ARCH = replace(
    PAGE, middle=160.0, ground=162.0, outer=138.0, inner=30.0, type_size=WORDS, number_size=WORDS
)
SMALL_ARCH = replace(LARGE_ARCH, middle=125.0, ground=124.0, outer=104.0, inner=6.0, rim=4)
SWEEP = 350  # milliseconds from one band to the next
HALL = ArchLook(
    middle=235.0,
    ground=232.0,
    outer=205.0,
    inner=62.0,
    rim=9,
    type_size=17,
    number_size=20,
    drop=20,
    tick=(3, 6, 2.5),
    dash="5 5",
    edge=1,
    values=False,
    feet=False,
    sweeps=True,
)


def draw_arch(key: str, bands: Bands, scale: Scale, look: ArchLook) -> list[str]:
    """The bands with their numbers, the names of the levels round them, and how far each band has come."""
    count = len(bands)
    body = [_backdrop(key, tuple(area for area, _ in bands), scale, look)]
    if look.sweeps:
        sky = f"M0 0h{to_svg(2 * look.middle)}v{to_svg(look.ground)}h{to_svg(-2 * look.middle)}z"
        body.append(f'<clipPath id="{key}-above"><path d="{sky}"/></clipPath>')
    body += [_fill(key, i, count, area, p, scale, look) for i, (area, p) in enumerate(bands)]
    return [*body, _ticks(scale, look)]


def _share(value: float, scale: Scale) -> float:
    return (value - 1) / (scale.top - 1)


@lru_cache(maxsize=64)
def _backdrop(key: str, areas: tuple[Area, ...], scale: Scale, look: ArchLook) -> str:
    """Returns what does not depend on any value: pale bands, their numbers, and the names of the levels."""
    parts = []
    for i, area in enumerate(areas):
        radius, width = look.band(i, len(areas))
        parts.append(
            f'<path d="{look.arc(radius)}" stroke="{area.display.tint}" stroke-width="{to_svg(width)}"/>'
        )
        down = look.drop + (14 if look.feet and len(areas) > CROWDED and i % 2 else 0)
        size = max(WORDS, min(look.number_size, width + 3)) if look.number_size > SMALL else SMALL
        parts.append(
            svg_text(
                look.middle - radius, look.ground + down, str(area.number), size, "middle", ink=INK, more=BOLD
            )
        )
    return "".join(parts) + _level_names(key, scale, look)


def _level_names(key: str, scale: Scale, look: ArchLook) -> str:
    """Names of the levels, bent round the arch."""
    rim = look.outer + look.rim
    parts = [f'<path id="{key}-rim" d="{look.arc(rim)}"/>']
    names = level_names(scale, pi * rim / scale.top, look.type_size)
    for i, name in enumerate(names):
        anchor = "start" if i == 0 else "end" if i == len(names) - 1 else "middle"
        parts.append(
            f'<text font-size="{look.type_size:g}" fill="{SOFT}" text-anchor="{anchor}">'
            f'<textPath href="#{key}-rim" startOffset="{to_svg(100 * i / (len(names) - 1))}%">{Markup.escape(name)}'
            "</textPath></text>"
        )
    return "".join(parts)


def _fill(key: str, i: int, count: int, area: Area, p: ScalePlace, scale: Scale, look: ArchLook) -> str:
    """Returns how far one band has come, and its value at the right foot."""
    radius, width = look.band(i, count)
    pattern, colours, parts = f"{key}-{area.number}", area.display, []
    if p.value is None:
        parts.append(_blank(pattern, radius, width, area, look))
    filled: list[str] = []
    sure, reach = p.span
    if sure > 1:
        arc = look.arc(radius, 0, _share(sure, scale))
        filled.append(f'<path d="{arc}" stroke="{colours.colour}" stroke-width="{to_svg(width)}"/>')
    if reach > sure:
        arc = look.arc(radius, _share(sure, scale), _share(reach, scale))
        filled.append(
            f"{svg_hatch(pattern, ink=colours.colour, paper=colours.tint)}"
            f'<path d="{arc}" stroke="url(#{pattern})" stroke-width="{to_svg(width)}"/>'
        )
    parts += _swept(filled, i, _share(max(sure, reach), scale), key, look) if look.sweeps else filled
    if look.values:
        x, y = look.middle + radius + 4.3, look.ground + (36 if count > CROWDED and i % 2 else 6)
        parts.append(
            svg_text(
                x, y, p.brief, look.type_size, "end", more=f'transform="rotate(-90 {to_svg(x)} {to_svg(y)})"'
            )
        )
    return "".join(parts)


def _swept(filled: Sequence[str], i: int, share: float, key: str, look: ArchLook) -> Iterator[str]:
    """A fill that comes up out of the ground at its left foot: it turns round the arch's middle, and is cut there."""
    if not filled:
        return
    about = f"{to_svg(look.middle)} {to_svg(look.ground)}"
    yield (
        f'<g clip-path="url(#{key}-above)"><g data-reveal="turn" data-by="{to_svg(-180 * share)}" '
        f'data-about="{about}" data-after="{SWEEP * i}">{"".join(filled)}</g></g>'
    )


def _blank(pattern: str, radius: float, width: float, area: Area, look: ArchLook) -> str:
    """A band without a value: hatched, with a dashed edge."""
    edge = f'stroke="{area.display.colour}" stroke-dasharray="{look.dash}"'
    rims = (radius + width / 2 - look.edge, radius - width / 2 + look.edge)
    return (
        f"{svg_hatch(pattern, ink=HAIR, paper=PAPER)}"
        f'<path d="{look.arc(radius)}" stroke="url(#{pattern})" stroke-width="{to_svg(width)}"/>'
        + "".join(f'<path d="{look.arc(r)}" {edge}/>' for r in rims)
    )


@lru_cache(maxsize=64)
def _ticks(scale: Scale, look: ArchLook) -> str:
    """Thin lines across the bands where a level begins, and the line that the bands stand on."""
    inside, outside, thick = look.tick
    parts = []
    for value in range(2, scale.top):
        share = _share(value, scale)
        outer = look.at(look.outer + outside, share)
        parts.append(svg_line(*look.at(look.inner - inside, share), *outer, PAPER, thick))
        if look.feet:
            parts.append(svg_line(*look.at(look.outer, share), *outer, LINE, 1.2))
    if look.feet:
        y = look.ground + 0.5
        for side in (-1, 1):
            ends = sorted(look.middle + side * radius for radius in (look.inner - 4, look.outer + 4))
            parts.append(svg_line(ends[0], y, ends[1], y, LINE, 1))
    return "".join(parts)
