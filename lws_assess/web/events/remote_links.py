"""Links to the screen for people away from the hall, as hosts make them and take them back; and captions, on or off."""

from __future__ import annotations

from secrets import token_bytes

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.events import captions as caption_actions
from lws_assess.actions.events import remote_links as actions
from lws_assess.actions.events.captions import captions_shown
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.survey.refusals import Refusal
from lws_assess.survey.secrets import BYTES, Secret
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.event_pages import get_event, signed_in_host
from lws_assess.web.events.words import read_word_key
from lws_assess.web.loading import current_database
from lws_assess.web.post import mail
from lws_assess.web.refusals import status_on_desk
from lws_assess.web.words import now

blueprint = Blueprint("event_remote_links", __name__, url_prefix="/p/<partnership>/events/<event>/remote")
event_keys.guard_event_pages(blueprint)

LINK_MADE = "link to a screen"  # in the session of whoever made one, until the next page shows it


@blueprint.get("")
def index(partnership: PartnershipKey, event: EventKey) -> Response:
    """Shows whom links were made for, which of them were opened, and once the link that was made last."""
    return _page(partnership, event)


def _page(partnership: PartnershipKey, event: EventKey, problem: Refusal | None = None) -> Response:
    made = session.pop(LINK_MADE, None)
    with current_database().reading() as db:
        found = get_event(db, partnership, event)
        page = render_template(
            "events/remote/index.html",
            event=found,
            links=actions.list_remote_links(db, found),
            lines=captions_shown(db, found),
            made=made["called"] if made and made["event"] == [partnership, event] else "",
            link=mail.absolute_address("event_remote_screens.arrive", secret=made["secret"]) if made else "",
            most=actions.LONGEST_CALLED,
            typed=request.form if problem else {},
            faults={problem.field: problem.words} if problem else {},
        )
    return make_response(page, status_on_desk(problem))


@blueprint.post("")
def add(partnership: PartnershipKey, event: EventKey) -> Response:
    """Makes a link for one person; the next page shows it, and none after that."""
    secret, called = Secret(token_bytes(BYTES)), request.form.get("called", "")
    types = request.form.get("types") == "yes"
    try:
        with current_database().writing() as db:
            get_event(db, partnership, event)
            actions.make_remote_link(db, partnership, event, secret, called, types, signed_in_host(), now())
    except EventRefusal as refusal:
        return _page(partnership, event, refusal)
    session[LINK_MADE] = {"event": [partnership, event], "called": called, "secret": secret.code}
    return _back(partnership, event)


@blueprint.post("/<link>/back")
def take_back(partnership: PartnershipKey, event: EventKey, link: str) -> Response:
    """Takes a link back: whoever looks by it sees nothing more."""
    try:
        with current_database().writing() as db:
            get_event(db, partnership, event)
            row = read_word_key(link)
            actions.take_remote_link_back(db, partnership, event, row, signed_in_host(), now())
    except EventRefusal as refusal:
        return _page(partnership, event, refusal)
    flash("The link is taken back. Whoever held it sees the screen no more.", "done")
    return _back(partnership, event)


@blueprint.post("/captions")
def captions(partnership: PartnershipKey, event: EventKey) -> Response:
    """Shows captions on the screen, or takes them off it."""
    shown = request.form.get("do") == "show"
    try:
        with current_database().writing() as db:
            get_event(db, partnership, event)
            caption_actions.show_captions(db, partnership, event, shown, signed_in_host(), now())
    except EventRefusal as refusal:
        return _page(partnership, event, refusal)
    flash("Captions are shown." if shown else "Captions are off, and their last lines are erased.", "done")
    return _back(partnership, event)


def _back(partnership: PartnershipKey, event: EventKey) -> Response:
    return redirect(url_for(".index", partnership=partnership, event=event), 303)
