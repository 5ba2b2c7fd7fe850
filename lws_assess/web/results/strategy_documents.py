"""The strategy document of a round, as a Word file to go on writing in."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.papers.strategies import view_sources
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.web.downloads import as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.words import now

blueprint = Blueprint("strategy_documents", __name__, url_prefix="/p/<partnership>/rounds/<round_key>")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/strategy.docx")
def word(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """The draft as it stands today; leads to the round's page while it has no results."""
    with current_database().reading() as session:
        sources = view_sources(session, get_round(session, partnership, round_key), now())
    if sources is None:
        return redirect(url_for("rounds.show", partnership=partnership, round_key=round_key, asked="results"))
    return as_download(
        word_file(strategy_document(sources)), f"{partnership}-{round_key}-strategy.docx", WORD
    )
