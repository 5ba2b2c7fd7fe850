"""History: each area over all rounds that can be compared, a small panel an area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import ceil

from markupsafe import Markup

from lws_assess.documents.changed_mix import MIXED
from lws_assess.documents.charts.changes import IN_BRACKETS, NO_GROUP, OTHERS_STAND, told_changes
from lws_assess.documents.charts.drawing import (
    HAIR,
    HALO,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    WIDE,
    WIDTH,
    Chart,
    ScalePlace,
    area_disc,
    blur_note,
    numbered_area,
    place_on_scale,
    svg_hatch,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
    wrapped_lines,
)
from lws_assess.documents.charts.first_few import NO_FIRST, FirstFew
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.moved_figures import NOT_COMPARED, count_fewer, signed_change
from lws_assess.survey.instruments import Area, Audience, Scale
from lws_assess.survey.results.histories import AreaHistory, AudienceHistory, RoundHistory
from lws_assess.survey.round_timing import EACH_PERSON

BESIDE = 5  # rounds, up to which two panels stand side by side
HIGH = 84.0  # from the lowest level of a panel to the highest
TITLE = 16.0  # one line of a panel's title
FIGURE = 32.0  # room that a printed figure needs
OTHER_GROUPS = 'stroke-dasharray="4 3"'
DASHED = "A dashed line: not the same groups are shown at both its ends."
MOVED = "Moved, first to last"


@dataclass(frozen=True)
class HistoryPanel:
    """One area's line: where it stands, and what it is made of."""

    area: Area
    values: tuple[ScalePlace, ...]
    scale: Scale
    left: float
    top: float
    wide: float
    lines: int  # of its title
    steps_alike: tuple[bool, ...]  # of each figure and the next: True if both count the same groups

    def x(self, i: int) -> float:
        first, last = self.left + 24, self.left + self.wide - 18
        return (first + last) / 2 if len(self.values) == 1 else first + (last - first) * i / self.steps

    def y(self, value: float) -> float:
        return self.bottom - HIGH * (value - 1) / (self.scale.top - 1)

    @property
    def steps(self) -> int:
        return len(self.values) - 1

    @property
    def bottom(self) -> float:
        return self.top + 24 + TITLE * self.lines + HIGH


def history_chart(
    rounds: RoundHistory, audience: Audience, reading: str, first: FirstFew = NO_FIRST
) -> Chart:
    """Every area over the rounds as each printed it, the earliest first; what moved counts the groups in all."""
    found = next(one for one in rounds.audiences if one.audience.key == audience.key)
    key, title = f"history-{audience.key}", f"Each area over {len(rounds.titles)} rounds"
    values = [tuple(place_on_scale(v, audience.scale) for v in a.printed(reading)) for a in found.areas]
    said = _sentence(rounds, found, reading, first)
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Area", *(f"{i} {name}" for i, name in enumerate(rounds.titles, 1)), MOVED),
        rows=tuple(
            (numbered_area(a.area), *(_cell(p) for p in row), signed_change(a.moved(reading)) or NOT_COMPARED)
            for a, row in zip(found.areas, values, strict=True)
        ),
        svg=_draw(key, rounds.titles, found.areas, values, audience.scale, WIDTH),
        draw_wide=partial(_draw, f"{key}-wide", rounds.titles, found.areas, values, audience.scale, WIDE),
        note=_note([p for row in values for p in row], found),
        table_note=IN_BRACKETS,
        claims=said.claims,
    )


def _cell(found: ScalePlace) -> str:
    return found.cell if found.value is None else f"{found.text} ({found.people})"


def _note(values: Sequence[ScalePlace], found: AudienceHistory) -> str:
    others = DASHED if any(not all(a.steps) for a in found.areas) else ""
    gaps = "A hatched gap: not shown, or not asked in the same way." if any(p.why for p in values) else ""
    blurs = blur_note(values).replace("Hatched or hollow", "Hollow")
    return " ".join(filter(None, (gaps, blurs, others)))


def _sentence(rounds: RoundHistory, found: AudienceHistory, reading: str, first: FirstFew) -> SaidWords:
    if not any(found.people[:-1]):
        return SaidWords(NO_GROUP)
    moved = [(a.area, a.moved(reading)) for a in found.areas]
    said = told_changes(moved, first)
    groups = "group" if len(found.groups) == 1 else f"{len(found.groups)} groups"
    start, last = rounds.titles[0], rounds.titles[-1]
    mix = f" {MIXED}" if reading == EACH_PERSON and len(found.groups) > 1 else ""
    others = f" {OTHERS_STAND}" if count_fewer(one for _, one in moved) else ""
    words = f"{said.text} This is from “{start}” to “{last}”, and counts the same {groups} each time.{others}{mix}"
    return SaidWords(words, said.claims)


