"""Orders: what families experience beside what professionals rate.

The audiences answer on scales of their own, so only their orders may be compared: which area comes lowest for
whom. Never a difference in points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    LINE,
    NOT_SHOWN,
    SMALL,
    SOFT,
    WIDTH,
    Chart,
    Place,
    disc,
    folded,
    line,
    listed,
    n,
    numbered,
    ordinal,
    picture,
    place,
    text,
)
from lws_assess.survey.instruments import Area
from lws_assess.survey.results import AudienceResults, RoundResults

TITLE = "What comes lowest for whom"
KIND = "Orders, joined by lines"
NO_PLACE = "no place"
BESIDE = 100.0  # room for the names at either side
LEADING = 13.0
DISC = 10.0
NOTE = (
    "1st is the lowest area of each audience, on its own scale and in its own words. "
    "Only the orders may be compared, not the figures."
)


@dataclass(frozen=True)
class Standing:
    """An area as one audience sees it. `rank` is 1 for the lowest; None where it has no exact value."""

    area: Area
    place: Place
    rank: int | None
    shared: bool

    @property
    def words(self) -> str:
        if self.rank is None:
            return NO_PLACE
        return f"{ordinal(self.rank)}{', shared' if self.shared else ''}"

    @property
    def short(self) -> str:
        return NO_PLACE if self.rank is None else f"{'=' if self.shared else ''}{ordinal(self.rank)}"


@dataclass(frozen=True)
class Order:
    """The areas of one audience from lowest to highest; those without a place come last."""

    results: AudienceResults
    standings: tuple[Standing, ...]

    @property
    def ranked(self) -> tuple[Standing, ...]:
        return tuple(s for s in self.standings if s.rank is not None)

    @property
    def lowest(self) -> list[Standing]:
        return [s for s in self.standings if s.rank == 1]

    @property
    def all_alike(self) -> bool:
        return len(self.lowest) == len(self.ranked) > 1

    def find(self, area: Area) -> Standing:
        return next(s for s in self.standings if s.area == area)

    def name_of(self, area: Area) -> str:
        return area.easy_label if self.results.audience.easy_read else area.short_name


def orders(results: RoundResults, reading: str) -> Chart:
    """The areas in the order of each audience that may be shown, with lines from one order to the next."""
    found = [order for a in results.audiences if (order := _order(a, reading)).ranked]
    heads = (head for o in found for head in (f"Place: {o.results.audience.label}", "Mean and level"))
    return Chart(
        key="orders",
        title=TITLE,
        sentence=_sentence(found),
        headers=("Area", *heads),
        rows=tuple(
            (numbered(area), *(cell for order in found for cell in _cells(order.find(area))))
            for area in results.edition.areas
        ),
        svg=_draw(found),
        note=NOTE if len(found) > 1 else "",
    )


def _order(results: AudienceResults, reading: str) -> Order:
    places = [(a.area, place(a.reading(reading).position, results.audience.scale)) for a in results.areas]
    exact = sorted((p.value, area.number, area, p) for area, p in places if p.value is not None and p.exact)
    values = [value for value, *_ in exact]
    ranked = [
        Standing(area, p, values.index(value) + 1, values.count(value) > 1) for value, _, area, p in exact
    ]
    apart = [Standing(area, p, None, False) for area, p in places if not p.exact]
    return Order(results, (*ranked, *apart))


def _cells(standing: Standing) -> tuple[str, str]:
    at = standing.place
    return standing.words, at.cell if at.value is None else f"{at.text} {at.band}"


# --- in a sentence ---------------------------------------------------------------------------------------


def _sentence(found: Sequence[Order]) -> str:
    if not found:
        return "No audience has areas that can be put in order."
    if len(found) == 1:
        return f"Only one order may be shown, so there is none to put beside it. {_lowest(found[0])}"
    return " ".join(filter(None, (*map(_lowest, found), _same_or_not(found))))


def _same_or_not(found: Sequence[Order]) -> str:
    """Whether the audiences see the same area as lowest; empty where that cannot be said plainly."""
    if any(order.all_alike for order in found):
        return ""
    lowest = [{s.area.code for s in order.lowest} for order in found]
    every = "all" if len(found) > 2 else "both"
    if all(one == lowest[0] for one in lowest):
        return f"They {every} see the same as lowest."
    if not set.intersection(*lowest):
        return f"They do not {'all ' if len(found) > 2 else ''}see the same area as lowest."
    return ""


def _lowest(order: Order) -> str:
    """What comes lowest for one audience, in the words it was asked in."""
    who, lowest = order.results.audience.label, order.lowest
    if order.all_alike:
        return f"For {_lower(who)} all areas stand alike."
    names = listed(order.name_of(s.area) for s in lowest)
    return f"Lowest for {_lower(who)}: {names} ({lowest[0].place.band})."


def _lower(words: str) -> str:
    """An audience's label inside a sentence."""
    return words[:1].lower() + words[1:]


