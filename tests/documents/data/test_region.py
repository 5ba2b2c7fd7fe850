"""The file for a region: levels, people and groups of one round, and nobody in an order."""

from __future__ import annotations

from lws_assess.documents.data.region import HEADERS, file_for_a_region
from tests.documents.views import EDITION, People, results_of, usual


def rows(results) -> list[dict[str, object]]:
    headers, rows = file_for_a_region(results)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def test_there_is_a_row_for_each_area_of_each_audience_that_is_shown() -> None:
    found = rows(usual())
    assert len(found) == 3 * len(EDITION.areas)
    assert [row["Area number"] for row in found[:8]] == list(range(1, 9))
    assert {row["Audience"] for row in found} == {a.label for a in EDITION.audiences}


def test_figures_are_numbers_with_their_level_and_what_stands_behind_them() -> None:
    first = rows(usual())[0]
    assert isinstance(first["Mean, each group counts once"], float)
    assert first["Level, each group counts once"] == "Early steps"
    assert (first["Groups shown"], first["People in those groups"]) == (3, 48)
    assert first["Smallest number of people shown"] == 5
    assert EDITION.digest.startswith(str(first["Edition"]))


def test_what_is_not_shown_is_empty_and_says_why() -> None:
    code = EDITION.areas[0].code
    first = rows(results_of(People("Teachers", 8, areas={code: 0})))[0]
    assert first["Mean, each group counts once"] == ""
    assert "Not shown" in str(first["Why not shown"])


def test_the_end_of_a_scale_is_in_words() -> None:
    first = rows(
        results_of(People("Teachers", 8, 1, areas=dict.fromkeys([a.code for a in EDITION.areas], 1)))
    )
    assert {str(row["Mean, each group counts once"]) for row in first} <= {"below 1.5", "1.5"}


def test_a_round_in_which_nothing_may_be_shown_still_has_its_rows() -> None:
    found = rows(results_of())
    assert len(found) == len(EDITION.areas)
    assert all("Not shown" in str(row["Why not shown"]) for row in found)


def test_nothing_in_it_ranks() -> None:
    assert not [header for header in HEADERS if "rank" in header.lower() or "place" in header.lower()]
