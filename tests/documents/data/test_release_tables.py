"""A release as open data: every figure of the view object, once, as it may be printed, and nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.ranking import area_ranking, places_text
from lws_assess.documents.data.release_measures import MEASURES
from lws_assess.documents.data.release_tables import (
    COLUMNS,
    DICTIONARY_HEADERS,
    HEADERS,
    data_dictionary,
    tidy_table,
)
from lws_assess.documents.tables import csv_bytes
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.cuts import CategoryResult, CutResult
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import READINGS, RoundResults
from lws_assess.survey.withheld import Withheld
from tests.documents.test_tables import FORMULAS
from tests.documents.views import EDITION, WITHHELD, People, results_of, three_areas, usual, with_bands
from tests.runs.keeping import MadeWhenAsked

Row = dict[str, object]
GROUP, PERSON = READINGS.values()
FIRST = EDITION.areas[0]


def rows(results: RoundResults, **wanted: object) -> list[Row]:
    """The rows of the table in which the columns named have these values; spaces in names are underscores."""
    found = [dict(zip(HEADERS, row, strict=True)) for row in tidy_table(results)]
    asked = {name.replace("_", " ").capitalize(): value for name, value in wanted.items()}
    return [row for row in found if all(row[name] == value for name, value in asked.items())]


def the_row(results: RoundResults, **wanted: object) -> Row:
    [row] = rows(results, **wanted)
    return row


def with_a_cut(results: RoundResults, withheld: Withheld | None = None) -> RoundResults:
    audience = results.audiences[0].audience
    positions = {area.code: Shown(2.5, "2.50", "Developing", 20) for area in EDITION.areas}
    categories = (
        CategoryResult("Managers", ("Managers",), 20, positions),
        CategoryResult("=1+1", ("=1+1",), 15, {**positions, FIRST.code: WITHHELD}),
    )
    shown = () if withheld else categories
    return replace(results, cuts=(CutResult(EDITION.role, audience, EDITION.areas, shown, withheld),))


ROUNDS = MadeWhenAsked(
    {
        "usual": usual,
        "nothing in it": results_of,
        "everything withheld": lambda: results_of(
            People("Teachers", 12, areas={a.code: 0 for a in EDITION.areas})
        ),
        "one group": lambda: results_of(People("Teachers", 12)),
        "one area unanswered": lambda: results_of(People("Teachers", 12, areas={FIRST.code: 0})),
        "all the same answer": lambda: results_of(People("Teachers", 19, 5), People("Nurses", 12, 5)),
        "another questionnaire": lambda: results_of(People("Teachers", 12), edition=three_areas()),
        "by role": lambda: with_a_cut(usual()),
        "by role, withheld": lambda: with_a_cut(usual(), WITHHELD),
        "groups left out": lambda: replace(
            usual(), left_out=("Clubs", "Choirs"), left_out_people=4, unanswered=("Police",)
        ),
    }
)
EVERY_ROUND = pytest.mark.parametrize("name", ROUNDS)


@EVERY_ROUND
def test_every_figure_says_what_it_is_of_and_has_a_value_a_text_or_a_reason(name: str) -> None:
    results = ROUNDS[name]
    for row in rows(results):
        assert row["Whose"] in ("Everyone together", "Group", "Role or sector")
        assert bool(row["Why not shown"]) == (row["As printed"] == "not shown")
        assert not (
            row["Why not shown"] and (row["Value"] is not None or row["People behind it"] is not None)
        )


@EVERY_ROUND
def test_no_figure_stands_in_it_twice(name: str) -> None:
    results = ROUNDS[name]
    names = ("Audience", "Whose", "Name", "Reading", "Area number", "Measure", "Question key", "Level")
    keys = [
        tuple(row[name] for name in names if name != "Level" or row["Measure"] == "Share at a level")
        for row in rows(results)
    ]
    assert len(set(keys)) == len(keys)


def test_a_mean_is_a_number_with_its_level_and_the_people_behind_it() -> None:
    results = usual()
    row = the_row(
        results,
        audience=results.audiences[0].audience.label,
        whose="Everyone together",
        reading=GROUP,
        area_number=1,
        measure="Current position",
    )
    shown = results.audiences[0].areas[0].by_group.position
    assert isinstance(shown, Shown)
    assert (row["Value"], row["As printed"]) == (shown.value, shown.text)
    assert (row["Level"], row["People behind it"]) == (shown.band, shown.n)


def test_both_readings_stand_in_it() -> None:
    results = usual()
    for reading, words in READINGS.items():
        found = rows(
            results,
            audience=results.audiences[0].audience.label,
            whose="Everyone together",
            measure="Rank",
            reading=words,
        )
        places = [a.reading(reading).places for a in results.audiences[0].areas]
        assert all(one and one.is_exact for one in places) == (reading == "person")
        assert [(row["Value"], row["As printed"]) for row in found] == [
            (one.best if one.is_exact else None, places_text(one)) for one in places if one
        ]


def test_where_only_an_end_of_the_scale_may_be_named_there_is_no_number() -> None:
    found = rows(ROUNDS["all the same answer"], measure="Current position", whose="Everyone together")
    high = [row for row in found if row["As printed"] == "4.5 and over"]
    assert high
    assert {row["Value"] for row in high} == {None}


def test_statements_have_a_mean_in_both_readings_their_shares_and_their_agreement() -> None:
    results = usual()
    statement = results.audiences[0].areas[0].statements[0]
    assert isinstance(statement.spread, Distribution)
    mine = {"question_key": statement.question.key, "whose": "Everyone together"}
    assert [row["Reading"] for row in rows(results, measure="Mean of a statement", **mine)] == [GROUP, PERSON]
    shares = rows(results, measure="Share at a level", **mine)
    assert [row["Level"] for row in shares] == [
        level.label for level in results.audiences[0].audience.scale.levels
    ]
    chart = charts.statement_chart(results.audiences[0], results.audiences[0].areas[0], "group")
    assert [row["As printed"] for row in shares] == list(chart.rows[0][4:9])
    agreement = the_row(results, measure="Agreement", **mine)
    assert agreement["Value"] == round(statement.spread.agreement or 0, 2)
    assert agreement["Level"] == statement.spread.word


@pytest.mark.parametrize("reading", READINGS)
def test_figures_are_those_that_the_ranking_prints(reading: str) -> None:
    results = usual()
    audience = results.audiences[0]
    for printed in area_ranking(results, audience, reading):
        mine = {"reading": READINGS[reading], "area": printed.area.name, "audience": audience.audience.label}
        assert the_row(results, measure="Rank", **mine)["As printed"] == printed.rank
        assert the_row(results, measure="Gap", **mine)["As printed"] == printed.gap
        assert the_row(results, measure="Priority score", **mine)["As printed"] == printed.score
        assert the_row(results, measure="Importance", **mine)["As printed"] == printed.importance.text
        best, worst = (the_row(results, measure=f"Rank at {end}", **mine) for end in ("best", "worst"))
        assert (best["Why not shown"], worst["Why not shown"]) == (printed.band, printed.band)


@pytest.mark.parametrize("reading", READINGS)
def test_ranks_stand_with_what_chance_leaves_open_by_itself_and_for_all_at_once(reading: str) -> None:
    results = with_bands(usual(), RankBand(2, 4), RankBand(1, 7))
    audience = results.audiences[0]
    for printed in area_ranking(results, audience, reading):
        mine = {"reading": READINGS[reading], "area": printed.area.name, "audience": audience.audience.label}
        assert printed.band == "1st to 7th"
        for name, place in (("best", "2nd"), ("worst", "4th")):
            assert the_row(results, measure=f"Rank at {name}", **mine)["As printed"] == place
        for name, place in (("best", "1st"), ("worst", "7th")):
            row = the_row(results, measure=f"Rank at {name}, all areas at once", **mine)
            assert row["As printed"] == place


def test_an_area_without_a_figure_says_why_wherever_it_would_stand() -> None:
    found = rows(ROUNDS["one area unanswered"], area_number=1)
    reasons = {row["Measure"]: row["Why not shown"] for row in found if row["Measure"] not in ("Target",)}
    for measure in ("Current position", "Priority score", "Rank", "Rank at best", "Mean of a statement"):
        assert str(reasons[measure]).startswith("Not shown"), measure


def test_audiences_that_were_not_asked_how_much_areas_matter_have_no_rank() -> None:
    results = usual()
    measures = {row["Measure"] for row in rows(results, audience=results.audiences[1].audience.label)}
    assert not measures & {"Rank", "Priority score", "Importance", "Target", "Gap"}
    assert "Votes" in measures


def test_groups_without_figures_are_named_with_the_reason() -> None:
    results = ROUNDS["groups left out"]
    assert "too few answers" in str(the_row(results, name="Choirs")["Why not shown"])
    assert the_row(results, name="Police")["Why not shown"] == "Nobody answered."


def test_results_by_role_stand_beside_those_of_groups() -> None:
    found = rows(ROUNDS["by role"], whose="Role or sector", measure="Current position")
    assert len(found) == 2 * len(EDITION.areas)
    assert str(WITHHELD) in {row["Why not shown"] for row in found}
    withheld = the_row(ROUNDS["by role, withheld"], whose="Role or sector")
    assert withheld["Why not shown"] == str(WITHHELD)


@pytest.mark.parametrize("name", [*FORMULAS, "<b>markup</b>", "\u202eexe.txt", "x" * 10_000, "👩‍🏫 teachers"])
def test_whatever_a_group_is_called_no_cell_does_anything(name: str) -> None:
    results = replace(results_of(People(name, 12)), partnership=name, title=name, left_out=(name,))
    data = csv_bytes(HEADERS, tidy_table(results))
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in read} == {len(HEADERS)}
    written = [cell for row in read for cell in row if not cell.replace(".", "").lstrip("-").isdigit()]
    assert not [cell for cell in written if cell.lstrip(" \xa0\t\r\n").startswith(("=", "+", "-", "@", "＝"))]
    assert [cell for cell in read[1] if name in cell]


@EVERY_ROUND
def test_everything_that_stands_in_it_is_in_the_dictionary(name: str) -> None:
    results = ROUNDS[name]
    found = [dict(zip(DICTIONARY_HEADERS, row, strict=True)) for row in data_dictionary(results)]
    names = {(row["Kind"], row["Name"]) for row in found}
    assert {("Column", name) for name, _ in COLUMNS} <= names
    assert {("Measure", row["Measure"]) for row in rows(results)} <= names
    assert {("Reading", row["Reading"]) for row in rows(results) if row["Reading"]} <= names
    of_scale = ("Current position", "Importance", "Mean of a statement", "Share at a level")
    levels = {row["Level"] for row in rows(results) if row["Measure"] in of_scale and row["Level"]}
    assert {("Level", level) for level in levels} <= names


def test_every_measure_says_what_it_means_how_it_is_made_and_its_unit() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    for measure in MEASURES:
        assert measure.meaning.endswith(".")
        assert measure.made.endswith(".")
        assert measure.unit
