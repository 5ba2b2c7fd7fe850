"""Programmes of a partnership's own: keeping that of an event, the list of them, and removing one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.events import own_programmes as actions
from lws_assess.survey.events.programme_times import length_words, total_minutes
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.web import forms
from lws_assess.web.events.event_pages import get_event
from lws_assess.web.events.forms import KeepProgramme
from lws_assess.web.loading import current_database

blueprint = Blueprint("own_programmes", __name__, url_prefix="/p/<partnership>")


@blueprint.get("/event-programmes/")
def index(partnership: PartnershipKey) -> Response:
    """Lists them, with how long each takes."""
    with current_database().reading() as session:
        own = actions.list_own_templates(session, partnership)
    rows = [
        (one, one.key.removeprefix(actions.OWN), length_words(total_minutes(one.segments))) for one in own
    ]
    return forms.form_page("events/programmes/index.html", None, rows=rows)


@blueprint.route("/events/<event>/keep", methods=["GET", "POST"])
def keep(partnership: PartnershipKey, event: EventKey) -> Response:
    """Keeps the programme of an event under a title, whether that is planned, runs or is over."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
    form = KeepProgramme(data={"title": found.title})
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                kept = actions.keep_own_programme(
                    session,
                    partnership,
                    event,
                    forms.text_of_field(form.title),
                    forms.text_of_field(form.for_whom),
                )
        except EventRefusal as refusal:
            forms.refuse_at(form, refusal, "title")
        else:
            flash(f"“{kept.title}” is kept. It is offered whenever you plan an event.", "done")
            return redirect(url_for(".index", partnership=partnership), 303)
    return forms.form_page("events/programmes/keep.html", form, event=found)


@blueprint.route("/event-programmes/<programme>/remove", methods=["GET", "POST"])
def remove(partnership: PartnershipKey, programme: str) -> Response:
    """Asks whether one is sure, and then removes it."""
    with current_database().reading() as session:
        own = actions.list_own_templates(session, partnership)
    found = next((one for one in own if one.key == f"{actions.OWN}{programme}"), None) or abort(404)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("events/programmes/remove.html", form, programme=found)
    with current_database().writing() as session:
        actions.remove_own_programme(session, partnership, programme)
    flash(f"“{found.title}” is removed.", "done")
    return redirect(url_for(".index", partnership=partnership), 303)