# --- the drawing -----------------------------------------------------------------------------------------


def _draw(
    key: str,
    titles: Sequence[str],
    areas: Sequence[AreaHistory],
    values: Sequence[tuple[ScalePlace, ...]],
    scale: Scale,
    width: float,
) -> Markup:
    parts, top = _known(key, titles, width)
    across = (2 if len(titles) <= BESIDE else 1) * (2 if width == WIDE else 1)
    lines = min(across, 2)
    wide, pitch = (width - 14 * (across - 1)) / across, 56 + TITLE * lines + HIGH
    for i, (a, row) in enumerate(zip(areas, values, strict=True)):
        at = (i % across * (wide + 14), top + pitch * (i // across))
        parts += _panel(key, HistoryPanel(a.area, row, scale, *at, wide, lines, a.steps))
    return svg_picture(key, "Line charts", top + pitch * -(-len(areas) // across), parts, width)


def _known(key: str, titles: Sequence[str], width: float) -> tuple[list[str], float]:
    """The rounds and the numbers that stand for them under each panel."""
    parts, y = [svg_hatch(f"{key}-hatch", ink=LINE, paper=PAPER)], 14.0
    for i, title in enumerate(titles, 1):
        for k, words in enumerate(wrapped_lines(title, width - 24)):
            parts += [svg_text(0, y, str(i), ink=SOFT)] if k == 0 else []
            parts.append(svg_text(22, y, words))
            y += 17
    return parts, y + 4


def _panel(key: str, panel: HistoryPanel) -> Iterator[str]:
    yield area_disc(panel.area, panel.left + 10, panel.top + 6)
    for k, words in enumerate(wrapped_lines(panel.area.short_name, panel.wide - 28)[: panel.lines]):
        yield svg_text(panel.left + 26, panel.top + 10 + TITLE * k, words)
    yield from _levels(panel)
    yield from _gaps(key, panel)
    yield from _line(panel)
    yield from _points(panel)


def _levels(panel: HistoryPanel) -> Iterator[str]:
    for level in panel.scale.levels:
        y = panel.y(level.value)
        yield svg_line(panel.left + 14, y, panel.left + panel.wide, y, HAIR)
        if level.value in (1, panel.scale.top):
            yield svg_text(panel.left, y + 4, str(level.value), SMALL, ink=SOFT)


def _gaps(key: str, panel: HistoryPanel) -> Iterator[str]:
    """A hatched strip where a round has no value; under every printed round its number."""
    for i, found in enumerate(panel.values):
        if found.value is None:
            yield (
                f'<path d="M{to_svg(panel.x(i) - 6)} {to_svg(panel.bottom)}h12v{to_svg(-HIGH)}h-12z" '
                f'fill="url(#{key}-hatch)"/>'
            )
    for i in _printed(panel):
        yield svg_text(panel.x(i), panel.bottom + 18, str(i + 1), SMALL, "middle", ink=SOFT)


def _line(panel: HistoryPanel) -> Iterator[str]:
    """The line, broken where a value is withheld, and dashed where its ends count other groups."""
    points = [(panel.x(i), p.value) for i, p in enumerate(panel.values)]
    for ((x1, one), (x2, other)), is_alike in zip(pairwise(points), panel.steps_alike, strict=True):
        if one is not None and other is not None:
            dashes = "" if is_alike else OTHER_GROUPS
            yield svg_line(x1, panel.y(one), x2, panel.y(other), panel.area.display.colour, 2.2, dashes)


def _points(panel: HistoryPanel) -> Iterator[str]:
    colour, printed = panel.area.display.colour, _printed(panel)
    for i, found in enumerate(panel.values):
        if found.value is None:
            continue
        x, y = panel.x(i), panel.y(found.value)
        yield svg_marker("circle", x, y, colour if found.exact else PAPER, PAPER if found.exact else colour)
        if i in printed:
            yield svg_text(x, y - 9, found.brief, SMALL, "middle", more=HALO)


def _printed(panel: HistoryPanel) -> Sequence[int]:
    """Returns which rounds have their figure printed: all, or as many as there is room for, counted from the last."""
    apart = panel.x(1) - panel.x(0) if panel.steps else FIGURE
    return range(panel.steps, -1, -ceil(FIGURE / apart))
