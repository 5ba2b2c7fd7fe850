"""What tables agreed, for a hall: each table's number at the level that it agreed on, apart from what people rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    PAPER,
    SOFT,
    Chart,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.instruments import Area, Level, Scale
from lws_assess.survey.intervals import exact_interval

TYPE, RADIUS, ROW = 20.0, 14.0, 36.0
TITLE, ROOM_TITLE = "What tables agreed", "What the room agreed"


def table_rating_chart(key: str, levels: Mapping[int, int], scale: Scale, area: Area, wide: float) -> Chart:
    """`levels` holds the level that each table agreed on, by the table's number.

    Below 0 a table is not named, and 0 is a room without tables.
    """
    by_level = {
        level.value: [table for table, agreed in sorted(levels.items()) if agreed == level.value]
        for level in scale.levels
    }
    main_point = _agreed(by_level, scale)
    return Chart(
        key=key,
        title=ROOM_TITLE if list(levels) == [0] else TITLE,
        sentence=main_point.text,
        headers=("Level", "Tables"),
        rows=tuple((_level(level), _names(by_level[level.value])) for level in scale.levels),
        svg=_draw(key, by_level, scale, area, wide),
        claims=main_point.claims,
    )


def _level(level: Level) -> str:
    return f"{level.value} {level.label}"


def _names(tables: Sequence[int]) -> str:
    return ", ".join(map(_name, tables)) or "none"


def _name(table: int) -> str:
    return str(table) if table > 0 else "a small table" if table else "the room"


def _disc(table: int) -> str:
    return str(table) if table > 0 else "–"


def _agreed(by_level: Mapping[int, Sequence[int]], scale: Scale) -> SaidWords:
    """Returns whether tables agree with each other."""
    held = [level for level in scale.levels if by_level[level.value]]
    found = [
        [
            PrintedFigure(_name(table), _level(level), exact_interval(level.value))
            for table in by_level[level.value]
        ]
        for level in held
    ]
    tables = sum(map(len, found))
    if not held:
        return SaidWords("No table has agreed a rating yet.")
    rating = f"{held[0].value}, “{held[0].label}”"
    if tables == 1:
        who = "The room" if by_level[held[0].value] == [0] else "One table"
        return SaidWords(f"{who} has agreed a rating: {rating}.")
    if len(held) == 1:
        who = "Both tables" if tables == 2 else f"All {tables} tables"
        return SaidWords(f"{who} agreed on the same: {rating}.", (Claim(Relation.ALIKE, tuple(found[0])),))
    lowest = Claim(Relation.LOWEST, tuple(found[0]), tuple(chain(*found[1:])))
    highest = Claim(Relation.HIGHEST, tuple(found[-1]), tuple(chain(*found[:-1])))
    return SaidWords(
        f"{tables} tables agreed on ratings from {held[0].value} to {held[-1].value}.", (lowest, highest)
    )


def _draw(key: str, by_level: Mapping[int, Sequence[int]], scale: Scale, area: Area, wide: float) -> Markup:
    left = min(wide * 0.5, max(width_of(_level(lv), TYPE) for lv in scale.levels) + 6)
    most = max(1, int((wide - left) / (2 * RADIUS + 5)))
    parts = [svg_line(left, 0, left, ROW * scale.top, HAIR, 2)]
    for i, level in enumerate(scale.levels):
        y = ROW * (i + 0.5)
        parts.append(svg_text(left - 10, y + 7, _level(level), TYPE, "end"))
        parts += _discs(by_level[level.value], left + RADIUS + 8, y, most, area)
    return svg_picture(key, "Dots, one for each table", ROW * scale.top, parts, wide)


def _discs(tables: Sequence[int], x: float, y: float, most: int, area: Area) -> list[str]:
    """A disc with its number for each table, as many as have room; then how many more."""
    shown = tables if len(tables) <= most else tables[: most - 1]
    parts = []
    for i, table in enumerate(shown):
        at = x + (2 * RADIUS + 5) * i
        look = f'fill="{PAPER}" stroke="{area.display.colour}" stroke-width="3"'
        ring = f'<circle cx="{to_svg(at)}" cy="{to_svg(y)}" r="{to_svg(RADIUS)}" {look}/>'
        parts += [ring, svg_text(at, y + 6, _disc(table), TYPE - 3, "middle", ink=INK, more=BOLD)]
    if len(shown) < len(tables):
        at = x + (2 * RADIUS + 5) * len(shown) - RADIUS
        parts.append(svg_text(at, y + 6, f"+{len(tables) - len(shown)}", TYPE - 2, ink=SOFT, more=BOLD))
    return parts
