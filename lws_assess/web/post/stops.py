"""Stopping messages: the page that the link in each message leads to, and what mail programs send there themselves.

Looking at the page changes nothing, because filters of mail follow links. Nothing on it or in its address names the
person: what was sent to whom is not told to whoever holds a message that was passed on.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.post import stops as actions
from lws_assess.actions.post.stops import StopView, UnknownStop
from lws_assess.survey.stop_links import StopList
from lws_assess.web import errors
from lws_assess.web.loading import current_database
from lws_assess.web.post import mail
from lws_assess.web.refusals import status_of

blueprint = Blueprint("stops", __name__, url_prefix="/stop/<secret>")

STOP, AGAIN = "stop", "again"
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # the field that mail programs send (RFC 8058)
NOWHERE = "This link stops nothing"


@blueprint.errorhandler(UnknownStop)
def unknown(refusal: UnknownStop) -> Response:
    return errors.error_page(status_of(refusal), NOWHERE, refusal.words)


@blueprint.get("")
def show(secret: str) -> Response:
    """Shows which messages this is about, whether they are stopped, and the button that changes it."""
    with current_database().reading() as session:
        return _page(actions.view_stop(session, secret))


@blueprint.post("")
def change(secret: str) -> Response:
    """Stops the messages, or lets them come again. Mail programs are answered at once, without being sent on."""
    name, value = ONE_CLICK
    by_program = request.form.get(name) == value
    wanted = {STOP: False, AGAIN: True}.get(STOP if by_program else request.form.get("go", ""))
    if wanted is None:
        return errors.error_page(400, *errors.WORDS[400])
    with current_database().writing() as session:
        view = actions.stop_messages(session, secret, wanted)
    return _page(view) if by_program else redirect(url_for(".show", secret=secret), 303)


def _page(view: StopView) -> Response:
    response = make_response(render_template("post/stops/show.html", view=view))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def stop_link(of: StopList, address: str) -> str:
    """The link in messages to an address that stops them."""
    with current_database().reading() as session:
        return stop_link_of(actions.code_for(session, of, address))


def stop_link_of(code: str) -> str:
    return mail.absolute_address("stops.show", secret=code)
