"""Changes: a round beside one before it, area by area and group by group.

Nothing is said to have moved, and no cell of a picture is shaded, unless it moved by more than chance would move it
(survey.results.verdicts). Tables give every difference as it is printed, and beside it whether it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from markupsafe import Markup

from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Chart,
    FigureMatrix,
    FigureMatrixRow,
    MatrixCell,
    ScalePlace,
    area_disc,
    listed_names,
    numbered_area,
    place_on_scale,
    svg_box,
    svg_hatch,
    svg_picture,
    svg_text,
    width_of,
    wrapped_lines,
)
from lws_assess.documents.charts.first_few import NO_FIRST, FirstFew, told_of_first
from lws_assess.documents.charts.shades import DARK_TYPE, shade_of_colour
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.charts.tracks import TrackDot, TrackRow, draw_tracks, draw_wide_tracks
from lws_assess.documents.claims import SaidWords, said_together
from lws_assess.documents.moved_figures import (
    BEYOND_WORDS,
    NOT_COMPARED,
    SHOWN_ALIKE,
    chance_words,
    claim_of_change,
    count_fewer,
    how_far,
    signed_change,
    signed_value,
    words_of_change,
)
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.results.changes import AreaChange, AudienceChanges, MovedFigure
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.round_timing import EACH_GROUP

NO_GROUP = "No group was shown in the same way in both rounds, so nothing can be compared."
NO_FIGURES = "No area has a figure in both rounds."
NOT_KNOWN = (
    "How far chance alone could move figures of so few people is not known, so none is said to have moved."
)
COUNTS = "Beside each group: its people then and now."
IN_BRACKETS = "In brackets: how many people rated the area."
OTHERS_STAND = "Changes count these alone; where an area stands counts every group of its round."
MOST = 3  # areas or groups named each way; more of them are counted
UP, DOWN = "#0f6b4f", "#a8410a"
STEEP = 1.5  # levels, from which a change has the darkest shade
LINE_OF, CELL, EDGE = 8, 24.0, 3.0  # cells of a group's line, how high one is, how heavy an edge
AGAIN = 8  # groups, after which the areas' numbers are printed once more


# --- changes in words -----------------------------------------------------------------------------------

Named = tuple[str, str, MovedFigure]  # how a table names it, how a sentence does, and its figures


def told_changes(
    found: Sequence[tuple[Area, MovedFigure]], first: FirstFew = NO_FIRST, most: int = MOST
) -> SaidWords:
    """Says which areas rose and which fell by more than chance would move them, in a sentence or two.

    Up to `most` are named each way; more of them are counted. Of those that come `first` each is told that came out
    higher or lower, within chance too.
    """
    named = [(numbered_area(area), area.short_name, moved) for area, moved in found]
    told = [area.code for ones in _by_way(found) for area, _ in ones[:most]]
    return said_together((_told(named, "area", NO_FIGURES, most), told_of_first(found, first, told)))


T = TypeVar("T", bound=tuple[Any, ...])  # whatever ends with how it moved


def _by_way(found: Sequence[T]) -> tuple[list[T], list[T]]:
    """Returns what rose and what fell by more than chance would move it, the furthest first."""
    far = sorted(found, key=lambda one: -how_far(one[-1]))
    return [one for one in far if one[-1].rose], [one for one in far if one[-1].fell]


def _told(found: Sequence[Named], one: str, none: str, most: int = MOST) -> SaidWords:
    rose, fell = _by_way(found)
    said = [_way("rose", rose, most), _way("fell", fell, most)]
    return (
        said_together(said) if any(said) else SaidWords(_unmoved([moved for *_, moved in found], one, none))
    )


def _unmoved(found: Sequence[MovedFigure], one: str, none: str) -> str:
    """Returns what is said where nothing moved by more than chance would move it."""
    known = [moved for moved in found if moved.difference is not None]
    if not known:
        return none
    if all(moved.beside_chance == Verdict.UNKNOWN for moved in known):
        return NOT_KNOWN
    return f"No {one} moved more than chance would move it."


def _way(verb: str, far: Sequence[Named], most: int) -> SaidWords:
    """Returns those that moved one way, the furthest first, and the first few by name."""
    if not far:
        return SaidWords("")
    words = [f"{name} ({words_of_change(moved)})" for _, name, moved in far[:most]]
    more = len(far) - most
    listed_words = listed_names([*words, f"{more} more"] if more > 0 else words)
    alike = f", {SHOWN_ALIKE}" if count_fewer(moved for *_, moved in far) else ""
    return SaidWords(
        f"What {verb} by more than chance would move it{alike}: {listed_words}.",
        tuple(claim_of_change(name, moved) for name, _, moved in far[:most]),
    )


def compared_with(changes: AudienceChanges) -> str:
    """Returns how many groups and people are compared, and whether figures of then and now count others too."""
    groups = "one group" if changes.groups == 1 else f"{changes.groups} groups"
    compared = f"Compared: {groups}, {_people(changes.people_then)} then, {changes.people_now:,} now."
    fewer = count_fewer(one.reading(EACH_GROUP) for one in changes.areas)
    return f"{compared} {OTHERS_STAND}" if fewer else compared


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


# --- everyone together -----------------------------------------------------------------------------------


def dumbbell_chart(
    changes: AudienceChanges,
    reading: str,
    *,
    then_title: str,
    now_title: str,
    first: FirstFew = NO_FIRST,
) -> Chart:
    """Then and now of every area in the framework's order, as each round prints them, and how far it moved."""
    scale, key = changes.audience.scale, f"changes-{changes.audience.key}"
    title = f"Each area then and now: “{then_title}” and “{now_title}”"
    found = [(a.area, a.reading(reading)) for a in changes.areas]
    rows = [_row(area, moved, scale) for area, moved in found]
    said = told_changes(found, first) if changes.cells else SaidWords(NO_GROUP)
    return Chart(
        key=key,
        title=title,
        sentence=" ".join(filter(None, (said.text, mix_words(changes, reading), compared_with(changes))))
        if changes.cells
        else said.text,
        headers=(
            *("Area", f"Then: {then_title}", "People then", f"Now: {now_title}", "People now"),
            *("Change", "Beside chance"),
        ),
        rows=tuple(_table_row(area, moved, scale) for area, moved in found),
        svg=draw_tracks(
            key,
            rows,
            scale,
            (("square", PAPER, f"Then: {then_title}"), ("circle", SOFT, f"Now: {now_title}")),
        ),
        draw_wide=partial(
            draw_wide_tracks,
            key,
            rows,
            scale,
            (("square", PAPER, f"Then: {then_title}"), ("circle", SOFT, f"Now: {now_title}")),
        ),
        note=_ends_note([moved for _, moved in found]),
        claims=said.claims,
    )


