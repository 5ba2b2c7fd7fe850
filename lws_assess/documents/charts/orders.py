"""Orders: what families experience beside what professionals rate.

The audiences answer on scales of their own, so only their orders may be compared: which area comes lowest for
whom. Never a difference in points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    LINE,
    NOT_SHOWN,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Chart,
    ScalePlace,
    area_disc,
    listed_names,
    numbered_area,
    place_on_scale,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    wrapped_lines,
)
from lws_assess.documents.charts.extremes import (
    FigureExtremes,
    compared_places,
    extremes_of_places,
    one_figure,
)
from lws_assess.documents.charts.shares import place_text
from lws_assess.documents.claims import SaidWords, said_together
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import Interval, RankPlaces, places_from_lowest
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.round_results import AudienceResults, RoundResults

TITLE = "What comes lowest for whom"
KIND = "Orders, joined by lines"
NO_PLACE = "not shown"
BESIDE = 100.0  # room for the names at either side
LEADING = 13.0
DISC = 10.0
NOTE = (
    "1st is the lowest area of each audience, on its own scale and in its own words. "
    "Only the orders may be compared, not the figures."
)
OPEN_NOTE = (
    "A pale disc: what is printed leaves more than one place open, and it stands at the middle of them. "
    "A dashed line leads from or to such a place."
)


@dataclass(frozen=True)
class OrderedArea:
    """An area as one audience sees it. `places` run from 1 for the lowest; None where the figure is withheld."""

    area: Area
    place: ScalePlace
    places: RankPlaces | None
    shared: bool

    @property
    def is_open(self) -> bool:
        return self.places is not None and not self.places.is_exact

    @property
    def words(self) -> str:
        """
        >>> area, at = None, None
        >>> [OrderedArea(area, at, RankPlaces(*ends), False).words for ends in ((1, 1), (1, 2), (2, 5))]
        ['1st', '1st or 2nd', '2nd to 5th']
        """
        if self.places is None:
            return NO_PLACE
        return f"{place_text(self.places)}{', shared' if self.shared else ''}"

    @property
    def short(self) -> str:
        return f"={self.words.removesuffix(', shared')}" if self.shared else self.words


@dataclass(frozen=True)
class AudienceOrder:
    """The areas of one audience from lowest to highest, with which may be lowest; those withheld come last."""

    results: AudienceResults
    standings: tuple[OrderedArea, ...]
    ends: FigureExtremes

    @property
    def ranked(self) -> tuple[OrderedArea, ...]:
        return tuple(s for s in self.standings if s.places is not None)

    @property
    def lowest(self) -> list[OrderedArea]:
        """Returns those that may be lowest."""
        return [s for s in self.ranked if s.places and s.places.best == 1]

    @property
    def says_lowest(self) -> bool:
        """True if any area can be told from another."""
        return self.ends.lowest is not None or len(self.ranked) == 1

    @property
    def is_sure(self) -> bool:
        """True if each of `lowest` is so for certain."""
        return self.ends.lowest.sure if self.ends.lowest else self.says_lowest

    def find(self, area: Area) -> OrderedArea:
        return next(s for s in self.standings if s.area == area)

    def name_of(self, area: Area) -> str:
        return area.easy_label if self.results.audience.easy_read else area.short_name


def order_chart(results: RoundResults, reading: str) -> Chart:
    """The areas in the order of each audience that may be shown, with lines from one order to the next."""
    found = audience_orders(results, reading)
    heads = (f"{head}: {o.results.audience.label}" for o in found for head in ("Place", "Mean", "Level"))
    said = _sentence(found)
    return Chart(
        key="orders",
        title=TITLE,
        sentence=said.text,
        headers=("Area", *heads),
        rows=tuple(
            (numbered_area(area), *(cell for order in found for cell in _cells(order.find(area))))
            for area in results.edition.areas
        ),
        svg=_draw(found),
        note=" ".join(filter(None, (NOTE if len(found) > 1 else "", _open_note(found)))),
        claims=said.claims,
    )


def audience_orders(results: RoundResults, reading: str) -> list[AudienceOrder]:
    """The order of each audience of which an area may be shown."""
    return [order for a in results.audiences if (order := _order(a, reading)).ranked]


def _open_note(found: Sequence[AudienceOrder]) -> str:
    return OPEN_NOTE if any(s.is_open for order in found for s in order.ranked) else ""


def _order(results: AudienceResults, reading: str) -> AudienceOrder:
    at = {a.area: place_on_scale(a.reading(reading).position, results.audience.scale) for a in results.areas}
    named = {numbered_area(area): p for area, p in at.items()}
    seen = compared_places(named)
    standings = [OrderedArea(area, p, *_place_of(numbered_area(area), named, seen)) for area, p in at.items()]
    return AudienceOrder(results, tuple(sorted(standings, key=_before)), extremes_of_places(named))


def _place_of(
    name: str, named: Mapping[str, ScalePlace], seen: Mapping[str, Interval]
) -> tuple[RankPlaces | None, bool]:
    """Returns where one area may come, and whether another is printed with the very same figure and shares
    its place.
    """
    if name not in seen:
        return None, False
    at = places_from_lowest(seen)[name]
    twins = sum(one_figure(named, (name, key)) for key in seen if key != name)
    return RankPlaces(at.best, at.worst if seen[name].is_exact else at.worst - twins), twins > 0


def _before(standing: OrderedArea) -> tuple[int, int, int]:
    """Sorts by figure: the surely lower one first, and withheld ones last."""
    places = standing.places
    if places is None:
        return 1, 0, standing.area.number
    return 0, places.best + places.worst, standing.area.number


def _cells(standing: OrderedArea) -> tuple[str, str, str]:
    at = standing.place
    return standing.words, at.cell, at.band


# --- in a sentence ---------------------------------------------------------------------------------------


def _sentence(found: Sequence[AudienceOrder]) -> SaidWords:
    if not found:
        return SaidWords("No audience has areas that can be put in order.")
    if len(found) == 1:
        alone = SaidWords("Only one order may be shown, so there is none to put beside it.")
        return said_together((alone, _lowest(found[0])))
    return said_together((*map(_lowest, found), SaidWords(_same_or_not(found))))


def _same_or_not(found: Sequence[AudienceOrder]) -> str:
    """Returns whether the audiences see the same area as lowest; empty where that cannot be said plainly."""
    if not all(order.says_lowest for order in found):
        return ""
    lowest = [{s.area.code for s in order.lowest} for order in found]
    many = len(found) > 2
    if not set.intersection(*lowest):
        return f"They do not {'all ' if many else ''}see the same area as lowest."
    if not all(order.is_sure for order in found):
        return f"Whether they {'all ' if many else 'both '}see the same area as lowest cannot be told."
    if all(one == lowest[0] for one in lowest):
        return f"They {'all' if many else 'both'} see the same as lowest."
    return ""


def _lowest(order: AudienceOrder) -> SaidWords:
    """Says what comes lowest for one audience, in the words it was asked in."""
    who, lowest = _lower(order.results.audience.label), order.lowest
    some = any(s.places is None for s in order.standings)
    if order.ends.alike:
        return SaidWords(
            f"For {who} all areas{' that are shown' if some else ''} stand alike.", (order.ends.alike,)
        )
    if not order.says_lowest:
        return SaidWords(f"For {who} it cannot be told which area comes lowest.")
    if not order.ends.lowest:
        return SaidWords(
            f"For {who} one area only is shown: {order.name_of(lowest[0].area)} ({lowest[0].place.band})."
        )
    claims = (order.ends.lowest.claim,)
    if order.is_sure:
        names = listed_names(order.name_of(s.area) for s in lowest)
        return SaidWords(f"Lowest for {who}: {names} ({lowest[0].place.band}).", claims)
    each = listed_names(f"{order.name_of(s.area)} ({s.place.band})" for s in lowest)
    return SaidWords(f"Lowest for {who} is one of these: {each}.", claims)


def _lower(words: str) -> str:
    """An audience's label inside a sentence."""
    return words[:1].lower() + words[1:]


