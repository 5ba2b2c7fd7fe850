"""Importance against the distance still to go, with lines of equal priority score.

On every line gap x importance is the same, so what lies further out comes first; there are no boxes to fall
into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, cos, hypot, pi, sin

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    LINE,
    NOT_SHOWN,
    PAPER,
    SMALL,
    SOFT,
    WIDE,
    WIDTH,
    Chart,
    ScalePlace,
    area_disc,
    area_key,
    either_of_names,
    listed_names,
    numbered_area,
    place_on_scale,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    wrapped_lines,
)
from lws_assess.documents.charts.point_labels import label_points
from lws_assess.documents.charts.ranking import (
    gap_text,
    in_priority_order,
    intervals_note,
    places_text,
    printed_scores,
    score_texts,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.intervals import Interval, RankPlaces
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import FIRST_THREE, printed_interval
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.rounding import printed_target

TITLE = "Importance against the distance still to go"
LEFT, RIGHT = 34.0, WIDTH - 12.0  # where a gap of 0 and the widest gap stand
TOP, BOTTOM = 44.0, 302.0  # where the highest importance and the lowest drawn stand
STEPS = (0.5, 1.0, 2.0, 2.5, 5.0, 10.0)  # from one line of equal priority to the next
MOST_LINES = 5
APART = 20.0  # how far two discs keep from each other
BAR = 4.0  # half as wide as a bar is


@dataclass(frozen=True)
class ImportancePoint:
    """An area that can be placed, as it is printed. `matters` is where its importance may lie."""

    found: AreaResult
    places: RankPlaces
    gap: Interval
    matters: Interval
    score: PrintedFigure
    position: ScalePlace
    importance: ScalePlace

    @property
    def area(self) -> Area:
        return self.found.area

    @property
    def gap_text(self) -> str:
        return gap_text(self.position, self.found.target)

    @property
    def name(self) -> str:
        return self.area.short_name

    @property
    def is_exact(self) -> bool:
        """True if it is a point, and not a span of all that it may be."""
        return self.gap.is_exact and self.matters.is_exact

    @property
    def printed_gap(self) -> PrintedFigure:
        return PrintedFigure(numbered_area(self.area), self.gap_text, self.gap)

    @property
    def printed_importance(self) -> PrintedFigure:
        return PrintedFigure(numbered_area(self.area), self.importance.text, self.matters)


@dataclass(frozen=True)
class ImportanceBoard:
    """Holds what the points are drawn on: the widest gap, and the importance at the foot and at the top."""

    widest: float
    low: float
    high: float
    right: float = RIGHT

    def x(self, gap: float) -> float:
        return LEFT + (self.right - LEFT) * gap / self.widest

    def y(self, importance: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (importance - self.low) / (self.high - self.low)


def importance_chart(results: AudienceResults, reading: str) -> Chart:
    """Every area by how much it matters and how far it is from its target."""
    key, found = f"importance-{results.audience.key}", in_priority_order(results, reading)
    scale = results.audience.importance.scale if results.audience.importance else results.audience.scale
    scores = printed_scores(results, reading)
    points = [point for a in found if (point := _point(results, a, reading, scale, scores))]
    placed = {point.area.code for point in points}
    said = _said(results, points)
    return Chart(
        key=key,
        title=TITLE,
        sentence=said.text,
        claims=said.claims,
        headers=("Area", "Current position", "Target", "Gap", "Importance", "Priority score", "Rank"),
        rows=_rows(results, found, reading, scale),
        svg=_draw(key, points, scale),
        draw_wide=partial(_draw_wide, f"{key}-wide", points, scale),
        note=_note(points, [a.area for a in results.areas if a.area.code not in placed]),
        table_note=intervals_note(results, reading),
    )


def _point(
    results: AudienceResults,
    found: AreaResult,
    reading: str,
    scale: Scale,
    scores: Mapping[AreaCode, PrintedFigure],
) -> ImportancePoint | None:
    ranked = found.reading(reading)
    if ranked.places is None or ranked.gap is None or not isinstance(ranked.importance, Shown):
        return None
    return ImportancePoint(
        found=found,
        places=ranked.places,
        gap=ranked.gap,
        matters=printed_interval(ranked.importance),
        score=scores[found.area.code],
        position=place_on_scale(ranked.position, results.audience.scale),
        importance=place_on_scale(ranked.importance, scale),
    )


def _rows(
    results: AudienceResults, found: Sequence[AreaResult], reading: str, scale: Scale
) -> tuple[tuple[str, ...], ...]:
    scores = score_texts(results, reading)
    return tuple(
        (
            numbered_area(a.area),
            at.cell,
            printed_target(a.target),
            gap_text(at, a.target),
            place_on_scale(a.reading(reading).importance, scale).cell,
            scores.get(a.area.code, ""),
            places_text(a.reading(reading).places) or NOT_SHOWN,
        )
        for a in found
        for at in [place_on_scale(a.reading(reading).position, results.audience.scale)]
    )


def _note(points: Sequence[ImportancePoint], missing: Sequence[Area]) -> str:
    notes = ["On each line gap × importance is the same: the further out, the higher the priority."]
    if missing:
        notes.append(
            f"Not placed, as a figure may not be shown: {listed_names(map(numbered_area, missing))}."
        )
    if not all(point.is_exact for point in points):
        notes.append(
            "A hollow disc is somewhere on its bar: what it rests on may only be named by an end of the scale."
        )
    return " ".join(notes)


# --- in a sentence ---------------------------------------------------------------------------------------


def _said(results: AudienceResults, points: Sequence[ImportancePoint]) -> SaidWords:
    if not results.ranks_priorities:
        return SaidWords("These people were not asked how much each area matters.")
    if not points:
        return SaidWords("No area can be placed: its position or its importance may not be shown.")
    alike = Claim(Relation.ALIKE, tuple(p.score for p in points))
    if all(p.gap.high == 0 for p in points):
        reached = "Every area that can be placed has reached its target, so there is nothing left to go."
        return said_together((SaidWords(reached, (alike,)), _matters_most(points)))
    if len(points) > 1 and alike.holds:
        return SaidWords("All areas lie equally far out: none comes before another.", (alike,))
    return said_together((_furthest_out(points), _matters_most(points)))


def _furthest_out(points: Sequence[ImportancePoint]) -> SaidWords:
    """Says what has the highest priority score, or may have it."""
    first = [p for p in points if p.places.best == 1]
    others = [p for p in points if p.places.best > 1]
    claim = Claim(Relation.HIGHEST, tuple(p.score for p in first), tuple(p.score for p in others))
    if len(first) == 1:
        [one] = first
        words = (
            f"{one.name} lies furthest out: importance {one.importance.text}, and {one.gap_text} still to go."
        )
        return SaidWords(words, (claim,))
    if claim.holds:
        return SaidWords(f"{listed_names(p.name for p in first)} lie furthest out, equally far.", (claim,))
    may_be = Claim(Relation.MAY_BE_HIGHEST, claim.who, claim.others)
    return SaidWords(
        f"{either_of_names(p.name for p in first)} lies furthest out: the figures leave it open.", (may_be,)
    )


def _matters_most(points: Sequence[ImportancePoint]) -> SaidWords:
    """Says what matters most, where its rank hides that because it has less far to go than all before it."""
    for one in points:
        others = [p for p in points if p is not one]
        most = Claim(Relation.HIGHEST, (one.printed_importance,), tuple(p.printed_importance for p in others))
        before = tuple(p.printed_gap for p in others if p.score.interval.is_above(one.score.interval))
        less = Claim(Relation.BELOW, (one.printed_gap,), before)
        if others and most.holds and less.holds and one.places.best > FIRST_THREE:
            return SaidWords(
                f"{one.name} matters most of all ({one.importance.text}) but comes {places_text(one.places)}, "
                f"having less far to go ({one.gap_text}).",
                (most, less),
            )
    return SaidWords("")


# --- drawn -----------------------------------------------------------------------------------------------


def _draw(key: str, points: Sequence[ImportancePoint], scale: Scale) -> Markup:
    board = _board(points, scale)
    parts, _ = _plot(points, scale, board)
    levels, y = _levels(board, scale, WIDTH)
    known, bottom = area_key([(p.area, f"{places_text(p.places)} {p.name}") for p in points], y + 14)
    return svg_picture(key, "Scatter chart", bottom, [*parts, *levels, *known])


def _draw_wide(key: str, points: Sequence[ImportancePoint], scale: Scale) -> Markup:
    """Draws it for wide screens, where each area is named at its point."""
    board = replace(_board(points, scale), right=WIDE - 12.0)
    parts, spots = _plot(points, scale, board)
    named = [(x, y, f"{places_text(p.places)} {p.name}") for p, (x, y) in zip(points, spots, strict=True)]
    levels, y = _levels(board, scale, WIDE)
    labels = label_points(named, LEFT + 2, WIDE - 2)
    return svg_picture(key, "Scatter chart", y - 8, [*parts, *labels, *levels], WIDE)


def _plot(
    points: Sequence[ImportancePoint], scale: Scale, board: ImportanceBoard
) -> tuple[list[str], list[tuple[float, float]]]:
    """Returns the board with its points, and where their discs stand."""
    parts = [*_grid(board, scale), *_lines_of_equal_priority(board)]
    parts += [_span(p, board) for p in points if not p.is_exact]
    discs, spots = _discs([(p, board.x(p.gap.middle), board.y(p.matters.middle)) for p in points], board)
    parts += discs
    if not points:
        middle, high = (LEFT + board.right) / 2, (TOP + BOTTOM) / 2
        slanted = 'font-style="italic"'
        parts.append(svg_text(middle, high, NOT_SHOWN, anchor="middle", ink=SOFT, more=slanted))
    return parts, spots


def _board(points: Sequence[ImportancePoint], scale: Scale) -> ImportanceBoard:
    """A whole level of importance below the lowest point, and half a level of gap beyond the widest."""
    lowest = min((p.matters.low for p in points), default=1)
    widest = max((p.gap.high for p in points), default=1.0)
    low = min(scale.top - 1, max(1, ceil(lowest) - 1))
    return ImportanceBoard(widest=max(0.5, ceil(widest * 2 + 0.1) / 2), low=low, high=scale.top)


def _grid(board: ImportanceBoard, scale: Scale) -> Iterator[str]:
    yield svg_text(0, 14, "Importance ↑", SMALL, ink=SOFT)
    for level in scale.levels:
        if level.value >= board.low:
            y = board.y(level.value)
            yield svg_line(LEFT, y, board.right, y, HAIR)
            yield svg_text(LEFT - 9, y + 4.3, str(level.value), SMALL, "end", ink=SOFT)
    yield svg_line(LEFT, TOP, LEFT, BOTTOM, LINE)
    step = 0.5 if board.widest <= 3 else 1.0
    for i in range(int(board.widest / step + 1e-9) + 1):
        x = board.x(i * step)
        yield svg_line(x, BOTTOM, x, BOTTOM + 5, LINE)
        yield svg_text(x, BOTTOM + 18, f"{i * step:g}", SMALL, "middle", ink=SOFT)
    yield svg_text(board.right, BOTTOM + 35, "Gap to the target, in levels →", SMALL, "end", ink=SOFT)
    yield svg_text(0, BOTTOM + 35, "← target reached", SMALL, ink=SOFT)


def _levels(board: ImportanceBoard, scale: Scale, width: float) -> tuple[list[str], float]:
    """Returns what the levels of importance are called, below the board; and where that ends."""
    names = (f"{level.value} {level.label}" for level in scale.levels if level.value >= board.low)
    lines = wrapped_lines(f"Importance: {', '.join(names)}.", width - 4, SMALL)
    first = BOTTOM + 58
    return [svg_text(0, first + 15 * i, words, SMALL, ink=SOFT) for i, words in enumerate(lines)], (
        first + 15 * len(lines)
    )


def _lines_of_equal_priority(board: ImportanceBoard) -> Iterator[str]:
    """Each meets the top at gap = score / highest importance, where its score is printed."""
    most = board.widest * board.high
    step = next((s for s in STEPS if most / s <= MOST_LINES + 1), STEPS[-1])
    yield svg_text(board.right, 14, "Priority score along each line", SMALL, "end", ink=SOFT)
    for i in range(1, ceil(most / step - 1e-9)):
        score = i * step
        ends = (score / board.high, min(board.widest, score / board.low))
        gaps = [ends[0] + (ends[1] - ends[0]) * j / 12 for j in range(13)]
        path = "L".join(f"{to_svg(board.x(g))} {to_svg(board.y(score / g))}" for g in gaps)
        yield f'<path d="M{path}" stroke="{LINE}" stroke-width="1.1" stroke-dasharray="5 4"/>'
        yield svg_text(board.x(ends[0]), TOP - 8, f"{score:g}", SMALL, "middle", ink=INK, more=BOLD)


def _span(point: ImportancePoint, board: ImportanceBoard) -> str:
    """All that the area may be: a bar along its gap, its importance or both, with round ends."""
    look = point.area.display
    left, right = board.x(point.gap.low), board.x(point.gap.high)
    top, bottom = board.y(point.matters.high), board.y(point.matters.low)
    arc = f"a{to_svg(BAR)} {to_svg(BAR)} 0 0 1"
    path = (
        f"M{to_svg(left)} {to_svg(top - BAR)}h{to_svg(right - left)}{arc} {to_svg(BAR)} "
        f"{to_svg(BAR)}v{to_svg(bottom - top)}"
        f"{arc} {to_svg(-BAR)} {to_svg(BAR)}h{to_svg(left - right)}{arc} {to_svg(-BAR)} "
        f"{to_svg(-BAR)}v{to_svg(top - bottom)}"
        f"{arc} {to_svg(BAR)} {to_svg(-BAR)}z"
    )
    return (
        f'<path d="{path}" fill="{look.tint}" fill-opacity="0.6" stroke="{look.colour}" stroke-width="1.4"/>'
    )


def _discs(
    points: Sequence[tuple[ImportancePoint, float, float]], board: ImportanceBoard
) -> tuple[list[str], list[tuple[float, float]]]:
    """A numbered disc at each point; where another is in the way it steps aside, with a line to its point.

    Returns them, and where they stand.
    """
    spots = [(x, y) for _, x, y in points]
    taken: list[tuple[float, float]] = []
    leaders, discs = [], []
    for i, (point, x, y) in enumerate(points):
        at = _free(x, y, taken, [spot for j, spot in enumerate(spots) if j != i], board)
        taken.append(at)
        colour = point.area.display.colour
        if at != (x, y):
            leaders.append(svg_line(x, y, *at, colour, 1.4))
            leaders.append(f'<circle cx="{to_svg(x)}" cy="{to_svg(y)}" r="3" fill="{colour}"/>')
        discs.append(area_disc(point.area, *at) if point.is_exact else _hollow(point.area, *at))
    return [*leaders, *discs], taken


def _free(
    x: float,
    y: float,
    taken: Sequence[tuple[float, float]],
    others: Sequence[tuple[float, float]],
    board: ImportanceBoard,
) -> tuple[float, float]:
    """The nearest spot on the board that keeps clear of discs already drawn and of others' points."""
    for away in range(0, 160, 7):
        for turn in range(16 if away else 1):
            angle = 2 * pi * (turn / 16 + 1 / 8)
            at = (x + away * cos(angle), y - away * sin(angle))
            inside = LEFT - 4 <= at[0] <= board.right and TOP <= at[1] <= BOTTOM - 6
            clear = all(hypot(at[0] - a, at[1] - b) >= APART for a, b in taken) and all(
                hypot(at[0] - a, at[1] - b) >= APART - 6 for a, b in others
            )
            if (inside or not away) and clear:
                return at
    return x, y


def _hollow(area: Area, x: float, y: float) -> str:
    """A disc in the middle of all that the area may be."""
    edge = f'<circle cx="{to_svg(x)}" cy="{to_svg(y)}" r="8.4" fill="{PAPER}" stroke="{area.display.colour}"'
    return f'{edge} stroke-width="2"/>' + svg_text(
        x, y + 4.3, str(area.number), SMALL, "middle", ink=INK, more=BOLD
    )
