"""Tables of paper forms: right as a whole, or every fault by its row and column."""

from __future__ import annotations

import pytest

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import FULL, SHORT, Audience
from lws_assess.survey.paper import form_boxes
from lws_assess.survey.paper_tables import (
    MOST_FORMS,
    CellFault,
    FormTable,
    column_letters,
    read_table,
    table_headings,
)
from tests.worlds.builders import INSTRUMENT

EDITION = shipped_editions()[INSTRUMENT]
PROFESSIONAL = EDITION.audience("professional")
NAMES, WORDS = table_headings(form_boxes(EDITION, PROFESSIONAL, FULL))


def row(**cells: str) -> list[str]:
    """A row with these cells filled; an underscore stands for a hyphen, two for a dot."""
    named = {name.replace("__", ".").replace("_", "-"): text for name, text in cells.items()}
    assert named.keys() <= set(NAMES)
    return [named.get(name, "") for name in NAMES]


def read(*rows: list[str], audience: Audience = PROFESSIONAL, kept: tuple[str, ...] = ()) -> FormTable:
    return read_table(EDITION, audience, kept, rows)


def faults(*rows: list[str]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.name) for fault in read(*rows).faults]


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_a_spreadsheet(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_each_row_is_a_form() -> None:
    table = read(NAMES, WORDS, row(sipv_1="3", cvl__comment="Good."), row(), row(cvl_2="d", top_areas__1="8"))
    assert table.faults == ()
    assert [set(pages) for pages in table.forms] == [
        {"areas/sipv", "areas/cvl", "about"},
        {"areas/cvl", "priorities", "about"},
    ]
    assert (table.filled, table.left_empty, table.comments) == (2, 94, 1)


def test_the_row_of_words_may_be_left_out_and_columns_may_stand_in_any_order() -> None:
    turned = [list(reversed(r)) for r in (NAMES, row(sipv_1="3", sipv_2="n"))]
    table = read(*turned)
    assert table.faults == ()
    assert table.forms[0]["areas/sipv"] == {"sipv-1": "3", "sipv-2": "not-applicable"}


def test_words_that_a_spreadsheet_broke_up_are_known_again() -> None:
    broken = ["'" + word.replace(" ", "  \n", 1) for word in WORDS]
    assert len(read(NAMES, broken, row(sipv_1="3")).forms) == 1


@pytest.mark.parametrize("audience", EDITION.audiences)
@pytest.mark.parametrize("length", [FULL, SHORT])
@pytest.mark.parametrize("kept", [(), ("sector",)])
def test_the_template_of_every_form_is_read_as_that_form(
    audience: Audience, length: str, kept: tuple[str, ...]
) -> None:
    length = FULL if audience.easy_read else length
    these = form_boxes(EDITION, audience, length, kept)
    filled = ["" if box.name.startswith("top-areas") or box.is_text else "1" for box in these]
    table = read(*table_headings(these), filled, audience=audience, kept=kept)
    assert (table.faults, table.length, len(table.forms), table.left_empty) == ((), length, 1, 0)


def test_every_fault_has_its_row_and_column() -> None:
    found = faults(NAMES, WORDS, row(sipv_1="7", sipv_2="3"), row(), row(keep="x" * 601, top_areas__1="0"))
    keep, choice = NAMES.index("keep"), NAMES.index("top-areas.1")
    assert found[0] == (3, "A", "sipv-1")
    assert set(found[1:]) == {(5, column_letters(keep), "keep"), (5, column_letters(choice), "top-areas.1")}


def test_a_table_with_one_fault_gives_no_form() -> None:
    assert read(NAMES, row(sipv_1="3"), row(sipv_1="x")).forms == ()


def test_a_hundred_faults_are_named_and_the_rest_counted() -> None:
    table = read(NAMES, *(row(sipv_1="x", sipv_2="y") for _ in range(80)))
    assert (len(table.faults), table.more_faults) == (100, 60)


def test_no_more_forms_are_taken_at_once_than_are_stored_in_a_moment() -> None:
    many = [row(sipv_1="3")] * MOST_FORMS
    assert len(read(NAMES, *many).forms) == MOST_FORMS
    too_many = read(NAMES, *many, row(sipv_1="3"))
    assert too_many.forms == ()
    assert "Split the file" in too_many.faults[0].message


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["a", "b"], ["1", "2"]], (1, "", "")),
        ([NAMES], (2, "", "")),
        ([NAMES, WORDS], (3, "", "")),
        ([NAMES[:-1], ["3"]], (1, "", NAMES[-1])),
        ([[*NAMES, "sipv-1"], ["3"]], (1, column_letters(len(NAMES)), "sipv-1")),
        ([[*NAMES, "name"], ["3"]], (1, column_letters(len(NAMES)), "name")),
        ([NAMES, [*row(sipv_1="3"), "", "stray"]], (2, column_letters(len(NAMES) + 1), "")),
        ([NAMES, row(sipv_1="3"), ["", *row()[1:-1], "\x01"]], (3, "", "")),
    ],
)
def test_a_table_of_another_shape_is_refused(rows: list[list[str]], fault: tuple[int, str, str]) -> None:
    assert faults(*rows) == [fault]


def test_a_form_of_which_only_the_sector_is_known_is_refused() -> None:
    names, _ = table_headings(form_boxes(EDITION, PROFESSIONAL, FULL, ("sector",)))
    table = read(names, ["1" if name == "sector" else "" for name in names], kept=("sector",))
    assert table.faults == (CellFault(2, "", "", "This form has no answer. Delete the row."),)


def test_an_error_of_a_spreadsheet_is_nobodys_comment() -> None:
    table = read(NAMES, row(sipv_1="#N/A", keep="#REF!"), row(sipv_1="3", keep="See #REF!"))
    assert [(fault.row, fault.name) for fault in table.faults] == [(2, "sipv-1"), (2, "keep")]
    assert "shows an error here: #REF!" in table.faults[1].message


def test_a_whole_number_is_read_as_a_program_writes_it_that_took_it_for_another() -> None:
    table = read(NAMES, row(sipv_1="3.0", sipv_2="4.", top_areas__1="8.00"))
    assert table.faults == ()
    assert table.forms[0]["areas/sipv"] == {"sipv-1": "3", "sipv-2": "4"}
    assert faults(NAMES, row(sipv_1="3.5")) == [(2, "A", "sipv-1")]
