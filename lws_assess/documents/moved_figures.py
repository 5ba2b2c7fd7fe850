"""Moved figures: how far a figure moved between two rounds, in words and in short, and which groups that counts.

Where an area stands is one figure wherever it is printed: that of everyone in its round. A change between two rounds
may count fewer groups than either. Then its ends are not printed, since they would be second figures of the same thing,
and the groups that it counts are named beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lws_assess.documents.claims import Claim, PrintedFigure, Relation
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import MovedFigure
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.rounding import printed_value
from lws_assess.survey.withheld import Withheld

NOT_COMPARED = "not compared"
BEYOND_WORDS, WITHIN_WORDS = "more than chance would move it", "no more than chance would move it"
SHOWN_ALIKE = "in the groups shown both times"


def words_of_change(moved: MovedFigure) -> str:
    """Returns how far a figure has moved: "up 0.71, from 2.15 to 2.86"; no further than chance would move it, both
    alone.

    Where the change counts fewer groups than its rounds print, it stands without ends: "up 0.71".
    """
    then, now, apart = moved.then, moved.now, moved.difference
    if not (isinstance(then, Shown) and isinstance(now, Shown)) or apart is None:
        return NOT_COMPARED
    if moved.everyone is not None:
        return _change_alone(moved, apart)
    ends = f"from {then.text} to {now.text}"
    if moved.rose or moved.fell:
        return f"{'up' if moved.rose else 'down'} {apart.size}, {ends}"
    if apart.is_nought and then.text == now.text:
        return f"{now.text} both times"
    return f"{ends}, {WITHIN_WORDS}" if moved.beside_chance == Verdict.WITHIN else ends


def _change_alone(moved: MovedFigure, apart: FigureDifference) -> str:
    if not (apart.is_rise or apart.is_fall):
        return signed_change(moved)
    words = f"{'up' if apart.is_rise else 'down'} {apart.size}"
    return f"{words}, {WITHIN_WORDS}" if moved.beside_chance == Verdict.WITHIN else words


def signed_change(moved: MovedFigure) -> str:
    """The difference in short: +0.71, −0.16, same, same or +0.1, −0.30 to +0.20; empty where there is none."""
    apart = moved.difference
    if apart is None:
        return ""
    if apart.is_nought:
        return "same"
    if apart.may_be_nought:
        return f"same or {signed_value(apart.interval.low, apart.places)}"
    low, high = (signed_value(end, apart.places) for end in (apart.interval.low, apart.interval.high))
    return low if low == high else f"{low} to {high}"


def signed_value(value: float, places: int) -> str:
    text = printed_value(abs(value), places)
    if not float(text):
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def chance_words(moved: MovedFigure) -> str:
    """Returns whether it moved by more than chance would move it, for a table."""
    if moved.difference is None:
        return "–"
    return {Verdict.BEYOND: BEYOND_WORDS, Verdict.WITHIN: WITHIN_WORDS}.get(moved.beside_chance, "not known")


def groups_of_change(moved: MovedFigure) -> str:
    """Returns which groups a change counts: "in the 13 groups shown both times"; empty where it counts all."""
    if moved.everyone is None or moved.difference is None:
        return ""
    number = moved.everyone.groups
    return "in the one group shown both times" if number == 1 else f"in the {number} groups shown both times"


def count_fewer(moved: Iterable[MovedFigure]) -> bool:
    """True if one of these changes counts fewer groups than its rounds print."""
    return any(one.everyone is not None for one in moved)


def how_far(moved: MovedFigure) -> float:
    """Returns how far it moved, for the order of names alone."""
    apart = moved.difference
    return abs(apart.interval.middle) if apart else 0.0


def claim_of_change(name: str, moved: MovedFigure) -> Claim:
    """Returns what is claimed of a figure that came out higher or lower; of the change alone where its ends are not
    printed.
    """
    apart = moved.difference
    assert apart is not None
    is_sure = moved.rose or moved.fell
    if moved.everyone is not None:
        change = PrintedFigure(name, signed_change(moved), apart.interval)
        return Claim(Relation.A_RISE if apart.is_rise else Relation.A_FALL, (change,), beyond_chance=is_sure)
    now, then = (_end_of(name, value) for value in (moved.now, moved.then))
    return Claim(Relation.UP if apart.is_rise else Relation.DOWN, (now,), (then,), beyond_chance=is_sure)


def _end_of(name: str, value: Shown | Withheld) -> PrintedFigure:
    assert isinstance(value, Shown)  # else nothing is said of it
    return PrintedFigure(name, value.text, value.interval)
