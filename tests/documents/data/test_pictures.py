"""Pictures to take away: they say what they show, of whom and when, and bring nothing with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.data.pictures import MOST_LINES, WIDE, picture_file, png_file
from lws_assess.survey.letters import composed_letters, cut_to
from lws_assess.survey.results.round_results import RoundResults
from tests.attacks.requests.test_scripts import CORPUS
from tests.documents.views import EDITION, People, drawing, results_of, usual, words

SOURCE = "Testham Children’s Partnership, The round, results of 2 March 2026; 48 people"
NASTY = [
    *CORPUS,
    "=1+1",
    "\u202eexe.txt",
    "x" * 10_000,
    "many words " * 1000,
    "👩‍🏫 مدرسة Учителя",
    "\x00\x1b\ud800\ufffe",
    "",
]


def drawn(results: RoundResults) -> Iterator[Chart]:
    audience = results.audiences[0]
    cell = audience.cells[0] if audience.cells else None
    yield charts.rainbow_chart(audience, "group")
    yield charts.radar_chart(audience, "group", cell)
    yield charts.dot_plot(audience, "group")
    yield charts.importance_chart(audience, "group")
    yield charts.rank_band_chart(audience, "group")
    yield charts.group_chart(audience, "group", cell)
    yield charts.statement_chart(audience, audience.areas[0], "group")
    yield charts.dont_know(results.edition, audience)
    yield charts.vote_chart(results)


@pytest.fixture(params=range(9))
def chart(request: pytest.FixtureRequest) -> Chart:
    charts_of_usual = list(drawn(usual()))
    assert len(charts_of_usual) == 9
    return charts_of_usual[request.param]


def said(svg: bytes) -> str:
    return " ".join(words(svg.decode()))


def png_size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_a_picture_says_its_title_its_main_point_its_note_and_its_source(chart: Chart) -> None:
    picture = picture_file(chart, SOURCE)
    for text in (chart.title, chart.sentence, chart.note, SOURCE):
        assert text in said(picture)
    inside = words(chart.svg)
    assert [line for line in words(picture.decode()) if line in inside] == inside


def test_a_picture_needs_nothing_from_elsewhere_and_runs_nothing(chart: Chart) -> None:
    picture = picture_file(chart, SOURCE).decode()
    assert {address for address in re.findall(r'href="([^"]*)"', picture) if address[0] != "#"} == set()
    assert {e.tag for e in drawing(picture).iter()} & {
        "script",
        "image",
        "foreignObject",
        "style",
        "a",
    } == set()
    assert re.findall(r'(?:xmlns|src)="([^"]*)"', picture) == ["http://www.w3.org/2000/svg"] * 2


def test_a_picture_has_a_white_ground_and_names_faces_that_every_device_has() -> None:
    root = drawing(picture_file(next(drawn(usual())), SOURCE).decode())
    assert root.attrib["font-family"].endswith("sans-serif")
    _, ground, *_ = root
    wide, high = root.attrib["viewBox"].split()[2:]
    assert ground.attrib == {"d": f"M0 0H{wide}V{high}H0z", "fill": "#fff"}


def test_the_drawing_stands_between_the_words_and_inside_the_ground() -> None:
    chart = next(drawn(usual()))
    root = drawing(picture_file(chart, SOURCE).decode())
    [inner] = root.findall("svg")
    top, bottom = float(inner.attrib["y"]), float(inner.attrib["y"]) + float(inner.attrib["height"])
    lines = [float(e.attrib["y"]) for e in root.findall("text")]
    assert not [y for y in lines if top < y < bottom + 10]
    assert max(lines) < float(root.attrib["height"])
    assert float(inner.attrib["x"]) + float(inner.attrib["width"]) < float(root.attrib["width"])


def test_a_png_is_as_wide_as_a_page_and_as_high_as_its_drawing(chart: Chart) -> None:
    root = drawing(picture_file(chart, SOURCE).decode())
    wide, high = png_size(png_file(chart, SOURCE))
    assert abs(wide - WIDE) <= 1
    assert abs(high / wide - float(root.attrib["height"]) / float(root.attrib["width"])) < 0.01


def test_the_words_of_a_png_are_drawn() -> None:
    chart = next(drawn(usual()))
    dumb = replace(chart, title="", sentence="", note="")
    assert len(png_file(chart, SOURCE)) > len(png_file(dumb, "")) + 10_000


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_whatever_is_written_a_picture_is_sound(text: str) -> None:
    chart = replace(next(drawn(usual())), title=text, sentence=text, note=text)
    picture = picture_file(chart, text)
    root = drawing(picture.decode())
    assert len(root.findall("text")) <= 4 * MOST_LINES
    assert "script" not in {e.tag for e in root.iter()}
    assert "\u202e" not in picture.decode()


@pytest.mark.parametrize("text", ["x" * 10_000, "👩‍🏫 مدرسة Учителя", "<b>&amp;]]>", "\x00\x1b\u202e"])
def test_whatever_is_written_a_png_is_made(text: str) -> None:
    results = results_of(People(text, 12))
    chart = charts.group_chart(results.audiences[0], "group", results.audiences[0].cells[0])
    assert png_size(png_file(chart, text))[0] == WIDE


LITTLE = {
    "nothing in it": (),
    "everything withheld": (People("Teachers", 12, areas={area.code: 0 for area in EDITION.areas}),),
    "one group": (People("Teachers", 12),),
}


@pytest.mark.parametrize("name", LITTLE)
def test_a_round_that_shows_little_has_its_pictures(name: str) -> None:
    results = results_of(*LITTLE[name])
    for chart in drawn(results):
        assert chart.sentence in said(picture_file(chart, SOURCE))
    assert png_file(next(drawn(results)), SOURCE)


def test_a_chart_without_a_drawing_still_says_its_sentence() -> None:
    chart = Chart("key", "Title", "Sentence.", ("A",), (), "")  # type: ignore[arg-type]
    assert said(picture_file(chart, SOURCE)) == f"Title Sentence. {SOURCE}"
    assert png_file(chart, SOURCE)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u202eb", "ab"),
        ("a\x00b\x1b\x7f", "ab"),
        ("\ud800", ""),
        ("e\u0301", "é"),
        ("👩‍🏫\n\t", "👩‍🏫\n\t"),
    ],
)
def test_text_is_readable_by_other_programs(typed: str, kept: str) -> None:
    assert composed_letters(typed) == kept


def test_a_text_is_cut_where_it_is_too_long() -> None:
    assert cut_to("x" * 10, 10) == "x" * 10
    assert cut_to("x" * 11, 10) == "x" * 9 + "…"
