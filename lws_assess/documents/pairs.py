"""Pairs: any two groups of an audience against each other, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.drawing import (
    INK,
    SOFT,
    Chart,
    Place,
    blur_note,
    listed,
    numbered,
    place,
)
from lws_assess.documents.tracks import Dot, Row, draw
from lws_assess.survey.instruments import Area
from lws_assess.survey.results import AudienceResults, CellResult
from lws_assess.survey.written_words import isolated

NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Pair:
    """One area as two groups see it."""

    area: Area
    one: Place
    other: Place

    @property
    def apart(self) -> float | None:
        """How much higher the first stands, as printed; None where either is not shown or not exact."""
        if self.one.value is None or self.other.value is None or not (self.one.exact and self.other.exact):
            return None
        return round(self.one.value - self.other.value, self.decimals)

    @property
    def decimals(self) -> int:
        """The difference is no finer than the coarser of the two figures."""
        return min(len(p.text.partition(".")[2]) for p in (self.one, self.other))

    @property
    def words(self) -> str:
        if self.one.value is None and self.other.value is None:
            return self.one.text
        return " and ".join(p.text if p.exact or p.value is None else p.brief for p in (self.one, self.other))


def two_groups(results: AudienceResults, one: CellResult, other: CellResult) -> Chart:
    """Where two groups see the areas alike, and where they do not; areas in the framework's order."""
    scale = results.audience.scale
    key = f"two-groups-{results.audience.key}"
    pairs = [
        Pair(a.area, *(place(cell.positions[a.area.code], scale) for cell in (one, other)))
        for a in results.areas
    ]
    title = f"{isolated(one.name)} beside {isolated(other.name)}"
    rows = [
        Row(
            p.area,
            (Dot(p.other, "diamond", INK), Dot(p.one, "circle", p.area.display.colour)),
            p.words,
            blank=p.one.value is None and p.other.value is None,
        )
        for p in pairs
    ]
    known = (
        ("circle", SOFT, f"{isolated(one.name)} ({_people(one)})"),
        ("diamond", INK, f"{isolated(other.name)} ({_people(other)})"),
    )
    return Chart(
        key=key,
        title=title,
        sentence=_sentence(pairs, one.name, other.name),
        headers=("Area", one.name, "Rated it", other.name, "Rated it", f"{isolated(other.name)} is"),
        rows=tuple(_cells(p) for p in pairs),
        svg=draw(key, rows, scale, known),
        note=blur_note(p for pair in pairs for p in (pair.one, pair.other)),
    )


def _people(cell: CellResult) -> str:
    return f"{cell.people:,} {'person' if cell.people == 1 else 'people'}"


def _cells(pair: Pair) -> tuple[str, ...]:
    figures = (cell for p in (pair.one, pair.other) for cell in (p.cell, f"{p.people or ''}"))
    return (numbered(pair.area), *figures, _difference(pair))


def _difference(pair: Pair) -> str:
    """How the second group stands to the first."""
    if pair.apart is None:
        return NOT_COMPARED
    if pair.apart == 0:
        return "the same"
    return f"{abs(pair.apart):.{pair.decimals}f} {'lower' if pair.apart > 0 else 'higher'}"


def _sentence(pairs: Sequence[Pair], one: str, other: str) -> str:
    """Where the two groups differ most and in which direction, and where they agree most."""
    known = [(p, abs(p.apart)) for p in pairs if p.apart is not None]
    if not known:
        return "The two groups cannot be compared: no area has exact figures of both that may be shown."
    most, least = max(apart for _, apart in known), min(apart for _, apart in known)
    if most == 0:
        where = "every area" if len(known) == len(pairs) else "every area where both may be compared"
        return f"The two groups stand at the same point in {where}."
    furthest = _furthest([p for p, apart in known if apart == most], most, one, other)
    if most == least:
        return furthest
    nearest = listed(p.area.short_name for p, apart in known if apart == least)
    return f"{furthest} They are closest on {nearest}."


def _furthest(pairs: Sequence[Pair], apart: float, one: str, other: str) -> str:
    if len(pairs) > 1:
        names = listed(p.area.short_name for p in pairs)
        return f"The two groups differ most on {names}, by {apart:.{pairs[0].decimals}f} each."
    [pair] = pairs
    ends = [(pair.one, one), (pair.other, other)]
    (high, higher), (low, lower) = ends if (pair.apart or 0) > 0 else ends[::-1]
    return (
        f"The two groups differ most on {pair.area.short_name}: "
        f"from {low.text} ({lower}) to {high.text} ({higher})."
    )