# --- drawn -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrderColumn:
    """One audience's order on the board: where it stands across, and how high each area's disc stands."""

    order: AudienceOrder
    x: float
    heights: dict[AreaCode, float]


def _draw(found: Sequence[AudienceOrder]) -> Markup:
    if not found:
        words = svg_text(WIDTH / 2, 24, NOT_SHOWN, anchor="middle", ink=SOFT, more='font-style="italic"')
        return svg_picture("orders", KIND, 40, [words])
    parts, top = _heads(found)
    columns = _columns(found, top + 4, _row_height(found))
    bottom = max(y for column in columns for y in column.heights.values()) + 26
    parts += _divider(columns)
    for left, right in pairwise(columns):
        parts += _lines(left, right)
    for column in columns:
        parts += _discs(column)
    parts += _names(columns[0], 0.0, "")
    if len(columns) > 1:
        parts += _names(columns[-1], WIDTH - 1.0, "end")
    return svg_picture("orders", KIND, bottom, parts)


def _heads(found: Sequence[AudienceOrder]) -> tuple[list[str], float]:
    """The audiences' names over their columns: left, middle and right."""
    room = WIDTH / len(found) - 8
    parts, deepest = [], 0.0
    for i, order in enumerate(found):
        last = len(found) - 1
        x, anchor = (
            (0.0, "") if i == 0 else (WIDTH - 1.0, "end") if i == last else (WIDTH * i / last, "middle")
        )
        for j, words in enumerate(wrapped_lines(order.results.audience.label, room, SMALL)):
            parts.append(svg_text(x, 12 + 14 * j, words, SMALL, anchor, more=BOLD))
            deepest = max(deepest, 12 + 14.0 * j)
    return parts, deepest + 14


