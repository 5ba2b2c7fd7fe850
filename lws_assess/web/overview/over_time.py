"""Over time: every area over the rounds, with what was decided and done, on one axis of days.

A page tells of so many rounds as one history does. From each page links lead to earlier and to later rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from lws_assess.actions.overview.histories import DatedHistory, OverTimeView, view_over_time
from lws_assess.actions.results.changes import MOST_ROUNDS
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.charts.first_few import first_few
from lws_assess.documents.overview.time_boards import TimePanel, time_axis, time_board
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.histories import AudienceHistory
from lws_assess.survey.results.round_results import READINGS, RoundResults
from lws_assess.web.loading import current_database
from lws_assess.web.name_pages import tell_names
from lws_assess.web.overview.areas import bar_of, figures_over_time, mark_of
from lws_assess.web.overview.looks import (
    ChoiceField,
    asked_for,
    choice_of,
    fields_of_answers,
    fields_of_rounds,
    kept_but,
)
from lws_assess.web.results.choices import ResultChoice
from lws_assess.web.words import today

blueprint = Blueprint("over_time", __name__, url_prefix="/p/<partnership>/over-time")

WIDE = 320.0  # of the drawing of one area


@dataclass(frozen=True)
class FoundOverTime:
    """The round up to which is told, and what there is of it."""

    round: Round
    results: RoundResults


@dataclass(frozen=True)
class TimeLook:
    """Holds what the page says, before it is drawn."""

    view: OverTimeView
    dated: DatedHistory
    found: FoundOverTime
    choice: ResultChoice

    @cached_property
    def history(self) -> AudienceHistory | None:
        return self.dated.find_audience(self.choice.audience.audience.key)

    @cached_property
    def panels(self) -> list[tuple[TimePanel, Markup]]:
        """Each area with its drawing, in the framework's order."""
        scale, reading = self.choice.audience.audience.scale, self.choice.reading
        lines = {one.area.code: one for one in self.history.areas} if self.history else {}
        panels = [
            TimePanel(
                area,
                *figures_over_time(lines.get(area.code), scale, reading),
                tuple(one for made in self.dated.decisions if (one := mark_of(made, area.code))),
                tuple(bar_of(one) for one in self.view.plan.actions if area.code in one.serves),
            )
            for area in self.found.results.edition.areas
        ]
        axis = time_axis(self.dated.days if lines else (), panels, today())
        return [(one, time_board(f"time-{one.area.code}", one, axis, scale, today(), WIDE)) for one in panels]

    @cached_property
    def chart(self) -> Chart | None:
        """The table of all rounds, and what moved in a sentence; None where nothing can be laid beside another."""
        audience = self.choice.audience.audience
        return (
            charts.history_chart(
                self.dated.history,
                audience,
                self.choice.reading,
                first_few(self.choice.audience, self.choice.reading),
            )
            if self.history
            else None
        )

    @property
    def later(self) -> Round | None:
        """The round up to which a page of later rounds tells; None where this page tells of the newest."""
        at = next(i for i, one in enumerate(self.view.rounds) if one.key == self.found.round.key)
        return self.view.rounds[max(0, at + 1 - MOST_ROUNDS)] if at else None

    def up_to(self, this: Round) -> str:
        """This page with the rounds up to another one, and the rest of the choice as it is."""
        kept: dict[str, Any] = {
            name: value for name, value in asked_for().items() if value and name != "round"
        }
        return url_for("over_time.show", partnership=this.partnership, **kept, round=this.key)

    @cached_property
    def fields(self) -> list[ChoiceField]:
        rounds = fields_of_rounds(self.found.round, self.view.rounds, (), None)
        return [*rounds, *fields_of_answers(self.found.results, self.choice, True)]

    @property
    def kept(self) -> Mapping[str, str]:
        return kept_but(self.fields)


@blueprint.get("")
def show(partnership: PartnershipKey) -> str:
    """All rounds up to the newest, or up to the one that the address asks for."""
    asked = asked_for()
    with current_database().reading() as session:
        view = view_over_time(session, partnership, RoundKey(asked["round"]), today())
    return render_template("overview/over_time.html", look=_look(view, asked), readings=READINGS)


def _look(view: OverTimeView, asked: Mapping[str, str]) -> TimeLook | None:
    if view.round is None or view.results is None or view.found is None:
        return None
    tell_names(view.results.edition)
    choice = choice_of(view.results, None, view.round, asked)
    return TimeLook(view, view.found, FoundOverTime(view.round, view.results), choice)
