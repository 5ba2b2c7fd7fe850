"""The results of a closed round: their chapters, the whole report, one block by itself, and tables as files."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.events.summaries import results_may_be_seen
from lws_assess.actions.results import changes
from lws_assess.actions.results.comments import view_published
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.data.region import file_for_a_region
from lws_assess.documents.tables import csv_bytes
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.round_results import READINGS
from lws_assess.web.downloads import CSV, as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.name_pages import tell_names
from lws_assess.web.results.blocks import ResultsLook, blocks_of, blocks_of_chapter, find_block
from lws_assess.web.results.chapters import (
    CHAPTERS,
    FIRST_CHAPTER,
    WHOLE_REPORT,
    ResultsChapter,
    chapters_beside,
    find_chapter,
)
from lws_assess.web.results.choices import CHOICES, ResultsAddress, read_choice
from lws_assess.web.rounds_of_events import open_to_rounds_of_events

blueprint = Blueprint("results", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/results")
open_to_rounds_of_events(blueprint, results_may_be_seen)


@blueprint.get("")
def dashboard(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """The first chapter: the main points, and where each area stands."""
    return _show_chapter(_look_at_chapter(partnership, round_key, FIRST_CHAPTER), FIRST_CHAPTER)


@blueprint.get("/<chapter>")
def chapter(partnership: PartnershipKey, round_key: RoundKey, chapter: str) -> str:
    """Another chapter. The first one has the address of the results."""
    found = find_chapter(chapter) or abort(404)
    look = _look_at_chapter(partnership, round_key, found)
    if found is FIRST_CHAPTER:
        abort(redirect(look.choice.address.chapter()))
    return _show_chapter(look, found)


@blueprint.get("/whole")
def whole(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """All chapters on one page with all their pictures and tables, ready to be printed."""
    look = get_look(partnership, round_key, WHOLE_REPORT)
    blocks = list(blocks_of(look))
    drawn = {one.key: one.draw(look) for one in blocks}
    words = {**words_of_look(look), "alone": True}
    return render_template("results/whole.html", **words, blocks=blocks, drawn=drawn)


def _show_chapter(look: ResultsLook, chapter: ResultsChapter) -> str:
    blocks = blocks_of_chapter(look, chapter)
    return render_template(
        "results/chapter.html",
        **words_of_look(look),
        chapter=chapter,
        chapters=CHAPTERS,
        beside=chapters_beside(chapter),
        blocks=blocks,
        drawn={one.key: one.draw_in_chapter(look) for one in blocks},
        elsewhere=[]
        if chapter is not FIRST_CHAPTER
        else [one for one in blocks_of(look) if one not in blocks],
    )


@blueprint.get("/blocks/<block>")
def block(partnership: PartnershipKey, round_key: RoundKey, block: str) -> str:
    """One block by itself with all its pictures and tables, ready to be printed."""
    look = get_look(partnership, round_key)
    alone = find_block(look, block) or abort(404)
    return render_template(
        "results/block.html", **{**words_of_look(look), "alone": True}, block=alone, pictures=alone.draw(look)
    )


@blueprint.get("/blocks/<block>/<key>.csv")
def table(partnership: PartnershipKey, round_key: RoundKey, block: str, key: str) -> Response:
    """The table of one picture, as the page shows it."""
    look = get_look(partnership, round_key)
    drawn = (find_block(look, block) or abort(404)).draw(look)
    chart = next((one for one in drawn.values() if one.key == key), None) or abort(404)
    return as_download(csv_bytes(chart.headers, chart.rows), f"{partnership}-{round_key}-{key}.csv", CSV)


@blueprint.get("/region.csv")
def region(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """The small file that an adviser lays beside those of other partnerships."""
    headers, rows = file_for_a_region(get_look(partnership, round_key).results)
    return as_download(csv_bytes(headers, rows), f"{partnership}-{round_key}-region.csv", CSV)


def _look_at_chapter(
    partnership: PartnershipKey, round_key: RoundKey, chapter: ResultsChapter
) -> ResultsLook:
    return get_look(
        partnership, round_key, chapter.key, chapter.holds("since"), with_words=chapter.holds("comments")
    )


def get_look(
    partnership: PartnershipKey,
    round_key: RoundKey,
    page: str = FIRST_CHAPTER.key,
    with_history: bool = True,
    with_words: bool = True,
) -> ResultsLook:
    """Returns what is looked at on a page; leads to the round's page while it has no results.

    The history rests on many releases, and there may be thousands of comments. Each is read only for a page that
    shows it.
    """
    asked = {name: request.args.get(name, "") for name in CHOICES}
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        address = ResultsAddress(partnership, round_key, {}, page)
        look = _read_look(session, this, address, asked, with_history, with_words)
    if look:
        tell_names(look.results.edition, look.results.audiences)
    its_round = url_for("rounds.show", partnership=partnership, round_key=round_key, asked="results")
    return look or abort(redirect(its_round))


def _read_look(
    session: Session,
    this: Round,
    address: ResultsAddress,
    asked: Mapping[str, str],
    with_history: bool,
    with_words: bool,
) -> ResultsLook | None:
    where = (session, this.partnership, this.key)
    results = view_release(*where)
    if results is None:
        return None
    earlier = changes.rounds_to_compare(*where)
    compared = changes.view_changes_from(session, this, earlier, RoundKey(asked["since"]))
    return ResultsLook(
        round=this,
        results=results,
        choice=read_choice(results, compared, asked, address),
        earlier=earlier,
        changes=compared,
        history=changes.view_history_of(session, this, earlier)
        if with_history and len(earlier) > 1
        else None,
        said=(view_published(*where) if with_words else None) or (),
    )


def words_of_look(look: ResultsLook) -> Mapping[str, object]:
    """Returns what every template of the results is told."""
    return {
        "look": look,
        "round": look.round,
        "results": look.results,
        "choice": look.choice,
        "chosen": look.audience,
        "reading": look.choice.reading,
        "readings": READINGS,
        "alone": False,
        "address": look.choice.address,
    }
