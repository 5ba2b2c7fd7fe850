"""What anybody reads of what came of a round: a page in plain words, and its twin in easy ones."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from lws_assess.actions.plans.feedback import PublicFeedback, find_public, find_public_code
from lws_assess.documents.papers.feedback import tell_easily, tell_feedback
from lws_assess.records.instruments import get_edition
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.secrets import read_code
from lws_assess.web import errors
from lws_assess.web.loading import current_database

NOWHERE = "There is nothing to read here"
WHY_NOWHERE = (
    "Whoever published this page has taken it back, or the address was mistyped. What was published in its place, "
    "if anything was, has an address of its own."
)

blueprint = Blueprint("feedback_pages", __name__, url_prefix="/feedback/<code>")


@blueprint.errorhandler(404)
def nowhere(_error: HTTPException) -> Response:
    """One answer for every code that leads nowhere, whether it was taken back or never was."""
    return errors.error_page(404, NOWHERE, WHY_NOWHERE)


@blueprint.get("")
def plain(code: str) -> Response:
    """Shows what people said, what was chosen, what was done and what comes next."""
    public, edition = _find(code)
    return _page("plain", public, told=tell_feedback(public.page, edition))


@blueprint.get("/easy")
def easy(code: str) -> Response:
    """Shows in easy words what people said, what was chosen, what was done and what comes next."""
    public, edition = _find(code)
    return _page("easy", public, told=tell_easily(public.page, edition))


def _find(code: str) -> tuple[PublicFeedback, Edition]:
    read = read_code(code)
    with current_database().reading() as session:
        public = find_public(session, read) if read else None
        if public is None:
            abort(404)
        return public, get_edition(session, public.round.edition)


def _page(name: str, public: PublicFeedback, **values: object) -> Response:
    response = make_response(
        render_template(
            f"results/feedback/{name}.html",
            partnership=public.partnership,
            round=public.round,
            published_at=public.published_at,
            plain_address=url_for(".plain", code=public.code),
            easy_address=url_for(".easy", code=public.code),
            back=None,
            **values,
        )
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def public_code(partnership: PartnershipKey, round_key: RoundKey) -> str | None:
    """Returns where it can be read what came of a round; None while that is not public."""
    with current_database().reading() as session:
        return find_public_code(session, partnership, round_key)
