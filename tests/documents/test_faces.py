"""Whatever may be typed is printed, in every paper and every picture, and what cannot be is said by its number."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.data.outlines import letters_as_outlines
from lws_assess.documents.data.pictures import picture_file, png_file
from lws_assess.documents.directions import isolated_runs, pieces_by_direction, runs_backward
from lws_assess.documents.faces import outside_of_first, printable_text, shipped_faces
from lws_assess.documents.papers.handouts import poster_pdf
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    Manuscript,
    PaperHeading,
    PaperTable,
    TextParagraph,
    WritingPrompt,
    figure_with_table,
    table_with_notes,
)
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.printing import compile_pages
from lws_assess.survey.letters import (
    composed_for_print,
    cut_to,
    lines_for_width,
    whole_letters,
    width_in_letters,
)
from tests.documents.languages import EVERYTHING, IN_NO_FACE, SAID_INSTEAD, STRAIGHT, WRITTEN
from tests.documents.paper import Paper
from tests.documents.papers.test_feedback_sheets import a_sheet, paper_of
from tests.documents.papers.test_handouts import a_handout, slips, some_slips
from tests.documents.views import People, results_of
from tests.documents.word_files import W
from tests.runs.soaking import IS_SOAK, tries

KEYS_AND_MARKS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("aé\u0301\u0323\u200d\u200c\ufe0f\U0001f3fd👩कािं🇬\u20e3ہבا\n\t ")
    ),
    max_size=40,
)  # fmt: skip


def a_manuscript(words: str) -> Manuscript:
    return Manuscript(
        title=words,
        subtitle=words,
        author="Testham",
        foot=words[:60],
        blocks=(
            PaperHeading(words),
            TextParagraph(words, lead=words),
            TextParagraph(words, look="theirs"),
            BulletList((("", words), (words, words))),
            WritingPrompt(words),
            table_with_notes(words, ("Area", words), ((words, words), ("One", "2"))),
            *figure_with_table(a_chart(words)),
        ),
    )


def a_chart(*names: str) -> Chart:
    results = results_of(*(People(name, 12) for name in (*names, "Clubs")))
    return charts.group_chart(results.audiences[0], "group", results.audiences[0].cells[0])


def as_paper(words: str) -> Paper:
    return Paper(pdf_file(a_manuscript(words)))


def as_feedback(words: str) -> Paper:
    results = results_of(People(words, 12), People("Clubs", 12))
    return paper_of(replace(a_sheet(results, words), contact=words))


def as_poster(words: str) -> Paper:
    return Paper(poster_pdf(a_handout(partnership=words, group=words, this_is_you_if=words, contact=words)))


def as_slips(words: str) -> Paper:
    return Paper(slips(a_handout(partnership=words, group=words), some_slips(2)))


TOGETHER = tries(in_a_soak=6, otherwise=12)  # languages in one paper
PAPERS: dict[str, Callable[[str], Paper]] = {
    "paper": as_paper,
    "feedback": as_feedback,
    "poster": as_poster,
    "slips": as_slips,
}


@pytest.mark.parametrize("kind", PAPERS)
def test_every_language_is_printed_in_every_kind_of_paper(kind: str) -> None:
    """Every language by turns in one kind of paper, and in all of them in a soak.

    The printer refuses a paper with a letter that is not drawn; its number stands in its place at the second try.
    """
    make = PAPERS[kind]
    written = [*WRITTEN.values()] if IS_SOAK else [*WRITTEN.values()][[*PAPERS].index(kind) :: len(PAPERS)]
    for some in range(0, len(written), TOGETHER):
        paper = make(" · ".join(written[some : some + TOGETHER])).is_sound()
        assert "[U+" not in paper.text
    for key in STRAIGHT:
        assert WRITTEN[key].split()[0] in make(WRITTEN[key]).text, key


def test_what_no_face_has_is_said_by_its_number_wherever_it_stands() -> None:
    for make in PAPERS.values():
        assert SAID_INSTEAD in make(f"Clubs {IN_NO_FACE}").text
    assert png_file(a_chart(f"Clubs {IN_NO_FACE}"), IN_NO_FACE)


@given(KEYS_AND_MARKS)
@settings(max_examples=tries(150, 60), deadline=None)
def test_what_is_called_printable_is_printed(typed: str) -> None:
    """By the printer's own word: it refuses a letter that it cannot draw."""
    words = isolated_runs(printable_text(composed_for_print(typed)))
    source = b'#import "paper.typ": *\n#show: sheet.with(title: "One")\n= One\n#data.words'
    assert compile_pages(source, {"words": words}, "pdf")


@given(KEYS_AND_MARKS)
@settings(max_examples=100, deadline=None)
def test_nothing_printable_is_lost(typed: str) -> None:
    said = printable_text(typed)
    numbers = {chr(int(number, 16)) for number in re.findall(r"\[U\+([0-9A-F]+)\]", said)}
    assert set(said) | numbers >= {
        c for c in typed if not any(c in whole[1:] for whole in whole_letters(typed))
    } - set("\n")


def test_the_letters_of_the_faces_inside_the_printer_are_there() -> None:
    for face in shipped_faces():
        for first, last in face.ranges if len(face.ranges) < 10 else face.ranges[:1]:
            letters = "".join(c for c in map(chr, range(first, last + 1)) if c.isprintable())
            source = (
                f'#import "paper.typ": *\n#set document(title: "One")\n'
                f'#set text(font: "{face.family}", fallback: false, lang: "en")\n#data.words'
            )
            assert compile_pages(source.encode(), {"words": letters}, "pdf"), (face.family, first)