# --- drawn -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One audience's order on the board: where it stands across, and how high each area's disc stands."""

    order: Order
    x: float
    heights: dict[str, float]


def _draw(found: Sequence[Order]) -> Markup:
    if not found:
        words = text(WIDTH / 2, 24, NOT_SHOWN, anchor="middle", ink=SOFT, more='font-style="italic"')
        return picture("orders", KIND, 40, [words])
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
    return picture("orders", KIND, bottom, parts)


def _heads(found: Sequence[Order]) -> tuple[list[str], float]:
    """The audiences' names over their columns: left, middle and right."""
    room = WIDTH / len(found) - 8
    parts, deepest = [], 0.0
    for i, order in enumerate(found):
        last = len(found) - 1
        x, anchor = (
            (0.0, "") if i == 0 else (WIDTH - 1.0, "end") if i == last else (WIDTH * i / last, "middle")
        )
        for j, words in enumerate(folded(order.results.audience.label, room, SMALL)):
            parts.append(text(x, 12 + 14 * j, words, SMALL, anchor, more=BOLD))
            deepest = max(deepest, 12 + 14.0 * j)
    return parts, deepest + 14


def _row_height(found: Sequence[Order]) -> float:
    """High enough for the longest name at either side."""
    sides = {id(order): order for order in (found[0], found[-1])}.values()
    most = max(len(folded(o.name_of(s.area), BESIDE, SMALL)) for o in sides for s in o.standings)
    return max(30.0, LEADING * (most + 1) + 8)


def _columns(found: Sequence[Order], top: float, high: float) -> list[Column]:
    """Areas evenly one below the other; those without a place below a gap, at one height for all."""
    last, first_apart = max(1, len(found) - 1), max(len(order.ranked) for order in found)
    columns = []
    for i, order in enumerate(found):
        heights, apart = {}, 0
        for row, standing in enumerate(order.standings):
            if standing.rank is None:
                heights[standing.area.code] = top + high * (first_apart + apart + 0.5) + 12
                apart += 1
            else:
                heights[standing.area.code] = top + high * (row + 0.5)
        x = BESIDE + 14 + (WIDTH - 2 * (BESIDE + 14)) * i / last
        columns.append(Column(order, x, heights))
    return columns


def _divider(columns: Sequence[Column]) -> Iterator[str]:
    """Above the areas without a place, where there are any."""
    apart = [c.heights[s.area.code] for c in columns for s in c.order.standings if s.rank is None]
    if apart:
        ranked = max(c.heights[s.area.code] for c in columns for s in c.order.ranked)
        y = (ranked + min(apart)) / 2
        yield line(0, y, WIDTH, y, LINE, 1, 'stroke-dasharray="3 4"')


def _lines(left: Column, right: Column) -> Iterator[str]:
    """From an area's place in one order to its place in the next; broken off where it has none in either."""
    for standing in left.order.ranked:
        if right.order.find(standing.area).rank is not None:
            code, colour = standing.area.code, standing.area.display.colour
            ends = (left.x, left.heights[code], right.x, right.heights[code])
            yield line(*ends, colour, 2.2)


def _discs(column: Column) -> Iterator[str]:
    """Every area's disc; equal places lie in one frame, and what has no place is drawn pale."""
    for _, tied in groupby(column.order.ranked, key=lambda s: s.rank):
        ys = [column.heights[s.area.code] for s in tied]
        if len(ys) > 1:
            yield _frame(column.x, ys[0], ys[-1])
    for standing in column.order.standings:
        y = column.heights[standing.area.code]
        if standing.rank is None:
            yield (
                f'<circle cx="{n(column.x)}" cy="{n(y)}" r="9" fill="{HAIR}" stroke="{LINE}"'
                ' stroke-dasharray="3 3"/>'
            ) + text(column.x, y + 4.3, str(standing.area.number), SMALL, "middle", INK)
        else:
            yield disc(standing.area, column.x, y, DISC)


def _frame(x: float, first: float, last: float) -> str:
    half = DISC + 3.5
    arc = f"a{n(half)} {n(half)} 0 0 1"
    path = f"M{n(x - half)} {n(first)}{arc} {n(2 * half)} 0v{n(last - first)}{arc} {n(-2 * half)} 0z"
    return f'<path d="{path}" stroke="{INK}" stroke-width="1.3"/>'


def _names(column: Column, x: float, anchor: str) -> Iterator[str]:
    """Place and name beside each disc of an outer column."""
    for standing in column.order.standings:
        names = folded(column.order.name_of(standing.area), BESIDE, SMALL)
        y = column.heights[standing.area.code] + 4.3 - LEADING * len(names) / 2
        yield text(x, y, standing.short, SMALL, anchor, SOFT, f"{BOLD} {HALO}")
        for i, words in enumerate(names, 1):
            yield text(x, y + LEADING * i, words, SMALL, anchor, more=HALO)
