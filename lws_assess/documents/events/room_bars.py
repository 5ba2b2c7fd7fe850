"""Bars for a hall: how the ratings of one vote were spread; of two votes on one question, one above the other.

Pictures for a hall are drawn in the units of a screen 1280 wide, so that the type of each is as large as it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    PAPER,
    Chart,
    ScalePlace,
    place_on_scale,
    svg_hatch,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.shifts import RoomShift, VoteMoves
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import Withheld

TYPE, SMALLEST = 26.0, 16.0
FIRST, NOW = "First vote", "Now"
# What a room is told whenever two votes stand beside each other.
NOT_RIGHT = "Moving together is not the same as being right."
OF_WHOM = (
    "Moved: chose another level, of those with one in both votes. Whoever did not vote again did not move."
)
# What a room of fewer than twenty is told about its figures.
IN_CLASSES = (
    "Below 20 people, “0 to 1” is nobody or one, a mean is to the nearest half, and dashed parts are open."
)

Turns = Sequence[tuple[str, RatingSpread]]
Size = tuple[float, float]  # how wide and how high there is room for a picture


def spread_chart(key: str, now: RoomResult, area: Area, size: Size, then: RoomResult | None = None) -> Chart:
    """One audience's vote, lowest level first. There is no drawing where the spread is withheld."""
    turns = _turns(now, then)
    title = f"{area.number} {area.short_name}: {now.audience.label}"
    return Chart(
        key=key,
        title=title,
        sentence=told_vote(now),
        headers=("Level", *(name for name, _ in turns)),
        rows=tuple(
            (f"{level.value} {level.label}", *(f"{one.counts[i]}" for _, one in turns))
            for i, level in enumerate(now.scale.levels)
        ),
        svg=_draw(key, turns, now.scale, area, size) if turns else Markup(""),
        note=_not_drawn(now, then),
    )


def _turns(now: RoomResult, then: RoomResult | None) -> Turns:
    if then is None:
        return [("People", now.spread)] if isinstance(now.spread, RatingSpread) else []
    both = [(NOW, now.spread), (FIRST, then.spread)]
    return [(name, one) for name, one in both if isinstance(one, RatingSpread)]


def _not_drawn(now: RoomResult, then: RoomResult | None) -> str:
    """Why a turn is not drawn, where it is not."""
    reasons = {}
    if isinstance(now.spread, Withheld):
        reasons[str(now.spread)] = ""
    if then and isinstance(then.spread, Withheld):
        reasons.setdefault(str(then.spread), f"{FIRST}: ")
    return " ".join(f"{whose}{why}" for why, whose in reasons.items())


def told_vote(room: RoomResult) -> str:
    """The main point of a vote in a sentence or two, or why there is none."""
    if isinstance(room.mean, Withheld):
        return str(room.mean)
    return " ".join(filter(None, [mean_said(room.mean), _agreed_said(room), room.again]))


def mean_said(mean: Shown) -> str:
    return f"{mean.n} people chose a level: {mean.text} in the mean, “{mean.band}”."


def _agreed_said(room: RoomResult) -> str:
    return (
        f"{capitalised_agreement(room.spread)}."
        if isinstance(room.spread, RatingSpread) and room.spread.word
        else ""
    )


def capitalised_agreement(spread: RatingSpread) -> str:
    """The agreement word, as it begins a sentence: "Mostly agree"."""
    return spread.word[:1].upper() + spread.word[1:]


def told_shift(shift: RoomShift | Withheld) -> SaidWords:
    """Says how those moved who chose a level in both votes, and how far the mean went, in a sentence or two.

    The mean is called theirs only where it is of them alone. Whether it rose or fell is claimed only where its sign
    is printed without another.
    """
    if isinstance(shift, Withheld):
        return SaidWords(f"How people moved: {str(shift)[:1].lower()}{str(shift)[1:]}")
    moves = shift.moves
    if moves.nobody:
        return SaidWords(f"None of {moves.pairs} moved.")
    text = f"{moves.share_text} moved. {_mean_went(moves)}"
    return SaidWords(text, tuple(_way(moves)))