def _row_height(found: Sequence[AudienceOrder]) -> float:
    """High enough for the longest name at either side."""
    sides = {id(order): order for order in (found[0], found[-1])}.values()
    most = max(len(wrapped_lines(o.name_of(s.area), BESIDE, SMALL)) for o in sides for s in o.standings)
    return max(30.0, LEADING * (most + 1) + 8)


def _columns(found: Sequence[AudienceOrder], top: float, high: float) -> list[OrderColumn]:
    """Areas evenly one below the other; those withheld below a gap, at one height for all."""
    last, first_apart = max(1, len(found) - 1), max(len(order.ranked) for order in found)
    columns = []
    for i, order in enumerate(found):
        heights, apart = {}, 0
        for row, standing in enumerate(order.standings):
            if standing.places is None:
                heights[standing.area.code] = top + high * (first_apart + apart + 0.5) + 12
                apart += 1
            else:
                heights[standing.area.code] = top + high * (row + 0.5)
        x = BESIDE + 14 + (WIDTH - 2 * (BESIDE + 14)) * i / last
        columns.append(OrderColumn(order, x, heights))
    return columns


def _divider(columns: Sequence[OrderColumn]) -> Iterator[str]:
    """Above the areas that are withheld, where there are any."""
    apart = [c.heights[s.area.code] for c in columns for s in c.order.standings if s.places is None]
    if apart:
        ranked = max(c.heights[s.area.code] for c in columns for s in c.order.ranked)
        y = (ranked + min(apart)) / 2
        yield svg_line(0, y, WIDTH, y, LINE, 1, 'stroke-dasharray="3 4"')


def _lines(left: OrderColumn, right: OrderColumn) -> Iterator[str]:
    """From an area's place in one order to its place in the next; broken off where it has none in either."""
    for standing in left.order.ranked:
        other = right.order.find(standing.area)
        if other.places is not None:
            code, colour = standing.area.code, standing.area.display.colour
            ends = (left.x, left.heights[code], right.x, right.heights[code])
            dashed = 'stroke-dasharray="5 4"' if standing.is_open or other.is_open else ""
            yield svg_line(*ends, colour, 2.2, dashed)


def _discs(column: OrderColumn) -> Iterator[str]:
    """Every area's disc; equal figures lie in one frame. Pale is what has no place, or more than one."""
    for shared, tied in groupby(column.order.ranked, key=lambda s: (s.places, s.shared, s.place.text)):
        ys = [column.heights[s.area.code] for s in tied] if shared[1] else []
        if len(ys) > 1:
            yield _frame(column.x, ys[0], ys[-1])
    for standing in column.order.standings:
        y = column.heights[standing.area.code]
        if standing.is_open:
            colour = standing.area.display.colour
            yield (
                f'<circle cx="{to_svg(column.x)}" cy="{to_svg(y)}" r="9" fill="{PAPER}" '
                f'stroke="{colour}" stroke-width="1.6"'
                ' stroke-dasharray="3 2"/>'
            ) + svg_text(column.x, y + 4.3, str(standing.area.number), SMALL, "middle", ink=INK)
        elif standing.places is None:
            yield (
                f'<circle cx="{to_svg(column.x)}" cy="{to_svg(y)}" r="9" fill="{HAIR}" stroke="{LINE}"'
                ' stroke-dasharray="3 3"/>'
            ) + svg_text(column.x, y + 4.3, str(standing.area.number), SMALL, "middle", ink=INK)
        else:
            yield area_disc(standing.area, column.x, y, DISC)


def _frame(x: float, first: float, last: float) -> str:
    half = DISC + 3.5
    arc = f"a{to_svg(half)} {to_svg(half)} 0 0 1"
    path = (
        f"M{to_svg(x - half)} {to_svg(first)}{arc} {to_svg(2 * half)} 0v{to_svg(last - first)}{arc} "
        f"{to_svg(-2 * half)} 0z"
    )
    return f'<path d="{path}" stroke="{INK}" stroke-width="1.3"/>'


def _names(column: OrderColumn, x: float, anchor: str) -> Iterator[str]:
    """Place and name beside each disc of an outer column."""
    for standing in column.order.standings:
        names = wrapped_lines(column.order.name_of(standing.area), BESIDE, SMALL)
        y = column.heights[standing.area.code] + 4.3 - LEADING * len(names) / 2
        yield svg_text(x, y, standing.short, SMALL, anchor, ink=SOFT, more=f"{BOLD} {HALO}")
        for i, words in enumerate(names, 1):
            yield svg_text(x, y + LEADING * i, words, SMALL, anchor, more=HALO)
