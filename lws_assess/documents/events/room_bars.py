"""Votes for a hall: how the ratings of one vote were spread, how people moved between two, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from lws_assess.documents.charts.drawing import Chart, ScalePlace, place_on_scale
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.documents.events.room_columns import SLIDE_OF_MEANS, ColumnBoard, draw_columns, draw_moves
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.shifts import RoomShift, VoteMoves
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import Withheld

FIRST, NOW = "First vote", "Now"
# What a room is told whenever two votes stand beside each other.
NOT_RIGHT = "Moving together is not the same as being right."
OF_WHOM = (
    "Moved: chose another level, of those with one in both votes. Whoever did not vote again did not move."
)
COUNTED = "Counted are those of the first vote."
ONLY_COUNTS = "Dots show how many stood where, and not who moved from where."
# What a room of fewer than twenty is told about its figures.
IN_CLASSES = (
    "Below 20 people, “0 to 1” is nobody or one, a mean is to the nearest half, and dashed parts are open."
)
# What a larger room is told where a second vote has classes all the same.
AGAIN_IN_CLASSES = (
    "In a second vote “0 to 1” is nobody or one, so that nobody reads off what somebody chose who left."
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
        svg=_draw(key, now, then, area, size),
        note=_not_drawn(now, then),
    )


def _draw(key: str, now: RoomResult, then: RoomResult | None, area: Area, size: Size) -> Markup:
    """Both votes side by side where both are shown; else the one that is, as bars."""
    wide, high = size
    board = ColumnBoard(wide, high, now.scale, area)
    after, before = now.spread, then.spread if then else None
    if isinstance(after, RatingSpread) and isinstance(before, RatingSpread) and then:
        means = (place_in_room(then.mean, now.scale), place_in_room(now.mean, now.scale))
        return draw_moves(key, before, after, means, replace(board, beneath=SLIDE_OF_MEANS))
    shown = next((one for one in (after, before) if isinstance(one, RatingSpread)), None)
    return draw_columns(key, shown, board) if shown else Markup("")


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
        return SaidWords(f"{moved_people(moves)}.")
    return SaidWords(f"{moved_people(moves)}. {mean_went(moves)}", tuple(_way(moves)))


def moved_people(moves: VoteMoves) -> str:
    """The main point of two votes in a few words: "9 of 20 moved"."""
    return f"None of {moves.pairs} moved" if moves.nobody else f"{moves.share_text} moved"


def mean_went(moves: VoteMoves) -> str:
    """Returns how far the mean went; it is called that of those who moved only where it is of them alone."""
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
