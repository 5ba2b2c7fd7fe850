"""The whole picture for a hall: rainbow and radar, and beside them each area's figure for every audience.

The pictures carry the areas' numbers only; names and figures stand once, in the table that belongs to both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    SOFT,
    ScalePlace,
    disc,
    hatch,
    line,
    marker,
    n,
    picture,
    place,
    target_place,
    text,
    width_of,
)
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.charts.spokes import LOOKS, TARGET, OutlineLook
from lws_assess.documents.claims import Claim
from lws_assess.survey.instruments import Area, Audience, Scale
from lws_assess.survey.results.round_results import AudienceResults, RoundResults

WIDE, TYPE = 470.0, 20.0
OUTER, INNER = 205.0, 62.0  # radii of the arch
GROUND = 232.0  # where its feet stand
RADIUS, BOARD = 108.0, 150.0  # of the radar, and where its centre is


@dataclass(frozen=True)
class RoomOverview:
    """Every area for every audience that answered, each on a scale of its own and never averaged with another.

    `rainbows` are in the order of `audiences`; `radar` is that of the first. `rows` hold a place for each audience.
    `sentence` is about the first audience, and names it where there are others; `claims` are all that it says of the
    figures in `rows`. `why` says once what "not shown" means where anything is withheld.
    """

    audiences: tuple[Audience, ...]
    rainbows: tuple[Markup, ...]
    radar: Markup
    has_targets: bool
    rows: tuple[tuple[Area, tuple[ScalePlace, ...]], ...]
    sentence: str
    why: str
    claims: tuple[Claim, ...] = ()


def overview(results: RoundResults) -> RoomOverview | None:
    """None where nobody answered for a group that may be shown."""
    lenses = [audience for audience in results.audiences if audience.people]
    if not lenses:
        return None
    places = [_places(lens, results.leading) for lens in lenses]
    areas = [found.area for found in lenses[0].areas]
    withheld = dict.fromkeys(p.why for of_one in places for p in of_one if p.why)
    point = highest_and_lowest(list(zip(areas, places[0], strict=True)))
    whose = f"{lenses[0].audience.label}. " if len(lenses) > 1 else ""
    return RoomOverview(
        audiences=tuple(lens.audience for lens in lenses),
        rainbows=tuple(
            rainbow(f"hall-rainbow-{lens.audience.key}", lens, of_one)
            for lens, of_one in zip(lenses, places, strict=True)
        ),
        radar=radar(f"hall-radar-{lenses[0].audience.key}", lenses[0], places[0]),
        has_targets=lenses[0].ranks_priorities,
        rows=tuple((area, tuple(of_one[i] for of_one in places)) for i, area in enumerate(areas)),
        sentence=f"{whose}{point.text}",
        why=" ".join(withheld),
        claims=point.claims,
    )


def _places(lens: AudienceResults, reading: str) -> list[ScalePlace]:
    return [place(found.reading(reading).position, lens.audience.scale) for found in lens.areas]


# --- the rainbow ---------------------------------------------------------------------------------------------


def rainbow(key: str, lens: AudienceResults, places: Sequence[ScalePlace]) -> Markup:
    """One band an area, the first outermost, filled as far as the area has come."""
    areas, scale = [found.area for found in lens.areas], lens.audience.scale
    pitch = (OUTER - INNER) / len(areas)
    parts = [_levels(key, scale)]
    for i, (area, at) in enumerate(zip(areas, places, strict=True)):
        parts += _band(f"{key}-{i}", area, at, OUTER - pitch * (i + 0.5), pitch * 0.88, scale)
    parts += [
        line(*_at(INNER - 3, share), *_at(OUTER + 6, share), PAPER, 2.5)
        for share in ((v - 1) / (scale.top - 1) for v in range(2, scale.top))
    ]
    return picture(key, "Rainbow", GROUND + 30, parts, WIDE)


def _at(radius: float, share: float) -> tuple[float, float]:
    """A point of the arch, from the left foot (0) to the right foot (1)."""
    angle = pi * (1 - share)
    return WIDE / 2 + radius * cos(angle), GROUND - radius * sin(angle)


def _arc(radius: float, start: float = 0, end: float = 1) -> str:
    (x1, y1), (x2, y2) = _at(radius, start), _at(radius, end)
    return f"M{n(x1)} {n(y1)}A{n(radius)} {n(radius)} 0 0 1 {n(x2)} {n(y2)}"


def _band(key: str, area: Area, at: ScalePlace, radius: float, thick: float, scale: Scale) -> list[str]:
    look = area.display
    parts = [f'<path d="{_arc(radius)}" stroke="{look.tint}" stroke-width="{n(thick)}"/>']
    if at.value is None:
        parts = [
            hatch(key, ink=HAIR, paper=PAPER),
            f'<path d="{_arc(radius)}" stroke="url(#{key})" stroke-width="{n(thick)}"/>',
        ]
        dashed = f'stroke="{look.colour}" stroke-dasharray="5 5"'
        parts += [f'<path d="{_arc(r)}" {dashed}/>' for r in (radius - thick / 2 + 1, radius + thick / 2 - 1)]
    sure, reach = ((v - 1) / (scale.top - 1) for v in at.span)
    if sure > 0:
        parts.append(f'<path d="{_arc(radius, 0, sure)}" stroke="{look.colour}" stroke-width="{n(thick)}"/>')
    if reach > sure:
        stretch = f'd="{_arc(radius, sure, reach)}" stroke="url(#{key})" stroke-width="{n(thick)}"'
        parts.append(f"{hatch(key, ink=look.colour, paper=look.tint)}<path {stretch}/>")
    number = str(area.number)
    parts.append(
        text(WIDE / 2 - radius, GROUND + 20, number, min(TYPE, thick + 3), "middle", ink=INK, more=BOLD)
    )
    return parts


@lru_cache(maxsize=64)
def _levels(key: str, scale: Scale) -> str:
    """The levels round the arch: names where all have room, else numbers."""
    rim = OUTER + 9
    room = pi * rim / scale.top
    fits = all(width_of(level.label, TYPE - 3) <= room for level in scale.levels)
    parts = [f'<path id="{key}-rim" d="{_arc(rim)}"/>']
    for i, level in enumerate(scale.levels):
        anchor = "start" if i == 0 else "end" if i == scale.top - 1 else "middle"
        words = Markup.escape(level.label if fits else str(level.value))
        parts.append(
            f'<text font-size="{TYPE - 3:g}" fill="{SOFT}" text-anchor="{anchor}"><textPath href="#{key}-rim"'
            f' startOffset="{n(100 * i / (scale.top - 1))}%">{words}</textPath></text>'
        )
    return "".join(parts)


# --- the radar -----------------------------------------------------------------------------------------------


def radar(key: str, lens: AudienceResults, places: Sequence[ScalePlace]) -> Markup:
    """Outlines without fill; a withheld value breaks the line. Targets are dashed, where the audience has any.

    Where only a stretch of the scale is known, it lies along the spoke, and the line meets its middle.
    """
    areas, scale = [found.area for found in lens.areas], lens.audience.scale
    parts = _rings(len(areas), scale)
    if lens.ranks_priorities:
        parts += _outline([target_place(found.target, scale) for found in lens.areas], scale, TARGET)
    parts += _outline(places, scale, LOOKS[0])
    for i, area in enumerate(areas):
        x, y = _spoke(i, len(areas), RADIUS + 22)
        parts.append(f'<g transform="translate({n(x)} {n(y)}) scale(1.7)">{disc(area, 0, 0)}</g>')
    return picture(key, "Radar", 2 * BOARD, parts, 2 * BOARD)


def _spoke(i: int, count: int, away: float) -> tuple[float, float]:
    angle = 2 * pi * i / count
    return BOARD + away * sin(angle), BOARD - away * cos(angle)


def _rings(count: int, scale: Scale) -> list[str]:
    parts = [
        f'<circle cx="{n(BOARD)}" cy="{n(BOARD)}" r="{n(RADIUS * (v - 1) / (scale.top - 1))}"'
        f' stroke="{LINE if v == scale.top else HAIR}" stroke-width="1.5"/>'
        for v in range(2, scale.top + 1)
    ]
    parts += [line(BOARD, BOARD, *_spoke(i, count, RADIUS), HAIR, 1.5) for i in range(count)]
    for v in range(1, scale.top + 1):
        x, y = _spoke(0, 1, 0) if v == 1 else _spoke(1, 2 * count, RADIUS * (v - 1) / (scale.top - 1))
        parts.append(text(x, y + 5, str(v), 15, "middle", ink=SOFT, more=HALO))
    return parts


def _outline(places: Sequence[ScalePlace], scale: Scale, look: OutlineLook) -> list[str]:
    def at(i: int, value: float) -> tuple[float, float]:
        return _spoke(i, len(places), RADIUS * (value - 1) / (scale.top - 1))

    points = [None if p.spot is None else at(i, p.spot) for i, p in enumerate(places)]
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    path = "".join(f"M{n(a[0])} {n(a[1])}L{n(b[0])} {n(b[1])}" for a, b in pairs if a and b)
    parts = [f'<path d="{path}" stroke="{look.ink}" stroke-width="3"{dash}/>'] if path else []
    for i, (p, point) in enumerate(zip(places, points, strict=True)):
        if point and p.is_open:
            low, high = at(i, p.span[0]), at(i, p.span[1])
            parts += [line(*low, *high, look.ink, 8), line(*low, *high, PAPER, 4)]
        elif point:
            parts.append(marker(look.shape, *point, look.ink, PAPER, 1.6))
    return parts
