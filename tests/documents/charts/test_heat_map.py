"""The two maps of group by area: where groups stand, and what people cannot see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.dont_know import dont_know_map
from lws_assess.documents.charts.gaps import GROUPS_ALIKE, NO_TWO, NOT_KNOWN, WITHIN
from lws_assess.documents.charts.grids import HIGH
from lws_assess.documents.charts.groups import group_chart
from lws_assess.documents.charts.heat_map import heat_map
from lws_assess.documents.charts.shades import LEGIBLE
from lws_assess.survey.counts import BoundedCount, NotCounted, exact_count
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.results.verdicts import Pairs, ToldApart, difference_between
from lws_assess.survey.withheld import Withheld
from tests.documents.colours import contrast
from tests.documents.views import EDITION, LOW, WITHHELD, People, drawing, results_of, usual, words

NAMES = [area.short_name for area in EDITION.areas]
CODES = [area.code for area in EDITION.areas]


def shown(value: float, n: int = 12) -> Shown:
    return Shown(value, f"{value:.2f}", "", n)


def with_position(area: AreaResult, at: Shown) -> AreaResult:
    return replace(area, by_group=replace(area.by_group, position=at))


def groups_at(
    *groups: Sequence[Shown | Withheld], apart: Mapping[str, Pairs] | None = None
) -> AudienceResults:
    """Groups A, B, ... with the positions given; areas not given stand at 3.

    `apart` are those that differ by more than chance would make them; without it, all that differ.
    """
    results = usual().audiences[0]
    cells = []
    for name, given in zip("ABCDEFG", groups, strict=False):
        positions = [*given, *[shown(3.0)] * (len(CODES) - len(given))]
        cells.append(
            replace(results.cells[0], key=name, name=name, positions=dict(zip(CODES, positions, strict=True)))
        )
    every = {
        code: tuple(
            (low.key, high.key)
            for low in cells
            for high in cells
            if (gap := difference_between(low.positions[code], high.positions[code])) and gap.is_rise
        )
        for code in CODES
    }
    return replace(
        results, cells=tuple(cells), apart=replace(results.apart, groups=every if apart is None else apart)
    )


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            [[shown(2.0), shown(2.5)], [shown(3.5), shown(3.0)], [WITHHELD, shown(2.6)]],
            f"The groups lie furthest apart on {NAMES[0]}: from 2.00 (A) to 3.50 (B), more than chance would make "
            f"it. They differ by more than chance would make them on {NAMES[1]} too.",
        ),
        (
            [[shown(2.0)], [LOW]],
            f"The groups lie furthest apart on {NAMES[0]}: from below 1.5 (B) to 2.00 (A), more than chance would "
            "make it.",
        ),
        (
            [[shown(2.0), shown(3.0)], [LOW, shown(2.2)]],
            f"More than chance would make it, groups differ on {NAMES[1]}: from 2.20 (B) to 3.00 (A). They differ "
            f"by more than chance would make them on {NAMES[0]} too.",
        ),
        ([[], []], GROUPS_ALIKE),
        ([[]], "There is one group only, A, so nothing to compare it with."),
        ([[WITHHELD] * 8, [WITHHELD] * 8], "No figure of any group may be shown."),
        ([[WITHHELD] * 8, []], NO_TWO),
        ([], "No figure of any group may be shown."),
    ],
)
def test_the_sentence_names_the_widest_gaps_and_who_stands_at_their_ends(groups, sentence: str) -> None:
    chart = heat_map(groups_at(*groups), "group")
    assert chart.sentence == sentence
    assert all(claim.holds and claim.beyond_chance for claim in chart.claims)
    assert bool(chart.claims) == ("more than chance" in sentence.lower())


def test_groups_that_chance_may_have_set_apart_are_not_said_to_differ() -> None:
    far = [[shown(2.0), shown(2.5)], [shown(3.5), shown(3.0)]]
    for apart, sentence in (({}, NOT_KNOWN), (dict.fromkeys(CODES, ()), WITHIN)):
        results = groups_at(*far, apart=apart)
        assert heat_map(results, "group").sentence == group_chart(results, "group").sentence == sentence


def test_eight_people_who_all_chose_the_lowest_level_are_not_called_higher_than_others() -> None:
    """ "Below 1.5" may be lower than 1.2, and so may everyone together."""
    codes = dict.fromkeys(CODES, 1)
    results = results_of(
        People("Alike", 8, 1, areas=dict.fromkeys(CODES, 1)), People("Others", 40, 1, areas=codes)
    ).audiences[0]
    lowest = replace(results.cells[0], positions=dict.fromkeys(CODES, LOW))
    others = replace(results.cells[1], positions=dict.fromkeys(CODES, shown(1.2, 40)))
    beyond = dict.fromkeys(CODES, (("everyone", "Alike"),))
    marked = replace(
        results,
        cells=(lowest, others),
        areas=tuple(with_position(a, shown(1.2, 48)) for a in results.areas),
        apart=ToldApart(groups=dict.fromkeys(CODES, (("Others", "Alike"),)), beside_whole={"group": beyond}),
    )
    for chart in (heat_map(marked, "group"), group_chart(marked, "group")):
        assert not any(map(any, chart.tones))
        assert not chart.claims
        assert "higher" not in chart.sentence


def test_every_figure_stands_with_how_many_people_it_rests_on() -> None:
    chart = heat_map(groups_at([shown(2.46, 23), WITHHELD, LOW]), "group")
    assert chart.rows[1][:5] == ("A", "30", "2.46 (23)", str(WITHHELD), "below 1.5 (9)")
    assert chart.table_note.startswith("In brackets: how many people rated the area.")
    assert chart.rows[0][1] == "48"


def test_figures_well_above_or_below_the_whole_are_marked() -> None:
    chart = heat_map(usual().audiences[0], "group")
    assert len(chart.tones) == len(chart.rows)
    assert chart.tones[0] == ("",) * len(chart.headers)
    assert {"higher", "lower"} <= {tone for row in chart.tones for tone in row}


def test_marks_are_explained_beside_the_table_that_has_them_and_nowhere_else() -> None:
    marked, plain = usual().audiences[0], groups_at([], [])
    for chart in (heat_map(marked, "group"), group_chart(marked, "group")):
        assert "▲ and ▼ mark figures" in chart.table_note
        assert "▲" not in chart.note
    whole = replace(plain, areas=tuple(with_position(a, shown(3.0)) for a in plain.areas))
    assert "▲" not in heat_map(whole, "group").table_note
    assert group_chart(whole, "group").table_note == ""


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            [[shown(2.0), shown(2.0)], [shown(3.0), shown(3.5)]],
            "More than chance would make it, the highest group lies a whole level or more above the lowest on "
            f"{NAMES[0]} and {NAMES[1]}.",
        ),
        (
            [[shown(2.1)], [shown(3.0)]],
            f"Nowhere do groups lie a whole level apart. The groups lie furthest apart on {NAMES[0]}: "
            "from 2.10 (A) to 3.00 (B), more than chance would make it.",
        ),
        ([[], []], GROUPS_ALIKE),
        ([[WITHHELD] * 8, [WITHHELD] * 8], "No area has figures of two groups that may be compared."),
        ([[]], "There is one group only, so nothing to compare it with."),
    ],
)
def test_areas_that_groups_see_a_whole_level_apart_are_named(given, sentence: str) -> None:
    chart = group_chart(groups_at(*given), "group")
    assert chart.sentence == sentence
    assert all(claim.holds and claim.beyond_chance for claim in chart.claims)


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


def counted(share: float | BoundedCount | Withheld) -> BoundedCount | Withheld:
    return exact_count(round(share * 1000), 1000) if isinstance(share, float) else share


def unsure(
    whole: Sequence[float | BoundedCount | Withheld], *groups: Sequence[float | BoundedCount | Withheld]
) -> AudienceResults:
    results = usual().audiences[0]
    areas = tuple(replace(a, dont_know=counted(share)) for a, share in zip(results.areas, whole, strict=True))
    cells = tuple(
        replace(
            results.cells[0],
            key=name,
            name=name,
            dont_know=dict(zip(CODES, map(counted, shares), strict=True)),
        )
        for name, shares in zip("ABCDEFG", groups, strict=False)
    )
    return replace(results, areas=areas, cells=cells)


FEW = [0.05] * 7
LABEL = EDITION.non_ratings[1].label
NOT_MINE = "Does not apply to my part of the workforce"


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        (
            unsure([*FEW, 0.214], [*FEW, 0.1], [*FEW, 0.346]),
            f"People see least of {NAMES[7]}: “Don’t know” is 21% of all that they were asked there. "
            f"The most in any one group is 35%: B on {NAMES[7]}.",
        ),
        (
            unsure([1.0] * 8, [1.0] * 8, [1.0] * 8),
            "The share of “Don’t know” is the same on every area: 100% of all that they were asked. "
            "The most in any one group is 100%, in 16 places of the map.",
        ),
        (unsure([*FEW, 0.2], *[[0.5] * 8] * 2), None),
        (
            unsure([*FEW, 0.2], [*FEW, 0.2]),
            f"People see least of {NAMES[7]}: “Don’t know” is 20% of all that they were asked there.",
        ),
        (unsure([0.0] * 8, [0.0] * 8), "Nobody answered “Don’t know”."),
        (unsure([WITHHELD, *[0.0] * 7], [0.0] * 8), "Nobody answered “Don’t know” where that may be shown."),
        (unsure([WITHHELD] * 8, [WITHHELD] * 8, [WITHHELD] * 8), "No area has a figure that may be shown."),
        (
            unsure([*FEW, 0.2], [WITHHELD] * 8, [WITHHELD] * 8),
            f"People see least of {NAMES[7]}: “Don’t know” is 20% of all that they were asked there.",
        ),
        # Of small groups an interval alone is known, and an order only where intervals lie apart.
        (
            unsure([*FEW, BoundedCount(7, 8, 40)], [*FEW, BoundedCount(7, 8, 40)]),
            f"People see least of {NAMES[7]}: “Don’t know” is 18% to 20% of all that they were asked there.",
        ),
        (
            unsure([*FEW[1:], BoundedCount(3, 4, 40), BoundedCount(3, 3, 40)]),
            f"People see least of one of these or several: {NAMES[6]} (8% to 10%) and {NAMES[7]} (8%), "
            "the share of “Don’t know” of all that they were asked there.",
        ),
        (
            unsure([*FEW, 0.2], [*FEW, BoundedCount(9, 10, 40)], [*FEW, BoundedCount(9, 9, 40)]),
            f"People see least of {NAMES[7]}: “Don’t know” is 20% of all that they were asked there. "
            f"The most in any one group is in one of these places or several: A on {NAMES[7]} (23% to 25%) and "
            f"B on {NAMES[7]} (23%).",
        ),
        (
            unsure([BoundedCount(0, 1, 40)] * 8, [BoundedCount(0, 1, 40)] * 8),
            "It cannot be told where people answered “Don’t know” most often (0% to 3% of all that they were asked).",
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
        assert said.endswith("The most in any one group is 50%, in 16 places of the map.")


def test_bars_that_may_be_equally_long_are_not_said_to_hold_one_longest() -> None:
    results = unsure([*FEW[1:], BoundedCount(3, 4, 40), BoundedCount(3, 3, 40)])
    said = (
        "It is on one of these or several that people answered “Don’t know” most often: "
        f"{NAMES[6]} (8% to 10%) and {NAMES[7]} (8%), of all that they were asked there."
    )
    assert charts.dont_know(EDITION, uncounted(results)).sentence == said
    assert charts.dont_know(EDITION, results).sentence.startswith(f"{said} ")


@pytest.mark.parametrize(
    ("unsure_of", "apart_from", "not_shown"),
    [
        ((1, 4), (1, 4), [f"Not shown: {NAMES[1]} and {NAMES[4]}."]),
        ((1,), (4,), [f"Not shown of “Don’t know”: {NAMES[1]}.", f"Not shown of “{NOT_MINE}”: {NAMES[4]}."]),
        ((), (4,), [f"Not shown of “{NOT_MINE}”: {NAMES[4]}."]),
        (range(8), (), ["No area has a figure of “Don’t know” that may be shown."]),
        (range(8), range(8), ["No area has a figure that may be shown."]),
    ],
)
def test_what_is_not_shown_of_two_answers_is_said_once_and_of_the_right_one(
    unsure_of: Sequence[int], apart_from: Sequence[int], not_shown: list[str]
) -> None:
    results = usual().audiences[0]
    areas = tuple(
        replace(
            area,
            dont_know=WITHHELD if i in unsure_of else area.dont_know,
            not_applicable=WITHHELD if i in apart_from else area.not_applicable,
        )
        for i, area in enumerate(results.areas)
    )
    said = charts.dont_know(EDITION, replace(results, areas=areas)).sentence
    found = [one for one in re.split(r"(?<=[.]) ", said) if one.startswith(("Not shown", "No area"))]
    assert found == not_shown


# --- does not apply ----------------------------------------------------------------------------------------------


def uncounted(results: AudienceResults) -> AudienceResults:
    """The same of a release from before it was counted what does not apply."""
    return replace(
        results,
        areas=tuple(replace(area, not_applicable=NotCounted.THEN) for area in results.areas),
        cells=tuple(replace(cell, not_applicable=NotCounted.THEN) for cell in results.cells),
    )


def unapplied(
    whole: Sequence[float | BoundedCount | Withheld], *groups: Sequence[float | BoundedCount | Withheld]
) -> AudienceResults:
    results = unsure([*FEW, 0.2], *[[0.1] * 8 for _ in groups])
    areas = zip(results.areas, whole, strict=True)
    cells = zip(results.cells, groups, strict=True)
    return replace(
        results,
        areas=tuple(replace(area, not_applicable=counted(share)) for area, share in areas),
        cells=tuple(
            replace(cell, not_applicable=dict(zip(CODES, map(counted, shares), strict=True)))
            for cell, shares in cells
        ),
    )


def test_what_does_not_apply_stands_beside_what_people_do_not_know() -> None:
    results = unapplied([0.03, WITHHELD, *[0.01] * 6], [0.3, *[0.0] * 7], [WITHHELD, *[0.01] * 7])
    bars, places = charts.dont_know(EDITION, results), charts.not_applicable_map(EDITION, results)
    assert places
    assert [head.split()[0] for head in bars.headers] == ["Area", "Share", "Share"]
    rows = {row[0]: row[1:] for row in bars.rows}
    assert rows[f"1 {NAMES[0]}"] == ("5%", "3%")
    assert rows[f"2 {NAMES[1]}"] == ("5%", str(WITHHELD))
    assert f"“{LABEL}” most often on {NAMES[0]}: 3% of all that they were asked there." in bars.sentence
    assert "Does not apply 3%" in bars.svg
    assert [row[2] for row in places.rows] == ["3%", "30%", str(WITHHELD)]
    assert places.sentence == (
        f"What is asked applies least on {NAMES[0]}: “{LABEL}” is 3% of all that they were asked there. "
        f"The most in any one group is 30%: A on {NAMES[0]}."
    )


def test_a_release_that_did_not_count_what_does_not_apply_draws_nothing_of_it() -> None:
    results = uncounted(unapplied([0.03] * 8, [0.3] * 8))
    bars = charts.dont_know(EDITION, results)
    assert (len(bars.headers), {len(row) for row in bars.rows}) == (2, {2})
    assert LABEL not in f"{bars.title}{bars.sentence}{bars.svg}"
    assert charts.not_applicable_map(EDITION, results) is None


def test_shares_of_dont_know_are_printed_in_whole_per_cent_and_never_finer() -> None:
    chart = dont_know_map(EDITION, unsure([*FEW, 0.214], [*[0.0] * 6, 0.125, WITHHELD]))
    assert chart.rows[0][-1] == "21%"
    assert chart.rows[1][-2:] == ("13%", str(WITHHELD))
    assert "21%" in words(chart.svg)
