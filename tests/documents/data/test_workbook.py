"""The workbook of a release: real numbers, the pages' own, in tidy sheets in which no cell does anything."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.data.release_tables import HEADERS, tidy_table
from lws_assess.documents.data.workbook import LONGEST, release_workbook
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.letters import composed_letters, cut_to
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import READINGS, RoundResults
from lws_assess.web.workbooks import read_sheet
from tests.attacks.requests.test_scripts import CORPUS
from tests.documents.data.test_release_tables import EVERY_ROUND, ROUNDS
from tests.documents.test_tables import FORMULAS
from tests.documents.views import EDITION, People, results_of, three_areas, usual
from tests.runs.keeping import forgotten_after_a_file

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NASTY = [*FORMULAS, *CORPUS, "x" * 40_000, "👩‍🏫 teachers", "\x00\x1b\ud800\ufffe_x0041_", "&A&[Path]"]
Table = list[list[str | float]]


def parts(data: bytes) -> dict[str, str]:
    """Every file in the workbook; fails where one is not well formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        found = {name: packed.read(name).decode() for name in packed.namelist()}
    for text in found.values():
        ElementTree.fromstring(text)
    return found


def read(data: bytes) -> dict[str, Table]:
    """Every sheet by its name: numbers as numbers, everything else as text."""
    files = parts(data)
    texts = [_decoded(si) for si in ElementTree.fromstring(files["xl/sharedStrings.xml"])]
    names = [e.attrib["name"] for e in ElementTree.fromstring(files["xl/workbook.xml"]).iter(f"{MAIN}sheet")]
    return {
        name: _table(ElementTree.fromstring(files[f"xl/worksheets/sheet{number}.xml"]), texts)
        for number, name in enumerate(names, 1)
    }


def _decoded(item: ElementTree.Element) -> str:
    """A text as a spreadsheet shows it: what looks like one of its own codes is written by a code."""
    return re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), "".join(item.itertext()))


def _table(sheet: ElementTree.Element, texts: list[str]) -> Table:
    cells: dict[tuple[int, int], str | float] = {}
    for cell in sheet.iter(f"{MAIN}c"):
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.attrib["r"]).groups()  # type: ignore[union-attr]
        column = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters)))
        value = cell.findtext(f"{MAIN}v")
        assert value is not None
        cells[int(row), column] = texts[int(value)] if cell.get("t") == "s" else float(value)
    high, wide = (max((at[i] for at in cells), default=0) for i in (0, 1))
    return [[cells.get((y, x), "") for x in range(1, wide + 1)] for y in range(1, high + 1)]


def rows(table: Table) -> list[dict[str | float, str | float]]:
    heads, *others = table
    return [dict(zip(heads, row, strict=True)) for row in others]


# By the number of the results, which are kept with it: no others get that number meanwhile.
BOOKS: dict[int, tuple[RoundResults, bytes]] = forgotten_after_a_file()


def book_of(results: RoundResults) -> bytes:
    """The workbook of one of ROUNDS, made once."""
    if id(results) not in BOOKS:
        BOOKS[id(results)] = results, release_workbook(results)
    return BOOKS[id(results)][1]


def usual_book() -> bytes:
    return book_of(ROUNDS["usual"])


def test_the_sheets_tell_the_story_in_order() -> None:
    expected = ["Read me", "Charts", "Areas", "Groups", "Statements", "Ranking", "Votes", "Don’t know"]
    expected += ["Does not apply"]
    assert list(read(usual_book())) == [*expected, "Not shown", "All figures", "Definitions"]
    assert "By role or sector" in read(book_of(ROUNDS["by role"]))


def test_the_first_sheet_says_what_it_is_of() -> None:
    results = usual()
    text = str(read_sheet(usual_book(), 200, 10).rows)
    for words in (results.title, results.partnership, results.made_on, results.digest, EDITION.digest):
        assert words in text
    assert "each group counts once" in text
    assert "at least 5 people" in text


@EVERY_ROUND
def test_every_sheet_is_in_the_list_of_the_first(name: str) -> None:
    results = ROUNDS[name]
    found = read(book_of(results))
    listed = [row[0] for row in found["Read me"]]
    assert listed[-len(found) + 2 :] == [name for name in found if name not in ("Read me", "Charts")]


