"""Strips for a hall: one line each for the groups of a room, or for the statements of an area.

A strip holds the ratings from lowest to highest, each part as long as its share and with its level's number in it.
People whose level is not told for certain are a dashed part at its end. Where the spread may not be shown, it is the
scale with the mean on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    LINE,
    PAPER,
    SOFT,
    Chart,
    ScalePlace,
    listed_names,
    place_on_scale,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
    wrapped_lines,
)
from lws_assess.documents.charts.extremes import extremes_of_places
from lws_assess.documents.charts.shades import shade_of_colour
from lws_assess.documents.charts.shares import rounded_shares, rounding_note
from lws_assess.documents.charts.whose_statements import whose_words
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.events.room_bars import place_in_room
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.instruments import Area, Audience, Scale
from lws_assess.survey.releases.privacy import Distribution
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.withheld import Withheld
from lws_assess.survey.written_words import isolated_words

TYPE, LEADING = 20.0, 23.0
HIGH = 20.0  # of a strip
NARROW = 18.0  # a part narrower than this has no number in it
BESIDE = 440.0  # a column as wide as this has names beside the strips
MOST_LINES = 2
FEW, WIDE = 6, 500.0  # so few lines, in so wide a column, are drawn larger
VALUE = 74.0  # the room for a mean at the end of a line


@dataclass(frozen=True)
class RoomStrip:
    """One line. Its spread is None where only a mean is spoken of."""

    name: str
    place: ScalePlace
    spread: Distribution | RatingSpread | Withheld | None = None


def strips_of_groups(key: str, room: RoomResult, area: Area, wide: float) -> Chart | None:
    """The groups of a room that may be shown; None where there is none. A few are drawn larger."""
    found = [RoomStrip(one.name, place_in_room(one.mean, room.scale), one.spread) for one in room.groups]
    title = f"By group: {room.audience.label}"
    if not found:
        return None
    return draw_strips(
        key,
        title=title,
        what="Group",
        strips=found,
        scale=room.scale,
        area=area,
        wide=_enlarged(wide, found),
        beside=_are_beside(wide, found),
    )


def _are_beside(wide: float, strips: Sequence[RoomStrip]) -> bool:
    """True if names stand before the strips: the column is wide, and none takes more than two lines."""
    return wide >= BESIDE and all(
        len(wrapped_lines(strip.name, _enlarged(wide, strips) * 0.5 - 14, TYPE)) <= MOST_LINES
        for strip in strips
    )


def _enlarged(wide: float, strips: Sequence[RoomStrip]) -> float:
    """The width of a drawing that is stretched to `wide` on the screen, so that all in it grows."""
    return wide * 0.72 if len(strips) <= FEW and wide >= WIDE else wide


def strips_of_cells(key: str, results: AudienceResults, found: AreaResult, wide: float) -> Chart | None:
    """Draws where each group stands in an area, from what people rated alone; None where there is no group."""
    scale, area = results.audience.scale, found.area
    lines = [RoomStrip(cell.name, place_on_scale(cell.positions[area.code], scale)) for cell in results.cells]
    title = f"By group: {results.audience.label}"
    if not lines:
        return None
    return draw_strips(
        key,
        title=title,
        what="Group",
        strips=lines,
        scale=scale,
        area=area,
        wide=_enlarged(wide, lines),
        beside=_are_beside(wide, lines),
    )


def strips_of_statements(
    key: str, results: AudienceResults, found: AreaResult, reading: str, wide: float
) -> Chart | None:
    """Each statement of an area, from what people rated alone; None where there is nothing to show of any."""
    scale, area = results.audience.scale, found.area
    lines = [
        RoomStrip(
            one.question.topic or results.audience.label,
            place_on_scale(one.reading(reading), scale),
            one.spread,
        )
        for one in found.statements
    ]
    if all(one.place.value is None for one in lines):
        return None
    title = (
        f"How {'each statement' if len(lines) > 1 else 'the question'} was rated: {results.audience.label}"
    )
    chart = draw_strips(
        key, title=title, what="Statement", strips=lines, scale=scale, area=area, wide=wide, beside=False
    )
    return replace(chart, note=" ".join(filter(None, (whose_words(found), chart.note))))


def draw_strips(
    key: str,
    *,
    title: str,
    what: str,
    strips: Sequence[RoomStrip],
    scale: Scale,
    area: Area,
    wide: float,
    beside: bool,
) -> Chart:
    """`beside` puts the name before the strip, otherwise it stands above."""
    levels = tuple(f"{level.value} {level.label}" for level in scale.levels)
    spread = any(strip.spread for strip in strips)
    point = ends_of(strips)
    return Chart(
        key=key,
        title=title,
        sentence=point.text,
        claims=point.claims,
        headers=(what, "Mean", "Level", "Rated it", *((*levels, "How far people agree") if spread else ())),
        rows=tuple(_cells(strip, scale, spread) for strip in strips),
        svg=_draw(key, strips, scale, area, wide, beside),
        note=" ".join(filter(None, (_rounding(strips), _open_part(strips)))),
    )


def _rounding(strips: Sequence[RoomStrip]) -> str:
    return rounding_note(
        rounded_shares(strip.spread.counts, strip.spread.n)
        for strip in strips
        if isinstance(strip.spread, Distribution)
    )


def _open_part(strips: Sequence[RoomStrip]) -> str:
    """Returns what the dashed end of a strip stands for, where there is one."""
    if any(isinstance(strip.spread, RatingSpread) and _untold(strip.spread) for strip in strips):
        return "The dashed end of a strip is people whose level is not told."
    return ""


def _cells(strip: RoomStrip, scale: Scale, spread: bool) -> tuple[str, ...]:
    at = strip.place
    start = (strip.name, at.cell, at.band, f"{at.people or ''}")
    if not spread:
        return start
    if isinstance(strip.spread, RatingSpread):
        return (*start, *(f"{count}" for count in strip.spread.counts), strip.spread.word)
    if not isinstance(strip.spread, Distribution):
        return (*start, *[""] * scale.top, str(strip.spread or ""))
    return (
        *start,
        *(f"{share}%" for share in rounded_shares(strip.spread.counts, strip.spread.n)),
        strip.spread.word,
    )


def ends_of(strips: Sequence[RoomStrip]) -> SaidWords:
    """Says which lines stand highest and which lowest, as far as what is printed tells."""
    drawn = [strip for strip in strips if strip.place.value is not None]
    if not drawn:
        return SaidWords(next((strip.place.why for strip in strips if strip.place.why), ""))
    if len(drawn) == 1:
        return SaidWords(f"{isolated_words(drawn[0].name)}: {drawn[0].place.text}, “{drawn[0].place.band}”.")
    told = {strip.name: f"{isolated_words(strip.name)} ({strip.place.text})" for strip in drawn}
    found = extremes_of_places({strip.name: strip.place for strip in drawn})
    if found.alike:
        return SaidWords(f"All have the same figure: {drawn[0].place.text}.", (found.alike,))
    if not (found.highest and found.lowest):
        return SaidWords(
            f"Too near to tell which is highest and which lowest: {listed_names(told.values())}."
        )
    parts = (
        f"{word}{':' if end.sure else ' is one of these:'} {listed_names(told[name] for name in end.names)}."
        for word, end in (("Highest", found.highest), ("Lowest", found.lowest))
    )
    return SaidWords(" ".join(parts), (found.highest.claim, found.lowest.claim))


# --- drawing -------------------------------------------------------------------------------------------------


def _draw(
    key: str, strips: Sequence[RoomStrip], scale: Scale, area: Area, wide: float, beside: bool
) -> Markup:
    """Each line is as high as its name, which is broken where it is too long for one and never cut."""
    left = _room_for_names(strips, wide) if beside else 0.0
    parts: list[str] = []
    y = 0.0
    for strip in strips:
        lines = wrapped_lines(strip.name, left - 12 if beside else wide - VALUE, TYPE)
        named = LEADING * (len(lines) - 1)
        top = y + 4 + named / 2 if beside else y + TYPE + 5 + named
        first = top + HIGH * 0.8 - named / 2 if beside else top - 6 - named
        parts += [svg_text(0, first + LEADING * i, words, TYPE) for i, words in enumerate(lines)]
        parts += _strip(strip, left, top, wide - VALUE, area, scale)
        parts += _value(strip.place, wide, top + HIGH * 0.82)
        y += named + HIGH + (16 if beside else TYPE + 13)
    return svg_picture(key, "Bars on a scale", y, parts, wide)


def _room_for_names(strips: Sequence[RoomStrip], wide: float) -> float:
    return min(wide * 0.5, max(width_of(strip.name, TYPE) for strip in strips) + 14)


def _value(at: ScalePlace, right: float, y: float) -> list[str]:
    if at.value is None:
        return [svg_text(right, y, "not shown", TYPE - 4, "end", ink=SOFT, more='font-style="italic"')]
    return [svg_text(right, y, at.brief, TYPE + 2, "end", more=BOLD)]


def _strip(
    strip: RoomStrip, left: float, top: float, right: float, area: Area, scale: Scale
) -> Iterator[str]:
    if not isinstance(strip.spread, Distribution | RatingSpread):
        yield from _track(strip.place, left, top + HIGH / 2, right, area, scale)
        return
    x, room = left, right - left - 12
    counts = (
        [one.least for one in strip.spread.counts]
        if isinstance(strip.spread, RatingSpread)
        else strip.spread.counts
    )
    untold = _untold(strip.spread) if isinstance(strip.spread, RatingSpread) else 0
    people = sum(counts) + untold
    for level, count in enumerate(counts, 1):
        if not count:
            continue
        wide = room * count / people
        look = shade_of_colour(area.display.colour, (level - 1) / (scale.top - 1))
        yield _part(x, top, wide, f'fill="{look.fill}" stroke="{area.display.colour}"')
        if wide >= NARROW:
            yield svg_text(
                x + wide / 2, top + HIGH * 0.78, str(level), TYPE - 3, "middle", ink=look.ink, more=BOLD
            )
        x += wide
    if untold:
        dashed = f'fill="{PAPER}" stroke="{area.display.colour}" stroke-dasharray="4 3"'
        yield _part(x, top, room * untold / people, dashed)


def _part(x: float, top: float, wide: float, look: str) -> str:
    return (
        f'<path d="M{to_svg(x)} {to_svg(top)}h{to_svg(wide)}v{to_svg(HIGH)}h{to_svg(-wide)}z" {look} '
        'stroke-width="1.5"/>'
    )


def _untold(spread: RatingSpread) -> int:
    """Returns how many people stand at one of several levels that are printed in classes."""
    return spread.n - sum(one.least for one in spread.counts)


def _track(at: ScalePlace, left: float, y: float, right: float, area: Area, scale: Scale) -> Iterator[str]:
    """The scale from end to end, and the mean on it: a dot, or the stretch in which it must lie."""
    left, right = left + 10, right - 22
    dash = "" if at.value is not None else 'stroke-dasharray="4 5"'
    yield svg_line(left, y, right, y, HAIR if at.value is not None else LINE, 3, dash)
    for level in scale.levels:
        x = left + (right - left) * (level.value - 1) / (scale.top - 1)
        yield svg_line(x, y - 5, x, y + 5, LINE, 2)
    if at.value is None:
        return
    sure, reach = (left + (right - left) * (v - 1) / (scale.top - 1) for v in at.span)
    if at.is_open:
        yield svg_line(sure, y, reach, y, area.display.colour, 8)
        return
    yield (
        f'<circle cx="{to_svg(sure)}" cy="{to_svg(y)}" r="10" fill="{area.display.colour}" '
        f'stroke="{PAPER}" stroke-width="2"/>'
    )


def level_line(audiences: Sequence[Audience]) -> str:
    """Returns what the ends of strips stand for, of each audience where they have other scales."""
    lines = {audience.label: _ends_of_scale(audience.scale) for audience in audiences}
    if len(set(lines.values())) <= 1:
        return next(iter(lines.values()), "")
    return ". ".join(f"{label}: {line}" for label, line in lines.items())


def _ends_of_scale(scale: Scale) -> str:
    return f"1 {scale.levels[0].label} … {scale.top} {scale.levels[-1].label}"
