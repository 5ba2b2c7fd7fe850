"""The two maps of group by area: where groups stand, and what people cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lws_assess.documents.dont_know import dont_know_map
from lws_assess.documents.grids import HIGH
from lws_assess.documents.heat_map import heat_map
from lws_assess.documents.shades import LEGIBLE, contrast
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.results import AudienceResults
from tests.documents.views import EDITION, LOW, WITHHELD, People, drawing, results_of, usual, words

NAMES = [area.short_name for area in EDITION.areas]
CODES = [area.code for area in EDITION.areas]


def shown(value: float, n: int = 12) -> Shown:
    return Shown(value, f"{value:.2f}", "", n)


def groups_at(*groups: Sequence[Shown | Withheld]) -> AudienceResults:
    """Groups A, B, ... with the positions given; areas not given stand at 3."""
    results = usual().audiences[0]
    cells = []
    for name, given in zip("ABCDEFG", groups, strict=False):
        positions = [*given, *[shown(3.0)] * (len(CODES) - len(given))]
        cells.append(
            replace(results.cells[0], key=name, name=name, positions=dict(zip(CODES, positions, strict=True)))
        )
    return replace(results, cells=tuple(cells))


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            [[shown(2.0), shown(2.5)], [shown(3.5), shown(3.0)], [WITHHELD, shown(2.6)]],
            f"The groups lie furthest apart on {NAMES[0]}: from 2.00 (A) to 3.50 (B). "
            f"Next comes {NAMES[1]}: from 2.50 (A) to 3.00 (B).",
        ),
        (
            [[shown(2.0)], [LOW]],
            f"The groups lie furthest apart on {NAMES[0]}: from below 1.5 (B) to 2.00 (A).",
        ),
        ([[], []], "The groups that may be shown stand at the same point in every area."),
        ([[]], "There is one group only, A, so nothing to compare it with."),
        ([[WITHHELD] * 8, [WITHHELD] * 8], "No figure of any group may be shown."),
        ([], "No figure of any group may be shown."),
    ],
)
def test_the_sentence_names_the_widest_gaps_and_who_stands_at_their_ends(groups, sentence: str) -> None:
    assert heat_map(groups_at(*groups), "group").sentence == sentence


def test_every_figure_stands_with_how_many_people_it_rests_on() -> None:
    chart = heat_map(groups_at([shown(2.46, 23), WITHHELD, LOW]), "group")
    assert chart.rows[1][:5] == ("A", "30", "2.46 (n 23)", str(WITHHELD), "below 1.5 (n 9)")
    assert chart.rows[0][1] == "48"


def test_figures_well_above_or_below_the_whole_are_marked() -> None:
    chart = heat_map(usual().audiences[0], "group")
    assert len(chart.tones) == len(chart.rows)
    assert chart.tones[0] == ("",) * len(chart.headers)
    assert {"higher", "lower"} <= {tone for row in chart.tones for tone in row}


@pytest.mark.parametrize("count", [1, 2, 9, 30])
def test_every_cell_is_drawn_with_a_legible_value_however_many_groups_there_are(count: int) -> None:
    results = results_of(*(People(f"Group {i}", 12, 1 + i % 4) for i in range(count))).audiences[0]
    svg = drawing(heat_map(results, "group").svg)
    children = list(svg)
    cells = [(e, children[i + 1]) for i, e in enumerate(children) if f"v{HIGH:g}h" in e.get("d", "")]
    assert len(cells) >= (count + 1) * len(CODES)
    for box, value in cells:
        assert contrast(box.get("fill", ""), value.get("fill", "")) >= LEGIBLE


def test_darker_is_higher() -> None:
    results = groups_at([shown(1.0 + i / 2) for i in range(8)])
    svg = drawing(heat_map(results, "group").svg)
    fills = [e.get("fill", "") for e in svg.iter("path") if f"v{HIGH:g}h" in e.get("d", "")][-8:]
    depths = [contrast(fill, "#fff") for fill in fills]
    assert depths == sorted(depths)
    assert depths[-1] > 2 * depths[0]


def test_a_withheld_cell_is_hatched_with_a_dash() -> None:
    svg = heat_map(groups_at([WITHHELD], [shown(2.0)]), "group").svg
    hatched = [e for e in drawing(svg).iter("path") if e.get("fill", "").startswith("url(#heat-map-")]
    assert len(hatched) == 2  # the cell, and the example of one
    assert words(svg).count("–") == 2
    assert not [
        e
        for e in drawing(heat_map(groups_at([], []), "group").svg).iter("path")
        if "url" in e.get("fill", "")
    ]


# --- don't know ------------------------------------------------------------------------------------------------


def unsure(whole: Sequence[float | Withheld], *groups: Sequence[float | Withheld]) -> AudienceResults:
    results = usual().audiences[0]
    areas = tuple(replace(a, dont_know=share) for a, share in zip(results.areas, whole, strict=True))
    cells = tuple(
        replace(results.cells[0], key=name, name=name, dont_know=dict(zip(CODES, shares, strict=True)))
        for name, shares in zip("ABCDEFG", groups, strict=False)
    )
    return replace(results, areas=areas, cells=cells)


FEW = [0.05] * 7


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        (
            unsure([*FEW, 0.214], [*FEW, 0.1], [*FEW, 0.346]),
            f"People see least of {NAMES[7]}: 21% of the answers there were “Don’t know”. "
            f"The most in any one group is 35%: B on {NAMES[7]}.",
        ),
        (unsure([1.0] * 8, [1.0] * 8, [1.0] * 8), None),
        (
            unsure([*FEW, 0.2], [*FEW, 0.2]),
            f"People see least of {NAMES[7]}: 20% of the answers there were “Don’t know”.",
        ),
        (unsure([0.0] * 8, [0.0] * 8), "Nobody answered “Don’t know”."),
        (unsure([WITHHELD, *[0.0] * 7], [0.0] * 8), "Nobody answered “Don’t know” where that may be shown."),
        (unsure([WITHHELD] * 8, [WITHHELD] * 8, [WITHHELD] * 8), "No area has a figure that may be shown."),
        (
            unsure([*FEW, 0.2], [WITHHELD] * 8, [WITHHELD] * 8),
            f"People see least of {NAMES[7]}: 20% of the answers there were “Don’t know”.",
        ),
    ],
)
def test_the_sentence_says_what_people_cannot_see_and_who(
    results: AudienceResults, sentence: str | None
) -> None:
    said = dont_know_map(EDITION, results).sentence
    if sentence:
        assert said == sentence
    else:
        assert said.endswith("The most in any one group is 100%, in 16 places of the map.")


def test_shares_of_dont_know_are_printed_in_whole_per_cent_and_never_finer() -> None:
    chart = dont_know_map(EDITION, unsure([*FEW, 0.214], [*[0.0] * 6, 0.125, WITHHELD]))
    assert chart.rows[0][-1] == "21%"
    assert chart.rows[1][-2:] == ("13%", str(WITHHELD))
    assert "21%" in words(chart.svg)
