"""Rank bands as they are drawn and said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lws_assess.documents.charts import bands as drawn
from lws_assess.documents.charts.bands import LIMIT, rank_band_chart
from lws_assess.documents.charts.ranking import area_ranking
from lws_assess.survey.intervals import RankPlaces
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.withheld import Withheld
from tests.documents.views import EDITION, drawing, results_of, usual, words

NAMES = [area.short_name for area in EDITION.areas]
NO_BANDS = Withheld("Not shown: fewer than 8 people rated everything.", "It would need 3 more people.")
ANYWHERE = RankBand(1, 8)


def banded(*found: tuple[int, RankBand | Withheld] | None, alone: RankBand | None = None) -> AudienceResults:
    """The usual professionals with rank and bands as given, in the framework's order; None is unranked.

    The band of an area by itself is the one for all areas at once, but where `alone` is given.
    """
    results = usual().audiences[0]
    areas = []
    for i, a in enumerate(results.areas):
        rank, band = found[i] if i < len(found) and found[i] else (None, None)
        shown = isinstance(band, RankBand)
        both = {"band": alone or band if shown else band, "simultaneous_band": band if shown else None}
        places = RankPlaces(rank, rank) if rank else None
        areas.append(replace(a, by_group=replace(a.by_group, places=places, **both)))
    return replace(results, areas=tuple(areas))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            [(1, RankBand(1, 1)), *((i, RankBand(2, 8)) for i in range(2, 9))],
            f"{NAMES[0]} comes first, even allowing for chance: all the other areas come after it.",
        ),
        (
            [(1, RankBand(1, 1)), (2, RankBand(2, 2))],
            f"{NAMES[0]} comes first, even allowing for chance: the other area comes after it.",
        ),
        (
            [(1, RankBand(1, 3)), (2, RankBand(1, 3)), (3, RankBand(1, 4)), (4, RankBand(3, 4))],
            f"{NAMES[0]} has the highest priority score, but by chance {NAMES[1]} and {NAMES[2]} could come "
            "first as well. One area comes after the first, even allowing for chance.",
        ),
        (
            [(1, RankBand(1, 2)), (2, RankBand(1, 3)), (3, RankBand(1, 3))],
            f"{NAMES[0]} has the highest priority score, but by chance any other area could come first as well.",
        ),
        (
            [(1, RankBand(1, 2)), (2, RankBand(2, 3)), (3, RankBand(2, 3))],
            f"{NAMES[0]} has the highest priority score, but by chance it could come as low as 2nd.",
        ),
        (
            [(1, RankBand(1, 2)), (1, RankBand(1, 2)), (3, RankBand(3, 3))],
            f"{NAMES[0]} and {NAMES[1]} share the highest priority score. "
            "One area comes after the first, even allowing for chance.",
        ),
        (
            [(1, ANYWHERE)] * 8,
            "The order could be chance alone: every area could come 1st to 8th.",
        ),
        ([(i, NO_BANDS) for i in range(1, 9)], str(NO_BANDS)),
        ([(1, RankBand(1, 1))], f"Only {NAMES[0]} can be ranked, so there is no order to change."),
        ([], "No area can be ranked: a position or an importance may not be shown."),
    ],
)
def test_the_sentence_says_how_many_areas_can_be_told_apart_from_the_first(found, sentence: str) -> None:
    assert rank_band_chart(banded(*found), "group").sentence == sentence


def test_what_is_said_of_several_areas_holds_for_all_of_them_at_once() -> None:
    """Each by itself is told apart from the first, and all at once they are not."""
    results = banded((1, RankBand(1, 3)), (2, RankBand(1, 3)), (3, RankBand(2, 3)), alone=RankBand(2, 2))
    chart = rank_band_chart(results, "group")
    assert chart.sentence == (
        f"{NAMES[0]} has the highest priority score, but by chance {NAMES[1]} could come first as well. "
        "One area comes after the first, even allowing for chance."
    )
    assert [row[3:] for row in chart.rows[:3]] == [
        ("2nd", "1st to 3rd"),
        ("2nd", "1st to 3rd"),
        ("2nd", "2nd or 3rd"),
    ]


def test_what_is_drawn_holds_for_all_areas_at_once_and_the_table_names_both() -> None:
    wide, alone = RankBand(2, 7), RankBand(3, 5)
    chart = rank_band_chart(banded(*((i, wide) for i in range(1, 9)), alone=alone), "group")
    step = (drawn.PHONE.right - drawn.PHONE.left) / 7
    bars = [
        (float(m[1]), float(m[2]))
        for e in drawing(chart.svg).iter("path")
        if (m := re.match(r"M([\d.]+) [\d.]+h([\d.]+)a", e.get("d", "")))
    ]
    assert bars == [pytest.approx((drawn.PHONE.left + step, step * 5), abs=0.1)] * 8
    assert {row[3:] for row in chart.rows} == {("3rd to 5th", "2nd to 7th")}
    assert "2nd to 7th" in chart.svg
    assert "3rd to 5th" not in chart.svg


def test_families_areas_are_not_ranked() -> None:
    assert rank_band_chart(usual().audiences[1], "group").sentence.startswith("These people were not asked")
    assert rank_band_chart(results_of().audiences[0], "group").sentence.startswith("No area can be ranked")


def test_the_limit_of_a_band_is_said_wherever_one_is_drawn() -> None:
    assert rank_band_chart(banded(*[(1, ANYWHERE)] * 8), "group").note == LIMIT
    assert rank_band_chart(banded(*[(1, NO_BANDS)] * 8), "group").note == ""


def test_bars_run_from_the_best_place_to_the_worst_with_a_mark_at_the_rank() -> None:
    ends = [(1, 1), (2, 5), (1, 8), (3, 4), (5, 8), (6, 6), (2, 7), (8, 8)]
    results = banded(*((i, RankBand(*band)) for i, band in enumerate(ends, 1)))
    svg = drawing(rank_band_chart(results, "group").svg)
    step = (drawn.PHONE.right - drawn.PHONE.left) / 7
    bars = [
        (float(m[1]), float(m[2]))
        for e in svg.iter("path")
        if (m := re.match(r"M([\d.]+) [\d.]+h([\d.]+)a", e.get("d", "")))
    ]
    for (best, worst), (left, wide) in zip(ends, bars, strict=True):
        assert left == pytest.approx(drawn.PHONE.left + step * (best - 1), abs=0.1)
        assert wide == pytest.approx(step * (worst - best), abs=0.1)
    marks = [
        float(m[1])
        for e in svg.iter("path")
        if (m := re.match(r"translate\(([\d.]+) ", e.get("transform", "")))
    ]
    assert marks == pytest.approx([drawn.PHONE.left + step * i for i in range(8)], abs=0.1)


def test_an_area_without_a_rank_and_a_rank_without_a_band_are_drawn_without_a_bar() -> None:
    chart = rank_band_chart(banded((1, NO_BANDS), None, (2, NO_BANDS)), "group")
    assert words(chart.svg).count("not shown") == 6
    assert not [e for e in drawing(chart.svg).iter("path") if e.get("stroke-width") == "1.4"]
    assert chart.rows[0][1:] == ("1st", chart.rows[0][2], str(NO_BANDS), str(NO_BANDS))
    assert chart.rows[-1][1] == "not shown"


def test_the_ranking_holds_the_band_of_every_area_in_words() -> None:
    results = usual()
    audience = banded((1, RankBand(1, 3)), (2, RankBand(1, 3)), (3, RankBand(2, 3)), *[None] * 5)
    rows = area_ranking(results, audience, "group")
    assert [row.band for row in rows[:4]] == [
        "1st to 3rd",
        "1st to 3rd",
        "2nd or 3rd",
        "",
    ]
    withheld = area_ranking(results, banded((1, NO_BANDS)), "group")
    assert withheld[0].band == str(NO_BANDS)
