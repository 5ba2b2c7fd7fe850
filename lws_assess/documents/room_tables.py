"""What tables agreed, for a hall: each table's number at the level that it agreed on, apart from what people rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    INK,
    PAPER,
    SOFT,
    Chart,
    line,
    n,
    picture,
    text,
    width_of,
)
from lws_assess.survey.instruments import Area, Scale

TYPE, RADIUS, ROW = 20.0, 14.0, 36.0
TITLE = "What tables agreed"


def tables_agreed(key: str, levels: Mapping[int, int], scale: Scale, area: Area, wide: float) -> Chart:
    """`levels` holds the level that each table agreed on, by the table's number; below 0 it is not named."""
    by_level = {
        level.value: [table for table, agreed in sorted(levels.items()) if agreed == level.value]
        for level in scale.levels
    }
    return Chart(
        key=key,
        title=TITLE,
        sentence=_most(by_level, scale),
        headers=("Level", "Tables"),
        rows=tuple(
            (f"{level.value} {level.label}", ", ".join(map(_name, by_level[level.value])) or "none")
            for level in scale.levels
        ),
        svg=_draw(key, by_level, scale, area, wide),
    )


def _name(table: int) -> str:
    return str(table) if table >= 0 else "a small table"


def _disc(table: int) -> str:
    return str(table) if table >= 0 else "–"


def _most(by_level: Mapping[int, Sequence[int]], scale: Scale) -> str:
    """Whether tables agree with each other."""
    held = [level for level in scale.levels if by_level[level.value]]
    tables = sum(map(len, by_level.values()))
    if not held:
        return "No table has agreed a rating yet."
    if len(held) == 1:
        everyone = (
            "One table has agreed a rating" if tables == 1 else f"All {tables} tables agreed on the same"
        )
        return f"{everyone}: {held[0].value}, “{held[0].label}”."
    return f"{tables} tables agreed on ratings from {held[0].value} to {held[-1].value}."


def _draw(key: str, by_level: Mapping[int, Sequence[int]], scale: Scale, area: Area, wide: float) -> Markup:
    left = min(wide * 0.5, max(width_of(f"{lv.value} {lv.label}", TYPE) for lv in scale.levels) + 6)
    most = max(1, int((wide - left) / (2 * RADIUS + 5)))
    parts = [line(left, 0, left, ROW * scale.top, HAIR, 2)]
    for i, level in enumerate(scale.levels):
        y = ROW * (i + 0.5)
        parts.append(text(left - 10, y + 7, f"{level.value} {level.label}", TYPE, "end"))
        parts += _discs(by_level[level.value], left + RADIUS + 8, y, most, area)
    return picture(key, "Dots, one for each table", ROW * scale.top, parts, wide)


def _discs(tables: Sequence[int], x: float, y: float, most: int, area: Area) -> list[str]:
    """A disc with its number for each table, as many as have room; then how many more."""
    shown = tables if len(tables) <= most else tables[: most - 1]
    parts = []
    for i, table in enumerate(shown):
        at = x + (2 * RADIUS + 5) * i
        look = f'fill="{PAPER}" stroke="{area.display.colour}" stroke-width="3"'
        ring = f'<circle cx="{n(at)}" cy="{n(y)}" r="{n(RADIUS)}" {look}/>'
        parts += [ring, text(at, y + 6, _disc(table), TYPE - 3, "middle", INK, BOLD)]
    if len(shown) < len(tables):
        at = x + (2 * RADIUS + 5) * len(shown) - RADIUS
        parts.append(text(at, y + 6, f"+{len(tables) - len(shown)}", TYPE - 2, ink=SOFT, more=BOLD))
    return parts
