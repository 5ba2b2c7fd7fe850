"""The right thing is drawn: every mark is read back and compared with what the figures say.

The figures differ in every area, group and level, so that no two of them can change places unseen. What a test
expects it works out itself, from the figures and from where the first and the last mark of a scale stand.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import cos, hypot, log, pi, sin

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.bands import rank_band_chart
from lws_assess.documents.charts.changes import changes_of_groups, dumbbell_chart
from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale
from lws_assess.documents.charts.gaps import far_apart, gaps, range_words, widest_gaps
from lws_assess.documents.charts.history import history_chart
from lws_assess.documents.charts.ranking import area_ranking, gap_text
from lws_assess.documents.charts.shades import shade_of_colour
from lws_assess.documents.events.room_bars import spread_chart
from lws_assess.documents.events.room_strips import RoomStrip, draw_strips
from lws_assess.documents.events.room_tables import table_rating_chart
from lws_assess.survey.events.votes import RoomResult, release_room, view_room
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.changes import view_changes
from lws_assess.survey.results.histories import view_history
from lws_assess.survey.results.matching import Released
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import AudienceResults, RoundResults
from tests.documents.colours import contrast
from tests.documents.marks import Drawn, Marker, read
from tests.documents.views import EDITION, LOW, WITHHELD, drawing, placed, usual, with_bands
from tests.worlds.released import a_round, everybody

AREAS = EDITION.areas
COLOURS = [area.display.colour for area in AREAS]
SCALE = EDITION.audiences[0].scale
NEAR = 0.11  # coordinates are written to a tenth
LEFT, RIGHT = 14.0, 346.0  # the ends of the scale on a track
POSITIONS = (1.4, 3.8, 2.65, 4.9, 2.05, 3.1, 1.85, 3.45)
IMPORTANCE = (2.2, 4.6, 3.5, 4.1, 2.9, 1.7, 4.8, 2.5)
BY_PERSON = (1.7, 3.3, 2.95, 4.2, 2.45, 3.6, 1.15, 3.85)
OF_GROUPS = ((1.25, 2.9, 3.45, 4.6, 1.8, 2.3, 3.7, 2.15), (2.55, 4.35, 1.35, 3.2, 4.85, 3.05, 1.6, 4.1))
TARGET = 4.0


def asymmetric() -> AudienceResults:
    """Every area at a place of its own in each reading, in each of two groups and in how much it matters."""
    points = list(zip(POSITIONS, IMPORTANCE, strict=True))
    others = list(zip(BY_PERSON, IMPORTANCE, strict=True))
    results = placed(*points, by_person=others, target=TARGET)
    cells = tuple(
        replace(
            cell,
            positions={
                area.code: Shown(v, f"{v:.2f}", "Developing", 12)
                for area, v in zip(AREAS, values, strict=True)
            },
        )
        for cell, values in zip(results.cells, OF_GROUPS, strict=False)
    )
    return replace(results, cells=cells)


def on_track(value: float) -> float:
    """Where a level stands on a track from 1 at the left to 5 at the right."""
    return LEFT + (RIGHT - LEFT) * (value - 1) / 4


def on_row(drawn: Drawn, number: int) -> list[Marker]:
    """The markers on the line of an area, which runs below its number, and below the names of dots in one area."""
    y = drawn.disc(number).y + 22.5
    return [one for one in drawn.markers if -12 <= one.y - y <= 32]


def by_score() -> list[int]:
    """The numbers of the areas, the highest priority score first."""
    scores = {i: max(0, TARGET - POSITIONS[i]) * IMPORTANCE[i] for i in range(len(AREAS))}
    return [i + 1 for i in sorted(scores, key=lambda i: (-scores[i], i))]


# --- dots on a scale -------------------------------------------------------------------------------------------


def test_each_area_of_the_dot_plot_runs_from_its_position_to_its_target() -> None:
    drawn = read(charts.dot_plot(asymmetric(), "group").svg)
    assert [int(disc.words) for disc in sorted(drawn.discs, key=lambda d: d.y)] == by_score()
    for i, value in enumerate(POSITIONS):
        target, position = on_row(drawn, i + 1)
        assert (target.shape, target.fill, position.shape, position.fill) == (
            "diamond", "#fff", "circle", COLOURS[i],
        )  # fmt: skip
        assert target.x == pytest.approx(on_track(TARGET), abs=NEAR)
        assert position.x == pytest.approx(on_track(value), abs=NEAR)
        [joint] = [one for one in drawn.strokes if one.ink == COLOURS[i]]
        assert (joint.x1, joint.x2, joint.y1) == (target.x, position.x, target.y)
        base = drawn.disc(i + 1).y + 4.5
        assert drawn.words_at(base)[1:] == [AREAS[i].short_name, f"{value:.2f} → 4.0"]


def test_levels_stand_under_their_own_lines_of_the_grid() -> None:
    drawn = read(charts.dot_plot(asymmetric(), "group").svg)
    grid = sorted({one.x1 for one in drawn.strokes if one.x1 == one.x2 and one.ink == "#ddd5ca"})
    assert grid == pytest.approx([on_track(level) for level in range(1, 6)], abs=NEAR)
    axis = [one for one in drawn.type if one.words in "12345" and one.y > max(d.y for d in drawn.discs) + 20]
    assert [(one.words, one.x) for one in axis] == [
        (str(level), pytest.approx(on_track(level), abs=NEAR)) for level in range(1, 6)
    ]
    names = {one.words: one.x for one in drawn.type if one.words in {lv.label for lv in SCALE.levels}}
    order = sorted(names, key=lambda name: names[name])
    assert order == [level.label for level in SCALE.levels]


def test_both_ways_of_counting_stand_at_their_own_figures() -> None:
    drawn = read(charts.reading_chart(asymmetric()).svg)
    for i, (group, person) in enumerate(zip(POSITIONS, BY_PERSON, strict=True)):
        first, second = on_row(drawn, i + 1)
        assert (first.shape, first.fill, second.shape) == ("circle", COLOURS[i], "frame")
        assert first.x == pytest.approx(on_track(group), abs=NEAR)
        assert second.x == pytest.approx(on_track(person), abs=NEAR)
        assert drawn.words_at(drawn.disc(i + 1).y + 4.5)[-1] == f"{group:.2f} and {person:.2f}"
    assert drawn.named_shapes() == {"circle": "Each group counts once", "frame": "Each person counts once"}


def test_each_group_stands_at_its_own_figure_beside_everyone_together() -> None:
    results = asymmetric()
    picked = results.cells[1]
    svg = charts.group_chart(results, "group", picked).svg
    drawn = read(svg)
    bars = [e for e in drawing(svg).iter("path") if e.get("stroke-width") == "3" and "v22" in e.get("d", "")]
    across = [float(e.get("d", "")[1:].split()[0]) for e in bars]
    assert across == pytest.approx([on_track(value) for value in POSITIONS], abs=NEAR)
    for i in range(len(AREAS)):
        found = {one.shape: one.x for one in on_row(drawn, i + 1)}
        assert found == {
            "circle": pytest.approx(on_track(OF_GROUPS[0][i]), abs=NEAR),
            "square": pytest.approx(on_track(OF_GROUPS[1][i]), abs=NEAR),
        }
        low, high = sorted(values[i] for values in OF_GROUPS)
        assert drawn.words_at(drawn.disc(i + 1).y + 4.5)[-1] == f"{low:.2f} to {high:.2f}"


def test_two_groups_are_drawn_each_with_its_own_mark() -> None:
    results = asymmetric()
    one, other = results.cells
    chart = charts.two_groups(results, one, other)
    drawn = read(chart.svg)
    for i in range(len(AREAS)):
        found = {mark.shape: mark.x for mark in on_row(drawn, i + 1)}
        assert found == {
            "circle": pytest.approx(on_track(OF_GROUPS[0][i]), abs=NEAR),
            "diamond": pytest.approx(on_track(OF_GROUPS[1][i]), abs=NEAR),
        }
        assert [chart.rows[i][1], chart.rows[i][3]] == [f"{values[i]:.2f}" for values in OF_GROUPS]
        higher = OF_GROUPS[1][i] > OF_GROUPS[0][i]
        apart = abs(OF_GROUPS[1][i] - OF_GROUPS[0][i])
        assert chart.rows[i][5] == f"{apart:.2f} {'higher' if higher else 'lower'}"
    known = drawn.named_shapes()
    assert one.name in known["circle"]
    assert other.name in known["diamond"]


def test_a_figure_between_two_ends_is_a_hollow_dot_in_the_middle_of_its_span() -> None:
    drawn = read(charts.dot_plot(placed((LOW, 3.0), *[(3.0, 3.0)] * 7), "group").svg)
    position = on_row(drawn, 1)[1]
    assert (position.fill, position.edge) == ("#fff", COLOURS[0])
    assert position.x == pytest.approx(on_track(1.25), abs=NEAR)
    [span] = [one for one in drawn.strokes if one.width == 2.5]
    assert (span.x1, span.x2) == pytest.approx((on_track(1), on_track(1.5)), abs=NEAR)


# --- radar and rainbow -----------------------------------------------------------------------------------------

CENTRE = 180.0


def test_every_outline_of_the_radar_has_its_own_figures_at_its_own_spokes() -> None:
    results = asymmetric()
    svg = charts.radar_chart(results, "group", results.cells[1]).svg
    drawn = read(svg)
    rings = [e for e in drawing(svg).iter("circle") if e.get("stroke") and not e.get("fill")]
    x, y = float(rings[0].get("cx", 0)), float(rings[0].get("cy", 0))
    radii = sorted(float(e.get("r", 0)) for e in rings)
    assert radii == pytest.approx([radii[-1] * part / 4 for part in (1, 2, 3, 4)], abs=NEAR)
    key = {one.shape: one for one in drawn.markers if one.x == 22}
    names = {shape: drawn.words_at(one.y + 4)[0] for shape, one in key.items()}
    assert names == {"circle": "Everyone together", "square": results.cells[1].name, "diamond": "Target"}
    expected = {"circle": POSITIONS, "square": OF_GROUPS[1], "diamond": (TARGET,) * 8}
    for shape, values in expected.items():
        at = [one for one in drawn.markers if one.shape == shape and one.x != 22]
        wanted = [
            (x + radii[-1] * (v - 1) / 4 * sin(2 * pi * i / 8), y - radii[-1] * (v - 1) / 4 * cos(2 * pi * i / 8))
            for i, v in enumerate(values)
        ]  # fmt: skip
        for mark, (px, py) in zip(at, wanted, strict=True):
            assert (mark.x, mark.y) == (pytest.approx(px, abs=NEAR), pytest.approx(py, abs=NEAR))


def test_the_spokes_of_the_radar_are_named_and_carry_the_value_of_their_own_area() -> None:
    svg = charts.radar_chart(asymmetric(), "group").svg
    drawn = read(svg)
    rings = [e for e in drawing(svg).iter("circle") if e.get("stroke") and not e.get("fill")]
    out = 12 + max(float(e.get("r", 0)) for e in rings)
    hub = min(drawn.strokes, key=lambda one: one.width)
    assert hub.width == 1
    for i, value in enumerate(POSITIONS):
        disc = drawn.disc(i + 1)
        assert disc.fill == COLOURS[i]
        printed = next(one for one in drawn.type if one.words == f"{value:.2f}")
        name = next(one for one in drawn.type if one.words.startswith(AREAS[i].short_name.split()[0]))
        assert (printed.x, printed.anchor) == (name.x, name.anchor)
        assert 0 < printed.y - name.y <= 3 * 14  # under its name, which has three lines at most
        beside = {"start": -8, "end": 8, "middle": 0}[name.anchor]
        assert name.x == pytest.approx(disc.x + beside, abs=NEAR)
        assert min(abs(name.y - disc.y), abs(printed.y - disc.y)) < 24
        angle = 2 * pi * i / 8
        spoke = next(one for one in drawn.strokes if hypot(one.x2 - disc.x, one.y2 - disc.y) < 12.2)
        assert disc.x - spoke.x1 == pytest.approx(out * sin(angle), abs=NEAR)
        assert spoke.y1 - disc.y == pytest.approx(out * cos(angle), abs=NEAR)


def test_bands_of_the_rainbow_run_from_the_outermost_in_with_their_own_values() -> None:
    svg = charts.rainbow_chart(asymmetric(), "group").svg
    radii = []
    for i, value in enumerate(POSITIONS):
        [arc] = [
            e.get("d", "") for e in drawing(svg).iter("path")
            if e.get("stroke") == COLOURS[i] and "A" in e.get("d", "")
        ]  # fmt: skip
        start, end = arc[1:].split("A")
        x1, y1 = map(float, start.split())
        radius, *_, x2, y2 = (float(part) for part in end.split())
        radii.append(radius)
        share = (value - 1) / 4
        assert (x1, y1) == (pytest.approx(CENTRE - radius, abs=NEAR), 182)
        assert x2 == pytest.approx(CENTRE - radius * cos(pi * share), abs=NEAR)
        assert y2 == pytest.approx(182 - radius * sin(pi * share), abs=NEAR)
    assert radii == sorted(radii, reverse=True)
    drawn = read(svg)
    for i, value in enumerate(POSITIONS):
        foot = next(one for one in drawn.type if one.words == str(i + 1) and one.bold and one.y == 197)
        assert foot.x == pytest.approx(CENTRE - radii[i], abs=NEAR)
        values = [one for one in drawn.type if one.words == f"{value:.2f}"]
        assert values[0].x == pytest.approx(CENTRE + radii[i] + 4.3, abs=NEAR)
        row = drawn.words_at(next(d for d in drawn.discs if d.words == str(i + 1) and d.x == 13).y + 4.5)
        assert f"{value:.2f}" in row
        assert AREAS[i].short_name in row


def test_levels_of_the_rainbow_stand_along_its_rim_in_their_order() -> None:
    rim = [(e.get("startOffset"), "".join(e.itertext())) for e in drawing(
        charts.rainbow_chart(asymmetric(), "group").svg).iter("textPath")]  # fmt: skip
    offsets = ("0%", "25%", "50%", "75%", "100%")
    assert rim in (
        list(zip(offsets, (level.label for level in SCALE.levels), strict=True)),
        list(zip(offsets, "12345", strict=True)),
    )


# --- importance, ranking, bands -----------------------------------------------------------------------------------


def test_areas_stand_where_gap_and_importance_cross() -> None:
    drawn = read(charts.importance_chart(asymmetric(), "group").svg)
    ticks = {one.words: one for one in drawn.type if one.anchor == "middle" and not one.bold and one.y == 320}
    steps = sorted((float(words), one.x) for words, one in ticks.items())
    per_level = (steps[-1][1] - steps[0][1]) / (steps[-1][0] - steps[0][0])
    levels = {
        int(one.words): one.y - 4.3 for one in drawn.type if one.anchor == "end" and one.words.isdigit()
    }
    high, low = levels[max(levels)], levels[min(levels)]
    per_importance = (low - high) / (max(levels) - min(levels))
    for i, (position, matters) in enumerate(zip(POSITIONS, IMPORTANCE, strict=True)):
        gap = max(0.0, TARGET - position)
        at = drawn.disc(i + 1)
        assert (at.x, at.y) == (
            pytest.approx(steps[0][1] + per_level * gap, abs=0.2),
            pytest.approx(low - per_importance * (matters - min(levels)), abs=0.2),
        )


def test_the_ranking_has_each_area_s_own_gap_importance_score_and_place() -> None:
    results = replace(usual(), audiences=(asymmetric(), *usual().audiences[1:]))
    rows = area_ranking(results, results.audiences[0], "group")
    assert [row.area.number for row in rows] == by_score()
    for place_, row in enumerate(rows, 1):
        i = row.area.number - 1
        gap = max(0.0, TARGET - POSITIONS[i])
        assert row.gap == f"{gap:.2f}"
        assert (row.position.text, row.importance.text) == (f"{POSITIONS[i]:.2f}", f"{IMPORTANCE[i]:.2f}")
        assert float(row.score) == pytest.approx(gap * IMPORTANCE[i], abs=0.06)
        assert row.rank.startswith(str(place_))
        assert row.target == "4.0"


@pytest.mark.parametrize(
    ("position", "target", "text"),
    [(1.25, 4.0, "2.75"), (3.9, 4.5, "0.60"), (4.6, 4.0, "0.00"), (2.0, 3.5, "1.50")],
)
def test_a_gap_is_the_target_less_the_position(position: float, target: float, text: str) -> None:
    assert gap_text(place_on_scale(Shown(position, f"{position:.2f}", "", 30), SCALE), target) == text


def test_bars_of_ranks_run_from_the_best_place_to_the_worst_with_a_mark_at_the_area_s_own() -> None:
    results = with_bands(
        replace(usual(), audiences=(asymmetric(), *usual().audiences[1:])), RankBand(3, 4), RankBand(2, 5)
    ).audiences[0]
    svg = rank_band_chart(results, "group").svg
    drawn = read(svg)
    ends = [(one.words, one.x) for one in drawn.type if one.y == 12]
    assert [words[0] for words, _ in ends] == list("12345678")
    at = [x for _, x in ends]
    for rank, number in enumerate(by_score(), 1):
        area = AREAS[number - 1]
        mark = next(one for one in drawn.markers if one.fill == area.display.colour)
        assert mark.x == pytest.approx(at[rank - 1], abs=NEAR)
        bar = next(e.get("d", "") for e in drawing(svg).iter("path") if e.get("fill") == area.display.tint)
        left, wide = float(bar[1:].split()[0]), float(bar.split("h")[1].split("a")[0])
        assert (left, left + wide) == pytest.approx((at[1], at[4]), abs=NEAR)
        assert drawn.words_at(drawn.disc(number).y + 4.5)[-1] == "2nd to 5th"


# --- grids ---------------------------------------------------------------------------------------------------


def depth_of(fill: str) -> float:
    """How deep a shade is, from its contrast with paper: 0 the lightest, 1 the darkest."""
    from_light = contrast(fill, "#ffffff") / 1.1
    return log(from_light) / log(9 / 1.1)


def test_each_cell_of_the_heat_map_has_its_own_group_s_figure_in_its_own_area() -> None:
    results = asymmetric()
    drawn = read(charts.heat_map(results, "group").svg)
    wide = 360 / 8
    lines = (("Everyone together", POSITIONS), *zip((c.name for c in results.cells), OF_GROUPS, strict=True))
    for name, values in lines:
        base = next(one for one in drawn.type if one.words == name)
        for i, value in enumerate(values):
            [cell] = [
                box for box in drawn.boxes
                if abs(box.x - (wide * i + 1)) < NEAR and 0 < box.y - base.y < 20
            ]  # fmt: skip
            printed = [one for one in drawn.type if cell.y < one.y < cell.y + cell.high]
            assert next(t.words for t in printed if cell.x < t.x < cell.x + cell.wide) == f"{value:.2f}"
            wanted = (value - 1) / 4  # the figures lie between 1 and 5
            # Shades that would leave type hard to read move to one that does not.
            assert depth_of(cell.fill) == pytest.approx(wanted, abs=0.08)
    heads = [one for one in drawn.discs if one.y < drawn.boxes[-1].y and one.fill in COLOURS]
    for i, disc in enumerate(heads[:8]):
        assert (disc.words, disc.fill) == (str(i + 1), COLOURS[i])
        assert disc.x == pytest.approx(wide * (i + 0.5), abs=NEAR)


@pytest.mark.parametrize("depth", [0.0, 0.2, 0.5, 0.8, 1.0, -0.4, 1.7])
def test_a_shade_is_as_deep_as_asked_and_its_type_is_legible(depth: float) -> None:
    found = shade_of_colour("#1a5fa8", depth)
    held = min(1.0, max(0.0, depth))
    assert depth_of(found.fill) == pytest.approx(held, abs=0.06)
    assert contrast(found.fill, {"#fff": "#ffffff"}.get(found.ink, found.ink)) >= 4.4


# --- bars --------------------------------------------------------------------------------------------------------


def test_bars_of_votes_are_as_long_as_the_share_of_each_area_in_each_audience() -> None:
    results = usual()
    chart = charts.vote_chart(results)
    drawn = read(chart.svg)
    voters = [audience for audience in results.audiences if audience.voters]
    order = [row[0] for row in chart.rows]
    bars = [box for box in drawn.boxes if box.x == 26 and box.high == 14]
    whole: list[float] = []
    for audience_at, audience in enumerate(voters):
        for found in audience.areas:
            assert found.votes is not None
            row = order.index(f"{found.area.number} {found.area.short_name}")
            y = drawn.discs[row].y + 12 + 19 * audience_at
            [bar] = [box for box in bars if abs(box.y - y) < 0.6]
            if found.votes.shares[0] > 0.02:
                whole.append(bar.wide / found.votes.shares[0])
            printed = next(t for t in drawn.type if t.bold and abs(t.y - (bar.y + 11.5)) < 0.2 and t.x > 26)
            assert printed.words == chart.rows[row][1 + 2 * audience_at]
            assert f"({found.votes})" in printed.words
    assert max(whole) - min(whole) < 2
    assert len({bar.edge for bar in bars}) == len(voters)


def test_bars_of_dont_know_are_in_the_area_s_own_colour() -> None:
    results = usual()
    audience = results.audiences[0]
    chart = charts.dont_know(results.edition, audience)
    drawn = read(chart.svg)
    for i, disc in enumerate(drawn.discs):
        assert chart.rows[i][0].startswith(disc.words)
        bar = next(box for box in drawn.boxes if box.y > disc.y and box.x == 26)
        assert bar.fill == bar.edge == disc.fill == COLOURS[int(disc.words) - 1]


# --- gaps in words -------------------------------------------------------------------------------------------------


def told_apart() -> RoundResults:
    """Two groups that differ by more than chance in two areas, each the higher in one of them."""
    results = asymmetric()
    one, other = (cell.key for cell in results.cells)
    apart = replace(
        results.apart,
        groups={AREAS[0].code: ((one, other),), AREAS[2].code: ((other, one),)},
    )
    return replace(usual(), audiences=(replace(results, apart=apart),))


def test_a_gap_names_its_lower_group_first_and_how_far_apart_they_lie() -> None:
    [audience] = told_apart().audiences
    one, other = (cell.name for cell in audience.cells)
    found = {gap.area.number: gap for gap in gaps(audience)}
    assert found[1].words == f"from 1.25 ({one}) to 2.55 ({other})"
    assert found[3].words == f"from 1.35 ({other}) to 3.45 ({one})"
    assert (found[1].between, found[3].between) == (pytest.approx(1.3), pytest.approx(2.1))
    assert not found[2].is_told
    for i, gap in enumerate(gaps(audience)):
        apart = abs(OF_GROUPS[0][i] - OF_GROUPS[1][i])
        assert (gap.shown, gap.least, gap.most) == (2, pytest.approx(apart), pytest.approx(apart))
    wide = AREAS[2].short_name
    assert f"{AREAS[0].short_name} and {wide}" in far_apart(audience).text
    assert f"on {wide}: from 1.35 ({other}) to 3.45 ({one})" in widest_gaps(audience).text


def test_a_range_runs_from_the_lowest_figure_to_the_highest() -> None:
    def at(value: float) -> ScalePlace:
        return place_on_scale(Shown(value, f"{value:.2f}", "", 12), SCALE)

    assert range_words([at(3.2), at(1.45), at(2.9)]) == "1.45 to 3.20"
    assert range_words([at(2.0)]) == "2.00"
    assert range_words([place_on_scale(WITHHELD, SCALE)]) == "not shown"


# --- rounds compared -----------------------------------------------------------------------------------------------

THEN = dict(zip((area.code for area in AREAS), (2, 3, 1, 4, 2, 4, 1, 3), strict=True))
NOW = dict(zip((area.code for area in AREAS), (4, 1, 2, 2, 4, 3, 3, 1), strict=True))


def two_rounds() -> list[Released]:
    return [
        a_round("Before", teachers=everybody(40, 1, **THEN), nurses=everybody(40, 1, **NOW)),
        a_round("Now", teachers=everybody(40, 1, **NOW), nurses=everybody(40, 1, **NOW)),
    ]


def test_then_and_now_stand_at_their_own_figures_and_the_later_is_filled() -> None:
    changes = view_changes(*two_rounds()).audiences[0]
    chart = dumbbell_chart(changes, "group", then_title="Before", now_title="Now")
    drawn = read(chart.svg)
    for i, code in enumerate(THEN):
        before, after = (
            (THEN[code] + NOW[code]) / 2 + 0.5,
            NOW[code] + 0.5,
        )  # every second person a level higher
        then, now = on_row(drawn, i + 1)
        assert (then.shape, then.fill, now.shape, now.fill) == ("square", "#fff", "circle", COLOURS[i])
        assert then.x == pytest.approx(on_track(before), abs=NEAR)
        assert now.x == pytest.approx(on_track(after), abs=NEAR)
        assert drawn.words_at(drawn.disc(i + 1).y + 4.5)[-1] == f"{before:.2f} → {after:.2f}"
        sign = "+" if after > before else "−"
        assert chart.rows[i][5] == f"{sign}{abs(after - before):.2f}"


def test_each_cell_of_the_grid_of_changes_has_its_own_group_s_change() -> None:
    changes = view_changes(*two_rounds()).audiences[0]
    drawn = read(changes_of_groups(changes, "group").svg)
    moves = {
        "Everyone together": [(NOW[c] - THEN[c]) / 2 for c in THEN],
        "Teachers": [NOW[c] - THEN[c] for c in THEN],
        "Nurses": [0] * 8,
    }
    for name, values in moves.items():
        line = next(one for one in drawn.type if one.words == name)
        cells = sorted(
            (box for box in drawn.boxes if 0 < box.y - line.y < 60 and box.wide > 40 and box.high > 10),
            key=lambda box: (box.y, box.x),
        )[:8]
        for cell, value in zip(cells, values, strict=True):
            printed = next(
                t.words for t in drawn.type
                if cell.x <= t.x <= cell.x + cell.wide and cell.y < t.y < cell.y + cell.high
            )  # fmt: skip
            sign = "+" if value > 0 else "−"
            # A heavy edge above what rose and below what fell, so that they differ without colour.
            edges = [
                b.y for b in drawn.boxes if b.high < 10 and b.x == cell.x and 0 <= b.y - cell.y < cell.high
            ]
            assert edges == ([cell.y + (0 if value > 0 else cell.high - 3)] if value else [])
            assert printed == (f"{sign}{abs(value):.2f}" if value else "same"), (name, printed)


def test_points_of_the_history_stand_at_the_figures_of_their_rounds() -> None:
    rounds = two_rounds()
    chart = history_chart(view_history(rounds), EDITION.audiences[0], "group")
    drawn = read(chart.svg)
    for i, code in enumerate(THEN):
        values = ((THEN[code] + NOW[code]) / 2 + 0.5, NOW[code] + 0.5)
        points = [one for one in drawn.markers if one.fill == COLOURS[i]]
        [path] = [one for one in drawn.strokes if one.ink == COLOURS[i]]
        disc = drawn.disc(i + 1)
        bottom = disc.y - 6 + 24 + 32 + 84
        assert [one.y for one in points] == pytest.approx([bottom - 21 * (v - 1) for v in values], abs=NEAR)
        assert points[0].x < points[1].x
        assert (path.x1, path.y1, path.x2, path.y2) == (points[0].x, points[0].y, points[1].x, points[1].y)
        for number, (point, value) in enumerate(zip(points, values, strict=True), 1):
            assert next(t.words for t in drawn.type if (t.x, t.anchor) == (point.x, "middle") and
                        abs(t.y - (point.y - 9)) < NEAR) == f"{value:.2f}"  # fmt: skip
            under = [t for t in drawn.type if t.x == point.x and abs(t.y - (bottom + 18)) < NEAR]
            assert [t.words for t in under] == [str(number)]


# --- for a hall -------------------------------------------------------------------------------------------------

WORKFORCE = EDITION.audiences[0]


def a_vote(counts: tuple[int, ...]) -> RoomResult:
    ballots = [("a", level) for level, count in enumerate(counts, 1) for _ in range(count)]
    return view_room(release_room("professional", ballots, SCALE, 5), WORKFORCE, SCALE, {"a": "Teachers"}, 5)


def test_bars_of_a_vote_stand_on_one_ground_at_their_own_levels() -> None:
    counts = (3, 7, 11, 5, 2)
    drawn = read(spread_chart("bars", a_vote(counts), AREAS[3], (587, 260)).svg)
    bars = sorted((box for box in drawn.boxes if box.fill == COLOURS[3]), key=lambda box: box.x)
    slot = 587 / 5
    for level, (box, count) in enumerate(zip(bars, counts, strict=True)):
        assert box.high / count == pytest.approx(bars[0].high / counts[0], rel=0.03)
        assert box.y + box.high == pytest.approx(bars[0].y + bars[0].high, abs=0.2)
        assert slot * level < box.x + box.wide / 2 < slot * (level + 1)
        over = next(t for t in drawn.type if t.bold and t.words == str(count) and t.y < box.y)
        assert over.x == pytest.approx(box.x + box.wide / 2, abs=0.2)
        name = next(t for t in drawn.type if t.words == SCALE.levels[level].label.split()[0] or
                    t.words == SCALE.levels[level].label)  # fmt: skip
        assert name.x == pytest.approx(box.x + box.wide / 2, abs=0.2)
        assert name.y > box.y + box.high


def test_of_two_votes_rings_and_discs_stand_at_their_own_levels_and_the_means_between() -> None:
    now, then = (3, 7, 11, 5, 2), (9, 4, 6, 2, 8)
    svg = spread_chart("bars", a_vote(now), AREAS[3], (587, 260), a_vote(then)).svg
    slot = 587 / 5
    circles = list(drawing(svg).iter("circle"))
    means = [one for one in circles if one.get("r") == "11"]
    for counts, fill in ((now, COLOURS[3]), (then, "#fff")):
        mine = [float(one.get("cx", 0)) for one in circles if one.get("fill") == fill and one not in means]
        assert tuple(sum(slot * i < x < slot * (i + 1) for x in mine) for i in range(5)) == counts
    for one, counts in zip(means, (then, now), strict=True):
        mean = round(sum(level * count for level, count in enumerate(counts, 1)) / sum(counts), 2)
        assert float(one.get("cx", 0)) == pytest.approx(slot * (mean - 0.5), abs=0.2)


def test_parts_of_a_strip_follow_each_other_from_the_lowest_level_as_long_as_their_counts() -> None:
    counts = (4, 9, 2, 12, 13)
    strips = [
        RoomStrip("Teachers", place_on_scale(Shown(3.5, "3.50", "Good", 40), SCALE),
                  Distribution(counts, 0.5, "mixed")),
        RoomStrip("Nurses", place_on_scale(Shown(2.25, "2.25", "Low", 12), SCALE)),
        RoomStrip("Clubs", place_on_scale(WITHHELD, SCALE)),
    ]  # fmt: skip
    svg = draw_strips(
        "s", title="T", what="Group", strips=strips, scale=SCALE, area=AREAS[1], wide=480.0, beside=True
    ).svg
    drawn = read(svg)
    parts = [box for box in drawn.boxes if box.y == 4]
    assert [box.wide / sum(b.wide for b in parts) for box in parts] == pytest.approx(
        [count / 40 for count in counts], abs=0.01
    )
    for box, after in pairwise(parts):
        assert box.x + box.wide == pytest.approx(after.x, abs=0.2)
    numbers = [(t.words, t.x) for t in drawn.type if t.anchor == "middle"]
    wide = [(level, box) for level, box in enumerate(parts, 1) if box.wide >= 18]
    assert numbers == [(str(level), pytest.approx(box.x + box.wide / 2, abs=0.2)) for level, box in wide]
    assert [contrast(b.fill, "#ffffff") for b in parts] == sorted(contrast(b.fill, "#ffffff") for b in parts)
    assert [depth_of(box.fill) for box in parts] == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=0.09)
    ticks = sorted({one.x1 for one in drawn.strokes if one.x1 == one.x2 and one.y1 < 70})
    [dot] = drawing(svg).iter("circle")
    assert len(ticks) == 5
    assert float(dot.get("cx", 0)) == pytest.approx(ticks[0] + (ticks[4] - ticks[0]) * 1.25 / 4, abs=0.2)
    assert float(dot.get("cy", 0)) == pytest.approx(36 + 4 + 10, abs=0.2)
    values = [t.words for t in sorted(drawn.type, key=lambda t: t.y) if t.anchor == "end"]
    assert values == ["3.50", "2.25", "not shown"]


def test_tables_stand_at_the_levels_that_they_agreed_on() -> None:
    agreed = {1: 4, 2: 2, 3: 4, 5: 1}
    drawn = read(table_rating_chart("t", agreed, SCALE, AREAS[2], 480.0).svg)
    rows = {level.value: next(t.y for t in drawn.type if t.words.startswith(f"{level.value} ")) - 7
            for level in SCALE.levels}  # fmt: skip
    assert {int(disc.words): round(disc.y) for disc in drawn.discs} == {
        table: round(rows[level]) for table, level in agreed.items()
    }
    first, third = (disc for disc in drawn.discs if disc.y == rows[4])
    assert (first.words, third.words) == ("1", "3")
    assert first.x < third.x
    assert {disc.edge for disc in drawn.discs} == {COLOURS[2]}
