"""What the address of the Explore page asks for: every choice stands in it, so that a link shows what was chosen.

A choice that the round does not have is passed over, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import url_for
from werkzeug.datastructures import MultiDict

from lws_assess.actions.results.explored_rounds import ExploredRound
from lws_assess.documents.explore.chosen_figures import (
    EVERYONE,
    FEWEST_SPOKES,
    TARGET,
    FigureChoice,
    FigureKind,
)
from lws_assess.documents.explore.measures import NAMES, ExploredMeasure, measures_of
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults

# What each choice is called where the page says that it was passed over.
CHOICES = {
    "round_key": "a round",
    "since": "an earlier round",
    "audience": "whose answers",
    "reading": "who is counted",
    "kind": "a kind of picture",
    "measure": "a figure",
    "against": "a second figure",
    "group": "a group",
    "area": "an area",
}
Asked = MultiDict[str, str]
Named = TypeVar("Named", bound=StrEnum)


@dataclass(frozen=True)
class OfferedChoice:
    """One choice of which there is one answer: what it is called, what is offered, and what is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]  # what stands in the address, and what is read
    chosen: str


@dataclass(frozen=True)
class ExploredChoice:
    """Holds what is looked at, the address of it, and what was asked for in vain."""

    explored: ExploredRound
    figures: FigureChoice
    partnership: PartnershipKey
    ignored: tuple[str, ...]

    @property
    def asked(self) -> dict[str, list[str]]:
        """Returns every choice as an address says it, all of them named."""
        chosen = self.figures
        return {
            "round_key": [self.explored.round.key],
            "since": [one.then_key for one in chosen.changes],
            "audience": [one.audience.key for one in chosen.audiences],
            "reading": [chosen.reading],
            "kind": [chosen.kind.value],
            "measure": [chosen.measure.value],
            "against": [chosen.against.value],
            "group": list(chosen.groups),
            "area": [area.code for area in chosen.areas],
        }

    def file(self, endpoint: str) -> str:
        """The address of a file of what is chosen."""
        values: dict[str, Any] = {"partnership": self.partnership, **self.asked}
        return url_for(f"explore.{endpoint}", **values)


def offered_choices(choice: ExploredChoice) -> Iterator[OfferedChoice]:
    """Returns that of which one is chosen, besides the kind of picture; nothing of which there is only one."""
    figures, explored = choice.figures, choice.explored
    measures = tuple((one.value, NAMES[one]) for one in _measures(explored, figures.audiences))
    rounds = tuple((one.key, one.title) for one in explored.rounds)
    has_readings = any(len(one.cells) > 1 for one in figures.audiences)
    readings = tuple(READINGS.items()) if has_readings else ()
    offered = (
        OfferedChoice("measure", "What is measured", measures, figures.measure),
        OfferedChoice("against", "Second figure of a scatter", measures, figures.against),
        OfferedChoice("round_key", "Round", rounds, explored.round.key),
        OfferedChoice("reading", "Who is counted", readings, figures.reading),
    )
    return (one for one in offered if len(one.options) > 1)


def offered_audiences(results: RoundResults) -> tuple[tuple[str, str], ...]:
    """Returns the audiences that have answered, each as the address names it and as it is read."""
    return tuple((one.audience.key, one.audience.label) for one in results.audiences if one.people)


def _measures(explored: ExploredRound, audiences: Sequence[AudienceResults]) -> tuple[ExploredMeasure, ...]:
    """The measures that all of these audiences have: beside an earlier round only positions can be compared."""
    if explored.changes:
        return (ExploredMeasure.POSITION,)
    return tuple(one for one in ExploredMeasure if all(one in measures_of(each) for each in audiences))


def read_choice(explored: ExploredRound, asked: Asked, partnership: PartnershipKey) -> ExploredChoice:
    """The choices of an address; what is not asked for is as usual."""
    results = explored.results
    audiences = _audiences(results, asked.getlist("audience"))
    measures = _measures(explored, audiences)
    areas = _areas(results, asked.getlist("area"))
    kind = _one_of(tuple(FigureKind), asked.get("kind", ""))
    if kind == FigureKind.RADAR and len(areas) < FEWEST_SPOKES:
        kind = FigureKind.BARS
    figures = FigureChoice(
        results=results,
        audiences=audiences,
        reading=asked["reading"] if asked.get("reading") in READINGS else results.leading,
        kind=kind,
        measure=_one_of(measures, asked.get("measure", "")),
        against=_one_of((*measures[1:], measures[0]), asked.get("against", "")),
        groups=_groups(audiences, asked.getlist("group")),
        areas=areas,
        changes=explored.changes,
    )
    choice = ExploredChoice(explored, figures, partnership, ())
    ignored = tuple(_in_vain(choice.asked, asked))
    return ExploredChoice(explored, figures, partnership, ignored)


def _audiences(results: RoundResults, keys: Sequence[str]) -> tuple[AudienceResults, ...]:
    """The audiences asked for that have answers; otherwise the first that has."""
    answered = tuple(audience for audience in results.audiences if audience.people)
    asked = tuple(audience for audience in answered if audience.audience.key in keys)
    return asked or (answered or results.audiences)[:1]


def _areas(results: RoundResults, codes: Sequence[str]) -> tuple[Area, ...]:
    """The areas asked for in the framework's order; all of them where none is."""
    areas = results.edition.areas
    return tuple(area for area in areas if area.code in codes) or areas


def _groups(audiences: Sequence[AudienceResults], keys: Sequence[str]) -> tuple[str, ...]:
    """Everyone first, then the groups in their order, then targets; everyone where none is asked for."""
    known = (
        EVERYONE,
        *(cell.key for audience in audiences for cell in audience.cells),
        *((TARGET,) if any(audience.ranks_priorities for audience in audiences) else ()),
    )
    asked = tuple(key for key in known if key in keys)
    return asked or tuple(key for key in known if key in (EVERYONE, TARGET))


def _one_of(known: Sequence[Named], asked: str) -> Named:
    """The one asked for; otherwise the first."""
    return next((one for one in known if one.value == asked), known[0])


def _in_vain(got: dict[str, list[str]], asked: Asked) -> Iterator[str]:
    """Returns what was asked for and is not there, as the page calls it."""
    for name, words in CHOICES.items():
        wanted = {one for one in asked.getlist(name) if one}
        if wanted - set(got[name]):
            yield words
