"""Results as files: every picture as SVG and PNG, the workbook, and open data with its dictionary."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from lws_assess.actions.events.summaries import results_may_be_seen
from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.data.pictures import picture_file, png_file
from lws_assess.documents.data.release_tables import DICTIONARY_HEADERS, HEADERS, data_dictionary, tidy_table
from lws_assess.documents.data.workbook import release_workbook
from lws_assess.documents.tables import csv_bytes
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.round_results import READINGS
from lws_assess.web.downloads import CSV, XLSX, as_download
from lws_assess.web.results.blocks import ResultsLook, find_block
from lws_assess.web.results.results_pages import get_look
from lws_assess.web.rounds_of_events import open_to_rounds_of_events

blueprint = Blueprint("files", __name__, url_prefix="/p/<partnership>/rounds/<round_key>")
open_to_rounds_of_events(blueprint, results_may_be_seen)

SVG, PNG = "image/svg+xml", "image/png"
COUNT_PEOPLE = ("votes", "dont-know", "pair", "cut")  # blocks in which it does not matter who counts how much


@blueprint.get("/results.xlsx")
def book(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """The workbook: tidy sheets with real numbers, charts and definitions."""
    look = get_look(partnership, round_key)
    return as_download(release_workbook(look.results), f"{partnership}-{round_key}-results.xlsx", XLSX)


@blueprint.get("/results.csv")
def tidy(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Every figure of the release, one a row."""
    rows = tidy_table(get_look(partnership, round_key).results)
    return as_download(csv_bytes(HEADERS, rows), f"{partnership}-{round_key}-results.csv", CSV)


@blueprint.get("/results-dictionary.csv")
def dictionary(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows what every column and measure of that table means."""
    rows = data_dictionary(get_look(partnership, round_key).results)
    name = f"{partnership}-{round_key}-results-dictionary.csv"
    return as_download(csv_bytes(DICTIONARY_HEADERS, rows), name, CSV)


@blueprint.get("/results/pictures/<block>/<key>.svg")
def svg(partnership: PartnershipKey, round_key: RoundKey, block: str, key: str) -> Response:
    """A picture of the page, which grows without loss."""
    look = get_look(partnership, round_key)
    chart = _get_chart(look, block, key)
    return as_download(
        picture_file(chart, _source(look, block, chart)), f"{partnership}-{round_key}-{key}.svg", SVG
    )


@blueprint.get("/results/pictures/<block>/<key>.png")
def png(partnership: PartnershipKey, round_key: RoundKey, block: str, key: str) -> Response:
    """Gives a picture of the page as a PNG, for programs that take no SVG."""
    look = get_look(partnership, round_key)
    chart = _get_chart(look, block, key)
    return as_download(
        png_file(chart, _source(look, block, chart)), f"{partnership}-{round_key}-{key}.png", PNG
    )


def _get_chart(look: ResultsLook, block: str, key: str) -> Chart:
    """The picture of that key in a block, drawn for the choices of the address; otherwise 404."""
    drawn = (find_block(look, block) or abort(404)).draw(look)
    return next((chart for chart in drawn.values() if chart.key == key), None) or abort(404)


def _source(look: ResultsLook, block: str, chart: Chart) -> str:
    """Returns where a picture comes from, and how many people of which audiences answered."""
    results = look.results
    reading = "" if block in COUNT_PEOPLE else f", if {READINGS[look.choice.reading]}"
    # The key of a picture of one audience names it.
    of_one = [audience for audience in look.answered if f"-{audience.audience.key}" in chart.key]
    people = "; ".join(f"{a.audience.label}: {a.people:,} answered" for a in of_one or look.answered)
    return f"{results.partnership}: {results.title}, results of {results.made_on}{reading}. {people}."
