"""Changes: a round beside one before it, area by area and group by group.

Respondents are volunteers, so no picture here says that a change is more than chance.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Chart,
    Place,
    disc,
    folded,
    hatch,
    listed,
    n,
    numbered,
    picture,
    place,
    text,
    width_of,
)
from lws_assess.documents.shades import shade
from lws_assess.documents.spokes import TOGETHER
from lws_assess.documents.tracks import Dot, Row, draw
from lws_assess.survey.changes import AreaChange, AudienceChanges, Moved
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.privacy import Shown

NOT_COMPARED = "not compared"
NO_GROUP = "No group was shown in the same way in both rounds, so nothing can be compared."
COUNTS = "Beside each group: its people then and now."
IN_BRACKETS = "In brackets: how many people rated the area."
MOST = 2  # areas named at each end
UP, DOWN = "#0f6b4f", "#a8410a"
STEEP = 1.5  # levels, from which a change has the darkest shade
LINE_OF, CELL = 8, 24.0  # cells of a group's line, and how high one is
AGAIN = 8  # groups, after which the areas' numbers are printed once more


# --- a change in words -----------------------------------------------------------------------------------


def change_words(moved: Moved) -> str:
    """How far a figure has moved: "up 0.71, from 2.15 to 2.86"."""
    then, now = moved.then, moved.now
    if not (isinstance(then, Shown) and isinstance(now, Shown)):
        return NOT_COMPARED
    if moved.change is None:
        return f"from {then.text} to {now.text}"
    if not moved.change:
        return f"no change, at {now.text}"
    return f"{'up' if moved.change > 0 else 'down'} {_size(moved)}, from {then.text} to {now.text}"


def _size(moved: Moved) -> str:
    """The difference without its sign, to as many places as the more exact of the two figures."""
    ends = [end.text for end in (moved.then, moved.now) if isinstance(end, Shown)]
    places = max(len(end.partition(".")[2]) for end in ends)
    return f"{abs(moved.change or 0):.{places}f}"


def signed(moved: Moved) -> str:
    """The difference where space is short: +0.71, −0.16, same; empty where there is none to give."""
    if moved.change is None:
        return ""
    return f"{'+' if moved.change > 0 else '−'}{_size(moved)}" if moved.change else "same"


def told(found: Sequence[tuple[Area, Moved]]) -> str:
    """What rose most and what fell, in a sentence or two."""
    known = [(area, moved, moved.change) for area, moved in found if moved.change is not None]
    if not known:
        return "No area has a figure in both rounds whose difference may be given."
    changes = {change for *_, change in known}
    if changes == {0.0}:
        return "No area has moved."
    if len(changes) == 1 and len(known) > 1:
        return f"All {len(known)} areas that can be compared went {change_words(known[0][1]).split(',')[0]}."
    ends = (
        ("rose", sorted((one for one in known if one[2] > 0), key=lambda one: -one[2])),
        ("fell", sorted((one for one in known if one[2] < 0), key=lambda one: one[2])),
    )
    return " ".join(_end(verb, moved) for verb, moved in ends if moved)


def _end(verb: str, moved: Sequence[tuple[Area, Moved, float]]) -> str:
    """The areas that moved furthest one way; those that moved as far as the last of them are named too."""
    last = moved[:MOST][-1][2]
    named = [one for one in moved if abs(one[2]) >= abs(last)]
    words = listed(f"{area.short_name} ({change_words(change)})" for area, change, _ in named)
    return f"What {verb}{' most' if len(named) < len(moved) else ''}: {words}."


def compared_with(changes: AudienceChanges) -> str:
    """How many groups and people are compared."""
    groups = "1 group is" if changes.groups == 1 else f"{changes.groups} groups are"
    return f"{groups} compared: {_people(changes.people_then)} then, {changes.people_now:,} now."


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


# --- everyone together -----------------------------------------------------------------------------------


def dumbbell(changes: AudienceChanges, reading: str, then_title: str, now_title: str) -> Chart:
    """Then and now of every area in the framework's order, over the groups in both rounds."""
    scale, key = changes.audience.scale, f"changes-{changes.audience.key}"
    title = f"Each area then and now: “{then_title}” and “{now_title}”"
    found = [(a.area, a.reading(reading)) for a in changes.areas]
    rows = [_row(area, moved, scale) for area, moved in found]
    return Chart(
        key=key,
        title=title,
        sentence=f"{told(found)} {compared_with(changes)}" if changes.cells else NO_GROUP,
        headers=("Area", f"Then: {then_title}", "People then", f"Now: {now_title}", "People now", "Change"),
        rows=tuple(_table_row(area, moved, scale) for area, moved in found),
        svg=draw(
            key,
            rows,
            scale,
            (("square", PAPER, f"Then: {then_title}"), ("circle", SOFT, f"Now: {now_title}")),
        ),
        note=_ends_note([moved for _, moved in found]),
    )


