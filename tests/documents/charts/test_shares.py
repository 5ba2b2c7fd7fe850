"""Shares of a whole: printed ones that do not add up to 100 say so."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.shares import rounded_shares, rounding_note
from lws_assess.documents.data.pictures import picture_file
from lws_assess.documents.papers.manuscripts import Manuscript, figure_with_table
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.survey.counts import exact_count
from tests.documents.charts.test_statements import an_area, printed, spread_of
from tests.documents.paper import Paper
from tests.documents.papers.test_board_papers import words_of

WHOLES = st.lists(st.lists(st.integers(0, 400), min_size=2, max_size=7).filter(any), min_size=1, max_size=8)


@given(WHOLES)
def test_printed_shares_say_when_they_do_not_add_up(counts: list[list[int]]) -> None:
    printed = [rounded_shares(row, sum(row)) for row in counts]
    off = [sum(row) for row in printed if sum(row) != 100]
    said = rounding_note(printed)
    assert bool(said) == bool(off)
    if len(printed) == 1 and off:
        assert said == f"The shares are rounded and add up to {off[0]}."
    elif off:
        told = {int(total): int(rows) for total, rows in re.findall(r"(\d+) in (\d+) rows?", said)}
        assert told == {total: off.count(total) for total in off}


@given(st.lists(st.integers(0, 400), min_size=2, max_size=7).filter(any))
def test_each_share_is_rounded_by_itself(counts: list[int]) -> None:
    for count, share in zip(counts, rounded_shares(counts, sum(counts)), strict=True):
        assert abs(share - 100 * count / sum(counts)) <= 0.5 + 1e-9


@given(st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_halves_of_a_share_go_up(count_of: tuple[int, int]) -> None:
    count, of = count_of
    exact = Decimal(100 * count) / Decimal(of)
    assert exact_count(count, of).percents == (int(exact.quantize(Decimal(1), ROUND_HALF_UP)),) * 2


def test_page_picture_pdf_and_word_say_it_alike() -> None:
    audience, area = an_area(
        [printed("2.00")] * 5, [spread_of(1, 1, 1, 0, 0), *[spread_of(5, 5, 0, 0, 0)] * 4]
    )
    chart = charts.statement_chart(audience, area, "group")
    assert "The shares in a row are rounded: they add up to 99 in 1 row." in chart.note
    sums = {sum(int(cell[:-1]) for cell in row if re.fullmatch(r"\d+%", cell)) for row in chart.rows}
    assert sums - {100, 0}
    sentence = re.search(r"The shares [^.]*\.", chart.note)
    assert sentence
    manuscript = Manuscript("One", "Two", "Testham", "Foot", figure_with_table(chart))
    assert sentence[0] in Paper(pdf_file(manuscript)).text
    assert sentence[0] in words_of(word_file(manuscript))
    letters = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", picture_file(chart, "Testham").decode()))
    assert sentence[0] in letters