# --- pictures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", WRITTEN)
def test_a_line_of_a_drawing_in_other_letters_becomes_a_shape_where_it_stood(key: str) -> None:
    line = f'<text x="100" y="50" font-size="12" fill="#123456" text-anchor="end">{WRITTEN[key]}</text>'
    other = '<text x="1" y="9">Clubs</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">{line}{other}</svg>'
    made = letters_as_outlines(drawing)
    assert other in made
    if not outside_of_first(WRITTEN[key]):
        assert made == drawing
        return
    assert WRITTEN[key] not in made
    [x, wide] = map(float, re.search(r'<svg x="([\d.-]+)".*?width="([\d.]+)"', made).groups())  # type: ignore[union-attr]
    assert x + wide == pytest.approx(100, abs=0.1)
    assert "#123456" in made


def test_a_picture_in_every_language_is_made_and_holds_what_was_written() -> None:
    keys = ("Urdu", "Tamil", "Chinese", "Emoji", "Yoruba", "Hebrew")
    chart = a_chart(*(WRITTEN[key] for key in keys))
    assert WRITTEN["Urdu"] in picture_file(chart, "Testham").decode()
    assert png_file(chart, EVERYTHING).startswith(b"\x89PNG")
    blank = png_file(replace(chart, title="", sentence="", note=""), "")
    assert (
        len(png_file(replace(chart, title=WRITTEN["Bengali"], sentence="", note=""), "")) > len(blank) + 1000
    )


# --- directions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("ڈاکٹر", True),
        ("ڈاکٹر 12 (71%)", True),
        ("The lead of ڈاکٹر: 12 of 17.", False),
        ("ڈاکٹر: 12 of 17", False),
        ("Clubs", False),
        ("12", False),
        ("", False),
    ],
)
def test_a_text_runs_backward_where_hardly_any_of_its_letters_run_forward(words: str, whole: bool) -> None:
    assert runs_backward(words) is whole


def test_figures_beside_a_name_that_runs_backward_stay_where_they_are() -> None:
    assert isolated_runs("The lead of בית ספר: 12 of 17") == "The lead of \u2068בית ספר\u2069: 12 of 17"
    assert isolated_runs("בית ספר") == "\u2067בית ספר\u2069"


@given(st.text(st.sampled_from("ab 12.בתہڈ\u200c,()\n"), max_size=30))
@settings(max_examples=tries(200, 80), deadline=None)
def test_the_parts_of_a_text_are_the_text(typed: str) -> None:
    assert "".join(part for part, _ in pieces_by_direction(typed)) == typed
    assert re.sub("[\u2067-\u2069]", "", isolated_runs(typed)) == typed


# --- lines -----------------------------------------------------------------------------------------------


@given(KEYS_AND_MARKS, st.integers(4, 20))
@settings(max_examples=tries(200, 80), deadline=None)
def test_lines_hold_every_letter_and_no_line_is_too_wide(typed: str, room: int) -> None:
    lines = lines_for_width(typed, room)
    assert "".join(lines).replace(" ", "") == "".join(typed.split())
    assert all(width_in_letters(line) <= room or len([*whole_letters(line)]) == 1 for line in lines)


def test_a_cut_never_parts_what_stands_as_one() -> None:
    assert cut_to("ab👩‍👩‍👧cd", 5) == "ab…"
    assert cut_to("abबि x", 4) == "ab…"


# --- Word ------------------------------------------------------------------------------------------------


def test_a_word_file_holds_every_language_as_it_was_written() -> None:
    data = word_file(a_manuscript(EVERYTHING))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("word/document.xml").decode()
    letters = re.sub(r"<[^>]+>", "", body)
    for words in WRITTEN.values():
        assert words in letters


def test_words_from_right_to_left_are_so_in_word() -> None:
    body = opened_body(word_file(a_manuscript("بچے: 12")))
    turned = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}bidi") is not None]
    assert len(turned) >= 6
    runs = [r for r in body.iter(f"{W}r") if "بچے" in "".join(t.text or "" for t in r.iter(f"{W}t"))]
    assert runs
    for run in runs:
        assert run.find(f"{W}rPr/{W}rtl") is not None
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "ur-PK"  # type: ignore[union-attr]
    mixed = opened_body(word_file(a_manuscript("The lead of بچے: 12 of 17")))
    said = [r for r in mixed.iter(f"{W}r") if r.find(f"{W}rPr/{W}rtl") is not None]
    assert {"".join(t.text or "" for t in run.iter(f"{W}t")) for run in said} == {"بچے"}


def opened_body(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return ElementTree.fromstring(packed.read("word/document.xml"))


# --- tables ----------------------------------------------------------------------------------------------


def test_every_table_of_a_paper_has_a_caption_and_headers_of_rows_and_columns() -> None:
    rows = (("One", "1", "2"), ("Two", "3", ""), ("", "5", "6"))
    paper = as_tables(table_with_notes("What there is", ("Area", "First", "Second"), rows))
    assert paper.cells() == [
        ("/TH", "/Column"), ("/TH", "/Column"), ("/TH", "/Column"),
        ("/TH", "/Row"), ("/TD", ""), ("/TD", ""),
        ("/TH", "/Row"), ("/TD", ""), ("/TD", ""),
        ("/TD", ""), ("/TD", ""), ("/TD", ""),
    ]  # fmt: skip
    tags = [tag for tag, _ in paper.is_sound().tags()]
    assert tags.count("/Table") == tags.count("/Caption") == 1


def test_the_same_table_gives_the_same_bytes() -> None:
    words = a_manuscript("Clubs")
    assert pdf_file(words) == pdf_file(words)


def as_tables(*blocks: PaperTable) -> Paper:
    return Paper(pdf_file(Manuscript("One", "Two", "Testham", "Foot", blocks)))