def _row(area: Area, moved: Moved, scale: Scale) -> Row:
    then, now = place(moved.then, scale), place(moved.now, scale)
    both = then.value is not None and now.value is not None
    words = f"{then.text} → {now.text}"
    if width_of(words) + width_of(area.short_name) > WIDTH - 40:
        words = f"{then.brief} → {now.brief}"
    hollow = Dot(then, "square", PAPER if then.exact else "none", area.display.colour)
    return Row(
        area,
        (hollow, Dot(now, "circle", area.display.colour)),
        words if both else NOT_COMPARED,
        blank=not both,
    )


def _table_row(area: Area, moved: Moved, scale: Scale) -> tuple[str, ...]:
    then, now = place(moved.then, scale), place(moved.now, scale)
    change = (signed(moved) or "–") if then.value is not None and now.value is not None else NOT_COMPARED
    return (numbered(area), then.cell, _count(then), now.cell, _count(now), change)


def _count(found: Place) -> str:
    return str(found.people) if found.value is not None else "–"


def _ends_note(moved: Sequence[Moved]) -> str:
    """Why some have both figures and no difference, where there are such."""
    if any(
        one.change is None and isinstance(one.then, Shown) and isinstance(one.now, Shown) for one in moved
    ):
        return "Where only an end of the scale is named, as in “below 1.5”, there is no difference to give."
    return ""


# --- group by group --------------------------------------------------------------------------------------


def changes_of_groups(changes: AudienceChanges, reading: str) -> Chart:
    """The change of every group in every area, under that of everyone together."""
    key, title = f"changes-groups-{changes.audience.key}", "How far each group has moved in each area"
    lines = [
        (TOGETHER, changes.people_then, changes.people_now, [a.reading(reading) for a in changes.areas]),
        *(
            (cell.name, cell.people_then, cell.people_now, [a.cells[i] for a in changes.areas])
            for i, cell in enumerate(changes.cells)
        ),
    ]
    scale, found = changes.audience.scale, [moved for *_, line in lines for moved in line]
    return Chart(
        key=key,
        title=title,
        sentence=_furthest(changes) if changes.cells else NO_GROUP,
        headers=("Group", "People then", "People now", *(numbered(a.area) for a in changes.areas)),
        rows=tuple(
            (name, str(then), str(now), *(_table_cell(moved, scale) for moved in line))
            for name, then, now, line in lines
        ),
        svg=_grid(key, changes.areas, lines),
        note=f"{COUNTS} {_ends_note(found)}".strip(),
        table_note=IN_BRACKETS,
    )


def _table_cell(moved: Moved, scale: Scale) -> str:
    then, now = place(moved.then, scale), place(moved.now, scale)
    if then.value is None or now.value is None:
        return " ".join(dict.fromkeys(filter(None, (_why(then, "Then"), _why(now, "Now")))))
    change = signed(moved)
    return f"{then.text} ({then.people}) → {now.text} ({now.people}){f': {change}' if change else ''}"


def _why(found: Place, when: str) -> str:
    """Why a figure cannot be compared; a reason that holds of both rounds is said once."""
    return found.why if found.why.startswith("Not compared") or not found.why else f"{when}: {found.why}"


