"""Headlines: what a chair with five minutes should take away, and what is not shown and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lws_assess.documents.drawing import listed, place
from lws_assess.documents.ranking import first_three
from lws_assess.survey.instruments import Area
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.results import AreaResult, AudienceResults, RoundResults


@dataclass(frozen=True)
class Ends:
    """The areas at one end, as they are printed: several where they are equal."""

    areas: tuple[Area, ...]
    text: str
    band: str


@dataclass(frozen=True)
class Unshown:
    """Something that is not shown, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Headlines:
    """`strongest` and `weakest` are None where no area has a figure, `weakest` also where all are equal."""

    strongest: Ends | None
    weakest: Ends | None
    first: tuple[AreaResult, ...]
    unshown: tuple[Unshown, ...]


def headlines(results: RoundResults, audience: AudienceResults, reading: str) -> Headlines:
    """The main points of one audience in one reading."""
    scale = audience.audience.scale
    places = [(a.area, place(a.reading(reading).position, scale)) for a in audience.areas]
    values = sorted({p.value for _, p in places if p.value is not None})
    ends = [
        Ends(tuple(area for area, _ in at), at[0][1].text, at[0][1].band)
        for value in (values[-1:] + values[:1] if len(values) > 1 else values[:1])
        if (at := [(area, p) for area, p in places if p.value == value])
    ]
    return Headlines(
        strongest=ends[0] if ends else None,
        weakest=ends[1] if len(ends) > 1 else None,
        first=tuple(first_three(audience, reading)),
        unshown=tuple(unshown(results)),
    )


def unshown(results: RoundResults) -> Iterator[Unshown]:
    """Everything a round does not show: groups left out, groups without answers, and figures in groups."""
    if results.left_out:
        people = "1 person" if results.left_out_people == 1 else f"{results.left_out_people:,} people"
        yield Unshown(
            _groups(results.left_out, "with too few answers"),
            f"{people} answered in all, and no group of at least {results.k} could be made of them. "
            f"Their answers are in no figure on this page, not even in the totals.{_names(results.left_out)}",
        )
    if results.unanswered:
        yield Unshown(
            _groups(results.unanswered, "without an answer"), f"Nobody answered.{_names(results.unanswered)}"
        )
    for audience in results.audiences:
        for cell in audience.cells:
            yield from _unshown_in(cell.name, [(a.area, cell.positions[a.area.code]) for a in audience.areas])
        if audience.people and not audience.voters:
            yield Unshown(
                f"{audience.audience.label}: which areas they would put first",
                f"Fewer than {results.k} people in any group chose.",
            )


def _groups(names: tuple[str, ...], why: str) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} groups {why}"


def _names(names: tuple[str, ...]) -> str:
    return "" if len(names) == 1 else f" They are: {listed(names)}."


def _unshown_in(name: str, positions: list[tuple[Area, object]]) -> Iterator[Unshown]:
    """The areas of one group that are withheld, one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for area, position in positions:
        if isinstance(position, Withheld):
            reasons.setdefault(str(position), []).append(area.short_name)
    for why, areas in reasons.items():
        yield Unshown(f"{name}: {listed(areas)}", why)
