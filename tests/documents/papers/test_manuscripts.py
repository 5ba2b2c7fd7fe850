"""Manuscripts on paper: a drawing stays with its heading, and columns are as wide as their words ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.events.programmes import pieces_of_pack, programme_pdf
from lws_assess.documents.papers.column_widths import need_of_column, share_of_room, width_in_ems
from lws_assess.documents.papers.feedback_sheets import feedback_sheets
from lws_assess.documents.papers.handouts import poster_pdf
from lws_assess.documents.papers.manuscripts import (
    Manuscript,
    NewPage,
    PaperBlock,
    PaperHeading,
    SideBySide,
    TextParagraph,
    figure_with_table,
    sentence_of,
    table_with_notes,
    tables_for_width,
)
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.questionnaires import questionnaire_pdf
from lws_assess.survey.instruments import SHORT
from tests.documents.events.test_programmes import a_programme
from tests.documents.paper import Paper, faces_of_figures
from tests.documents.papers.test_feedback_sheets import a_sheet as a_feedback_sheet
from tests.documents.papers.test_handouts import a_handout
from tests.documents.papers.test_questionnaires import a_sheet as a_questionnaire
from tests.documents.views import EDITION, usual


def printed(*blocks: PaperBlock) -> list[str]:
    return Paper(pdf_file(Manuscript("A paper", "Of today.", "Testham", "Testham", blocks))).pages


OTHER_PAPERS: dict[str, Callable[[], bytes]] = {
    "a questionnaire": lambda: questionnaire_pdf(a_questionnaire(EDITION, EDITION.audiences[0].key, SHORT)),
    "a poster": lambda: poster_pdf(a_handout(address="https://testham.example/join/a20", code="204 560")),
    "sheets for groups": lambda: feedback_sheets([a_feedback_sheet(usual(), "Teachers")]),
    "a programme": lambda: programme_pdf(a_programme(), pieces_of_pack(a_programme().segments)),
}


@pytest.mark.parametrize("name", OTHER_PAPERS)
def test_no_nought_of_any_paper_has_a_stroke_through_it(name: str) -> None:
    """Codes that are typed are set in a face of their own, in which a nought is told from an O."""
    found = faces_of_figures(Paper(OTHER_PAPERS[name]()))
    assert "NotoSans" in found
    assert found <= {"NotoSans", "DejaVuSansMono"}


@pytest.mark.parametrize("lines", range(20, 45, 4))
@pytest.mark.parametrize("is_pair", [True, False])
def test_a_drawing_is_on_the_page_of_its_heading(lines: int, is_pair: bool) -> None:
    """Wherever on the page the heading would stand: with the words below it, and with what the drawing shows."""
    audience = usual().audiences[0]
    chart = charts.radar_chart(audience, "group")
    shown: tuple[PaperBlock, ...] = (SideBySide((chart, chart), "Both."),)
    if not is_pair:
        shown = figure_with_table(charts.dot_plot(audience, "group"))
    filling = [TextParagraph(f"Line {number}.") for number in range(lines)]
    pages = printed(*filling, PaperHeading("The heading"), sentence_of(chart), *shown)
    [page] = [page for page in pages if "The heading" in page]
    assert chart.sentence[:40] in page
    for area in audience.areas:
        assert area.area.short_name.split()[0] in page.partition("The heading")[2]


def test_a_column_has_room_for_its_longest_word_and_then_for_sentences() -> None:
    rows = [("1 Complementary roles", "2.36", "somewhere from 3rd to 5th, by what people answered")] * 3
    made = table_with_notes("Areas", ("Area", "Stands at", "By chance"), rows)
    area, figure, sentence = made.widths()
    assert figure < area < sentence
    assert made.is_readable
    assert not made.dense
    narrow = made.widths(room=18)
    assert narrow[0] >= 100 * width_in_ems("Complementary", is_bold=True)


def test_columns_are_given_no_more_than_they_ask_and_never_less_than_their_words() -> None:
    needs = [need_of_column("Area", ["Safeguarding"], True, 1.0), need_of_column("n", ["1"], False, 1.0)]
    wide = share_of_room(needs, 100)
    assert wide == tuple(round(100 * need.most) for need in needs)
    assert share_of_room(needs, 1) == tuple(round(100 * need.least) for need in needs)


def test_a_table_whose_words_no_page_has_room_for_is_parted() -> None:
    heads = ["Group", "People", *(f"Responsibilities{number}" for number in range(7))]
    parts = tables_for_width("Groups", heads, [["Teachers", "12", *"1234567"]])
    assert len(parts) > 1
    assert all(part.is_readable for part in parts)
    assert [head for part in parts for head in part.headers[2:]] == heads[2:]


def test_pages_that_lead_are_parted_where_the_manuscript_says() -> None:
    blocks = (TextParagraph("One."), NewPage(in_pdf_alone=True), TextParagraph("Two."))
    made = Paper(pdf_file(Manuscript("A paper", "Of today.", "Testham", "Testham", blocks, leading=2)))
    assert ["One." in made.pages[0], "Two." in made.pages[1], len(made.pages)] == [True, True, 2]