def _row(area: Area, moved: MovedFigure, scale: Scale) -> TrackRow:
    then, now = place_on_scale(moved.stood, scale), place_on_scale(moved.stands, scale)
    both = then.value is not None and now.value is not None
    words = f"{then.text} → {now.text}" if moved.everyone is None else signed_change(moved)
    if width_of(words) + width_of(area.short_name) > WIDTH - 40:
        words = f"{then.brief} → {now.brief}"
    hollow = TrackDot(then, "square", PAPER if then.exact else "none", area.display.colour)
    return TrackRow(
        area,
        (hollow, TrackDot(now, "circle", area.display.colour)),
        words if moved.difference else NOT_COMPARED,
        blank=not both,
        joined=moved.everyone is None,  # else the line would be as long as another change
        making_room=("square", "circle"),
    )


def _table_row(area: Area, moved: MovedFigure, scale: Scale) -> tuple[str, ...]:
    then, now = place_on_scale(moved.stood, scale), place_on_scale(moved.stands, scale)
    change = signed_change(moved) or NOT_COMPARED
    return (numbered_area(area), then.cell, _count(then), now.cell, _count(now), change, chance_words(moved))


def _count(found: ScalePlace) -> str:
    return str(found.people) if found.value is not None else "–"


def _ends_note(moved: Sequence[MovedFigure]) -> str:
    """Returns what a difference of two bounds means, where there is such a one."""
    if any(apart is not None and not apart.interval.is_exact for apart in (one.difference for one in moved)):
        return "Where only an end of the scale is named, as in “below 1.5”, a difference lies between two bounds."
    return ""


