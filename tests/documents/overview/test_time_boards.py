"""Drawings over time: rounds, decisions and actions on one axis, with room for as many as there may be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.documents.overview.time_boards import (
    MOST_BARS,
    TimeBar,
    TimeMark,
    TimePanel,
    time_axis,
    time_board,
)
from lws_assess.survey.plans.planned_actions import (
    ActionDescription,
    ActionState,
    AskingState,
    PlannedAction,
)
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import withheld_for_nobody
from tests.worlds.released import EDITION, WORKFORCE

TODAY = date(2026, 3, 2)
AREA, SCALE = EDITION.areas[0], WORKFORCE.scale


def an_action(number: int, start: date | None, due: date | None, **more: object) -> TimeBar:
    usual = PlannedAction(
        reference=f"TE-{number:02}",
        about=ActionDescription(what=f"Do {number}", areas=(AREA.code,), start=start, due=due),
        state=ActionState.UNDER_WAY,
        lead_standing=AskingState.NOT_ASKED,
        lead_words="",
        updates=(),
        today=TODAY,
    )
    return TimeBar(replace(usual, **more), f"/plan/{number}")


def drawn(rounds: int, bars: tuple[TimeBar, ...] = (), marks: tuple[TimeMark, ...] = ()) -> str:
    days = [TODAY - timedelta(days=30 * (rounds - i)) for i in range(rounds)]
    values = tuple(
        place_on_scale(
            withheld_for_nobody() if i == 1 else Shown(2.5 + i % 2, f"{2.5 + i % 2:.2f}", "Developing", 30),
            SCALE,
        )
        for i in range(rounds)
    )
    panel = TimePanel(AREA, values, (True,) * (rounds - 1), marks, bars)
    return time_board("k", panel, time_axis(days, [panel], TODAY), SCALE, TODAY, 350)


@pytest.mark.parametrize("rounds", [0, 1, 2, 3, 40, 300])
def test_any_number_of_rounds_is_drawn_and_figures_never_touch(rounds: int) -> None:
    svg = drawn(rounds)
    printed = sorted(float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*paint-order[^>]*>', svg))
    assert all(b - a >= 39 for a, b in pairwise(printed))
    assert bool(printed) == (rounds > 0)
    assert svg.count('fill="url(#k-hatch)"') == (rounds > 1)


def test_a_figure_that_is_withheld_breaks_the_line() -> None:
    assert drawn(3).count('stroke-width="2.6"') == 0
    assert drawn(4).count('stroke-width="2.6"') == 1


def test_bars_stand_in_as_few_lines_as_they_fit_into_and_those_left_out_are_counted() -> None:
    start, due = TODAY - timedelta(days=300), TODAY + timedelta(days=30)
    svg = drawn(3, tuple(an_action(i, start, due) for i in range(10)))
    assert svg.count("<a ") == MOST_BARS
    assert f"and {10 - MOST_BARS} more actions" in svg
    one_after_another = tuple(
        an_action(i, start + timedelta(days=60 * i), start + timedelta(days=60 * i + 20)) for i in range(4)
    )
    lines = set(re.findall(r'<path d="M[\d.]+ ([\d.]+)h', drawn(3, one_after_another).split("</g>", 1)[1]))
    assert len(lines) == 1


def test_decisions_and_actions_are_links_that_say_what_they_are() -> None:
    late = an_action(1, None, TODAY - timedelta(days=10))
    mark = TimeMark(TODAY - timedelta(days=40), 2, "Decided after “Then”: place 2", "/decision")
    svg = drawn(2, (late, an_action(2, None, None, state=ActionState.COMPLETE)), (mark,))
    assert re.findall(r'href="([^"]+)" aria-label="([^"]+)"', svg) == [
        ("/decision", "Decided after “Then”: place 2"),
        ("/plan/1", "TE-01, late: Do 1"),
        ("/plan/2", "TE-02, complete: Do 2"),
    ]
    assert svg.count('stroke-dasharray="3 3"') == 1
