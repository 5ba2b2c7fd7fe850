"""Explored figures over generated rounds: each is the published one, in the picture and in the table alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.explore.chosen_drawings import explored_chart
from lws_assess.documents.explore.chosen_figures import FigureKind
from lws_assess.documents.explore.interactive_figures import plain_for_library
from lws_assess.documents.explore.measures import ExploredMeasure
from lws_assess.survey.rounding import printed_target
from tests.documents.explore.explored_choices import PlainFigure, everything_explored, expected_figures
from tests.documents.views import drawing

Values = Sequence[float | None]
ROUNDING = 0.1001  # the ends of an interval are rounded outward to one decimal


def values_of(trace: dict[str, Any], i: int) -> Values:
    """Where a point stands: on a radar away from the centre, else along the axes that measure something."""
    if trace["type"] == "scatterpolar":
        return (trace["r"][i],)
    if trace["type"] == "bar":
        length = trace["x"][i]
        return (None if length is None else trace["base"] + length,)
    across, upwards = trace["x"][i], trace["y"][i]
    return (across,) if isinstance(upwards, str) else (across, upwards)


def check_where_it_stands(parts: Sequence[PlainFigure], values: Values, met: dict[str, int]) -> None:
    """At its figure, or within what is left open; a point of two figures only where both are shown."""
    is_hidden = any(part.bounds is None for part in parts)
    for part, value in zip(parts, values, strict=True):
        if is_hidden or part.bounds is None:
            assert value is None
            met["withheld"] += 1
            continue
        low, high = part.bounds
        assert value is not None
        assert low - ROUNDING <= value <= high + ROUNDING
        assert low != high or abs(value - low) < 1e-9
        met["exact" if low == high else "open"] += 1


def test_every_figure_is_the_published_one_in_the_picture_and_where_one_points_at_it() -> None:
    met = {"withheld": 0, "open": 0, "exact": 0, "compared": 0}
    for choice, chosen, figure in everything_explored():
        told = expected_figures(choice)
        shown = [one for one in chosen.series if one.people]
        traces = [trace for trace in figure["data"] if trace.get("showlegend") is not False]
        assert len(shown) == len(told)
        assert len(traces) == len(chosen.series)
        met["compared"] += bool(choice.moved and told)
        for row, one, trace in zip(told, shown, traces[: len(shown)], strict=True):
            for i, parts in enumerate(row):
                assert [at.cell for at in (one.places[i], *one.upright[i : i + 1])] == [p.text for p in parts]
                name, area, *words = trace["customdata"][i]
                assert (name, area) == (
                    plain_for_library(one.name),
                    plain_for_library(numbered_area(chosen.areas[i])),
                )
                assert all(plain_for_library(p.text) in said for p, said in zip(parts, words, strict=True))
                check_where_it_stands(parts, values_of(trace, i), met)
    assert min(met.values()) > 10, met


def test_the_table_says_every_figure_or_its_reason_and_the_figure_carries_it() -> None:
    for choice, chosen, figure in everything_explored():
        chart = explored_chart(chosen)
        published = [part.text for row in expected_figures(choice) for parts in row for part in parts]
        assert [cell for row in chart.rows if row[1] for cell in row[2:]] == published
        assert figure["layout"]["meta"]["rows"] == [list(row) for row in chart.rows]
        assert drawing(chart.svg).get("role") == "img"


def test_targets_stand_where_positions_are_measured_and_nowhere_else() -> None:
    met = 0
    for choice, chosen, _ in everything_explored():
        targets = [one for one in chosen.series if not one.people]
        fits = choice.measure == ExploredMeasure.POSITION and choice.kind != FigureKind.SCATTER
        assert len(targets) == (fits and choice.audience.ranks_priorities)
        wanted = {found.area.code: printed_target(found.target) for found in choice.areas}
        for one in targets:
            assert [place.text for place in one.places] == [wanted[area.code] for area in chosen.areas]
            met += 1
    assert met > 10


def test_the_sentence_counts_what_is_not_shown() -> None:
    for choice, chosen, _ in everything_explored():
        parts = [part for row in expected_figures(choice) for figures in row for part in figures]
        hidden = sum(part.bounds is None for part in parts)
        assert (f", {hidden} " in chosen.sentence) == bool(hidden), chosen.sentence