# --- group by group --------------------------------------------------------------------------------------

Line = tuple[str, int, int, list[MovedFigure]]
COMPARED_TOGETHER = "The groups compared, together"
UNTOLD = "no more than that, as far as is known"


def changes_of_groups(changes: AudienceChanges, reading: str) -> Chart:
    """The change of every group in every area, under that of everyone together."""
    key, title = f"changes-groups-{changes.audience.key}", "How far each group has moved in each area"
    lines = [
        (
            _together(changes, reading),
            changes.people_then,
            changes.people_now,
            [a.reading(reading) for a in changes.areas],
        ),
        *(
            (cell.name, cell.people_then, cell.people_now, [a.cells[i] for a in changes.areas])
            for i, cell in enumerate(changes.cells)
        ),
    ]
    scale, found = changes.audience.scale, [moved for *_, line in lines for moved in line]
    said = _groups_told(changes) if changes.cells else SaidWords(NO_GROUP)
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Group", "People then", "People now", *(numbered_area(a.area) for a in changes.areas)),
        rows=tuple(
            (name, str(then), str(now), *(_table_cell(moved, scale) for moved in line))
            for name, then, now, line in lines
        ),
        svg=_grid(key, changes.areas, lines),
        matrix=_matrix(changes.areas, lines),
        note=f"{COUNTS} {_ends_note(found)}".strip(),
        table_note=f"{IN_BRACKETS} ▲ and ▼ mark what moved by more than chance would move it.",
        claims=said.claims,
    )


def _together(changes: AudienceChanges, reading: str) -> str:
    """Returns how the first line is called: it counts the groups beneath it alone."""
    fewer = count_fewer(one.reading(reading) for one in changes.areas)
    return COMPARED_TOGETHER if fewer else TOGETHER


def _matrix(areas: Sequence[AreaChange], lines: Sequence[Line]) -> FigureMatrix:
    rows = (
        FigureMatrixRow("", name, f"{then:,} → {now:,}", tuple(map(_matrix_cell, found)))
        for name, then, now, found in lines
    )
    known = (("low2", f"fell, {BEYOND_WORDS}"), ("", UNTOLD), ("high2", f"rose, {BEYOND_WORDS}"))
    return FigureMatrix(tuple(a.area for a in areas), tuple(rows), known)


def _matrix_cell(moved: MovedFigure) -> MatrixCell:
    if moved.difference is None:
        return MatrixCell(NOT_COMPARED, "hidden")
    words = signed_change(moved) or "–"
    if not (moved.rose or moved.fell):
        return MatrixCell(words, "")
    return MatrixCell(words, "high2", "higher") if moved.rose else MatrixCell(words, "low2", "lower")


def _table_cell(moved: MovedFigure, scale: Scale) -> str:
    then, now = place_on_scale(moved.then, scale), place_on_scale(moved.now, scale)
    if then.value is None or now.value is None:
        return " ".join(dict.fromkeys(filter(None, (_why(then, "Then"), _why(now, "Now")))))
    mark = " ▲" if moved.rose else " ▼" if moved.fell else ""
    if moved.everyone is not None:
        return f"{signed_change(moved)}{mark}"
    return f"{then.text} ({then.people}) → {now.text} ({now.people}): {signed_change(moved)}{mark}"


def _why(found: ScalePlace, when: str) -> str:
    """Why a figure cannot be compared; a reason that holds of both rounds is said once."""
    return found.why if found.why.startswith("Not compared") or not found.why else f"{when}: {found.why}"


def _groups_told(changes: AudienceChanges) -> SaidWords:
    """Says which groups moved in which areas by more than chance would move them."""
    found = [
        (cell.name, f"{cell.name} on {a.area.short_name}", moved)
        for a in changes.areas
        for cell, moved in zip(changes.cells, a.cells, strict=True)
    ]
    return _told(found, "group", "No group has a figure in both rounds.")


