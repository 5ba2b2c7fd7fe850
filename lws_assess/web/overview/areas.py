"""The page of one area: where it stands and stood, inside it, whose it is, and what was decided and done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, abort, g, render_template, url_for
from markupsafe import Markup

from lws_assess.actions.overview.area_views import AreaAtEvent, AreaResultsView, AreaView, view_area
from lws_assess.actions.overview.histories import DecisionMade
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import Chart, ScalePlace, place_on_scale
from lws_assess.documents.overview.area_boards import BoardGroup, area_boards
from lws_assess.documents.overview.area_pages import AreaStory, StatementLine, area_story
from lws_assess.documents.overview.area_words import lines_at_event
from lws_assess.documents.overview.level_bars import level_bar
from lws_assess.documents.overview.time_boards import (
    TimeBar,
    TimeMark,
    TimePanel,
    time_axis,
    time_board,
)
from lws_assess.survey.instruments import Scale
from lws_assess.survey.keys import AreaCode, PartnershipKey, RoundKey
from lws_assess.survey.plans.planned_actions import PlannedAction
from lws_assess.survey.results.histories import AreaHistory, AudienceHistory
from lws_assess.survey.results.round_results import READINGS, AreaResult
from lws_assess.web.access import may_run
from lws_assess.web.loading import current_database
from lws_assess.web.name_pages import area_page, page_of_cell, tell_names
from lws_assess.web.overview.looks import (
    LookAtResults,
    asked_for,
    chapters_of,
    choice_of,
)
from lws_assess.web.results.chapters import CHAPTERS
from lws_assess.web.results.choices import ResultChoice
from lws_assess.web.words import now, today

blueprint = Blueprint("areas", __name__, url_prefix="/p/<partnership>/areas")

WIDE, NARROW = 900.0, 320.0  # of the drawing over time


@dataclass(frozen=True)
class AreaLook(LookAtResults):
    """Holds what the page of one area says of its results, before it is drawn."""

    view: AreaView
    found: AreaResultsView
    choice: ResultChoice

    @property
    def result(self) -> AreaResult:
        return next(one for one in self.choice.audience.areas if one.area.code == self.view.area.code)

    @cached_property
    def story(self) -> AreaStory:
        others = [one for one in self.found.results.audiences if one is not self.choice.audience]
        return area_story(
            self.choice.audience, self.result, self.choice.reading, self.changes, self.then_title, others
        )

    @cached_property
    def board(self) -> Markup:
        groups = [BoardGroup(one.cell, one.at) for one in self.story.groups]
        addresses = dict(page_of_cell(one.cell) for one in groups)
        return area_boards(self.story.row, self.choice.audience.audience.scale, groups, addresses)

    @cached_property
    def statements(self) -> Chart:
        """The table of the statements, and what it says of them in a sentence."""
        return charts.statement_chart(self.choice.audience, self.result, self.choice.reading)

    @cached_property
    def over_time(self) -> AudienceHistory | None:
        """The area's audience over the rounds; None where no figure can be laid beside another."""
        history = self.found.history
        return history.find_audience(self.choice.audience.audience.key) if history else None

    @cached_property
    def past(self) -> tuple[ScalePlace, ...]:
        """A place a round, the earliest first."""
        return self._figures[0]

    @cached_property
    def _figures(self) -> tuple[tuple[ScalePlace, ...], tuple[bool, ...]]:
        areas = self.over_time.areas if self.over_time else ()
        mine = next((one for one in areas if one.area.code == self.view.area.code), None)
        return figures_over_time(mine, self.choice.audience.audience.scale, self.choice.reading)

    @property
    def counts_other_groups(self) -> bool:
        """True if two of its figures over time count other groups."""
        return not all(self._figures[1])

    @cached_property
    def time_boards(self) -> tuple[Markup, ...]:
        """The drawing over time, for a wide screen and for a phone."""
        if self.found.history is None:
            return ()
        panel = TimePanel(
            self.view.area,
            *self._figures,
            tuple(
                one for made in self.found.history.decisions if (one := mark_of(made, self.view.area.code))
            ),
            tuple(bar_of(one) for one in self.view.actions),
        )
        axis = time_axis(self.found.history.days if self.past else (), [panel], today())
        scale = self.choice.audience.audience.scale
        return tuple(
            time_board(f"time-{name}", panel, axis, scale, today(), wide)
            for name, wide in (("wide", WIDE), ("phone", NARROW))
        )

    def bar(self, line: StatementLine) -> Markup:
        return level_bar(line.drawn.place, self.view.area, line.drawn.question.scale)

    def lines_of_event(self, one: AreaAtEvent) -> Sequence[tuple[str, str]]:
        return lines_at_event(one, self.view.area.code)

    def at(self, **changed: str) -> str:
        """This page with another choice."""
        return area_page(self.view.area.code, **changed)


def figures_over_time(
    found: AreaHistory | None, scale: Scale, reading: str
) -> tuple[tuple[ScalePlace, ...], tuple[bool, ...]]:
    """Returns where an area stands in each round, and of each figure and the next if both count the same groups."""
    if found is None:
        return (), ()
    return tuple(place_on_scale(value, scale) for value in found.printed(reading)), found.steps


def mark_of(made: DecisionMade, code: AreaCode) -> TimeMark | None:
    """A decision on the axis of an area; None where the area was not put among the first."""
    place = made.place_of(code)
    if not place:
        return None
    address = url_for(
        "priorities.one", partnership=made.round.partnership, round_key=made.round.key, decision=made.number
    )
    return TimeMark(made.on, place, f"Decided after “{made.round.title}”: place {place}", address)


def bar_of(action: PlannedAction) -> TimeBar:
    address = url_for("plans.show", partnership=g.partnership.key, reference=action.reference)
    return TimeBar(action, address)


@blueprint.get("/<area>")
def show(partnership: PartnershipKey, area: AreaCode) -> str:
    """One area, whatever there is of it."""
    asked = asked_for()
    with current_database().reading() as session:
        view = view_area(
            session, partnership, area, RoundKey(asked["round"]), RoundKey(asked["since"]), now()
        )
    if view is None:
        abort(404)
    look = None
    if view.found:
        choice = choice_of(view.found.results, view.found.changes, view.found.round, asked)
        look = AreaLook(view, view.found, choice)
        tell_names(view.edition, view.found.results.audiences)
    return render_template(
        "overview/area.html",
        view=view,
        area=view.area,
        areas=view.edition.areas,
        look=look,
        chapters=CHAPTERS,
        address=chapters_of(view.found.round) if view.found else None,
        readings=READINGS,
        may_run=may_run(),
    )
