"""The choice that stands in the address of the pages of one area, of one group and of all rounds.

It has the same names as in the address of the overview, so that a link can carry it from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from flask import request

from lws_assess.actions.overview.partnership_overviews import NO_COMPARISON
from lws_assess.records.rounds import Round
from lws_assess.survey.results.changes import AudienceChanges, RoundChanges
from lws_assess.survey.results.round_results import READINGS, RoundResults
from lws_assess.web.results.choices import ResultChoice, ResultsAddress, read_choice

CHOICE = ("round", "audience", "reading", "since")


@dataclass(frozen=True)
class ChoiceField:
    """One select of the form that changes the choice: its name, its label, and what may be chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]  # what stands in the address, and the words
    chosen: str


def asked_for() -> dict[str, str]:
    """Returns what the address asks for; empty where it says nothing."""
    return {name: request.args.get(name, "") for name in CHOICE}


def choice_of(
    results: RoundResults, changes: RoundChanges | None, this: Round, asked: Mapping[str, str]
) -> ResultChoice:
    """The audience, the reading and the comparison that an address asks for, or the usual ones."""
    since = "" if asked["since"] == NO_COMPARISON else asked["since"]
    address = ResultsAddress(this.partnership, this.key, {})
    return read_choice(results, changes, {**asked, "since": since}, address)


def changes_of(changes: RoundChanges | None, choice: ResultChoice) -> AudienceChanges | None:
    """Returns what changed for the audience that is looked at; None where none of its groups can be compared."""
    found = changes.find_audience(choice.audience.audience.key) if changes else None
    return found if found and found.cells else None


def fields_of_rounds(
    this: Round, rounds: Sequence[Round], earlier: Sequence[Round], changes: RoundChanges | None
) -> list[ChoiceField]:
    """The fields for the round and for the one that it is laid beside."""
    others = [(one.key, one.title) for one in earlier]
    since = [*others, (NO_COMPARISON, "Nothing")] if others else []
    return _with_choices(
        ChoiceField("round", "Round", tuple((one.key, one.title) for one in rounds), this.key),
        ChoiceField("since", "Compared with", tuple(since), changes.then_key if changes else NO_COMPARISON),
    )


def fields_of_answers(results: RoundResults, choice: ResultChoice, with_audience: bool) -> list[ChoiceField]:
    """The fields for whose answers are read, and for who is counted."""
    heard = [one.audience for one in results.audiences if one.people]
    mine = choice.audience.audience
    shown = heard if with_audience else [mine]
    readings = READINGS if len(choice.audience.cells) > 1 else {}
    return _with_choices(
        ChoiceField("audience", "Whose answers", tuple((one.key, one.label) for one in shown), mine.key),
        ChoiceField(
            "reading",
            "Who is counted",
            tuple((key, words.capitalize()) for key, words in readings.items()),
            choice.reading,
        ),
    )


def chapters_of(this: Round) -> ResultsAddress:
    """Returns where the chapters of a round's results are, for another page, with the choice of that page."""
    asked = asked_for()
    if asked["since"] == NO_COMPARISON:
        asked["since"] = ""
    return ResultsAddress(this.partnership, this.key, asked, page="")


class ShownResults(Protocol):
    """The results that a page of an area or a group shows, and the rounds that may be shown in their stead."""

    @property
    def round(self) -> Round: ...
    @property
    def results(self) -> RoundResults: ...
    @property
    def rounds(self) -> Sequence[Round]: ...
    @property
    def earlier(self) -> Sequence[Round]: ...
    @property
    def changes(self) -> RoundChanges | None: ...


class LookAtResults:
    """Holds what the pages of an area and of a group share: results, and the choice in which they are read."""

    found: ShownResults
    choice: ResultChoice
    may_choose_audience = True

    @cached_property
    def changes(self) -> AudienceChanges | None:
        """Since the round compared with; None where nothing can be compared."""
        return changes_of(self.found.changes, self.choice)

    @property
    def then_title(self) -> str:
        """The name of the round compared with; empty where nothing can be compared."""
        return self.found.changes.then_title if self.found.changes and self.changes else ""

    @cached_property
    def fields(self) -> list[ChoiceField]:
        rounds = fields_of_rounds(self.found.round, self.found.rounds, self.found.earlier, self.found.changes)
        return [*rounds, *fields_of_answers(self.found.results, self.choice, self.may_choose_audience)]

    @property
    def kept(self) -> Mapping[str, str]:
        """The choice that stands in the address and in none of the fields."""
        return kept_but(self.fields)


def _with_choices(*fields: ChoiceField) -> list[ChoiceField]:
    """Returns those in which there is something to choose."""
    return [one for one in fields if len(one.choices) > 1]


def kept_but(fields: Iterable[ChoiceField]) -> dict[str, str]:
    """The choice that stands in the address and in none of these fields, so that a form keeps it."""
    there = {one.name for one in fields}
    return {name: value for name, value in asked_for().items() if value and name not in there}
