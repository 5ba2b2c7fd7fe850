"""What the pages of one area, of one group and of all rounds share: the choice that stands in their address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from lws_assess.records.rounds import Round
from lws_assess.survey.results.changes import AudienceChanges, RoundChanges
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.web.results.choices import ResultChoice, ResultsAddress, read_choice

CHOICE = ("round", "audience", "reading", "since")


def asked_for() -> dict[str, str]:
    """What the address asks for; empty where it says nothing."""
    return {name: request.args.get(name, "") for name in CHOICE}


def choice_of(
    results: RoundResults, changes: RoundChanges | None, this: Round, asked: Mapping[str, str]
) -> ResultChoice:
    """The audience, the reading and the comparison that an address asks for, or the usual ones."""
    return read_choice(results, changes, asked, ResultsAddress(this.partnership, this.key, {}))


def changes_of(changes: RoundChanges | None, choice: ResultChoice) -> AudienceChanges | None:
    """What changed for the audience that is looked at; None where none of its groups can be compared."""
    found = changes.find_audience(choice.audience.audience.key) if changes else None
    return found if found and found.cells else None


def pickers(
    this: Round, rounds: Sequence[Round], earlier: Sequence[Round], since: str
) -> list[dict[str, Any]]:
    """The fields of the form that changes the choice: for each its name, its label, and what may be chosen."""
    return [
        one
        for one in (
            _field("round", "Round", [(one.key, one.title) for one in rounds], this.key),
            _field("since", "Beside", [(one.key, one.title) for one in earlier], since),
        )
        if len(one["choices"]) > 1
    ]


def _field(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": choices, "chosen": chosen}