@EVERY_ROUND
def test_all_figures_are_those_of_the_open_data(name: str) -> None:
    """Every cell of the tidy table, number for number and word for word."""
    results = ROUNDS[name]
    head, *found = read(book_of(results))["All figures"]
    assert tuple(head) == HEADERS
    wanted = [["" if cell is None else cell for cell in row] for row in tidy_table(results)]
    assert [[*row, *[""] * (len(HEADERS) - len(row))] for row in found] == wanted


def test_areas_hold_the_numbers_of_the_view_in_both_readings() -> None:
    results = usual()
    found = rows(read(usual_book())["Areas"])
    for audience in results.audiences:
        for reading, words in READINGS.items():
            mine = [r for r in found if (r["Audience"], r["Reading"]) == (audience.audience.label, words)]
            for row, area in zip(mine, audience.areas, strict=True):
                position = area.reading(reading).position
                assert isinstance(position, Shown)
                assert row["Current position"] == (position.value if position.exact else "")
                assert (row["As printed"], row["Level"]) == (position.text, position.band)


def test_groups_hold_the_numbers_of_every_cell() -> None:
    results = usual()
    found = {row["Name"]: row for row in rows(read(usual_book())["Groups"])}
    for cell in results.audiences[0].cells:
        assert found[cell.name]["People"] == cell.people
        for area in EDITION.areas:
            shown = cell.positions[area.code]
            assert isinstance(shown, Shown)
            assert found[cell.name][numbered_area(area)] == (shown.value if shown.exact else shown.text)


def test_the_ranking_has_the_votes_beside_the_score_first_priority_first() -> None:
    results = usual()
    first = rows(read(usual_book())["Ranking"])[0]
    area = next(a for a in results.audiences[0].areas if a.by_group.rank == 1)
    assert (first["Rank"], first["Area"]) == (1, area.area.short_name)
    assert area.votes == BoundedCount(0, 2, 48)
    assert first[f"Votes: {results.audiences[0].audience.label}"] == "0 to 2 of 48 (0% to 4%)"


def test_votes_stand_between_their_least_and_their_most() -> None:
    votes = [row for row in rows(read(usual_book())["Votes"]) if row["Area number"] == 3]
    assert [(row["Votes at least"], row["Votes at most"], row["People who chose"]) for row in votes] == [
        (46, 48, 48),
        (0, 1, 11),
        (0, 1, 9),
    ]


def test_statements_hold_their_shares_as_shares() -> None:
    first = rows(read(usual_book())["Statements"])[0]
    shares = [float(first[f"Share at level {level}"]) for level in range(1, 6)]
    assert abs(sum(shares) - 1) <= 0.02
    assert first["In words"]


def test_numbers_are_printed_with_as_many_decimals_as_on_the_page() -> None:
    found = workbook_number_formats(usual_book())
    assert found["Areas"] >= {"0.00", "0.0", "0%"}
    assert found["Votes"] == {"General"}


OWN_FORMATS = {"0": "General", "1": "0", "2": "0.00", "9": "0%"}  # what a spreadsheet calls by number


def workbook_number_formats(data: bytes) -> dict[str, set[str]]:
    """The formats of the numbers of each sheet."""
    files = parts(data)
    styles = ElementTree.fromstring(files["xl/styles.xml"])
    codes = {e.attrib["numFmtId"]: e.attrib["formatCode"] for e in styles.iter(f"{MAIN}numFmt")}
    looks = [e.attrib["numFmtId"] for e in styles.find(f"{MAIN}cellXfs") or ()]
    formats = [{**OWN_FORMATS, **codes}[look] for look in looks]
    sheets = [files[f"xl/worksheets/sheet{number}.xml"] for number in range(1, len(read(data)) + 1)]
    return {
        name: {formats[int(look)] for look in re.findall(r'<c r="\w+" s="(\d+)"><v>', sheet)}
        for name, sheet in zip(read(data), sheets, strict=True)
    }


def check_inert(data: bytes) -> None:
    """No formulas, nothing from elsewhere, nothing hidden."""
    for name, text in parts(data).items():
        assert 'TargetMode="External"' not in text, name
        assert "<f>" not in text, name
        assert not ("worksheets/" in name and "hidden" in text), name
        assert not re.search(r"<sheet [^>]*state=", text), name
        assert not re.search("vba|externalLink", name), name