def _grid(key: str, areas: Sequence[AreaChange], lines: Sequence[Line]) -> Markup:
    """A line a group: its name, and under it a cell an area with the change printed."""
    parts, y = _known(key), 84.0
    for i, (name, then, now, found) in enumerate(lines):
        if i % AGAIN == 0:
            y = _numbers(parts, areas, y)
        parts.append(svg_text(WIDTH - 4, y, f"{then:,} → {now:,}", anchor="end", ink=SOFT))
        for words in wrapped_lines(name, WIDTH - 84):
            parts.append(svg_text(0, y, words, more=BOLD if i == 0 else ""))
            y += 16
        y = _cells(parts, key, found, y - 10)
    return svg_picture(key, "Grid of changes", y, parts)


def _known(key: str) -> list[str]:
    """Returns what each kind of cell means."""
    parts = [svg_hatch(f"{key}-hatch", ink=LINE, paper=PAPER)]
    kinds = (
        (0.0, 0.0, shade_of_colour(UP, 0.35).fill, "rose, and"),
        (92.0, 0.0, shade_of_colour(DOWN, 0.35).fill, f"fell, {BEYOND_WORDS}"),
        (0.0, 20.0, PAPER, UNTOLD),
        (0.0, 40.0, f"url(#{key}-hatch)", NOT_COMPARED),
    )
    for x, y, fill, words in kinds:
        parts += [svg_box(x, y + 2, 18, 14, fill, LINE), svg_text(x + 24, y + 14, words)]
    return [*parts, _edge(0, 2, 18, DARK_TYPE), _edge(92, 16 - EDGE, 18, DARK_TYPE)]


def _edge(x: float, y: float, wide: float, ink: str) -> str:
    """A heavy edge: above what rose and below what fell, so that they differ in grey too."""
    return svg_box(x, y, wide, EDGE, ink, "none")


def _places(count: int) -> list[tuple[float, int, float]]:
    """Returns where the cells of a group stand: left edge, line and width, in lines of at most LINE_OF."""
    down = -(-count // LINE_OF)
    across = -(-count // down) if down else 1
    wide = min(WIDTH / across, 90)
    return [(i % across * wide, i // across, wide) for i in range(count)]


def _numbers(parts: list[str], areas: Sequence[AreaChange], y: float) -> float:
    """The areas' numbers, each over its cells; returns where the next line of type stands."""
    places = _places(len(areas))
    for a, (x, line, wide) in zip(areas, places, strict=True):
        parts.append(area_disc(a.area, x + wide / 2 - 1, y + 22 * line - 4))
    return y + 22 * (places[-1][1] + 1 if places else 0) + 6


def _cells(parts: list[str], key: str, found: Sequence[MovedFigure], y: float) -> float:
    """The cells of one group; returns where the next group's name stands."""
    places = _places(len(found))
    for moved, (x, line, wide) in zip(found, places, strict=True):
        parts += _cell(key, moved, x, y + (CELL + 3) * line, wide - 3)
    return y + (CELL + 3) * (places[-1][1] + 1 if places else 0) + 18


def _cell(key: str, moved: MovedFigure, x: float, y: float, wide: float) -> list[str]:
    """Darker the further it moved by more than chance; hatched where it is withheld."""
    apart = moved.difference
    if apart is None:
        return [svg_box(x, y, wide, CELL, f"url(#{key}-hatch)", LINE)]
    fill, ink = PAPER, INK
    if moved.rose or moved.fell:
        dark = shade_of_colour(UP if moved.rose else DOWN, abs(apart.interval.middle) / STEEP)
        fill, ink = dark.fill, dark.ink
    words = signed_change(moved) if apart.interval.is_exact and not apart.may_be_nought else _between(apart)
    edge = [] if fill == PAPER else [_edge(x, y if moved.rose else y + CELL - EDGE, wide, ink)]
    return [
        svg_box(x, y, wide, CELL, fill, HAIR),
        *edge,
        svg_text(x + wide / 2, y + 16, words, SMALL, "middle", ink=ink),
    ]


def _between(apart: FigureDifference) -> str:
    """A difference of two bounds where there is room for one: the one that is nearer to none."""
    if not (apart.is_rise or apart.is_fall):
        return "–"
    low, high = apart.interval.low, apart.interval.high
    return f"{signed_value(low if apart.is_rise else high, apart.places)}…"
