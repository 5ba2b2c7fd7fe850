"""The whole picture for a hall: rainbow and radar, and beside them each area's figure for every audience.

The pictures carry the areas' numbers only; names and figures stand once, in the table that belongs to both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lws_assess.documents.charts.arches import HALL as ARCH
from lws_assess.documents.charts.arches import draw_arch
from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale, svg_picture, target_place
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.charts.spokes import LOOKS, TARGET, RadarOutline, draw_for_hall
from lws_assess.documents.claims import Claim
from lws_assess.survey.instruments import Area, Audience
from lws_assess.survey.results.round_results import AudienceResults, RoundResults
from lws_assess.survey.withheld import Withheld


@dataclass(frozen=True)
class RoomOverview:
    """Every area for every audience that answered, each on a scale of its own and never averaged with another.

    `rainbows` are in the order of `audiences`; `radar` is that of the first. `rows` hold a place for each audience.
    `point` is about the first audience, which `whose` names where there are others; `claims` are all that it
    says of the figures in `rows`. `why` says once what "not shown" means where anything is withheld, and `brief` the
    same without what it would need.
    """

    audiences: tuple[Audience, ...]
    rainbows: tuple[Markup, ...]
    radar: Markup
    has_targets: bool
    rows: tuple[tuple[Area, tuple[ScalePlace, ...]], ...]
    whose: str
    point: str
    why: str
    brief: str
    claims: tuple[Claim, ...] = ()

    @property
    def sentence(self) -> str:
        """The main point with whose it is."""
        return f"{self.whose}. {self.point}" if self.whose else self.point


def room_overview(results: RoundResults) -> RoomOverview | None:
    """None where nobody answered for a group that may be shown."""
    lenses = [audience for audience in results.audiences if audience.people]
    if not lenses:
        return None
    places = [_places(lens, results.leading) for lens in lenses]
    areas = [found.area for found in lenses[0].areas]
    withheld = dict.fromkeys(p.why for of_one in places for p in of_one if p.why)
    positions = (found.reading(results.leading).position for lens in lenses for found in lens.areas)
    brief = dict.fromkeys(one.why for one in positions if isinstance(one, Withheld))
    point = highest_and_lowest(list(zip(areas, places[0], strict=True)))
    return RoomOverview(
        audiences=tuple(lens.audience for lens in lenses),
        rainbows=tuple(
            rainbow(f"hall-rainbow-{lens.audience.key}", lens, of_one)
            for lens, of_one in zip(lenses, places, strict=True)
        ),
        radar=radar(f"hall-radar-{lenses[0].audience.key}", lenses[0], places[0]),
        has_targets=lenses[0].ranks_priorities,
        rows=tuple((area, tuple(of_one[i] for of_one in places)) for i, area in enumerate(areas)),
        whose=lenses[0].audience.label if len(lenses) > 1 else "",
        point=point.text,
        why=" ".join(withheld),
        brief=" ".join(brief),
        claims=point.claims,
    )


def _places(lens: AudienceResults, reading: str) -> list[ScalePlace]:
    return [place_on_scale(found.reading(reading).position, lens.audience.scale) for found in lens.areas]


def rainbow(key: str, lens: AudienceResults, places: Sequence[ScalePlace]) -> Markup:
    """One band an area, the first outermost, filled as far as the area has come."""
    bands = [(found.area, at) for found, at in zip(lens.areas, places, strict=True)]
    return svg_picture(
        key, "Rainbow", ARCH.ground + 30, draw_arch(key, bands, lens.audience.scale, ARCH), 2 * ARCH.middle
    )


def radar(key: str, lens: AudienceResults, places: Sequence[ScalePlace]) -> Markup:
    """Outlines without fill; a withheld value breaks the line. Targets are dashed, where the audience has any.

    Where only a stretch of the scale is known, it lies along the spoke, and the line meets its middle.
    """
    areas, scale = [found.area for found in lens.areas], lens.audience.scale
    series, looks = [RadarOutline("", tuple(places))], [LOOKS[0]]
    if lens.ranks_priorities:
        series.append(RadarOutline("", tuple(target_place(found.target, scale) for found in lens.areas)))
        looks.append(TARGET)
    return draw_for_hall(key, areas, scale, series, looks)
