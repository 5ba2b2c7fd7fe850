"""Explored figures over generated rounds: each is the published one, in the picture and in the table alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.explore.chosen_drawings import explored_chart
from lws_assess.documents.explore.chosen_figures import FigureKind, choose_figures
from lws_assess.documents.explore.interactive_layouts import plain_for_library
from lws_assess.documents.explore.measures import SHARES_OF_UNRATED, ExploredMeasure
from lws_assess.survey.results.changes import RoundChanges
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
    met = {"withheld": 0, "open": 0, "exact": 0, "compared": 0, "several rounds": 0, "several audiences": 0}
    for choice, chosen, figure in everything_explored():
        told = expected_figures(choice)
        shown = [(i, one) for i, one in enumerate(chosen.series) if not one.is_target]
        traces = [trace for trace in figure["data"] if trace.get("showlegend") is not False]
        assert len(shown) == len(told)
        assert len(traces) == len(chosen.series)
        met["compared"] += bool(choice.changes and told)
        met["several rounds"] += bool(len(choice.changes) > 1 and told)
        met["several audiences"] += len(choice.audiences) > 1
        for row, (at_series, one) in zip(told, shown, strict=True):
            trace = traces[at_series]
            for i, parts in enumerate(row):
                assert [at.cell for at in (one.places[i], *one.upright[i : i + 1])] == [p.text for p in parts]
                name, area, *words = trace["customdata"][i]
                assert (name, area) == (
                    plain_for_library(one.name),
                    plain_for_library(numbered_area(chosen.areas[i])),
                )
                assert all(plain_for_library(p.text) in said for p, said in zip(parts, words, strict=True))
                check_where_it_stands(parts, values_of(trace, i), met)
    assert min(met.values()) > 5, met


def test_the_table_says_every_figure_or_its_reason_and_the_figure_carries_it() -> None:
    for choice, chosen, figure in everything_explored():
        chart = explored_chart(chosen)
        published = [part.text for row in expected_figures(choice) for parts in row for part in parts]
        rows = [row for row in chart.rows if row[0] != "Target"]
        assert [cell for row in rows for cell in row[2:]] == published
        assert figure["layout"]["meta"]["rows"] == [list(row) for row in chart.rows]
        assert drawing(chart.svg).get("role") == "img"


def test_targets_stand_where_positions_are_measured_and_nowhere_else() -> None:
    met = 0
    for choice, chosen, _ in everything_explored():
        targets = [one for one in chosen.series if one.is_target]
        fits = choice.measure == ExploredMeasure.POSITION and choice.kind != FigureKind.SCATTER
        ranked = [one for one in choice.audiences if one.ranks_priorities]
        assert len(targets) == (len(ranked) if fits else 0)
        for one, audience in zip(targets, ranked if fits else (), strict=True):
            wanted = {found.area.code: printed_target(found.target) for found in audience.areas}
            assert [place.text for place in one.places] == [wanted[area.code] for area in chosen.areas]
            met += 1
    assert met > 10


def test_who_answers_on_another_scale_never_stands_on_one_axis_with_others() -> None:
    met = {"shared": 0, "apart": 0}
    for choice, chosen, figure in everything_explored():
        if len(choice.audiences) < 2:
            continue
        labels = {one.audience.label: one.audience.scale for one in choice.audiences}
        for board in chosen.boards:
            scales = {labels[label] for label in board.title.split("; ")}
            assert choice.measure in SHARES_OF_UNRATED or len(scales) == 1
            met["shared" if "; " in board.title else "apart"] += 1
        of_library = {
            (trace.get("subplot") or trace.get("xaxis"), trace.get("yaxis")) for trace in figure["data"]
        }
        assert len(of_library) == sum(bool(board.series) for board in chosen.boards)
        svg = drawing(explored_chart(chosen).svg)
        assert len(svg.findall(".//*[@role='img']")) == (len(chosen.boards) if len(chosen.boards) > 1 else 0)
    assert min(met.values()) > 3, met


def without_the_first_group(changes: RoundChanges) -> RoundChanges:
    """As if that round showed it together with another group."""
    return replace(
        changes,
        audiences=tuple(
            replace(
                one,
                cells=one.cells[1:],
                areas=tuple(replace(area, cells=area.cells[1:]) for area in one.areas),
            )
            for one in changes.audiences
        ),
    )


def test_a_group_is_drawn_beside_each_round_that_shows_exactly_it_and_named_where_one_does_not() -> None:
    met = {"all": 0, "some": 0, "none": 0}
    for choice, chosen, _ in everything_explored():
        if not choice.changes:
            assert chosen.notes == ()
            continue
        first, *others = choice.changes
        choice = replace(choice, changes=(without_the_first_group(first), *others))
        chosen = choose_figures(choice)
        words = " ".join(chosen.notes)
        for cell in (cell for audience in choice.audiences for cell in audience.cells):
            compared = [
                any(same.key == cell.key for one in changes.audiences for same in one.cells)
                for changes in choice.changes
            ]
            drawn = [one for one in chosen.series if one.name.startswith(f"{cell.name}: ")]
            if choice.kind != FigureKind.SCATTER:
                assert len(drawn) == sum(compared) + any(compared)
            assert cell.name in words or all(compared)
            met["all" if all(compared) else "some" if any(compared) else "none"] += 1
    assert min(met.values()) > 3, met


def test_the_sentence_counts_what_is_not_shown() -> None:
    for choice, chosen, _ in everything_explored():
        parts = [part for row in expected_figures(choice) for figures in row for part in figures]
        hidden = sum(part.bounds is None for part in parts)
        assert (f", {hidden} " in chosen.sentence) == bool(hidden), chosen.sentence
