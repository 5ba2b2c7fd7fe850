"""Pictures for a hall: what is drawn is what is said, whatever is withheld, and every line of type has room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from lws_assess.documents.charts.drawing import Chart, place_on_scale
from lws_assess.documents.events.room_bars import place_in_room, spread_chart, told_shift, told_vote
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.events.room_strips import (
    RoomStrip,
    draw_strips,
    strips_of_cells,
    strips_of_groups,
    strips_of_statements,
)
from lws_assess.documents.events.room_tables import table_rating_chart
from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.events.figures import RatingSpread, mean_in_room
from lws_assess.survey.events.shifts import RoomShift, VoteMoves
from lws_assess.survey.events.votes import RoomResult, release_room, view_room
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.withheld import Withheld
from tests.documents.views import (
    EDITION,
    HIGH,
    LOW,
    WITHHELD,
    People,
    drawing,
    results_of,
    usual,
    with_positions,
    words,
)

WORKFORCE, YOUNG, _ = EDITION.audiences
AREA = EDITION.areas[3]
SCALE = WORKFORCE.scale
HOSTILE = "<b onclick=x>&"
NAMES = {"a": "Teachers", "b": "Nurses", "c": HOSTILE}

Groups = Mapping[str, Sequence[int]]


def a_room(groups: Groups, k: int = 5) -> RoomResult:
    ballots = [(group, code) for group, codes in groups.items() for code in codes]
    return view_room(release_room(WORKFORCE.key, ballots, SCALE, k), WORKFORCE, SCALE, NAMES, k)


SPREAD = [1, 2, 2, 3, 3, 3, 4, 4, 5, 5]
ROOMS: dict[str, tuple[Groups, bool]] = {  # and whether it may be drawn
    "one group": ({"a": SPREAD}, True),
    "three groups": ({"a": SPREAD, "b": SPREAD * 2, "c": [1, 2, 3, 3, 4]}, True),
    "too few": ({"a": [1, 2, 3]}, False),
    "all the same": ({"a": [5] * 12}, True),
    "all the same, and many": ({"a": [5] * 24}, True),
    "nobody knows": ({"a": [DONT_KNOW] * 12}, False),
    "two camps": ({"a": [1] * 10 + [5] * 10}, True),
    "ties everywhere": ({"a": [1, 2, 3, 4, 5] * 4, "b": [1, 2, 3, 4, 5] * 4}, True),
}


@pytest.fixture(params=ROOMS)
def case(request: pytest.FixtureRequest) -> tuple[RoomResult, bool]:
    groups, drawn = ROOMS[request.param]
    return a_room(groups), drawn


def bars_of(room: RoomResult, then: RoomResult | None = None, wide: float = 587) -> Chart:
    return spread_chart("bars", room, AREA, (wide, 260), then)


def lengths(svg: str, fill: str) -> list[float]:
    """How high the bars of one fill are, from the lowest level on."""
    found = [e for e in drawing(svg).iter("path") if e.get("fill") == fill]
    return [float(re.search(r"v(-?[\d.]+)h", e.get("d", ""))[1]) for e in found]  # type: ignore[index]


def counts_of(svg: str) -> list[str]:
    """The counts over the columns."""
    return [e.text or "" for e in drawing(svg).iter("text") if e.get("data-reveal")]


# --- one vote ------------------------------------------------------------------------------------------------


def test_a_vote_is_drawn_or_says_why_not(case: tuple[RoomResult, bool]) -> None:
    room, drawn = case
    chart = bars_of(room)
    assert bool(chart.svg) == drawn
    assert bool(chart.note) != drawn
    assert told_vote(room).endswith(".")


def test_bars_are_as_long_as_their_counts_and_the_table_has_them() -> None:
    chart = bars_of(a_room({"a": [1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5] * 2}))
    assert [row[1] for row in chart.rows] == ["4", "8", "8", "2", "2"]
    first, second, third, *_ = lengths(chart.svg, AREA.display.colour)
    assert second == third == pytest.approx(2 * first, abs=0.2)
    assert counts_of(chart.svg) == ["4", "8", "8", "2", "2"]


def test_below_twenty_a_bar_is_as_long_as_is_certain_and_dashed_as_far_as_it_may_go() -> None:
    chart = bars_of(a_room({"a": [3] * 12}))
    assert [row[1] for row in chart.rows] == ["0 to 1", "0 to 1", "11 to 12", "0 to 1", "0 to 1"]
    assert chart.svg.count("stroke-dasharray") == 5
    nobody, *_, dashed = sorted(lengths(chart.svg, "#fff"))
    assert nobody == pytest.approx(dashed, abs=0.2)  # one person each
    assert max(lengths(chart.svg, AREA.display.colour)) == pytest.approx(11 * dashed, abs=0.6)
    assert told_vote(a_room({"a": [3] * 12})) == told_vote(a_room({"a": [3] * 11 + [4]}))


def dots_of(svg: str, fill: str, level: int, wide: float = 587) -> list[ElementTree.Element]:
    """The dots of one fill in the slot of a level; those on the line of means have another size."""
    slot = wide / SCALE.top
    return [
        e
        for e in drawing(svg).iter("circle")
        if e.get("fill") == fill
        and e.get("r") != "11"
        and slot * (level - 1) < float(e.get("cx", 0)) < slot * level
    ]


def test_two_votes_stand_side_by_side_and_differ_without_colour() -> None:
    chart = bars_of(a_room({"a": [3] * 6 + [4] * 6}), a_room({"a": SPREAD}))
    assert chart.headers == ("Level", "Now", "First vote")
    assert chart.rows[2][1:] == ("6", "3")
    assert chart.rows[0][1:] == ("0 to 1", "0 to 1")
    rings, discs = (dots_of(chart.svg, fill, 3) for fill in ("#fff", AREA.display.colour))
    assert (len(rings), len(discs)) == (3, 6)
    open_dots = dots_of(chart.svg, "#fff", 1)
    assert [e.get("stroke-dasharray") is not None for e in open_dots] == [True, True]
    assert {"3", "6", "0–1"} <= set(words(chart.svg))


@pytest.mark.parametrize("times", [1, 15])
@pytest.mark.parametrize("wide", [380.0, 1206.0])
def test_every_person_is_a_dot_at_ten_and_at_a_hundred_and_fifty(times: int, wide: float) -> None:
    now, then = a_room({"a": [3, 3, 3, 4, 4, 4, 4, 5, 5, 5] * times}), a_room({"a": SPREAD * times})
    chart = bars_of(now, then, wide)
    assert isinstance(now.spread, RatingSpread)
    assert isinstance(then.spread, RatingSpread)
    for level in range(1, 6):
        after, before = now.spread.counts[level - 1], then.spread.counts[level - 1]
        hollow = before.most + after.most - after.least
        assert len(dots_of(chart.svg, "#fff", level, wide)) == hollow
        assert len(dots_of(chart.svg, AREA.display.colour, level, wide)) == after.least
    board = drawing(chart.svg)
    assert all(float(e.get("cy", 0)) - float(e.get("r", 0)) > 0 for e in board.iter("circle"))


def test_what_moves_follows_from_what_is_printed_of_both_votes() -> None:
    """Whoever moved where: two halls with the same printed counts are drawn alike, down to the way of every dot."""
    one = bars_of(a_room({"a": [3] * 6 + [4] * 6}), a_room({"a": SPREAD}))
    other = bars_of(a_room({"b": [4, 3] * 6}), a_room({"b": list(reversed(SPREAD))}))
    assert one.svg == other.svg
    starts = {e.get("data-by") for e in drawing(one.svg).iter("circle") if e.get("data-reveal") == "walk"}
    assert len(starts) > 1


def test_where_only_the_first_vote_is_withheld_the_second_is_drawn() -> None:
    chart = bars_of(a_room({"a": SPREAD}), a_room({"a": [1, 2]}))
    assert chart.headers == ("Level", "Now")
    assert chart.note.startswith("First vote: Not shown")


def exact(value: float, people: int = 20) -> Shown:
    return Shown(value, f"{value:.2f}", "", people)


def to_the_half(level: int, people: int = 12) -> Shown:
    mean = mean_in_room([people if one == level else 0 for one in range(1, 6)], SCALE, 5)
    assert isinstance(mean, Shown)
    return mean


def is_half(value: Shown | Withheld) -> bool:
    return isinstance(value, Shown) and value.text.startswith("about")


def a_shift(pairs: int, moved: BoundedCount, then: Shown, now: Shown) -> RoomShift:
    return RoomShift(VoteMoves(pairs, moved, then, now), ())


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (a_shift(20, exact_count(9, 20), exact(2.5), exact(2.75)), "9 of 20 moved. Net move: +0.25 levels."),
        (a_shift(20, exact_count(1, 20), exact(2.5), exact(2.5)), "1 of 20 moved. Net move: 0.00 levels."),
        (a_shift(20, exact_count(0, 20), exact(2.5), exact(2.5)), "None of 20 moved."),
        (
            a_shift(20, exact_count(9, 20), exact(2.75), exact(2.5, 25)),
            "9 of 20 moved. The mean, of 20 people then and 25 now: −0.25 levels.",
        ),
        (
            a_shift(12, BoundedCount(0, 1, 12), to_the_half(3), to_the_half(3)),
            "0 to 1 of 12 moved. Net move: −0.5 to +0.5 levels.",
        ),
        (
            Withheld("Not shown: too few.", "It would need 10."),
            "How people moved: not shown: too few. It would need 10.",
        ),
    ],
)
def test_how_a_room_moved_is_one_sentence(shift: RoomShift | Withheld, words: str) -> None:
    assert told_shift(shift).text == words
    assert all(claim.holds for claim in told_shift(shift).claims)


# --- strips --------------------------------------------------------------------------------------------------


def test_groups_with_few_people_have_a_stretch_and_no_parts() -> None:
    chart = strips_of_groups(
        "groups", a_room({"a": SPREAD, "b": SPREAD * 2, "c": [1, 2, 3, 3, 4]}), AREA, 587
    )
    assert chart
    assert [row[0] for row in chart.rows] == ["Nurses", HOSTILE]  # a room shows no more than it may
    assert chart.rows[1][1:4] == ("about 2.5", "Early steps or Developing", "5")
    stretches = [e for e in drawing(chart.svg).iter("path") if e.get("stroke-width") == "8"]
    assert len(stretches) == 1
    assert HOSTILE not in chart.svg
    assert chart.sentence.startswith("Highest: ")


def test_a_name_is_broken_where_it_is_too_long_and_never_cut() -> None:
    name = "Voluntary and community organisations of the north and the south of the town"
    room = view_room(
        release_room(WORKFORCE.key, [("a", code) for code in SPREAD * 2], SCALE, 5),
        WORKFORCE,
        SCALE,
        {"a": name},
        5,
    )
    for wide in (250, 587):
        chart = strips_of_groups("groups", room, AREA, wide)
        assert chart
        assert " ".join(words(chart.svg)).startswith(name)


def test_no_group_no_picture() -> None:
    assert strips_of_groups("groups", a_room({"a": [1, 2, 3]}), AREA, 587) is None


def test_an_end_is_a_stretch_and_what_is_withheld_is_dashed() -> None:
    strips = [
        RoomStrip("Low", place_on_scale(LOW, SCALE)),
        RoomStrip("High", place_on_scale(HIGH, SCALE)),
        RoomStrip("None", place_on_scale(WITHHELD, SCALE)),
    ]
    chart = draw_strips(
        "s", title="Strips", what="Group", strips=strips, scale=SCALE, area=AREA, wide=380, beside=True
    )
    assert chart.rows[2][1] == str(WITHHELD)
    assert "not shown" in words(chart.svg)
    assert chart.svg.count("stroke-dasharray") == 1
    assert chart.sentence == "Highest: High (4.5 and over). Lowest: Low (below 1.5)."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([WITHHELD], str(WITHHELD)),
        ([exact(2.5), exact(2.5)], "All have the same figure: 2.50."),
        ([LOW], "Group 0: below 1.5, “Lowest”."),
        (
            [LOW, LOW],
            "Too near to tell which is highest and which lowest: Group 0 (below 1.5) and Group 1 (below 1.5).",
        ),
        (
            [LOW, Shown(1.2, "1.2", "", 9), Shown(3.0, "3.0", "", 9), Shown(2.96, "2.96", "", 20)],
            "Highest is one of these: Group 2 (3.0) and Group 3 (2.96). "
            "Lowest is one of these: Group 0 (below 1.5) and Group 1 (1.2).",
        ),
        (
            [to_the_half(3), to_the_half(4), exact(3.1)],
            "Highest: Group 1 (about 4.0). Lowest is one of these: Group 0 (about 3.0) and Group 2 (3.10).",
        ),
    ],
)
def test_strips_have_a_sentence_whatever_is_shown(values: list[Shown | Withheld], sentence: str) -> None:
    strips = [
        RoomStrip(
            f"Group {i}", place_in_room(value, SCALE) if is_half(value) else place_on_scale(value, SCALE)
        )
        for i, value in enumerate(values)
    ]
    assert (
        draw_strips(
            "s", title="S", what="Group", strips=strips, scale=SCALE, area=AREA, wide=380, beside=True
        ).sentence
        == sentence
    )


# --- what people rated alone ---------------------------------------------------------------------------------


def test_the_whole_picture_keeps_audiences_apart() -> None:
    view = room_overview(usual())
    assert view
    assert [audience.key for audience in view.audiences] == ["professional", "young-people", "parents-carers"]
    assert all(len(places) == 3 for _, places in view.rows)
    assert len(view.rainbows) == 3
    assert view.has_targets


def test_nobody_to_show_is_no_picture() -> None:
    assert room_overview(results_of()) is None


def test_a_withheld_area_says_why_once_and_breaks_the_radar() -> None:
    results = usual()
    gone = {EDITION.areas[2].code: WITHHELD, EDITION.areas[5].code: WITHHELD}
    first = with_positions(results.audiences[0], **gone)
    view = room_overview(replace(results, audiences=(first, *results.audiences[1:])))
    assert view
    assert view.why == str(WITHHELD)
    outline = next(
        e
        for e in drawing(view.radar).iter("path")
        if e.get("stroke-width") == "3" and not e.get("stroke-dasharray")
    )
    assert outline.get("d", "").count("M") == 4  # eight sides less the four that meet what is withheld


# --- tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ({}, "No table has agreed a rating yet."),
        ({1: 3}, "One table has agreed a rating: 3, “Developing”."),
        ({1: 3, 2: 3}, "Both tables agreed on the same: 3, “Developing”."),
        ({0: 3}, "The room has agreed a rating: 3, “Developing”."),
        ({1: 3, 2: 3, -1: 3}, "All 3 tables agreed on the same: 3, “Developing”."),
        ({1: 2, 2: 4, 3: 2}, "3 tables agreed on ratings from 2 to 4."),
    ],
)
def test_what_tables_agreed(levels: dict[int, int], sentence: str) -> None:
    chart = table_rating_chart("tables", levels, SCALE, AREA, 380)
    assert chart.sentence == sentence
    assert len(list(drawing(chart.svg).iter("circle"))) == len(levels)


def test_more_tables_than_have_room_are_counted() -> None:
    chart = table_rating_chart("tables", dict.fromkeys(range(1, 41), 2), SCALE, AREA, 380)
    shown = len(list(drawing(chart.svg).iter("circle")))
    assert f"+{40 - shown}" in words(chart.svg)
    assert chart.rows[1][1].endswith("39, 40")


# --- room for type -------------------------------------------------------------------------------------------


def every_picture() -> dict[str, Markup]:
    large = a_room({"a": SPREAD * 9, "b": SPREAD * 2, "c": [1, 2, 3, 3, 4]})
    results = results_of(
        People("A group with a name that is far too long for its line", 30), People("Nurses", 7)
    )
    lens = results.audiences[0]
    groups = strips_of_groups("groups", large, AREA, 526)
    cells = strips_of_cells("cells", lens, lens.areas[3], 380)
    statements = strips_of_statements("st", lens, lens.areas[3], "group", 380)
    assert groups
    assert cells
    assert statements
    return {
        **{f"bars {wide}": bars_of(large, wide=wide).svg for wide in (1206, 587, 360)},
        **{f"both {wide}": bars_of(large, large, wide).svg for wide in (1206, 587, 380)},
        "groups": groups.svg,
        "cells": cells.svg,
        "statements": statements.svg,
        "tables": table_rating_chart("tables", dict.fromkeys(range(1, 41), 5), SCALE, AREA, 380).svg,
    }


def test_no_line_of_type_leaves_its_board() -> None:
    for svg in every_picture().values():
        no_line_of_type_leaves_it(svg)


def no_line_of_type_leaves_it(svg: Markup) -> None:
    board = drawing(svg)
    wide = float(board.get("viewBox", "").split()[2])
    for e in board.iter("text"):
        long = (
            len("".join(e.itertext()))
            * float(e.get("font-size", 0))
            * (0.62 if e.get("font-weight") else 0.56)
        )
        left = float(e.get("x", 0)) - {"middle": long / 2, "end": long}.get(e.get("text-anchor", ""), 0.0)
        assert left >= -1, e.text
        assert left + long <= wide + 1, e.text
        assert float(e.get("font-size", 0)) >= 15
