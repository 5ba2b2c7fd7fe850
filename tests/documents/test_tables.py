"""Downloads as CSV: readable by every spreadsheet, and inert in all of them (A1)."""

from __future__ import annotations

import csv
import io

import pytest

from lws_assess.documents.tables import csv_bytes, inert_cell

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "\xa0@x",
    "＝1",
    '=HYPERLINK("http://bad.example","x")',
    "=cmd|'/c calc'!A1",
]


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_looks_like_a_formula_is_text(cell: str) -> None:
    ((header,), (found,)) = read(csv_bytes([cell], [[cell]]))
    assert header == found == "'" + cell


@pytest.mark.parametrize("cell", ["Nurses", "2–4 people", "a=b", "", "O'Brien", "100%"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert inert_cell(cell) == cell


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert read(csv_bytes(["n"], [[-3], [0.5], [None]]))[1:] == [["-3"], ["0.5"], [""]]


def test_separators_quotes_and_line_breaks_stay_within_their_cell() -> None:
    nasty = 'One, "two"; =three\n=four\r\n+five'
    assert read(csv_bytes(["a", "b"], [[nasty, "next"]])) == [["a", "b"], [nasty, "next"]]


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert csv_bytes(["Ŵyn"], []).startswith(b"\xef\xbb\xbf")
