"""Statements: what pulls an area up or down, and how far people agree."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.charts.statements import statement_chart
from lws_assess.survey.releases.agreement import agreement_of_ratings, agreement_word
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.results.statements import StatementTogether, WhoseStatement
from lws_assess.survey.withheld import Withheld
from tests.documents.views import EDITION, HIGH, LOW, WITHHELD, People, drawing, results_of, usual, words

TOPICS = [q.topic for q in EDITION.areas[0].statements]
SPREAD = (3, 9, 6, 2, 0)
GROUPS = ("Teachers", "Nurses", "Clubs")
EVERYBODY = WhoseStatement(48, 48, GROUPS)
NOT_ALL = WhoseStatement(42, 48, GROUPS[:2], GROUPS[2:])


def printed(text: str, n: int = 20) -> Shown:
    value = float(text)
    return Shown(value, text, EDITION.audiences[0].scale.band(value).label, n)


def spread_of(*counts: int) -> Distribution:
    a = agreement_of_ratings(counts)
    return Distribution(counts, a, agreement_word(a))


def an_area(
    means: list[Shown | Withheld],
    spreads: list[Distribution | Withheld] | None = None,
    whose: WhoseStatement = EVERYBODY,
    position: str = "2.50",
) -> tuple[AudienceResults, AreaResult]:
    """An area that stands at `position`, of whose statements these are the figures of everyone together."""
    results = usual().audiences[0]
    found = tuple(
        replace(s, by_group=mean, by_person=mean, spread=spread, whose=whose)
        for s, mean, spread in zip(
            results.areas[0].statements, means, spreads or [WITHHELD] * len(means), strict=True
        )
    )
    ranked = replace(results.areas[0].by_group, position=printed(position, 48))
    return results, replace(results.areas[0], statements=found, by_group=ranked, by_person=ranked)


@pytest.mark.parametrize(
    ("means", "sentence"),
    [
        (
            ["2.10", "2.90", "2.50", "2.40", "2.20"],
            f"Pulling the area up: “{TOPICS[1]}” (2.90). Pulling it down: “{TOPICS[0]}” (2.10).",
        ),
        (
            ["2.90", "2.90", "2.50", "2.10", "2.10"],
            f"Pulling the area up: “{TOPICS[0]}” (2.90) and “{TOPICS[1]}” (2.90). "
            f"Pulling it down: “{TOPICS[3]}” (2.10) and “{TOPICS[4]}” (2.10).",
        ),
        (
            [HIGH, "4.80", "2.50", LOW, "1.30"],  # who stands at an end is not told, so nor is who is further
            f"Pulling the area up, one of these or several: “{TOPICS[0]}” (4.5 and over) and “{TOPICS[1]}” (4.80). "
            f"Pulling it down, one of these or several: “{TOPICS[3]}” (below 1.5) and “{TOPICS[4]}” (1.30).",
        ),
        (["2.50"] * 5, "All the statements have the same figure: 2.50."),
        (
            [WITHHELD, "2.50", WITHHELD, WITHHELD, WITHHELD],
            f"“{TOPICS[1]}” stands at 2.50: Developing. It is the only one that may be shown.",
        ),
        ([WITHHELD] * 5, str(WITHHELD)),
    ],
)
def test_the_sentence_says_what_pulls_an_area_up_and_what_pulls_it_down(means, sentence: str) -> None:
    shown = [printed(mean) if isinstance(mean, str) else mean for mean in means]
    assert statement_chart(*an_area(shown), "group").sentence == sentence


FIVE = [printed(mean) for mean in ("2.10", "2.90", "2.50", "2.40", "2.20")]
RATED = "How many of them rated each of these stands beside it."
HIGHEST = f"Rated highest: “{TOPICS[1]}” (2.90). Rated lowest: “{TOPICS[0]}” (2.10)."


def test_statements_of_the_area_s_own_people_name_them_in_the_note() -> None:
    chart = statement_chart(*an_area(FIVE), "group")
    assert chart.note.startswith(
        "These figures are of all 48 people who rated the area, in 3 groups: Teachers, Nurses and Clubs."
    )
    assert chart.title.endswith(numbered_area(EDITION.areas[0]))


def test_statements_of_other_people_pull_nothing_and_say_whose_they_are() -> None:
    chart = statement_chart(*an_area(FIVE, whose=NOT_ALL), "group")
    assert chart.sentence == (
        "These figures are of 42 of the 48 people who rated the area, in 2 groups: Teachers and"
        f" Nurses. Without Clubs, since it may not show single statements. {RATED} {HIGHEST}"
    )
    assert chart.title.endswith(", by 42 of 48 people")


def test_statements_that_all_stand_beyond_the_area_s_figure_do_not_pull_it() -> None:
    assert statement_chart(*an_area(FIVE, position="1.90"), "group").sentence == HIGHEST


def test_a_group_whose_statements_are_shown_with_others_is_drawn_with_them() -> None:
    results, area = an_area([printed("2.50")] * 5)
    teachers, _, clubs = results.cells
    together = StatementTogether((teachers.key, clubs.key), ("Teachers", "Clubs"), printed("3.10"), WITHHELD)
    joined = replace(area, statements=tuple(replace(s, together=(together,)) for s in area.statements))
    chart = statement_chart(results, joined, "group", clubs)
    assert [row[1] for row in chart.rows] == ["3.10"] * 5
    assert chart.title.endswith(", by Teachers and Clubs together")
    assert chart.sentence.startswith("These figures are of Teachers and Clubs together,")
    assert "Pulling" not in chart.sentence
    everyone = statement_chart(results, joined, "group")
    assert "Put together for their statements: Teachers and Clubs (as 2 groups)." in everyone.note


@pytest.mark.parametrize(
    ("spreads", "said"),
    [
        (
            [SPREAD, (10, 0, 0, 0, 10), SPREAD, SPREAD, SPREAD],
            f"People agree least on “{TOPICS[1]}” (“two camps”).",
        ),
        ([(0, 20, 0, 0, 0)] * 5, "People agree on every statement."),
        ([(4, 4, 4, 4, 4)] * 5, "People agree equally far on all of them (“views are spread”)."),
    ],
)
def test_the_sentence_says_where_views_differ_most(spreads, said: str) -> None:
    area = an_area([printed("2.50")] * 5, [spread_of(*counts) for counts in spreads])
    assert statement_chart(*area, "group").sentence.endswith(said)


def test_a_table_holds_every_share_and_the_agreement_behind_the_word() -> None:
    area = an_area([printed("2.35")] * 5, [spread_of(*SPREAD), spread_of(9, 1, 0, 1, 9), *[WITHHELD] * 3])
    rows = statement_chart(*area, "group").rows
    assert rows[0][1:] == (
        *("2.35", "Early steps", "20", "15%", "45%", "30%", "10%", "0%"),
        f"mostly agree ({agreement_of_ratings(SPREAD):.2f})",
    )
    assert rows[1][-1].startswith("two camps (−0.")
    assert rows[2][4:] == ("", "", "", "", "", str(WITHHELD))
    assert rows[0][0].startswith(f"{TOPICS[0]}: ")


def test_segments_of_a_bar_are_as_wide_as_their_shares_and_fill_it() -> None:
    svg = drawing(statement_chart(*an_area([printed("2.35")] * 5, [spread_of(*SPREAD)] * 5), "group").svg)
    widths = [
        float(m[1])
        for e in svg.iter("path")
        if (m := re.match(r"M[\d.]+ [\d.]+h([\d.]+)v20h", e.get("d", "")))
    ]
    assert widths[:4] == pytest.approx([358 * count / 20 for count in SPREAD if count], abs=0.06)
    assert len(widths) == 4 * 5


def test_what_is_withheld_of_a_statement_is_drawn_as_such() -> None:
    svg = statement_chart(*an_area([printed("2.2"), *[WITHHELD] * 4]), "group").svg
    assert words(svg).count("not shown") == 4
    assert words(svg).count("how answers were spread: not shown") == 1
    assert sum("stroke-dasharray" in e.attrib for e in drawing(svg).iter("path")) == 4


def test_a_group_has_its_own_figures() -> None:
    results = usual().audiences[0]
    for at, cell in enumerate(results.cells):
        chart = statement_chart(results, results.areas[0], "group", cell)
        own = [s.cells[at].mean for s in results.areas[0].statements]
        assert [row[1] for row in chart.rows] == [m.text if isinstance(m, Shown) else str(m) for m in own]
        assert chart.title.endswith(f", by {cell.name}")


def test_an_easy_read_audience_has_one_question_an_area() -> None:
    results = results_of(People("Young people", 30, 2, audience=1)).audiences[1]
    chart = statement_chart(results, results.areas[3], "group")
    assert len(chart.rows) == 1
    assert EDITION.areas[3].easy_label in words(chart.svg)
    assert chart.sentence == (
        f"“{EDITION.areas[3].easy_label}” stands at 2.50: Sometimes. How far people agree on it: “people agree”."
    )


def test_the_only_question_of_an_area_stands_where_the_area_stands() -> None:
    """Its mean is printed as the area's own, so it is not said to be hidden, although the spread is."""
    results = results_of(People("Inspectors", 9, 2, 1), People("Clubs", 8, 1, 1)).audiences[1]
    for area in results.areas:
        for cell in (None, *results.cells):
            position = cell.positions[area.area.code] if cell else area.by_group.position
            chart = statement_chart(results, area, "group", cell)
            assert isinstance(position, Shown)
            assert "No figure" not in chart.sentence
            assert f"stands at {position.text}: {position.band}." in chart.sentence
            assert chart.rows[0][1:4] == (position.text, position.band, str(position.n))
