"""Explore: a reader chooses figures of published results, turns them over, and takes them away as files.

The page shows the figures as a table and as a drawing of ours. The charts library comes only when a reader asks for it.
"""

from __future__ import annotations

import json

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.results.explored_rounds import view_explored_round
from lws_assess.documents.data.pictures import picture_file, png_file
from lws_assess.documents.explore.chosen_drawings import explored_chart, series_marks
from lws_assess.documents.explore.chosen_figures import EVERYONE, TARGET, FigureKind, choose_figures
from lws_assess.documents.explore.interactive_figures import interactive_figure
from lws_assess.documents.explore.offline_pages import offline_page
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.web.downloads import as_download
from lws_assess.web.hardening import allow_charts_library
from lws_assess.web.loading import current_database
from lws_assess.web.name_pages import tell_names
from lws_assess.web.results.explored_choices import (
    ExploredChoice,
    offered_audiences,
    offered_choices,
    read_choice,
)

blueprint = Blueprint("explore", __name__, url_prefix="/p/<partnership>/explore")

# What each kind of picture is called, and what it is good for.
KINDS = {
    FigureKind.RADAR: ("Radar", "the shape of a few groups"),
    FigureKind.BARS: ("Bars", "each figure beside the others"),
    FigureKind.SCATTER: ("Scatter", "two figures of each area"),
    FigureKind.LINES: ("Parallel lines", "many groups at once, an axis for each area"),
}
HTML, JSON, SVG, PNG = "text/html", "application/json", "image/svg+xml", "image/png"


@blueprint.get("")
def show(partnership: PartnershipKey) -> str:
    """The choice, the chosen figures as a table and as a drawing, and what asks for the charts library."""
    choice = find_choice(partnership)
    if choice is None:
        return render_template("results/explore/nothing.html")
    allow_charts_library()
    chosen = choose_figures(choice.figures)
    return render_template(
        "results/explore/show.html",
        choice=choice,
        round=choice.explored.round,
        figures=choice.figures,
        results=choice.figures.results,
        chart=explored_chart(chosen),
        source=chosen.source,
        marks=series_marks(chosen),
        notes=chosen.notes,
        kinds=KINDS,
        offered=tuple(offered_choices(choice)),
        audiences=offered_audiences(choice.figures.results),
        earlier=choice.explored.earlier,
        name=_file_name(choice),
        everyone=EVERYONE,
        target=TARGET,
    )


@blueprint.get("/figure.json")
def figure_json(partnership: PartnershipKey) -> Response:
    """The figure as the charts library takes it, with its table and its source."""
    choice = get_choice(partnership)
    figure = json.dumps(interactive_figure(choose_figures(choice.figures))).encode()
    return as_download(figure, f"{_file_name(choice)}.json", JSON)


@blueprint.get("/figure.html")
def figure_html(partnership: PartnershipKey) -> Response:
    """A file that draws the figure without a network."""
    choice = get_choice(partnership)
    return as_download(offline_page(choose_figures(choice.figures)), f"{_file_name(choice)}.html", HTML)


@blueprint.get("/drawing.svg")
def drawing_svg(partnership: PartnershipKey) -> Response:
    """Our own drawing of what is chosen, which grows without loss."""
    choice = get_choice(partnership)
    chosen = choose_figures(choice.figures)
    return as_download(picture_file(explored_chart(chosen), chosen.source), f"{_file_name(choice)}.svg", SVG)


@blueprint.get("/drawing.png")
def drawing_png(partnership: PartnershipKey) -> Response:
    """Gives the same drawing to programs that take no SVG."""
    choice = get_choice(partnership)
    chosen = choose_figures(choice.figures)
    return as_download(png_file(explored_chart(chosen), chosen.source), f"{_file_name(choice)}.png", PNG)


def find_choice(partnership: PartnershipKey) -> ExploredChoice | None:
    """Returns what the address asks for; None while there are no results."""
    key = RoundKey(request.args.get("round_key", ""))
    since = {RoundKey(one) for one in request.args.getlist("since")}
    with current_database().reading() as session:
        explored = view_explored_round(session, partnership, key, since)
    if explored is None:
        return None
    choice = read_choice(explored, request.args, partnership)
    tell_names(explored.results.edition, explored.results.audiences)
    return choice


def get_choice(partnership: PartnershipKey) -> ExploredChoice:
    """Returns what the address of a file asks for; leads to the page while there are no results."""
    return find_choice(partnership) or abort(redirect(url_for("explore.show", partnership=partnership)))


def _file_name(choice: ExploredChoice) -> str:
    return f"{choice.partnership}-{choice.explored.round.key}-{choice.figures.kind}"
