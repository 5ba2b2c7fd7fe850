"""Slides of a round for a board: as a file, and on the screen of a room, both from the same messages."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lws_assess.actions.overview.partnership_overviews import NO_COMPARISON
from lws_assess.actions.papers.board_papers import view_contents
from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.message_figures import MessageKind
from lws_assess.documents.slides.slide_drawings import bars_of_row, radar_on_screen, series_mark
from lws_assess.documents.slides.slide_files import slide_file
from lws_assess.documents.slides.slide_messages import SlideDeck
from lws_assess.survey.keys import AudienceKey, PartnershipKey, RoundKey
from lws_assess.survey.results.round_results import READINGS
from lws_assess.survey.round_timing import NoResultsYet
from lws_assess.web.downloads import as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.page_drawings import tell_drawn_areas
from lws_assess.web.words import now

blueprint = Blueprint("board_slides", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/results")

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@blueprint.errorhandler(NoResultsYet)
def to_the_round(_error: NoResultsYet) -> ResponseReturnValue:
    """The round's own page says how far it is."""
    place = {name: (request.view_args or {}).get(name, "") for name in ("partnership", "round_key")}
    return redirect(url_for("rounds.show", **place, asked="results"), 303)


@blueprint.get("/slides.pptx")
def file(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """The slides to save, to change and to show."""
    name = f"{partnership}-{round_key}-slides.pptx"
    return as_download(slide_file(_deck(partnership, round_key)), name, POWERPOINT)


@blueprint.get("/present")
def present(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Every slide as high and as wide as the screen, one beside the other; of what the address chooses."""
    return render_template(
        "results/board_slides/present.html",
        partnership=partnership,
        round_key=round_key,
        deck=_deck(partnership, round_key),
        kinds=MessageKind,
        bars_of_row=bars_of_row,
        radar_on_screen=radar_on_screen,
        series_mark=series_mark,
    )


def _deck(partnership: PartnershipKey, round_key: RoundKey) -> SlideDeck:
    """The messages as they stand today, of whom and since when the address says. Raises NoResultsYet."""
    since = request.args.get("since", "")
    with current_database().reading() as session:
        get_round(session, partnership, round_key)
        contents = view_contents(session, partnership, round_key, now(), RoundKey(since))
    if contents is None:
        raise NoResultsYet
    tell_drawn_areas(contents.results.edition.areas)
    reading = request.args.get("reading", "")
    return board_messages(
        replace(
            contents,
            changes=None if since == NO_COMPARISON else contents.changes,
            audience=AudienceKey(request.args.get("audience", "")) or None,
            reading=reading if reading in READINGS else "",
        )
    )
