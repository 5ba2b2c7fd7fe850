"""What came of an event: the summary as a page, as a PDF and as a Word file."""

from __future__ import annotations

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from lws_assess.actions.events.summaries import view_summary
from lws_assess.documents.events.summaries import event_summary
from lws_assess.documents.papers.manuscripts import Manuscript
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.downloads import PDF, as_download
from lws_assess.web.events.event_pages import get_event, to_event
from lws_assess.web.loading import current_database
from lws_assess.web.results.strategy_documents import WORD

blueprint = Blueprint("event_summaries", __name__, url_prefix="/p/<partnership>/events/<event>")


@blueprint.get("/summary")
def show(partnership: PartnershipKey, event: EventKey) -> Response:
    """The whole summary; leads to the event's page while it is not over."""
    made = _made(partnership, event)
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
    blocks = [(type(block).__name__, block) for block in made.blocks]
    return forms.form_page(
        "events/summaries/show.html", None, event=found, made=made, blocks=blocks, may_run=may_run()
    )


@blueprint.get("/summary.pdf")
def pdf(partnership: PartnershipKey, event: EventKey) -> Response:
    return as_download(pdf_file(_made(partnership, event)), f"{partnership}-{event}-summary.pdf", PDF)


@blueprint.get("/summary.docx")
def word(partnership: PartnershipKey, event: EventKey) -> Response:
    return as_download(word_file(_made(partnership, event)), f"{partnership}-{event}-summary.docx", WORD)


def _made(partnership: PartnershipKey, event: EventKey) -> Manuscript:
    """Raises EventRefusal before the event is over."""
    with current_database().reading() as session:
        return event_summary(view_summary(session, get_event(session, partnership, event)))


@blueprint.errorhandler(EventRefusal)
def not_yet(refusal: EventRefusal) -> Response:
    """There is no summary while the event is not over."""
    flash(refusal.words, "problem")
    return to_event(**(request.view_args or {}))