@EVERY_ROUND
def test_a_workbook_is_inert_and_hides_nothing(name: str) -> None:
    results = ROUNDS[name]
    check_inert(book_of(results))


@EVERY_ROUND
def test_headers_stay_in_view_and_every_table_can_be_filtered_and_printed(name: str) -> None:
    results = ROUNDS[name]
    files = parts(book_of(results))
    for number in range(3, 3 + len([n for n in files if "worksheets/sheet" in n]) - 2):
        text = files[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in text
        assert 'orientation="landscape"' in text
        assert "<autoFilter" in text or text.count("<row ") == 1


def test_the_document_names_its_title_and_nobody() -> None:
    about = parts(usual_book())["docProps/core.xml"]
    assert "<dc:title>The round: Testham</dc:title>" in about
    assert "<dc:creator></dc:creator>" in about
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in about
    assert set(re.findall(r">(\d{4})-", about)) == {"2000"}


def test_charts_are_drawn_from_the_sheets_and_described() -> None:
    files = parts(usual_book())
    drawn = [text for name, text in files.items() if name.startswith("xl/charts/chart")]
    assert len(drawn) == 10
    assert {tag for text in drawn for tag in ("c:barChart", "c:radarChart") if tag in text} == {
        "c:barChart",
        "c:radarChart",
    }
    assert all('<c:radarStyle val="filled"' not in text for text in drawn)
    names = re.findall(r"<c:f>'?([^'!]+)'?!", "".join(drawn))
    assert set(names) == {"Areas", "Ranking", "Votes"}
    assert files["xl/drawings/drawing1.xml"].count('descr="') == len(drawn)


def test_a_chart_draws_no_word_as_nought() -> None:
    """What is not exact stands in no cell that a chart of positions reads."""
    results = ROUNDS["all the same answer"]
    found = rows(read(book_of(results))["Areas"])
    assert {row["Current position"] for row in found if row["As printed"] == "4.5 and over"} == {""}


def test_whatever_names_are_the_workbook_is_sound_and_says_them() -> None:
    groups = [People(text, 12) for text in NASTY]
    every = " ".join(NASTY)
    named = {"partnership": every, "title": every, "left_out": tuple(NASTY), "unanswered": tuple(NASTY)}
    data = release_workbook(replace(results_of(*groups, edition=three_areas()), **named))
    check_inert(data)
    found = [str(row["Name"]) for row in rows(read(data)["Groups"]) if row["Whose"] == "Group"]
    assert found == [cut_to(composed_letters(text), LONGEST) for text in NASTY]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_title_that_looks_like_a_formula_is_text(text: str) -> None:
    check_inert(release_workbook(replace(results_of(), partnership=text, title=text)))


def test_what_looks_like_a_formula_stays_text_when_somebody_edits_it() -> None:
    files = parts(release_workbook(results_of(People("=1+1", 12))))
    assert "quotePrefix" in files["xl/styles.xml"]
    assert "=1+1" in files["xl/sharedStrings.xml"]


def test_a_round_in_which_nothing_may_be_shown_says_so() -> None:
    found = read(release_workbook(results_of()))
    assert "nothing that may be shown" in str(found["Read me"])
    assert "nothing that may be drawn" in str(found["Charts"])
    assert {row["As printed"] for row in rows(found["Areas"])} == {"not shown"}
    assert len(found["Not shown"]) > 1


def test_the_same_results_give_the_same_bytes() -> None:
    assert release_workbook(usual()) == usual_book()


def test_a_name_from_right_to_left_is_so_in_its_cells_and_stands_as_it_was_written() -> None:
    data = release_workbook(results_of(People("بچوں کا گروہ", 12), People("Clubs", 12)))
    assert "بچوں کا گروہ" in "".join(parts(data).values())
    styles = ElementTree.fromstring(parts(data)["xl/styles.xml"])
    assert [one.get("readingOrder") for one in styles.iter() if one.get("readingOrder")] != []
    usual_styles = parts(release_workbook(results_of(People("Teachers", 12), People("Clubs", 12))))[
        "xl/styles.xml"
    ]
    assert "readingOrder" not in usual_styles