def _furthest(changes: AudienceChanges) -> str:
    """The furthest step up and the furthest down of any group."""
    steps = [
        (moved.change, cell.name, a.area.short_name, moved)
        for a in changes.areas
        for cell, moved in zip(changes.cells, a.cells, strict=True)
        if moved.change is not None
    ]
    if not steps:
        return "No group has a figure in both rounds whose difference may be given."
    most, least = max(steps, key=lambda step: step[0]), min(steps, key=lambda step: step[0])
    ends = [
        f"The furthest step {way}: {name} on {area}, {change_words(moved)}."
        for way, (change, name, area, moved) in (("up", most), ("down", least))
        if (change > 0) == (way == "up") and change
    ]
    return " ".join(ends) or "No group has moved in any area."


Line = tuple[str, int, int, list[Moved]]


def _grid(key: str, areas: Sequence[AreaChange], lines: Sequence[Line]) -> Markup:
    """A line a group: its name, and under it a cell an area with the change printed."""
    parts, y = _known(key), 44.0
    for i, (name, then, now, found) in enumerate(lines):
        if i % AGAIN == 0:
            y = _numbers(parts, areas, y)
        parts.append(text(WIDTH - 4, y, f"{then:,} → {now:,}", anchor="end", ink=SOFT))
        for words in folded(name, WIDTH - 84):
            parts.append(text(0, y, words, more=BOLD if i == 0 else ""))
            y += 16
        y = _cells(parts, key, found, y - 10)
    return picture(key, "Grid of changes", y, parts)


def _known(key: str) -> list[str]:
    """What each kind of cell means."""
    parts = [hatch(f"{key}-hatch", LINE, PAPER)]
    kinds = ((0.0, shade(UP, 0.35).fill, "+ went up"), (108.0, shade(DOWN, 0.35).fill, "− went down"))
    for x, fill, words in (*kinds, (232.0, f"url(#{key}-hatch)", NOT_COMPARED)):
        parts += [_box(x, 2, 18, 14, fill), text(x + 24, 14, words)]
    return parts


def _box(x: float, y: float, width: float, height: float, fill: str, edge: str = HAIR) -> str:
    return (
        f'<path d="M{n(x)} {n(y)}h{n(width)}v{n(height)}h{n(-width)}z" fill="{fill}" stroke="{edge}"'
        ' stroke-width="1"/>'
    )


def _places(count: int) -> list[tuple[float, int, float]]:
    """Where the cells of a group stand: left edge, line and width, in lines of at most LINE_OF."""
    down = -(-count // LINE_OF)
    across = -(-count // down) if down else 1
    wide = min(WIDTH / across, 90)
    return [(i % across * wide, i // across, wide) for i in range(count)]


def _numbers(parts: list[str], areas: Sequence[AreaChange], y: float) -> float:
    """The areas' numbers, each over its cells; returns where the next line of type stands."""
    places = _places(len(areas))
    for a, (x, line, wide) in zip(areas, places, strict=True):
        parts.append(disc(a.area, x + wide / 2 - 1, y + 22 * line - 4))
    return y + 22 * (places[-1][1] + 1 if places else 0) + 6


def _cells(parts: list[str], key: str, found: Sequence[Moved], y: float) -> float:
    """The cells of one group; returns where the next group's name stands."""
    places = _places(len(found))
    for moved, (x, line, wide) in zip(found, places, strict=True):
        parts += _cell(key, moved, x, y + (CELL + 3) * line, wide - 3)
    return y + (CELL + 3) * (places[-1][1] + 1 if places else 0) + 18


def _cell(key: str, moved: Moved, x: float, y: float, wide: float) -> list[str]:
    """Darker the further it moved; hatched where it is withheld; a dash where there is no difference to give."""
    if moved.change is None:
        ends = isinstance(moved.then, Shown) and isinstance(moved.now, Shown)
        box = _box(x, y, wide, CELL, PAPER if ends else f"url(#{key}-hatch)", LINE)
        return [box, text(x + wide / 2, y + 16, "–", SMALL, "middle")] if ends else [box]
    fill, ink = PAPER, INK
    if moved.change:
        dark = shade(UP if moved.change > 0 else DOWN, abs(moved.change) / STEEP)
        fill, ink = dark.fill, dark.ink
    return [
        _box(x, y, wide, CELL, fill),
        text(x + wide / 2, y + 16, signed(moved), SMALL, "middle", ink),
    ]
