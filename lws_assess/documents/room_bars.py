"""Bars for a hall: how the ratings of one vote were spread; of two votes on one question, one above the other.

Pictures for a hall are drawn in the units of a screen 1280 wide, so that the type of each is as large as it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lws_assess.documents.drawing import (
    BOLD,
    HAIR,
    INK,
    PAPER,
    Chart,
    folded,
    hatch,
    line,
    n,
    picture,
    text,
    width_of,
)
from lws_assess.survey.event_shifts import Shift
from lws_assess.survey.event_votes import RoomResult
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.privacy import Distribution, Shown, Withheld

TYPE, SMALLER = 26.0, 21.0  # of wide pictures and of narrow ones
NARROW = 420.0
FIRST, NOW = "First vote", "Now"
# What a room is told whenever two votes stand beside each other.
NOT_RIGHT = "Moving together is not the same as being right."

Turns = Sequence[tuple[str, Distribution]]


def spread(key: str, now: RoomResult, area: Area, wide: float, then: RoomResult | None = None) -> Chart:
    """One audience's vote, lowest level first. There is no drawing where the spread is withheld."""
    turns = _turns(now, then)
    title = f"{area.number} {area.short_name}: {now.audience.label}"
    return Chart(
        key=key,
        title=title,
        sentence=said(now),
        headers=("Level", *(name for name, _ in turns)),
        rows=tuple(
            (f"{level.value} {level.label}", *(f"{one.counts[i]}" for _, one in turns))
            for i, level in enumerate(now.scale.levels)
        ),
        svg=_draw(key, title, turns, now.scale, area, wide) if turns else Markup(""),
        note=_not_drawn(now, then),
    )


def _turns(now: RoomResult, then: RoomResult | None) -> Turns:
    if then is None:
        return [("People", now.spread)] if isinstance(now.spread, Distribution) else []
    both = [(NOW, now.spread), (FIRST, then.spread)]
    return [(name, one) for name, one in both if isinstance(one, Distribution)]


def _not_drawn(now: RoomResult, then: RoomResult | None) -> str:
    """Why a turn is not drawn, where it is not."""
    reasons = {}
    if isinstance(now.spread, Withheld):
        reasons[str(now.spread)] = ""
    if then and isinstance(then.spread, Withheld):
        reasons.setdefault(str(then.spread), f"{FIRST}: ")
    return " ".join(f"{whose}{why}" for why, whose in reasons.items())


def said(room: RoomResult) -> str:
    """The main point of a vote in one sentence, or why there is none."""
    if isinstance(room.mean, Withheld):
        return str(room.mean)
    start = f"{room.mean.n} people chose a level: {room.mean.text} in the mean, “{room.mean.band}”."
    if isinstance(room.spread, Distribution) and room.spread.word:
        return f"{start} {agreed(room.spread)}."
    return start


def agreed(spread: Distribution) -> str:
    """The agreement word, as it begins a sentence: "Mostly agree"."""
    return spread.word[:1].upper() + spread.word[1:]


def moved(shift: Shift | Withheld) -> str:
    """How a room moved between two votes, in one sentence."""
    if isinstance(shift, Withheld):
        return f"How people moved: {str(shift)[:1].lower()}{str(shift)[1:]}"
    moves = shift.moves
    voted = f"Of {moves.pairs} people who chose a level both times,"
    if not moves.moved:
        return f"{voted} nobody moved."
    return f"{voted} {moves.moved} moved. Net move: {moves.net_text} levels."


def levels_named(scale: Scale) -> str:
    """What the numbers on a picture stand for."""
    return ", ".join(f"{level.value} {level.label}" for level in scale.levels)


def mean_of(value: Shown | Withheld) -> str:
    return value.text if isinstance(value, Shown) else "not shown"


# --- drawing -------------------------------------------------------------------------------------------------


def _draw(key: str, title: str, turns: Turns, scale: Scale, area: Area, wide: float) -> Markup:
    size = TYPE if wide > NARROW else SMALLER
    labels = [folded(f"{level.value} {level.label}", wide * 0.42, size) for level in scale.levels]
    left = max(width_of(words, size) for lines in labels for words in lines) + 4
    longest = max(count / one.n for _, one in turns for count in one.counts)
    thick = 40.0 if len(turns) == 1 else 28.0
    row = max(thick * len(turns) + 16, max(len(lines) for lines in labels) * size * 1.15 + 8)
    parts = [hatch(f"{key}-then", area.display.colour, PAPER)] if len(turns) > 1 else []
    room = wide - left - _room_for_counts(turns, size)
    for i, lines in enumerate(labels):
        middle = row * (i + 0.5)
        parts += _label(lines, left - 12, middle, size)
        top = middle - thick * len(turns) / 2
        for j, (name, one) in enumerate(turns):
            share = one.counts[i] / one.n
            words = f"{one.counts[i]}" if len(turns) == 1 else f"{one.counts[i]} {name.lower()}"
            fill = area.display.colour if j == 0 else f"url(#{key}-then)"
            parts += _bar(left, top + thick * j, room * share / longest, thick - 4, fill, area, words, size)
    parts.append(line(left, 0, left, row * len(labels), HAIR, 2))
    said = (f"{name}: {', '.join(map(str, one.counts))}" for name, one in turns)
    return picture(key, title, f"{levels_named(scale)}. {'; '.join(said)}", row * len(labels), parts, wide)


def _room_for_counts(turns: Turns, size: float) -> float:
    most = max(count for _, one in turns for count in one.counts)
    longest = f"{most}" if len(turns) == 1 else f"{most} {FIRST.lower()}"
    return width_of(longest, size if len(turns) == 1 else size - 4) + 10


def _label(lines: Sequence[str], right: float, middle: float, size: float) -> list[str]:
    first = middle + size * 0.36 - size * 0.575 * (len(lines) - 1)
    return [text(right, first + size * 1.15 * i, words, size, "end") for i, words in enumerate(lines)]


def _bar(
    left: float, top: float, wide: float, high: float, fill: str, area: Area, words: str, size: float
) -> list[str]:
    size = size if high > 30 else size - 4
    box = f"M{n(left)} {n(top)}h{n(max(wide, 2))}v{n(high)}h{n(-max(wide, 2))}z"
    return [
        f'<path d="{box}" fill="{fill}" stroke="{area.display.colour}" stroke-width="2"/>',
        text(left + max(wide, 2) + 8, top + high / 2 + size * 0.36, words, size, ink=INK, more=BOLD),
    ]