def _mean_went(moves: VoteMoves) -> str:
    if moves.same_people:
        return f"Net move: {moves.net_text} levels."
    return f"The mean, of {moves.then.n} people then and {moves.now.n} now: {moves.net_text} levels."


def _way(moves: VoteMoves) -> Iterator[Claim]:
    then, now = (
        PrintedFigure(name, one.text, one.interval) for name, one in ((FIRST, moves.then), (NOW, moves.now))
    )
    if "to" not in moves.net_text:
        signs = {"+": Relation.UP, "−": Relation.DOWN}
        yield Claim(signs.get(moves.net_text[0], Relation.UNMOVED), (now,), (then,))


def place_in_room(mean: Shown | Withheld, scale: Scale) -> ScalePlace:
    """The mean of a room or of a group in it as it is drawn: to the half, it lies on a stretch of the scale."""
    if isinstance(mean, Withheld):
        return place_on_scale(mean, scale)
    at = mean.interval
    brief = mean.text.replace("about ", "≈")
    return ScalePlace(
        mean.value, mean.text, brief, mean.band, at.low, at.high, people=mean.n, between=mean.between
    )


# --- drawing -------------------------------------------------------------------------------------------------


def _draw(key: str, turns: Turns, scale: Scale, area: Area, size: Size) -> Markup:
    wide, high = size
    row = high / scale.top
    type_size = max(SMALLEST, min(TYPE, row * 0.5, wide / 18))
    labels = [f"{level.value} {level.label}" for level in scale.levels]
    left = max(width_of(label, type_size) for label in labels) + 14
    room = wide - left - _room_for_counts(turns, type_size)
    longest = max(count.most for _, one in turns for count in one.counts)
    parts = [svg_hatch(f"{key}-then", ink=area.display.colour, paper=PAPER)] if len(turns) > 1 else []
    for i, label in enumerate(labels):
        middle = row * (i + 0.5)
        parts.append(svg_text(left - 12, middle + type_size * 0.36, label, type_size, "end"))
        for j, (name, one) in enumerate(turns):
            fill = area.display.colour if j == 0 else f"url(#{key}-then)"
            words = f"{one.counts[i]}" if len(turns) == 1 else f"{one.counts[i]} {name.lower()}"
            thick = row * 0.78 / len(turns)
            low, high_end = (room * end / longest for end in (one.counts[i].least, one.counts[i].most))
            top = middle - row * 0.39 + thick * j
            parts += _bar((left, top), (low, high_end, thick - 3), fill, area, words, type_size)
    parts.append(svg_line(left, 0, left, high, HAIR, 2))
    return svg_picture(key, "Bar chart", high, parts, wide)


def _room_for_counts(turns: Turns, type_size: float) -> float:
    most = max((f"{count}" for _, one in turns for count in one.counts), key=len)
    longest = most if len(turns) == 1 else f"{most} {FIRST.lower()}"
    return width_of(longest, type_size) + 10


def _bar(
    at: Size, size: tuple[float, float, float], fill: str, area: Area, words: str, type_size: float
) -> list[str]:
    """A bar as long as is certain, and dashed as far as it may go beyond that."""
    (x, y), (long, reach, thick) = at, size
    type_size = min(type_size, thick * 1.15)
    colour = area.display.colour
    parts = []
    if long:
        parts.append(
            f'<path d="{_box(x, y, long, thick)}" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
        )
    if reach > long:
        more = _box(x + long, y, reach - long, thick)
        parts.append(
            f'<path d="{more}" fill="{PAPER}" stroke="{colour}" stroke-width="2" stroke-dasharray="5 4"/>'
        )
    end = x + max(long, reach) + 8
    parts.append(svg_text(end, y + thick / 2 + type_size * 0.36, words, type_size, ink=INK, more=BOLD))
    return parts


def _box(x: float, y: float, long: float, thick: float) -> str:
    return f"M{to_svg(x)} {to_svg(y)}h{to_svg(long)}v{to_svg(thick)}h{to_svg(-long)}z"
